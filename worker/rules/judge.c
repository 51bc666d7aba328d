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

/* What the rules see of the scores beside the rows. */
static void show_sums(struct jx_judging *j)
{
    struct jx_scoring *seen = &j->seen.scoring;
    seen->claimed_sum = claimed_sum(j, &j->card->total);
    seen->rows_not_computed = j->sums.not_computed;
    seen->overflow = j->sums.overflow;
    seen->not_computed = !jx_sums_have_total(&j->sums);
    if (!seen->not_computed) seen->computed = jx_number_of(j->sums.computed);
}

static void judge_scores(struct jx_judging *j)
{
    if (j->doc->form == JX_FORM_self_evaluation) {
        jx_judge_rows(j);
        show_sums(j);
    }
    jx_card_add_up(j->card, j->profile, &j->sums, j->out);
}

/* ---- findings ---- */

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

static void run_rules(struct jx_judging *j)
{
    struct jx_findings found = {.arena = j->arena, .texts = j->texts, .rc = JX_OK};
    struct jx_run run = {.set = j->set,
                         .profile = j->profile,
                         .arena = j->arena,
                         .self = &j->seen,
                         .steps = JX_RUN_STEPS};
    const struct jx_form_rules *rules = &j->set->of_form[j->doc->form];
    for (uint32_t i = 0; i < rules->count; i++)
        jx_finding_check_all(&found, &run, rules->items[i].index, rules->items[i].compiled);
    j->out->findings = found.items;
    j->out->finding_count = found.count;
    if (j->rc == JX_OK) j->rc = found.rc;
}

static jx_status judge(const struct jx_document *d, const struct jx_card *card, bool texts,
                       const struct jx_pack *pack, struct jx_arena *a, struct jx_verdict *out)
{
    *out = (struct jx_verdict){.grade = JX_GRADE_NONE, .adds.documents = 1};
    if (!jx_profile_covers(&pack->profile, d->form, d->year)) return JX_E_NO_PACK;
    struct jx_judging j = {.doc = d,
                           .card = card,
                           .profile = &pack->profile,
                           .set = &pack->rules,
                           .arena = a,
                           .out = out,
                           .texts = texts,
                           .rc = JX_OK};
    j.rc = jx_case_begin(&j.seen, d, j.set, a);
    if (j.rc == JX_OK) jx_judge_hand_over(&j);
    if (j.rc == JX_OK) judge_scores(&j);
    if (j.rc == JX_OK) j.rc = jx_case_remember(&j.seen, j.set);
    if (j.rc == JX_OK) run_rules(&j);
    count_findings(out);
    return j.rc;
}

jx_status jx_judge(const struct jx_document *d, const struct jx_pack *pack, struct jx_arena *a,
                   struct jx_verdict *out)
{
    struct jx_card card;
    jx_status rc = jx_card_read(d, a, &card);
    return rc == JX_OK ? judge(d, &card, true, pack, a, out) : rc;
}

jx_status jx_judge_card(const struct jx_document *d, const struct jx_card *card,
                        const struct jx_pack *pack, struct jx_arena *a, struct jx_verdict *out)
{
    return judge(d, card, false, pack, a, out);
}

jx_status jx_judge_figures(const struct jx_document *d, const struct jx_pack *pack,
                           struct jx_arena *a, struct jx_verdict *out)
{
    struct jx_card card;
    jx_status rc = jx_card_read(d, a, &card);
    return rc == JX_OK ? jx_judge_card(d, &card, pack, a, out) : rc;
}
