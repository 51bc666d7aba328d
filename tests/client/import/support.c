/* Files, JSON and comparison for the importer's tests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support.h"

#include "../../../client/import/text_reader.h"

#include <stdio.h>

struct jx_slice file_bytes(struct jx_arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) return JX_ABSENT;
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    rewind(f);
    char *bytes = size < 0 ? NULL : jx_arena_take(a, (size_t)size + 1);
    size_t n = bytes ? fread(bytes, 1, (size_t)size, f) : 0;
    fclose(f);
    return bytes && n == (size_t)size ? jx_slice_at(bytes, n) : JX_ABSENT;
}

struct jx_vocabulary *standard_vocabulary(struct jx_arena *a)
{
    struct jx_vocabulary *v;
    struct jx_vocabulary_trouble t;
    struct jx_slice text = file_bytes(a, JIXIAO_SOURCE_DIR "/ops/rules/standard/vocabulary.txt");
    assert_false(jx_is_absent(text));
    if (jx_vocabulary_parse(text, a, &v, &t) != JX_OK)
        fail_msg("vocabulary.txt:%u:%u: %s", t.line, t.column, t.expected_en);
    return v;
}

static json_t *text_json(struct jx_slice s)
{
    return json_stringn(s.ptr, s.len);
}

static json_t *object_json(const void *object, const struct jx_schema *s, bool compared);

static json_t *texts_json(const struct jx_list *l)
{
    json_t *a = json_array();
    const struct jx_slice *texts = l->items;
    for (uint32_t i = 0; i < l->count; i++)
        json_array_append_new(a, text_json(texts[i]));
    return a;
}

static json_t *list_json(const struct jx_list *l, const struct jx_field *f, bool compared)
{
    bool keyed = f->kind == JX_KIND_KEYED;
    json_t *all = keyed ? json_object() : json_array();
    for (uint32_t i = 0; i < l->count; i++) {
        const char *row = (const char *)l->items + (size_t)i * f->schema->size;
        json_t *o = object_json(row, f->schema, compared);
        const struct jx_slice *key = (const void *)row;
        if (keyed)
            json_object_setn_new(all, key->ptr, key->len, o);
        else
            json_array_append_new(all, o);
    }
    return all;
}

static json_t *rows_json(const struct jx_list *l)
{
    json_t *a = json_array();
    const struct jx_list *rows = l->items;
    for (uint32_t i = 0; i < l->count; i++)
        json_array_append_new(a, texts_json(&rows[i]));
    return a;
}

static json_t *pairs_json(const struct jx_list *l)
{
    json_t *o = json_object();
    const struct jx_pair *pairs = l->items;
    for (uint32_t i = 0; i < l->count; i++)
        json_object_setn_new(o, pairs[i].key.ptr, pairs[i].key.len, text_json(pairs[i].value));
    return o;
}

static json_t *field_json(const void *at, const struct jx_field *f, bool compared)
{
    switch (f->kind) {
    case JX_KIND_TEXT:
        return text_json(*(const struct jx_slice *)at);
    case JX_KIND_OBJECT:
        return object_json(*(void *const *)at, f->schema, compared);
    case JX_KIND_LIST:
    case JX_KIND_KEYED:
        return list_json(at, f, compared);
    case JX_KIND_TEXTS:
        return texts_json(at);
    case JX_KIND_ROWS:
        return rows_json(at);
    case JX_KIND_EXTRA:
        return pairs_json(at);
    }
    return NULL;
}

static bool is_compared(const struct jx_field *f)
{
    return f->kind != JX_KIND_EXTRA && !jx_slice_eq(f->name, JX_LIT("narrative")) &&
           !jx_slice_eq(f->name, JX_LIT("secret_count"));
}

static void put_fields(json_t *o, const void *object, const struct jx_schema *s, bool compared)
{
    for (uint32_t i = 0; i < s->count; i++) {
        const struct jx_field *f = &s->fields[i];
        if (!jx_field_present(object, f) || (compared && !is_compared(f))) continue;
        json_object_setn_new(o, f->name.ptr, f->name.len,
                             field_json(jx_field_of(object, f), f, compared));
    }
}

static json_t *object_json(const void *object, const struct jx_schema *s, bool compared)
{
    json_t *o = json_object();
    put_fields(o, object, s, compared);
    return o;
}

json_t *document_json(const struct jx_document *d, bool compared)
{
    json_t *o = json_object();
    json_object_set_new(o, "form", text_json(jx_form_name(d->form)));
    if (d->year) json_object_set_new(o, "year", json_integer(d->year));
    put_fields(o, d, &jx_head_schema, compared);
    put_fields(o, d->body.any, jx_form_schema(d->form), compared);
    return o;
}

static const char *two_values(struct jx_arena *a, const char *at, const json_t *expected,
                              const json_t *got)
{
    enum { FLAGS = JSON_ENCODE_ANY | JSON_COMPACT };
    char *e = expected ? json_dumps(expected, FLAGS) : NULL,
         *g = got ? json_dumps(got, FLAGS) : NULL;
    struct jx_slice s = jx_arena_printf(a, "%s: expected %.300s, got %.300s", at, e ? e : "nothing",
                                        g ? g : "nothing");
    free(e);
    free(g);
    return s.ptr;
}

static const char *at_name(struct jx_arena *a, const char *at, const char *name)
{
    return jx_arena_printf(a, "%s/%s", at, name).ptr;
}

static const char *object_difference(struct jx_arena *a, const char *at, json_t *expected,
                                     json_t *got)
{
    const char *key;
    json_t *value;
    json_object_foreach(expected, key, value)
    {
        const char *d = json_difference(a, at_name(a, at, key), value, json_object_get(got, key));
        if (d) return d;
    }
    json_object_foreach(got, key, value)
    {
        if (!json_object_get(expected, key)) return two_values(a, at_name(a, at, key), NULL, value);
    }
    return NULL;
}

const char *json_difference(struct jx_arena *a, const char *at, const json_t *expected,
                            const json_t *got)
{
    if (!expected || !got || json_typeof(expected) != json_typeof(got))
        return two_values(a, at, expected, got);
    if (json_is_object(expected))
        return object_difference(a, at, (json_t *)(uintptr_t)expected, (json_t *)(uintptr_t)got);
    if (!json_is_array(expected))
        return json_equal(expected, got) ? NULL : two_values(a, at, expected, got);
    size_t n = json_array_size(expected) > json_array_size(got) ? json_array_size(expected)
                                                                : json_array_size(got);
    for (size_t i = 0; i < n; i++) {
        const char *place = jx_arena_printf(a, "%s/%zu", at, i).ptr;
        const char *d = json_difference(a, place, json_array_get(expected, i),
                                        json_array_get(got, i));
        if (d) return d;
    }
    return NULL;
}

struct jx_import_result import_text(struct jx_arena *a, const struct jx_vocabulary *v,
                                    struct jx_slice text, struct jx_grid *grid)
{
    struct jx_import_result r;
    assert_int_equal(jx_text_read(text, a, grid), JX_OK);
    assert_int_equal(jx_import(grid, v, a, &r), JX_OK);
    return r;
}
