/* Values through a format: which section holds, digits into their places. */
#include "number_format.h"

#include "../../../proto/base/text.h"

#include <stdio.h>

/* ---- which section ---- */

static bool holds(const struct format_section *s, const struct number *n)
{
    int c = number_compare(n, &s->limit);
    bool less = strchr(s->compare, '<') != NULL, more = strchr(s->compare, '>') != NULL,
         equal = strchr(s->compare, '=') != NULL;
    return (less && c < 0) || (more && c > 0) || (equal && c == 0);
}

static bool has_condition(const struct number_format *f)
{
    return f->sections[0].compare[0] || (f->count > 1 && f->sections[1].compare[0]);
}

static uint32_t conditional_section(const struct number_format *f, const struct number *n)
{
    for (uint32_t i = 0; i < f->count && i < 2; i++)
        if (f->sections[i].compare[0] && holds(&f->sections[i], n)) return i;
    if (!f->sections[0].compare[0]) return 0;
    if (f->count > 1 && !f->sections[1].compare[0] && (f->count == 2 || n->negative)) return 1;
    return f->count > 2 ? 2 : f->count - 1;
}

static uint32_t section_for(const struct number_format *f, const struct number *n)
{
    if (has_condition(f)) return conditional_section(f, n);
    if (f->count == 1) return 0;
    if (f->count == 2) return n->negative ? 1 : 0;
    return number_is_zero(n) ? 2 : n->negative ? 1 : 0;
}

/* A section of its own for negative numbers says itself how they are marked. */
static bool shows_sign(const struct number_format *f, uint32_t section)
{
    const char *compare = f->sections[section].compare;
    if (compare[0]) return compare[0] != '<' || !number_is_zero(&f->sections[section].limit);
    return section != 1 || has_condition(f);
}

/* ---- digits ---- */

struct shower {
    const struct format_section *section;
    const struct number *n;
    struct buffer *out;
    int whole_left, decimals_done;
    bool begun; /* a digit of the whole part was written */
};

static void put_whole_digit(struct shower *w, int power)
{
    buffer_put_char(w->out, (char)('0' + number_digit(w->n, power)));
    w->begun = true;
    if (w->section->grouped && power > 0 && power % 3 == 0) buffer_put_char(w->out, ',');
}

static void put_whole(struct shower *w, char placeholder)
{
    int digits = number_whole_digits(w->n), power = --w->whole_left;
    if (power == w->section->whole - 1) /* the first takes all that have no place of their own */
        for (int p = digits - 1; p > power; p--)
            put_whole_digit(w, p);
    if (power < digits || placeholder == '0' || w->begun)
        put_whole_digit(w, power);
    else if (placeholder == '?')
        buffer_put_char(w->out, ' ');
}

/* `#` shows no zeros at the end. */
static void put_decimal(struct shower *w, const struct format_item *it)
{
    int power = -++w->decimals_done;
    bool nothing_follows = w->n->point - w->n->count > power;
    if (it->c == '0' || !nothing_follows)
        buffer_put_char(w->out, (char)('0' + number_digit(w->n, power)));
    else if (it->c == '?')
        buffer_put_char(w->out, ' ');
}

static void put_exponent(const struct format_item *it, int exponent, struct buffer *out)
{
    char text[32];
    const char *sign = exponent < 0 ? "-" : it->c == '+' ? "+" : "";
    int width = it->width < 10 ? it->width : 10;
    snprintf(text, sizeof text, "E%s%0*d", sign, width, exponent < 0 ? -exponent : exponent);
    buffer_put(out, jx_slice_of(text));
}

/* Brings the number to as many whole digits as the section has (engineering: multiples of them). */
static int split_exponent(const struct format_section *s, struct number *n)
{
    if (number_is_zero(n)) return 0;
    int step = s->whole > 0 ? s->whole : 1, e = n->point - 1;
    e = e >= 0 ? e / step * step : -((-e + step - 1) / step) * step;
    number_shift(n, -e);
    number_round(n, s->decimals);
    if (n->point > step) {
        number_shift(n, -step);
        e += step;
    }
    return e;
}

static void show_number(const struct format_section *s, struct number n, struct buffer *out)
{
    int exponent = 0;
    number_shift(&n, 2 * s->percents - 3 * s->scales);
    if (s->exponent)
        exponent = split_exponent(s, &n);
    else
        number_round(&n, s->decimals);
    struct shower w = {.section = s, .n = &n, .out = out, .whole_left = s->whole};
    bool point = false;
    for (uint32_t i = 0; i < s->count; i++) {
        const struct format_item *it = &s->items[i];
        if (it->token == TOKEN_DIGIT && !point) {
            put_whole(&w, it->c);
        } else if (it->token == TOKEN_DIGIT) {
            put_decimal(&w, it);
        } else if (it->token == TOKEN_POINT && !point) {
            point = true;
            for (int p = number_whole_digits(&n) - 1; s->whole == 0 && p >= 0; p--)
                put_whole_digit(&w, p);
            buffer_put_char(out, '.');
        } else if (it->token == TOKEN_PERCENT) {
            buffer_put_char(out, '%');
        } else if (it->token == TOKEN_EXPONENT) {
            put_exponent(it, exponent, out);
        } else if (it->token == TOKEN_LITERAL || it->token == TOKEN_POINT) {
            buffer_put(out, it->text);
        }
    }
}

static void show_general(const struct format_section *s, const struct number *n, struct buffer *out)
{
    bool shown = false;
    for (uint32_t i = 0; i < s->count; i++) {
        const struct format_item *it = &s->items[i];
        if (it->token == TOKEN_LITERAL) buffer_put(out, it->text);
        if ((it->token == TOKEN_GENERAL || it->token == TOKEN_TEXT) && !shown) {
            number_show_general(n, out);
            shown = true;
        }
    }
}

/* ---- the whole ---- */

/* Alignment leaves spaces at both ends; they are no part of the value. */
static void trim_from(struct buffer *out, size_t begin)
{
    struct jx_slice s = jx_trim(jx_slice_from(buffer_slice(out), begin));
    if (s.len) memmove(out->ptr + begin, s.ptr, s.len);
    out->len = begin + s.len;
}

void number_format_show(const struct number_format *f, const struct number *n, bool from_1904,
                        struct buffer *out)
{
    size_t begin = out->len;
    uint32_t i = section_for(f, n);
    const struct format_section *s = &f->sections[i];
    struct moment m;
    if (s->kind == FORMAT_DATE && moment_of_serial(n, from_1904, &m)) {
        moment_show(s, &m, out);
    } else if (s->kind == FORMAT_DATE || s->kind == FORMAT_FRACTION) {
        number_show_general(n, out); /* Excel fills the cell with ####, which helps nobody */
    } else {
        struct number size = *n;
        size.negative = false;
        if (n->negative && shows_sign(f, i) && s->count > 0) buffer_put_char(out, '-');
        if (s->kind == FORMAT_GENERAL)
            show_general(s, &size, out);
        else
            show_number(s, size, out);
    }
    trim_from(out, begin);
}

void number_format_show_text(const struct number_format *f, struct jx_slice text,
                             struct buffer *out)
{
    const struct format_section *s = &f->sections[f->count - 1];
    if (f->count < 4 && !s->has_text) {
        buffer_put(out, text);
        return;
    }
    for (uint32_t i = 0; i < s->count; i++) {
        const struct format_item *it = &s->items[i];
        /* A space that only aligns (`_ @_ `) is no part of the text. */
        bool space = jx_slice_eq(it->text, JX_LIT(" "));
        if (it->token == TOKEN_LITERAL && !space) buffer_put(out, it->text);
        if (it->token == TOKEN_TEXT || it->token == TOKEN_GENERAL) buffer_put(out, text);
    }
}

void number_format_show_moment(const struct number_format *f, struct jx_slice iso,
                               struct buffer *out)
{
    struct moment m;
    if (f->sections[0].kind == FORMAT_DATE && moment_of_iso(iso, &m))
        moment_show(&f->sections[0], &m, out);
    else
        buffer_put(out, iso);
}
