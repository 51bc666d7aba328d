/* How far what is expected has come, at every level of the tree: kept up by the difference that
 * each record makes. A row of `dues` is a row of `expected` and what became of it; a row of
 * `progress` is the sum of those below a unit. Both are STORE_PROGRESS sums. */
#ifndef JX_STORE_PROGRESS_H
#define JX_STORE_PROGRESS_H

#include "change.h"
#include "dues.h"

void progress_of(const struct store_due *due, int64_t sums[STORE_PROGRESS]);

/* Adds (sign 1) or takes away (sign -1) a row of `dues`, by its key. */
jx_status progress_add(struct tally *t, struct kv_tx *tx, enum start start, struct jx_slice key,
                       const int64_t sums[STORE_PROGRESS], int sign);

/* Looks anew at what became of the row of `expected` with that key, which may be gone; everything
 * it depends on is written already. */
jx_status progress_review(struct tally *t, struct kv_tx *tx, const struct key *k,
                          struct jx_buffer room[2]);
/* At every row that the change may concern. */
jx_status progress_review_change(struct change *c, struct jx_buffer room[2]);

/* Takes every row from the branches its unit is in, or adds it to them: when the tree changes. */
jx_status progress_shift(struct tally *t, struct kv_tx *tx, int sign);

#endif
