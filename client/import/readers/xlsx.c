/* A workbook: its sheets in order, and the parts that all of them need. */
#include "xlsx.h"

#include "workbook.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- the list of sheets ---- */

static jx_status add_sheet(struct workbook *w, const char *const *attributes)
{
    struct jx_reader_trouble *t = w->package->trouble;
    struct jx_arena *a = w->package->arena;
    const char *name = xml_attribute(attributes, "name"), *id = xml_attribute(attributes, "id"),
               *state = xml_attribute(attributes, "state");
    if (!id) return JX_OK;
    if (w->listed_count >= JX_GRID_SHEETS_MAX)
        return jx_reader_fail(t, JX_READER_SHEETS_MANY, NULL, JX_GRID_SHEETS_MAX);
    struct listed_sheet *listed = heap_grown(w->listed, w->listed_count, &w->listed_room,
                                             sizeof *listed);
    if (!listed) return jx_reader_fail(t, JX_READER_MEMORY, NULL, 0);
    w->listed = listed;
    struct listed_sheet s = {.name = jx_arena_copy(a, jx_slice_of(name ? name : "")),
                             .id = jx_arena_copy(a, jx_slice_of(id)),
                             .hidden = state && strcmp(state, "visible") != 0};
    if (a->status != JX_OK) return jx_reader_fail_arena(t, a->status);
    w->listed[w->listed_count++] = s;
    return JX_OK;
}

static jx_status on_start(void *ctx, const char *name, const char *const *attributes)
{
    struct workbook *w = ctx;
    if (strcmp(name, "sheet") == 0) return add_sheet(w, attributes);
    if (strcmp(name, "workbookPr") == 0)
        w->from_1904 = xml_flag(xml_attribute(attributes, "date1904"), false);
    return JX_OK;
}

/* ---- reading ---- */

static jx_status read_shared_parts(struct workbook *w, const struct relations *relations)
{
    const struct relation *strings = relation_of_kind(relations, "sharedStrings"),
                          *styles = relation_of_kind(relations, "styles");
    const struct package *p = w->package;
    jx_status rc = JX_OK;
    if (strings && zip_parts_has(p->parts, strings->part))
        rc = workbook_read_strings(w, strings->part);
    if (rc == JX_OK && styles && zip_parts_has(p->parts, styles->part))
        rc = workbook_read_styles(w, styles->part);
    return rc;
}

static jx_status lay_out_beside(struct workbook *w, const struct raw_sheet *raw,
                                const struct raw_cell *texts, size_t count, enum jx_sheet_part part,
                                struct jx_grid *out)
{
    if (count == 0) return JX_OK;
    struct jx_sheet *s = &out->sheets[out->sheet_count++];
    return workbook_lay_out_beside(w, raw->name, texts, count, part, s);
}

static jx_status lay_out(struct workbook *w, struct raw_sheet *raw, struct jx_grid *out)
{
    jx_status rc = workbook_lay_out(w, raw, &out->sheets[out->sheet_count++]);
    if (rc == JX_OK) rc = lay_out_beside(w, raw, raw->boxes, raw->box_count, JX_PART_BOXES, out);
    if (rc == JX_OK)
        rc = lay_out_beside(w, raw, raw->margins, raw->margin_count, JX_PART_MARGINS, out);
    return rc;
}

static jx_status read_sheet(struct workbook *w, const struct listed_sheet *listed,
                            struct jx_slice part, struct jx_grid *out)
{
    struct raw_sheet raw = {.name = listed->name};
    jx_status rc = workbook_read_sheet(w, part, &raw);
    if (rc == JX_OK) rc = workbook_read_boxes(w, part, &raw);
    if (rc == JX_OK) rc = lay_out(w, &raw, out);
    raw_sheet_clear(&raw);
    return rc;
}

/* Charts and macros are listed as sheets too, but are none. */
static const struct relation *part_of(const struct listed_sheet *s,
                                      const struct relations *relations)
{
    const struct relation *r = s->hidden ? NULL : relation_of_id(relations, s->id.ptr);
    return r && jx_slice_eq(r->kind, JX_LIT("worksheet")) ? r : NULL;
}

static jx_status read_sheets(struct workbook *w, const struct relations *relations,
                             struct jx_grid *out)
{
    struct package *p = w->package;
    enum { PARTS_OF_A_SHEET = 3 };
    out->sheets = jx_arena_array(p->arena, w->listed_count * PARTS_OF_A_SHEET, sizeof *out->sheets);
    if (!out->sheets) return jx_reader_fail_arena(p->trouble, p->arena->status);
    jx_status rc = JX_OK;
    for (size_t i = 0; i < w->listed_count && rc == JX_OK; i++) {
        const struct relation *r = part_of(&w->listed[i], relations);
        if (r) rc = read_sheet(w, &w->listed[i], r->part, out);
    }
    return rc;
}

static bool set_general(struct workbook *w)
{
    w->general = jx_arena_take(w->package->arena, sizeof *w->general);
    return w->general && number_format_parse(JX_LIT("General"), w->package->arena, w->general);
}

jx_status xlsx_read(struct package *p, struct jx_slice workbook, struct jx_grid *out)
{
    *out = (struct jx_grid){.style = JX_ADDRESS_SHEET};
    struct workbook w = {.package = p};
    const struct xml_events events = {.ctx = &w, .start = on_start};
    struct relations relations;
    jx_status rc = package_relations(p, workbook, &relations);
    if (rc == JX_OK && !set_general(&w)) rc = jx_reader_fail_arena(p->trouble, p->arena->status);
    if (rc == JX_OK) rc = package_read(p, workbook, &events);
    if (rc == JX_OK) rc = read_shared_parts(&w, &relations);
    if (rc == JX_OK) rc = read_sheets(&w, &relations, out);
    free(w.listed);
    free(w.strings);
    free(w.styles);
    return rc;
}
