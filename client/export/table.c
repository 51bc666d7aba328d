/* Tables: headings, rows, totals, and the formulas of a template. */
#include "table.h"

#include "../../proto/base/decimal.h"

#include <stdio.h>

/* ---- which columns ---- */

static bool any_row_has(const struct table *t, const struct lay_column *c)
{
    for (uint32_t i = 0; i < t->rows.count; i++)
        if (!jx_is_absent(row_text(&t->rows, i, jx_slice_of(c->member)))) return true;
    return false;
}

static bool is_printed(const struct layer *l, const struct table *t, const struct lay_column *c)
{
    bool fill = l->pages->fill, usual = c->flags & COLUMN_USUAL;
    if (c->flags & (fill ? COLUMN_PRINT_ONLY : COLUMN_FILL_ONLY)) return false;
    if (usual && (fill || t->rows.count == 0)) return true;
    return any_row_has(t, c);
}

static void add_column(struct table *t, const struct lay_column *c, struct jx_slice heading,
                       struct jx_slice member)
{
    if (t->count == PAGE_COLUMNS_MAX) return;
    t->columns[t->count++] = (struct printed){.column = c, .heading = heading, .member = member};
}

static struct jx_slice heading_of(struct layer *l, const char *heading)
{
    const char *hole = strstr(heading, "%s");
    if (!hole) return jx_slice_of(heading);
    struct jx_slice text = jx_arena_printf(l->pages->arena, "%.*s%.*s%s", (int)(hole - heading),
                                           heading, (int)l->months.len,
                                           l->months.ptr ? l->months.ptr : "", hole + 2);
    if (jx_is_absent(text)) l->pages->status = jx_arena_failure(l->pages->arena);
    return text;
}

static void add_extra_columns(struct table *t)
{
    for (uint32_t row = 0; row < t->rows.count; row++) {
        const struct jx_list *extra = row_extra(&t->rows, row);
        const struct jx_pair *pairs = extra->items;
        for (uint32_t i = 0; i < extra->count; i++) {
            bool known = false;
            for (uint32_t j = 0; j < t->count && !known; j++)
                known = !t->columns[j].column && jx_slice_eq(t->columns[j].heading, pairs[i].key);
            if (!known) add_column(t, NULL, pairs[i].key, pairs[i].key);
        }
    }
}

void table_choose(struct layer *l, const struct section *s, struct table *out)
{
    *out = (struct table){.section = s, .rows = reach_rows(l->d, s->path)};
    if (!out->rows.present) return;
    for (uint32_t i = 0; i < s->count; i++)
        if (is_printed(l, out, &s->columns[i]))
            add_column(out, &s->columns[i], heading_of(l, s->columns[i].heading),
                       jx_slice_of(s->columns[i].member));
    add_extra_columns(out);
}

void table_spread(const struct layer *l, struct table *t, uint32_t columns)
{
    uint32_t at = l->left, more = columns > t->count ? columns - t->count : 0;
    for (uint32_t i = 0; i < t->count; i++) {
        struct printed *p = &t->columns[i];
        bool wide = p->column && (p->column->flags & COLUMN_WIDE);
        p->at = at;
        p->span = wide ? 1 + more : 1;
        at += p->span;
    }
}

static uint32_t width_of(const struct printed *p)
{
    enum { EXTRA_WIDTH = 12 };
    return p->column ? p->column->width : EXTRA_WIDTH;
}

void table_fit(const struct layer *l, struct table *t)
{
    const struct page *page = l->page;
    uint32_t page_width = 0, own_width = 0, reached = 0, wanted = 0, at = l->left;
    for (uint32_t i = l->left; i < page->columns; i++)
        page_width += page->widths[i];
    for (uint32_t i = 0; i < t->count; i++)
        own_width += width_of(&t->columns[i]);
    for (uint32_t i = 0; i < t->count; i++) {
        struct printed *p = &t->columns[i];
        uint32_t behind = t->count - i - 1; /* each of them needs a column, too */
        wanted += width_of(p) * page_width;
        p->at = at;
        do
            reached += page->widths[at++];
        while (at + behind < page->columns &&
               (behind == 0 || (reached + page->widths[at] / 2u) * own_width <= wanted));
        p->span = at - p->at;
    }
}

/* ---- formulas ---- */

static size_t put_reference(char out[16], uint32_t row, uint32_t column)
{
    char letters[4];
    size_t n = 0, len = 0;
    for (uint32_t c = column + 1; c > 0 && n < sizeof letters; c = (c - 1) / 26)
        letters[n++] = (char)('A' + (c - 1) % 26);
    while (n > 0)
        out[len++] = letters[--n];
    return len + (size_t)snprintf(out + len, 16 - len, "%u", (unsigned)row + 1);
}

static const struct printed *column_of(const struct table *t, struct jx_slice member)
{
    for (uint32_t i = 0; t && i < t->count; i++)
        if (jx_slice_eq(t->columns[i].member, member)) return &t->columns[i];
    return NULL;
}

/* The cells that a name in braces stands for, as "C7" or "C7:C9"; nothing where there are none. */
static size_t put_cells(const struct layer *l, const struct cell *c, const struct table *t,
                        struct jx_slice name, char out[40])
{
    static const char funds[] = "funds.";
    bool below = jx_slice_eq(name, JX_LIT("below")), rows = jx_slice_eq(name, JX_LIT("rows"));
    uint32_t first = below ? c->row + 1 : t->first_row, end = t->first_row + t->rows.count;
    if (below || rows) {
        if (first >= end) return 0;
        size_t len = put_reference(out, first, c->column);
        out[len++] = ':';
        return len + put_reference(out + len, end - 1, c->column);
    }
    bool fund = jx_starts_with(name, jx_slice_of(funds));
    const struct printed *p = fund ? column_of(l->funds, jx_slice_from(name, sizeof funds - 1))
                                   : column_of(t, name);
    return p ? put_reference(out, fund ? l->funds->first_row : c->row, p->at) : 0;
}

/* The formula with its cells; absent where one of them does not exist. */
static struct jx_slice formula_of(const struct layer *l, const struct cell *c,
                                  const struct table *t, const char *formula)
{
    char text[512];
    size_t len = 0;
    for (const char *at = formula; *at && len + 48 < sizeof text;) {
        if (*at != '{') {
            text[len++] = *at++;
            continue;
        }
        const char *end = strchr(at, '}');
        if (!end) break;
        size_t n = put_cells(l, c, t, jx_slice_at(at + 1, (size_t)(end - at - 1)), text + len);
        if (n == 0) return JX_ABSENT;
        len += n;
        at = end + 1;
    }
    return jx_arena_copy(l->pages->arena, jx_slice_at(text, len));
}

/* Adds the figures of the member in rows from `first` on; false when there are none. */
static bool add_figures(const struct table *t, uint32_t first, uint32_t end, struct jx_slice member,
                        jx_dec *sum)
{
    bool any = false;
    for (uint32_t i = first; t && i < end && i < t->rows.count; i++) {
        jx_dec figure;
        struct jx_slice text = row_text(&t->rows, i, member);
        if (jx_is_blank(text) || jx_dec_parse(text, &figure, NULL) != JX_OK) continue;
        any |= jx_dec_add(*sum, figure, sum) == JX_OK;
    }
    return any;
}

/* What a sum shows before anyone computes it; nothing where no figure is there yet. */
static struct jx_slice sum_of(const struct layer *l, const struct table *t, const char *formula,
                              struct jx_slice member)
{
    char text[JX_DEC_PRINT_MAX];
    jx_dec sum = {0};
    bool below = strstr(formula, "{below}") != NULL, rows = strstr(formula, "{rows}") != NULL;
    if (!below && !rows) return JX_LIT("");
    bool any = add_figures(t, below, t->rows.count, member, &sum);
    if (!any && strstr(formula, "COUNT(")) return JX_LIT("");
    if (strstr(formula, "{funds.")) any |= add_figures(l->funds, 0, 1, member, &sum);
    if (!any) return JX_LIT("");
    return jx_arena_copy(l->pages->arena, jx_slice_at(text, jx_dec_print_short(sum, text)));
}

void table_use(struct layer *l, struct cell *c, const struct lay_column *column,
               const struct table *t, bool first_row)
{
    if (!c || !l->pages->fill || !column) return;
    bool empty = jx_is_blank(c->text), one = column->flags & COLUMN_FIRST_ROW;
    if (one && !first_row) return;
    c->format = column->format;
    bool sum = column->formula && strstr(column->formula, "{below}");
    if (empty && column->formula && (!sum || first_row)) {
        c->formula = formula_of(l, c, t, column->formula);
        if (!jx_is_absent(c->formula)) {
            c->use = USE_COMPUTED;
            c->text = sum_of(l, t, column->formula, jx_slice_of(column->member));
        }
    }
    if (c->use == USE_COMPUTED || (!empty && l->pages->given)) return;
    c->use = USE_OPEN;
    c->input = column->input;
}

/* ---- the heading ---- */

static bool has_groups(const struct table *t)
{
    for (uint32_t i = 0; i < t->count; i++)
        if (t->columns[i].column && t->columns[i].column->group) return true;
    return false;
}

static bool shares_group(const struct table *t, uint32_t i, uint32_t j)
{
    const struct lay_column *a = t->columns[i].column, *b = t->columns[j].column;
    return a && b && a->group && b->group && strcmp(a->group, b->group) == 0;
}

/* The number of columns from i on that share a group. */
static uint32_t group_length(const struct table *t, uint32_t i)
{
    uint32_t n = 1;
    while (i + n < t->count && shares_group(t, i, i + n))
        n++;
    return n;
}

static uint32_t put_heading(struct layer *l, const struct table *t)
{
    bool groups = has_groups(t);
    for (uint32_t i = 0; i < t->count; i++) {
        const struct printed *p = &t->columns[i];
        bool grouped = p->column && p->column->group;
        if (grouped && (i == 0 || !shares_group(t, i - 1, i)))
            page_put(l->pages, l->page, l->row, p->at, group_length(t, i), LOOK_HEADING,
                     jx_slice_of(p->column->group));
        struct cell *c = page_put(l->pages, l->page, l->row + grouped, p->at, p->span, LOOK_HEADING,
                                  p->heading);
        if (c && groups && !grouped) c->row_span = 2;
    }
    return groups ? 2 : 1;
}

/* ---- rows ---- */

/* Whether the row goes on in the cells of the one above, up to and with that column. */
static bool goes_on(const struct table *t, uint32_t row, uint32_t column)
{
    if (row == 0) return false;
    for (uint32_t i = 0; i <= column; i++) {
        const struct printed *p = &t->columns[i];
        if (!p->column || !(p->column->flags & COLUMN_LEVEL)) continue;
        struct jx_slice text = row_text(&t->rows, row, p->member);
        if (jx_is_blank(text) || !jx_slice_eq(text, row_text(&t->rows, row - 1, p->member)))
            return false;
    }
    return true;
}

/* The same for a level's weight: it belongs to the column in front of it. */
static bool weight_goes_on(const struct table *t, uint32_t row, uint32_t column)
{
    struct jx_slice member = t->columns[column].member;
    if (row == 0 || column == 0 || !goes_on(t, row, column - 1)) return false;
    struct jx_slice text = row_text(&t->rows, row, member);
    return !jx_is_blank(text) && jx_slice_eq(text, row_text(&t->rows, row - 1, member));
}

/* The rows that share the cell which begins in this one; 0 where it began above. */
static uint32_t rows_of_cell(const struct layer *l, const struct table *t, uint32_t row,
                             uint32_t column)
{
    const struct lay_column *c = t->columns[column].column;
    bool shares = c && (c->flags & (COLUMN_LEVEL | COLUMN_OF_LEVEL)) && l->pages->merge;
    if (!shares) return 1;
    bool (*on)(const struct table *, uint32_t, uint32_t) = c->flags & COLUMN_LEVEL ? goes_on
                                                                                   : weight_goes_on;
    if (on(t, row, column)) return 0;
    uint32_t n = 1;
    while (row + n < t->rows.count && on(t, row + n, column))
        n++;
    return n;
}

/* What the column has of the row; a column that is one choice has a tick. */
static struct jx_slice value_of(const struct table *t, uint32_t row, const struct printed *p)
{
    if (!p->column) return extra_text(row_extra(&t->rows, row), p->member);
    struct jx_slice text = row_text(&t->rows, row, p->member);
    if (!p->column->group) return text;
    return jx_slice_eq(text, p->heading) ? JX_LIT("√") : JX_ABSENT;
}

static void put_row(struct layer *l, const struct table *t, uint32_t row)
{
    for (uint32_t i = 0; i < t->count; i++) {
        const struct printed *p = &t->columns[i];
        uint32_t rows = rows_of_cell(l, t, row, i);
        if (rows == 0) continue;
        struct cell *c = page_put(l->pages, l->page, l->row, p->at, p->span,
                                  p->column ? p->column->look : LOOK_TEXT, value_of(t, row, p));
        if (c) c->row_span = rows;
        table_use(l, c, p->column, t, row == 0);
    }
}

struct jx_slice table_side(struct layer *l, const char *name)
{
    struct jx_slice unit = l->d->money_unit, side = jx_slice_of(name);
    bool usual = jx_slice_eq(unit, JX_LIT("万元")) || jx_slice_eq(unit, JX_LIT("元"));
    if (!usual) return side;
    side = jx_arena_printf(l->pages->arena, "%s\n（%.*s）", name, (int)unit.len, unit.ptr);
    if (jx_is_absent(side)) l->pages->status = jx_arena_failure(l->pages->arena);
    return side;
}

static void put_side(struct layer *l, const struct table *t, uint32_t first)
{
    const char *name = t->section->side;
    if (!name) return;
    struct cell *c = page_put(l->pages, l->page, first, 0, l->left, LOOK_HEADING,
                              t == l->funds ? table_side(l, name) : jx_slice_of(name));
    if (c) c->row_span = l->row - first;
}

void table_put(struct layer *l, struct table *t)
{
    if (t->count == 0) return;
    uint32_t first = l->row, heading = put_heading(l, t);
    if (!l->last || t->rows.count >= l->last->rows.count) {
        l->page->heading = first;
        l->page->heading_rows = heading;
    }
    l->row += heading;
    t->first_row = l->row;
    for (uint32_t row = 0; row < t->rows.count; row++, l->row++)
        put_row(l, t, row);
    put_side(l, t, first);
    l->last = t;
}

/* ---- totals ---- */

void table_put_total(struct layer *l, const struct table *t, const struct section *total)
{
    uint32_t first = UINT32_MAX;
    const struct jx_list *extra = reach_extra(l->d, total->path);
    for (uint32_t i = 0; i < t->count; i++) {
        const struct printed *p = &t->columns[i];
        const struct lay_column *c = NULL;
        for (uint32_t j = 0; j < total->count && p->column; j++)
            if (jx_slice_eq(p->member, jx_slice_of(total->columns[j].member)))
                c = &total->columns[j];
        char path[64];
        snprintf(path, sizeof path, "%s/%.*s", total->path, (int)p->member.len, p->member.ptr);
        struct jx_slice text = c ? reach_text(l->d, path) : extra_text(extra, p->heading);
        bool wanted = c ? l->pages->fill || !jx_is_absent(text) : !jx_is_blank(text);
        if (!wanted && first == UINT32_MAX) continue;
        if (first == UINT32_MAX) first = p->at;
        table_use(l, page_put(l->pages, l->page, l->row, p->at, p->span, LOOK_FIGURE, text), c, t,
                  true);
    }
    if (first == UINT32_MAX) return;
    page_put(l->pages, l->page, l->row, 0, first, LOOK_HEADING,
             jx_slice_of(total->columns[0].heading));
    l->row++;
}
