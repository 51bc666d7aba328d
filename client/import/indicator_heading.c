/* The heading of the indicator part of a form: its columns, its halves, and what they mean in it.
 */
#include "project_form.h"

bool is_indicators_heading(const struct importer *im, uint32_t line)
{
    if (im->lines[line].paragraph || im->lines[line].count < 3) return false;
    struct word_count n = count_words(im, line, JX_CLASS_COLUMN);
    bool level1 = has_word(&n, JX_COLUMN_LEVEL1), level2 = has_word(&n, JX_COLUMN_LEVEL2),
         level3 = has_word(&n, JX_COLUMN_LEVEL3);
    uint32_t levels = (uint32_t)level1 + level2 + level3;
    return levels >= 2 || (levels == 1 && n.words >= 3 && n.words > n.other);
}

/* Which of two halves is the medium-term one: the heading may say so; else the goals or funds did;
 * else it is the first, as in the official form. */
static void order_halves(struct form_reader *f)
{
    const struct heading *h = &f->indicators;
    if (h->halves < HALVES) return;
    if (!f->has_medium) f->medium_first = true;
    for (uint32_t i = 0; i < h->count; i++) {
        if (h->columns[i].medium_term) f->medium_first = h->columns[i].half == 0;
        if (h->columns[i].annual) f->medium_first = h->columns[i].half == 1;
    }
    f->has_medium = true;
    draft_list(f->im, f->d, "medium_term_indicators");
}

/* 实施期绩效指标 or 年度绩效指标 beside a heading: the halves stand below one another. */
static void read_block_half(struct form_reader *f, uint32_t line)
{
    const struct item *items = line_items(f->im, line);
    if (f->d->document.form != JX_FORM_target || f->indicators.halves == HALVES) return;
    for (uint32_t i = 0; i < f->im->lines[line].count; i++) {
        if (items[i].column >= f->indicators.columns[0].start) return;
        enum jx_word half = jx_word_exact(f->im->words, JX_CLASS_HALF, items[i].text);
        if (half) f->medium_block = half == JX_HALF_MEDIUM_TERM;
    }
}

/* 偏差原因分析 is the reason in a self-evaluation, and a kind of cause in monitoring. */
static void fit_to_form(struct form_reader *f)
{
    enum jx_form form = f->d->document.form;
    heading_stand_in(&f->indicators, JX_COLUMN_TERM_TARGET, JX_COLUMN_TARGET);
    heading_stand_in(&f->indicators, JX_COLUMN_SHARE, JX_COLUMN_WEIGHT);
    heading_stand_in(&f->indicators, JX_COLUMN_CONVERTED, JX_COLUMN_SCORE);
    for (uint32_t i = 0; i < f->indicators.count; i++) {
        struct column *c = &f->indicators.columns[i];
        bool has_reason = heading_column(&f->indicators, JX_COLUMN_REASON, c->half) != NULL;
        if (form == JX_FORM_self_evaluation && c->word == JX_COLUMN_CAUSE && !has_reason)
            c->word = JX_COLUMN_REASON;
        if (form == JX_FORM_monitoring && c->word == JX_COLUMN_ACTUAL &&
            !heading_column(&f->indicators, JX_COLUMN_PROGRESS, c->half))
            c->word = JX_COLUMN_PROGRESS;
        if (form == JX_FORM_monitoring && c->word == JX_COLUMN_REASON &&
            !heading_column(&f->indicators, JX_COLUMN_CAUSE, c->half))
            c->word = JX_COLUMN_CAUSE;
    }
}

static bool says_kind(const struct importer *im, uint32_t line, const struct column *c)
{
    const struct item *items = line_items(im, line);
    for (uint32_t i = 0; i < im->lines[line].count; i++)
        if (items[i].column >= c->start && items[i].column < c->end &&
            jx_word_exact(im->words, JX_CLASS_LAYOUT, items[i].text) == JX_LAYOUT_KIND)
            return true;
    return false;
}

/* 指标性质 that says 定量 somewhere tells kinds of indicators, and is no part of their targets. */
static void find_kinds(struct form_reader *f, uint32_t line)
{
    enum { ROWS_LOOKED_AT = 100 };
    uint32_t end = f->region->end - line > ROWS_LOOKED_AT ? line + ROWS_LOOKED_AT : f->region->end;
    for (uint32_t j = 0; j < f->indicators.count; j++) {
        struct column *c = &f->indicators.columns[j];
        for (uint32_t at = line; at < end && c->word == JX_COLUMN_SIGN; at++)
            if (says_kind(f->im, at, c)) c->word = JX_COLUMN_EXTRA;
    }
}

uint32_t read_indicators_heading(struct form_reader *f, uint32_t line)
{
    if (!is_indicators_heading(f->im, line)) return 0;
    /* A heading that is printed again on the next page may stand in other columns. */
    bool again = f->part == PART_INDICATORS;
    uint32_t used = heading_read(f->im, line, f->region->end, JX_CLASS_COLUMN, &f->indicators);
    f->part = PART_INDICATORS;
    if (!again) memset(f->levels, 0, sizeof f->levels);
    order_halves(f);
    read_block_half(f, line);
    fit_to_form(f);
    find_kinds(f, line + used);
    if (f->d->document.form == JX_FORM_monitoring && jx_is_blank(draft_get(f->d, "period"))) {
        const struct column *c = heading_column(&f->indicators, JX_COLUMN_PROGRESS, 0);
        if (c) put_period(f, c);
    }
    return used;
}
