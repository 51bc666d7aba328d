/* Encoding and decoding are two walks over the same schema. */
#include "codec.h"

#include <assert.h>

/* ---- encode ---- */

static void put_object(struct jx_buffer *b, const void *object, const struct jx_schema *s);

static void put_texts(struct jx_buffer *b, const struct jx_list *l)
{
    const struct jx_slice *items = l->items;
    jx_mp_put_array(b, l->count);
    for (uint32_t i = 0; i < l->count; i++)
        jx_mp_put_text(b, items[i]);
}

static void put_table_rows(struct jx_buffer *b, const struct jx_list *l)
{
    const struct jx_list *rows = l->items;
    jx_mp_put_array(b, l->count);
    for (uint32_t i = 0; i < l->count; i++)
        put_texts(b, &rows[i]);
}

static void put_extra(struct jx_buffer *b, const struct jx_list *l)
{
    const struct jx_pair *pairs = l->items;
    jx_mp_put_map(b, l->count);
    for (uint32_t i = 0; i < l->count; i++) {
        jx_mp_put_text(b, pairs[i].key);
        jx_mp_put_text(b, pairs[i].value);
    }
}

static void put_rows(struct jx_buffer *b, const struct jx_list *l, const struct jx_field *f)
{
    bool keyed = f->kind == JX_KIND_KEYED;
    if (keyed)
        jx_mp_put_map(b, l->count);
    else
        jx_mp_put_array(b, l->count);
    for (uint32_t i = 0; i < l->count; i++) {
        const void *row = (const char *)l->items + (size_t)i * f->schema->size;
        if (keyed) jx_mp_put_text(b, *(const struct jx_slice *)row);
        put_object(b, row, f->schema);
    }
}

static void put_field(struct jx_buffer *b, const void *at, const struct jx_field *f)
{
    switch (f->kind) {
    case JX_KIND_TEXT:
        jx_mp_put_text(b, *(const struct jx_slice *)at);
        break;
    case JX_KIND_OBJECT:
        put_object(b, *(void *const *)at, f->schema);
        break;
    case JX_KIND_LIST:
    case JX_KIND_KEYED:
        put_rows(b, at, f);
        break;
    case JX_KIND_TEXTS:
        put_texts(b, at);
        break;
    case JX_KIND_ROWS:
        put_table_rows(b, at);
        break;
    case JX_KIND_EXTRA:
        put_extra(b, at);
        break;
    }
}

static uint32_t count_present(const void *object, const struct jx_schema *s)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->count; i++)
        n += jx_field_present(object, &s->fields[i]);
    return n;
}

static void put_fields(struct jx_buffer *b, const void *object, const struct jx_schema *s)
{
    for (uint32_t i = 0; i < s->count; i++) {
        const struct jx_field *f = &s->fields[i];
        if (!jx_field_present(object, f)) continue;
        jx_mp_put_text(b, f->name);
        put_field(b, jx_field_of(object, f), f);
    }
}

static void put_object(struct jx_buffer *b, const void *object, const struct jx_schema *s)
{
    jx_mp_put_map(b, count_present(object, s));
    put_fields(b, object, s);
}

jx_status jx_document_encode(const struct jx_document *d, struct jx_buffer *out)
{
    const struct jx_schema *s = jx_form_schema(d->form);
    assert(s);
    jx_mp_put_map(out, 1u + (d->year != 0 ? 1u : 0u) + count_present(d, &jx_head_schema) +
                           count_present(d->body.any, s));
    jx_mp_put_text(out, JX_LIT("form"));
    jx_mp_put_text(out, jx_form_name(d->form));
    if (d->year != 0) {
        jx_mp_put_text(out, JX_LIT("year"));
        jx_mp_put_uint(out, (uint64_t)d->year);
    }
    put_fields(out, d, &jx_head_schema);
    put_fields(out, d->body.any, s);
    return out->status;
}

/* ---- decode ---- */

struct decode {
    struct jx_arena *arena;
    struct jx_trouble *trouble;
    struct jx_trail trail;
};

static jx_status fail(struct decode *d, jx_status why)
{
    return jx_trouble_on(d->trouble, why, &d->trail, 0);
}

static void leave(struct decode *d, uint32_t steps)
{
    d->trail.count = steps;
}

static jx_status get_object(struct decode *d, struct jx_mp v, void *object,
                            const struct jx_schema *s);

static jx_status get_list(struct decode *d, struct jx_mp v, enum jx_mp_kind kind, size_t size,
                          struct jx_list *out)
{
    if (jx_mp_kind(v) != kind) return fail(d, JX_E_FIELD_TYPE);
    out->count = jx_mp_count(v);
    out->items = jx_arena_array(d->arena, out->count, size);
    return out->items ? JX_OK : fail(d, d->arena->status);
}

static jx_status get_texts(struct decode *d, struct jx_mp v, struct jx_list *out)
{
    jx_status rc = get_list(d, v, JX_MP_ARRAY, sizeof(struct jx_slice), out);
    struct jx_slice *items = out->items;
    for (uint32_t i = 0; rc == JX_OK && i < out->count; i++)
        if (!jx_mp_text(jx_mp_at(v, i), &items[i])) {
            jx_trail_index(&d->trail, i);
            rc = fail(d, JX_E_FIELD_TYPE);
        }
    return rc;
}

static jx_status get_table_rows(struct decode *d, struct jx_mp v, struct jx_list *out)
{
    jx_status rc = get_list(d, v, JX_MP_ARRAY, sizeof(struct jx_list), out);
    struct jx_list *rows = out->items;
    for (uint32_t i = 0; rc == JX_OK && i < out->count; i++) {
        uint32_t here = d->trail.count;
        jx_trail_index(&d->trail, i);
        rc = get_texts(d, jx_mp_at(v, i), &rows[i]);
        if (rc == JX_OK) leave(d, here);
    }
    return rc;
}

static jx_status get_extra(struct decode *d, struct jx_mp v, struct jx_list *out)
{
    jx_status rc = get_list(d, v, JX_MP_MAP, sizeof(struct jx_pair), out);
    struct jx_pair *pairs = out->items;
    for (uint32_t i = 0; rc == JX_OK && i < out->count; i++)
        if (!jx_mp_text(jx_mp_key(v, i), &pairs[i].key) ||
            !jx_mp_text(jx_mp_at(v, i), &pairs[i].value))
            rc = fail(d, JX_E_FIELD_TYPE);
    return rc;
}

static jx_status get_rows(struct decode *d, struct jx_mp v, const struct jx_field *f,
                          struct jx_list *out)
{
    bool keyed = f->kind == JX_KIND_KEYED;
    jx_status rc = get_list(d, v, keyed ? JX_MP_MAP : JX_MP_ARRAY, f->schema->size, out);
    for (uint32_t i = 0; rc == JX_OK && i < out->count; i++) {
        void *row = (char *)out->items + (size_t)i * f->schema->size;
        uint32_t here = d->trail.count;
        if (keyed && !jx_mp_text(jx_mp_key(v, i), row)) return fail(d, JX_E_FIELD_TYPE);
        if (keyed)
            jx_trail_name(&d->trail, *(struct jx_slice *)row);
        else
            jx_trail_index(&d->trail, i);
        rc = get_object(d, jx_mp_at(v, i), row, f->schema);
        if (rc == JX_OK) leave(d, here);
    }
    return rc;
}

static jx_status get_field(struct decode *d, struct jx_mp v, void *at, const struct jx_field *f)
{
    switch (f->kind) {
    case JX_KIND_TEXT:
        return jx_mp_text(v, at) ? JX_OK : fail(d, JX_E_FIELD_TYPE);
    case JX_KIND_OBJECT: {
        void *object = jx_arena_take(d->arena, f->schema->size);
        if (!object) return fail(d, d->arena->status);
        *(void **)at = object;
        return get_object(d, v, object, f->schema);
    }
    case JX_KIND_LIST:
    case JX_KIND_KEYED:
        return get_rows(d, v, f, at);
    case JX_KIND_TEXTS:
        return get_texts(d, v, at);
    case JX_KIND_ROWS:
        return get_table_rows(d, v, at);
    case JX_KIND_EXTRA:
        return get_extra(d, v, at);
    }
    return JX_E_INTERNAL;
}

/* Fields stand in the schema's order: the search goes on behind the last hit, so a field that comes
 * twice or too early is told from an unknown one. */
static const struct jx_field *next_field(const struct jx_schema *s, struct jx_slice name,
                                         uint32_t *next, jx_status *why)
{
    for (uint32_t i = *next; i < s->count; i++) {
        if (!jx_slice_eq(s->fields[i].name, name)) continue;
        *next = i + 1;
        return &s->fields[i];
    }
    *why = jx_field_find(s, name, NULL) ? JX_E_FIELD_ORDER : JX_E_FIELD_UNKNOWN;
    return NULL;
}

static jx_status get_pair(struct decode *d, struct jx_mp map, uint32_t i, void *object,
                          const struct jx_schema *s, uint32_t *next)
{
    struct jx_slice name;
    if (!jx_mp_text(jx_mp_key(map, i), &name)) return fail(d, JX_E_FIELD_TYPE);
    uint32_t here = d->trail.count;
    jx_trail_name(&d->trail, name);
    jx_status rc = JX_OK;
    const struct jx_field *f = next_field(s, name, next, &rc);
    rc = f ? get_field(d, jx_mp_at(map, i), jx_field_of(object, f), f) : fail(d, rc);
    if (rc == JX_OK) leave(d, here);
    return rc;
}

static jx_status get_object(struct decode *d, struct jx_mp v, void *object,
                            const struct jx_schema *s)
{
    if (jx_mp_kind(v) != JX_MP_MAP) return fail(d, JX_E_FIELD_TYPE);
    uint32_t next = 0;
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < jx_mp_count(v); i++)
        rc = get_pair(d, v, i, object, s, &next);
    return rc;
}

/* form, then the optional year; *i is left at the first pair behind them. */
static jx_status get_form_and_year(struct decode *d, struct jx_mp root, struct jx_document *out,
                                   uint32_t *i)
{
    struct jx_slice name, value;
    jx_trail_name(&d->trail, JX_LIT("form"));
    bool has_form = jx_mp_count(root) > 0 && jx_mp_text(jx_mp_key(root, 0), &name) &&
                    jx_slice_eq(name, JX_LIT("form"));
    if (!has_form) return fail(d, JX_E_FIELD_MISSING);
    if (!jx_mp_text(jx_mp_at(root, 0), &value)) return fail(d, JX_E_FIELD_TYPE);
    jx_status rc = jx_document_init(out, jx_form_of_name(value), d->arena);
    if (rc != JX_OK) return fail(d, rc);
    leave(d, 0);
    *i = 1;
    if (jx_mp_count(root) < 2 || !jx_mp_text(jx_mp_key(root, 1), &name) ||
        !jx_slice_eq(name, JX_LIT("year")))
        return JX_OK;
    uint64_t year;
    jx_trail_name(&d->trail, name);
    if (!jx_mp_uint(jx_mp_at(root, 1), &year)) return fail(d, JX_E_FIELD_TYPE);
    if (year == 0 || year > JX_YEAR_LAST) return fail(d, JX_E_FIELD_VALUE);
    out->year = (int32_t)year;
    leave(d, 0);
    *i = 2;
    return JX_OK;
}

/* A field that stands in front of a form's own. */
static bool is_early_field(struct jx_mp key)
{
    struct jx_slice name;
    if (!jx_mp_text(key, &name)) return false;
    return jx_field_find(&jx_head_schema, name, NULL) || jx_slice_eq(name, JX_LIT("year")) ||
           jx_slice_eq(name, JX_LIT("form"));
}

static jx_status get_document(struct decode *d, struct jx_mp root, struct jx_document *out)
{
    if (jx_mp_kind(root) != JX_MP_MAP) return fail(d, JX_E_FORMAT);
    uint32_t i = 0, next = 0;
    jx_status rc = get_form_and_year(d, root, out, &i);
    struct jx_slice name;
    for (; rc == JX_OK && i < jx_mp_count(root); i++) {
        bool head = jx_mp_text(jx_mp_key(root, i), &name) &&
                    jx_field_find(&jx_head_schema, name, NULL);
        if (!head) break;
        rc = get_pair(d, root, i, out, &jx_head_schema, &next);
    }
    const struct jx_schema *s = jx_form_schema(out->form);
    next = 0;
    for (; rc == JX_OK && i < jx_mp_count(root); i++) {
        rc = get_pair(d, root, i, out->body.any, s, &next);
        if (rc == JX_E_FIELD_UNKNOWN && is_early_field(jx_mp_key(root, i)))
            rc = fail(d, JX_E_FIELD_ORDER);
    }
    return rc;
}

jx_status jx_document_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_document *out,
                             struct jx_trouble *t)
{
    struct decode d = {.arena = a, .trouble = t};
    struct jx_mp_tree tree;
    jx_status rc = jx_mp_parse(bytes, &tree);
    rc = rc == JX_OK ? get_document(&d, tree.root, out) : fail(&d, rc);
    jx_mp_clear(&tree);
    return rc;
}

jx_status jx_document_decode_canonical(struct jx_slice bytes, struct jx_arena *a,
                                       struct jx_document *out, struct jx_trouble *t)
{
    jx_status rc = jx_document_decode(bytes, a, out, t);
    if (rc == JX_OK) rc = jx_document_check(out, a, t);
    if (rc != JX_OK) return rc;
    struct jx_buffer again;
    jx_buffer_init(&again, JX_DOCUMENT_BYTES_MAX);
    jx_buffer_reserve(&again, bytes.len);
    rc = jx_document_encode(out, &again);
    if (rc == JX_OK && !jx_slice_eq(jx_buffer_slice(&again), bytes)) rc = JX_E_NOT_CANONICAL;
    jx_buffer_clear(&again);
    return jx_trouble_at(t, rc, NULL, 0);
}
