/* A plain table on a page. */
#include "plain.h"

#include "page.h"

enum { LANDSCAPE_FROM = PAGE_WIDTH_MAX, PROSE_FROM = 40 };

/* A wide column holds sentences. */
static enum look look_of(const struct jx_plain_column *c)
{
    return c->figure ? LOOK_FIGURE : c->width >= PROSE_FROM ? LOOK_PROSE : LOOK_TEXT;
}

static void put_headings(const struct jx_plain *t, struct pages *p, struct page *page,
                         uint32_t *row)
{
    page_put(p, page, (*row)++, 0, t->column_count, LOOK_TITLE, t->title);
    if (t->year)
        page_put(p, page, (*row)++, 0, t->column_count, LOOK_CENTRE, year_line(p, t->year));
    page->heading = *row;
    page->heading_rows = 1;
    for (uint32_t i = 0; i < t->column_count; i++)
        page_put(p, page, *row, i, 1, LOOK_HEADING, jx_slice_of(t->columns[i].heading));
    ++*row;
}

static void put_rows(const struct jx_plain *t, struct pages *p, struct page *page, uint32_t first)
{
    for (uint32_t r = 0; r < t->row_count; r++)
        for (uint32_t i = 0; i < t->column_count; i++)
            page_put(p, page, first + r, i, 1, look_of(&t->columns[i]),
                     t->cells[(size_t)r * t->column_count + i]);
}

static void set_widths(const struct jx_plain *t, struct page *page)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < t->column_count; i++) {
        page->widths[i] = t->columns[i].width;
        sum += t->columns[i].width;
    }
    page->landscape = sum > LANDSCAPE_FROM;
}

jx_status jx_export_plain(const struct jx_plain *t, const char *path, struct jx_arena *a)
{
    if (t->row_count > JX_PLAIN_ROWS_MAX) return JX_E_ROWS;
    struct pages *p = jx_arena_take(a, sizeof *p);
    if (!p) return jx_arena_failure(a);
    p->arena = a;
    struct page *page = page_new(p, t->title);
    uint32_t row = 0;
    put_headings(t, p, page, &row);
    put_rows(t, p, page, row);
    set_widths(t, page);
    return p->status == JX_OK ? pages_write_xlsx(p, path) : p->status;
}
