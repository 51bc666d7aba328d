/* Exact fractions of 128 bits: what a formula is computed in, so that it is rounded once, at its
 * end. A result is reduced only where it would not fit in 64 bits: most figures of a form never
 * grow so large, and reducing takes far longer than all else. */
#ifndef JX_RULES_RATIO_H
#define JX_RULES_RATIO_H

#include "../../proto/base/decimal.h"

/* n/d, d > 0. Two that are equal may be written differently: jx_ratio_cmp() tells. */
struct jx_ratio {
    jx_int128 n, d;
};

#define JX_RATIO_ZERO ((struct jx_ratio){0, 1})
#define JX_RATIO_ONE  ((struct jx_ratio){1, 1})

/* Every operation that cannot hold its result is JX_E_OVERFLOW and leaves *out alone; a division by
 * zero is JX_E_DIVISION. */
/* In lowest terms. */
jx_status jx_ratio_make(jx_int128 n, jx_int128 d, struct jx_ratio *out);
/* Of 1, 100 or a million. */
struct jx_ratio jx_ratio_of(jx_dec v);
jx_status jx_ratio_add(struct jx_ratio a, struct jx_ratio b, struct jx_ratio *out);
jx_status jx_ratio_sub(struct jx_ratio a, struct jx_ratio b, struct jx_ratio *out);
jx_status jx_ratio_mul(struct jx_ratio a, struct jx_ratio b, struct jx_ratio *out);
jx_status jx_ratio_div(struct jx_ratio a, struct jx_ratio b, struct jx_ratio *out);
jx_status jx_ratio_cmp_parts(struct jx_ratio a, struct jx_ratio b, int *out);
/* *out is <0, 0 or >0. Whole figures at once. */
static inline jx_status jx_ratio_cmp(struct jx_ratio a, struct jx_ratio b, int *out)
{
    if (a.d != 1 || b.d != 1) return jx_ratio_cmp_parts(a, b, out);
    *out = (a.n > b.n) - (a.n < b.n);
    return JX_OK;
}
/* Half up (away from zero) to `places` decimals (0..6). */
jx_status jx_ratio_round(struct jx_ratio a, unsigned places, jx_dec *out);

#endif
