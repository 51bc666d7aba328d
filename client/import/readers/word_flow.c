/* Blocks of a Word document into rows: paragraphs, tables, tables inside tables. */
#include "word_flow.h"

#include "buffer.h"
#include "limits.h"
#include "one_sheet.h"

#include "../../../proto/base/text.h"

#include <stdlib.h>

bool word_flow_add(struct word_flow *f, struct jx_arena *a, struct jx_slice text,
                   struct word_table *table)
{
    struct word_block *b = jx_arena_take(a, sizeof *b);
    if (!b) return false;
    *b = (struct word_block){.text = text, .table = table};
    if (f->last)
        f->last->next = b;
    else
        f->first = b;
    f->last = b;
    return true;
}

void word_flow_join(struct word_flow *f, struct word_flow *from)
{
    if (!from->first) return;
    if (f->last)
        f->last->next = from->first;
    else
        f->first = from->first;
    f->last = from->last;
    *from = (struct word_flow){0};
}

/* ---- rows ---- */

struct builder {
    struct jx_arena *arena;
    struct jx_reader_trouble *trouble;
    struct jx_cell *cells; /* on the heap */
    size_t cell_count, cell_room;
    struct jx_row *rows; /* on the heap */
    size_t row_count, row_room;
    uint32_t columns, tables, paragraphs;
};

static jx_status add_cell(struct builder *b, struct jx_cell c)
{
    struct jx_reader_trouble *t = b->trouble;
    if (b->cell_count >= JX_GRID_CELLS_MAX)
        return jx_reader_fail(t, JX_READER_CELLS_MANY, NULL, JX_GRID_CELLS_MAX);
    struct jx_cell *cells = heap_grown(b->cells, b->cell_count, &b->cell_room, sizeof *cells);
    if (!cells) return jx_reader_fail(t, JX_READER_MEMORY, NULL, 0);
    b->cells = cells;
    b->cells[b->cell_count++] = c;
    if (c.column + c.col_span > b->columns) b->columns = c.column + c.col_span;
    return JX_OK;
}

static jx_status end_row(struct builder *b, size_t first_cell, bool paragraph)
{
    struct jx_reader_trouble *t = b->trouble;
    if (b->row_count >= JX_GRID_ROWS_MAX)
        return jx_reader_fail(t, JX_READER_ROWS_MANY, NULL, JX_GRID_ROWS_MAX);
    struct jx_row *rows = heap_grown(b->rows, b->row_count, &b->row_room, sizeof *rows);
    if (!rows) return jx_reader_fail(t, JX_READER_MEMORY, NULL, 0);
    b->rows = rows;
    b->rows[b->row_count++] = (struct jx_row){(uint32_t)first_cell,
                                              (uint32_t)(b->cell_count - first_cell), paragraph};
    return JX_OK;
}

static jx_status add_paragraph(struct builder *b, struct jx_slice text)
{
    size_t first = b->cell_count;
    uint32_t number = b->paragraphs++;
    if (jx_is_blank(jx_trim(text))) return JX_OK;
    jx_status rc = add_cell(
        b, (struct jx_cell){.row = number, .row_span = 1, .col_span = 1, .text = text});
    return rc == JX_OK ? end_row(b, first, true) : rc;
}

/* ---- cells ---- */

/* The paragraphs of a cell in one text. One paragraph is borrowed. */
static jx_status cell_text(struct builder *b, const struct word_cell *c, struct jx_slice *out)
{
    const struct word_block *only = NULL;
    size_t len = 0, count = 0;
    for (const struct word_block *k = c->content.first; k; k = k->next) {
        if (k->table) continue;
        len += k->text.len + 1;
        count++;
        only = k;
    }
    *out = only ? only->text : JX_LIT("");
    if (count < 2) return JX_OK;
    if (len > JX_READER_CELL_BYTES_MAX)
        return jx_reader_fail(b->trouble, JX_READER_CELL_LONG, NULL, JX_READER_CELL_BYTES_MAX);
    char *to = jx_arena_take(b->arena, len);
    if (!to) return jx_reader_fail_arena(b->trouble, b->arena->status);
    *out = (struct jx_slice){to, len - 1};
    for (const struct word_block *k = c->content.first; k; k = k->next) {
        if (k->table) continue;
        if (k->text.len) memcpy(to, k->text.ptr, k->text.len);
        to += k->text.len;
        *to++ = '\n';
    }
    return JX_OK;
}

/* An empty cell is kept only where it is merged. */
static jx_status place_cell(struct builder *b, const struct word_cell *c, uint32_t row,
                            uint32_t table)
{
    struct jx_slice text;
    jx_status rc = cell_text(b, c, &text);
    if (rc != JX_OK) return rc;
    if (jx_is_blank(jx_trim(text))) text = JX_LIT("");
    if (jx_is_blank(text) && c->rows < 2 && c->span < 2) return JX_OK;
    return add_cell(b, (struct jx_cell){.row = row,
                                        .column = c->column,
                                        .row_span = c->rows,
                                        .col_span = c->span,
                                        .text = text,
                                        .source_line = table,
                                        .ordinal = c->ordinal});
}

/* ---- tables ---- */

/* The cell of the row above that the cell, which begins in that column, goes on from. Both rows are
 * in order of columns, so that *at only moves forward. */
static struct word_cell *cell_above(struct word_cell **at, uint32_t column)
{
    while (*at && (*at)->column < column)
        *at = (*at)->next;
    return *at && (*at)->column == column ? *at : NULL;
}

/* Rows by number. */
struct row_at {
    struct word_row *row;
};

/* Counts the rows that each first cell of a merge reaches, from the last row to the first; a cell
 * that goes on from nothing begins for itself. A deleted cell takes its columns and shows nothing.
 */
static void count_rows(const struct row_at *rows, uint32_t count)
{
    for (uint32_t i = count; i-- > 0;) {
        struct word_cell *above = i > 0 ? rows[i - 1].row->first : NULL;
        for (struct word_cell *c = rows[i].row->first; c; c = c->next) {
            c->rows += 1;
            struct word_cell *from = c->goes_on ? cell_above(&above, c->column) : NULL;
            if (from && from->merged && !from->deleted && !c->deleted)
                from->rows = c->rows;
            else
                c->goes_on = false;
        }
    }
}

struct pending {
    const struct word_table *table;
    struct pending *next;
};

static jx_status lay_out_table(struct builder *b, const struct word_table *t);

/* Tables inside the cells of a row wait until no merged cell reaches over the place. */
static jx_status collect_nested(struct builder *b, const struct word_row *row,
                                struct pending ***end)
{
    for (const struct word_cell *c = row->first; c; c = c->next) {
        if (c->deleted || c->goes_on) continue;
        for (const struct word_block *k = c->content.first; k; k = k->next) {
            if (!k->table) continue;
            struct pending *p = jx_arena_take(b->arena, sizeof *p);
            if (!p) return jx_reader_fail_arena(b->trouble, b->arena->status);
            *p = (struct pending){.table = k->table};
            **end = p;
            *end = &p->next;
        }
    }
    return JX_OK;
}

static jx_status place_row(struct builder *b, const struct word_row *row, uint32_t number,
                           uint32_t table, uint32_t *reach)
{
    size_t first = b->cell_count;
    jx_status rc = JX_OK;
    for (const struct word_cell *c = row->first; c && rc == JX_OK; c = c->next) {
        if (c->goes_on || c->deleted) continue;
        if (number + c->rows > *reach) *reach = number + c->rows;
        rc = place_cell(b, c, number, table);
    }
    return rc == JX_OK ? end_row(b, first, false) : rc;
}

static jx_status place_rows(struct builder *b, const struct row_at *rows, uint32_t count)
{
    struct pending *waiting = NULL, **end = &waiting;
    uint32_t table = ++b->tables, reach = 0;
    jx_status rc = JX_OK;
    for (uint32_t i = 0; i < count && rc == JX_OK; i++) {
        rc = place_row(b, rows[i].row, i, table, &reach);
        if (rc == JX_OK) rc = collect_nested(b, rows[i].row, &end);
        if (reach > i + 1 && i + 1 < count) continue;
        for (const struct pending *p = waiting; p && rc == JX_OK; p = p->next)
            rc = lay_out_table(b, p->table);
        waiting = NULL;
        end = &waiting;
    }
    return rc;
}

static jx_status lay_out_table(struct builder *b, const struct word_table *t)
{
    struct row_at *rows = calloc(t->row_count + 1u, sizeof *rows);
    if (!rows) return jx_reader_fail(b->trouble, JX_READER_MEMORY, NULL, 0);
    uint32_t count = 0;
    for (struct word_row *r = t->first; r; r = r->next)
        rows[count++].row = r;
    count_rows(rows, count);
    jx_status rc = place_rows(b, rows, count);
    free(rows);
    return rc;
}

/* ---- the whole ---- */

static jx_status keep(const struct builder *b, struct jx_grid *out)
{
    struct one_sheet read = {b->cells, b->cell_count, b->rows, b->row_count, b->columns};
    return one_sheet_keep(&read, JX_ADDRESS_TABLE, b->arena, b->trouble, out);
}

jx_status word_flow_lay_out(const struct word_flow *f, struct jx_arena *a,
                            struct jx_reader_trouble *t, struct jx_grid *out)
{
    struct builder b = {.arena = a, .trouble = t};
    jx_status rc = JX_OK;
    for (const struct word_block *k = f->first; k && rc == JX_OK; k = k->next)
        rc = k->table ? lay_out_table(&b, k->table) : add_paragraph(&b, k->text);
    if (rc == JX_OK) rc = keep(&b, out);
    free(b.cells);
    free(b.rows);
    return rc;
}
