/* The naive fold: a year scored again. Every document is judged afresh whenever somebody asks. */
#include "model_inside.h"

#include "../../worker/rules/judge.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

void model_clear_runs(struct model *m)
{
    for (uint32_t i = 0; i < m->run_count; i++)
        jx_pack_free(&m->runs[i].pack.pack);
    free(m->firsts);
    free(m->answers);
    free(m->runs);
    free(m->pasts);
    jx_arena_clear(&m->texts);
}

uint64_t model_run_of_year(void *model, uint32_t year)
{
    return model_year(model, year)->run;
}

/* ---- judgements ---- */

static struct jx_hash hash_of_classes(const struct store_item *it)
{
    struct jx_buffer b;
    jx_buffer_init(&b, JX_MESSAGE_BYTES_MAX);
    for (uint32_t i = 0; i < it->class_count; i++) {
        jx_buffer_put(&b, it->classes[i].name.ptr, it->classes[i].name.len);
        jx_buffer_put(&b, it->classes[i].sums, sizeof it->classes[i].sums);
    }
    assert(b.status == JX_OK);
    struct jx_hash h = jx_hash_bytes(jx_buffer_slice(&b));
    jx_buffer_clear(&b);
    return h;
}

static struct model_judged judged_of(const struct store_item *it)
{
    const struct jx_outcome *o = &it->outcome;
    struct model_judged j = {.judged = o->judged,
                             .has_computed = o->has_computed,
                             .computed = o->computed,
                             .grade = o->grade,
                             .light = o->light,
                             .status = o->status,
                             .verdict = o->verdict,
                             .pack = o->pack,
                             .classes = hash_of_classes(it)};
    memcpy(j.adds, it->adds, sizeof j.adds);
    assert(it->finding_count <= MODEL_FINDINGS_MAX);
    for (; j.finding_count < it->finding_count; j.finding_count++) {
        const struct store_finding *from = &it->findings[j.finding_count];
        struct model_finding *f = &j.findings[j.finding_count];
        copy_text(f->rule, sizeof f->rule, from->rule);
        copy_text(f->place, sizeof f->place, from->place);
        f->severity = from->severity;
        f->answered = from->answered;
    }
    return j;
}

void model_note_first(struct model *m, const struct store_item *it)
{
    void *items = m->firsts;
    struct model_first *f = model_place(&items, &m->first_count, &m->first_room, sizeof *f);
    m->firsts = items;
    if (m->first_count == 1) jx_arena_init(&m->texts, SIZE_MAX);
    f->position = it->entry.position;
    f->year = it->header.year;
    f->content = jx_arena_copy(&m->texts, it->content);
    f->judged = judged_of(it);
}

static void keep_counts(struct model_judged *j, const struct model_judged *first)
{
    struct jx_additive now, was;
    memcpy(&now, j->adds, sizeof now);
    memcpy(&was, first->adds, sizeof was);
    now.errors = was.errors;
    now.explains = was.explains;
    now.warnings = was.warnings;
    memcpy(j->adds, &now, sizeof now);
}

static struct model_judged judge(const struct item_pack *pack, const struct model_first *f)
{
    struct jx_arena keep, scratch;
    struct store_item it = {.entry = {.position = f->position}, .content = f->content};
    jx_arena_init(&keep, JX_ARENA_BYTES_MAX);
    jx_arena_init(&scratch, JX_ARENA_BYTES_MAX);
    jx_status rc = item_judge(&it, pack, &keep, &scratch);
    assert(rc == JX_OK);
    struct model_judged j = judged_of(&it);
    jx_arena_clear(&keep);
    jx_arena_clear(&scratch);
    return j;
}

static bool is_same(const struct model_judged *a, const struct model_judged *b, bool full)
{
    bool score = a->judged == b->judged && a->has_computed == b->has_computed &&
                 a->grade == b->grade &&
                 (!a->has_computed || a->computed.micro == b->computed.micro);
    return score && (!full || jx_hash_eq(&a->verdict, &b->verdict)) &&
           memcmp(a->adds, b->adds, sizeof a->adds) == 0 && jx_hash_eq(&a->classes, &b->classes);
}

bool model_result(const struct model_run *r, const struct model_first *f, struct model_judged *out)
{
    const struct model_judged *first = &f->judged;
    *out = judge(&r->pack, f);
    if (!r->full) keep_counts(out, first);
    bool differs = !is_same(out, first, r->full);
    if (!differs) *out = *first;
    if (!differs || r->full) return differs;
    /* Scored only: what was found stays, and so does who found it. */
    out->judged = first->judged;
    out->verdict = first->verdict;
    out->pack = first->pack;
    out->finding_count = first->finding_count;
    memcpy(out->findings, first->findings, sizeof out->findings);
    return true;
}

/* ---- what is live ---- */

void model_note_answer(struct model *m, const struct model_document *d,
                       const struct model_finding *answered)
{
    void *items = m->answers;
    struct model_answer *a = model_place(&items, &m->answer_count, &m->answer_room, sizeof *a);
    m->answers = items;
    a->position = d->position;
    a->finding = *answered;
}

static struct model_finding *finding_like(struct model_document *d, const struct model_finding *f)
{
    for (uint32_t i = 0; i < d->finding_count; i++)
        if (strcmp(d->findings[i].rule, f->rule) == 0 &&
            strcmp(d->findings[i].place, f->place) == 0)
            return &d->findings[i];
    return NULL;
}

/* An answer to what only another judgement found is kept beside the first one's. */
static void answer_again(const struct model *m, struct model_document *d, bool full)
{
    for (uint32_t i = 0; i < m->answer_count; i++) {
        const struct model_answer *a = &m->answers[i];
        if (a->position != d->position) continue;
        struct model_finding *f = finding_like(d, &a->finding);
        if (f && !f->answered) f->answered = a->finding.answered;
        if (f || full) continue;
        assert(d->finding_count < MODEL_FINDINGS_MAX);
        d->findings[d->finding_count++] = a->finding;
    }
}

static void count_open(struct model_document *d)
{
    struct jx_outcome *o = &d->outcome;
    o->errors = o->explains = o->warnings = 0;
    for (uint32_t i = 0; i < d->finding_count; i++) {
        const struct model_finding *f = &d->findings[i];
        if (f->answered) continue;
        o->errors += f->severity == STORE_ERROR;
        o->explains += f->severity == STORE_EXPLAIN;
        o->warnings += f->severity == STORE_WARNING;
    }
}

static void note_past(struct model *m, const struct model_document *d)
{
    void *items = m->pasts;
    struct model_past *p = model_place(&items, &m->past_count, &m->past_room, sizeof *p);
    m->pasts = items;
    *p = (struct model_past){d->position, d->outcome.judged, d->outcome.verdict};
}

bool model_was_judged(const struct model *m, const struct model_document *d,
                      const struct jx_outcome *told)
{
    if (told->judged == d->outcome.judged && jx_hash_eq(&told->verdict, &d->outcome.verdict))
        return true;
    for (uint32_t i = 0; i < m->past_count; i++)
        if (m->pasts[i].position == d->position && m->pasts[i].judged == told->judged &&
            jx_hash_eq(&m->pasts[i].verdict, &told->verdict))
            return true;
    return false;
}

/* `scored_by`: whose scores alone it has; NULL where they are the findings' too. */
static void show(struct model *m, struct model_document *d, const struct model_judged *j, bool full,
                 const struct item_pack *scored_by)
{
    struct jx_outcome *o = &d->outcome;
    note_past(m, d);
    o->has_computed = j->has_computed;
    o->computed = j->computed;
    o->grade = j->grade;
    o->light = j->light;
    o->judged = j->judged;
    o->verdict = j->verdict;
    o->pack = j->pack;
    o->has_score_pack = scored_by && j->status == JX_OK;
    o->score_pack = o->has_score_pack ? scored_by->hash : (struct jx_hash){{0}};
    if (o->status == JX_OK || o->status == JX_E_NO_PACK) o->status = j->status;
    memcpy(d->adds, j->adds, sizeof d->adds);
    d->finding_count = j->finding_count;
    memcpy(d->findings, j->findings, sizeof d->findings);
    answer_again(m, d, full);
    count_open(d);
}

static bool year_fits(const struct model *m, uint32_t year)
{
    int64_t adds[JX_STORE_ADDS];
    bool fits = true;
    for (uint32_t i = 0; i < m->count && fits; i++) {
        const struct model_cell county = model_cell_of(&m->documents[i], true);
        if (m->documents[i].year != year) continue;
        for (int c = MODEL_RECEIVED; c <= MODEL_APPROVED; c++)
            fits = fits && model_count(m, &county, (enum model_column)c, adds);
    }
    return fits;
}

/* ---- records ---- */

struct jx_outcome model_begin_run(struct model *m, const struct store_item *it)
{
    struct jx_outcome o = it->outcome;
    struct jx_pack_trouble t;
    uint32_t alike = 0;
    for (uint32_t i = 0; i < m->run_count; i++)
        alike += m->runs[i].year == it->header.year && !m->runs[i].dropped;
    if (o.state != JX_STATE_REJECTED) {
        o.status = alike >= JX_RUNS_MAX                     ? JX_E_ROWS
                   : model_year(m, it->header.year)->closed ? JX_E_YEAR_CLOSED
                                                            : JX_OK;
        o.state = o.status == JX_OK ? JX_STATE_RECEIVED : JX_STATE_REJECTED;
        if (o.status == JX_E_ROWS) o.limit = JX_RUNS_MAX;
    }
    if (o.status != JX_OK) return o;
    void *items = m->runs;
    struct model_run *r = model_place(&items, &m->run_count, &m->run_room, sizeof *r);
    m->runs = items;
    r->position = it->entry.position;
    r->year = it->header.year;
    r->full = it->run.full;
    jx_status rc = item_run_parse(it->content, r->position, &r->pack, &t);
    assert(rc == JX_OK);
    return o;
}

static jx_status find(const struct model *m, const struct store_item *it, struct model_run **out)
{
    char number[32];
    for (uint32_t i = 0; i < m->run_count; i++) {
        *out = &m->runs[i];
        snprintf(number, sizeof number, "%llu", (unsigned long long)m->runs[i].position);
        if ((*out)->year == it->header.year && !(*out)->dropped &&
            is_text(number, it->decision.arguments[0]))
            return JX_OK;
    }
    return JX_E_NOT_FOUND;
}

jx_status model_publish_run(struct model *m, const struct store_item *it)
{
    struct model_year *y = model_year(m, it->header.year);
    struct model_run *r;
    jx_status why = find(m, it, &r);
    if (why == JX_OK && y->closed) why = JX_E_YEAR_CLOSED;
    if (why == JX_OK && r->published) why = JX_E_STATE;
    if (why != JX_OK) return why;
    for (uint32_t i = 0; i < m->first_count; i++) {
        struct model_judged j;
        if (m->firsts[i].year != r->year) continue;
        bool differs = model_result(r, &m->firsts[i], &j);
        r->changed += differs;
        show(m, model_at(m, m->firsts[i].position), &j, differs && r->full,
             differs && !r->full ? &r->pack : NULL);
    }
    if (!year_fits(m, r->year)) {
        model_undo(m);
        return JX_E_OVERFLOW;
    }
    r->published = it->entry.position;
    y->run = r->position;
    return JX_OK;
}

jx_status model_drop_run(struct model *m, const struct store_item *it)
{
    struct model_year *y = model_year(m, it->header.year);
    struct model_run *r;
    jx_status why = find(m, it, &r);
    if (why == JX_OK && y->closed) why = JX_E_YEAR_CLOSED;
    if (why == JX_OK && y->run == r->position) why = JX_E_STATE;
    if (why == JX_OK) r->dropped = true;
    return why;
}
