/* The shape check: one walk over the schema that tidies every text and checks what the fields
 * declare. */
#include "document.h"
#include "tidy.h"

#include "../base/text.h"

#include <stdlib.h>

struct check {
    struct jx_arena *arena;
    struct jx_trouble *trouble;
    struct jx_trail trail;
};

static jx_status fail(struct check *c, jx_status status, int64_t limit)
{
    return jx_trouble_on(c->trouble, status, &c->trail, limit);
}

static void leave(struct check *c, uint32_t steps)
{
    c->trail.count = steps;
}

static jx_status check_text(struct check *c, struct jx_slice *text, uint32_t max)
{
    if (jx_text_is_plain(*text)) return text->len > max ? fail(c, JX_E_TEXT_LONG, max) : JX_OK;
    jx_status rc = jx_text_check(*text);
    if (rc == JX_OK) rc = jx_tidy(*text, c->arena, text);
    if (rc != JX_OK) return fail(c, rc, 0);
    return text->len > max ? fail(c, JX_E_TEXT_LONG, max) : JX_OK;
}

static jx_status check_texts(struct check *c, struct jx_list *l, uint32_t max_count, uint32_t max)
{
    if (l->count > max_count) return fail(c, JX_E_ROWS, max_count);
    struct jx_slice *items = l->items;
    for (uint32_t i = 0; i < l->count; i++) {
        uint32_t here = c->trail.count;
        jx_trail_index(&c->trail, i);
        jx_status rc = items[i].ptr ? check_text(c, &items[i], max) : fail(c, JX_E_FIELD_TYPE, 0);
        if (rc != JX_OK) return rc;
        leave(c, here);
    }
    return JX_OK;
}

static jx_status check_table_rows(struct check *c, struct jx_list *l, uint32_t max)
{
    if (l->count > max) return fail(c, JX_E_ROWS, max);
    struct jx_list *rows = l->items;
    for (uint32_t i = 0; i < l->count; i++) {
        uint32_t here = c->trail.count;
        jx_trail_index(&c->trail, i);
        jx_status rc = check_texts(c, &rows[i], JX_TABLE_COLUMNS_MAX, JX_NAME_MAX);
        if (rc != JX_OK) return rc;
        leave(c, here);
    }
    return JX_OK;
}

static int by_key(const void *a, const void *b)
{
    return jx_slice_cmp(((const struct jx_pair *)a)->key, ((const struct jx_pair *)b)->key);
}

static jx_status check_extra(struct check *c, struct jx_list *l, uint32_t max)
{
    if (l->count > max) return fail(c, JX_E_ROWS, max);
    struct jx_pair *pairs = l->items;
    for (uint32_t i = 0; i < l->count; i++) {
        jx_status rc = check_text(c, &pairs[i].key, JX_NAME_MAX);
        uint32_t here = c->trail.count;
        if (rc == JX_OK) jx_trail_name(&c->trail, pairs[i].key);
        if (rc == JX_OK) rc = check_text(c, &pairs[i].value, JX_PROSE_MAX);
        if (rc != JX_OK) return rc;
        leave(c, here);
    }
    if (l->count > 1) qsort(pairs, l->count, sizeof *pairs, by_key);
    for (uint32_t i = 1; i < l->count; i++) {
        if (!jx_slice_eq(pairs[i - 1].key, pairs[i].key)) continue;
        jx_trail_name(&c->trail, pairs[i].key);
        return fail(c, JX_E_FIELD_ORDER, 0);
    }
    return JX_OK;
}

static jx_status check_fields(struct check *c, void *object, const struct jx_schema *s);

static jx_status check_rows(struct check *c, struct jx_list *l, const struct jx_field *f)
{
    if (l->count > f->max) return fail(c, JX_E_ROWS, f->max);
    for (uint32_t i = 0; i < l->count; i++) {
        void *row = (char *)l->items + (size_t)i * f->schema->size;
        uint32_t here = c->trail.count;
        if (f->kind == JX_KIND_KEYED) {
            struct jx_slice *key = row,
                            before = i ? *(struct jx_slice *)((char *)row - f->schema->size)
                                       : JX_ABSENT;
            jx_status rc = check_text(c, key, JX_WORD_MAX);
            if (rc != JX_OK) return rc;
            jx_trail_name(&c->trail, *key);
            if (i && jx_slice_cmp(before, *key) >= 0) return fail(c, JX_E_FIELD_ORDER, 0);
        } else {
            jx_trail_index(&c->trail, i);
        }
        jx_status rc = check_fields(c, row, f->schema);
        if (rc != JX_OK) return rc;
        leave(c, here);
    }
    return JX_OK;
}

static bool is_fund_source(struct jx_slice s)
{
    static const char *const sources[] = {
#define X(name) #name,
        JX_FUND_SOURCES(X)
#undef X
    };
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
        if (jx_slice_eq(s, jx_slice_of(sources[i]))) return true;
    return false;
}

static jx_status check_one_text(struct check *c, struct jx_slice *text, const struct jx_field *f)
{
    jx_status rc = check_text(c, text, f->max);
    if (rc != JX_OK || !f->source) return rc;
    return is_fund_source(*text) ? JX_OK : fail(c, JX_E_FIELD_VALUE, 0);
}

static jx_status check_field(struct check *c, void *at, const struct jx_field *f)
{
    switch (f->kind) {
    case JX_KIND_TEXT:
        return check_one_text(c, at, f);
    case JX_KIND_OBJECT:
        return check_fields(c, *(void **)at, f->schema);
    case JX_KIND_LIST:
    case JX_KIND_KEYED:
        return check_rows(c, at, f);
    case JX_KIND_TEXTS:
        return check_texts(c, at, f->max, JX_PROSE_MAX);
    case JX_KIND_ROWS:
        return check_table_rows(c, at, f->max);
    case JX_KIND_EXTRA:
        return check_extra(c, at, f->max);
    }
    return JX_E_INTERNAL;
}

static jx_status check_fields(struct check *c, void *object, const struct jx_schema *s)
{
    for (uint32_t i = 0; i < s->count; i++) {
        const struct jx_field *f = &s->fields[i];
        uint32_t here = c->trail.count;
        jx_trail_name(&c->trail, f->name);
        jx_status rc = JX_OK;
        if (jx_field_present(object, f))
            rc = check_field(c, jx_field_of(object, f), f);
        else if (f->must)
            rc = fail(c, JX_E_FIELD_MISSING, 0);
        if (rc != JX_OK) return rc;
        leave(c, here);
    }
    return JX_OK;
}

jx_status jx_document_check(struct jx_document *d, struct jx_arena *a, struct jx_trouble *t)
{
    struct check c = {.arena = a, .trouble = t};
    const struct jx_schema *s = jx_form_schema(d->form);
    jx_trail_name(&c.trail, s ? JX_LIT("year") : JX_LIT("form"));
    if (!s) return fail(&c, JX_E_FORM_UNKNOWN, 0);
    if (d->year != 0 && (d->year < JX_YEAR_FIRST || d->year > JX_YEAR_LAST))
        return fail(&c, JX_E_FIELD_VALUE, 0);
    leave(&c, 0);
    jx_status rc = check_fields(&c, d, &jx_head_schema);
    if (rc == JX_OK) rc = check_fields(&c, d->body.any, s);
    return rc;
}
