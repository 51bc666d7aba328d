/* The naive fold: lists, lines, and submissions. */
#include "model_inside.h"

#include "../../worker/rules/judge.h"

#include "../../proto/base/decimal.h"

#include <assert.h>
#include <stdlib.h>

void model_clear(struct model *m)
{
    free(m->documents);
    free(m->before);
    free(m->rows);
    free(m->decisions);
    free(m->enrolments);
    free(m->delegations);
    model_clear_runs(m);
    *m = (struct model){.count = 0};
}

struct model_document *model_find(const struct model *m, const struct jx_hash *id)
{
    for (uint32_t i = 0; i < m->count; i++)
        if (jx_hash_eq(&m->documents[i].id, id)) return &m->documents[i];
    return NULL;
}

struct model_document *model_at(const struct model *m, uint64_t position)
{
    for (uint32_t i = 0; i < m->count; i++)
        if (m->documents[i].position == position) return &m->documents[i];
    return NULL;
}

const struct model_decision *model_decision_at(const struct model *m, uint64_t position)
{
    for (uint32_t i = 0; i < m->decision_count; i++)
        if (m->decisions[i].position == position) return &m->decisions[i];
    return NULL;
}

struct model_year *model_year(struct model *m, uint32_t year)
{
    assert(year >= MODEL_YEAR_FIRST && year < MODEL_YEAR_FIRST + MODEL_YEARS);
    return &m->years[year - MODEL_YEAR_FIRST];
}

/* ---- there and back ---- */

void model_keep(struct model *m)
{
    m->before_count = m->count;
    m->answers_before = m->answer_count;
    if (m->count) memcpy(m->before, m->documents, m->count * sizeof *m->documents);
}

void model_undo(struct model *m)
{
    m->count = m->before_count;
    m->answer_count = m->answers_before;
    if (m->count) memcpy(m->documents, m->before, m->count * sizeof *m->documents);
}

static struct model_document *new_document(struct model *m)
{
    if (m->count == m->room) {
        m->room = m->room ? m->room * 2 : 128;
        m->documents = realloc(m->documents, m->room * sizeof *m->documents);
        m->before = realloc(m->before, m->room * sizeof *m->before);
        if (!m->documents || !m->before) abort();
    }
    struct model_document *d = &m->documents[m->count++];
    memset(d, 0, sizeof *d);
    return d;
}

/* ---- aggregates ---- */

struct model_cell model_cell_of(const struct model_document *d, bool county)
{
    struct model_cell c = {.year = d->year};
    memcpy(c.form, d->form, sizeof c.form);
    memcpy(c.period, d->period, sizeof c.period);
    if (!county) memcpy(c.unit, d->unit, sizeof c.unit);
    return c;
}

bool model_cell_eq(const struct model_cell *a, const struct model_cell *b)
{
    return a->year == b->year && strcmp(a->form, b->form) == 0 &&
           strcmp(a->period, b->period) == 0 && strcmp(a->unit, b->unit) == 0;
}

/* An officer's own score for the computed one. */
static void count_confirmed(const struct jx_outcome *o, int64_t adds[JX_STORE_ADDS])
{
    struct jx_additive sums;
    memcpy(&sums, adds, sizeof sums);
    jx_int128 weighed = (jx_int128)o->confirmed.micro * sums.annual_budget;
    weighed = (weighed + (weighed < 0 ? -JX_DEC_ONE / 2 : JX_DEC_ONE / 2)) / JX_DEC_ONE;
    bool held = weighed <= INT64_MAX && weighed >= INT64_MIN;
    sums.grade_excellent = o->confirmed_grade == JX_GRADE_EXCELLENT;
    sums.grade_good = o->confirmed_grade == JX_GRADE_GOOD;
    sums.grade_fair = o->confirmed_grade == JX_GRADE_FAIR;
    sums.grade_poor = o->confirmed_grade == JX_GRADE_POOR;
    sums.not_computed = 0;
    sums.computed_score = o->confirmed.micro;
    sums.score_by_money = held ? (int64_t)weighed : 0;
    sums.money_of_scores = held ? sums.annual_budget : 0;
    memcpy(adds, &sums, sizeof sums);
}

bool model_adds(const struct model_document *d, enum model_column column,
                int64_t adds[JX_STORE_ADDS])
{
    memset(adds, 0, JX_STORE_ADDS * sizeof *adds);
    if (column == MODEL_STATES) {
        adds[d->outcome.state] = 1;
        return true;
    }
    if (d->counts[column]) memcpy(adds, d->adds, sizeof d->adds);
    if (d->counts[column] && d->outcome.has_confirmed) count_confirmed(&d->outcome, adds);
    return d->counts[column];
}

static bool is_of(const struct model_document *d, const struct model_cell *c)
{
    return d->year == c->year && strcmp(d->form, c->form) == 0 && strcmp(d->period, c->period) == 0;
}

static bool is_in_branch(const struct model *m, const struct model_document *d, const char *unit)
{
    const char *at = d->unit;
    for (unsigned depth = 0; at && *at && depth < 8; depth++) {
        const char *above = model_superior(m, d->year, at);
        if (above && strcmp(at, unit) == 0) return true;
        at = above;
    }
    return false;
}

static bool count_where(const struct model *m, const struct model_cell *c, bool branch,
                        enum model_column column, int64_t sums[JX_STORE_ADDS])
{
    jx_int128 wide[JX_STORE_ADDS] = {0};
    bool fits = true;
    for (uint32_t i = 0; i < m->count; i++) {
        const struct model_document *d = &m->documents[i];
        int64_t adds[JX_STORE_ADDS];
        bool in = c->unit[0] == '\0' || strcmp(d->unit, c->unit) == 0 ||
                  (branch && is_in_branch(m, d, c->unit));
        if (!in || !is_of(d, c) || !model_adds(d, column, adds)) continue;
        for (unsigned a = 0; a < JX_STORE_ADDS; a++)
            wide[a] += adds[a];
    }
    for (unsigned a = 0; a < JX_STORE_ADDS; a++) {
        fits = fits && wide[a] <= INT64_MAX && wide[a] >= INT64_MIN;
        sums[a] = fits ? (int64_t)wide[a] : 0;
    }
    return fits;
}

bool model_count(const struct model *m, const struct model_cell *c, enum model_column column,
                 int64_t adds[JX_STORE_ADDS])
{
    return count_where(m, c, false, column, adds);
}

bool model_count_branch(const struct model *m, const struct model_cell *c, enum model_column column,
                        int64_t adds[JX_STORE_ADDS])
{
    return count_where(m, c, true, column, adds);
}

static bool is_as_before(const struct model *m, uint32_t i)
{
    const struct model_document *d = &m->documents[i], *b = &m->before[i];
    return i < m->before_count && memcmp(d->counts, b->counts, sizeof d->counts) == 0 &&
           strcmp(d->unit, b->unit) == 0;
}

bool model_fits(const struct model *m)
{
    int64_t adds[JX_STORE_ADDS];
    bool fits = true;
    for (uint32_t i = 0; i < m->count; i++) {
        if (is_as_before(m, i)) continue;
        const struct model_cell county = model_cell_of(&m->documents[i], true);
        const struct model_cell unit = model_cell_of(&m->documents[i], false);
        for (int c = MODEL_RECEIVED; c <= MODEL_APPROVED; c++)
            fits = fits && model_count(m, &county, (enum model_column)c, adds) &&
                   model_count(m, &unit, (enum model_column)c, adds);
    }
    return fits;
}

/* ---- lines ---- */

void model_set(struct model_document *d, enum jx_state state, jx_status why)
{
    d->outcome.state = state;
    d->outcome.status = why;
}

bool model_eligible(const struct model_document *d)
{
    enum jx_state s = d->outcome.state;
    return s == JX_STATE_SCORED || s == JX_STATE_ACCEPTED || s == JX_STATE_APPROVED ||
           s == JX_STATE_SUPERSEDED;
}

bool model_accepted(const struct model_document *d)
{
    return model_eligible(d) || d->outcome.state == JX_STATE_RETURNED;
}

uint64_t model_tip(const struct model *m, uint64_t line)
{
    uint64_t tip = 0;
    for (uint32_t i = 0; i < m->count; i++) /* in the order of positions */
        if (m->documents[i].line == line && model_accepted(&m->documents[i]))
            tip = m->documents[i].position;
    return tip;
}

static bool same_key(const struct model_document *a, const struct model_document *b)
{
    return a->year == b->year && strcmp(a->form, b->form) == 0 &&
           strcmp(a->period, b->period) == 0 && strcmp(a->unit, b->unit) == 0 &&
           strcmp(a->project, b->project) == 0;
}

struct model_document *model_rival(const struct model *m, const struct model_document *d,
                                   enum model_column column)
{
    for (uint32_t i = 0; i < m->count; i++) {
        struct model_document *o = &m->documents[i];
        if (o->line != d->line && o->counts[column] && same_key(o, d)) return o;
    }
    return NULL;
}

/* The newest that may; on the way to it, those whose key is taken come to be in conflict. */
static void choose_received(struct model *m, uint64_t line)
{
    bool chosen = false;
    for (uint32_t i = m->count; i-- > 0;) {
        struct model_document *d = &m->documents[i];
        if (d->line != line) continue;
        d->counts[MODEL_RECEIVED] = false;
        if (chosen || !model_eligible(d)) continue;
        if (!model_rival(m, d, MODEL_RECEIVED))
            d->counts[MODEL_RECEIVED] = chosen = true;
        else if (!d->approved)
            model_set(d, JX_STATE_CONFLICT, JX_CONFLICT);
    }
}

static bool is_approved(const struct model_document *d)
{
    return d->approved && model_eligible(d);
}

/* The one that counted, as long as it may; else, or when two lines have become one, the one
 * approved last. */
static void choose_approved(struct model *m, uint64_t line, bool joined)
{
    struct model_document *last = NULL;
    bool counted = false, stays = false;
    for (uint32_t i = 0; i < m->count; i++) {
        const struct model_document *d = &m->documents[i];
        if (d->line != line || !d->counts[MODEL_APPROVED]) continue;
        counted = true;
        stays = is_approved(d);
    }
    if (!joined && (!counted || stays)) return;
    for (uint32_t i = 0; i < m->count; i++) {
        struct model_document *d = &m->documents[i];
        if (d->line != line) continue;
        d->counts[MODEL_APPROVED] = false;
        if (!is_approved(d) || model_rival(m, d, MODEL_APPROVED)) continue;
        if (!last || d->approved > last->approved) last = d;
    }
    if (last) last->counts[MODEL_APPROVED] = true;
}

static enum jx_state counting_state(const struct model_document *d)
{
    if (d->counts[MODEL_APPROVED]) return JX_STATE_APPROVED;
    if (!d->counts[MODEL_RECEIVED]) return JX_STATE_SUPERSEDED;
    return d->accepted ? JX_STATE_ACCEPTED : JX_STATE_SCORED;
}

static void settle(struct model *m, uint64_t line, bool joined)
{
    choose_received(m, line);
    choose_approved(m, line, joined);
    for (uint32_t i = 0; i < m->count; i++) {
        struct model_document *d = &m->documents[i];
        if (d->line != line || !model_eligible(d)) continue;
        model_set(d, counting_state(d),
                  d->outcome.status == JX_CONFLICT ? JX_OK : d->outcome.status);
    }
}

void model_settle(struct model *m, uint64_t line)
{
    settle(m, line, false);
}

void model_join(struct model *m, uint64_t from, uint64_t to)
{
    bool approved = false;
    for (uint32_t i = 0; i < m->count; i++) {
        struct model_document *d = &m->documents[i];
        if (d->line != from) continue;
        d->line = to;
        d->counts[MODEL_RECEIVED] = false;
        approved |= is_approved(d);
    }
    settle(m, to, approved);
}

/* ---- submissions ---- */

static void fill_findings(struct model_document *d, const struct store_item *it)
{
    assert(it->finding_count <= MODEL_FINDINGS_MAX);
    for (uint32_t i = 0; i < it->finding_count; i++) {
        struct model_finding *f = &d->findings[d->finding_count++];
        copy_text(f->rule, sizeof f->rule, it->findings[i].rule);
        copy_text(f->place, sizeof f->place, it->findings[i].place);
        f->severity = it->findings[i].severity;
        f->answered = it->findings[i].answered;
    }
}

static void fill(struct model_document *d, const struct store_item *it)
{
    d->position = d->line = it->entry.position;
    d->time_ms = it->entry.time_ms;
    memcpy(d->principal, it->entry.principal, sizeof d->principal);
    d->id = it->entry.id;
    d->has_parent = it->has_parent;
    d->parent = it->parent;
    d->year = it->header.year;
    copy_text(d->form, sizeof d->form, it->header.form);
    copy_text(d->period, sizeof d->period, it->header.period);
    copy_text(d->unit, sizeof d->unit, it->header.unit);
    d->outcome = it->outcome;
    if (it->outcome.state == JX_STATE_REJECTED) return;
    copy_text(d->project, sizeof d->project, it->project);
    copy_text(d->spelling, sizeof d->spelling, it->project_match);
    memcpy(d->adds, it->adds, sizeof d->adds);
    fill_findings(d, it);
}

/* Into its parent's line. What forbids revising that parent. */
static jx_status join_line(const struct model *m, struct model_document *d)
{
    const struct model_document *parent = model_find(m, &d->parent);
    if (!parent || parent == d || strcmp(parent->unit, d->unit) != 0) return JX_E_PARENT_UNKNOWN;
    d->line = parent->line;
    d->base = model_accepted(parent) ? parent->position : parent->base;
    return d->base == model_tip(m, d->line) ? JX_OK : JX_E_PARENT_STALE;
}

/* An approved target stays as it is until an officer allows one adjustment. */
static jx_status use_adjustment(struct model *m, const struct model_document *d)
{
    if (strcmp(d->form, "target") != 0) return JX_OK;
    for (uint32_t i = 0; i < m->count; i++) {
        struct model_document *o = &m->documents[i];
        if (o->line != d->line || !o->counts[MODEL_APPROVED]) continue;
        if (!o->adjustable) return JX_E_FROZEN;
        o->adjustable = false;
    }
    return JX_OK;
}

static void reject(struct model_document *d, jx_status why, const char *where)
{
    if (why != d->outcome.status) {
        d->outcome.where[0] = '\0';
        d->outcome.limit = 0;
    }
    if (*where) copy_text(d->outcome.where, sizeof d->outcome.where, jx_slice_of(where));
    model_set(d, JX_STATE_REJECTED, why);
    d->project[0] = '\0';
    d->matched = false;
    memset(d->adds, 0, sizeof d->adds);
}

static void name_project(const struct model *m, struct model_document *d)
{
    const char *code = d->project[0] ? model_code(m, d, d->project, d->spelling) : NULL;
    d->matched = code != NULL;
    if (code) copy_text(d->project, sizeof d->project, jx_slice_of(code));
}

/* It counts, or would but for its due day, or for another document of its key. */
static void admit(struct model *m, struct model_document *d)
{
    struct model_document *parent = d->has_parent ? model_find(m, &d->parent) : NULL;
    name_project(m, d);
    model_set(d, JX_STATE_SCORED, d->outcome.status);
    if (model_is_late(m, d)) model_be_late(d);
    model_settle(m, d->line);
    bool answers = parent && parent->outcome.state == JX_STATE_CONFLICT &&
                   d->outcome.state == JX_STATE_SCORED;
    if (answers) model_set(parent, JX_STATE_SUPERSEDED, JX_OK);
}

/* As it came, in its line, and refused. */
static void turn_away(struct model *m, const struct store_item *it, jx_status why,
                      const char *where)
{
    model_undo(m);
    struct model_document *d = new_document(m);
    fill(d, it);
    d->outcome.state = JX_STATE_RECEIVED; /* not to be found by what is asked below */
    if (d->has_parent) join_line(m, d);
    reject(d, why, where);
}

static void take_submission(struct model *m, const struct store_item *it)
{
    struct model_document *d = new_document(m);
    fill(d, it);
    d->outcome.state = JX_STATE_RECEIVED;
    jx_status why = d->has_parent ? join_line(m, d) : JX_OK;
    if (it->outcome.state == JX_STATE_REJECTED) why = it->outcome.status;
    if (why == JX_OK && model_year(m, d->year)->closed) why = JX_E_YEAR_CLOSED;
    if (why == JX_OK) why = use_adjustment(m, d);
    bool anothers = why == JX_OK && model_is_anothers(m, d, it->unit_name);
    if (anothers) why = JX_E_UNIT;
    if (why == JX_OK) admit(m, d);
    if (why == JX_OK && !model_fits(m)) why = JX_E_OVERFLOW;
    if (why != JX_OK)
        turn_away(m, it, why, anothers ? "/unit/name" : "");
    else
        model_note_first(m, it);
}

/* ---- records ---- */

static void note_decision(struct model *m, const struct store_item *it, const struct jx_outcome *o)
{
    if (m->decision_count == m->decision_room) {
        m->decision_room = m->decision_room ? m->decision_room * 2 : 64;
        m->decisions = realloc(m->decisions, m->decision_room * sizeof *m->decisions);
        if (!m->decisions) abort();
    }
    struct model_decision *d = &m->decisions[m->decision_count++];
    *d = (struct model_decision){
        .position = it->entry.position, .outcome = *o, .in_place_of = it->header.in_place_of};
    memcpy(d->by, it->entry.principal, JX_KEY_BYTES);
    memcpy(d->person, it->header.person, JX_KEY_BYTES);
}

static void note_states(struct model *m)
{
    for (uint32_t i = 0; i < m->count; i++)
        m->documents[i].states |= 1u << m->documents[i].outcome.state;
}

struct jx_outcome model_take(struct model *m, const struct store_item *it)
{
    struct jx_outcome o = {.state = JX_STATE_RECEIVED};
    const struct model_document *first;
    model_keep(m);
    if (it->entry.kind == JX_ACT_SUBMISSION) {
        first = model_find(m, &it->entry.id);
        if (!first) take_submission(m, it);
        o = model_find(m, &it->entry.id)->outcome;
    } else if (model_is_decided(it->entry.kind)) {
        const struct model_decision *known = model_decision_at(m, it->entry.position);
        if (known) return known->outcome;
        o = it->entry.kind == JX_ACT_MASTER ? model_load(m, it)
            : it->entry.kind == JX_ACT_RUN  ? model_begin_run(m, it)
                                            : model_decide(m, it);
        note_decision(m, it, &o);
    } else if (it->entry.kind == JX_ACT_KEY)
        model_enrol(m, it);
    note_states(m);
    return o;
}
