/* Two numbers brought to one unit, and the bound of a range that a number is to be held against. */
#include "notation.h"
#include "units.h"

static bool has_unit(const struct jx_notation *n)
{
    return n->unit.len > 0;
}

/* A form is of one year: 2次/年 are 2次. */
static struct jx_slice per_of(const struct jx_notation *n)
{
    return jx_slice_eq(n->per, JX_LIT("年")) ? JX_LIT("") : n->per;
}

static bool same_per(const struct jx_notation *t, const struct jx_notation *a)
{
    return jx_slice_eq(per_of(t), per_of(a));
}

static bool is_period(struct jx_slice per, struct jx_period *out)
{
    return per.len > 0 && jx_period_read(per, out) == per.len;
}

/* A month and a year are so many of each other, a week and a year are not. */
static bool are_periods(const struct jx_notation *t, const struct jx_notation *a)
{
    struct jx_period x, y;
    return is_period(t->per, &x) && is_period(a->per, &y) && x.family == y.family;
}

/* Two words for counting the same things. */
static bool is_pair(struct jx_slice a, struct jx_slice b)
{
    static const struct {
        const char *one, *other;
    } pairs[] = {{"场次", "场"}, {"批次", "批"}, {"名", "人"}, {"起", "件"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct jx_slice one = jx_slice_of(pairs[i].one), other = jx_slice_of(pairs[i].other);
        if ((jx_slice_eq(a, one) && jx_slice_eq(b, other)) ||
            (jx_slice_eq(a, other) && jx_slice_eq(b, one)))
            return true;
    }
    return false;
}

/* 个村 and 村 are one thing. */
static bool same_count(struct jx_slice a, struct jx_slice b)
{
    static const struct jx_slice piece = JX_LIT("个");
    if (a.len > piece.len && jx_starts_with(a, piece)) a = jx_slice_from(a, piece.len);
    if (b.len > piece.len && jx_starts_with(b, piece)) b = jx_slice_from(b, piece.len);
    return jx_slice_eq(a, b) || is_pair(a, b);
}

static enum jx_alignment relation(const struct jx_notation *t, const struct jx_notation *a)
{
    if (t->kind != JX_NOTATION_NUMBER || a->kind != JX_NOTATION_NUMBER) return JX_ALIGN_NOT;
    if (!has_unit(t) && !has_unit(a)) return JX_ALIGN_SAME;
    if (!has_unit(t) || !has_unit(a)) return JX_ALIGN_UNIT_GIVEN;
    if (!same_per(t, a) && !are_periods(t, a)) return JX_ALIGN_NOT;
    /* `52万` against `52万元`: a magnitude alone counts in the other's base unit. */
    bool bare = t->dimension == JX_DIMENSION_BARE || a->dimension == JX_DIMENSION_BARE;
    if (bare || t->dimension == a->dimension) {
        bool one_unit = t->numerator == a->numerator && t->denominator == a->denominator &&
                        same_per(t, a);
        if (t->dimension == JX_DIMENSION_COUNT && !bare && !same_count(t->plain, a->plain))
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
    if (rc == JX_OK) rc = jx_ratio_mul(*v, factor, v);
    struct jx_period x, y;
    if (rc != JX_OK || same_per(from, to) || !is_period(from->per, &x) || !is_period(to->per, &y))
        return rc;
    /* 36次/年 are 3次/月. */
    rc = jx_ratio_make(y.amount, x.amount, &factor);
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

bool jx_notation_bound(const struct jx_notation *target, const struct jx_notation *actual,
                       struct jx_notation *out)
{
    if (target->kind != JX_NOTATION_RANGE || actual->kind != JX_NOTATION_NUMBER) return false;
    struct jx_notation bound = *target;
    struct jx_ratio a, b;
    jx_status rc;
    int c = 0;
    bound.kind = JX_NOTATION_NUMBER;
    bound.sign = target->open_low ? JX_SIGN_GT : JX_SIGN_GE;
    if (jx_notation_align(&bound, actual, &a, &b, &rc) == JX_ALIGN_NOT ||
        jx_ratio_cmp(b, a, &c) != JX_OK)
        return false;
    if (jx_sign_holds(bound.sign, c)) {
        bound.value = target->high;
        bound.places = target->high_places;
        bound.sign = target->open_high ? JX_SIGN_LT : JX_SIGN_LE;
    }
    *out = bound;
    return true;
}
