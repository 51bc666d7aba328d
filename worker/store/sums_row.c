/* Rows of sums, read back. */
#include "sums_row.h"

#include <stdio.h>

static bool read_place(struct jx_slice *key, struct sums_row *o)
{
    size_t form = 0, period = 0, unit = 0;
    uint8_t scope = 0, column = 0;
    struct contribution *c = &o->place;
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

static bool is_detail(struct jx_slice rest)
{
    uint8_t kind;
    char name[STORE_DETAIL_NAME_MAX];
    size_t len;
    return key_get_byte(&rest, &kind) && key_get_text(&rest, name, sizeof name, &len) && !rest.len;
}

static bool is_of_sums(enum table t)
{
    return t == TABLE_AGGREGATES || t == TABLE_RUN_SUMS;
}

/* Where a row stands, from its key alone. */
static jx_status read_place_of(enum table t, size_t skip, struct jx_slice key, struct sums_row *out)
{
    struct jx_slice rest = jx_slice_from(key, skip);
    out->place = (struct contribution){.adds = NULL};
    if (!read_place(&rest, out) || (is_of_sums(t) ? rest.len > 0 : !is_detail(rest)))
        return JX_E_CORRUPT;
    out->detail = rest;
    return JX_OK;
}

jx_status sums_row_read(enum table t, size_t skip, struct jx_slice key, struct jx_slice value,
                        struct sums_row *out)
{
    struct jx_slice body;
    const uint32_t width = is_of_sums(t) ? JX_STORE_ADDS : STORE_DETAIL_SUMS;
    jx_status rc = read_place_of(t, skip, key, out);
    if (rc == JX_OK) rc = row_open(t, key, value, &body);
    return rc == JX_OK ? wide_sums_read(body, width, out->sums) : rc;
}

void sums_key_print(struct jx_slice key, char text[JX_WHERE_BYTES])
{
    struct sums_row r = {.is_own = false};
    text[0] = '\0';
    if (!read_place(&key, &r)) return;
    const struct contribution *p = &r.place;
    snprintf(text, JX_WHERE_BYTES, "%u %.*s%s%.*s%s%.*s", p->year, (int)p->form.len, r.form,
             p->period.len ? " " : "", (int)p->period.len, r.period, p->unit.len ? " " : "",
             (int)p->unit.len, r.unit);
}
