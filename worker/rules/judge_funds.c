/* The money part: the execution score, and what is added up. */
#include "judging.h"

enum column { INITIAL, ANNUAL, EXECUTED, COLUMNS };

static const size_t columns[COLUMNS] = {
    offsetof(struct jx_evaluated_fund, initial_budget),
    offsetof(struct jx_evaluated_fund, annual_budget),
    offsetof(struct jx_evaluated_fund, executed),
};

static bool is_total(struct jx_slice source)
{
    return jx_slice_eq(source, JX_LIT("total"));
}

/* ---- the execution score ---- */

static bool weights_leave(const struct jx_judging *j, const struct jx_self_evaluation *form)
{
    const struct jx_evaluated_indicator *rows = form->indicators.items;
    jx_dec sum = j->profile->execution_weight, whole = JX_DEC(100);
    for (uint32_t i = 0; i < form->indicators.count; i++) {
        struct jx_points w = jx_points_read(rows[i].weight);
        if (w.known && jx_dec_add(sum, w.value, &sum) != JX_OK) return false;
    }
    struct jx_points printed = {.known = false};
    if (form->total) printed = jx_points_read(form->total->weight);
    if (printed.known) whole = printed.value;
    return jx_dec_cmp(sum, whole) == 0;
}

/* The printed weight. Where none is printed, the profile's, if a score is given or the indicators'
 * weights leave room for it; otherwise the form does not score execution. */
static struct jx_points weight_of(const struct jx_judging *j, const struct jx_self_evaluation *form,
                                  const struct jx_evaluated_fund *row)
{
    struct jx_points w = jx_points_read(row->weight);
    if (w.known || !jx_cell_is_empty(row->weight)) return w;
    if (jx_cell_is_empty(row->score) && !weights_leave(j, form)) return w;
    char text[JX_DEC_PRINT_MAX];
    size_t n = jx_dec_print_short(j->profile->execution_weight, text);
    struct jx_slice copy = jx_arena_copy(j->arena, jx_slice_at(text, n));
    return (struct jx_points){.known = true,
                              .value = j->profile->execution_weight,
                              .text = jx_is_absent(copy) ? JX_LIT("") : copy};
}

/* A rate stands for itself: 79.76% of a budget of 100. */
static bool from_rate(const struct jx_evaluated_fund *row, struct jx_money *budget,
                      struct jx_money *executed)
{
    struct jx_figure f;
    if (jx_figure_parse(row->rate, &f) != JX_OK) return false;
    if (f.scale != JX_SCALE_NONE && f.scale != JX_SCALE_PERCENT) return false;
    struct jx_interval range;
    unsigned places = f.places > JX_DEC_PLACES ? JX_DEC_PLACES : f.places;
    if (jx_interval_of(f.value, places, &range) != JX_OK) return false;
    jx_dec whole = JX_DEC(100);
    *budget = (struct jx_money){true, whole, {whole, whole}, JX_LIT("100")};
    *executed = (struct jx_money){true, f.value, range, row->rate};
    return true;
}

static void judge_total_row(struct jx_judging *j, const struct jx_self_evaluation *form,
                            uint32_t index, struct jx_money *const cells[COLUMNS])
{
    const struct jx_evaluated_fund *row = (const struct jx_evaluated_fund *)form->funds.items +
                                          index;
    struct jx_money budget = cells[ANNUAL][index], executed = cells[EXECUTED][index];
    enum jx_budget_kind kind = JX_BUDGET_ANNUAL;
    if (!budget.known && jx_cell_is_empty(row->annual_budget)) {
        budget = cells[INITIAL][index];
        kind = JX_BUDGET_INITIAL;
    }
    if ((!budget.known || !executed.known) && from_rate(row, &budget, &executed))
        kind = JX_BUDGET_RATE;
    struct jx_points weight = weight_of(j, form, row);
    struct jx_outcome o;
    jx_score_funds(&budget, &executed, weight, jx_points_read(row->score), j->profile, &o);
    struct jx_row_facts facts = {
        .part = "funds",
        .index = index,
        .counts = weight.known || !jx_cell_is_empty(row->weight) || !jx_cell_is_empty(row->score),
        .subject_zh = JX_LIT("预算执行率"),
        .subject_en = JX_LIT("budget execution"),
        .explanation_zh = JX_LIT(""),
        .explanation_en = JX_LIT(""),
    };
    if (j->texts) {
        facts.explanation_zh = jx_explain_funds(&budget, &executed, kind, &o, j->profile,
                                                JX_LANG_ZH, j->arena);
        facts.explanation_en = jx_explain_funds(&budget, &executed, kind, &o, j->profile,
                                                JX_LANG_EN, j->arena);
    }
    jx_judge_row(j, &o, &facts);
}

static int64_t amount_or_zero(const struct jx_money *m)
{
    return m->known ? m->wan.micro : 0;
}

static uint32_t total_index(struct jx_list rows, size_t size, size_t source)
{
    uint32_t i = 0;
    while (i < rows.count &&
           !is_total(*(const struct jx_slice *)((const char *)rows.items + i * size + source)))
        i++;
    return i;
}

void jx_judge_funds(struct jx_judging *j, const struct jx_self_evaluation *form)
{
    struct jx_money *cells[COLUMNS];
    for (int c = 0; c < COLUMNS; c++) {
        cells[c] = jx_money_column(form->funds, sizeof(struct jx_evaluated_fund), columns[c],
                                   jx_money_scale(j->doc->money_unit), j->arena);
        if (!cells[c]) {
            j->rc = j->arena->status;
            return;
        }
    }
    uint32_t total = total_index(form->funds, sizeof(struct jx_evaluated_fund),
                                 offsetof(struct jx_evaluated_fund, source));
    if (total == form->funds.count) return;
    judge_total_row(j, form, total, cells);
    struct jx_additive *adds = &j->out->adds;
    adds->initial_budget = amount_or_zero(&cells[INITIAL][total]);
    adds->annual_budget = amount_or_zero(&cells[ANNUAL][total]);
    adds->executed = amount_or_zero(&cells[EXECUTED][total]);
}

bool jx_judge_money(struct jx_judging *j, struct jx_list rows, size_t size, size_t source,
                    size_t cell, int64_t *to)
{
    uint32_t total = total_index(rows, size, source);
    if (total == rows.count || j->rc != JX_OK) return false;
    struct jx_money *cells = jx_money_column(rows, size, cell, jx_money_scale(j->doc->money_unit),
                                             j->arena);
    if (!cells) j->rc = j->arena->status;
    if (!cells || !cells[total].known) return false;
    *to = cells[total].wan.micro;
    return true;
}
