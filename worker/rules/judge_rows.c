/* From one row's outcome to its verdict, its findings and the sums; indicator rows in turn. */
#include "judging.h"

#include "../../proto/base/text.h"

#include <stdio.h>

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

/* A claim above the computed score by less than it may have been rounded by is no proof of an
 * error. */
static bool within_rounding(const struct jx_outcome *o, unsigned decimals)
{
    jx_dec apart;
    if (o->claimed.places >= decimals) return false;
    if (jx_dec_sub(o->claimed.value, o->computed.value, &apart) != JX_OK) return false;
    return jx_dec_cmp(apart, jx_half_unit(o->claimed.places)) <= 0;
}

static int finding_of(const struct jx_outcome *o, unsigned decimals)
{
    if (o->claimed.known && o->weight.known && jx_dec_cmp(o->claimed.value, o->weight.value) > 0)
        return JX_FINDING_SCORE_OVER_WEIGHT;
    if (!o->computed.known) return JX_FINDING_ROW_NOT_COMPUTED;
    if (!o->claimed.known) return JX_FINDING_SCORE_MISSING;
    int c = jx_dec_cmp(o->claimed.value, o->computed.value);
    if (c == 0) return -1;
    if (c < 0) return JX_FINDING_SCORE_BELOW;
    return within_rounding(o, decimals) ? JX_FINDING_SCORE_ABOVE_TAIL : JX_FINDING_SCORE_ABOVE;
}

static void find(struct jx_judging *j, const struct jx_outcome *o, const struct jx_row_facts *f,
                 const char *where)
{
    int kind = finding_of(o, j->profile->decimals);
    if (kind < 0) return;
    char place[JX_WHERE_BYTES];
    bool at_score = kind != JX_FINDING_ROW_NOT_COMPUTED;
    snprintf(place, sizeof place, "%s%s", where, at_score ? "/score" : "");
    struct jx_slice right = JX_LIT("");
    if (kind == JX_FINDING_SCORE_OVER_WEIGHT)
        right = o->weight.text;
    else if (o->computed.known)
        right = jx_score_text(o->computed.value, j->profile->decimals, j->arena);
    struct jx_finding_facts facts = {.left = o->claimed.text,
                                     .right = right,
                                     .subject_zh = f->subject_zh,
                                     .subject_en = f->subject_en};
    if (kind == JX_FINDING_ROW_NOT_COMPUTED) {
        facts.detail_zh = jx_slice_of(jx_no_score_text(o->why, JX_LANG_ZH));
        facts.detail_en = jx_slice_of(jx_no_score_text(o->why, JX_LANG_EN));
    } else {
        facts.detail_zh = jx_explain_method(o->rule, JX_LANG_ZH, j->arena);
        facts.detail_en = jx_explain_method(o->rule, JX_LANG_EN, j->arena);
    }
    jx_finding_add(&j->findings, (enum jx_finding_kind)kind, place, &facts);
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
    snprintf(v->where, sizeof v->where, "/%s/%u", f->part, f->index);
    if (!f->counts) return;
    add_to_sums(&j->sums, o);
    find(j, o, f, v->where);
}

/* ---- indicators ---- */

static struct jx_slice name_of(const struct jx_evaluated_indicator *row)
{
    return !jx_is_blank(row->level3) ? row->level3 : row->level2;
}

static void find_impossible(struct jx_judging *j, const struct jx_notation *n, uint32_t index,
                            const char *member, struct jx_slice name)
{
    if (n->kind != JX_NOTATION_DATE || n->date.exists) return;
    char place[JX_WHERE_BYTES];
    snprintf(place, sizeof place, "/indicators/%u/%s", index, member);
    struct jx_finding_facts facts = {.left = n->text, .subject_zh = name, .subject_en = name};
    jx_finding_add(&j->findings, JX_FINDING_DATE_IMPOSSIBLE, place, &facts);
}

static bool both_numbers(const struct jx_reading *r)
{
    return r->target.kind == JX_NOTATION_NUMBER && r->actual.kind == JX_NOTATION_NUMBER;
}

/* A percentage against a count says how much of it was done; that is a way of speaking, not a slip.
 */
static void find_units(struct jx_judging *j, const struct jx_reading *r, uint32_t index,
                       struct jx_slice name)
{
    bool incomparable = both_numbers(r) && r->alignment == JX_ALIGN_NOT &&
                        !r->view.facts[JX_FACT_ACTUAL_PERCENT];
    if (!incomparable && r->alignment != JX_ALIGN_OTHER_COUNT) return;
    char place[JX_WHERE_BYTES];
    snprintf(place, sizeof place, "/indicators/%u/actual", index);
    struct jx_finding_facts facts = {
        .left = r->target.text, .right = r->actual.text, .subject_zh = name, .subject_en = name};
    jx_finding_add(&j->findings, JX_FINDING_UNITS_DIFFER, place, &facts);
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
        .explanation_zh = jx_explain_indicator(&r, &o, j->profile, JX_LANG_ZH, j->arena),
        .explanation_en = jx_explain_indicator(&r, &o, j->profile, JX_LANG_EN, j->arena),
    };
    find_impossible(j, &r.target, index, r.adjusted ? "adjusted_target" : "target", name);
    find_impossible(j, &r.actual, index, "actual", name);
    find_units(j, &r, index, name);
    jx_judge_row(j, &o, &facts);
}

void jx_judge_indicators(struct jx_judging *j, const struct jx_self_evaluation *form)
{
    const struct jx_evaluated_indicator *rows = form->indicators.items;
    for (uint32_t i = 0; i < form->indicators.count && j->rc == JX_OK; i++)
        judge_indicator(j, &rows[i], i, form->indicators.count - 1 - i);
}
