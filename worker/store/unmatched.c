/* Documents whose project nobody knows, with the projects that come near: a question for an
 * officer, never an answer. */
#include "inside.h"
#include "match.h"

/* A project of the year's list. */
struct listed {
    struct jx_slice code, name, unit, key; /* key: jx_match_key() of the name */
};

struct survey {
    struct kv_tx *tx;
    struct jx_arena *arena;
    uint32_t year;
    struct jx_slice unit;
    struct listed *projects;
    uint32_t project_count;
    struct store_unmatched *rows;
    uint32_t count;
};

static jx_status keep(struct survey *s, struct jx_slice from, struct jx_slice *to)
{
    *to = jx_arena_copy(s->arena, from.ptr ? from : JX_LIT(""));
    return jx_is_absent(*to) ? jx_arena_failure(s->arena) : JX_OK;
}

typedef jx_status take_row(struct survey *s, struct jx_slice key, struct jx_slice value);

static jx_status each_row(struct survey *s, enum table t, take_row *take)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    struct key prefix = {.len = 0};
    key_put_year(&prefix, s->year);
    jx_status rc = kv_cursor_open(s->tx, t, &c);
    if (rc == JX_OK) rc = kv_seek(c, key_slice(&prefix), &key, &value);
    while (rc == JX_OK && jx_starts_with(key, key_slice(&prefix))) {
        rc = take(s, key, value);
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

static jx_status count_project(struct survey *s, struct jx_slice key, struct jx_slice value)
{
    (void)key;
    (void)value;
    s->project_count++;
    return JX_OK;
}

static jx_status take_project(struct survey *s, struct jx_slice key, struct jx_slice value)
{
    struct jx_slice body;
    struct row_master row;
    struct listed *p = &s->projects[s->project_count];
    jx_status rc = row_open(TABLE_PROJECTS, key, value, &body);
    if (rc == JX_OK) rc = master_read(JX_MASTER_projects, body, &row);
    if (rc == JX_OK) rc = keep(s, row.cells[PROJECTS_CODE], &p->code);
    if (rc == JX_OK) rc = keep(s, row.cells[PROJECTS_NAME], &p->name);
    if (rc == JX_OK) rc = keep(s, row.cells[PROJECTS_UNIT], &p->unit);
    if (rc == JX_OK) rc = jx_match_key(p->name, s->arena, &p->key);
    s->project_count += rc == JX_OK;
    return rc;
}

static jx_status read_projects(struct survey *s)
{
    jx_status rc = each_row(s, TABLE_PROJECTS, count_project);
    if (rc != JX_OK) return rc;
    s->projects = jx_arena_array(s->arena, (size_t)s->project_count + 1, sizeof *s->projects);
    s->project_count = 0;
    return s->projects ? each_row(s, TABLE_PROJECTS, take_project) : jx_arena_failure(s->arena);
}

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

static void find_candidates(const struct survey *s, struct jx_slice name,
                            struct store_unmatched *row)
{
    for (uint32_t i = 0; i < s->project_count; i++) {
        const struct listed *p = &s->projects[i];
        if (row->candidate_count == STORE_CANDIDATES_MAX) return;
        if (!jx_slice_eq(p->unit, row->unit) || !is_near(p->key, name)) continue;
        row->candidates[row->candidate_count++] = (struct store_candidate){p->code, p->name};
    }
}

static jx_status take_unmatched(struct survey *s, struct jx_slice key, struct jx_slice value)
{
    struct jx_slice rest = jx_slice_from(key, sizeof(uint16_t)), name;
    struct row_document d;
    struct row_result r;
    uint64_t position = 0;
    (void)value;
    if (!key_get_position(&rest, &position) || rest.len) return JX_E_CORRUPT;
    jx_status rc = row_must(document_get(s->tx, position, &d));
    if (rc == JX_OK) rc = row_must(result_get(s->tx, position, &r));
    if (rc != JX_OK) return rc;
    enum jx_state state = r.outcome.state;
    bool asked = jx_starts_with(r.unit, s->unit) && s->count < STORE_LIST_MAX &&
                 (state == JX_STATE_SCORED || state == JX_STATE_CONFLICT || state == JX_STATE_LATE);
    if (!asked) return rc;
    struct store_unmatched *row = &s->rows[s->count];
    *row = (struct store_unmatched){.position = position, .id = d.id};
    rc = keep(s, d.form, &row->form);
    if (rc == JX_OK) rc = keep(s, d.period, &row->period);
    if (rc == JX_OK) rc = keep(s, r.unit, &row->unit);
    if (rc == JX_OK) rc = keep(s, d.project_name, &row->project_name);
    if (rc == JX_OK) rc = jx_match_key(row->project_name, s->arena, &name);
    if (rc == JX_OK) find_candidates(s, name, row);
    s->count += rc == JX_OK;
    return rc;
}

jx_status store_unmatched(struct store *st, uint32_t year, struct jx_slice unit, struct jx_arena *a,
                          struct store_unmatched **out, uint32_t *count, uint64_t *position)
{
    struct row_state state;
    struct survey s = {.arena = a, .year = year, .unit = unit};
    s.rows = jx_arena_array(a, STORE_LIST_MAX, sizeof *s.rows);
    if (!s.rows) return jx_arena_failure(a);
    jx_status rc = kv_begin(st->kv, false, &s.tx);
    if (rc == JX_OK) rc = state_get(s.tx, &state);
    if (rc == JX_OK && year <= JX_YEAR_LAST) rc = read_projects(&s);
    /* Without a list there is nothing to ask. */
    if (rc == JX_OK && s.project_count) rc = each_row(&s, TABLE_UNMATCHED, take_unmatched);
    kv_abort(&s.tx);
    *out = s.rows;
    *count = s.count;
    if (rc == JX_OK) *position = state.position;
    return rc;
}
