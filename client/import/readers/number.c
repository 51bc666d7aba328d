/* Decimal digits: reading, shifting, rounding once more only where Excel does. */
#include "number.h"

#include <stdio.h>

enum { EXPONENT_MAX = 400, EXCEL_DIGITS = 15, GENERAL_CHARACTERS = 11 };

static void drop_trailing_zeros(struct number *n)
{
    while (n->count > 0 && n->digits[n->count - 1] == 0)
        n->count--;
    if (n->count == 0) n->point = 0;
}

/* Keeps `keep` digits, which may be none or negative, rounding half up. */
static void keep_digits(struct number *n, int keep)
{
    if (keep >= n->count) return;
    bool up = keep >= 0 && n->digits[keep] >= 5;
    n->count = keep > 0 ? keep : 0;
    if (up) {
        while (n->count > 0 && n->digits[n->count - 1] == 9)
            n->count--;
        if (n->count > 0) {
            n->digits[n->count - 1]++;
        } else {
            n->digits[n->count++] = 1;
            n->point++;
        }
    }
    drop_trailing_zeros(n);
}

static bool is_digit(struct jx_slice s, size_t i)
{
    return i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9';
}

/* `E[+-]digits` at *at, if there is one. */
static bool parse_exponent(struct jx_slice s, size_t *at, int *exponent)
{
    *exponent = 0;
    if (*at >= s.len || (s.ptr[*at] != 'E' && s.ptr[*at] != 'e')) return true;
    size_t i = *at + 1;
    bool negative = i < s.len && s.ptr[i] == '-';
    if (negative || (i < s.len && s.ptr[i] == '+')) i++;
    if (!is_digit(s, i)) return false;
    for (; is_digit(s, i); i++)
        if (*exponent <= EXPONENT_MAX) *exponent = *exponent * 10 + (s.ptr[i] - '0');
    if (negative) *exponent = -*exponent;
    *at = i;
    return true;
}

static void put_digit(struct number *n, unsigned digit, bool whole)
{
    if (n->count == 0 && digit == 0) {
        if (!whole) n->point--;
        return;
    }
    if (n->count < NUMBER_DIGITS_MAX) n->digits[n->count++] = (uint8_t)digit;
    if (whole) n->point++;
}

bool number_parse(struct jx_slice s, struct number *out)
{
    *out = (struct number){0};
    size_t i = 0, begin;
    if (s.len > 4096) return false;
    if (i < s.len && (s.ptr[i] == '-' || s.ptr[i] == '+')) out->negative = s.ptr[i++] == '-';
    begin = i;
    for (; is_digit(s, i); i++)
        put_digit(out, (unsigned)(s.ptr[i] - '0'), true);
    size_t digits = i - begin;
    if (i < s.len && s.ptr[i] == '.') {
        begin = ++i;
        for (; is_digit(s, i); i++)
            put_digit(out, (unsigned)(s.ptr[i] - '0'), false);
        digits += i - begin;
    }
    int exponent;
    if (digits == 0 || !parse_exponent(s, &i, &exponent) || i != s.len) return false;
    if (exponent > EXPONENT_MAX || exponent < -EXPONENT_MAX) return false;
    if (out->count) out->point += exponent;
    drop_trailing_zeros(out);
    keep_digits(out, EXCEL_DIGITS);
    if (number_is_zero(out)) out->negative = false;
    return true;
}

void number_shift(struct number *n, int by)
{
    if (n->count) n->point += by;
}

void number_round(struct number *n, int places)
{
    keep_digits(n, n->point + places);
}

unsigned number_digit(const struct number *n, int power)
{
    int i = n->point - 1 - power;
    return i >= 0 && i < n->count ? n->digits[i] : 0;
}

bool number_scaled(const struct number *n, int places, int64_t *out)
{
    struct number r = *n;
    number_shift(&r, places);
    number_round(&r, 0);
    if (number_whole_digits(&r) > 18) return false;
    int64_t value = 0;
    for (int power = number_whole_digits(&r) - 1; power >= 0; power--)
        value = value * 10 + (int64_t)number_digit(&r, power);
    *out = r.negative ? -value : value;
    return true;
}

static int compare_size(const struct number *a, const struct number *b)
{
    if (a->count == 0 || b->count == 0) return (a->count > 0) - (b->count > 0);
    if (a->point != b->point) return a->point < b->point ? -1 : 1;
    for (int i = 0; i < a->count || i < b->count; i++) {
        int x = i < a->count ? a->digits[i] : 0, y = i < b->count ? b->digits[i] : 0;
        if (x != y) return x < y ? -1 : 1;
    }
    return 0;
}

int number_compare(const struct number *a, const struct number *b)
{
    bool less_a = a->negative && a->count, less_b = b->negative && b->count;
    if (less_a != less_b) return less_a ? -1 : 1;
    return less_a ? -compare_size(a, b) : compare_size(a, b);
}

/* ---- General ---- */

static void put_digits(const struct number *n, int from_power, int to_power, struct buffer *out)
{
    for (int power = from_power; power >= to_power; power--) {
        if (power == -1) buffer_put_char(out, '.');
        buffer_put_char(out, (char)('0' + number_digit(n, power)));
    }
}

/* 1.23457E+20 */
static void show_scientific(struct number n, struct buffer *out)
{
    keep_digits(&n, 6);
    int exponent = n.point - 1;
    n.point = 1;
    put_digits(&n, 0, n.count > 1 ? 1 - n.count : 0, out);
    char text[16];
    snprintf(text, sizeof text, "E%c%02d", exponent < 0 ? '-' : '+',
             exponent < 0 ? -exponent : exponent);
    buffer_put(out, jx_slice_of(text));
}

void number_show_general(const struct number *number, struct buffer *out)
{
    struct number n = *number;
    int whole = number_whole_digits(&n);
    int places = GENERAL_CHARACTERS - 1 - (whole > 0 ? whole : 1);
    if (places < 0) places = 0;
    bool fits = whole <= EXCEL_DIGITS && (n.point > -4 || n.count - n.point <= places);
    if (n.negative) buffer_put_char(out, '-');
    if (!fits) {
        show_scientific(n, out);
        return;
    }
    number_round(&n, places);
    whole = number_whole_digits(&n);
    put_digits(&n, whole > 0 ? whole - 1 : 0, n.count > n.point ? n.point - n.count : 0, out);
}
