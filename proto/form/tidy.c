/* One pass over the characters; a space is held back until it is known what stands behind it. */
#include "tidy.h"

#include "../base/text.h"

enum { GREATER_EQUAL = 0x2265, LESS_EQUAL = 0x2264 };

/* The plain form of a sign that has several shapes; other characters stay. */
static uint32_t plain_sign(uint32_t c)
{
    switch (c) {
    case 0x2267: /* ≧ */
    case 0x2A7E: /* ⩾ */
        return GREATER_EQUAL;
    case 0x2266: /* ≦ */
    case 0x2A7D: /* ⩽ */
        return LESS_EQUAL;
    case 0xFF1D: /* ＝ */
    case 0x2550: /* ═ */
        return '=';
    case 0xFF1E:
        return '>';
    case 0xFF1C:
        return '<';
    default:
        return c;
    }
}

/* The next character with its sign plain; \geq and \leq, which some converters leave, count as one.
 */
static uint32_t next_plain(struct jx_slice s, size_t *at)
{
    struct jx_slice rest = jx_slice_from(s, *at);
    if (jx_starts_with(rest, JX_LIT("\\geq"))) {
        *at += 4;
        return GREATER_EQUAL;
    }
    if (jx_starts_with(rest, JX_LIT("\\leq"))) {
        *at += 4;
        return LESS_EQUAL;
    }
    return plain_sign(jx_utf8_next(s, at));
}

static bool may_need_tidying(struct jx_slice s)
{
    for (size_t at = 0; at < s.len;) {
        uint32_t c = jx_utf8_next(s, &at);
        if (jx_is_space(c) || c == '>' || c == '<' || c == '\\' || plain_sign(c) != c) return true;
    }
    return false;
}

static bool is_number_only(struct jx_slice s)
{
    bool digit = false;
    for (size_t at = 0; at < s.len;) {
        uint32_t c = jx_utf8_next(s, &at);
        if (jx_digit_value(c) >= 0)
            digit = true;
        else if (!jx_is_space(c) && c != ',' && c != '.' && c != '-' && c != '%' && c != 0xFF0C &&
                 c != 0xFF0E && c != 0xFF05 && c != 0xFF0D)
            return false;
    }
    return digit;
}

static bool starts_number(uint32_t c)
{
    return jx_digit_value(c) >= 0 || c == '.' || c == '-' || c == '+';
}

struct writer {
    char *to;
    size_t len;
    uint32_t last; /* the last character written, 0 at the start */
    bool number_only;
};

static bool keeps_space(const struct writer *w, uint32_t next)
{
    if (w->number_only || w->last == 0) return false;
    if (jx_is_chinese(w->last) && jx_is_chinese(next)) return false;
    return !(jx_is_comparison(w->last) && starts_number(next));
}

static void write_character(struct writer *w, uint32_t c, bool after_space)
{
    bool joins = c == '=' && !after_space && (w->last == '>' || w->last == '<');
    if (joins) {
        w->len -= 1;
        c = w->last == '>' ? GREATER_EQUAL : LESS_EQUAL;
    }
    w->len += jx_utf8_put(c, w->to + w->len);
    w->last = c;
}

jx_status jx_tidy(struct jx_slice text, struct jx_arena *a, struct jx_slice *out)
{
    *out = text;
    if (jx_is_absent(text) || !may_need_tidying(text)) return JX_OK;
    /* The longest growth is `>=`, two bytes, into the three of ≥. */
    struct writer w = {.to = jx_arena_take(a, text.len + text.len / 2 + 4),
                       .number_only = is_number_only(text)};
    if (!w.to) return jx_arena_failure(a);
    bool space = false;
    for (size_t at = 0; at < text.len;) {
        uint32_t c = next_plain(text, &at);
        if (jx_is_space(c)) {
            space = true;
            continue;
        }
        bool kept = space && keeps_space(&w, c);
        if (kept) w.to[w.len++] = ' ';
        write_character(&w, c, kept);
        space = false;
    }
    *out = jx_slice_at(w.to, w.len);
    return JX_OK;
}
