/* Pages of documents in an order that no index has: every one that is asked about is looked at
 * once, what it is sorted by is kept, and only the page is read again. And the years there are. */
#include "listing.h"

#include "inside.h"

#include <stdlib.h>

/* What a document is sorted by; of texts a copy. */
struct place {
    uint64_t position;
    int64_t number;
    struct jx_slice text;
};

struct listing {
    const struct store_listing *wanted;
    struct jx_arena *arena;
    struct place *items;
    uint32_t count, room;
};

/* ---- which ---- */

static bool is_past(enum jx_state s)
{
    return s == JX_STATE_SUPERSEDED || s == JX_STATE_WITHDRAWN;
}

static bool asks_enough(const struct store_listing *w, const struct jx_outcome *o)
{
    bool same = o->has_claimed == o->has_computed &&
                (!o->has_claimed || o->claimed.micro == o->computed.micro);
    switch (w->asks) {
    case JX_ASKS_ERRORS:
        return o->errors > 0;
    case JX_ASKS_EXPLAINS:
        return o->explains > 0;
    case JX_ASKS_DIFFERS:
        return o->judged && !same;
    default:
        return true;
    }
}

static bool outcome_fits(const struct store_listing *w, const struct jx_outcome *o)
{
    if (w->state >= 0 && (int)o->state != w->state) return false;
    if (w->grade >= 0 && (!o->judged || (int)o->grade != w->grade)) return false;
    return !(w->counting && is_past(o->state)) && asks_enough(w, o);
}

static bool name_fits(const struct listing *l, struct jx_slice name)
{
    struct jx_slice key;
    if (jx_contains(name, l->wanted->text)) return true;
    return jx_name_key(name, l->arena, &key) == JX_OK && jx_contains(key, l->wanted->text);
}

static bool document_fits(const struct listing *l, const struct row_document *d)
{
    const struct store_listing *w = l->wanted;
    if (d->year != w->year || (w->form.len && !jx_slice_eq(d->form, w->form))) return false;
    return w->text.len == 0 || name_fits(l, d->project_name) || name_fits(l, d->unit_name);
}

static bool unit_fits(const struct store_listing *w, struct jx_slice unit)
{
    return w->exact ? jx_slice_eq(unit, w->unit) : jx_starts_with(unit, w->unit);
}

/* ---- by what ---- */

static int64_t number_of(const struct store_listing *w, const struct jx_outcome *o)
{
    switch (w->sort) {
    case JX_SORT_state:
        return (int64_t)o->state;
    case JX_SORT_claimed:
        return o->has_claimed ? o->claimed.micro : INT64_MAX;
    case JX_SORT_computed:
        return o->has_computed ? o->computed.micro : INT64_MAX;
    case JX_SORT_grade:
        return o->grade;
    case JX_SORT_errors:
        return o->errors;
    default:
        return 0;
    }
}

static jx_status keep(struct listing *l, uint64_t position, const struct row_document *d,
                      const struct row_result *r)
{
    enum { FIRST = 1024 };
    if (l->count == l->room) {
        uint32_t room = l->room ? l->room * 2 : FIRST;
        struct place *items = realloc(l->items, room * sizeof *items);
        if (!items) return JX_E_NO_MEMORY;
        l->items = items;
        l->room = room;
    }
    struct place *p = &l->items[l->count++];
    jx_status rc = JX_OK;
    *p = (struct place){.position = position, .number = number_of(l->wanted, &r->outcome)};
    if (l->wanted->sort == JX_SORT_unit) p->text = query_copy(l->arena, r->unit, &rc);
    if (l->wanted->sort == JX_SORT_project) p->text = query_copy(l->arena, d->project_name, &rc);
    return rc;
}

static jx_status look_at(struct kv_tx *tx, struct listing *l, uint64_t position,
                         const struct row_document *d)
{
    struct row_result r;
    if (!document_fits(l, d)) return JX_OK;
    jx_status rc = row_must(result_get(tx, position, &r));
    bool fits = rc == JX_OK && unit_fits(l->wanted, r.unit) && outcome_fits(l->wanted, &r.outcome);
    return fits ? keep(l, position, d, &r) : rc;
}

/* ---- all of them ---- */

static jx_status look_at_all(struct kv_tx *tx, struct listing *l)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value, body;
    jx_status rc = kv_cursor_open(tx, TABLE_DOCUMENTS, &c);
    if (rc == JX_OK) rc = kv_seek(c, JX_LIT(""), &key, &value);
    while (rc == JX_OK) {
        struct jx_slice rest = key;
        struct row_document d;
        uint64_t position = 0;
        rc = key_get_position(&rest, &position) && !rest.len ? JX_OK : JX_E_CORRUPT;
        if (rc == JX_OK) rc = row_open(TABLE_DOCUMENTS, key, value, &body);
        if (rc == JX_OK) rc = document_read(body, &d);
        if (rc == JX_OK) rc = look_at(tx, l, position, &d);
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

/* Those that stand under units whose codes begin so. */
static jx_status look_at_units(struct kv_tx *tx, struct listing *l)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    struct key from = {.len = 0};
    if (l->wanted->exact)
        key_put_text(&from, l->wanted->unit);
    else
        key_put_prefix(&from, l->wanted->unit);
    jx_status rc = kv_cursor_open(tx, TABLE_UNITS, &c);
    if (rc == JX_OK) rc = kv_seek(c, key_slice(&from), &key, &value);
    while (rc == JX_OK && jx_starts_with(key, key_slice(&from))) {
        char unit[JX_UNIT_CODE_MAX];
        size_t len;
        struct jx_slice rest = key;
        struct row_document d;
        uint64_t position = 0;
        bool right = key_get_text(&rest, unit, sizeof unit, &len) &&
                     key_get_position(&rest, &position) && !rest.len;
        rc = right ? row_must(document_get(tx, position, &d)) : JX_E_CORRUPT;
        if (rc == JX_OK) rc = look_at(tx, l, position, &d);
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

/* ---- the page ---- */

/* What is equal stands newest first, in either direction. */
static int compare_newest(const struct place *x, const struct place *y)
{
    return (x->position < y->position) - (x->position > y->position);
}

static int compare(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    int d = (x->number > y->number) - (x->number < y->number);
    if (d == 0) d = jx_slice_cmp(x->text, y->text);
    return d ? d : compare_newest(x, y);
}

static int compare_backwards(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    bool none_x = x->number == INT64_MAX, none_y = y->number == INT64_MAX;
    int d = none_x != none_y ? none_x - none_y : (x->number < y->number) - (x->number > y->number);
    if (d == 0) d = jx_slice_cmp(y->text, x->text);
    return d ? d : compare_newest(x, y);
}

static int compare_oldest(const void *a, const void *b)
{
    return compare_newest(b, a);
}

static void sort(struct listing *l)
{
    const struct store_listing *w = l->wanted;
    bool time = w->sort == JX_SORT_time;
    if (l->count)
        qsort(l->items, l->count, sizeof *l->items,
              !w->backwards ? compare
              : time        ? compare_oldest
                            : compare_backwards);
}

static jx_status read_page(struct kv_tx *tx, const struct listing *l, struct store_page *out)
{
    const struct store_listing *w = l->wanted;
    uint32_t left = w->offset < l->count ? l->count - w->offset : 0;
    uint32_t count = left < w->max ? left : w->max;
    jx_status rc = JX_OK;
    out->total = l->count;
    out->rows = jx_arena_array(l->arena, count, sizeof *out->rows);
    if (!out->rows) return jx_arena_failure(l->arena);
    for (uint32_t i = 0; rc == JX_OK && i < count; i++)
        rc = query_document(tx, l->items[w->offset + i].position, l->arena, &out->rows[i]);
    out->count = count;
    return rc;
}

jx_status store_listing(struct store *st, const struct store_listing *wanted, struct jx_arena *a,
                        struct store_page *out)
{
    struct kv_tx *tx = NULL;
    struct row_state state = {.position = 0};
    struct listing l = {.wanted = wanted, .arena = a};
    *out = (struct store_page){.count = 0};
    if (wanted->unit.len > JX_UNIT_CODE_MAX) return JX_OK;
    jx_status rc = kv_begin(st->kv, false, &tx);
    if (rc == JX_OK) rc = state_get(tx, &state);
    if (rc == JX_OK) rc = wanted->unit.len ? look_at_units(tx, &l) : look_at_all(tx, &l);
    if (rc == JX_OK) sort(&l);
    if (rc == JX_OK) rc = read_page(tx, &l, out);
    kv_abort(&tx);
    free(l.items);
    out->position = state.position;
    return rc;
}

/* ---- years ---- */

jx_status store_years(struct store *st, uint32_t *years, uint32_t max, uint32_t *count)
{
    struct kv_tx *tx = NULL;
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    uint32_t before = JX_YEAR_LAST + 1, year;
    *count = 0;
    jx_status rc = kv_begin(st->kv, false, &tx);
    if (rc == JX_OK) rc = kv_cursor_open(tx, TABLE_AGGREGATES, &c);
    while (rc == JX_OK && *count < max) {
        struct key end = {.len = 0};
        key_put_year(&end, before);
        rc = kv_seek_before(c, key_slice(&end), &key, &value);
        if (rc == JX_OK && !key_get_year(&key, &year)) rc = JX_E_CORRUPT;
        if (rc == JX_OK) years[(*count)++] = before = year;
    }
    kv_cursor_close(&c);
    kv_abort(&tx);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}
