/* Exact decimal fixed point: 64-bit count of millionths, so 6 decimals. No float ever holds money
 * or a score. One 万元 with 6 decimals counts in 分 (cents) exactly. Every operation that cannot
 * hold its result is JX_E_OVERFLOW and leaves *out alone. */
#ifndef JX_BASE_DECIMAL_H
#define JX_BASE_DECIMAL_H

#include "slice.h"
#include "status.h"

#include <stdint.h>

typedef struct jx_dec {
    int64_t micro;
} jx_dec;

enum { JX_DEC_PLACES = 6, JX_DEC_PRINT_MAX = 32 };

#define JX_DEC_ONE ((int64_t)1000000)
/* A constant: JX_DEC(90) is 90.000000. */
#define JX_DEC(whole) ((jx_dec){(whole)*JX_DEC_ONE})

__extension__ typedef __int128 jx_int128;
__extension__ typedef unsigned __int128 jx_uint128;

static inline int jx_dec_cmp(jx_dec a, jx_dec b)
{
    return (a.micro > b.micro) - (a.micro < b.micro);
}

jx_status jx_dec_add(jx_dec a, jx_dec b, jx_dec *out);
jx_status jx_dec_sub(jx_dec a, jx_dec b, jx_dec *out);
/* a*b, a/b and a*b/c, computed in 128 bits and rounded half up (away from zero) once, to `places`
 * decimals (0..6). JX_E_DIVISION when the divisor is zero. muldiv also overflows where a*b itself
 * exceeds 10^20, though the quotient might fit: far beyond any money or score. */
jx_status jx_dec_mul(jx_dec a, jx_dec b, unsigned places, jx_dec *out);
jx_status jx_dec_div(jx_dec a, jx_dec b, unsigned places, jx_dec *out);
jx_status jx_dec_muldiv(jx_dec a, jx_dec b, jx_dec c, unsigned places, jx_dec *out);
/* Rounds half up to `places` decimals. */
jx_status jx_dec_round(jx_dec a, unsigned places, jx_dec *out);

/* numerator/denominator rounded half up (away from zero) to `places` decimals of the result. The
 * value is numerator/denominator itself, not millionths. */
jx_status jx_dec_from_ratio(jx_int128 numerator, jx_int128 denominator, unsigned places,
                            jx_dec *out);

/* Reads `-?digits[.digits]`, ASCII, nothing else around it. Up to 30 digits are read; more than 6
 * decimals are rounded half up. *places is the number of decimals written. JX_E_NOT_A_FIGURE when
 * it is not one, JX_E_OVERFLOW when it is too large. */
jx_status jx_dec_parse(struct jx_slice text, jx_dec *out, unsigned *places);

/* The plain number that the text begins with, `-?digits[.digits]` of at most 12 digits and 6
 * decimals: how many bytes it takes; 0, and nothing written, when there is none or it goes on. */
size_t jx_dec_scan(struct jx_slice text, jx_dec *out, unsigned *places);

/* Writes with exactly `places` decimals (0..6), rounding half up; returns the length without the
 * NUL. */
size_t jx_dec_print(jx_dec a, unsigned places, char out[JX_DEC_PRINT_MAX]);
/* Writes with as many decimals as it needs. */
size_t jx_dec_print_short(jx_dec a, char out[JX_DEC_PRINT_MAX]);

#endif
