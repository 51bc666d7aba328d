/* Rows of runs, and what they lay over the rows of documents. */
#ifndef JX_STORE_RUN_ROWS_H
#define JX_STORE_RUN_ROWS_H

#include "detail.h"
#include "runs.h"

struct row_run {
    bool full;
    struct jx_slice name; /* borrows from the row */
    struct jx_hash pack;
    int64_t time_ms;
    uint64_t first, cursor, documents, changed, published;
};
struct key key_of_run(uint32_t year, uint64_t run);
jx_status run_read(struct jx_slice body, struct row_run *out);
jx_status run_get(struct kv_tx *tx, uint32_t year, uint64_t run, struct row_run *out);
jx_status run_put(struct kv_tx *tx, uint32_t year, uint64_t run, const struct row_run *r,
                  struct jx_buffer room[2]);

/* The runs of a year, oldest first: their numbers, and how many. */
jx_status runs_of_year(struct kv_tx *tx, uint32_t year, uint64_t runs[JX_RUNS_MAX],
                       uint32_t *count);

/* Lays the result over the first one: `r` then shows the run's, and keeps its own in `own`. */
void rescored_lay(const struct store_rescored *over, uint64_t run, const struct jx_hash *pack,
                  struct row_result *r);

/* The same for the row of a document; nothing when the run has no result for it. */
jx_status result_lay(struct kv_tx *tx, uint64_t position, uint64_t run, struct row_result *r);

/* What is live of a document's findings and classes; `scored_by` is row_result's. From the arena.
 */
jx_status live_findings(struct kv_tx *tx, uint64_t position, uint64_t scored_by, struct jx_arena *a,
                        struct store_finding **out, uint32_t *count);
jx_status live_classes(struct kv_tx *tx, uint32_t year, uint64_t position, uint64_t scored_by,
                       struct jx_arena *a, struct details *out);
/* A full run's findings as they are answered now: by the submission itself, and by what the
 * document's own findings, `first`, say. */
jx_status answered_findings(const struct store_rescored *r, const struct store_finding *first,
                            uint32_t first_count, struct jx_arena *a, struct store_finding **out,
                            uint32_t *count);
/* The other way: the document's own findings after `now` were answered. Answers to what only the
 * run found are kept among them. */
jx_status kept_answers(const struct store_finding *first, uint32_t first_count,
                       const struct store_finding *now, uint32_t now_count, struct jx_arena *a,
                       struct store_finding **out, uint32_t *count);

#endif
