/* The total row below the indicators: weight, score, and what is printed beside them. */
#include "project_form.h"

#include "../../proto/base/figure.h"
#include "../../proto/base/text.h"

enum { FIGURES_MAX = 16 };

/* `98.5`, and `98.5分`, which a total is printed as too. */
static bool is_points(struct jx_slice text)
{
    static const struct jx_slice points = JX_LIT("分");
    struct jx_figure figure;
    struct jx_slice s = jx_trim(text);
    if (jx_ends_with(s, points)) s = jx_slice_at(s.ptr, s.len - points.len);
    return jx_figure_parse(s, &figure) == JX_OK;
}

static bool is_total_label(const struct importer *im, struct jx_slice text)
{
    return jx_word_exact(im->words, JX_CLASS_LAYOUT, text) == JX_LAYOUT_TOTAL;
}

/* A text below a column that the total has no field for, such as a reviewer's score. */
static void put_total_extra(struct form_reader *f, uint32_t line, const struct item *it)
{
    for (uint32_t j = 0; j < f->indicators.count; j++) {
        const struct column *c = &f->indicators.columns[j];
        if (it->column < c->start || it->column >= c->end) continue;
        struct origin from = origin_of(line, it);
        if (is_none_mark(f->im, it->text))
            set_fate(f->im, line, it, FATE_LAYOUT);
        else if (!draft_object_extra(f->im, f->d, "total", c->text, it->text, from))
            draft_extra(f->im, f->d, c->text, it->text, from);
        return;
    }
}

/* 总得分 | 96.75 | 优: a grade needs no label. */
static bool put_grade(struct form_reader *f, uint32_t line, const struct item *it)
{
    bool grade = jx_word_exact(f->im->words, JX_CLASS_LAYOUT, it->text) == JX_LAYOUT_GRADE;
    return grade && jx_is_blank(draft_get(f->d, "total/grade")) &&
           draft_put(f->im, f->d, "total/grade", it->text, origin_of(line, it));
}

/* The figure of the row below that column. */
static const struct item *figure_below(const struct form_reader *f, uint32_t line,
                                       const struct column *c)
{
    const struct item *items = line_items(f->im, line);
    for (uint32_t i = 0; c && i < f->im->lines[line].count; i++) {
        if (items[i].above || items[i].column < c->start || items[i].column >= c->end) continue;
        if (is_points(items[i].text)) return &items[i];
    }
    return NULL;
}

/* Whether the label of the row reaches over that column: then the total has no such figure. */
static bool is_below_label(const struct form_reader *f, uint32_t line, const struct item *label,
                           const struct column *c)
{
    bool cells = f->im->grid->style == JX_ADDRESS_SHEET && f->im->lines[line].count > 1;
    return cells && c && label->column <= c->start && label->end > c->start;
}

/* Weight and score stand below their columns. Where not both do, two figures are weight and score
 * in the order of their columns, and a single one is below its column, or the score. */
static void put_totals(struct form_reader *f, uint32_t line, const struct item *label,
                       const struct item **figures, uint32_t count)
{
    const struct column *weight = heading_column(&f->indicators, JX_COLUMN_WEIGHT, 0);
    const struct column *score = heading_column(&f->indicators, JX_COLUMN_SCORE, 0);
    const struct item *w = figure_below(f, line, weight), *s = figure_below(f, line, score);
    if (count >= 2 && (!w || !s)) {
        bool score_first = weight && score && score->start < weight->start;
        w = figures[score_first];
        s = figures[!score_first];
    } else if (count == 1) {
        w = w || !score ? figures[0] : NULL;
        s = w ? NULL : figures[0];
    }
    if ((weight && !is_below_label(f, line, label, weight)) || w)
        draft_put(f->im, f->d, "total/weight", w ? w->text : JX_LIT(""), origin_of(line, w));
    if ((score && !is_below_label(f, line, label, score)) || s)
        draft_put(f->im, f->d, "total/score", s ? s->text : JX_LIT(""), origin_of(line, s));
    for (uint32_t i = 0; i < count; i++)
        if (figures[i] != w && figures[i] != s) put_total_extra(f, line, figures[i]);
}

/* 总分：98.5 in one cell. */
static bool read_total_text(struct form_reader *f, uint32_t line, const struct item *it)
{
    struct jx_slice before, after;
    if (!jx_split_colon(it->text, &before, &after) || !is_total_label(f->im, before)) return false;
    if (!is_points(after)) return false;
    if (!jx_is_blank(draft_get(f->d, "total/score"))) return false;
    return draft_put(f->im, f->d, "total/score", after, origin_of(line, it));
}

/* 小计 | 50 | 48 below the indicators of one level: kept beside the fields, and no level itself. */
static uint32_t read_subtotal_row(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    const struct item *items = line_items(im, line), *end = items + im->lines[line].count;
    const struct item *it = items;
    while (it < end && it->above)
        it++;
    if (it == end || jx_word_exact(im->words, JX_CLASS_LAYOUT, it->text) != JX_LAYOUT_SUBTOTAL)
        return 0;
    struct jx_slice level = f->levels[0][0].name;
    set_fate(im, line, it, FATE_LAYOUT);
    for (const struct item *label = it++; it < end; it++) {
        struct jx_slice name = jx_arena_printf(im->arena, "%.*s%.*s", (int)level.len,
                                               level.ptr ? level.ptr : "", (int)label->text.len,
                                               label->text.ptr);
        if (!it->above) draft_extra(im, f->d, name, it->text, origin_of(line, it));
    }
    return 1;
}

uint32_t read_total_row(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    const struct line *l = &im->lines[line];
    const struct item *items = line_items(im, line), *figures[FIGURES_MAX] = {NULL};
    if (f->part == PART_INDICATORS && l->count == 1 && read_total_text(f, line, items)) return 1;
    if (f->part != PART_INDICATORS || l->paragraph) return 0;
    if (read_subtotal_row(f, line)) return 1;
    uint32_t at = 0, count = 0;
    while (at < l->count && items[at].above)
        at++;
    if (at == l->count || !is_total_label(im, items[at].text)) return 0;
    const struct item *label_item = &items[at];
    set_fate(im, line, label_item, FATE_LAYOUT);
    for (at++; at < l->count; at++) {
        if (items[at].above) continue;
        struct jx_slice value;
        enum jx_word label = label_of(im, items[at].text, &value);
        if (is_points(items[at].text) && count < FIGURES_MAX) {
            figures[count++] = &items[at];
        } else if (label != JX_WORD_NONE) {
            bool beside = jx_is_absent(value) && at + 1 < l->count;
            set_fate(im, line, &items[at], FATE_LAYOUT);
            const struct item *from = beside ? &items[at + 1] : &items[at];
            if (jx_is_absent(value)) value = beside ? from->text : JX_LIT("");
            put_labelled(f, label, items[at].text, value, origin_of(line, from));
            at += beside;
        } else if (!put_grade(f, line, &items[at])) {
            put_total_extra(f, line, &items[at]);
        }
    }
    put_totals(f, line, label_item, figures, count);
    f->has_total = true;
    return 1;
}
