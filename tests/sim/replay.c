/* The journal from its beginning, judged as workers judge it: one after the other, under the pack
 * in force. */
#include "replay.h"

#include "../../worker/item.h"

struct replay {
    struct item_pack pack;
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

static jx_status replay_one(struct replay *r, const struct sim_record *record, replay_take *take,
                            void *to)
{
    struct store_item it;
    jx_status rc = item_make(jx_slice_at(record->bytes, record->len), &r->pack, &r->keep,
                             &r->scratch, &it);
    if (rc == JX_OK) take(to, &it);
    if (rc == JX_OK && it.entry.kind == JX_ACT_PACK) rc = change_pack(r, it.content);
    jx_arena_clear(&r->keep);
    jx_arena_clear(&r->scratch);
    return rc;
}

jx_status replay_journal(const struct sim_journal *j, uint64_t last, replay_take *take, void *to)
{
    struct replay r = {.pack = {.pack = NULL}};
    jx_status rc = JX_OK;
    jx_arena_init(&r.keep, JX_ARENA_BYTES_MAX);
    jx_arena_init(&r.scratch, JX_ARENA_BYTES_MAX);
    for (uint64_t p = 1; rc == JX_OK && p <= last && p <= j->count; p++)
        rc = replay_one(&r, sim_journal_at(j, p), take, to);
    jx_pack_free(&r.pack.pack);
    return rc;
}
