/* Funds without a table: labels with an amount beside them. */
#include "project_form.h"

#include "../../proto/base/figure.h"
#include "../../proto/base/text.h"

enum {
    AMOUNT_MAX = 96,          /* bytes of what may be an amount: `854万(…)` is, a goal is not */
    SOURCES_OF_A_HEADING = 4, /* in one row without a figure: a table's heading, not pairs */
};

/* The list that a fund belongs to: a form with a medium-term half has two. */
static const char *fund_list(const struct form_reader *f, bool medium_term)
{
    return medium_term && f->d->document.form == JX_FORM_target ? "medium_term_funds" : "funds";
}

static bool is_figure(struct jx_slice text)
{
    struct jx_figure figure;
    return jx_figure_parse(text, &figure) == JX_OK;
}

/* The total that no label is printed for. */
static uint32_t add_unlabelled_total(struct form_reader *f, uint32_t line)
{
    uint32_t row = draft_row(f->im, f->d, "funds");
    draft_put_row(f->im, f->d, "funds", row, "source", JX_LIT("total"), origin_of(line, NULL));
    draft_put_row(f->im, f->d, "funds", row, "label", JX_LIT(""), origin_of(line, NULL));
    return row;
}

/* ---- a kind of money and its sources in each row ---- */

static uint32_t row_of_source(struct form_reader *f, uint32_t line, const struct item *label)
{
    enum jx_word source = label ? source_of(f->im, label->text) : JX_SOURCE_TOTAL;
    for (uint32_t row = 0; row < draft_rows(f->d, "funds"); row++)
        if (jx_slice_eq(draft_get_row(f->d, "funds", row, "source"),
                        jx_slice_of(jx_word_field(source)))) {
            if (label) set_fate(f->im, line, label, FATE_LAYOUT);
            return row;
        }
    return label ? add_fund(f, "funds", label->text, origin_of(line, label))
                 : add_unlabelled_total(f, line);
}

/* Where in the row `预算数： | 26 | 其中：财政拨款 | 26 | 其他资金 | 0` begins; NULL when it is
 * none. */
static const struct item *money_row(const struct importer *im, uint32_t line)
{
    const struct item *it = line_items(im, line), *end = it + im->lines[line].count;
    while (it < end &&
           (it->above || jx_word_exact(im->words, JX_CLASS_FUND_COLUMN, it->text) == JX_FUND_BLOCK))
        it++;
    bool row = end - it >= 4 && (end - it) % 2 == 0 && source_of(im, it[2].text) &&
               is_money_word(jx_word_exact(im->words, JX_CLASS_FUND_COLUMN, it->text));
    for (const struct item *i = it; row && i < end; i += 2) {
        bool amount = is_figure(i[1].text) || is_none_mark(im, i[1].text);
        row = amount && (i == it || source_of(im, i->text));
    }
    return row ? it : NULL;
}

static uint32_t read_money_row(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    const struct item *first = f->d->document.form == JX_FORM_target ? NULL : money_row(im, line);
    if (!first) return 0;
    const struct item *end = line_items(im, line) + im->lines[line].count;
    struct column c = {.word = jx_word_exact(im->words, JX_CLASS_FUND_COLUMN, first->text),
                       .text = first->text};
    read_block_label(f, line);
    set_fate(im, line, first, FATE_LAYOUT);
    for (const struct item *it = first; it < end; it += 2)
        put_fund_value(f, row_of_source(f, line, it == first ? NULL : it), &c, it[1].text,
                       origin_of(line, &it[1]), it == first);
    f->part = PART_FUNDS;
    return 1;
}

/* ---- label and amount in one cell ---- */

/* 其中：一般公共预算：1,602.40 */
static bool split_amount(const struct importer *im, struct jx_slice text, struct jx_slice *label,
                         struct jx_slice *amount)
{
    return jx_split_colon(own_label(im, text), label, amount) && is_figure(*amount) &&
           !jx_is_blank(*label);
}

/* In a target the amounts of sources are its funds; elsewhere a table says more, and they are kept
 * beside it. */
static uint32_t read_inline_amounts(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    const struct item *it = line_items(im, line), *end = it + im->lines[line].count;
    struct jx_slice label, amount;
    uint32_t amounts = 0;
    for (const struct item *i = it; i < end; i++) {
        bool has = !i->above && split_amount(im, i->text, &label, &amount);
        amounts += has;
        bool block = jx_word_of(im->words, JX_CLASS_FUND_COLUMN, i->text) == JX_FUND_BLOCK;
        if (!has && !i->above && !block) return 0;
    }
    if (amounts) read_block_label(f, line);
    for (const struct item *i = it; amounts && i < end; i++) {
        if (i->above || !split_amount(im, i->text, &label, &amount)) continue;
        bool fund = f->d->document.form == JX_FORM_target && source_of(im, label);
        uint32_t row = fund ? add_fund(f, "funds", label, origin_of(line, i)) : 0;
        if (fund)
            draft_put_row(im, f->d, "funds", row, "amount", amount, origin_of(line, i));
        else
            draft_extra(im, f->d, label, amount, origin_of(line, i));
    }
    return amounts > 0;
}

/* ---- two kinds of money side by side ---- */

/* 预算数： | 500 | 执行数： | 480: the total, and what the pairs of the rows below are. */
static uint32_t read_paired_total(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    const struct line *l = &im->lines[line];
    const struct item *items = line_items(im, line), *labels[PAIRS_MAX + 1] = {NULL};
    uint32_t pairs = 0, money = 0;
    for (uint32_t i = 0; i < l->count && pairs < PAIRS_MAX; i++) {
        enum jx_word w = items[i].above
                             ? JX_WORD_NONE
                             : jx_word_exact(im->words, JX_CLASS_FUND_COLUMN, items[i].text);
        if (w == JX_WORD_NONE || w == JX_FUND_BLOCK) continue;
        money += is_money_word(w);
        labels[pairs] = &items[i];
        f->paired[pairs++] = w;
    }
    if (pairs < 2 || money == 0 || count_figures(im, line) == 0) {
        memset(f->paired, 0, sizeof f->paired);
        return 0;
    }
    read_block_label(f, line);
    uint32_t row = add_unlabelled_total(f, line);
    for (uint32_t i = 0; i < pairs && labels[i]; i++) {
        const struct item *value = labels[i] + 1;
        bool beside = value < items + l->count && value != labels[i + 1];
        struct column c = {.word = f->paired[i], .text = labels[i]->text};
        set_fate(im, line, labels[i], FATE_LAYOUT);
        put_fund_value(f, row, &c, beside ? value->text : JX_LIT(""),
                       origin_of(line, beside ? value : NULL), true);
    }
    f->part = PART_FUNDS;
    return 1;
}

/* One source in each pair of the row: its budget, and what was executed. */
static uint32_t read_paired_row(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    const struct line *l = &im->lines[line];
    const struct item *items = line_items(im, line);
    uint32_t row = UINT32_MAX, pair = 0;
    for (uint32_t i = 0; i < l->count && pair < PAIRS_MAX; i++) {
        if (items[i].above || !source_of(im, items[i].text)) continue;
        if (row == UINT32_MAX)
            row = add_fund(f, "funds", items[i].text, origin_of(line, &items[i]));
        bool beside = i + 1 < l->count && !source_of(im, items[i + 1].text);
        struct column c = {.word = f->paired[pair++], .text = items[i].text};
        set_fate(im, line, &items[i], FATE_LAYOUT);
        put_fund_value(f, row, &c, beside ? items[i + 1].text : JX_LIT(""),
                       origin_of(line, beside ? &items[i + 1] : NULL), false);
        i += beside;
    }
    return row != UINT32_MAX;
}

/* 预算数 | 85.00 | 其中：财政资金 | 85.00: money without a source is the total. Returns the number
 * of texts behind the label that it read. */
static uint32_t read_total_beside(struct form_reader *f, uint32_t line, uint32_t i)
{
    struct importer *im = f->im;
    const struct item *items = line_items(im, line);
    if (items[i].above || i + 1 >= im->lines[line].count || source_of(im, items[i].text)) return 0;
    if (!is_money_word(jx_word_of(im->words, JX_CLASS_FUND_COLUMN, items[i].text))) return 0;
    if (items[i + 1].above || !is_figure(items[i + 1].text)) return 0;
    return add_total_fund(f, items[i].text, items[i + 1].text, origin_of(line, &items[i]),
                          origin_of(line, &items[i + 1]));
}

bool names_pairs(const struct form_reader *f, uint32_t line, uint32_t i)
{
    const struct item *items = line_items(f->im, line);
    struct jx_slice inside;
    return f->d->document.form == JX_FORM_target && i + 2 < f->im->lines[line].count &&
           label_of(f->im, items[i].text, &inside) == JX_LABEL_AMOUNT && jx_is_absent(inside) &&
           source_of(f->im, items[i + 1].text) != JX_WORD_NONE;
}

/* 年度资金 or 资金总额（万元） is a total, and in front of 年度资金总额 the name of the block. */
static bool names_block(const struct importer *im, uint32_t line, uint32_t i)
{
    const struct item *it = &line_items(im, line)[i], *next = it + 1;
    if (i + 1 >= im->lines[line].count || next->above) return false;
    enum jx_word source = source_of(im, next->text);
    if (source == JX_WORD_NONE) return false;
    return jx_word_of(im->words, JX_CLASS_FUND_COLUMN, it->text) == JX_FUND_BLOCK ||
           (source == JX_SOURCE_TOTAL && source_of(im, it->text) == JX_SOURCE_TOTAL);
}

/* Labels with their amount beside them, one pair or two (中期, 年度) in a row. */
static uint32_t read_pairs(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    const struct line *l = &im->lines[line];
    const struct item *items = line_items(im, line);
    uint32_t pairs = 0, sources = count_sources(im, line);
    if (sources == 0 || l->paragraph) return 0;
    if (sources >= SOURCES_OF_A_HEADING && count_figures(im, line) == 0) return 0;
    read_block_label(f, line);
    for (uint32_t i = 0; i < l->count; i++) {
        enum jx_word source = items[i].above ? JX_WORD_NONE : source_of(im, items[i].text);
        uint32_t taken = read_total_beside(f, line, i);
        i += taken;
        if (!taken && names_pairs(f, line, i)) set_fate(im, line, &items[i], FATE_LAYOUT);
        if (source == JX_WORD_NONE) continue;
        if (names_block(im, line, i)) {
            set_fate(im, line, &items[i], FATE_LAYOUT);
            continue;
        }
        bool valued = i + 1 < l->count && !items[i + 1].above &&
                      !source_of(im, items[i + 1].text) && items[i + 1].text.len <= AMOUNT_MAX;
        bool medium = source == JX_SOURCE_MEDIUM_TOTAL;
        if (medium) {
            f->has_medium = true;
            f->medium_first = pairs == 0;
        } else if (f->has_medium && sources > 1) {
            medium = (pairs == 0) == f->medium_first;
        }
        const char *list = fund_list(f, medium);
        uint32_t row = add_fund(f, list, items[i].text, origin_of(line, &items[i]));
        const struct item *value = valued ? &items[i + 1] : NULL;
        const char *field = f->d->document.form == JX_FORM_target ? "amount" : "initial_budget";
        draft_put_row(im, f->d, list, row, field, value ? value->text : JX_LIT(""),
                      origin_of(line, value));
        pairs++;
        i += valued;
    }
    if (pairs && f->part == PART_HEAD) f->part = PART_FUNDS;
    return pairs > 0;
}

uint32_t read_fund_pairs(struct form_reader *f, uint32_t line)
{
    uint32_t n = f->paired[0] ? read_paired_row(f, line) : 0;
    if (f->paired[0]) return n;
    n = read_inline_amounts(f, line);
    if (!n && !f->has_funds_heading) n = read_money_row(f, line);
    if (!n && !f->has_funds_heading) n = read_paired_total(f, line);
    bool table = f->part == PART_FUNDS && (f->has_funds_heading || f->transposed);
    return n || table ? n : read_pairs(f, line);
}
