/* Units that can be converted into one another, words for counting, and the periods that something
 * recurs in. */
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

/* The same for a unit that the tables have, magnitude and all, and that begins no date: nothing
 * else is tried. Units of a time in the calendar (年, 月, 日) are not among them. */
bool jx_unit_quick(struct jx_slice text, struct jx_unit *out);

/* Whether the text may be a unit, or (remark) a remark in brackets behind one. */
bool jx_unit_text_ok(struct jx_slice text, bool remark);
/* Whether the text may stand behind the stroke: `人*月`, `平方米`, `2年`. */
bool jx_unit_per_ok(struct jx_slice text);

/* Whether a Chinese numeral in front of it counts something: 次, 万元, 小时; not 般 (一般). The
 * longest such word that the text begins with: its bytes, 0 for none. */
size_t jx_unit_measure(struct jx_slice text);

enum jx_period_family { JX_PERIOD_NONE, JX_PERIOD_MONTHS, JX_PERIOD_HALF_DAYS };
struct jx_period {
    enum jx_period_family family;
    int64_t amount; /* months, or half days: 半天 is one */
};
/* The period that the text begins with (`年`, `两周`, `半年`): its bytes, 0 when there is none. */
size_t jx_period_read(struct jx_slice text, struct jx_period *out);

#endif
