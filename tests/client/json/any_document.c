/* Random documents, made by walking the schema. */
#include "any_document.h"

#include <stdio.h>

enum { ROWS_MAX = 4, PARTS_MAX = 6 };

static struct jx_slice any_text(struct random *r, struct jx_arena *a)
{
    static const char *const parts[] = {
        "青石县", "绩效", "≥95%", "\"",  "\\",     "/", "1,708.47", "</b>", " ",    "\u2028",
        "\u00E9", "😀",    "，",   "\\n", "\u00AD", "a", "“",        "%",    "\x7E", "—"};
    char text[256];
    size_t n = 0;
    for (uint32_t k = random_below(r, PARTS_MAX); k > 0; k--) {
        const char *part = parts[random_below(r, sizeof parts / sizeof parts[0])];
        memcpy(text + n, part, strlen(part));
        n += strlen(part);
    }
    return jx_arena_copy(a, jx_slice_at(text, n));
}

static void any_fields(struct random *r, struct jx_arena *a, const struct jx_schema *s, void *to);

/* At most ROWS_MAX, at times none. */
static struct jx_list any_list(struct random *r, struct jx_arena *a, size_t size)
{
    struct jx_list l = {.count = random_below(r, ROWS_MAX)};
    l.items = jx_arena_array(a, l.count, size);
    return l;
}

static struct jx_list any_texts(struct random *r, struct jx_arena *a)
{
    struct jx_list l = any_list(r, a, sizeof(struct jx_slice));
    for (uint32_t i = 0; i < l.count; i++)
        ((struct jx_slice *)l.items)[i] = any_text(r, a);
    return l;
}

static struct jx_list any_table_rows(struct random *r, struct jx_arena *a)
{
    struct jx_list l = any_list(r, a, sizeof(struct jx_list));
    for (uint32_t i = 0; i < l.count; i++)
        ((struct jx_list *)l.items)[i] = any_texts(r, a);
    return l;
}

static struct jx_list any_extra(struct random *r, struct jx_arena *a)
{
    struct jx_list l = any_list(r, a, sizeof(struct jx_pair));
    for (uint32_t i = 0; i < l.count; i++)
        ((struct jx_pair *)l.items)[i] = (struct jx_pair){
            jx_arena_printf(a, "%u~备/注\"", 9 - (unsigned)i), any_text(r, a)};
    return l;
}

static struct jx_list any_rows(struct random *r, struct jx_arena *a, const struct jx_field *f)
{
    struct jx_list l = any_list(r, a, f->schema->size);
    for (uint32_t i = 0; i < l.count; i++) {
        char *row = (char *)l.items + (size_t)i * f->schema->size;
        any_fields(r, a, f->schema, row);
        if (f->kind == JX_KIND_KEYED)
            *(struct jx_slice *)(void *)row = jx_arena_printf(a, "%02u", (unsigned)i + 1);
    }
    return l;
}

static void any_field(struct random *r, struct jx_arena *a, const struct jx_field *f, void *to)
{
    switch (f->kind) {
    case JX_KIND_TEXT:
        /* Sources of funds are words of a list. */
        *(struct jx_slice *)to = f->must && jx_slice_eq(f->name, JX_LIT("source")) ? JX_LIT("total")
                                                                                   : any_text(r, a);
        return;
    case JX_KIND_OBJECT: {
        void *object = jx_arena_take(a, f->schema->size);
        any_fields(r, a, f->schema, object);
        *(void **)to = object;
        return;
    }
    case JX_KIND_LIST:
    case JX_KIND_KEYED:
        *(struct jx_list *)to = any_rows(r, a, f);
        return;
    case JX_KIND_TEXTS:
        *(struct jx_list *)to = any_texts(r, a);
        return;
    case JX_KIND_ROWS:
        *(struct jx_list *)to = any_table_rows(r, a);
        return;
    case JX_KIND_EXTRA:
        *(struct jx_list *)to = any_extra(r, a);
        return;
    }
}

static void any_fields(struct random *r, struct jx_arena *a, const struct jx_schema *s, void *to)
{
    for (uint32_t i = 0; i < s->count; i++) {
        const struct jx_field *f = &s->fields[i];
        if (f->must || random_below(r, 2)) any_field(r, a, f, jx_field_of(to, f));
    }
}

jx_status any_document(struct random *r, struct jx_arena *a, struct jx_document *d)
{
    enum jx_form form = (enum jx_form)(1 + random_below(r, JX_FORM_COUNT - 1));
    jx_status rc = jx_document_init(d, form, a);
    if (rc != JX_OK) return rc;
    if (random_below(r, 4))
        d->year = JX_YEAR_FIRST + (int32_t)random_below(r, JX_YEAR_LAST - JX_YEAR_FIRST + 1);
    any_fields(r, a, &jx_head_schema, d);
    any_fields(r, a, jx_form_schema(form), d->body.any);
    return jx_document_check(d, a, NULL);
}
