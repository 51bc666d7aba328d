/* The number that a text begins with: in ASCII or full-width digits, or in Chinese numerals. */
#ifndef JX_RULES_NUMERAL_H
#define JX_RULES_NUMERAL_H

#include "../../proto/base/decimal.h"

struct jx_numeral {
    jx_dec value;
    unsigned places; /* decimals written, at most 6 */
    bool chinese;
    size_t length; /* bytes */
};

/* False, and *out untouched, when none stands there. Separators have to stand at thousands. A 万 or
 * 亿 that ends a Chinese numeral is left to the unit: `十万元` is 10 and 万元. */
bool jx_numeral_read(struct jx_slice text, struct jx_numeral *out);

/* Whether a Chinese digit or 十 stands anywhere in the text; 百, 千, 万 and 亿 are parts of units.
 */
bool jx_numeral_has(struct jx_slice text);

/* A numeral below a hundred, or four digits of a year (`二〇二三`), as dates have them: how many
 * bytes it takes, 0 when none stands there; *digits is 4 for a year, else 2. */
size_t jx_numeral_of_date(struct jx_slice text, int *value, unsigned *digits);

#endif
