/* What follows from approved targets: their projects owe the year's other forms. */
#include "ask.h"
#include "master.h"

static jx_status ask_targets(struct session *s, uint32_t year, struct jx_arena *a,
                             struct jx_dues *out)
{
    struct jx_slice body;
    const struct jx_summary_arguments args = {
        .year = year, .form = jx_form_name(JX_FORM_target), .unit = JX_LIT("")};
    jx_status rc = ask_year(s, JX_QUERY_MISSING, &args, &body);
    return rc == JX_OK ? jx_dues_decode(body, a, out) : rc;
}

static jx_status add_row(struct master_list *l, const struct jx_due *target,
                         const struct expectation *e)
{
    struct jx_slice *cells = &l->cells[(size_t)l->row_count * EXPECTED_COLUMNS];
    uint32_t wrong = 0;
    cells[EXPECTED_FORM] = e->form;
    cells[EXPECTED_PERIOD] = e->period;
    cells[EXPECTED_UNIT] = target->unit;
    cells[EXPECTED_PROJECT] = target->project;
    cells[EXPECTED_DUE] = e->due;
    jx_status rc = jx_master_check_row(JX_MASTER_expected, cells, &wrong);
    l->places[l->row_count++] = target->project;
    return rc;
}

jx_status expect_of_targets(struct session *s, const struct expectation *e, struct jx_arena *a,
                            struct master_list *out)
{
    struct jx_dues targets = {.count = 0};
    *out = (struct master_list){.table = JX_MASTER_expected, .arena = a};
    jx_status rc = ask_targets(s, e->year, a, &targets);
    if (rc != JX_OK) return rc;
    out->cells = jx_arena_array(a, (size_t)targets.count * EXPECTED_COLUMNS + 1,
                                sizeof *out->cells);
    out->places = jx_arena_array(a, (size_t)targets.count + 1, sizeof *out->places);
    if (!out->cells || !out->places) return jx_arena_failure(a);
    for (uint32_t i = 0; rc == JX_OK && i < targets.count; i++)
        if (targets.rows[i].approved && targets.rows[i].project.len)
            rc = add_row(out, &targets.rows[i], e);
    return rc;
}
