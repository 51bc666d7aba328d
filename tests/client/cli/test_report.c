/* Nobody is told of a failure without being told what to do. */
#include "../../proto/base/cmocka_all.h"

#include "../../../client/cli/report.h"

#include <string.h>

static void every_failure_has_advice(void **state)
{
    (void)state;
    for (int i = 0; i < JX_STATUS_COUNT; i++) {
        jx_status s = (jx_status)i;
        bool done = s == JX_OK || s == JX_DUPLICATE; /* nothing is left to do */
        if ((advice_for(s)[0] == '\0') != done) fail_msg("%s", jx_status_name(s));
    }
}

/* What the sentence itself says already would be read twice. */
static void advice_is_not_the_sentence_again(void **state)
{
    (void)state;
    for (int i = 0; i < JX_STATUS_COUNT; i++) {
        jx_status s = (jx_status)i;
        const char *advice = advice_for(s);
        if (*advice && strstr(jx_status_text(s, JX_LANG_EN), advice))
            fail_msg("%s: %s", jx_status_name(s), advice);
    }
}

static void a_number_out_of_range_has_none(void **state)
{
    (void)state;
    assert_string_equal(advice_for(JX_STATUS_COUNT), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_failure_has_advice),
        cmocka_unit_test(advice_is_not_the_sentence_again),
        cmocka_unit_test(a_number_out_of_range_has_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
