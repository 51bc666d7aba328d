/* One table of units by the length of their names; everything else that may be a unit is a word for
 * counting. */
#include "units.h"

#include "numeral.h"

#include "../../proto/base/text.h"
#include "../../proto/form/tidy.h"

struct unit_row {
    struct jx_slice text;
    enum jx_dimension dimension;
    int64_t numerator, denominator;
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define W(s)                                                                                       \
    {                                                                                              \
        (s), sizeof(s) - 1                                                                         \
    }

/* 分 is not here: it is a point of a score more often than a minute. 工作日 is not a day. */
static const struct unit_row one_byte[] = {
    {W("%"), JX_DIMENSION_RATE, 1, 100},
    {W("m"), JX_DIMENSION_LENGTH, 1, 1},
    {W("g"), JX_DIMENSION_WEIGHT, 1, 1},
    {W("t"), JX_DIMENSION_WEIGHT, 1000000, 1},
};
static const struct unit_row two_bytes[] = {
    {W("km"), JX_DIMENSION_LENGTH, 1000, 1}, {W("KM"), JX_DIMENSION_LENGTH, 1000, 1},
    {W("cm"), JX_DIMENSION_LENGTH, 1, 100},  {W("mm"), JX_DIMENSION_LENGTH, 1, 1000},
    {W("kg"), JX_DIMENSION_WEIGHT, 1000, 1}, {W("KG"), JX_DIMENSION_WEIGHT, 1000, 1},
    {W("m2"), JX_DIMENSION_AREA, 1, 1},      {W("m3"), JX_DIMENSION_VOLUME, 1, 1},
};
static const struct unit_row one_character[] = {
    {W("元"), JX_DIMENSION_MONEY, 1, 1},        {W("天"), JX_DIMENSION_TIME, 86400, 1},
    {W("年"), JX_DIMENSION_MONTHS, 12, 1},      {W("月"), JX_DIMENSION_MONTHS, 1, 1},
    {W("日"), JX_DIMENSION_TIME, 86400, 1},     {W("‰"), JX_DIMENSION_RATE, 1, 1000},
    {W("％"), JX_DIMENSION_RATE, 1, 100},       {W("﹪"), JX_DIMENSION_RATE, 1, 100},
    {W("成"), JX_DIMENSION_RATE, 1, 10},        {W("秒"), JX_DIMENSION_TIME, 1, 1},
    {W("周"), JX_DIMENSION_TIME, 604800, 1},    {W("米"), JX_DIMENSION_LENGTH, 1, 1},
    {W("㎡"), JX_DIMENSION_AREA, 1, 1},         {W("亩"), JX_DIMENSION_AREA, 2000, 3},
    {W("吨"), JX_DIMENSION_WEIGHT, 1000000, 1}, {W("斤"), JX_DIMENSION_WEIGHT, 500, 1},
    {W("克"), JX_DIMENSION_WEIGHT, 1, 1},       {W("㎞"), JX_DIMENSION_LENGTH, 1000, 1},
    {W("㎝"), JX_DIMENSION_LENGTH, 1, 100},     {W("㎜"), JX_DIMENSION_LENGTH, 1, 1000},
    {W("㎏"), JX_DIMENSION_WEIGHT, 1000, 1},    {W("㎥"), JX_DIMENSION_VOLUME, 1, 1},
    {W("m²"), JX_DIMENSION_AREA, 1, 1},         {W("m³"), JX_DIMENSION_VOLUME, 1, 1},
    {W("升"), JX_DIMENSION_VOLUME, 1, 1000},
};
static const struct unit_row two_characters[] = {
    {W("小时"), JX_DIMENSION_TIME, 3600, 1},      {W("分钟"), JX_DIMENSION_TIME, 60, 1},
    {W("个月"), JX_DIMENSION_MONTHS, 1, 1},       {W("公里"), JX_DIMENSION_LENGTH, 1000, 1},
    {W("公斤"), JX_DIMENSION_WEIGHT, 1000, 1},    {W("千克"), JX_DIMENSION_WEIGHT, 1000, 1},
    {W("千米"), JX_DIMENSION_LENGTH, 1000, 1},    {W("公顷"), JX_DIMENSION_AREA, 10000, 1},
    {W("平米"), JX_DIMENSION_AREA, 1, 1},         {W("季度"), JX_DIMENSION_MONTHS, 3, 1},
    {W("星期"), JX_DIMENSION_TIME, 604800, 1},    {W("秒钟"), JX_DIMENSION_TIME, 1, 1},
    {W("毫米"), JX_DIMENSION_LENGTH, 1, 1000},    {W("厘米"), JX_DIMENSION_LENGTH, 1, 100},
    {W("毫升"), JX_DIMENSION_VOLUME, 1, 1000000},
};
static const struct unit_row longer[] = {
    {W("百分点"), JX_DIMENSION_RATE, 1, 100},       {W("个百分点"), JX_DIMENSION_RATE, 1, 100},
    {W("百分比"), JX_DIMENSION_RATE, 1, 100},       {W("人民币元"), JX_DIMENSION_MONEY, 1, 1},
    {W("元人民币"), JX_DIMENSION_MONEY, 1, 1},      {W("个小时"), JX_DIMENSION_TIME, 3600, 1},
    {W("个季度"), JX_DIMENSION_MONTHS, 3, 1},       {W("个星期"), JX_DIMENSION_TIME, 604800, 1},
    {W("平方米"), JX_DIMENSION_AREA, 1, 1},         {W("立方米"), JX_DIMENSION_VOLUME, 1, 1},
    {W("平方公里"), JX_DIMENSION_AREA, 1000000, 1}, {W("平方千米"), JX_DIMENSION_AREA, 1000000, 1},
};

const char *jx_dimension_text(enum jx_dimension d, enum jx_lang lang)
{
    static const char *const text[][2] = {
        {"数值", "number"}, {"数量", "count"},  {"比率", "rate"},   {"金额", "money"},
        {"时长", "time"},   {"月数", "months"}, {"长度", "length"}, {"重量", "weight"},
        {"面积", "area"},   {"体积", "volume"},
    };
    return text[d][lang == JX_LANG_ZH ? 0 : 1];
}

/* ---- the tables ---- */

static const struct unit_row *find_in(const struct unit_row *rows, size_t count,
                                      struct jx_slice text)
{
    for (size_t i = 0; i < count; i++)
        if (jx_slice_eq(text, rows[i].text)) return &rows[i];
    return NULL;
}

static const struct unit_row *find(struct jx_slice text)
{
    switch (text.len) {
    case 1:
        return find_in(one_byte, COUNT(one_byte), text);
    case 2:
        return find_in(two_bytes, COUNT(two_bytes), text);
    case 3:
        return find_in(one_character, COUNT(one_character), text);
    case 6:
        return find_in(two_characters, COUNT(two_characters), text);
    default:
        return text.len < 9 ? NULL : find_in(longer, COUNT(longer), text);
    }
}

/* What 千, 百 and 十 in front of a unit multiply, or are a part of: 千瓦, 百分点. */
static bool is_part_of_unit(struct jx_slice rest)
{
    static const struct jx_slice parts[] = {W("瓦"), W("伏"), W("卡"), W("帕"), W("赫"), W("兆"),
                                            W("安"), W("焦"), W("字"), W("分"), W("克"), W("米")};
    for (size_t i = 0; i < COUNT(parts); i++)
        if (jx_starts_with(rest, parts[i])) return true;
    return false;
}

/* 万 and 亿 in front of a unit, or alone; 千 and 百 in front of them or of a unit. */
static int64_t take_magnitude(struct jx_slice *s)
{
    static const struct {
        struct jx_slice text;
        int64_t factor;
    } magnitudes[] = {{W("万亿"), 1000000000000},
                      {W("万"), 10000},
                      {W("亿"), 100000000},

                      {W("百万"), 1000000},
                      {W("千万"), 10000000},
                      {W("百亿"), 10000000000},
                      {W("千亿"), 100000000000},

                      {W("千"), 1000},
                      {W("百"), 100}};
    if (s->len < 3 || (s->ptr[0] != '\xE4' && s->ptr[0] != '\xE5' && s->ptr[0] != '\xE7')) return 1;
    for (size_t i = 0; i < COUNT(magnitudes); i++) {
        struct jx_slice rest = jx_slice_from(*s, magnitudes[i].text.len);
        if (!jx_starts_with(*s, magnitudes[i].text)) continue;
        if (magnitudes[i].factor < 10000 && is_part_of_unit(rest)) return 1;
        *s = rest;
        return magnitudes[i].factor;
    }
    return 1;
}

static void set(struct jx_unit *out, const struct unit_row *row, struct jx_slice plain,
                int64_t magnitude)
{
    out->dimension = row ? row->dimension : plain.len ? JX_DIMENSION_COUNT : JX_DIMENSION_BARE;
    out->plain = plain;
    out->numerator = row ? magnitude * row->numerator : magnitude;
    out->denominator = row ? row->denominator : 1;
}

/* ---- words ---- */

enum { UNIT_CHARACTERS_MAX = 8, REMARK_CHARACTERS_MAX = 40 };

static bool is_sentence_mark(uint32_t c)
{
    switch (c) {
    case 0x3001: /* 、 */
    case 0x3002: /* 。 */
    case 0xFF01: /* ！ */
    case 0xFF08: /* （ */
    case 0xFF09:
    case 0xFF0C: /* ， */
    case 0xFF0D:
    case 0xFF0E:
    case 0xFF1A: /* ： */
    case 0xFF1B: /* ； */
    case 0xFF1F: /* ？ */
    case 0xFF5E: /* ～ */
    case 0x2013: /* – */
    case 0x2014: /* — */
    case 0x2018: /* quotes */
    case 0x2019:
    case 0x201C:
    case 0x201D:
    case 0x2026: /* … */
    case 0xB7:   /* · */
    case 0xFFFD:
        return true;
    default:
        return c < 0x80 && strchr(":,;!?.\"~-+()/", (int)c) && c != 0;
    }
}

/* 未 不 没 无 仅 差: what stands behind them is not there. */
static bool is_negation(uint32_t c)
{
    return c == 0x672A || c == 0x4E0D || c == 0x6CA1 || c == 0x65E0 || c == 0x4EC5 || c == 0x5DEE;
}

/* 前 and 后 tell a time. */
static bool is_order(uint32_t c)
{
    return c == 0x524D || c == 0x540E;
}

/* 100余人, 50个左右: near a number, not it. */
static bool is_vague(struct jx_slice unit)
{
    static const struct jx_slice heads[] = {W("余"), W("多"), W("几"), W("来")};
    static const struct jx_slice tails[] = {W("左右"), W("上下"), W("不等"), W("以外")};
    for (size_t i = 0; i < COUNT(heads); i++)
        if (jx_starts_with(unit, heads[i]) || jx_ends_with(unit, tails[i])) return true;
    return false;
}

bool jx_unit_text_ok(struct jx_slice text, bool remark)
{
    size_t limit = remark ? REMARK_CHARACTERS_MAX : UNIT_CHARACTERS_MAX;
    size_t n = 0;
    for (size_t at = 0; at < text.len; n++) {
        uint32_t c = jx_utf8_next(text, &at);
        if (is_negation(c)) return false;
        if (remark) continue;
        if (jx_digit_value(c) >= 0 || jx_is_comparison(c) || jx_is_space(c)) return false;
        if (is_sentence_mark(c) || is_order(c) || jx_is_control(c)) return false;
    }
    return n <= limit && (remark || !(jx_numeral_has(text) || is_vague(text)));
}

/* A rate inside something longer (`%完成`) is not understood. */
static bool has_rate(struct jx_slice s)
{
    return jx_contains(s, JX_LIT("%")) || jx_contains(s, JX_LIT("‰")) ||
           jx_contains(s, JX_LIT("％")) || jx_contains(s, JX_LIT("﹪"));
}

bool jx_unit_read(struct jx_slice text, struct jx_unit *out)
{
    const struct unit_row *row = find(text);
    int64_t magnitude = 1;
    struct jx_slice plain = text;
    if (!row) {
        magnitude = take_magnitude(&plain);
        row = find(plain);
    }
    if (!row && (!jx_unit_text_ok(text, false) || has_rate(plain))) return false;
    set(out, row, plain, magnitude);
    return true;
}

/* ---- measures ---- */

/* What is counted one by one; 期, 级, 类 and the like are not here: 一期 is a name. */
static const struct jx_slice measures[] = {
    W("个"), W("次"), W("人"), W("户"), W("家"), W("场"), W("份"), W("台"), W("套"), W("项"),
    W("件"), W("篇"), W("座"), W("条"), W("所"), W("处"), W("名"), W("批"), W("本"), W("册"),
    W("辆"), W("只"), W("棵"), W("株"), W("张"), W("起"), W("例"), W("轮"), W("届"), W("村"),
    W("镇"), W("乡"), W("间"), W("栋"), W("盏"), W("艘"), W("位"), W("遍"), W("回"), W("卷"),
};
static const struct jx_slice long_measures[] = {
    W("人次"), W("场次"), W("批次"), W("班次"),   W("车次"),
    W("架次"), W("件次"), W("户次"), W("工作日"), W("个工作日"),
};

static bool is_one_of(const struct jx_slice *words, size_t count, struct jx_slice text)
{
    for (size_t i = 0; i < count; i++)
        if (jx_slice_eq(words[i], text)) return true;
    return false;
}

static bool is_measure(struct jx_slice text)
{
    return (text.len == 3 && is_one_of(measures, COUNT(measures), text)) ||
           (text.len >= 6 && is_one_of(long_measures, COUNT(long_measures), text));
}

/* 年, 月 and 日 may belong to a date. */
static bool is_calendar(struct jx_slice text)
{
    return text.len == 3 && (memcmp(text.ptr, "年", 3) == 0 || memcmp(text.ptr, "月", 3) == 0 ||
                             memcmp(text.ptr, "日", 3) == 0);
}

bool jx_unit_quick(struct jx_slice text, struct jx_unit *out)
{
    if (text.len == 0) {
        set(out, NULL, text, 1);
        return true;
    }
    if (is_calendar(text)) return false;
    const struct unit_row *row = find(text);
    struct jx_slice plain = text;
    int64_t magnitude = row || is_measure(text) ? 1 : take_magnitude(&plain);
    if (magnitude > 1) row = is_calendar(plain) ? NULL : find(plain);
    if (!row && !is_measure(plain) && (plain.len > 0 || magnitude < 10000)) return false;
    set(out, row, plain, magnitude);
    return true;
}

size_t jx_unit_measure(struct jx_slice text)
{
    for (size_t len = 12; len > 0; len -= 3) {
        struct jx_unit u;
        if (len <= text.len && jx_unit_quick(jx_slice_at(text.ptr, len), &u)) return len;
    }
    return jx_starts_with(text, JX_LIT("%")) ? 1 : 0;
}

/* ---- periods ---- */

/* How many of the period: `两` of `两年`; twice that, so that 半 is one. */
static size_t period_count(struct jx_slice s, int64_t *twice)
{
    struct jx_numeral n;
    *twice = 2;
    if (jx_starts_with(s, JX_LIT("半"))) {
        *twice = 1;
        return sizeof "半" - 1;
    }
    if (!jx_numeral_read(s, &n) || n.places > 0 || n.value.micro <= 0 ||
        n.value.micro > 1000 * JX_DEC_ONE)
        return 0;
    *twice = 2 * (n.value.micro / JX_DEC_ONE);
    return n.length;
}

size_t jx_period_read(struct jx_slice text, struct jx_period *out)
{
    /* In half months and half days, as the count is doubled. */
    static const struct {
        struct jx_slice text;
        enum jx_period_family family;
        int64_t amount;
    } names[] = {{W("年度"), JX_PERIOD_MONTHS, 12},   {W("年"), JX_PERIOD_MONTHS, 12},
                 {W("季度"), JX_PERIOD_MONTHS, 3},    {W("季"), JX_PERIOD_MONTHS, 3},
                 {W("月"), JX_PERIOD_MONTHS, 1},      {W("周"), JX_PERIOD_HALF_DAYS, 7},
                 {W("星期"), JX_PERIOD_HALF_DAYS, 7}, {W("天"), JX_PERIOD_HALF_DAYS, 1},
                 {W("日"), JX_PERIOD_HALF_DAYS, 1}};
    int64_t twice;
    size_t length = period_count(text, &twice);
    struct jx_slice rest = jx_slice_from(text, length);
    bool piece = jx_starts_with(rest, JX_LIT("个"));
    if (piece) rest = jx_slice_from(rest, sizeof "个" - 1);
    for (size_t i = 0; i < COUNT(names); i++) {
        if (!jx_starts_with(rest, names[i].text)) continue;
        bool months = names[i].family == JX_PERIOD_MONTHS;
        /* Half a month is no number of days, and half a quarter none of months. */
        if (months && (twice * names[i].amount) % 2 != 0) return 0;
        out->family = names[i].family;
        out->amount = months ? twice * names[i].amount / 2 : twice * names[i].amount;
        return length + (piece ? sizeof "个" - 1 : 0) + names[i].text.len;
    }
    return 0;
}

/* The next of the words that 每, strokes and points join. */
static struct jx_slice next_piece(struct jx_slice *rest)
{
    static const struct jx_slice joints[] = {W("每"), W("/"), W("·"), W("×"), W("*")};
    for (size_t at = 0; at < rest->len; at++)
        for (size_t i = 0; i < COUNT(joints); i++) {
            if (!jx_starts_with(jx_slice_from(*rest, at), joints[i])) continue;
            struct jx_slice piece = jx_slice_at(rest->ptr, at);
            *rest = jx_slice_from(*rest, at + joints[i].len);
            return piece;
        }
    struct jx_slice piece = *rest;
    *rest = (struct jx_slice){rest->ptr + rest->len, 0};
    return piece;
}

bool jx_unit_per_ok(struct jx_slice text)
{
    enum { PIECES_MAX = 4 };
    struct jx_slice rest = text;
    if (text.len == 0 || jx_starts_with(text, JX_LIT("/"))) return false;
    for (int i = 0; i < PIECES_MAX; i++) {
        struct jx_period period;
        struct jx_slice piece = next_piece(&rest);
        bool ok = piece.len > 0 && (jx_period_read(piece, &period) == piece.len ||
                                    (jx_unit_text_ok(piece, false) && !has_rate(piece)));
        if (!ok) return false;
        if (rest.len == 0) return !jx_ends_with(text, JX_LIT("/"));
    }
    return false;
}
