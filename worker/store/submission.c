/* Submissions: what a document becomes at its turn. */
#include "card_row.h"
#include "due.h"
#include "fold.h"
#include "match.h"
#include "row_body.h"

#include <stdio.h>

struct arrival {
    struct fold *f;
    const struct store_item *it;
    struct row_document document;
    struct row_result result;
    struct version *parent; /* NULL: none that is known */
    const char *where;      /* what an objection is about; "" when it is about the whole */
    struct change change;
};

static struct row_document document_of(const struct store_item *it)
{
    struct row_document d = {
        .id = it->entry.id,
        .parent = it->parent,
        .has_parent = it->has_parent,
        .time_ms = it->entry.time_ms,
        .form = it->header.form,
        .period = it->header.period,
        .unit = it->header.unit,
        .unit_name = it->unit_name,
        .project_name = it->project_name,
        .year = it->header.year,
    };
    memcpy(d.principal, it->entry.principal, JX_KEY_BYTES);
    d.in_place_of = it->header.in_place_of;
    memcpy(d.person, it->header.person, JX_KEY_BYTES);
    return d;
}

static struct row_result result_of(const struct store_item *it)
{
    struct row_result r = {
        .outcome = it->outcome,
        .line = it->entry.position,
        .unit = it->header.unit,
        .year = it->header.year,
        .project = it->outcome.state == JX_STATE_REJECTED ? JX_LIT("") : it->project,
    };
    memcpy(r.adds, it->adds, sizeof r.adds);
    return r;
}

/* Places the submission in its parent's line. `why` tells what forbids revising that parent; JX_OK
 * when nothing does. */
static jx_status join_line(struct arrival *a, jx_status *why)
{
    uint64_t at = 0;
    struct version *parent;
    struct line *line;
    *why = JX_E_PARENT_UNKNOWN;
    jx_status rc = position_get(a->f->tx, TABLE_IDS, jx_hash_slice(&a->document.parent), &at);
    if (rc == JX_E_NOT_FOUND) return JX_OK;
    if (rc == JX_OK) rc = change_version(&a->change, at, &parent);
    if (rc != JX_OK) return rc;
    if (!jx_slice_eq(parent->result.unit, a->result.unit)) return JX_OK;
    rc = change_line(&a->change, parent->result.line, &line);
    if (rc != JX_OK) return rc;
    a->parent = parent;
    a->result.line = line->first;
    a->result.base = is_accepted(parent->result.outcome.state) ? at : parent->result.base;
    /* The line may have moved on past a parent that was never accepted: a second correction of a
     * rejected one, say. Were it let in, two versions of one document would count. */
    *why = a->result.base == line->now.tip ? JX_OK : JX_E_PARENT_STALE;
    return JX_OK;
}

/* A target that was approved stays as it is until an officer allows an adjustment. */
static jx_status use_adjustment(struct arrival *a, jx_status *why)
{
    struct line *line;
    struct version *approved;
    jx_status rc = change_line(&a->change, a->result.line, &line);
    bool frozen = rc == JX_OK && line->now.approved &&
                  jx_slice_eq(a->document.form, jx_form_name(JX_FORM_target));
    if (!frozen) return rc;
    rc = change_version(&a->change, line->now.approved, &approved);
    if (rc != JX_OK) return rc;
    *why = approved->result.adjustable ? JX_OK : JX_E_FROZEN;
    if (approved->result.adjustable) approved->changed = true;
    approved->result.adjustable = false;
    return JX_OK;
}

/* What forbids it; JX_OK when nothing does. */
static jx_status find_objection(struct arrival *a, jx_status *why)
{
    struct row_year year;
    *why = JX_OK;
    jx_status rc = a->document.has_parent ? join_line(a, why) : JX_OK;
    if (rc != JX_OK) return rc;
    if (a->it->outcome.state == JX_STATE_REJECTED) {
        *why = a->it->outcome.status;
        return JX_OK;
    }
    if (*why != JX_OK) return JX_OK;
    rc = year_get(a->f->tx, a->document.year, &year);
    if (rc == JX_OK && year.closed) *why = JX_E_YEAR_CLOSED;
    if (rc == JX_OK && *why == JX_OK) rc = use_adjustment(a, why);
    return rc;
}

static void reject(struct row_result *r, jx_status why)
{
    if (why != r->outcome.status) {
        r->outcome.where[0] = '\0';
        r->outcome.limit = 0;
    }
    r->outcome.state = JX_STATE_REJECTED;
    r->outcome.status = why;
    r->unit_asked = false;
    r->project = JX_LIT("");
    memset(r->adds, 0, sizeof r->adds);
}

static void start(struct arrival *a)
{
    change_start(&a->change, a->f->tx, &a->f->tally, &a->f->arena, &a->it->entry);
    a->document = document_of(a->it);
    a->result = result_of(a->it);
    a->parent = NULL;
}

/* A parent in conflict has its answer: this revision of it counts. */
static void settle_parent(struct arrival *a, const struct version *v)
{
    struct version *p = a->parent;
    if (!p || p->result.outcome.state != JX_STATE_CONFLICT) return;
    if (v->result.outcome.state != JX_STATE_SCORED) return;
    p->result.outcome.state = JX_STATE_SUPERSEDED;
    p->result.outcome.status = JX_OK;
    p->changed = true;
}

static jx_status mark_if_late(struct arrival *a, struct version *v)
{
    bool late = false;
    jx_status rc = due_is_late(&a->change, v, &late);
    if (rc == JX_OK && late) version_be_late(v);
    return rc;
}

static jx_status admit(struct arrival *a, struct version **v)
{
    jx_status rc = change_add(&a->change, &a->document, &a->result, v);
    if (rc != JX_OK) return rc;
    (*v)->findings = a->it->findings;
    (*v)->finding_count = a->it->finding_count;
    (*v)->classes = (struct details){a->it->classes, a->it->class_count};
    rc = mark_if_late(a, *v);
    if (rc == JX_OK) rc = change_settle(&a->change, a->result.line);
    if (rc == JX_OK) settle_parent(a, *v);
    return rc == JX_OK ? change_account(&a->change) : rc;
}

/* Its place in the line is kept, so that a correction of it finds what it was to replace. */
static jx_status turn_away(struct arrival *a, jx_status why, struct version **v)
{
    jx_status ignored;
    start(a);
    jx_status rc = a->document.has_parent ? join_line(a, &ignored) : JX_OK;
    reject(&a->result, why);
    if (*a->where) snprintf(a->result.outcome.where, JX_WHERE_BYTES, "%s", a->where);
    if (rc == JX_OK) rc = change_add(&a->change, &a->document, &a->result, v);
    return rc == JX_OK ? change_account(&a->change) : rc;
}

/* By the list's code, where it is known for certain. */
static jx_status name_project(struct arrival *a)
{
    struct jx_slice code;
    if (a->result.project.len == 0) return JX_OK;
    jx_status rc = match_project(a->f->tx, a->document.year, a->result.unit, a->result.project,
                                 a->it->project_match, &a->f->arena, &code);
    a->result.matched = rc == JX_OK && !jx_is_absent(code);
    if (a->result.matched) a->result.project = code;
    return rc;
}

/* The unit that the form prints. One that is certainly another is not the submitter's to hand in
 * for; one that nobody knows is kept, and asked about. */
static jx_status name_unit(struct arrival *a, jx_status *why)
{
    enum unit_meant meant = UNIT_ITSELF;
    if (jx_is_blank(a->document.unit_name)) return JX_OK;
    jx_status rc = match_unit(a->f->tx, a->document.year, a->result.unit, a->it->unit_match,
                              &a->f->arena, &meant);
    a->result.unit_asked = rc == JX_OK && meant == UNIT_UNKNOWN;
    if (rc != JX_OK || meant != UNIT_ANOTHER) return rc;
    *why = JX_E_UNIT;
    a->where = "/unit/name";
    return JX_OK;
}

/* Refusing the whole batch would stop the county for one absurd figure. */
static jx_status decide(struct arrival *a, struct version **v)
{
    jx_status why = JX_OK;
    start(a);
    jx_status rc = find_objection(a, &why);
    if (rc == JX_OK && why == JX_OK) rc = name_unit(a, &why);
    if (rc == JX_OK && why == JX_OK) {
        rc = name_project(a);
        if (rc == JX_OK) rc = admit(a, v);
        if (rc != JX_E_OVERFLOW) return rc;
        why = rc;
        rc = JX_OK;
    }
    return rc == JX_OK ? turn_away(a, why, v) : rc;
}

static jx_status put_name(struct fold *f, const struct store_item *it)
{
    if (jx_is_blank(it->unit_name)) return JX_OK;
    const struct row_name n = {it->unit_name, it->entry.position};
    return name_put(f->tx, it->header.unit, &n, f->room);
}

/* Whatever becomes of it later; one that was rejected never counts. */
static jx_status put_card(struct fold *f, const struct store_item *it, const struct row_result *r)
{
    const struct jx_outcome *o = &it->outcome;
    struct row_card c = {.standing = standing_of(r),
                         .first = {.judged = o->judged,
                                   .has_computed = o->has_computed,
                                   .computed = o->computed,
                                   .grade = o->grade,
                                   .light = o->light,
                                   .classes = it->classes,
                                   .class_count = it->class_count},
                         .card = it->card};
    if (r->outcome.state == JX_STATE_REJECTED) return JX_OK;
    memcpy(c.first.adds, it->adds, sizeof c.first.adds);
    return card_put(f->tx, it->header.year, it->entry.position, &c, f->room);
}

jx_status fold_new_submission(struct fold *f, const struct store_item *it, struct jx_outcome *out)
{
    struct arrival a = {.f = f, .it = it, .where = ""};
    struct version *v = NULL;
    const uint64_t position = it->entry.position;
    jx_status rc = decide(&a, &v);
    if (rc == JX_OK) rc = document_put(f->tx, position, &a.document, f->room);
    if (rc == JX_OK) rc = fold_content(f, it);
    if (rc == JX_OK)
        rc = position_put(f->tx, TABLE_IDS, jx_hash_slice(&it->entry.id), position, f->room);
    if (rc == JX_OK) rc = change_write(&a.change, f->room);
    if (rc == JX_OK) rc = put_card(f, it, &v->result);
    if (rc != JX_OK) return rc;
    *out = v->result.outcome;
    return v->result.outcome.state == JX_STATE_REJECTED ? JX_OK : put_name(f, it);
}
