/* Fills an expression's view of a row, finds the rule, and rounds its result once. */
#include "score.h"

#include "deduction.h"
#include "units.h"

static struct jx_slice text_of(struct jx_slice s)
{
    return jx_is_absent(s) ? JX_LIT("") : s;
}

static bool is_number(const struct jx_notation *n)
{
    return n->kind == JX_NOTATION_NUMBER;
}

/* A range that no number is held against is judged as words are. */
static bool is_words(const struct jx_notation *n)
{
    return n->kind == JX_NOTATION_TEXT || n->kind == JX_NOTATION_RANGE;
}

static void see_target(const struct jx_notation *t, struct jx_view *v)
{
    jx_view_see(v, JX_FACT_POSITIVE, t->sign == JX_SIGN_GE || t->sign == JX_SIGN_GT);
    jx_view_see(v, JX_FACT_NEGATIVE, t->sign == JX_SIGN_LE || t->sign == JX_SIGN_LT);
    jx_view_see(v, JX_FACT_STRICT, t->sign == JX_SIGN_GT || t->sign == JX_SIGN_LT);
    jx_view_see(v, JX_FACT_EQUAL_SIGN, t->sign == JX_SIGN_EQ);
    jx_view_see(v, JX_FACT_NO_SIGN, t->sign == JX_SIGN_NONE);
    jx_view_see(v, JX_FACT_TARGET_NUMBER, is_number(t));
    jx_view_see(v, JX_FACT_TARGET_RATE, is_number(t) && t->dimension == JX_DIMENSION_RATE);
    jx_view_see(v, JX_FACT_TARGET_TIME, is_number(t) && t->dimension == JX_DIMENSION_TIME);
    jx_view_see(v, JX_FACT_TARGET_MONEY, is_number(t) && t->dimension == JX_DIMENSION_MONEY);
    jx_view_see(v, JX_FACT_TARGET_DATE, t->kind == JX_NOTATION_DATE);
    jx_view_see(v, JX_FACT_TARGET_TEXT, is_words(t));
    jx_view_see(v, JX_FACT_TARGET_BLANK, t->kind == JX_NOTATION_BLANK);
}

static void see_actual(const struct jx_notation *a, struct jx_view *v)
{
    jx_view_see(v, JX_FACT_ACTUAL_NUMBER, is_number(a));
    jx_view_see(v, JX_FACT_ACTUAL_PERCENT,
                is_number(a) && a->dimension == JX_DIMENSION_RATE && a->denominator == 100);
    jx_view_see(v, JX_FACT_ACTUAL_DATE, a->kind == JX_NOTATION_DATE);
    jx_view_see(v, JX_FACT_ACTUAL_TEXT, is_words(a));
    jx_view_see(v, JX_FACT_ACTUAL_BLANK, a->kind == JX_NOTATION_BLANK);
}

/* A and B in one unit where they can be compared; else B alone, in its own. Returns JX_OK or why
 * the figures cannot be held. */
static jx_status see_figures(struct jx_reading *r)
{
    struct jx_view *v = &r->row.view;
    if (is_number(&r->target)) v->figures[JX_VAR_A] = jx_amount_of(r->target.value);
    if (is_number(&r->actual)) v->figures[JX_VAR_B] = jx_amount_of(r->actual.value);
    jx_status rc;
    struct jx_ratio a, b;
    r->alignment = jx_notation_align(&r->target, &r->actual, &a, &b, &rc);
    if (rc != JX_OK || r->alignment == JX_ALIGN_NOT) return rc;
    v->figures[JX_VAR_A] = (struct jx_amount){true, a};
    v->figures[JX_VAR_B] = (struct jx_amount){true, b};
    int c = 0;
    rc = jx_ratio_cmp(b, a, &c);
    jx_view_see(v, JX_FACT_COMPARABLE, true);
    jx_view_see(v, JX_FACT_MET, jx_sign_holds(r->target.sign, c));
    return rc;
}

static void see_dates(struct jx_reading *r, int32_t year)
{
    if (r->target.kind != JX_NOTATION_DATE || r->actual.kind != JX_NOTATION_DATE) return;
    r->meeting = jx_date_meets(&r->target.date, &r->actual.date, year);
    jx_view_see(&r->row.view, JX_FACT_DATES, r->meeting != JX_MEETING_UNKNOWN);
    jx_view_see(&r->row.view, JX_FACT_MET, r->meeting == JX_MEETING_MET);
}

/* A target printed in cells of its own for sign, words and unit is joined: 有所改善 | 年. */
static bool same_but_unit(struct jx_slice target, struct jx_slice actual)
{
    struct jx_unit unit;
    struct jx_slice words = jx_starts_with(target, JX_LIT("=")) ? jx_slice_from(target, 1) : target;
    return !jx_is_blank(actual) && jx_starts_with(words, actual) &&
           jx_unit_read(jx_slice_from(words, actual.len), &unit);
}

static bool same_words(const struct jx_reading *r, struct jx_slice target, struct jx_slice actual)
{
    if (jx_words_same(target, actual)) return true;
    return r->target.kind == JX_NOTATION_TEXT && same_but_unit(target, actual);
}

static jx_status read_cells(const struct jx_evaluated_indicator *row, int32_t year,
                            struct jx_reading *r)
{
    struct jx_slice target = r->adjusted ? row->adjusted_target : row->target;
    jx_notation_read(text_of(target), &r->target);
    jx_notation_read(text_of(row->actual), &r->actual);
    const bool range = jx_notation_bound(&r->target, &r->actual, &r->target);
    struct jx_view *v = &r->row.view;
    v->subjects[JX_SUBJECT_TARGET] = text_of(target);
    v->subjects[JX_SUBJECT_ACTUAL] = text_of(row->actual);
    v->subjects[JX_SUBJECT_REASON] = text_of(row->reason);
    v->subjects[JX_SUBJECT_LEVEL1] = text_of(row->level1);
    v->subjects[JX_SUBJECT_LEVEL2] = text_of(row->level2);
    v->subjects[JX_SUBJECT_LEVEL3] = text_of(row->level3);
    see_target(&r->target, v);
    jx_view_see(v, JX_FACT_TARGET_RANGE, range);
    see_actual(&r->actual, v);
    jx_view_see(v, JX_FACT_SAME, same_words(r, text_of(target), text_of(row->actual)));
    jx_view_see(v, JX_FACT_NAME_BLANK, jx_is_blank(row->level3));
    jx_status rc = see_figures(r);
    see_dates(r, year);
    return rc;
}

static void see_points(struct jx_view *v, struct jx_points weight, struct jx_points claimed)
{
    if (weight.known) v->figures[JX_VAR_W] = jx_amount_of(weight.value);
    if (claimed.known) v->figures[JX_VAR_S] = jx_amount_of(claimed.value);
}

/* The standard of deduction that the form prints in a column of its own. */
static struct jx_slice standard_of(const struct jx_evaluated_indicator *row)
{
    static const char *const headings[] = {"扣分标准", "扣分）标准", "评分标准", "扣)分标准",
                                           "）分标准"};
    const struct jx_pair *pairs = row->extra.items;
    for (uint32_t i = 0; i < row->extra.count; i++)
        for (size_t k = 0; k < sizeof headings / sizeof headings[0]; k++)
            if (jx_contains(pairs[i].key, jx_slice_of(headings[k]))) return pairs[i].value;
    return JX_ABSENT;
}

/* Target and actual in one unit, so that the standard can be applied. A step in days, pieces and
 * the like has to be in the target's unit. */
static void see_standard(const struct jx_evaluated_indicator *row, struct jx_reading *r)
{
    struct jx_deduction d;
    struct jx_view *v = &r->row.view;
    struct jx_ratio score;
    const struct jx_amount *f = v->figures;
    struct jx_slice text = standard_of(row);
    if (jx_is_blank(text) || !jx_view_is(v, JX_FACT_COMPARABLE) || !f[JX_VAR_W].known) return;
    if (!jx_deduction_read(text, &d)) return;
    if (!d.percent && d.unit.len > 0 && !jx_slice_eq(d.unit, r->target.unit)) return;
    bool rate = r->target.dimension == JX_DIMENSION_RATE;
    if (jx_deduction_score(&d, f[JX_VAR_A].value, f[JX_VAR_B].value, f[JX_VAR_W].value, rate,
                           jx_view_is(v, JX_FACT_NEGATIVE), &score) != JX_OK)
        return;
    jx_view_see(v, JX_FACT_STANDARD, true);
    v->figures[JX_VAR_D] = (struct jx_amount){true, score};
}

void jx_read_indicator(const struct jx_evaluated_indicator *row, int32_t year,
                       struct jx_reading *out)
{
    *out = (struct jx_reading){.adjusted = !jx_is_blank(row->adjusted_target)};
    struct jx_scorable *s = &out->row;
    s->weight = jx_points_read(row->weight);
    s->claimed = jx_points_read(row->score);
    s->rc = read_cells(row, year, out);
    see_points(&s->view, s->weight, s->claimed);
    see_standard(row, out);
}

/* ---- rules ---- */

/* Of 64 rules, those that are not ruled out. */
static uint64_t candidates(const struct jx_ruled_out *out, uint32_t shown)
{
    uint64_t ruled_out = 0;
    for (unsigned i = 0; i < JX_SHOWN_BYTES; i++)
        ruled_out |= out->bytes[i][shown >> 8 * i & 255];
    return ~ruled_out;
}

static jx_status find_rule(const struct jx_rule_list *list, const struct jx_view *v,
                           struct jx_looked_up *words, const struct jx_scoring_rule **out)
{
    jx_status rc = JX_OK;
    const uint32_t shown = jx_view_shows(v);
    *out = NULL;
    for (uint32_t from = 0; from < list->count && rc == JX_OK && !*out; from += 64) {
        uint64_t left = candidates(&list->ruled_out[from / 64], shown);
        for (; left && rc == JX_OK && !*out; left &= left - 1) {
            const struct jx_scoring_rule *rule =
                &list->rules[from + (unsigned)__builtin_ctzll(left)];
            bool holds = !rule->rest;
            if (rule->rest) rc = jx_expression_holds(rule->rest, v, words, &holds);
            if (rc == JX_OK && holds) *out = rule;
        }
    }
    return rc;
}

/* How many decimals the claimed score is rounded to. Fewer than the profile's only where the print
 * shows it: by a last decimal 0 (`10.0`), or because the score is not the full one. `10` out of 10
 * may stand for 10.00, so it is no rounding of 9.94, but nobody writes `9` where 9.94 was meant to
 * be exact. */
static unsigned claim_places(const struct jx_outcome *o, const struct jx_profile *p)
{
    bool full = jx_dec_cmp(o->claimed.value, o->weight.value) == 0;
    bool shown = o->claimed.trailing_zero || !full;
    return o->claimed.places < p->decimals && !shown ? p->decimals : o->claimed.places;
}

/* Decides the computed score: the claimed one where some figures that the print allows round to it.
 */
static void settle(struct jx_outcome *o, const struct jx_ratio *low, const struct jx_ratio *exact,
                   const struct jx_ratio *high, const struct jx_profile *p)
{
    unsigned places = o->claimed.known ? claim_places(o, p) : p->decimals;
    jx_status rc = jx_ratio_round(*exact, p->decimals, &o->exact);
    o->low = o->high = o->exact;
    if (rc == JX_OK && (places != p->decimals || low != exact))
        rc = jx_ratio_round(*low, places, &o->low);
    if (rc == JX_OK && low == high) o->high = o->low;
    if (rc == JX_OK && low != high) rc = jx_ratio_round(*high, places, &o->high);
    if (rc != JX_OK) {
        o->why = JX_NO_RANGE;
        return;
    }
    /* Neither rounding nor a coarse claim (13 of 12.5) may lift a score above its weight. */
    if (jx_dec_cmp(o->exact, o->weight.value) > 0) o->exact = o->weight.value;
    bool allowed = o->claimed.known && jx_dec_cmp(o->claimed.value, o->weight.value) <= 0 &&
                   jx_dec_cmp(o->low, o->claimed.value) <= 0 &&
                   jx_dec_cmp(o->claimed.value, o->high) <= 0;
    o->computed = (struct jx_score){true, allowed ? o->claimed.value : o->exact};
}

static enum jx_no_score failure(const struct jx_outcome *o, jx_status rc,
                                const struct jx_amount *score)
{
    if (rc != JX_OK) return JX_NO_RANGE;
    if (!o->rule) return JX_NO_METHOD;
    if (score->known) return JX_SCORED;
    return o->rule->takes_claimed && !o->claimed.known ? JX_NO_CLAIM : JX_NO_FIGURES;
}

void jx_score_row(const struct jx_scorable *row, const struct jx_profile *p, struct jx_outcome *out)
{
    struct jx_looked_up words;
    *out = (struct jx_outcome){.weight = row->weight, .claimed = row->claimed};
    if (!out->weight.known || out->weight.value.micro < 0) {
        out->why = JX_NO_WEIGHT;
        return;
    }
    jx_look_up(&words, &p->words);
    struct jx_amount score = {.known = false};
    jx_status rc = row->rc;
    if (rc == JX_OK) rc = find_rule(&p->indicators, &row->view, &words, &out->rule);
    if (rc == JX_OK && out->rule)
        rc = jx_expression_score(out->rule->score, &row->view, &words, &score);
    out->why = failure(out, rc, &score);
    /* Target and actual of an indicator are taken as printed: a count of 5 is five, and a form that
     * rounds a rate to whole per cents scores the rounded rate. Only money is kept finer than
     * printed. */
    if (out->why == JX_SCORED) settle(out, &score.value, &score.value, &score.value, p);
}

bool jx_merging_begin(struct jx_merging *m, uint32_t count, const struct jx_outcome *first)
{
    if (!first->computed.known || !first->claimed.known || count == 0) return false;
    *m = (struct jx_merging){count, first->computed.value, first->computed.value};
    return true;
}

void jx_merging_add(struct jx_merging *m, const struct jx_scorable *below,
                    const struct jx_profile *p)
{
    struct jx_outcome o;
    jx_score_row(below, p, &o);
    if (!o.computed.known) return;
    if (jx_dec_cmp(o.computed.value, m->low) < 0) m->low = o.computed.value;
    if (jx_dec_cmp(o.computed.value, m->high) > 0) m->high = o.computed.value;
}

void jx_merging_end(const struct jx_merging *m, struct jx_outcome *first)
{
    jx_dec score = first->claimed.value;
    if (jx_dec_cmp(score, m->low) < 0) score = m->low;
    if (jx_dec_cmp(score, m->high) > 0) score = m->high;
    first->computed.value = score;
    first->merged = m->count;
    first->merged_low = m->low;
    first->merged_high = m->high;
}

/* ---- funds ---- */

struct corner {
    jx_dec budget, executed;
};

static jx_dec not_negative(jx_dec v)
{
    return v.micro < 0 ? (jx_dec){0} : v;
}

/* Widens [*low, *high] by the score at one corner of the intervals. A printed 0 is nothing, not a
 * trace, so zero amounts have no corners. */
static jx_status widen(struct corner c, const struct jx_scoring_rule *rule, struct jx_view *v,
                       struct jx_ratio *low, struct jx_ratio *high)
{
    if (c.budget.micro <= 0) return JX_OK;
    v->figures[JX_VAR_A] = jx_amount_of(c.budget);
    v->figures[JX_VAR_B] = jx_amount_of(c.executed);
    struct jx_amount s = {.known = false};
    int below = 0, above = 0;
    jx_status rc = jx_expression_score(rule->score, v, NULL, &s);
    if (rc != JX_OK || !s.known) return rc;
    rc = jx_ratio_cmp(s.value, *low, &below);
    if (rc == JX_OK) rc = jx_ratio_cmp(s.value, *high, &above);
    if (rc == JX_OK && below < 0) *low = s.value;
    if (rc == JX_OK && above > 0) *high = s.value;
    return rc;
}

/* The score rises or falls in each amount, so its extremes are at the corners. */
static jx_status spread(const struct jx_money *budget, const struct jx_money *executed,
                        const struct jx_scoring_rule *rule, struct jx_view v, struct jx_ratio *low,
                        struct jx_ratio *high)
{
    if (budget->wan.micro == 0 || executed->wan.micro == 0) return JX_OK;
    jx_dec a[] = {budget->range.lo, budget->range.hi};
    jx_dec b[] = {not_negative(executed->range.lo), executed->range.hi};
    jx_status rc = JX_OK;
    for (int i = 0; i < 4 && rc == JX_OK; i++)
        rc = widen((struct corner){a[i / 2], b[i % 2]}, rule, &v, low, high);
    return rc;
}

void jx_score_funds(const struct jx_money *budget, const struct jx_money *executed,
                    struct jx_points weight, struct jx_points claimed, const struct jx_profile *p,
                    struct jx_outcome *out)
{
    *out = (struct jx_outcome){.weight = weight, .claimed = claimed};
    struct jx_view v = {.facts = 0};
    for (int i = 0; i < JX_SUBJECT_COUNT; i++)
        v.subjects[i] = JX_LIT("");
    if (budget->known) v.figures[JX_VAR_A] = jx_amount_of(budget->wan);
    if (executed->known) v.figures[JX_VAR_B] = jx_amount_of(executed->wan);
    see_points(&v, weight, claimed);
    if (!weight.known || weight.value.micro < 0) {
        out->why = JX_NO_WEIGHT;
        return;
    }
    struct jx_amount score = {.known = false};
    jx_status rc = find_rule(&p->execution, &v, NULL, &out->rule);
    if (rc == JX_OK && out->rule) rc = jx_expression_score(out->rule->score, &v, NULL, &score);
    struct jx_ratio low = score.value, high = score.value;
    if (rc == JX_OK && score.known) rc = spread(budget, executed, out->rule, v, &low, &high);
    out->why = failure(out, rc, &score);
    if (out->why == JX_SCORED) settle(out, &low, &score.value, &high, p);
}
