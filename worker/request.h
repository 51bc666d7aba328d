/* A query under way: who asks, what, and where the answer goes. For the files that answer. */
#ifndef JX_WORKER_REQUEST_H
#define JX_WORKER_REQUEST_H

#include "query.h"

#include "../proto/wire/access.h"

struct request {
    struct store *store;
    const struct jx_principal *who;
    enum jx_reach reach; /* of who asks that */
    struct jx_slice arguments;
    struct jx_arena *arena;
    struct jx_buffer *out;
};

/* The narrower of *unit, which is asked about, and what she may read, whose documents are `exact`ly
 * of that unit or of its branch; false when they do not meet. */
bool request_narrow(const struct request *r, struct jx_slice *unit, bool *exact);

/* query_sums.c */
jx_status answer_summary(const struct request *r);
jx_status answer_tree(const struct request *r);
jx_status answer_breakdown(const struct request *r);
jx_status answer_missing(const struct request *r);
jx_status answer_unmatched(const struct request *r);

/* query_documents.c */
jx_status answer_document(const struct request *r);
jx_status answer_list(const struct request *r);
jx_status answer_select(const struct request *r);
jx_status answer_ids(const struct request *r);
jx_status answer_projects(const struct request *r);
jx_status answer_days(const struct request *r);
jx_status answer_years(const struct request *r);

jx_status answer_relations(const struct request *r); /* query_related.c */
jx_status answer_master(const struct request *r);    /* query_held.c */

/* query_runs.c */
jx_status answer_runs(const struct request *r);
jx_status answer_scores(const struct request *r);
jx_status answer_reasons(const struct request *r);
/* The pack of that hash, whether it was activated or came with a run. */
jx_status answer_pack_named(const struct request *r, const struct jx_hash *pack);

#endif
