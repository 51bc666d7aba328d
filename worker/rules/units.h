/* The units that can be converted into one another; every other unit is a word for counting. */
#ifndef JX_RULES_UNITS_H
#define JX_RULES_UNITS_H

#include "notation.h"

struct jx_unit {
    enum jx_dimension dimension;
    struct jx_slice plain;          /* without 万 or 亿 */
    int64_t numerator, denominator; /* one of it in the dimension's base unit */
};

/* "" is BARE. False when the text cannot be a unit: digits, comparison signs, sentence marks, a
 * negation (`3个未完成` is no three), or too long. */
bool jx_unit_read(struct jx_slice text, struct jx_unit *out);

/* Whether the text may be a unit, what it is per, or (remark) a remark in brackets behind one. */
bool jx_unit_text_ok(struct jx_slice text, bool remark);

#endif
