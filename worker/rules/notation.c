/* Reads sign, number, unit and remark from the two ends inwards; whatever does not fit is words. */
#include "notation.h"

#include "../../proto/base/figure.h"
#include "../../proto/base/text.h"
#include "trim.h"
#include "units.h"

#include <assert.h>

struct sign_word {
    struct jx_slice text;
    enum jx_sign sign;
};

/* Lengths are known when this is compiled: the tables are walked for every value that is read. */
#define W(s)                                                                                       \
    {                                                                                              \
        (s), sizeof(s) - 1                                                                         \
    }

/* Longer ones first where one begins the other. */
static const struct sign_word heads[] = {
    {W("≥"), JX_SIGN_GE},        {W("≤"), JX_SIGN_LE},        {W(">"), JX_SIGN_GT},
    {W("<"), JX_SIGN_LT},        {W("="), JX_SIGN_EQ},        {W("不少于"), JX_SIGN_GE},
    {W("不低于"), JX_SIGN_GE},   {W("不小于"), JX_SIGN_GE},   {W("不得少于"), JX_SIGN_GE},
    {W("不得低于"), JX_SIGN_GE}, {W("大于等于"), JX_SIGN_GE}, {W("大于或等于"), JX_SIGN_GE},
    {W("至少"), JX_SIGN_GE},     {W("达到"), JX_SIGN_GE},     {W("不超过"), JX_SIGN_LE},
    {W("不得超过"), JX_SIGN_LE}, {W("不高于"), JX_SIGN_LE},   {W("不大于"), JX_SIGN_LE},
    {W("不多于"), JX_SIGN_LE},   {W("小于等于"), JX_SIGN_LE}, {W("小于或等于"), JX_SIGN_LE},
    {W("至多"), JX_SIGN_LE},     {W("最多"), JX_SIGN_LE},     {W("大于"), JX_SIGN_GT},
    {W("超过"), JX_SIGN_GT},     {W("高于"), JX_SIGN_GT},     {W("多于"), JX_SIGN_GT},
    {W("小于"), JX_SIGN_LT},     {W("低于"), JX_SIGN_LT},     {W("少于"), JX_SIGN_LT},
    {W("等于"), JX_SIGN_EQ},     {W("控制在"), JX_SIGN_NONE}, {W("已完成"), JX_SIGN_NONE},
    {W("完成"), JX_SIGN_NONE},   {W("共计"), JX_SIGN_NONE},   {W("累计"), JX_SIGN_NONE},
    {W("共"), JX_SIGN_NONE},
};

static const struct sign_word tails[] = {
    {W("及以上"), JX_SIGN_GE}, {W("以上"), JX_SIGN_GE},     {W("及以下"), JX_SIGN_LE},
    {W("以下"), JX_SIGN_LE},   {W("以内完成"), JX_SIGN_LE}, {W("之内完成"), JX_SIGN_LE},
    {W("内完成"), JX_SIGN_LE}, {W("以内"), JX_SIGN_LE},     {W("之内"), JX_SIGN_LE},
    {W("范围内"), JX_SIGN_LE}, {W("内"), JX_SIGN_LE},
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

const char *jx_sign_text(enum jx_sign s)
{
    static const char *const text[] = {"", "≥", ">", "≤", "<", "="};
    return text[s];
}

static struct jx_slice without_end(struct jx_slice s, size_t n)
{
    return jx_trim_quick(jx_slice_at(s.ptr, s.len - n));
}

/* A second sign is allowed only where both agree: `≥95%以上`. */
static bool agree(enum jx_sign *sign, enum jx_sign more)
{
    if (*sign != JX_SIGN_NONE && more != JX_SIGN_NONE && *sign != more) return false;
    if (more != JX_SIGN_NONE) *sign = more;
    return true;
}

static bool take_heads(struct jx_slice *s, enum jx_sign *sign)
{
    for (size_t i = 0; i < COUNT(heads);) {
        const struct jx_slice *w = &heads[i].text;
        /* The first byte decides most of the time. */
        if (s->len == 0 || w->ptr[0] != s->ptr[0] || !jx_starts_with(*s, *w)) {
            i++;
            continue;
        }
        if (!agree(sign, heads[i].sign)) return false;
        *s = jx_trim_quick(jx_slice_from(*s, w->len));
        i = 0;
    }
    return true;
}

static bool take_tails(struct jx_slice *s, enum jx_sign *sign)
{
    for (size_t i = 0; i < COUNT(tails);) {
        const struct jx_slice *w = &tails[i].text;
        /* The last byte, too. */
        if (s->len == 0 || w->ptr[w->len - 1] != s->ptr[s->len - 1] || !jx_ends_with(*s, *w)) {
            i++;
            continue;
        }
        if (!agree(sign, tails[i].sign)) return false;
        *s = without_end(*s, w->len);
        i = 0;
    }
    return true;
}

/* A remark in brackets at the end (`98%(百分比)`) says nothing that is compared. */
static void drop_remark(struct jx_slice *s)
{
    if (!jx_ends_with(*s, JX_LIT(")")) && !jx_ends_with(*s, JX_LIT("）"))) return;
    static const char *const pair[][2] = {{"(", ")"}, {"（", "）"}, {"(", "）"}, {"（", ")"}};
    for (size_t i = 0; i < COUNT(pair); i++) {
        size_t open = jx_slice_find(*s, jx_slice_of(pair[i][0]));
        if (open == (size_t)-1 || open == 0 || !jx_ends_with(*s, jx_slice_of(pair[i][1]))) continue;
        struct jx_slice remark = jx_slice_from(*s, open);
        if (!jx_unit_text_ok(jx_slice_from(remark, strlen(pair[i][0])), true)) return;
        *s = jx_trim_quick(jx_slice_at(s->ptr, open));
        return;
    }
}

static bool is_number_character(uint32_t c)
{
    return jx_digit_value(c) >= 0 || c == ',' || c == '.' || c == 0xFF0C || c == 0xFF0E;
}

/* The number that the text begins with. Separators and decimals are judged by jx_figure_parse, so
 * that `7,00.0` is no number. */
static bool take_number(struct jx_slice *s, struct jx_notation *n)
{
    size_t end = jx_starts_with(*s, JX_LIT("-")) ? 1 : 0;
    size_t at = end;
    while (at < s->len && is_number_character(jx_utf8_next(*s, &at)))
        end = at;
    struct jx_figure f;
    if (jx_figure_parse(jx_slice_at(s->ptr, end), &f) != JX_OK) return false;
    n->value = f.value;
    n->places = f.places < JX_DEC_PLACES ? f.places : JX_DEC_PLACES;
    *s = jx_trim_quick(jx_slice_from(*s, end));
    return true;
}

static bool take_unit(struct jx_slice s, struct jx_notation *n)
{
    size_t slash = jx_slice_find(s, JX_LIT("/"));
    struct jx_slice unit = s, per = {s.ptr + s.len, 0};
    if (slash != (size_t)-1) {
        unit = jx_trim_quick(jx_slice_at(s.ptr, slash));
        per = jx_trim_quick(jx_slice_from(s, slash + 1));
        if (unit.len == 0 || per.len == 0 || !jx_unit_text_ok(per, false)) return false;
    }
    struct jx_unit u;
    if (!jx_unit_read(unit, &u)) return false;
    n->unit = unit;
    n->per = per;
    n->plain = u.plain;
    n->dimension = u.dimension;
    n->numerator = u.numerator;
    n->denominator = u.denominator;
    return true;
}

static struct jx_slice drop_full_stop(struct jx_slice s)
{
    static const char *const marks[] = {"。", "；", ";", "，"};
    for (size_t i = 0; i < COUNT(marks); i++)
        if (jx_ends_with(s, jx_slice_of(marks[i]))) return without_end(s, strlen(marks[i]));
    return s;
}

/* `每月3次` is `3次/月`. */
static struct jx_slice take_each(struct jx_slice *s)
{
    static const char *const periods[] = {"半年", "季度", "年", "季", "月", "周", "天", "日"};
    struct jx_slice each = JX_LIT("每"), rest = jx_slice_from(*s, each.len);
    for (size_t i = 0; jx_starts_with(*s, each) && i < COUNT(periods); i++) {
        struct jx_slice period = jx_slice_of(periods[i]);
        if (!jx_starts_with(rest, period)) continue;
        *s = jx_trim_quick(jx_slice_from(rest, period.len));
        return jx_slice_at(rest.ptr, period.len);
    }
    return JX_LIT("");
}

static bool read_number(struct jx_slice s, struct jx_notation *n)
{
    struct jx_notation found = {.kind = JX_NOTATION_NUMBER, .text = n->text};
    if (!take_heads(&s, &found.sign)) return false;
    struct jx_slice each = take_each(&s);
    if (!take_heads(&s, &found.sign) || s.len == 0) return false;
    if (!take_tails(&s, &found.sign)) return false;
    if (!take_number(&s, &found) || !take_unit(s, &found)) return false;
    if (each.len > 0) {
        if (found.unit.len == 0 || found.per.len > 0) return false;
        found.per = each;
    }
    *n = found;
    return true;
}

/* ≤, < and 不晚于 in front of a date make it a deadline; other signs are no part of a date. */
static bool is_date_byte(const char *at, size_t left)
{
    static const char marks[][4] = {"年", "月", "日", "号"};
    for (size_t i = 0; left >= 3 && i < COUNT(marks); i++)
        if (memcmp(at, marks[i], 3) == 0) return true;
    return *at == '-' || *at == '.' || *at == '/';
}

/* Every date has one of a few characters; most texts have none. */
static bool may_be_date(struct jx_slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if ((c == 0xE5 || c == 0xE6 || c < '0') && is_date_byte(s.ptr + i, s.len - i)) return true;
    }
    return false;
}

static bool read_date(struct jx_slice s, struct jx_notation *n)
{
    if (!may_be_date(s)) return false;
    enum jx_sign sign = JX_SIGN_NONE;
    struct jx_slice rest = s;
    if (!jx_date_read(rest, &n->date)) {
        if (!take_heads(&rest, &sign) || rest.len == s.len) return false;
        if (sign == JX_SIGN_GE || sign == JX_SIGN_GT) return false;
        if (!jx_date_read(rest, &n->date)) return false;
        n->date.before = n->date.before || sign == JX_SIGN_LE || sign == JX_SIGN_LT;
    }
    n->kind = JX_NOTATION_DATE;
    return true;
}

void jx_notation_read(struct jx_slice text, struct jx_notation *out)
{
    struct jx_slice s = jx_trim_quick(text);
    *out = (struct jx_notation){.kind = JX_NOTATION_BLANK, .text = s};
    if (s.len == 0) return;
    s = drop_full_stop(s);
    drop_remark(&s);
    if (read_date(s, out) || read_number(s, out)) return;
    out->kind = JX_NOTATION_TEXT;
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
    case JX_NOTATION_DATE:
        jx_date_print(&n->date, figure);
        return jx_arena_copy(a, jx_slice_of(figure));
    default:
        return jx_is_absent(n->text) ? JX_LIT("") : n->text;
    }
}

bool jx_notation_equal(const struct jx_notation *a, const struct jx_notation *b)
{
    if (a->kind != b->kind) return false;
    switch (a->kind) {
    case JX_NOTATION_NUMBER:
        return a->sign == b->sign && jx_dec_cmp(a->value, b->value) == 0 &&
               a->dimension == b->dimension && a->numerator == b->numerator &&
               a->denominator == b->denominator && jx_slice_eq(a->plain, b->plain) &&
               jx_slice_eq(a->per, b->per);
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
