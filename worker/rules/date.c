/* Reads a date from left to right, one printed part after another; what is left must be known
 * words. */
#include "date.h"

#include "numeral.h"

#include "../../proto/base/limits.h"
#include "../../proto/base/text.h"

#include <stdio.h>

struct word {
    struct jx_slice text;
    int value;
};

#define W(s)                                                                                       \
    {                                                                                              \
        (s), sizeof(s) - 1                                                                         \
    }

/* A space between a figure and a Chinese character (`2023 年 12 月`) separates nothing. */
static bool take(struct jx_slice *s, struct jx_slice word)
{
    struct jx_slice rest = *s;
    while (rest.len > 0 && rest.ptr[0] == ' ')
        rest = jx_slice_from(rest, 1);
    if (rest.len == 0 || rest.ptr[0] != word.ptr[0] || !jx_starts_with(rest, word)) return false;
    *s = jx_slice_from(rest, word.len);
    return true;
}

#define TAKE(s, word) take(s, JX_LIT(word))

/* The first word of the table that stands here, or NULL. */
static const struct word *take_word(struct jx_slice *s, const struct word *table, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (take(s, table[i].text)) return &table[i];
    return NULL;
}

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* Up to four digits, or a Chinese numeral; the number of digits, 0 when there is none or there are
 * more. */
static unsigned take_number(struct jx_slice *s, int *out)
{
    struct jx_slice rest = jx_trim(*s);
    int value = 0;
    unsigned digits = 0;
    size_t at = 0, end = 0;
    while (at < rest.len) {
        int digit = jx_digit_value(jx_utf8_next(rest, &at));
        if (digit < 0) break;
        if (++digits > 4) return 0;
        value = value * 10 + digit;
        end = at;
    }
    if (digits == 0) {
        end = jx_numeral_of_date(rest, &value, &digits);
        if (end == 0) return 0;
    }
    *s = jx_slice_from(rest, end);
    *out = value;
    return digits;
}

static bool is_year(int y)
{
    return y >= JX_YEAR_FIRST && y <= JX_YEAR_LAST;
}

/* A month or a day: one or two digits, not 0. */
static bool take_two_digits(struct jx_slice *s, int *out)
{
    unsigned digits = take_number(s, out);
    return digits >= 1 && digits <= 2 && *out > 0;
}

/* 2023-11-27, 2023.6.30; 2023-11, too, but 2023.11 is a number. */
static bool take_iso(struct jx_slice *s, struct jx_date *d)
{
    struct jx_slice rest = *s;
    if (take_number(&rest, &d->year) != 4 || !is_year(d->year) || rest.len == 0) return false;
    rest = jx_trim(rest);
    struct jx_slice mark = jx_slice_at(rest.ptr, 1);
    if (!strchr("-./", mark.ptr[0]) || mark.ptr[0] == '\0') return false;
    if (!take(&rest, mark) || !take_two_digits(&rest, &d->month)) return false;
    if (take(&rest, mark)) {
        if (!take_two_digits(&rest, &d->day)) return false;
    } else if (mark.ptr[0] != '-' || d->month > 12) {
        return false;
    }
    *s = rest;
    return true;
}

static void take_year(struct jx_slice *s, struct jx_date *d)
{
    struct jx_slice rest = *s;
    int year;
    if (take_number(&rest, &year) != 4 || !is_year(year)) return;
    if (!TAKE(&rest, "年度") && !TAKE(&rest, "年")) return;
    d->year = year;
    *s = rest;
}

static const struct word parts[] = {
    {W("上旬"), JX_PART_EARLY}, {W("初"), JX_PART_EARLY}, {W("中旬"), JX_PART_MIDDLE},
    {W("下旬"), JX_PART_LATE},  {W("底"), JX_PART_LATE},  {W("末"), JX_PART_LATE},
};

static void take_month(struct jx_slice *s, struct jx_date *d)
{
    struct jx_slice rest = *s;
    int month;
    unsigned digits = take_number(&rest, &month);
    if (digits == 0 || digits > 2 || month == 0) return;
    if (!TAKE(&rest, "月份") && !TAKE(&rest, "月")) return;
    d->month = month;
    *s = rest;
}

/* 一季度, 第3季度, 上半年. Without 第, a figure may count quarters: `3季度`. */
static bool take_quarter(struct jx_slice *s, struct jx_date *d)
{
    static const struct word halves[] = {{W("上半年"), 1}, {W("下半年"), 2}};
    const struct word *half = take_word(s, halves, COUNT(halves));
    if (half) {
        d->half = half->value;
        return true;
    }
    struct jx_slice rest = *s;
    int quarter;
    bool named = TAKE(&rest, "第"), figure = rest.len > 0 && (unsigned char)rest.ptr[0] < 0x80;
    if (take_number(&rest, &quarter) == 0 || quarter < 1 || quarter > 4) return false;
    if ((figure && !named && !d->year) || !TAKE(&rest, "季度")) return false;
    d->quarter = quarter;
    if (TAKE(&rest, "末") || TAKE(&rest, "底")) d->part = JX_PART_LATE;
    *s = rest;
    return true;
}

static void take_day(struct jx_slice *s, struct jx_date *d)
{
    struct jx_slice rest = *s;
    int day;
    unsigned digits = take_number(&rest, &day);
    if (digits >= 1 && digits <= 2 && day > 0 && (TAKE(&rest, "日") || TAKE(&rest, "号"))) {
        d->day = day;
        *s = rest;
    } else if (d->month || d->monthly) {
        const struct word *part = take_word(s, parts, COUNT(parts));
        if (part) d->part = (enum jx_month_part)part->value;
    }
}

static const struct word year_ends[] = {{W("年底"), 1}, {W("年末"), 1}, {W("年内"), 1}};
static const struct word heads[] = {{W("最晚"), 1},   {W("最迟"), 1},   {W("早于"), 1},
                                    {W("不晚于"), 1}, {W("不迟于"), 1}, {W("截至"), 0},
                                    {W("截止"), 0},   {W("当年"), 0},   {W("本年度"), 0},
                                    {W("本年"), 0},   {W("于"), 0},     {W("在"), 0}};
enum { BEFORE = 1, WITHIN = 2 };
static const struct word tails[] = {
    {W("之前"), BEFORE}, {W("以前"), BEFORE}, {W("前"), BEFORE},  {W("之内"), WITHIN},
    {W("以内"), WITHIN}, {W("内"), WITHIN},   {W("全部完成"), 0}, {W("完成"), 0},
    {W("建成"), 0},      {W("竣工"), 0},      {W("完工"), 0},     {W("到位"), 0},
    {W("验收"), 0},      {W("交付"), 0},      {W("发放"), 0},     {W("完毕"), 0},
    {W("印发"), 0},      {W("投入使用"), 0},  {W("支付"), 0},     {W("按时"), 0},
    {W("左右"), 0},      {W("启动"), 0},      {W("开工"), 0},     {W("发布"), 0},
    {W("报送"), 0},      {W("上报"), 0},      {W("提交"), 0},     {W("办结"), 0},
    {W("结束"), 0},      {W("执行完毕"), 0},  {W("为止"), 0},     {W("止"), 0},
};

static void take_parts(struct jx_slice *s, struct jx_date *d)
{
    if (take_iso(s, d)) return;
    *d = (struct jx_date){.before = d->before};
    if (TAKE(s, "每月") || TAKE(s, "每个月")) {
        d->monthly = true;
        take_day(s, d);
        return;
    }
    if (TAKE(s, "每年")) {
        d->yearly = true;
        take_month(s, d);
        if (d->month) take_day(s, d);
        return;
    }
    take_year(s, d);
    if (take_quarter(s, d)) return;
    const struct word *end = take_word(s, year_ends, COUNT(year_ends));
    if (!end && d->year) {
        /* `2021年底`: the 年 has been taken with the year. */
        end = TAKE(s, "底") || TAKE(s, "末") ? &year_ends[0] : NULL;
    }
    if (end) {
        d->month = 12;
        d->part = JX_PART_LATE;
        return;
    }
    take_month(s, d);
    take_day(s, d);
}

static const int month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

static bool is_leap(int y)
{
    return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

/* Without a year, February has 29 days: some year has them. */
static int days_in(int year, int month)
{
    return month_days[month - 1] + (month == 2 && (year == 0 || is_leap(year)));
}

static bool in_calendar(const struct jx_date *d)
{
    if (d->month > 12) return false;
    if (d->day > 31) return false;
    return d->month == 0 || d->day <= days_in(d->year, d->month);
}

/* `15日` alone and `15日内` are numbers of days, `18月` is a number of months. */
static bool is_date(const struct jx_date *d, bool within)
{
    if (d->monthly) return d->day || d->part;
    if (d->month > 12) return d->day != 0;
    if (d->yearly) return d->month;
    return d->year || d->month || d->quarter || d->half || (d->day && d->before && !within);
}

/* Most texts are no dates, and this tells so in one pass: a date has 年, 月, 日, 号 or 季, or a
 * mark or two. */
static bool may_be_date(struct jx_slice s)
{
    static const char *const names[] = {"年", "月", "日", "号", "季"};
    unsigned marks = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        marks += c == '-' || c == '.' || c == '/';
        for (size_t k = 0; k < COUNT(names); k++)
            if (c == names[k][0] && s.len - i >= 3 && memcmp(s.ptr + i, names[k], 3) == 0)
                return true;
    }
    return marks == 1 || marks == 2;
}

bool jx_date_read(struct jx_slice text, struct jx_date *out)
{
    struct jx_slice s = jx_trim(text);
    if (!may_be_date(s)) return false;
    struct jx_date d = {.year = 0};
    for (const struct word *w; (w = take_word(&s, heads, COUNT(heads)));)
        d.before = d.before || w->value;
    struct jx_slice start = s;
    take_parts(&s, &d);
    if (s.len == start.len) return false;
    bool within = false;
    for (const struct word *w; s.len > 0 && (w = take_word(&s, tails, COUNT(tails)));) {
        d.before = d.before || w->value;
        within = within || w->value == WITHIN;
    }
    if (s.len > 0 || !is_date(&d, within)) return false;
    d.exists = in_calendar(&d);
    *out = d;
    return true;
}

bool jx_date_equal(const struct jx_date *a, const struct jx_date *b)
{
    return a->year == b->year && a->month == b->month && a->day == b->day && a->part == b->part &&
           a->monthly == b->monthly && a->before == b->before && a->exists == b->exists &&
           a->quarter == b->quarter && a->half == b->half && a->yearly == b->yearly;
}

size_t jx_date_print(const struct jx_date *d, char out[JX_DATE_PRINT_MAX])
{
    static const char *const part[] = {"", "上旬", "中旬", "底"};
    static const char *const halves[] = {"", "上半年", "下半年"};
    char year[16] = "", quarter[32] = "", month[16] = "", day[16] = "";
    if (d->year) snprintf(year, sizeof year, "%d年", d->year);
    if (d->quarter) snprintf(quarter, sizeof quarter, "第%d季度", d->quarter);
    if (d->month) snprintf(month, sizeof month, "%d月", d->month);
    if (d->day) snprintf(day, sizeof day, "%d日", d->day);
    int n = snprintf(out, JX_DATE_PRINT_MAX, "%s%s%s%s%s%s%s%s%s", d->monthly ? "每月" : "",
                     d->yearly ? "每年" : "", year, halves[d->half], quarter, month, day,
                     part[d->part], d->before ? "前" : "");
    return n > 0 ? (size_t)n : 0;
}

/* Days since an arbitrary start, of the proleptic Gregorian calendar. */
static long day_number(int year, int month, int day)
{
    long y = year - (month <= 2), m = month + (month <= 2 ? 12 : 0);
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * (m - 3) + 2) / 5 + day;
}

struct span {
    int first, last; /* days of the month, or months of the year */
};

static struct span days_of(const struct jx_date *d, int year, int month)
{
    int end = days_in(year, month);
    if (d->day) return (struct span){d->day < end ? d->day : end, d->day < end ? d->day : end};
    switch (d->part) {
    case JX_PART_EARLY:
        return (struct span){1, 10};
    case JX_PART_MIDDLE:
        return (struct span){11, 20};
    case JX_PART_LATE:
        return (struct span){21, end};
    default:
        return (struct span){1, end};
    }
}

/* The months that a quarter or a half has, else the one that is named, else the whole year. */
static struct span months_of(const struct jx_date *d)
{
    if (d->month) return (struct span){d->month, d->month};
    if (d->half) return (struct span){6 * d->half - 5, 6 * d->half};
    if (!d->quarter) return (struct span){1, 12};
    int last = 3 * d->quarter;
    return (struct span){d->part == JX_PART_LATE ? last : last - 2, last};
}

static long first_day(const struct jx_date *d, int year)
{
    int month = months_of(d).first;
    return day_number(year, month, days_of(d, year, month).first);
}

static long last_day(const struct jx_date *d, int year)
{
    int month = months_of(d).last;
    return day_number(year, month, days_of(d, year, month).last);
}

enum { SOME_LEAP_YEAR = 2000 };

static int year_of(const struct jx_date *d, const struct jx_date *other, int year)
{
    if (d->year) return d->year;
    if (year) return year;
    return other->year ? other->year : SOME_LEAP_YEAR;
}

enum jx_meeting jx_date_meets(const struct jx_date *deadline, const struct jx_date *actual,
                              int year)
{
    if (deadline->monthly != actual->monthly) return JX_MEETING_UNKNOWN;
    if (deadline->month > 12 || actual->month > 12) return JX_MEETING_UNKNOWN;
    bool met;
    if (deadline->monthly) {
        met = days_of(actual, SOME_LEAP_YEAR, 1).first <= days_of(deadline, SOME_LEAP_YEAR, 1).last;
    } else {
        /* A day without a month cannot be placed in the year. */
        if (!deadline->month && deadline->day) return JX_MEETING_UNKNOWN;
        if (!actual->month && actual->day) return JX_MEETING_UNKNOWN;
        met = first_day(actual, year_of(actual, deadline, year)) <=
              last_day(deadline, year_of(deadline, actual, year));
    }
    return met ? JX_MEETING_MET : JX_MEETING_MISSED;
}
