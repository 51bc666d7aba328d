/* Numbers of the rule language: what is printed, and the interval of values it can stand for. */
#ifndef JX_RULES_NUMBER_H
#define JX_RULES_NUMBER_H

#include "../../proto/base/figure.h"

/* Counted in 10^-12, so that amounts of 6 decimals multiply and divide without a loss that a form
 * could show. Ends are rounded outwards: an interval is never narrower than the truth, so two that
 * do not meet are a contradiction. lo <= mid <= hi. */
struct jx_number {
    bool known;
    jx_int128 lo, mid, hi;
};

#define JX_NUMBER_ONE     ((jx_int128)1000000000000)
#define JX_NUMBER_UNKNOWN ((struct jx_number){.known = false})

struct jx_number jx_number_of(jx_dec v);
struct jx_number jx_number_between(jx_dec lo, jx_dec mid, jx_dec hi);
struct jx_number jx_number_whole(int64_t v);

/* Unknown when an operand is, when the result cannot be held, and for a division by an interval
 * that holds zero. */
struct jx_number jx_number_add(struct jx_number a, struct jx_number b);
struct jx_number jx_number_sub(struct jx_number a, struct jx_number b);
struct jx_number jx_number_mul(struct jx_number a, struct jx_number b);
struct jx_number jx_number_div(struct jx_number a, struct jx_number b);
struct jx_number jx_number_abs(struct jx_number a);

/* value x numerator / denominator. */
struct jx_number jx_number_scaled(jx_dec value, int64_t numerator, int64_t denominator);

/* The number as printed, without what it may have been rounded from. */
struct jx_number jx_number_exact(struct jx_number a);

/* The printed value in millionths, half up; false when it cannot be held. */
bool jx_number_dec(struct jx_number a, jx_dec *out);

#endif
