/* UTF-8 against the Unicode standard's table, the classes of characters, columns and trimming. */
#include "../../../proto/base/text.h"

#include "cmocka_all.h"
#include "random.h"

static void test_validity(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        bool valid;
    } rows[] = {
        {"", true},
        {"abc", true},
        {"绩效", true},
        {"\x7F", true},
        {"\xC2\x80", true},
        {"\xDF\xBF", true},
        {"\xE0\xA0\x80", true},
        {"\xED\x9F\xBF", true},
        {"\xEE\x80\x80", true},
        {"\xEF\xBF\xBF", true},
        {"\xF0\x90\x80\x80", true},
        {"\xF4\x8F\xBF\xBF", true},
        /* Overlong forms. */
        {"\xC0\x80", false},
        {"\xC0\xAF", false},
        {"\xC1\xBF", false},
        {"\xE0\x80\x80", false},
        {"\xE0\x9F\xBF", false},
        {"\xF0\x80\x80\x80", false},
        {"\xF0\x8F\xBF\xBF", false},
        /* Surrogates, and past the end of Unicode. */
        {"\xED\xA0\x80", false},
        {"\xED\xBF\xBF", false},
        {"\xED\xA0\x80\xED\xB0\x80", false},
        {"\xF4\x90\x80\x80", false},
        {"\xF5\x80\x80\x80", false},
        {"\xF8\x88\x80\x80\x80", false},
        {"\xFE", false},
        {"\xFF", false},
        /* Truncation, and continuations out of place. */
        {"\x80", false},
        {"\xBF", false},
        {"a\x80", false},
        {"\xC2", false},
        {"\xC2 ", false},
        {"\xE7\xBB", false},
        {"\xE7", false},
        {"\xE7\xBB\xE7", false},
        {"\xF0\x9F\x98", false},
        {"绩\xE6\x95", false},
        {"\xC2\xC2\x80", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(jx_utf8_valid(jx_slice_of(rows[i].bytes)), rows[i].valid);
    assert_true(jx_utf8_valid(JX_ABSENT));
    assert_true(jx_utf8_valid(jx_slice_at("a\0b", 3)));
}

static void test_every_character_survives_put_and_next(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        char bytes[4];
        size_t n = jx_utf8_put(c, bytes), at = 0;
        if (!jx_utf8_valid(jx_slice_at(bytes, n))) fail_msg("U+%04X", (unsigned)c);
        if (jx_utf8_next(jx_slice_at(bytes, n), &at) != c || at != n)
            fail_msg("U+%04X", (unsigned)c);
    }
}

static void test_malformed_bytes_are_passed_one_by_one(void **state)
{
    (void)state;
    struct jx_slice s = JX_LIT("a\xE7\xBB"
                               "b\xFF绩");
    static const uint32_t want[] = {'a', 0xFFFD, 0xFFFD, 'b', 0xFFFD, 0x7EE9};
    size_t at = 0;
    for (size_t i = 0; i < COUNT_OF(want); i++)
        assert_int_equal(jx_utf8_next(s, &at), want[i]);
    assert_int_equal(at, s.len);
    assert_int_equal(jx_utf8_length(s), COUNT_OF(want));
}

static void test_columns(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t columns;
    } rows[] = {
        {"", 0},     {"abc", 3},        {"绩效", 4},    {"青石县a1", 8}, {"（一）", 6},
        {"％", 2},   {"≥95%", 4},       {"e\u0301", 1}, {"\u200B", 0},   {"ｶ", 1},
        {"한국", 4}, {"\U00020000", 2}, {"😀", 2},       {"－", 2},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(jx_text_columns(jx_slice_of(rows[i].text)), rows[i].columns);
}

static void test_trim(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
    } rows[] = {
        {"", ""},
        {"   ", ""},
        {"a", "a"},
        {" a b ", "a b"},
        {"\t\n青石\r\n", "青石"},
        {"　绩　效　", "绩　效"},
        {"\u00A0x\u00A0", "x"},
        {"\uFEFF年度", "年度"},
        {"\u200B1\u200B", "1"},
        {" a\x80\x80\x80\x80 ", "a\x80\x80\x80\x80"}, /* broken: no white space */
        {"\u3000\xE3\x80\u3000", "\xE3\x80"},
        {"\xE3\u3000\xE3", "\xE3\u3000\xE3"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct jx_slice got = jx_trim(jx_slice_of(rows[i].from));
        assert_true(jx_slice_eq(got, jx_slice_of(rows[i].to)));
        assert_non_null(got.ptr);
    }
    assert_true(jx_is_absent(jx_trim(JX_ABSENT)));
}

/* From the front as decoding sees the characters: the last one that is no space ends the text. */
static struct jx_slice trim_slowly(struct jx_slice s)
{
    size_t first = s.len, end = 0;
    for (size_t at = 0; at < s.len;) {
        size_t start = at;
        if (jx_is_space(jx_utf8_next(s, &at))) continue;
        if (first == s.len) first = start;
        end = at;
    }
    return first < end ? jx_slice_at(s.ptr + first, end - first) : jx_slice_at(s.ptr, 0);
}

/* Characters of every class, whole and torn. */
static struct jx_slice random_text(struct random *r, char *out)
{
    static const char *const parts[] = {
        "年",   "元",   "≥",        "　",   "\u00A0", "\u200B", "\uFEFF",   " ",      "\t", "a",
        "9",    "%",    "<",        "\\",   "＝",     "，",     "、",       "“",      "é",  "😀",
        "\x7F", "\xE4", "\xE5\x80", "\xC2", "\xA0",   "\x80",   "\xC2\x85", "\u2028",

        "\x01"};
    size_t len = 0;
    for (uint32_t n = random_below(r, 7); n > 0; n--) {
        const char *p = parts[random_below(r, COUNT_OF(parts))];
        len = (size_t)(stpcpy(out + len, p) - out);
    }
    return jx_slice_at(out, len);
}

static void test_trim_of_anything(void **state)
{
    (void)state;
    struct random r = random_seeded(1120);
    char text[64];
    for (int i = 0; i < 200000; i++) {
        struct jx_slice s = random_text(&r, text), a = jx_trim(s), b = trim_slowly(s);
        assert_true(jx_slice_eq(a, b) && (a.len == 0 || a.ptr == b.ptr));
    }
}

/* What is called plain needs none of the looks that it spares. */
static void test_plain_texts_are(void **state)
{
    (void)state;
    struct random r = random_seeded(2011);
    char text[64];
    unsigned plain = 0;
    for (int i = 0; i < 200000; i++) {
        struct jx_slice s = random_text(&r, text);
        if (!jx_text_is_plain(s)) continue;
        plain += s.len > 0;
        assert_true(jx_utf8_valid(s));
        for (size_t at = 0; at < s.len;) {
            uint32_t c = jx_utf8_next(s, &at);
            assert_false(jx_is_space(c) || jx_is_control(c));
            assert_true(c != '<' && c != '>' && c != '\\' && c != 0xFF1C && c != 0xFF1D &&
                        c != 0xFF1E);
        }
    }
    assert_true(plain > 1000);
    assert_true(jx_text_is_plain(JX_LIT("≥95%")) && jx_text_is_plain(JX_LIT("财政拨款，2023年")));
}

static void test_classes(void **state)
{
    (void)state;
    static const uint32_t spaces[] = {' ',    '\t',   '\n',   '\r',   0xA0,
                                      0x3000, 0x2003, 0x200B, 0xFEFF, 0x2028};
    static const uint32_t chinese[] = {0x4E2D, 0xFF0C, 0x3002, 0x201C, 0x201D, 0x2018, 0x2019,
                                       0x2026, 0x2014, 0xFF08, 0x3001, 0x300A, 0x20000};
    static const uint32_t neither[] = {'a', '1', ',', '-', '%', 0xE9, 0x2265, 0x2264, '=', '/'};
    static const uint32_t controls[] = {0, 1, 8, 0x0E, 0x1F, 0x7F, 0x80, 0x9F};
    for (size_t i = 0; i < COUNT_OF(spaces); i++)
        assert_true(jx_is_space(spaces[i]) && !jx_is_chinese(spaces[i]) &&
                    !jx_is_control(spaces[i]));
    for (size_t i = 0; i < COUNT_OF(chinese); i++)
        assert_true(jx_is_chinese(chinese[i]) && !jx_is_space(chinese[i]));
    for (size_t i = 0; i < COUNT_OF(neither); i++)
        assert_true(!jx_is_chinese(neither[i]) && !jx_is_space(neither[i]) &&
                    !jx_is_control(neither[i]));
    for (size_t i = 0; i < COUNT_OF(controls); i++)
        assert_true(jx_is_control(controls[i]) && !jx_is_space(controls[i]));
}

static void test_digits(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 10; i++) {
        assert_int_equal(jx_digit_value('0' + i), i);
        assert_int_equal(jx_digit_value(0xFF10 + i), i);
    }
    static const uint32_t others[] = {'0' - 1, '9' + 1, 0xFF0F, 0xFF1A, 0x4E00, 0x2460, 0x0660};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        assert_int_equal(jx_digit_value(others[i]), -1);
}

/* Words and longer texts are looked for in different ways. */
static void test_finds_what_is_there(void **state)
{
    enum { TIMES = 20000, TEXT = 90, NEEDLE = 48 };
    struct random r = random_seeded(905);
    unsigned found = 0, missed = 0;
    (void)state;
    for (int i = 0; i < TIMES; i++) {
        char text[TEXT], needle[NEEDLE];
        const size_t len = random_below(&r, TEXT + 1), n = 1 + random_below(&r, NEEDLE);
        const uint32_t letters = 1 + random_below(&r, 3), from = random_below(&r, TEXT);
        for (size_t k = 0; k < len; k++)
            text[k] = (char)('a' + random_below(&r, letters));
        for (size_t k = 0; k < n; k++)
            needle[k] = from + k < len ? text[from + k] : (char)('a' + random_below(&r, letters));
        size_t at = 0;
        while (at + n <= len && memcmp(text + at, needle, n) != 0)
            at++;
        const bool there = at + n <= len;
        assert_int_equal(jx_slice_find(jx_slice_at(text, len), jx_slice_at(needle, n)),
                         there ? at : (size_t)-1);
        found += there;
        missed += !there;
    }
    assert_true(found > TIMES / 10 && missed > TIMES / 10);
}

static void test_slices(void **state)
{
    (void)state;
    struct jx_slice s = JX_LIT("项目支出绩效自评表");
    assert_true(jx_starts_with(s, JX_LIT("项目")));
    assert_true(jx_ends_with(s, JX_LIT("自评表")));
    assert_true(jx_contains(s, JX_LIT("绩效")));
    assert_false(jx_contains(s, JX_LIT("监控")));
    assert_int_equal(jx_slice_find(s, JX_LIT("支出")), 6);
    assert_int_equal(jx_slice_find(s, JX_LIT("")), 0);
    assert_int_equal(jx_slice_find(JX_ABSENT, JX_LIT("a")), (size_t)-1);
    assert_true(jx_slice_cmp(JX_LIT("a"), JX_LIT("ab")) < 0);
    assert_true(jx_slice_cmp(JX_LIT("b"), JX_LIT("ab")) > 0);
    assert_int_equal(jx_slice_cmp(JX_ABSENT, JX_LIT("")), 0);
    assert_int_equal(jx_slice_from(s, 1000).len, 0);
    assert_non_null(jx_slice_from(s, 1000).ptr);
    assert_true(jx_is_absent(jx_slice_of(NULL)));
    assert_true(!jx_is_absent(JX_LIT("")) && jx_is_blank(JX_LIT("")) && jx_is_blank(JX_ABSENT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_validity),
        cmocka_unit_test(test_every_character_survives_put_and_next),
        cmocka_unit_test(test_malformed_bytes_are_passed_one_by_one),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_trim),
        cmocka_unit_test(test_trim_of_anything),
        cmocka_unit_test(test_plain_texts_are),
        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_digits),
        cmocka_unit_test(test_finds_what_is_there),
        cmocka_unit_test(test_slices),
    };
    return cmocka_run_group_tests_name("base.text", tests, NULL, NULL);
}
