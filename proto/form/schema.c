/* The tables behind document.h, generated from fields.h. */
#include "document.h"

#include <stddef.h>

#define MUST_MUST     true
#define MUST_MAY      false
#define MUST_SOURCE   true
#define SOURCE_MUST   false
#define SOURCE_MAY    false
#define SOURCE_SOURCE true

#define SCHEMA_OF_TEXT(of)   NULL
#define SCHEMA_OF_TEXTS(of)  NULL
#define SCHEMA_OF_ROWS(of)   NULL
#define SCHEMA_OF_EXTRA(of)  NULL
#define SCHEMA_OF_OBJECT(of) &of##_schema
#define SCHEMA_OF_LIST(of)   &of##_schema
#define SCHEMA_OF_KEYED(of)  &of##_schema

#define FIELD(S, kind_, member, of, need, max_, zh_)                                               \
    {.name = {#member, sizeof #member - 1},                                                        \
     .kind = JX_KIND_##kind_,                                                                      \
     .must = MUST_##need,                                                                          \
     .source = SOURCE_##need,                                                                      \
     .offset = (uint32_t)offsetof(struct jx_##S, member),                                          \
     .max = (max_),                                                                                \
     .schema = SCHEMA_OF_##kind_(of),                                                              \
     .zh = (zh_)},

#define COUNT(a) (uint32_t)(sizeof(a) / sizeof(a)[0])

#define SCHEMA(id, FIELDS)                                                                         \
    static const struct jx_field id##_fields[] = {FIELDS(FIELD, id)};                              \
    static const struct jx_schema id##_schema = {#id, id##_fields, COUNT(id##_fields),             \
                                                 (uint32_t)sizeof(struct jx_##id)};
#define FORM_SCHEMA(id, FIELDS, zh) SCHEMA(id, FIELDS)
JX_STRUCTS(SCHEMA)
JX_KEYED_STRUCTS(SCHEMA)
JX_FORMS(FORM_SCHEMA)

static const struct jx_field head_fields[] = {JX_HEAD_FIELDS(FIELD, document)};
const struct jx_schema jx_head_schema = {"document", head_fields, COUNT(head_fields),
                                         (uint32_t)sizeof(struct jx_document)};

static const struct {
    const struct jx_schema *schema;
    struct jx_slice name;
    const char *zh;
} forms[JX_FORM_COUNT] = {{NULL, {"", 0}, ""},
#define X(id, FIELDS, zh) {&id##_schema, {#id, sizeof #id - 1}, zh},
                          JX_FORMS(X)
#undef X
};

const struct jx_schema *jx_form_schema(enum jx_form form)
{
    return (unsigned)form < JX_FORM_COUNT ? forms[form].schema : NULL;
}

struct jx_slice jx_form_name(enum jx_form form)
{
    return forms[(unsigned)form < JX_FORM_COUNT ? form : JX_FORM_UNKNOWN].name;
}

const char *jx_form_zh(enum jx_form form)
{
    return forms[(unsigned)form < JX_FORM_COUNT ? form : JX_FORM_UNKNOWN].zh;
}

enum jx_form jx_form_of_name(struct jx_slice name)
{
    for (unsigned i = 1; i < JX_FORM_COUNT; i++)
        if (jx_slice_eq(forms[i].name, name)) return (enum jx_form)i;
    return JX_FORM_UNKNOWN;
}

bool jx_field_present(const void *object, const struct jx_field *f)
{
    const void *at = jx_field_of(object, f);
    switch (f->kind) {
    case JX_KIND_TEXT:
        return ((const struct jx_slice *)at)->ptr != NULL;
    case JX_KIND_OBJECT:
        return *(void *const *)at != NULL;
    default:
        return ((const struct jx_list *)at)->items != NULL;
    }
}

const struct jx_field *jx_field_find(const struct jx_schema *s, struct jx_slice name,
                                     uint32_t *hint)
{
    uint32_t first = hint ? *hint : 0;
    for (uint32_t i = 0; i < s->count; i++) {
        uint32_t at = (first + i) % s->count;
        if (!jx_slice_eq(s->fields[at].name, name)) continue;
        if (hint) *hint = at + 1;
        return &s->fields[at];
    }
    return NULL;
}

jx_status jx_document_init(struct jx_document *d, enum jx_form form, struct jx_arena *a)
{
    const struct jx_schema *s = jx_form_schema(form);
    if (!s) return JX_E_FORM_UNKNOWN;
    *d = (struct jx_document){.form = form, .body.any = jx_arena_take(a, s->size)};
    return d->body.any ? JX_OK : jx_arena_failure(a);
}
