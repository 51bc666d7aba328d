/* The tasks of a whole department (年度主要任务): a table that the exchange form has no field for.
 * Each task is kept as extra; where the table's columns are sources, its total is the form's funds.
 */
#include "project_form.h"

#include "../../proto/base/figure.h"

enum {
    HEADING_TEXTS_LEAST = 3,
    HEADING_TEXT_MAX = 60, /* bytes */
};

static bool is_task_word(const struct importer *im, struct jx_slice text)
{
    return jx_word_exact(im->words, JX_CLASS_LAYOUT, text) == JX_LAYOUT_TASK;
}

static bool is_figure(struct jx_slice text)
{
    struct jx_figure figure;
    return jx_figure_parse(text, &figure) == JX_OK;
}

static bool is_task_heading(const struct importer *im, uint32_t line)
{
    const struct item *items = line_items(im, line);
    uint32_t own = 0, tasks = 0;
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        if (items[i].above) continue;
        if (is_figure(items[i].text) || items[i].text.len > HEADING_TEXT_MAX) return false;
        own++;
        tasks += is_task_word(im, items[i].text);
    }
    return tasks > 0 && own >= HEADING_TEXTS_LEAST && !im->lines[line].paragraph;
}

/* A column of the tasks; its word says of which money it is: 预算金额, 实际支出. */
static struct column column_of(const struct importer *im, uint32_t line, const struct item *it)
{
    return (struct column){.word = jx_word_of(im->words, JX_CLASS_FUND_COLUMN, it->text),
                           .start = it->column,
                           .end = it->end,
                           .text = it->text,
                           .from = {line, it}};
}

/* 总额 below 预算金额（万元）: a source, of that money. */
static struct column part_of(struct importer *im, const struct column *whole, uint32_t line,
                             const struct item *it)
{
    struct column c = column_of(im, line, it);
    c.option = true;
    c.word = whole ? whole->word : JX_WORD_NONE;
    if (whole)
        c.text = jx_arena_printf(im->arena, "%.*s/%.*s", (int)whole->text.len, whole->text.ptr,
                                 (int)it->text.len, it->text.ptr);
    if (jx_is_absent(c.text)) im->status = im->arena->status;
    return c;
}

/* Sources below 预算金额 are the parts of that column, and take its place. */
static uint32_t read_parts(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    const struct item *items = line_items(im, line);
    uint32_t own = 0;
    if (line >= f->region->end || im->lines[line].paragraph) return 0;
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        if (items[i].above) continue;
        if (!jx_word_of(im->words, JX_CLASS_SOURCE, items[i].text)) return 0;
        own++;
    }
    if (own == 0) return 0;
    struct heading *h = &f->tasks, above = *h;
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        if (items[i].above) continue;
        uint32_t at = h->count;
        while (at > 0 && h->columns[at - 1].start >= items[i].column)
            at--;
        bool replaces = at < h->count && h->columns[at].start == items[i].column;
        if (!replaces && h->count == HEADING_COLUMNS_MAX) break;
        if (!replaces) {
            memmove(h->columns + at + 1, h->columns + at, (h->count - at) * sizeof h->columns[0]);
            h->count++;
        }
        const struct column *whole = NULL;
        for (uint32_t j = 0; j < above.count && above.columns[j].start <= items[i].column; j++)
            whole = &above.columns[j];
        h->columns[at] = part_of(im, whole, line, &items[i]);
    }
    set_line_fate(im, line, FATE_LAYOUT);
    return 1;
}

static uint32_t read_task_heading(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    const struct item *items = line_items(im, line);
    f->tasks = (struct heading){.class = JX_CLASS_SOURCE, .halves = 1};
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        note_money_unit(f, line, &items[i]);
        if (items[i].above || f->tasks.count == HEADING_COLUMNS_MAX) continue;
        f->tasks.columns[f->tasks.count++] = column_of(im, line, &items[i]);
    }
    set_line_fate(im, line, FATE_LAYOUT);
    f->part = PART_TASKS;
    return 1 + read_parts(f, line + 1);
}

static const struct column *column_over(const struct form_reader *f, const struct item *it)
{
    for (uint32_t j = 0; j < f->tasks.count; j++)
        if (it->column >= f->tasks.columns[j].start && it->column < f->tasks.columns[j].end)
            return &f->tasks.columns[j];
    return NULL;
}

static const char *field_of(const struct form_reader *f, const struct column *c)
{
    if (f->d->document.form == JX_FORM_target) return "amount";
    if (c->word == JX_FUND_AMOUNT)
        return f->d->document.form == JX_FORM_monitoring ? "initial_budget" : "annual_budget";
    return c->word ? jx_word_field(c->word) : "";
}

/* The fund of that source, which each kind of money has once. */
static uint32_t fund_row(struct form_reader *f, const struct column *c)
{
    for (uint32_t row = 0; row < draft_rows(f->d, "funds"); row++)
        if (jx_slice_eq(draft_get_row(f->d, "funds", row, "label"), c->from.item->text)) return row;
    return add_fund(f, "funds", c->from.item->text, c->from);
}

/* The total below sources is what the form says of the funds, when nothing else does: as many
 * figures as sources, in order. */
static bool read_task_total(struct form_reader *f, uint32_t line, const struct item *label)
{
    struct importer *im = f->im;
    const struct item *it = line_items(im, line), *end = it + im->lines[line].count;
    uint32_t sources = 0, figures = 0;
    if (jx_word_exact(im->words, JX_CLASS_LAYOUT, label->text) != JX_LAYOUT_TOTAL) return false;
    if (draft_rows(f->d, "funds") > 0) return false;
    for (uint32_t j = 0; j < f->tasks.count; j++)
        sources += f->tasks.columns[j].option && *field_of(f, &f->tasks.columns[j]);
    for (const struct item *i = it; i < end; i++)
        figures += !i->above && is_figure(i->text);
    if (sources == 0 || figures != sources) return false;
    for (uint32_t j = 0; j < f->tasks.count; j++) {
        const struct column *c = &f->tasks.columns[j];
        if (!c->option || !*field_of(f, c)) continue;
        while (it->above || !is_figure(it->text))
            it++;
        draft_put_row(im, f->d, "funds", fund_row(f, c), field_of(f, c), it->text,
                      origin_of(line, it));
        it++;
    }
    set_fate(im, line, label, FATE_LAYOUT);
    return true;
}

/* 修建水库 | 小型水库1座 | 900: the texts behind the task's name, each with its heading. */
static uint32_t read_task(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    const struct item *items = line_items(im, line), *name = NULL;
    for (uint32_t i = 0; i < im->lines[line].count && !name; i++)
        if (!items[i].above && !is_figure(items[i].text) && items[i].text.len <= JX_KEY_MAX)
            name = &items[i];
    if (!name || is_task_word(im, name->text)) return 0;
    if (read_task_total(f, line, name)) return 1;
    set_fate(im, line, name, FATE_LAYOUT);
    draft_extra(im, f->d, name->text, JX_LIT(""), origin_of(line, name));
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        const struct column *c = column_over(f, &items[i]);
        if (items[i].above || &items[i] == name) continue;
        struct jx_slice text = items[i].text;
        if (c && !jx_is_blank(c->text))
            text = jx_arena_printf(im->arena, "%.*s：%.*s", (int)c->text.len, c->text.ptr,
                                   (int)text.len, text.ptr);
        if (jx_is_absent(text)) im->status = im->arena->status;
        draft_extra(im, f->d, name->text, text, origin_of(line, &items[i]));
    }
    return 1;
}

/* A goal or another label ends the tasks. */
static bool ends_tasks(const struct importer *im, uint32_t line)
{
    const struct item *items = line_items(im, line);
    uint32_t i = 0;
    while (i < im->lines[line].count && items[i].above)
        i++;
    if (i == im->lines[line].count || im->lines[line].paragraph) return true;
    return jx_word_of(im->words, JX_CLASS_GOAL, items[i].text) != JX_WORD_NONE ||
           jx_word_exact(im->words, JX_CLASS_LABEL, items[i].text) != JX_WORD_NONE ||
           jx_word_exact(im->words, JX_CLASS_LAYOUT, items[i].text) == JX_LAYOUT_SIDE ||
           is_funds_heading(im, line);
}

uint32_t read_tasks(struct form_reader *f, uint32_t line)
{
    bool heading = f->part != PART_INDICATORS && f->part != PART_NOTES;
    if (heading && is_task_heading(f->im, line)) return read_task_heading(f, line);
    if (f->part != PART_TASKS) return 0;
    if (!ends_tasks(f->im, line)) return read_task(f, line);
    f->part = PART_HEAD;
    return 0;
}
