/* The journal from its beginning, judged as workers judge it: one after the other, under the pack
 * in force, or that of the run whose results are the year's. */
#include "replay.h"

#include "model.h"

#include <assert.h>

enum { RUN_PACKS_MAX = 64 };

struct replay {
    const struct sim_journal *journal;
    const struct replay_to *to;
    struct item_pack pack, of_runs[RUN_PACKS_MAX];
    uint32_t run_count;
    struct jx_arena keep, scratch;
};

/* One that is refused leaves the one before it in force. */
static jx_status change_pack(struct replay *r, struct jx_slice content)
{
    struct jx_pack_trouble t;
    struct item_pack next;
    jx_status rc = item_pack_parse(content, &next, &t);
    if (rc == JX_OK) {
        jx_pack_free(&r->pack.pack);
        r->pack = next;
    }
    return rc == JX_E_RULES || rc == JX_E_FORMAT ? JX_OK : rc;
}

static const struct item_pack *pack_of_run(struct replay *r, uint64_t run)
{
    struct jx_pack_trouble t;
    for (uint32_t i = 0; i < r->run_count; i++)
        if (r->of_runs[i].run == run) return &r->of_runs[i];
    assert(r->run_count < RUN_PACKS_MAX);
    struct item_pack *p = &r->of_runs[r->run_count++];
    jx_status rc = item_run_parse(sim_journal_at(r->journal, run)->record.content, run, p, &t);
    assert(rc == JX_OK);
    return p;
}

static struct item_packs find_packs(struct replay *r, struct item_year_pack years[MODEL_YEARS])
{
    struct item_packs packs = {.in_force = &r->pack, .years = years};
    for (uint32_t year = MODEL_YEAR_FIRST; year < MODEL_YEAR_FIRST + MODEL_YEARS; year++) {
        uint64_t run = r->to->run_of_year(r->to->own, year);
        if (run) years[packs.count++] = (struct item_year_pack){year, pack_of_run(r, run)};
    }
    return packs;
}

static jx_status replay_one(struct replay *r, const struct sim_record *record)
{
    struct store_item it;
    struct item_year_pack years[MODEL_YEARS];
    const struct item_packs packs = find_packs(r, years);
    jx_status rc = item_make_by_year(jx_slice_at(record->bytes, record->len), &packs, &r->keep,
                                     &r->scratch, &it);
    if (rc == JX_OK) r->to->take(r->to->own, &it);
    if (rc == JX_OK && it.entry.kind == JX_ACT_PACK) rc = change_pack(r, it.content);
    jx_arena_clear(&r->keep);
    jx_arena_clear(&r->scratch);
    return rc;
}

jx_status replay_journal(const struct sim_journal *j, uint64_t last, const struct replay_to *to)
{
    struct replay r = {.journal = j, .to = to};
    jx_status rc = JX_OK;
    jx_arena_init(&r.keep, JX_ARENA_BYTES_MAX);
    jx_arena_init(&r.scratch, JX_ARENA_BYTES_MAX);
    for (uint64_t p = 1; rc == JX_OK && p <= last && p <= j->count; p++)
        rc = replay_one(&r, sim_journal_at(j, p));
    jx_pack_free(&r.pack.pack);
    for (uint32_t i = 0; i < r.run_count; i++)
        jx_pack_free(&r.of_runs[i].pack);
    return rc;
}
