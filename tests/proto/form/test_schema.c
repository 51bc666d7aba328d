/* The schema tables: every field inside its struct, names unique, needs and limits that make sense.
 */
#include "../../../proto/form/document.h"

#include "../base/cmocka_all.h"

#include <string.h>

enum { SCHEMAS_MAX = 64 };

struct seen {
    const struct jx_schema *all[SCHEMAS_MAX];
    size_t count;
};

static void collect(struct seen *s, const struct jx_schema *schema)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->all[i] == schema) return;
    assert_true(s->count < SCHEMAS_MAX);
    s->all[s->count++] = schema;
    for (uint32_t i = 0; i < schema->count; i++)
        if (schema->fields[i].schema) collect(s, schema->fields[i].schema);
}

static struct seen every_schema(void)
{
    struct seen s = {.count = 0};
    collect(&s, &jx_head_schema);
    for (unsigned f = 1; f < JX_FORM_COUNT; f++)
        collect(&s, jx_form_schema((enum jx_form)f));
    return s;
}

static size_t size_of_member(enum jx_kind kind)
{
    switch (kind) {
    case JX_KIND_TEXT:
        return sizeof(struct jx_slice);
    case JX_KIND_OBJECT:
        return sizeof(void *);
    default:
        return sizeof(struct jx_list);
    }
}

static void test_every_field_lies_inside_its_struct(void **state)
{
    (void)state;
    struct seen s = every_schema();
    assert_true(s.count > JX_FORM_COUNT);
    for (size_t i = 0; i < s.count; i++) {
        size_t end = 0;
        for (uint32_t k = 0; k < s.all[i]->count; k++) {
            const struct jx_field *f = &s.all[i]->fields[k];
            assert_true(f->offset >= end); /* in order, no two in one place */
            end = f->offset + size_of_member(f->kind);
            assert_true(end <= s.all[i]->size);
            assert_int_equal(f->offset % _Alignof(void *), 0);
        }
    }
}

static void test_names_are_unique_and_found(void **state)
{
    (void)state;
    struct seen s = every_schema();
    for (size_t i = 0; i < s.count; i++) {
        const struct jx_schema *schema = s.all[i];
        uint32_t hint = 0;
        for (uint32_t k = 0; k < schema->count; k++) {
            const struct jx_field *f = &schema->fields[k];
            assert_true(f->name.len > 0 && strlen(f->name.ptr) == f->name.len);
            assert_true(strlen(f->zh) > 0);
            assert_ptr_equal(jx_field_find(schema, f->name, NULL), f);
            assert_ptr_equal(jx_field_find(schema, f->name, &hint), f);
            assert_int_equal(hint, k + 1);
            for (uint32_t l = 0; l < k; l++)
                assert_false(jx_slice_eq(f->name, schema->fields[l].name));
        }
        assert_null(jx_field_find(schema, JX_LIT("no_such_field"), NULL));
        assert_null(jx_field_find(schema, JX_LIT(""), NULL));
        assert_null(jx_field_find(schema,
                                  schema->fields[0].name.len > 1
                                      ? jx_slice_at(schema->fields[0].name.ptr, 1)
                                      : JX_LIT(""),
                                  NULL));
    }
}

static void test_a_hint_of_any_value_only_saves_time(void **state)
{
    (void)state;
    const struct jx_schema *s = jx_form_schema(JX_FORM_self_evaluation);
    for (uint32_t hint = 0; hint < 40; hint++)
        for (uint32_t k = 0; k < s->count; k++) {
            uint32_t h = hint;
            assert_ptr_equal(jx_field_find(s, s->fields[k].name, &h), &s->fields[k]);
        }
}

/* The head's names and the form's own share one object in JSON. */
static void test_a_form_does_not_repeat_the_head(void **state)
{
    (void)state;
    for (unsigned f = 1; f < JX_FORM_COUNT; f++) {
        const struct jx_schema *s = jx_form_schema((enum jx_form)f);
        for (uint32_t k = 0; k < s->count; k++) {
            assert_null(jx_field_find(&jx_head_schema, s->fields[k].name, NULL));
            assert_false(jx_slice_eq(s->fields[k].name, JX_LIT("form")));
            assert_false(jx_slice_eq(s->fields[k].name, JX_LIT("year")));
        }
    }
}

static void test_limits_and_schemas_fit_their_kind(void **state)
{
    (void)state;
    struct seen s = every_schema();
    for (size_t i = 0; i < s.count; i++)
        for (uint32_t k = 0; k < s.all[i]->count; k++) {
            const struct jx_field *f = &s.all[i]->fields[k];
            bool holds_structs = f->kind == JX_KIND_OBJECT || f->kind == JX_KIND_LIST ||
                                 f->kind == JX_KIND_KEYED;
            assert_int_equal(f->schema != NULL, holds_structs);
            if (f->kind == JX_KIND_OBJECT)
                assert_int_equal(f->max, 0);
            else
                assert_in_range(f->max, 1, JX_DOCUMENT_BYTES_MAX);
            assert_false(f->kind == JX_KIND_EXTRA && f->must);
            if (f->kind == JX_KIND_KEYED)
                assert_true(f->schema->fields[0].offset >= sizeof(struct jx_slice));
        }
}

static void test_every_form_demands_its_rows(void **state)
{
    (void)state;
    for (unsigned f = 1; f < JX_FORM_COUNT; f++) {
        const struct jx_schema *s = jx_form_schema((enum jx_form)f);
        bool demands = false;
        for (uint32_t k = 0; k < s->count; k++)
            demands |= s->fields[k].must && s->fields[k].max > 1;
        assert_true(demands);
    }
}

static void test_form_names(void **state)
{
    (void)state;
    static const char *const names[] = {"self_evaluation", "monitoring", "target",
                                        "project_list",    "evaluation", "evaluation_summary",
                                        "final_accounts"};
    assert_int_equal(JX_FORM_COUNT, 1 + COUNT_OF(names));
    for (unsigned f = 1; f < JX_FORM_COUNT; f++) {
        enum jx_form form = (enum jx_form)f;
        assert_string_equal(jx_form_name(form).ptr, names[f - 1]);
        assert_int_equal(jx_form_of_name(jx_slice_of(names[f - 1])), form);
        assert_true(jx_form_name(form).len <= JX_FORM_NAME_MAX);
        assert_true(strlen(jx_form_zh(form)) > 0);
    }
    assert_int_equal(jx_form_of_name(JX_LIT("")), JX_FORM_UNKNOWN);
    assert_int_equal(jx_form_of_name(JX_LIT("Target")), JX_FORM_UNKNOWN);
    assert_int_equal(jx_form_of_name(JX_LIT("targets")), JX_FORM_UNKNOWN);
    assert_int_equal(jx_form_of_name(JX_ABSENT), JX_FORM_UNKNOWN);
    assert_int_equal(jx_form_name(JX_FORM_UNKNOWN).len, 0);
    assert_int_equal(jx_form_name(JX_FORM_COUNT).len, 0);
    assert_string_equal(jx_form_zh((enum jx_form)99), "");
    assert_null(jx_form_schema(JX_FORM_UNKNOWN));
    assert_null(jx_form_schema(JX_FORM_COUNT));
}

static void test_an_empty_document_has_no_field(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, 1 << 20);
    for (unsigned f = 1; f < JX_FORM_COUNT; f++) {
        struct jx_document d;
        assert_int_equal(jx_document_init(&d, (enum jx_form)f, &a), JX_OK);
        assert_int_equal(d.form, f);
        assert_int_equal(d.year, 0);
        for (uint32_t k = 0; k < jx_head_schema.count; k++)
            assert_false(jx_field_present(&d, &jx_head_schema.fields[k]));
        const struct jx_schema *s = jx_form_schema(d.form);
        for (uint32_t k = 0; k < s->count; k++)
            assert_false(jx_field_present(d.body.any, &s->fields[k]));
    }
    struct jx_document d;
    assert_int_equal(jx_document_init(&d, JX_FORM_UNKNOWN, &a), JX_E_FORM_UNKNOWN);
    assert_int_equal(jx_document_init(&d, JX_FORM_COUNT, &a), JX_E_FORM_UNKNOWN);
    jx_arena_clear(&a);
    jx_arena_init(&a, 0);
    assert_int_equal(jx_document_init(&d, JX_FORM_target, &a), JX_E_TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_field_lies_inside_its_struct),
        cmocka_unit_test(test_names_are_unique_and_found),
        cmocka_unit_test(test_a_hint_of_any_value_only_saves_time),
        cmocka_unit_test(test_a_form_does_not_repeat_the_head),
        cmocka_unit_test(test_limits_and_schemas_fit_their_kind),
        cmocka_unit_test(test_every_form_demands_its_rows),
        cmocka_unit_test(test_form_names),
        cmocka_unit_test(test_an_empty_document_has_no_field),
    };
    return cmocka_run_group_tests_name("form.schema", tests, NULL, NULL);
}
