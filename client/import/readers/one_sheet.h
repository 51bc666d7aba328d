/* The grid of a file that is one sheet: what the readers of text and of Word files end with. */
#ifndef JX_READERS_ONE_SHEET_H
#define JX_READERS_ONE_SHEET_H

#include "trouble.h"

#include "../grid.h"

/* What was read, in memory that its owner frees. */
struct one_sheet {
    const struct jx_cell *cells;
    size_t cell_count;
    const struct jx_row *rows;
    size_t row_count;
    uint32_t columns;
};

/* Copies it into the arena as an unnamed sheet. JX_OK, or what jx_reader_fail_arena() makes of the
 * arena's status. */
jx_status one_sheet_keep(const struct one_sheet *from, enum jx_address_style style,
                         struct jx_arena *a, struct jx_reader_trouble *t, struct jx_grid *out);

#endif
