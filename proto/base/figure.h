/* Figures as forms print them: `1,708.47`, `1, 708. 47`, `99.42%`, `18万元`, full-width digits; and
 * the interval of values that a printed figure stands for. */
#ifndef JX_BASE_FIGURE_H
#define JX_BASE_FIGURE_H

#include "decimal.h"

enum jx_scale {
    JX_SCALE_NONE,     /* a bare number */
    JX_SCALE_PERCENT,  /* % */
    JX_SCALE_PERMILLE, /* ‰ */
    JX_SCALE_YUAN,     /* 元 */
    JX_SCALE_WAN_YUAN, /* 万元, 万 */
    JX_SCALE_YI_YUAN,  /* 亿元, 亿 */
};

struct jx_figure {
    jx_dec value;    /* the number as written, not scaled: 99.42 for `99.42%` */
    unsigned places; /* decimals written; more than 6 are rounded in value */
    enum jx_scale scale;
};

/* Reads a cell that is a number and nothing else (white space inside is a wrapping artefact;
 * thousands separators must stand at thousands). JX_E_NOT_A_FIGURE for anything else, the empty
 * cell too; JX_E_OVERFLOW. */
jx_status jx_figure_parse(struct jx_slice text, struct jx_figure *out);

enum { JX_FIGURE_PRINT_MAX = JX_DEC_PRINT_MAX + 8 };
/* Writes it back without separators, with its decimals (at most 6) and sign of scale. Returns the
 * length. */
size_t jx_figure_print(const struct jx_figure *f, char out[JX_FIGURE_PRINT_MAX]);

/* lo <= true value < hi, except that where half_unit is zero lo == hi == value. */
struct jx_interval {
    jx_dec lo, hi;
};

/* The values that round half up to `value` at `places` decimals: value ± half a unit of that place.
 */
jx_status jx_interval_of(jx_dec value, unsigned places, struct jx_interval *out);
/* Whether the two can stand for one value: the intervals meet. */
bool jx_intervals_meet(struct jx_interval a, struct jx_interval b);

/* An amount in `scale` (or, when that is NONE, in `unit`) as 万元. JX_E_FIELD_VALUE when neither is
 * money. Exact: 6 decimals of 万元 are cents. An amount in 元 with more than 2 decimals is rounded
 * half up. */
jx_status jx_figure_wan(const struct jx_figure *f, enum jx_scale unit, jx_dec *out);

/* The scale a money unit is printed as (`万元`, `人民币万元`, `元` ...); NONE when it is none. */
enum jx_scale jx_money_scale(struct jx_slice money_unit);

#endif
