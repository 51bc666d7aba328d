/* Walking what is expected. */
#ifndef JX_STORE_DUES_H
#define JX_STORE_DUES_H

#include "due.h"

/* What there is of the row of `expected` with that key, without names; its texts are in the arena.
 * JX_E_NOT_FOUND. */
jx_status dues_get(struct kv_tx *tx, struct jx_slice key, struct jx_arena *a,
                   struct store_due *out);

/* What there is of a row of `expected`. Its texts borrow from the arena. */
typedef jx_status dues_use(void *to, const struct store_due *due);

/* Every row of (year, form), in the order of period, unit and project. */
jx_status dues_walk(struct kv_tx *tx, uint32_t year, struct jx_slice form, struct jx_arena *a,
                    dues_use *use, void *to);

#endif
