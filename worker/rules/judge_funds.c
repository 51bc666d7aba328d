/* The money part: every column's total against its sources, the execution score, what is added up.
 */
#include "judging.h"

#include <stdio.h>

enum column { INITIAL, ANNUAL, EXECUTED, COLUMNS };

static const struct {
    size_t offset;
    const char *member, *zh, *en;
} columns[COLUMNS] = {
    {offsetof(struct jx_evaluated_fund, initial_budget), "initial_budget", "年初预算数",
     "Initial budget"},
    {offsetof(struct jx_evaluated_fund, annual_budget), "annual_budget", "全年预算数",
     "Annual budget"},
    {offsetof(struct jx_evaluated_fund, executed), "executed", "全年执行数", "Executed"},
};

static bool is_total(struct jx_slice source)
{
    return jx_slice_eq(source, JX_LIT("total"));
}

/* ---- the total against its sources ---- */

/* Sources that may be parts of an appropriation printed beside them (财政拨款, 其中: 中央, 省级 …).
 */
static bool is_level(struct jx_slice source)
{
    return jx_slice_eq(source, JX_LIT("central")) || jx_slice_eq(source, JX_LIT("provincial")) ||
           jx_slice_eq(source, JX_LIT("local")) || jx_slice_eq(source, JX_LIT("superior"));
}

static bool is_appropriation(struct jx_slice source)
{
    return jx_slice_eq(source, JX_LIT("current_appropriation"));
}

/* Which source rows make up the total: all of them; or, where an appropriation is split into levels
 * of government, without the levels or without the appropriation. The form does not say which it
 * is. */
enum way { ALL, WITHOUT_LEVELS, WITHOUT_APPROPRIATION, WAYS };

static bool takes(enum way way, struct jx_slice source)
{
    if (is_total(source)) return false;
    if (way == WITHOUT_LEVELS) return !is_level(source);
    if (way == WITHOUT_APPROPRIATION) return !is_appropriation(source);
    return true;
}

struct sum {
    jx_dec value;
    jx_dec tolerance; /* of all addends */
    uint32_t addends;
    bool held; /* no overflow */
};

static jx_status half_width(const struct jx_money *m, jx_dec *out)
{
    return jx_dec_sub(m->range.hi, m->wan, out);
}

static struct sum sum_of(const struct jx_evaluated_fund *rows, uint32_t count,
                         const struct jx_money *cells, enum way way)
{
    struct sum s = {.held = true};
    for (uint32_t i = 0; i < count; i++) {
        if (!cells[i].known || !takes(way, rows[i].source)) continue;
        jx_dec half;
        s.addends++;
        /* A printed 0 is nothing, so it has no rounding to allow for. */
        s.held = s.held && jx_dec_add(s.value, cells[i].wan, &s.value) == JX_OK &&
                 half_width(&cells[i], &half) == JX_OK &&
                 (cells[i].wan.micro == 0 || jx_dec_add(s.tolerance, half, &s.tolerance) == JX_OK);
    }
    return s;
}

enum match { EQUAL, WITHIN, APART };

static enum match match(const struct jx_money *total, const struct sum *s)
{
    jx_dec apart, half, allowed;
    if (jx_dec_cmp(total->wan, s->value) == 0) return EQUAL;
    if (jx_dec_sub(total->wan, s->value, &apart) != JX_OK || half_width(total, &half) != JX_OK ||
        jx_dec_add(half, s->tolerance, &allowed) != JX_OK)
        return APART;
    if (apart.micro < 0) apart.micro = -apart.micro;
    return jx_dec_cmp(apart, allowed) <= 0 ? WITHIN : APART;
}

static bool has_both_kinds(const struct jx_evaluated_fund *rows, uint32_t count)
{
    bool level = false, appropriation = false;
    for (uint32_t i = 0; i < count; i++) {
        level = level || is_level(rows[i].source);
        appropriation = appropriation || is_appropriation(rows[i].source);
    }
    return level && appropriation;
}

static void check_sum(struct jx_judging *j, const struct jx_self_evaluation *form, uint32_t total,
                      enum column c, const struct jx_money *cells)
{
    const struct jx_evaluated_fund *rows = form->funds.items;
    uint32_t count = form->funds.count;
    struct sum first = sum_of(rows, count, cells, ALL);
    if (!cells[total].known || first.addends == 0 || !first.held) return;
    enum match best = match(&cells[total], &first);
    for (int way = WITHOUT_LEVELS; way < WAYS && has_both_kinds(rows, count); way++) {
        struct sum other = sum_of(rows, count, cells, (enum way)way);
        enum match m = match(&cells[total], &other);
        if (other.held && other.addends > 0 && m < best) best = m;
    }
    if (best == EQUAL) return;
    char place[JX_WHERE_BYTES];
    snprintf(place, sizeof place, "/funds/%u/%s", total, columns[c].member);
    struct jx_finding_facts facts = {.left = cells[total].text,
                                     .right = jx_score_text(first.value, 2, j->arena),
                                     .subject_zh = jx_slice_of(columns[c].zh),
                                     .subject_en = jx_slice_of(columns[c].en)};
    jx_finding_add(&j->findings, best == WITHIN ? JX_FINDING_FUNDS_SUM_TAIL : JX_FINDING_FUNDS_SUM,
                   place, &facts);
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
        .explanation_zh = jx_explain_funds(&budget, &executed, kind, &o, j->profile, JX_LANG_ZH,
                                           j->arena),
        .explanation_en = jx_explain_funds(&budget, &executed, kind, &o, j->profile, JX_LANG_EN,
                                           j->arena),
    };
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
        cells[c] = jx_money_column(form->funds, sizeof(struct jx_evaluated_fund), columns[c].offset,
                                   jx_money_scale(j->doc->money_unit), j->arena);
        if (!cells[c]) {
            j->rc = j->arena->status;
            return;
        }
    }
    uint32_t total = total_index(form->funds, sizeof(struct jx_evaluated_fund),
                                 offsetof(struct jx_evaluated_fund, source));
    if (total == form->funds.count) return;
    for (int c = 0; c < COLUMNS; c++)
        check_sum(j, form, total, (enum column)c, cells[c]);
    judge_total_row(j, form, total, cells);
    struct jx_additive *adds = &j->out->adds;
    adds->initial_budget = amount_or_zero(&cells[INITIAL][total]);
    adds->annual_budget = amount_or_zero(&cells[ANNUAL][total]);
    adds->executed = amount_or_zero(&cells[EXECUTED][total]);
}

void jx_judge_money(struct jx_judging *j, struct jx_list rows, size_t size, size_t source,
                    size_t cell, int64_t *to)
{
    uint32_t total = total_index(rows, size, source);
    if (total == rows.count || j->rc != JX_OK) return;
    struct jx_money *cells = jx_money_column(rows, size, cell, jx_money_scale(j->doc->money_unit),
                                             j->arena);
    if (cells)
        *to = amount_or_zero(&cells[total]);
    else
        j->rc = j->arena->status;
}
