/* From grid to documents: rows, regions, a form for each, then what is left over. */
#include "project_form.h"

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
    if (read_project_table(im, r, form)) return;
    struct draft *d = draft_new(im, form, r->first);
    if (!d) return;
    if (form == JX_FORM_project_list || form == JX_FORM_evaluation_summary)
        read_listing(im, r, d);
    else
        read_project_form(im, r, d);
    if (form == JX_FORM_evaluation)
        read_narrative(im, d, report_first == JX_NO_LINE ? r->first : report_first, r->end);
}

static void read_printed(struct importer *im, const struct region *r)
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

/* What the form keeps behind its fields is no part of its print. */
static void read_region(struct importer *im, const struct region *r)
{
    struct region printed = *r;
    printed.end = r->first;
    while (printed.end < r->end && !begins_kept(im, printed.end))
        printed.end++;
    read_printed(im, &printed);
    if (printed.end == r->end || im->draft_count == 0 || im->status != JX_OK) return;
    struct draft *d = im->drafts[im->draft_count - 1];
    read_kept(im, d, printed.end, r->end);
    d->end_line = r->end;
}

/* A title without a table: the form may be printed as text, its cells divided by white space. The
 * document stands where its title does. */
static void read_as_text(struct importer *im, const struct region *r)
{
    if (r->kind != JX_WORD_NONE || r->title == JX_NO_LINE || r->repeats) return;
    struct jx_slice key;
    enum jx_word kind = title_of(im, r->title, &key);
    if (form_of(kind) == JX_FORM_UNKNOWN || !jx_is_absent(key)) return;
    uint32_t items = im->item_count;
    uint32_t first = rows_split(im, r->first, r->end), end = im->line_count;
    bool found = false;
    for (uint32_t line = first; line < end && !found; line++)
        found = is_indicators_heading(im, line);
    if (!found || im->status != JX_OK) {
        im->line_count = first;
        im->item_count = items;
        return;
    }
    struct region text = {.kind = kind, .first = first, .end = end, .title = first};
    im->lines[first] = im->lines[r->title]; /* a title is not cut */
    read_region(im, &text);
    struct draft *d = im->drafts[im->draft_count - 1];
    d->first_line = r->first;
    d->end_line = r->end;
}

static int by_first_line(const void *a, const void *b)
{
    const struct draft *x = *(struct draft *const *)a, *y = *(struct draft *const *)b;
    return (x->first_line > y->first_line) - (x->first_line < y->first_line);
}

static jx_status read_texts(struct importer *im, const struct region *regions, uint32_t count)
{
    uint32_t before = im->draft_count;
    for (uint32_t i = 0; i < count && im->status == JX_OK; i++)
        read_as_text(im, &regions[i]);
    if (im->draft_count > before)
        qsort(im->drafts, im->draft_count, sizeof(struct draft *), by_first_line);
    return im->status;
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
    if (!out->documents) return jx_arena_failure(im->arena);
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

/* Parts of one paragraph follow one another; the paragraph is handed out once. */
static bool is_last(const struct jx_import_result *out, struct jx_import_cell cell)
{
    if (out->unplaced_count == 0) return false;
    const struct jx_import_cell *last = &out->unplaced[out->unplaced_count - 1];
    return last->sheet == cell.sheet && last->cell == cell.cell;
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
            uint8_t fate = items[i].part ? items[i].fate : im->fates[l->sheet][items[i].cell];
            struct jx_import_cell cell = {l->sheet, items[i].cell};
            if (items[i].above || fate != FATE_UNSEEN || is_last(out, cell)) continue;
            struct jx_import_cell *cells = grown(im, out->unplaced, out->unplaced_count, &room,
                                                 sizeof *cells);
            if (!cells) return im->status;
            out->unplaced = cells;
            out->unplaced[out->unplaced_count++] = cell;
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
    if (rc == JX_OK) rc = read_texts(&im, regions, count);
    if (rc == JX_OK) rc = find_twins(&im, out);
    if (rc == JX_OK) rc = hand_out_documents(&im, out);
    if (rc == JX_OK) rc = hand_out_unplaced(&im, out);
    out->fates = im.fates;
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
