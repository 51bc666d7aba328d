/* One table of units; alignment of two numbers into the target's unit. */
#include "units.h"

#include "../../proto/base/text.h"
#include "../../proto/form/tidy.h"

struct unit_row {
    struct jx_slice text;
    enum jx_dimension dimension;
    int64_t numerator, denominator;
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* 分 is not here: it is a point of a score more often than a minute. 工作日 is not a day. */
#define W(s)                                                                                       \
    {                                                                                              \
        (s), sizeof(s) - 1                                                                         \
    }

static const struct unit_row units[] = {
    {W("%"), JX_DIMENSION_RATE, 1, 100},
    {W("％"), JX_DIMENSION_RATE, 1, 100},
    {W("百分比"), JX_DIMENSION_RATE, 1, 100},
    {W("‰"), JX_DIMENSION_RATE, 1, 1000},
    {W("元"), JX_DIMENSION_MONEY, 1, 1},
    {W("人民币元"), JX_DIMENSION_MONEY, 1, 1},
    {W("千元"), JX_DIMENSION_MONEY, 1000, 1},
    {W("百万元"), JX_DIMENSION_MONEY, 1000000, 1},
    {W("秒"), JX_DIMENSION_TIME, 1, 1},
    {W("秒钟"), JX_DIMENSION_TIME, 1, 1},
    {W("分钟"), JX_DIMENSION_TIME, 60, 1},
    {W("小时"), JX_DIMENSION_TIME, 3600, 1},
    {W("个小时"), JX_DIMENSION_TIME, 3600, 1},
    {W("天"), JX_DIMENSION_TIME, 86400, 1},
    {W("日"), JX_DIMENSION_TIME, 86400, 1},
    {W("周"), JX_DIMENSION_TIME, 604800, 1},
    {W("个月"), JX_DIMENSION_MONTHS, 1, 1},
    {W("月"), JX_DIMENSION_MONTHS, 1, 1},
    {W("个季度"), JX_DIMENSION_MONTHS, 3, 1},
    {W("季度"), JX_DIMENSION_MONTHS, 3, 1},
    {W("年"), JX_DIMENSION_MONTHS, 12, 1},
    {W("毫米"), JX_DIMENSION_LENGTH, 1, 1000},
    {W("厘米"), JX_DIMENSION_LENGTH, 1, 100},
    {W("米"), JX_DIMENSION_LENGTH, 1, 1},
    {W("m"), JX_DIMENSION_LENGTH, 1, 1},
    {W("公里"), JX_DIMENSION_LENGTH, 1000, 1},
    {W("千米"), JX_DIMENSION_LENGTH, 1000, 1},
    {W("km"), JX_DIMENSION_LENGTH, 1000, 1},
    {W("克"), JX_DIMENSION_WEIGHT, 1, 1},
    {W("斤"), JX_DIMENSION_WEIGHT, 500, 1},
    {W("公斤"), JX_DIMENSION_WEIGHT, 1000, 1},
    {W("千克"), JX_DIMENSION_WEIGHT, 1000, 1},
    {W("kg"), JX_DIMENSION_WEIGHT, 1000, 1},
    {W("吨"), JX_DIMENSION_WEIGHT, 1000000, 1},
    {W("平方米"), JX_DIMENSION_AREA, 1, 1},
    {W("平米"), JX_DIMENSION_AREA, 1, 1},
    {W("㎡"), JX_DIMENSION_AREA, 1, 1},
    {W("亩"), JX_DIMENSION_AREA, 2000, 3},
    {W("公顷"), JX_DIMENSION_AREA, 10000, 1},
    {W("平方公里"), JX_DIMENSION_AREA, 1000000, 1},
    {W("平方千米"), JX_DIMENSION_AREA, 1000000, 1},
};

const char *jx_dimension_text(enum jx_dimension d, enum jx_lang lang)
{
    static const char *const text[][2] = {
        {"数值", "number"}, {"数量", "count"},  {"比率", "rate"},
        {"金额", "money"},  {"时长", "time"},   {"月数", "months"},
        {"长度", "length"}, {"重量", "weight"}, {"面积", "area"},
    };
    return text[d][lang == JX_LANG_ZH ? 0 : 1];
}

static bool in_list(uint32_t c, struct jx_slice list)
{
    for (size_t at = 0; at < list.len;)
        if (jx_utf8_next(list, &at) == c) return true;
    return false;
}

enum { UNIT_CHARACTERS_MAX = 8, REMARK_CHARACTERS_MAX = 40 };

bool jx_unit_text_ok(struct jx_slice text, bool remark)
{
    static const struct jx_slice sentence = JX_LIT("，。；、！？：:,;!?.．\"“”‘’…—～~-－+·()（）/");
    static const struct jx_slice negation = JX_LIT("未不没无仅差"), order = JX_LIT("前后");
    size_t limit = remark ? REMARK_CHARACTERS_MAX : UNIT_CHARACTERS_MAX;
    size_t n = 0;
    for (size_t at = 0; at < text.len; n++) {
        uint32_t c = jx_utf8_next(text, &at);
        if (in_list(c, negation)) return false;
        if (remark) continue;
        if (jx_digit_value(c) >= 0 || jx_is_comparison(c) || jx_is_space(c)) return false;
        if (in_list(c, sentence) || in_list(c, order) || c == 0xFFFD) return false;
    }
    return n <= limit;
}

static const struct unit_row *find(struct jx_slice text)
{
    for (size_t i = 0; i < COUNT(units); i++)
        if (jx_slice_eq(text, units[i].text)) return &units[i];
    return NULL;
}

/* 万 and 亿 in front of a unit, or alone. */
static int64_t take_magnitude(struct jx_slice *s)
{
    static const struct {
        const char *text;
        int64_t factor;
    } magnitudes[] = {{"万", 10000}, {"亿", 100000000}};
    for (size_t i = 0; i < COUNT(magnitudes); i++) {
        struct jx_slice m = jx_slice_of(magnitudes[i].text);
        if (!jx_starts_with(*s, m)) continue;
        *s = jx_slice_from(*s, m.len);
        return magnitudes[i].factor;
    }
    return 1;
}

bool jx_unit_read(struct jx_slice text, struct jx_unit *out)
{
    if (!jx_unit_text_ok(text, false)) return false;
    const struct unit_row *row = find(text);
    int64_t magnitude = 1;
    struct jx_slice plain = text;
    if (!row) {
        magnitude = take_magnitude(&plain);
        row = find(plain);
    }
    *out = (struct jx_unit){.dimension = plain.len ? JX_DIMENSION_COUNT : JX_DIMENSION_BARE,
                            .plain = plain,
                            .numerator = magnitude,
                            .denominator = 1};
    if (row) {
        out->dimension = row->dimension;
        out->numerator = magnitude * row->numerator;
        out->denominator = row->denominator;
    }
    /* A rate inside something longer (`%完成`) is not understood. */
    return row || !(jx_contains(plain, JX_LIT("%")) || jx_contains(plain, JX_LIT("‰")) ||
                    jx_contains(plain, JX_LIT("％")));
}

static bool has_unit(const struct jx_notation *n)
{
    return n->unit.len > 0;
}

static enum jx_alignment relation(const struct jx_notation *t, const struct jx_notation *a)
{
    if (t->kind != JX_NOTATION_NUMBER || a->kind != JX_NOTATION_NUMBER) return JX_ALIGN_NOT;
    if (!has_unit(t) && !has_unit(a)) return JX_ALIGN_SAME;
    if (!has_unit(t) || !has_unit(a)) return JX_ALIGN_UNIT_GIVEN;
    if (!jx_slice_eq(t->per, a->per)) return JX_ALIGN_NOT;
    /* `52万` against `52万元`: a magnitude alone counts in the other's base unit. */
    bool bare = t->dimension == JX_DIMENSION_BARE || a->dimension == JX_DIMENSION_BARE;
    if (bare || t->dimension == a->dimension) {
        bool one_unit = t->numerator == a->numerator && t->denominator == a->denominator;
        if (t->dimension == JX_DIMENSION_COUNT && !bare && !jx_slice_eq(t->plain, a->plain))
            return JX_ALIGN_OTHER_COUNT;
        return one_unit ? JX_ALIGN_SAME : JX_ALIGN_SCALED;
    }
    return JX_ALIGN_NOT;
}

static struct jx_ratio apart(struct jx_ratio a, struct jx_ratio b, jx_status *rc)
{
    struct jx_ratio d = JX_RATIO_ZERO;
    if (*rc == JX_OK) *rc = jx_ratio_sub(a, b, &d);
    if (d.n < 0) d.n = -d.n;
    return d;
}

/* A cell formatted as a rate can arrive as its share of one: 0.98 against ≥95%. It is read so only
 * where that is the nearer reading: `1` against ≤1% stays 1%. */
static bool is_share(struct jx_ratio bare, struct jx_ratio rate, struct jx_ratio *out,
                     jx_status *rc)
{
    int over_one = 0, nearer = 0;
    struct jx_ratio hundred = {100, 1}, whole;
    if (bare.n <= 0) return false;
    if (*rc == JX_OK) *rc = jx_ratio_cmp(bare, JX_RATIO_ONE, &over_one);
    if (*rc == JX_OK) *rc = jx_ratio_mul(bare, hundred, &whole);
    if (*rc != JX_OK || over_one > 0) return false;
    struct jx_ratio as_share = apart(whole, rate, rc), as_is = apart(bare, rate, rc);
    if (*rc == JX_OK) *rc = jx_ratio_cmp(as_share, as_is, &nearer);
    if (*rc != JX_OK || nearer >= 0) return false;
    *out = whole;
    return true;
}

static bool is_percent(const struct jx_notation *n)
{
    return n->dimension == JX_DIMENSION_RATE && n->denominator == 100;
}

static enum jx_alignment shares(const struct jx_notation *target, const struct jx_notation *actual,
                                struct jx_ratio *a, struct jx_ratio *b, jx_status *rc)
{
    if (is_percent(target) && is_share(*b, *a, b, rc)) return JX_ALIGN_SHARE;
    if (is_percent(actual) && is_share(*a, *b, a, rc)) return JX_ALIGN_SHARE;
    return JX_ALIGN_UNIT_GIVEN;
}

static jx_status convert(const struct jx_notation *from, const struct jx_notation *to,
                         struct jx_ratio *v)
{
    struct jx_ratio factor;
    jx_status rc = jx_ratio_make((jx_int128)from->numerator * to->denominator,
                                 (jx_int128)from->denominator * to->numerator, &factor);
    return rc == JX_OK ? jx_ratio_mul(*v, factor, v) : rc;
}

enum jx_alignment jx_notation_align(const struct jx_notation *target,
                                    const struct jx_notation *actual, struct jx_ratio *a,
                                    struct jx_ratio *b, jx_status *rc)
{
    *rc = JX_OK;
    enum jx_alignment how = relation(target, actual);
    if (how == JX_ALIGN_NOT) return how;
    struct jx_ratio left = jx_ratio_of(target->value), right = jx_ratio_of(actual->value);
    if (how == JX_ALIGN_UNIT_GIVEN) {
        how = shares(target, actual, &left, &right, rc);
    } else if (how == JX_ALIGN_SCALED || how == JX_ALIGN_OTHER_COUNT) {
        *rc = convert(actual, target, &right);
    }
    if (*rc != JX_OK) return JX_ALIGN_NOT;
    *a = left;
    *b = right;
    return how;
}
