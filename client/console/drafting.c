/* The clerk's drafts: read from files, judged, corrected. */
#include "answers.h"
#include "correcting.h"
#include "files.h"
#include "put.h"

#include "../cli/source.h"
#include "../export/export.h"
#include "../history_print.h"

#include "../../proto/wire/codec.h"

#include <stdio.h>
#include <stdlib.h>

enum { SOURCE_BYTES_MAX = 4 * JX_ARENA_BYTES_MAX };

/* ---- showing one ---- */

static void put_unplaced(struct jx_json_writer *w, const struct draft *x)
{
    jx_json_key(w, JX_LIT("unplaced"));
    jx_json_array(w);
    for (uint32_t i = 0; i < x->unplaced_count; i++) {
        jx_json_object(w);
        jx_json_member_text(w, "cell", x->unplaced[i].address);
        jx_json_member_text(w, "text", x->unplaced[i].what);
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
}

/* What every list of drafts has of each. */
static void put_head(struct call *c, const struct draft *x)
{
    struct jx_json_writer *w = &c->json;
    const struct jx_document *d = &x->document;
    jx_json_member_integer(w, "draft", x->number);
    jx_json_member_text(w, "file", x->file);
    jx_json_member_text(w, "sheet", x->sheet);
    jx_json_member_text(w, "form", jx_form_name(d->form));
    jx_json_key(w, JX_LIT("year"));
    if (d->year)
        jx_json_integer(w, d->year);
    else
        jx_json_null(w);
    jx_json_member_text(w, "period", jx_document_period(d));
    jx_json_member_text(w, "unit", jx_slice_of(c->desk->unit));
    jx_json_member_text(w, "project",
                        d->project     ? d->project->name
                        : d->title.ptr ? d->title
                                       : JX_LIT(""));
    put_id(w, "revises", x->has_parent, &x->parent);
    put_id(w, "submitted", x->submitted, &x->submission);
    jx_json_member_bool(w, "changed", x->changed);
    put_unplaced(w, x);
    remarks_put(w, "explanations", x->explanations, x->explanation_count);
}

static jx_status put_draft(struct call *c, const struct draft *x, const struct pack_held *pack)
{
    struct jx_json_writer *w = &c->json;
    struct jx_verdict v;
    jx_status rc = jx_judge(&x->document, pack->pack, &c->arena, &v);
    if (rc != JX_OK && rc != JX_E_NO_PACK) return rc;
    const struct verdict_of verdict = {
        .document = &x->document, .verdict = rc == JX_OK ? &v : NULL, .pack = pack, .draft = x};
    jx_json_object(w);
    put_head(c, x);
    jx_json_key(w, JX_LIT("document"));
    jx_json_document(w, &x->document);
    rc = put_sheets(c, &x->document);
    put_verdict(c, &verdict);
    jx_json_end_object(w);
    return rc;
}

static jx_status put_one(struct call *c, const struct draft *x)
{
    struct pack_held *pack;
    jx_status rc = packs_newest(&c->console->packs, c->session, &pack);
    if (rc != JX_OK) return rc;
    rc = put_draft(c, x, pack);
    packs_release(&c->console->packs, &pack);
    return rc;
}

/* ---- from a file ---- */

static jx_status copy_text(struct draft *x, struct jx_slice from, struct jx_slice *to)
{
    *to = jx_arena_copy(&x->arena, from);
    return jx_is_absent(*to) && !jx_is_absent(from) ? jx_arena_failure(&x->arena) : JX_OK;
}

static jx_status copy_places(struct call *c, struct draft *x, const struct element *e)
{
    uint32_t count = e->imported ? e->imported->place_count : 0;
    jx_status rc = JX_OK;
    x->places = jx_arena_array(&x->arena, count, sizeof *x->places);
    if (!x->places) return jx_arena_failure(&x->arena);
    for (uint32_t i = 0; rc == JX_OK && i < count; i++) {
        const struct jx_import_place *p = &e->imported->places[i];
        struct draft_cell *to = &x->places[i];
        rc = copy_text(x, p->pointer, &to->what);
        to->address = jx_cell_address(e->grid, p->sheet, p->cell, c->ctx.lang, &x->arena);
    }
    x->place_count = count;
    return rc;
}

static jx_status copy_unplaced(struct draft *x, const struct element *e)
{
    jx_status rc = JX_OK;
    x->unplaced = jx_arena_array(&x->arena, e->unplaced_count, sizeof *x->unplaced);
    if (!x->unplaced) return jx_arena_failure(&x->arena);
    for (uint32_t i = 0; rc == JX_OK && i < e->unplaced_count; i++) {
        rc = copy_text(x, e->unplaced[i].text, &x->unplaced[i].what);
        if (rc == JX_OK) rc = copy_text(x, e->unplaced[i].cell, &x->unplaced[i].address);
    }
    x->unplaced_count = e->unplaced_count;
    return rc;
}

static jx_status take_element(struct call *c, const struct element *e, struct draft **out)
{
    struct draft *x;
    jx_status rc = draft_add(&c->desk->drafts, e->document, &x);
    if (rc != JX_OK) return rc;
    rc = copy_text(x, jx_slice_of(e->file), &x->file);
    if (rc == JX_OK) rc = copy_text(x, e->sheet, &x->sheet);
    if (rc == JX_OK) rc = copy_places(c, x, e);
    if (rc == JX_OK) rc = copy_unplaced(x, e);
    if (rc != JX_OK) {
        draft_remove(x);
        return rc;
    }
    *out = x;
    return JX_OK;
}

static void put_failed(struct call *c, const struct element *e, jx_status rc)
{
    jx_json_object(&c->json);
    jx_json_member_text(&c->json, "sheet", e->sheet);
    put_why(c, rc, e->trouble.where, e->trouble.limit);
    jx_json_end_object(&c->json);
}

/* Drafts first; what could not be read stands behind them. */
static jx_status put_source(struct call *c, const char *name, const struct source *src,
                            const struct pack_held *pack)
{
    struct jx_json_writer *w = &c->json;
    jx_status rc = JX_OK, *failed = jx_arena_array(&c->arena, src->count, sizeof *failed);
    if (!failed) return jx_arena_failure(&c->arena);
    jx_json_object(w);
    jx_json_member_text(w, "file", jx_slice_of(name));
    jx_json_key(w, JX_LIT("drafts"));
    jx_json_array(w);
    for (uint32_t i = 0; rc == JX_OK && i < src->count; i++) {
        struct draft *x = NULL;
        failed[i] = src->items[i].document ? take_element(c, &src->items[i], &x)
                                           : src->items[i].trouble.status;
        if (x) rc = put_draft(c, x, pack);
    }
    jx_json_end_array(w);
    jx_json_key(w, JX_LIT("failed"));
    jx_json_array(w);
    for (uint32_t i = 0; i < src->count; i++)
        if (failed[i] != JX_OK) put_failed(c, &src->items[i], failed[i]);
    jx_json_end_array(w);
    jx_json_end_object(w);
    return rc;
}

static bool has_document(const struct source *src)
{
    for (uint32_t i = 0; i < src->count; i++)
        if (src->items[i].document) return true;
    return false;
}

static jx_status read_upload(struct call *c, const char *name, const struct pack_held *pack)
{
    struct reading r;
    struct source src;
    struct jx_arena a;
    jx_arena_init(&a, SOURCE_BYTES_MAX);
    reading_begin(&r, &c->ctx);
    r.vocabulary = pack->vocabulary;
    r.tried = true;
    source_of_bytes(&r, name, http_body(c->request), &a, &src);
    jx_status rc = JX_OK;
    if (has_document(&src)) {
        pthread_mutex_lock(&c->desk->drafts.lock);
        rc = put_source(c, name, &src, pack);
        pthread_mutex_unlock(&c->desk->drafts.lock);
    } else {
        c->trouble = src.items[0].trouble;
        rc = c->trouble.status == JX_OK ? JX_E_NO_FORM : c->trouble.status;
        c->unreadable = true;
    }
    reading_end(&r);
    jx_arena_clear(&a);
    return rc;
}

jx_status answer_upload(struct call *c)
{
    struct jx_slice name = call_argument(c, "name");
    struct pack_held *pack;
    if (name.len == 0 || name.len > JX_WORD_MAX || http_body(c->request).len == 0)
        return call_wrong(c, JX_E_USAGE, name.len ? "" : "name");
    jx_status rc = packs_newest(&c->console->packs, c->session, &pack);
    if (rc != JX_OK) return rc;
    rc = read_upload(c, name.ptr, pack);
    packs_release(&c->console->packs, &pack);
    return rc;
}

/* ---- one by its number ---- */

static jx_status find_draft(struct call *c, struct draft **out)
{
    char *end = NULL;
    unsigned long n = strtoul(c->parts[1], &end, 10);
    bool number = end != c->parts[1] && (*end == '\0' || *end == '.') && n <= UINT32_MAX;
    *out = number ? draft_find(&c->desk->drafts, (unsigned)n) : NULL;
    if (*out) return JX_OK;
    call_wrong(c, JX_E_NOT_FOUND, "draft");
    return JX_E_NOT_FOUND;
}

/* The drafts are the thread's alone meanwhile. */
static jx_status with_draft(struct call *c, jx_status (*use)(struct call *c, struct draft *x))
{
    struct draft *x;
    pthread_mutex_lock(&c->desk->drafts.lock);
    jx_status rc = find_draft(c, &x);
    if (rc == JX_OK) rc = use(c, x);
    pthread_mutex_unlock(&c->desk->drafts.lock);
    return rc;
}

static jx_status show(struct call *c, struct draft *x)
{
    return put_one(c, x);
}

jx_status answer_draft(struct call *c)
{
    return with_draft(c, show);
}

static jx_status give_workbook(struct call *c, struct draft *x)
{
    char name[64];
    snprintf(name, sizeof name, "%s-%u.xlsx", jx_form_name(x->document.form).ptr, x->number);
    return file_answer_xlsx(c, &x->document, name);
}

jx_status answer_draft_file(struct call *c)
{
    return with_draft(c, give_workbook);
}

static jx_status remove_draft(struct call *c, struct draft *x)
{
    draft_remove(x);
    jx_json_object(&c->json);
    jx_json_end_object(&c->json);
    return JX_OK;
}

jx_status answer_draft_delete(struct call *c)
{
    return with_draft(c, remove_draft);
}

static int by_number(const void *a, const void *b)
{
    const struct draft *x = *(const struct draft *const *)a, *y = *(const struct draft *const *)b;
    return x->number < y->number ? -1 : x->number > y->number;
}

jx_status answer_drafts(struct call *c)
{
    struct drafts *d = &c->desk->drafts;
    const struct draft *sorted[DRAFTS_MAX];
    unsigned count = 0;
    pthread_mutex_lock(&d->lock);
    for (unsigned i = 0; i < DRAFTS_MAX; i++)
        if (d->items[i].number) sorted[count++] = &d->items[i];
    qsort((void *)sorted, count, sizeof(struct draft *), by_number);
    jx_json_object(&c->json);
    jx_json_key(&c->json, JX_LIT("drafts"));
    jx_json_array(&c->json);
    for (unsigned i = 0; i < count; i++) {
        jx_json_object(&c->json);
        put_head(c, sorted[i]);
        jx_json_end_object(&c->json);
    }
    jx_json_end_array(&c->json);
    jx_json_end_object(&c->json);
    pthread_mutex_unlock(&d->lock);
    return JX_OK;
}

/* ---- correcting ---- */

static jx_status change(struct call *c, struct draft *x)
{
    jx_status rc = correct_draft(c, x);
    return rc == JX_OK ? put_one(c, x) : rc;
}

jx_status answer_draft_change(struct call *c)
{
    return with_draft(c, change);
}

/* ---- from what the county holds, or from nothing ---- */

jx_status answer_draft_from(struct call *c)
{
    struct jx_hash id;
    struct jx_document_answer answer;
    struct jx_document d;
    struct draft *x;
    jx_status rc = call_id(c, c->parts[2], &id);
    if (rc == JX_OK) rc = ask_form(c->session, &id, &answer, &d);
    if (rc != JX_OK) return rc;
    pthread_mutex_lock(&c->desk->drafts.lock);
    rc = draft_add(&c->desk->drafts, &d, &x);
    if (rc == JX_OK) {
        x->file = JX_LIT("");
        x->sheet = JX_ABSENT;
        x->has_parent = true;
        x->parent = id;
        rc = put_one(c, x);
    }
    pthread_mutex_unlock(&c->desk->drafts.lock);
    return rc;
}

jx_status answer_template(struct call *c)
{
    struct jx_slice form;
    struct jx_document d;
    uint64_t year;
    char name[64];
    jx_status rc = call_form(c, &form);
    if (rc == JX_OK) rc = call_number(c, "year", JX_YEAR_FIRST, JX_YEAR_LAST, 0, &year);
    if (rc == JX_OK && form.len == 0) rc = call_wrong(c, JX_E_FORM_UNKNOWN, "form");
    if (rc != JX_OK) return rc;
    const struct jx_fill fill = {
        .form = jx_form_of_name(form), .year = (int32_t)year, .period = JX_ABSENT};
    rc = jx_fill_document(&fill, &c->arena, &d);
    snprintf(name, sizeof name, "%s.xlsx", form.ptr);
    return rc == JX_OK ? file_answer_template(c, &d, name) : rc;
}
