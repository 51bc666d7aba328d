/* Text boxes that lie over a sheet: their text, and the cell that their corner is in. */
#include "workbook.h"

#include "../../../proto/base/text.h"

#include <stdio.h>

struct reading {
    struct workbook *workbook;
    struct raw_sheet *sheet;
    struct buffer text, digits;
    uint32_t row, column;
    unsigned skipped;
    bool in_anchor, in_from, in_number, in_body, in_text;
};

static bool is_anchor(const char *name)
{
    return strcmp(name, "twoCellAnchor") == 0 || strcmp(name, "oneCellAnchor") == 0 ||
           strcmp(name, "absoluteAnchor") == 0;
}

static bool is_hidden(const char *name, const char *const *attributes)
{
    return strcmp(name, "cNvPr") == 0 && xml_flag(xml_attribute(attributes, "hidden"), false);
}

static void begin_anchor(struct reading *r)
{
    r->in_anchor = true;
    r->row = r->column = 0;
    r->text.len = 0;
}

/* Paragraphs, and the boxes of a group, each in a line of its own. */
static void begin_line(struct reading *r)
{
    if (r->text.len > 0 && r->text.ptr[r->text.len - 1] != '\n') buffer_put_char(&r->text, '\n');
}

static jx_status on_start(void *ctx, const char *name, const char *const *attributes)
{
    struct reading *r = ctx;
    if (r->skipped > 0 || strcmp(name, "Fallback") == 0) {
        r->skipped++;
        return JX_OK;
    }
    if (is_anchor(name)) begin_anchor(r);
    if (is_hidden(name, attributes)) r->in_anchor = false;
    if (!r->in_anchor) return JX_OK;
    if (strcmp(name, "from") == 0) r->in_from = true;
    if (r->in_from && (strcmp(name, "row") == 0 || strcmp(name, "col") == 0)) {
        r->in_number = true;
        r->digits.len = 0;
    }
    if (strcmp(name, "txBody") == 0) r->in_body = true;
    if (r->in_body && strcmp(name, "p") == 0) begin_line(r);
    if (r->in_body && strcmp(name, "br") == 0) buffer_put_char(&r->text, '\n');
    if (r->in_body && strcmp(name, "t") == 0) r->in_text = true;
    return JX_OK;
}

static jx_status add_box(struct reading *r)
{
    struct workbook *w = r->workbook;
    struct raw_sheet *s = r->sheet;
    struct jx_reader_trouble *t = w->package->trouble;
    struct jx_slice text = jx_trim(buffer_slice(&r->text));
    if (text.len == 0) return JX_OK;
    if (s->box_count >= JX_READER_BOXES_MAX)
        return jx_reader_fail(t, JX_READER_CELLS_MANY, NULL, JX_READER_BOXES_MAX);
    struct raw_cell *boxes = heap_grown(s->boxes, s->box_count, &s->box_room, sizeof *boxes);
    if (!boxes) return jx_reader_fail(t, JX_READER_MEMORY, NULL, 0);
    s->boxes = boxes;
    struct jx_slice kept = jx_arena_copy(w->package->arena, text);
    if (jx_is_absent(kept)) return jx_reader_fail_arena(t, w->package->arena->status);
    s->boxes[s->box_count++] = (struct raw_cell){r->row, r->column, kept};
    return JX_OK;
}

static uint32_t number(const struct reading *r, uint32_t max)
{
    char digits[16];
    snprintf(digits, sizeof digits, "%.*s", (int)(r->digits.len < 15 ? r->digits.len : 15),
             r->digits.ptr ? r->digits.ptr : "");
    uint32_t n = xml_number(digits, 0);
    return n < max ? n : max - 1;
}

static jx_status on_end(void *ctx, const char *name)
{
    struct reading *r = ctx;
    if (r->skipped > 0) {
        r->skipped--;
        return JX_OK;
    }
    if (!r->in_anchor) return JX_OK;
    if (r->in_number && strcmp(name, "row") == 0) r->row = number(r, WORKBOOK_ROWS);
    if (r->in_number && strcmp(name, "col") == 0) r->column = number(r, JX_GRID_COLUMNS_MAX);
    r->in_number = r->in_text = false;
    if (strcmp(name, "from") == 0) r->in_from = false;
    if (strcmp(name, "txBody") == 0) r->in_body = false;
    if (!is_anchor(name)) return JX_OK;
    r->in_anchor = false;
    return add_box(r);
}

static jx_status on_text(void *ctx, struct jx_slice s)
{
    struct reading *r = ctx;
    if (r->skipped > 0 || !r->in_anchor) return JX_OK;
    if (r->in_number) buffer_put(&r->digits, s);
    if (r->in_text) buffer_put(&r->text, s);
    if (r->text.status == JX_E_TEXT_LONG || r->digits.status == JX_E_TEXT_LONG) {
        char where[JX_READER_WHERE_BYTES];
        workbook_print_cell(r->sheet->name, r->row, r->column, where);
        return jx_reader_fail(r->workbook->package->trouble, JX_READER_CELL_LONG, where,
                              JX_READER_CELL_BYTES_MAX);
    }
    return JX_OK;
}

jx_status workbook_read_boxes(struct workbook *w, struct jx_slice sheet, struct raw_sheet *out)
{
    enum { NUMBER_BYTES_MAX = 4096 };
    struct relations relations;
    jx_status rc = package_relations(w->package, sheet, &relations);
    if (rc != JX_OK) return rc;
    const struct relation *drawing = relation_of_kind(&relations, "drawing");
    if (!drawing || !zip_parts_has(w->package->parts, drawing->part)) return JX_OK;
    struct reading r = {.workbook = w, .sheet = out};
    buffer_init(&r.text, JX_READER_CELL_BYTES_MAX);
    buffer_init(&r.digits, NUMBER_BYTES_MAX);
    const struct xml_events events = {&r, on_start, on_end, on_text};
    rc = package_read(w->package, drawing->part, &events);
    if (rc == JX_OK && (r.text.status != JX_OK || r.digits.status != JX_OK))
        rc = jx_reader_fail(w->package->trouble, JX_READER_MEMORY, NULL, 0);
    buffer_clear(&r.text);
    buffer_clear(&r.digits);
    return rc;
}
