/* Rows, totals, findings: a table of how counties fill in their forms, and what must come of it. */
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define M            JX_DEC_ONE

enum { ARENA_BYTES = 8 << 20 };

static void judge(struct jx_document *d, struct jx_arena *a, struct jx_verdict *v)
{
    assert_int_equal(jx_judge(d, standard_pack(), a, v), JX_OK);
}

struct row_case {
    struct test_row row;
    const char *method; /* "" when no rule applies */
    int64_t micro;      /* computed; -1 when not computed */
};

#define ROW(t, a, s)                                                                               \
    {                                                                                              \
        .target = t, .actual = a, .weight = "10", .score = s                                       \
    }

static const struct row_case rows[] = {
    /* printed rules */
    {ROW("≥10个", "6个", "6.00"), "positive", 6 * M},
    {ROW("≥10个", "6个", "10.00"), "positive", 6 * M},
    {ROW("≥95%", "96%", "10"), "positive", 10 * M},
    {ROW("不低于95%", "94%", "9.89"), "positive", 9890000},
    {ROW("98%以上", "98%", "10"), "positive", 10 * M},
    {ROW("≥3次/月", "3次/月", "10"), "positive", 10 * M},
    {ROW("≥50个", "50", "10"), "positive", 10 * M},
    {ROW("≥266米", "≥266米", "10"), "positive", 10 * M},
    {ROW("≥100百分比", "99%", "9.9"), "positive", 9900000},
    {ROW("≥95%", "0.98", "10"), "positive", 10 * M},
    {ROW("≥650万次", "3250000次", "5.00"), "positive", 5 * M},
    {ROW("≥5个", "5项", "10"), "positive", 10 * M},
    {ROW("≤10天", "12天", "8.33"), "negative", 8330000},
    {ROW("≤2小时", "30分钟", "10.00"), "negative", 10 * M},
    {ROW("≤2小时", "150分钟", "8.00"), "negative", 8 * M},
    {ROW("≤5万元", "50000元", "10"), "negative", 10 * M},
    {ROW("不超过5万元", "8万元", "6.25"), "negative", 6250000},
    {ROW("≤10次", "0次", "10"), "negative_zero", 10 * M},
    /* strict */
    {ROW("<1小时", "1小时", "10"), "strict_missed", 0},
    {ROW("<1小时", "59分钟", "10"), "strict_met", 10 * M},
    {ROW(">5次", "5次", "10"), "strict_missed", 0},
    {ROW("小于0.9‰", "0.05%", "10"), "strict_met", 10 * M},
    /* equal, zero, no sign */
    {ROW("=3.50万元", "3.5万元", "10"), "equal", 10 * M},
    {ROW("100", "100%", "10"), "equal", 10 * M},
    {ROW("1", "100%", "10"), "equal", 10 * M},
    {ROW("12期", "9期", "7.5"), "unsigned_more", 7500000},
    {ROW("12期", "9期", "10"), "unsigned_more", 7500000},
    {ROW("0起", "0起", "10"), "zero_target_met", 10 * M},
    {ROW("0次", "1次", "10"), "zero_target_missed", 0},
    {ROW("≤0次", "0次", "10"), "zero_target_met", 10 * M},
    {ROW("0次", "无", "10"), "none_for_zero", 10 * M},
    {ROW("0次", "未发生", "10"), "words_reached", 10 * M},
    {ROW("≥0次", "0次", "10"), "not_below_zero", 10 * M},
    {ROW("30分钟", "20分钟", "10"), "unsigned_either", 10 * M},
    {ROW("30分钟", "20分钟", "5"), "unsigned_either", 6670000},
    /* not started, terminated */
    {ROW("≥10个", "项目未开展", "0"), "not_started", 0},
    {ROW("≥10个", "未启动", "10"), "not_started", 0},
    {ROW("有效", "已取消", "0"), "not_started", 0},
    {ROW("有效", "项目暂未实施。", "0"), "not_started", 0},
    {{.target = "≤4万元", .actual = "0万元", .weight = "10", .score = "0", .reason = "项目终止"},
     "not_started_reason",
     0},
    {{.target = "≥4次", .actual = "4次", .weight = "10", .score = "10", .reason = "项目终止"},
     "positive",
     10 * M},
    {{.target = "≥4次", .actual = "", .weight = "10", .score = "0", .reason = "项目未开展"},
     "not_started_reason",
     0},
    /* dates */
    {ROW("12月31日前", "11月27日", "10"), "deadline_met", 10 * M},
    {ROW("12月31日前", "2024年1月5日", "10"), "deadline_missed", 8 * M},
    {ROW("6月30日前", "8月1日", "5"), "deadline_missed", 5 * M},
    {ROW("6月31日完成", "暂未完成", "0"), "words_missed", 0},
    {ROW("每月15日前", "每月15日前", "10"), "deadline_met", 10 * M},
    {ROW("12月31日前", "按期完成", "10"), "words_reached", 10 * M},
    /* words */
    {ROW("有效规范", "有效规范", "10"), "same_words", 10 * M},
    {ROW("有效规范", "有效规范", "7"), "same_words", 8 * M},
    {ROW("1:3", "1:3", "10"), "same_words", 10 * M},
    {ROW("是", "是", "10"), "same_words", 10 * M},
    {ROW("是", "否", "10"), "words_missed", 6 * M},
    {ROW("否", "是", "10"), "yes_for_no", 6 * M},
    {ROW("否", "否", "10"), "no_for_no", 10 * M},
    {ROW("无", "无", "10"), "no_for_no", 10 * M},
    {ROW("否", "无", "10"), "no_for_no", 10 * M},
    {ROW("有效提供", "已提供", "10"), "words_reached", 10 * M},
    {ROW("有效", "达成预期指标", "9"), "words_reached", 9 * M},
    {ROW("≥5个", "完成", "10"), "words_reached", 10 * M},
    {ROW("有效", "部分达成预期指标", "10"), "words_partly", 8 * M},
    {ROW("有效", "部分完成", "7"), "words_partly", 7 * M},
    {ROW("有效", "基本完成", "9"), "words_mostly", 9 * M},
    {ROW("有效", "基本达到", "5"), "words_mostly", 6 * M},
    {ROW("有效", "尚未完成", "10"), "words_missed", 6 * M},
    {ROW("有效", "未达成预期指标且效果较差", "3"), "words_missed", 3 * M},
    {ROW("改善", "改善不明显", "10"), "words_missed", 6 * M},
    {ROW("改善", "改善明显", "10"), "words_reached", 10 * M},
    {ROW("提升", "方便了沿线群众出行", "9"), "words_judged", 9 * M},
    {ROW("及时", "99%", "9.9"), "percent_done", 9900000},
    {ROW("及时", "99%", "10"), "percent_done", 9900000},
    {ROW("定性", "100%", "10"), "percent_done", 10 * M},
    {ROW("≥5000册", "100%", "10"), "percent_done", 10 * M},
    {ROW("提高", "5%", "10"), "change_as_percent", -1},
    {ROW("≥85%满意", "90%", "10"), "percent_in_words", -1},
    {ROW("完成率100%", "98%", "9.8"), "percent_done", 9800000},
    {ROW("满意", "95%", "10"), "satisfied_percent", 10 * M},
    {ROW("=有所改善年", "有所改善", "10"), "same_words", 10 * M},
    {ROW("=明显改善年", "有所改善", "10"), "words_partly", 8 * M},
    {ROW("改善", "有所改善", "9"), "words_somewhat", 9 * M},
    {ROW("改善", "有所改善", "5"), "words_somewhat", 6 * M},
    {ROW("显著提升", "有所提升", "10"), "words_partly", 8 * M},
    {ROW("90%≤满意度≤100%", "95%", "10"), "negative", 10 * M},
    {ROW("90%≤满意度≤100%", "85%", "10"), "positive", 9440000},
    {ROW("2次/年", "2次", "10"), "equal", 10 * M},
    {ROW("5个工作日内", "平均3.5个工作日", "10"), "negative", 10 * M},
    /* nothing to judge by: never full marks */
    {ROW("≥5个", "", "10"), "blank", -1},
    {ROW("", "", "10"), "blank", -1},
    {ROW("", "100%", "10"), "no_target", -1},
    {ROW("定性", "定性", "10"), "placeholder", -1},
    {ROW("不适用", "不适用", "10"), "placeholder", -1},
    {ROW("≥5个", "/", "10"), "placeholder", -1},
    {ROW("≥5个", "无", "10"), "none", -1},
    {{.target = "无", .actual = "无", .weight = "10", .score = "10", .level3 = ""}, "none", -1},
    {ROW("≥3次/月", "36次", "10"), "", -1},
    {ROW("≥95%", "群众反映良好", "10"), "", -1},
    {ROW("有效", "部分完成", ""), "words_partly", -1},
    {{.target = "≥5个", .actual = "5个", .weight = "", .score = "10"}, "", -1},
    /* adjusted target; direction from the names */
    {{.target = "≥10个", .adjusted = "≥5个", .actual = "5个", .weight = "10", .score = "10"},
     "positive",
     10 * M},
    {{.target = "≥10个", .adjusted = "", .actual = "5个", .weight = "10", .score = "5"},
     "positive",
     5 * M},
    {{.target = "20万元", .actual = "18万元", .weight = "10", .score = "10", .level2 = "成本指标"},
     "unsigned_less",
     10 * M},
    {{.target = "20万元", .actual = "25万元", .weight = "10", .score = "10", .level2 = "成本指标"},
     "unsigned_less",
     8 * M},
    {{.target = "5%", .actual = "3%", .weight = "10", .score = "10", .level3 = "群众投诉率"},
     "unsigned_less",
     10 * M},
    {{.target = "5%", .actual = "3%", .weight = "10", .score = "10", .level3 = "事故下降率"},
     "unsigned_more",
     6 * M},
    {{.target = "≥5个", .actual = "5个", .weight = "0", .score = "0"}, "no_weight", 0},
    /* rounding as the claim prints it */
    {ROW("≥3个", "2个", "6.7"), "positive", 6700000},
    {ROW("≥3个", "2个", "7"), "positive", 7 * M},
    {ROW("≥3个", "2个", "6.667"), "positive", 6667000},
    {ROW("≥97%", "96%", "10"), "positive", 9900000},
    {ROW("≥97%", "96%", "9.9"), "positive", 9900000},
    {ROW("≥1000个", "999个", "10.0"), "positive", 10 * M},
    /* as far apart as figures can be */
    {ROW("≥0.000001个", "9000000000000个", "10"), "positive", 10 * M},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct row_case *c = &rows[i];
        struct jx_arena a;
        jx_arena_init(&a, ARENA_BYTES);
        struct jx_verdict v;
        judge(test_form(&a, &c->row, 1, NULL, NULL), &a, &v);
        assert_int_equal(v.row_count, 2);
        const struct jx_row_verdict *r = &v.rows[1];
        int64_t got = r->computed.known ? r->computed.value.micro : -1;
        if (got != c->micro || !jx_slice_eq(r->method, jx_slice_of(c->method)))
            fail_msg("%s | %s | %s: %.*s %lld", c->row.target, c->row.actual, c->row.score,
                     (int)r->method.len, r->method.ptr, (long long)got);
        assert_true(r->explanation_zh.len > 0 && r->explanation_en.len > 0);
        assert_string_equal(r->where, "/indicators/0");
        /* A total exists only where every row has a score. */
        assert_int_equal(v.computed.known, c->micro >= 0);
        assert_int_equal(v.adds.not_computed, c->micro < 0);
        assert_int_equal(v.grade == JX_GRADE_NONE, c->micro < 0);
        jx_arena_clear(&a);
    }
}

/* No claim above the weight comes back as computed, whatever the row says. */
static void test_no_score_exceeds_its_weight(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct test_row row = rows[i].row;
        row.score = "99";
        struct jx_arena a;
        jx_arena_init(&a, ARENA_BYTES);
        struct jx_verdict v;
        judge(test_form(&a, &row, 1, NULL, NULL), &a, &v);
        const struct jx_row_verdict *r = &v.rows[1];
        if (r->computed.known) assert_true(jx_dec_cmp(r->computed.value, r->weight.value) <= 0);
        if (r->weight.known) {
            assert_non_null(find_finding(&v, "score.over_weight"));
            assert_null(find_finding(&v, "score.above"));
        }
        jx_arena_clear(&a);
    }
}

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
    for (size_t i = 0; i < COUNT(funds); i++) {
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

/* Beside the row (weight 90) stands the funds row with 10.00 of 10. */
#define ROW90(t, a, s)                                                                             \
    {                                                                                              \
        .target = t, .actual = a, .weight = "90", .score = s                                       \
    }

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
    for (size_t i = 0; i < COUNT(findings); i++) {
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
    for (size_t i = 0; i < COUNT(texts); i++) {
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
    for (size_t i = 0; i < COUNT(sums); i++) {
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

static void test_an_overflow_is_no_score(void **state)
{
    (void)state;
    struct jx_pack *p = changed_pack("得分 = max(0, min(w, B / A * w))\n依据 = 表注1、3",
                                     "得分 = B * B * B * B * B * B * B\n依据 = 表注1、3");
    struct test_row row = ROW90("≥1个", "8999999999999个", "90.00");
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_verdict v;
    assert_int_equal(jx_judge(test_form(&a, &row, 1, "100.00", NULL), p, &a, &v), JX_OK);
    assert_false(v.rows[1].computed.known || v.computed.known);
    assert_true(jx_contains(v.rows[1].explanation_zh, JX_LIT("超出可计算的范围")));
    jx_arena_clear(&a);
    jx_pack_free(&p);
}

static const char *pick(uint32_t *seed, const char *const *from, size_t count)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return from[*seed % count];
}

/* Whatever is filled in: a computed score lies between nothing and the weight, and an empty actual
 * value never earns a point. */
static void test_any_row_stays_within_its_weight(void **state)
{
    (void)state;
    static const char *const values[] = {"",           "≥10个",
                                         "≤5天",       "<1小时",
                                         "0次",        "100%",
                                         "0.98",       "无",
                                         "有效",       "-5%",
                                         "1:3",        "已完成",
                                         "未完成",     "3次/月",
                                         "6月31日",    "部分完成",
                                         "12月31日前", "定性",
                                         "1万元",      "7,0,0",
                                         ">0个",       "=0%",
                                         "项目终止",   "基本完成",
                                         "5项",        "9999999999999亿元"};
    static const char *const points[] = {"",   "10",  "12.5",  "0", "-3",
                                         "13", "9.9", "10.00", "x", "5%"};
    uint32_t seed = 424242;
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    for (int i = 0; i < 20000; i++) {
        struct test_row row = {.target = pick(&seed, values, COUNT(values)),
                               .actual = pick(&seed, values, COUNT(values)),
                               .weight = pick(&seed, points, COUNT(points)),
                               .score = pick(&seed, points, COUNT(points)),
                               .reason = pick(&seed, values, COUNT(values))};
        struct jx_verdict v;
        judge(test_form(&a, &row, 1, pick(&seed, points, COUNT(points)), "优"), &a, &v);
        const struct jx_row_verdict *r = &v.rows[1];
        if (r->computed.known) {
            assert_true(r->computed.value.micro >= 0);
            assert_true(jx_dec_cmp(r->computed.value, r->weight.value) <= 0);
        }
        if (!row.actual[0] && r->computed.known) assert_int_equal(r->computed.value.micro, 0);
        jx_arena_clear(&a);
    }
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

static void test_explanation_names_its_figures(void **state)
{
    (void)state;
    struct test_row row = {
        .target = "≤2小时", .actual = "150分钟", .weight = "10", .score = "10.00"};
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_verdict v;
    judge(test_form(&a, &row, 1, NULL, NULL), &a, &v);
    static const char *const zh[] = {"≤2小时", "150分钟", "换算", "表注1、3", "A=2", "B=2.5",
                                     "w=10",   "125%",    "8.00", "10.00",    "多 2"};
    static const char *const en[] = {"≤2小时", "150分钟", "converted", "printed note",
                                     "B=2.5",  "8.00",    "2 too much"};
    for (size_t i = 0; i < COUNT(zh); i++)
        if (!jx_contains(v.rows[1].explanation_zh, jx_slice_of(zh[i]))) fail_msg("%s", zh[i]);
    for (size_t i = 0; i < COUNT(en); i++)
        if (!jx_contains(v.rows[1].explanation_en, jx_slice_of(en[i]))) fail_msg("%s", en[i]);
    jx_arena_clear(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_no_score_exceeds_its_weight),
        cmocka_unit_test(test_execution),
        cmocka_unit_test(test_a_whole_form),
        cmocka_unit_test(test_findings),
        cmocka_unit_test(test_what_cannot_be_computed_is_said),
        cmocka_unit_test(test_shortfall),
        cmocka_unit_test(test_sums_of_sources),
        cmocka_unit_test(test_a_form_that_does_not_score_execution),
        cmocka_unit_test(test_rows_without_weight_and_score_do_not_count),
        cmocka_unit_test(test_a_weight_merged_over_rows),
        cmocka_unit_test(test_an_overflow_is_no_score),
        cmocka_unit_test(test_any_row_stays_within_its_weight),
        cmocka_unit_test(test_other_forms),
        cmocka_unit_test(test_lights_are_the_profiles),
        cmocka_unit_test(test_classes_of_level_1),
        cmocka_unit_test(test_verdict_bytes_tell_verdicts_apart),
        cmocka_unit_test(test_memory_runs_out),
        cmocka_unit_test(test_explanation_names_its_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
