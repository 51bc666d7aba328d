/* Notations as counties write them, each with what it is read as, printed in one way; what must
 * stay words; comparisons; and properties that hold for all of them and for what mutation makes of
 * them.
 */
#include "../../../worker/rules/notation.h"

#include "../../../proto/base/text.h"
#include "../../proto/base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static struct jx_notation read_text(const char *s)
{
    struct jx_notation n;
    jx_notation_read(jx_slice_of(s), &n);
    return n;
}

enum { LINES_MAX = 1000, FILE_BYTES_MAX = 1 << 16, SECTIONS = 4 };

struct reading {
    const char *text, *printed; /* comparisons: target, actual value */
    const char *met;
};

enum section { NUMBERS, DATES, WORDS, COMPARISONS };
static const char *const section_names[SECTIONS] = {"[number]", "[date]", "[words]", "[compare]"};

static struct {
    struct reading rows[LINES_MAX];
    size_t count;
} table[SECTIONS];

/* Ends the line at the mark; what follows it, or NULL. */
static char *split(char *line, const char *mark)
{
    char *at = line ? strstr(line, mark) : NULL;
    if (!at) return NULL;
    *at = '\0';
    return at + strlen(mark);
}

static int add_line(char *line, int section)
{
    for (int i = 0; i < SECTIONS; i++)
        if (strcmp(line, section_names[i]) == 0) return i;
    if (line[0] == '\0' || line[0] == '#') return section;
    struct reading r = {.text = line};
    char *second = split(line, section == COMPARISONS ? " | " : " => ");
    r.printed = second;
    r.met = section == COMPARISONS ? split(second, " | ") : NULL;
    table[section].rows[table[section].count++] = r;
    return section;
}

static int load(void **state)
{
    static char text[FILE_BYTES_MAX];
    (void)state;
    FILE *f = fopen(JIXIAO_READINGS, "rb");
    if (!f) return -1;
    text[fread(text, 1, sizeof text - 1, f)] = '\0';
    fclose(f);
    int section = NUMBERS;
    for (char *line = text, *next; line; line = next) {
        next = split(line, "\n");
        section = add_line(line, section);
    }
    return table[NUMBERS].count > 200 && table[DATES].count > 50 && table[WORDS].count > 80 &&
                   table[COMPARISONS].count > 30
               ? 0
               : -1;
}

static void check_reading(const struct reading *r, enum jx_notation_kind kind, struct jx_arena *a)
{
    struct jx_notation n = read_text(r->text);
    bool range = kind == JX_NOTATION_NUMBER && n.kind == JX_NOTATION_RANGE;
    struct jx_slice printed = jx_notation_print(&n, a);
    if ((n.kind != kind && !range) || !jx_slice_eq(printed, jx_slice_of(r->printed)))
        fail_msg("%s: kind %d, %.*s instead of %s", r->text, (int)n.kind, (int)printed.len,
                 printed.ptr, r->printed);
}

static void test_readings(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, 1 << 20);
    for (size_t i = 0; i < table[NUMBERS].count; i++)
        check_reading(&table[NUMBERS].rows[i], JX_NOTATION_NUMBER, &a);
    for (size_t i = 0; i < table[DATES].count; i++)
        check_reading(&table[DATES].rows[i], JX_NOTATION_DATE, &a);
    for (size_t i = 0; i < table[WORDS].count; i++) {
        struct jx_notation n = read_text(table[WORDS].rows[i].text);
        if (n.kind != JX_NOTATION_TEXT)
            fail_msg("%s: kind %d, not words", table[WORDS].rows[i].text, (int)n.kind);
    }
    jx_arena_clear(&a);
}

/* ---- impossible dates ---- */

static void test_dates_of_no_calendar(void **state)
{
    (void)state;
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int month = 1; month <= 13; month++)
        for (int day = 1; day <= 32; day++) {
            char text[64];
            snprintf(text, sizeof text, "%d月%d日前", month, day);
            struct jx_notation n = read_text(text);
            assert_int_equal(n.kind, JX_NOTATION_DATE);
            assert_int_equal(n.date.exists, month <= 12 && day <= days[month - 1]);
        }
    assert_false(read_text("2023年2月29日").date.exists);
    assert_true(read_text("2024年2月29日").date.exists);
    assert_false(read_text("1900年2月29日").date.exists);
    assert_true(read_text("2000年2月29日").date.exists);
}

/* ---- comparisons ---- */

static int meets(struct jx_notation t, const struct jx_notation *a)
{
    struct jx_ratio x, y;
    jx_status rc;
    int c;
    (void)jx_notation_bound(&t, a, &t);
    if (jx_notation_align(&t, a, &x, &y, &rc) == JX_ALIGN_NOT) return -1;
    assert_int_equal(jx_ratio_cmp(y, x, &c), JX_OK);
    return jx_sign_holds(t.sign, c);
}

static void test_comparisons(void **state)
{
    (void)state;
    static const char *const outcomes[] = {"apart", "no", "yes"};
    for (size_t i = 0; i < table[COMPARISONS].count; i++) {
        const struct reading *r = &table[COMPARISONS].rows[i];
        struct jx_notation a = read_text(r->printed);
        if (strcmp(outcomes[meets(read_text(r->text), &a) + 1], r->met) != 0)
            fail_msg("%s, %s", r->text, r->printed);
    }
}

/* More is never worse for ≥ and >, nor better for ≤ and <. */
static void test_comparisons_are_monotone(void **state)
{
    (void)state;
    static const char *const signs[] = {"≥", ">", "≤", "<"};
    static const char *const units[] = {"%", "万元", "小时", "个"};
    static const char *const actual_units[] = {"‰", "元", "分钟", "个"};
    for (size_t s = 0; s < COUNT(signs); s++)
        for (size_t u = 0; u < COUNT(units); u++) {
            char target[64], actual[64];
            int before = s < 2 ? 0 : 1;
            snprintf(target, sizeof target, "%s5.5%s", signs[s], units[u]);
            struct jx_notation t = read_text(target);
            for (int v = 0; v < 100000; v += v < 400 ? 1 : 500) {
                snprintf(actual, sizeof actual, "%d%s", v, actual_units[u]);
                struct jx_notation a = read_text(actual);
                int now = meets(t, &a);
                assert_true(s < 2 ? now >= before : now <= before);
                before = now;
            }
        }
}

/* There and back again in exact fractions, for every pair of units of a dimension. */
static void test_conversion_is_exact(void **state)
{
    (void)state;
    static const char *const units[][6] = {
        {"%", "‰", "成", "百分比"},
        {"元", "千元", "万元", "百万元", "亿元"},
        {"秒", "分钟", "小时", "天", "周"},
        {"个月", "季度", "年"},
        {"米", "公里", "厘米", "km"},
        {"克", "公斤", "吨", "斤", "kg"},
        {"平方米", "亩", "公顷", "㎡"},
        {"立方米", "升", "毫升"},
        {"次/年", "次/月", "次/季度", "次/半年"},
        {"人", "万人", "千人"},
    };
    for (size_t d = 0; d < COUNT(units); d++)
        for (size_t i = 0; i < 6 && units[d][i]; i++)
            for (size_t k = 0; k < 6 && units[d][k]; k++) {
                char one[64], other[64];
                snprintf(one, sizeof one, "7.13%s", units[d][i]);
                snprintf(other, sizeof other, "1%s", units[d][k]);
                struct jx_notation a = read_text(one), b = read_text(other);
                struct jx_ratio x, y = JX_RATIO_ZERO, p, q = JX_RATIO_ZERO, product;
                jx_status rc;
                int c;
                /* 7.13 a in b, and 1 b in a: the product is 7.13. */
                if (jx_notation_align(&b, &a, &x, &y, &rc) == JX_ALIGN_NOT ||
                    jx_notation_align(&a, &b, &p, &q, &rc) == JX_ALIGN_NOT)
                    fail_msg("%s, %s", one, other);
                assert_int_equal(jx_ratio_mul(y, q, &product), JX_OK);
                assert_int_equal(jx_ratio_cmp(product, (struct jx_ratio){713, 100}, &c), JX_OK);
                assert_int_equal(c, 0);
            }
}

/* ---- properties under mutation ---- */

static void check_properties(struct jx_slice text, struct jx_arena *a)
{
    struct jx_notation n, again;
    jx_notation_read(text, &n);
    struct jx_slice printed = jx_notation_print(&n, a);
    jx_notation_read(printed, &again);
    if (!jx_notation_equal(&n, &again) || !jx_slice_eq(printed, jx_notation_print(&again, a)))
        fail_msg("%.*s -> %.*s", (int)text.len, text.ptr, (int)printed.len, printed.ptr);
    if (n.kind == JX_NOTATION_RANGE) assert_true(jx_dec_cmp(n.value, n.high) < 0);
    if (n.kind == JX_NOTATION_NUMBER || n.kind == JX_NOTATION_RANGE)
        assert_true(n.numerator > 0 && n.denominator > 0 && n.places <= JX_DEC_PLACES);
}

static size_t put(char *out, size_t at, struct jx_slice s)
{
    if (s.len) memcpy(out + at, s.ptr, s.len);
    return at + s.len;
}

/* One character of a text goes, comes twice, or another text is put in front of it. */
static size_t mutate(struct jx_slice text, struct jx_slice other, struct random *r, char *out)
{
    size_t at = 0;
    for (uint32_t i = random_below(r, 8); i > 0 && at < text.len; i--)
        (void)jx_utf8_next(text, &at);
    size_t behind = at;
    if (behind < text.len) (void)jx_utf8_next(text, &behind);
    struct jx_slice front = jx_slice_at(text.ptr, at), rest = jx_slice_from(text, at);
    struct jx_slice between[] = {JX_LIT(""), jx_slice_at(text.ptr, behind), other};
    uint32_t how = random_below(r, 3);
    size_t len = put(out, 0, how == 1 ? JX_LIT("") : front);
    len = put(out, len, between[how]);
    return put(out, len, how == 0 ? jx_slice_from(text, behind) : rest);
}

static void test_mutations_keep_the_properties(void **state)
{
    (void)state;
    struct jx_arena a;
    char text[512];
    struct random r = random_seeded(20241120);
    jx_arena_init(&a, 1 << 20);
    for (int i = 0; i < 200000; i++) {
        enum section first = random_below(&r, 4) == 0 ? DATES : NUMBERS;
        enum section second = random_below(&r, 2) ? DATES : NUMBERS;
        const char *one = table[first].rows[random_below(&r, (uint32_t)table[first].count)].text;
        const char *two = table[second].rows[random_below(&r, (uint32_t)table[second].count)].text;
        size_t len = mutate(jx_slice_of(one), jx_slice_of(two), &r, text);
        jx_arena_clear(&a);
        check_properties(jx_slice_at(text, len), &a);
    }
    jx_arena_clear(&a);
}

/* What stands for a number ends with it: a word that no unit has makes it words again. */
static void test_nonsense_behind_is_refused(void **state)
{
    (void)state;
    static const char *const behind[] = {"，详见附件", "未完成",     "5",  "≥",
                                         "不达标",     "（未完成）", "、", "？"};
    char text[512];
    for (size_t i = 0; i < table[NUMBERS].count; i++)
        for (size_t k = 0; k < COUNT(behind); k++) {
            const char *number = table[NUMBERS].rows[i].text;
            bool after_digit = jx_digit_value((unsigned char)number[strlen(number) - 1]) >= 0;
            bool digit = behind[k][0] == '5';
            snprintf(text, sizeof text, "%s%s", number, behind[k]);
            struct jx_notation n = read_text(text);
            /* A figure goes on with a figure. */
            if (digit && after_digit) continue;
            if (n.kind != JX_NOTATION_TEXT) fail_msg("%s: kind %d", text, (int)n.kind);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_readings),
        cmocka_unit_test(test_dates_of_no_calendar),
        cmocka_unit_test(test_comparisons),
        cmocka_unit_test(test_comparisons_are_monotone),
        cmocka_unit_test(test_conversion_is_exact),
        cmocka_unit_test(test_mutations_keep_the_properties),
        cmocka_unit_test(test_nonsense_behind_is_refused),
    };
    return cmocka_run_group_tests(tests, load, NULL);
}
