/* Every role × everything that can be sent or asked × own, subordinate, foreign and parent unit:
 * the engine and the table behave as is written down here, which is written without looking there.
 * A message, act or query that is not written down fails the test. */
#include "rig.h"

#include "../../proto/wire/access.h"

#include <stdio.h>

static const struct {
    const char *name, *unit;
} relations[] = {{"own", "3301"}, {"subordinate", "330102"}, {"foreign", "3302"}, {"parent", "33"}};

enum { OWN, SUBORDINATE, FOREIGN, PARENT, RELATIONS };

/* One letter for each role, in this order; what it may for which units:
 * `-` nothing, `o` its own, `b` its own and those below, `*` any (or it concerns no unit). */
static const char order[][12] = {"township", "department", "county", "supervisor",
                                 "worker",   "admin",      "monitor"};
enum { ROLES = sizeof order / sizeof order[0] };

struct expected {
    const char *name, *by_role;
};

static const struct expected messages[] = {
    {"submit", "***--*-"},
    {"receipt", "-------"},
    {"refusal", "-------"},
    {"status", "****-*-"},
    {"query", "****-*-"},
    {"answer", "-------"},
    {"outcome", "-------"},
    {"status_answer", "-------"},
    {"keys", "-----*-"},
    {"keys_answer", "-------"},
    {"hello", "----*--"},
    {"welcome", "-------"},
    {"batch", "-------"},
    {"done", "----*--"},
    {"turn", "-------"},
    {"ask", "-------"},
    {"reply", "----*--"},
    {"fetch", "----*--"},
    {"record", "-------"},
    {"beat", "----*--"},
    {"bye", "----*--"},
    {"measure", "--**-**"},
    {"measures", "-------"},
    {"records", "--*--*-"},
    {"records_answer", "-------"},
};
static const struct expected acts[] = {
    {"SUBMISSION", "ob*----"},  {"KEY", "-----*-"},      {"PACK", "-----*-"},
    {"WITHDRAW", "ob*----"},    {"RETURN", "-b*----"},   {"APPROVE", "-b*----"},
    {"EXPLAIN", "ob*----"},     {"OVERRIDE", "--*----"}, {"MOVE", "--*----"},
    {"RESOLVE", "ob*----"},     {"ADJUST", "--*----"},   {"CLOSE", "--*----"},
    {"REOPEN", "--*----"},      {"MASTER", "--*--*-"},   {"RUN", "--*----"},
    {"PUBLISH_RUN", "--*----"}, {"DROP_RUN", "--*----"}, {"DELEGATE", "ooo----"},
    {"APPROVAL", "--*----"},    {"OWN_SCORE", "--*----"}};
static const struct expected fates[] = {
    {"SUBMISSION", "ob**---"},  {"KEY", "-----*-"},      {"PACK", "-----*-"},
    {"WITHDRAW", "ob**---"},    {"RETURN", "ob**---"},   {"APPROVE", "ob**---"},
    {"EXPLAIN", "ob**---"},     {"OVERRIDE", "ob**---"}, {"MOVE", "ob**---"},
    {"RESOLVE", "ob**---"},     {"ADJUST", "ob**---"},   {"CLOSE", "--**---"},
    {"REOPEN", "--**---"},      {"MASTER", "--**-*-"},   {"RUN", "--**---"},
    {"PUBLISH_RUN", "--**---"}, {"DROP_RUN", "--**---"}, {"DELEGATE", "ob**---"},
    {"APPROVAL", "--**---"},    {"OWN_SCORE", "ob**---"}};
static const struct expected queries[] = {
    {"summary", "ob**---"},   {"tree", "ob**---"},       {"unmatched", "ob**---"},
    {"missing", "ob**---"},   {"document", "ob**---"},   {"list", "ob**---"},
    {"select", "ob**---"},    {"ids", "ob**---"},        {"history", "ob**---"},
    {"decision", "ob**---"},  {"findings", "ob**---"},   {"events", "ob**---"},
    {"relations", "ob**---"}, {"breakdown", "ob**---"},  {"projects", "ob**---"},
    {"years", "****---"},     {"days", "ob**---"},       {"master", "--**-*-"},
    {"pack", "****-*-"},      {"runs", "--*----"},       {"scores", "--*----"},
    {"reasons", "--*----"},   {"delegations", "ob**---"}};

static const struct expected *expected_of(const struct expected *rows, size_t count,
                                          const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i].name, name) == 0) return &rows[i];
    fail_msg("nobody has written down who may \"%s\": here, and in proto/wire/access.c", name);
    return NULL;
}
#define EXPECTED(rows, name) expected_of(rows, COUNT_OF(rows), name)

static bool allows(char right, int relation)
{
    return right == '*' || (right == 'o' && relation == OWN) ||
           (right == 'b' && (relation == OWN || relation == SUBORDINATE));
}

/* What a key with these roles (bits in the order above) may. */
static bool allowed(const struct expected *e, unsigned roles, int relation)
{
    for (unsigned i = 0; i < ROLES; i++)
        if ((roles & 1u << i) && allows(e->by_role[i], relation)) return true;
    return false;
}

static uint32_t role_bits(unsigned roles)
{
    uint32_t bits = 0;
    for (unsigned i = 0; i < ROLES; i++)
        if (roles & 1u << i) bits |= jx_role_of_name(jx_slice_of(order[i]));
    return bits;
}

/* ---- the table ---- */

static unsigned tried;

static void check_table(const char *what, const char *name, unsigned roles, int relation, bool want,
                        bool got)
{
    tried++;
    if (want != got)
        fail_msg("%s %s, roles %u, %s unit: %s, expected %s", what, name, roles,
                 relations[relation].name, got ? "allowed" : "denied", want ? "allowed" : "denied");
}

static void every_set_of_roles_has_the_rights_written_down(void **state)
{
    (void)state;
    tried = 0;
    for (unsigned roles = 0; roles < 1u << ROLES; roles++)
        for (int at = 0; at < RELATIONS; at++) {
            struct jx_principal p = {.unit = JX_LIT("3301"), .roles = role_bits(roles)};
            struct jx_slice unit = jx_slice_of(relations[at].unit);
#define M(number, name, FIELDS)                                                                    \
    check_table("sending", #name, roles, at, allowed(EXPECTED(messages, #name), roles, at),        \
                jx_may_send(&p, JX_MSG_##name));
            JX_MESSAGES(M)
#undef M
#define A(number, name, word)                                                                      \
    check_table("act", #name, roles, at, allowed(EXPECTED(acts, #name), roles, at),                \
                jx_may_act(&p, JX_ACT_##name, unit));                                              \
    check_table("fate of", #name, roles, at, allowed(EXPECTED(fates, #name), roles, at),           \
                jx_may_know(&p, JX_ACT_##name, unit));
            JX_ACTS(A)
#undef A
#define Q(name)                                                                                    \
    check_table("asking", #name, roles, at, allowed(EXPECTED(queries, #name), roles, at),          \
                jx_reaches(&p, jx_reach_asking(&p, JX_LIT(#name)), unit));
            JX_QUERIES(Q)
#undef Q
        }
    printf("tried=%u lost=0 found=0 unit=messages note=combinations of roles, right and unit in "
           "the table\n",
           tried);
    assert_true(tried > 64 * 4 * 20);
}

static void what_is_in_no_table_is_denied(void **state)
{
    struct jx_principal all = {.unit = JX_LIT("3301"), .roles = role_bits((1u << ROLES) - 1)};
    struct jx_principal nowhere = {.unit = JX_LIT(""), .roles = role_bits(3)};
    (void)state;
    for (int kind = 0; kind < 256; kind++)
        if (strcmp(jx_message_name((enum jx_message_kind)kind), "?") == 0)
            assert_false(jx_may_send(&all, (enum jx_message_kind)kind));
    for (int act = 0; act < 256; act++) {
        if (strcmp(jx_act_name((enum jx_act)act), "unknown") != 0) continue;
        assert_false(jx_may_act(&all, (enum jx_act)act, all.unit));
        assert_false(jx_may_know(&all, (enum jx_act)act, all.unit));
    }
    assert_int_equal(jx_reach_asking(&all, JX_LIT("summar")), JX_REACH_NONE);
    assert_int_equal(jx_reach_asking(&all, JX_LIT("")), JX_REACH_NONE);
    /* Every code begins with an empty one: a key without a unit must reach none. */
    assert_false(jx_may_act(&nowhere, JX_ACT_SUBMISSION, JX_LIT("3301")));
    assert_false(jx_may_act(&nowhere, JX_ACT_SUBMISSION, JX_LIT("")));
    assert_false(jx_may_know(&nowhere, JX_ACT_SUBMISSION, JX_LIT("3301")));
}

/* ---- the engine ---- */

static void one_of_each(struct rig *r)
{
    rig_make(r, ROLES + 1);
    for (unsigned i = 0; i < ROLES; i++)
        rig_enrol(r, (char)('a' + i), order[i], "3301");
    rig_pack(r);
}

static bool was_denied(struct rig *r)
{
    if (r->count == 0 || r->out[0].kind != BROKER_SEND) return false;
    struct jx_message m = rig_sent(r, 0);
    return m.kind == JX_MSG_refusal && jx_slice_eq(m.refusal.status, JX_LIT("JX_E_REFUSED"));
}

static void check_engine(struct rig *r, const char *what, unsigned role, int relation, bool want,
                         const struct jx_message *m)
{
    uint64_t before = broker_counts(r->broker).received;
    rig_send(r, (char)('a' + role), m);
    tried++;
    if (was_denied(r) == want)
        fail_msg("%s may%s %s for its %s unit", order[role], want ? " not" : "", what,
                 relations[relation].name);
    /* What is denied leaves nothing behind: one word to its sender, and no act. */
    if (want) return;
    assert_int_equal(r->count, 1);
    assert_int_equal(broker_counts(r->broker).received, before);
}

static struct jx_message message_of(enum jx_message_kind kind)
{
    struct jx_message m = {.kind = kind, .correlation = JX_LIT("corr")};
    if (kind == JX_MSG_query) m.query.name = JX_LIT("pack");
    return kind == JX_MSG_hello ? rig_hello(0, 1) : m;
}

static void every_role_sends_every_message(void **state)
{
    struct rig r;
    (void)state;
    tried = 0;
    for (unsigned role = 0; role < ROLES; role++) {
        one_of_each(&r);
#define M(number, name, FIELDS)                                                                    \
    if (JX_MSG_##name != JX_MSG_submit) {                                                          \
        struct jx_message m = message_of(JX_MSG_##name);                                           \
        check_engine(&r, #name, role, OWN, allowed(EXPECTED(messages, #name), 1u << role, OWN),    \
                     &m);                                                                          \
    }
        JX_MESSAGES(M)
#undef M
        rig_clear(&r);
    }
    printf("tried=%u lost=0 found=0 unit=messages note=messages of %d roles through the engine\n",
           tried, ROLES);
}

static struct jx_message act_of(struct rig *r, enum jx_act act, const char *unit)
{
    if (act == JX_ACT_SUBMISSION) return rig_submission(r, unit, "x", NULL);
    if (act == JX_ACT_MASTER) return rig_master(r, unit);
    if (act == JX_ACT_RUN) return rig_run(r, unit);
    if (jx_is_decision(act)) return rig_decision(r, act, unit);
    return act == JX_ACT_KEY ? rig_key_act(r, "enrol", 'n', "county", unit) : rig_pack_act(r, unit);
}

static void every_role_does_every_act_for_every_unit(void **state)
{
    struct rig r;
    (void)state;
    tried = 0;
    for (unsigned role = 0; role < ROLES; role++) {
        one_of_each(&r);
        for (int at = 0; at < RELATIONS; at++) {
#define A(number, name, word)                                                                      \
    {                                                                                              \
        struct jx_message m = act_of(&r, JX_ACT_##name, relations[at].unit);                       \
        check_engine(&r, #name, role, at, allowed(EXPECTED(acts, #name), 1u << role, at), &m);     \
    }
            JX_ACTS(A)
#undef A
        }
        rig_clear(&r);
    }
    printf("tried=%u lost=0 found=0 unit=messages note=acts of %d roles through the engine\n",
           tried, ROLES);
}

static void every_role_asks_every_query(void **state)
{
    struct rig r;
    (void)state;
    tried = 0;
    one_of_each(&r);
    for (unsigned role = 0; role < ROLES; role++) {
        struct jx_message m = {.kind = JX_MSG_query, .correlation = JX_LIT("corr")};
#define Q(n)                                                                                       \
    m.query.name = JX_LIT(#n);                                                                     \
    check_engine(&r, #n, role, OWN, allowed(EXPECTED(queries, #n), 1u << role, OWN), &m);
        JX_QUERIES(Q)
#undef Q
        m.query.name = JX_LIT("no such query");
        check_engine(&r, "no such query", role, OWN, false, &m);
    }
    rig_clear(&r);
    printf("tried=%u lost=0 found=0 unit=messages note=queries of %d roles through the engine\n",
           tried, ROLES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_set_of_roles_has_the_rights_written_down),
        cmocka_unit_test(what_is_in_no_table_is_denied),
        cmocka_unit_test(every_role_sends_every_message),
        cmocka_unit_test(every_role_does_every_act_for_every_unit),
        cmocka_unit_test(every_role_asks_every_query),
    };
    return cmocka_run_group_tests_name("broker.access", tests, NULL, NULL);
}
