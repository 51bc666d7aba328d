/* Walks the schema by names. */
#include "reach.h"

/* The field of the head or of the form; *object is what it is a field of. */
static const struct jx_field *field_of(const struct jx_document *d, struct jx_slice name,
                                       const void **object)
{
    const struct jx_field *f = jx_field_find(&jx_head_schema, name, NULL);
    *object = d;
    if (f) return f;
    const struct jx_schema *form = jx_form_schema(d->form);
    *object = d->body.any;
    return form ? jx_field_find(form, name, NULL) : NULL;
}

static size_t name_length(const char *path)
{
    const char *slash = strchr(path, '/');
    return slash ? (size_t)(slash - path) : strlen(path);
}

struct jx_slice reach_text(const struct jx_document *d, const char *path)
{
    const void *object;
    size_t len = name_length(path);
    const struct jx_field *f = field_of(d, jx_slice_at(path, len), &object);
    while (f && f->kind == JX_KIND_OBJECT && path[len] == '/') {
        object = *(void *const *)jx_field_of(object, f);
        if (!object) return JX_ABSENT;
        path += len + 1;
        len = name_length(path);
        f = jx_field_find(f->schema, jx_slice_at(path, len), NULL);
    }
    bool text = f && f->kind == JX_KIND_TEXT && path[len] == '\0';
    return text ? *(const struct jx_slice *)jx_field_of(object, f) : JX_ABSENT;
}

struct rows reach_rows(const struct jx_document *d, const char *list)
{
    const void *object;
    const struct jx_field *f = field_of(d, jx_slice_of(list), &object);
    if (!f || f->kind != JX_KIND_LIST) return (struct rows){0};
    const struct jx_list *l = jx_field_of(object, f);
    return (struct rows){f->schema, l->items, l->count, l->items != NULL};
}

static const void *row_at(const struct rows *r, uint32_t row)
{
    return r->items + (size_t)row * r->schema->size;
}

struct jx_slice row_text(const struct rows *r, uint32_t row, struct jx_slice member)
{
    const struct jx_field *f = jx_field_find(r->schema, member, NULL);
    if (!f || f->kind != JX_KIND_TEXT) return JX_ABSENT;
    return *(const struct jx_slice *)jx_field_of(row_at(r, row), f);
}

static const struct jx_list no_extra = {NULL, 0};

const struct jx_list *row_extra(const struct rows *r, uint32_t row)
{
    const struct jx_field *f = jx_field_find(r->schema, JX_LIT("extra"), NULL);
    return f ? jx_field_of(row_at(r, row), f) : &no_extra;
}

const struct jx_list *reach_extra(const struct jx_document *d, const char *name)
{
    const void *object;
    if (*name == '\0') return &d->extra;
    const struct jx_field *f = field_of(d, jx_slice_of(name), &object);
    object = f && f->kind == JX_KIND_OBJECT ? *(void *const *)jx_field_of(object, f) : NULL;
    f = object ? jx_field_find(f->schema, JX_LIT("extra"), NULL) : NULL;
    return f ? jx_field_of(object, f) : &no_extra;
}

struct jx_slice extra_text(const struct jx_list *extra, struct jx_slice key)
{
    const struct jx_pair *pairs = extra->items;
    for (uint32_t i = 0; i < extra->count; i++)
        if (jx_slice_eq(pairs[i].key, key)) return pairs[i].value;
    return JX_ABSENT;
}
