/* Segments of an archived journal. */
#include "page.h"

#include "../../proto/file/file.h"
#include "../../proto/wire/tuple.h"

#include <stdio.h>

enum { VERSION = 1, RECORDS_A_SEGMENT = 100000 };

void segment_begin(struct segment_writer *w, const struct folder *to)
{
    *w = (struct segment_writer){.to = to};
    jx_buffer_init(&w->pages, SEGMENT_BYTES_MAX);
}

static jx_status write_segment(struct segment_writer *w)
{
    char name[64], path[CONTEXT_PATH_MAX];
    struct jx_buffer whole;
    jx_buffer_init(&whole, SEGMENT_BYTES_MAX + 64);
    jx_mp_put_array(&whole, 3);
    jx_mp_put_uint(&whole, VERSION);
    jx_mp_put_uint(&whole, w->first);
    jx_mp_put_array(&whole, w->count);
    jx_buffer_put(&whole, w->pages.bytes, w->pages.len);
    snprintf(name, sizeof name, "journal/%012llu.mp", (unsigned long long)w->first);
    jx_status rc = whole.status;
    if (rc == JX_OK) rc = folder_file(w->to, name, path);
    if (rc == JX_OK) rc = jx_file_write(path, 0644, jx_buffer_slice(&whole));
    jx_buffer_clear(&whole);
    jx_buffer_reset(&w->pages);
    w->first = w->count = w->records = 0;
    return rc;
}

jx_status segment_put(struct segment_writer *w, uint64_t first, const struct journal_page *p)
{
    if (w->first == 0) w->first = first;
    jx_mp_put_array(&w->pages, 3);
    jx_mp_put_bin(&w->pages, p->group);
    jx_mp_put_bin(&w->pages, p->signature);
    jx_mp_put_array(&w->pages, p->records.count);
    for (uint32_t i = 0; i < p->records.count; i++)
        jx_mp_put_bin(&w->pages, p->records.items[i]);
    w->count++;
    w->records += p->records.count;
    if (w->pages.status != JX_OK) return w->pages.status;
    bool full = w->pages.len >= SEGMENT_BYTES || w->records >= RECORDS_A_SEGMENT ||
                w->count == SEGMENT_PAGES_MAX;
    return full ? write_segment(w) : JX_OK;
}

jx_status segment_end(struct segment_writer *w)
{
    jx_status rc = w->first ? write_segment(w) : JX_OK;
    jx_buffer_clear(&w->pages);
    return rc;
}

/* ---- reading ---- */

struct segment {
    uint64_t first;
    struct journal_page *pages;
    uint32_t count;
};

static void get_page(struct jx_tuple *t, struct jx_arena *a, struct journal_page *out)
{
    struct jx_tuple records;
    jx_tuple_bin(t, JX_GROUP_BYTES_MAX, &out->group);
    jx_tuple_bin(t, JX_SIGNATURE_BYTES, &out->signature);
    out->records.count = jx_tuple_inner(t, JX_BATCH_RECORDS_MAX, &records);
    out->records.items = jx_tuple_room(t, a, out->records.count, sizeof *out->records.items);
    for (uint32_t i = 0; t->status == JX_OK && i < out->records.count; i++) {
        jx_tuple_bin(&records, JX_MESSAGE_BYTES_MAX, &out->records.items[i]);
        t->status = records.status;
    }
}

static void get_segment(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct segment *out = to;
    struct jx_tuple pages;
    jx_tuple_uint(t, UINT64_MAX, &out->first);
    out->count = jx_tuple_inner(t, SEGMENT_PAGES_MAX, &pages);
    out->pages = jx_tuple_room(t, a, out->count, sizeof *out->pages);
    for (uint32_t i = 0; t->status == JX_OK && i < out->count; i++) {
        struct jx_tuple page = jx_tuple_over(jx_tuple_any(&pages), 3);
        if (page.status == JX_OK) get_page(&page, a, &out->pages[i]);
        t->status = page.status;
    }
}

jx_status segment_read(struct jx_slice bytes, struct jx_arena *a, uint64_t *first,
                       struct journal_page **pages, uint32_t *count)
{
    struct segment s = {.first = 0};
    jx_status rc = jx_tuple_read(bytes, 3, VERSION, a, get_segment, &s);
    *first = s.first;
    *pages = s.pages;
    *count = rc == JX_OK ? s.count : 0;
    return rc;
}
