/* Who owes what: rows of `expected` against the documents that count. */
#include "dues.h"

#include "inside.h"

static jx_status keep_text(struct jx_arena *a, struct jx_slice *s)
{
    *s = jx_arena_copy(a, s->ptr ? *s : JX_LIT(""));
    return jx_is_absent(*s) ? jx_arena_failure(a) : JX_OK;
}

struct search {
    struct kv_tx *tx;
    uint32_t year;
    struct store_due *due;
};

static struct row_document document_of(const struct search *s)
{
    return (struct row_document){
        .form = s->due->form, .period = s->due->period, .unit = s->due->unit, .year = s->year};
}

static struct row_result result_of(const struct search *s)
{
    return (struct row_result){.unit = s->due->unit, .project = s->due->project};
}

/* When the version's first accepted one came. */
static jx_status note_time(struct search *s, uint64_t position)
{
    struct row_document d;
    struct row_result r;
    jx_status rc;
    do {
        rc = row_must(document_get(s->tx, position, &d));
        if (rc == JX_OK) rc = row_must(result_get(s->tx, position, &r));
        if (rc == JX_OK) position = r.base;
    } while (rc == JX_OK && position);
    if (rc == JX_OK) s->due->time_ms = d.time_ms;
    return rc;
}

static jx_status find_by_key(struct search *s)
{
    const struct row_document d = document_of(s);
    const struct row_result r = result_of(s);
    const struct jx_hash hash = document_key(&d, &r);
    uint64_t positions[] = {0, 0};
    jx_status rc = JX_OK;
    for (int column = 0; rc == JX_OK && column <= COLUMN_APPROVED; column++) {
        struct key k = key_of_holder((enum column)column, &hash);
        rc = position_get(s->tx, TABLE_KEYS, key_slice(&k), &positions[column]);
        if (rc == JX_E_NOT_FOUND) rc = JX_OK;
    }
    s->due->received = positions[COLUMN_RECEIVED] != 0;
    s->due->approved = positions[COLUMN_APPROVED] != 0;
    return rc == JX_OK && s->due->received ? note_time(s, positions[COLUMN_RECEIVED]) : rc;
}

/* Whether the document is one of those expected, and counts. */
static jx_status take_document(struct search *s, uint64_t position)
{
    struct row_document d;
    struct row_result r;
    struct row_line l;
    jx_status rc = row_must(document_get(s->tx, position, &d));
    bool meant = rc == JX_OK && d.year == s->year && jx_slice_eq(d.form, s->due->form) &&
                 jx_slice_eq(d.period, s->due->period);
    if (!meant) return rc;
    rc = row_must(result_get(s->tx, position, &r));
    if (rc == JX_OK) rc = line_get(s->tx, r.line, &l);
    if (rc != JX_OK) return rc;
    s->due->approved |= l.approved == position;
    if (l.received != position || s->due->received) return JX_OK;
    s->due->received = true;
    return note_time(s, position);
}

/* Positions behind a prefix of a table whose keys end with one. */
static jx_status each_position(struct search *s, enum table t, const struct key *prefix,
                               jx_status (*take)(struct search *, uint64_t))
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    jx_status rc = kv_cursor_open(s->tx, t, &c);
    if (rc == JX_OK) rc = kv_seek(c, key_slice(prefix), &key, &value);
    while (rc == JX_OK && jx_starts_with(key, key_slice(prefix))) {
        struct jx_slice rest = jx_slice_from(key, prefix->len);
        uint64_t position = 0;
        rc = key_get_position(&rest, &position) ? take(s, position) : JX_E_CORRUPT;
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

/* The newest one tells how it stands. */
static jx_status take_waiting(struct search *s, uint64_t position)
{
    struct row_document d;
    struct row_result r;
    jx_status rc = row_must(result_get(s->tx, position, &r));
    bool meant = rc == JX_OK &&
                 (s->due->project.len == 0 || jx_slice_eq(r.project, s->due->project));
    if (!meant) return rc;
    rc = row_must(document_get(s->tx, position, &d));
    s->due->state = r.outcome.state;
    s->due->late = r.outcome.state == JX_STATE_LATE;
    s->due->time_ms = d.time_ms;
    return rc;
}

static jx_status find_documents(struct search *s)
{
    struct key unit = key_of_unit(s->due->unit);
    struct key place = key_of_place_due(s->year, s->due->form, s->due->period, s->due->unit);
    const struct row_document d = document_of(s);
    const struct row_result r = result_of(s);
    jx_status rc = s->due->project.len ? find_by_key(s)
                                       : each_position(s, TABLE_UNITS, &unit, take_document);
    if (rc == JX_OK && !s->due->received)
        rc = each_position(s, TABLE_WAITING, &place, take_waiting);
    if (rc != JX_OK) return rc;
    s->due->on_time = s->due->received && s->due->time_ms < s->due->end_ms;
    return due_excepted(s->tx, &d, &r, s->due->time_ms, &s->due->excepted);
}

static jx_status find_names(struct search *s, struct jx_arena *a)
{
    const struct jx_slice cells[JX_MASTER_COLUMNS_MAX] = {[PROJECTS_CODE] = s->due->project};
    struct key k = key_of_master(JX_MASTER_projects, s->year, cells);
    struct row_master row;
    s->due->unit_name = s->due->project_name = JX_LIT("");
    jx_status rc = tree_get(s->tx, s->year, s->due->unit, &row);
    if (rc == JX_OK) s->due->unit_name = row.cells[UNITS_NAME];
    if (rc == JX_OK || rc == JX_E_NOT_FOUND) rc = keep_text(a, &s->due->unit_name);
    if (rc != JX_OK || s->due->project.len == 0) return rc;
    rc = master_get(s->tx, JX_MASTER_projects, key_slice(&k), &row);
    if (rc == JX_OK) s->due->project_name = row.cells[PROJECTS_NAME];
    return rc == JX_OK || rc == JX_E_NOT_FOUND ? keep_text(a, &s->due->project_name) : rc;
}

static jx_status read_due(struct search *s, struct jx_slice body, struct jx_arena *a)
{
    struct row_master row;
    struct store_due *due = s->due;
    jx_status rc = master_read(JX_MASTER_expected, body, &row);
    if (rc != JX_OK) return rc;
    *due = (struct store_due){.form = row.cells[EXPECTED_FORM],
                              .period = row.cells[EXPECTED_PERIOD],
                              .unit = row.cells[EXPECTED_UNIT],
                              .project = row.cells[EXPECTED_PROJECT],
                              .due = row.cells[EXPECTED_DUE]};
    if (!jx_master_day_end(due->due, &due->end_ms)) due->end_ms = INT64_MAX;
    struct jx_slice *texts[] = {&due->form, &due->period, &due->unit, &due->project, &due->due};
    for (size_t i = 0; rc == JX_OK && i < sizeof texts / sizeof texts[0]; i++)
        rc = keep_text(a, texts[i]);
    return rc == JX_OK ? find_documents(s) : rc;
}

jx_status dues_get(struct kv_tx *tx, struct jx_slice key, struct jx_arena *a, struct store_due *out)
{
    struct jx_slice body, rest = key;
    struct search s = {.tx = tx, .due = out};
    if (!key_get_year(&rest, &s.year)) return JX_E_CORRUPT;
    jx_status rc = row_get(tx, TABLE_EXPECTED, key, &body);
    return rc == JX_OK ? read_due(&s, body, a) : rc;
}

jx_status dues_walk(struct kv_tx *tx, uint32_t year, struct jx_slice form, struct jx_arena *a,
                    dues_use *use, void *to)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value, body;
    struct key prefix = key_of_master_year(JX_MASTER_expected, year);
    if (form.len) key_put_text(&prefix, form);
    jx_status rc = kv_cursor_open(tx, TABLE_EXPECTED, &c);
    if (rc == JX_OK) rc = kv_seek(c, key_slice(&prefix), &key, &value);
    while (rc == JX_OK && jx_starts_with(key, key_slice(&prefix))) {
        struct store_due due;
        struct search s = {tx, year, &due};
        rc = row_open(TABLE_EXPECTED, key, value, &body);
        if (rc == JX_OK) rc = read_due(&s, body, a);
        if (rc == JX_OK) rc = find_names(&s, a);
        if (rc == JX_OK) rc = use(to, &due);
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

/* ---- as a list ---- */

struct list {
    struct jx_arena *arena;
    struct jx_slice unit;
    struct store_due *rows;
    uint32_t count, room;
};

static jx_status take_due(void *to, const struct store_due *due)
{
    struct list *l = to;
    if (!jx_starts_with(due->unit, l->unit)) return JX_OK;
    struct store_due *rows = jx_arena_grown(l->arena, l->rows, l->count, &l->room, sizeof *rows);
    if (!rows) return jx_arena_failure(l->arena);
    l->rows = rows;
    l->rows[l->count++] = *due;
    return JX_OK;
}

jx_status store_dues(struct store *st, uint32_t year, struct jx_slice form, struct jx_slice unit,
                     struct jx_arena *a, struct store_due **out, uint32_t *count,
                     uint64_t *position)
{
    struct kv_tx *tx = NULL;
    struct row_state state;
    struct list l = {.arena = a, .unit = unit};
    bool possible = year <= JX_YEAR_LAST && form.len <= JX_FORM_NAME_MAX;
    jx_status rc = kv_begin(st->kv, false, &tx);
    if (rc == JX_OK) rc = state_get(tx, &state);
    if (rc == JX_OK && possible) rc = dues_walk(tx, year, form, a, take_due, &l);
    kv_abort(&tx);
    *out = l.rows;
    *count = l.count;
    if (rc == JX_OK) *position = state.position;
    return rc;
}
