/* Who is enrolled, as the journal's key acts say. */
#include "rig.h"

#include "../../broker/registry.h"

#include "../proto/base/random.h"

enum { NOW = 1000000 };

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

/* The act as a record of the journal, at the next position. */
static void apply(struct registry *r, const struct jx_key_act *act)
{
    struct jx_buffer b;
    jx_buffer_init(&b, JX_CONTENT_BYTES_MAX);
    assert_int_equal(jx_key_act_encode(act, &b), JX_OK);
    struct jx_key_record record = {.position = r->act_count + 10,
                                   .time_ms = 5000 + r->act_count,
                                   .by = {7},
                                   .content = jx_buffer_slice(&b)};
    assert_int_equal(registry_apply(r, &record), JX_OK);
    jx_buffer_clear(&b); /* the registry has its own copy */
}

static jx_status check(const struct jx_key_act *act)
{
    struct registry r;
    registry_init(&r);
    jx_status rc = registry_check(&r, act, NOW);
    registry_clear(&r);
    return rc;
}

static bool find(const struct registry *r, const uint8_t *key, struct jx_principal *p)
{
    return registry_find(r, key, NOW, p) == JX_OK;
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
        assert_int_equal(check(&act), rows[i].expected);
    }
}

static void nobody_is_in_an_empty_registry(void **state)
{
    struct registry r;
    struct jx_principal p;
    uint8_t key[JX_KEY_BYTES] = {0};
    (void)state;
    registry_init(&r);
    assert_false(find(&r, key, &p));
    struct jx_key_act act = act_of("revoke", key, "", NULL); /* of a key that never was */
    apply(&r, &act);
    assert_false(find(&r, key, &p));
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
    apply(&r, &act);
    act = act_of("enrol", key, "33010203040506070809101112131415", "supervisor"); /* 32 bytes */
    apply(&r, &act);
    assert_true(find(&r, key, &p));
    assert_int_equal(p.roles, JX_ROLE_supervisor);
    assert_true(jx_slice_eq(p.unit, act.unit));
    assert_memory_equal(p.key, key, sizeof key);
    act = act_of("revoke", key, "", NULL);
    apply(&r, &act);
    assert_false(find(&r, key, &p));
    act = act_of("enrol", key, "3302", "county");
    apply(&r, &act);
    assert_true(find(&r, key, &p));
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
        apply(&r, &act);
        roles[n] = role < 4 ? jx_role_of_name(jx_slice_of(names[role])) : 0;
    }
    for (uint32_t n = 0; n < KEYS + 100; n++) {
        uint8_t key[JX_KEY_BYTES];
        struct jx_principal p;
        key_number(n, key);
        uint32_t expected = n < KEYS ? roles[n] : 0;
        assert_int_equal(find(&r, key, &p), expected != 0);
        if (expected) assert_int_equal(p.roles, expected);
    }
    registry_clear(&r);
}

/* Valid from `from`, up to and without `until`. */
static void validity_is_a_matter_of_the_calendar(void **state)
{
    static const struct {
        int64_t from, until, at;
        jx_status expected;
    } rows[] = {
        {0, 0, 0, JX_OK},
        {0, 0, INT64_MAX, JX_OK},
        {500, 0, 499, JX_E_KEY_EARLY},
        {500, 0, 500, JX_OK},
        {0, 900, 899, JX_OK},
        {0, 900, 900, JX_E_KEY_EXPIRED},
        {500, 900, 499, JX_E_KEY_EARLY},
        {500, 900, 700, JX_OK},
        {500, 900, 2000, JX_E_KEY_EXPIRED},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct registry r;
        struct jx_principal p;
        uint8_t key[JX_KEY_BYTES] = {1};
        struct jx_key_act act = act_of("enrol", key, "33", "township");
        act.from_ms = rows[i].from;
        act.until_ms = rows[i].until;
        registry_init(&r);
        apply(&r, &act);
        assert_int_equal(registry_find(&r, key, rows[i].at, &p), rows[i].expected);
        assert_true(registry_knows(&r, key)); /* may connect, to be told */
        registry_clear(&r);
    }
    uint8_t key[JX_KEY_BYTES] = {1};
    struct jx_key_act act = act_of("enrol", key, "33", "township");
    act.from_ms = 900;
    act.until_ms = 900;
    assert_int_equal(check(&act), JX_E_FIELD_VALUE);
}

static void a_county_keeps_an_administrator(void **state)
{
    struct registry r;
    uint8_t first[JX_KEY_BYTES] = {1}, second[JX_KEY_BYTES] = {2}, clerk[JX_KEY_BYTES] = {3};
    struct jx_key_act admin = act_of("enrol", first, "33", "admin");
    struct jx_key_act revoke_first = act_of("revoke", first, "", NULL);
    struct jx_key_act demote = act_of("enrol", first, "33", "county");
    struct jx_key_act ending = admin, renewed = admin;
    (void)state;
    registry_init(&r);
    apply(&r, &admin);
    struct jx_key_act act = act_of("enrol", clerk, "33", "township");
    apply(&r, &act);
    ending.until_ms = NOW + 1000;
    renewed.name = JX_LIT("another name");
    assert_int_equal(registry_check(&r, &revoke_first, NOW), JX_E_LAST_ADMIN);
    assert_int_equal(registry_check(&r, &demote, NOW), JX_E_LAST_ADMIN);
    assert_int_equal(registry_check(&r, &ending, NOW), JX_E_LAST_ADMIN);
    assert_int_equal(registry_check(&r, &renewed, NOW), JX_OK);
    act = act_of("revoke", clerk, "", NULL);
    assert_int_equal(registry_check(&r, &act, NOW), JX_OK);

    act = act_of("enrol", second, "33", "admin"); /* who will not stay is no successor */
    act.until_ms = NOW + 1000;
    apply(&r, &act);
    assert_int_equal(registry_check(&r, &revoke_first, NOW), JX_E_LAST_ADMIN);
    act.until_ms = 0;
    act.from_ms = NOW + 1; /* nor who comes later */
    apply(&r, &act);
    assert_int_equal(registry_check(&r, &revoke_first, NOW), JX_E_LAST_ADMIN);
    act.from_ms = 0;
    apply(&r, &act);
    assert_int_equal(registry_check(&r, &revoke_first, NOW), JX_OK);
    apply(&r, &revoke_first);
    act = act_of("revoke", second, "", NULL);
    assert_int_equal(registry_check(&r, &act, NOW), JX_E_LAST_ADMIN);
    registry_clear(&r);
}

static void every_act_is_kept_in_order(void **state)
{
    enum { ACTS = 300 };
    struct registry r;
    (void)state;
    registry_init(&r);
    assert_int_equal(registry_acts_after(&r, 0), 0);
    for (uint32_t i = 0; i < ACTS; i++) {
        uint8_t key[JX_KEY_BYTES];
        key_number(i % 7, key);
        struct jx_key_act act = act_of(i % 2 ? "revoke" : "enrol", key, "33", "township");
        apply(&r, &act);
    }
    assert_int_equal(r.act_count, ACTS);
    assert_int_equal(registry_acts_after(&r, 0), 0);
    for (uint32_t i = 0; i < ACTS; i++) {
        struct jx_key_act act;
        assert_int_equal(r.acts[i].position, 10 + i);
        assert_int_equal(registry_acts_after(&r, 10 + i), i + 1);
        assert_int_equal(jx_key_act_decode(r.acts[i].content, &act), JX_OK);
        assert_true(jx_slice_eq(act.action, i % 2 ? JX_LIT("revoke") : JX_LIT("enrol")));
    }
    registry_clear(&r);
}

static void there_is_a_most_of_key_acts(void **state)
{
    struct registry r;
    uint8_t key[JX_KEY_BYTES] = {1};
    struct jx_key_act act = act_of("enrol", key, "33", "township");
    (void)state;
    registry_init(&r);
    r.act_count = JX_KEY_ACTS_MAX - 1;
    assert_int_equal(registry_check(&r, &act, NOW), JX_OK);
    r.act_count = JX_KEY_ACTS_MAX;
    assert_int_equal(registry_check(&r, &act, NOW), JX_E_ROWS);
    r.act_count = 0;
    registry_clear(&r);
}

/* At once, then so many a minute; a wait that was said is long enough, and no longer than needed.
 */
static void submissions_are_measured(void **state)
{
    struct registry r;
    uint8_t key[JX_KEY_BYTES] = {1}, other[JX_KEY_BYTES] = {2};
    int64_t now = 7000000;
    (void)state;
    registry_init(&r);
    struct jx_key_act act = act_of("enrol", key, "33", "township");
    apply(&r, &act);
    act = act_of("enrol", other, "33", "township");
    apply(&r, &act);
    for (int i = 0; i < JX_SUBMISSIONS_AT_ONCE; i++)
        assert_int_equal(registry_take(&r, key, 1, now), 0);
    int64_t wait = registry_take(&r, key, 1, now);
    assert_int_equal(wait, (60000 + JX_SUBMISSIONS_PER_MINUTE - 1) / JX_SUBMISSIONS_PER_MINUTE);
    assert_int_equal(registry_take(&r, other, 1, now), 0); /* the others are not touched */
    wait = registry_take(&r, key, 500, now);
    assert_true(registry_take(&r, key, 500, now + wait - 1) > 0);
    assert_int_equal(registry_take(&r, key, 500, now + wait), 0);
    unsigned taken = 0; /* through a minute of asking all the time */
    now += wait;
    for (int64_t ms = 0; ms <= 60000; ms++)
        while (registry_take(&r, key, 1, now + ms) == 0)
            taken++;
    assert_int_equal(taken, JX_SUBMISSIONS_PER_MINUTE);
    /* Rest makes it full, not fuller; a clock that starts again takes nothing away. */
    now += 1000LL * 3600 * 24 * 365;
    assert_int_equal(registry_take(&r, key, JX_SUBMISSIONS_AT_ONCE, now), 0);
    assert_true(registry_take(&r, key, 1, now) > 0);
    assert_int_equal(registry_take(&r, key, JX_SUBMISSIONS_AT_ONCE, 5), 0);
    registry_clear(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_known_actions_and_roles_pass),
        cmocka_unit_test(nobody_is_in_an_empty_registry),
        cmocka_unit_test(the_last_act_on_a_key_holds),
        cmocka_unit_test(many_keys_are_told_apart),
        cmocka_unit_test(validity_is_a_matter_of_the_calendar),
        cmocka_unit_test(a_county_keeps_an_administrator),
        cmocka_unit_test(every_act_is_kept_in_order),
        cmocka_unit_test(there_is_a_most_of_key_acts),
        cmocka_unit_test(submissions_are_measured),
    };
    return cmocka_run_group_tests_name("broker.registry", tests, NULL, NULL);
}
