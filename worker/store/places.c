/* Goes over keys of year, form, period, perhaps scope, and unit; leaps over units that nobody asked
 * for. */
#include "places.h"

struct walk {
    struct key prefix; /* year and form */
    struct jx_slice unit;
    bool scoped; /* keys name scope and column */
};

static bool read_place(const struct walk *w, struct jx_slice rest, struct sum_place *p)
{
    size_t period = 0, unit = 0;
    p->scope = p->column = 0;
    bool ok = key_get_text(&rest, p->period_text, sizeof p->period_text, &period) &&
              (!w->scoped || key_get_byte(&rest, &p->scope)) &&
              key_get_text(&rest, p->unit_text, sizeof p->unit_text, &unit) &&
              (!w->scoped || key_get_byte(&rest, &p->column)) && rest.len == 0;
    p->period = jx_slice_at(p->period_text, period);
    p->unit = jx_slice_at(p->unit_text, unit);
    return ok;
}

/* Behind every key that begins with the text: what ends a text is followed by no such byte. */
static void put_behind_text(struct key *k, struct jx_slice text)
{
    key_put_prefix(k, text);
    key_put_byte(k, 0);
    key_put_byte(k, 1);
}

/* Where the next rows can stand, from one that nobody asked for. */
static struct key next_wanted(const struct walk *w, const struct sum_place *p)
{
    struct key k = w->prefix;
    const bool before = jx_slice_cmp(p->unit, w->unit) < 0;
    const bool last_scope = !w->scoped || p->scope >= SCOPE_OWN;
    if (!before && last_scope) {
        put_behind_text(&k, p->period);
        return k;
    }
    key_put_text(&k, p->period);
    if (w->scoped) key_put_byte(&k, before ? p->scope : SCOPE_OWN);
    key_put_prefix(&k, w->unit);
    return k;
}

static jx_status walk(const struct walk *w, struct kv_cursor *c, place_use *use, void *to)
{
    struct jx_slice key, value;
    jx_status rc = kv_seek(c, key_slice(&w->prefix), &key, &value);
    while (rc == JX_OK && jx_starts_with(key, key_slice(&w->prefix))) {
        struct sum_place p;
        if (!read_place(w, jx_slice_from(key, w->prefix.len), &p)) return JX_E_CORRUPT;
        if (jx_starts_with(p.unit, w->unit)) {
            rc = use(to, &p, key, value);
            if (rc == JX_OK) rc = kv_next(c, &key, &value);
        } else {
            struct key next = next_wanted(w, &p);
            rc = kv_seek(c, key_slice(&next), &key, &value);
        }
    }
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

jx_status places_each(struct kv_tx *tx, enum table t, uint32_t year, struct jx_slice form,
                      struct jx_slice unit, place_use *use, void *to)
{
    struct kv_cursor *c = NULL;
    struct walk w = {.unit = unit, .scoped = t == TABLE_AGGREGATES};
    if (unit.len > JX_UNIT_CODE_MAX) return JX_OK; /* no code begins so */
    key_put_year(&w.prefix, year);
    key_put_text(&w.prefix, form);
    jx_status rc = kv_cursor_open(tx, t, &c);
    if (rc == JX_OK) rc = walk(&w, c, use, to);
    kv_cursor_close(&c);
    return rc;
}
