/* The verdict on one document: rows first, then what follows from their sums. */
#include "judging.h"
#include "pack_parsed.h"

#include <stdio.h>

/* ---- total and grade ---- */

static jx_dec apart(jx_dec a, jx_dec b)
{
    jx_dec d = {INT64_MAX};
    if (jx_dec_sub(a, b, &d) == JX_OK && d.micro < 0) d.micro = -d.micro;
    return d;
}

/* How far the total may be from the sum of the printed scores. Rows printed as finely as the total,
 * or whole numbers (which are usually 10.00 cut short), may each hide half a hundredth; rows
 * printed more coarsely than the total, half a unit of theirs. A total coarser than the rows was
 * itself rounded. */
static jx_dec sum_tolerance(const struct jx_sums *s, unsigned total_places, unsigned decimals)
{
    unsigned rows = s->places;
    bool coarse = total_places > rows;
    if (!coarse && rows < decimals) rows = decimals;
    jx_dec each = jx_half_unit(rows), all = {0};
    if (total_places < s->places) all = jx_half_unit(total_places);
    all.micro += each.micro * (int64_t)s->counted;
    return all;
}

static void check_total(struct jx_judging *j, const struct jx_points *total)
{
    const struct jx_sums *s = &j->sums;
    if (!total->known || s->counted == 0 || s->not_claimed > 0 || s->overflow) return;
    if (jx_dec_cmp(total->value, s->claimed) == 0) return;
    jx_dec tolerance = sum_tolerance(s, total->places, j->profile->decimals);
    bool tail = jx_dec_cmp(apart(total->value, s->claimed), tolerance) <= 0;
    struct jx_finding_facts facts = {
        .left = total->text, .right = jx_score_text(s->claimed, j->profile->decimals, j->arena)};
    jx_finding_add(&j->findings, tail ? JX_FINDING_TOTAL_SUM_TAIL : JX_FINDING_TOTAL_SUM,
                   "/total/score", &facts);
}

/* A total that was rounded may belong to the grade on either side of it. */
static bool grade_possible(const struct jx_profile *p, const struct jx_points *total,
                           enum jx_grade printed)
{
    if (jx_profile_grade(p, total->value) == printed) return true;
    if (total->places >= p->decimals) return false;
    jx_dec low = total->value, high = total->value, half = jx_half_unit(total->places);
    (void)jx_dec_sub(total->value, half, &low);
    (void)jx_dec_add(total->value, (jx_dec){half.micro - 1}, &high);
    return jx_profile_grade(p, low) == printed || jx_profile_grade(p, high) == printed;
}

static void check_grade(struct jx_judging *j, const struct jx_points *total, struct jx_slice word)
{
    enum jx_grade printed = jx_profile_grade_of_word(j->profile, word);
    if (!total->known || printed == JX_GRADE_NONE) return;
    if (grade_possible(j->profile, total, printed)) return;
    enum jx_grade grade = jx_profile_grade(j->profile, total->value);
    struct jx_finding_facts facts = {.left = word,
                                     .right = jx_slice_of(jx_grade_zh(grade)),
                                     .detail_zh = total->text,
                                     .detail_en = total->text};
    jx_finding_add(&j->findings, JX_FINDING_GRADE, "/total/grade", &facts);
}

static void check_shortfall(struct jx_judging *j, const struct jx_self_evaluation *form)
{
    struct jx_slice text = form->shortfall_explanation;
    struct jx_score total = j->out->claimed.known ? j->out->claimed : j->out->computed;
    if (jx_is_absent(text) || !total.known) return;
    if (jx_dec_cmp(total.value, j->profile->explain_below) >= 0) return;
    if (!jx_cell_is_empty(text) && !jx_slice_eq(text, JX_LIT("无"))) return;
    struct jx_finding_facts facts = {
        .left = jx_score_text(total.value, j->profile->decimals, j->arena),
        .right = jx_score_text(j->profile->explain_below, 0, j->arena)};
    jx_finding_add(&j->findings, JX_FINDING_SHORTFALL, "/shortfall_explanation", &facts);
}

static void find_not_computed(struct jx_judging *j)
{
    struct jx_finding_facts facts = {.detail_zh = JX_LIT("没有可以评分的行。"),
                                     .detail_en = JX_LIT("no row can be scored.")};
    if (j->sums.not_computed > 0) {
        facts.detail_zh = jx_arena_printf(j->arena, "有 %u 行无法计算得分。", j->sums.not_computed);
        facts.detail_en = jx_arena_printf(j->arena, "%u rows have no computed score.",
                                          j->sums.not_computed);
    } else if (j->sums.overflow) {
        facts.detail_zh = JX_LIT("数字超出可计算的范围。");
        facts.detail_en = JX_LIT("a figure is out of the range of computation.");
    }
    jx_finding_add(&j->findings, JX_FINDING_TOTAL_NOT_COMPUTED, "/total/score", &facts);
}

/* The sum of the rows; nothing where one of them could not be judged, so that what is missing is
 * never taken for full marks, nor for none. */
static void add_up(struct jx_judging *j, const struct jx_points *total)
{
    const struct jx_sums *s = &j->sums;
    j->out->claimed = (struct jx_score){total->known, total->value};
    j->out->grade = JX_GRADE_NONE;
    if (s->counted == 0 || s->not_computed > 0 || s->overflow) {
        find_not_computed(j);
        return;
    }
    j->out->computed = (struct jx_score){true, s->computed};
    j->out->grade = jx_profile_grade(j->profile, s->computed);
}

static void judge_self_evaluation(struct jx_judging *j)
{
    const struct jx_self_evaluation *form = j->doc->body.self_evaluation;
    size_t rows = (size_t)form->indicators.count + 1;
    j->out->rows = jx_arena_array(j->arena, rows, sizeof *j->out->rows);
    if (!j->out->rows) {
        j->rc = j->arena->status;
        return;
    }
    jx_judge_funds(j, form);
    jx_judge_indicators(j, form);
    struct jx_points total = {.known = false};
    if (form->total) total = jx_points_read(form->total->score);
    add_up(j, &total);
    check_total(j, &total);
    if (form->total) check_grade(j, &total, form->total->grade);
    check_shortfall(j, form);
}

/* ---- forms without scores of ours ---- */

static void judge_monitoring(struct jx_judging *j)
{
    struct jx_list funds = j->doc->body.monitoring->funds;
    size_t size = sizeof(struct jx_monitored_fund);
    size_t source = offsetof(struct jx_monitored_fund, source);
    jx_judge_money(j, funds, size, source, offsetof(struct jx_monitored_fund, initial_budget),
                   &j->out->adds.initial_budget);
    jx_judge_money(j, funds, size, source, offsetof(struct jx_monitored_fund, executed),
                   &j->out->adds.executed);
}

static void judge_target(struct jx_judging *j)
{
    jx_judge_money(j, j->doc->body.target->funds, sizeof(struct jx_planned_fund),
                   offsetof(struct jx_planned_fund, source),
                   offsetof(struct jx_planned_fund, amount), &j->out->adds.initial_budget);
}

/* ---- what is added to the aggregates ---- */

static void count_scores(struct jx_verdict *v)
{
    struct jx_additive *adds = &v->adds;
    int64_t *const by_grade[JX_GRADE_COUNT] = {&adds->grade_excellent, &adds->grade_good,
                                               &adds->grade_fair, &adds->grade_poor};
    bool equal = v->claimed.known && v->computed.known &&
                 jx_dec_cmp(v->claimed.value, v->computed.value) == 0;
    adds->not_computed = !v->computed.known;
    adds->claimed_differs = !equal;
    if (v->grade != JX_GRADE_NONE) *by_grade[v->grade] = 1;
    if (v->computed.known) adds->computed_score = v->computed.value.micro;
    if (v->claimed.known) adds->claimed_score = v->claimed.value.micro;
    adds->claimed_count = v->claimed.known;
}

static void count_findings(struct jx_verdict *v)
{
    int64_t *const by_severity[] = {[JX_SEVERITY_ERROR] = &v->adds.errors,
                                    [JX_SEVERITY_EXPLAIN] = &v->adds.explains,
                                    [JX_SEVERITY_WARNING] = &v->adds.warnings,
                                    [JX_SEVERITY_INFO] = NULL};
    for (uint32_t i = 0; i < v->finding_count; i++) {
        int64_t *to = by_severity[v->findings[i].severity];
        if (to) ++*to;
    }
}

typedef void judge_form(struct jx_judging *j);

static judge_form *const judges[JX_FORM_COUNT] = {
    [JX_FORM_self_evaluation] = judge_self_evaluation,
    [JX_FORM_monitoring] = judge_monitoring,
    [JX_FORM_target] = judge_target,
};

jx_status jx_judge(const struct jx_document *d, const struct jx_pack *pack, struct jx_arena *a,
                   struct jx_verdict *out)
{
    *out = (struct jx_verdict){.grade = JX_GRADE_NONE, .adds.documents = 1};
    if (!jx_profile_covers(&pack->profile, d->form, d->year)) return JX_E_NO_PACK;
    struct jx_judging j = {.doc = d,
                           .profile = &pack->profile,
                           .arena = a,
                           .out = out,
                           .findings = {.arena = a, .rc = JX_OK},
                           .rc = JX_OK};
    if (judges[d->form]) judges[d->form](&j);
    out->findings = j.findings.items;
    out->finding_count = j.findings.count;
    if (d->form == JX_FORM_self_evaluation) count_scores(out);
    count_findings(out);
    return j.rc != JX_OK ? j.rc : j.findings.rc;
}
