/* Files of the page, with a tag by which a browser asks whether its copy is still right. */
#include "page.h"

#include "../../proto/wire/crypto.h"

#include <stdio.h>

enum { TAG_BYTES = 16, FILES_MAX = 32 };

static const struct page_file *find(const char *path)
{
    if (strcmp(path, "/") == 0) path = page_files[0].path;
    for (size_t i = 0; i < page_file_count; i++)
        if (strcmp(page_files[i].path, path) == 0) return &page_files[i];
    return NULL;
}

/* Of the network thread alone; each is made once. */
static const char *tag_of(const struct page_file *f)
{
    static char tags[FILES_MAX][2 * TAG_BYTES + 3];
    size_t i = (size_t)(f - page_files);
    if (i >= FILES_MAX) return "\"0\"";
    if (tags[i][0]) return tags[i];
    char hex[2 * TAG_BYTES + 1];
    struct jx_hash h = jx_hash_bytes(jx_slice_at(f->begin, (size_t)(f->end - f->begin)));
    jx_hex_print(jx_slice_at(h.bytes, TAG_BYTES), hex);
    snprintf(tags[i], sizeof tags[i], "\"%s\"", hex);
    return tags[i];
}

static void add(struct http_reply *out, const char *name, const char *value)
{
    out->headers[out->header_count++] = (struct http_header){name, value};
}

void page_answer(struct http_request *r, struct http_reply *out)
{
    const struct page_file *f = find(http_path(r));
    const char *known = http_header(r, "If-None-Match"), *takes = http_header(r, "Accept-Encoding");
    *out = (struct http_reply){.status = 404,
                               .type = "text/plain; charset=utf-8",
                               .body = JX_LIT("404\n"),
                               .is_static = true};
    if (!f) return;
    bool same = known && strcmp(known, tag_of(f)) == 0;
    bool packed = takes && strstr(takes, "gzip") && f->packed_end > f->packed_begin;
    const char *begin = packed ? f->packed_begin : f->begin, *end = packed ? f->packed_end : f->end;
    out->status = same ? 304 : 200;
    out->type = f->type;
    out->body = same ? JX_LIT("") : jx_slice_at(begin, (size_t)(end - begin));
    out->kept = true;
    add(out, "ETag", tag_of(f));
    add(out, "Vary", "Accept-Encoding");
    if (packed && !same) add(out, "Content-Encoding", "gzip");
}
