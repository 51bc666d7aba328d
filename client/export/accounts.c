/* The tables of the final accounts, a page each, with the headings that their columns' names say.
 */
#include "page.h"

#include "../../proto/base/figure.h"
#include "../../proto/base/text.h"

enum {
    LEVELS_MAX = 5,
    NARROW = 12,
    WIDEST = 32,
    PROSE_WIDTH = 60,
    LANDSCAPE_COLUMNS = 7,
};

struct accounts {
    const struct jx_document *d;
    const struct jx_accounts_table *table;
    struct pages *pages;
    struct page *page;
    uint32_t row, levels;
};

static const struct jx_slice *texts_of(const struct jx_list *l)
{
    return l->items;
}

/* ---- the heading ---- */

/* The level's part of a column's name; absent below its last one. */
static struct jx_slice part_of(struct jx_slice name, uint32_t level)
{
    for (uint32_t i = 0;; i++) {
        size_t slash = jx_slice_find(name, JX_LIT("/"));
        bool last = slash == (size_t)-1 || i + 1 == LEVELS_MAX;
        if (i == level) return last ? name : jx_slice_at(name.ptr, slash);
        if (last) return JX_ABSENT;
        name = jx_slice_from(name, slash + 1);
    }
}

static uint32_t levels_of(const struct jx_list *columns)
{
    uint32_t most = 1;
    for (uint32_t i = 0; i < columns->count; i++)
        while (most < LEVELS_MAX && !jx_is_absent(part_of(texts_of(columns)[i], most)))
            most++;
    return most;
}

/* Whether two columns have the same names down to that level. */
static bool agree(const struct jx_list *columns, uint32_t i, uint32_t j, uint32_t level)
{
    for (uint32_t k = 0; k <= level; k++) {
        struct jx_slice a = part_of(texts_of(columns)[i], k), b = part_of(texts_of(columns)[j], k);
        if (jx_is_absent(a) != jx_is_absent(b) || !jx_slice_eq(a, b)) return false;
    }
    return true;
}

static void put_name(struct accounts *a, uint32_t column, uint32_t level)
{
    const struct jx_list *columns = &a->table->columns;
    struct jx_slice name = texts_of(columns)[column], text = part_of(name, level);
    bool leaf = jx_is_absent(part_of(name, level + 1)) || level + 1 == LEVELS_MAX;
    if (jx_is_absent(text)) return;
    if (!leaf && column > 0 && agree(columns, column - 1, column, level)) return;
    uint32_t span = 1;
    while (!leaf && column + span < columns->count && agree(columns, column, column + span, level))
        span++;
    struct cell *c = page_put(a->pages, a->page, a->row + level, column, span, LOOK_HEADING, text);
    if (c && leaf) c->row_span = a->levels - level;
}

static bool is_figure_column(const struct jx_accounts_table *t, uint32_t column)
{
    const struct jx_list *rows = t->rows.items;
    uint32_t figures = 0, others = 0;
    for (uint32_t i = 0; i < t->rows.count; i++) {
        struct jx_figure f;
        struct jx_slice text = column < rows[i].count ? texts_of(&rows[i])[column] : JX_LIT("");
        if (jx_is_blank(text)) continue;
        *(jx_figure_parse(text, &f) == JX_OK ? &figures : &others) += 1;
    }
    return figures > others && column > 0;
}

/* 栏次 1 2 …: what stands between the heading and the figures. */
static void put_numbers(struct accounts *a)
{
    uint32_t number = 0;
    for (uint32_t i = 0; i < a->table->columns.count; i++) {
        struct jx_slice text = JX_LIT("栏次");
        if (is_figure_column(a->table, i))
            text = jx_arena_printf(a->pages->arena, "%u", (unsigned)++number);
        page_put(a->pages, a->page, a->row, i, 1, LOOK_HEADING, text);
    }
    a->row++;
}

static void put_heading(struct accounts *a)
{
    a->levels = levels_of(&a->table->columns);
    for (uint32_t level = 0; level < a->levels; level++)
        for (uint32_t i = 0; i < a->table->columns.count; i++)
            put_name(a, i, level);
    a->page->heading = a->row;
    a->page->heading_rows = a->levels + 1;
    a->row += a->levels;
    put_numbers(a);
}

/* ---- rows ---- */

static void put_rows(struct accounts *a)
{
    const struct jx_list *rows = a->table->rows.items;
    for (uint32_t i = 0; i < a->table->rows.count; i++, a->row++) {
        for (uint32_t j = 0; j < rows[i].count; j++) {
            enum look look = is_figure_column(a->table, j) ? LOOK_FIGURE : LOOK_TEXT;
            struct cell *c = page_put(a->pages, a->page, a->row, j, 1, look, texts_of(&rows[i])[j]);
            page_name(a->pages, c, "/tables/%.*s/rows/%u/%u", (int)a->table->key.len,
                      a->table->key.ptr, (unsigned)i, (unsigned)j);
            if (c && a->pages->fill && jx_is_blank(c->text)) c->use = USE_OPEN;
        }
    }
}

static struct jx_slice labelled(struct accounts *a, const char *label, struct jx_slice text)
{
    if (jx_is_absent(text)) return JX_ABSENT;
    struct jx_slice line = jx_arena_printf(a->pages->arena, "%s：%.*s", label, (int)text.len,
                                           text.ptr);
    if (jx_is_absent(line)) a->pages->status = jx_arena_failure(a->pages->arena);
    return line;
}

static void put_line(struct accounts *a, enum look look, struct jx_slice text)
{
    if (jx_is_absent(text)) return;
    page_put(a->pages, a->page, a->row++, 0, a->page->columns, look, text);
}

/* In a template the name is written behind its label. */
static void put_unit(struct accounts *a)
{
    struct jx_slice name = a->d->unit ? a->d->unit->name : JX_ABSENT,
                    text = labelled(a, "单位名称", name);
    if (jx_is_absent(text)) return;
    struct cell *c = page_put(a->pages, a->page, a->row++, 0, a->page->columns, LOOK_PLAIN, text);
    if (c && a->pages->fill && jx_is_blank(name)) c->use = USE_OPEN;
}

static void set_widths(struct accounts *a)
{
    const struct jx_list *rows = a->table->rows.items;
    for (uint32_t j = 0; j < a->page->columns; j++) {
        size_t width = NARROW;
        for (uint32_t i = 0; i < a->table->rows.count; i++) {
            size_t here = j < rows[i].count ? jx_text_columns(texts_of(&rows[i])[j]) + 2 : 0;
            if (here > width) width = here;
        }
        a->page->widths[j] = (uint8_t)(width < WIDEST ? width : WIDEST);
    }
}

static void lay_table(struct accounts *a)
{
    const struct jx_pair *extra = a->table->extra.items;
    struct jx_slice number = jx_arena_printf(a->pages->arena, "公开%.*s表", (int)a->table->key.len,
                                             a->table->key.ptr);
    a->page = page_new(a->pages, number);
    a->page->columns = a->table->columns.count ? a->table->columns.count : 1;
    a->page->landscape = a->page->columns >= LANDSCAPE_COLUMNS;
    a->row = 0;
    set_widths(a);
    put_line(a, LOOK_TITLE, a->table->title);
    put_line(a, LOOK_RIGHT, number);
    put_line(a, LOOK_CENTRE, year_line(a->pages, a->d->year));
    put_unit(a);
    put_line(a, LOOK_RIGHT, labelled(a, "金额单位", a->table->money_unit));
    put_heading(a);
    put_rows(a);
    for (uint32_t i = 0; i < a->table->extra.count; i++)
        put_line(a, LOOK_PLAIN, extra[i].value);
    page_sort(a->page);
}

static void lay_rest(const struct jx_document *d, struct pages *p)
{
    struct page *page = page_new(p, JX_LIT("说明"));
    page->columns = 2;
    page->widths[0] = PROSE_WIDTH / 2;
    page->widths[1] = PROSE_WIDTH;
    lay_kept(d, p, page, 0);
    page_sort(page);
}

void lay_accounts(const struct jx_document *d, struct pages *p)
{
    const struct jx_final_accounts *f = d->body.final_accounts;
    const struct jx_accounts_table *tables = f->tables.items;
    struct accounts a = {.d = d, .pages = p};
    if (!jx_is_absent(d->title)) {
        struct page *cover = page_new(p, JX_LIT("封面"));
        cover->columns = 1;
        cover->widths[0] = PROSE_WIDTH;
        page_put(p, cover, 0, 0, 1, LOOK_TITLE, d->title);
    }
    for (uint32_t i = 0; i < f->tables.count && p->status == JX_OK; i++) {
        a.table = &tables[i];
        lay_table(&a);
    }
    if (has_kept(d)) lay_rest(d, p);
}
