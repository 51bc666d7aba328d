/* Documents by chance: one walk over the schema, as encoding and decoding are. */
#include "random.h"

#include <string.h>

uint64_t roll(struct dice *d, uint64_t sides)
{
    d->state ^= d->state << 13;
    d->state ^= d->state >> 7;
    d->state ^= d->state << 17;
    return d->state % sides;
}

static struct jx_slice random_text(struct dice *d)
{
    static const char *const texts[] = {
        "",        "0",     "1,708.47",   "99.42%", "≥95%",
        "青石县",  "乡镇",  "a/b~c",      "18.0",   "实际完成 95 人次",
        "\"'\\{}", "total", "满意度指标", "无",     "中国人民政治协商会议青石县委员会办公室",
    };
    return jx_slice_of(texts[roll(d, sizeof texts / sizeof texts[0])]);
}

static void random_fields(struct dice *d, struct jx_arena *a, void *object,
                          const struct jx_schema *s);

static void *items(struct dice *d, struct jx_arena *a, struct jx_list *l, size_t size)
{
    l->count = (uint32_t)roll(d, 4);
    l->items = jx_arena_array(a, l->count, size);
    assert_non_null(l->items);
    return l->items;
}

static void random_texts(struct dice *d, struct jx_arena *a, struct jx_list *l)
{
    struct jx_slice *texts = items(d, a, l, sizeof *texts);
    for (uint32_t i = 0; i < l->count; i++)
        texts[i] = random_text(d);
}

static void random_table(struct dice *d, struct jx_arena *a, struct jx_list *l)
{
    struct jx_list *rows = items(d, a, l, sizeof *rows);
    for (uint32_t i = 0; i < l->count; i++)
        random_texts(d, a, &rows[i]);
}

static void random_extra(struct dice *d, struct jx_arena *a, struct jx_list *l)
{
    static const char *const keys[] = {"b", "其他需要说明事项", "备注"}; /* in byte order */
    struct jx_pair *pairs = items(d, a, l, sizeof *pairs);
    for (uint32_t i = 0; i < l->count; i++)
        pairs[i] = (struct jx_pair){jx_slice_of(keys[i]), random_text(d)};
}

static void random_rows(struct dice *d, struct jx_arena *a, struct jx_list *l,
                        const struct jx_field *f)
{
    static const char *const keys[] = {"01", "02", "09"};
    char *rows = items(d, a, l, f->schema->size);
    for (uint32_t i = 0; i < l->count; i++) {
        void *row = rows + (size_t)i * f->schema->size;
        if (f->kind == JX_KIND_KEYED) *(struct jx_slice *)row = jx_slice_of(keys[i]);
        random_fields(d, a, row, f->schema);
    }
}

static void random_field(struct dice *d, struct jx_arena *a, void *at, const struct jx_field *f)
{
    switch (f->kind) {
    case JX_KIND_TEXT:
        *(struct jx_slice *)at = f->source ? JX_LIT("carryover") : random_text(d);
        break;
    case JX_KIND_OBJECT: {
        void *object = jx_arena_take(a, f->schema->size);
        assert_non_null(object);
        random_fields(d, a, object, f->schema);
        *(void **)at = object;
        break;
    }
    case JX_KIND_LIST:
    case JX_KIND_KEYED:
        random_rows(d, a, at, f);
        break;
    case JX_KIND_TEXTS:
        random_texts(d, a, at);
        break;
    case JX_KIND_ROWS:
        random_table(d, a, at);
        break;
    case JX_KIND_EXTRA:
        random_extra(d, a, at);
        break;
    }
}

static void random_fields(struct dice *d, struct jx_arena *a, void *object,
                          const struct jx_schema *s)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (s->fields[i].must || roll(d, 2))
            random_field(d, a, jx_field_of(object, &s->fields[i]), &s->fields[i]);
}

void random_document(struct dice *d, struct jx_arena *a, enum jx_form form, struct jx_document *out)
{
    assert_int_equal(jx_document_init(out, form, a), JX_OK);
    if (roll(d, 4)) out->year = (int32_t)(JX_YEAR_FIRST + roll(d, 60));
    random_fields(d, a, out, &jx_head_schema);
    random_fields(d, a, out->body.any, jx_form_schema(form));
}
