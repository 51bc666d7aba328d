/* What is plain is read at once; the rest from its two ends inwards, and whatever does not fit is
 * words. */
#include "notation.h"

#include "../../proto/base/text.h"
#include "notation_number.h"
#include "sign_words.h"
#include "units.h"

#include <assert.h>

const char *jx_sign_text(enum jx_sign s)
{
    static const char *const text[] = {"", "≥", ">", "≤", "<", "="};
    return text[s];
}

/* ---- at once ---- */

static size_t plain_sign(struct jx_slice s, enum jx_sign *sign)
{
    *sign = JX_SIGN_NONE;
    if (s.len == 0) return 0;
    switch (s.ptr[0]) {
    case '>':
        *sign = JX_SIGN_GT;
        return 1;
    case '<':
        *sign = JX_SIGN_LT;
        return 1;
    case '=':
        *sign = JX_SIGN_EQ;
        return 1;
    default:
        if (jx_starts_with(s, JX_LIT("≥"))) *sign = JX_SIGN_GE;
        if (jx_starts_with(s, JX_LIT("≤"))) *sign = JX_SIGN_LE;
        return *sign == JX_SIGN_NONE ? 0 : sizeof "≥" - 1;
    }
}

/* `≥95%`, `12个`, `≤1.8万元`: what most values are. False decides nothing. */
static bool read_plain(struct jx_slice s, struct jx_notation *n)
{
    enum jx_sign sign;
    jx_dec value;
    unsigned places;
    struct jx_unit u;
    struct jx_slice rest = jx_slice_from(s, plain_sign(s, &sign));
    size_t length = jx_dec_scan(rest, &value, &places);
    if (length == 0) return false;
    rest = jx_slice_from(rest, length);
    if (!jx_unit_quick(rest, &u)) return false;
    n->kind = JX_NOTATION_NUMBER;
    n->sign = sign;
    n->value = value;
    n->places = places;
    n->per = (struct jx_slice){s.ptr + s.len, 0};
    jx_notation_set_unit(n, &u, rest);
    return true;
}

/* The characters without which a text is neither number nor date, as their three bytes: numerals,
 * full-width digits, and 年 (年底). Most words have none of them. */
static bool is_telling(const unsigned char *p)
{
    switch ((uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2]) {
    case 0xE38087: /* 〇 */
    case 0xE4B880: /* 一 */
    case 0xE4B883: /* 七 */
    case 0xE4B887: /* 万 */
    case 0xE4B889: /* 三 */
    case 0xE4B8A4: /* 两 */
    case 0xE4B99D: /* 九 */
    case 0xE4BA8C: /* 二 */
    case 0xE4BA94: /* 五 */
    case 0xE4BABF: /* 亿 */
    case 0xE585AB: /* 八 */
    case 0xE585AD: /* 六 */
    case 0xE58D81: /* 十 */
    case 0xE58D83: /* 千 */
    case 0xE59B9B: /* 四 */
    case 0xE5B9B4: /* 年 */
    case 0xE69C88: /* 月 */
    case 0xE799BE: /* 百 */
        return true;
    default:
        return p[0] == 0xEF && p[1] == 0xBC && p[2] >= 0x90 && p[2] <= 0x99;
    }
}

static bool may_tell(struct jx_slice s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    for (size_t i = 0; i < s.len; i++) {
        if (p[i] < 0x80 ? p[i] >= '0' && p[i] <= '9'
                        : p[i] >= 0xE3 && s.len - i >= 3 && is_telling(p + i))
            return true;
    }
    return false;
}

/* ---- ends ---- */

/* A remark in brackets at the end (`98%(百分比)`) says nothing that is compared. */
static void drop_remark(struct jx_slice *s)
{
    if (!jx_ends_with(*s, JX_LIT(")")) && !jx_ends_with(*s, JX_LIT("）"))) return;
    static const struct {
        struct jx_slice open, close;
    } pair[] = {
#define PAIR(a, b)                                                                                 \
    {                                                                                              \
        {(a), sizeof(a) - 1},                                                                      \
        {                                                                                          \
            (b), sizeof(b) - 1                                                                     \
        }                                                                                          \
    }
        PAIR("(", ")"), PAIR("（", "）"), PAIR("(", "）"), PAIR("（", ")")
#undef PAIR
    };
    for (size_t i = 0; i < sizeof pair / sizeof pair[0]; i++) {
        size_t open = jx_slice_find(*s, pair[i].open);
        if (open == (size_t)-1 || open == 0 || !jx_ends_with(*s, pair[i].close)) continue;
        if (!jx_unit_text_ok(jx_slice_from(*s, open + pair[i].open.len), true)) return;
        *s = jx_trim(jx_slice_at(s->ptr, open));
        return;
    }
}

static struct jx_slice drop_full_stop(struct jx_slice s)
{
    static const struct jx_slice marks[] = {JX_LIT("。"), JX_LIT("；"), JX_LIT(";"), JX_LIT("，"),
                                            JX_LIT(",")};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (jx_ends_with(s, marks[i])) return jx_trim(jx_slice_at(s.ptr, s.len - marks[i].len));
    return s;
}

/* ---- the whole ---- */

/* ≤, < and 不晚于 in front of a date make it a deadline; other signs are no part of a date. */
static bool read_date(struct jx_slice s, struct jx_notation *n)
{
    enum jx_sign sign = JX_SIGN_NONE;
    struct jx_slice rest = s;
    if (!jx_date_read(rest, &n->date)) {
        if (!jx_signs_in_front(&rest, &sign) || rest.len == s.len) return false;
        if (sign == JX_SIGN_GE || sign == JX_SIGN_GT) return false;
        if (!jx_date_read(rest, &n->date)) return false;
        n->date.before = n->date.before || sign == JX_SIGN_LE || sign == JX_SIGN_LT;
    }
    n->kind = JX_NOTATION_DATE;
    return true;
}

void jx_notation_read(struct jx_slice text, struct jx_notation *out)
{
    struct jx_slice s = jx_trim(text);
    memset(out, 0, sizeof *out);
    out->text = s;
    if (s.len == 0) return;
    if (read_plain(s, out)) return;
    out->kind = JX_NOTATION_TEXT;
    if (!may_tell(s)) return;
    s = drop_full_stop(s);
    bool strict = false;
    struct jx_slice bound = s;
    /* （含） and （不含） are no remarks. */
    if (!jx_take_bound_remark(&bound, &strict)) drop_remark(&s);
    if (!read_date(s, out)) (void)jx_notation_read_number(s, out);
}

/* ---- back to text ---- */

static struct jx_slice print_range(const struct jx_notation *n, struct jx_arena *a)
{
    char low[JX_DEC_PRINT_MAX], high[JX_DEC_PRINT_MAX];
    jx_dec_print(n->value, n->places, low);
    jx_dec_print(n->high, n->high_places, high);
    return jx_arena_printf(a, "%s%.*s%s-%s%.*s%s%.*s%s", low, (int)n->unit.len, n->unit.ptr,
                           n->open_low ? "（不含）" : "", high, (int)n->unit.len, n->unit.ptr,
                           n->per.len ? "/" : "", (int)n->per.len, n->per.ptr,
                           n->open_high ? "（不含）" : "");
}

struct jx_slice jx_notation_print(const struct jx_notation *n, struct jx_arena *a)
{
    char figure[JX_DATE_PRINT_MAX];
    static_assert((int)JX_DATE_PRINT_MAX >= (int)JX_DEC_PRINT_MAX, "one buffer for either");
    switch (n->kind) {
    case JX_NOTATION_NUMBER:
        jx_dec_print(n->value, n->places, figure);
        return jx_arena_printf(a, "%s%s%.*s%s%.*s", jx_sign_text(n->sign), figure, (int)n->unit.len,
                               n->unit.ptr, n->per.len ? "/" : "", (int)n->per.len, n->per.ptr);
    case JX_NOTATION_RANGE:
        return print_range(n, a);
    case JX_NOTATION_DATE:
        jx_date_print(&n->date, figure);
        return jx_arena_copy(a, jx_slice_of(figure));
    default:
        return jx_is_absent(n->text) ? JX_LIT("") : n->text;
    }
}

static bool same_unit(const struct jx_notation *a, const struct jx_notation *b)
{
    return a->dimension == b->dimension && a->numerator == b->numerator &&
           a->denominator == b->denominator && jx_slice_eq(a->plain, b->plain) &&
           jx_slice_eq(a->per, b->per);
}

bool jx_notation_equal(const struct jx_notation *a, const struct jx_notation *b)
{
    if (a->kind != b->kind) return false;
    switch (a->kind) {
    case JX_NOTATION_NUMBER:
        return a->sign == b->sign && jx_dec_cmp(a->value, b->value) == 0 && same_unit(a, b);
    case JX_NOTATION_RANGE:
        return jx_dec_cmp(a->value, b->value) == 0 && jx_dec_cmp(a->high, b->high) == 0 &&
               a->open_low == b->open_low && a->open_high == b->open_high && same_unit(a, b);
    case JX_NOTATION_DATE:
        return jx_date_equal(&a->date, &b->date);
    default:
        return jx_slice_eq(a->text, b->text);
    }
}

bool jx_sign_holds(enum jx_sign sign, int c)
{
    switch (sign) {
    case JX_SIGN_GE:
        return c >= 0;
    case JX_SIGN_GT:
        return c > 0;
    case JX_SIGN_LE:
        return c <= 0;
    case JX_SIGN_LT:
        return c < 0;
    default:
        return c == 0;
    }
}
