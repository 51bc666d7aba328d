/* Templates in memory: what is open, chosen from and computed; and what a writer does that cannot
 * write. */
#include "../../../client/export/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { ARENA_BYTES = 64 << 20 };

static struct pages *laid(struct jx_arena *a, const struct jx_fill *fill, bool given)
{
    struct jx_document *d = jx_arena_take(a, sizeof *d);
    struct pages *p = jx_arena_take(a, sizeof *p);
    struct jx_trouble t;
    assert_int_equal(jx_fill_document(fill, a, d), JX_OK);
    assert_int_equal(jx_document_check(d, a, &t), JX_OK);
    p->arena = a;
    p->fill = true;
    p->given = given;
    assert_int_equal(lay(d, p), JX_OK);
    return p;
}

static const struct cell *cell_of(const struct page *p, const char *text)
{
    for (uint32_t i = 0; i < p->count; i++)
        if (jx_slice_eq(p->cells[i].text, jx_slice_of(text))) return &p->cells[i];
    return NULL;
}

static const struct cell *cell_at(const struct page *p, uint32_t row, uint32_t column)
{
    for (uint32_t i = 0; i < p->count; i++)
        if (p->cells[i].row == row && p->cells[i].column == column) return &p->cells[i];
    return NULL;
}

/* No two cells over one place, none outside of the page, none without a column's width. */
static void assert_cells_apart(const struct page *p)
{
    uint8_t *taken = calloc(p->rows, p->columns);
    assert_non_null(taken);
    for (uint32_t i = 0; i < p->count; i++) {
        const struct cell *c = &p->cells[i];
        assert_true(c->row_span > 0 && c->col_span > 0);
        assert_true(c->row + c->row_span <= p->rows && c->column + c->col_span <= p->columns);
        for (uint32_t r = 0; r < c->row_span; r++)
            for (uint32_t k = 0; k < c->col_span; k++)
                assert_int_equal(taken[(c->row + r) * p->columns + c->column + k]++, 0);
    }
    for (uint32_t i = 0; i < p->columns; i++)
        assert_true(p->widths[i] > 0);
    free(taken);
}

static void every_form_has_a_template(void **state)
{
    (void)state;
    for (int form = JX_FORM_UNKNOWN + 1; form < JX_FORM_COUNT; form++) {
        struct jx_arena a;
        jx_arena_init(&a, ARENA_BYTES);
        struct jx_fill fill = {.form = (enum jx_form)form, .year = 2025};
        const struct pages *p = laid(&a, &fill, false);
        uint32_t open = 0;
        assert_true(p->count > 0);
        for (uint32_t i = 0; i < p->count; i++) {
            assert_cells_apart(&p->items[i]);
            for (uint32_t k = 0; k < p->items[i].count; k++) {
                const struct cell *c = &p->items[i].cells[k];
                open += c->use == USE_OPEN;
                assert_true(c->use != USE_COMPUTED || c->formula.len > 0);
                const struct input *in = c->input;
                size_t list = 0;
                for (const char *const *w = in ? in->choices : NULL; w && *w; w++)
                    list += strlen(*w) + 1;
                assert_true(list <= 255); /* what a workbook keeps of a list */
            }
        }
        assert_true(open > 10);
        jx_arena_clear(&a);
    }
}

static void self_evaluation_computes(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_fill fill = {.form = JX_FORM_self_evaluation, .year = 2025};
    const struct page *p = &laid(&a, &fill, false)->items[0];
    const struct cell *rate = cell_of(p, "执行率"), *label = cell_of(p, "年度资金总额");
    const struct cell *total = cell_of(p, "总分");
    assert_non_null(rate);
    assert_non_null(label);
    assert_non_null(total);
    const struct cell *c = cell_at(p, label->row, rate->column);
    assert_int_equal(c->use, USE_COMPUTED);
    assert_true(jx_contains(c->formula, JX_LIT("/")));
    assert_string_equal(c->format, "0.00%");
    c = cell_at(p, total->row, total->col_span);
    assert_int_equal(c->use, USE_COMPUTED);
    assert_true(jx_slice_eq(c->text, JX_LIT("10"))); /* of the rate: nothing else is given yet */
    const struct cell *level = cell_of(p, "数量指标");
    assert_int_equal(level->use, USE_OPEN);
    assert_string_equal(level->input->choices[0], "数量指标");
    assert_string_equal(cell_at(p, total->row + 1, 0)->text.ptr, "自评等级");
    jx_arena_clear(&a);
}

static void only_what_follows_a_target_takes_one(void **state)
{
    (void)state;
    struct jx_arena a;
    struct jx_document target, out;
    jx_arena_init(&a, ARENA_BYTES);
    assert_int_equal(jx_document_init(&target, JX_FORM_target, &a), JX_OK);
    struct jx_fill fill = {.form = JX_FORM_project_list, .target = &target};
    assert_int_equal(jx_fill_document(&fill, &a, &out), JX_E_FIELD_VALUE);
    fill.form = JX_FORM_monitoring;
    assert_int_equal(jx_fill_document(&fill, &a, &out), JX_OK);
    assert_true(jx_slice_eq(out.body.monitoring->period, JX_LIT("1-8月")));
    fill.target = &out;
    assert_int_equal(jx_fill_document(&fill, &a, &target), JX_E_FIELD_VALUE);
    fill.form = JX_FORM_UNKNOWN;
    fill.target = NULL;
    assert_int_equal(jx_fill_document(&fill, &a, &out), JX_E_FORM_UNKNOWN);
    jx_arena_clear(&a);
}

static void nothing_is_left_where_nothing_can_be_written(void **state)
{
    (void)state;
    struct jx_arena a;
    struct jx_document d;
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_fill fill = {.form = JX_FORM_target};
    assert_int_equal(jx_fill_document(&fill, &a, &d), JX_OK);
    assert_int_equal(jx_export_xlsx(&d, "no-such-folder/x.xlsx", &a), JX_E_IO);
    /* The name is taken by a folder: the part beside it goes. */
    assert_int_equal(jx_export_xlsx(&d, ".", &a), JX_E_IO);
    assert_int_not_equal(access("..part", F_OK), 0);
    jx_arena_clear(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_has_a_template),
        cmocka_unit_test(self_evaluation_computes),
        cmocka_unit_test(only_what_follows_a_target_takes_one),
        cmocka_unit_test(nothing_is_left_where_nothing_can_be_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
