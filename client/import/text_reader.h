/* A text dump of published forms becomes a grid. */
#ifndef JX_IMPORT_TEXT_READER_H
#define JX_IMPORT_TEXT_READER_H

#include "grid.h"

enum { JX_TEXT_FILE_BYTES_MAX = 32 << 20 };

/* Reads UTF-8 text (a byte order mark may lead): tables are lines with tabs, everything else is
 * paragraphs. A table is written either one row a line, or one cell a line (each begins with a tab,
 * an empty cell is a lone tab, a cell may go on in lines without a tab); blank lines end a row
 * there. Lines that converters leave (Markdown rules) are left out. One sheet; cells are numbered
 * as printed, empty ones counted, and carry their line. The texts borrow from `text`, but for those
 * that had to be joined. JX_E_UTF8, JX_E_TOO_LARGE, JX_E_ROWS, or the arena's status. */
jx_status jx_text_read(struct jx_slice text, struct jx_arena *a, struct jx_grid *out);

#endif
