/* Days and clocks in China. */
#include "../../../client/cli/day.h"
#include "../../proto/base/cmocka_all.h"

static const struct {
    int64_t ms;
    const char *day;
} days[] = {
    {0, ""},
    {1, "1970-01-01"},
    {1767196799999, "2025-12-31"}, /* the last millisecond of the year there */
    {1767196800000, "2026-01-01"}, /* still the 31st in Greenwich */
    {1709222399000, "2024-02-29"},
    {-28800001, "1970-01-01"}, /* seconds are cut towards 1970 */
    {-28801000, "1969-12-31"},
};

static void a_day_is_chinas(void **state)
{
    struct jx_arena a;
    (void)state;
    jx_arena_init(&a, 1 << 16);
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
        assert_string_equal(day_in_china(days[i].ms, &a).ptr, days[i].day);
    jx_arena_clear(&a);
}

static void a_moment_on_chinas_clock(void **state)
{
    struct tm tm;
    (void)state;
    assert_true(time_in_china(1767196800000, &tm));
    assert_int_equal(tm.tm_year, 2026 - 1900);
    assert_int_equal(tm.tm_hour, 0);
    assert_true(time_in_china(1767196799000, &tm));
    assert_int_equal(tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec, 24 * 3600 - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_is_chinas),
        cmocka_unit_test(a_moment_on_chinas_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
