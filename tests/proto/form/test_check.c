/* The shape check: each thing that can be wrong, with the place that the clerk is told. */
#include "../../../proto/form/document.h"

#include "../base/cmocka_all.h"

#include <stdio.h>
#include <string.h>

/* A small correct self-evaluation; the cases spoil one thing each. */
struct fixture {
    struct jx_arena arena;
    struct jx_document d;
    struct jx_party project, unit;
    struct jx_evaluated_fund funds[2];
    struct jx_evaluated_indicator indicators[2];
    struct jx_evaluated_total total;
    struct jx_pair extra[3];
    struct jx_trouble trouble;
};

static struct jx_evaluated_indicator indicator(struct jx_slice level3, struct jx_slice target)
{
    return (struct jx_evaluated_indicator){.level1 = JX_LIT("产出指标"),
                                           .level2 = JX_LIT("数量指标"),
                                           .level3 = level3,
                                           .target = target,
                                           .actual = JX_LIT("12公里"),
                                           .weight = JX_LIT("20"),
                                           .score = JX_LIT("20")};
}

static void fill(struct fixture *x)
{
    jx_arena_init(&x->arena, 4 << 20);
    assert_int_equal(jx_document_init(&x->d, JX_FORM_self_evaluation, &x->arena), JX_OK);
    x->d.year = 2023;
    x->d.title = JX_LIT("项目支出绩效自评表");
    x->project = (struct jx_party){.name = JX_LIT("水渠维修")};
    x->unit = (struct jx_party){.name = JX_LIT("青石县河口镇人民政府"), .code = JX_LIT("301")};
    x->d.project = &x->project;
    x->d.unit = &x->unit;
    x->funds[0] = (struct jx_evaluated_fund){.source = JX_LIT("total"),
                                             .label = JX_LIT("年度资金总额")};
    x->funds[1] = (struct jx_evaluated_fund){.source = JX_LIT("other"),
                                             .label = JX_LIT("其他资金")};
    x->indicators[0] = indicator(JX_LIT("维修 水渠"), JX_LIT(">= 12公里"));
    x->indicators[1] = indicator(JX_LIT("受益人口"), JX_LIT("≥735人次"));
    struct jx_self_evaluation *b = x->d.body.self_evaluation;
    b->funds = (struct jx_list){x->funds, 2};
    b->indicators = (struct jx_list){x->indicators, 2};
    b->total = &x->total;
}

static int set_up(void **state)
{
    static struct fixture x;
    memset(&x, 0, sizeof x);
    fill(&x);
    *state = &x;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *x = *state;
    jx_arena_clear(&x->arena);
    return 0;
}

static void assert_refused(struct fixture *x, jx_status status, const char *where, int64_t limit)
{
    assert_int_equal(jx_document_check(&x->d, &x->arena, &x->trouble), status);
    assert_int_equal(x->trouble.status, status);
    assert_string_equal(x->trouble.where, where);
    assert_int_equal(x->trouble.limit, limit);
    assert_int_equal(jx_document_check(&x->d, &x->arena, NULL), status); /* no trouble asked for */
}

static void assert_accepted(struct fixture *x)
{
    assert_int_equal(jx_document_check(&x->d, &x->arena, &x->trouble), JX_OK);
}

/* A text of n bytes, which outlives the test's arena only as long as the fixture does. */
static struct jx_slice long_text(struct fixture *x, size_t n)
{
    char *text = jx_arena_take(&x->arena, n);
    assert_non_null(text);
    memset(text, 'x', n);
    return jx_slice_at(text, n);
}

static void test_a_correct_document_is_accepted_and_tidied(void **state)
{
    struct fixture *x = *state;
    assert_accepted(x);
    assert_true(jx_slice_eq(x->indicators[0].level3, JX_LIT("维修水渠")));
    assert_true(jx_slice_eq(x->indicators[0].target, JX_LIT("≥12公里")));
    assert_true(jx_is_absent(x->indicators[0].reason));
}

static void test_unknown_form(void **state)
{
    struct fixture *x = *state;
    x->d.form = JX_FORM_UNKNOWN;
    assert_refused(x, JX_E_FORM_UNKNOWN, "/form", 0);
    x->d.form = JX_FORM_COUNT;
    assert_refused(x, JX_E_FORM_UNKNOWN, "/form", 0);
}

static void test_year(void **state)
{
    struct fixture *x = *state;
    static const int32_t wrong[] = {-1, 1, JX_YEAR_FIRST - 1, JX_YEAR_LAST + 1};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        x->d.year = wrong[i];
        assert_refused(x, JX_E_FIELD_VALUE, "/year", 0);
    }
    static const int32_t right[] = {0, JX_YEAR_FIRST, JX_YEAR_LAST};
    for (size_t i = 0; i < COUNT_OF(right); i++) {
        x->d.year = right[i];
        assert_accepted(x);
    }
}

static void test_missing_fields(void **state)
{
    struct fixture *x = *state;
    struct jx_self_evaluation *b = x->d.body.self_evaluation;
    x->project.name = JX_ABSENT;
    assert_refused(x, JX_E_FIELD_MISSING, "/project/name", 0);
    x->project.name = JX_LIT("");
    assert_accepted(x);
    x->indicators[1].target = JX_ABSENT;
    assert_refused(x, JX_E_FIELD_MISSING, "/indicators/1/target", 0);
    x->indicators[1].target = JX_LIT("");
    x->funds[0].source = JX_ABSENT;
    assert_refused(x, JX_E_FIELD_MISSING, "/funds/0/source", 0);
    b->funds.items = NULL;
    assert_refused(x, JX_E_FIELD_MISSING, "/funds", 0);
    b->funds = (struct jx_list){x->funds, 0}; /* present and empty */
    assert_accepted(x);
}

static void test_texts(void **state)
{
    struct fixture *x = *state;
    x->indicators[0].actual = JX_LIT("12\xFF");
    assert_refused(x, JX_E_UTF8, "/indicators/0/actual", 0);
    x->indicators[0].actual = JX_LIT("12\x01");
    assert_refused(x, JX_E_TEXT_CONTROL, "/indicators/0/actual", 0);
    x->indicators[0].actual = jx_slice_at("1\0002", 3);
    assert_refused(x, JX_E_TEXT_CONTROL, "/indicators/0/actual", 0);
    x->indicators[0].actual = JX_LIT("\xC2\x85 12"); /* a line break of another alphabet */
    assert_accepted(x);
    assert_true(jx_slice_eq(x->indicators[0].actual, JX_LIT("12")));
}

static void test_lengths(void **state)
{
    struct fixture *x = *state;
    x->indicators[0].weight = long_text(x, JX_FIGURE_MAX);
    assert_accepted(x);
    x->indicators[0].weight = long_text(x, JX_FIGURE_MAX + 1);
    assert_refused(x, JX_E_TEXT_LONG, "/indicators/0/weight", JX_FIGURE_MAX);
    x->indicators[0].weight = JX_LIT("20");
    x->d.title = long_text(x, JX_NAME_MAX + 1);
    assert_refused(x, JX_E_TEXT_LONG, "/title", JX_NAME_MAX);
}

/* White space goes before the length counts: a wrapped cell is not too long for its wrapping. */
static void test_length_is_of_the_tidied_text(void **state)
{
    struct fixture *x = *state;
    size_t n = JX_FIGURE_MAX + 100;
    char *text = jx_arena_take(&x->arena, n);
    memset(text, ' ', n);
    text[n - 1] = '7';
    x->total.score = jx_slice_at(text, n);
    assert_accepted(x);
    assert_true(jx_slice_eq(x->total.score, JX_LIT("7")));
}

static void test_too_many_rows(void **state)
{
    struct fixture *x = *state;
    struct jx_self_evaluation *b = x->d.body.self_evaluation;
    struct jx_evaluated_fund *many = jx_arena_array(&x->arena, JX_FUNDS_MAX + 1, sizeof *many);
    for (size_t i = 0; i <= JX_FUNDS_MAX; i++)
        many[i] = x->funds[1];
    b->funds = (struct jx_list){many, JX_FUNDS_MAX};
    assert_accepted(x);
    b->funds.count++;
    assert_refused(x, JX_E_ROWS, "/funds", JX_FUNDS_MAX);
}

static void test_extra(void **state)
{
    struct fixture *x = *state;
    x->extra[0] = (struct jx_pair){JX_LIT("备 注"), JX_LIT("无")};
    x->extra[1] = (struct jx_pair){JX_LIT("A/B~C"), JX_LIT("x  y")};
    x->extra[2] = (struct jx_pair){JX_LIT("其他"), JX_LIT("")};
    x->d.extra = (struct jx_list){x->extra, 3};
    assert_accepted(x);
    assert_true(jx_slice_eq(x->extra[0].key, JX_LIT("A/B~C"))); /* sorted */
    assert_true(jx_slice_eq(x->extra[0].value, JX_LIT("x y")));
    x->extra[0].value = JX_LIT("\x02");
    assert_refused(x, JX_E_TEXT_CONTROL, "/extra/A~1B~0C", 0);
    x->extra[0] = (struct jx_pair){JX_LIT(" 备注"), JX_LIT("二")}; /* the same after tidying */
    assert_refused(x, JX_E_FIELD_ORDER, "/extra/备注", 0);
}

static void test_tables(void **state)
{
    struct fixture *x = *state;
    struct jx_slice columns[] = {JX_LIT("收入/项目"), JX_LIT("金额")},
                    cells[] = {JX_LIT("合计"), JX_LIT("5")};
    struct jx_list rows[] = {{cells, 2}};
    struct jx_accounts_table tables[2];
    for (size_t i = 0; i < 2; i++)
        tables[i] = (struct jx_accounts_table){.key = i ? JX_LIT("02") : JX_LIT("01"),
                                               .title = JX_LIT("收入决算表"),
                                               .columns = {columns, 2},
                                               .rows = {rows, 1}};
    assert_int_equal(jx_document_init(&x->d, JX_FORM_final_accounts, &x->arena), JX_OK);
    x->d.body.final_accounts->tables = (struct jx_list){tables, 2};
    assert_accepted(x);
    cells[1] = JX_ABSENT;
    assert_refused(x, JX_E_FIELD_TYPE, "/tables/01/rows/0/1", 0);
    cells[1] = JX_LIT("\x03");
    assert_refused(x, JX_E_TEXT_CONTROL, "/tables/01/rows/0/1", 0);
    cells[1] = JX_LIT("5");
    rows[0].count = JX_TABLE_COLUMNS_MAX + 1;
    assert_refused(x, JX_E_ROWS, "/tables/01/rows/0", JX_TABLE_COLUMNS_MAX);
    rows[0].count = 2;
    tables[1].key = JX_LIT("01");
    assert_refused(x, JX_E_FIELD_ORDER, "/tables/01", 0);
    tables[1].key = JX_LIT("00");
    assert_refused(x, JX_E_FIELD_ORDER, "/tables/00", 0);
    tables[1].key = JX_LIT("02");
    tables[1].title = JX_ABSENT;
    assert_refused(x, JX_E_FIELD_MISSING, "/tables/02/title", 0);
}

static void test_memory(void **state)
{
    struct fixture *x = *state;
    struct jx_arena none;
    jx_arena_init(&none, 0);
    assert_int_equal(jx_document_check(&x->d, &none, &x->trouble), JX_E_TOO_LARGE);
    assert_string_equal(x->trouble.where, "/indicators/0/level3");
}

static void test_places(void **state)
{
    (void)state;
    struct jx_place p = {.len = 0};
    jx_place_name(&p, JX_LIT("funds"));
    jx_place_index(&p, 12);
    jx_place_name(&p, JX_LIT("a/b~"));
    assert_string_equal(p.text, "/funds/12/a~1b~0");
    for (int i = 0; i < 100; i++) /* cut, never past the buffer */
        jx_place_name(&p, JX_LIT("indicators"));
    assert_int_equal(p.len, JX_WHERE_BYTES - 1);
    assert_int_equal(strlen(p.text), p.len);
    struct jx_trouble t = {.status = JX_OK};
    assert_int_equal(jx_trouble_at(&t, JX_E_ROWS, &p, 7), JX_E_ROWS);
    assert_string_equal(t.where, p.text);
    assert_int_equal(jx_trouble_at(&t, JX_E_UTF8, NULL, 0), JX_E_UTF8);
    assert_string_equal(t.where, "");
    assert_int_equal(jx_trouble_at(NULL, JX_E_UTF8, &p, 0), JX_E_UTF8);
    assert_int_equal(jx_trouble_at(&t, JX_OK, &p, 0), JX_OK);
    assert_int_equal(t.status, JX_E_UTF8); /* no trouble, nothing written */
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_a_correct_document_is_accepted_and_tidied),
        CASE(test_unknown_form),
        CASE(test_year),
        CASE(test_missing_fields),
        CASE(test_texts),
        CASE(test_lengths),
        CASE(test_length_is_of_the_tidied_text),
        CASE(test_too_many_rows),
        CASE(test_extra),
        CASE(test_tables),
        CASE(test_memory),
        cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests_name("form.check", tests, NULL, NULL);
}
