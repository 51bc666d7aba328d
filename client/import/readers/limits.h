/* Every bound on what a file from outside may cost the readers, with its reason. */
#ifndef JX_READERS_LIMITS_H
#define JX_READERS_LIMITS_H

#include "../grid.h"

#include <assert.h>

enum {
    /* The file itself. A workbook of 500 forms takes 5 MB; text files have the same bound. */
    JX_READER_FILE_BYTES_MAX = 32 << 20,

    /* Parts of a package. A workbook of JX_GRID_SHEETS_MAX sheets has up to five parts a sheet
     * (the sheet, its relations, drawing, comments, printer settings). */
    JX_READER_PARTS_MAX = 10000,
    /* What one part, and all parts read from one file, may inflate to. A million formatted empty
     * cells take 25 MB; expat reads 160 MB in about two seconds. */
    JX_READER_PART_BYTES_MAX = 96 << 20,
    JX_READER_TOTAL_BYTES_MAX = 160 << 20,
    /* Inflated bytes for each byte of the file. Sheets of empty cells reach 12, a bomb 1000. Not
     * asked below RATIO_FREE: a small part may repeat one line, and costs nothing. */
    JX_READER_RATIO_MAX = 200,
    JX_READER_RATIO_FREE_BYTES = 8 << 20,
    JX_READER_PART_NAME_MAX = 512,

    /* XML. Word nests about eight elements for a table level and ten for a text box. */
    JX_READER_XML_DEPTH_MAX = 256,
    /* One tag, comment or instruction: expat scans it again with each chunk until it is whole, so
     * that a tag as long as the file would take quadratic time. */
    JX_READER_XML_TOKEN_BYTES_MAX = 1 << 20,
    JX_READER_CHUNK_BYTES = 64 << 10,

    /* One cell or paragraph. Excel's own bound is 32,767 characters, under 100 kB. */
    JX_READER_CELL_BYTES_MAX = 1 << 20,

    /* Workbooks: Excel allows 64,000 styles, and 255 characters in a number format. */
    JX_READER_STYLES_MAX = 65536,
    JX_READER_FORMAT_BYTES_MAX = 1024,
    JX_READER_FORMAT_IDS = 65536, /* a format of a higher number is taken as General */
    JX_READER_STRINGS_MAX = JX_GRID_CELLS_MAX,
    JX_READER_MERGES_MAX = 200000,
    /* Widths of all merges together: what finding those that overlap costs. */
    JX_READER_MERGE_WORK_MAX = 100000000,
    JX_READER_RELATIONS_MAX = 10000,
    JX_READER_BOXES_MAX = 10000, /* text boxes of a sheet */

    /* Word files. Tables inside tables beyond three levels were never seen. */
    JX_READER_NESTING_MAX = 16, /* tables and text boxes inside one another */
    JX_READER_FIELDS_MAX = 32,  /* fields inside fields */
    JX_READER_LISTS_MAX = 10000,
    /* Lines of the headers and footers of a sheet: six of three parts, under 256 characters each.
     */
    JX_READER_MARGINS_MAX = 1000,

    /* Rows looked at to find out what separates the cells of a text file. */
    JX_READER_SEPARATOR_ROWS = 200,
};

static_assert(JX_READER_CELL_BYTES_MAX <= JX_READER_PART_BYTES_MAX,
              "the longest cell has to fit in the longest part");
static_assert(JX_READER_PART_BYTES_MAX <= JX_READER_TOTAL_BYTES_MAX,
              "the longest part has to fit in what may be read from one file");

#endif
