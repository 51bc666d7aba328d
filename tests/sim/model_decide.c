/* The naive fold: decisions on documents and years. */
#include "model_inside.h"

struct deciding {
    struct model *m;
    const struct store_item *it;
    struct model_document *d; /* decided on */
    struct jx_outcome refusal;
};

static jx_status wrong_state(const struct model_document *d)
{
    return d->outcome.state == JX_STATE_SUPERSEDED ? JX_E_PARENT_STALE : JX_E_STATE;
}

static bool is_undecided(const struct model_document *d)
{
    enum jx_state s = d->outcome.state;
    return s == JX_STATE_SCORED || s == JX_STATE_ACCEPTED || s == JX_STATE_CONFLICT ||
           s == JX_STATE_LATE;
}

/* Herself, or whoever acts for her. */
static bool is_filler(const struct deciding *x)
{
    return memcmp(x->it->entry.principal, x->d->principal, JX_KEY_BYTES) == 0 ||
           (x->it->header.in_place_of &&
            memcmp(x->it->header.person, x->d->principal, JX_KEY_BYTES) == 0);
}

static jx_status become(struct deciding *x, enum jx_state state)
{
    model_set(x->d, state, JX_OK);
    x->d->accepted = 0;
    model_settle(x->m, x->d->line);
    return JX_OK;
}

static jx_status withdraw(struct deciding *x)
{
    bool may = is_undecided(x->d) || x->d->outcome.state == JX_STATE_RETURNED;
    return may ? become(x, JX_STATE_WITHDRAWN) : wrong_state(x->d);
}

static jx_status give_back(struct deciding *x)
{
    bool counts = x->d->outcome.state == JX_STATE_APPROVED && x->d->counts[MODEL_RECEIVED];
    if (!is_undecided(x->d) && !counts) return wrong_state(x->d);
    bool along_tree = counts && model_follows_tree(x->m, x->d);
    if (along_tree && !model_is_countys(x->m, x->it)) return JX_E_REFUSED;
    x->m->undone += along_tree;
    x->d->approved = 0;
    x->d->adjustable = false;
    return become(x, JX_STATE_RETURNED);
}

/* The department's word: the county's is still to come. */
static jx_status accept(struct deciding *x)
{
    if (x->d->accepted) return JX_E_STATE;
    x->d->accepted = x->it->entry.position;
    model_settle(x->m, x->d->line);
    return JX_OK;
}

static jx_status approve_finally(struct deciding *x)
{
    struct model_document *d = x->d;
    if (model_rival(x->m, d, MODEL_APPROVED)) return JX_CONFLICT;
    for (uint32_t i = 0; i < x->m->count; i++)
        if (x->m->documents[i].line == d->line) x->m->documents[i].counts[MODEL_APPROVED] = false;
    d->approved = x->it->entry.position;
    d->counts[MODEL_APPROVED] = true;
    model_settle(x->m, d->line);
    return JX_OK;
}

static jx_status approve(struct deciding *x)
{
    struct model_document *d = x->d;
    bool ready = d->outcome.state == JX_STATE_SCORED || d->outcome.state == JX_STATE_ACCEPTED;
    if (!ready) return wrong_state(d);
    if (is_filler(x)) return JX_E_SAME_PERSON;
    x->refusal.limit = (int64_t)d->outcome.errors + d->outcome.explains;
    if (x->refusal.limit) return JX_E_OPEN_FINDINGS;
    if (!model_follows_tree(x->m, d)) return approve_finally(x);
    if (!model_is_countys(x->m, x->it)) return accept(x);
    return d->accepted ? approve_finally(x) : JX_E_NOT_ACCEPTED;
}

/* Each remark has to find an open finding of a severity from `least` to `most`. */
static jx_status answer(struct deciding *x, uint8_t least, uint8_t most)
{
    for (uint32_t r = 0; r < x->it->decision.remark_count; r++) {
        const struct jx_remark *remark = &x->it->decision.remarks[r];
        struct model_finding *found = NULL;
        for (uint32_t i = 0; i < x->d->finding_count && !found; i++) {
            struct model_finding *f = &x->d->findings[i];
            if (!f->answered && f->severity >= least && f->severity <= most &&
                is_text(f->rule, remark->rule) && is_text(f->place, remark->place))
                found = f;
        }
        copy_text(x->refusal.where, sizeof x->refusal.where, found ? JX_LIT("") : remark->place);
        if (!found) return JX_E_NOT_FOUND;
        found->answered = x->it->entry.position;
        model_note_answer(x->m, x->d, found);
        if (found->severity == STORE_ERROR)
            x->d->outcome.errors--;
        else
            x->d->outcome.explains--;
    }
    return JX_OK;
}

static jx_status explain(struct deciding *x)
{
    return is_undecided(x->d) ? answer(x, STORE_EXPLAIN, STORE_EXPLAIN) : wrong_state(x->d);
}

static jx_status override(struct deciding *x)
{
    if (!is_undecided(x->d)) return wrong_state(x->d);
    return is_filler(x) ? JX_E_SAME_PERSON : answer(x, STORE_ERROR, STORE_EXPLAIN);
}

static jx_status stand_anew(struct deciding *x)
{
    model_set(x->d, JX_STATE_SCORED, JX_OK);
    x->d->accepted = 0;
    if (model_is_late(x->m, x->d)) model_be_late(x->d);
    model_settle(x->m, x->d->line);
    return JX_OK;
}

/* As what somebody says it is, or as what is printed where it is now: by the list's code, if it has
 * one. */
static void name_project(struct deciding *x, struct jx_slice said)
{
    char text[JX_PROJECT_KEY_MAX + 1], spelling[MODEL_TEXT];
    copy_text(text, sizeof text, said);
    model_spell(said, spelling);
    const char *code = model_code(x->m, x->d, text, said.len ? spelling : x->d->spelling);
    if (!code && !said.len) return;
    copy_text(x->d->project, sizeof x->d->project, code ? jx_slice_of(code) : said);
    x->d->matched = true;
}

static jx_status move(struct deciding *x)
{
    const struct jx_slice *to = x->it->decision.arguments;
    if (!is_undecided(x->d)) return wrong_state(x->d);
    if (to[0].len == 0 || to[0].len > JX_UNIT_CODE_MAX) return JX_E_FIELD_VALUE;
    copy_text(x->d->unit, sizeof x->d->unit, to[0]);
    name_project(x, to[1]);
    return stand_anew(x);
}

static jx_status resolve_as_another(struct deciding *x)
{
    const struct jx_decision *c = &x->it->decision;
    if (c->argument_count < 2 || c->arguments[1].len == 0) return JX_E_FIELD_MISSING;
    name_project(x, c->arguments[1]);
    stand_anew(x);
    return x->d->outcome.state == JX_STATE_CONFLICT ? JX_CONFLICT : JX_OK;
}

/* Its whole line becomes part of the line that counts under its key. */
static jx_status resolve_as_correction(struct deciding *x)
{
    struct model *m = x->m;
    const struct model_document *holder = model_rival(m, x->d, MODEL_RECEIVED);
    if (!holder) return become(x, JX_STATE_SCORED);
    const uint64_t tip = model_tip(m, holder->line);
    if (tip > x->d->position) return JX_E_PARENT_STALE;
    x->d->base = tip;
    model_set(x->d, JX_STATE_SCORED, JX_OK);
    x->d->accepted = 0;
    model_join(m, x->d->line, holder->line);
    return JX_OK;
}

static jx_status resolve(struct deciding *x)
{
    const struct jx_slice how = x->it->decision.arguments[0];
    if (x->d->outcome.state != JX_STATE_CONFLICT) return wrong_state(x->d);
    if (is_text("another", how)) return resolve_as_another(x);
    return is_text("correction", how) ? resolve_as_correction(x) : JX_E_FIELD_VALUE;
}

static jx_status adjust(struct deciding *x)
{
    if (x->d->outcome.state != JX_STATE_APPROVED) return wrong_state(x->d);
    x->d->adjustable = true;
    return JX_OK;
}

/* By the rules of the year, which its item was read by. */
static jx_status own_score(struct deciding *x)
{
    const struct store_own_score *own = &x->it->own_score;
    struct jx_outcome *o = &x->d->outcome;
    if (!is_undecided(x->d) && o->state != JX_STATE_APPROVED) return wrong_state(x->d);
    if (is_filler(x)) return JX_E_SAME_PERSON;
    if (!is_text(x->d->form, x->it->header.form)) return JX_E_HEADER;
    if (own->given && own->why != JX_OK) return own->why;
    if (!own->given && !o->has_confirmed) return JX_E_STATE;
    o->has_confirmed = own->given;
    o->confirmed = own->score;
    o->confirmed_grade = own->grade;
    return JX_OK;
}

static jx_status carry_out(struct deciding *x)
{
    switch (x->it->entry.kind) {
    case JX_ACT_WITHDRAW:
        return withdraw(x);
    case JX_ACT_RETURN:
        return give_back(x);
    case JX_ACT_APPROVE:
        return approve(x);
    case JX_ACT_EXPLAIN:
        return explain(x);
    case JX_ACT_OVERRIDE:
        return override(x);
    case JX_ACT_MOVE:
        return move(x);
    case JX_ACT_RESOLVE:
        return resolve(x);
    case JX_ACT_OWN_SCORE:
        return own_score(x);
    default:
        return adjust(x);
    }
}

static jx_status decide_on_document(struct deciding *x)
{
    const struct jx_header *h = &x->it->header;
    x->d = model_find(x->m, &x->it->decision.target);
    if (!x->d || !is_text(x->d->unit, h->unit) || x->d->year != h->year) return JX_E_NOT_FOUND;
    if (model_year(x->m, x->d->year)->closed) return JX_E_YEAR_CLOSED;
    jx_status why = carry_out(x);
    if (why != JX_OK) return why;
    x->refusal = (struct jx_outcome){.limit = 0};
    return model_fits(x->m) ? JX_OK : JX_E_OVERFLOW;
}

static jx_status set_approval(struct model_year *y, struct jx_slice how)
{
    if (!is_text("tree", how) && !is_text("direct", how)) return JX_E_FIELD_VALUE;
    if (y->closed) return JX_E_YEAR_CLOSED;
    y->by_tree = is_text("tree", how);
    return JX_OK;
}

/* Two persons have to want it open. */
static struct jx_outcome decide_on_year(struct model *m, const struct store_item *it)
{
    struct model_year *y = model_year(m, it->header.year);
    const uint8_t *who = it->entry.principal;
    jx_status why = JX_OK;
    if (it->entry.kind == JX_ACT_PUBLISH_RUN)
        why = model_publish_run(m, it);
    else if (it->entry.kind == JX_ACT_DROP_RUN)
        why = model_drop_run(m, it);
    else if (it->entry.kind == JX_ACT_APPROVAL)
        why = set_approval(y, it->decision.arguments[0]);
    else if (it->entry.kind == JX_ACT_CLOSE && y->closed)
        why = JX_E_YEAR_CLOSED;
    else if (it->entry.kind == JX_ACT_CLOSE)
        *y = (struct model_year){.closed = true, .by_tree = y->by_tree, .run = y->run};
    else if (!y->closed)
        why = JX_E_STATE;
    else if (y->asked && memcmp(y->asker, who, JX_KEY_BYTES) == 0)
        why = JX_E_SAME_PERSON;
    else if (y->asked)
        *y = (struct model_year){.by_tree = y->by_tree, .run = y->run};
    else {
        y->asked = true;
        memcpy(y->asker, who, JX_KEY_BYTES);
    }
    return (struct jx_outcome){.state = why != JX_OK ? JX_STATE_REJECTED
                                        : y->closed  ? JX_STATE_CLOSED
                                                     : JX_STATE_RECEIVED,
                               .status = why};
}

struct jx_outcome model_decide(struct model *m, const struct store_item *it)
{
    struct deciding x = {.m = m, .it = it};
    if (it->outcome.state == JX_STATE_REJECTED)
        return (struct jx_outcome){.state = JX_STATE_REJECTED, .status = it->outcome.status};
    if (it->entry.kind == JX_ACT_DELEGATE) {
        model_delegate(m, it);
        return (struct jx_outcome){.state = JX_STATE_RECEIVED};
    }
    if (!it->decision.has_target) return decide_on_year(m, it);
    jx_status why = decide_on_document(&x);
    if (why == JX_OK) return x.d->outcome;
    model_undo(m);
    x.refusal.state = JX_STATE_REJECTED;
    x.refusal.status = why;
    return x.refusal;
}
