/* The rule language: what is refused and where, intervals, set phrases, deduction standards, and a
 * second profile. */
#include "../../../worker/rules/deduction.h"
#include "../../../worker/rules/number.h"
#include "../../../worker/rules/sentence.h"
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* ---- refusals ---- */

#define HEAD                                                                                                              \
    "[规则 a.b]\n名称 = 甲\n英文名称 = a\n表种 = 自评表\n级别 = 错误\n提示 = 丙\n英文提示 = c\n" \
    "建议 = 丁\n英文建议 = d\n依据 = 我方理解 our reading\n"

static const struct {
    const char *text;
    unsigned line, column;
} faults[] = {
    {"应当 = 1\n", 1, 1},                                    /* no heading */
    {"[规矩 a]\n", 1, 1},                                    /* no such section */
    {"[规则 a.b]\n名称 = 甲\n", 1, 1},                       /* keys missing */
    {HEAD "应当 = 合计.得份 = 1\n", 11, 6},                  /* no such field */
    {HEAD "应当 = 合计.得分\n", 11, 6},                      /* a figure is no condition */
    {HEAD "应当 = 合计.得分 = \n", 11, 13},                  /* nothing behind the sign */
    {HEAD "应当 = 合计.得分 = 1 2\n", 11, 16},               /* no operator */
    {HEAD "应当 = 合计(指标, 得分 > 1, 得分 > 1\n", 11, 21}, /* a truth for a figure */
    {HEAD "应当 = 三级指标 属于 没有此表\n", 11, 6},         /* a row's field without rows */
    {HEAD "范围 = 每行 指标\n应当 = 三级指标 属于 没有此表\n", 12, 14},
    {HEAD "范围 = 每行 行\n应当 = 1 = 1\n", 11, 9},
    {HEAD "应当 = 1 = 1\n起因 = c.d\n", 12, 6},
    {HEAD "应当 = 1 = 1\n应当 = 1 = 1\n", 12, 1},
    {HEAD "应当 = 1 = 1\n" HEAD "应当 = 1 = 1\n", 12, 5}, /* the id again */
    {HEAD "应当 = 含(项目.名称, \"甲)\n", 11, 16},
    {"[句式 甲]\n表种 = 决算表\n句 = {甲:文}\n", 3, 10},
    {"[词表 甲]\n甲*乙\n", 2, 1},
};

static void test_faults_are_refused_at_their_place(void **state)
{
    (void)state;
    unsigned wrong = 0;
    for (size_t i = 0; i < COUNT(faults); i++) {
        struct jx_pack_file files[] = {{JX_LIT("profile.txt"), standard_text()},
                                       {JX_LIT("rules.txt"), jx_slice_of(faults[i].text)}};
        struct jx_pack *pack = NULL;
        struct jx_pack_trouble t = {.status = JX_OK};
        assert_int_equal(jx_pack_parse(files, 2, &pack, &t), JX_E_RULES);
        assert_null(pack);
        assert_string_equal(t.file, "rules.txt");
        assert_true(strlen(t.expected_zh) > 0 && strlen(t.expected_en) > 0);
        if (t.line == faults[i].line && t.column == faults[i].column) continue;
        print_error("%zu: %u:%u, not %u:%u: %s\n", i, t.line, t.column, faults[i].line,
                    faults[i].column, t.expected_zh);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

/* No text may crash the parser: every prefix of the rules, and every rule with a byte changed. */
static void test_broken_rules_never_crash(void **state)
{
    (void)state;
    struct jx_pack_file files[STANDARD_FILES_MAX];
    size_t count = standard_files(files);
    uint64_t seed = 7;
    for (size_t f = 1; f < count; f++) {
        struct jx_slice whole = files[f].bytes;
        char *copy = malloc(whole.len);
        assert_non_null(copy);
        for (int i = 0; i < 60; i++) {
            memcpy(copy, whole.ptr, whole.len);
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            size_t at = (size_t)(seed >> 33) % whole.len;
            copy[at] = "=()[]{}\"*\n,+ .%0"[seed >> 17 & 15];
            struct jx_pack_file two[] = {
                files[0], files[1], {files[f].name, jx_slice_at(copy, whole.len)}};
            struct jx_pack *pack;
            struct jx_pack_trouble t;
            (void)jx_pack_parse(two, f == 1 ? 1 : 3, &pack, &t);
            jx_pack_free(&pack);
        }
        free(copy);
    }
}

/* ---- numbers ---- */

static void test_intervals_hold_the_truth(void **state)
{
    (void)state;
    struct jx_number third = jx_number_div(jx_number_whole(1), jx_number_whole(3));
    struct jx_number one = jx_number_mul(third, jx_number_whole(3));
    assert_true(one.known && one.lo <= JX_NUMBER_ONE && JX_NUMBER_ONE <= one.hi && one.lo < one.hi);
    assert_false(jx_number_div(jx_number_whole(1), jx_number_whole(0)).known);
    struct jx_number wide = jx_number_between((jx_dec){-1}, (jx_dec){0}, (jx_dec){1});
    assert_false(jx_number_div(jx_number_whole(1), wide).known);
    struct jx_number huge = jx_number_whole(INT64_MAX);
    assert_false(jx_number_mul(huge, huge).known);
    uint64_t seed = 11;
    for (int i = 0; i < 20000; i++) {
        int64_t v[2];
        for (int k = 0; k < 2; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            v[k] = (int64_t)(seed >> 40) - (1 << 23);
        }
        if (v[1] == 0) continue;
        struct jx_number q = jx_number_div(jx_number_of((jx_dec){v[0]}),
                                           jx_number_of((jx_dec){v[1]}));
        assert_true(q.known && q.lo <= q.mid && q.mid <= q.hi);
        jx_int128 exact = (jx_int128)v[0] * JX_NUMBER_ONE;
        bool low = v[1] > 0 ? q.lo * v[1] <= exact : q.lo * v[1] >= exact;
        bool high = v[1] > 0 ? q.hi * v[1] >= exact : q.hi * v[1] <= exact;
        assert_true(low && high);
    }
}

/* ---- sentences ---- */

static void test_set_phrases_are_found(void **state)
{
    (void)state;
    struct jx_sentence s = {.slot_count = 0};
    size_t at;
    assert_true(jx_sentence_parse(
        JX_LIT("^{项目:文}自评：得分为{分}分(，|。)预算{预算:金额}，完成[年初]预算的{率:率}"), &s,
        &at));
    struct jx_slice lines[] = {
        JX_LIT("1、青石县道路养护"), JX_LIT("自评：得分为98.5分。预算1,200万元，完成预"),
        JX_LIT("算的99.5%。"),
        JX_LIT("2、清淤自评：得分为100分，预算3.2万元，完成年初预算的80%。")};
    struct jx_arena a;
    jx_arena_init(&a, 1 << 20);
    struct jx_narrative n;
    uint32_t count;
    assert_int_equal(jx_narrative_join((struct jx_list){lines, 4}, &a, &n), JX_OK);
    const struct jx_sentence_match *m = jx_sentence_find(&s, &n, &a, &count);
    assert_int_equal(count, 2);
    assert_true(jx_slice_eq(m[0].texts[0], JX_LIT("1、青石县道路养护")));
    assert_int_equal(m[0].paragraph, 1);
    assert_true(jx_slice_eq(m[1].texts[3], JX_LIT("80%")));
    assert_int_equal(m[1].paragraph, 3);
    assert_true(m[1].numbers[2].mid == 32 * JX_NUMBER_ONE / 10);
    jx_arena_clear(&a);
}

/* ---- deductions ---- */

static const struct {
    const char *text;
    int64_t target, actual; /* hundredths */
    bool rate, less;
    int64_t score; /* of 10, in thousandths; -1: not read */
} deductions[] = {
    {"每超出1%扣1分", 1320, 1360, false, true, 7000},
    {"每超出1%扣1分", 1320, 1320, false, true, 10000},
    {"每降低1%扣1分", 9000, 8750, true, false, 8000},
    {"每降低1天扣1分", 34000, 33800, false, false, 8000},
    {"低于目标值10%不得分", 500000, 400000, false, false, 0},
    {"低于目标值10%不得分", 500000, 490000, false, false, 9800},
    {"不满足指标则0分", 100, 0, false, false, 0},
    {"不满足指标则0分", 100, 100, false, false, 10000},
    {"每出现一次延迟3天扣10%权重分，扣完为止。", 1500, 2200, false, true, 8000},
    {"每降低1天扣1分", 34000, 100, false, false, 0},
    {"酌情扣分", 0, 0, false, false, -1},
    {"每扣1分", 0, 0, false, false, -1},
    {"每超出1%", 0, 0, false, false, -1},
};

static void test_printed_standards(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(deductions); i++) {
        struct jx_deduction d;
        struct jx_ratio a = {deductions[i].target, 100}, b = {deductions[i].actual, 100}, out;
        bool read = jx_deduction_read(jx_slice_of(deductions[i].text), &d);
        assert_int_equal(read, deductions[i].score >= 0);
        if (!read) continue;
        assert_int_equal(jx_deduction_score(&d, a, b, (struct jx_ratio){10, 1}, deductions[i].rate,
                                            deductions[i].less, &out),
                         JX_OK);
        if ((int64_t)(out.n * 1000 / out.d) != deductions[i].score)
            fail_msg("%s: %lld", deductions[i].text, (long long)(out.n * 1000 / out.d));
    }
}

/* ---- the form that prints its standards, and another profile ---- */

static void test_a_printed_standard_scores(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, 8 << 20);
    struct test_row row = {.target = "≥95%", .actual = "93%", .weight = "90", .score = "88.00"};
    struct jx_document *d = test_form(&a, &row, 1, "98.00", "优");
    struct jx_pair standard = {JX_LIT("评（扣）分标准"), JX_LIT("每降低1%扣1分")};
    struct jx_evaluated_indicator *to = d->body.self_evaluation->indicators.items;
    to->extra = (struct jx_list){&standard, 1};
    struct jx_verdict v;
    assert_int_equal(jx_judge(d, standard_pack(), &a, &v), JX_OK);
    assert_true(jx_slice_eq(v.rows[1].method, JX_LIT("printed_standard")));
    assert_int_equal(v.rows[1].computed.value.micro, 88000000);
    jx_arena_clear(&a);
}

static void test_another_profile_scores_otherwise(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, 8 << 20);
    static const struct {
        const char *actual;
        int64_t standard, alternative;
    } rows[] = {{"12天", 75000000, 72000000}, {"20天", 45000000, 0}, {"25天", 36000000, 0}};
    struct jx_pack *other = alternative_pack();
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct test_row row = {
            .target = "≤10天", .actual = rows[i].actual, .weight = "90", .score = "1"};
        struct jx_document *d = test_form(&a, &row, 1, "11", NULL);
        struct jx_verdict v, w;
        assert_int_equal(jx_judge(d, standard_pack(), &a, &v), JX_OK);
        assert_int_equal(jx_judge(d, other, &a, &w), JX_OK);
        assert_int_equal(v.rows[1].computed.value.micro, rows[i].standard);
        assert_int_equal(w.rows[1].computed.value.micro, rows[i].alternative);
    }
    jx_pack_free(&other);
    jx_arena_clear(&a);
}

/* ---- texts on demand ---- */

static void test_figures_alone_are_the_same_verdict(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, 8 << 20);
    struct test_row row = {.target = "6月31日前", .actual = "9个", .weight = "90", .score = "95"};
    struct jx_document *d = test_form(&a, &row, 1, "100", "良");
    struct jx_verdict v, w;
    struct jx_slice x, y;
    assert_int_equal(jx_judge(d, standard_pack(), &a, &v), JX_OK);
    assert_int_equal(jx_judge_figures(d, standard_pack(), &a, &w), JX_OK);
    assert_true(v.finding_count > 0 && v.findings[0].message_zh.len > 0);
    assert_int_equal(w.findings[0].message_zh.len, 0);
    assert_int_equal(jx_verdict_bytes(&v, &a, &x), JX_OK);
    assert_int_equal(jx_verdict_bytes(&w, &a, &y), JX_OK);
    assert_true(jx_slice_eq(x, y));
    jx_arena_clear(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_faults_are_refused_at_their_place),
        cmocka_unit_test(test_broken_rules_never_crash),
        cmocka_unit_test(test_intervals_hold_the_truth),
        cmocka_unit_test(test_set_phrases_are_found),
        cmocka_unit_test(test_printed_standards),
        cmocka_unit_test(test_a_printed_standard_scores),
        cmocka_unit_test(test_another_profile_scores_otherwise),
        cmocka_unit_test(test_figures_alone_are_the_same_verdict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
