/* Finding a unit's place in the tree of a year. */
#include "tree.h"

static bool holds_in(const struct row_master *row, uint32_t year)
{
    uint32_t until = 0;
    return jx_master_year(row->cells[UNITS_UNTIL], &until) && (until == 0 || year <= until);
}

jx_status tree_get(struct kv_tx *tx, uint32_t year, struct jx_slice unit, struct row_master *out)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value, body;
    struct key behind = key_behind_unit(unit, year), prefix = key_of_unit(unit);
    jx_status rc = kv_cursor_open(tx, TABLE_TREE, &c);
    if (rc == JX_OK) rc = kv_seek_before(c, key_slice(&behind), &key, &value);
    if (rc == JX_OK && !jx_starts_with(key, key_slice(&prefix))) rc = JX_E_NOT_FOUND;
    if (rc == JX_OK) rc = row_open(TABLE_TREE, key, value, &body);
    if (rc == JX_OK) rc = master_read(JX_MASTER_units, body, out);
    kv_cursor_close(&c);
    return rc == JX_OK && !holds_in(out, year) ? JX_E_NOT_FOUND : rc;
}

static bool is_in(const struct path *p, struct jx_slice unit)
{
    for (uint32_t i = 0; i < p->count; i++)
        if (jx_slice_eq(path_unit(p, i), unit)) return true;
    return false;
}

static void append(struct path *p, struct jx_slice unit)
{
    memcpy(p->units[p->count].code, unit.ptr, unit.len);
    p->units[p->count++].len = unit.len;
}

jx_status tree_path(struct kv_tx *tx, uint32_t year, struct jx_slice unit, struct path *out)
{
    struct row_master row;
    jx_status rc = JX_OK;
    out->count = 0;
    while (unit.len && unit.len <= JX_UNIT_CODE_MAX && out->count < TREE_DEPTH_MAX &&
           !is_in(out, unit)) {
        rc = tree_get(tx, year, unit, &row);
        if (rc != JX_OK) break;
        append(out, unit);
        unit = row.cells[UNITS_PARENT];
    }
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}
