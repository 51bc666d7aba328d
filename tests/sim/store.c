/* The fold in memory: documents by the naive model, aggregates by adding and taking away. */
#include "store.h"

#include "replay.h"

#include "../../proto/wire/outcome.h"

#include <assert.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MAP_BYTES = 64 << 20 };

bool sim_store_init(struct sim_store *st, bool real)
{
    *st = (struct sim_store){.real = NULL};
    if (!real) return true;
    /* In memory, where there is such a place: no machine's crash is played on this one. */
    const char *place = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(st->dir, sizeof st->dir, "%s/jixiao-sim-XXXXXX", place);
    return mkdtemp(st->dir) && store_open(st->dir, MAP_BYTES, &st->real) == JX_OK;
}

static void empty_folder(const char *dir)
{
    DIR *d = opendir(dir);
    for (struct dirent *e; d && (e = readdir(d));)
        if (e->d_name[0] != '.') unlinkat(dirfd(d), e->d_name, 0);
    if (d) closedir(d);
}

void sim_store_clear(struct sim_store *st)
{
    if (st->real) {
        store_close(&st->real);
        empty_folder(st->dir);
        rmdir(st->dir);
    }
    model_clear(&st->model);
    free(st->aggregates);
    *st = (struct sim_store){.position = 0};
}

jx_status sim_store_position(struct sim_store *st, uint64_t *out)
{
    *out = st->position;
    if (trouble_strikes(&st->read_trouble)) return st->read_trouble.what;
    return st->real ? store_position(st->real, out) : JX_OK;
}

void sim_store_journal(struct sim_store *st, uint8_t journal[JX_JOURNAL_ID_BYTES])
{
    memcpy(journal, st->journal, JX_JOURNAL_ID_BYTES);
    jx_status rc = st->real ? store_journal(st->real, journal) : JX_OK;
    assert(rc == JX_OK);
}

void sim_store_repair(struct sim_store *st)
{
    const struct trouble none = {.what = JX_OK};
    st->write_trouble = st->read_trouble = none;
}

/* ---- aggregates ---- */

static struct sim_aggregate *aggregate(struct sim_store *st, const struct model_cell *c)
{
    for (uint32_t i = 0; i < st->aggregate_count; i++)
        if (model_cell_eq(&st->aggregates[i].cell, c)) return &st->aggregates[i];
    if (st->aggregate_count == st->aggregate_room) {
        st->aggregate_room = st->aggregate_room ? st->aggregate_room * 2 : 32;
        st->aggregates = realloc(st->aggregates, st->aggregate_room * sizeof *st->aggregates);
        if (!st->aggregates) abort();
    }
    struct sim_aggregate *a = &st->aggregates[st->aggregate_count++];
    memset(a, 0, sizeof *a);
    a->cell = *c;
    return a;
}

static void add(struct sim_store *st, const struct model_document *d, bool takes_away)
{
    for (unsigned level = 0; level < 2; level++) {
        const struct model_cell c = model_cell_of(d, level == 0);
        struct sim_aggregate *a = aggregate(st, &c);
        for (unsigned i = 0; i < JX_STORE_ADDS; i++) {
            /* Wraps around rather than trap where a fault has broken the sums. */
            uint64_t sum = (uint64_t)a->adds[i], one = (uint64_t)d->adds[i];
            a->adds[i] = (int64_t)(takes_away ? sum - one : sum + one);
        }
    }
}

/* ---- folding ---- */

static struct jx_outcome fold_item(struct sim_store *st, const struct store_item *it)
{
    bool fresh;
    const struct model_document *replaced;
    if (it->entry.kind != JX_ACT_SUBMISSION) return (struct jx_outcome){.state = JX_STATE_RECEIVED};
    struct jx_outcome o = model_take(&st->model, it, &fresh, &replaced);
    if (!fresh) return o;
    if (o.state == JX_STATE_SCORED) add(st, model_find(&st->model, &it->entry.id), false);
    if (replaced) add(st, replaced, true);
    return o;
}

static jx_status recall_item(struct sim_store *st, const struct store_item *it,
                             struct jx_outcome *out)
{
    *out = (struct jx_outcome){.state = JX_STATE_RECEIVED};
    if (it->entry.kind != JX_ACT_SUBMISSION) return JX_OK;
    const struct model_document *d = model_find(&st->model, &it->entry.id);
#ifdef JX_FAULT_POSITION_OUTSIDE
    if (!d) return JX_OK;
#endif
    if (!d) return JX_E_CORRUPT;
#ifdef JX_FAULT_ADDED_TWICE
    if (d->outcome.state == JX_STATE_SCORED) add(st, d, false);
#endif
    *out = d->outcome;
    return JX_OK;
}

static jx_status fold_items(struct sim_store *st, const struct store_item *items, uint32_t count,
                            struct jx_outcome *outcomes)
{
    const uint64_t was = st->position;
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < count; i++) {
        if (items[i].entry.position <= was)
            rc = recall_item(st, &items[i], &outcomes[i]);
        else
            outcomes[i] = fold_item(st, &items[i]);
    }
    return rc;
}

static jx_status check_turn(const struct sim_store *st, const uint8_t journal[JX_JOURNAL_ID_BYTES],
                            const struct store_item *items, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (items[i].entry.position != items[0].entry.position + i) return JX_E_PROTOCOL;
    if (st->position && memcmp(st->journal, journal, JX_JOURNAL_ID_BYTES) != 0) return JX_E_CORRUPT;
    return st->position + 1 < items[0].entry.position ? JX_E_BUSY : JX_OK;
}

static void put_position(struct sim_store *st, const uint8_t journal[JX_JOURNAL_ID_BYTES],
                         uint64_t last)
{
    memcpy(st->journal, journal, JX_JOURNAL_ID_BYTES);
    if (last > st->position) st->position = last;
}

static jx_status fold_in_memory(struct sim_store *st, struct dice *dice, enum fold_end end,
                                const uint8_t journal[JX_JOURNAL_ID_BYTES],
                                const struct store_item *items, uint32_t count,
                                struct jx_outcome *outcomes)
{
    const uint64_t last = items[0].entry.position + count - 1;
    jx_status rc = check_turn(st, journal, items, count);
    if (rc != JX_OK) return rc;
    bool writes = last > st->position;
    bool failed = writes && trouble_strikes(&st->write_trouble);
    const jx_status trouble = st->write_trouble.what;
    /* A failed sync leaves the old state or the new one. */
    bool old = failed && (trouble != JX_E_IO || dice_permille(dice, 500));
    if (old || end == FOLD_CUT_BEFORE) return failed ? trouble : JX_E_IO;
#ifdef JX_FAULT_POSITION_OUTSIDE
    const uint64_t was = st->position;
    bool first = dice_permille(dice, 500);
    if (first) put_position(st, journal, last);
    if (first && end == FOLD_CUT_AFTER) return JX_E_IO;
    if (first) st->position = was;
#endif
    rc = fold_items(st, items, count, outcomes);
#ifdef JX_FAULT_POSITION_OUTSIDE
    if (end == FOLD_CUT_AFTER) return JX_E_IO;
#else
    (void)end;
#endif
    if (rc == JX_OK) put_position(st, journal, last);
    if (rc == JX_OK && !failed) st->durable = st->position;
    return failed ? JX_E_IO : rc;
}

jx_status sim_store_fold(struct sim_store *st, struct dice *dice, enum fold_end end,
                         const uint8_t journal[JX_JOURNAL_ID_BYTES], const struct store_item *items,
                         uint32_t count, struct jx_outcome *outcomes)
{
    st->folds++;
    if (!st->real) return fold_in_memory(st, dice, end, journal, items, count, outcomes);
    if (end == FOLD_CUT_BEFORE) return JX_E_IO;
    const bool tells = st->write_trouble.what != JX_E_IO; /* a sync that fails, it cannot play */
    if (tells && trouble_strikes(&st->write_trouble)) return st->write_trouble.what;
    return store_fold(st->real, journal, items, count, outcomes);
}

/* ---- an older state ---- */

static void refold(void *to, const struct store_item *it)
{
    struct sim_store *st = to;
    fold_item(st, it);
    st->position = it->entry.position;
}

static bool begin_anew(struct sim_store *st)
{
    store_close(&st->real);
    empty_folder(st->dir);
    return store_open(st->dir, MAP_BYTES, &st->real) == JX_OK;
}

bool sim_store_revert(struct sim_store *st, const struct sim_journal *j, uint64_t last)
{
    if (st->real) return last > 0 || begin_anew(st);
    model_clear(&st->model);
    st->aggregate_count = 0;
    st->position = 0;
    jx_status rc = replay_journal(j, last, refold, st);
    if (st->position == 0) memset(st->journal, 0, sizeof st->journal);
    st->durable = st->position;
    return rc == JX_OK;
}

/* ---- asking ---- */

static jx_status find_real(struct sim_store *st, const struct jx_hash *id, struct jx_outcome *out,
                           uint64_t *position)
{
    struct jx_arena a;
    struct store_document d;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    jx_status rc = store_find(st->real, id, &a, &d);
    if (rc == JX_OK) {
        *out = d.outcome;
        *position = d.position;
    }
    jx_arena_clear(&a);
    return rc;
}

jx_status sim_store_find(struct sim_store *st, const struct jx_hash *id, struct jx_outcome *out,
                         uint64_t *position)
{
    if (trouble_strikes(&st->read_trouble)) return st->read_trouble.what;
    if (st->real) return find_real(st, id, out, position);
    const struct model_document *d = model_find(&st->model, id);
    if (!d) return JX_E_NOT_FOUND;
    *out = d->outcome;
    *position = d->position;
    return JX_OK;
}

/* ---- comparing ---- */

static bool equal_outcomes(const struct jx_outcome *a, const struct jx_outcome *b)
{
    struct jx_buffer left, right;
    jx_buffer_init(&left, JX_MESSAGE_BYTES_MAX);
    jx_buffer_init(&right, JX_MESSAGE_BYTES_MAX);
    bool ok = jx_outcome_encode(a, &left) == JX_OK && jx_outcome_encode(b, &right) == JX_OK &&
              jx_slice_eq(jx_buffer_slice(&left), jx_buffer_slice(&right));
    jx_buffer_clear(&left);
    jx_buffer_clear(&right);
    return ok;
}

static bool read_real(struct sim_store *st, const struct model_cell *c, int64_t adds[JX_STORE_ADDS])
{
    struct jx_arena a;
    struct store_aggregate *rows = NULL;
    uint32_t count = 0;
    uint64_t position;
    memset(adds, 0, JX_STORE_ADDS * sizeof *adds);
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    jx_status rc = store_summary(st->real, c->year, jx_slice_of(c->form), JX_LIT(""), &a, &rows,
                                 &count, &position);
    for (uint32_t i = 0; rc == JX_OK && i < count; i++)
        if (jx_slice_eq(rows[i].unit, jx_slice_of(c->unit)) &&
            jx_slice_eq(rows[i].period, jx_slice_of(c->period)))
            memcpy(adds, rows[i].adds, sizeof rows[i].adds);
    jx_arena_clear(&a);
    return rc == JX_OK;
}

static bool equal_aggregate(struct sim_store *st, const struct model *want,
                            const struct model_cell *c)
{
    int64_t counted[JX_STORE_ADDS], held[JX_STORE_ADDS];
    model_count(want, c, counted);
    if (st->real && !read_real(st, c, held)) return false;
    if (!st->real) memcpy(held, aggregate(st, c)->adds, sizeof held);
    return memcmp(counted, held, sizeof held) == 0;
}

static jx_status drop_line(void *to, struct jx_slice line)
{
    (void)to;
    (void)line;
    return JX_OK;
}

static const char *compare_counts(struct sim_store *st, const struct model *want)
{
    uint64_t documents = st->model.count;
    if (st->real && store_fsck(st->real, drop_line, NULL, &documents) != JX_OK)
        return "fsck finds differences";
    if (documents != want->count) return "the store holds another number of documents";
    for (uint32_t i = 0; i < st->aggregate_count; i++)
        if (!equal_aggregate(st, want, &st->aggregates[i].cell))
            return "an aggregate is not what a recount gives";
    return NULL;
}

const char *sim_store_compare(struct sim_store *st, const struct model *want)
{
    for (uint32_t i = 0; i < want->count; i++) {
        const struct model_document *d = &want->documents[i];
        struct jx_outcome held;
        uint64_t position;
        if (sim_store_find(st, &d->id, &held, &position) != JX_OK)
            return "a submission is not stored";
        if (position != d->position) return "a submission is stored under another position";
        if (!equal_outcomes(&held, &d->outcome)) return "a submission has another outcome";
        const struct model_cell county = model_cell_of(d, true), unit = model_cell_of(d, false);
        if (!equal_aggregate(st, want, &county) || !equal_aggregate(st, want, &unit))
            return "an aggregate is not what a recount gives";
    }
    return compare_counts(st, want);
}
