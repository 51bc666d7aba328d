/* From a card's rows to their verdicts, with explanations where they are wanted. */
#include "judging.h"

#include "../../proto/base/text.h"

#include <assert.h>

bool jx_cell_is_empty(struct jx_slice cell)
{
    for (size_t at = 0; at < cell.len;) {
        uint32_t c = jx_utf8_next(cell, &at);
        bool mark = c == '-' || c == '/' || c == 0x2014 || c == 0x2013 || c == 0xFF0D;
        if (!mark && !jx_is_space(c)) return false;
    }
    return true;
}

static struct jx_score score_of(struct jx_points p)
{
    return (struct jx_score){p.known, p.value};
}

static bool differ(struct jx_score a, struct jx_score b)
{
    if (a.known != b.known) return true;
    return a.known && jx_dec_cmp(a.value, b.value) != 0;
}

static void name_place(const struct jx_judging *j, const struct jx_card_scored *row,
                       struct jx_row_verdict *v)
{
    struct jx_place place = {.len = 0};
    jx_place_name(&place, row->funds ? JX_LIT("funds") : JX_LIT("indicators"));
    jx_place_index(&place, row->funds ? j->card->funds.index : row->row->index);
    static_assert(sizeof v->where >= sizeof "/indicators/4294967295", "any row of either part");
    memcpy(v->where, place.text, place.len + 1);
}

static struct jx_slice explain(const struct jx_judging *j, const struct jx_card_scored *row,
                               enum jx_lang lang)
{
    const struct jx_card_funds *f = &j->card->funds;
    if (!j->texts) return JX_LIT("");
    if (row->funds)
        return jx_explain_funds(&f->budget, &f->executed, f->kind, &row->outcome, j->profile, lang,
                                j->arena);
    return jx_explain_indicator(&j->card->read.rows[row->at], &row->outcome, j->profile, lang,
                                j->arena);
}

static void put_verdict(struct jx_judging *j, const struct jx_card_scored *row)
{
    const struct jx_outcome *o = &row->outcome;
    struct jx_row_verdict *v = &j->out->rows[j->out->row_count++];
    *v = (struct jx_row_verdict){.method = o->rule ? o->rule->id : JX_LIT(""),
                                 .source = o->rule ? o->rule->source : JX_LIT(""),
                                 .our_reading = o->rule && o->rule->our_reading,
                                 .weight = score_of(o->weight),
                                 .claimed = score_of(o->claimed),
                                 .computed = o->computed,
                                 .explanation_zh = explain(j, row, JX_LANG_ZH),
                                 .explanation_en = explain(j, row, JX_LANG_EN)};
    v->differs = differ(v->claimed, v->computed);
    name_place(j, row, v);
    if (jx_is_absent(v->explanation_zh) || jx_is_absent(v->explanation_en))
        j->rc = j->arena->status;
}

static struct jx_number points_of(const struct jx_points *p)
{
    if (!p->known) return JX_NUMBER_UNKNOWN;
    struct jx_interval it;
    if (jx_interval_of(p->value, p->places, &it) != JX_OK) return jx_number_of(p->value);
    return jx_number_between(it.lo, p->value, it.hi);
}

static struct jx_number exactly(const struct jx_score *s)
{
    return s->known ? jx_number_of(s->value) : JX_NUMBER_UNKNOWN;
}

static void show_figures(const struct jx_outcome *o, struct jx_scored *to)
{
    const bool whole = o->why == JX_SCORED && o->merged == 0;
    to->weight = o->weight.known ? jx_number_of(o->weight.value) : JX_NUMBER_UNKNOWN;
    to->claimed = points_of(&o->claimed);
    to->computed = exactly(&o->computed);
    to->exact = whole ? jx_number_of(o->exact) : JX_NUMBER_UNKNOWN;
}

/* For the rules to see. */
static void show(struct jx_judging *j, const struct jx_card_scored *row)
{
    struct jx_scoring *s = &j->seen.scoring;
    struct jx_scored *to = &s->rows[s->count++];
    *to = (struct jx_scored){
        .funds = row->funds, .row = j->card->funds.index, .outcome = row->outcome};
    show_figures(&row->outcome, to);
    to->name_zh = JX_LIT("预算执行率");
    to->name_en = JX_LIT("budget execution");
    if (row->funds) return;
    const struct jx_slice *texts = row->row->row.view.subjects;
    to->row = row->row->index;
    to->name_zh = to->name_en =
        texts[texts[JX_SUBJECT_LEVEL3].len ? JX_SUBJECT_LEVEL3 : JX_SUBJECT_LEVEL2];
}

/* Of a range the end that counts was kept; weight and score of a row below are the first row's. */
static void hand_over_row(struct jx_sight *s, const struct jx_card_row *row,
                          const struct jx_reading *read)
{
    const struct jx_layout *l = s->layout;
    if (!jx_view_is(&row->row.view, JX_FACT_TARGET_RANGE))
        jx_cell_know_notation(s, read->adjusted ? l->adjusted : l->target, row->index,
                              &read->target);
    jx_cell_know_notation(s, l->actual, row->index, &read->actual);
    if (row->below) return;
    jx_cell_know_points(s, l->scored_indicators.weight, row->index, &row->row.weight);
    jx_cell_know_points(s, l->scored_indicators.score, row->index, &row->row.claimed);
}

void jx_judge_hand_over(struct jx_judging *j)
{
    const struct jx_cells_read *read = &j->card->read;
    for (uint32_t i = 0; i < read->row_count; i++)
        hand_over_row(&j->seen.sight, &j->card->rows[i], &read->rows[i]);
    for (uint32_t i = 0; i < JX_FUND_COLUMNS; i++)
        if (read->columns[i].cells)
            jx_cells_know_money(&j->seen.sight, read->columns[i].offset, read->columns[i].cells);
}

static bool judge_row(void *own, const struct jx_card_scored *row)
{
    struct jx_judging *j = own;
    put_verdict(j, row);
    jx_card_add(row, j->profile, &j->sums, j->out);
    if (row->counts) show(j, row);
    return j->rc == JX_OK;
}

void jx_judge_rows(struct jx_judging *j)
{
    const size_t rows = (size_t)j->card->row_count + 1;
    j->out->rows = jx_arena_array(j->arena, rows, sizeof *j->out->rows);
    j->seen.scoring.rows = jx_arena_array(j->arena, rows, sizeof *j->seen.scoring.rows);
    if (j->out->rows && j->seen.scoring.rows)
        jx_card_walk(j->card, j->profile, judge_row, j);
    else
        j->rc = jx_arena_failure(j->arena);
}
