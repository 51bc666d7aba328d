/* The pages' cells. */
#include "page.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct page *page_new(struct pages *p, struct jx_slice name)
{
    assert(p->count < PAGES_MAX);
    struct page *at = &p->items[p->count++];
    *at = (struct page){.name = name};
    return at;
}

static bool make_room(struct pages *p, struct page *at)
{
    struct cell *more = jx_arena_grown(p->arena, at->cells, at->count, &at->room, sizeof *more);
    if (more) at->cells = more;
    if (!more) p->status = jx_arena_failure(p->arena);
    return more != NULL;
}

struct cell *page_put(struct pages *p, struct page *at, uint32_t row, uint32_t column,
                      uint32_t span, enum look look, struct jx_slice text)
{
    if (p->status != JX_OK || !make_room(p, at)) return NULL;
    struct cell *c = &at->cells[at->count++];
    *c = (struct cell){.row = row,
                       .column = column,
                       .row_span = 1,
                       .col_span = span,
                       .text = jx_is_absent(text) ? JX_LIT("") : text,
                       .look = look};
    if (at->rows <= row) at->rows = row + 1;
    if (at->columns < column + span) at->columns = column + span;
    return c;
}

void page_name(struct pages *p, struct cell *c, const char *format, ...)
{
    char path[JX_WHERE_BYTES];
    va_list args;
    if (!p->named || !c) return;
    va_start(args, format);
    int n = vsnprintf(path, sizeof path, format, args);
    va_end(args);
    if (n <= 0 || (size_t)n >= sizeof path) return;
    c->path = jx_arena_copy(p->arena, jx_slice_at(path, (size_t)n));
    if (jx_is_absent(c->path)) p->status = jx_arena_failure(p->arena);
}

static int by_place(const void *one, const void *other)
{
    const struct cell *a = one, *b = other;
    if (a->row != b->row) return a->row < b->row ? -1 : 1;
    return (a->column > b->column) - (a->column < b->column);
}

void page_sort(struct page *at)
{
    if (at->count) qsort(at->cells, at->count, sizeof *at->cells, by_place);
}

struct jx_slice year_line(struct pages *p, int32_t year)
{
    if (year == 0) return JX_ABSENT;
    struct jx_slice text = jx_arena_printf(p->arena, "（%d年度）", (int)year);
    if (jx_is_absent(text)) p->status = jx_arena_failure(p->arena);
    return text;
}
