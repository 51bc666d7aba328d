#include "payloads.h"

#include "../../client/json/json.h"
#include "../../proto/base/limits.h"
#include "../../proto/wire/act.h"
#include "../../proto/wire/codec.h"

#include <stdio.h>
#include <stdlib.h>

enum { DIGITS = 8 };
static const char number_place[] = "00000000";

struct payload {
    char *bytes;
    size_t len;
    char *number; /* DIGITS of the bytes */
    struct jx_slice unit;
};

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "payloads: %s: %s\n", what, why);
    exit(1);
}

static struct jx_slice read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    char *text = malloc(JX_JSON_BYTES_MAX);
    if (!f || !text) fail(path, "cannot be read");
    size_t len = fread(text, 1, JX_JSON_BYTES_MAX, f);
    fclose(f);
    return jx_slice_at(text, len);
}

static char *find_number(char *bytes, size_t len)
{
    for (size_t i = 0; i + DIGITS <= len; i++)
        if (memcmp(bytes + i, number_place, DIGITS) == 0) return bytes + i;
    fail("document", "no project code 00000000");
    return NULL;
}

static void encode(const struct jx_document *d, struct jx_slice unit, struct payload *out)
{
    struct jx_buffer document, content;
    struct jx_submission s = {.unit = unit, .explanations = jx_no_explanations};
    jx_buffer_init(&document, JX_DOCUMENT_BYTES_MAX);
    jx_buffer_init(&content, JX_CONTENT_BYTES_MAX);
    jx_status rc = jx_document_encode(d, &document);
    s.document = jx_buffer_slice(&document);
    if (rc == JX_OK) rc = jx_submission_encode(&s, &content);
    out->len = content.len;
    out->bytes = malloc(content.len);
    if (rc != JX_OK || !out->bytes) fail("encoding", jx_status_name(rc));
    memcpy(out->bytes, content.bytes, content.len);
    out->number = find_number(out->bytes, out->len);
    out->unit = unit;
    jx_buffer_clear(&document);
    jx_buffer_clear(&content);
}

/* Cuts the first line off. */
static struct jx_slice next_line(struct jx_slice *rest)
{
    const char *end = rest->len ? memchr(rest->ptr, '\n', rest->len) : NULL;
    struct jx_slice line = {rest->ptr, end ? (size_t)(end - rest->ptr) : rest->len};
    *rest = jx_slice_from(*rest, line.len + (end != NULL));
    return line;
}

/* `unit` for all of them, or each the next line of `units`. */
static void read_documents(struct payloads *p, const char *path, struct jx_slice unit,
                           struct jx_slice units)
{
    struct jx_arena a;
    struct jx_documents docs;
    struct jx_json_trouble t;
    struct jx_slice text = read_file(path);
    jx_arena_init(&a, (size_t)1 << 30);
    jx_status rc = jx_json_read(text, &a, &docs, &t);
    if (rc != JX_OK || docs.count == 0) fail(path, jx_status_name(rc));
    p->count = docs.count;
    p->items = calloc(docs.count, sizeof *p->items);
    if (!p->items) fail(path, "out of memory");
    for (uint32_t i = 0; i < docs.count; i++) {
        struct jx_slice own = units.len ? next_line(&units) : unit;
        if (own.len == 0) fail(path, "has more documents than there are units");
        encode(&docs.items[i], own, &p->items[i]);
    }
    jx_arena_clear(&a);
    free((char *)text.ptr);
}

void payloads_read(struct payloads *p, const char *path, struct jx_slice unit)
{
    p->units = NULL;
    read_documents(p, path, unit, JX_LIT(""));
}

void payloads_read_by_units(struct payloads *p, const char *path, const char *units)
{
    struct jx_slice text = read_file(units);
    p->units = (char *)text.ptr;
    read_documents(p, path, JX_LIT(""), text);
}

void payloads_clear(struct payloads *p)
{
    for (uint32_t i = 0; i < p->count; i++)
        free(p->items[i].bytes);
    free(p->items);
    free(p->units);
}

struct jx_slice payload_numbered(const struct payloads *p, uint64_t n)
{
    struct payload *item = &p->items[n % p->count];
    char *digit = item->number + DIGITS;
    for (uint64_t left = n; digit > item->number; left /= 10)
        *--digit = (char)('0' + left % 10);
    return jx_slice_at(item->bytes, item->len);
}

struct jx_slice payload_unit(const struct payloads *p, uint64_t n)
{
    return p->items[n % p->count].unit;
}
