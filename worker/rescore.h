/* A document scored again for a run: whether its result is another one, and which. Pure. */
#ifndef JX_WORKER_RESCORE_H
#define JX_WORKER_RESCORE_H

#include "item.h"
#include "store/runs.h"

/* The document itself, where its card is not enough. */
typedef jx_status rescore_whole(void *own, uint64_t position, struct jx_arena *a,
                                struct store_whole *out);

struct rescoring {
    const struct item_pack *pack;
    bool full;
    rescore_whole *whole;
    void *own;                /* for `whole` */
    struct jx_arena *keep;    /* of *out; */
    struct jx_arena *scratch; /* both are the caller's to reset after each document */
};

/* *differs: *out holds the run's result. JX_OK, or what `whole` or the arena returns; JX_E_CORRUPT
 * when the card is none. */
jx_status rescore(const struct rescoring *r, const struct store_scorable *document, bool *differs,
                  struct store_rescored *out);

#endif
