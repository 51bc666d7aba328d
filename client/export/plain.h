/* A table of texts as a workbook that prints like the forms do: for what is published and is no
 * form. */
#ifndef JX_EXPORT_PLAIN_H
#define JX_EXPORT_PLAIN_H

#include "../../proto/base/arena.h"

#include <stdint.h>

enum {
    JX_PLAIN_COLUMNS_MAX = 32,
    JX_PLAIN_ROWS_MAX = 1000000,    /* a worksheet has 1,048,576 */
    JX_PLAIN_ARENA_BYTES = 1 << 30, /* enough for 200,000 rows */
};

struct jx_plain_column {
    const char *heading;
    uint8_t width; /* in characters of the font; a Chinese one takes two */
    bool figure;   /* what is a number becomes one */
};

struct jx_plain {
    struct jx_slice title;
    int32_t year; /* 0: none is printed */
    const struct jx_plain_column *columns;
    uint32_t column_count, row_count;
    const struct jx_slice *cells; /* row by row */
};

/* Overwrites. JX_E_ROWS, JX_E_IO, the arena's status. */
jx_status jx_export_plain(const struct jx_plain *t, const char *path, struct jx_arena *a);

#endif
