/* Decisions: what an officer's or a submitter's word does to a document or a year. One that is not
 * possible changes nothing and says why; it stays in the journal all the same. */
#include "approval.h"
#include "due.h"
#include "match.h"
#include "people.h"
#include "related.h"
#include "run_fold.h"

struct decision {
    struct fold *f;
    const struct store_item *it;
    struct change change;
    struct version *target; /* NULL for years */
    struct jx_outcome outcome;
    jx_status why; /* what forbids it; JX_OK when nothing does */
};

static jx_status refuse(struct decision *d, jx_status why)
{
    d->why = why;
    return JX_OK;
}

static jx_status refuse_at(struct decision *d, jx_status why, struct jx_slice where)
{
    size_t n = where.len < sizeof d->outcome.where ? where.len : sizeof d->outcome.where - 1;
    if (n) memcpy(d->outcome.where, where.ptr, n);
    d->outcome.where[n] = '\0';
    return refuse(d, why);
}

/* Says how long it may be. */
static jx_status refuse_long(struct decision *d, const char *where, int64_t limit)
{
    d->outcome.limit = limit;
    return refuse_at(d, JX_E_TEXT_LONG, jx_slice_of(where));
}

static enum jx_state state_of(const struct decision *d)
{
    return d->target->result.outcome.state;
}

static void set(struct decision *d, enum jx_state state)
{
    d->target->result.outcome.state = state;
    d->target->result.outcome.status = JX_OK;
    d->target->result.accepted = 0; /* what it was accepted as it is no more */
    d->target->changed = true;
}

static jx_status settle(struct decision *d)
{
    return change_settle(&d->change, d->target->result.line);
}

static bool is_person(const uint8_t a[JX_KEY_BYTES], const uint8_t b[JX_KEY_BYTES])
{
    return memcmp(a, b, JX_KEY_BYTES) == 0;
}

static bool is_sender(const struct row_document *of, const uint8_t key[JX_KEY_BYTES])
{
    return is_person(of->principal, key) || (of->in_place_of && is_person(of->person, key));
}

/* Whoever filled it in cannot decide on it, nor let another do so in her place, nor do so in
 * another's. */
static bool is_filler(const struct decision *d)
{
    const struct jx_header *h = &d->it->header;
    return is_sender(&d->target->document, d->it->entry.principal) ||
           (h->in_place_of && is_sender(&d->target->document, h->person));
}

static bool is_undecided(enum jx_state s)
{
    return s == JX_STATE_SCORED || s == JX_STATE_ACCEPTED || s == JX_STATE_CONFLICT ||
           s == JX_STATE_LATE;
}

/* A version that is no longer the newest has nothing to be decided about. */
static jx_status wrong_state(enum jx_state s)
{
    return s == JX_STATE_SUPERSEDED ? JX_E_PARENT_STALE : JX_E_STATE;
}

/* ---- one function for each kind ---- */

static jx_status withdraw(struct decision *d)
{
    enum jx_state s = state_of(d);
    if (!is_undecided(s) && s != JX_STATE_RETURNED) return refuse(d, wrong_state(s));
    set(d, JX_STATE_WITHDRAWN);
    return settle(d);
}

static jx_status give_back(struct decision *d)
{
    struct line *line;
    enum jx_state s = state_of(d);
    jx_status rc = change_line(&d->change, d->target->result.line, &line);
    if (rc != JX_OK) return rc;
    bool possible = is_undecided(s) ||
                    (s == JX_STATE_APPROVED && line->now.received == d->target->position);
    if (!possible) return refuse(d, wrong_state(s));
    if (s == JX_STATE_APPROVED) {
        bool undone = false;
        rc = approval_may_be_undone(&d->change, d->target, d->it, &undone);
        if (rc != JX_OK || !undone) return rc == JX_OK ? refuse(d, JX_E_REFUSED) : rc;
    }
    d->target->result.approved = 0;
    d->target->result.adjustable = false;
    set(d, JX_STATE_RETURNED);
    return settle(d);
}

/* The department's word: it counts as before. */
static jx_status accept(struct decision *d)
{
    if (d->target->result.accepted) return refuse(d, JX_E_STATE);
    d->target->result.accepted = d->it->entry.position;
    d->target->changed = true;
    return settle(d);
}

/* What stands on the document because of others, as they are at this record. What is found on the
 * unit's other documents needs room of its own: it must not be missing for what follows. */
static jx_status find_relations(struct decision *d, struct related *out)
{
    const struct version *v = d->target;
    struct related all = {.count = 0};
    struct jx_arena own;
    jx_arena_init(&own, RELATED_ARENA_BYTES);
    jx_status rc = related_find(d->f->tx, d->f->rules, v->document.year, v->result.unit, &own,
                                &all);
    if (rc == JX_OK) rc = related_pick(&all, v->position, &d->f->arena, out);
    jx_arena_clear(&own);
    return rc;
}

static jx_status check_relations(struct decision *d)
{
    struct related all = {.count = 0};
    jx_status rc = find_relations(d, &all);
    for (uint32_t i = 0; rc == JX_OK && i < all.count; i++) {
        const struct store_relation *r = &all.items[i];
        if (r->answered || r->severity > STORE_EXPLAIN) continue;
        d->outcome.limit++;
        if (d->why == JX_OK) rc = refuse_at(d, JX_E_OPEN_FINDINGS, r->place);
    }
    return rc;
}

static jx_status approve_finally(struct decision *d)
{
    struct line *line;
    uint64_t rival = 0;
    jx_status rc = change_line(&d->change, d->target->result.line, &line);
    if (rc == JX_OK) rc = change_rival(&d->change, d->target, COLUMN_APPROVED, &rival);
    if (rc != JX_OK || rival) return rc == JX_OK ? refuse(d, JX_CONFLICT) : rc;
    d->target->result.approved = d->it->entry.position;
    d->target->changed = true;
    line->now.approved = d->target->position;
    return settle(d);
}

static jx_status approve(struct decision *d)
{
    enum approval_step step = APPROVAL_FINAL;
    const struct jx_outcome *o = &d->target->result.outcome;
    bool ready = o->state == JX_STATE_SCORED || o->state == JX_STATE_ACCEPTED;
    if (!ready) return refuse(d, wrong_state(o->state));
    if (is_filler(d)) return refuse(d, JX_E_SAME_PERSON);
    if (o->errors || o->explains) {
        d->outcome.limit = (int64_t)o->errors + o->explains;
        return refuse(d, JX_E_OPEN_FINDINGS);
    }
    jx_status rc = check_relations(d);
    if (rc != JX_OK || d->why != JX_OK) return rc;
    rc = approval_next_step(&d->change, d->target, d->it, &step);
    if (rc != JX_OK) return rc;
    if (step == APPROVAL_EARLY) return refuse(d, JX_E_NOT_ACCEPTED);
    return step == APPROVAL_FIRST ? accept(d) : approve_finally(d);
}

static struct store_finding *open_finding(const struct version *v, const struct jx_remark *r,
                                          uint8_t most)
{
    for (uint32_t i = 0; i < v->finding_count; i++) {
        struct store_finding *f = &v->findings[i];
        if (!f->answered && f->severity <= most && jx_slice_eq(f->rule, r->rule) &&
            jx_slice_eq(f->place, r->place))
            return f;
    }
    return NULL;
}

/* The row of an answer to that relation: one that was given for other figures, or a new one. */
static struct store_finding *room_for_answer(struct decision *d, const struct store_relation *r)
{
    struct version *v = d->target;
    struct store_finding *f = NULL;
    for (uint32_t i = 0; i < v->finding_count && !f; i++)
        if (v->findings[i].figures.len && v->findings[i].answered != d->it->entry.position &&
            jx_slice_eq(v->findings[i].rule, r->rule) &&
            jx_slice_eq(v->findings[i].place, r->place))
            f = &v->findings[i];
    if (f) return f;
    struct store_finding *more = jx_arena_array(&d->f->arena, (size_t)v->finding_count + 1,
                                                sizeof *more);
    if (!more) return NULL;
    if (v->finding_count) memcpy(more, v->findings, v->finding_count * sizeof *more);
    v->findings = more;
    return &more[v->finding_count++];
}

static jx_status answer_relation(struct decision *d, const struct related *all,
                                 const struct jx_remark *remark, uint8_t least, uint8_t most)
{
    bool found = false;
    for (uint32_t i = 0; i < all->count; i++) {
        struct store_relation *r = &all->items[i];
        if (r->answered || r->severity < least || r->severity > most ||
            !jx_slice_eq(r->rule, remark->rule) || !jx_slice_eq(r->place, remark->place))
            continue;
        struct store_finding *f = room_for_answer(d, r);
        if (!f) return jx_arena_failure(&d->f->arena);
        *f = (struct store_finding){.rule = r->rule,
                                    .place = r->place,
                                    .severity = r->severity,
                                    .answered = d->it->entry.position,
                                    .figures = jx_hash_slice(&r->figures)};
        r->answered = d->it->entry.position;
        found = true;
    }
    return found ? JX_OK : refuse_at(d, JX_E_NOT_FOUND, remark->place);
}

/* Marks the findings that the remarks speak of; each must be there and open, on the document itself
 * or because of another. */
static jx_status answer(struct decision *d, uint8_t least, uint8_t most)
{
    struct version *v = d->target;
    struct related all = {.count = 0};
    bool compared = false;
    jx_status rc = change_findings(&d->change, v);
    for (uint32_t i = 0; rc == JX_OK && i < d->it->decision.remark_count; i++) {
        const struct jx_remark *r = &d->it->decision.remarks[i];
        struct store_finding *f = open_finding(v, r, most);
        if (f && f->severity < least) return refuse_at(d, JX_E_NOT_FOUND, r->place);
        if (!f) {
            if (!compared) rc = find_relations(d, &all);
            compared = true;
            if (rc == JX_OK) rc = answer_relation(d, &all, r, least, most);
            if (rc != JX_OK || d->why != JX_OK) return rc;
            continue;
        }
        f->answered = d->it->entry.position;
        uint32_t *open = f->severity == STORE_ERROR ? &v->result.outcome.errors
                                                    : &v->result.outcome.explains;
        if (*open) --*open;
    }
    v->changed = v->findings_changed = true;
    return rc;
}

static jx_status explain(struct decision *d)
{
    if (!is_undecided(state_of(d))) return refuse(d, wrong_state(state_of(d)));
    return answer(d, STORE_EXPLAIN, STORE_EXPLAIN);
}

static jx_status override(struct decision *d)
{
    if (!is_undecided(state_of(d))) return refuse(d, wrong_state(state_of(d)));
    if (is_filler(d)) return refuse(d, JX_E_SAME_PERSON);
    return answer(d, STORE_ERROR, STORE_EXPLAIN);
}

/* It may be late where it is now, or no longer be. */
static jx_status set_by_due_day(struct decision *d)
{
    bool late = false;
    jx_status rc = due_is_late(&d->change, d->target, &late);
    if (rc != JX_OK) return rc;
    set(d, JX_STATE_SCORED);
    if (late) version_be_late(d->target);
    return settle(d);
}

/* The project that somebody named, by the list's code where the list has it. Nobody did: what is
 * printed may be known in the unit where the document is now. */
static jx_status name_project(struct decision *d, struct jx_slice said)
{
    struct row_result *r = &d->target->result;
    struct jx_slice printed = d->target->document.project_name, name, code;
    jx_status rc = jx_match_key(said.len ? said : printed, d->change.arena, &name);
    if (rc == JX_OK)
        rc = match_project(d->f->tx, d->target->document.year, r->unit, said, name, d->change.arena,
                           &code);
    if (rc != JX_OK) return rc;
    bool known = !jx_is_absent(code);
    if (known || said.len) r->project = known ? code : said;
    r->matched |= known || said.len;
    return JX_OK;
}

static jx_status move(struct decision *d)
{
    const struct jx_slice unit = d->it->decision.arguments[0];
    const struct jx_slice project = d->it->decision.arguments[1];
    if (!is_undecided(state_of(d))) return refuse(d, wrong_state(state_of(d)));
    if (jx_is_blank(unit) || unit.len > JX_UNIT_CODE_MAX) return refuse(d, JX_E_FIELD_VALUE);
    if (project.len > JX_PROJECT_KEY_MAX) return refuse_long(d, "/project", JX_PROJECT_KEY_MAX);
    d->target->result.unit = unit;
    d->target->result.unit_asked = false;
    jx_status rc = name_project(d, project);
    return rc == JX_OK ? set_by_due_day(d) : rc;
}

static jx_status resolve_as_another(struct decision *d)
{
    const struct jx_decision *x = &d->it->decision;
    if (x->argument_count < 2 || jx_is_blank(x->arguments[1])) return refuse(d, JX_E_FIELD_MISSING);
    if (x->arguments[1].len > JX_PROJECT_KEY_MAX)
        return refuse_long(d, "/project", JX_PROJECT_KEY_MAX);
    jx_status rc = name_project(d, x->arguments[1]);
    if (rc == JX_OK) rc = set_by_due_day(d);
    bool taken = rc == JX_OK && state_of(d) == JX_STATE_CONFLICT;
    return taken ? refuse(d, JX_CONFLICT) : rc;
}

/* Everything of the target's line becomes part of the other one. */
static jx_status join(struct decision *d, struct line *into)
{
    uint64_t from = d->target->result.line, at = 0;
    jx_status rc = change_older(&d->change, from, UINT64_MAX, &at);
    while (rc == JX_OK && at) {
        struct version *v;
        rc = change_version(&d->change, at, &v);
        if (rc == JX_OK) v->result.line = into->first;
        if (rc == JX_OK) v->changed = true;
        if (rc == JX_OK) rc = change_older(&d->change, from, at, &at);
    }
    d->target->result.base = into->now.tip;
    return rc == JX_OK ? change_settle(&d->change, from) : rc;
}

static jx_status resolve_as_correction(struct decision *d)
{
    uint64_t rival = 0;
    struct version *holder;
    struct line *line;
    jx_status rc = change_rival(&d->change, d->target, COLUMN_RECEIVED, &rival);
    if (rc == JX_OK && rival) {
        rc = change_version(&d->change, rival, &holder);
        if (rc == JX_OK) rc = change_line(&d->change, holder->result.line, &line);
        if (rc != JX_OK) return rc;
        if (line->now.tip > d->target->position) return refuse(d, JX_E_PARENT_STALE);
        rc = join(d, line);
    }
    if (rc != JX_OK) return rc;
    set(d, JX_STATE_SCORED);
    return settle(d);
}

static jx_status resolve(struct decision *d)
{
    const struct jx_slice how = d->it->decision.arguments[0];
    if (state_of(d) != JX_STATE_CONFLICT) return refuse(d, wrong_state(state_of(d)));
    if (jx_slice_eq(how, JX_LIT("another"))) return resolve_as_another(d);
    if (jx_slice_eq(how, JX_LIT("correction"))) return resolve_as_correction(d);
    return refuse(d, JX_E_FIELD_VALUE);
}

static jx_status adjust(struct decision *d)
{
    if (state_of(d) != JX_STATE_APPROVED) return refuse(d, wrong_state(state_of(d)));
    d->target->result.adjustable = true;
    d->target->changed = true;
    return JX_OK;
}

/* It stands beside the computed and the claimed score until it is taken back. */
static jx_status own_score(struct decision *d)
{
    const struct store_own_score *own = &d->it->own_score;
    struct jx_outcome *o = &d->target->result.outcome;
    if (!is_undecided(o->state) && o->state != JX_STATE_APPROVED)
        return refuse(d, wrong_state(o->state));
    if (is_filler(d)) return refuse(d, JX_E_SAME_PERSON);
    if (!jx_slice_eq(d->it->header.form, d->target->document.form)) return refuse(d, JX_E_HEADER);
    if (own->given && own->why != JX_OK) return refuse(d, own->why);
    if (!own->given && !o->has_confirmed) return refuse(d, JX_E_STATE);
    o->has_confirmed = own->given;
    o->confirmed = own->score;
    o->confirmed_grade = own->grade;
    d->target->changed = true;
    return JX_OK;
}

/* ---- documents ---- */

static const struct {
    enum jx_act kind;
    jx_status (*carry_out)(struct decision *d);
} on_documents[] = {
    {JX_ACT_WITHDRAW, withdraw}, {JX_ACT_RETURN, give_back},  {JX_ACT_APPROVE, approve},
    {JX_ACT_EXPLAIN, explain},   {JX_ACT_OVERRIDE, override}, {JX_ACT_MOVE, move},
    {JX_ACT_RESOLVE, resolve},   {JX_ACT_ADJUST, adjust},     {JX_ACT_OWN_SCORE, own_score},
};

/* The header names the unit and year by which the broker authorised the act. */
static bool is_authorised(const struct decision *d)
{
    const struct jx_header *h = &d->it->header;
    return jx_slice_eq(h->unit, d->target->result.unit) && h->year == d->target->document.year;
}

static jx_status find_target(struct decision *d)
{
    uint64_t at = 0;
    struct row_year year;
    jx_status rc = position_get(d->f->tx, TABLE_IDS, jx_hash_slice(&d->it->decision.target), &at);
    if (rc == JX_E_NOT_FOUND) return refuse(d, JX_E_NOT_FOUND);
    if (rc == JX_OK) rc = change_version(&d->change, at, &d->target);
    if (rc != JX_OK) return rc;
    if (!is_authorised(d)) {
        d->target = NULL;
        return refuse(d, JX_E_NOT_FOUND);
    }
    rc = year_get(d->f->tx, d->target->document.year, &year);
    return rc == JX_OK && year.closed ? refuse(d, JX_E_YEAR_CLOSED) : rc;
}

static jx_status decide_on_document(struct decision *d)
{
    jx_status rc = find_target(d);
    for (size_t i = 0; i < sizeof on_documents / sizeof on_documents[0]; i++)
        if (rc == JX_OK && d->why == JX_OK && on_documents[i].kind == d->it->entry.kind)
            rc = on_documents[i].carry_out(d);
    if (rc != JX_OK || d->why != JX_OK) return rc;
    rc = change_account(&d->change);
    if (rc == JX_E_OVERFLOW) return refuse(d, rc);
    if (rc == JX_OK) rc = change_write(&d->change, d->f->room);
    d->outcome = d->target->result.outcome;
    return rc;
}

/* ---- years ---- */

static jx_status close_year(struct decision *d, struct row_year *y)
{
    if (y->closed) return refuse(d, JX_E_YEAR_CLOSED);
    *y = (struct row_year){.closed = d->it->entry.position, .by_tree = y->by_tree, .run = y->run};
    d->outcome.state = JX_STATE_CLOSED;
    return JX_OK;
}

/* It takes two persons: the first one's wish waits for the second one's. */
static jx_status reopen_year(struct decision *d, struct row_year *y)
{
    const uint8_t *who = d->it->entry.principal;
    if (!y->closed) return refuse(d, JX_E_STATE);
    if (y->asked && memcmp(y->asker, who, JX_KEY_BYTES) == 0) return refuse(d, JX_E_SAME_PERSON);
    if (y->asked) {
        *y = (struct row_year){.by_tree = y->by_tree, .run = y->run};
        return JX_OK;
    }
    y->asked = d->it->entry.position;
    memcpy(y->asker, who, JX_KEY_BYTES);
    d->outcome.state = JX_STATE_CLOSED;
    return JX_OK;
}

static jx_status set_approval(struct decision *d, struct row_year *y)
{
    const struct jx_slice how = d->it->decision.arguments[0];
    bool by_tree = jx_slice_eq(how, JX_LIT("tree"));
    if (!by_tree && !jx_slice_eq(how, JX_LIT("direct"))) return refuse(d, JX_E_FIELD_VALUE);
    if (y->closed) return refuse(d, JX_E_YEAR_CLOSED);
    y->by_tree = by_tree ? d->it->entry.position : 0;
    return JX_OK;
}

static jx_status publish_run(struct decision *d, struct row_year *y)
{
    return run_publish(d->f, d->it, y, &d->outcome, &d->why);
}

static jx_status drop_run(struct decision *d, struct row_year *y)
{
    return run_drop(d->f, d->it, y, &d->why);
}

static const struct {
    enum jx_act kind;
    jx_status (*carry_out)(struct decision *d, struct row_year *y);
} on_years[] = {
    {JX_ACT_CLOSE, close_year},      {JX_ACT_REOPEN, reopen_year},
    {JX_ACT_APPROVAL, set_approval}, {JX_ACT_PUBLISH_RUN, publish_run},
    {JX_ACT_DROP_RUN, drop_run},
};

static jx_status decide_on_year(struct decision *d)
{
    struct row_year y;
    uint32_t year = d->it->header.year;
    jx_status rc = year_get(d->f->tx, year, &y);
    for (size_t i = 0; i < sizeof on_years / sizeof on_years[0]; i++)
        if (rc == JX_OK && on_years[i].kind == d->it->entry.kind) rc = on_years[i].carry_out(d, &y);
    if (rc != JX_OK || d->why != JX_OK) return rc;
    return year_put(d->f->tx, year, &y, d->f->room);
}

/* ---- in another's place ---- */

static jx_status delegate(struct decision *d)
{
    struct row_delegation row = {.position = d->it->entry.position, .unit = d->it->header.unit};
    if (jx_delegation_read(&d->it->decision, &row.what) != JX_OK)
        return refuse(d, JX_E_FIELD_VALUE);
    return delegation_put(d->f->tx, d->it->entry.principal, &row, d->f->room);
}

static jx_status decide_on_nobodys(struct decision *d)
{
    return d->it->entry.kind == JX_ACT_DELEGATE ? delegate(d) : decide_on_year(d);
}

/* ---- what is kept of it ---- */

static jx_status record(struct decision *d)
{
    struct fold *f = d->f;
    const uint64_t position = d->it->entry.position;
    const struct row_decision row = {d->outcome, d->target ? d->target->position : 0};
    struct key k = key_of_version(row.target, position);
    jx_status rc = decision_put(f->tx, position, &row, f->room);
    if (rc == JX_OK && row.target)
        rc = row_put(f->tx, TABLE_HISTORY, key_slice(&k), JX_LIT(""), &f->room[0]);
    return rc;
}

jx_status fold_decision(struct fold *f, const struct store_item *it, struct jx_outcome *out)
{
    struct decision d = {.f = f, .it = it, .outcome = {.state = JX_STATE_RECEIVED}};
    bool decoded = it->outcome.state != JX_STATE_REJECTED;
    change_start(&d.change, f->tx, &f->tally, &f->arena, &it->entry);
    jx_status rc = decoded ? JX_OK : refuse(&d, it->outcome.status);
    if (decoded) rc = it->decision.has_target ? decide_on_document(&d) : decide_on_nobodys(&d);
    if (rc != JX_OK) return rc;
    if (d.why != JX_OK) {
        d.outcome.state = JX_STATE_REJECTED;
        d.outcome.status = d.why;
    }
    *out = d.outcome;
    return record(&d);
}
