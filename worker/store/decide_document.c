/* What each kind of decision does to a document. */
#include "approval.h"
#include "deciding.h"
#include "due.h"
#include "match.h"

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
    jx_status rc = decide_no_relation_open(d);
    if (rc != JX_OK || d->why != JX_OK) return rc;
    rc = approval_next_step(&d->change, d->target, d->it, &step);
    if (rc != JX_OK) return rc;
    if (step == APPROVAL_EARLY) return refuse(d, JX_E_NOT_ACCEPTED);
    return step == APPROVAL_FIRST ? accept(d) : approve_finally(d);
}

static jx_status explain(struct decision *d)
{
    if (!is_undecided(state_of(d))) return refuse(d, wrong_state(state_of(d)));
    return decide_answer(d, STORE_EXPLAIN, STORE_EXPLAIN);
}

static jx_status override(struct decision *d)
{
    if (!is_undecided(state_of(d))) return refuse(d, wrong_state(state_of(d)));
    if (is_filler(d)) return refuse(d, JX_E_SAME_PERSON);
    return decide_answer(d, STORE_ERROR, STORE_EXPLAIN);
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

static const struct {
    enum jx_act kind;
    jx_status (*carry_out)(struct decision *d);
} kinds[] = {
    {JX_ACT_WITHDRAW, withdraw}, {JX_ACT_RETURN, give_back},  {JX_ACT_APPROVE, approve},
    {JX_ACT_EXPLAIN, explain},   {JX_ACT_OVERRIDE, override}, {JX_ACT_MOVE, move},
    {JX_ACT_RESOLVE, resolve},   {JX_ACT_ADJUST, adjust},     {JX_ACT_OWN_SCORE, own_score},
};

jx_status decide_document(struct decision *d)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (kinds[i].kind == d->it->entry.kind) return kinds[i].carry_out(d);
    return JX_OK;
}
