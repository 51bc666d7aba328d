/* The naive fold. */
#include "model.h"

#include "../../proto/base/decimal.h"

#include <stdlib.h>

void model_clear(struct model *m)
{
    free(m->documents);
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

static bool in_cell(const struct model_document *d, const struct model_cell *c)
{
    return d->outcome.state == JX_STATE_SCORED && d->year == c->year &&
           strcmp(d->form, c->form) == 0 && strcmp(d->period, c->period) == 0 &&
           (c->unit[0] == '\0' || strcmp(d->unit, c->unit) == 0);
}

bool model_count(const struct model *m, const struct model_cell *c, int64_t adds[JX_STORE_ADDS])
{
    jx_int128 sums[JX_STORE_ADDS] = {0};
    bool fits = true;
    for (uint32_t i = 0; i < m->count; i++) {
        const struct model_document *d = &m->documents[i];
        if (!in_cell(d, c)) continue;
        for (unsigned a = 0; a < JX_STORE_ADDS; a++)
            sums[a] += d->adds[a];
    }
    for (unsigned a = 0; a < JX_STORE_ADDS; a++) {
        fits = fits && sums[a] <= INT64_MAX && sums[a] >= INT64_MIN;
        adds[a] = fits ? (int64_t)sums[a] : 0;
    }
    return fits;
}

/* ---- taking in ---- */

static struct model_document *new_document(struct model *m)
{
    if (m->count == m->room) {
        m->room = m->room ? m->room * 2 : 128;
        m->documents = realloc(m->documents, m->room * sizeof *m->documents);
        if (!m->documents) abort();
    }
    struct model_document *d = &m->documents[m->count++];
    memset(d, 0, sizeof *d);
    return d;
}

static void copy_text(char *to, size_t room, struct jx_slice s)
{
    size_t n = s.len < room ? s.len : room - 1;
    memcpy(to, s.ptr, n);
    to[n] = '\0';
}

static void fill(struct model_document *d, const struct store_item *it)
{
    d->position = it->entry.position;
    d->time_ms = it->entry.time_ms;
    memcpy(d->principal, it->entry.principal, sizeof d->principal);
    d->id = it->entry.id;
    d->has_parent = it->has_parent;
    d->parent = it->parent;
    d->root = d->position;
    d->year = it->header.year;
    copy_text(d->form, sizeof d->form, it->header.form);
    copy_text(d->period, sizeof d->period, it->header.period);
    copy_text(d->unit, sizeof d->unit, it->header.unit);
    if (it->project.ptr) copy_text(d->project, sizeof d->project, it->project);
    memcpy(d->adds, it->adds, sizeof d->adds);
    d->outcome = it->outcome;
}

/* The version of the line that counts now; 0 when none does. */
static uint64_t head_of(const struct model *m, uint64_t root)
{
    for (uint32_t i = 0; i < m->count; i++)
        if (m->documents[i].root == root && m->documents[i].outcome.state == JX_STATE_SCORED)
            return m->documents[i].position;
    return 0;
}

static jx_status join_line(const struct model *m, struct model_document *d, uint64_t *replaces)
{
    const struct model_document *parent = model_find(m, &d->parent);
    if (parent == d || !parent || strcmp(parent->unit, d->unit) != 0) return JX_E_PARENT_UNKNOWN;
    d->root = parent->root;
    d->base = parent->counted ? parent->position : parent->base;
    uint64_t head = head_of(m, d->root);
    if (parent->has_successor || d->base != head) return JX_E_PARENT_STALE;
    *replaces = head;
    return JX_OK;
}

static bool same_key(const struct model_document *a, const struct model_document *b)
{
    return a->year == b->year && strcmp(a->form, b->form) == 0 &&
           strcmp(a->period, b->period) == 0 && strcmp(a->unit, b->unit) == 0 &&
           strcmp(a->project, b->project) == 0;
}

/* Whether another document holds the key. */
static bool is_taken(const struct model *m, const struct model_document *d, uint64_t replaces)
{
    for (uint32_t i = 0; i < m->count; i++) {
        const struct model_document *o = &m->documents[i];
        if (o == d || o->position == replaces || o->outcome.state != JX_STATE_SCORED) continue;
        if (same_key(o, d)) return true;
    }
    return false;
}

/* Whether all sums fit with `d` counting and `old` not. */
static bool fits(const struct model *m, const struct model_document *d,
                 const struct model_document *old)
{
    int64_t adds[JX_STORE_ADDS];
    struct model_cell county = model_cell_of(d, true), unit = model_cell_of(d, false);
    bool ok = model_count(m, &county, adds) && model_count(m, &unit, adds);
    if (!old) return ok;
    county = model_cell_of(old, true);
    unit = model_cell_of(old, false);
    return ok && model_count(m, &county, adds) && model_count(m, &unit, adds);
}

static void settle(struct model_document *d, enum jx_state state, jx_status why)
{
    if (why != d->outcome.status) {
        d->outcome.where[0] = '\0';
        d->outcome.limit = 0;
    }
    d->outcome.state = state;
    d->outcome.status = why;
}

static void succeed(struct model_document *before, const struct model_document *d)
{
    before->has_successor = true;
    before->successor = d->id;
    if (before->outcome.state == JX_STATE_CONFLICT) before->outcome.status = JX_OK;
    if (before->outcome.state != JX_STATE_REJECTED) before->outcome.state = JX_STATE_SUPERSEDED;
}

static void decide(struct model *m, struct model_document *d,
                   const struct model_document **replaced)
{
    uint64_t replaces = 0;
    const jx_status judged = d->outcome.state == JX_STATE_REJECTED ? d->outcome.status : JX_OK;
    d->outcome.state = JX_STATE_RECEIVED; /* not to be found by what is asked below */
    jx_status line = d->has_parent ? join_line(m, d, &replaces) : JX_OK;
    if (judged != JX_OK || line != JX_OK) {
        settle(d, JX_STATE_REJECTED, judged != JX_OK ? judged : line);
        return;
    }
    if (is_taken(m, d, replaces)) {
        settle(d, JX_STATE_CONFLICT, JX_CONFLICT);
        return;
    }
    struct model_document *old = replaces ? model_at(m, replaces) : NULL;
    if (old) old->outcome.state = JX_STATE_RECEIVED; /* a trial */
    const jx_status status = d->outcome.status;
    d->outcome.state = JX_STATE_SCORED;
    bool ok = fits(m, d, old);
    d->outcome.status = status;
    if (old) old->outcome.state = JX_STATE_SCORED;
    settle(d, ok ? JX_STATE_SCORED : JX_STATE_REJECTED, ok ? status : JX_E_OVERFLOW);
    if (!ok) return;
    d->counted = true;
    if (old) succeed(old, d);
    struct model_document *parent = d->has_parent ? model_find(m, &d->parent) : NULL;
    if (parent && parent != old) succeed(parent, d);
    *replaced = old;
}

struct jx_outcome model_take(struct model *m, const struct store_item *it, bool *fresh,
                             const struct model_document **replaced)
{
    const struct model_document *first = model_find(m, &it->entry.id);
    *replaced = NULL;
    *fresh = !first;
    if (first) return first->outcome;
    struct model_document *d = new_document(m);
    fill(d, it);
    decide(m, d, replaced);
    return d->outcome;
}
