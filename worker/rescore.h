/* A document scored again for a run: whether its result is another one, and which. Pure. */
#ifndef JX_WORKER_RESCORE_H
#define JX_WORKER_RESCORE_H

#include "item.h"
#include "store/runs.h"

/* How a document was judged first, where that is needed. */
typedef jx_status rescore_first(void *own, uint64_t position, struct jx_arena *a,
                                struct store_first *out);

struct rescoring {
    const struct item_pack *pack;
    bool full;
    rescore_first *first;
    void *own;             /* for `first` */
    struct jx_arena *keep; /* of *out; `scratch` may be cleared after each document */
    struct jx_arena *scratch;
};

/* `kept` is the item's card. *differs: *out holds the run's result. JX_OK, or what `first` or an
 * arena returns; JX_E_CORRUPT when `kept` is no card. */
jx_status rescore(const struct rescoring *r, uint64_t position, struct jx_slice kept, bool *differs,
                  struct store_rescored *out);

#endif
