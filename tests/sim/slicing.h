/* Runs of a store that no county works on: one worker alone. */
#ifndef TEST_SIM_SLICING_H
#define TEST_SIM_SLICING_H

#include "../../worker/store/runs.h"

/* Takes every run as far as the store is folded. */
jx_status slices_catch_up(struct store *st);
/* Folds one item; where it waits for a run, after that. */
jx_status sim_store_fold_alone(struct store *st, const uint8_t journal[JX_JOURNAL_ID_BYTES],
                               const struct store_item *it, struct jx_outcome *out);
/* store_slice_commit() itself: calls of that name in here come to the simulation first. */
jx_status __real_store_slice_commit(struct store *st, const struct store_slice *r);

#endif
