/* Claims a slice, computes it, and commits it when what is before it has been committed. A process
 * that dies leaves nothing behind: the kernel gives its claim back, and somebody else computes the
 * slice. */
#include "batch.h"

#include "rescore.h"

#include <stdlib.h>

/* A slice that was computed and waits for its turn. */
struct pending {
    bool used;
    uint64_t run, from, index;
    struct store_slice *slice; /* NULL while it is computed */
};

struct batch {
    struct store *store;
    struct item_pack pack; /* of the run worked on last */
    struct pending pending;
    struct jx_arena kept, scratch; /* the document's at hand */
    struct jx_arena runs;          /* the list of runs */
    int64_t followed_ms;
    uint64_t slice, slice_full; /* positions in one */
};

struct batch *batch_new(struct store *st)
{
    struct batch *b = calloc(1, sizeof *b);
    if (!b) return NULL;
    b->store = st;
    b->followed_ms = INT64_MIN / 2;
    batch_cut(b, BATCH_SLICE, BATCH_SLICE_FULL);
    jx_arena_init(&b->kept, JX_ARENA_BYTES_MAX);
    jx_arena_init(&b->scratch, JX_ARENA_BYTES_MAX);
    jx_arena_init(&b->runs, JX_ARENA_BYTES_MAX);
    return b;
}

void batch_cut(struct batch *b, uint64_t scored, uint64_t full)
{
    b->slice = scored;
    b->slice_full = full;
}

static void let_go(struct batch *b)
{
    if (b->pending.used) store_slice_give(b->store, b->pending.run, b->pending.index);
    store_slice_close(&b->pending.slice);
    b->pending.used = false;
}

void batch_free(struct batch **batch)
{
    struct batch *b = *batch;
    *batch = NULL;
    if (!b) return;
    let_go(b);
    jx_pack_free(&b->pack.pack);
    jx_arena_clear(&b->kept);
    jx_arena_clear(&b->scratch);
    jx_arena_clear(&b->runs);
    free(b);
}

/* ---- computing ---- */

static uint64_t slice_of(const struct batch *b, const struct store_run *r)
{
    return r->full ? b->slice_full : b->slice;
}

/* The run's pack, parsed; it was parsed before the run could begin. */
static jx_status learn_pack(struct batch *b, uint64_t run)
{
    struct jx_slice content;
    struct jx_pack_trouble t;
    if (b->pack.run == run && b->pack.pack) return JX_OK;
    jx_pack_free(&b->pack.pack);
    b->pack = (struct item_pack){.pack = NULL};
    jx_status rc = store_run_content(b->store, run, &b->scratch, &content);
    if (rc == JX_OK) rc = item_run_parse(content, run, &b->pack, &t);
    jx_arena_clear(&b->scratch);
    return rc;
}

static jx_status whole_of(void *own, uint64_t position, struct jx_arena *a, struct store_whole *out)
{
    return store_slice_document(own, position, a, out);
}

static jx_status compute(const struct rescoring *how, struct store_slice *slice)
{
    struct store_scorable d;
    jx_status rc = store_slice_next(slice, how->keep, &d);
    while (rc == JX_OK) {
        struct store_rescored r;
        bool differs = false;
        rc = rescore(how, &d, &differs, &r);
        if (rc == JX_OK && differs) rc = store_slice_add(slice, &r);
        jx_arena_reset(how->keep);
        jx_arena_reset(how->scratch);
        if (rc == JX_OK) rc = store_slice_next(slice, how->keep, &d);
    }
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

static jx_status compute_slice(struct batch *b, const struct store_run *run, uint64_t to)
{
    struct pending *p = &b->pending;
    jx_status rc = learn_pack(b, run->run);
    if (rc == JX_OK) rc = store_slice_open(b->store, run->run, run->year, p->from, to, &p->slice);
    const struct rescoring how = {.pack = &b->pack,
                                  .full = run->full,
                                  .whole = whole_of,
                                  .own = p->slice,
                                  .keep = &b->kept,
                                  .scratch = &b->scratch};
    return rc == JX_OK ? compute(&how, p->slice) : rc;
}

/* ---- which slice ---- */

static uint64_t end_of(const struct batch *b, const struct store_run *r, uint64_t index,
                       uint64_t position)
{
    uint64_t end = (index + 1) * slice_of(b, r);
    return end < position ? end : position;
}

/* The lowest slice that nobody has. */
static bool claim(struct batch *b, const struct store_run *r, uint64_t position, uint64_t *to)
{
    enum { AHEAD = 16 }; /* results that wait are kept in memory, by their processes */
    const uint64_t slice = slice_of(b, r), first = r->cursor / slice;
    for (uint64_t i = first; i < first + AHEAD && i * slice < position; i++) {
        if (!store_slice_claim(b->store, r->run, i)) continue;
        b->pending = (struct pending){.used = true, .run = r->run, .index = i};
        b->pending.from = i == first ? r->cursor + 1 : i * slice + 1;
        *to = end_of(b, r, i, position);
        return true;
    }
    return false;
}

/* Whether it is to be worked on now. What came since it was complete may wait a moment, so that
 * each group of submissions does not cost a commit more. */
static bool is_due(struct batch *b, const struct store_run *r, uint64_t position, int64_t now_ms,
                   bool hurry)
{
    if (!store_run_is_behind(r, position)) return false;
    if (r->cursor < r->run || hurry) return true;
    if (position - r->cursor < slice_of(b, r) && now_ms - b->followed_ms < BATCH_FOLLOW_MS)
        return false;
    b->followed_ms = now_ms;
    return true;
}

/* ---- steps ---- */

static bool is_gone(const struct store_run *runs, uint32_t count, uint64_t run)
{
    for (uint32_t i = 0; i < count; i++)
        if (runs[i].run == run) return false;
    return true;
}

/* Nobody works on what the pending slice waits for: its worker is gone, so this one takes it. */
static bool is_stuck(struct batch *b, const struct store_run *runs, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (runs[i].run == b->pending.run)
            return runs[i].cursor + 1 < b->pending.from &&
                   !store_slice_is_claimed(b->store, runs[i].run,
                                           runs[i].cursor / slice_of(b, &runs[i]));
    return true;
}

static enum batch_state commit(struct batch *b, const struct store_run *runs, uint32_t count,
                               jx_status *rc)
{
    if (is_gone(runs, count, b->pending.run)) {
        let_go(b);
        return BATCH_MORE;
    }
    jx_status done = store_slice_commit(b->store, b->pending.slice);
    if (done == JX_E_BUSY && !is_stuck(b, runs, count)) return BATCH_WAIT;
    let_go(b);
    if (done != JX_OK && done != JX_E_BUSY && done != JX_E_STATE) *rc = done;
    return *rc == JX_OK ? BATCH_MORE : BATCH_IDLE;
}

static enum batch_state begin(struct batch *b, const struct store_run *r, uint64_t position,
                              jx_status *rc)
{
    uint64_t to;
    if (!claim(b, r, position, &to)) return BATCH_WAIT;
    *rc = compute_slice(b, r, to);
    if (*rc == JX_OK) return BATCH_MORE;
    let_go(b);
    return BATCH_IDLE;
}

enum batch_state batch_step(struct batch *b, int64_t now_ms, bool hurry, jx_status *rc)
{
    struct store_run *runs = NULL;
    uint32_t count = 0;
    uint64_t position = 0;
    jx_arena_clear(&b->runs);
    *rc = store_runs(b->store, 0, &b->runs, &runs, &count, &position);
    if (*rc != JX_OK) return BATCH_IDLE;
    if (b->pending.used) return commit(b, runs, count, rc);
    for (uint32_t i = 0; i < count; i++)
        if (is_due(b, &runs[i], position, now_ms, hurry)) return begin(b, &runs[i], position, rc);
    return BATCH_IDLE;
}
