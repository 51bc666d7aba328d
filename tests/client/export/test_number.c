/* Which figures become numbers of a workbook, and through which format. */
#include "../../../client/export/number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void numbers_look_as_printed(void **state)
{
    static const struct {
        const char *text, *format;
        double value;
    } cases[] = {
        {"0", "0", 0},
        {"10", "0", 10},
        {"18.00", "0.00", 18},
        {"-5.5", "0.0", -5.5},
        {"1,708.47", "#,##0.00", 1708.47},
        {"12,345,678", "#,##0", 12345678},
        {"99.42%", "0.00%", 0.9942},
        {"100%", "0%", 1},
        {"0.07%", "0.00%", 0.0007},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char format[NUMBER_FORMAT_ROOM];
        double value;
        assert_true(number_of(jx_slice_of(cases[i].text), &value, format));
        assert_string_equal(format, cases[i].format);
        assert_true(value == cases[i].value);
    }
}

static void others_stay_text(void **state)
{
    static const char *const cases[] = {
        "",
        "-",
        "007",
        "+5",
        "1,70",
        "1,7080",
        ",170",
        "5.",
        ".5",
        "-0",
        "-0.00",
        "1 2",
        "5%%",
        "1e5",
        "5元",
        "≥95%",
        "0,123",
        "1,234,56",
        "12345678901234567",
        "1.23456789012",
        "１２",
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char format[NUMBER_FORMAT_ROOM];
        double value;
        assert_false(number_of(jx_slice_of(cases[i]), &value, format));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_look_as_printed),
        cmocka_unit_test(others_stay_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
