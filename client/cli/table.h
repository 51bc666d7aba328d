/* Tables and padding on a terminal, where a Chinese character takes two columns. */
#ifndef JX_CLI_TABLE_H
#define JX_CLI_TABLE_H

#include "../../proto/base/arena.h"

#include <stdint.h>
#include <stdio.h>

/* Writes text that nobody has checked: control characters become spaces, malformed bytes U+FFFD, so
 * that a file cannot send commands to the terminal. */
void write_safe(FILE *to, struct jx_slice text);

/* Prints the text padded with spaces to `columns`; the text itself is never cut. */
void print_padded(struct jx_slice text, size_t columns, bool right);

/* Prints a paragraph in lines of at most `columns`, broken at spaces and between Chinese
 * characters, each line ended. */
void print_wrapped(struct jx_slice text, size_t columns);

/* The text, or as much of it as fits `columns` with "…" behind it. From the arena; absent when that
 * is exhausted. */
struct jx_slice text_clipped(struct jx_slice text, size_t columns, struct jx_arena *a);

enum { TABLE_COLUMNS_MAX = 16 };

struct table_row;

/* Rows are kept until the table is printed, since the widest cell sets each column's width. Cells
 * are borrowed and must live until then; absent ones print as empty. */
struct table {
    struct jx_arena *arena;
    unsigned columns;
    uint32_t right; /* bit i: column i is right-aligned, as figures are */
    struct table_row *first, *last;
};

void table_begin(struct table *t, struct jx_arena *a, unsigned columns, uint32_t right);
/* `cells` holds t->columns of them. JX_OK or the arena's status. */
jx_status table_row(struct table *t, const struct jx_slice *cells);
/* Two spaces between columns, `indent` in front of each row, no blank behind the last cell. */
void table_print(const struct table *t, unsigned indent);

#endif
