/* How a card's parts are written: numbers, and the texts of its rows. For card_bytes.c alone.
 *
 *   count     7 bits a byte, the lowest first, the last byte below 128
 *   number    a count: its double, or what is below 0 doubled and less one (-1 is 1)
 *   decimal   a count: the figure without its point, times 8, plus its decimals; 7: a number in
 *             millionths follows
 *   points    the same with as many decimals as are printed; 7: millionths and decimals follow
 *   fraction  a decimal; 7: numerator and denominator follow
 *   text      a count, by its lowest bits: 0 a length, times 2, the bytes follow; 1 a usual word,
 *             times 4; 3 as the same cell so many rows above, times 4 */
#ifndef JX_RULES_CARD_CODE_H
#define JX_RULES_CARD_CODE_H

#include "score.h"

enum { CODE_OTHERWISE = 7, CODE_PLACES_BITS = 3, CODE_TEXTS_ABOVE = 16 };

static const int64_t code_power10[JX_DEC_PLACES + 1] = {1, 10, 100, 1000, 10000, 100000, 1000000};

/* ---- usual words: what the forms print themselves, and what is most often filled in. Part of the
 * format: another one has to come with another version. ---- */

struct code_words {
    const struct jx_slice *items;
    uint32_t count;
};

static inline struct code_words code_words_of(enum jx_subject subject)
{
    static const struct jx_slice level1[] = {
        JX_LIT("产出指标"), JX_LIT("效益指标"), JX_LIT("满意度指标"), JX_LIT("成本指标"),
        JX_LIT("产出"),     JX_LIT("效益"),     JX_LIT("满意度"),     JX_LIT("成本")};
    static const struct jx_slice level2[] = {
        JX_LIT("数量指标"),     JX_LIT("质量指标"),       JX_LIT("时效指标"),
        JX_LIT("成本指标"),     JX_LIT("经济效益指标"),   JX_LIT("社会效益指标"),
        JX_LIT("生态效益指标"), JX_LIT("可持续影响指标"), JX_LIT("服务对象满意度指标"),
        JX_LIT("经济成本指标"), JX_LIT("社会成本指标"),   JX_LIT("生态环境成本指标"),
        JX_LIT("满意度指标"),   JX_LIT("经济效益"),       JX_LIT("社会效益"),
        JX_LIT("生态效益"),     JX_LIT("可持续影响"),     JX_LIT("服务对象满意度"),
        JX_LIT("数量"),         JX_LIT("质量"),           JX_LIT("时效"),
        JX_LIT("成本")};
    static const struct jx_slice values[] = {
        JX_LIT("100%"),     JX_LIT("≥90%"),     JX_LIT("≥95%"),     JX_LIT("=100%"),
        JX_LIT("≥98%"),     JX_LIT("≥85%"),     JX_LIT("≥80%"),     JX_LIT("≤100%"),
        JX_LIT("已完成"),   JX_LIT("完成"),     JX_LIT("达到预期"), JX_LIT("达成预期指标"),
        JX_LIT("显著"),     JX_LIT("明显"),     JX_LIT("有效"),     JX_LIT("及时"),
        JX_LIT("有所提升"), JX_LIT("显著提升"), JX_LIT("有效提升"), JX_LIT("持续提升"),
        JX_LIT("长期"),     JX_LIT("合格"),     JX_LIT("优"),       JX_LIT("良")};
#define WORDS(list) ((struct code_words){list, sizeof list / sizeof list[0]})
    switch (subject) {
    case JX_SUBJECT_LEVEL1:
        return WORDS(level1);
    case JX_SUBJECT_LEVEL2:
        return WORDS(level2);
    case JX_SUBJECT_TARGET:
    case JX_SUBJECT_ACTUAL:
        return WORDS(values);
    default:
        return (struct code_words){NULL, 0};
    }
#undef WORDS
}

/* ---- writing, into room that is large enough ---- */

static inline void put_count(char **to, jx_uint128 n)
{
    for (; n >= 128; n >>= 7)
        *(*to)++ = (char)((unsigned)(n & 127) | 128);
    *(*to)++ = (char)(unsigned char)n;
}

static inline void put_number(char **to, jx_int128 n)
{
    const jx_uint128 sign = n < 0 ? ~(jx_uint128)0 : 0;
    put_count(to, (jx_uint128)n << 1 ^ sign);
}

/* False, and nothing is put, for what is not to be had so. */
static inline bool put_places(char **to, int64_t micro, unsigned places)
{
    const int64_t unit = code_power10[JX_DEC_PLACES - places];
    if (micro < 0 || micro % unit != 0 || micro / unit > INT64_MAX >> CODE_PLACES_BITS)
        return false;
    put_count(to, (jx_uint128)(micro / unit) << CODE_PLACES_BITS | places);
    return true;
}

static inline void put_dec(char **to, jx_dec d)
{
    unsigned places = 0;
    while (places < JX_DEC_PLACES && d.micro % code_power10[JX_DEC_PLACES - places] != 0)
        places++;
    if (put_places(to, d.micro, places)) return;
    put_count(to, CODE_OTHERWISE);
    put_number(to, d.micro);
}

static inline void put_points(char **to, const struct jx_points *p)
{
    if (!p->known || put_places(to, p->value.micro, p->places)) return;
    put_count(to, CODE_OTHERWISE);
    put_number(to, p->value.micro);
    put_count(to, p->places);
}

static inline void put_ratio(char **to, struct jx_ratio r)
{
    (void)jx_ratio_make(r.n, r.d, &r);
    const jx_int128 unit = JX_DEC_ONE % r.d == 0 ? JX_DEC_ONE / r.d : 0; /* millionths of 1/d */
    if (unit > 0 && r.n >= 0 && r.n <= (INT64_MAX >> CODE_PLACES_BITS) / unit) {
        put_dec(to, (jx_dec){(int64_t)(r.n * unit)});
        return;
    }
    put_count(to, CODE_OTHERWISE);
    put_number(to, r.n);
    put_count(to, (jx_uint128)r.d);
}

static inline void put_text(char **to, struct jx_slice s)
{
    put_count(to, (jx_uint128)s.len << 1);
    if (s.len) memcpy(*to, s.ptr, s.len);
    *to += s.len;
}

/* ---- reading ---- */

struct code_reader {
    const unsigned char *at, *end;
    bool bad; /* it ended too early, or a number is too large */
};

static inline uint64_t get_bad(struct code_reader *r)
{
    r->bad = true;
    r->at = r->end;
    return 0;
}

static inline jx_uint128 get_wide(struct code_reader *r)
{
    jx_uint128 n = 0;
    for (unsigned shift = 0; shift < 128 && r->at < r->end; shift += 7) {
        const unsigned char byte = *r->at++;
        n |= (jx_uint128)(byte & 127) << shift;
        if (byte < 128) return n;
    }
    return get_bad(r);
}

static inline uint64_t get_count(struct code_reader *r)
{
    uint64_t n = 0;
    for (unsigned shift = 0; shift < 63 && r->at < r->end; shift += 7) {
        const unsigned char byte = *r->at++;
        n |= (uint64_t)(byte & 127) << shift;
        if (byte < 128) return n;
    }
    return get_bad(r);
}

static inline uint64_t get_up_to(struct code_reader *r, uint64_t max)
{
    const uint64_t n = get_count(r);
    return n <= max ? n : get_bad(r);
}

static inline jx_int128 get_number(struct code_reader *r)
{
    const jx_uint128 n = get_wide(r);
    return (jx_int128)(n >> 1) ^ -(jx_int128)(n & 1);
}

static inline int64_t get_micro(struct code_reader *r)
{
    const jx_int128 n = get_number(r);
    return n <= INT64_MAX && n >= -INT64_MAX ? (int64_t)n : (int64_t)get_bad(r);
}

/* What put_places() has put: as millionths, and as the fraction that stands there. */
static inline int64_t get_places(struct code_reader *r, uint64_t code, unsigned *places,
                                 struct jx_ratio *exact)
{
    int64_t micro;
    *places = code & CODE_OTHERWISE;
    *exact = JX_RATIO_ZERO;
    if (*places > JX_DEC_PLACES ||
        __builtin_mul_overflow((int64_t)(code >> CODE_PLACES_BITS),
                               code_power10[JX_DEC_PLACES - *places], &micro))
        return (int64_t)get_bad(r);
    *exact = (struct jx_ratio){(int64_t)(code >> CODE_PLACES_BITS), code_power10[*places]};
    return micro;
}

static inline jx_dec get_dec(struct code_reader *r)
{
    unsigned places;
    struct jx_ratio exact;
    const uint64_t code = get_count(r);
    return (jx_dec){code == CODE_OTHERWISE ? get_micro(r) : get_places(r, code, &places, &exact)};
}

/* And the figure that they are to an expression. What is not known is all zero already. */
static inline void get_points(struct code_reader *r, bool known, bool in_full,
                              struct jx_points *out, struct jx_amount *figure)
{
    out->text = JX_LIT("");
    out->known = figure->known = known;
    if (!known) return;
    const uint64_t code = get_count(r);
    out->trailing_zero = in_full;
    if (code == CODE_OTHERWISE) {
        out->value.micro = get_micro(r);
        out->places = (unsigned)get_up_to(r, JX_DEC_PLACES);
        figure->value = jx_ratio_of(out->value);
    } else {
        out->value.micro = get_places(r, code, &out->places, &figure->value);
    }
}

static inline struct jx_ratio get_ratio(struct code_reader *r)
{
    unsigned places;
    struct jx_ratio out;
    const uint64_t code = get_count(r);
    if (code != CODE_OTHERWISE) {
        (void)get_places(r, code, &places, &out);
        return out;
    }
    out.n = get_number(r);
    out.d = (jx_int128)get_wide(r);
    if (out.d > 0) return out;
    (void)get_bad(r);
    return JX_RATIO_ZERO;
}

static inline struct jx_slice get_bytes(struct code_reader *r, uint64_t len)
{
    if (len > (uint64_t)(r->end - r->at)) len = get_bad(r);
    struct jx_slice s = jx_slice_at(r->at, len);
    r->at += len;
    return s;
}

#endif
