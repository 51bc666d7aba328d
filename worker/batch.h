/* The worker's part in runs over a year: whenever it has nothing else to do, a slice. */
#ifndef JX_WORKER_BATCH_H
#define JX_WORKER_BATCH_H

#include "store/runs.h"

enum {
    /* Positions in a slice that is scored from cards, and judged in full: some 50 ms of work each.
     * What a commit costs, a sync and the rows of the units' sums, is the same for any. */
    BATCH_SLICE = 8192,
    BATCH_SLICE_FULL = 1024,
    BATCH_FOLLOW_MS = 1000, /* how often a run that is complete takes in what came since */
    BATCH_WAIT_MS = 2,      /* for the slice before, or for whoever writes */
};

struct batch;

/* What is to be done next, and how soon. */
enum batch_state {
    BATCH_IDLE, /* nothing: look again at the next tick */
    BATCH_WAIT, /* look again in BATCH_WAIT_MS */
    BATCH_MORE, /* at once */
};

/* NULL when memory is short. */
struct batch *batch_new(struct store *st);
/* Other slices than BATCH_SLICE and BATCH_SLICE_FULL, at least one position each; the same for all
 * that work on a store. For simulations, whose years are small. */
void batch_cut(struct batch *b, uint64_t scored, uint64_t full);
void batch_free(struct batch **b);

/* Does a slice's worth of work at most. `hurry`: somebody waits for a run to be up to date. A
 * failure that is not the run's is returned in *rc: the store's, of which the caller decides. */
enum batch_state batch_step(struct batch *b, int64_t now_ms, bool hurry, jx_status *rc);

#endif
