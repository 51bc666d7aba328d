/* The parsed packs that a worker has at hand, by the position of the record that brought each. */
#ifndef JX_WORKER_PACKS_H
#define JX_WORKER_PACKS_H

#include "item.h"

enum { WORKER_PACKS_MAX = 32 }; /* kept; the least recently used one is forgotten first */

/* One that does not parse is kept too, empty: the one that was in force before it stays. */
struct known_pack {
    bool used;
    uint64_t position, before; /* before: of the activation before it; 0: none */
    uint64_t last_used;
    struct item_pack pack;
};

/* Begins as {0}. */
struct packs {
    struct known_pack items[WORKER_PACKS_MAX];
    uint64_t uses;
};
void packs_clear(struct packs *p);

/* The one that the record there brought; NULL when it is not at hand. */
struct known_pack *packs_find(struct packs *p, uint64_t position);
/* The pack of an activation or a run, parsed and remembered. JX_OK, also where it does not parse;
 * JX_E_NO_MEMORY. */
jx_status packs_learn(struct packs *p, enum jx_act kind, uint64_t position, uint64_t before,
                      struct jx_slice content, struct known_pack **out);
/* The pack in force after the activation at *position: that one, or the last before it that could
 * be parsed; *position becomes that one's, 0 when there is none. NULL with *position not 0: that
 * activation has to be fetched first. A chain of refused ones is shortened as it is walked, so that
 * it needs room for two. */
struct known_pack *packs_in_force(struct packs *p, uint64_t *position);

#endif
