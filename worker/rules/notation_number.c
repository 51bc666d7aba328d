/* From both ends inwards: signs, what each or every is counted in, then the number and its unit, or
 * two of them. */
#include "notation_number.h"

#include "../../proto/base/limits.h"
#include "../../proto/base/text.h"
#include "numeral.h"
#include "sign_words.h"

void jx_notation_set_unit(struct jx_notation *n, const struct jx_unit *u, struct jx_slice unit)
{
    n->unit = unit;
    n->plain = u->plain;
    n->dimension = u->dimension;
    n->numerator = u->numerator;
    n->denominator = u->denominator;
}

/* ---- frequency ---- */

static bool ends_in_times(struct jx_slice s)
{
    static const struct jx_slice times[] = {JX_LIT("次"), JX_LIT("场"), JX_LIT("回"), JX_LIT("遍"),
                                            JX_LIT("轮")};
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
        if (jx_ends_with(s, times[i])) return true;
    return false;
}

static bool begins_number(struct jx_slice s)
{
    struct jx_numeral n;
    enum jx_sign sign = JX_SIGN_NONE;
    s = jx_trim(s);
    return jx_signs_in_front(&s, &sign) && jx_numeral_read(s, &n) && n.value.micro >= 0;
}

/* 一 says no more than 每. */
static struct jx_slice without_one(struct jx_slice per)
{
    static const struct jx_slice one[] = {JX_LIT("一"), JX_LIT("1")};
    for (size_t i = 0; i < 2; i++) {
        struct jx_period p;
        struct jx_numeral more;
        struct jx_slice rest = jx_slice_from(per, one[i].len);
        if (jx_starts_with(per, one[i]) && !jx_numeral_read(rest, &more) &&
            jx_period_read(rest, &p) == rest.len)
            return rest;
    }
    return per;
}

/* `人每月` of `每人每月530元`: measures and periods, one after another. */
static size_t each_length(struct jx_slice s)
{
    size_t at = 0;
    for (;;) {
        struct jx_period p;
        struct jx_slice rest = jx_slice_from(s, at);
        size_t n = jx_period_read(rest, &p);
        if (n == 0) n = jx_unit_measure(rest);
        if (n == 0) return 0;
        at += n;
        if (!jx_starts_with(jx_slice_from(s, at), JX_LIT("每"))) return at;
        at += sizeof "每" - 1;
    }
}

/* `每月3次`, `一年两次`, `人均530元` are `3次/月`, `2次/年`, `530元/人`. Absent when there is
 * nothing of the kind in front. */
static struct jx_slice take_each(struct jx_slice *s)
{
    static const struct jx_slice every = JX_LIT("每");
    static const struct jx_slice means[] = {JX_LIT("人均"), JX_LIT("户均"), JX_LIT("亩均")};
    size_t skipped = 0, length = 0, behind = 0;
    struct jx_period p;
    if (jx_starts_with(*s, every)) {
        skipped = every.len;
        length = each_length(jx_slice_from(*s, skipped));
    } else if (ends_in_times(*s)) {
        length = jx_period_read(*s, &p);
        if (!begins_number(jx_slice_from(*s, length))) length = 0;
    }
    for (size_t i = 0; i < sizeof means / sizeof means[0] && length == 0; i++) {
        if (!jx_starts_with(*s, means[i])) continue;
        length = means[i].len / 2;
        behind = length;
    }
    if (length == 0) return JX_ABSENT;
    struct jx_slice per = jx_slice_at(s->ptr + skipped, length);
    if (!jx_unit_per_ok(per)) return JX_ABSENT;
    *s = jx_trim(jx_slice_from(*s, skipped + length + behind));
    return without_one(per);
}

/* ---- numbers ---- */

/* 百分之九十五 is 95%. */
static struct jx_slice take_share(struct jx_slice *s)
{
    static const struct {
        struct jx_slice text, unit;
    } shares[] = {{{"百分之", sizeof "百分之" - 1}, {"%", 1}},
                  {{"千分之", sizeof "千分之" - 1}, {"‰", sizeof "‰" - 1}}};
    for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++) {
        if (!jx_starts_with(*s, shares[i].text)) continue;
        *s = jx_slice_from(*s, shares[i].text.len);
        return shares[i].unit;
    }
    return JX_ABSENT;
}

/* `百分之百` has no numeral that stands by itself. */
static bool take_number(struct jx_slice *s, bool share, struct jx_numeral *n)
{
    static const struct jx_slice hundred = JX_LIT("百");
    if (share && jx_slice_eq(*s, hundred)) {
        *n = (struct jx_numeral){.value = JX_DEC(100), .length = hundred.len};
    } else if (!jx_numeral_read(*s, n)) {
        return false;
    }
    *s = jx_trim(jx_slice_from(*s, n->length));
    return true;
}

/* `元/人`, `元每人` → `元` and `人`. */
static bool split_per(struct jx_slice s, struct jx_slice *unit, struct jx_slice *per)
{
    static const struct jx_slice strokes[] = {JX_LIT("/"), JX_LIT("每"), JX_LIT("／")};
    *unit = s;
    *per = (struct jx_slice){s.ptr + s.len, 0};
    for (size_t i = 0; i < sizeof strokes / sizeof strokes[0]; i++) {
        size_t at = jx_slice_find(s, strokes[i]);
        if (at == (size_t)-1) continue;
        *unit = jx_trim(jx_slice_at(s.ptr, at));
        *per = without_one(jx_trim(jx_slice_from(s, at + strokes[i].len)));
        return unit->len > 0 && jx_unit_per_ok(*per);
    }
    return true;
}

/* A Chinese numeral counts only what is counted: 一般 and 一流 are words. */
static bool is_counted(struct jx_slice unit)
{
    return unit.len > 0 && (jx_unit_measure(unit) == unit.len || jx_slice_eq(unit, JX_LIT("年")));
}

static bool is_calendar_unit(struct jx_slice unit)
{
    static const struct jx_slice units[] = {JX_LIT("年"), JX_LIT("月"), JX_LIT("日"), JX_LIT("号")};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (jx_slice_eq(unit, units[i])) return true;
    return false;
}

/* 02024年 and 010月 would be dates if they were printed properly; `3年期` has no unit. */
static bool is_near_a_date(struct jx_slice unit, const struct jx_notation *n)
{
    if (unit.len < 3) return false;
    if (!is_calendar_unit(jx_slice_at(unit.ptr, 3))) return false;
    if (unit.len > 3 || n->places > 0) return unit.len > 3;
    int64_t whole = n->value.micro / JX_DEC_ONE;
    if (jx_slice_eq(unit, JX_LIT("月"))) return whole >= 1 && whole <= 12;
    return jx_slice_eq(unit, JX_LIT("年")) && whole >= JX_YEAR_FIRST && whole <= JX_YEAR_LAST;
}

static bool take_unit(struct jx_slice s, bool counted, struct jx_notation *n)
{
    struct jx_slice unit;
    struct jx_unit u;
    if (!split_per(s, &unit, &n->per)) return false;
    if ((counted && !is_counted(unit)) || is_near_a_date(unit, n)) return false;
    if (!jx_unit_read(unit, &u)) return false;
    jx_notation_set_unit(n, &u, unit);
    return true;
}

/* ---- ranges ---- */

/* Where the second number of a range begins and the mark between the two, (size_t)-1 if nowhere. */
static size_t find_second(struct jx_slice s, size_t *mark)
{
    static const struct jx_slice marks[] = {JX_LIT("-"),  JX_LIT("~"),  JX_LIT("～"),
                                            JX_LIT("—"),  JX_LIT("–"),  JX_LIT("－"),
                                            JX_LIT("至"), JX_LIT("到"), JX_LIT("―")};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        size_t at = jx_slice_find(s, marks[i]);
        if (at == (size_t)-1) continue;
        *mark = at;
        at += marks[i].len;
        while (at < s.len && s.ptr[at] == ' ')
            at++;
        return at;
    }
    return (size_t)-1;
}

/* Both ends are whole numbers of four digits: years, or a number of telephone. */
static bool are_years(const struct jx_notation *n)
{
    return (n->unit.len == 0 || is_calendar_unit(n->unit)) && n->places == 0 &&
           n->high_places == 0 && n->value.micro >= JX_DEC(1000).micro &&
           n->high.micro <= JX_DEC(9999).micro;
}

/* The lower end is in *n with `first_unit` behind it, `high` is the upper end, `unit` what follows
 * that. */
static bool close_range(struct jx_slice first_unit, const struct jx_numeral *high,
                        struct jx_slice unit, struct jx_notation *n)
{
    if (high->value.micro < 0 || !take_unit(unit, high->chinese, n)) return false;
    if (first_unit.len > 0 && !jx_slice_eq(first_unit, n->unit) && !jx_slice_eq(first_unit, unit))
        return false;
    if (jx_dec_cmp(n->value, high->value) >= 0) return false;
    /* 5-8月 are months of a year more often than a number of months. */
    if (is_calendar_unit(n->unit) && !jx_slice_eq(n->unit, JX_LIT("年"))) return false;
    n->kind = JX_NOTATION_RANGE;
    n->sign = JX_SIGN_NONE;
    n->high = high->value;
    n->high_places = high->places;
    return !are_years(n);
}

/* The lower end is in *n, `rest` is what follows it. */
static bool read_range(struct jx_slice rest, bool chinese, struct jx_notation *n)
{
    size_t mark, second = find_second(rest, &mark);
    if (second == (size_t)-1) return false;
    struct jx_slice first_unit = jx_trim(jx_slice_at(rest.ptr, mark));
    struct jx_slice s = jx_slice_from(rest, second);
    struct jx_numeral high;
    bool within = n->sign == JX_SIGN_LE, open_low = false;
    while (jx_take_bound_remark(&first_unit, &open_low))
        ;
    if (!take_number(&s, false, &high) || high.chinese != chinese) return false;
    /* `控制在5-10天以内`: the sign says no more than the range. */
    if (n->sign != JX_SIGN_NONE && !within) return false;
    n->open_low = open_low;
    return close_range(first_unit, &high, s, n);
}

/* Where ≤ or < stands in the text, (size_t)-1 if nowhere; *behind is what follows it. */
static size_t find_below(struct jx_slice s, struct jx_slice *behind, bool *strict)
{
    static const struct jx_slice at_most = JX_LIT("≤"), below = JX_LIT("<");
    size_t at = jx_slice_find(s, at_most), other = jx_slice_find(s, below);
    *strict = other < at;
    at = *strict ? other : at;
    if (at != (size_t)-1) *behind = jx_slice_from(s, at + (*strict ? below.len : at_most.len));
    return at;
}

static bool has_digit(struct jx_slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] >= '0' && s.ptr[i] <= '9') return true;
    return false;
}

/* `90%≤满意度≤100%`: what is measured stands between its bounds. As read_range. */
static bool read_between(struct jx_slice rest, struct jx_notation *n)
{
    struct jx_slice s = JX_ABSENT;
    struct jx_numeral high;
    size_t mark = find_below(rest, &s, &n->open_low);
    if (mark == (size_t)-1 || n->sign != JX_SIGN_NONE) return false;
    struct jx_slice first_unit = jx_trim(jx_slice_at(rest.ptr, mark)), name = s;
    mark = find_below(name, &s, &n->open_high);
    if (mark == (size_t)-1 || has_digit(jx_slice_at(name.ptr, mark))) return false;
    s = jx_trim(s);
    return take_number(&s, false, &high) && !high.chinese && close_range(first_unit, &high, s, n);
}

/* ---- the whole ---- */

/* （不含） makes a bound strict. */
static bool set_strict(struct jx_notation *n)
{
    if (n->kind == JX_NOTATION_RANGE) {
        n->open_high = true;
        return true;
    }
    if (n->sign == JX_SIGN_GE) n->sign = JX_SIGN_GT;
    if (n->sign == JX_SIGN_LE) n->sign = JX_SIGN_LT;
    return n->sign == JX_SIGN_GT || n->sign == JX_SIGN_LT;
}

static bool set_each(struct jx_notation *n, struct jx_slice each)
{
    if (n->kind != JX_NOTATION_NUMBER || n->unit.len == 0 || n->per.len > 0) return false;
    n->per = each;
    return true;
}

static bool read_value(struct jx_slice s, struct jx_notation *n)
{
    struct jx_numeral number;
    struct jx_slice share = take_share(&s);
    bool is_share = !jx_is_absent(share);
    if (!take_number(&s, is_share, &number)) return false;
    n->kind = JX_NOTATION_NUMBER;
    n->value = number.value;
    n->places = number.places;
    if (is_share) return s.len == 0 && take_unit(share, false, n);
    struct jx_notation range = *n, between = *n;
    if (!number.chinese && read_between(s, &between)) {
        *n = between;
        return true;
    }
    if (read_range(s, number.chinese, &range)) {
        *n = range;
        return true;
    }
    return take_unit(s, number.chinese, n);
}

bool jx_notation_read_number(struct jx_slice s, struct jx_notation *n)
{
    struct jx_notation found = {.text = n->text};
    bool strict = false;
    if (!jx_signs_in_front(&s, &found.sign)) return false;
    struct jx_slice each = take_each(&s);
    if (!jx_signs_in_front(&s, &found.sign) || s.len == 0) return false;
    if (!jx_signs_behind(&s, &found.sign, &strict)) return false;
    if (!read_value(s, &found)) return false;
    if (strict && !set_strict(&found)) return false;
    if (!jx_is_absent(each) && !set_each(&found, each)) return false;
    *n = found;
    return true;
}
