/* One self-evaluation: full rows, money against points, results against targets. */
#include "review.h"

#include "../../proto/base/figure.h"
#include "../../worker/rules/notation.h"
#include "../cli/context.h"

#include <stdio.h>

static bool figure(struct jx_slice text, jx_dec *out)
{
    struct jx_figure f;
    if (jx_figure_parse(text, &f) != JX_OK) return false;
    *out = f.value;
    return true;
}

static bool percent_of(jx_dec part, jx_dec whole, jx_dec *out)
{
    return whole.micro > 0 &&
           jx_dec_from_ratio((jx_int128)part.micro * 100, whole.micro, 2, out) == JX_OK;
}

/* ---- money ---- */

static const struct jx_evaluated_fund *total_fund(const struct jx_self_evaluation *e)
{
    const struct jx_evaluated_fund *funds = e->funds.items;
    for (uint32_t i = 0; i < e->funds.count; i++)
        if (jx_slice_eq(funds[i].source, JX_LIT("total"))) return &funds[i];
    return NULL;
}

/* In 万元, whatever the form is printed in; false where it is no money. */
static bool money(const struct jx_document *d, struct jx_slice text, jx_dec *out)
{
    struct jx_figure f;
    enum jx_scale unit = jx_money_scale(d->money_unit);
    if (unit == JX_SCALE_NONE) unit = JX_SCALE_WAN_YUAN;
    return jx_figure_parse(text, &f) == JX_OK && jx_figure_wan(&f, unit, out) == JX_OK;
}

static jx_status look_at_money(struct reviewing *r, const struct reviewed *d, struct review_unit *u)
{
    const struct jx_evaluated_fund *fund = total_fund(d->document.body.self_evaluation);
    const struct jx_outcome *o = &d->listed->outcome;
    jx_dec budget, executed, rate;
    if (!fund || !money(&d->document, fund->annual_budget, &budget) ||
        !money(&d->document, fund->executed, &executed))
        return JX_OK;
    u->budget += budget.micro;
    u->executed += executed.micro;
    bool little = percent_of(executed, budget, &rate) &&
                  rate.micro < r->limits->spent_below * JX_DEC_ONE;
    if (!little || !o->has_computed || o->computed.micro < r->limits->scored_from * JX_DEC_ONE)
        return JX_OK;
    char spent[JX_DEC_PRINT_MAX], points[JX_DEC_PRINT_MAX], says[256];
    jx_dec_print(rate, 2, spent);
    jx_dec_print(o->computed, 2, points);
    snprintf(says, sizeof says, _("%s%% of the budget was spent, and the score is %s"), spent,
             points);
    return review_add(r, REVIEW_SPENT, d, JX_LIT("/funds/0"), jx_slice_of(says), REVIEW_ALONE);
}

/* ---- rows ---- */

static struct jx_slice target_of(const struct jx_evaluated_indicator *row)
{
    return jx_is_blank(row->adjusted_target) ? row->target : row->adjusted_target;
}

/* Target and actual value in one unit; false where they are no numbers that can be compared. */
static bool compare(const struct jx_evaluated_indicator *row, struct jx_notation *target,
                    struct jx_ratio *a, struct jx_ratio *b)
{
    struct jx_notation actual;
    jx_status rc = JX_OK;
    jx_notation_read(target_of(row), target);
    jx_notation_read(row->actual, &actual);
    if (target->kind != JX_NOTATION_NUMBER || actual.kind != JX_NOTATION_NUMBER) return false;
    return jx_notation_align(target, &actual, a, b, &rc) != JX_ALIGN_NOT && rc == JX_OK;
}

/* By how much the result is more than its target, where more is better; false where it is not. */
static bool exceeds(const struct jx_notation *target, struct jx_ratio a, struct jx_ratio b,
                    uint32_t limit, jx_dec *percent)
{
    struct jx_ratio share, least;
    int order;
    bool upwards = target->sign != JX_SIGN_LE && target->sign != JX_SIGN_LT;
    return upwards && a.n > 0 && jx_ratio_div(b, a, &share) == JX_OK &&
           jx_ratio_mul(share, (struct jx_ratio){100, 1}, &share) == JX_OK &&
           jx_ratio_make(limit, 1, &least) == JX_OK &&
           jx_ratio_cmp(share, least, &order) == JX_OK && order >= 0 &&
           jx_ratio_round(share, 0, percent) == JX_OK;
}

static jx_status look_at_row(struct reviewing *r, const struct reviewed *d, uint32_t index,
                             struct review_unit *u)
{
    const struct jx_list *rows = &d->document.body.self_evaluation->indicators;
    const struct jx_evaluated_indicator *row = &(
        (const struct jx_evaluated_indicator *)rows->items)[index];
    struct jx_notation target;
    struct jx_ratio a, b;
    jx_dec percent;
    int order;
    if (!compare(row, &target, &a, &b)) return JX_OK;
    if (jx_ratio_cmp(a, b, &order) == JX_OK && order == 0) u->exact++;
    if (!exceeds(&target, a, b, r->limits->exceeds, &percent)) return JX_OK;
    char place[64], times[JX_DEC_PRINT_MAX];
    struct jx_slice goal = target_of(row);
    snprintf(place, sizeof place, "/indicators/%u/actual", (unsigned)index);
    jx_dec_print(percent, 0, times);
    struct jx_slice says = jx_arena_printf(
        &r->review->arena, _("“%.*s”: target %.*s, actual %.*s, %s%% of it"), (int)row->level3.len,
        row->level3.ptr, (int)goal.len, goal.ptr, (int)row->actual.len, row->actual.ptr, times);
    if (jx_is_absent(says)) return jx_arena_failure(&r->review->arena);
    return review_add(r, REVIEW_EXCEEDED, d, jx_slice_of(place), says, REVIEW_ALONE);
}

static jx_status look_at_rows(struct reviewing *r, const struct reviewed *d, struct review_unit *u)
{
    const struct jx_list *rows = &d->document.body.self_evaluation->indicators;
    const struct jx_evaluated_indicator *row = rows->items;
    uint32_t scored = 0, full = 0;
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < rows->count; i++) {
        jx_dec weight, score;
        if (figure(row[i].weight, &weight) && weight.micro > 0 && figure(row[i].score, &score)) {
            scored++;
            full += jx_dec_cmp(score, weight) == 0;
        }
        rc = look_at_row(r, d, i, u);
    }
    u->rows += scored;
    u->full += full;
    if (rc != JX_OK || scored < r->limits->rows_least || full < scored) return rc;
    char says[128];
    snprintf(says, sizeof says, _("all %u rows have their full weight"), (unsigned)scored);
    return review_add(r, REVIEW_FULL, d, JX_LIT("/indicators"), jx_slice_of(says), REVIEW_ALONE);
}

jx_status review_document(struct reviewing *r, const struct reviewed *d, struct review_unit *u)
{
    const struct jx_outcome *o = &d->listed->outcome;
    if (d->document.form != JX_FORM_self_evaluation) return JX_OK;
    u->documents++;
    if (o->has_computed) {
        if (u->scored == 0 || o->computed.micro < u->lowest) u->lowest = o->computed.micro;
        if (u->scored == 0 || o->computed.micro > u->highest) u->highest = o->computed.micro;
        u->sum += o->computed.micro;
        u->scored++;
        if (o->grade < sizeof u->grades / sizeof u->grades[0]) u->grades[o->grade]++;
    }
    jx_status rc = look_at_money(r, d, u);
    if (rc == JX_OK) rc = look_at_rows(r, d, u);
    return rc == JX_OK ? review_note_texts(r, d) : rc;
}
