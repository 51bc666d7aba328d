/* The one door of the readers: the bytes of a file become a grid, or a sentence that says why not.
 */
#ifndef JX_READERS_READER_H
#define JX_READERS_READER_H

#include "file_kind.h"
#include "limits.h"

#include "../../../proto/base/arena.h"
#include "../grid.h"

/* What the arena should be allowed for one file: the largest grid with its texts. A workbook of 500
 * forms takes about 25 MB. */
enum { JX_READER_ARENA_BYTES = 512 << 20 };

/* Reads .xlsx, .docx, .csv and .tsv, told apart by their content, and by name_hint (a path, or
 * NULL) only where text may be one thing or another. The file's bytes must outlive *out, whose
 * texts are valid UTF-8 and live in the arena or borrow from the bytes.
 *
 * JX_OK: *out is filled; t->status is JX_OK, and t may hold warnings. Else t->problem says what the
 * file is or lacks, t->where the place, and t->status is what is returned:
 *   JX_E_FILE_TYPE   another kind of file (old Office, password, web page, PDF, plain text …)
 *   JX_E_FORMAT      empty, cut off, damaged
 *   JX_E_UTF8        text of no known encoding
 *   JX_E_TOO_LARGE, JX_E_ROWS, JX_E_DEPTH, JX_E_TEXT_LONG   a limit (limits.h)
 *   JX_E_NO_MEMORY; when the arena's own limit is met, JX_E_TOO_LARGE with CONTENT_LARGE.
 * Plain text that is not named .csv or .tsv is JX_E_FILE_TYPE with PLAIN_TEXT: jx_text_decode() and
 * the text reader are for that. */
jx_status jx_read_grid(struct jx_slice bytes, const char *name_hint, struct jx_arena *a,
                       struct jx_grid *out, struct jx_reader_trouble *t);

#endif
