/* Rows of sums by period and unit: those of some units, without a look at all the others'. */
#ifndef JX_STORE_PLACES_H
#define JX_STORE_PLACES_H

#include "rows.h"

/* Where a row belongs within its year and form, from its key. */
struct sum_place {
    struct jx_slice period, unit; /* point at the texts */
    uint8_t scope, column;        /* of TABLE_AGGREGATES; else 0 */
    char period_text[JX_PERIOD_MAX], unit_text[JX_UNIT_CODE_MAX];
};

/* The row is not opened yet. */
typedef jx_status place_use(void *to, const struct sum_place *p, struct jx_slice key,
                            struct jx_slice value);
/* Each row of TABLE_AGGREGATES or TABLE_PROGRESS of (year, form) whose unit's code begins with
 * `unit`, in the order of the keys: period, scope, unit, column. Both texts are no longer than a
 * key's may be. JX_OK; JX_E_CORRUPT for a key that is none; what `use` returned; kv_seek(). */
jx_status places_each(struct kv_tx *tx, enum table t, uint32_t year, struct jx_slice form,
                      struct jx_slice unit, place_use *use, void *to);

#endif
