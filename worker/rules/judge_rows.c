/* From one row's outcome to its verdict and the sums; indicator rows in turn. */
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

static void add(struct jx_sums *s, jx_dec *sum, struct jx_score score)
{
    if (score.known && jx_dec_add(*sum, score.value, sum) != JX_OK) s->overflow = true;
}

static void add_to_sums(struct jx_sums *s, const struct jx_outcome *o)
{
    s->counted++;
    s->not_computed += !o->computed.known;
    s->not_claimed += !o->claimed.known;
    add(s, &s->computed, o->computed);
    add(s, &s->claimed, score_of(o->claimed));
    if (o->claimed.known && o->claimed.places > s->places) s->places = o->claimed.places;
}

void jx_judge_row(struct jx_judging *j, const struct jx_outcome *o, const struct jx_row_facts *f)
{
    if (j->rc != JX_OK) return;
    if (jx_is_absent(f->explanation_zh) || jx_is_absent(f->explanation_en)) {
        j->rc = j->arena->status;
        return;
    }
    struct jx_row_verdict *v = &j->out->rows[j->out->row_count++];
    *v = (struct jx_row_verdict){.method = o->rule ? o->rule->id : JX_LIT(""),
                                 .source = o->rule ? o->rule->source : JX_LIT(""),
                                 .our_reading = o->rule && o->rule->our_reading,
                                 .weight = score_of(o->weight),
                                 .claimed = score_of(o->claimed),
                                 .computed = o->computed,
                                 .explanation_zh = f->explanation_zh,
                                 .explanation_en = f->explanation_en};
    v->differs = differ(v->claimed, v->computed);
    struct jx_place place = {.len = 0};
    jx_place_name(&place, jx_slice_of(f->part));
    jx_place_index(&place, f->index);
    static_assert(sizeof v->where >= sizeof "/indicators/4294967295", "any row of either part");
    memcpy(v->where, place.text, place.len + 1);
    if (!f->counts) return;
    add_to_sums(&j->sums, o);
    struct jx_scoring *s = &j->seen.scoring;
    s->rows[s->count++] = (struct jx_scored){.funds = f->part[0] == 'f',
                                             .row = f->index,
                                             .name_zh = f->subject_zh,
                                             .name_en = f->subject_en,
                                             .outcome = *o};
}

/* ---- indicators ---- */

static struct jx_slice name_of(const struct jx_evaluated_indicator *row)
{
    return !jx_is_blank(row->level3) ? row->level3 : row->level2;
}

/* Rows below that carry neither weight nor score of their own (the cells are there, and empty) but
 * were filled in. */
static uint32_t rows_below(const struct jx_evaluated_indicator *row, uint32_t left)
{
    uint32_t n = 0;
    while (n < left && !jx_is_absent(row[n + 1].weight) && jx_is_blank(row[n + 1].weight) &&
           jx_is_blank(row[n + 1].score) && !jx_cell_is_empty(row[n + 1].target) &&
           !jx_cell_is_empty(row[n + 1].actual))
        n++;
    return n;
}

static void judge_indicator(struct jx_judging *j, const struct jx_evaluated_indicator *row,
                            uint32_t index, uint32_t left)
{
    struct jx_reading r;
    struct jx_outcome o;
    jx_score_indicator(row, j->doc->year, j->profile, &r, &o);
    jx_score_merged(row, rows_below(row, left), j->doc->year, j->profile, &o);
    struct jx_slice name = name_of(row);
    struct jx_row_facts facts = {
        .part = "indicators",
        .index = index,
        /* Rows under a merged weight, and rows that are only listed, carry neither. */
        .counts = !jx_cell_is_empty(row->weight) || !jx_cell_is_empty(row->score),
        .subject_zh = name,
        .subject_en = name,
        .explanation_zh = JX_LIT(""),
        .explanation_en = JX_LIT(""),
    };
    if (j->texts) {
        facts.explanation_zh = jx_explain_indicator(&r, &o, j->profile, JX_LANG_ZH, j->arena);
        facts.explanation_en = jx_explain_indicator(&r, &o, j->profile, JX_LANG_EN, j->arena);
    }
    jx_judge_row(j, &o, &facts);
    if (facts.counts) jx_judge_class(j, row->level1, &o);
}

void jx_judge_indicators(struct jx_judging *j, const struct jx_self_evaluation *form)
{
    const struct jx_evaluated_indicator *rows = form->indicators.items;
    for (uint32_t i = 0; i < form->indicators.count && j->rc == JX_OK; i++)
        judge_indicator(j, &rows[i], i, form->indicators.count - 1 - i);
}
