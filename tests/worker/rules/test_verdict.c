/* What else a verdict holds: lights, classes, its bytes; and memory that runs out. */
#include "judging.h"

#include <stdio.h>

/* What is spent of 100 at the end of a period, and the light of it: 80 % of the part of the year
 * that has passed is green, 60 % of it yellow. */
static const struct light_case {
    const char *budget, *executed, *period;
    enum jx_light standard, twice; /* twice: of a profile that knows no month */
} light_cases[] = {
    {"100", "53.34", "1-8月", JX_LIGHT_GREEN, JX_LIGHT_GREEN},
    {"100", "53.33", "1-8月", JX_LIGHT_YELLOW, JX_LIGHT_GREEN},
    {"100", "40", "1-8月", JX_LIGHT_YELLOW, JX_LIGHT_GREEN},
    {"100", "39.99", "1-8月", JX_LIGHT_RED, JX_LIGHT_YELLOW},
    {"100", "39.99", "1-6月", JX_LIGHT_YELLOW, JX_LIGHT_YELLOW},
    {"100", "30", "1-6月", JX_LIGHT_YELLOW, JX_LIGHT_YELLOW},
    {"100", "80", "1-12月", JX_LIGHT_GREEN, JX_LIGHT_GREEN},
    {"0", "0", "1-8月", JX_LIGHT_RED, JX_LIGHT_RED},
    {"0", "10", "1-8月", JX_LIGHT_RED, JX_LIGHT_RED},
    {"", "10", "1-8月", JX_LIGHT_NONE, JX_LIGHT_NONE},
    {"100", "", "1-8月", JX_LIGHT_NONE, JX_LIGHT_NONE},
    {"100", "53.34", "年中", JX_LIGHT_NONE, JX_LIGHT_NONE},
};

static enum jx_light light_by(const struct light_case *c, const struct jx_pack *pack)
{
    struct jx_arena a;
    struct jx_document d;
    struct jx_verdict v;
    jx_arena_init(&a, ARENA_BYTES);
    assert_int_equal(jx_document_init(&d, JX_FORM_monitoring, &a), JX_OK);
    d.year = 2024;
    d.money_unit = JX_LIT("万元");
    d.body.monitoring->period = jx_slice_of(c->period);
    struct jx_monitored_fund fund = {.source = JX_LIT("total"),
                                     .label = JX_LIT("年度资金总额"),
                                     .initial_budget = jx_slice_of(c->budget),
                                     .executed = jx_slice_of(c->executed)};
    d.body.monitoring->funds = (struct jx_list){&fund, 1};
    assert_int_equal(jx_judge(&d, pack, &a, &v), JX_OK);
    assert_int_equal(v.adds.light_green, v.light == JX_LIGHT_GREEN);
    assert_int_equal(v.adds.light_yellow, v.light == JX_LIGHT_YELLOW);
    assert_int_equal(v.adds.light_red, v.light == JX_LIGHT_RED);
    jx_arena_clear(&a);
    return v.light;
}

static void test_lights_are_the_profiles(void **state)
{
    (void)state;
    struct jx_pack *twice = changed_pack("B / (A * M / 12) * 100", "B * 2 / A * 100");
    struct jx_pack *none = changed_pack("[亮灯]\n进度 = if(A > 0, B / (A * M / 12) * 100, 0)\n"
                                        "# 达到此数（%）亮绿灯\n绿灯 = 80\n"
                                        "# 达到此数（%）亮黄灯，不到的亮红灯\n黄灯 = 60\n",
                                        "");
    for (size_t i = 0; i < sizeof light_cases / sizeof light_cases[0]; i++) {
        const struct light_case *c = &light_cases[i];
        enum jx_light standard = light_by(c, standard_pack()), other = light_by(c, twice);
        assert_int_equal(light_by(c, none), JX_LIGHT_NONE);
        if (standard != c->standard || other != c->twice)
            fail_msg("%s of %s, %s: %s, %s", c->executed, c->budget, c->period,
                     jx_light_name(standard), jx_light_name(other));
    }
    jx_pack_free(&twice);
    jx_pack_free(&none);
}

/* Level-1 names as forms print them, and what their rows come to under the words of the profile. */
static void test_classes_of_level_1(void **state)
{
    (void)state;
    static const char *const level1[] = {"产出指标（50分）", "产出指标", "满意度指标", "其它",
                                         NULL};
    const struct test_row five[] = {
        {.target = "≥10个", .actual = "10个", .weight = "30", .score = "30"},
        {.target = "≥10个", .actual = "6个", .weight = "20", .score = "12"},
        {.target = "≥90%", .actual = "", .weight = "10", .score = "10"},
        {.target = "≥10个", .actual = "20个", .weight = "20", .score = "20"},
        {.target = "≥10个", .actual = "20个", .weight = "10", .score = "8"}};
    static const struct {
        const char *name;
        struct jx_class_sums sums;
    } expected[] = {{"", {2, 2, 0, 30 * M, 30 * M, 28 * M}},
                    {"产出", {2, 1, 0, 42 * M, 50 * M, 42 * M}},
                    {"满意度", {1, 0, 1, 0, 0, 10 * M}}};
    struct jx_arena a;
    struct jx_verdict v;
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_document *d = test_form(&a, five, 5, "80", NULL);
    struct jx_evaluated_indicator *i = d->body.self_evaluation->indicators.items;
    for (unsigned n = 0; n < 5; n++)
        i[n].level1 = level1[n] ? jx_slice_of(level1[n]) : JX_ABSENT;
    judge(d, &a, &v);
    assert_int_equal(v.class_count, 3);
    for (unsigned n = 0; n < 3; n++) {
        assert_true(jx_slice_eq(v.classes[n].name, jx_slice_of(expected[n].name)));
        assert_memory_equal(&v.classes[n].sums, &expected[n].sums, sizeof v.classes[n].sums);
    }
    jx_arena_clear(&a);
}

static void test_verdict_bytes_tell_verdicts_apart(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    struct test_row one = ROW90("≥10个", "9个", "90.00"), two = ROW90("≥10个", "9个", "81.00");
    struct jx_verdict v;
    struct jx_slice first, same, other;
    judge(test_form(&a, &one, 1, "100.00", "优"), &a, &v);
    assert_int_equal(jx_verdict_bytes(&v, &a, &first), JX_OK);
    judge(test_form(&a, &one, 1, "100.00", "优"), &a, &v);
    assert_int_equal(jx_verdict_bytes(&v, &a, &same), JX_OK);
    judge(test_form(&a, &two, 1, "91.00", "优"), &a, &v);
    assert_int_equal(jx_verdict_bytes(&v, &a, &other), JX_OK);
    assert_true(jx_slice_eq(first, same));
    assert_false(jx_slice_eq(first, other));
    jx_arena_clear(&a);
}

/* An arena that is too small ends in its status, at whatever point. */
static bool finds(const struct jx_verdict *v, const char *rule, const char *where)
{
    for (uint32_t i = 0; i < v->finding_count; i++)
        if (jx_slice_eq(v->findings[i].rule, jx_slice_of(rule)) &&
            strcmp(v->findings[i].where, where) == 0)
            return true;
    return false;
}

/* Rules ask 64 rows at once. */
static void test_every_row_of_many_is_judged(void **state)
{
    enum { ROWS = 150, WRONG = 9 };
    static const uint32_t wrong[WRONG] = {0, 1, 62, 63, 64, 100, 127, 128, 149};
    struct jx_arena a;
    struct jx_verdict v;
    struct test_row rows[ROWS];
    (void)state;
    jx_arena_init(&a, ARENA_BYTES);
    for (uint32_t i = 0; i < ROWS; i++)
        rows[i] = (struct test_row){
            .target = "≥90%", .actual = "95%", .weight = "1", .score = "1.00"};
    for (uint32_t i = 0; i < WRONG; i++)
        rows[wrong[i]].weight = "1O";
    struct jx_document *d = test_form(&a, rows, ROWS, "100", NULL);
    assert_int_equal(jx_judge(d, standard_pack(), &a, &v), JX_OK);
    for (uint32_t i = 0, found = 0; i < ROWS; i++) {
        char where[JX_WHERE_BYTES];
        snprintf(where, sizeof where, "/indicators/%u/weight", i);
        bool is_wrong = found < WRONG && wrong[found] == i;
        found += is_wrong;
        assert_int_equal(finds(&v, "number.garbled.weight", where), is_wrong);
    }
    for (uint32_t i = 0; i < WRONG; i++)
        rows[wrong[i]].weight = "2";
    assert_int_equal(jx_judge(test_form(&a, rows, ROWS, "100", NULL), standard_pack(), &a, &v),
                     JX_OK);
    /* 10 of the funds, and 150 rows, nine of which have two points. */
    assert_true(jx_slice_eq(find_finding(&v, "weight.sum")->right, JX_LIT("169.00")));
    jx_arena_clear(&a);
}

static void test_memory_runs_out(void **state)
{
    (void)state;
    struct test_row row = ROW90("≥10个", "9个", "90.00");
    struct jx_arena keep;
    jx_arena_init(&keep, ARENA_BYTES);
    struct jx_document *d = test_form(&keep, &row, 1, "99.00", "差");
    bool done = false;
    for (size_t limit = 0; !done; limit += 64) {
        struct jx_arena a;
        jx_arena_init(&a, limit);
        struct jx_verdict v;
        jx_status rc = jx_judge(d, standard_pack(), &a, &v);
        done = rc == JX_OK;
        assert_true(done || rc == JX_E_TOO_LARGE);
        assert_true(limit < ARENA_BYTES);
        jx_arena_clear(&a);
    }
    jx_arena_clear(&keep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lights_are_the_profiles),
        cmocka_unit_test(test_classes_of_level_1),
        cmocka_unit_test(test_verdict_bytes_tell_verdicts_apart),
        cmocka_unit_test(test_every_row_of_many_is_judged),
        cmocka_unit_test(test_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
