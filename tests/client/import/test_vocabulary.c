/* The vocabulary file: what it means, and where it is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support.h"

enum { ARENA_BYTES = 16 << 20 };

static struct jx_vocabulary *parsed(struct jx_arena *a, const char *text)
{
    struct jx_vocabulary *v;
    struct jx_vocabulary_trouble t;
    if (jx_vocabulary_parse(jx_slice_of(text), a, &v, &t) != JX_OK)
        fail_msg("%u:%u: %s", t.line, t.column, t.expected_en);
    return v;
}

static const char sample[] = "# 说明\n"
                             "[标签 主管部门]\n"
                             "主管部门  主管部门(盖章)编号　部门   # 后面是说明\n"
                             "\n"
                             "[表种 自评表]\n*自评表\n"
                             "[表种 目标表]\n*目标*表 目标自评一览表\n"
                             "[资金列 全年执行数]\n*月执行数\n"
                             "[一级指标 产出指标]\n产出指标 产出\n"
                             "[一级指标 效益指标]\n效益指标\n"
                             "[二级指标 效益指标]\n满意度\n"
                             "[二级指标 产出指标]\n满意度 数量指标 *数量\n"
                             "[决算表 01]\n收支总表\n"
                             "[版式 注]\n注： 注\n";

static void test_names_are_found(void **state)
{
    (void)state;
    static const struct {
        enum jx_word_class class;
        const char *text;
        enum jx_word word;
    } cases[] = {
        {JX_CLASS_LABEL, "主管部门", JX_LABEL_DEPARTMENT},
        {JX_CLASS_LABEL, " 主管 部门 ： ", JX_LABEL_DEPARTMENT},
        {JX_CLASS_LABEL, "主管部门（盖章）:", JX_LABEL_DEPARTMENT},
        {JX_CLASS_LABEL, "主管部门（盖章）编号", JX_LABEL_DEPARTMENT},
        {JX_CLASS_LABEL, "主管", JX_WORD_NONE},
        {JX_CLASS_LABEL, "", JX_WORD_NONE},
        {JX_CLASS_LABEL, "(盖章)", JX_WORD_NONE},
        {JX_CLASS_COLUMN, "主管部门", JX_WORD_NONE},
        {JX_CLASS_TITLE, "某某项目支出绩效自评表", JX_TITLE_SELF_EVALUATION},
        {JX_CLASS_TITLE, "目标自评表", JX_TITLE_SELF_EVALUATION}, /* more letters than 目标…表 */
        {JX_CLASS_TITLE, "目标自评一览表", JX_TITLE_TARGET},      /* whole matches come first */
        {JX_CLASS_TITLE, "自评表说明", JX_WORD_NONE},
    };
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    const struct jx_vocabulary *v = parsed(&a, sample);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (jx_word_of(v, cases[i].class, jx_slice_of(cases[i].text)) != cases[i].word)
            fail_msg("%s", cases[i].text);
    assert_int_equal(jx_word_exact(v, JX_CLASS_TITLE, JX_LIT("自评表")), JX_WORD_NONE);
    jx_arena_clear(&a);
}

static void test_levels_and_tables(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    const struct jx_vocabulary *v = parsed(&a, sample);
    uint32_t output = jx_level1_of(v, JX_LIT("产 出（50分）")),
             benefit = jx_level1_of(v, JX_LIT("效益指标"));
    assert_int_equal(output, 1);
    assert_int_equal(benefit, 2);
    assert_true(jx_slice_eq(jx_level1_name(v, output), JX_LIT("产出指标")));
    assert_int_equal(jx_level2_parents(v, JX_LIT("满意度(10)")), 1u << output | 1u << benefit);
    assert_int_equal(jx_level2_home(v, JX_LIT("满意度(10)")), benefit);
    assert_int_equal(jx_level2_home(v, JX_LIT("采购数量")), output);
    assert_int_equal(jx_level2_home(v, JX_LIT("别的")), 0);
    assert_true(jx_slice_eq(jx_accounts_key(v, JX_LIT("收支 总表")), JX_LIT("01")));
    assert_true(jx_is_absent(jx_accounts_key(v, JX_LIT("支出总表"))));
    struct jx_key key;
    struct jx_slice star = jx_word_star(v, JX_CLASS_FUND_COLUMN, JX_LIT("1-8月 执行数（B）"), &key);
    assert_true(jx_slice_eq(star, JX_LIT("1-8")));
    assert_int_equal(jx_word_prefix(v, JX_LAYOUT_NOTE, JX_LIT("注：一")), sizeof "注：" - 1);
    assert_int_equal(jx_word_prefix(v, JX_LAYOUT_NOTE, JX_LIT("备注")), 0);
    jx_arena_clear(&a);
}

static void test_errors_have_a_place(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        jx_status status;
        uint32_t line, column;
    } cases[] = {
        {"\n词\n", JX_E_RULES, 2, 1},
        {"# a\n[标签 主管部门\n", JX_E_RULES, 2, 9},
        {"[标题 主管部门]", JX_E_RULES, 1, 2},
        {"[标签]", JX_E_RULES, 1, 4},
        {"[标签 主管局]", JX_E_RULES, 1, 5},
        {"[标签 主管部门]\n部门\n[标签 实施单位]\n单位 部门\n", JX_E_RULES, 4, 4},
        {"[表种 自评表]\n好 ** 坏\n", JX_E_RULES, 2, 3},
        {"[标签 主管部门]\n\xE4\xB8\n", JX_E_UTF8, 2, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct jx_arena a;
        struct jx_vocabulary *v;
        struct jx_vocabulary_trouble t;
        jx_arena_init(&a, ARENA_BYTES);
        assert_int_equal(jx_vocabulary_parse(jx_slice_of(cases[i].text), &a, &v, &t),
                         cases[i].status);
        assert_null(v);
        assert_int_equal(t.status, cases[i].status);
        if (t.line != cases[i].line || t.column != cases[i].column)
            fail_msg("case %zu: at %u:%u: %s", i, t.line, t.column, t.expected_en);
        assert_true(t.expected_zh[0] && t.expected_en[0]);
        jx_arena_clear(&a);
    }
}

static void test_too_long_and_too_many(void **state)
{
    (void)state;
    struct jx_arena a;
    struct jx_vocabulary *v;
    struct jx_vocabulary_trouble t;
    jx_arena_init(&a, ARENA_BYTES);
    char text[400] = "[标签 主管部门]\n";
    memset(text + strlen(text), 'x', 300);
    assert_int_equal(jx_vocabulary_parse(jx_slice_of(text), &a, &v, &t), JX_E_RULES);
    assert_int_equal(t.line, 2);
    struct jx_slice large = {text, JX_VOCABULARY_BYTES_MAX + 1};
    assert_int_equal(jx_vocabulary_parse(large, &a, &v, &t), JX_E_TOO_LARGE);
    jx_arena_clear(&a);
    jx_arena_init(&a, 1000);
    assert_int_equal(jx_vocabulary_parse(jx_slice_of(sample), &a, &v, &t), JX_E_TOO_LARGE);
    jx_arena_clear(&a);
}

/* A county's own file stands beside the standard one: it adds words, and gives others a new meaning
 * that holds over the standard's; within one file a word still has one meaning. */
static void test_own_words(void **state)
{
    (void)state;
    struct jx_arena a;
    struct jx_vocabulary *v;
    struct jx_vocabulary_trouble t;
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_slice texts[] = {
        jx_slice_of(sample),
        JX_LIT(
            "[标签 项目名称]\n事项 部门\n[表种 监控表]\n*自评表\n[二级指标 效益指标]\n数量指标\n")};
    assert_int_equal(jx_vocabulary_parse_all(texts, 2, &a, &v, &t), JX_OK);
    assert_int_equal(jx_word_of(v, JX_CLASS_LABEL, JX_LIT("事项")), JX_LABEL_PROJECT);
    assert_int_equal(jx_word_of(v, JX_CLASS_LABEL, JX_LIT("部门")), JX_LABEL_PROJECT);
    assert_int_equal(jx_word_of(v, JX_CLASS_LABEL, JX_LIT("主管部门")), JX_LABEL_DEPARTMENT);
    assert_int_equal(jx_word_of(v, JX_CLASS_TITLE, JX_LIT("某某自评表")), JX_TITLE_MONITORING);
    assert_int_equal(__builtin_popcount(jx_level2_parents(v, JX_LIT("数量指标"))), 2);

    texts[1] = JX_LIT("[标签 项目名称]\n事项\n[标签 主管部门]\n事项\n");
    assert_int_equal(jx_vocabulary_parse_all(texts, 2, &a, &v, &t), JX_E_RULES);
    assert_int_equal(t.file, 1);
    assert_int_equal(t.line, 4);
    texts[1] = JX_LIT("事项\n"); /* a section of the file in front does not go on */
    assert_int_equal(jx_vocabulary_parse_all(texts, 2, &a, &v, &t), JX_E_RULES);
    texts[1].len = JX_VOCABULARY_BYTES_MAX;
    assert_int_equal(jx_vocabulary_parse_all(texts, 2, &a, &v, &t), JX_E_TOO_LARGE);
    jx_arena_clear(&a);
}

/* Every word of the program has a section in the standard file, or it could never be met. */
static void test_standard_file_is_whole(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_slice text = file_bytes(&a, JIXIAO_SOURCE_DIR "/ops/rules/standard/vocabulary.txt");
    standard_vocabulary(&a);
#define X(class, zh) [JX_CLASS_##class] = zh,
    static const char *const classes[] = {JX_WORD_CLASSES(X)};
#undef X
#define X(class_, id, zh, field, look) {JX_CLASS_##class_, zh},
    static const struct {
        enum jx_word_class class;
        const char *zh;
    } all[] = {JX_WORDS(X)};
#undef X
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct jx_slice section = jx_arena_printf(&a, "\n[%s %s]\n", classes[all[i].class],
                                                  all[i].zh);
        if (!jx_contains(text, section)) fail_msg("no section%s", section.ptr);
    }
    jx_arena_clear(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_are_found),     cmocka_unit_test(test_levels_and_tables),
        cmocka_unit_test(test_errors_have_a_place), cmocka_unit_test(test_too_long_and_too_many),
        cmocka_unit_test(test_own_words),           cmocka_unit_test(test_standard_file_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
