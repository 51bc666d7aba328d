/* Slices of runs by the real worker/batch.c on the real store. Claims are the kernel's elsewhere, a
 * process's own; here a process is a struct, and they are kept in a table that its end empties. */
#include "slicing.h"
#include "sim.h"

#include <stdlib.h>

enum { CLAIMS_MAX = 256, LEAST_MS = 50, DEATH_PERMILLE = 40 };

static struct claim {
    bool held;
    uint32_t holder;
    uint64_t run, index;
} claims[CLAIMS_MAX];

/* Whose step it is; NULL: nobody's of the county. */
static struct sim *county;
static uint32_t who;

static struct claim *find(uint64_t run, uint64_t index)
{
    for (uint32_t i = 0; i < CLAIMS_MAX; i++)
        if (claims[i].held && claims[i].run == run && claims[i].index == index) return &claims[i];
    return NULL;
}

/* ---- instead of what the store promises of other processes ---- */

bool __wrap_store_slice_claim(struct store *st, uint64_t run, uint64_t index);
void __wrap_store_slice_give(struct store *st, uint64_t run, uint64_t index);
bool __wrap_store_slice_is_claimed(struct store *st, uint64_t run, uint64_t index);
jx_status __wrap_store_slice_commit(struct store *st, const struct store_slice *r);
/* For a build whose slices are committed in two parts: whether the process dies between them. */
bool sim_dies_between(void);

bool __wrap_store_slice_claim(struct store *st, uint64_t run, uint64_t index)
{
    const struct claim *held = find(run, index);
    (void)st;
    if (!county) return true;
    if (held) return held->holder == who;
    for (uint32_t i = 0; i < CLAIMS_MAX; i++) {
        if (claims[i].held) continue;
        claims[i] = (struct claim){true, who, run, index};
        return true;
    }
    abort();
}

void __wrap_store_slice_give(struct store *st, uint64_t run, uint64_t index)
{
    struct claim *held = find(run, index);
    (void)st;
    if (county && held && held->holder == who) held->held = false;
}

bool __wrap_store_slice_is_claimed(struct store *st, uint64_t run, uint64_t index)
{
    const struct claim *held = find(run, index);
    (void)st;
    return county && held && held->holder != who;
}

jx_status __wrap_store_slice_commit(struct store *st, const struct store_slice *r)
{
    if (!county) return __real_store_slice_commit(st, r);
    struct worker_node *w = &county->workers[who];
    const bool doomed = !county->quiet &&
                        dice_permille(&county->dice, w->doom ? 500 : DEATH_PERMILLE);
    if (doomed) w->slice_end = dice_permille(&county->dice, 500) ? FOLD_CUT_BEFORE : FOLD_CUT_AFTER;
    jx_status rc = sim_store_commit(&county->store, &county->dice, w->slice_end, r);
    sim_trace(county, NODE_WORKERS + who, "run %llu, %llu..%llu, %u documents, %u differ: %s",
              (unsigned long long)r->run, (unsigned long long)r->from, (unsigned long long)r->to,
              r->documents, r->changed, jx_status_name(rc));
    county->slices += rc == JX_OK;
    county->ways[WAY_RESCORED] += rc == JX_OK ? r->changed : 0;
    return rc;
}

bool sim_dies_between(void)
{
    return county && county->workers[who].slice_end == FOLD_CUT_AFTER;
}

/* ---- a worker's ---- */

static void release(uint32_t index)
{
    for (uint32_t i = 0; i < CLAIMS_MAX; i++)
        if (claims[i].holder == index) claims[i].held = false;
}

void slices_begin(struct sim *s, uint32_t index)
{
    struct worker_node *w = &s->workers[index];
    release(index);
    if (!s->store.real) return;
    w->batch = batch_new(s->store.real);
    if (!w->batch) abort();
    batch_cut(w->batch, s->weather.slice, s->weather.slice_full);
    w->slices_ms = s->now;
    w->slices = BATCH_IDLE;
    w->looks = w->fold_waits = w->publish_waits = false;
}

/* What its process held goes with it; nobody gives it back in order. */
void slices_end(struct sim *s, uint32_t index)
{
    county = NULL;
    batch_free(&s->workers[index].batch);
    release(index);
}

static bool ends(struct sim *s, uint32_t index, jx_status rc)
{
    struct worker_node *w = &s->workers[index];
    bool dies = w->slice_end != FOLD_WHOLE, stops = rc == JX_E_IO || rc == JX_E_CORRUPT;
    w->slice_end = FOLD_WHOLE;
    if (!dies && rc == JX_E_CORRUPT) sim_fail(s, "a slice finds the store damaged");
    if (!dies && !stops) return false;
    sim_trace(s, NODE_WORKERS + index, "ends at a slice: %s", jx_status_name(rc));
    process_die(s, NODE_WORKERS + index, dice_between(&s->dice, 100, 5000));
    return true;
}

bool slices_step(struct sim *s, uint32_t index, bool idle)
{
    struct worker_node *w = &s->workers[index];
    jx_status rc = JX_OK;
    if (!w->batch || (!idle && s->now - w->slices_ms < LEAST_MS)) return true;
    w->slices_ms = s->now;
    county = s;
    who = index;
    w->slices = batch_step(w->batch, s->now, w->publish_waits, &rc);
    county = NULL;
    return !ends(s, index, rc);
}

/* ---- all at once ---- */

jx_status slices_catch_up(struct store *st)
{
    enum { STEPS_MAX = 100000, FAR_MS = 1000000 };
    struct batch *b = batch_new(st);
    jx_status rc = b ? JX_OK : JX_E_NO_MEMORY;
    bool more = true;
    for (unsigned i = 0; rc == JX_OK && more && i < STEPS_MAX; i++)
        more = batch_step(b, FAR_MS, true, &rc) != BATCH_IDLE;
    batch_free(&b);
    return rc;
}

jx_status sim_store_fold_alone(struct store *st, const uint8_t journal[JX_JOURNAL_ID_BYTES],
                               const struct store_item *it, struct jx_outcome *out)
{
    jx_status rc = store_fold(st, journal, it, 1, out);
    if (rc != JX_E_BUSY) return rc;
    rc = slices_catch_up(st);
    return rc == JX_OK ? store_fold(st, journal, it, 1, out) : rc;
}

bool slices_behind(const struct sim *s)
{
    struct store_run *runs = NULL;
    struct jx_arena a;
    uint64_t position = 0;
    uint32_t count = 0;
    if (!s->weather.runs) return false;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    bool behind = store_runs(s->store.real, 0, &a, &runs, &count, &position) != JX_OK;
    for (uint32_t i = 0; i < count; i++)
        behind |= store_run_is_behind(&runs[i], position);
    jx_arena_clear(&a);
    return behind;
}
