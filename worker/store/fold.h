/* What the fold's files share: the batch at hand, and one function for each family of records. */
#ifndef JX_STORE_FOLD_H
#define JX_STORE_FOLD_H

#include "change.h"
#include "inside.h"

struct fold {
    struct kv_tx *tx;
    const struct store_rules *rules;
    struct jx_buffer room[2];
    struct tally tally;    /* what the batch changes */
    struct jx_arena arena; /* what the record at hand needs */
};

/* What was sent. */
jx_status fold_content(struct fold *f, const struct store_item *it);
/* A submission that is not stored yet (submission.c). */
jx_status fold_new_submission(struct fold *f, const struct store_item *it, struct jx_outcome *out);
/* A decision on a document or a year (decide.c); its entry and content are written already. */
jx_status fold_decision(struct fold *f, const struct store_item *it, struct jx_outcome *out);

/* Rows of master data (master_fold.c); its entry and content are written already. */
jx_status fold_master(struct fold *f, const struct store_item *it, struct jx_outcome *out);

#endif
