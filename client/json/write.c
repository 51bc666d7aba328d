/* The JSON writer: commas, indentation, escapes, and the walk over a document's schema. */
#include "write.h"

#include "../../proto/base/text.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

enum { FIRST_ROOM = 4096 };

static bool make_room(struct jx_json_writer *w, size_t more)
{
    if (w->status != JX_OK) return false;
    if (w->room - w->len >= more) return true;
    size_t room = w->room ? w->room : FIRST_ROOM;
    while (room - w->len < more)
        room *= 2;
    char *bytes = jx_arena_take(w->arena, room);
    if (!bytes) {
        w->status = w->arena->status;
        return false;
    }
    if (w->len) memcpy(bytes, w->bytes, w->len);
    w->bytes = bytes;
    w->room = room;
    return true;
}

static void put(struct jx_json_writer *w, const char *bytes, size_t len)
{
    if (!make_room(w, len)) return;
    memcpy(w->bytes + w->len, bytes, len);
    w->len += len;
}

static void put_line(struct jx_json_writer *w)
{
    if (!w->indented) return;
    put(w, "\n", 1);
    for (unsigned i = 0; i < w->depth; i++)
        put(w, "  ", 2);
}

/* What stands in front of a key, or of a value that has none. */
static void separate(struct jx_json_writer *w)
{
    if (w->after_key) {
        w->after_key = false;
        return;
    }
    if (w->depth == 0) return;
    if (!w->fresh) put(w, ",", 1);
    put_line(w);
    w->fresh = false;
}

static void open_with(struct jx_json_writer *w, const char *bracket)
{
    assert(w->depth < JX_JSON_WRITE_DEPTH_MAX);
    separate(w);
    put(w, bracket, 1);
    w->depth++;
    w->fresh = true;
}

static void close_with(struct jx_json_writer *w, const char *bracket)
{
    assert(w->depth > 0 && !w->after_key);
    w->depth--;
    if (!w->fresh) put_line(w);
    put(w, bracket, 1);
    w->fresh = false;
}

void jx_json_begin(struct jx_json_writer *w, struct jx_arena *a, bool indented)
{
    *w = (struct jx_json_writer){.arena = a, .indented = indented, .status = JX_OK};
}

void jx_json_object(struct jx_json_writer *w)
{
    open_with(w, "{");
}

void jx_json_end_object(struct jx_json_writer *w)
{
    close_with(w, "}");
}

void jx_json_array(struct jx_json_writer *w)
{
    open_with(w, "[");
}

void jx_json_end_array(struct jx_json_writer *w)
{
    close_with(w, "]");
}

static void put_escaped(struct jx_json_writer *w, uint32_t c)
{
    static const struct {
        char c;
        const char *escape;
    } shorts[] = {{'"', "\\\""}, {'\\', "\\\\"}, {'\n', "\\n"}, {'\r', "\\r"},
                  {'\t', "\\t"}, {'\b', "\\b"},  {'\f', "\\f"}};
    for (size_t i = 0; i < sizeof shorts / sizeof shorts[0]; i++)
        if (c == (uint32_t)shorts[i].c) {
            put(w, shorts[i].escape, 2);
            return;
        }
    char text[8];
    if (c < 0x20)
        put(w, text, (size_t)snprintf(text, sizeof text, "\\u%04x", (unsigned)c));
    else
        put(w, text, jx_utf8_put(c, text));
}

static void put_string(struct jx_json_writer *w, struct jx_slice s)
{
    put(w, "\"", 1);
    for (size_t at = 0; at < s.len;)
        put_escaped(w, jx_utf8_next(s, &at));
    put(w, "\"", 1);
}

void jx_json_key(struct jx_json_writer *w, struct jx_slice key)
{
    assert(w->depth > 0 && !w->after_key);
    separate(w);
    put_string(w, key);
    put(w, ": ", w->indented ? 2 : 1);
    w->after_key = true;
}

void jx_json_text(struct jx_json_writer *w, struct jx_slice text)
{
    if (jx_is_absent(text)) {
        jx_json_null(w);
        return;
    }
    separate(w);
    put_string(w, text);
}

static void put_word(struct jx_json_writer *w, const char *word)
{
    separate(w);
    put(w, word, strlen(word));
}

void jx_json_integer(struct jx_json_writer *w, int64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRId64, value);
    put_word(w, text);
}

void jx_json_bool(struct jx_json_writer *w, bool value)
{
    put_word(w, value ? "true" : "false");
}

void jx_json_null(struct jx_json_writer *w)
{
    put_word(w, "null");
}

void jx_json_member_text(struct jx_json_writer *w, const char *key, struct jx_slice text)
{
    jx_json_key(w, jx_slice_of(key));
    jx_json_text(w, text);
}

void jx_json_member_integer(struct jx_json_writer *w, const char *key, int64_t value)
{
    jx_json_key(w, jx_slice_of(key));
    jx_json_integer(w, value);
}

void jx_json_member_bool(struct jx_json_writer *w, const char *key, bool value)
{
    jx_json_key(w, jx_slice_of(key));
    jx_json_bool(w, value);
}

/* ---- the walk over a document ---- */

static void put_fields(struct jx_json_writer *w, const void *object, const struct jx_schema *s);

static void put_struct(struct jx_json_writer *w, const void *object, const struct jx_schema *s)
{
    jx_json_object(w);
    put_fields(w, object, s);
    jx_json_end_object(w);
}

static void put_texts(struct jx_json_writer *w, const struct jx_list *l)
{
    const struct jx_slice *items = l->items;
    jx_json_array(w);
    for (uint32_t i = 0; i < l->count; i++)
        jx_json_text(w, items[i]);
    jx_json_end_array(w);
}

static void put_table_rows(struct jx_json_writer *w, const struct jx_list *l)
{
    const struct jx_list *rows = l->items;
    jx_json_array(w);
    for (uint32_t i = 0; i < l->count; i++)
        put_texts(w, &rows[i]);
    jx_json_end_array(w);
}

static void put_extra(struct jx_json_writer *w, const struct jx_list *l)
{
    const struct jx_pair *pairs = l->items;
    jx_json_object(w);
    for (uint32_t i = 0; i < l->count; i++) {
        jx_json_key(w, pairs[i].key);
        jx_json_text(w, pairs[i].value);
    }
    jx_json_end_object(w);
}

static void put_list(struct jx_json_writer *w, const struct jx_list *l, const struct jx_schema *s)
{
    jx_json_array(w);
    for (uint32_t i = 0; i < l->count; i++)
        put_struct(w, (const char *)l->items + (size_t)i * s->size, s);
    jx_json_end_array(w);
}

static void put_keyed(struct jx_json_writer *w, const struct jx_list *l, const struct jx_schema *s)
{
    jx_json_object(w);
    for (uint32_t i = 0; i < l->count; i++) {
        const void *row = (const char *)l->items + (size_t)i * s->size;
        jx_json_key(w, *(const struct jx_slice *)row);
        put_struct(w, row, s);
    }
    jx_json_end_object(w);
}

static void put_field(struct jx_json_writer *w, const void *at, const struct jx_field *f)
{
    switch (f->kind) {
    case JX_KIND_TEXT:
        jx_json_text(w, *(const struct jx_slice *)at);
        return;
    case JX_KIND_OBJECT:
        put_struct(w, *(void *const *)at, f->schema);
        return;
    case JX_KIND_LIST:
        put_list(w, at, f->schema);
        return;
    case JX_KIND_KEYED:
        put_keyed(w, at, f->schema);
        return;
    case JX_KIND_TEXTS:
        put_texts(w, at);
        return;
    case JX_KIND_ROWS:
        put_table_rows(w, at);
        return;
    case JX_KIND_EXTRA:
        put_extra(w, at);
        return;
    }
}

static void put_fields(struct jx_json_writer *w, const void *object, const struct jx_schema *s)
{
    for (uint32_t i = 0; i < s->count; i++) {
        const struct jx_field *f = &s->fields[i];
        if (!jx_field_present(object, f)) continue;
        jx_json_key(w, f->name);
        put_field(w, jx_field_of(object, f), f);
    }
}

void jx_json_document_members(struct jx_json_writer *w, const struct jx_document *d)
{
    jx_json_key(w, JX_LIT("form"));
    jx_json_text(w, jx_form_name(d->form));
    if (d->year) jx_json_member_integer(w, "year", d->year);
    put_fields(w, d, &jx_head_schema);
    const struct jx_schema *s = jx_form_schema(d->form);
    if (s) put_fields(w, d->body.any, s);
}

void jx_json_document(struct jx_json_writer *w, const struct jx_document *d)
{
    jx_json_object(w);
    jx_json_document_members(w, d);
    jx_json_end_object(w);
}

void jx_json_end_line(struct jx_json_writer *w)
{
    assert(w->depth == 0);
    put(w, "\n", 1);
}

jx_status jx_json_take(struct jx_json_writer *w, struct jx_slice *out)
{
    *out = jx_slice_at(w->bytes ? w->bytes : "", w->status == JX_OK ? w->len : 0);
    w->len = 0;
    return w->status;
}
