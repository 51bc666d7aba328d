/* Separated cells: what separates them, quotes, rows. */
#include "csv.h"

#include "buffer.h"
#include "limits.h"
#include "one_sheet.h"

#include "../../../proto/base/text.h"

#include <stdio.h>
#include <stdlib.h>

struct reading {
    struct jx_slice text;
    size_t at;
    char separator;
    struct jx_arena *arena;
    struct jx_reader_trouble *trouble;
    struct jx_cell *cells; /* on the heap */
    size_t cell_count, cell_room;
    struct jx_row *rows; /* on the heap */
    size_t row_count, row_room;
    uint32_t columns;
};

static jx_status fail(struct reading *r, enum jx_reader_problem p, int64_t limit)
{
    char where[JX_READER_WHERE_BYTES];
    snprintf(where, sizeof where, "%zu", r->row_count + 1);
    return jx_reader_fail(r->trouble, p, where, limit);
}

/* ---- what separates ---- */

enum { SEPARATORS = 3 };
static const char separators[SEPARATORS] = {'\t', ';', ','};

struct count {
    size_t rows, marks; /* rows that have the mark, marks in all */
};

static void count_row(struct count counts[SEPARATORS], const size_t marks[SEPARATORS])
{
    for (size_t k = 0; k < SEPARATORS; k++) {
        counts[k].rows += marks[k] > 0;
        counts[k].marks += marks[k];
    }
}

/* Counts outside of quotes. */
static size_t count_marks(struct jx_slice s, struct count counts[SEPARATORS])
{
    size_t rows = 0, marks[SEPARATORS] = {0};
    bool quoted = false, blank = true;
    for (size_t i = 0; i <= s.len && rows < JX_READER_SEPARATOR_ROWS; i++) {
        char c = '\n';
        if (i < s.len) c = s.ptr[i];
        if (c == '"') quoted = !quoted;
        if (c == '\n' && (!quoted || i == s.len)) {
            count_row(counts, marks);
            rows += !blank;
            memset(marks, 0, sizeof marks);
            blank = true;
            continue;
        }
        if (c != '\r' && c != '\n') blank = false;
        for (size_t k = 0; k < SEPARATORS && !quoted; k++)
            marks[k] += c == separators[k];
    }
    return rows;
}

/* The mark that divides the most rows, and then the one there is more of: a comma may stand inside
 * a figure, a semicolon inside a sentence. A tab stands in neither. */
static char find_separator(struct jx_slice s)
{
    struct count counts[SEPARATORS] = {{0}};
    size_t rows = count_marks(s, counts), best = 0;
    if (counts[0].rows * 2 > rows) return separators[0];
    for (size_t k = 1; k < SEPARATORS; k++) {
        const struct count *a = &counts[k], *b = &counts[best];
        if (a->rows > b->rows || (a->rows == b->rows && a->marks > b->marks)) best = k;
    }
    return separators[best];
}

/* `sep=;` as the first line, which Excel obeys and does not show. */
static void read_separator(struct reading *r)
{
    struct jx_slice s = r->text;
    bool line = s.len >= 5 && (s.len == 5 || s.ptr[5] == '\r' || s.ptr[5] == '\n');
    if (!line || strncasecmp(s.ptr, "sep=", 4) != 0 || s.ptr[4] == '"' || s.ptr[4] == '\n' ||
        s.ptr[4] == '\r') {
        r->separator = find_separator(s);
        return;
    }
    r->separator = s.ptr[4];
    r->at = 5;
    if (r->at < s.len && s.ptr[r->at] == '\r') r->at++;
    if (r->at < s.len && s.ptr[r->at] == '\n') r->at++;
}

/* ---- cells ---- */

static bool is_end_of_cell(const struct reading *r, size_t at)
{
    return at >= r->text.len || r->text.ptr[at] == r->separator || r->text.ptr[at] == '\n' ||
           r->text.ptr[at] == '\r';
}

static bool is_quote(const struct reading *r, size_t at)
{
    return at < r->text.len && r->text.ptr[at] == '"';
}

/* Text behind the opening quote up to the closing one; *at moves behind that. */
static jx_status read_quoted(struct reading *r, struct buffer *out)
{
    for (;;) {
        struct jx_slice rest = jx_slice_from(r->text, r->at);
        size_t len = jx_slice_find(rest, JX_LIT("\""));
        if (len == (size_t)-1) return fail(r, JX_READER_QUOTE_OPEN, 0);
        buffer_put(out, jx_slice_at(rest.ptr, len));
        r->at += len + 1;
        if (!is_quote(r, r->at)) return JX_OK;
        buffer_put_char(out, '"');
        r->at++;
    }
}

static struct jx_slice read_plain(struct reading *r)
{
    size_t begin = r->at;
    while (!is_end_of_cell(r, r->at))
        r->at++;
    return jx_slice_at(r->text.ptr + begin, r->at - begin);
}

static jx_status unquoted_text(struct reading *r, struct jx_slice *out)
{
    struct buffer b;
    buffer_init(&b, JX_READER_CELL_BYTES_MAX);
    jx_status rc = read_quoted(r, &b);
    if (rc == JX_OK) buffer_put(&b, read_plain(r)); /* text behind the quote belongs to it */
    if (rc == JX_OK && b.status == JX_E_TEXT_LONG)
        rc = fail(r, JX_READER_CELL_LONG, JX_READER_CELL_BYTES_MAX);
    if (rc == JX_OK && b.status != JX_OK) rc = fail(r, JX_READER_MEMORY, 0);
    if (rc == JX_OK) *out = b.len ? jx_arena_copy(r->arena, buffer_slice(&b)) : JX_LIT("");
    if (rc == JX_OK && jx_is_absent(*out)) rc = jx_reader_fail_arena(r->trouble, r->arena->status);
    buffer_clear(&b);
    return rc;
}

static jx_status read_text(struct reading *r, struct jx_slice *out)
{
    bool formula = r->at + 1 < r->text.len && r->text.ptr[r->at] == '=' && is_quote(r, r->at + 1);
    if (formula) r->at++;
    if (is_quote(r, r->at)) {
        r->at++;
        return unquoted_text(r, out);
    }
    *out = read_plain(r);
    return out->len <= JX_READER_CELL_BYTES_MAX
               ? JX_OK
               : fail(r, JX_READER_CELL_LONG, JX_READER_CELL_BYTES_MAX);
}

static jx_status add_cell(struct reading *r, uint32_t column, struct jx_slice text)
{
    if (column >= JX_GRID_COLUMNS_MAX) return fail(r, JX_READER_COLUMNS_MANY, JX_GRID_COLUMNS_MAX);
    if (column >= r->columns) r->columns = column + 1;
    if (jx_is_blank(jx_trim(text))) return JX_OK;
    if (r->cell_count >= JX_GRID_CELLS_MAX) return fail(r, JX_READER_CELLS_MANY, JX_GRID_CELLS_MAX);
    struct jx_cell *cells = heap_grown(r->cells, r->cell_count, &r->cell_room, sizeof *cells);
    if (!cells) return fail(r, JX_READER_MEMORY, 0);
    r->cells = cells;
    r->cells[r->cell_count++] = (struct jx_cell){.row = (uint32_t)r->row_count,
                                                 .column = column,
                                                 .row_span = 1,
                                                 .col_span = 1,
                                                 .text = text,
                                                 .source_line = (uint32_t)r->row_count + 1};
    return JX_OK;
}

/* ---- rows ---- */

static jx_status end_row(struct reading *r, size_t first)
{
    if (r->row_count >= JX_GRID_ROWS_MAX) return fail(r, JX_READER_ROWS_MANY, JX_GRID_ROWS_MAX);
    struct jx_row *rows = heap_grown(r->rows, r->row_count, &r->row_room, sizeof *rows);
    if (!rows) return fail(r, JX_READER_MEMORY, 0);
    r->rows = rows;
    r->rows[r->row_count++] = (struct jx_row){(uint32_t)first, (uint32_t)(r->cell_count - first),
                                              false};
    return JX_OK;
}

static void skip_line_break(struct reading *r)
{
    struct jx_slice s = r->text;
    if (r->at < s.len && s.ptr[r->at] == '\r') r->at++;
    if (r->at < s.len && s.ptr[r->at] == '\n') r->at++;
}

static jx_status read_row(struct reading *r)
{
    size_t first = r->cell_count;
    jx_status rc = JX_OK;
    for (uint32_t column = 0; rc == JX_OK; column++) {
        struct jx_slice text = JX_LIT("");
        rc = read_text(r, &text);
        if (rc == JX_OK) rc = add_cell(r, column, text);
        if (r->at >= r->text.len || r->text.ptr[r->at] != r->separator) break;
        r->at++;
    }
    skip_line_break(r);
    return rc == JX_OK ? end_row(r, first) : rc;
}

static jx_status keep(const struct reading *r, struct jx_grid *out)
{
    struct one_sheet read = {r->cells, r->cell_count, r->rows, r->row_count, r->columns};
    return one_sheet_keep(&read, JX_ADDRESS_LINE, r->arena, r->trouble, out);
}

jx_status csv_read(struct jx_slice text, struct jx_arena *a, struct jx_grid *out,
                   struct jx_reader_trouble *t)
{
    *out = (struct jx_grid){.style = JX_ADDRESS_LINE};
    struct reading r = {.text = text, .arena = a, .trouble = t};
    read_separator(&r);
    jx_status rc = JX_OK;
    while (rc == JX_OK && r.at < text.len)
        rc = read_row(&r);
    if (rc == JX_OK) rc = keep(&r, out);
    free(r.cells);
    free(r.rows);
    return rc;
}
