/* From grid to documents: rows, regions, a form for each, then what is left over. */
#include "importer.h"

#include <stdlib.h>

static enum jx_form form_of(enum jx_word kind)
{
    switch (kind) {
    case JX_TITLE_SELF_EVALUATION:
        return JX_FORM_self_evaluation;
    case JX_TITLE_MONITORING:
        return JX_FORM_monitoring;
    case JX_TITLE_TARGET:
        return JX_FORM_target;
    case JX_TITLE_EVALUATION:
        return JX_FORM_evaluation;
    case JX_TITLE_PROJECT_LIST:
        return JX_FORM_project_list;
    case JX_TITLE_EVALUATION_SUMMARY:
        return JX_FORM_evaluation_summary;
    default:
        return JX_FORM_UNKNOWN;
    }
}

static void read_form(struct importer *im, const struct region *r)
{
    enum jx_form form = form_of(r->kind);
    uint32_t report_first = im->report.open ? im->report.first_line : JX_NO_LINE;
    struct draft *d = draft_new(im, form, r->first);
    if (!d) return;
    if (form == JX_FORM_project_list || form == JX_FORM_evaluation_summary)
        read_listing(im, r, d);
    else
        read_project_form(im, r, d);
    if (form == JX_FORM_evaluation)
        read_narrative(im, d, report_first == JX_NO_LINE ? r->first : report_first, r->end);
}

static void read_region(struct importer *im, const struct region *r)
{
    bool table = !jx_is_absent(r->accounts_key);
    if (r->kind == JX_TITLE_REPORT)
        read_report_cover(im, r);
    else if (r->kind == JX_TITLE_FINAL_ACCOUNTS && table)
        read_accounts_table(im, r);
    else if (r->kind == JX_TITLE_FINAL_ACCOUNTS)
        read_accounts_cover(im, r);
    else if (form_of(r->kind) != JX_FORM_UNKNOWN)
        read_form(im, r);
}

/* A cover without tables is no document; it was only a line that looked like one. */
static bool is_empty_accounts(const struct draft *d)
{
    return d->document.form == JX_FORM_final_accounts &&
           d->document.body.final_accounts->tables.count == 0;
}

static void finish_accounts(struct importer *im)
{
    for (uint32_t i = 0; i < im->draft_count; i++) {
        struct draft *d = im->drafts[i];
        if (d->document.form == JX_FORM_final_accounts && !is_empty_accounts(d))
            read_narrative(im, d, d->first_line, d->end_line);
    }
}

static jx_status hand_out_documents(struct importer *im, struct jx_import_result *out)
{
    out->documents = jx_arena_array(im->arena, im->draft_count, sizeof *out->documents);
    if (!out->documents) return im->arena->status;
    for (uint32_t i = 0; i < im->draft_count; i++) {
        struct draft *d = im->drafts[i];
        if (is_empty_accounts(d)) continue;
        struct jx_imported *o = &out->documents[out->document_count++];
        *o = (struct jx_imported){.document = d->document,
                                  .sheet = d->sheet,
                                  .places = d->places,
                                  .place_count = d->place_count,
                                  .prints = d->prints};
        jx_status rc = jx_document_check(&o->document, im->arena, &o->trouble);
        if (rc == JX_E_NO_MEMORY || (rc != JX_OK && im->arena->status != JX_OK)) return rc;
    }
    return JX_OK;
}

/* Every cell with text that nothing claimed. */
static jx_status hand_out_unplaced(struct importer *im, struct jx_import_result *out)
{
    uint32_t room = 0;
    for (uint32_t line = 0; line < im->line_count; line++) {
        const struct line *l = &im->lines[line];
        if (is_furniture(im, line)) set_line_fate(im, line, FATE_LAYOUT);
        const struct item *items = line_items(im, line);
        for (uint32_t i = 0; i < l->count; i++) {
            if (items[i].above || im->fates[l->sheet][items[i].cell] != FATE_UNSEEN) continue;
            struct jx_import_cell *cells = grown(im, out->unplaced, out->unplaced_count, &room,
                                                 sizeof *cells);
            if (!cells) return im->status;
            out->unplaced = cells;
            out->unplaced[out->unplaced_count++] = (struct jx_import_cell){l->sheet, items[i].cell};
        }
    }
    return im->status;
}

jx_status jx_import(const struct jx_grid *grid, const struct jx_vocabulary *v, struct jx_arena *a,
                    struct jx_import_result *out)
{
    *out = (struct jx_import_result){0};
    struct importer im = {.arena = a, .words = v, .grid = grid};
    struct region *regions = NULL;
    uint32_t count = 0;
    jx_status rc = rows_build(&im);
    if (rc == JX_OK) rc = regions_find(&im, &regions, &count);
    for (uint32_t i = 0; i < count && rc == JX_OK; i++) {
        read_region(&im, &regions[i]);
        rc = im.status;
    }
    if (rc == JX_OK) finish_accounts(&im);
    if (rc == JX_OK) rc = find_repeats(&im, regions, count, out);
    if (rc == JX_OK) rc = hand_out_documents(&im, out);
    if (rc == JX_OK) rc = hand_out_unplaced(&im, out);
    return rc;
}

/* ---- places ---- */

const struct jx_import_place *jx_import_place_of(const struct jx_imported *d,
                                                 struct jx_slice pointer)
{
    while (pointer.len > 0) {
        for (uint32_t i = 0; i < d->place_count; i++) {
            struct jx_slice p = d->places[i].pointer;
            if (jx_slice_eq(p, pointer)) return &d->places[i];
            if (jx_starts_with(p, pointer) && p.ptr[pointer.len] == '/') return &d->places[i];
        }
        while (pointer.len > 0 && pointer.ptr[pointer.len - 1] != '/')
            pointer.len--;
        if (pointer.len) pointer.len--;
    }
    return NULL;
}
