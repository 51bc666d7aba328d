/* The limit of every field of every form, walked by the schema: what is as long as may be is
 * accepted, one byte or row more is refused, with the field's place and its limit. */
#include "../../../proto/form/document.h"

#include "../base/cmocka_all.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES = 256 << 20, KEY_ROOM = 8 };

struct bench {
    struct jx_arena arena;
    struct jx_document d;
    unsigned tried;
};

static void *take(struct bench *b, size_t count, size_t size)
{
    void *out = jx_arena_array(&b->arena, count, size);
    assert_non_null(out);
    memset(out, 0, count * size);
    return out;
}

static struct jx_slice text_of(struct bench *b, size_t len)
{
    char *text = take(b, len, 1);
    memset(text, 'a', len);
    return jx_slice_at(text, len);
}

static struct jx_slice numbered(struct bench *b, size_t number)
{
    char *text = take(b, KEY_ROOM, 1);
    int n = snprintf(text, KEY_ROOM, "%07zu", number);
    return jx_slice_at(text, (size_t)n);
}

/* ---- the smallest document of a form ---- */

static void fill(struct bench *b, void *object, const struct jx_schema *s);

static struct jx_list rows_of(struct bench *b, const struct jx_field *f, size_t count)
{
    size_t size = f->schema->size;
    char *rows = take(b, count, size);
    for (size_t i = 0; i < count; i++) {
        if (i == 0)
            fill(b, rows, f->schema);
        else
            memcpy(rows + i * size, rows, size);
        if (f->kind == JX_KIND_KEYED) *(struct jx_slice *)(rows + i * size) = numbered(b, i);
    }
    return (struct jx_list){rows, (uint32_t)count};
}

static struct jx_list texts_of(struct bench *b, size_t count, struct jx_slice text)
{
    struct jx_slice *texts = take(b, count, sizeof *texts);
    for (size_t i = 0; i < count; i++)
        texts[i] = text;
    return (struct jx_list){texts, (uint32_t)count};
}

static struct jx_list pairs_of(struct bench *b, size_t count, struct jx_slice value)
{
    struct jx_pair *pairs = take(b, count, sizeof *pairs);
    for (size_t i = 0; i < count; i++)
        pairs[i] = (struct jx_pair){numbered(b, i), value};
    return (struct jx_list){pairs, (uint32_t)count};
}

static struct jx_list table_of(struct bench *b, size_t count, struct jx_list row)
{
    struct jx_list *rows = take(b, count, sizeof *rows);
    for (size_t i = 0; i < count; i++)
        rows[i] = row;
    return (struct jx_list){rows, (uint32_t)count};
}

/* The field with so many bytes, rows or entries. */
static void set(struct bench *b, void *object, const struct jx_field *f, size_t count)
{
    void *at = jx_field_of(object, f);
    struct jx_slice one = JX_LIT("1");
    switch (f->kind) {
    case JX_KIND_TEXT:
        *(struct jx_slice *)at = f->source && count == 1 ? JX_LIT("total") : text_of(b, count);
        break;
    case JX_KIND_OBJECT:
        *(void **)at = take(b, 1, f->schema->size);
        fill(b, *(void **)at, f->schema);
        break;
    case JX_KIND_LIST:
    case JX_KIND_KEYED:
        *(struct jx_list *)at = rows_of(b, f, count);
        break;
    case JX_KIND_TEXTS:
        *(struct jx_list *)at = texts_of(b, count, one);
        break;
    case JX_KIND_ROWS:
        *(struct jx_list *)at = table_of(b, count, texts_of(b, 1, one));
        break;
    case JX_KIND_EXTRA:
        *(struct jx_list *)at = pairs_of(b, count, one);
        break;
    }
}

static void fill(struct bench *b, void *object, const struct jx_schema *s)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (s->fields[i].must) set(b, object, &s->fields[i], 1);
}

/* ---- at the limit and beyond ---- */

static void assert_accepted(struct bench *b, const struct jx_field *f)
{
    struct jx_trouble t = {.status = JX_OK};
    if (jx_document_check(&b->d, &b->arena, &t) != JX_OK)
        fail_msg("%s at its limit: %s at %s", f->name.ptr, jx_status_name(t.status), t.where);
    b->tried++;
}

static void assert_refused(struct bench *b, const struct jx_field *f, jx_status why, int64_t limit)
{
    struct jx_trouble t = {.status = JX_OK};
    if (jx_document_check(&b->d, &b->arena, &t) != why)
        fail_msg("%s beyond its limit: %s", f->name.ptr, jx_status_name(t.status));
    assert_int_equal(t.limit, limit);
    assert_non_null(strstr(t.where, f->name.ptr));
    b->tried++;
}

/* What stands in the field's rows and has a limit of its own. */
static void spoil_inside(struct bench *b, void *at, const struct jx_field *f)
{
    struct jx_list *l = at;
    switch (f->kind) {
    case JX_KIND_KEYED:
        *l = rows_of(b, f, 1);
        *(struct jx_slice *)l->items = text_of(b, JX_WORD_MAX + 1);
        assert_refused(b, f, JX_E_TEXT_LONG, JX_WORD_MAX);
        break;
    case JX_KIND_TEXTS:
        *l = texts_of(b, 1, text_of(b, JX_PROSE_MAX));
        assert_accepted(b, f);
        *l = texts_of(b, 1, text_of(b, JX_PROSE_MAX + 1));
        assert_refused(b, f, JX_E_TEXT_LONG, JX_PROSE_MAX);
        break;
    case JX_KIND_ROWS:
        *l = table_of(b, 1, texts_of(b, JX_TABLE_COLUMNS_MAX, text_of(b, JX_NAME_MAX)));
        assert_accepted(b, f);
        *l = table_of(b, 1, texts_of(b, JX_TABLE_COLUMNS_MAX + 1, JX_LIT("1")));
        assert_refused(b, f, JX_E_ROWS, JX_TABLE_COLUMNS_MAX);
        *l = table_of(b, 1, texts_of(b, 1, text_of(b, JX_NAME_MAX + 1)));
        assert_refused(b, f, JX_E_TEXT_LONG, JX_NAME_MAX);
        break;
    case JX_KIND_EXTRA:
        *l = pairs_of(b, 1, text_of(b, JX_PROSE_MAX));
        assert_accepted(b, f);
        *l = pairs_of(b, 1, text_of(b, JX_PROSE_MAX + 1));
        assert_refused(b, f, JX_E_TEXT_LONG, JX_PROSE_MAX);
        *l = pairs_of(b, 1, JX_LIT("1"));
        ((struct jx_pair *)l->items)->key = text_of(b, JX_NAME_MAX + 1);
        assert_refused(b, f, JX_E_TEXT_LONG, JX_NAME_MAX);
        break;
    default:
        break;
    }
}

static void walk(struct bench *b, void *object, const struct jx_schema *s);

static size_t size_of(const struct jx_field *f)
{
    if (f->kind == JX_KIND_TEXT) return sizeof(struct jx_slice);
    return f->kind == JX_KIND_OBJECT ? sizeof(void *) : sizeof(struct jx_list);
}

static void *first_inside(void *at, const struct jx_field *f)
{
    return f->kind == JX_KIND_OBJECT ? *(void **)at : ((struct jx_list *)at)->items;
}

static void walk_field(struct bench *b, void *object, const struct jx_field *f)
{
    char before[sizeof(struct jx_slice) + sizeof(struct jx_list)];
    void *at = jx_field_of(object, f);
    memcpy(before, at, size_of(f));
    if (f->max > 0 && !f->source) {
        set(b, object, f, f->max);
        assert_accepted(b, f);
    }
    if (f->max > 0) {
        set(b, object, f, (size_t)f->max + 1);
        assert_refused(b, f, f->kind == JX_KIND_TEXT ? JX_E_TEXT_LONG : JX_E_ROWS, f->max);
    }
    spoil_inside(b, at, f);
    if (f->schema) {
        set(b, object, f, 1);
        walk(b, first_inside(at, f), f->schema);
    }
    memcpy(at, before, size_of(f));
}

static void walk(struct bench *b, void *object, const struct jx_schema *s)
{
    for (uint32_t i = 0; i < s->count; i++)
        walk_field(b, object, &s->fields[i]);
}

static void every_limit_of_every_form(void **state)
{
    unsigned tried = 0;
    (void)state;
    for (unsigned form = 1; form < JX_FORM_COUNT; form++) {
        struct bench b = {.tried = 0};
        jx_arena_init(&b.arena, ARENA_BYTES);
        assert_int_equal(jx_document_init(&b.d, (enum jx_form)form, &b.arena), JX_OK);
        b.d.year = JX_YEAR_LAST;
        fill(&b, b.d.body.any, jx_form_schema(b.d.form));
        walk(&b, b.d.body.any, jx_form_schema(b.d.form));
        if (form == 1) walk(&b, &b.d, &jx_head_schema);
        tried += b.tried;
        jx_arena_clear(&b.arena);
    }
    assert_true(tried > 300);
    printf("tried=%u lost=0 found=0 unit=limits\n", tried);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_limit_of_every_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
