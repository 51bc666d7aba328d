/* The exchange form of printed texts: the rules' own examples, and that tidying twice changes
 * nothing. */
#include "../../../proto/form/tidy.h"

#include "../../../proto/base/text.h"
#include "../base/cmocka_all.h"
#include "../base/random.h"

static void test_examples(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
    } rows[] = {
        /* White space at the ends and inside. */
        {"", ""},
        {"   ", ""},
        {"\t \n", ""},
        {"  年度资金总额 ", "年度资金总额"},
        {"a  b\n c", "a b c"},
        {"a\u00A0b", "a b"},
        {"a\u3000b", "a b"},
        {"\uFEFF年度", "年度"},
        /* Between two Chinese characters it is an artefact of wrapping. */
        {"实际完成 指标值", "实际完成指标值"},
        {"其中:当年财政 拨款", "其中:当年财政拨款"},
        {"年初\r\n预算数", "年初预算数"},
        {"产 出 指 标", "产出指标"},
        {"目标， 任务", "目标，任务"},
        {"“ 放心 ”", "“放心”"},
        {"效果… 明显", "效果…明显"},
        {"结余 —— 上年", "结余——上年"},
        {"（ 一 ） 数量", "（一）数量"},
        /* Between Chinese and Latin or digits it stays, as one. */
        {"2023  年度", "2023 年度"},
        {"完成  100 %", "完成 100 %"},
        {"使用 Excel 表", "使用 Excel 表"},
        {"不少于12 种", "不少于12 种"},
        /* Between a sign and its number. */
        {"≥ 95%", "≥95%"},
        {"≤  90万元", "≤90万元"},
        {"= 100%", "=100%"},
        {"> 5", ">5"},
        {"< 1小时", "<1小时"},
        {"覆盖率 ≥ 95%", "覆盖率 ≥95%"},
        {"≥ -5", "≥-5"},
        /* A number and nothing else. */
        {"1, 708. 47", "1,708.47"},
        {"99. 42 %", "99.42%"},
        {"1 2 3", "123"},
        {"－ 3.5", "－3.5"},
        {"1， 708．47", "1，708．47"},
        /* Signs. */
        {">=98%", "≥98%"},
        {">= 98 %(百分比)", "≥98 %(百分比)"},
        {"<=5天/次", "≤5天/次"},
        {"\\geq 95%", "≥95%"},
        {"\\leq5", "≤5"},
        {"＞＝95%", "≥95%"},
        {"＜＝95%", "≤95%"},
        {"≧735人次", "≥735人次"},
        {"≦3", "≤3"},
        {"⩾3", "≥3"},
        {"⩽3", "≤3"},
        {"＝8个", "=8个"},
        {"═100%", "=100%"},
        {"＞5", ">5"},
        {"＜5", "<5"},
        {"a>=b<=c", "a≥b≤c"},
        /* Nothing else is repaired. */
        {"7,00.0,77", "7,00.0,77"},
        {"５０％", "５０％"},
        {"100%1000件", "100%1000件"},
        {"万兀", "万兀"},
        {"--", "--"},
        {"～", "～"},
    };
    struct jx_arena a;
    jx_arena_init(&a, 1 << 20);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct jx_slice got;
        assert_int_equal(jx_tidy(jx_slice_of(rows[i].from), &a, &got), JX_OK);
        if (!jx_slice_eq(got, jx_slice_of(rows[i].to)))
            fail_msg("\"%s\" became \"%.*s\", not \"%s\"", rows[i].from, (int)got.len, got.ptr,
                     rows[i].to);
        assert_non_null(got.ptr);
    }
    jx_arena_clear(&a);
}

static void test_absent_stays_absent_and_tidy_is_not_copied(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, 0); /* anything that needs memory would fail */
    struct jx_slice got = JX_LIT("x"), tidy = JX_LIT("实际完成≥95%");
    assert_int_equal(jx_tidy(JX_ABSENT, &a, &got), JX_OK);
    assert_true(jx_is_absent(got));
    assert_int_equal(jx_tidy(tidy, &a, &got), JX_OK);
    assert_ptr_equal(got.ptr, tidy.ptr);
    assert_int_equal(jx_tidy(JX_LIT("≥ 95%"), &a, &got), JX_E_TOO_LARGE);
    jx_arena_clear(&a);
}

enum { PARTS_MAX = 14, TEXT_MAX = 256, ROUNDS = 50000 };

static struct jx_slice any_text(struct random *r, char out[TEXT_MAX])
{
    static const char *const parts[] = {
        "目", "标",   "，", "“",  "”",  "…",  "—",      "（",     "）",     "％",
        "５", "a",    "Z",  "q",  "1",  "0",  "9",      ",",      ".",      "-",
        "+",  "%",    "/",  "(",  "≥",  "≤",  "=",      ">",      "<",      ">=",
        "<=", "＞",   "＜", "＝", "≧",  "≦",  "⩾",      "═",      "\\geq",  "\\leq",
        "\\", "\\ge", " ",  "  ", "\n", "\t", "\u3000", "\u00A0", "\u200B", "\uFEFF",
    };
    size_t n = 0;
    for (uint32_t k = random_below(r, PARTS_MAX + 1); k > 0; k--) {
        const char *part = parts[random_below(r, COUNT_OF(parts))];
        memcpy(out + n, part, strlen(part));
        n += strlen(part);
    }
    return jx_slice_at(out, n);
}

static void assert_tidy(struct jx_slice s)
{
    bool space = true; /* a space is not the first character either */
    for (size_t at = 0; at < s.len;) {
        uint32_t c = jx_utf8_next(s, &at);
        if (jx_is_space(c)) {
            assert_int_equal(c, ' ');
            assert_false(space);
        }
        space = jx_is_space(c);
    }
    assert_false(s.len > 0 && space);
}

static void test_tidying_twice_changes_nothing_more(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, 1 << 20);
    struct random r = random_seeded(11);
    for (int i = 0; i < ROUNDS; i++) {
        char bytes[TEXT_MAX];
        struct jx_slice text = any_text(&r, bytes), once, twice;
        assert_int_equal(jx_tidy(text, &a, &once), JX_OK);
        assert_true(jx_utf8_valid(once));
        assert_tidy(once);
        assert_int_equal(jx_tidy(once, &a, &twice), JX_OK);
        if (!jx_slice_eq(once, twice))
            fail_msg("\"%.*s\" → \"%.*s\" → \"%.*s\"", (int)text.len, text.ptr, (int)once.len,
                     once.ptr, (int)twice.len, twice.ptr);
        jx_arena_clear(&a);
    }
}

/* What a text says must not change: the characters that are neither white space nor part of a sign.
 */
static void test_only_spaces_and_signs_change(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, 1 << 20);
    struct random r = random_seeded(12);
    static const char *const parts[] = {"目", "标", "，", "％", "５", "a",  "1",
                                        ".",  "-",  "%",  "/",  " ",  "\n", "\u3000"};
    for (int i = 0; i < ROUNDS; i++) {
        char text[TEXT_MAX], solid[TEXT_MAX], got[TEXT_MAX];
        size_t n = 0, m = 0, g = 0;
        for (uint32_t k = random_below(&r, 20); k > 0; k--) {
            size_t part = random_below(&r, COUNT_OF(parts)), len = strlen(parts[part]);
            memcpy(text + n, parts[part], len);
            n += len;
            if (part >= COUNT_OF(parts) - 3) continue;
            memcpy(solid + m, parts[part], len);
            m += len;
        }
        struct jx_slice once;
        assert_int_equal(jx_tidy(jx_slice_at(text, n), &a, &once), JX_OK);
        /* What a look at its bytes calls plain is left where it is. */
        if (jx_text_is_plain(jx_slice_at(text, n))) assert_true(once.ptr == text && once.len == n);
        for (size_t k = 0; k < once.len; k++)
            if (once.ptr[k] != ' ') got[g++] = once.ptr[k];
        assert_int_equal(g, m);
        if (m) assert_memory_equal(got, solid, m);
        jx_arena_clear(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),
        cmocka_unit_test(test_absent_stays_absent_and_tidy_is_not_copied),
        cmocka_unit_test(test_tidying_twice_changes_nothing_more),
        cmocka_unit_test(test_only_spaces_and_signs_change),
    };
    return cmocka_run_group_tests_name("form.tidy", tests, NULL, NULL);
}
