/* Fractions of 64 bits are left as they come; larger ones are reduced after each step, which keeps
 * the figures of a form far from the limit. What cannot be held is the same either way: before
 * giving up, both operands are brought to lowest terms. */
#include "ratio.h"

/* By halving: a division takes as long as some ten of these steps; one of them at first, since a
 * figure and its denominator are mostly of other sizes. */
static uint64_t small_gcd(uint64_t a, uint64_t b)
{
    if (a == 1 || b == 1) return 1;
    if (a == 0 || b == 0) return a | b;
    if (a >> 10 > b) a %= b;
    if (b >> 10 > a && a != 0) b %= a;
    if (a == 0 || b == 0) return a | b;
    int twos = __builtin_ctzll(a | b);
    a >>= __builtin_ctzll(a);
    while (b != 0) {
        b >>= __builtin_ctzll(b);
        uint64_t less = a < b ? a : b;
        b = a < b ? b - a : a - b;
        a = less;
    }
    return a << twos;
}

static uint64_t size_of(jx_int128 v)
{
    return (uint64_t)(v < 0 ? -v : v);
}

/* Most figures of a form fit in 64 bits, where a division takes a tenth of the time. */
static jx_int128 gcd(jx_int128 a, jx_int128 b)
{
    if (jx_is_small(a) && jx_is_small(b)) return small_gcd(size_of(a), size_of(b));
    while (b != 0) {
        jx_int128 r = a % b;
        a = b;
        b = r;
    }
    return a < 0 ? -a : a;
}

jx_status jx_ratio_make(jx_int128 n, jx_int128 d, struct jx_ratio *out)
{
    if (d == 0) return JX_E_DIVISION;
    if (d == 1) {
        *out = (struct jx_ratio){n, d};
        return JX_OK;
    }
    if (d > 0 && jx_is_small(n) && jx_is_small(d)) {
        int64_t by = (int64_t)small_gcd(size_of(n), size_of(d));
        *out = (struct jx_ratio){(int64_t)n / by, (int64_t)d / by};
        return JX_OK;
    }
    jx_int128 g = gcd(n, d);
    /* Only the most negative number has no absolute value; dividing or negating it would overflow.
     */
    if (g < 0) return JX_E_OVERFLOW;
    n /= g;
    d /= g;
    if (d < 0 && (__builtin_sub_overflow((jx_int128)0, n, &n) ||
                  __builtin_sub_overflow((jx_int128)0, d, &d)))
        return JX_E_OVERFLOW;
    *out = (struct jx_ratio){n, d};
    return JX_OK;
}

/* Most figures are whole, or have two decimals. */
struct jx_ratio jx_ratio_of(jx_dec v)
{
    enum { HUNDREDTH = JX_DEC_ONE / 100 };
    if (v.micro % JX_DEC_ONE == 0) return (struct jx_ratio){v.micro / JX_DEC_ONE, 1};
    if (v.micro % HUNDREDTH == 0) return (struct jx_ratio){v.micro / HUNDREDTH, 100};
    return (struct jx_ratio){v.micro, JX_DEC_ONE};
}

/* To lowest terms; true where that changed anything. */
static bool reduce(struct jx_ratio *r)
{
    const jx_int128 d = r->d;
    return jx_ratio_make(r->n, r->d, r) == JX_OK && r->d != d;
}

static bool reduce_both(struct jx_ratio *a, struct jx_ratio *b)
{
    const bool left = reduce(a), right = reduce(b);
    return left || right;
}

/* Crosswise, before the product is made: smaller figures to divide. */
static void reduce_across(jx_int128 *n, jx_int128 *d)
{
    const int64_t by = (int64_t)small_gcd(size_of(*n), size_of(*d));
    *n = (int64_t)*n / by;
    *d = (int64_t)*d / by;
}

/* Neither operand has more than 64 bits, so the product has no more than 128. */
static struct jx_ratio small_product(struct jx_ratio a, struct jx_ratio b)
{
    struct jx_ratio out = {(jx_int128)(int64_t)a.n * (int64_t)b.n,
                           (jx_int128)(int64_t)a.d * (int64_t)b.d};
    if (jx_ratio_is_small(&out)) return out;
    (void)reduce_both(&a, &b);
    reduce_across(&a.n, &b.d);
    reduce_across(&b.n, &a.d);
    return (struct jx_ratio){(jx_int128)(int64_t)a.n * (int64_t)b.n,
                             (jx_int128)(int64_t)a.d * (int64_t)b.d};
}

/* Left as it is where it is small. */
static jx_status finish(jx_int128 n, jx_int128 d, struct jx_ratio *out)
{
    if (d <= 0 || !jx_is_small(n) || !jx_is_small(d)) return jx_ratio_make(n, d, out);
    *out = (struct jx_ratio){n, d};
    return JX_OK;
}

jx_status jx_ratio_add(struct jx_ratio a, struct jx_ratio b, struct jx_ratio *out)
{
    jx_int128 left, right, n, d;
    if (__builtin_mul_overflow(a.n, b.d, &left) || __builtin_mul_overflow(b.n, a.d, &right) ||
        __builtin_add_overflow(left, right, &n) || __builtin_mul_overflow(a.d, b.d, &d))
        return reduce_both(&a, &b) ? jx_ratio_add(a, b, out) : JX_E_OVERFLOW;
    return finish(n, d, out);
}

jx_status jx_ratio_sub(struct jx_ratio a, struct jx_ratio b, struct jx_ratio *out)
{
    if (__builtin_sub_overflow((jx_int128)0, b.n, &b.n)) return JX_E_OVERFLOW;
    return jx_ratio_add(a, b, out);
}

jx_status jx_ratio_mul_parts(struct jx_ratio a, struct jx_ratio b, struct jx_ratio *out)
{
    jx_int128 n, d;
    if (jx_ratio_is_small(&a) && jx_ratio_is_small(&b)) {
        *out = small_product(a, b);
        return JX_OK;
    }
    if (__builtin_mul_overflow(a.n, b.n, &n) || __builtin_mul_overflow(a.d, b.d, &d))
        return reduce_both(&a, &b) ? jx_ratio_mul_parts(a, b, out) : JX_E_OVERFLOW;
    return finish(n, d, out);
}

jx_status jx_ratio_div_parts(struct jx_ratio a, struct jx_ratio b, struct jx_ratio *out)
{
    jx_int128 n, d;
    if (b.n == 0) return JX_E_DIVISION;
    if (b.n > 0 && jx_ratio_is_small(&a) && jx_ratio_is_small(&b)) {
        *out = small_product(a, (struct jx_ratio){b.d, b.n});
        return JX_OK;
    }
    if (__builtin_mul_overflow(a.n, b.d, &n) || __builtin_mul_overflow(a.d, b.n, &d))
        return reduce_both(&a, &b) ? jx_ratio_div_parts(a, b, out) : JX_E_OVERFLOW;
    return finish(n, d, out);
}

jx_status jx_ratio_cmp_parts(struct jx_ratio a, struct jx_ratio b, int *out)
{
    jx_int128 left, right;
    if (__builtin_mul_overflow(a.n, b.d, &left) || __builtin_mul_overflow(b.n, a.d, &right))
        return reduce_both(&a, &b) ? jx_ratio_cmp_parts(a, b, out) : JX_E_OVERFLOW;
    *out = (left > right) - (left < right);
    return JX_OK;
}

jx_status jx_ratio_round(struct jx_ratio a, unsigned places, jx_dec *out)
{
    return jx_dec_from_ratio(a.n, a.d, places, out);
}
