/* Excel workbooks (.xlsx, .xlsm and what WPS and LibreOffice write as such) become a grid. */
#ifndef JX_READERS_XLSX_H
#define JX_READERS_XLSX_H

#include "package.h"

#include "../grid.h"

/* Reads the visible sheets in order; `workbook` is the main part. What a print does not show is not
 * there: hidden sheets, rows and columns, phonetic guides, and what stands under a merged cell. The
 * text of a merge whose first row or column is hidden stands in its first visible cell. Numbers are
 * as their format shows them. A formula without a stored result leaves its cell empty, with a
 * warning in t; of merges that overlap, the one that begins first holds (by row, then column), the
 * others are dropped, with a warning.
 *
 * A sheet's rows are the visible ones in order, so that spans count visible rows; a cell's `row`
 * and `column` are those of the sheet, for its address. JX_OK: *out lives in the arena; else t says
 * why, and the arena may have been used. */
jx_status xlsx_read(struct package *p, struct jx_slice workbook, struct jx_grid *out);

#endif
