/* Keys through the broker: their validity, their list, and that somebody always can administer. */
#include "rig.h"

#include <stdio.h>

static struct jx_message status_question(void)
{
    return (struct jx_message){.kind = JX_MSG_status, .correlation = JX_LIT("corr")};
}

static void a_key_is_valid_between_two_days_at_every_message(void **state)
{
    struct rig r;
    uint8_t key[JX_KEY_BYTES];
    struct jx_message m = status_question();
    (void)state;
    rig_make(&r, 1);
    rig_enrol_between(&r, 't', "township", "3301", RIG_WALL_MS + 10, RIG_WALL_MS + 20);
    rig_key('t', key);
    assert_true(broker_admits(r.broker, key));
    rig_send(&r, 't', &m);
    rig_only_refused(&r, 't', JX_E_KEY_EARLY);
    r.wall_ms = RIG_WALL_MS + 10;
    rig_send(&r, 't', &m);
    assert_int_equal(rig_count(&r, BROKER_STATUS), 1);
    r.wall_ms = RIG_WALL_MS + 19;
    rig_send(&r, 't', &m);
    assert_int_equal(rig_count(&r, BROKER_STATUS), 1);
    r.wall_ms = RIG_WALL_MS + 20; /* the connection is open still */
    rig_send(&r, 't', &m);
    rig_only_refused(&r, 't', JX_E_KEY_EXPIRED);
    assert_int_equal(broker_counts(r.broker).refused_by[JX_E_KEY_EARLY], 1);
    assert_int_equal(broker_counts(r.broker).refused_by[JX_E_KEY_EXPIRED], 1);
    assert_int_equal(broker_counts(r.broker).refused, 2);
    rig_clear(&r);
}

/* A worker whose key ends is no worker any more: nothing of it is read, so its leases expire. */
static void a_workers_key_ends_too(void **state)
{
    struct rig r;
    struct jx_message beat = {.kind = JX_MSG_beat, .correlation = JX_LIT("")};
    (void)state;
    rig_make(&r, 2);
    rig_enrol_between(&r, 'w', "worker", "33", 0, RIG_WALL_MS + 20);
    rig_pack(&r);
    rig_join(&r, 'w', 0, 1);
    r.wall_ms = RIG_WALL_MS + 20;
    rig_send(&r, 'w', &beat);
    rig_only_refused(&r, 'w', JX_E_KEY_EXPIRED);
    rig_tick(&r, BROKER_LEASE_MS + 1);
    assert_int_equal(broker_workers(r.broker), 0);
    rig_clear(&r);
}

/* Nor is one whose key is revoked: from that record on it is sent no document and asked nothing. */
static void a_revoked_worker_is_none_at_once(void **state)
{
    struct rig r;
    struct jx_message query = {.kind = JX_MSG_query, .correlation = JX_LIT("corr")};
    struct jx_route revoked = rig_route('w'), other = rig_route('v');
    (void)state;
    rig_usual(&r, 56);
    rig_join(&r, 'w', 0, 1);
    rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, 64);
    rig_join(&r, 'v', 0, 1);
    struct jx_message m = rig_key_act(&r, "revoke", 'w', "", "");
    rig_send(&r, 'a', &m);
    rig_appended(&r, JX_OK, r.last + 1, "receipt", m.submit.content);
    assert_int_equal(broker_workers(r.broker), 1);
    assert_true(jx_route_eq(&rig_action(&r, BROKER_FORGET, 0)->route, &revoked));
    for (size_t i = 0; i < rig_count(&r, BROKER_LEASE); i++)
        assert_true(jx_route_eq(&rig_action(&r, BROKER_LEASE, i)->route, &other));
    assert_int_equal(rig_count(&r, BROKER_LEASE), 1);
    query.query.name = JX_LIT("years");
    rig_send(&r, 't', &query);
    rig_only_sent(&r, 'v', JX_MSG_ask);
    rig_clear(&r);
}

static struct jx_msg_keys_answer ask_keys(struct rig *r, uint64_t after)
{
    struct jx_message m = {.kind = JX_MSG_keys, .correlation = JX_LIT("corr")};
    m.keys.after = after;
    rig_send(r, 'a', &m);
    return rig_only_sent(r, 'a', JX_MSG_keys_answer).keys_answer;
}

static void every_act_on_a_key_is_listed_page_by_page(void **state)
{
    enum { ACTS = 2 * JX_BATCH_RECORDS_MAX + 7 };
    struct rig r;
    uint64_t after = 0;
    unsigned seen = 0, pages = 0;
    bool more = true;
    (void)state;
    rig_make(&r, ACTS);
    rig_enrol(&r, 'a', "admin", "33");
    for (int i = 1; i < ACTS; i++)
        rig_enrol(&r, (char)('b' + i % 20), "township", "3301");
    for (; more; pages++) {
        struct jx_msg_keys_answer page = ask_keys(&r, after);
        assert_true(page.acts.count > 0 && page.acts.count <= JX_BATCH_RECORDS_MAX);
        for (uint32_t i = 0; i < page.acts.count; i++) {
            struct jx_key_record record;
            struct jx_key_act act;
            assert_int_equal(jx_key_record_decode(page.acts.items[i], &record), JX_OK);
            assert_int_equal(jx_key_act_decode(record.content, &act), JX_OK);
            assert_int_equal(record.position, after + 1);
            assert_int_equal(record.time_ms, RIG_WALL_MS);
            assert_int_equal(record.by[0], 'p');
            after = record.position;
            seen++;
        }
        more = page.more;
    }
    assert_int_equal(seen, ACTS);
    assert_int_equal(pages, 3);
    assert_int_equal(ask_keys(&r, after).acts.count, 0);
    rig_clear(&r);
}

static void the_last_administrator_stays(void **state)
{
    struct rig r;
    (void)state;
    rig_make(&r, 1);
    rig_enrol(&r, 'a', "admin", "33");
    struct jx_message m = rig_key_act(&r, "revoke", 'a', "", "33");
    rig_send(&r, 'a', &m);
    rig_only_refused(&r, 'a', JX_E_LAST_ADMIN);
    rig_enrol(&r, 'b', "admin", "33");
    rig_send(&r, 'a', &m);
    assert_int_equal(rig_count(&r, BROKER_APPEND), 1);
    /* While that is on its way to the disk the other one could be revoked as well. */
    struct jx_message other = rig_key_act(&r, "revoke", 'b', "", "33");
    rig_send(&r, 'b', &other);
    struct jx_msg_refusal refusal = rig_only_refused(&r, 'b', JX_E_BUSY);
    assert_int_equal(refusal.retry_ms, BROKER_RETRY_MS);
    rig_appended(&r, JX_OK, r.last + 1, "receipt", m.submit.content);
    rig_send(&r, 'b', &other);
    rig_only_refused(&r, 'b', JX_E_LAST_ADMIN);
    rig_clear(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_is_valid_between_two_days_at_every_message),
        cmocka_unit_test(a_workers_key_ends_too),
        cmocka_unit_test(a_revoked_worker_is_none_at_once),
        cmocka_unit_test(every_act_on_a_key_is_listed_page_by_page),
        cmocka_unit_test(the_last_administrator_stays),
    };
    return cmocka_run_group_tests_name("broker.keys", tests, NULL, NULL);
}
