/* Targets and actual values: any bytes, two texts a run. What is read prints, what prints reads as
 * the same; numbers, dates and ranges keep what their types promise; comparisons do not contradict
 * one another. */
#include "fuzz_package.h"

#include "../../proto/base/figure.h"
#include "../../proto/base/text.h"
#include "../../worker/rules/notation.h"

#include <assert.h>

static bool is_number(const struct jx_notation *n)
{
    return n->kind == JX_NOTATION_NUMBER || n->kind == JX_NOTATION_RANGE;
}

static bool is_within(struct jx_slice part, struct jx_slice whole)
{
    return part.len == 0 || (part.ptr >= whole.ptr && part.ptr + part.len <= whole.ptr + whole.len);
}

/* A unit is a piece of the text, or one of the two constants that 百分之 and 千分之 stand for. */
static void check_number(const struct jx_notation *n, struct jx_slice text)
{
    bool constant = jx_slice_eq(n->unit, JX_LIT("%")) || jx_slice_eq(n->unit, JX_LIT("‰"));
    assert(is_within(n->unit, text) || constant);
    assert(is_within(n->plain, text) || constant);
    assert(is_within(n->per, text));
    assert(n->plain.len <= n->unit.len && jx_ends_with(n->unit, n->plain));
    assert(n->places <= JX_DEC_PLACES && n->numerator > 0 && n->denominator > 0);
    assert((n->dimension == JX_DIMENSION_BARE) == (n->plain.len == 0));
    if (n->kind == JX_NOTATION_RANGE) assert(jx_dec_cmp(n->value, n->high) < 0);
    struct jx_interval it;
    if (jx_interval_of(n->value, n->places, &it) == JX_OK)
        assert(jx_dec_cmp(it.lo, n->value) < 0 && jx_dec_cmp(n->value, it.hi) < 0);
}

static void check_date(const struct jx_date *d)
{
    assert(d->month >= 0 && d->month <= 99 && d->day >= 0 && d->day <= 99);
    assert(d->quarter >= 0 && d->quarter <= 4 && d->half >= 0 && d->half <= 2);
    assert(!d->exists || (d->month <= 12 && d->day <= 31));
    /* Whatever was done on the day itself is not late. */
    struct jx_date day = *d;
    day.before = false;
    assert(jx_date_meets(d, &day, 2023) != JX_MEETING_MISSED);
}

static void check_round_trip(const struct jx_notation *n, struct jx_arena *a)
{
    struct jx_notation again;
    struct jx_slice printed = jx_notation_print(n, a);
    assert(!jx_is_absent(printed));
    jx_notation_read(printed, &again);
    assert(jx_notation_equal(n, &again));
    assert(jx_slice_eq(printed, jx_notation_print(&again, a)));
}

/* A word that says nothing in front changes nothing. */
static void check_plain_way(struct jx_slice text, const struct jx_notation *n, struct jx_arena *a)
{
    struct jx_notation other;
    struct jx_slice s = jx_trim(text);
    if (n->kind != JX_NOTATION_NUMBER || jx_starts_with(s, JX_LIT("每"))) return;
    if (memchr(s.ptr, '\0', s.len)) return; /* printf would stop there */
    struct jx_slice longer = jx_arena_printf(a, "共%.*s", (int)s.len, s.ptr);
    jx_notation_read(longer, &other);
    assert(jx_notation_equal(n, &other));
}

static void check_one(struct jx_slice text, struct jx_notation *n, struct jx_arena *a)
{
    jx_notation_read(text, n);
    if (is_number(n)) check_number(n, text);
    if (n->kind == JX_NOTATION_DATE) check_date(&n->date);
    assert((n->kind == JX_NOTATION_BLANK) == (jx_trim(text).len == 0));
    check_round_trip(n, a);
    check_plain_way(text, n, a);
}

/* a against b in b's unit, b against a in a's: the same order, unless one cannot be computed. */
static void check_order(const struct jx_notation *a, const struct jx_notation *b)
{
    struct jx_ratio x, y, p, q;
    jx_status one, two;
    int c = 0, d = 0;
    enum jx_alignment how = jx_notation_align(a, b, &x, &y, &one);
    enum jx_alignment back = jx_notation_align(b, a, &p, &q, &two);
    if (one != JX_OK || two != JX_OK) return;
    assert(how == back);
    if (how == JX_ALIGN_NOT) return;
    if (jx_ratio_cmp(y, x, &c) != JX_OK || jx_ratio_cmp(p, q, &d) != JX_OK) return;
    assert(c == d);
    assert(jx_sign_holds(JX_SIGN_GE, c) == !jx_sign_holds(JX_SIGN_LT, c));
    assert(jx_sign_holds(JX_SIGN_LE, c) == !jx_sign_holds(JX_SIGN_GT, c));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jx_slice input = jx_slice_at(data, size), first = input, second = input;
    size_t end = jx_slice_find(input, JX_LIT("\n"));
    if (end != (size_t)-1) {
        first.len = end;
        second = jx_slice_from(input, end + 1);
    }
    struct jx_arena arena;
    struct jx_notation a, b, bound;
    jx_arena_init(&arena, 1 << 22);
    check_one(first, &a, &arena);
    check_one(second, &b, &arena);
    check_order(&a, &b);
    if (jx_notation_bound(&a, &b, &bound))
        assert(bound.sign != JX_SIGN_NONE && bound.sign != JX_SIGN_EQ);
    jx_arena_clear(&arena);
    return 0;
}
