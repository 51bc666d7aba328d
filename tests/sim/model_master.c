/* The naive fold: rows of master data, and what they change. */
#include "model_inside.h"

#include "../../proto/form/document.h"

#include <stdlib.h>

/* ---- rows ---- */

static bool is_by_year(enum jx_master table)
{
    return jx_master_schema(table)->by_year;
}

static bool same_row(const struct model_row *a, const struct model_row *b)
{
    const struct jx_master_schema *s = jx_master_schema(a->table);
    if (a->table != b->table || a->year != b->year) return false;
    for (uint32_t i = 0; i < s->count; i++)
        if (s->columns[i].key && strcmp(a->cells[i], b->cells[i]) != 0) return false;
    return true;
}

static void forget_table(struct model *m, enum jx_master table, uint32_t year)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < m->row_count; i++)
        if (m->rows[i].table != table || m->rows[i].year != year) m->rows[kept++] = m->rows[i];
    m->row_count = kept;
}

static void put_row(struct model *m, const struct model_row *row)
{
    for (uint32_t i = 0; i < m->row_count; i++) {
        if (!same_row(&m->rows[i], row)) continue;
        m->rows[i] = *row;
        return;
    }
    if (m->row_count == m->row_room) {
        m->row_room = m->row_room ? m->row_room * 2 : 64;
        m->rows = realloc(m->rows, m->row_room * sizeof *m->rows);
        if (!m->rows) abort();
    }
    m->rows[m->row_count++] = *row;
}

static struct model_row row_of(const struct jx_master_act *act, uint32_t i)
{
    const uint32_t columns = jx_master_schema(act->table)->count;
    struct model_row row = {.table = act->table, .year = is_by_year(act->table) ? act->year : 0};
    for (uint32_t c = 0; c < columns; c++)
        copy_text(row.cells[c], MODEL_TEXT, act->cells[(size_t)i * columns + c]);
    return row;
}

/* ---- the tree ---- */

const char *model_superior(const struct model *m, uint32_t year, const char *unit)
{
    const struct model_row *holds = NULL;
    for (uint32_t i = 0; i < m->row_count; i++) {
        const struct model_row *r = &m->rows[i];
        uint32_t from = (uint32_t)strtoul(r->cells[UNITS_FROM], NULL, 10);
        if (r->table != JX_MASTER_units || strcmp(r->cells[UNITS_CODE], unit) != 0) continue;
        bool newer = !holds || from > (uint32_t)strtoul(holds->cells[UNITS_FROM], NULL, 10);
        if (from <= year && newer) holds = r;
    }
    if (!holds) return NULL;
    uint32_t until = (uint32_t)strtoul(holds->cells[UNITS_UNTIL], NULL, 10);
    return until && year > until ? NULL : holds->cells[UNITS_PARENT];
}

/* ---- due days ---- */

static int64_t day_end(const char *day)
{
    int64_t ms;
    return jx_master_day_end(jx_slice_of(day), &ms) ? ms : INT64_MAX;
}

static const struct model_row *expected_row(const struct model *m, const struct model_document *d,
                                            const char *project)
{
    for (uint32_t i = 0; i < m->row_count; i++) {
        const struct model_row *r = &m->rows[i];
        if (r->table == JX_MASTER_expected && r->year == d->year &&
            strcmp(r->cells[EXPECTED_FORM], d->form) == 0 &&
            strcmp(r->cells[EXPECTED_PERIOD], d->period) == 0 &&
            strcmp(r->cells[EXPECTED_UNIT], d->unit) == 0 &&
            strcmp(r->cells[EXPECTED_PROJECT], project) == 0)
            return r;
    }
    return NULL;
}

static bool is_excepted(const struct model *m, const struct model_document *d)
{
    for (uint32_t i = 0; i < m->row_count; i++) {
        const struct model_row *r = &m->rows[i];
        if (r->table != JX_MASTER_exceptions || r->year != d->year ||
            strcmp(r->cells[EXCEPTIONS_UNIT], d->unit) != 0)
            continue;
        bool every = !r->cells[EXCEPTIONS_FORM][0] && !r->cells[EXCEPTIONS_PERIOD][0];
        bool this_one = strcmp(r->cells[EXCEPTIONS_FORM], d->form) == 0 &&
                        strcmp(r->cells[EXCEPTIONS_PERIOD], d->period) == 0;
        if ((every || this_one) && d->time_ms < day_end(r->cells[EXCEPTIONS_UNTIL])) return true;
    }
    return false;
}

/* A document is as punctual as the first accepted version that it goes back to. */
bool model_is_late(const struct model *m, const struct model_document *d)
{
    const struct model_document *first = d;
    const struct model_row *row = expected_row(m, d, d->project);
    if (!row) row = expected_row(m, d, "");
    if (!row) return false;
    int64_t end = day_end(row->cells[EXPECTED_DUE]);
    while (first->base)
        first = model_at(m, first->base);
    return d->time_ms >= end && first->time_ms >= end && !is_excepted(m, d);
}

void model_be_late(struct model_document *d)
{
    model_set(d, JX_STATE_LATE, d->outcome.status == JX_OK ? JX_E_LATE : d->outcome.status);
}

static void be_on_time(struct model_document *d)
{
    model_set(d, JX_STATE_SCORED, d->outcome.status == JX_E_LATE ? JX_OK : d->outcome.status);
}

/* ---- projects ---- */

static const struct model_row *listed(const struct model *m, uint32_t year, const char *code)
{
    for (uint32_t i = 0; i < m->row_count; i++)
        if (m->rows[i].table == JX_MASTER_projects && m->rows[i].year == year &&
            strcmp(m->rows[i].cells[PROJECTS_CODE], code) == 0)
            return &m->rows[i];
    return NULL;
}

void model_spell(struct jx_slice name, char out[MODEL_TEXT])
{
    struct jx_arena a;
    struct jx_slice key = JX_LIT("");
    jx_arena_init(&a, 1 << 16);
    if (jx_match_key(name, &a, &key) != JX_OK) abort();
    copy_text(out, MODEL_TEXT, key);
    jx_arena_clear(&a);
}

static bool spells(const char *name, const char *spelling)
{
    char key[MODEL_TEXT];
    model_spell(jx_slice_of(name), key);
    return key[0] && strcmp(key, spelling) == 0;
}

const char *model_code(const struct model *m, const struct model_document *d, const char *project,
                       const char *spelling)
{
    const char *code = NULL;
    const struct model_row *itself = listed(m, d->year, project);
    if (itself) return itself->cells[PROJECTS_CODE];
    for (uint32_t i = 0; i < m->row_count; i++) {
        const struct model_row *r = &m->rows[i];
        bool alias = r->table == JX_MASTER_aliases &&
                     strcmp(r->cells[ALIASES_KIND], "project") == 0;
        bool listing = r->table == JX_MASTER_projects && r->year == d->year;
        if (!alias && !listing) continue;
        const char *meant = r->cells[alias ? ALIASES_CODE : PROJECTS_CODE];
        const struct model_row *row = listed(m, d->year, meant);
        bool fits = row && strcmp(row->cells[PROJECTS_UNIT], d->unit) == 0 &&
                    spells(r->cells[alias ? ALIASES_NAME : PROJECTS_NAME], spelling);
        if (fits && code && strcmp(code, meant) != 0) return NULL;
        if (fits) code = meant;
    }
    return code;
}

/* ---- units ---- */

/* Whether the unit is `above`, or below it. */
static bool is_within(const struct model *m, uint32_t year, const char *unit, const char *above)
{
    const char *at = unit;
    for (unsigned depth = 0; at && *at && depth < 8; depth++) {
        const char *next = model_superior(m, year, at);
        if (next && strcmp(at, above) == 0) return true;
        at = next;
    }
    return false;
}

/* Whether a row calls the unit so; the county's have one alias at most. */
static bool calls(const struct model *m, const struct model_row *r, uint32_t year,
                  const char *spelling, const char **unit)
{
    if (r->table == JX_MASTER_aliases && strcmp(r->cells[ALIASES_KIND], "unit") == 0) {
        *unit = r->cells[ALIASES_CODE];
        return spells(r->cells[ALIASES_NAME], spelling);
    }
    if (r->table != JX_MASTER_units) return false;
    *unit = r->cells[UNITS_CODE];
    return model_superior(m, year, *unit) == r->cells[UNITS_PARENT] && /* its row of the year */
           (spells(r->cells[UNITS_NAME], spelling) || spells(r->cells[UNITS_ALIASES], spelling));
}

bool model_is_anothers(const struct model *m, const struct model_document *d,
                       struct jx_slice printed)
{
    char spelling[MODEL_TEXT];
    bool elsewhere = false, here = false;
    model_spell(printed, spelling);
    if (!spelling[0] || !model_superior(m, d->year, d->unit)) return false;
    for (uint32_t i = 0; i < m->row_count; i++) {
        const char *unit = NULL;
        if (!calls(m, &m->rows[i], d->year, spelling, &unit)) continue;
        if (!model_superior(m, d->year, unit)) continue; /* not in the tree */
        bool near = is_within(m, d->year, d->unit, unit) || is_within(m, d->year, unit, d->unit);
        here |= near;
        elsewhere |= !near;
    }
    return elsewhere && !here;
}

/* ---- what new rows mean for documents that are there ---- */

typedef bool consider(struct model *m, struct model_document *d);

/* Each on its own: one whose sums would not fit stays as it was. */
static void try_one(struct model *m, uint64_t position, consider *with)
{
    struct model trial = *m;
    trial.documents = malloc(m->room * sizeof *m->documents);
    trial.before = m->documents;
    trial.before_count = m->count;
    if (!trial.documents) abort();
    memcpy(trial.documents, m->documents, m->count * sizeof *m->documents);
    if (with(&trial, model_at(&trial, position)) && model_fits(&trial))
        memcpy(m->documents, trial.documents, m->count * sizeof *m->documents);
    free(trial.documents);
}

static bool admit_late(struct model *m, struct model_document *d)
{
    if (d->outcome.state != JX_STATE_LATE || model_is_late(m, d)) return false;
    be_on_time(d);
    model_settle(m, d->line);
    return true;
}

static bool give_code(struct model *m, struct model_document *d)
{
    enum jx_state s = d->outcome.state;
    bool undecided = !d->approved &&
                     (s == JX_STATE_SCORED || s == JX_STATE_CONFLICT || s == JX_STATE_LATE);
    if (!undecided || d->matched || !d->project[0] || model_year(m, d->year)->closed) return false;
    const char *code = model_code(m, d, d->project, d->spelling);
    if (!code) return false;
    copy_text(d->project, sizeof d->project, jx_slice_of(code));
    d->matched = true;
    d->accepted = 0;
    if (s == JX_STATE_LATE && !model_is_late(m, d)) be_on_time(d);
    if (s == JX_STATE_CONFLICT) model_set(d, JX_STATE_SCORED, JX_OK);
    model_settle(m, d->line);
    return true;
}

/* By form, period, unit and position. */
static int by_place(const void *a, const void *b)
{
    const struct model_document *x = a, *y = b;
    int c = strcmp(x->form, y->form);
    if (c == 0) c = strcmp(x->period, y->period);
    if (c == 0) c = strcmp(x->unit, y->unit);
    return c ? c : x->position < y->position ? -1 : 1;
}

static void review_lates(struct model *m, uint32_t year, const char *form, const char *period,
                         const char *unit)
{
    struct model_document *lates = malloc((m->count + 1) * sizeof *lates);
    uint32_t count = 0;
    if (!lates) abort();
    for (uint32_t i = 0; i < m->count; i++) {
        const struct model_document *d = &m->documents[i];
        bool meant = d->year == year && d->outcome.state == JX_STATE_LATE &&
                     (!*unit || strcmp(d->unit, unit) == 0) &&
                     (!*form || (strcmp(d->form, form) == 0 && strcmp(d->period, period) == 0));
        if (meant) lates[count++] = *d;
    }
    qsort(lates, count, sizeof *lates, by_place);
    for (uint32_t i = 0; i < count; i++)
        try_one(m, lates[i].position, admit_late);
    free(lates);
}

static void review_days(struct model *m, const struct jx_master_act *act)
{
    if (act->mode == JX_MASTER_REPLACE) {
        review_lates(m, act->year, "", "", "");
        return;
    }
    for (uint32_t i = 0; i < act->row_count; i++) {
        const struct model_row r = row_of(act, i);
        if (act->table == JX_MASTER_expected)
            review_lates(m, act->year, r.cells[EXPECTED_FORM], r.cells[EXPECTED_PERIOD],
                         r.cells[EXPECTED_UNIT]);
        else
            review_lates(m, act->year, r.cells[EXCEPTIONS_FORM], r.cells[EXCEPTIONS_PERIOD],
                         r.cells[EXCEPTIONS_UNIT]);
    }
}

/* In the order of positions within a year; aliases hold in every year. */
static void review_names(struct model *m, uint32_t only)
{
    for (uint32_t year = MODEL_YEAR_FIRST; year < MODEL_YEAR_FIRST + MODEL_YEARS; year++)
        for (uint32_t i = 0; i < m->count; i++)
            if (m->documents[i].year == year && (!only || only == year))
                try_one(m, m->documents[i].position, give_code);
}

struct jx_outcome model_load(struct model *m, const struct store_item *it)
{
    const struct jx_master_act *act = &it->master;
    jx_status why = it->outcome.state == JX_STATE_REJECTED ? it->outcome.status : JX_OK;
    bool by_year = why == JX_OK && is_by_year(act->table);
    if (by_year && model_year(m, act->year)->closed) why = JX_E_YEAR_CLOSED;
    if (why != JX_OK) return (struct jx_outcome){.state = JX_STATE_REJECTED, .status = why};
    if (act->mode == JX_MASTER_REPLACE) forget_table(m, act->table, by_year ? act->year : 0);
    for (uint32_t i = 0; i < act->row_count; i++) {
        const struct model_row row = row_of(act, i);
        put_row(m, &row);
    }
    if (act->table == JX_MASTER_expected || act->table == JX_MASTER_exceptions) review_days(m, act);
    if (act->table == JX_MASTER_projects || act->table == JX_MASTER_aliases ||
        act->table == JX_MASTER_units)
        review_names(m, by_year ? act->year : 0);
    return (struct jx_outcome){.state = JX_STATE_RECEIVED};
}
