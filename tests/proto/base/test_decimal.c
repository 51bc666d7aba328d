/* Decimals: tables at the edges, and properties over random values against 128-bit arithmetic. */
#include "../../../proto/base/decimal.h"

#include "cmocka_all.h"
#include "random.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 20000 };

static jx_dec dec(const char *text)
{
    jx_dec d = {0};
    assert_int_equal(jx_dec_parse(jx_slice_of(text), &d, NULL), JX_OK);
    return d;
}

static void assert_prints(jx_dec d, const char *text)
{
    char out[JX_DEC_PRINT_MAX];
    size_t n = jx_dec_print_short(d, out);
    assert_int_equal(n, strlen(out));
    assert_string_equal(out, text);
}

static void test_parse_reads_plain_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t micro;
        unsigned places;
    } rows[] = {
        {"0", 0, 0},
        {"-0", 0, 0},
        {"7", 7000000, 0},
        {"18.00", 18000000, 2},
        {"-1.5", -1500000, 1},
        {"0.000001", 1, 6},
        {"0.0000005", 1, 7},
        {"-0.0000005", -1, 7},
        {"0.0000004", 0, 7},
        {"1.23456749999", 1234567, 11},
        {"007", 7000000, 0},
        {"9223372036854.775807", INT64_MAX, 6},
        {"-9223372036854.775807", -INT64_MAX, 6},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        jx_dec d = {42};
        unsigned places = 99;
        assert_int_equal(jx_dec_parse(jx_slice_of(rows[i].text), &d, &places), JX_OK);
        assert_int_equal(d.micro, rows[i].micro);
        assert_int_equal(places, rows[i].places);
    }
}

static void test_parse_refuses_the_rest(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        jx_status status;
    } rows[] = {
        {"", JX_E_NOT_A_FIGURE},
        {"-", JX_E_NOT_A_FIGURE},
        {".", JX_E_NOT_A_FIGURE},
        {".5", JX_E_NOT_A_FIGURE},
        {"5.", JX_E_NOT_A_FIGURE},
        {"+5", JX_E_NOT_A_FIGURE},
        {"--5", JX_E_NOT_A_FIGURE},
        {"1.2.3", JX_E_NOT_A_FIGURE},
        {" 5", JX_E_NOT_A_FIGURE},
        {"5 ", JX_E_NOT_A_FIGURE},
        {"1e5", JX_E_NOT_A_FIGURE},
        {"５", JX_E_NOT_A_FIGURE},
        {"9223372036854.775808", JX_E_OVERFLOW},
        {"-9223372036854.775808", JX_E_OVERFLOW},
        {"9223372036855", JX_E_OVERFLOW},
        {"1234567890123456789012345678901", JX_E_OVERFLOW},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        jx_dec d = {42};
        assert_int_equal(jx_dec_parse(jx_slice_of(rows[i].text), &d, NULL), rows[i].status);
        assert_int_equal(d.micro, 42);
    }
}

static void test_rounding_is_half_up_away_from_zero(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        unsigned places;
        const char *to;
    } rows[] = {
        {"0.5", 0, "1"},      {"-0.5", 0, "-1"},
        {"0.49", 0, "0"},     {"-0.49", 0, "0"},
        {"1.5", 0, "2"},      {"2.5", 0, "3"},
        {"-2.5", 0, "-3"},    {"0.445", 1, "0.4"},
        {"0.445", 2, "0.45"}, {"-0.445", 2, "-0.45"},
        {"99.995", 2, "100"}, {"9.9423076", 2, "9.94"},
        {"1.005", 2, "1.01"}, {"1.000001", 6, "1.000001"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        jx_dec d;
        assert_int_equal(jx_dec_round(dec(rows[i].from), rows[i].places, &d), JX_OK);
        assert_prints(d, rows[i].to);
    }
}

static void test_printing_pads_and_rounds(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        unsigned places;
        const char *text;
    } rows[] = {
        {"0", 0, "0"},           {"0", 2, "0.00"},
        {"893.02", 2, "893.02"}, {"77", 2, "77.00"},
        {"0.05", 1, "0.1"},      {"-0.05", 1, "-0.1"},
        {"-0.04", 1, "0.0"},     {"0.000001", 6, "0.000001"},
        {"9.999", 2, "10.00"},   {"9223372036854.775807", 6, "9223372036854.775807"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char out[JX_DEC_PRINT_MAX];
        size_t n = jx_dec_print(dec(rows[i].value), rows[i].places, out);
        assert_string_equal(out, rows[i].text);
        assert_int_equal(n, strlen(rows[i].text));
    }
}

static void test_overflow_is_named_and_leaves_the_result_alone(void **state)
{
    (void)state;
    const jx_dec max = {INT64_MAX}, min = {-INT64_MAX}, one = {1};
    jx_dec d = {42};
    assert_int_equal(jx_dec_add(max, one, &d), JX_E_OVERFLOW);
    assert_int_equal(jx_dec_add(min, (jx_dec){-1}, &d), JX_E_OVERFLOW);
    assert_int_equal(jx_dec_sub(min, one, &d), JX_E_OVERFLOW);
    assert_int_equal(jx_dec_sub(max, (jx_dec){-1}, &d), JX_E_OVERFLOW);
    assert_int_equal(jx_dec_mul(max, JX_DEC(2), 6, &d), JX_E_OVERFLOW);
    assert_int_equal(jx_dec_mul(max, max, 0, &d), JX_E_OVERFLOW);
    assert_int_equal(jx_dec_div(max, (jx_dec){500000}, 6, &d), JX_E_OVERFLOW);
    assert_int_equal(jx_dec_muldiv(max, JX_DEC(3), JX_DEC(2), 6, &d), JX_E_OVERFLOW);
    assert_int_equal(jx_dec_round(max, 0, &d), JX_E_OVERFLOW);
    assert_int_equal(jx_dec_from_ratio((jx_int128)1 << 126, 1, 6, &d), JX_E_OVERFLOW);
    assert_int_equal(d.micro, 42);
}

static void test_division_by_zero_is_named(void **state)
{
    (void)state;
    jx_dec d = {42};
    assert_int_equal(jx_dec_div(JX_DEC(1), JX_DEC(0), 2, &d), JX_E_DIVISION);
    assert_int_equal(jx_dec_div(JX_DEC(0), JX_DEC(0), 2, &d), JX_E_DIVISION);
    assert_int_equal(jx_dec_muldiv(JX_DEC(1), JX_DEC(1), JX_DEC(0), 2, &d), JX_E_DIVISION);
    assert_int_equal(jx_dec_from_ratio(1, 0, 2, &d), JX_E_DIVISION);
    assert_int_equal(d.micro, 42);
}

static void test_arithmetic_of_a_form(void **state)
{
    (void)state;
    jx_dec d;
    assert_int_equal(jx_dec_muldiv(dec("583.58"), JX_DEC(100), dec("1007.02"), 2, &d), JX_OK);
    assert_prints(d, "57.95");
    assert_int_equal(jx_dec_muldiv(dec("18"), JX_DEC(10), dec("24"), 2, &d), JX_OK);
    assert_prints(d, "7.5");
    /* Rounded once: by way of 0.667 it would be 6.67, and 66.7 at one place. */
    assert_int_equal(jx_dec_muldiv(JX_DEC(2), JX_DEC(100), JX_DEC(3), 1, &d), JX_OK);
    assert_prints(d, "66.7");
    assert_int_equal(jx_dec_mul(dec("0.1"), dec("0.2"), 6, &d), JX_OK);
    assert_prints(d, "0.02");
    assert_int_equal(jx_dec_div(JX_DEC(-1), JX_DEC(3), 6, &d), JX_OK);
    assert_prints(d, "-0.333333");
}

/* Values of every size: the high bits of a random word are cleared by a random shift. */
static jx_dec any_value(struct random *r)
{
    int64_t micro = (int64_t)(random_next(r) >> (1 + random_below(r, 63)));
    return (jx_dec){random_below(r, 2) ? micro : -micro};
}

static void test_what_is_printed_reads_back(void **state)
{
    (void)state;
    struct random r = random_seeded(1);
    for (int i = 0; i < ROUNDS; i++) {
        jx_dec d = any_value(&r), again = {0};
        char out[JX_DEC_PRINT_MAX];
        unsigned places = 0;
        size_t n = jx_dec_print(d, JX_DEC_PLACES, out);
        assert_int_equal(jx_dec_parse(jx_slice_at(out, n), &again, &places), JX_OK);
        assert_int_equal(again.micro, d.micro);
        assert_int_equal(places, JX_DEC_PLACES);
        n = jx_dec_print_short(d, out);
        assert_int_equal(jx_dec_parse(jx_slice_at(out, n), &again, NULL), JX_OK);
        assert_int_equal(again.micro, d.micro);
    }
}

/* Half up by doubling, which is another way than the library's: floor((2n + d) / 2d) of magnitudes.
 */
static jx_int128 reference(jx_int128 n, jx_int128 d)
{
    bool negative = (n < 0) != (d < 0);
    if (n < 0) n = -n;
    if (d < 0) d = -d;
    jx_int128 q = (2 * n + d) / (2 * d);
    return negative ? -q : q;
}

static int64_t unit_of(unsigned places)
{
    int64_t unit = 1;
    for (unsigned i = places; i < JX_DEC_PLACES; i++)
        unit *= 10;
    return unit;
}

static void test_muldiv_against_128_bits(void **state)
{
    (void)state;
    struct random r = random_seeded(2);
    for (int i = 0; i < ROUNDS; i++) {
        /* 48 bits each keep the reference's own doubling inside 128 bits. */
        jx_dec a = {any_value(&r).micro >> 15}, b = {any_value(&r).micro >> 15};
        jx_dec c = {any_value(&r).micro >> 15}, got = {42};
        unsigned places = random_below(&r, JX_DEC_PLACES + 1);
        if (c.micro == 0) continue;
        jx_int128 unit = unit_of(places);
        jx_int128 want = reference((jx_int128)a.micro * b.micro, c.micro * unit) * unit;
        jx_status rc = jx_dec_muldiv(a, b, c, places, &got);
        bool fits = want <= INT64_MAX && want >= -INT64_MAX;
        assert_int_equal(rc, fits ? JX_OK : JX_E_OVERFLOW);
        assert_int_equal(got.micro, fits ? (int64_t)want : 42);
    }
}

static void test_mul_and_div_agree_with_muldiv(void **state)
{
    (void)state;
    struct random r = random_seeded(3);
    for (int i = 0; i < ROUNDS; i++) {
        jx_dec a = {any_value(&r).micro >> 15}, b = {any_value(&r).micro >> 15}, x = {42}, y = {42};
        unsigned places = random_below(&r, JX_DEC_PLACES + 1);
        assert_int_equal(jx_dec_mul(a, b, places, &x), jx_dec_muldiv(a, b, JX_DEC(1), places, &y));
        assert_int_equal(x.micro, y.micro);
        x = y = (jx_dec){42};
        assert_int_equal(jx_dec_div(a, b, places, &x), jx_dec_muldiv(a, JX_DEC(1), b, places, &y));
        assert_int_equal(x.micro, y.micro);
    }
}

static void test_add_and_sub_undo_each_other(void **state)
{
    (void)state;
    struct random r = random_seeded(4);
    for (int i = 0; i < ROUNDS; i++) {
        jx_dec a = any_value(&r), b = any_value(&r), sum = {0}, back = {0};
        jx_int128 want = (jx_int128)a.micro + b.micro;
        bool fits = want <= INT64_MAX && want >= -INT64_MAX;
        assert_int_equal(jx_dec_add(a, b, &sum), fits ? JX_OK : JX_E_OVERFLOW);
        if (!fits) continue;
        assert_int_equal(jx_dec_sub(sum, b, &back), JX_OK);
        assert_int_equal(back.micro, a.micro);
        assert_int_equal(jx_dec_cmp(a, b), (a.micro > b.micro) - (a.micro < b.micro));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse_reads_plain_numbers),
        cmocka_unit_test(test_parse_refuses_the_rest),
        cmocka_unit_test(test_rounding_is_half_up_away_from_zero),
        cmocka_unit_test(test_printing_pads_and_rounds),
        cmocka_unit_test(test_overflow_is_named_and_leaves_the_result_alone),
        cmocka_unit_test(test_division_by_zero_is_named),
        cmocka_unit_test(test_arithmetic_of_a_form),
        cmocka_unit_test(test_what_is_printed_reads_back),
        cmocka_unit_test(test_muldiv_against_128_bits),
        cmocka_unit_test(test_mul_and_div_agree_with_muldiv),
        cmocka_unit_test(test_add_and_sub_undo_each_other),
    };
    return cmocka_run_group_tests_name("base.decimal", tests, NULL, NULL);
}
