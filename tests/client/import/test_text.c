/* Text dumps become rows and cells. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../../../client/import/text_reader.h"

#include <stdio.h>
#include <stdlib.h>

enum { ARENA_BYTES = 16 << 20 };

/* The grid as one line: rows by ` / `, `¶` before a paragraph, `column:text` by `|`. */
static const char *drawn(const struct jx_grid *g, char *to, size_t room)
{
    const struct jx_sheet *s = &g->sheets[0];
    size_t at = 0;
    to[0] = '\0';
    for (uint32_t i = 0; i < s->row_count; i++) {
        at += (size_t)snprintf(to + at, room - at, "%s%s", i ? " / " : "",
                               s->rows[i].paragraph ? "¶" : "");
        for (uint32_t k = 0; k < s->rows[i].count; k++) {
            const struct jx_cell *c = &s->cells[s->rows[i].first + k];
            assert_int_equal(c->row, i);
            at += (size_t)snprintf(to + at, room - at, "%s%u:%.*s", k ? "|" : "", c->column,
                                   (int)c->text.len, c->text.ptr);
        }
    }
    return to;
}

static const struct {
    const char *what, *text, *grid;
} cases[] = {
    {"one row a line", "题\n\na\tb\t\n\tc\n\n注\n", "¶0:题 / 0:a|1:b / 1:c / ¶0:注"},
    {"carriage returns and a byte order mark",
     "\xEF\xBB\xBF"
     "a\tb\r\nc\td\r\n",
     "0:a|1:b / 0:c|1:d"},
    {"white space around a cell", "x  \t  y \n", "0:x|1:y"},
    {"Markdown heading and rules", "## 表\n\na\tb\n--\t---------\t---\nc\td\n---\n",
     "¶0:表 / 0:a|1:b / 0:c|1:d"},
    {"a row of marks is no rule", "a\t--\t-\n--\t--\t--\n", "0:a|1:--|2:- / 0:--|1:--|2:--"},
    {"one cell a line", "\t序号\n\t名称\n\n\t1\n\t甲\n", "1:序号|2:名称 / 1:1|2:甲"},
    {"empty cells count", "\t\n\t其中\n\t\n\t3\n", "2:其中|4:3"},
    {"a cell of several lines", "\t绩\n效\n\t一级\n指标\n", "1:绩\n效|2:一级\n指标"},
    {"a paragraph inside a cell", "\t\n\t数量\n\n指标\n\t5\n\n\tx\n\ty\n",
     "2:数量\n\n指标|3:5 / 1:x|2:y"},
    {"two of them", "\ta\n\tb\n\nc\n\nd\n\te\n", "1:a|2:b\n\nc\n\nd|3:e"},
    {"text behind a table", "\ta\n\tb\n\n\n注\n\n\n[x]\n\tc\n\td\n",
     "1:a|2:b / ¶0:注 / ¶0:[x] / 1:c|2:d"},
    {"a cell broken inside its row", "\t项目管理中\n问题\n\t无\n", "1:项目管理中\n问题|2:无"},
    {"rows broken in a table of one width", "a\tb\tc\td\n1\t2\t3\t4\n5\t6\n6\t7\t8\n9\t9\t9\t9\n",
     "0:a|1:b|2:c|3:d / 0:1|1:2|2:3|3:4 / 0:5|1:6\n6|2:7|3:8 / 0:9|1:9|2:9|3:9"},
    {"short rows that are whole", "a\tb\nc\td\te\tf\ng\n", "0:a|1:b / 0:c|1:d|2:e|3:f / ¶0:g"},
    {"nothing", "", ""},
    {"blank lines", "\n \n\xE3\x80\x80\n", ""},
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct jx_arena a;
        struct jx_grid g;
        char got[1024];
        jx_arena_init(&a, ARENA_BYTES);
        assert_int_equal(jx_text_read(jx_slice_of(cases[i].text), &a, &g), JX_OK);
        if (strcmp(drawn(&g, got, sizeof got), cases[i].grid) != 0)
            fail_msg("%s: got %s, expected %s", cases[i].what, got, cases[i].grid);
        jx_arena_clear(&a);
    }
}

static void test_lines_are_kept(void **state)
{
    (void)state;
    struct jx_arena a;
    struct jx_grid g;
    jx_arena_init(&a, ARENA_BYTES);
    assert_int_equal(jx_text_read(JX_LIT("题\n\na\tb\n\n\tc\n\n\td\n续\n\te\n"), &a, &g), JX_OK);
    static const uint32_t lines[] = {1, 3, 3, 5, 7, 9};
    assert_int_equal(g.sheets[0].cell_count, 6);
    for (uint32_t i = 0; i < 6; i++)
        assert_int_equal(g.sheets[0].cells[i].source_line, lines[i]);
    struct jx_slice address = jx_cell_address(&g, 0, 2, JX_LANG_ZH, &a);
    assert_true(jx_slice_eq(address, JX_LIT("第3行第2格")));
    jx_arena_clear(&a);
}

static void test_refusals(void **state)
{
    (void)state;
    struct jx_arena a;
    struct jx_grid g;
    jx_arena_init(&a, ARENA_BYTES);
    assert_int_equal(jx_text_read(JX_LIT("a\xFF"), &a, &g), JX_E_UTF8);
    char *tabs = malloc(JX_GRID_COLUMNS_MAX + 2);
    memset(tabs, '\t', JX_GRID_COLUMNS_MAX + 2);
    assert_int_equal(jx_text_read(jx_slice_at(tabs, JX_GRID_COLUMNS_MAX + 2), &a, &g),
                     JX_E_TOO_LARGE);
    free(tabs);
    jx_arena_clear(&a);
    jx_arena_init(&a, 0);
    assert_int_equal(jx_text_read(JX_LIT("a\tb"), &a, &g), JX_E_TOO_LARGE);
    jx_arena_clear(&a);
}

static void test_column_letters(void **state)
{
    (void)state;
    static const struct {
        uint32_t column;
        const char *address;
    } wanted[] = {{0, "表!A1"}, {25, "表!Z1"}, {26, "表!AA1"}, {701, "表!ZZ1"}, {702, "表!AAA1"}};
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        struct jx_cell c = {.column = wanted[i].column};
        struct jx_sheet s = {.name = JX_LIT("表"), .cells = &c, .cell_count = 1};
        struct jx_grid g = {&s, 1, JX_ADDRESS_SHEET};
        assert_true(
            jx_slice_eq(jx_cell_address(&g, 0, 0, JX_LANG_EN, &a), jx_slice_of(wanted[i].address)));
    }
    jx_arena_clear(&a);
}

static void test_word_addresses(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_cell cells[] = {{.row = 3, .column = 4, .source_line = 2, .ordinal = 2}, {.row = 4}};
    struct jx_sheet s = {.cells = cells, .cell_count = 2};
    struct jx_grid g = {&s, 1, JX_ADDRESS_TABLE};
    static const struct {
        uint32_t cell;
        enum jx_lang lang;
        const char *address;
    } wanted[] = {
        {0, JX_LANG_ZH, "表2第4行第2格"},
        {0, JX_LANG_EN, "table 2, row 4, cell 2"},
        {1, JX_LANG_ZH, "第5段"},
        {1, JX_LANG_EN, "paragraph 5"},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        assert_true(jx_slice_eq(jx_cell_address(&g, 0, wanted[i].cell, wanted[i].lang, &a),
                                jx_slice_of(wanted[i].address)));
    jx_arena_clear(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),          cmocka_unit_test(test_lines_are_kept),
        cmocka_unit_test(test_refusals),       cmocka_unit_test(test_column_letters),
        cmocka_unit_test(test_word_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
