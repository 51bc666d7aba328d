/* Rows of a form that the vocabulary lacks: what they say is kept under their own names. */
#include "project_form.h"

#include "../../proto/base/figure.h"

enum { LONE_TEXT_LEAST = 15 /* bytes: five characters */ };

static bool is_figure(struct jx_slice text)
{
    struct jx_figure figure;
    return jx_figure_parse(text, &figure) == JX_OK;
}

/* In the head and behind the total, two texts alone are a label that the vocabulary lacks, and its
 * value. */
uint32_t read_unknown_label(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    const struct item *items = line_items(im, line);
    bool here = f->has_total || f->part == PART_HEAD || f->part == PART_FUNDS;
    if (!here || im->lines[line].paragraph || line_own(im, line) != 2) return 0;
    while (items->above)
        items++;
    for (uint32_t i = 0; i < 2; i++) {
        struct jx_figure figure;
        if (items[i].above || jx_figure_parse(items[i].text, &figure) == JX_OK) return 0;
        if (jx_level1_of(im->words, items[i].text) || jx_level2_parents(im->words, items[i].text))
            return 0;
    }
    if (items[0].text.len > JX_KEY_MAX) return 0;
    set_fate(im, line, &items[0], FATE_LAYOUT);
    return draft_extra(im, f->d, items[0].text, items[1].text, origin_of(line, &items[1]));
}

/* 按收入性质分： | 按支出性质分： alone in their row. */
static uint32_t read_side_labels(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    const struct item *items = line_items(im, line);
    for (uint32_t i = 0; i < im->lines[line].count; i++)
        if (!items[i].above &&
            jx_word_exact(im->words, JX_CLASS_LAYOUT, items[i].text) != JX_LAYOUT_SIDE)
            return 0;
    if (im->lines[line].paragraph || line_own(im, line) == 0) return 0;
    set_line_fate(im, line, FATE_LAYOUT);
    return 1;
}

/* What a chapter's heading between the parts of a form says: 二、项目资金情况（单位：万元）. */
static bool is_chapter(const struct importer *im, struct jx_slice text, enum jx_word *label)
{
    struct jx_slice name = jx_without_number(text);
    *label = jx_word_exact(im->words, JX_CLASS_LABEL, name);
    if (name.len == text.len) return false;
    return *label || jx_word_exact(im->words, JX_CLASS_GOAL, name) ||
           jx_word_exact(im->words, JX_CLASS_LAYOUT, name) == JX_LAYOUT_SIDE ||
           jx_word_exact(im->words, JX_CLASS_FUND_COLUMN, name) == JX_FUND_BLOCK;
}

uint32_t read_chapter(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    const struct item *it = line_items(im, line);
    enum jx_word label, other;
    /* The text of a report keeps its chapters. */
    if (f->d->document.form == JX_FORM_evaluation || im->report.open || f->has_notes) return 0;
    if (im->lines[line].count != 1 || it->above || !is_chapter(im, it->text, &label)) return 0;
    note_money_unit(f, line, it);
    set_fate(im, line, it, FATE_LAYOUT);
    if (f->part == PART_GOALS) f->part = PART_HEAD;
    bool alone = line + 1 < f->region->end && im->lines[line + 1].count == 1;
    const struct item *below = alone ? line_items(im, line + 1) : NULL;
    if (!label || !below || below->above || is_chapter(im, below->text, &other)) return 1;
    put_labelled(f, label, jx_without_number(it->text), below->text, origin_of(line + 1, below));
    return 2;
}

/* Texts of the row that are its own, and how many of them are figures. */
static uint32_t count_own(const struct importer *im, uint32_t line, uint32_t *figures)
{
    const struct item *items = line_items(im, line);
    uint32_t own = 0;
    *figures = 0;
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        own += !items[i].above;
        *figures += !items[i].above && is_figure(items[i].text);
    }
    return own;
}

static const struct item *next_own(const struct item *it, const struct item *end)
{
    while (it < end && it->above)
        it++;
    return it;
}

/* 支出计划（%） | 3月底 | 6月底 over 20 | 50: a name, and figures below others, as many as there
 * are of them. */
static uint32_t read_unknown_table(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    uint32_t figures, below;
    if (line + 1 >= f->region->end || im->lines[line + 1].paragraph) return 0;
    uint32_t own = count_own(im, line, &figures), values = count_own(im, line + 1, &below);
    if (own < 3 || figures > 0 || values != own - 1 || below != values) return 0;
    const struct item *end = line_items(im, line) + im->lines[line].count,
                      *name = next_own(line_items(im, line), end), *it = name,
                      *value = line_items(im, line + 1),
                      *values_end = value + im->lines[line + 1].count;
    for (uint32_t i = 0; i < values; i++, value++) {
        it = next_own(it + 1, end);
        value = next_own(value, values_end);
        struct jx_slice key = jx_arena_printf(im->arena, "%.*s/%.*s", (int)name->text.len,
                                              name->text.ptr, (int)it->text.len, it->text.ptr);
        if (jx_is_absent(key)) im->status = im->arena->status;
        draft_extra(im, f->d, key, value->text, origin_of(line + 1, value));
    }
    set_line_fate(im, line, FATE_LAYOUT);
    return 2;
}

/* A text alone, beside a name that reaches down or stands in front of the row above. */
static uint32_t read_lone_text(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    const struct item *items = line_items(im, line), *end = items + im->lines[line].count;
    const struct item *it = next_own(items, end), *name = NULL;
    if (line_own(im, line) != 1 || it->text.len < LONE_TEXT_LEAST || is_figure(it->text)) return 0;
    for (const struct item *i = items; i < it; i++)
        name = i;
    if (!name && line > f->region->first && im->lines[line - 1].count > 0)
        name = line_items(im, line - 1);
    if (!name || name->column >= it->column) return 0;
    return draft_extra(im, f->d, name->text, it->text, origin_of(line, it));
}

uint32_t read_extra_rows(struct form_reader *f, uint32_t line)
{
    bool early = f->part == PART_HEAD || f->part == PART_FUNDS;
    if (f->im->lines[line].paragraph) return 0;
    uint32_t n = read_side_labels(f, line);
    if (!n && f->part != PART_INDICATORS) n = read_unknown_label(f, line);
    if (!n && early) n = read_unknown_table(f, line);
    return n || !early ? n : read_lone_text(f, line);
}
