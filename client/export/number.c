/* Tells figures that a number format shows as they are from all others. */
#include "number.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    DIGITS_MAX = 15, /* what a workbook's numbers keep */
    PLACES_MAX = 10,
};

struct shape {
    size_t whole, places;
    bool grouped, percent;
    char digits[40]; /* without commas and percent sign */
    size_t len;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The digits in front of the point, in groups of three or in none. */
static bool read_whole(struct jx_slice s, size_t *at, struct shape *out)
{
    size_t since = 0;
    for (; *at < s.len && (is_digit(s.ptr[*at]) || s.ptr[*at] == ','); (*at)++) {
        if (s.ptr[*at] == ',') {
            if (out->grouped ? since != 3 : since == 0 || since > 3) return false;
            out->grouped = true;
            since = 0;
            continue;
        }
        if (out->whole == DIGITS_MAX) return false;
        out->digits[out->len++] = s.ptr[*at];
        out->whole++;
        since++;
    }
    return out->whole > 0 && (!out->grouped || since == 3);
}

static bool read_places(struct jx_slice s, size_t *at, struct shape *out)
{
    if (*at == s.len || s.ptr[*at] != '.') return true;
    out->digits[out->len++] = '.';
    for ((*at)++; *at < s.len && is_digit(s.ptr[*at]); (*at)++) {
        if (out->places == PLACES_MAX) return false;
        out->digits[out->len++] = s.ptr[*at];
        out->places++;
    }
    return out->places > 0;
}

static bool is_zero(const struct shape *n)
{
    for (size_t i = 0; i < n->len; i++)
        if (n->digits[i] > '0' && n->digits[i] <= '9') return false;
    return true;
}

bool number_of(struct jx_slice text, double *value, char format[NUMBER_FORMAT_ROOM])
{
    struct shape n = {0};
    size_t at = text.len > 0 && text.ptr[0] == '-';
    if (at) n.digits[n.len++] = '-';
    size_t first = n.len;
    if (!read_whole(text, &at, &n) || !read_places(text, &at, &n)) return false;
    if (at < text.len && text.ptr[at] == '%') {
        n.percent = true;
        at++;
    }
    bool padded = n.whole > 1 && n.digits[first] == '0', minus = first > 0;
    if (at != text.len || padded || (minus && is_zero(&n))) return false;
    if (n.whole + n.places > DIGITS_MAX || (n.grouped && n.whole < 4)) return false;
    char scaled[48];
    snprintf(scaled, sizeof scaled, "%.*s%s", (int)n.len, n.digits, n.percent ? "e-2" : "");
    *value = strtod(scaled, NULL);
    snprintf(format, NUMBER_FORMAT_ROOM, "%s%s%.*s%s", n.grouped ? "#,##0" : "0",
             n.places ? "." : "", (int)n.places, "0000000000", n.percent ? "%" : "");
    return true;
}
