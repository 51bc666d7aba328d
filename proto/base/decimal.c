/* Fixed-point arithmetic: products in 128 bits, one rounding, half up. */
#include "decimal.h"

#include <assert.h>
#include <stdbool.h>

static const int64_t power10[JX_DEC_PLACES + 1] = {1, 10, 100, 1000, 10000, 100000, 1000000};

static jx_status narrow(jx_int128 micro, jx_dec *out)
{
    if (micro > INT64_MAX || micro < -INT64_MAX) return JX_E_OVERFLOW;
    out->micro = (int64_t)micro;
    return JX_OK;
}

/* Half up, away from zero on both sides: -0.5 becomes -1, as a printed debt of 0.5 does. */
static jx_int128 divide_half_up(jx_int128 n, jx_int128 d)
{
    bool negative = (n < 0) != (d < 0);
    if (n < 0) n = -n;
    if (d < 0) d = -d;
    jx_int128 q = n / d, r = n % d;
    if (r >= d - r) q++;
    return negative ? -q : q;
}

/* Of 64 bits, only the most negative number has no positive counterpart: it is none of ours. */
jx_status jx_dec_add(jx_dec a, jx_dec b, jx_dec *out)
{
    int64_t sum;
    if (__builtin_add_overflow(a.micro, b.micro, &sum) || sum == INT64_MIN) return JX_E_OVERFLOW;
    out->micro = sum;
    return JX_OK;
}

jx_status jx_dec_sub(jx_dec a, jx_dec b, jx_dec *out)
{
    int64_t rest;
    if (__builtin_sub_overflow(a.micro, b.micro, &rest) || rest == INT64_MIN) return JX_E_OVERFLOW;
    out->micro = rest;
    return JX_OK;
}

static bool fits(jx_int128 n)
{
    return n == (int64_t)n;
}

/* Most figures fit in 64 bits, where dividing takes a fraction of the time; d > 0. */
static int64_t small_half_up(int64_t n, int64_t d)
{
    const int64_t q = n / d, r = n % d, left = r < 0 ? -r : r;
    if (left < d - left) return q;
    return n < 0 ? q - 1 : q + 1;
}

jx_status jx_dec_from_ratio(jx_int128 numerator, jx_int128 denominator, unsigned places,
                            jx_dec *out)
{
    int64_t few;
    assert(places <= JX_DEC_PLACES);
    if (denominator > 0 && fits(numerator) && fits(denominator) &&
        !__builtin_mul_overflow((int64_t)numerator, power10[places], &few) && few != INT64_MIN)
        return narrow((jx_int128)small_half_up(few, (int64_t)denominator) *
                          power10[JX_DEC_PLACES - places],
                      out);
    if (denominator == 0) return JX_E_DIVISION;
    const jx_int128 least = -((jx_int128)1 << 126) * 2; /* has no positive counterpart */
    if (numerator == least || denominator == least) return JX_E_OVERFLOW;
    jx_int128 scaled;
    if (__builtin_mul_overflow(numerator, (jx_int128)power10[places], &scaled) || scaled == least)
        return JX_E_OVERFLOW;
    jx_int128 rounded = divide_half_up(scaled, denominator);
    if (__builtin_mul_overflow(rounded, (jx_int128)power10[JX_DEC_PLACES - places], &scaled))
        return JX_E_OVERFLOW;
    return narrow(scaled, out);
}

jx_status jx_dec_mul(jx_dec a, jx_dec b, unsigned places, jx_dec *out)
{
    return jx_dec_from_ratio((jx_int128)a.micro * b.micro, (jx_int128)JX_DEC_ONE * JX_DEC_ONE,
                             places, out);
}

jx_status jx_dec_div(jx_dec a, jx_dec b, unsigned places, jx_dec *out)
{
    return jx_dec_from_ratio(a.micro, b.micro, places, out);
}

jx_status jx_dec_muldiv(jx_dec a, jx_dec b, jx_dec c, unsigned places, jx_dec *out)
{
    return jx_dec_from_ratio((jx_int128)a.micro * b.micro, (jx_int128)c.micro * JX_DEC_ONE, places,
                             out);
}

jx_status jx_dec_round(jx_dec a, unsigned places, jx_dec *out)
{
    return jx_dec_from_ratio(a.micro, JX_DEC_ONE, places, out);
}

static bool is_digit(struct jx_slice s, size_t at)
{
    return at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9';
}

size_t jx_dec_scan(struct jx_slice text, jx_dec *out, unsigned *places)
{
    enum { WHOLE_MAX = 12 };
    bool negative = text.len > 0 && text.ptr[0] == '-';
    size_t at = negative, start = at;
    int64_t value = 0;
    for (; is_digit(text, at) && at - start < WHOLE_MAX; at++)
        value = value * 10 + (text.ptr[at] - '0');
    if (at == start) return 0;
    unsigned decimals = 0;
    if (at < text.len && text.ptr[at] == '.') {
        for (at++; is_digit(text, at) && decimals < JX_DEC_PLACES; at++, decimals++)
            value = value * 10 + (text.ptr[at] - '0');
        if (decimals == 0) return 0;
    }
    if (is_digit(text, at) || (at < text.len && text.ptr[at] == '.')) return 0;
    value *= power10[JX_DEC_PLACES - decimals];
    *out = (jx_dec){negative ? -value : value};
    if (places) *places = decimals;
    return at;
}

enum { DIGITS_MAX = 30 };

jx_status jx_dec_parse(struct jx_slice text, jx_dec *out, unsigned *places)
{
    jx_dec plain;
    unsigned plain_places;
    if (text.len > 0 && jx_dec_scan(text, &plain, &plain_places) == text.len) {
        *out = plain;
        if (places) *places = plain_places;
        return JX_OK;
    }
    size_t i = 0;
    bool negative = text.len > 0 && text.ptr[0] == '-';
    if (negative) i++;
    jx_int128 value = 0;
    unsigned digits = 0, decimals = 0;
    bool point = false;
    for (; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '.' && !point && digits > 0) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9') return JX_E_NOT_A_FIGURE;
        if (++digits > DIGITS_MAX) return JX_E_OVERFLOW;
        value = value * 10 + (c - '0');
        if (point) decimals++;
    }
    if (digits == 0 || (point && decimals == 0)) return JX_E_NOT_A_FIGURE;
    jx_int128 scale = 1;
    for (unsigned d = 0; d < decimals; d++)
        scale *= 10;
    if (places) *places = decimals;
    return jx_dec_from_ratio(negative ? -value : value, scale, JX_DEC_PLACES, out);
}

size_t jx_dec_print(jx_dec a, unsigned places, char out[JX_DEC_PRINT_MAX])
{
    assert(places <= JX_DEC_PLACES);
    jx_int128 shown = divide_half_up(a.micro, power10[JX_DEC_PLACES - places]);
    bool negative = shown < 0;
    if (negative) shown = -shown;
    char reversed[JX_DEC_PRINT_MAX];
    size_t n = 0;
    for (unsigned d = 0; shown > 0 || d <= places; d++) {
        if (d == places && places > 0) reversed[n++] = '.';
        reversed[n++] = (char)('0' + (int)(shown % 10));
        shown /= 10;
    }
    if (negative) reversed[n++] = '-';
    for (size_t i = 0; i < n; i++)
        out[i] = reversed[n - 1 - i];
    out[n] = '\0';
    return n;
}

size_t jx_dec_print_short(jx_dec a, char out[JX_DEC_PRINT_MAX])
{
    unsigned places = JX_DEC_PLACES;
    while (places > 0 && a.micro % power10[JX_DEC_PLACES - places + 1] == 0)
        places--;
    return jx_dec_print(a, places, out);
}
