/* Dates and deadlines as targets print them: `12月31日前`, `11月27日`, `每月15日前`,
 * `2021年12月底完成`. */
#ifndef JX_RULES_DATE_H
#define JX_RULES_DATE_H

#include "../../proto/base/slice.h"

#include <stdint.h>

/* The part of a month that words name in place of a day. */
enum jx_month_part {
    JX_PART_NONE,
    JX_PART_EARLY,  /* 初, 上旬 */
    JX_PART_MIDDLE, /* 中旬 */
    JX_PART_LATE,   /* 下旬, 底, 末 */
};

/* A member that is not printed is 0. A date that no calendar has (6月31日) is read as one, with
 * `exists` false, so that it can be reported instead of passing for words. */
struct jx_date {
    int year, month, day;
    enum jx_month_part part;
    bool monthly; /* 每月 */
    bool before;  /* 前, 之前, 以前, 不晚于 */
    bool exists;
    int quarter, half; /* 第三季度, 上半年: 1 to 4, 1 or 2 */
    bool yearly;       /* 每年, in front of a month */
};

/* True when the whole text is a date or deadline, false (and *out untouched) for anything else, a
 * span of two dates too. */
bool jx_date_read(struct jx_slice text, struct jx_date *out);

bool jx_date_equal(const struct jx_date *a, const struct jx_date *b);

enum { JX_DATE_PRINT_MAX = 64 };
/* `每月15日前`, `2021年12月底`; reading it again gives an equal date. Returns the length. */
size_t jx_date_print(const struct jx_date *d, char out[JX_DATE_PRINT_MAX]);

enum jx_meeting { JX_MEETING_UNKNOWN, JX_MEETING_MET, JX_MEETING_MISSED };
/* Whether what was done at `actual` kept the deadline. A date without a year is one of `year` (0:
 * not known). A date without a day can be any of its days, and 前 includes the day it names: only
 * what cannot have kept the deadline missed it. A monthly deadline is compared with a monthly date
 * only. */
enum jx_meeting jx_date_meets(const struct jx_date *deadline, const struct jx_date *actual,
                              int year);

#endif
