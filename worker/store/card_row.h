/* The row of TABLE_CARDS: all that a run needs of a document, in one place.
 *
 *   unit, line (how far before the document), own score (0, or grade + 1 and the score)
 *   length of what follows, flags, [computed], grade, light, what it adds, its classes
 *   the scorecard, to the end
 *
 * What it counts for now also stands in its result's row, for whoever looks at a single document,
 * and changes with that. */
#ifndef JX_STORE_CARD_ROW_H
#define JX_STORE_CARD_ROW_H

#include "detail.h"
#include "own_score.h"
#include "runs.h"

/* What a document counts for now. */
struct standing {
    struct jx_slice unit;
    uint64_t line;
    struct own_score own;
};
struct standing standing_of(const struct row_result *r); /* borrows */

struct row_card {
    struct standing standing;
    struct store_first first; /* its classes from the arena, their names borrow from the row */
    struct jx_slice card;     /* borrows from the row */
};
struct key key_of_card(uint32_t year, uint64_t position);
/* Without classes where `a` is NULL. JX_E_CORRUPT, or the arena's status. */
jx_status card_read(struct jx_slice body, uint64_t position, struct jx_arena *a,
                    struct row_card *out);
jx_status card_get(struct kv_tx *tx, uint32_t year, uint64_t position, struct jx_arena *a,
                   struct row_card *out);
jx_status card_put(struct kv_tx *tx, uint32_t year, uint64_t position, const struct row_card *c,
                   struct jx_buffer room[2]);
/* The document counts for something else now. */
jx_status card_stand(struct kv_tx *tx, uint32_t year, uint64_t position, struct standing standing,
                     struct jx_buffer room[2]);

#endif
