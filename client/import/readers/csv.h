/* Text with separated cells (.csv, .tsv) becomes a grid. */
#ifndef JX_READERS_CSV_H
#define JX_READERS_CSV_H

#include "trouble.h"

#include "../../../proto/base/arena.h"
#include "../grid.h"

/* Reads UTF-8 (see jx_text_decode()). What separates the cells is what a first line `sep=;` says,
 * else a tab, `;` or `,`, whichever divides most of the first rows. A cell may be quoted, with
 * doubled quotes inside, and may then hold separators and line breaks; `="0012"`, which keeps Excel
 * from taking a code for a number, is 0012. One sheet without a name; every line, or quoted group
 * of lines, is a row, a blank one too; `source_line` counts rows as Excel and WPS number them. The
 * texts borrow from `text` but for those that had to be unquoted. Refused: a quote that is never
 * closed, cells or rows beyond the limits. */
jx_status csv_read(struct jx_slice text, struct jx_arena *a, struct jx_grid *out,
                   struct jx_reader_trouble *t);

#endif
