/* Walking what is expected. */
#ifndef JX_STORE_DUES_H
#define JX_STORE_DUES_H

#include "due.h"

/* What there is of a row of `expected`. Its texts borrow from the arena. */
typedef jx_status dues_use(void *to, const struct store_due *due);

/* Every row of (year, form), in the order of period, unit and project. */
jx_status dues_walk(struct kv_tx *tx, uint32_t year, struct jx_slice form, struct jx_arena *a,
                    dues_use *use, void *to);

#endif
