/* What every reader makes of a file: sheets of cells with addresses and merges. Pure; no file type
 * is known here, and the recogniser knows nothing else. */
#ifndef JX_IMPORT_GRID_H
#define JX_IMPORT_GRID_H

#include "../../proto/base/arena.h"

#include <stdint.h>

/* Bounds on what one file may become; a reader that meets one stops with JX_E_TOO_LARGE or
 * JX_E_ROWS. */
enum {
    JX_GRID_ROWS_MAX = 200000,
    JX_GRID_COLUMNS_MAX = 16384,
    JX_GRID_CELLS_MAX = 2000000,
    JX_GRID_SHEETS_MAX = 1000, /* of the file; each may have others beside it */
};

/* One cell that has text or starts a merge. Cells without text that belong to no merge are not
 * kept. */
struct jx_cell {
    uint32_t row, column;        /* from 0, in the sheet or the Word table */
    uint32_t row_span, col_span; /* at least 1 */
    struct jx_slice text;        /* as displayed, not tidied; "" when empty */
    uint32_t source_line;        /* line of a text file, number of a Word table, from 1; else 0 */
    uint32_t ordinal; /* in its row of a Word table, from 1, as a person counts cells; else 0 */
};

/* Where text stands outside of a table (a paragraph of a Word file, a line of a text dump), it is a
 * row with a single cell in column 0, and `paragraph` is set for that row. */
struct jx_row {
    uint32_t first; /* index of its first cell in the sheet's cells */
    uint32_t count;
    bool paragraph;
};

enum jx_address_style {
    JX_ADDRESS_SHEET, /* Sheet2!D14 */
    JX_ADDRESS_TABLE, /* 表3 第4行第2格 / table 3, row 4, cell 2 (Word) */
    JX_ADDRESS_LINE,  /* line 120, cell 4 (text) */
};

/* What a sheet of the grid is of the file. What stands beside the forms is printed too, but in no
 * place among their cells. */
enum jx_sheet_part {
    JX_PART_MAIN,
    JX_PART_MARGINS, /* headers and footers of the pages */
    JX_PART_NOTES,   /* foot- and endnotes */
    JX_PART_BOXES,   /* text boxes that lie over cells with text of their own */
};

struct jx_sheet {
    struct jx_slice name;  /* "Sheet2"; "" where the file type has none */
    struct jx_cell *cells; /* by row, then column; merged-away cells are absent */
    uint32_t cell_count;
    struct jx_row *rows;
    uint32_t row_count, column_count;
    enum jx_sheet_part part;
};

struct jx_grid {
    struct jx_sheet *sheets;
    uint32_t sheet_count;
    enum jx_address_style style;
};

/* Where the cell is, as a person finds it: `Sheet2!D14`; by table, row and cell in a Word file, or
 * by paragraph where it stands in no table; by line and cell in a text; beside the forms, with the
 * name of the part in front. From the arena; absent when it is exhausted. */
struct jx_slice jx_cell_address(const struct jx_grid *g, uint32_t sheet, uint32_t cell,
                                enum jx_lang lang, struct jx_arena *a);

#endif
