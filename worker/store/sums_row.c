/* Rows of sums, read back. */
#include "sums_row.h"

static bool read_place(struct jx_slice *key, struct sums_row *o)
{
    size_t form = 0, period = 0, unit = 0;
    uint8_t scope = 0, column = 0;
    struct contribution *c = &o->what;
    if (!key_get_year(key, &c->year) || !key_get_text(key, o->form, sizeof o->form, &form) ||
        !key_get_text(key, o->period, sizeof o->period, &period) || !key_get_byte(key, &scope) ||
        !key_get_text(key, o->unit, sizeof o->unit, &unit) || !key_get_byte(key, &column))
        return false;
    o->is_own = scope == SCOPE_OWN;
    c->column = (enum column)column;
    c->form = jx_slice_at(o->form, form);
    c->period = jx_slice_at(o->period, period);
    c->unit = jx_slice_at(o->unit, unit);
    return true;
}

static jx_status read_sums(struct jx_slice body, struct sums_row *o)
{
    o->what.adds = o->adds;
    return sums_read(body, JX_STORE_ADDS, o->adds);
}

static jx_status read_detail(struct jx_slice rest, struct jx_slice body, struct sums_row *o)
{
    size_t len = 0;
    if (!key_get_byte(&rest, &o->detail.kind) ||
        !key_get_text(&rest, o->name, sizeof o->name, &len) || rest.len)
        return JX_E_CORRUPT;
    o->detail.name = jx_slice_at(o->name, len);
    o->what.details = &o->detail;
    o->what.detail_count = 1;
    return sums_read(body, STORE_DETAIL_SUMS, o->detail.sums);
}

jx_status sums_row_read(enum table t, size_t skip, struct jx_slice key, struct jx_slice value,
                        struct sums_row *out)
{
    struct jx_slice rest = jx_slice_from(key, skip), body;
    out->what = (struct contribution){.adds = NULL};
    if (!read_place(&rest, out)) return JX_E_CORRUPT;
    jx_status rc = row_open(t, key, value, &body);
    if (rc != JX_OK) return rc;
    bool sums = t == TABLE_AGGREGATES || t == TABLE_RUN_SUMS;
    return sums ? read_sums(body, out) : read_detail(rest, body, out);
}
