/* The tree of units, as it stands in a year. */
#ifndef JX_STORE_TREE_H
#define JX_STORE_TREE_H

#include "rows.h"

enum { TREE_DEPTH_MAX = 8 }; /* county, department, unit, and what lies between */

/* A unit and what it belongs to, upwards. */
struct path {
    uint32_t count;
    struct {
        char code[JX_UNIT_CODE_MAX];
        size_t len;
    } units[TREE_DEPTH_MAX];
};

static inline struct jx_slice path_unit(const struct path *p, uint32_t i)
{
    return jx_slice_at(p->units[i].code, p->units[i].len);
}

/* The unit's row of that year. JX_E_NOT_FOUND when it has none; *out borrows from the
 * transaction. */
jx_status tree_get(struct kv_tx *tx, uint32_t year, struct jx_slice unit, struct row_master *out);
/* Empty for a unit that the tree of that year does not know. A parent that it does not know ends
 * the path, and so does one that is in it already. */
jx_status tree_path(struct kv_tx *tx, uint32_t year, struct jx_slice unit, struct path *out);

#endif
