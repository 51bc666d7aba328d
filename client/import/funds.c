/* The funds of a project: a table with a heading, labels with an amount beside them, or sources as
 * columns. */
#include "project_form.h"

#include "../../proto/base/figure.h"
#include "../../proto/base/text.h"

struct jx_slice own_label(const struct importer *im, struct jx_slice text)
{
    struct jx_slice s = jx_trim(text);
    s = jx_trim(jx_slice_from(s, jx_word_prefix(im->words, JX_LAYOUT_OF_WHICH, s)));
    while (jx_ends_with(s, JX_LIT(":")) || jx_ends_with(s, JX_LIT("：")))
        s = jx_trim(jx_slice_at(s.ptr, s.len - (s.ptr[s.len - 1] == ':' ? 1 : 3)));
    return s;
}

enum jx_word source_of(const struct importer *im, struct jx_slice text)
{
    struct jx_slice s = jx_without_number(own_label(im, text));
    return jx_word_of(im->words, JX_CLASS_SOURCE, s);
}

uint32_t add_fund(struct form_reader *f, const char *list, struct jx_slice text, struct origin from)
{
    enum jx_word source = source_of(f->im, text);
    uint32_t row = draft_row(f->im, f->d, list);
    const char *name = source ? jx_word_field(source) : "other";
    draft_put_row(f->im, f->d, list, row, "source", jx_slice_of(name), (struct origin){0, NULL});
    draft_put_row(f->im, f->d, list, row, "label", own_label(f->im, text), from);
    return row;
}

bool add_total_fund(struct form_reader *f, struct jx_slice label, struct jx_slice amount,
                    struct origin label_from, struct origin amount_from)
{
    if (f->d->document.form != JX_FORM_target) return false;
    uint32_t row = draft_row(f->im, f->d, "funds");
    draft_put_row(f->im, f->d, "funds", row, "source", JX_LIT("total"), (struct origin){0, NULL});
    draft_put_row(f->im, f->d, "funds", row, "label", own_label(f->im, label), label_from);
    draft_put_row(f->im, f->d, "funds", row, "amount", amount, amount_from);
    return true;
}

void note_money_unit(struct form_reader *f, uint32_t line, const struct item *it)
{
    struct jx_slice rest = it->text, before, after, inside;
    /* 预算执行情况（万元）（20分）: any of the groups may be the unit. */
    while (jx_is_absent(f->d->document.money_unit) &&
           !jx_is_absent(inside = jx_last_bracket(rest, &rest))) {
        if (jx_split_colon(inside, &before, &after)) inside = after;
        if (jx_money_scale(inside) != JX_SCALE_NONE)
            draft_put(f->im, f->d, "money_unit", inside, origin_of(line, it));
    }
}

/* ---- the heading ---- */

bool is_money_word(enum jx_word w)
{
    return w == JX_FUND_INITIAL || w == JX_FUND_ANNUAL || w == JX_FUND_EXECUTED ||
           w == JX_FUND_FORECAST || w == JX_FUND_AMOUNT;
}

bool is_funds_heading(const struct importer *im, uint32_t line)
{
    const struct item *items = line_items(im, line);
    uint32_t words = 0, money = 0, figures = 0, texts = 0;
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        if (items[i].above) continue;
        struct jx_figure figure;
        /* 年度主要任务 | 任务名称 | 预算金额 | 实际支出: money of tasks, not of sources */
        bool task = jx_word_exact(im->words, JX_CLASS_LAYOUT, items[i].text) == JX_LAYOUT_TASK;
        if (task) return false;
        enum jx_word w = jx_word_of(im->words, JX_CLASS_FUND_COLUMN, items[i].text);
        /* 年度资金 | 资金来源 | 金额: behind the block's name another one is the labels' heading */
        words += w != JX_WORD_NONE && (w != JX_FUND_BLOCK || texts > 0);
        texts++;
        money += is_money_word(w);
        figures += jx_figure_parse(items[i].text, &figure) == JX_OK;
    }
    return figures == 0 && money > 0 && words >= 2 && !im->lines[line].paragraph;
}

uint32_t count_sources(const struct importer *im, uint32_t line)
{
    const struct item *items = line_items(im, line);
    uint32_t sources = 0;
    for (uint32_t i = 0; i < im->lines[line].count; i++)
        sources += !items[i].above && source_of(im, items[i].text) != JX_WORD_NONE;
    return sources;
}

uint32_t count_figures(const struct importer *im, uint32_t line)
{
    const struct item *items = line_items(im, line);
    uint32_t figures = 0;
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        struct jx_figure figure;
        figures += !items[i].above && jx_figure_parse(items[i].text, &figure) == JX_OK;
    }
    return figures;
}

/* Texts that are neither figures nor marks nor what a row of money is called. */
static uint32_t count_others(const struct importer *im, uint32_t line)
{
    const struct item *items = line_items(im, line);
    uint32_t others = 0;
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        struct jx_figure figure;
        others += !items[i].above && jx_figure_parse(items[i].text, &figure) != JX_OK &&
                  !is_none_mark(im, items[i].text) &&
                  !jx_word_of(im->words, JX_CLASS_FUND_COLUMN, items[i].text);
    }
    return others;
}

/* Sources side by side, and figures below them. */
static bool is_source_heading(const struct importer *im, uint32_t line, uint32_t end)
{
    if (im->lines[line].paragraph || count_sources(im, line) < 2 || count_figures(im, line) > 0)
        return false;
    return line + 1 < end && !im->lines[line + 1].paragraph && count_sources(im, line + 1) == 0 &&
           count_figures(im, line + 1) > 0 && count_others(im, line + 1) <= 1;
}

/* 项目资金 78 (万元): an amount inside of the block's name is nobody's field. */
static void read_block_amount(struct form_reader *f, uint32_t line, const struct item *it)
{
    struct jx_key key;
    struct jx_slice star = jx_word_star(f->im->words, JX_CLASS_FUND_COLUMN, it->text, &key);
    if (star.len == 0 || jx_digit_value((unsigned char)star.ptr[0]) < 0 || it->above) return;
    struct jx_slice name = jx_slice_at(key.text, (size_t)(star.ptr - key.text));
    draft_extra(f->im, f->d, jx_arena_copy(f->im->arena, name), jx_arena_copy(f->im->arena, star),
                origin_of(line, it));
}

/* 预算执行情况（10分）（万元）: any of the groups behind the name may be the weight. */
static bool bracketed_weight(struct jx_slice text, struct jx_slice *weight)
{
    struct jx_slice rest = jx_trim(text), name, before;
    while (!jx_split_weight(rest, &name, weight)) {
        if (jx_is_absent(jx_last_bracket(rest, &before)) || before.len == 0) return false;
        rest = jx_trim(before);
    }
    return true;
}

/* What stands in front of the first money column: the block's name, with the money unit and at
 * times the weight in brackets, or an amount. */
void read_block_label(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    const struct item *items = line_items(im, line);
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        note_money_unit(f, line, &items[i]);
        if (jx_word_of(im->words, JX_CLASS_FUND_COLUMN, items[i].text) != JX_FUND_BLOCK) continue;
        set_fate(im, line, &items[i], FATE_LAYOUT);
        struct jx_slice weight;
        if (bracketed_weight(items[i].text, &weight) && jx_is_absent(f->funds_weight)) {
            f->funds_weight = weight;
            f->funds_weight_from = origin_of(line, &items[i]);
        }
        read_block_amount(f, line, &items[i]);
    }
}

/* 得分(20分*执行率): the weight that is printed nowhere else. */
static void read_heading_weight(struct form_reader *f)
{
    const struct column *c = heading_column(&f->funds, JX_FUND_SCORE, 0);
    if (!c || heading_column(&f->funds, JX_FUND_WEIGHT, 0)) return;
    struct jx_slice inside = jx_last_bracket(c->text, NULL);
    size_t at = jx_is_absent(inside) ? (size_t)-1 : jx_slice_find(inside, JX_LIT("分"));
    if (at == 0 || at == (size_t)-1) return;
    for (size_t i = 0; i < at; i++)
        if ((inside.ptr[i] < '0' || inside.ptr[i] > '9') && inside.ptr[i] != '.') return;
    f->funds_weight = jx_slice_at(inside.ptr, at);
    f->funds_weight_from = c->from;
}

/* The months that an executed amount is of: 1-8月 in 1-8月执行数. */
static void read_period(struct form_reader *f)
{
    if (f->d->document.form != JX_FORM_monitoring || !jx_is_blank(draft_get(f->d, "period")))
        return;
    for (uint32_t i = 0; i < f->funds.count; i++) {
        const struct column *c = &f->funds.columns[i];
        if (put_period(f, c)) return;
    }
}

/* The label's column stands in front of the figures, whether or not it has a heading. */
static void add_label_column(struct heading *h)
{
    if (heading_column(h, JX_FUND_LABEL, 0) || h->count == HEADING_COLUMNS_MAX) return;
    memmove(h->columns + 1, h->columns, h->count * sizeof h->columns[0]);
    h->columns[0] = (struct column){.word = JX_FUND_LABEL,
                                    .start = 0,
                                    .end = h->count ? h->columns[1].start : 1,
                                    .look = JX_LOOK_NAME};
    h->count++;
}

/* 年度预算数（万元） | 年初预算 | 调整后预算数, with names of sources below the first: it is the
 * heading of the labels. A text dump may have lost where they stand, but not that another column
 * says the same. */
static void find_label_column(struct form_reader *f, uint32_t below)
{
    struct importer *im = f->im;
    struct column *first = f->funds.columns;
    if (f->funds.count < 2 || heading_column(&f->funds, JX_FUND_LABEL, 0)) return;
    bool labels = false;
    for (uint32_t j = 1; j < f->funds.count; j++)
        labels |= jx_word_of(im->words, JX_CLASS_FUND_COLUMN, f->funds.columns[j].text) ==
                  first->word;
    if (im->grid->style != JX_ADDRESS_LINE && below < f->region->end) {
        const struct item *items = line_items(im, below);
        for (uint32_t i = 0; i < im->lines[below].count; i++)
            labels |= !items[i].above && items[i].column == first->start &&
                      source_of(im, items[i].text) != JX_WORD_NONE;
    }
    if (!labels) return;
    first->word = JX_FUND_LABEL;
    first->look = JX_LOOK_NAME;
    for (uint32_t j = 1; j < f->funds.count; j++) { /* what it took the place of is free again */
        struct column *c = &f->funds.columns[j];
        enum jx_word w = jx_word_of(im->words, JX_CLASS_FUND_COLUMN, c->text);
        if (c->word != JX_WORD_NONE || heading_column(&f->funds, w, 0)) continue;
        c->word = w;
    }
}

/* 资金总额（万元） | 合计 | 财政拨款: of two totals the first names the block. */
static bool names_sources(const struct importer *im, uint32_t line, uint32_t i)
{
    const struct item *items = line_items(im, line);
    if (source_of(im, items[i].text) != JX_SOURCE_TOTAL) return false;
    while (++i < im->lines[line].count)
        if (!items[i].above && source_of(im, items[i].text) == JX_SOURCE_TOTAL) return true;
    return false;
}

static uint32_t read_source_heading(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    const struct item *items = line_items(im, line);
    f->transposed = true;
    f->transposed_first = draft_rows(f->d, "funds");
    f->funds = (struct heading){.class = JX_CLASS_SOURCE, .halves = 1};
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        if (items[i].above || !source_of(im, items[i].text)) continue;
        if (names_sources(im, line, i)) {
            set_fate(im, line, &items[i], FATE_LAYOUT);
            continue;
        }
        if (f->funds.count == HEADING_COLUMNS_MAX) break;
        f->funds.columns[f->funds.count++] = (struct column){.word = source_of(im, items[i].text),
                                                             .start = items[i].column,
                                                             .end = items[i].end,
                                                             .look = JX_LOOK_FIGURE,
                                                             .text = items[i].text,
                                                             .from = origin_of(line, &items[i])};
        add_fund(f, "funds", items[i].text, origin_of(line, &items[i]));
    }
    read_block_label(f, line);
    return 1;
}

uint32_t read_funds_heading(struct form_reader *f, uint32_t line)
{
    if (f->paired[0] || (f->has_total && draft_rows(f->d, "funds") > 0)) return 0;
    bool sources = is_source_heading(f->im, line, f->region->end);
    if (!sources && !is_funds_heading(f->im, line)) return 0;
    f->part = PART_FUNDS;
    if (sources) return read_source_heading(f, line);
    uint32_t used = heading_read(f->im, line, f->region->end, JX_CLASS_FUND_COLUMN, &f->funds);
    f->transposed = false;
    f->has_funds_heading = true;
    find_label_column(f, line + used);
    read_block_label(f, line);
    read_heading_weight(f);
    read_period(f);
    add_label_column(&f->funds);
    return used;
}

/* ---- rows ---- */

static bool stands_on_total_only(enum jx_word w)
{
    return w == JX_FUND_WEIGHT || w == JX_FUND_SCORE;
}

/* A weight or score that a row does not have: a mark, or nothing on a row other than the total. */
static bool is_left_out(const struct importer *im, const struct column *c, struct jx_slice text,
                        bool total)
{
    struct jx_figure figure;
    if (!stands_on_total_only(c->word)) return false;
    if (jx_is_blank(text)) return !total;
    if (is_none_mark(im, text)) return true;
    bool zero = jx_figure_parse(text, &figure) == JX_OK && figure.value.micro == 0;
    return !total && (zero || jx_word_exact(im->words, JX_CLASS_LAYOUT, text) == JX_LAYOUT_UNFIT);
}

void put_fund_value(struct form_reader *f, uint32_t row, const struct column *c,
                    struct jx_slice text, struct origin from, bool total)
{
    if (is_left_out(f->im, c, text, total)) {
        if (from.item) set_fate(f->im, from.line, from.item, FATE_LAYOUT);
        return;
    }
    if (draft_put_row(f->im, f->d, "funds", row, jx_word_field(c->word), text, from)) return;
    if (!jx_is_blank(text) && !is_none_mark(f->im, text))
        draft_row_extra(f->im, f->d, "funds", row, c->text, text, from);
    else if (from.item)
        set_fate(f->im, from.line, from.item, FATE_LAYOUT);
}

/* The block's name, or a group's that reaches down from above, is no part of a fund's label. */
static bool is_label_part(const struct form_reader *f, const struct item *it, uint8_t column)
{
    struct jx_slice before, inside = jx_last_bracket(it->text, &before);
    if (column == NO_COLUMN || it->above) return false;
    if (f->funds.columns[column].word != JX_FUND_LABEL) return false;
    /* （万元） alone is the lower half of the block's name. */
    if (!jx_is_absent(inside) && before.len == 0 && jx_money_scale(inside)) return false;
    return jx_word_of(f->im->words, JX_CLASS_FUND_COLUMN, it->text) != JX_FUND_BLOCK;
}

/* Names of one label in several cells (其中： | 财政拨款) are one name. */
static struct jx_slice label_text(struct form_reader *f, uint32_t line, const struct alignment *a,
                                  const struct item **first)
{
    struct importer *im = f->im;
    const struct item *items = line_items(im, line);
    struct jx_slice label = JX_LIT("");
    for (uint32_t i = 0; i < a->count; i++) {
        note_money_unit(f, line, &items[i]);
        if (!is_label_part(f, &items[i], a->column[i])) {
            if (a->column[i] == 0 || jx_is_blank(own_label(im, items[i].text)))
                set_fate(im, line, &items[i], FATE_LAYOUT);
            continue;
        }
        if (jx_is_blank(label)) {
            label = items[i].text;
            *first = &items[i];
            continue;
        }
        set_fate(im, line, &items[i], FATE_FIELD);
        label = jx_arena_printf(im->arena, "%.*s%.*s", (int)label.len, label.ptr,
                                (int)items[i].text.len, items[i].text.ptr);
        if (jx_is_absent(label)) im->status = im->arena->status;
    }
    return label;
}

static const struct item *first_in(const struct form_reader *f, uint32_t line,
                                   const struct alignment *a, uint32_t column)
{
    for (uint32_t i = 0; i < a->count; i++)
        if (a->column[i] == column) return line_items(f->im, line) + i;
    return NULL;
}

static void put_fund_row(struct form_reader *f, uint32_t line, const struct alignment *a,
                         uint32_t row)
{
    bool total = jx_slice_eq(draft_get_row(f->d, "funds", row, "source"), JX_LIT("total"));
    for (uint32_t j = 0; j < f->funds.count; j++) {
        const struct column *c = &f->funds.columns[j];
        if (c->word == JX_FUND_LABEL) continue;
        const struct item *it = first_in(f, line, a, j);
        put_fund_value(f, row, c, it ? it->text : JX_LIT(""), origin_of(line, it), total);
    }
}

/* Figures alone below the heading are the total's. */
static uint32_t read_unlabelled_row(struct form_reader *f, uint32_t line, const struct alignment *a)
{
    uint32_t figures = count_figures(f->im, line);
    if (draft_rows(f->d, "funds") > 0 || figures < 2 || figures != line_own(f->im, line)) return 0;
    uint32_t row = draft_row(f->im, f->d, "funds");
    draft_put_row(f->im, f->d, "funds", row, "source", JX_LIT("total"), origin_of(line, NULL));
    draft_put_row(f->im, f->d, "funds", row, "label", JX_LIT(""), origin_of(line, NULL));
    put_fund_row(f, line, a, row);
    return 1;
}

static uint32_t read_table_row(struct form_reader *f, uint32_t line)
{
    struct alignment a;
    align_row(f->im, line, &f->funds, &a);
    const struct item *label_item = NULL;
    struct jx_slice label = label_text(f, line, &a, &label_item);
    if (line_own(f->im, line) == 0) return 0;
    if (jx_is_blank(label)) return read_unlabelled_row(f, line, &a);
    if (!source_of(f->im, label) && count_figures(f->im, line) == 0) return 0;
    learn_shift(f->im, line, &a, &f->funds);
    uint32_t row = add_fund(f, "funds", label, origin_of(line, label_item));
    put_fund_row(f, line, &a, row);
    return 1;
}

/* A row below sources: what it holds is said by its first text. */
static uint32_t read_transposed_row(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    const struct item *items = line_items(im, line);
    if (count_figures(im, line) == 0) return 0;
    enum jx_word what = JX_WORD_NONE;
    struct jx_slice name = JX_LIT("");
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        enum jx_word w = jx_word_of(im->words, JX_CLASS_FUND_COLUMN, items[i].text);
        if (w == JX_WORD_NONE || w == JX_FUND_BLOCK) continue;
        what = w;
        name = items[i].text;
        set_fate(im, line, &items[i], FATE_LAYOUT);
    }
    struct column c = {.word = what ? what : JX_FUND_AMOUNT, .text = name};
    if (f->d->document.form == JX_FORM_target) c.word = JX_FUND_AMOUNT;
    struct alignment a;
    align_row(im, line, &f->funds, &a);
    for (uint32_t j = 0; j < f->funds.count; j++) {
        const struct item *it = first_in(f, line, &a, j);
        uint32_t row = f->transposed_first + j;
        bool total = f->funds.columns[j].word == JX_SOURCE_TOTAL;
        put_fund_value(f, row, &c, it ? it->text : JX_LIT(""), origin_of(line, it), total);
    }
    return 1;
}

/* 上年结转资金 without figures: a text dump has no tabs left in such a row. */
static bool is_lone_source(const struct form_reader *f, uint32_t line)
{
    const struct item *items = line_items(f->im, line);
    return f->im->grid->style == JX_ADDRESS_LINE && f->has_funds_heading && f->part == PART_FUNDS &&
           f->im->lines[line].count == 1 &&
           jx_word_exact(f->im->words, JX_CLASS_SOURCE,
                         jx_without_number(own_label(f->im, items->text))) != JX_WORD_NONE;
}

uint32_t read_funds_row(struct form_reader *f, uint32_t line)
{
    if (f->im->lines[line].paragraph && !is_lone_source(f, line)) return 0;
    uint32_t n = read_fund_pairs(f, line);
    if (n || f->paired[0] || f->part != PART_FUNDS) return n;
    if (f->transposed) return read_transposed_row(f, line);
    return f->has_funds_heading ? read_table_row(f, line) : 0;
}

void finish_funds(struct form_reader *f)
{
    draft_list(f->im, f->d, "funds");
    if (jx_is_absent(f->funds_weight) || f->d->document.form != JX_FORM_self_evaluation) return;
    if (f->has_funds_heading && heading_column(&f->funds, JX_FUND_WEIGHT, 0)) return;
    for (uint32_t i = 0; i < draft_rows(f->d, "funds"); i++) {
        if (!jx_slice_eq(draft_get_row(f->d, "funds", i, "source"), JX_LIT("total"))) continue;
        if (!jx_is_absent(draft_get_row(f->d, "funds", i, "weight"))) return;
        draft_put_row(f->im, f->d, "funds", i, "weight", f->funds_weight, f->funds_weight_from);
        return;
    }
}
