/* Names are compared after NFKC without white space; a project's code stands before its name. */
#include "../../../proto/form/document.h"

#include "../base/cmocka_all.h"

static void test_names(void **state)
{
    (void)state;
    static const struct {
        const char *name, *key;
    } rows[] = {
        {"", ""},
        {"  ", ""},
        {"青石县水渠维修", "青石县水渠维修"},
        {" 青石县 水渠\n维修 ", "青石县水渠维修"},
        {"青石县\u3000水渠\u00A0维修\u200B", "青石县水渠维修"},
        {"２０２３年（第二期）", "2023年(第二期)"},
        {"ＡＢＣ", "ABC"},
        {"①期", "1期"},
        {"㈠", "(一)"},
        {"ｶﾞ", "ガ"},
        {"e\u0301", "\u00E9"},
        {"\u2160期", "I期"},
        {"㎡", "m2"},
        {"：，！", ":,!"},
    };
    struct jx_arena a;
    jx_arena_init(&a, 1 << 20);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct jx_slice key, again;
        assert_int_equal(jx_name_key(jx_slice_of(rows[i].name), &a, &key), JX_OK);
        if (!jx_slice_eq(key, jx_slice_of(rows[i].key)))
            fail_msg("\"%s\" has the key \"%.*s\"", rows[i].name, (int)key.len, key.ptr);
        assert_int_equal(jx_name_key(key, &a, &again), JX_OK);
        assert_true(jx_slice_eq(key, again));
    }
    jx_arena_clear(&a);
}

static void test_matching(void **state)
{
    static const struct {
        const char *name, *key;
    } rows[] = {
        {"", ""},
        {"虚构县 财政局", "虚构县财政局"},
        {"虚构县财政局（本级）", "虚构县财政局"},
        {"虚构县财政局机关", "虚构县财政局"},
        {"虚构县财政局机关本级", "虚构县财政局"},
        {"机关", "机关"},
        {"“十四五”水渠维修", "十四五水渠维修"},
        {"《水渠》【二期】", "水渠二期"},
        {"水渠維修(二期)", "水渠維修二期"},
        {"（）", ""},
    };
    struct jx_arena a;
    (void)state;
    jx_arena_init(&a, 1 << 20);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct jx_slice key, again;
        assert_int_equal(jx_match_key(jx_slice_of(rows[i].name), &a, &key), JX_OK);
        if (!jx_slice_eq(key, jx_slice_of(rows[i].key)))
            fail_msg("\"%s\" has the key \"%.*s\"", rows[i].name, (int)key.len, key.ptr);
        assert_int_equal(jx_match_key(key, &a, &again), JX_OK);
        assert_true(jx_slice_eq(key, again));
    }
    jx_arena_clear(&a);
}

static void test_failures(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, 1 << 16);
    struct jx_slice key;
    assert_int_equal(jx_name_key(JX_LIT("\xFF\xFE"), &a, &key), JX_E_UTF8);
    assert_int_equal(jx_name_key(JX_LIT("\xE7\xBB"), &a, &key), JX_E_UTF8);
    assert_int_equal(jx_name_key(JX_ABSENT, &a, &key), JX_OK);
    assert_int_equal(key.len, 0);
    jx_arena_clear(&a);
    jx_arena_init(&a, 0);
    assert_int_equal(jx_name_key(JX_LIT("水渠"), &a, &key), JX_E_TOO_LARGE);
}

static void test_project_key(void **state)
{
    (void)state;
    static const struct {
        const char *name, *code, *key;
    } rows[] = {
        {"水渠 维修", NULL, "水渠维修"},
        {"水渠 维修", "", "水渠维修"},
        {"水渠维修", "ＱＳ-01", "QS-01"},
        {"", "QS 01", "QS01"},
        {"", NULL, ""},
    };
    struct jx_arena a;
    jx_arena_init(&a, 1 << 16);
    struct jx_document d;
    struct jx_slice key = JX_LIT("x");
    assert_int_equal(jx_document_init(&d, JX_FORM_self_evaluation, &a), JX_OK);
    assert_int_equal(jx_project_key(&d, &a, &key), JX_OK);
    assert_int_equal(key.len, 0);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct jx_party project = {.name = jx_slice_of(rows[i].name),
                                   .code = jx_slice_of(rows[i].code)};
        d.project = &project;
        assert_int_equal(jx_project_key(&d, &a, &key), JX_OK);
        assert_true(jx_slice_eq(key, jx_slice_of(rows[i].key)));
    }
    jx_arena_clear(&a);
}

static void test_period(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, 1 << 16);
    struct jx_document d;
    assert_int_equal(jx_document_init(&d, JX_FORM_monitoring, &a), JX_OK);
    assert_int_equal(jx_document_period(&d).len, 0);
    d.body.monitoring->period = JX_LIT("1-8月");
    assert_true(jx_slice_eq(jx_document_period(&d), JX_LIT("1-8月")));
    assert_int_equal(jx_document_init(&d, JX_FORM_target, &a), JX_OK);
    assert_int_equal(jx_document_period(&d).len, 0);
    assert_non_null(jx_document_period(&d).ptr);
    jx_arena_clear(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),    cmocka_unit_test(test_matching),
        cmocka_unit_test(test_failures), cmocka_unit_test(test_project_key),
        cmocka_unit_test(test_period),
    };
    return cmocka_run_group_tests_name("form.key", tests, NULL, NULL);
}
