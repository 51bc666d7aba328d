/* Pages as CSV: what a workbook merges stands in its first cell. */
#include "page.h"

struct csv {
    struct jx_arena *arena;
    char *bytes;
    size_t len, room;
    jx_status status;
};

static void put(struct csv *w, const char *bytes, size_t len)
{
    if (w->status != JX_OK) return;
    if (len > w->room - w->len) {
        size_t room = (w->room + len) * 2;
        char *more = jx_arena_take(w->arena, room);
        if (!more) {
            w->status = jx_arena_failure(w->arena);
            return;
        }
        if (w->len) memcpy(more, w->bytes, w->len);
        w->bytes = more;
        w->room = room;
    }
    if (len) memcpy(w->bytes + w->len, bytes, len);
    w->len += len;
}

static bool needs_quotes(struct jx_slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (strchr("\",\r\n\t;", text.ptr[i])) return true;
    return text.len > 0 && (text.ptr[0] == ' ' || text.ptr[text.len - 1] == ' ');
}

static void put_text(struct csv *w, struct jx_slice text)
{
    bool quotes = needs_quotes(text);
    if (quotes) put(w, "\"", 1);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"') put(w, "\"", 1);
        put(w, text.ptr + i, 1);
    }
    if (quotes) put(w, "\"", 1);
}

static void put_page(struct csv *w, const struct page *p)
{
    const struct cell *c = p->cells, *end = c + p->count;
    for (uint32_t row = 0; row < p->rows; row++) {
        for (uint32_t column = 0; column < p->columns; column++) {
            if (column) put(w, ",", 1);
            if (c < end && c->row == row && c->column == column) put_text(w, c++->text);
        }
        put(w, "\r\n", 2);
    }
}

jx_status jx_export_csv(const struct jx_document *d, struct jx_arena *a, struct jx_slice *out)
{
    struct pages *p = jx_arena_take(a, sizeof *p);
    *out = JX_ABSENT;
    if (!p) return jx_arena_failure(a);
    p->arena = a;
    jx_status rc = lay(d, p);
    if (rc != JX_OK) return rc;
    struct csv w = {.arena = a};
    put(&w, "\xEF\xBB\xBF", 3);
    for (uint32_t i = 0; i < p->count; i++) {
        if (i) put(&w, "\r\n", 2);
        put_page(&w, &p->items[i]);
    }
    *out = jx_slice_at(w.bytes, w.len);
    return w.status;
}
