/* From a card to its scores: rows in turn, then what they add up to. */
#include "card.h"

#include "pack_parsed.h"

/* ---- the funds row ---- */

static bool weights_leave(const struct jx_card *c, const struct jx_profile *p)
{
    jx_dec sum;
    return c->weights.known && jx_dec_add(c->weights.value, p->execution_weight, &sum) == JX_OK &&
           jx_dec_cmp(sum, c->whole) == 0;
}

/* The printed weight. Where none is printed, the profile's, if a score is given or the indicators'
 * weights leave room for it; otherwise the form does not score execution. */
static struct jx_points funds_weight(const struct jx_card *c, const struct jx_profile *p)
{
    const struct jx_card_funds *f = &c->funds;
    if (f->weight.known || !f->weight_empty) return f->weight;
    if (f->claim_empty && !weights_leave(c, p)) return f->weight;
    return (struct jx_points){
        .known = true, .value = p->execution_weight, .text = p->execution_weight_text};
}

static bool walk_funds(const struct jx_card *c, const struct jx_profile *p, jx_card_use *use,
                       void *own)
{
    const struct jx_card_funds *f = &c->funds;
    struct jx_card_scored s = {.funds = true};
    if (!f->there) return true;
    struct jx_points weight = funds_weight(c, p);
    s.counts = weight.known || !f->weight_empty || !f->claim_empty;
    jx_score_funds(&f->budget, &f->executed, weight, f->claimed, p, &s.outcome);
    return use(own, &s);
}

/* ---- indicators ---- */

static void merge_below(const struct jx_card *c, uint32_t first, const struct jx_profile *p,
                        struct jx_outcome *o)
{
    struct jx_merging m;
    uint32_t end = first + 1;
    while (end < c->row_count && c->rows[end].below)
        end++;
    if (!jx_merging_begin(&m, end - first - 1, o)) return;
    for (uint32_t i = first + 1; i < end; i++)
        jx_merging_add(&m, &c->rows[i].row, p);
    jx_merging_end(&m, o);
}

void jx_card_walk(const struct jx_card *c, const struct jx_profile *p, jx_card_use *use, void *own)
{
    bool more = walk_funds(c, p, use, own);
    for (uint32_t i = 0; more && i < c->row_count; i++) {
        struct jx_card_scored s = {.row = &c->rows[i], .at = i, .counts = c->rows[i].counts};
        if (s.row->below) { /* what it was read with is not its own */
            s.outcome = (struct jx_outcome){.why = JX_NO_WEIGHT,
                                            .weight = {.text = JX_LIT("")},
                                            .claimed = {.text = JX_LIT("")}};
        } else {
            jx_score_row(&s.row->row, p, &s.outcome);
            merge_below(c, i, p, &s.outcome);
        }
        more = use(own, &s);
    }
}

/* ---- sums ---- */

static void add(struct jx_sums *s, jx_dec *sum, bool known, jx_dec value)
{
    if (known && jx_dec_add(*sum, value, sum) != JX_OK) s->overflow = true;
}

void jx_card_add(const struct jx_card_scored *row, const struct jx_profile *p, struct jx_sums *s,
                 struct jx_verdict *v)
{
    const struct jx_outcome *o = &row->outcome;
    if (!row->counts) return;
    s->counted++;
    s->not_computed += !o->computed.known;
    s->not_claimed += !o->claimed.known;
    add(s, &s->computed, o->computed.known, o->computed.value);
    add(s, &s->claimed, o->claimed.known, o->claimed.value);
    if (o->claimed.known && o->claimed.places > s->places) s->places = o->claimed.places;
    if (!row->funds)
        jx_verdict_add_class(v, p, s, row->row->row.view.subjects[JX_SUBJECT_LEVEL1], o);
}

bool jx_sums_have_total(const struct jx_sums *s)
{
    return s->counted > 0 && s->not_computed == 0 && !s->overflow;
}

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

static void total_scores(const struct jx_card *c, const struct jx_profile *p,
                         const struct jx_sums *s, struct jx_verdict *v)
{
    v->claimed = (struct jx_score){c->total.known, c->total.value};
    if (jx_sums_have_total(s)) {
        v->computed = (struct jx_score){true, s->computed};
        v->grade = jx_profile_grade(p, s->computed);
    }
    count_scores(v);
}

static void light(const struct jx_card *c, const struct jx_profile *p, struct jx_verdict *v)
{
    if (!c->initial.known || !c->executed.known) return;
    v->light = jx_profile_light(p, c->initial.value, c->executed.value, c->period);
    v->adds.light_green = v->light == JX_LIGHT_GREEN;
    v->adds.light_yellow = v->light == JX_LIGHT_YELLOW;
    v->adds.light_red = v->light == JX_LIGHT_RED;
}

void jx_card_add_up(const struct jx_card *c, const struct jx_profile *p, const struct jx_sums *s,
                    struct jx_verdict *v)
{
    v->adds.initial_budget = c->initial.value.micro;
    v->adds.annual_budget = c->annual.value.micro;
    v->adds.executed = c->executed.value.micro;
    if (c->form == JX_FORM_self_evaluation) total_scores(c, p, s, v);
    if (c->form == JX_FORM_monitoring) light(c, p, v);
}

/* ---- a card by itself ---- */

struct judging {
    const struct jx_profile *profile;
    struct jx_sums sums;
    struct jx_verdict *out;
};

static bool judge_row(void *own, const struct jx_card_scored *row)
{
    struct judging *j = own;
    jx_card_add(row, j->profile, &j->sums, j->out);
    return true;
}

jx_status jx_card_judge(const struct jx_card *c, const struct jx_pack *pack, struct jx_verdict *out)
{
    struct judging j = {.profile = &pack->profile, .out = out};
    *out = (struct jx_verdict){.grade = JX_GRADE_NONE, .adds.documents = 1};
    if (!jx_profile_covers(&pack->profile, c->form, c->year)) return JX_E_NO_PACK;
    jx_card_walk(c, &pack->profile, judge_row, &j);
    jx_card_add_up(c, &pack->profile, &j.sums, out);
    return JX_OK;
}

struct listing {
    const struct jx_card *card;
    struct jx_card_score *rows;
    uint32_t count;
};

static bool list_row(void *own, const struct jx_card_scored *row)
{
    struct listing *l = own;
    const struct jx_outcome *o = &row->outcome;
    if (!row->counts) return true;
    l->rows[l->count++] = (struct jx_card_score){
        .funds = row->funds,
        .index = row->funds ? l->card->funds.index : row->row->index,
        .method = o->rule ? o->rule->id : JX_LIT(""),
        .weight = {o->weight.known, o->weight.value},
        .claimed = {o->claimed.known, o->claimed.value},
        .computed = o->computed,
    };
    return true;
}

jx_status jx_card_scores(const struct jx_card *c, const struct jx_pack *pack, struct jx_arena *a,
                         struct jx_card_score **out, uint32_t *count)
{
    struct listing l = {.card = c};
    *count = 0;
    *out = l.rows = jx_arena_array(a, c->row_count + 1, sizeof *l.rows);
    if (!l.rows) return jx_arena_failure(a);
    if (!jx_profile_covers(&pack->profile, c->form, c->year)) return JX_E_NO_PACK;
    jx_card_walk(c, &pack->profile, list_row, &l);
    *count = l.count;
    return JX_OK;
}
