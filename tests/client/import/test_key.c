/* Names as keys, and what labels say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../../../client/import/key.h"

static void assert_text(struct jx_slice got, const char *want)
{
    if (!want) {
        assert_true(jx_is_absent(got));
        return;
    }
    if (!jx_slice_eq(got, jx_slice_of(want)))
        fail_msg("got \"%.*s\", expected \"%s\"", (int)got.len, got.ptr, want);
}

static void test_keys(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"年度 绩效\n指 标", "年度绩效指标"},
        {"全年预算数（Ａ）：", "全年预算数(A)"},
        {"【一】〔二〕[三]", "(一)(二)(三)"},
        {"1－8月执行数：:", "1-8月执行数"},
        {" ： ", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct jx_key k;
        jx_key_of(jx_slice_of(cases[i][0]), &k);
        assert_text(jx_key_slice(&k), cases[i][1]);
    }
    char text[1000];
    struct jx_key k;
    memset(text, 'x', sizeof text);
    jx_key_of(jx_slice_at(text, sizeof text), &k);
    assert_true(k.cut);
}

static void test_brackets(void **state)
{
    (void)state;
    struct jx_slice key = JX_LIT("a(b(c))");
    assert_true(jx_key_drop_bracket(&key));
    assert_text(key, "a");
    assert_false(jx_key_drop_bracket(&key));
    key = JX_LIT("(abc)");
    assert_false(jx_key_drop_bracket(&key));
    struct jx_slice before;
    assert_text(jx_last_bracket(JX_LIT("项目资金（ 万元 ）"), &before), "万元");
    assert_text(before, "项目资金");
    assert_text(jx_last_bracket(JX_LIT("项目资金（万元"), NULL), NULL);
}

static void test_globs(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *key;
        bool fits;
    } cases[] = {
        {"*表", "自评表", true},  {"*表", "表格", false},
        {"a*c*e", "abcde", true}, {"a*c*e", "abde", false},
        {"*", "", true},          {"ab", "ab", true},
        {"ab", "abc", false},     {"*ab*ab", "ababab", true},
        {"a*a", "a", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(jx_glob(jx_slice_of(cases[i].pattern), jx_slice_of(cases[i].key)),
                         cases[i].fits);
    assert_text(jx_glob_star(JX_LIT("*月执行数"), JX_LIT("1-8月执行数")), "1-8");
    assert_text(jx_glob_star(JX_LIT("项目资金*"), JX_LIT("项目资金")), "");
    assert_text(jx_glob_star(JX_LIT("项目资金*"), JX_LIT("资金")), NULL);
}

static void test_years(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int alone, inside;
    } cases[] = {
        {"（2023年度）", 2023, 2023},
        {"2020年度)", 2020, 2020},
        {"( 2022 年)", 2022, 2022},
        {"2023年1月", 0, 2023},
        {"2023年度自评表", 0, 2023},
        {"12023年度", 0, 0},
        {"2023", 0, 0},
        {"1023年度", 0, 0},
        {"第2期2021 年度项目", 0, 2021},
        {"２０２３年度", 2023, 2023},
        {"（二〇二三年度）", 2023, 2023},
        {"二○二二年预算", 0, 2022},
        {"三四五年", 0, 0},
        {"年度", 0, 0},
        {"", 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(jx_year_alone(jx_slice_of(cases[i].text)), cases[i].alone);
        assert_int_equal(jx_year_in(jx_slice_of(cases[i].text), NULL), cases[i].inside);
    }
    struct jx_slice title = JX_LIT("监控表 (2024年度)");
    assert_int_equal(jx_year_split(&title), 2024);
    assert_text(title, "监控表");
    title = JX_LIT("经费（2020年结余）自评表");
    assert_int_equal(jx_year_split(&title), 0);
    assert_text(title, "经费（2020年结余）自评表");
}

static void test_codes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t least;
        const char *name, *code;
    } cases[] = {
        {"121-青石县财政局", 3, "青石县财政局", "121"},
        {"[003]青石县政府办", 3, "青石县政府办", "003"},
        {"【015001】水利局", 3, "水利局", "015001"},
        {"青石县政府办-002", 3, "青石县政府办", "002"},
        {"314002－农机站", 3, "农机站", "314002"},
        {"51000021R000000123-修渠", 6, "修渠", "51000021R000000123"},
        {"2022-2023年度网络费", 3, "2022-2023年度网络费", NULL},
        {"121-修渠", 6, "121-修渠", NULL},
        {"5G-基站", 3, "5G-基站", NULL},
        {"青石县政府办", 3, "青石县政府办", NULL},
        {"", 3, "", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct jx_slice name, code;
        jx_split_code(jx_slice_of(cases[i].text), cases[i].least, &name, &code);
        assert_text(name, cases[i].name);
        assert_text(code, cases[i].code);
    }
}

static void test_weights(void **state)
{
    (void)state;
    static const struct {
        const char *text, *name, *weight;
    } cases[] = {
        {"产出指标（50分）", "产出指标", "50"}, {"满意度(10)", "满意度", "10"},
        {"决策 (15 分)", "决策", "15"},         {"(50分)", "", "50"},
        {"效益(22.5分)", "效益", "22.5"},       {"数量（个）", NULL, NULL},
        {"产出(50分)指标", NULL, NULL},         {"产出", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct jx_slice name, weight;
        bool split = jx_split_weight(jx_slice_of(cases[i].text), &name, &weight);
        assert_int_equal(split, cases[i].name != NULL);
        if (!split) continue;
        assert_text(name, cases[i].name);
        assert_text(weight, cases[i].weight);
    }
}

static void test_weights_without_brackets(void **state)
{
    (void)state;
    struct jx_slice name, weight;
    assert_true(jx_split_bare_weight(JX_LIT("产出指标 22.5分"), &name, &weight));
    assert_text(name, "产出指标");
    assert_text(weight, "22.5");
    assert_false(jx_split_bare_weight(JX_LIT("50分"), &name, &weight));
    assert_false(jx_split_bare_weight(JX_LIT("得分"), &name, &weight));
    assert_false(jx_split_bare_weight(JX_LIT("产出指标50"), &name, &weight));
}

static void test_glued_codes(void **state)
{
    (void)state;
    static const struct {
        const char *text, *name, *code;
    } cases[] = {
        {"621001某县水务局", "某县水务局", "621001"},
        {"12345某县水务局", NULL, NULL},   /* too short */
        {"202312月报表", NULL, NULL},      /* a month */
        {"621001-某县水务局", NULL, NULL}, /* jx_split_code() knows it */
        {"621001局", NULL, NULL},          /* no name of anybody */
        {"某县水务局", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct jx_slice name, code;
        bool split = jx_split_glued_code(jx_slice_of(cases[i].text), &name, &code);
        assert_int_equal(split, cases[i].name != NULL);
        if (!split) continue;
        assert_text(name, cases[i].name);
        assert_text(code, cases[i].code);
    }
}

static void test_numbers_in_front(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"1、一般公共预算", "一般公共预算"},
        {"（二）自有资金", "自有资金"},
        {"三、其他", "其他"},
        {"1.5倍", "1.5倍"},
        {"5000吨稻谷", "5000吨稻谷"},
        {"一般公共预算", "一般公共预算"},
        {"2.", "2."},
        {"12", "12"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_text(jx_without_number(jx_slice_of(cases[i][0])), cases[i][1]);
    static const char *const pages[] = {"3", "- 12 -", "— 1 —", "第3页", "-1-"};
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        assert_true(jx_is_page_number(jx_slice_of(pages[i])));
    assert_false(jx_is_page_number(JX_LIT("12345")));
    assert_false(jx_is_page_number(JX_LIT("第页")));
    assert_false(jx_is_page_number(JX_LIT("-")));
}

static void test_colons(void **state)
{
    (void)state;
    struct jx_slice before, after;
    assert_true(jx_split_colon(JX_LIT("单位： 万元：x"), &before, &after));
    assert_text(before, "单位");
    assert_text(after, "万元：x");
    assert_false(jx_split_colon(JX_LIT("单位"), &before, &after));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_brackets),
        cmocka_unit_test(test_globs),
        cmocka_unit_test(test_years),
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_weights),
        cmocka_unit_test(test_weights_without_brackets),
        cmocka_unit_test(test_glued_codes),
        cmocka_unit_test(test_numbers_in_front),
        cmocka_unit_test(test_colons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
