/* Rows: a table of how counties fill in their forms, and what each must come to. */
#include "judging.h"

struct row_case {
    struct test_row row;
    const char *method; /* "" when no rule applies */
    int64_t micro;      /* computed; -1 when not computed */
};

#define ROW(t, a, s) ROW_OF("10", t, a, s)

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
    {ROW("50-60家", "72家", "10"), "range_exceeded", 10 * M}, /* more than was asked for */
    {ROW("50-60家", "72家", "5"), "range_exceeded", 8330000},
    {ROW("50-60家", "55家", "10"), "negative", 10 * M},
    {ROW("50-60家", "40家", "10"), "positive", 8 * M},
    {ROW("5-10天", "20天", "10"), "negative", 5 * M}, /* a time is missed */
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
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
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
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
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
        struct test_row row = {.target = pick(&seed, values, COUNT_OF(values)),
                               .actual = pick(&seed, values, COUNT_OF(values)),
                               .weight = pick(&seed, points, COUNT_OF(points)),
                               .score = pick(&seed, points, COUNT_OF(points)),
                               .reason = pick(&seed, values, COUNT_OF(values))};
        struct jx_verdict v;
        judge(test_form(&a, &row, 1, pick(&seed, points, COUNT_OF(points)), "优"), &a, &v);
        const struct jx_row_verdict *r = &v.rows[1];
        if (r->computed.known) {
            assert_true(r->computed.value.micro >= 0);
            assert_true(jx_dec_cmp(r->computed.value, r->weight.value) <= 0);
        }
        if (!row.actual[0] && r->computed.known) assert_int_equal(r->computed.value.micro, 0);
        jx_arena_clear(&a);
    }
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
    for (size_t i = 0; i < COUNT_OF(zh); i++)
        if (!jx_contains(v.rows[1].explanation_zh, jx_slice_of(zh[i]))) fail_msg("%s", zh[i]);
    for (size_t i = 0; i < COUNT_OF(en); i++)
        if (!jx_contains(v.rows[1].explanation_en, jx_slice_of(en[i]))) fail_msg("%s", en[i]);
    jx_arena_clear(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_no_score_exceeds_its_weight),
        cmocka_unit_test(test_an_overflow_is_no_score),
        cmocka_unit_test(test_any_row_stays_within_its_weight),
        cmocka_unit_test(test_explanation_names_its_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
