/* Cells of a sheet as a print shows them: merges joined, hidden rows and columns gone. */
#include "workbook.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

struct merge {
    struct raw_merge at;
    struct jx_slice text;
};

/* Which merge a column belongs to in the row at hand, and the row behind that merge. */
struct column_state {
    uint32_t until, merge;
};

struct layout {
    struct workbook *workbook;
    struct raw_sheet *raw;
    uint32_t rows, columns;   /* used */
    uint32_t *visible_before; /* on the heap: visible rows in front of each row, and of the end */
    bool *hidden_column;      /* on the heap */
    struct merge *merges;     /* on the heap, by their first cell; those that hold */
    uint32_t merge_count;
    struct column_state *states; /* on the heap, one for each column */
    struct jx_cell *cells;       /* on the heap */
    size_t cell_count, cell_room;
    int64_t work;
};

static struct jx_reader_trouble *trouble_of(const struct layout *l)
{
    return l->workbook->package->trouble;
}

static jx_status out_of_memory(const struct layout *l)
{
    return jx_reader_fail(trouble_of(l), JX_READER_MEMORY, NULL, 0);
}

/* ---- order ---- */

static int by_place(uint32_t row_a, uint32_t column_a, uint32_t row_b, uint32_t column_b)
{
    if (row_a != row_b) return row_a < row_b ? -1 : 1;
    return (column_a > column_b) - (column_a < column_b);
}

static int by_raw_cell(const void *a, const void *b)
{
    const struct raw_cell *x = a, *y = b;
    return by_place(x->row, x->column, y->row, y->column);
}

static int by_raw_merge(const void *a, const void *b)
{
    const struct raw_merge *x = a, *y = b;
    return by_place(x->row, x->column, y->row, y->column);
}

static int by_cell(const void *a, const void *b)
{
    const struct jx_cell *x = a, *y = b;
    return by_place(x->row, x->column, y->row, y->column);
}

static int by_row(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static bool is_ordered(const struct raw_sheet *raw)
{
    for (size_t i = 1; i < raw->cell_count; i++)
        if (by_raw_cell(&raw->cells[i - 1], &raw->cells[i]) >= 0) return false;
    return true;
}

/* Programs write cells in order. Two for one place are damage: Excel asks to repair such a file,
 * and nobody knows which one it keeps. */
static jx_status put_in_order(struct layout *l)
{
    struct raw_sheet *raw = l->raw;
    if (!is_ordered(raw)) {
        qsort(raw->cells, raw->cell_count, sizeof *raw->cells, by_raw_cell);
        for (size_t i = 1; i < raw->cell_count; i++)
            if (by_raw_cell(&raw->cells[i - 1], &raw->cells[i]) == 0) {
                char where[JX_READER_WHERE_BYTES];
                workbook_print_cell(raw->name, raw->cells[i].row, raw->cells[i].column, where);
                return jx_reader_fail(trouble_of(l), JX_READER_PART_DAMAGED, where, 0);
            }
    }
    if (raw->merge_count) qsort(raw->merges, raw->merge_count, sizeof *raw->merges, by_raw_merge);
    if (raw->hidden_row_count)
        qsort(raw->hidden_rows, raw->hidden_row_count, sizeof *raw->hidden_rows, by_row);
    return JX_OK;
}

/* ---- what is used ---- */

/* A merge far beyond the text, such as one over a whole row, reaches only as far as the text. */
enum { ROWS_BEYOND = 1000, COLUMNS_BEYOND = 256 };

static void clip(struct raw_merge *m, uint32_t text_rows, uint32_t text_columns)
{
    if (m->last_row >= text_rows + ROWS_BEYOND)
        m->last_row = text_rows > m->row ? text_rows - 1 : m->row;
    if (m->last_column >= text_columns + COLUMNS_BEYOND)
        m->last_column = text_columns > m->column ? text_columns - 1 : m->column;
}

static void measure(struct layout *l)
{
    struct raw_sheet *raw = l->raw;
    for (size_t i = 0; i < raw->cell_count; i++) {
        if (raw->cells[i].row >= l->rows) l->rows = raw->cells[i].row + 1;
        if (raw->cells[i].column >= l->columns) l->columns = raw->cells[i].column + 1;
    }
    uint32_t text_rows = l->rows, text_columns = l->columns;
    size_t kept = 0;
    for (size_t i = 0; i < raw->merge_count; i++) {
        struct raw_merge m = raw->merges[i];
        clip(&m, text_rows, text_columns);
        if (m.row >= text_rows || m.column >= text_columns) continue; /* no text near it */
        if (m.row == m.last_row && m.column == m.last_column) continue;
        raw->merges[kept++] = m;
        if (m.last_row >= l->rows) l->rows = m.last_row + 1;
        if (m.last_column >= l->columns) l->columns = m.last_column + 1;
    }
    raw->merge_count = kept;
}

static jx_status find_hidden(struct layout *l)
{
    const struct raw_sheet *raw = l->raw;
    l->visible_before = calloc(l->rows + 1u, sizeof *l->visible_before);
    l->hidden_column = calloc(l->columns + 1u, sizeof *l->hidden_column);
    if (!l->visible_before || !l->hidden_column) return out_of_memory(l);
    size_t next = 0;
    uint32_t visible = 0;
    for (uint32_t row = 0; row < l->rows; row++) {
        l->visible_before[row] = visible;
        while (next < raw->hidden_row_count && raw->hidden_rows[next] < row)
            next++;
        visible += next >= raw->hidden_row_count || raw->hidden_rows[next] != row;
    }
    l->visible_before[l->rows] = visible;
    for (size_t i = 0; i < raw->hidden_column_count; i++)
        for (uint32_t c = raw->hidden_columns[i].first;
             c <= raw->hidden_columns[i].last && c < l->columns; c++)
            l->hidden_column[c] = true;
    return JX_OK;
}

static bool is_row_visible(const struct layout *l, uint32_t row)
{
    return l->visible_before[row] != l->visible_before[row + 1];
}

/* ---- merges ---- */

static bool overlaps(const struct layout *l, const struct raw_merge *m)
{
    for (uint32_t c = m->column; c <= m->last_column; c++)
        if (l->states[c].until > m->row) return true;
    return false;
}

static void note_overlap(const struct layout *l, const struct raw_merge *m)
{
    struct jx_reader_trouble *t = trouble_of(l);
    if (t->merges_dropped++ > 0) return;
    char end[JX_READER_WHERE_BYTES];
    workbook_print_cell(l->raw->name, m->row, m->column, t->first_merge);
    workbook_print_cell(JX_LIT(""), m->last_row, m->last_column, end);
    size_t n = strlen(t->first_merge);
    snprintf(t->first_merge + n, sizeof t->first_merge - n, ":%s", end + 1);
}

/* The merges that begin in the row, unless a merge that began before reaches there. */
static jx_status open_merges(struct layout *l, uint32_t row, size_t *next)
{
    for (; *next < l->raw->merge_count && l->raw->merges[*next].row == row; ++*next) {
        const struct raw_merge *m = &l->raw->merges[*next];
        l->work += m->last_column - m->column + 1;
        if (l->work > JX_READER_MERGE_WORK_MAX)
            return jx_reader_fail(trouble_of(l), JX_READER_MERGES_MANY, NULL,
                                  JX_READER_MERGE_WORK_MAX);
        if (overlaps(l, m)) {
            note_overlap(l, m);
            continue;
        }
        for (uint32_t c = m->column; c <= m->last_column; c++)
            l->states[c] = (struct column_state){m->last_row + 1, l->merge_count};
        l->merges[l->merge_count++] = (struct merge){.at = *m, .text = JX_LIT("")};
    }
    return JX_OK;
}

static jx_status add_cell(struct layout *l, struct jx_cell c)
{
    struct jx_cell *cells = heap_grown(l->cells, l->cell_count, &l->cell_room, sizeof *cells);
    if (!cells) return out_of_memory(l);
    l->cells = cells;
    l->cells[l->cell_count++] = c;
    return JX_OK;
}

/* A cell under a merge is not shown; the text of a merge is that of its first cell. */
static jx_status place_cell(struct layout *l, const struct raw_cell *c)
{
    const struct column_state *s = &l->states[c->column];
    if (s->until > c->row) {
        struct merge *m = &l->merges[s->merge];
        if (m->at.row == c->row && m->at.column == c->column) m->text = c->text;
        return JX_OK;
    }
    if (!is_row_visible(l, c->row) || l->hidden_column[c->column]) return JX_OK;
    return add_cell(
        l, (struct jx_cell){
               .row = c->row, .column = c->column, .row_span = 1, .col_span = 1, .text = c->text});
}

/* A merge stands in its first visible cell, wherever that is. */
static jx_status place_merge(struct layout *l, const struct merge *m)
{
    uint32_t row = m->at.row, column = m->at.column;
    while (row <= m->at.last_row && !is_row_visible(l, row))
        row++;
    while (column <= m->at.last_column && l->hidden_column[column])
        column++;
    if (row > m->at.last_row || column > m->at.last_column) return JX_OK;
    uint32_t rows = l->visible_before[m->at.last_row + 1] - l->visible_before[row];
    return add_cell(l, (struct jx_cell){.row = row,
                                        .column = column,
                                        .row_span = rows,
                                        .col_span = m->at.last_column - column + 1,
                                        .text = m->text});
}

static jx_status place_all(struct layout *l)
{
    const struct raw_sheet *raw = l->raw;
    size_t next_merge = 0, next_cell = 0;
    jx_status rc = JX_OK;
    for (uint32_t row = 0; row < l->rows && rc == JX_OK; row++) {
        rc = open_merges(l, row, &next_merge);
        while (rc == JX_OK && next_cell < raw->cell_count && raw->cells[next_cell].row == row)
            rc = place_cell(l, &raw->cells[next_cell++]);
    }
    for (uint32_t i = 0; i < l->merge_count && rc == JX_OK; i++)
        rc = place_merge(l, &l->merges[i]);
    if (l->merge_count > 0 && l->cell_count > 0)
        qsort(l->cells, l->cell_count, sizeof *l->cells, by_cell);
    return rc;
}

/* ---- into the arena ---- */

static void fill_rows(const struct layout *l, struct jx_sheet *out)
{
    uint32_t cell = 0;
    for (uint32_t row = 0; row < l->rows; row++) {
        if (!is_row_visible(l, row)) continue;
        struct jx_row *r = &out->rows[l->visible_before[row]];
        r->first = cell;
        while (cell < out->cell_count && out->cells[cell].row == row)
            cell++;
        r->count = cell - r->first;
    }
}

static jx_status keep(struct layout *l, struct jx_sheet *out)
{
    struct jx_arena *a = l->workbook->package->arena;
    assert(l->visible_before);
    uint32_t rows = l->visible_before[l->rows];
    l->workbook->rows += rows;
    if (l->workbook->rows > JX_GRID_ROWS_MAX)
        return jx_reader_fail(trouble_of(l), JX_READER_ROWS_MANY, NULL, JX_GRID_ROWS_MAX);
    if (l->cell_count > JX_GRID_CELLS_MAX)
        return jx_reader_fail(trouble_of(l), JX_READER_CELLS_MANY, NULL, JX_GRID_CELLS_MAX);
    *out = (struct jx_sheet){.name = l->raw->name,
                             .cells = jx_arena_array(a, l->cell_count, sizeof *out->cells),
                             .cell_count = (uint32_t)l->cell_count,
                             .rows = jx_arena_array(a, rows, sizeof *out->rows),
                             .row_count = rows,
                             .column_count = l->columns};
    if (!out->cells || !out->rows) return jx_reader_fail_arena(trouble_of(l), a->status);
    if (l->cell_count) memcpy(out->cells, l->cells, l->cell_count * sizeof *l->cells);
    fill_rows(l, out);
    return JX_OK;
}

jx_status workbook_lay_out(struct workbook *w, struct raw_sheet *raw, struct jx_sheet *out)
{
    struct layout l = {.workbook = w, .raw = raw};
    jx_status rc = put_in_order(&l);
    measure(&l);
    l.merges = calloc(raw->merge_count + 1u, sizeof *l.merges);
    l.states = calloc(l.columns + 1u, sizeof *l.states);
    if (rc == JX_OK) rc = l.merges && l.states ? find_hidden(&l) : out_of_memory(&l);
    if (rc == JX_OK) rc = place_all(&l);
    if (rc == JX_OK) rc = keep(&l, out);
    free(l.visible_before);
    free(l.hidden_column);
    free(l.merges);
    free(l.states);
    free(l.cells);
    return rc;
}

jx_status workbook_lay_out_beside(struct workbook *w, struct jx_slice name,
                                  const struct raw_cell *texts, size_t count,
                                  enum jx_sheet_part part, struct jx_sheet *out)
{
    struct package *p = w->package;
    w->rows += (uint32_t)count;
    w->cells += (uint32_t)count;
    if (w->rows > JX_GRID_ROWS_MAX)
        return jx_reader_fail(p->trouble, JX_READER_ROWS_MANY, NULL, JX_GRID_ROWS_MAX);
    *out = (struct jx_sheet){.name = name,
                             .part = part,
                             .cells = jx_arena_array(p->arena, count, sizeof *out->cells),
                             .cell_count = (uint32_t)count,
                             .rows = jx_arena_array(p->arena, count, sizeof *out->rows),
                             .row_count = (uint32_t)count,
                             .column_count = 1};
    if (!out->cells || !out->rows) return jx_reader_fail_arena(p->trouble, p->arena->status);
    for (uint32_t i = 0; i < count; i++) {
        const struct raw_cell *c = &texts[i];
        out->cells[i] = (struct jx_cell){
            .row = c->row, .column = c->column, .row_span = 1, .col_span = 1, .text = c->text};
        out->rows[i] = (struct jx_row){i, 1, true};
        if (c->column >= out->column_count) out->column_count = c->column + 1;
    }
    return JX_OK;
}
