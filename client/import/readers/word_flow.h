/* What the reader of Word documents makes of the XML: blocks in order, and their way into a grid.
 * Not for use outside of client/import/readers. */
#ifndef JX_READERS_WORD_FLOW_H
#define JX_READERS_WORD_FLOW_H

#include "trouble.h"

#include "../../../proto/base/arena.h"
#include "../grid.h"

struct word_table;

/* A paragraph, or a table. */
struct word_block {
    struct word_block *next;
    struct jx_slice text;
    struct word_table *table; /* NULL: a paragraph */
};

/* Blocks in order; zeroed is empty. */
struct word_flow {
    struct word_block *first, *last;
};

struct word_cell {
    struct word_cell *next;
    uint32_t column, span, rows; /* rows: set when the table is laid out */
    uint32_t ordinal;            /* in the row, from 1 */
    bool merged, goes_on;        /* downwards; with the cell above it */
    bool deleted;
    struct word_flow content;
};

struct word_row {
    struct word_row *next;
    struct word_cell *first, *last;
    uint32_t columns, cells; /* taken so far */
};

struct word_table {
    struct word_row *first, *last;
    uint32_t row_count;
};

/* False when the arena is exhausted. */
bool word_flow_add(struct word_flow *f, struct jx_arena *a, struct jx_slice text,
                   struct word_table *table);
/* Moves the blocks of `from` to the end of f. */
void word_flow_join(struct word_flow *f, struct word_flow *from);

/* The document's flow as one sheet. */
jx_status word_flow_lay_out(const struct word_flow *f, struct jx_arena *a,
                            struct jx_reader_trouble *t, struct jx_grid *out);

#endif
