/* Who may act in whose place: which acts, until when, the last word of each counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../broker/delegations.h"

#include <string.h>

enum { NOW = 1000, LATER = 2000 };

static const uint8_t ann[JX_KEY_BYTES] = {1}, ben[JX_KEY_BYTES] = {2}, cat[JX_KEY_BYTES] = {3};

static struct jx_delegation to(const uint8_t key[JX_KEY_BYTES], enum jx_act act, int64_t until_ms)
{
    struct jx_delegation d = {.acts = (uint64_t)1 << act, .until_ms = until_ms};
    memcpy(d.to, key, JX_KEY_BYTES);
    return d;
}

static void only_what_was_said_and_until_then(void **state)
{
    (void)state;
    struct delegations all = {.items = NULL};
    const struct jx_delegation approve = to(ben, JX_ACT_APPROVE, LATER);
    assert_int_equal(delegations_apply(&all, ann, &approve, NOW), JX_OK);
    assert_true(delegations_allow(&all, ann, ben, JX_ACT_APPROVE, NOW));
    assert_true(delegations_allow(&all, ann, ben, JX_ACT_APPROVE, LATER - 1));
    assert_false(delegations_allow(&all, ann, ben, JX_ACT_APPROVE, LATER));
    assert_false(delegations_allow(&all, ann, ben, JX_ACT_RETURN, NOW));
    assert_false(delegations_allow(&all, ben, ann, JX_ACT_APPROVE, NOW));
    assert_false(delegations_allow(&all, ann, cat, JX_ACT_APPROVE, NOW));
    assert_false(delegations_allow(&all, cat, ben, JX_ACT_APPROVE, NOW));
    delegations_clear(&all);
}

static void the_last_word_counts(void **state)
{
    (void)state;
    struct delegations all = {.items = NULL};
    const struct jx_delegation approve = to(ben, JX_ACT_APPROVE, LATER),
                               give_back = to(ben, JX_ACT_RETURN, LATER);
    struct jx_delegation nothing = give_back;
    nothing.acts = 0;
    assert_int_equal(delegations_apply(&all, ann, &approve, NOW), JX_OK);
    assert_int_equal(delegations_apply(&all, ann, &give_back, NOW), JX_OK);
    assert_false(delegations_allow(&all, ann, ben, JX_ACT_APPROVE, NOW));
    assert_true(delegations_allow(&all, ann, ben, JX_ACT_RETURN, NOW));
    assert_int_equal(delegations_apply(&all, ann, &nothing, NOW), JX_OK);
    assert_false(delegations_allow(&all, ann, ben, JX_ACT_RETURN, NOW));
    assert_int_equal(all.count, 1);
    delegations_clear(&all);
}

static void what_is_over_makes_room(void **state)
{
    (void)state;
    struct delegations all = {.items = NULL};
    uint8_t key[JX_KEY_BYTES] = {9};
    for (uint32_t i = 0; i < JX_DELEGATIONS_HELD_MAX; i++) {
        memcpy(key + 1, &i, sizeof i);
        const struct jx_delegation d = to(key, JX_ACT_APPROVE, i == 7 ? NOW : LATER);
        assert_int_equal(delegations_check(&all, ann, &d, NOW - 1), JX_OK);
        assert_int_equal(delegations_apply(&all, ann, &d, NOW - 1), JX_OK);
    }
    const struct jx_delegation more = to(ben, JX_ACT_APPROVE, LATER),
                               again = to(key, JX_ACT_RETURN, LATER);
    assert_int_equal(delegations_check(&all, ann, &more, NOW - 1), JX_E_ROWS);
    assert_int_equal(delegations_check(&all, ann, &again, NOW - 1), JX_OK);
    assert_int_equal(delegations_check(&all, ann, &more, NOW), JX_OK);
    assert_int_equal(delegations_apply(&all, ann, &more, NOW), JX_OK);
    assert_int_equal(all.count, JX_DELEGATIONS_HELD_MAX);
    assert_true(delegations_allow(&all, ann, ben, JX_ACT_APPROVE, NOW));
    delegations_clear(&all);
}

static void what_a_decision_says(void **state)
{
    (void)state;
    static const char *const hex =
        "0202020202020202020202020202020202020202020202020202020202020202";
    static const struct {
        const char *key, *acts, *until;
        jx_status expected;
        uint64_t bits;
    } cases[] = {
        {NULL, "approve return", "2026-12-31", JX_OK, 1u << JX_ACT_APPROVE | 1u << JX_ACT_RETURN},
        {NULL, "", "", JX_OK, 0},
        {NULL, "", "2026-12-31", JX_E_FIELD_VALUE, 0},
        {NULL, "approve", "", JX_E_FIELD_VALUE, 0},
        {NULL, "approve", "2026-02-30", JX_E_FIELD_VALUE, 0},
        {NULL, "approve  return", "2026-12-31", JX_E_FIELD_VALUE, 0},
        {NULL, "close", "2026-12-31", JX_E_FIELD_VALUE, 0},
        {NULL, "reopen", "2026-12-31", JX_E_FIELD_VALUE, 0},
        {NULL, "delegate", "2026-12-31", JX_E_FIELD_VALUE, 0},
        {NULL, "key", "2026-12-31", JX_E_FIELD_VALUE, 0},
        {NULL, "master", "2026-12-31", JX_E_FIELD_VALUE, 0},
        {NULL, "submission", "2026-12-31", JX_E_FIELD_VALUE, 0},
        {"02", "approve", "2026-12-31", JX_E_FIELD_VALUE, 0},
        {"", "approve", "2026-12-31", JX_E_FIELD_VALUE, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct jx_delegation got;
        const struct jx_decision d = {.argument_count = 3,
                                      .arguments = {jx_slice_of(cases[i].key ? cases[i].key : hex),
                                                    jx_slice_of(cases[i].acts),
                                                    jx_slice_of(cases[i].until)}};
        jx_status rc = jx_delegation_read(&d, &got);
        if (rc != cases[i].expected) fail_msg("case %u: %s", (unsigned)i, jx_status_name(rc));
        if (rc == JX_OK) assert_true(got.acts == cases[i].bits);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_was_said_and_until_then),
        cmocka_unit_test(the_last_word_counts),
        cmocka_unit_test(what_is_over_makes_room),
        cmocka_unit_test(what_a_decision_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
