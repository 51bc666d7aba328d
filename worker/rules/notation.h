/* What the text of a target or an actual value says: a comparison with a number and its unit, a
 * rate, a frequency, a range, a date, or words. */
#ifndef JX_RULES_NOTATION_H
#define JX_RULES_NOTATION_H

#include "../../proto/base/arena.h"
#include "date.h"
#include "ratio.h"

enum jx_sign {
    JX_SIGN_NONE,
    JX_SIGN_GE, /* ≥, 不少于, 以上 */
    JX_SIGN_GT, /* >, 大于, 超过 */
    JX_SIGN_LE, /* ≤, 不超过, 以内 */
    JX_SIGN_LT, /* <, 小于 */
    JX_SIGN_EQ,
};

enum jx_notation_kind {
    JX_NOTATION_BLANK,
    JX_NOTATION_TEXT,   /* words, and whatever is none of the others */
    JX_NOTATION_NUMBER, /* a number with or without unit, rates too (dimension RATE) */
    JX_NOTATION_DATE,
    JX_NOTATION_RANGE, /* two numbers of one unit: 80%-90% */
};

/* Units of one dimension can be compared, after scaling. */
enum jx_dimension {
    JX_DIMENSION_BARE,   /* no unit: takes that of what it is compared with */
    JX_DIMENSION_COUNT,  /* 个, 次, 人 … and every unit that is not known; not scaled */
    JX_DIMENSION_RATE,   /* %, ‰, 百分比 */
    JX_DIMENSION_MONEY,  /* 元 … */
    JX_DIMENSION_TIME,   /* 秒 … 周 */
    JX_DIMENSION_MONTHS, /* 个月, 季度, 年: no fixed number of days */
    JX_DIMENSION_LENGTH,
    JX_DIMENSION_WEIGHT,
    JX_DIMENSION_AREA,
    JX_DIMENSION_VOLUME,
};

struct jx_notation {
    enum jx_notation_kind kind;
    struct jx_slice text; /* the whole, trimmed */
    enum jx_sign sign;
    /* NUMBER, RANGE (then value is its lower end) */
    jx_dec value;    /* as written: 650 of `≥650万次` */
    unsigned places; /* decimals written, at most 6 */
    enum jx_dimension dimension;
    struct jx_slice
        unit; /* as printed, magnitude and all, without what is per: `万次`; "" if none */
    struct jx_slice per;   /* `月` of `3次/月`; "" if none */
    struct jx_slice plain; /* the unit without its magnitude: `次` */
    int64_t numerator,
        denominator; /* value × numerator / denominator is in the dimension's base unit */
    /* RANGE */
    jx_dec high; /* above value */
    unsigned high_places;
    bool open_low, open_high; /* （不含）: the end itself does not belong to it */
    /* DATE */
    struct jx_date date;
};

/* Reads the text; never fails: what it cannot read is TEXT. Everything in *out borrows from the
 * text, or is constant. */
void jx_notation_read(struct jx_slice text, struct jx_notation *out);

/* Writes what was read (`≥650万次`, `≤3次/月`, `12月31日前`, words as they are), so that reading it
 * again gives an equal notation. From the arena; absent when it is exhausted. */
struct jx_slice jx_notation_print(const struct jx_notation *n, struct jx_arena *a);
/* Equal in kind, sign, value and unit, or in date, or in words. */
bool jx_notation_equal(const struct jx_notation *a, const struct jx_notation *b);

/* "≥"; "" for NONE. */
const char *jx_sign_text(enum jx_sign s);
/* "rate", "money" …, in the language. */
const char *jx_dimension_text(enum jx_dimension d, enum jx_lang lang);

/* How two numbers came to one unit, for the explanation. */
enum jx_alignment {
    JX_ALIGN_NOT,         /* they cannot be compared */
    JX_ALIGN_SAME,        /* one unit */
    JX_ALIGN_SCALED,      /* the actual value was converted into the target's unit */
    JX_ALIGN_UNIT_GIVEN,  /* one has no unit: the other's was taken */
    JX_ALIGN_SHARE,       /* one is a bare share of 1 (0.98), the other a rate: taken as 98% */
    JX_ALIGN_OTHER_COUNT, /* two words for counting (个, 项): compared as they are */
};

/* Both values in the target's unit (the actual's, where the target has none). JX_ALIGN_NOT leaves
 * *a and *b alone; so does an overflow, which is reported in *rc (JX_OK otherwise). */
enum jx_alignment jx_notation_align(const struct jx_notation *target,
                                    const struct jx_notation *actual, struct jx_ratio *a,
                                    struct jx_ratio *b, jx_status *rc);

/* Of a range as target and a number as actual value: the end that the number is to be held against,
 * as a comparison (`≥80%` where it is below the range, else `≤90%`). False for anything else, and
 * where the two have no unit in common. */
bool jx_notation_bound(const struct jx_notation *target, const struct jx_notation *actual,
                       struct jx_notation *out);

/* Whether b stands to a as the sign says; NONE and EQ mean equality. */
bool jx_sign_holds(enum jx_sign sign, int cmp_b_to_a);

#endif
