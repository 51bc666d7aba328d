/* Reads a printed standard from its words and deducts by it. */
#include "deduction.h"

#include "../../proto/base/text.h"

static bool take(struct jx_slice *s, const char *word)
{
    if (!jx_starts_with(*s, jx_slice_of(word))) return false;
    *s = jx_slice_from(*s, strlen(word));
    return true;
}

static bool take_any(struct jx_slice *s, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (take(s, words[i])) return true;
    return false;
}

#define TAKE_ANY(s, words) take_any((s), (words), sizeof(words) / sizeof((words)[0]))

static bool take_number(struct jx_slice *s, jx_dec *out)
{
    size_t n = 0;
    while (n < s->len && ((s->ptr[n] >= '0' && s->ptr[n] <= '9') || s->ptr[n] == '.'))
        n++;
    if (n == 0 || jx_dec_parse(jx_slice_at(s->ptr, n), out, NULL) != JX_OK) return false;
    *s = jx_slice_from(*s, n);
    return out->micro > 0;
}

static const char *const percents[] = {"%", "％", "个百分点", "百分点"};
static const char *const tails[] = {"，扣完为止", ",扣完为止", "，直至扣完", "扣完为止", "。"};

static bool at_end(struct jx_slice s)
{
    while (TAKE_ANY(&s, tails))
        ;
    return s.len == 0;
}

static bool read_all(struct jx_slice s, struct jx_deduction *out)
{
    static const char *const heads[] = {"不满足", "未达到", "未达",       "未完成",
                                        "达不到", "低于",   "不达标",     "没有达到",
                                        "超过",   "超出",   "未按期完成", "逾期"};
    static const char *const whats[] = {"指标值", "目标值", "指标", "目标", ""};
    static const char *const links[] = {"则", "的", "，", ""};
    static const char *const ends[] = {"不得分", "0分", "得0分", "为0分", "计0分", "扣完"};
    if (!TAKE_ANY(&s, heads)) return false;
    (void)TAKE_ANY(&s, whats);
    (void)TAKE_ANY(&s, links);
    if (!TAKE_ANY(&s, ends) || !at_end(s)) return false;
    *out = (struct jx_deduction){.kind = JX_DEDUCT_ALL};
    return true;
}

static bool read_beyond(struct jx_slice s, struct jx_deduction *out)
{
    static const char *const heads[] = {"低于", "超过", "超出", "高于"};
    static const char *const whats[] = {"目标值", "指标值", "目标", "指标", ""};
    static const char *const ends[] = {"不得分", "则不得分", "的不得分", "以上不得分", "得0分"};
    struct jx_deduction d = {.kind = JX_DEDUCT_BEYOND, .percent = true};
    if (!TAKE_ANY(&s, heads)) return false;
    (void)TAKE_ANY(&s, whats);
    if (!take_number(&s, &d.step) || !TAKE_ANY(&s, percents)) return false;
    if (!TAKE_ANY(&s, ends) || !at_end(s)) return false;
    *out = d;
    return true;
}

/* The unit of the step runs up to 扣. */
static bool take_unit(struct jx_slice *s, struct jx_deduction *d)
{
    size_t at = jx_slice_find(*s, JX_LIT("扣"));
    if (at > 12) return false;
    d->unit = jx_slice_at(s->ptr, at);
    *s = jx_slice_from(*s, at + sizeof "扣" - 1);
    return true;
}

static bool read_steps(struct jx_slice s, struct jx_deduction *out)
{
    static const char *const heads[] = {"每超出", "每超过",         "每降低", "每低于",
                                        "每减少", "每少",           "每延迟", "每增加",
                                        "每逾期", "每出现一次延迟", "每下降", "每超"};
    struct jx_deduction d = {.kind = JX_DEDUCT_STEPS};
    if (!TAKE_ANY(&s, heads) || !take_number(&s, &d.step)) return false;
    d.percent = TAKE_ANY(&s, percents);
    if (d.percent ? !take(&s, "扣") : !take_unit(&s, &d)) return false;
    if (!take_number(&s, &d.points)) return false;
    if (TAKE_ANY(&s, percents)) {
        static const char *const weights[] = {"权重分", "分值", "权重", "的分值", "的权重分"};
        d.kind = JX_DEDUCT_SHARE;
        (void)TAKE_ANY(&s, weights);
    } else if (!take(&s, "分")) {
        return false;
    }
    if (!at_end(s)) return false;
    *out = d;
    return true;
}

bool jx_deduction_read(struct jx_slice text, struct jx_deduction *out)
{
    struct jx_slice s = jx_trim(text);
    return read_steps(s, out) || read_beyond(s, out) || read_all(s, out);
}

/* ---- scoring ---- */

static jx_status shortfall(struct jx_ratio a, struct jx_ratio b, bool less, struct jx_ratio *out)
{
    int c = 0;
    jx_status rc = less ? jx_ratio_sub(b, a, out) : jx_ratio_sub(a, b, out);
    if (rc == JX_OK) rc = jx_ratio_cmp(*out, JX_RATIO_ZERO, &c);
    if (rc == JX_OK && c < 0) *out = JX_RATIO_ZERO;
    return rc;
}

/* How many steps the shortfall has. */
static jx_status steps_of(const struct jx_deduction *d, struct jx_ratio missing, struct jx_ratio a,
                          bool rate, struct jx_ratio *out)
{
    struct jx_ratio step = jx_ratio_of(d->step), hundred = {100, 1};
    jx_status rc = JX_OK;
    if (d->percent && !rate) {
        rc = jx_ratio_mul(missing, hundred, &missing);
        if (rc == JX_OK) rc = jx_ratio_div(missing, a, &missing);
    }
    return rc == JX_OK ? jx_ratio_div(missing, step, out) : rc;
}

static jx_status at_least_zero(struct jx_ratio v, struct jx_ratio *out)
{
    int c = 0;
    jx_status rc = jx_ratio_cmp(v, JX_RATIO_ZERO, &c);
    if (rc == JX_OK) *out = c < 0 ? JX_RATIO_ZERO : v;
    return rc;
}

static jx_status by_steps(const struct jx_deduction *d, struct jx_ratio steps, struct jx_ratio w,
                          struct jx_ratio *out)
{
    struct jx_ratio each = jx_ratio_of(d->points), whole = {steps.n / steps.d, 1}, off;
    jx_status rc = JX_OK;
    if (d->kind == JX_DEDUCT_SHARE) {
        rc = jx_ratio_mul(each, w, &each);
        if (rc == JX_OK) rc = jx_ratio_div(each, (struct jx_ratio){100, 1}, &each);
    }
    if (rc == JX_OK) rc = jx_ratio_mul(each, whole, &off);
    if (rc == JX_OK) rc = jx_ratio_sub(w, off, &off);
    return rc == JX_OK ? at_least_zero(off, out) : rc;
}

static jx_status in_proportion(struct jx_ratio a, struct jx_ratio b, struct jx_ratio w, bool less,
                               struct jx_ratio *out)
{
    struct jx_ratio share;
    jx_status rc = less ? jx_ratio_div(a, b, &share) : jx_ratio_div(b, a, &share);
    return rc == JX_OK ? jx_ratio_mul(share, w, out) : rc;
}

jx_status jx_deduction_score(const struct jx_deduction *d, struct jx_ratio a, struct jx_ratio b,
                             struct jx_ratio w, bool rate, bool less, struct jx_ratio *out)
{
    struct jx_ratio missing, steps;
    int c = 0;
    jx_status rc = shortfall(a, b, less, &missing);
    if (rc != JX_OK) return rc;
    if (missing.n == 0 || d->kind == JX_DEDUCT_ALL) {
        *out = missing.n == 0 ? w : JX_RATIO_ZERO;
        return JX_OK;
    }
    rc = steps_of(d, missing, a, rate && d->kind != JX_DEDUCT_BEYOND, &steps);
    if (rc != JX_OK) return rc;
    if (d->kind != JX_DEDUCT_BEYOND) return by_steps(d, steps, w, out);
    rc = jx_ratio_cmp(steps, JX_RATIO_ONE, &c);
    if (rc != JX_OK) return rc;
    if (c >= 0) {
        *out = JX_RATIO_ZERO;
        return JX_OK;
    }
    return in_proportion(a, b, w, less, out);
}
