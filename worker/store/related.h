/* What the documents of a unit say of each other: which of them are compared, and what whoever
 * knows the rules finds. Nothing of it is stored but the answers, so that it is true at every
 * moment, whatever has changed on either side. */
#ifndef JX_STORE_RELATED_H
#define JX_STORE_RELATED_H

#include "rows.h"

enum { RELATED_ARENA_BYTES = 256 << 20 }; /* for what is found in the largest set */

struct related {
    struct store_relation *items; /* by the document they stand on */
    uint32_t count;
    bool complete; /* false: there are too many documents to be compared */
};

/* Of the unit's documents of the year that count as received, as `tx` sees them. Nothing without
 * rules. */
jx_status related_find(struct kv_tx *tx, const struct store_rules *rules, uint32_t year,
                       struct jx_slice unit, struct jx_arena *a, struct related *out);

/* Those that stand on the document, as copies. */
jx_status related_pick(const struct related *from, uint64_t position, struct jx_arena *a,
                       struct related *out);

/* Whether the relation is an answer's question: the same rule, place and figures. */
bool related_is_answered(const struct store_relation *r, const struct store_finding *answer);

#endif
