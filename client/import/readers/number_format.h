/* Number formats of workbooks: a code such as `#,##0.00;[Red]-0.0%` and what a value looks like
 * through it. Pure. */
#ifndef JX_READERS_NUMBER_FORMAT_H
#define JX_READERS_NUMBER_FORMAT_H

#include "number.h"

#include "../../../proto/base/arena.h"

enum format_token {
    TOKEN_LITERAL,
    TOKEN_DIGIT, /* c: '0', '#' or '?' */
    TOKEN_POINT,
    TOKEN_PERCENT,
    TOKEN_EXPONENT, /* width: its digits; c: '+' where a plus is shown */
    TOKEN_GENERAL,
    TOKEN_TEXT, /* @ */
    /* Dates and times; width: how often the letter stands. */
    TOKEN_YEAR,
    TOKEN_MONTH,
    TOKEN_DAY,
    TOKEN_WEEKDAY, /* aaa, aaaa: 三, 星期三 */
    TOKEN_HOUR,
    TOKEN_MINUTE,
    TOKEN_SECOND,
    TOKEN_SECOND_PART, /* .0 behind seconds; width: its digits */
    TOKEN_ELAPSED,     /* [h], [m], [s]: c */
    TOKEN_NOON,        /* c: 'C' 上午/下午, 'P' AM/PM, 'A' A/P */
};

struct format_item {
    uint8_t token;
    char c;
    uint16_t width;
    struct jx_slice text; /* of a literal */
};

enum format_kind {
    FORMAT_GENERAL,
    FORMAT_NUMBER, /* literals only, too */
    FORMAT_DATE,
    FORMAT_FRACTION, /* `# ?/?`: shown as General */
};

struct format_section {
    enum format_kind kind;
    struct format_item *items;
    uint32_t count;
    int whole, decimals;  /* digits in front of and behind the point */
    int percents, scales; /* percent signs; commas behind the digits, each a thousandth */
    bool grouped, exponent, noon, has_text, chinese;
    char compare[3]; /* "<", ">=", "<>" …; "" without a condition */
    struct number limit;
};

struct number_format {
    struct format_section sections[4];
    uint32_t count;
};

/* The format of a code; what cannot be made sense of is shown as it stands. Borrows from `code`.
 * False when the arena is exhausted. */
bool number_format_parse(struct jx_slice code, struct jx_arena *a, struct number_format *out);
/* The code of a built-in number (0..58, as a Chinese Excel has them); "General" for others. */
struct jx_slice number_format_builtin(uint32_t id);

/* Appends what the value looks like, without the spaces that align it in its column. */
void number_format_show(const struct number_format *f, const struct number *n, bool from_1904,
                        struct buffer *out);
/* The same for text: usually itself. */
void number_format_show_text(const struct number_format *f, struct jx_slice text,
                             struct buffer *out);
/* The same for a moment given as `2023-12-31` or `2023-12-31T08:30:00`; as it stands where the
 * format shows no date. */
void number_format_show_moment(const struct number_format *f, struct jx_slice iso,
                               struct buffer *out);

/* ---- dates (date_format.c) ---- */

/* Days from 1970-01-01 and thousandths of a second from midnight. */
struct moment {
    int64_t days;
    int64_t ms;
    int64_t serial_ms;        /* since the workbook's zero, for [h] */
    bool day_zero, leap_1900; /* 1900-01-00 and 1900-02-29, which only Excel has */
};

/* False when the workbook has no such day (negative, or behind the year 9999). */
bool moment_of_serial(const struct number *n, bool from_1904, struct moment *out);
bool moment_of_iso(struct jx_slice iso, struct moment *out);
void moment_show(const struct format_section *s, const struct moment *m, struct buffer *out);

#endif
