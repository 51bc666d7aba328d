/* Exact fractions of 128 bits: what a formula is computed in, so that it is rounded once, at its
 * end. */
#ifndef JX_RULES_RATIO_H
#define JX_RULES_RATIO_H

#include "../../proto/base/decimal.h"

/* n/d in lowest terms, d > 0. */
struct jx_ratio {
    jx_int128 n, d;
};

#define JX_RATIO_ZERO ((struct jx_ratio){0, 1})
#define JX_RATIO_ONE  ((struct jx_ratio){1, 1})

/* Every operation that cannot hold its result is JX_E_OVERFLOW and leaves *out alone; a division by
 * zero is JX_E_DIVISION. */
jx_status jx_ratio_make(jx_int128 n, jx_int128 d, struct jx_ratio *out);
struct jx_ratio jx_ratio_of(jx_dec v);
jx_status jx_ratio_add(struct jx_ratio a, struct jx_ratio b, struct jx_ratio *out);
jx_status jx_ratio_sub(struct jx_ratio a, struct jx_ratio b, struct jx_ratio *out);
jx_status jx_ratio_mul(struct jx_ratio a, struct jx_ratio b, struct jx_ratio *out);
jx_status jx_ratio_div(struct jx_ratio a, struct jx_ratio b, struct jx_ratio *out);
/* *out is <0, 0 or >0. */
jx_status jx_ratio_cmp(struct jx_ratio a, struct jx_ratio b, int *out);
/* Half up (away from zero) to `places` decimals (0..6). */
jx_status jx_ratio_round(struct jx_ratio a, unsigned places, jx_dec *out);

#endif
