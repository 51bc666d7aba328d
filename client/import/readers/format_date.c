/* Dates and times as workbooks count and show them. */
#include "number_format.h"

#include <stdio.h>

enum { MS_PER_DAY = 86400000 };

/* Days from 1970-01-01 of 1899-12-30, 1904-01-01, and behind 9999-12-31. */
enum { DAYS_1900 = -25569, DAYS_1904 = -24107, DAYS_END = 2932897 };

struct civil {
    int64_t year;
    unsigned month, day;
};

/* Gregorian calendar by eras of 400 years. */
static struct civil civil_of_days(int64_t days)
{
    int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100), mp = (5 * of_year + 2) / 153;
    unsigned day = (unsigned)(of_year - (153 * mp + 2) / 5 + 1);
    unsigned month = (unsigned)(mp < 10 ? mp + 3 : mp - 9);
    return (struct civil){year + era * 400 + (month <= 2), month, day};
}

static int64_t days_of_civil(struct civil c)
{
    int64_t y = c.year - (c.month <= 2), era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
    int64_t mp = c.month > 2 ? c.month - 3 : c.month + 9;
    int64_t of_year = (153 * mp + 2) / 5 + c.day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

bool moment_of_serial(const struct number *n, bool from_1904, struct moment *out)
{
    enum { PLACES = 11 };
    const int64_t one = INT64_C(100000000000);
    int64_t scaled;
    if (n->negative || number_whole_digits(n) > 7 || !number_scaled(n, PLACES, &scaled))
        return false;
    int64_t days = scaled / one, part = scaled % one;
    /* Half up to a thousandth of a second. */
    int64_t ms = (int64_t)(((__int128)part * MS_PER_DAY * 2 + one) / (2 * one));
    if (ms == MS_PER_DAY) {
        ms = 0;
        days++;
    }
    *out = (struct moment){.ms = ms, .serial_ms = days * MS_PER_DAY + ms};
    if (from_1904) {
        out->days = DAYS_1904 + days;
    } else {
        out->day_zero = days == 0;
        out->leap_1900 = days == 60;
        out->days = DAYS_1900 + days + (days < 60 ? 1 : 0);
    }
    return out->days < DAYS_END;
}

static bool read_digits(struct jx_slice s, size_t at, size_t n, unsigned *out)
{
    if (at + n > s.len) return false;
    for (*out = 0; n > 0; n--, at++) {
        if (s.ptr[at] < '0' || s.ptr[at] > '9') return false;
        *out = *out * 10 + (unsigned)(s.ptr[at] - '0');
    }
    return true;
}

bool moment_of_iso(struct jx_slice iso, struct moment *out)
{
    unsigned year, month, day, hour = 0, minute = 0, second = 0;
    if (!read_digits(iso, 0, 4, &year) || !read_digits(iso, 5, 2, &month) ||
        !read_digits(iso, 8, 2, &day) || month < 1 || month > 12 || day < 1 || day > 31 || year < 1)
        return false;
    if (iso.len > 10 &&
        (!read_digits(iso, 11, 2, &hour) || !read_digits(iso, 14, 2, &minute) ||
         !read_digits(iso, 17, 2, &second) || hour > 23 || minute > 59 || second > 59))
        return false;
    int64_t ms = ((int64_t)hour * 3600 + minute * 60 + second) * 1000;
    int64_t days = days_of_civil((struct civil){year, month, day});
    *out = (struct moment){
        .days = days, .ms = ms, .serial_ms = (days - DAYS_1900) * MS_PER_DAY + ms};
    return true;
}

/* ---- showing ---- */

static void put_number(struct buffer *out, int64_t n, int width)
{
    char text[32];
    snprintf(text, sizeof text, "%0*lld", width, (long long)n);
    buffer_put(out, jx_slice_of(text));
}

static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};
static const char *const weekdays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday"};
static const char *const chinese_weekdays[] = {"日", "一", "二", "三", "四", "五", "六"};

static void put_month(const struct format_section *s, unsigned month, int width, struct buffer *out)
{
    if (width <= 2) {
        put_number(out, month, width);
    } else if (s->chinese) {
        put_number(out, month, 1);
        buffer_put(out, JX_LIT("月"));
    } else {
        struct jx_slice name = jx_slice_of(months[month - 1]);
        size_t len = width == 3 ? 3 : width == 5 ? 1 : name.len;
        buffer_put(out, jx_slice_at(name.ptr, len));
    }
}

static void put_weekday(bool chinese, unsigned weekday, bool full, struct buffer *out)
{
    if (chinese) {
        if (full) buffer_put(out, JX_LIT("星期"));
        buffer_put(out, jx_slice_of(chinese_weekdays[weekday]));
    } else {
        struct jx_slice name = jx_slice_of(weekdays[weekday]);
        buffer_put(out, jx_slice_at(name.ptr, full ? name.len : 3));
    }
}

static void put_noon(char kind, bool afternoon, struct buffer *out)
{
    if (kind == 'C')
        buffer_put(out, afternoon ? JX_LIT("下午") : JX_LIT("上午"));
    else if (kind == 'P')
        buffer_put(out, afternoon ? JX_LIT("PM") : JX_LIT("AM"));
    else
        buffer_put(out, afternoon ? JX_LIT("P") : JX_LIT("A"));
}

struct clock {
    struct civil date;
    unsigned weekday;
    int64_t hour, minute, second, ms;
};

static struct clock clock_of(const struct moment *m)
{
    struct clock c = {.date = civil_of_days(m->days),
                      .weekday = (unsigned)(((m->days + 4) % 7 + 7) % 7),
                      .hour = m->ms / 3600000,
                      .minute = m->ms / 60000 % 60,
                      .second = m->ms / 1000 % 60,
                      .ms = m->ms % 1000};
    if (m->leap_1900) c.date = (struct civil){1900, 2, 29};
    if (m->day_zero) c.date = (struct civil){1900, 1, 0};
    return c;
}

static void put_elapsed(const struct format_item *it, const struct moment *m, struct buffer *out)
{
    int64_t unit = it->c == 'h' ? 3600000 : it->c == 'm' ? 60000 : 1000;
    put_number(out, m->serial_ms / unit, it->width < 20 ? it->width : 20);
}

static void put_date_item(const struct format_section *s, const struct format_item *it,
                          const struct clock *c, const struct moment *m, struct buffer *out)
{
    int width = it->width;
    int two = width > 2 ? 2 : width;
    int64_t hour = s->noon ? (c->hour + 11) % 12 + 1 : c->hour;
    switch ((enum format_token)it->token) {
    case TOKEN_YEAR:
        put_number(out, width <= 2 ? c->date.year % 100 : c->date.year, width <= 2 ? 2 : 4);
        break;
    case TOKEN_MONTH:
        put_month(s, c->date.month, width, out);
        break;
    case TOKEN_DAY:
        if (width > 2)
            put_weekday(s->chinese, c->weekday, width > 3, out);
        else
            put_number(out, c->date.day, width);
        break;
    case TOKEN_WEEKDAY:
        put_weekday(true, c->weekday, width > 3, out);
        break;
    case TOKEN_HOUR:
        put_number(out, hour, two);
        break;
    case TOKEN_MINUTE:
        put_number(out, c->minute, two);
        break;
    case TOKEN_SECOND:
        put_number(out, c->second, two);
        break;
    case TOKEN_SECOND_PART:
        buffer_put_char(out, '.');
        put_number(out,
                   width == 1   ? c->ms / 100
                   : width == 2 ? c->ms / 10
                                : c->ms,
                   width < 3 ? width : 3);
        break;
    case TOKEN_ELAPSED:
        put_elapsed(it, m, out);
        break;
    case TOKEN_NOON:
        put_noon(it->c, c->hour >= 12, out);
        break;
    case TOKEN_DIGIT:
        break;
    default:
        buffer_put(out, it->text);
    }
}

void moment_show(const struct format_section *s, const struct moment *m, struct buffer *out)
{
    struct moment shown = *m;
    bool parts = false;
    for (uint32_t i = 0; i < s->count; i++)
        parts = parts || s->items[i].token == TOKEN_SECOND_PART;
    if (!parts) { /* a time computed as 23:59:59.9996 is midnight of the next day */
        shown.ms = (m->ms + 500) / 1000 * 1000;
        shown.serial_ms = (m->serial_ms + 500) / 1000 * 1000;
    }
    if (shown.ms >= MS_PER_DAY) {
        shown.ms -= MS_PER_DAY;
        shown.days++;
        shown.day_zero = shown.leap_1900 = false;
    }
    struct clock c = clock_of(&shown);
    for (uint32_t i = 0; i < s->count; i++)
        put_date_item(s, &s->items[i], &c, &shown, out);
}
