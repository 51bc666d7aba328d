/* Answers from the store. Each is one short read transaction, and what it returns are copies. */
#include "inside.h"
#include "places.h"
#include "tree.h"

#include <string.h>

/* ---- documents ---- */

struct jx_slice query_copy(struct jx_arena *a, struct jx_slice s, jx_status *rc)
{
    struct jx_slice c = jx_arena_copy(a, s);
    if (jx_is_absent(c) && *rc == JX_OK) *rc = a->status;
    return c;
}

static jx_status fill_document(uint64_t position, const struct row_document *d,
                               const struct row_result *r, struct jx_arena *a,
                               struct store_document *out)
{
    jx_status rc = JX_OK;
    *out = (struct store_document){
        .position = position,
        .time_ms = d->time_ms,
        .id = d->id,
        .parent = d->parent,
        .has_parent = d->has_parent,
        .unit = query_copy(a, r->unit, &rc),
        .project = query_copy(a, r->project, &rc),
        .form = query_copy(a, d->form, &rc),
        .period = query_copy(a, d->period, &rc),
        .unit_name = query_copy(a, d->unit_name, &rc),
        .project_name = query_copy(a, d->project_name, &rc),
        .year = d->year,
        .outcome = r->outcome,
        .approved = r->approved,
    };
    memcpy(out->principal, d->principal, JX_KEY_BYTES);
    out->in_place_of = d->in_place_of;
    memcpy(out->person, d->person, JX_KEY_BYTES);
    return rc;
}

/* The line's newest accepted version, where that came later. */
static jx_status find_successor(struct kv_tx *tx, uint64_t line, uint64_t position,
                                struct store_document *out)
{
    struct row_line l;
    struct row_document newest;
    jx_status rc = line_get(tx, line, &l);
    out->has_successor = rc == JX_OK && l.tip > position;
    if (rc != JX_OK || !out->has_successor) return rc;
    rc = row_must(document_get(tx, l.tip, &newest));
    out->successor = newest.id;
    return rc;
}

jx_status query_document(struct kv_tx *tx, uint64_t position, struct jx_arena *a,
                         struct store_document *out)
{
    struct row_document d;
    struct row_result r;
    jx_status rc = row_must(document_get(tx, position, &d));
    if (rc == JX_OK) rc = row_must(result_get(tx, position, &r));
    if (rc == JX_OK) rc = fill_document(position, &d, &r, a, out);
    return rc == JX_OK ? find_successor(tx, r.line, position, out) : rc;
}

jx_status query_content(struct kv_tx *tx, uint64_t position, const struct jx_hash *id,
                        struct jx_arena *a, struct jx_slice *out)
{
    return row_must(content_get(tx, position, id, a, out));
}

jx_status store_find(struct store *st, const struct jx_hash *id, struct jx_arena *a,
                     struct store_document *out)
{
    struct kv_tx *tx = NULL;
    uint64_t position = 0;
    jx_status rc = kv_begin(st->kv, false, &tx);
    if (rc == JX_OK) rc = position_get(tx, TABLE_IDS, jx_hash_slice(id), &position);
    if (rc == JX_OK) rc = query_document(tx, position, a, out);
    if (rc == JX_OK && !jx_hash_eq(&out->id, id)) rc = JX_E_CORRUPT;
    if (rc == JX_OK) rc = query_content(tx, position, id, a, &out->content);
    kv_abort(&tx);
    return rc;
}

/* ---- units ---- */

static jx_status units_below(struct kv_cursor *c, struct jx_slice unit, query_unit_use *use,
                             void *to)
{
    struct key prefix = {.len = 0};
    key_put_prefix(&prefix, unit);
    struct key at = prefix;
    struct jx_slice key, value;
    jx_status rc = kv_seek(c, key_slice(&at), &key, &value);
    while (rc == JX_OK && jx_starts_with(key, key_slice(&prefix))) {
        char code[JX_UNIT_CODE_MAX];
        size_t len = 0;
        if (!key_get_text(&key, code, sizeof code, &len)) return JX_E_CORRUPT;
        at = key_of_unit(jx_slice_at(code, len));
        rc = use(c, &at, to);
        key_put_position(&at, UINT64_MAX);
        if (rc == JX_OK) rc = kv_seek(c, key_slice(&at), &key, &value);
    }
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

jx_status query_units(struct kv_tx *tx, enum table t, struct jx_slice unit, bool below,
                      query_unit_use *use, void *to)
{
    struct kv_cursor *c = NULL;
    struct key k = key_of_unit(unit);
    jx_status rc = kv_cursor_open(tx, t, &c);
    if (rc == JX_OK) rc = below ? units_below(c, unit, use, to) : use(c, &k, to);
    kv_cursor_close(&c);
    return rc;
}

/* As its forms print it. */
static jx_status printed_name(struct kv_tx *tx, struct jx_slice unit, struct jx_arena *a,
                              struct jx_slice *out)
{
    struct key k = key_of_unit(unit);
    struct row_name n = {JX_LIT(""), 0};
    struct jx_slice body;
    jx_status rc = row_get(tx, TABLE_NAMES, key_slice(&k), &body);
    if (rc == JX_OK) rc = name_read(body, &n);
    if (rc == JX_E_NOT_FOUND) rc = JX_OK; /* its forms print none */
    if (rc == JX_OK) *out = query_copy(a, n.name, &rc);
    return rc;
}

jx_status query_unit_name(struct kv_tx *tx, uint32_t year, struct jx_slice unit, struct jx_arena *a,
                          struct jx_slice *name, struct jx_slice *parent)
{
    struct row_master row;
    *name = *parent = JX_LIT("");
    if (unit.len == 0) return JX_OK;
    jx_status rc = tree_get(tx, year, unit, &row);
    if (rc == JX_E_NOT_FOUND) return printed_name(tx, unit, a, name);
    if (rc != JX_OK) return rc;
    *name = query_copy(a, row.cells[UNITS_NAME], &rc);
    *parent = query_copy(a, row.cells[UNITS_PARENT], &rc);
    return rc;
}

/* ---- lists ---- */

/* The newest positions met so far, newest first. */
struct newest {
    uint64_t *positions;
    uint32_t count, max;
};

static bool is_wanted(const struct newest *n, uint64_t position)
{
    return n->count < n->max || position > n->positions[n->count - 1];
}

static void insert(struct newest *n, uint64_t position)
{
    if (n->count < n->max) n->count++;
    uint32_t i = n->count - 1;
    for (; i > 0 && n->positions[i - 1] < position; i--)
        n->positions[i] = n->positions[i - 1];
    n->positions[i] = position;
}

/* Takes a unit's documents backwards for as long as they are among the newest, so that of each unit
 * about as many are read as are wanted, not as many as it has. */
static jx_status take_unit(struct kv_cursor *c, const struct key *unit, void *to)
{
    struct newest *n = to;
    struct key end = *unit;
    struct jx_slice key, value;
    uint64_t position = 0;
    key_put_position(&end, UINT64_MAX);
    jx_status rc = kv_seek_before(c, key_slice(&end), &key, &value);
    for (; rc == JX_OK && jx_starts_with(key, key_slice(unit)); rc = kv_previous(c, &key, &value)) {
        struct jx_slice rest = jx_slice_from(key, unit->len);
        if (!key_get_position(&rest, &position) || rest.len) return JX_E_CORRUPT;
        if (!is_wanted(n, position)) break;
        insert(n, position);
    }
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

static jx_status read_newest(struct kv_tx *tx, const struct newest *n, struct jx_arena *a,
                             struct store_document **out, uint32_t *count)
{
    jx_status rc = JX_OK;
    *out = jx_arena_array(a, n->count, sizeof **out);
    if (!*out) return jx_arena_failure(a);
    for (uint32_t i = 0; rc == JX_OK && i < n->count; i++)
        rc = query_document(tx, n->positions[i], a, &(*out)[i]);
    *count = rc == JX_OK ? n->count : 0;
    return rc;
}

jx_status store_list(struct store *st, struct jx_slice unit, bool below, uint32_t max,
                     struct jx_arena *a, struct store_document **out, uint32_t *count)
{
    struct kv_tx *tx = NULL;
    struct newest n = {.max = max < STORE_LIST_MAX ? max : STORE_LIST_MAX};
    *out = NULL;
    *count = 0;
    if (n.max == 0 || unit.len > JX_UNIT_CODE_MAX) return JX_OK;
    n.positions = jx_arena_array(a, n.max, sizeof *n.positions);
    if (!n.positions) return jx_arena_failure(a);
    jx_status rc = kv_begin(st->kv, false, &tx);
    if (rc == JX_OK) rc = query_units(tx, TABLE_UNITS, unit, below, take_unit, &n);
    if (rc == JX_OK) rc = read_newest(tx, &n, a, out, count);
    kv_abort(&tx);
    return rc;
}

/* ---- aggregates ---- */

struct summary {
    struct kv_tx *tx;
    struct jx_arena *arena;
    struct jx_slice unit; /* only codes that begin so; all when empty */
    struct store_aggregate *rows;
    uint32_t count, room;
    uint8_t scope; /* of the last row */
};

/* NULL when the arena is exhausted. */
static struct store_aggregate *next_row(struct summary *s)
{
    struct store_aggregate *rows = jx_arena_grown(s->arena, s->rows, s->count, &s->room,
                                                  sizeof *rows);
    if (!rows) return NULL;
    s->rows = rows;
    return &s->rows[s->count];
}

/* The county's branch is wanted where nobody's rows are left out; of the others what is their own.
 */
static bool is_wanted_place(const struct summary *s, const struct sum_place *p)
{
    if (p->column >= COLUMN_COUNT) return false;
    return p->scope == SCOPE_OWN || (s->unit.len == 0 && p->unit.len == 0);
}

/* The columns of one place follow each other. */
static bool is_of_last_row(const struct summary *s, const struct sum_place *p)
{
    if (s->count == 0 || s->scope != p->scope) return false;
    const struct store_aggregate *row = &s->rows[s->count - 1];
    return jx_slice_eq(row->period, p->period) && jx_slice_eq(row->unit, p->unit);
}

static jx_status start_row(struct summary *s, const struct sum_place *p)
{
    struct store_aggregate *row = next_row(s);
    jx_status rc = JX_OK;
    if (!row) return jx_arena_failure(s->arena);
    *row = (struct store_aggregate){.unit_name = JX_LIT("")};
    s->scope = p->scope;
    row->period = query_copy(s->arena, p->period, &rc);
    row->unit = query_copy(s->arena, p->unit, &rc);
    if (rc == JX_OK && p->scope == SCOPE_OWN)
        rc = printed_name(s->tx, p->unit, s->arena, &row->unit_name);
    if (rc == JX_OK) s->count++;
    return rc;
}

static jx_status add_row(void *to, const struct sum_place *p, struct jx_slice key,
                         struct jx_slice value)
{
    struct summary *s = to;
    struct jx_slice body;
    if (!is_wanted_place(s, p)) return JX_OK;
    jx_status rc = row_open(TABLE_AGGREGATES, key, value, &body);
    if (rc == JX_OK && !is_of_last_row(s, p)) rc = start_row(s, p);
    if (rc != JX_OK) return rc;
    struct store_aggregate *row = &s->rows[s->count - 1];
    return sums_read(body, JX_STORE_ADDS,
                     p->column == COLUMN_RECEIVED   ? row->received
                     : p->column == COLUMN_APPROVED ? row->approved
                                                    : row->states);
}

jx_status store_summary(struct store *st, uint32_t year, struct jx_slice form, struct jx_slice unit,
                        struct jx_arena *a, struct store_aggregate **out, uint32_t *count,
                        uint64_t *position)
{
    struct row_state state;
    struct summary s = {.arena = a, .unit = unit};
    *out = NULL;
    *count = 0;
    bool possible = year <= JX_YEAR_LAST && form.len <= JX_FORM_NAME_MAX;
    struct jx_slice form_copy = JX_LIT("");
    jx_status rc = kv_begin(st->kv, false, &s.tx);
    if (rc == JX_OK) rc = state_get(s.tx, &state);
    if (rc == JX_OK && possible)
        rc = places_each(s.tx, TABLE_AGGREGATES, year, form, unit, add_row, &s);
    kv_abort(&s.tx);
    if (rc == JX_OK && s.count) form_copy = query_copy(a, form, &rc);
    if (rc != JX_OK) return rc;
    for (uint32_t i = 0; i < s.count; i++) {
        s.rows[i].year = year;
        s.rows[i].form = form_copy;
    }
    *out = s.rows;
    *count = s.count;
    *position = state.position;
    return JX_OK;
}

/* ---- packs ---- */

/* The last activation at or below the position. */
static jx_status find_pack(struct kv_tx *tx, uint64_t position, uint64_t *activated)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value, body;
    struct key k = key_of_position(position);
    /* With a zero behind it: the first key that is greater. */
    key_put_byte(&k, 0);
    jx_status rc = kv_cursor_open(tx, TABLE_PACKS, &c);
    if (rc == JX_OK) rc = kv_seek_before(c, key_slice(&k), &key, &value);
    if (rc == JX_OK) rc = row_open(TABLE_PACKS, key, value, &body);
    if (rc == JX_OK && !key_get_position(&key, activated)) rc = JX_E_CORRUPT;
    kv_cursor_close(&c);
    return rc;
}

jx_status store_pack_at(struct store *st, uint64_t position, struct jx_arena *a,
                        uint64_t *activated, struct jx_slice *content)
{
    struct kv_tx *tx = NULL;
    struct jx_slice body;
    struct jx_entry e;
    jx_status rc = kv_begin(st->kv, false, &tx);
    if (rc == JX_OK) rc = find_pack(tx, position, activated);
    struct key k = key_of_position(rc == JX_OK ? *activated : 0);
    if (rc == JX_OK) rc = row_must(row_get(tx, TABLE_ACTS, key_slice(&k), &body));
    if (rc == JX_OK) rc = jx_entry_decode(body, &e);
    if (rc == JX_OK) rc = query_content(tx, *activated, &e.id, a, content);
    kv_abort(&tx);
    return rc;
}
