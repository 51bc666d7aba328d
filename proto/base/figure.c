/* A printed figure is read into plain digits first, then as a decimal. */
#include "figure.h"

#include "text.h"

static const struct {
    struct jx_slice mark;
    enum jx_scale scale;
} marks[] = {
#define MARK(text)                                                                                 \
    {                                                                                              \
        (text), sizeof(text) - 1                                                                   \
    }
    {MARK("%"), JX_SCALE_PERCENT},   {MARK("％"), JX_SCALE_PERCENT},
    {MARK("‰"), JX_SCALE_PERMILLE},  {MARK("亿元"), JX_SCALE_YI_YUAN},
    {MARK("亿"), JX_SCALE_YI_YUAN},  {MARK("万元"), JX_SCALE_WAN_YUAN},
    {MARK("万"), JX_SCALE_WAN_YUAN}, {MARK("元"), JX_SCALE_YUAN},
#undef MARK
};

enum { PLAIN_MAX = 64 };

struct plain {
    char text[PLAIN_MAX];
    size_t len;
    size_t group; /* digits since the last separator; counted only after the first */
    bool grouped, point;
};

static jx_status put(struct plain *p, char c)
{
    if (p->len == PLAIN_MAX) return JX_E_OVERFLOW;
    p->text[p->len++] = c;
    return JX_OK;
}

static bool may_separate(const struct plain *p)
{
    if (p->point) return false;
    if (!p->grouped) {
        size_t digits = p->len - (p->len > 0 && p->text[0] == '-');
        return digits >= 1 && digits <= 3;
    }
    return p->group == 3;
}

static jx_status put_character(struct plain *p, uint32_t c)
{
    int digit = jx_digit_value(c);
    if (digit >= 0) {
        p->group++;
        return put(p, (char)('0' + digit));
    }
    switch (c) {
    case ',':
    case 0xFF0C:
        if (!may_separate(p)) return JX_E_NOT_A_FIGURE;
        p->grouped = true;
        p->group = 0;
        return JX_OK;
    case '.':
    case 0xFF0E:
        if (p->grouped && p->group != 3) return JX_E_NOT_A_FIGURE;
        p->grouped = false;
        p->point = true;
        return put(p, '.');
    case '-':
    case 0xFF0D:
    case 0x2212:
        return p->len == 0 ? put(p, '-') : JX_E_NOT_A_FIGURE;
    default:
        return jx_is_space(c) ? JX_OK : JX_E_NOT_A_FIGURE;
    }
}

static struct jx_slice split_mark(struct jx_slice text, enum jx_scale *scale)
{
    *scale = JX_SCALE_NONE;
    if (text.len == 0 || (text.ptr[text.len - 1] >= '0' && text.ptr[text.len - 1] <= '9'))
        return text;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        struct jx_slice mark = marks[i].mark;
        if (!jx_ends_with(text, mark)) continue;
        *scale = marks[i].scale;
        return jx_slice_at(text.ptr, text.len - mark.len);
    }
    return text;
}

jx_status jx_figure_parse(struct jx_slice text, struct jx_figure *out)
{
    struct jx_figure f;
    struct jx_slice number = split_mark(jx_trim(text), &f.scale);
    if (number.len > 0 && jx_dec_scan(number, &f.value, &f.places) == number.len) {
        *out = f;
        return JX_OK;
    }
    struct plain p = {.len = 0};
    jx_status rc = JX_OK;
    for (size_t at = 0; at < number.len && rc == JX_OK;)
        rc = put_character(&p, jx_utf8_next(number, &at));
    if (rc == JX_OK && p.grouped && p.group != 3) rc = JX_E_NOT_A_FIGURE;
    if (rc == JX_OK) rc = jx_dec_parse(jx_slice_at(p.text, p.len), &f.value, &f.places);
    if (rc == JX_OK) *out = f;
    return rc;
}

size_t jx_figure_print(const struct jx_figure *f, char out[JX_FIGURE_PRINT_MAX])
{
    static const char *const sign[] = {"", "%", "‰", "元", "万元", "亿元"};
    unsigned places = f->places < JX_DEC_PLACES ? f->places : JX_DEC_PLACES;
    size_t n = jx_dec_print(f->value, places, out);
    size_t m = strlen(sign[f->scale]);
    memcpy(out + n, sign[f->scale], m + 1);
    return n + m;
}

jx_status jx_interval_of(jx_dec value, unsigned places, struct jx_interval *out)
{
    int64_t half = JX_DEC_ONE / 2;
    for (unsigned i = 0; i < places && half > 0; i++)
        half /= 10;
    /* Of more than 6 decimals the rest was rounded away: the true value lies within that rounding.
     */
    if (half == 0) half = 1;
    struct jx_interval it;
    jx_status rc = jx_dec_sub(value, (jx_dec){half}, &it.lo);
    if (rc == JX_OK) rc = jx_dec_add(value, (jx_dec){half}, &it.hi);
    if (rc == JX_OK) *out = it;
    return rc;
}

bool jx_intervals_meet(struct jx_interval a, struct jx_interval b)
{
    return jx_dec_cmp(a.lo, b.hi) <= 0 && jx_dec_cmp(b.lo, a.hi) <= 0;
}

jx_status jx_figure_wan(const struct jx_figure *f, enum jx_scale unit, jx_dec *out)
{
    enum jx_scale scale = f->scale == JX_SCALE_NONE ? unit : f->scale;
    switch (scale) {
    case JX_SCALE_YUAN:
        return jx_dec_div(f->value, JX_DEC(10000), JX_DEC_PLACES, out);
    case JX_SCALE_WAN_YUAN:
        *out = f->value;
        return JX_OK;
    case JX_SCALE_YI_YUAN:
        return jx_dec_mul(f->value, JX_DEC(10000), JX_DEC_PLACES, out);
    default:
        return JX_E_FIELD_VALUE;
    }
}

enum jx_scale jx_money_scale(struct jx_slice money_unit)
{
    enum jx_scale scale;
    struct jx_slice rest = split_mark(jx_trim(money_unit), &scale);
    if (scale < JX_SCALE_YUAN) return JX_SCALE_NONE;
    return rest.len == 0 || jx_slice_eq(rest, JX_LIT("人民币")) ? scale : JX_SCALE_NONE;
}
