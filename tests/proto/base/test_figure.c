/* Figures in every notation that published forms use, what is refused, and the intervals they stand
 * for. */
#include "../../../proto/base/figure.h"

#include "cmocka_all.h"
#include "random.h"

#include <stdio.h>

static jx_dec dec(const char *text)
{
    jx_dec d = {0};
    assert_int_equal(jx_dec_parse(jx_slice_of(text), &d, NULL), JX_OK);
    return d;
}

static void test_notations_that_are_figures(void **state)
{
    (void)state;
    static const struct {
        const char *text, *value;
        unsigned places;
        enum jx_scale scale;
    } rows[] = {
        {"18", "18", 0, JX_SCALE_NONE},
        {"18.00", "18", 2, JX_SCALE_NONE},
        {"6.30", "6.3", 2, JX_SCALE_NONE},
        {"1,708.47", "1708.47", 2, JX_SCALE_NONE},
        {"1, 708. 47", "1708.47", 2, JX_SCALE_NONE},
        {"215,457.6", "215457.6", 1, JX_SCALE_NONE},
        {"25,754,899.39", "25754899.39", 2, JX_SCALE_NONE},
        {"1，708．47", "1708.47", 2, JX_SCALE_NONE},
        {"99.42%", "99.42", 2, JX_SCALE_PERCENT},
        {"99.42 %", "99.42", 2, JX_SCALE_PERCENT},
        {"９９．４２％", "99.42", 2, JX_SCALE_PERCENT},
        {"0.9‰", "0.9", 1, JX_SCALE_PERMILLE},
        {"１２３", "123", 0, JX_SCALE_NONE},
        {"18万元", "18", 0, JX_SCALE_WAN_YUAN},
        {"10000万元", "10000", 0, JX_SCALE_WAN_YUAN},
        {"620.82万元", "620.82", 2, JX_SCALE_WAN_YUAN},
        {"10606.7522万元", "10606.7522", 4, JX_SCALE_WAN_YUAN},
        {"4623 万", "4623", 0, JX_SCALE_WAN_YUAN},
        {"530元", "530", 0, JX_SCALE_YUAN},
        {"1.5亿元", "1.5", 1, JX_SCALE_YI_YUAN},
        {"2亿", "2", 0, JX_SCALE_YI_YUAN},
        {"-3.5", "-3.5", 1, JX_SCALE_NONE},
        {"－3.5", "-3.5", 1, JX_SCALE_NONE},
        {"−3.5", "-3.5", 1, JX_SCALE_NONE},
        {"-1,234", "-1234", 0, JX_SCALE_NONE},
        {" \n12\t", "12", 0, JX_SCALE_NONE},
        {"　12　", "12", 0, JX_SCALE_NONE},
        {"0", "0", 0, JX_SCALE_NONE},
        {"0.994230769231", "0.994231", 12, JX_SCALE_NONE},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct jx_figure f;
        assert_int_equal(jx_figure_parse(jx_slice_of(rows[i].text), &f), JX_OK);
        assert_int_equal(f.value.micro, dec(rows[i].value).micro);
        assert_int_equal(f.places, rows[i].places);
        assert_int_equal(f.scale, rows[i].scale);
    }
}

static void test_what_is_no_figure(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        " ",
        "7,00.0,77",
        "1,23",
        "1,2345",
        "1234,567",
        ",123",
        "1,",
        "1,234,",
        "1.234,567",
        "1.2.3",
        "1..2",
        ".",
        "%",
        "万元",
        "-",
        "--",
        "—",
        "/",
        "5-3",
        "≥5",
        "5=50%",
        "854万(高标准农田)",
        "IOO",
        "1:3",
        "12个",
        "5%%",
        "18元万",
        "100%1000件",
        "2021年12月",
        "长期",
        "1.",
        ".5",
        "1,234.5,678",
        "-,123",
        "\xFF",
        "12\xE4\xBD",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct jx_figure f = {.places = 77};
        assert_int_equal(jx_figure_parse(jx_slice_of(texts[i]), &f), JX_E_NOT_A_FIGURE);
        assert_int_equal(f.places, 77);
    }
    struct jx_figure f;
    assert_int_equal(jx_figure_parse(JX_ABSENT, &f), JX_E_NOT_A_FIGURE);
}

static void test_too_large(void **state)
{
    (void)state;
    struct jx_figure f;
    assert_int_equal(jx_figure_parse(JX_LIT("9,223,372,036,855"), &f), JX_E_OVERFLOW);
    char digits[200];
    memset(digits, '1', sizeof digits);
    for (size_t n = 14; n <= sizeof digits; n++)
        assert_int_equal(jx_figure_parse(jx_slice_at(digits, n), &f), JX_E_OVERFLOW);
}

static void test_print_keeps_decimals_and_scale(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
    } rows[] = {
        {"1, 708. 47", "1708.47"},
        {"99.42％", "99.42%"},
        {"18.0万", "18.0万元"},
        {"－0.50", "-0.50"},
        {"2亿", "2亿元"},
        {"0.9‰", "0.9‰"},
        {"7元", "7元"},
        {"0.12345678", "0.123457"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct jx_figure f;
        char out[JX_FIGURE_PRINT_MAX];
        assert_int_equal(jx_figure_parse(jx_slice_of(rows[i].from), &f), JX_OK);
        assert_int_equal(jx_figure_print(&f, out), strlen(rows[i].to));
        assert_string_equal(out, rows[i].to);
    }
}

static void test_intervals(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        unsigned places;
        const char *lo, *hi;
    } rows[] = {
        {"18.00", 2, "17.995", "18.005"},        {"18", 0, "17.5", "18.5"},
        {"99.4", 1, "99.35", "99.45"},           {"-3", 0, "-3.5", "-2.5"},
        {"1.23456", 5, "1.234555", "1.234565"},  {"1.234567", 6, "1.234566", "1.234568"},
        {"1.234567", 9, "1.234566", "1.234568"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct jx_interval it;
        assert_int_equal(jx_interval_of(dec(rows[i].value), rows[i].places, &it), JX_OK);
        assert_int_equal(it.lo.micro, dec(rows[i].lo).micro);
        assert_int_equal(it.hi.micro, dec(rows[i].hi).micro);
    }
    struct jx_interval it;
    assert_int_equal(jx_interval_of((jx_dec){INT64_MAX}, 0, &it), JX_E_OVERFLOW);
}

static struct jx_interval interval(const char *lo, const char *hi)
{
    return (struct jx_interval){dec(lo), dec(hi)};
}

static void test_intervals_that_meet(void **state)
{
    (void)state;
    assert_true(jx_intervals_meet(interval("1", "2"), interval("1.5", "3")));
    assert_true(jx_intervals_meet(interval("1", "2"), interval("2", "3")));
    assert_true(jx_intervals_meet(interval("1", "5"), interval("2", "3")));
    assert_true(jx_intervals_meet(interval("2", "2"), interval("2", "2")));
    assert_false(jx_intervals_meet(interval("1", "2"), interval("2.000001", "3")));
    assert_false(jx_intervals_meet(interval("3", "4"), interval("1", "2")));
}

/* Every value rounds to a figure whose interval holds it: otherwise a correct form would be blamed.
 */
static void test_a_value_lies_in_the_interval_of_its_print(void **state)
{
    (void)state;
    struct random r = random_seeded(5);
    for (int i = 0; i < 20000; i++) {
        jx_dec d = {(int64_t)(random_next(&r) >> (2 + random_below(&r, 61)))};
        if (random_below(&r, 2)) d.micro = -d.micro;
        unsigned places = random_below(&r, JX_DEC_PLACES + 1);
        jx_dec rounded;
        struct jx_interval it;
        assert_int_equal(jx_dec_round(d, places, &rounded), JX_OK);
        assert_int_equal(jx_interval_of(rounded, places, &it), JX_OK);
        assert_true(jx_dec_cmp(it.lo, d) <= 0 && jx_dec_cmp(d, it.hi) <= 0);
    }
}

static void test_printed_figures_read_back(void **state)
{
    (void)state;
    struct random r = random_seeded(6);
    for (int i = 0; i < 20000; i++) {
        struct jx_figure f = {.places = random_below(&r, JX_DEC_PLACES + 1),
                              .scale = (enum jx_scale)random_below(&r, JX_SCALE_YI_YUAN + 1)};
        jx_dec any = {(int64_t)(random_next(&r) >> (2 + random_below(&r, 61)))};
        assert_int_equal(jx_dec_round(any, f.places, &f.value), JX_OK);
        char out[JX_FIGURE_PRINT_MAX];
        struct jx_figure again;
        size_t n = jx_figure_print(&f, out);
        assert_int_equal(jx_figure_parse(jx_slice_at(out, n), &again), JX_OK);
        assert_int_equal(again.value.micro, f.value.micro);
        assert_int_equal(again.places, f.places);
        assert_int_equal(again.scale, f.scale);
    }
}

/* No bytes may crash the reader or make it accept what it cannot print. */
static void test_any_bytes_are_read_or_refused(void **state)
{
    (void)state;
    static const char *const parts[] = {"1",  "23", "456", ",",  "，",   ".",       "．",
                                        "-",  "－", " ",   "　", "%",    "％",      "‰",
                                        "万", "元", "亿",  "５", "\xFF", "\xE4\xBD"};
    struct random r = random_seeded(7);
    for (int i = 0; i < 50000; i++) {
        char text[128];
        size_t n = 0;
        for (uint32_t k = random_below(&r, 12); k > 0; k--) {
            const char *part = parts[random_below(&r, COUNT_OF(parts))];
            memcpy(text + n, part, strlen(part));
            n += strlen(part);
        }
        struct jx_figure f;
        jx_status rc = jx_figure_parse(jx_slice_at(text, n), &f);
        char out[JX_FIGURE_PRINT_MAX];
        assert_true(rc == JX_OK || rc == JX_E_NOT_A_FIGURE || rc == JX_E_OVERFLOW);
        if (rc == JX_OK) assert_true(jx_figure_print(&f, out) < JX_FIGURE_PRINT_MAX);
    }
}

static void test_amounts_in_wan(void **state)
{
    (void)state;
    static const struct {
        const char *figure;
        enum jx_scale unit;
        const char *wan;
    } rows[] = {
        {"18.00", JX_SCALE_WAN_YUAN, "18"},       {"180000", JX_SCALE_YUAN, "18"},
        {"0.01", JX_SCALE_YUAN, "0.000001"},      {"18万元", JX_SCALE_YUAN, "18"},
        {"530元", JX_SCALE_WAN_YUAN, "0.053"},    {"1.5亿元", JX_SCALE_NONE, "15000"},
        {"215,457.6", JX_SCALE_YUAN, "21.54576"}, {"0.005", JX_SCALE_YUAN, "0.000001"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct jx_figure f;
        jx_dec wan;
        assert_int_equal(jx_figure_parse(jx_slice_of(rows[i].figure), &f), JX_OK);
        assert_int_equal(jx_figure_wan(&f, rows[i].unit, &wan), JX_OK);
        assert_int_equal(wan.micro, dec(rows[i].wan).micro);
    }
    struct jx_figure percent = {.scale = JX_SCALE_PERCENT}, bare = {.scale = JX_SCALE_NONE};
    struct jx_figure vast = {.value = {INT64_MAX}, .scale = JX_SCALE_YI_YUAN};
    jx_dec wan;
    assert_int_equal(jx_figure_wan(&percent, JX_SCALE_WAN_YUAN, &wan), JX_E_FIELD_VALUE);
    assert_int_equal(jx_figure_wan(&bare, JX_SCALE_NONE, &wan), JX_E_FIELD_VALUE);
    assert_int_equal(jx_figure_wan(&vast, JX_SCALE_NONE, &wan), JX_E_OVERFLOW);
}

static void test_money_units(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum jx_scale scale;
    } rows[] = {
        {"万元", JX_SCALE_WAN_YUAN},
        {"元", JX_SCALE_YUAN},
        {"亿元", JX_SCALE_YI_YUAN},
        {" 万元 ", JX_SCALE_WAN_YUAN},
        {"人民币万元", JX_SCALE_WAN_YUAN},
        {"人民币元", JX_SCALE_YUAN},
        {"", JX_SCALE_NONE},
        {"%", JX_SCALE_NONE},
        {"美元", JX_SCALE_NONE},
        {"件", JX_SCALE_NONE},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(jx_money_scale(jx_slice_of(rows[i].text)), rows[i].scale);
    assert_int_equal(jx_money_scale(JX_ABSENT), JX_SCALE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_notations_that_are_figures),
        cmocka_unit_test(test_what_is_no_figure),
        cmocka_unit_test(test_too_large),
        cmocka_unit_test(test_print_keeps_decimals_and_scale),
        cmocka_unit_test(test_intervals),
        cmocka_unit_test(test_intervals_that_meet),
        cmocka_unit_test(test_a_value_lies_in_the_interval_of_its_print),
        cmocka_unit_test(test_printed_figures_read_back),
        cmocka_unit_test(test_any_bytes_are_read_or_refused),
        cmocka_unit_test(test_amounts_in_wan),
        cmocka_unit_test(test_money_units),
    };
    return cmocka_run_group_tests_name("base.figure", tests, NULL, NULL);
}
