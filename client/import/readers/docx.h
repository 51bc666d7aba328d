/* Word documents (.docx, .docm and what WPS and LibreOffice write as such) become a grid. */
#ifndef JX_READERS_DOCX_H
#define JX_READERS_DOCX_H

#include "package.h"

#include "../grid.h"

/* Reads what a print shows. The body is one sheet without a name, since one form may be printed in
 * several tables, and its title and notes between them: paragraphs with text are rows with
 * `paragraph` set, rows of tables are rows, in the order of the document. A cell's columns are
 * those of its own table, its `row` is the row in that table, its `ordinal` its number among the
 * row's cells (a cell that goes on from the row above counts, as Word counts it) and its
 * `source_line` the number of the table, from 1 (a nested table has its own). A paragraph has
 * `source_line` 0 and as `row` its number among the paragraphs. Headers and footers with text other
 * than page numbers, and foot- and endnotes, stand in sheets of their own behind it
 * (JX_PART_MARGINS, JX_PART_NOTES).
 *
 * A table inside a cell stands in rows of its own, behind the row of the cell; where cells merged
 * downwards reach over that place, behind the last row that they reach. The text of a text box
 * stands behind the paragraph that it is anchored in: as paragraphs of its own, or inside a cell at
 * the end of the cell's text. Paragraphs of a cell are joined by line breaks. The number of a
 * numbered paragraph stands in front of its text.
 *
 * Left out as unseen: tracked deletions and the old place of moves, rows and cells deleted so,
 * hidden text (at the run, or by a style), phonetic guides, page-number fields, comments, bullets,
 * what is under cells merged downwards. Ticks set as symbols or check-box fields become ☑ ☒ □.
 * Content controls are transparent; of alternative contents the first is taken. JX_OK: *out lives
 * in the arena; else t says why. */
jx_status docx_read(struct package *p, struct jx_slice document, struct jx_grid *out);

#endif
