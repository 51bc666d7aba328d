/* Grids with merged cells, places of fields, hostile grids, memory that ends at any point. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support.h"

#include <stdlib.h>

enum { ARENA_BYTES = 256 << 20, CELLS_MAX = 256 };

/* A sheet as a spreadsheet reader makes it, cell by cell. */
struct sheet_maker {
    struct jx_cell cells[CELLS_MAX];
    struct jx_row rows[CELLS_MAX];
    struct jx_sheet sheet;
};

static void next_row(struct sheet_maker *m)
{
    m->rows[m->sheet.row_count++] = (struct jx_row){m->sheet.cell_count, 0, false};
}

static void put(struct sheet_maker *m, uint32_t column, uint32_t down, uint32_t across,
                const char *text)
{
    struct jx_row *row = &m->rows[m->sheet.row_count - 1];
    m->cells[m->sheet.cell_count++] = (struct jx_cell){.row = m->sheet.row_count - 1,
                                                       .column = column,
                                                       .row_span = down,
                                                       .col_span = across,
                                                       .text = jx_slice_of(text)};
    row->count++;
}

static struct jx_grid finished(struct sheet_maker *m)
{
    m->sheet.name = JX_LIT("Sheet1");
    m->sheet.cells = m->cells;
    m->sheet.rows = m->rows;
    return (struct jx_grid){&m->sheet, 1, JX_ADDRESS_SHEET};
}

/* One form with everything merged that the printed layouts merge, one column and one row from the
 * edge. */
static void make_form(struct sheet_maker *m)
{
    memset(m, 0, sizeof *m);
    next_row(m);
    next_row(m);
    put(m, 1, 1, 8, "项目支出绩效自评表（2023年度）");
    next_row(m);
    put(m, 1, 1, 2, "项目名称");
    put(m, 3, 1, 6, "城墙修缮");
    next_row(m);
    put(m, 1, 3, 1, "项目\n资金\n（万元）");
    put(m, 2, 1, 2, "");
    put(m, 4, 1, 1, "全年预算数");
    put(m, 5, 1, 1, "全年执行数");
    put(m, 6, 1, 1, "分值");
    put(m, 7, 1, 2, "得分");
    next_row(m);
    put(m, 2, 1, 2, "年度资金总额");
    put(m, 4, 1, 1, "30");
    put(m, 5, 1, 1, "30");
    put(m, 6, 1, 1, "10");
    put(m, 7, 1, 2, "10");
    next_row(m);
    put(m, 2, 1, 2, "其中：财政拨款");
    put(m, 4, 1, 1, "30");
    put(m, 5, 1, 1, "30");
    put(m, 6, 1, 1, "--");
    next_row(m);
    put(m, 1, 1, 2, "年度目标");
    put(m, 3, 1, 6, "修好");
    next_row(m);
    put(m, 1, 4, 1, "绩效指标");
    put(m, 2, 1, 1, "一级指标");
    put(m, 3, 1, 1, "二级指标");
    put(m, 4, 1, 1, "三级指标");
    put(m, 5, 1, 1, "指标值");
    put(m, 6, 1, 1, "分值");
    put(m, 7, 1, 1, "得分");
    put(m, 8, 1, 1, "原因分析");
    next_row(m);
    put(m, 2, 3, 1, "产出指标\n（90分）");
    put(m, 3, 2, 1, "数量指标");
    put(m, 4, 1, 1, "砖数");
    put(m, 5, 1, 1, "≥900块");
    put(m, 6, 2, 1, "60");
    put(m, 7, 2, 1, "58");
    put(m, 8, 3, 1, "雨季");
    next_row(m);
    put(m, 4, 1, 1, "米数");
    put(m, 5, 1, 1, "≥30米");
    next_row(m);
    put(m, 3, 1, 1, "质量指标");
    put(m, 4, 1, 1, "合格率");
    put(m, 5, 1, 1, "1");
    put(m, 6, 1, 1, "30");
    put(m, 7, 1, 1, "30");
    next_row(m);
    put(m, 1, 1, 5, "总分");
    put(m, 6, 1, 1, "100");
    put(m, 7, 1, 1, "98");
}

static const char merged_form[] =
    "{\"form\":\"self_evaluation\",\"year\":2023,\"title\":\"项目支出绩效自评表\","
    "\"project\":{\"name\":\"城墙修缮\"},\"money_unit\":\"万元\",\"funds\":["
    "{\"source\":\"total\",\"label\":\"年度资金总额\",\"annual_budget\":\"30\",\"executed\":\"30\","
    "\"weight\":\"10\",\"score\":\"10\"},"
    "{\"source\":\"current_appropriation\",\"label\":\"财政拨款\",\"annual_budget\":\"30\","
    "\"executed\":\"30\"}],\"goals\":{\"expected\":\"修好\"},\"indicators\":["
    "{\"level1\":\"产出指标\",\"level1_weight\":\"90\",\"level2\":\"数量指标\",\"level3\":\"砖数\","
    "\"target\":\"≥900块\",\"weight\":\"60\",\"score\":\"58\",\"reason\":\"雨季\"},"
    "{\"level1\":\"产出指标\",\"level1_weight\":\"90\",\"level2\":\"数量指标\",\"level3\":\"米数\","
    "\"target\":\"≥30米\",\"weight\":\"\",\"score\":\"\",\"reason\":\"雨季\"},"
    "{\"level1\":\"产出指标\",\"level1_weight\":\"90\",\"level2\":\"质量指标\",\"level3\":"
    "\"合格率\","
    "\"target\":\"1\",\"weight\":\"30\",\"score\":\"30\",\"reason\":\"雨季\"}],"
    "\"total\":{\"weight\":\"100\",\"score\":\"98\"}}";

static void test_merged_cells(void **state)
{
    (void)state;
    struct jx_arena a;
    struct sheet_maker m;
    struct jx_import_result r;
    jx_arena_init(&a, ARENA_BYTES);
    make_form(&m);
    struct jx_grid g = finished(&m);
    assert_int_equal(jx_import(&g, standard_vocabulary(&a), &a, &r), JX_OK);
    assert_int_equal(r.document_count, 1);
    json_t *want = json_loads(merged_form, 0, NULL);
    json_t *got = document_json(&r.documents[0].document, false);
    const char *difference = json_difference(&a, "", want, got);
    if (difference) fail_msg("%s", difference);
    assert_int_equal(r.unplaced_count, 0);
    json_decref(want);
    json_decref(got);
    jx_arena_clear(&a);
}

static void test_places(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"/title", "Sheet1!B2"},
        {"/year", "Sheet1!B2"},
        {"/project/name", "Sheet1!D3"},
        {"/funds/0/executed", "Sheet1!F5"},
        {"/indicators/1/level2", "Sheet1!D9"},
        {"/indicators/1/target", "Sheet1!F10"},
        {"/indicators/2/reason", "Sheet1!I9"},
        {"/total/score", "Sheet1!H12"},
        {"/indicators/1/weight", "Sheet1!G9"}, /* merged over two rows */
        {"/indicators/1/actual", "Sheet1!C9"}, /* not printed: the row's first field */
        {"/funds", "Sheet1!C5"},
    };
    struct jx_arena a;
    struct sheet_maker m;
    struct jx_import_result r;
    jx_arena_init(&a, ARENA_BYTES);
    make_form(&m);
    struct jx_grid g = finished(&m);
    assert_int_equal(jx_import(&g, standard_vocabulary(&a), &a, &r), JX_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct jx_import_place *p = jx_import_place_of(&r.documents[0],
                                                             jx_slice_of(cases[i][0]));
        assert_non_null(p);
        struct jx_slice at = jx_cell_address(&g, p->sheet, p->cell, JX_LANG_EN, &a);
        if (!jx_slice_eq(at, jx_slice_of(cases[i][1])))
            fail_msg("%s: %.*s", cases[i][0], (int)at.len, at.ptr);
    }
    assert_null(jx_import_place_of(&r.documents[0], JX_LIT("/nothing")));
    jx_arena_clear(&a);
}

/* Memory ends after 0, 1, 2 … kilobytes: an outcome with a name each time, until it is enough. */
static void test_memory_ends_anywhere(void **state)
{
    (void)state;
    struct jx_arena words;
    struct sheet_maker m;
    jx_arena_init(&words, ARENA_BYTES);
    const struct jx_vocabulary *v = standard_vocabulary(&words);
    make_form(&m);
    struct jx_grid g = finished(&m);
    for (size_t limit = 0;; limit += 512) {
        struct jx_arena a;
        struct jx_import_result r;
        jx_arena_init(&a, limit);
        jx_status rc = jx_import(&g, v, &a, &r);
        jx_arena_clear(&a);
        if (rc == JX_OK) break;
        assert_int_equal(rc, JX_E_TOO_LARGE);
        assert_true(limit < ARENA_BYTES);
    }
    jx_arena_clear(&words);
}

/* Merges over each other, and ones that reach far below the sheet. */
static void test_overlapping_merges(void **state)
{
    (void)state;
    struct jx_arena a;
    struct sheet_maker m;
    struct jx_import_result r;
    jx_arena_init(&a, ARENA_BYTES);
    const struct jx_vocabulary *v = standard_vocabulary(&a);
    make_form(&m);
    for (uint32_t i = 0; i < m.sheet.cell_count; i++) {
        m.cells[i].row_span = UINT32_MAX - m.cells[i].row;
        m.cells[i].col_span = UINT32_MAX - m.cells[i].column;
    }
    struct jx_grid g = finished(&m);
    assert_int_equal(jx_import(&g, v, &a, &r), JX_OK);
    jx_arena_clear(&a);
}

/* Cells merged down over all rows of a wide and long sheet would be billions of texts. */
static void test_merges_that_multiply(void **state)
{
    (void)state;
    enum { ROWS = 100000, COLUMNS = 200 };
    struct jx_arena a;
    struct jx_import_result r;
    jx_arena_init(&a, (size_t)1 << 30);
    const struct jx_vocabulary *v = standard_vocabulary(&a);
    struct jx_cell *cells = jx_arena_array(&a, COLUMNS, sizeof *cells);
    struct jx_row *rows = jx_arena_array(&a, ROWS, sizeof *rows);
    for (uint32_t i = 0; i < COLUMNS; i++)
        cells[i] = (struct jx_cell){
            .column = i, .row_span = ROWS, .col_span = 1, .text = JX_LIT("产出指标")};
    rows[0].count = COLUMNS;
    struct jx_sheet s = {.name = JX_LIT("S"),
                         .cells = cells,
                         .cell_count = COLUMNS,
                         .rows = rows,
                         .row_count = ROWS,
                         .column_count = COLUMNS};
    struct jx_grid g = {&s, 1, JX_ADDRESS_SHEET};
    assert_int_equal(jx_import(&g, v, &a, &r), JX_E_TOO_LARGE);
    jx_arena_clear(&a);
}

/* A Word file whose table is drawn with tabs: every row is a paragraph. */
static void test_paragraphs_with_tabs(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "项目支出绩效自评表",
        "单位：万元\t2023年度",
        "项目名称\t城墙修缮\t主管部门\t文物局",
        "一级指标\t二级指标\t三级指标\t指标值\t完成值\t分值\t得分",
        "产出指标\t数量指标\t砖数\t≥9块\t9块\t50\t50",
        "\t质量指标\t合格率\t≥9%\t9%\t40\t40\t多余",
    };
    struct jx_arena a;
    struct sheet_maker m = {0};
    struct jx_import_result r;
    jx_arena_init(&a, ARENA_BYTES);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        next_row(&m);
        put(&m, 0, 1, 1, rows[i]);
        m.rows[i].paragraph = true;
    }
    struct jx_grid g = finished(&m);
    g.style = JX_ADDRESS_TABLE;
    assert_int_equal(jx_import(&g, standard_vocabulary(&a), &a, &r), JX_OK);
    assert_int_equal(r.document_count, 1);
    json_t *want = json_loads(
        "{\"form\":\"self_evaluation\",\"year\":2023,\"title\":\"项目支出绩效自评表\","
        "\"project\":{\"name\":\"城墙修缮\"},\"department\":{\"name\":\"文物局\"},"
        "\"money_unit\":\"万元\",\"funds\":[],\"indicators\":["
        "{\"level1\":\"产出指标\",\"level2\":\"数量指标\",\"level3\":\"砖数\",\"target\":\"≥9块\","
        "\"actual\":\"9块\",\"weight\":\"50\",\"score\":\"50\"},"
        "{\"level1\":\"产出指标\",\"level2\":\"质量指标\",\"level3\":\"合格率\",\"target\":\"≥9%\","
        "\"actual\":\"9%\",\"weight\":\"40\",\"score\":\"40\"}]}",
        0, NULL);
    json_t *got = document_json(&r.documents[0].document, false);
    const char *difference = json_difference(&a, "", want, got);
    if (difference) fail_msg("%s", difference);
    assert_int_equal(r.unplaced_count, 1); /* the paragraph whose last part has no column */
    assert_int_equal(r.unplaced[0].cell, 5);
    json_decref(want);
    json_decref(got);
    jx_arena_clear(&a);
}

static void test_nothing_to_find(void **state)
{
    (void)state;
    struct jx_arena a;
    struct jx_grid g;
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_import_result r = import_text(&a, standard_vocabulary(&a),
                                            JX_LIT("甲\t乙\n1\t2\n\n- 3 -\n\n自评表\n"), &g);
    assert_int_equal(r.document_count, 0);
    assert_int_equal(r.unplaced_count, 5);
    struct jx_grid empty = {NULL, 0, JX_ADDRESS_SHEET};
    assert_int_equal(jx_import(&empty, standard_vocabulary(&a), &a, &r), JX_OK);
    assert_int_equal(r.document_count, 0);
    jx_arena_clear(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_merged_cells),         cmocka_unit_test(test_places),
        cmocka_unit_test(test_memory_ends_anywhere), cmocka_unit_test(test_overlapping_merges),
        cmocka_unit_test(test_merges_that_multiply), cmocka_unit_test(test_paragraphs_with_tabs),
        cmocka_unit_test(test_nothing_to_find),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
