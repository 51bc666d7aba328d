/* A document on its page: head, tables, goals, texts, in the order of the form's layout. */
#include "table.h"

#include <stdio.h>

enum {
    SIDE_WIDTH = 9,
    SECTIONS_MAX = 16,
    GROUP_MAX = 8, /* pairs in one row */
    PLAIN_WIDTH = 12,
};

static struct cell *put(struct layer *l, uint32_t column, uint32_t end, enum look look,
                        struct jx_slice text)
{
    return page_put(l->pages, l->page, l->row, column, end - column, look, text);
}

static bool is_pair_printed(const struct layer *l, const struct lay_pair *p)
{
    return (l->pages->fill && p->usual) || !jx_is_absent(reach_text(l->d, p->path));
}

static void make_entry(struct layer *l, struct cell *c, const struct input *input)
{
    if (!c || !l->pages->fill || (l->pages->given && !jx_is_blank(c->text))) return;
    c->use = USE_OPEN;
    c->input = input;
}

/* The column of the page that begins behind that share of its width. */
static uint32_t column_at(const struct page *p, uint32_t part, uint32_t of)
{
    uint32_t width = 0, at = 0, sum = 0;
    for (uint32_t i = 0; i < p->columns; i++)
        width += p->widths[i];
    while (at < p->columns && (sum + p->widths[at] / 2) * of < width * part)
        sum += p->widths[at++];
    return at;
}

/* ---- labels and values ---- */

static void put_value(struct layer *l, uint32_t column, uint32_t end, enum look look,
                      const struct lay_pair *p)
{
    struct cell *c = put(l, column, end, look, reach_text(l->d, p->path));
    page_name(l->pages, c, "/%s", p->path);
    make_entry(l, c, p->input);
}

/* Label and value, side by side, from column to end; each has at least a column of its own. */
static void put_pair(struct layer *l, const struct lay_pair *p, uint32_t column, uint32_t end)
{
    uint32_t middle = column + 1;
    put(l, column, middle, LOOK_LABEL, jx_slice_of(p->label));
    put_value(l, middle, end, LOOK_TEXT, p);
}

static void put_pair_row(struct layer *l, const struct lay_pair *const *pairs, uint32_t count)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t end = i + 1 == count ? l->page->columns : column_at(l->page, i + 1, count);
        if (end < at + 2) end = at + 2;
        put_pair(l, pairs[i], at, end);
        at = end;
    }
    if (count) l->row++;
}

static void put_pairs(struct layer *l, const struct section *s)
{
    for (uint32_t i = 0; i < s->count;) {
        const struct lay_pair *printed[GROUP_MAX];
        uint32_t count = 0;
        uint8_t row = s->pairs[i].row;
        for (; i < s->count && s->pairs[i].row == row; i++)
            if (is_pair_printed(l, &s->pairs[i]) && count < GROUP_MAX)
                printed[count++] = &s->pairs[i];
        put_pair_row(l, printed, count);
    }
}

/* ---- texts ---- */

static void put_goals(struct layer *l, const struct section *s)
{
    const struct lay_pair *printed[GROUP_MAX];
    uint32_t count = 0, at = l->left;
    for (uint32_t i = 0; i < s->count; i++)
        if (is_pair_printed(l, &s->pairs[i]) && count < GROUP_MAX) printed[count++] = &s->pairs[i];
    if (count == 0) return;
    struct cell *side = put(l, 0, l->left, LOOK_HEADING, jx_slice_of(s->side));
    if (side) side->row_span = 2;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t end = i + 1 == count ? l->page->columns : column_at(l->page, i + 1, count);
        if (end <= at) end = at + 1;
        put(l, at, end, LOOK_HEADING, jx_slice_of(printed[i]->label));
        l->row++;
        put_value(l, at, end, LOOK_PROSE, printed[i]);
        l->row--;
        at = end;
    }
    l->row += 2;
}

static void put_labelled(struct layer *l, uint32_t left, const struct lay_pair *p)
{
    uint32_t middle = column_at(l->page, 1, 3);
    if (middle <= left) middle = left + 1;
    put(l, left, middle, LOOK_LABEL, jx_slice_of(p->label));
    enum look look = p->input && p->input->choices ? LOOK_TEXT : LOOK_PROSE;
    put_value(l, middle, l->page->columns, look, p);
    l->row++;
}

static void put_prose(struct layer *l, const struct section *s)
{
    uint32_t first = l->row, left = s->side ? l->left : 0;
    for (uint32_t i = 0; i < s->count; i++)
        if (is_pair_printed(l, &s->pairs[i])) put_labelled(l, left, &s->pairs[i]);
    if (!s->side || l->row == first) return;
    struct cell *side = page_put(l->pages, l->page, first, 0, l->left, LOOK_HEADING,
                                 jx_slice_of(s->side));
    if (side) side->row_span = l->row - first;
}

static void put_notes(struct layer *l, const struct section *s)
{
    for (uint32_t i = 0; i < s->count; i++) {
        struct jx_slice text = reach_text(l->d, s->pairs[i].path);
        if (jx_is_absent(text)) continue;
        page_name(l->pages, put(l, 0, l->page->columns, LOOK_PLAIN, text), "/%s", s->pairs[i].path);
        l->row++;
    }
}

/* ---- the funds of a target ---- */

/* With a medium-term half they stand side by side; a single total is a label with its amount, which
 * is then no source that needs a name of its own. */
static bool funds_are_pairs(const struct layer *l)
{
    if (l->d->form != JX_FORM_target || l->pages->fill) return false;
    const struct jx_target *t = l->d->body.target;
    const struct jx_planned_fund *f = t->funds.items;
    bool single = t->funds.count == 1 && jx_slice_eq(f->source, JX_LIT("total")) &&
                  !jx_is_blank(f->label) && f->extra.count == 0;
    return t->medium_term_funds.count > 0 || single;
}

static void put_fund_pair(struct layer *l, const char *list, const struct jx_list *funds,
                          uint32_t row, uint32_t column, uint32_t end)
{
    const struct jx_planned_fund *f = funds->items;
    bool has = row < funds->count;
    struct cell *label = put(l, column, column + 1, LOOK_LABEL, has ? f[row].label : JX_LIT(""));
    struct cell *amount = put(l, column + 1, end, LOOK_FIGURE, has ? f[row].amount : JX_LIT(""));
    if (!has) return;
    page_name(l->pages, label, "/%s/%u/label", list, (unsigned)row);
    page_name(l->pages, amount, "/%s/%u/amount", list, (unsigned)row);
}

static void put_funds(struct layer *l)
{
    const struct jx_target *t = l->d->body.target;
    uint32_t first = l->row, middle = column_at(l->page, 1, 2), count = t->funds.count;
    bool halves = t->medium_term_funds.count > 0;
    if (count < t->medium_term_funds.count) count = t->medium_term_funds.count;
    if (middle < l->left + 2) middle = l->left + 2;
    for (uint32_t i = 0; i < count; i++, l->row++) {
        if (halves)
            put_fund_pair(l, "medium_term_funds", &t->medium_term_funds, i, l->left, middle);
        put_fund_pair(l, "funds", &t->funds, i, halves ? middle : l->left, l->page->columns);
    }
    struct jx_slice side = table_side(l, "项目资金");
    struct cell *c = page_put(l->pages, l->page, first, 0, l->left, LOOK_HEADING, side);
    if (c) c->row_span = count;
}

/* ---- the page ---- */

static struct cell *put_line(struct layer *l, enum look look, struct jx_slice text)
{
    if (jx_is_absent(text)) return NULL;
    struct cell *c = put(l, 0, l->page->columns, look, text);
    l->row++;
    return c;
}

static bool is_said_by_funds(const struct layer *l, struct jx_slice unit)
{
    bool usual = jx_slice_eq(unit, JX_LIT("万元")) || jx_slice_eq(unit, JX_LIT("元"));
    return l->funds && l->funds->count && usual;
}

static void put_labelled_line(struct layer *l, enum look look, const char *label,
                              struct jx_slice text)
{
    if (jx_is_absent(text)) return;
    struct jx_slice line = jx_arena_printf(l->pages->arena, "%s：%.*s", label, (int)text.len,
                                           text.ptr);
    if (jx_is_absent(line)) l->pages->status = jx_arena_failure(l->pages->arena);
    put_line(l, look, line);
}

static void put_above(struct layer *l)
{
    struct jx_slice period = jx_document_period(l->d), unit = l->d->money_unit;
    page_name(l->pages, put_line(l, LOOK_TITLE, l->d->title), "/title");
    put_line(l, LOOK_CENTRE, year_line(l->pages, l->d->year));
    if (!jx_is_blank(period) && jx_is_blank(l->months))
        put_labelled_line(l, LOOK_CENTRE, "监控期间", period);
    if (!is_said_by_funds(l, unit)) put_labelled_line(l, LOOK_RIGHT, "金额单位", unit);
}

static void put_section(struct layer *l, const struct section *s, struct table *t)
{
    switch (s->kind) {
    case SECTION_PAIRS:
        put_pairs(l, s);
        break;
    case SECTION_TABLE:
        if (t != l->funds || !funds_are_pairs(l))
            table_put(l, t);
        else
            put_funds(l);
        break;
    case SECTION_GOALS:
        put_goals(l, s);
        break;
    case SECTION_TOTAL:
        if (l->last) table_put_total(l, l->last, s);
        break;
    case SECTION_PROSE:
        put_prose(l, s);
        break;
    case SECTION_NOTES:
        put_notes(l, s);
        break;
    }
}

/* The page is as wide as its widest table, and its columns are that table's. */
static void set_columns(struct layer *l, struct table *tables, uint32_t count)
{
    enum { LEAST = 4 };
    struct table *widest = NULL;
    for (uint32_t i = 0; i < count; i++)
        if (!widest || tables[i].count >= widest->count) widest = &tables[i];
    uint32_t columns = widest && widest->count > LEAST ? widest->count : LEAST;
    if (columns > PAGE_COLUMNS_MAX - l->left) columns = PAGE_COLUMNS_MAX - l->left;
    if (widest) table_spread(l, widest, columns);
    l->page->columns = l->left + columns;
    for (uint32_t i = 0; i < l->page->columns; i++)
        l->page->widths[i] = i < l->left ? SIDE_WIDTH : PLAIN_WIDTH;
    for (uint32_t i = 0; widest && i < widest->count; i++) {
        const struct printed *p = &widest->columns[i];
        for (uint32_t k = 0; p->column && k < p->span; k++)
            l->page->widths[p->at + k] = (uint8_t)(p->column->width / p->span);
    }
    for (uint32_t i = 0; i < count; i++)
        if (&tables[i] != widest && tables[i].count) table_fit(l, &tables[i]);
}

/* 1-8月 stands in the headings; another period has a line of its own. */
static struct jx_slice months_of(const struct jx_document *d)
{
    struct jx_slice period = jx_document_period(d);
    return jx_ends_with(period, JX_LIT("月")) ? period : JX_LIT("");
}

jx_status lay(const struct jx_document *d, struct pages *p)
{
    const struct form_layout *layout = layout_of(d->form);
    if (d->form == JX_FORM_final_accounts) {
        lay_accounts(d, p);
        return p->status;
    }
    if (!layout) return JX_E_FORM_UNKNOWN;
    struct table *tables = jx_arena_array(p->arena, SECTIONS_MAX, sizeof *tables);
    if (!tables) return jx_arena_failure(p->arena);
    struct layer l = {.d = d, .pages = p, .left = layout->side, .months = months_of(d)};
    l.page = page_new(p, jx_slice_of(jx_form_zh(d->form)));
    l.page->landscape = layout->landscape;
    for (uint32_t i = 0; i < layout->count; i++) {
        if (layout->sections[i].kind != SECTION_TABLE) continue;
        if (strcmp(layout->sections[i].path, "funds") == 0) l.funds = &tables[i];
        table_choose(&l, &layout->sections[i], &tables[i]);
    }
    set_columns(&l, tables, layout->count);
    put_above(&l);
    for (uint32_t i = 0; i < layout->count; i++)
        put_section(&l, &layout->sections[i], &tables[i]);
    lay_kept(d, p, l.page, l.row);
    page_sort(l.page);
    return p->status;
}
