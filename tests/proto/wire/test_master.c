/* Master data there and back, what a cell may hold, and when a day ends in China. */
#include "random.h"

#include <stdio.h>
#include <string.h>

#include "../../../proto/wire/master.h"

/* Each may stand in a key; two of them are more than a key may have. */
#define FIFTY "01234567890123456789012345678901234567890123456789"
#define LONG  FIFTY FIFTY FIFTY FIFTY FIFTY "0123"

static jx_status there_and_back(enum jx_master table, uint32_t year, const struct jx_slice *cells,
                                struct jx_arena *a, struct jx_master_act *out)
{
    struct jx_buffer b;
    struct jx_slice *copy = jx_arena_array(a, JX_MASTER_COLUMNS_MAX, sizeof *copy);
    memcpy(copy, cells, jx_master_schema(table)->count * sizeof *copy);
    struct jx_master_act act = {.nonce = JX_LIT("0123456789abcdef"),
                                .table = table,
                                .year = year,
                                .mode = JX_MASTER_REPLACE,
                                .cells = copy,
                                .row_count = 1};
    jx_buffer_init(&b, JX_CONTENT_BYTES_MAX);
    assert_int_equal(jx_master_encode(&act, &b), JX_OK);
    struct jx_slice bytes = jx_arena_copy(a, jx_buffer_slice(&b));
    jx_buffer_clear(&b);
    return jx_master_decode(bytes, a, out);
}

static void what_goes_in_comes_out(void **state)
{
    struct jx_slice cells[JX_MASTER_COLUMNS_MAX] = {
        JX_LIT("990001101"), JX_LIT("石桥镇"), JX_LIT("石桥镇人民政府"),
        JX_LIT("990001"),    JX_LIT("乡镇"),   JX_LIT("2019"),
        JX_LIT("")};
    struct jx_arena a;
    struct jx_master_act got;
    (void)state;
    jx_arena_init(&a, 1 << 20);
    assert_int_equal(there_and_back(JX_MASTER_units, 0, cells, &a, &got), JX_OK);
    assert_int_equal(got.table, JX_MASTER_units);
    assert_int_equal(got.mode, JX_MASTER_REPLACE);
    assert_int_equal(got.row_count, 1);
    for (uint32_t i = 0; i < 7; i++)
        assert_true(jx_slice_eq(got.cells[i], cells[i]));
    assert_int_equal(there_and_back(JX_MASTER_units, 2025, cells, &a, &got), JX_E_FORMAT);
    jx_arena_clear(&a);
}

static void cells_hold_what_they_may(void **state)
{
    static const struct {
        enum jx_master table;
        const char *cells[JX_MASTER_COLUMNS_MAX];
        jx_status status;
    } rows[] = {
        {JX_MASTER_units, {"990", "县"}, JX_OK},
        {JX_MASTER_units, {"9900", "县"}, JX_E_FIELD_VALUE},
        {JX_MASTER_units, {"99a", "县"}, JX_E_FIELD_VALUE},
        {JX_MASTER_units, {"990", ""}, JX_E_FIELD_MISSING},
        {JX_MASTER_units, {"990", "县", "", "", "", "2025", "2024"}, JX_E_FIELD_VALUE},
        {JX_MASTER_units, {"990", "县\n"}, JX_E_TEXT_CONTROL},
        {JX_MASTER_units, {"990", "\xFF"}, JX_E_UTF8},
        {JX_MASTER_projects, {"P1", "路", "990", "12.50"}, JX_OK},
        {JX_MASTER_projects, {"P 1", "路", "990", ""}, JX_E_FIELD_VALUE},
        {JX_MASTER_projects, {"P1", "路", "990", "十万"}, JX_E_FIELD_VALUE},
        {JX_MASTER_codes, {"division", "990001101", "镇"}, JX_OK},
        {JX_MASTER_codes, {"division", "990001", "县"}, JX_E_FIELD_VALUE},
        {JX_MASTER_codes, {"functional", "201", "类"}, JX_OK},
        {JX_MASTER_codes, {"functional", "2010301", "项"}, JX_OK},
        {JX_MASTER_codes, {"functional", "2010", "项"}, JX_E_FIELD_VALUE},
        {JX_MASTER_codes, {"economic", "30201", "款"}, JX_OK},
        {JX_MASTER_codes, {"economic", "3020101", "款"}, JX_E_FIELD_VALUE},
        {JX_MASTER_codes, {"indicator", "Q-1", "数量"}, JX_OK},
        {JX_MASTER_expected, {"self_evaluation", "", "990", "", "2024-02-29"}, JX_OK},
        {JX_MASTER_expected, {"self_evaluation", "", "990", "", "2025-02-29"}, JX_E_FIELD_VALUE},
        {JX_MASTER_expected, {"essay", "", "990"}, JX_E_FIELD_VALUE},
        {JX_MASTER_exceptions, {"", "", "990", "洪灾"}, JX_OK},
        {JX_MASTER_exceptions, {"", "", "990", ""}, JX_E_FIELD_MISSING},
        {JX_MASTER_aliases, {"unit", "某局", "990"}, JX_OK},
        {JX_MASTER_codes, {LONG, "Q-1", "类"}, JX_OK},
        {JX_MASTER_codes, {LONG, LONG, "类"}, JX_E_TEXT_LONG},
        {JX_MASTER_indicators, {"", "产出指标", "数量指标", "清淤长度"}, JX_OK},
        {JX_MASTER_indicators,
         {"Q-1", "产出指标", "数量指标", "清淤长度", "≥", "公里", "10", "个性", "2130306"},
         JX_OK},
        {JX_MASTER_indicators, {"", "产出指标", "", "清淤长度"}, JX_E_FIELD_MISSING},
        {JX_MASTER_indicators, {"", "产出指标", "数量指标", "长", ">="}, JX_E_FIELD_VALUE},
        {JX_MASTER_indicators, {"", "产", "数", "长", "=", "", "", "共"}, JX_E_FIELD_VALUE},
        {JX_MASTER_indicators, {"", "产", "数", LONG, "", "", "", "", LONG}, JX_E_TEXT_LONG},
        {JX_MASTER_indicators, {"Q 1", "产", "数", "长"}, JX_E_FIELD_VALUE},
        {JX_MASTER_aliases, {"person", "某人", "990"}, JX_E_FIELD_VALUE},
    };
    struct jx_arena a;
    (void)state;
    jx_arena_init(&a, 1 << 20);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct jx_slice cells[JX_MASTER_COLUMNS_MAX];
        struct jx_master_act got;
        for (size_t j = 0; j < JX_MASTER_COLUMNS_MAX; j++)
            cells[j] = jx_slice_of(rows[i].cells[j] ? rows[i].cells[j] : "");
        uint32_t year = jx_master_schema(rows[i].table)->by_year ? 2025 : 0;
        jx_status rc = there_and_back(rows[i].table, year, cells, &a, &got);
        if (rc != rows[i].status) fail_msg("row %u: %s", (unsigned)i, jx_status_name(rc));
    }
    jx_arena_clear(&a);
}

static void days_end_at_midnight_in_china(void **state)
{
    static const struct {
        const char *day;
        int64_t seconds; /* of `date -d '... 24:00 +0800' +%s`; 0: no day */
    } days[] = {{"1990-01-01", 631209600},
                {"2024-02-29", 1709222400},
                {"2025-12-31", 1767196800},
                {"2000-02-29", 951840000},
                {"2100-02-29", 0},
                {"2025-00-10", 0},
                {"2025-13-01", 0},
                {"2025-1-1", 0},
                {"", 0}};
    (void)state;
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        int64_t ms = -1;
        bool is_day = jx_master_day_end(jx_slice_of(days[i].day), &ms);
        assert_int_equal(is_day, days[i].seconds != 0);
        assert_int_equal(ms, days[i].seconds * 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_in_comes_out),
        cmocka_unit_test(cells_hold_what_they_may),
        cmocka_unit_test(days_end_at_midnight_in_china),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
