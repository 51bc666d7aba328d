/* Final-accounts tables by their words: a table by its title, a column by its heading, a row by its
 * label or code. */
#ifndef JX_RULES_ACCOUNTS_H
#define JX_RULES_ACCOUNTS_H

#include "number.h"

#include "../../proto/form/document.h"

struct jx_table_code {
    struct jx_slice code;
    uint32_t row, column;
    int32_t parent; /* the code directly above it in the table, or -1 */
};

/* A table of more cells is not judged: the longest published ones have some 3,000. */
enum { JX_TABLE_CELLS_MAX = 60000, JX_TABLE_CODES_MAX = 3000 };

struct jx_table {
    const struct jx_accounts_table *source;
    uint32_t rows, columns;
    struct jx_number *numbers; /* rows × columns */
    struct jx_table_code *codes;
    uint32_t code_count;
};

struct jx_tables {
    struct jx_table *items;
    uint32_t count;
};

/* A cell of a table; table -1 is none. */
struct jx_table_place {
    int32_t table;
    uint32_t row, column;
};

/* Parses every amount once. JX_OK or the arena's status. */
jx_status jx_tables_begin(const struct jx_final_accounts *form, struct jx_arena *a,
                          struct jx_tables *out);

/* The table of that title, or -1. */
int32_t jx_table_find(const struct jx_tables *t, struct jx_slice title);
struct jx_slice jx_table_text(const struct jx_table *t, uint32_t row, uint32_t column);
struct jx_number jx_table_number(const struct jx_table *t, uint32_t row, uint32_t column);

/* The label of a row for an amount in that column: the nearest words to its left, without ordinal.
 */
struct jx_slice jx_table_label(const struct jx_table *t, uint32_t row, uint32_t column);

/* The amount beside the label, under the heading (`金额`, `支出/合计`). */
bool jx_table_cell(const struct jx_table *t, struct jx_slice label, struct jx_slice heading,
                   uint32_t *row, uint32_t *column);
/* The sum of the amounts above that cell, back to the last subtotal. */
struct jx_number jx_table_above(const struct jx_table *t, uint32_t row, uint32_t column);
/* The first column under the heading that is not left of `from`; false when there is none. */
bool jx_table_column(const struct jx_table *t, struct jx_slice heading, uint32_t from,
                     uint32_t *column);
/* The sum of the amounts of the row right of the column. */
struct jx_number jx_table_after(const struct jx_table *t, uint32_t row, uint32_t column);

/* The code's index, or -1. */
int32_t jx_table_find_code(const struct jx_table *t, struct jx_slice code);
/* The sum over the codes directly below the one of that index (-1: over those that are below none),
 * of the amounts under the heading; *count is how many there are. */
struct jx_number jx_table_below(const struct jx_table *t, int32_t parent, struct jx_slice heading,
                                uint32_t *count);

#endif
