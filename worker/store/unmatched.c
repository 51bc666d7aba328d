/* Documents whose project or unit nobody knows, with the projects or units that come near: a
 * question for an officer, never an answer. */
#include "inside.h"
#include "match.h"
#include "tree.h"

/* A project of the year's list, or a unit of its tree. */
struct listed {
    struct jx_slice code, name, unit, key; /* key: jx_match_key() of the name; unit: a project's */
};

struct listing {
    struct listed *items;
    uint32_t count, room;
};

struct survey {
    struct kv_tx *tx;
    struct jx_arena *arena;
    uint32_t year;
    struct jx_slice unit;
    struct listing projects, units;
    struct store_unmatched *rows;
    uint32_t count;
};

static jx_status keep(struct survey *s, struct jx_slice from, struct jx_slice *to)
{
    *to = jx_arena_copy(s->arena, from.ptr ? from : JX_LIT(""));
    return jx_is_absent(*to) ? jx_arena_failure(s->arena) : JX_OK;
}

typedef jx_status take_row(struct survey *s, struct jx_slice key, struct jx_slice value);

static jx_status each_row(struct survey *s, enum table t, const struct key *prefix, take_row *take)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    jx_status rc = kv_cursor_open(s->tx, t, &c);
    if (rc == JX_OK) rc = kv_seek(c, prefix->len ? key_slice(prefix) : JX_ABSENT, &key, &value);
    while (rc == JX_OK && jx_starts_with(key, key_slice(prefix))) {
        rc = take(s, key, value);
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

/* ---- what there is ---- */

static jx_status add_listed(struct survey *s, struct listing *to, struct jx_slice code,
                            struct jx_slice name, struct jx_slice unit)
{
    struct listed *items = jx_arena_grown(s->arena, to->items, to->count, &to->room, sizeof *items);
    if (!items) return jx_arena_failure(s->arena);
    to->items = items;
    struct listed *l = &to->items[to->count];
    jx_status rc = keep(s, code, &l->code);
    if (rc == JX_OK) rc = keep(s, name, &l->name);
    if (rc == JX_OK) rc = keep(s, unit, &l->unit);
    if (rc == JX_OK) rc = jx_match_key(l->name, s->arena, &l->key);
    to->count += rc == JX_OK;
    return rc;
}

static jx_status take_project(struct survey *s, struct jx_slice key, struct jx_slice value)
{
    struct jx_slice body;
    struct row_master row;
    jx_status rc = row_open(TABLE_PROJECTS, key, value, &body);
    if (rc == JX_OK) rc = master_read(JX_MASTER_projects, body, &row);
    return rc == JX_OK ? add_listed(s, &s->projects, row.cells[PROJECTS_CODE],
                                    row.cells[PROJECTS_NAME], row.cells[PROJECTS_UNIT])
                       : rc;
}

/* The row of each unit that holds in the year. */
static jx_status take_unit(struct survey *s, struct jx_slice key, struct jx_slice value)
{
    char unit[JX_UNIT_CODE_MAX];
    size_t len = 0;
    struct row_master row;
    struct listing *l = &s->units;
    (void)value;
    if (!key_get_text(&key, unit, sizeof unit, &len)) return JX_E_CORRUPT;
    struct jx_slice code = jx_slice_at(unit, len);
    if (l->count && jx_slice_eq(l->items[l->count - 1].code, code)) return JX_OK;
    jx_status rc = tree_get(s->tx, s->year, code, &row);
    if (rc == JX_E_NOT_FOUND) return JX_OK;
    return rc == JX_OK ? add_listed(s, l, code, row.cells[UNITS_NAME], JX_LIT("")) : rc;
}

static jx_status read_lists(struct survey *s)
{
    const struct key all = {.len = 0};
    struct key year = {.len = 0};
    key_put_year(&year, s->year);
    jx_status rc = each_row(s, TABLE_PROJECTS, &year, take_project);
    return rc == JX_OK ? each_row(s, TABLE_TREE, &all, take_unit) : rc;
}

/* ---- what is asked ---- */

/* One name within the other, or both beginning with the same half. */
static bool is_near(struct jx_slice a, struct jx_slice b)
{
    size_t same = 0, longer = a.len > b.len ? a.len : b.len;
    if (a.len == 0 || b.len == 0) return false;
    if (jx_contains(a, b) || jx_contains(b, a)) return true;
    while (same < a.len && same < b.len && a.ptr[same] == b.ptr[same])
        same++;
    return same * 2 >= longer;
}

/* Of an empty unit: of every one. */
static void find_candidates(const struct listing *among, struct jx_slice unit, struct jx_slice name,
                            struct store_unmatched *row)
{
    for (uint32_t i = 0; i < among->count; i++) {
        const struct listed *l = &among->items[i];
        if (row->candidate_count == STORE_CANDIDATES_MAX) return;
        if (!jx_slice_eq(l->unit, unit) || !is_near(l->key, name)) continue;
        row->candidates[row->candidate_count++] = (struct store_candidate){l->code, l->name};
    }
}

static jx_status add_question(struct survey *s, const struct store_unmatched *about, bool asks_unit)
{
    struct jx_slice name;
    if (s->count == STORE_LIST_MAX) return JX_OK;
    struct store_unmatched *row = &s->rows[s->count];
    *row = *about;
    row->asks_unit = asks_unit;
    jx_status rc = jx_match_key(asks_unit ? row->unit_name : row->project_name, s->arena, &name);
    if (rc != JX_OK) return rc;
    if (asks_unit)
        find_candidates(&s->units, JX_LIT(""), name, row);
    else
        find_candidates(&s->projects, row->unit, name, row);
    s->count++;
    return JX_OK;
}

static jx_status take_unmatched(struct survey *s, struct jx_slice key, struct jx_slice value)
{
    struct jx_slice rest = jx_slice_from(key, sizeof(uint16_t));
    struct row_document d;
    struct row_result r;
    uint64_t position = 0;
    (void)value;
    if (!key_get_position(&rest, &position) || rest.len) return JX_E_CORRUPT;
    jx_status rc = row_must(document_get(s->tx, position, &d));
    if (rc == JX_OK) rc = row_must(result_get(s->tx, position, &r));
    if (rc != JX_OK) return rc;
    enum jx_state state = r.outcome.state;
    bool asked = jx_starts_with(r.unit, s->unit) &&
                 (state == JX_STATE_SCORED || state == JX_STATE_CONFLICT || state == JX_STATE_LATE);
    if (!asked) return rc;
    struct store_unmatched about = {.position = position, .id = d.id};
    rc = keep(s, d.form, &about.form);
    if (rc == JX_OK) rc = keep(s, d.period, &about.period);
    if (rc == JX_OK) rc = keep(s, r.unit, &about.unit);
    if (rc == JX_OK) rc = keep(s, d.unit_name, &about.unit_name);
    if (rc == JX_OK) rc = keep(s, d.project_name, &about.project_name);
    /* Without a list of projects there is nothing to ask. */
    if (rc == JX_OK && has_unknown_project(&r) && s->projects.count)
        rc = add_question(s, &about, false);
    return rc == JX_OK && r.unit_asked ? add_question(s, &about, true) : rc;
}

jx_status store_unmatched(struct store *st, uint32_t year, struct jx_slice unit, struct jx_arena *a,
                          struct store_unmatched **out, uint32_t *count, uint64_t *position)
{
    struct row_state state;
    struct key prefix = {.len = 0};
    struct survey s = {.arena = a, .year = year, .unit = unit};
    s.rows = jx_arena_array(a, STORE_LIST_MAX, sizeof *s.rows);
    if (!s.rows) return jx_arena_failure(a);
    jx_status rc = kv_begin(st->kv, false, &s.tx);
    if (rc == JX_OK) rc = state_get(s.tx, &state);
    if (rc == JX_OK && year <= JX_YEAR_LAST) {
        key_put_year(&prefix, year);
        rc = read_lists(&s);
        if (rc == JX_OK) rc = each_row(&s, TABLE_UNMATCHED, &prefix, take_unmatched);
    }
    kv_abort(&s.tx);
    *out = s.rows;
    *count = s.count;
    if (rc == JX_OK) *position = state.position;
    return rc;
}
