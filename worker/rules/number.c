/* Interval arithmetic in fixed point; every result that does not fit is unknown. */
#include "number.h"

/* Beyond this two numbers could no longer be added safely. */
#define LIMIT (((jx_int128)1) << 124)

static struct jx_number checked(jx_int128 lo, jx_int128 mid, jx_int128 hi)
{
    if (lo < -LIMIT || hi > LIMIT) return JX_NUMBER_UNKNOWN;
    return (struct jx_number){true, lo, mid, hi};
}

static jx_int128 widen(int64_t micro)
{
    return (jx_int128)micro * (JX_NUMBER_ONE / JX_DEC_ONE);
}

struct jx_number jx_number_of(jx_dec v)
{
    jx_int128 x = widen(v.micro);
    return (struct jx_number){true, x, x, x};
}

struct jx_number jx_number_between(jx_dec lo, jx_dec mid, jx_dec hi)
{
    return (struct jx_number){true, widen(lo.micro), widen(mid.micro), widen(hi.micro)};
}

struct jx_number jx_number_whole(int64_t v)
{
    jx_int128 x = (jx_int128)v * JX_NUMBER_ONE;
    return (struct jx_number){true, x, x, x};
}

struct jx_number jx_number_add(struct jx_number a, struct jx_number b)
{
    if (!a.known || !b.known) return JX_NUMBER_UNKNOWN;
    return checked(a.lo + b.lo, a.mid + b.mid, a.hi + b.hi);
}

struct jx_number jx_number_sub(struct jx_number a, struct jx_number b)
{
    if (!a.known || !b.known) return JX_NUMBER_UNKNOWN;
    return checked(a.lo - b.hi, a.mid - b.mid, a.hi - b.lo);
}

static jx_int128 floor_div(jx_int128 a, jx_int128 b)
{
    jx_int128 q = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q;
}

static jx_int128 ceil_div(jx_int128 a, jx_int128 b)
{
    jx_int128 q = a / b;
    return a % b != 0 && (a < 0) == (b < 0) ? q + 1 : q;
}

static jx_int128 half_up(jx_int128 a, jx_int128 b)
{
    jx_int128 q = a / b, r = a % b;
    bool negative = (a < 0) != (b < 0);
    if (r < 0) r = -r;
    if (b < 0) b = -b;
    if (r < b - r) return q;
    return negative ? q - 1 : q + 1;
}

static void spread(jx_int128 v, jx_int128 *lo, jx_int128 *hi)
{
    if (v < *lo) *lo = v;
    if (v > *hi) *hi = v;
}

static bool is_exact(const struct jx_number *n)
{
    return n->lo == n->hi;
}

/* p / q with its roundings, by one division: what floor_div(), half_up() and ceil_div() say. */
static struct jx_number quotient(jx_int128 p, jx_int128 q)
{
    jx_int128 whole = p / q, rest = p % q;
    if (rest == 0) return checked(whole, whole, whole);
    bool negative = (p < 0) != (q < 0);
    jx_int128 size = rest < 0 ? -rest : rest, by = q < 0 ? -q : q;
    jx_int128 lo = negative ? whole - 1 : whole, hi = negative ? whole : whole + 1;
    bool nearer = size < by - size;
    return checked(lo, nearer == negative ? hi : lo, hi);
}

struct jx_number jx_number_mul(struct jx_number a, struct jx_number b)
{
    if (!a.known || !b.known) return JX_NUMBER_UNKNOWN;
    if (is_exact(&a) && is_exact(&b)) {
        jx_int128 p;
        if (__builtin_mul_overflow(a.mid, b.mid, &p)) return JX_NUMBER_UNKNOWN;
        return quotient(p, JX_NUMBER_ONE);
    }
    const jx_int128 x[] = {a.lo, a.hi}, y[] = {b.lo, b.hi};
    jx_int128 mid, lo = 0, hi = 0;
    if (__builtin_mul_overflow(a.mid, b.mid, &mid)) return JX_NUMBER_UNKNOWN;
    for (int i = 0; i < 4; i++) {
        jx_int128 p;
        if (__builtin_mul_overflow(x[i / 2], y[i % 2], &p)) return JX_NUMBER_UNKNOWN;
        if (i == 0) lo = hi = p;
        spread(p, &lo, &hi);
    }
    return checked(floor_div(lo, JX_NUMBER_ONE), half_up(mid, JX_NUMBER_ONE),
                   ceil_div(hi, JX_NUMBER_ONE));
}

struct jx_number jx_number_div(struct jx_number a, struct jx_number b)
{
    if (!a.known || !b.known || b.mid == 0 || (b.lo <= 0 && b.hi >= 0)) return JX_NUMBER_UNKNOWN;
    const jx_int128 x[] = {a.lo, a.hi}, y[] = {b.lo, b.hi};
    jx_int128 mid, lo = 0, hi = 0;
    if (__builtin_mul_overflow(a.mid, JX_NUMBER_ONE, &mid)) return JX_NUMBER_UNKNOWN;
    if (is_exact(&a) && is_exact(&b)) return quotient(mid, b.mid);
    for (int i = 0; i < 4; i++) {
        jx_int128 p;
        if (__builtin_mul_overflow(x[i / 2], JX_NUMBER_ONE, &p)) return JX_NUMBER_UNKNOWN;
        jx_int128 down = floor_div(p, y[i % 2]), up = ceil_div(p, y[i % 2]);
        if (i == 0) {
            lo = down;
            hi = up;
        }
        spread(down, &lo, &hi);
        spread(up, &lo, &hi);
    }
    return checked(lo, half_up(mid, b.mid), hi);
}

/* Most units are the base unit or a hundredth of it, and nothing is lost by that. */
struct jx_number jx_number_scaled(jx_dec value, int64_t numerator, int64_t denominator)
{
    struct jx_number v = jx_number_of(value);
    if (numerator == 1 && denominator == 1) return v;
    if (numerator == 1 && denominator == 100) {
        v.lo = v.mid = v.hi = (jx_int128)value.micro * (JX_NUMBER_ONE / JX_DEC_ONE / 100);
        return v;
    }
    return jx_number_div(jx_number_mul(v, jx_number_whole(numerator)),
                         jx_number_whole(denominator));
}

struct jx_number jx_number_abs(struct jx_number a)
{
    if (!a.known || a.lo >= 0) return a;
    if (a.hi <= 0) return (struct jx_number){true, -a.hi, -a.mid, -a.lo};
    return (struct jx_number){true, 0, a.mid < 0 ? -a.mid : a.mid, -a.lo > a.hi ? -a.lo : a.hi};
}

struct jx_number jx_number_exact(struct jx_number a)
{
    return (struct jx_number){a.known, a.mid, a.mid, a.mid};
}

bool jx_number_dec(struct jx_number a, jx_dec *out)
{
    if (!a.known) return false;
    jx_int128 v = half_up(a.mid, JX_NUMBER_ONE / JX_DEC_ONE);
    if (v > INT64_MAX || v < INT64_MIN) return false;
    out->micro = (int64_t)v;
    return true;
}
