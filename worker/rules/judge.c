/* The verdict on one document: rows first, then what follows from their sums. */
#include "judging.h"
#include "pack_parsed.h"

/* ---- total and grade ---- */

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

/* The sum of what is claimed, with what its rows and the total may have been rounded by. */
static struct jx_number claimed_sum(const struct jx_judging *j, const struct jx_points *total)
{
    const struct jx_sums *s = &j->sums;
    jx_dec lo, hi, tolerance = sum_tolerance(s, total->places, j->profile->decimals);
    /* The rule takes the total as the interval it is printed for, so that is not allowed twice. */
    if (total->known && total->places > 0) tolerance.micro -= jx_half_unit(total->places).micro;
    if (tolerance.micro < 0) tolerance.micro = 0;
    if (s->counted == 0 || s->not_claimed > 0 || s->overflow) return JX_NUMBER_UNKNOWN;
    if (jx_dec_sub(s->claimed, tolerance, &lo) != JX_OK ||
        jx_dec_add(s->claimed, tolerance, &hi) != JX_OK)
        return JX_NUMBER_UNKNOWN;
    return jx_number_between(lo, s->claimed, hi);
}

/* The sum of the rows; nothing where one of them could not be judged, so that what is missing is
 * never taken for full marks, nor for none. */
static void add_up(struct jx_judging *j, const struct jx_points *total)
{
    const struct jx_sums *s = &j->sums;
    struct jx_scoring *seen = &j->seen.scoring;
    j->out->claimed = (struct jx_score){total->known, total->value};
    j->out->grade = JX_GRADE_NONE;
    seen->claimed_sum = claimed_sum(j, total);
    seen->rows_not_computed = s->not_computed;
    seen->overflow = s->overflow;
    seen->not_computed = s->counted == 0 || s->not_computed > 0 || s->overflow;
    if (seen->not_computed) return;
    j->out->computed = (struct jx_score){true, s->computed};
    j->out->grade = jx_profile_grade(j->profile, s->computed);
    seen->computed = jx_number_of(s->computed);
}

void jx_judge_scores(struct jx_judging *j)
{
    const struct jx_self_evaluation *form = j->doc->body.self_evaluation;
    size_t rows = (size_t)form->indicators.count + 1;
    j->out->rows = jx_arena_array(j->arena, rows, sizeof *j->out->rows);
    j->seen.scoring.rows = jx_arena_array(j->arena, rows, sizeof *j->seen.scoring.rows);
    if (!j->out->rows || !j->seen.scoring.rows) {
        j->rc = jx_arena_failure(j->arena);
        return;
    }
    jx_judge_funds(j, form);
    jx_judge_indicators(j, form);
    struct jx_points total = {.known = false};
    if (form->total) total = jx_points_read(form->total->score);
    add_up(j, &total);
}

/* ---- forms without scores of ours ---- */

static void judge_monitoring(struct jx_judging *j)
{
    struct jx_additive *adds = &j->out->adds;
    struct jx_list funds = j->doc->body.monitoring->funds;
    size_t size = sizeof(struct jx_monitored_fund);
    size_t source = offsetof(struct jx_monitored_fund, source);
    bool budget = jx_judge_money(j, funds, size, source,
                                 offsetof(struct jx_monitored_fund, initial_budget),
                                 &adds->initial_budget);
    bool executed = jx_judge_money(j, funds, size, source,
                                   offsetof(struct jx_monitored_fund, executed), &adds->executed);
    if (!budget || !executed || j->rc != JX_OK) return;
    j->out->light = jx_profile_light(j->profile, (jx_dec){adds->initial_budget},
                                     (jx_dec){adds->executed}, jx_document_period(j->doc));
    adds->light_green = j->out->light == JX_LIGHT_GREEN;
    adds->light_yellow = j->out->light == JX_LIGHT_YELLOW;
    adds->light_red = j->out->light == JX_LIGHT_RED;
}

static void judge_target(struct jx_judging *j)
{
    (void)jx_judge_money(j, j->doc->body.target->funds, sizeof(struct jx_planned_fund),
                         offsetof(struct jx_planned_fund, source),
                         offsetof(struct jx_planned_fund, amount), &j->out->adds.initial_budget);
}

/* ---- what is added to the aggregates ---- */

/* So that a large project's score can weigh more than a small one's. A product that no figure can
 * hold weighs nothing. */
static void weigh_score(struct jx_verdict *v)
{
    struct jx_additive *adds = &v->adds;
    jx_dec product;
    jx_dec budget = {adds->annual_budget};
    if (!v->computed.known || jx_dec_mul(v->computed.value, budget, 6, &product) != JX_OK) return;
    adds->score_by_money = product.micro;
    adds->money_of_scores = budget.micro;
}

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
    weigh_score(v);
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
    [JX_FORM_self_evaluation] = jx_judge_scores,
    [JX_FORM_monitoring] = judge_monitoring,
    [JX_FORM_target] = judge_target,
};

struct checking {
    struct jx_findings *findings;
    uint32_t rule;
    const struct jx_compiled *compiled;
};

static bool check(struct jx_run *run, void *own)
{
    const struct checking *c = own;
    jx_finding_check(c->findings, run, c->rule, c->compiled);
    return c->findings->rc == JX_OK;
}

static void run_rules(struct jx_judging *j)
{
    struct jx_findings found = {.arena = j->arena, .texts = j->texts, .rc = JX_OK};
    struct jx_run run = {.set = j->set,
                         .profile = j->profile,
                         .arena = j->arena,
                         .self = &j->seen,
                         .steps = JX_RUN_STEPS};
    for (uint32_t i = 0; i < j->set->count && found.rc == JX_OK; i++) {
        const struct jx_rule *rule = &j->set->rules[i];
        const struct jx_compiled *c = rule->forms[j->doc->form];
        if (!c || rule->relation) continue;
        struct checking own = {&found, i, c};
        jx_scope_walk(&run, &c->scope, check, &own);
    }
    j->out->findings = found.items;
    j->out->finding_count = found.count;
    if (j->rc == JX_OK) j->rc = found.rc;
}

static jx_status judge(const struct jx_document *d, const struct jx_pack *pack, bool texts,
                       struct jx_arena *a, struct jx_verdict *out)
{
    *out = (struct jx_verdict){.grade = JX_GRADE_NONE, .adds.documents = 1};
    if (!jx_profile_covers(&pack->profile, d->form, d->year)) return JX_E_NO_PACK;
    struct jx_judging j = {.doc = d,
                           .profile = &pack->profile,
                           .set = &pack->rules,
                           .arena = a,
                           .out = out,
                           .texts = texts,
                           .rc = JX_OK};
    j.rc = jx_case_begin(&j.seen, d, j.set, a);
    if (j.rc == JX_OK && judges[d->form]) judges[d->form](&j);
    if (j.rc == JX_OK) run_rules(&j);
    if (d->form == JX_FORM_self_evaluation) count_scores(out);
    count_findings(out);
    return j.rc;
}

jx_status jx_judge(const struct jx_document *d, const struct jx_pack *pack, struct jx_arena *a,
                   struct jx_verdict *out)
{
    return judge(d, pack, true, a, out);
}

jx_status jx_judge_figures(const struct jx_document *d, const struct jx_pack *pack,
                           struct jx_arena *a, struct jx_verdict *out)
{
    return judge(d, pack, false, a, out);
}
