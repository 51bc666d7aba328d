/* Packs: the one that ships, what is refused and where, what a changed profile changes. */
#include "../../../proto/base/text.h"
#include "../../../worker/rules/pack_parsed.h"
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void test_the_standard_profile(void **state)
{
    (void)state;
    const struct jx_profile *p = &standard_pack()->profile;
    assert_true(jx_slice_eq(p->id, JX_LIT("standard")));
    assert_int_equal(p->decimals, 2);
    assert_int_equal(p->execution_weight.micro, 10 * JX_DEC_ONE);
    assert_int_equal(jx_profile_grade(p, JX_DEC(90)), JX_GRADE_EXCELLENT);
    assert_int_equal(jx_profile_grade(p, (jx_dec){89990000}), JX_GRADE_GOOD);
    assert_int_equal(jx_profile_grade(p, JX_DEC(80)), JX_GRADE_GOOD);
    assert_int_equal(jx_profile_grade(p, JX_DEC(60)), JX_GRADE_FAIR);
    assert_int_equal(jx_profile_grade(p, JX_DEC(0)), JX_GRADE_POOR);
    assert_int_equal(jx_profile_grade(p, JX_DEC(-1)), JX_GRADE_POOR);
    assert_int_equal(jx_profile_grade_of_word(p, JX_LIT("优秀")), JX_GRADE_EXCELLENT);
    assert_int_equal(jx_profile_grade_of_word(p, JX_LIT("")), JX_GRADE_NONE);
    assert_true(strlen(jx_pack_title(standard_pack(), 1)) > 0);
    assert_true(strlen(jx_pack_title(standard_pack(), 0)) > 0);
    for (int f = 1; f < JX_FORM_COUNT; f++)
        assert_true(jx_profile_covers(p, (enum jx_form)f, 2023));
    assert_false(jx_profile_covers(p, JX_FORM_target, 1999));
}

/* The rules that the form's notes print are few; every other one must say that it is ours. */
static void test_only_printed_rules_claim_to_be_printed(void **state)
{
    (void)state;
    static const char *const printed[] = {"positive", "negative", "printed_standard"};
    const struct jx_rule_list *rules = &standard_pack()->profile.indicators;
    for (uint32_t i = 0; i < rules->count; i++) {
        bool expected = false;
        for (size_t k = 0; k < COUNT(printed); k++)
            expected = expected || jx_slice_eq(rules->rules[i].id, jx_slice_of(printed[k]));
        assert_int_equal(!rules->rules[i].our_reading, expected);
        assert_true(rules->rules[i].title_zh.len > 0 && rules->rules[i].title_en.len > 0);
    }
}

struct change {
    const char *from, *to;
    const char *line_of; /* the trouble stands on the line of this text in the changed file */
    unsigned column;
};

static const struct change changes[] = {
    {"小数位 = 2", "小数位 = 9", "小数位 = 9", 7},
    {"小数位 = 2", "小数 = 2", "小数 = 2", 1},
    {"小数位 = 2", "", "[方案]", 1},
    {"小数位 = 2", "小数位 = 2\n小数位 = 2", "小数位 = 2\n# 总分", 1},
    {"年度 = 2015-2035", "年度 = 2035-2015", "年度 = 2035-2015", 6},
    {"表种 = 全部", "表种 = 全部 某表", "表种 = 全部 某表", 9},
    {"良 = 80", "良 = 95", "[等级]", 1},
    {"差 = 0", "差 = 10", "[等级]", 1},
    {"部分 = 80-60", "部分 = 60-80", "部分 = 60-80", 6},
    {"[档次]", "[挡次]", "[挡次]", 1},
    {"[方案]", "[方案", "[方案\n", 1},
    {"[指标规则 positive]", "[指标规则 negative]", "[指标规则 negative]\n名称 = 反向指标：", 7},
    {"得分 = 档(逾期)", "得分 = 档(从宽)", "得分 = 档(从宽)", 8},
    {"得分 = max(0, min(w, B / A * w))\n依据 = 表注1、3",
     "得分 = max(0, min(w, B / * w))\n依据 = 表注1、3", "得分 = max(0, min(w, B / * w))", 24},
    {"条件 = 同文", "条件 = 同文 或", "条件 = 同文 或", 0},
    {"条件 = 实际 属于 占位", "条件 = 实际 属于 占座", "条件 = 实际 属于 占座", 12},
    {"依据 = 我方理解 our reading", "依据 = 上级要求", "依据 = 上级要求", 6},
    {"不涉及 待定", "不涉及 待*定", "不涉及 待*定", 0},
    {"绿灯 = 80", "绿灯 = 60", "[亮灯]", 1},
    {"黄灯 = 60\n", "\n", "[亮灯]", 1},
    {"B / (A * M / 12) * 100", "B / (A * N / 12) * 100", "进度 = if(A > 0, B / (A * N", 25},
    {"分值 = 10\n", "分值 = -1\n", "分值 = -1", 6},
};

static unsigned line_of(struct jx_slice text, const char *part)
{
    size_t at = jx_slice_find(text, jx_slice_of(part));
    unsigned line = 1;
    for (size_t i = 0; i < at && at != (size_t)-1; i++)
        line += text.ptr[i] == '\n';
    return line;
}

static struct jx_slice changed_text(const struct change *c, char *room)
{
    struct jx_slice text = standard_text();
    size_t at = jx_slice_find(text, jx_slice_of(c->from)), old = strlen(c->from);
    size_t more = strlen(c->to);
    assert_true(at < text.len);
    if (at >= text.len) return JX_ABSENT;
    memcpy(room, text.ptr, at);
    memcpy(room + at, c->to, more);
    memcpy(room + at + more, text.ptr + at + old, text.len - at - old);
    return jx_slice_at(room, text.len - old + more);
}

static void test_a_faulty_file_is_refused_with_its_place(void **state)
{
    (void)state;
    static char room[1 << 20];
    for (size_t i = 0; i < COUNT(changes); i++) {
        const struct change *c = &changes[i];
        struct jx_pack_file file = {JX_LIT("profile.txt"), changed_text(c, room)};
        struct jx_pack *pack = (void *)room;
        struct jx_pack_trouble t = {.status = JX_OK};
        if (jx_pack_parse(&file, 1, &pack, &t) != JX_E_RULES) fail_msg("taken: %s", c->to);
        assert_null(pack);
        assert_string_equal(t.file, "profile.txt");
        unsigned line = line_of(file.bytes, c->line_of);
        if (t.line != line || (c->column && t.column != c->column))
            fail_msg("%s: at %u:%u, not %u:%u: %s", c->to, t.line, t.column, line, c->column,
                     t.expected_en);
        assert_true(t.expected_zh[0] && t.expected_en[0]);
    }
}

static void test_files_of_a_pack(void **state)
{
    (void)state;
    struct jx_pack_file files[] = {{JX_LIT("vocabulary.txt"), JX_LIT("anything = \xE8\xAF\x8D")},
                                   {JX_LIT("profile.txt"), standard_text()},
                                   {JX_LIT("vocabulary-own.txt"), JX_LIT("")},
                                   {JX_LIT("notes.txt"), JX_LIT("")}};
    struct jx_pack *pack = NULL;
    struct jx_pack_trouble t;
    assert_int_equal(jx_pack_parse(files, 3, &pack, &t), JX_OK);
    jx_pack_free(&pack);
    assert_null(pack);
    jx_pack_free(&pack);
    assert_int_equal(jx_pack_parse(files, 4, &pack, &t), JX_E_RULES);
    assert_string_equal(t.file, "notes.txt");
    assert_int_equal(jx_pack_parse(files, 1, &pack, &t), JX_E_RULES);
    assert_string_equal(t.file, "profile.txt");
    files[1].bytes = JX_LIT("\xFF");
    assert_int_equal(jx_pack_parse(files, 2, &pack, &t), JX_E_RULES);
    files[1].bytes = JX_LIT("");
    assert_int_equal(jx_pack_parse(files, 2, &pack, NULL), JX_E_RULES);
}

/* Windows editors put a mark in front and CR at line ends. */
static void test_a_windows_editor_does_no_harm(void **state)
{
    (void)state;
    struct jx_slice text = standard_text();
    char *copy = malloc(text.len * 2 + 3);
    assert_non_null(copy);
    size_t n = 3;
    memcpy(copy, "\xEF\xBB\xBF", 3);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\n') copy[n++] = '\r';
        copy[n++] = text.ptr[i];
    }
    struct jx_pack_file file = {JX_LIT("profile.txt"), jx_slice_at(copy, n)};
    struct jx_pack *pack;
    struct jx_pack_trouble t;
    assert_int_equal(jx_pack_parse(&file, 1, &pack, &t), JX_OK);
    free(copy);
    jx_pack_free(&pack);
}

/* Every beginning of the file, and the file with any one byte changed, is taken or refused cleanly.
 */
static void test_no_file_is_fatal(void **state)
{
    (void)state;
    static char room[1 << 20];
    struct jx_slice text = standard_text();
    uint32_t seed = 99;
    for (unsigned i = 0; i < 600; i++) {
        seed = seed * 1664525 + 1013904223;
        memcpy(room, text.ptr, text.len);
        size_t len = text.len;
        if (i % 2)
            len = (seed >> 4) % text.len;
        else
            room[(seed >> 4) % text.len] = "=[]#(),*\n w"[i % 11];
        struct jx_pack_file file = {JX_LIT("profile.txt"), jx_slice_at(room, len)};
        struct jx_pack *pack;
        struct jx_pack_trouble t = {.status = JX_OK};
        jx_status rc = jx_pack_parse(&file, 1, &pack, &t);
        assert_true(rc == JX_OK || (rc == JX_E_RULES && t.line >= 1 && t.column >= 1));
        jx_pack_free(&pack);
    }
}

/* Another county's way, without a rebuild: 20 points for execution, 90/80/70, a linear reverse
 * indicator. */
static void test_another_countys_way_is_data(void **state)
{
    (void)state;
    struct jx_pack *p = changed_pack("得分 = min(w, A / B * w)",
                                     "得分 = if(B ≤ A, w, max(0, (1 - (B - A) / A) * w))");
    struct test_row row = {.target = "≤10天", .actual = "12天", .weight = "10", .score = "8.00"};
    struct jx_arena a;
    jx_arena_init(&a, 1 << 20);
    struct jx_verdict v;
    assert_int_equal(jx_judge(test_form(&a, &row, 1, "18", NULL), p, &a, &v), JX_OK);
    assert_int_equal(v.computed.value.micro, 18 * JX_DEC_ONE);
    assert_int_equal(jx_judge(test_form(&a, &row, 1, "18", NULL), standard_pack(), &a, &v), JX_OK);
    assert_int_equal(v.computed.value.micro, 18330000);
    jx_arena_clear(&a);
    jx_pack_free(&p);
    p = changed_pack("中 = 60", "中 = 70");
    assert_int_equal(jx_profile_grade(&p->profile, JX_DEC(69)), JX_GRADE_POOR);
    jx_pack_free(&p);
    p = changed_pack("部分 = 80-60", "部分 = 80-50");
    jx_pack_free(&p);
}

static const char plan_rule[] =
    "[规则 plan]\n名称 = 甲\n英文名称 = a\n表种 = 自评表\n级别 = 说明\n应当 = 合分值方案\n"
    "提示 = 乙\n英文提示 = b\n建议 = 丙\n英文建议 = c\n依据 = 丁\n";

/* The standard profile with one entry more in its [规则级别], and one rule. */
static jx_status parse_with(const char *within, struct jx_pack **pack, struct jx_pack_trouble *t)
{
    static char room[1 << 20];
    static const char heading[] = "[规则级别]\n";
    struct jx_slice text = standard_text();
    size_t at = jx_slice_find(text, jx_slice_of(heading));
    assert_true(at != (size_t)-1);
    struct jx_slice rest = jx_slice_from(text, at + strlen(heading));
    int n = snprintf(room, sizeof room, "%.*s%s%s%.*s", (int)at, text.ptr, heading, within,
                     (int)rest.len, rest.ptr);
    struct jx_pack_file files[] = {{JX_LIT("profile.txt"), jx_slice_at(room, (size_t)n)},
                                   {JX_LIT("rules.txt"), jx_slice_of(plan_rule)}};
    return jx_pack_parse(files, 2, pack, t);
}

static enum jx_rule_severity plan_severity(const char *within)
{
    struct jx_pack *p;
    struct jx_pack_trouble t;
    assert_int_equal(parse_with(within, &p, &t), JX_OK);
    enum jx_rule_severity s = p->rules.rules[0].severity;
    jx_pack_free(&p);
    return s;
}

static void test_a_county_says_how_severe_a_rule_is(void **state)
{
    (void)state;
    assert_int_equal(plan_severity(""), JX_RULE_EXPLAIN);
    assert_int_equal(plan_severity("plan = 警告\n"), JX_RULE_WARNING);
    assert_int_equal(plan_severity("plan = error\n"), JX_RULE_ERROR);
    assert_int_equal(plan_severity("plan = 不报\n"), JX_RULE_NONE);
}

static void test_a_severity_that_is_none_is_refused_with_its_place(void **state)
{
    static const struct {
        const char *within;
        unsigned column;
    } wrong[] = {{"plan = 很严重\n", 8}, {"other = 警告\n", 1}, {"警告\n", 1}};
    (void)state;
    unsigned line = line_of(standard_text(), "[规则级别]") + 1;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct jx_pack *p;
        struct jx_pack_trouble t;
        assert_int_equal(parse_with(wrong[i].within, &p, &t), JX_E_RULES);
        assert_null(p);
        assert_string_equal(t.file, "profile.txt");
        assert_int_equal(t.line, line);
        assert_int_equal(t.column, wrong[i].column);
    }
}

/* How many findings the rule on plans makes of a form whose classes have these weights. */
static unsigned plan_findings(const char *output, const char *benefit)
{
    const struct test_row rows[] = {
        {.target = "≥1个", .actual = "1个", .weight = output, .score = output},
        {.target = "≥1个", .actual = "1个", .weight = benefit, .score = benefit}};
    struct jx_pack *p;
    struct jx_pack_trouble t;
    struct jx_verdict v;
    struct jx_arena a;
    jx_arena_init(&a, 1 << 20);
    assert_int_equal(parse_with("", &p, &t), JX_OK);
    struct jx_document *d = test_form(&a, rows, 2, "100", NULL);
    struct jx_evaluated_indicator *i = d->body.self_evaluation->indicators.items;
    i[1].level1 = JX_LIT("效益指标");
    assert_int_equal(jx_judge(d, p, &a, &v), JX_OK);
    unsigned n = v.finding_count;
    jx_arena_clear(&a);
    jx_pack_free(&p);
    return n;
}

static void test_weights_follow_one_of_the_countys_plans(void **state)
{
    (void)state;
    assert_int_equal(plan_findings("50", "40"), 0); /* 产出 50 效益 40 */
    assert_int_equal(plan_findings("45", "45"), 1); /* of no plan */
    assert_int_equal(plan_findings("50", "45"), 0); /* another total: not for it to say */
    assert_int_equal(plan_findings("45.5", "44.5"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_county_says_how_severe_a_rule_is),
        cmocka_unit_test(test_a_severity_that_is_none_is_refused_with_its_place),
        cmocka_unit_test(test_weights_follow_one_of_the_countys_plans),
        cmocka_unit_test(test_the_standard_profile),
        cmocka_unit_test(test_only_printed_rules_claim_to_be_printed),
        cmocka_unit_test(test_a_faulty_file_is_refused_with_its_place),
        cmocka_unit_test(test_files_of_a_pack),
        cmocka_unit_test(test_a_windows_editor_does_no_harm),
        cmocka_unit_test(test_no_file_is_fatal),
        cmocka_unit_test(test_another_countys_way_is_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
