/* Printed amounts and scores: what interval of true values a cell of a column stands for. */
#ifndef JX_RULES_AMOUNT_H
#define JX_RULES_AMOUNT_H

#include "../../proto/base/figure.h"
#include "../../proto/form/document.h"

/* An amount of a funds row. Money in 万元. */
struct jx_money {
    bool known;
    jx_dec wan;
    struct jx_interval range;
    struct jx_slice text; /* as printed */
};

/* The amounts of one column, one for each row. `offset` is that of the cell's slice in a row of
 * `size` bytes. A cell without a unit of its own is in `unit`, in 万元 where that is NONE: the
 * forms' own unit. From the arena; NULL when it is exhausted. A cell that is no figure, or too
 * large, is not known. */
struct jx_money *jx_money_column(struct jx_list rows, size_t size, size_t offset,
                                 enum jx_scale unit, struct jx_arena *a);

/* A printed score or weight. */
struct jx_points {
    bool known;
    jx_dec value;
    unsigned places;    /* decimals printed */
    bool trailing_zero; /* its last decimal is 0: it is printed in full, not shortened */
    struct jx_slice text;
};

/* `10.00`, `9分`, `20%` (some forms print points so); not known for anything else. */
struct jx_points jx_points_read(struct jx_slice cell);

/* Half a unit of the last of `places` decimals. */
jx_dec jx_half_unit(unsigned places);

#endif
