/* Expressions: arithmetic against an oracle, logic, bands, what is refused and where. */
#include "../../../worker/rules/formula.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define M            JX_DEC_ONE

static struct jx_word stopped_words[] = {{JX_LIT("停办"), false, true}};
static const struct jx_word_list lists[] = {{JX_LIT("停办词"), stopped_words, 1}};
static const struct jx_band bands[] = {{JX_LIT("达到"), {4, 5}, {1, 1}}};
static const struct jx_names names = {bands, 1, lists, 1};

static struct jx_amount dec(int64_t micro)
{
    return (struct jx_amount){true, jx_ratio_of((jx_dec){micro})};
}

/* Of the lists: nothing is looked up yet. */
static struct jx_looked_up *words(void)
{
    static struct jx_arena a;
    static struct jx_word_index index;
    static struct jx_looked_up out;
    if (!index.count) {
        jx_arena_init(&a, 1 << 20);
        assert_int_equal(jx_word_index_make(lists, 1, &a, &index), JX_OK);
    }
    jx_look_up(&out, &index);
    return &out;
}

static struct jx_view view_of(int64_t a, int64_t b, int64_t w)
{
    struct jx_view v = {.facts = 0};
    v.figures[JX_VAR_A] = dec(a);
    v.figures[JX_VAR_B] = dec(b);
    v.figures[JX_VAR_W] = dec(w);
    for (int i = 0; i < JX_SUBJECT_COUNT; i++)
        v.subjects[i] = JX_LIT("");
    return v;
}

static const struct jx_expression *parse(const char *text, bool truth, struct jx_arena *a)
{
    const struct jx_expression *e = NULL;
    struct jx_expression_trouble t;
    if (jx_expression_parse(jx_slice_of(text), truth, &names, a, &e, &t) != JX_OK)
        fail_msg("%s: at byte %zu: %s", text, t.at, t.en);
    return e;
}

/* The score to 6 decimals, or INT64_MIN when there is none. */
static int64_t score(const char *text, const struct jx_view *v)
{
    struct jx_arena a;
    jx_arena_init(&a, 1 << 20);
    struct jx_amount out;
    jx_dec d = {INT64_MIN};
    jx_status rc = jx_expression_score(parse(text, false, &a), v, words(), &out);
    if (rc == JX_OK && out.known) assert_int_equal(jx_ratio_round(out.value, 6, &d), JX_OK);
    jx_arena_clear(&a);
    return d.micro;
}

static bool holds(const char *text, const struct jx_view *v)
{
    struct jx_arena a;
    jx_arena_init(&a, 1 << 20);
    bool out = false;
    assert_int_equal(jx_expression_holds(parse(text, true, &a), v, words(), &out), JX_OK);
    jx_arena_clear(&a);
    return out;
}

static void test_scores(void **state)
{
    (void)state;
    struct jx_view v = view_of(10 * M, 6 * M, 10 * M);
    assert_int_equal(score("min(w, B / A * w)", &v), 6 * M);
    assert_int_equal(score("较小（w，A ÷ B × w）", &v), 10 * M);
    assert_int_equal(score("w * 80% - 1 - 2", &v), 5 * M);
    assert_int_equal(score("2 + 3 * 4 - -1", &v), 15 * M);
    assert_int_equal(score("(2 + 3) * 4 / 8", &v), 2500000);
    assert_int_equal(score("max(1, 2, 3)", &v), 3 * M);
    assert_int_equal(score("1 / 3 * 3", &v), 1 * M);
    assert_int_equal(score("如果(A > B 且 非 正向, 1, 0)", &v), 1 * M);
    assert_int_equal(score("none", &v), INT64_MIN);
    /* The reverse indicator of other counties: (1-(B-A)/A)×w, nothing from 2A on. */
    const char *linear = "如果(B ≤ A, w, 较大(0, (1 - (B - A) / A) * w))";
    struct jx_view over = view_of(10 * M, 12 * M, 10 * M), twice = view_of(10 * M, 20 * M, 10 * M);
    assert_int_equal(score(linear, &v), 10 * M);
    assert_int_equal(score(linear, &over), 8 * M);
    assert_int_equal(score(linear, &twice), 0);
}

static void test_bands_take_the_claim_or_the_nearest_bound(void **state)
{
    (void)state;
    struct jx_view v = view_of(0, 0, 10 * M);
    assert_int_equal(score("档(达到)", &v), INT64_MIN);
    v.figures[JX_VAR_S] = dec(9 * M);
    assert_int_equal(score("档(达到)", &v), 9 * M);
    v.figures[JX_VAR_S] = dec(7 * M);
    assert_int_equal(score("band(达到)", &v), 8 * M);
    v.figures[JX_VAR_S] = dec(11 * M);
    assert_int_equal(score("clip(0, w)", &v), 10 * M);
}

static void test_conditions(void **state)
{
    (void)state;
    struct jx_view v = view_of(10 * M, 6 * M, 10 * M);
    jx_view_see(&v, JX_FACT_POSITIVE, true);
    v.subjects[JX_SUBJECT_ACTUAL] = JX_LIT("停办三个月。");
    assert_true(holds("正向 且 A > B", &v));
    assert_true(holds("positive and not (A <= B)", &v));
    assert_true(holds("反向 或 B = 6", &v));
    assert_true(holds("实际 属于 停办词", &v));
    assert_false(holds("原因 属于 停办词", &v));
    /* A figure that is not there makes every comparison false. */
    v.figures[JX_VAR_B].known = false;
    assert_false(holds("B > 0", &v));
    assert_false(holds("B ≤ 0", &v));
    assert_true(holds("非 (B > 0)", &v));
}

static void test_failures_of_arithmetic(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, 1 << 20);
    struct jx_view v = view_of(0, 6 * M, 10 * M);
    struct jx_amount out;
    assert_int_equal(jx_expression_score(parse("B / A", false, &a), &v, NULL, &out), JX_E_DIVISION);
    v = view_of(INT64_MAX, INT64_MAX - 1, INT64_MAX);
    assert_int_equal(jx_expression_score(parse("A * B * w * A * B", false, &a), &v, NULL, &out),
                     JX_E_OVERFLOW);
    jx_arena_clear(&a);
}

struct refused {
    const char *text;
    bool truth;
    size_t at;
};

static const struct refused refusals[] = {
    {"", false, 0},         {"w +", false, 3},      {"min(w)", false, 5},
    {"w w", false, 2},      {"A > B", false, 0},    {"w", true, 0},
    {"(w", false, 2},       {"1.2.3", false, 0},    {"foo", false, 0},
    {"w @ 2", false, 2},    {"档(没有)", false, 4}, {"实际 属于 没有", true, 14},
    {"正向 + 1", false, 0}, {"非 w", true, 4},      {"min(w, A > 1)", false, 7},
    {"1 且 2", true, 0},
};

static void test_refusals_say_where(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(refusals); i++) {
        struct jx_arena a;
        jx_arena_init(&a, 1 << 20);
        const struct jx_expression *e;
        struct jx_expression_trouble t = {9999, NULL, NULL};
        jx_status rc = jx_expression_parse(jx_slice_of(refusals[i].text), refusals[i].truth, &names,
                                           &a, &e, &t);
        if (rc != JX_E_RULES || t.at != refusals[i].at)
            fail_msg("%s: %s at %zu", refusals[i].text, jx_status_name(rc), t.at);
        assert_true(t.zh && t.en);
        jx_arena_clear(&a);
    }
}

static void refuse_repeated(const char *part, unsigned times)
{
    static char text[8000];
    size_t len = 0;
    for (unsigned i = 0; i < times; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "%s", part);
    struct jx_arena a;
    jx_arena_init(&a, 1 << 20);
    const struct jx_expression *e;
    struct jx_expression_trouble t;
    assert_int_equal(jx_expression_parse(jx_slice_at(text, len), false, &names, &a, &e, &t),
                     JX_E_RULES);
    jx_arena_clear(&a);
}

static void test_depth_and_length_are_bounded(void **state)
{
    (void)state;
    refuse_repeated("(", 600);
    refuse_repeated("非 ", 400);
    refuse_repeated("w+", 600);
    refuse_repeated("w + ", 1500);
}

/* Exactness: products and quotients of decimals against 128-bit integers. */
static void test_against_integers(void **state)
{
    (void)state;
    uint32_t seed = 7;
    for (int i = 0; i < 20000; i++) {
        seed = seed * 1664525 + 1013904223;
        int64_t a = 1 + seed % 100000000, b = (seed >> 7) % 100000000, w = 100 * M;
        struct jx_view v = view_of(a, b, w);
        jx_dec want;
        assert_int_equal(jx_dec_from_ratio((jx_int128)b * w, (jx_int128)a * M, 6, &want), JX_OK);
        static const struct jx_expression *e;
        static struct jx_arena arena;
        if (!e) {
            jx_arena_init(&arena, 1 << 16);
            e = parse("B / A * w", false, &arena);
        }
        struct jx_amount out;
        jx_dec got;
        assert_int_equal(jx_expression_score(e, &v, NULL, &out), JX_OK);
        assert_int_equal(jx_ratio_round(out.value, 6, &got), JX_OK);
        assert_int_equal(got.micro, want.micro);
        if (i == 19999) jx_arena_clear(&arena);
    }
}

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> (*seed >> 59); /* of all lengths */
}

typedef jx_status operation(struct jx_ratio, struct jx_ratio, struct jx_ratio *);

/* The plain way: made whole of fractions in lowest terms, then reduced; overflows of 128 bits are
 * told, but for products of 64 bits, which are reduced crosswise and always fit. */
static jx_status plain_make(jx_int128 n, jx_int128 d, bool overflow, struct jx_ratio *out)
{
    return overflow ? JX_E_OVERFLOW : jx_ratio_make(n, d, out);
}

static jx_status plain_mul(struct jx_ratio a, struct jx_ratio b, struct jx_ratio *out)
{
    jx_int128 n, d;
    bool overflow = __builtin_mul_overflow(a.n, b.n, &n);
    overflow |= __builtin_mul_overflow(a.d, b.d, &d);
    return plain_make(n, d, overflow, out);
}

static jx_status plain_div(struct jx_ratio a, struct jx_ratio b, struct jx_ratio *out)
{
    if (b.n == 0) return JX_E_DIVISION;
    jx_int128 n, d;
    bool overflow = __builtin_mul_overflow(a.n, b.d, &n);
    overflow |= __builtin_mul_overflow(a.d, b.n, &d);
    return plain_make(n, d, overflow, out);
}

static jx_status plain_add(struct jx_ratio a, struct jx_ratio b, struct jx_ratio *out)
{
    jx_int128 left, right, n, d;
    bool overflow = __builtin_mul_overflow(a.n, b.d, &left);
    overflow |= __builtin_mul_overflow(b.n, a.d, &right);
    overflow = overflow || __builtin_add_overflow(left, right, &n);
    overflow |= __builtin_mul_overflow(a.d, b.d, &d);
    return overflow ? JX_E_OVERFLOW : jx_ratio_make(n, d, out);
}

static jx_status plain_sub(struct jx_ratio a, struct jx_ratio b, struct jx_ratio *out)
{
    return plain_add(a, (struct jx_ratio){-b.n, b.d}, out);
}

/* Of all sizes up to 64 bits, in lowest terms. */
static struct jx_ratio random_ratio(uint64_t *seed)
{
    struct jx_ratio out = JX_RATIO_ZERO;
    const jx_int128 n = (int64_t)next(seed), d = (int64_t)(next(seed) >> 1) + (jx_int128)1;
    if (next(seed) % 17) (void)jx_ratio_make(n, d, &out);
    return out;
}

static void assert_in_order(struct jx_ratio a, struct jx_ratio b, struct jx_ratio c,
                            struct jx_ratio d)
{
    int lazy = 7, plain = 7;
    assert_int_equal(jx_ratio_cmp(a, b, &lazy), jx_ratio_cmp(c, d, &plain));
    assert_int_equal(lazy, plain);
}

/* Chains of operations come to the same as the plain way, step by step, and fail where it does. */
static void test_ratios_by_chains(void **state)
{
    static const struct {
        operation *lazy, *plain;
    } operations[] = {{jx_ratio_mul, plain_mul},
                      {jx_ratio_div, plain_div},
                      {jx_ratio_add, plain_add},
                      {jx_ratio_sub, plain_sub}};
    (void)state;
    uint64_t seed = 11;
    unsigned failed = 0, large = 0;
    for (int i = 0; i < 100000; i++) {
        struct jx_ratio lazy = random_ratio(&seed), plain = lazy, reduced, other;
        for (int step = 0; step < 6; step++) {
            const unsigned op = (unsigned)(next(&seed) % 4);
            other = random_ratio(&seed);
            jx_status rc = operations[op].plain(plain, other, &plain);
            assert_int_equal(operations[op].lazy(lazy, other, &lazy), rc);
            failed += rc == JX_E_OVERFLOW;
            large += plain.n != (int64_t)plain.n;
            if (rc != JX_OK) break;
            assert_int_equal(jx_ratio_make(lazy.n, lazy.d, &reduced), JX_OK);
            assert_true(reduced.n == plain.n && reduced.d == plain.d);
            other = random_ratio(&seed);
            assert_in_order(lazy, other, plain, other);
            jx_dec a = {0}, b = {0};
            assert_int_equal(jx_ratio_round(lazy, 2, &a), jx_ratio_round(plain, 2, &b));
            assert_int_equal(a.micro, b.micro);
        }
    }
    assert_true(failed > 100 && large > 100);
}

/* Nothing is lost on the way to a fraction. */
static void test_fractions_of_decimals(void **state)
{
    (void)state;
    uint64_t seed = 11;
    for (int i = 0; i < 50000; i++) {
        const jx_dec v = {(int64_t)next(&seed) / (i % 3 ? 1 : M) * (i % 3 ? 1 : M)};
        const struct jx_ratio got = jx_ratio_of(v);
        assert_true(got.n * M == v.micro * got.d);
    }
}

/* Whatever is seen at once, and whatever is not, is read aloud the same. */
static void test_texts_as_they_are_read_aloud(void **state)
{
    static const struct {
        const char *text, *plain;
    } cases[] = {
        {"已完成，并验收。", "已完成，并验收"},
        {" 已 完成，并验收。;", "已完成，并验收"},
        {"≥1.5万元", "≥1.5万元"},
        {"1.5.", "1.5"},
        {"1..5", "1..5"},
        {"“停办”", "停办"},
        {"（一）：见附件；", "（一）：见附件"},
        {"停办。 ", "停办"},
        {"。", ""},
        {"<3！", "<3"},
        {"停办\xE5\x81", "停办\xEF\xBF\xBD\xEF\xBF\xBD"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char room[JX_WORD_PLAIN_MAX];
        struct jx_slice plain = jx_word_plain(jx_slice_of(cases[i].text), room);
        if (!jx_slice_eq(plain, jx_slice_of(cases[i].plain)))
            fail_msg("%s: %.*s", cases[i].text, (int)plain.len, plain.ptr);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scores),
        cmocka_unit_test(test_bands_take_the_claim_or_the_nearest_bound),
        cmocka_unit_test(test_conditions),
        cmocka_unit_test(test_failures_of_arithmetic),
        cmocka_unit_test(test_refusals_say_where),
        cmocka_unit_test(test_depth_and_length_are_bounded),
        cmocka_unit_test(test_against_integers),
        cmocka_unit_test(test_ratios_by_chains),
        cmocka_unit_test(test_fractions_of_decimals),
        cmocka_unit_test(test_texts_as_they_are_read_aloud),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
