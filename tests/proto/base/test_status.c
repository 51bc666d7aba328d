/* Every outcome has a name that leads back to it, texts in both languages and an exit code. */
#include "../../../proto/base/status.h"

#include "../../../proto/base/text.h"
#include "cmocka_all.h"

#include <string.h>

static void test_every_row_is_complete(void **state)
{
    (void)state;
    for (unsigned i = 0; i < JX_STATUS_COUNT; i++) {
        jx_status s = (jx_status)i;
        const char *zh = jx_status_text(s, JX_LANG_ZH), *en = jx_status_text(s, JX_LANG_EN);
        assert_true(zh && *zh && en && *en);
        assert_true(jx_utf8_valid(jx_slice_of(zh)));
        for (const char *c = en; *c; c++)
            assert_true(*c >= ' ' && *c < 127);
        assert_in_range(jx_status_exit(s), 0, 4);
        assert_in_range(jx_status_retry(s), JX_RETRY_NEVER, JX_RETRY_LATER);
    }
}

static void test_names_lead_back(void **state)
{
    (void)state;
    for (unsigned i = 0; i < JX_STATUS_COUNT; i++) {
        const char *name = jx_status_name((jx_status)i);
        assert_int_equal(strncmp(name, "JX_", 3), 0);
        assert_int_equal(jx_status_of_name(name, strlen(name)), i);
        for (unsigned k = 0; k < i; k++)
            assert_string_not_equal(name, jx_status_name((jx_status)k));
    }
}

static void test_only_outcomes_that_are_no_error_exit_with_0(void **state)
{
    (void)state;
    for (unsigned i = 0; i < JX_STATUS_COUNT; i++) {
        bool is_error = strncmp(jx_status_name((jx_status)i), "JX_E_", 5) == 0;
        assert_int_equal(jx_status_exit((jx_status)i) != 0, is_error);
    }
    assert_int_equal(JX_OK, 0);
}

static void test_strangers_are_internal_errors(void **state)
{
    (void)state;
    assert_string_equal(jx_status_name((jx_status)JX_STATUS_COUNT), "JX_E_INTERNAL");
    assert_string_equal(jx_status_name((jx_status)-1), "JX_E_INTERNAL");
    assert_int_equal(jx_status_exit((jx_status)10000), 4);
    assert_int_equal(jx_status_of_name("JX_E_FROM_THE_FUTURE", 20), JX_E_INTERNAL);
    assert_int_equal(jx_status_of_name("", 0), JX_E_INTERNAL);
    assert_int_equal(jx_status_of_name("JX_OKAY", 7), JX_E_INTERNAL);
    assert_int_equal(jx_status_of_name("JX_OKAY", 5), JX_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_row_is_complete),
        cmocka_unit_test(test_names_lead_back),
        cmocka_unit_test(test_only_outcomes_that_are_no_error_exit_with_0),
        cmocka_unit_test(test_strangers_are_internal_errors),
    };
    return cmocka_run_group_tests_name("base.status", tests, NULL, NULL);
}
