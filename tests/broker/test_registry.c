/* Who is enrolled, as the journal's key acts say. */
#include "rig.h"

#include "../../broker/registry.h"

#include "../proto/base/random.h"

static void key_number(uint32_t n, uint8_t key[JX_KEY_BYTES])
{
    memset(key, 0, JX_KEY_BYTES);
    memcpy(key, &(uint32_t){n % 16}, 4); /* the table's hash: everything collides */
    memcpy(key + 8, &n, sizeof n);
}

static struct jx_key_act act_of(const char *action, const uint8_t *key, const char *unit,
                                const char *role)
{
    struct jx_key_act act = {.nonce = JX_LIT("0123456789abcdef"),
                             .action = jx_slice_of(action),
                             .public_key = jx_slice_at(key, JX_KEY_BYTES),
                             .unit = jx_slice_of(unit),
                             .name = JX_LIT("")};
    if (role) act.roles[act.role_count++] = jx_slice_of(role);
    return act;
}

static void only_known_actions_and_roles_pass(void **state)
{
    static const struct {
        const char *action, *roles[3];
        jx_status expected;
    } rows[] = {
        {"enrol", {"township"}, JX_OK},
        {"enrol", {"township", "admin"}, JX_OK},
        {"enrol", {NULL}, JX_E_FIELD_VALUE},
        {"enrol", {"king"}, JX_E_FIELD_VALUE},
        {"enrol", {"township", "king"}, JX_E_FIELD_VALUE},
        {"enrol", {""}, JX_E_FIELD_VALUE},
        {"revoke", {NULL}, JX_OK},
        {"", {"township"}, JX_E_FIELD_VALUE},
        {"enrolment", {"township"}, JX_E_FIELD_VALUE},
    };
    uint8_t key[JX_KEY_BYTES] = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct jx_key_act act = act_of(rows[i].action, key, "33", NULL);
        for (size_t n = 0; n < 3 && rows[i].roles[n]; n++)
            act.roles[act.role_count++] = jx_slice_of(rows[i].roles[n]);
        assert_int_equal(registry_check(&act), rows[i].expected);
    }
}

static void nobody_is_in_an_empty_registry(void **state)
{
    struct registry r;
    struct jx_principal p;
    uint8_t key[JX_KEY_BYTES] = {0};
    (void)state;
    registry_init(&r);
    assert_false(registry_find(&r, key, &p));
    struct jx_key_act act = act_of("revoke", key, "", NULL); /* of a key that never was */
    assert_int_equal(registry_apply(&r, &act), JX_OK);
    assert_false(registry_find(&r, key, &p));
    registry_clear(&r);
    registry_clear(&r);
}

static void the_last_act_on_a_key_holds(void **state)
{
    struct registry r;
    struct jx_principal p;
    uint8_t key[JX_KEY_BYTES] = {1, 2, 3};
    (void)state;
    registry_init(&r);
    struct jx_key_act act = act_of("enrol", key, "3301", "township");
    assert_int_equal(registry_apply(&r, &act), JX_OK);
    act = act_of("enrol", key, "33010203040506070809101112131415", "supervisor"); /* 32 bytes */
    assert_int_equal(registry_apply(&r, &act), JX_OK);
    assert_true(registry_find(&r, key, &p));
    assert_int_equal(p.roles, JX_ROLE_supervisor);
    assert_true(jx_slice_eq(p.unit, act.unit));
    assert_memory_equal(p.key, key, sizeof key);
    act = act_of("revoke", key, "", NULL);
    assert_int_equal(registry_apply(&r, &act), JX_OK);
    assert_false(registry_find(&r, key, &p));
    act = act_of("enrol", key, "3302", "county");
    assert_int_equal(registry_apply(&r, &act), JX_OK);
    assert_true(registry_find(&r, key, &p));
    assert_int_equal(p.roles, JX_ROLE_county);
    registry_clear(&r);
}

/* Against a plain array, over growth, collisions and revocations. */
static void many_keys_are_told_apart(void **state)
{
    enum { KEYS = 2000, ACTS = 12000 };
    static uint32_t roles[KEYS];
    static const char *const names[] = {"township", "department", "county", "worker"};
    struct random rng = random_seeded(11);
    struct registry r;
    (void)state;
    registry_init(&r);
    for (int i = 0; i < ACTS; i++) {
        uint8_t key[JX_KEY_BYTES];
        uint32_t n = random_below(&rng, KEYS), role = random_below(&rng, 5);
        key_number(n, key);
        struct jx_key_act act = role < 4 ? act_of("enrol", key, "33", names[role])
                                         : act_of("revoke", key, "", NULL);
        assert_int_equal(registry_apply(&r, &act), JX_OK);
        roles[n] = role < 4 ? jx_role_of_name(jx_slice_of(names[role])) : 0;
    }
    for (uint32_t n = 0; n < KEYS + 100; n++) {
        uint8_t key[JX_KEY_BYTES];
        struct jx_principal p;
        key_number(n, key);
        uint32_t expected = n < KEYS ? roles[n] : 0;
        assert_int_equal(registry_find(&r, key, &p), expected != 0);
        if (expected) assert_int_equal(p.roles, expected);
    }
    registry_clear(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_known_actions_and_roles_pass),
        cmocka_unit_test(nobody_is_in_an_empty_registry),
        cmocka_unit_test(the_last_act_on_a_key_holds),
        cmocka_unit_test(many_keys_are_told_apart),
    };
    return cmocka_run_group_tests_name("broker.registry", tests, NULL, NULL);
}
