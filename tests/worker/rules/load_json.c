/* One reader for each kind of field; keys that the schema does not have end the program. */
#include "load_json.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void need(bool ok, const char *what)
{
    if (ok) return;
    fprintf(stderr, "corpus: %s\n", what);
    exit(1);
}

static struct jx_slice text(const json_t *v, struct jx_arena *a)
{
    need(json_is_string(v), "not a string");
    return jx_arena_copy(a, jx_slice_at(json_string_value(v), json_string_length(v)));
}

static struct jx_list list_of(size_t count, size_t size, struct jx_arena *a)
{
    void *items = jx_arena_array(a, count, size);
    need(items != NULL, "out of memory");
    return (struct jx_list){items, (uint32_t)count};
}

static struct jx_list texts(const json_t *v, struct jx_arena *a)
{
    struct jx_list l = list_of(json_array_size(v), sizeof(struct jx_slice), a);
    for (uint32_t i = 0; i < l.count; i++)
        ((struct jx_slice *)l.items)[i] = text(json_array_get(v, i), a);
    return l;
}

static struct jx_list rows(const json_t *v, struct jx_arena *a)
{
    struct jx_list l = list_of(json_array_size(v), sizeof(struct jx_list), a);
    for (uint32_t i = 0; i < l.count; i++)
        ((struct jx_list *)l.items)[i] = texts(json_array_get(v, i), a);
    return l;
}

static void load_struct(json_t *v, const struct jx_schema *s, void *to, struct jx_arena *a);

static struct jx_list structs(const json_t *v, const struct jx_schema *s, struct jx_arena *a)
{
    struct jx_list l = list_of(json_array_size(v), s->size, a);
    for (uint32_t i = 0; i < l.count; i++)
        load_struct(json_array_get(v, i), s, (char *)l.items + (size_t)i * s->size, a);
    return l;
}

static struct jx_list keyed(json_t *v, const struct jx_schema *s, struct jx_arena *a)
{
    struct jx_list l = list_of(json_object_size(v), s->size, a);
    const char *key;
    json_t *item;
    char *at = l.items;
    json_object_foreach(v, key, item)
    {
        *(struct jx_slice *)(void *)at = jx_arena_copy(a, jx_slice_of(key));
        load_struct(item, s, at, a);
        at += s->size;
    }
    return l;
}

static void load_field(json_t *v, const struct jx_field *f, void *at, struct jx_arena *a)
{
    switch (f->kind) {
    case JX_KIND_TEXT:
        *(struct jx_slice *)at = text(v, a);
        break;
    case JX_KIND_OBJECT: {
        void *inner = jx_arena_take(a, f->schema->size);
        load_struct(v, f->schema, inner, a);
        *(void **)at = inner;
        break;
    }
    case JX_KIND_LIST:
        *(struct jx_list *)at = structs(v, f->schema, a);
        break;
    case JX_KIND_KEYED:
        *(struct jx_list *)at = keyed(v, f->schema, a);
        break;
    case JX_KIND_TEXTS:
        *(struct jx_list *)at = texts(v, a);
        break;
    case JX_KIND_ROWS:
        *(struct jx_list *)at = rows(v, a);
        break;
    case JX_KIND_EXTRA:
        break; /* not compared, not judged */
    }
}

static void load_struct(json_t *v, const struct jx_schema *s, void *to, struct jx_arena *a)
{
    const char *key;
    json_t *item;
    json_object_foreach(v, key, item)
    {
        const struct jx_field *f = jx_field_find(s, jx_slice_of(key), NULL);
        need(f != NULL, key);
        load_field(item, f, jx_field_of(to, f), a);
    }
}

static void load_document(json_t *v, struct jx_document *d, struct jx_arena *a)
{
    enum jx_form form = jx_form_of_name(text(json_object_get(v, "form"), a));
    need(jx_document_init(d, form, a) == JX_OK, "unknown form");
    d->year = (int32_t)json_integer_value(json_object_get(v, "year"));
    const char *key;
    json_t *item;
    json_object_foreach(v, key, item)
    {
        struct jx_slice name = jx_slice_of(key);
        if (jx_slice_eq(name, JX_LIT("form")) || jx_slice_eq(name, JX_LIT("year"))) continue;
        const struct jx_field *head = jx_field_find(&jx_head_schema, name, NULL);
        const struct jx_field *own = jx_field_find(jx_form_schema(form), name, NULL);
        need(head || own, key);
        void *of = head ? (void *)d : d->body.any;
        const struct jx_field *f = head ? head : own;
        load_field(item, f, jx_field_of(of, f), a);
    }
    struct jx_trouble t;
    jx_status rc = jx_document_check(d, a, &t);
    if (rc != JX_OK) fprintf(stderr, "%s at %s\n", jx_status_name(rc), t.where);
    need(rc == JX_OK, "shape");
}

bool load_documents(const char *path, struct jx_arena *a, struct loaded *out)
{
    if (access(path, R_OK) != 0) return false;
    json_error_t error;
    json_t *root = json_load_file(path, 0, &error);
    need(json_is_array(root), error.text);
    out->count = (uint32_t)json_array_size(root);
    out->documents = jx_arena_array(a, out->count, sizeof *out->documents);
    for (uint32_t i = 0; i < out->count; i++)
        load_document(json_array_get(root, i), &out->documents[i], a);
    json_decref(root);
    return true;
}
