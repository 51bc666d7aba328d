/* Going through a year, unit by unit. */
#include "review.h"

#include "../../proto/wire/codec.h"
#include "../../worker/rules/judge.h"
#include "../cli/context.h"
#include "../related.h"

#include <stdlib.h>

enum { REVIEW_BYTES = 1 << 30, UNIT_BYTES = 1 << 30 };

const char *review_kind_name(enum review_kind k)
{
    static const char *const names[REVIEW_KINDS] = {"full", "spent", "exceeded", "copied",
                                                    "relation"};
    return names[k];
}

jx_status review_add(struct reviewing *r, enum review_kind kind, const struct reviewed *d,
                     struct jx_slice place, struct jx_slice says, struct review_others others)
{
    struct jx_arena *a = &r->review->arena;
    struct review_row *row = jx_arena_take(a, sizeof *row);
    if (!row) return jx_arena_failure(a);
    *row = (struct review_row){.kind = kind,
                               .id = d->listed->id,
                               .unit = d->listed->unit,
                               .unit_name = d->unit_name,
                               .project = d->project,
                               .place = jx_arena_copy(a, place),
                               .says = jx_arena_copy(a, says),
                               .others = jx_arena_copy(a, others.ids),
                               .other_count = others.count};
    if (jx_is_absent(row->others)) return jx_arena_failure(a);
    *(r->last ? &r->last->next : &r->review->rows) = row;
    r->last = row;
    r->review->row_count++;
    r->review->kinds[kind]++;
    return JX_OK;
}

/* ---- one unit ---- */

struct unit_work {
    struct reviewing *r;
    struct session *session;
    const struct gathered *gathered;
    uint32_t year;
    bool received;
    struct reviewed *documents;
    uint32_t count;
    struct jx_arena arena;
};

static const struct reviewed *find(const struct unit_work *w, const struct jx_hash *id)
{
    for (uint32_t i = 0; i < w->count; i++)
        if (jx_hash_eq(&w->documents[i].listed->id, id)) return &w->documents[i];
    return NULL;
}

static jx_status take_relation(struct unit_work *w, const struct jx_relation *r)
{
    const struct reviewed *d = find(w, &r->id);
    char hex[2 * JX_HASH_BYTES + 1] = "";
    if (!d || r->found.severity >= JX_SEVERITY_INFO) return JX_OK;
    if (r->has_other) jx_hex_print(jx_hash_slice(&r->other), hex);
    return review_add(w->r, REVIEW_RELATION, d, r->found.place,
                      in_language(w->r->ctx, r->message_zh, r->message_en),
                      (struct review_others){jx_slice_of(hex), r->has_other});
}

static jx_status relate(struct unit_work *w)
{
    const struct jx_relation_list *list = NULL;
    struct related_book book = {.count = 0};
    if (w->count == 0) return JX_OK;
    jx_status rc = related_ask(w->session, &book, w->documents[0].listed->unit, w->year, &list);
    if (rc == JX_OK && !list->complete)
        rc = review_add(w->r, REVIEW_RELATION, &w->documents[0], JX_LIT(""),
                        jx_slice_of(_("not compared with other documents: the unit has too many of "
                                      "them")),
                        REVIEW_ALONE);
    for (uint32_t i = 0; rc == JX_OK && i < list->count; i++)
        rc = take_relation(w, &list->rows[i]);
    jx_arena_clear(&w->session->arena);
    return rc;
}

/* The document in the unit's arena; the answer it came in is let go. */
static jx_status fetch(struct unit_work *w, const struct jx_listed *l,
                       struct jx_document_answer *answer, struct jx_document *d)
{
    struct jx_submission sub;
    struct jx_trouble t;
    jx_status rc = ask_content(w->session, &l->id, answer, &sub);
    if (rc != JX_OK) return rc;
    struct jx_slice bytes = jx_arena_copy(&w->arena, sub.document);
    jx_arena_clear(&w->session->arena);
    return jx_is_absent(bytes) ? jx_arena_failure(&w->arena)
                               : jx_document_decode(bytes, &w->arena, d, &t);
}

static jx_status take(struct unit_work *w, const struct jx_listed *l)
{
    struct jx_document_answer answer;
    struct reviewed *d = &w->documents[w->count];
    struct jx_arena *a = &w->r->review->arena;
    *d = (struct reviewed){.listed = l};
    jx_status rc = fetch(w, l, &answer, &d->document);
    if (rc != JX_OK || gather_replaced(w->gathered, w->received, &answer)) return rc;
    struct jx_slice name = gather_unit_name(w->gathered, l->unit);
    d->unit_name = jx_is_absent(name) ? l->unit_name : name;
    const struct jx_party *p = d->document.project;
    d->project = jx_arena_copy(a, p && p->name.ptr ? p->name : JX_LIT(""));
    if (jx_is_absent(d->project)) return jx_arena_failure(a);
    w->count++;
    return JX_OK;
}

static jx_status take_unit(struct unit_work *w, const struct jx_listed *const *rows, uint32_t count,
                           struct review_unit *u)
{
    jx_status rc = JX_OK;
    jx_arena_init(&w->arena, UNIT_BYTES);
    w->count = 0;
    w->documents = jx_arena_array(&w->arena, count, sizeof *w->documents);
    if (!w->documents) rc = jx_arena_failure(&w->arena);
    for (uint32_t i = 0; rc == JX_OK && i < count; i++)
        rc = take(w, rows[i]);
    for (uint32_t i = 0; rc == JX_OK && i < w->count; i++)
        rc = review_document(w->r, &w->documents[i], u);
    if (rc == JX_OK) rc = relate(w);
    jx_arena_clear(&w->arena);
    return rc;
}

/* ---- the year ---- */

static int by_unit(const void *one, const void *other)
{
    const struct jx_listed *a = *(const struct jx_listed *const *)one,
                           *b = *(const struct jx_listed *const *)other;
    int order = jx_slice_cmp(a->unit, b->unit);
    return order ? order : (a > b) - (a < b); /* as they were gathered */
}

static struct review_unit *add_unit(struct review *review, struct review_unit **last,
                                    const struct gathered *g, struct jx_slice code)
{
    struct review_unit *u = jx_arena_take(&review->arena, sizeof *u);
    if (!u) return NULL;
    struct jx_slice name = gather_unit_name(g, code);
    *u = (struct review_unit){.unit = code, .unit_name = jx_is_absent(name) ? JX_LIT("") : name};
    *(*last ? &(*last)->next : &review->units) = u;
    *last = u;
    review->unit_count++;
    return u;
}

static jx_status take_units(struct unit_work *w, const struct jx_listed **rows, uint32_t count)
{
    struct review_unit *last = NULL;
    jx_status rc = JX_OK;
    for (uint32_t i = 0, n; rc == JX_OK && i < count; i += n) {
        for (n = 1; i + n < count && jx_slice_eq(rows[i]->unit, rows[i + n]->unit);)
            n++;
        struct review_unit *u = add_unit(w->r->review, &last, w->gathered, rows[i]->unit);
        if (!u) return jx_arena_failure(&w->r->review->arena);
        rc = take_unit(w, rows + i, n, u);
    }
    return rc;
}

/* Rows by kind; within one kind they stay in the order of units. */
static void sort_rows(struct review *review)
{
    struct review_row *heads[REVIEW_KINDS] = {NULL}, **ends[REVIEW_KINDS];
    for (int k = 0; k < REVIEW_KINDS; k++)
        ends[k] = &heads[k];
    for (struct review_row *row = review->rows; row; row = row->next) {
        *ends[row->kind] = row;
        ends[row->kind] = &row->next;
    }
    struct review_row **end = &review->rows;
    for (int k = 0; k < REVIEW_KINDS; k++) {
        if (!heads[k]) continue;
        *end = heads[k];
        end = ends[k];
    }
    *end = NULL;
}

static jx_status look(struct unit_work *w)
{
    const struct gathered *g = w->gathered;
    const struct jx_listed **rows = jx_arena_array(&w->r->review->arena, g->count, sizeof(void *));
    uint32_t count = 0;
    if (!rows) return jx_arena_failure(&w->r->review->arena);
    for (uint32_t i = 0; i < g->count; i++) {
        if (gather_wanted(&g->rows[i], w->received)) rows[count++] = &g->rows[i];
        w->r->review->approved += gather_approved(&g->rows[i]);
        w->r->review->waiting += gather_waiting(&g->rows[i]);
    }
    if (count) qsort(rows, count, sizeof(void *), by_unit);
    jx_status rc = take_units(w, rows, count);
    if (rc == JX_OK) rc = review_copies(w->r);
    sort_rows(w->r->review);
    return rc;
}

jx_status review_year(struct session *s, uint32_t year, bool received,
                      const struct review_limits *limits, struct review *out)
{
    struct reviewing r = {.ctx = s->ctx, .limits = limits, .review = out};
    *out = (struct review){.received = received};
    jx_arena_init(&out->arena, REVIEW_BYTES);
    jx_status rc = gather_year(s, year, &out->gathered);
    struct unit_work w = {
        .r = &r, .session = s, .gathered = &out->gathered, .year = year, .received = received};
    if (rc == JX_OK) rc = look(&w);
    if (rc == JX_OK) rc = gather_still(s, year, &out->gathered);
    out->position = out->gathered.position;
    return rc;
}

void review_clear(struct review *r)
{
    gather_clear(&r->gathered);
    jx_arena_clear(&r->arena);
}
