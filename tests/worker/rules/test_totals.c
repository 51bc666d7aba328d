/* Funds, findings and totals of whole forms. */
#include "judging.h"

struct funds_case {
    const char *budget, *executed, *score, *other; /* other: another cell of the executed column */
    int64_t micro;
};

static const struct funds_case funds[] = {
    {"52.00", "51.70", "9.94", "51.70", 9940000},
    {"39.60", "31.58", "7.98", "31.58", 7980000}, /* 31.584 was meant */
    {"39.60", "31.58", "7.97", "31.58", 7970000},
    {"39.60", "31.58", "7.99", "31.58", 7970000},
    {"80.32", "75.2", "9.36", "75.2", 9360000},
    {"18.0", "17.0", "9.46", "17.0", 9460000}, /* one decimal throughout, as its 0 shows */
    {"18", "17", "9.46", "17", 9440000},
    {"62.00", "46.00", "7.42", "46.00", 7420000},
    {"100.00", "120.00", "10.00", "120.00", 10 * M},
    {"0.00", "0.00", "0.00", "0.00", 0},
    {"0", "0", "10", "0", 0},
    {"0.00", "5.00", "10", "5.00", -1},
    {"1,000.00", "500.00", "5.00", "500.00", 5 * M},
    {"", "", "7.98", "", 7980000}, /* from the rate */
    {"100万元", "500000元", "5.00", "50.00", 5 * M},
    {"52.00", "51.70", "10", "51.70", 9940000},
    {"52.00", "51.70", "9.9", "51.70", 9900000},
};

static void test_execution(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(funds); i++) {
        const struct funds_case *c = &funds[i];
        struct jx_arena a;
        jx_arena_init(&a, ARENA_BYTES);
        struct jx_document *d = test_form(&a, NULL, 0, NULL, NULL);
        struct jx_evaluated_fund *f = test_funds(d);
        f[0].annual_budget = f[1].annual_budget = jx_slice_of(c->budget);
        f[0].initial_budget = f[1].initial_budget = jx_slice_of(c->budget);
        f[0].executed = jx_slice_of(c->executed);
        f[1].executed = jx_slice_of(c->other);
        f[0].score = jx_slice_of(c->score);
        f[0].rate = JX_LIT("79.76%");
        struct jx_verdict v;
        judge(d, &a, &v);
        int64_t got = v.rows[0].computed.known ? v.rows[0].computed.value.micro : -1;
        if (got != c->micro) fail_msg("%s / %s: %lld", c->executed, c->budget, (long long)got);
        jx_arena_clear(&a);
    }
}

static void test_a_whole_form(void **state)
{
    (void)state;
    struct test_row many[] = {
        {.target = "≥10个", .actual = "10个", .weight = "50", .score = "50.00"},
        {.target = "有效", .actual = "有效", .weight = "40", .score = "40.00"}};
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_verdict v;
    judge(test_form(&a, many, 2, "100.00", "优"), &a, &v);
    assert_int_equal(v.finding_count, 0);
    assert_int_equal(v.grade, JX_GRADE_EXCELLENT);
    assert_int_equal(v.computed.value.micro, 100 * M);
    assert_int_equal(v.adds.grade_excellent, 1);
    assert_int_equal(v.adds.annual_budget, 100 * M);
    assert_int_equal(v.adds.computed_score, 100 * M);
    assert_int_equal(v.adds.claimed_count, 1);
    assert_int_equal(v.adds.claimed_differs, 0);
    jx_arena_clear(&a);
}

struct finding_case {
    struct test_row row;
    const char *total, *grade;
    const char *rule; /* the one finding wanted; NULL: none at all */
    enum jx_severity severity;
    const char *where, *left, *right;
};

static const struct finding_case findings[] = {
    {ROW90("≥10个", "10个", "90.00"), "100.00", "优", NULL, 0, NULL, NULL, NULL},
    {ROW90("≥10个", "9个", "90.00"), "100.00", "优", "score.above", JX_SEVERITY_ERROR,
     "/indicators/0/score", "90.00", "81.00"},
    {ROW90("≥10个", "10个", "80.00"), "90.00", "优", "score.below", JX_SEVERITY_EXPLAIN,
     "/indicators/0/score", "80.00", "90.00"},
    {ROW90("≥10个", "10个", "95.00"), "105.00", "优", "score.over_weight", JX_SEVERITY_ERROR,
     "/indicators/0/score", "95.00", "90"},
    {ROW90("≥10个", "10个", "90.00"), "99.00", "优", "total.sum", JX_SEVERITY_ERROR, "/total/score",
     "99.00", "100.00"},
    {ROW90("≥10个", "10个", "90.00"), "100.01", "优", "total.sum.tail", JX_SEVERITY_WARNING,
     "/total/score", "100.01", "100.00"},
    {ROW90("≥10个", "10个", "90.00"), "100.00", "良", "grade.total", JX_SEVERITY_ERROR,
     "/total/grade", "良", "优"},
    {ROW90("≥10个", "10个", "90.00"), "100.00", "", "grade.blank", JX_SEVERITY_WARNING,
     "/total/grade", "", "优"},
    {ROW90("≥1000个", "999个", "90"), "100.00", "优", "score.above.tail", JX_SEVERITY_WARNING,
     "/indicators/0/score", "90", "89.91"},
    {ROW90("≥10个", "10个", ""), "10.00", NULL, "score.missing", JX_SEVERITY_WARNING,
     "/indicators/0/score", "", "90.00"},
    {ROW90("6月31日前", "6月30日", "90.00"), "100.00", "优", "date.impossible", JX_SEVERITY_ERROR,
     "/indicators/0/target", "6月31日前", ""},
    {ROW90("≥5个", "5项", "90.00"), "100.00", "优", "units.differ", JX_SEVERITY_WARNING,
     "/indicators/0/actual", "≥5个", "5项"},
};

static void test_findings(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(findings); i++) {
        const struct finding_case *c = &findings[i];
        struct jx_arena a;
        jx_arena_init(&a, ARENA_BYTES);
        struct jx_verdict v;
        judge(test_form(&a, &c->row, 1, c->total, c->grade), &a, &v);
        if (v.finding_count != (c->rule != NULL))
            fail_msg("%zu: %u findings, first %.*s", i, v.finding_count,
                     v.finding_count ? (int)v.findings[0].rule.len : 0,
                     v.finding_count ? v.findings[0].rule.ptr : "");
        if (c->rule) {
            const struct jx_finding *f = find_finding(&v, c->rule);
            if (!f)
                fail_msg("%zu: %.*s instead of %s", i, (int)v.findings[0].rule.len,
                         v.findings[0].rule.ptr, c->rule);
            assert_int_equal(f->severity, c->severity);
            assert_string_equal(f->where, c->where);
            assert_true(jx_slice_eq(f->left, jx_slice_of(c->left)));
            assert_true(jx_slice_eq(f->right, jx_slice_of(c->right)));
            assert_true(f->left.len == 0 || (jx_contains(f->message_zh, f->left) &&
                                             jx_contains(f->message_en, f->left)));
            assert_true(f->advice_zh.len > 0 && f->advice_en.len > 0);
            assert_false(jx_contains(f->message_zh, JX_LIT("{")));
            assert_int_equal(v.adds.errors, count_severity(&v, JX_SEVERITY_ERROR));
        }
        jx_arena_clear(&a);
    }
}

static void test_what_cannot_be_computed_is_said(void **state)
{
    (void)state;
    struct test_row row = ROW90("≥10个", "", "90.00");
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_verdict v;
    judge(test_form(&a, &row, 1, "100.00", "优"), &a, &v);
    assert_int_equal(v.finding_count, 2);
    assert_string_equal(find_finding(&v, "row.not_computed")->where, "/indicators/0");
    assert_non_null(find_finding(&v, "total.not_computed"));
    assert_int_equal(v.adds.warnings, 2);
    assert_int_equal(v.adds.claimed_differs, 1);
    assert_true(v.rows[1].differs);
    jx_arena_clear(&a);
}

static void test_shortfall(void **state)
{
    (void)state;
    struct test_row row = ROW90("≥10个", "5个", "45.00");
    const char *texts[] = {NULL, "", "无", "路段改线，已列入下年计划"};
    const bool owed[] = {false, true, true, false};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct jx_arena a;
        jx_arena_init(&a, ARENA_BYTES);
        struct jx_document *d = test_form(&a, &row, 1, "55.00", "差");
        d->body.self_evaluation->shortfall_explanation = texts[i] ? jx_slice_of(texts[i])
                                                                  : JX_ABSENT;
        struct jx_verdict v;
        judge(d, &a, &v);
        assert_int_equal(find_finding(&v, "shortfall.blank") != NULL, owed[i]);
        assert_int_equal(v.finding_count, owed[i]);
        jx_arena_clear(&a);
    }
}

struct sum_case {
    const char *total;
    const char *sources[3][2]; /* source, amount */
    const char *rule;
};

static const struct sum_case sums[] = {
    {"100.00", {{"central", "60.00"}, {"local", "40.00"}}, NULL},
    {"100.00", {{"central", "60.00"}, {"local", "30.00"}}, "funds.sum"},
    {"0", {{"local", "190"}}, "funds.sum"},
    {"100.00", {{"central", "60.00"}, {"local", "40.01"}}, "funds.sum.tail"},
    {"100.00", {{"central", "60.00"}, {"local", "40.02"}}, "funds.sum"},
    {"100.0", {{"central", "60.1"}, {"local", "40.0"}}, "funds.sum.tail"},
    {"100.00", {{"central", ""}, {"local", ""}}, NULL},
    {"100.00", {{"central", ""}, {"local", "100.00"}}, NULL},
    /* an appropriation that is the sum of its levels */
    {"100.00",
     {{"current_appropriation", "100.00"}, {"central", "60.00"}, {"local", "40.00"}},
     NULL},
    {"100.00",
     {{"current_appropriation", "60.00"}, {"superior", "60.00"}, {"other", "40.00"}},
     NULL},
    {"100.00",
     {{"current_appropriation", "90.00"}, {"central", "60.00"}, {"local", "30.00"}},
     "funds.sum"},
};

static void test_sums_of_sources(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(sums); i++) {
        struct jx_arena a;
        jx_arena_init(&a, ARENA_BYTES);
        struct jx_document *d = test_form(&a, NULL, 0, NULL, NULL);
        struct jx_evaluated_fund *f = jx_arena_array(&a, 4, sizeof *f);
        f[0] = test_funds(d)[0];
        f[0].initial_budget = jx_slice_of(sums[i].total);
        for (int k = 0; k < 3; k++) {
            bool there = sums[i].sources[k][0] != NULL;
            f[k + 1].source = there ? jx_slice_of(sums[i].sources[k][0]) : JX_LIT("other");
            f[k + 1].label = f[k + 1].source;
            if (there) f[k + 1].initial_budget = jx_slice_of(sums[i].sources[k][1]);
        }
        d->body.self_evaluation->funds = (struct jx_list){f, 4};
        struct jx_verdict v;
        judge(d, &a, &v);
        const struct jx_finding *sum = find_finding(&v, "funds.sum");
        const struct jx_finding *tail = find_finding(&v, "funds.sum.tail");
        const struct jx_finding *got = sum ? sum : tail;
        if ((got != NULL) != (sums[i].rule != NULL)) fail_msg("case %zu", i);
        if (got) assert_true(jx_slice_eq(got->rule, jx_slice_of(sums[i].rule)));
        if (got) assert_string_equal(got->where, "/funds/0/initial_budget");
        jx_arena_clear(&a);
    }
}

static void test_a_form_that_does_not_score_execution(void **state)
{
    (void)state;
    struct test_row row = {.target = "有效", .actual = "有效", .weight = "100", .score = "95"};
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_document *d = test_form(&a, &row, 1, "95", NULL);
    test_funds(d)[0].weight = test_funds(d)[0].score = JX_ABSENT;
    struct jx_verdict v;
    judge(d, &a, &v);
    assert_int_equal(v.computed.value.micro, 95 * M);
    assert_int_equal(v.finding_count, 0);
    /* Indicators of 90 leave the profile's 10 for execution. */
    row.weight = "90";
    row.score = "85";
    d = test_form(&a, &row, 1, "85", NULL);
    test_funds(d)[0].weight = test_funds(d)[0].score = JX_ABSENT;
    judge(d, &a, &v);
    assert_int_equal(v.computed.value.micro, 95 * M);
    assert_non_null(find_finding(&v, "score.missing"));
    jx_arena_clear(&a);
}

static void test_rows_without_weight_and_score_do_not_count(void **state)
{
    (void)state;
    struct test_row many[] = {ROW90("≥10个", "10个", "90.00"),
                              {.target = "不适用", .actual = "", .weight = "", .score = ""},
                              {.target = "≥5个", .actual = "5个", .weight = "—", .score = "—"}};
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_verdict v;
    judge(test_form(&a, many, 3, "100.00", "优"), &a, &v);
    assert_int_equal(v.row_count, 4);
    assert_int_equal(v.finding_count, 0);
    assert_int_equal(v.computed.value.micro, 100 * M);
    jx_arena_clear(&a);
}

static void test_a_weight_merged_over_rows(void **state)
{
    (void)state;
    struct test_row many[] = {
        {.target = "≥10个", .actual = "9个", .weight = "90", .score = "85.50"},
        {.target = "≥10个", .actual = "10个", .weight = "", .score = ""},
    };
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_verdict v;
    judge(test_form(&a, many, 2, "95.50", "优"), &a, &v);
    assert_int_equal(v.finding_count, 0);
    assert_int_equal(v.rows[1].computed.value.micro, 85500000);
    many[1].actual = "8个";
    judge(test_form(&a, many, 2, "95.50", "优"), &a, &v);
    assert_int_equal(v.rows[1].computed.value.micro, 81 * M);
    assert_non_null(find_finding(&v, "score.above"));
    jx_arena_clear(&a);
}

static void test_other_forms(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_document d;
    assert_int_equal(jx_document_init(&d, JX_FORM_monitoring, &a), JX_OK);
    d.year = 2024;
    d.money_unit = JX_LIT("元");
    struct jx_monitored_fund fund = {.source = JX_LIT("total"),
                                     .label = JX_LIT("年度资金总额"),
                                     .initial_budget = JX_LIT("780,000.00"),
                                     .executed = JX_LIT("395,000.00")};
    d.body.monitoring->funds = (struct jx_list){&fund, 1};
    struct jx_verdict v;
    judge(&d, &a, &v);
    assert_false(v.computed.known || v.claimed.known);
    assert_int_equal(v.grade, JX_GRADE_NONE);
    assert_int_equal(v.adds.documents, 1);
    assert_int_equal(v.adds.initial_budget, 78 * M);
    assert_int_equal(v.adds.executed, 39500000);
    assert_int_equal(v.adds.not_computed + v.adds.claimed_differs, 0);
    struct jx_slice bytes;
    assert_int_equal(jx_verdict_bytes(&v, &a, &bytes), JX_OK);
    d.year = 1999;
    assert_int_equal(jx_judge(&d, standard_pack(), &a, &v), JX_E_NO_PACK);
    jx_arena_clear(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_execution),
        cmocka_unit_test(test_a_whole_form),
        cmocka_unit_test(test_findings),
        cmocka_unit_test(test_what_cannot_be_computed_is_said),
        cmocka_unit_test(test_shortfall),
        cmocka_unit_test(test_sums_of_sources),
        cmocka_unit_test(test_a_form_that_does_not_score_execution),
        cmocka_unit_test(test_rows_without_weight_and_score_do_not_count),
        cmocka_unit_test(test_a_weight_merged_over_rows),
        cmocka_unit_test(test_other_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
