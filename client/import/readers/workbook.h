/* What the parts of the workbook reader share. Not for use outside of client/import/readers. */
#ifndef JX_READERS_WORKBOOK_H
#define JX_READERS_WORKBOOK_H

#include "limits.h"
#include "number_format.h"
#include "package.h"

/* A sheet as it is listed in the workbook. */
struct listed_sheet {
    struct jx_slice name, id;
    bool hidden;
};

/* What a style of cells shows numbers through; formats are shared, and live in the arena. */
struct style {
    const struct number_format *format;
};

struct workbook {
    struct package *package;
    struct listed_sheet *listed; /* on the heap */
    size_t listed_count, listed_room;
    bool from_1904;
    struct jx_slice *strings; /* on the heap; their bytes in the arena */
    size_t string_count, string_room;
    struct style *styles; /* on the heap */
    size_t style_count, style_room;
    struct number_format *general;
    uint32_t rows, cells, merges; /* of all sheets so far */
};

/* ---- parts ---- */

jx_status workbook_read_strings(struct workbook *w, struct jx_slice part);
jx_status workbook_read_styles(struct workbook *w, struct jx_slice part);
/* Appends text in which `_x000A_` stands for a character that XML cannot hold. */
void workbook_put_text(struct buffer *out, struct jx_slice s);

/* ---- one sheet ---- */

/* A cell with text, before merges and hidden rows are looked at. */
struct raw_cell {
    uint32_t row, column;
    struct jx_slice text;
};

struct raw_merge {
    uint32_t row, column, last_row, last_column;
};

struct hidden_columns {
    uint32_t first, last;
};

struct raw_sheet {
    struct jx_slice name;
    struct raw_cell *cells;
    size_t cell_count, cell_room;
    struct raw_merge *merges;
    size_t merge_count, merge_room;
    uint32_t *hidden_rows;
    size_t hidden_row_count, hidden_row_room;
    struct hidden_columns *hidden_columns;
    size_t hidden_column_count, hidden_column_room;
    struct raw_cell *boxes; /* text boxes, by their upper left corner */
    size_t box_count, box_room;
    struct raw_cell *margins; /* lines of headers and footers, one in each row */
    size_t margin_count, margin_room;
};

void raw_sheet_clear(struct raw_sheet *s);
/* Reads the part; the caller clears *out whatever the outcome. */
jx_status workbook_read_sheet(struct workbook *w, struct jx_slice part, struct raw_sheet *out);
/* Adds the text boxes of the sheet that the part is. */
jx_status workbook_read_boxes(struct workbook *w, struct jx_slice sheet, struct raw_sheet *out);
/* Adds the lines of a header or footer, given as its codes, but for page numbers. */
jx_status workbook_add_margin(struct workbook *w, struct raw_sheet *s, struct jx_slice code);
/* Merges, hidden rows and columns applied; *raw is put in order on the way. */
jx_status workbook_lay_out(struct workbook *w, struct raw_sheet *raw, struct jx_sheet *out);
/* What lies over the sheet or around its pages, each text a paragraph. */
jx_status workbook_lay_out_beside(struct workbook *w, struct jx_slice name,
                                  const struct raw_cell *texts, size_t count,
                                  enum jx_sheet_part part, struct jx_sheet *out);

/* `AB12` at *at, which moves behind it: row and column from 0. `$` is skipped. False when it is
 * none or beyond what Excel can address. */
bool workbook_read_reference(const char **at, uint32_t *row, uint32_t *column);
/* "Sheet1!D14" */
void workbook_print_cell(struct jx_slice sheet, uint32_t row, uint32_t column,
                         char out[JX_READER_WHERE_BYTES]);

enum { WORKBOOK_ROWS = 1048576 };

#endif
