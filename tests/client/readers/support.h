/* Grids as text, so that a test reads as what a person sees. */
#ifndef READERS_TEST_SUPPORT_H
#define READERS_TEST_SUPPORT_H

#include "../../../client/import/readers/reader.h"

/* One line a row: `A1=text | B1(2x3)=text` (rows x columns of a merge), behind `# name` for each
 * sheet; `P` in front of a paragraph, `T2` in front of a row of the second table of a document.
 * Line breaks are shown as ⏎, tabs as →. Rows without cells are blank lines. To be freed with
 * free(). */
char *grid_text(const struct jx_grid *g);

/* Reads the bytes, which are freed, and compares. */
void assert_grid(struct jx_slice bytes, const char *name, const char *expected);
/* Reads the bytes, which are freed, and expects to be refused so. */
void assert_refused(struct jx_slice bytes, const char *name, enum jx_reader_problem problem);
/* A copy that may be freed. */
struct jx_slice copy_of(struct jx_slice s);
void slice_free(struct jx_slice s);
/* CPU time of this process so far. */
double cpu_seconds(void);

#endif
