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

jx_status answer_relations(const struct request *r); /* query_related.c */
jx_status answer_master(const struct request *r);    /* query_held.c */

/* query_runs.c */
jx_status answer_runs(const struct request *r);
jx_status answer_scores(const struct request *r);
jx_status answer_reasons(const struct request *r);
/* The pack of that hash, whether it was activated or came with a run. */
jx_status answer_pack_named(const struct request *r, const struct jx_hash *pack);

#endif
