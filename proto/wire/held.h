/* The query for master data as the county holds it.
 *
 *   master     arguments [1, table, year, skip]: the year of a table that is by year, else 0
 *              body      [1, position, more, [[text, ...], ...]]: rows in the order of their keys,
 *                        without the first `skip`, as many as fit; `more`: ask again behind them */
#ifndef JX_WIRE_HELD_H
#define JX_WIRE_HELD_H

#include "master.h"

struct jx_held_arguments {
    uint64_t table, year, skip; /* table: enum jx_master */
};
struct jx_held {
    uint64_t position; /* what it is true for */
    bool more;
    struct jx_slice *cells; /* row by row, the schema's columns each */
    uint32_t row_count;
};
jx_status jx_held_arguments_encode(const struct jx_held_arguments *in, struct jx_buffer *out);
/* JX_E_FIELD_VALUE for what is no table. */
jx_status jx_held_arguments_decode(struct jx_slice bytes, struct jx_held_arguments *out);
jx_status jx_held_encode(const struct jx_held *in, enum jx_master table, struct jx_buffer *out);
jx_status jx_held_decode(struct jx_slice bytes, enum jx_master table, struct jx_arena *a,
                         struct jx_held *out);

#endif
