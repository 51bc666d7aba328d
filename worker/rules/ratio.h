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
jx_status jx_ratio_mul_parts(struct jx_ratio a, struct jx_ratio b, struct jx_ratio *out);
jx_status jx_ratio_div_parts(struct jx_ratio a, struct jx_ratio b, struct jx_ratio *out);
jx_status jx_ratio_cmp_parts(struct jx_ratio a, struct jx_ratio b, int *out);

/* What fits in 64 bits is done here, whatever does not by the functions above. */

static inline bool jx_is_small(jx_int128 v)
{
    return v == (int64_t)v;
}

static inline bool jx_ratio_is_small(const struct jx_ratio *r)
{
    return jx_is_small(r->n) && jx_is_small(r->d);
}

static inline jx_status jx_ratio_mul(struct jx_ratio a, struct jx_ratio b, struct jx_ratio *out)
{
    int64_t n, d;
    if (!jx_ratio_is_small(&a) || !jx_ratio_is_small(&b) ||
        __builtin_mul_overflow((int64_t)a.n, (int64_t)b.n, &n) ||
        __builtin_mul_overflow((int64_t)a.d, (int64_t)b.d, &d))
        return jx_ratio_mul_parts(a, b, out);
    *out = (struct jx_ratio){n, d};
    return JX_OK;
}

static inline jx_status jx_ratio_div(struct jx_ratio a, struct jx_ratio b, struct jx_ratio *out)
{
    if (b.n <= 0) return jx_ratio_div_parts(a, b, out);
    return jx_ratio_mul(a, (struct jx_ratio){b.d, b.n}, out);
}

/* *out is <0, 0 or >0. */
static inline jx_status jx_ratio_cmp(struct jx_ratio a, struct jx_ratio b, int *out)
{
    jx_int128 left = a.n, right = b.n;
    if (a.d != 1 || b.d != 1) {
        if (!jx_ratio_is_small(&a) || !jx_ratio_is_small(&b)) return jx_ratio_cmp_parts(a, b, out);
        left = (jx_int128)(int64_t)a.n * (int64_t)b.d;
        right = (jx_int128)(int64_t)b.n * (int64_t)a.d;
    }
    *out = (left > right) - (left < right);
    return JX_OK;
}

/* Half up (away from zero) to `places` decimals (0..6). */
jx_status jx_ratio_round(struct jx_ratio a, unsigned places, jx_dec *out);

#endif
