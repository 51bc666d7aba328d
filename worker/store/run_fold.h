/* Runs in the fold: their records, and what changes of documents mean for their sums. */
#ifndef JX_STORE_RUN_FOLD_H
#define JX_STORE_RUN_FOLD_H

#include "card_row.h"
#include "fold.h"
#include "gather.h"
#include "run_blocks.h"
#include "run_rows.h"

/* A record that starts a run; its entry and content are written already. */
jx_status fold_run(struct fold *f, const struct store_item *it, struct jx_outcome *out);
/* JX_E_BUSY when the record publishes a run that has not seen all documents before it: its turn
 * comes when the run has. Nothing is written. */
jx_status run_wait(struct kv_tx *tx, const struct store_item *it);
/* JX_E_NO_PACK when the item was judged under another pack than its year's. */
jx_status run_check_pack(struct kv_tx *tx, const struct store_item *it);
/* Whether the county's sums would fit 64 bits with the run's laid over them as they are now: *why
 * is JX_OK or JX_E_OVERFLOW. A run that is not there has none. */
jx_status run_fits(struct kv_tx *tx, uint32_t year, uint64_t run, jx_status *why);
/* Publishes or drops the run; *why: what forbids it, with the place in `out` where a sum would
 * leave 64 bits. `y` is written by the caller. */
jx_status run_publish(struct fold *f, const struct store_item *it, struct row_year *y,
                      struct jx_outcome *out, jx_status *why);
jx_status run_drop(struct fold *f, const struct store_item *it, const struct row_year *y,
                   jx_status *why);

/* Where a run's sums stand. */
struct shelf run_shelf(uint64_t run);
/* A document whose result the run would change. */
struct run_share {
    uint32_t year;
    struct jx_slice form, period;
    struct standing standing;
    const struct store_rescored *run;
    const struct store_first *first;
    struct store_finding
        *findings; /* the document's own; not looked at unless the run judged in full */
    uint32_t finding_count;
};
/* Adds (1) or takes away (-1) the difference in the column. */
jx_status run_share_add(struct gather *to, const struct run_share *s, enum column column,
                        struct jx_arena *a, int sign);
/* Adds the difference in the columns in which the line, as it is now, has the document count. The
 * findings are read where they are needed. */
jx_status run_share_count(struct gather *to, struct run_share *s, struct kv_tx *tx,
                          const struct row_line *line, struct jx_arena *a);

/* After the tree of units has changed: every run's branches anew from its units. */
jx_status runs_replant(struct fold *f);

#endif
