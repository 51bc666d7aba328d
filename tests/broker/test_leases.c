/* What a worker is given to do, and what its word on it brings about. */
#include "rig.h"

static void nothing_is_leased_before_a_worker_says_where_the_store_stands(void **state)
{
    (void)state;
    struct rig r;
    rig_usual(&r, 3 * BROKER_BATCH_RECORDS);
    rig_tick(&r, 600);
    assert_int_equal(r.count, 0);
    struct jx_message m = rig_plain(JX_MSG_beat); /* of a worker that a former broker knew */
    rig_send(&r, 'w', &m);
    rig_only_refused(&r, 'w', JX_E_NOT_FOUND);
    assert_int_equal(broker_workers(r.broker), 0);

    rig_join(&r, 'w', 0, 4);
    struct jx_message welcome = rig_sent(&r, 0);
    assert_true(jx_slice_eq(welcome.welcome.journal, jx_slice_at(rig_journal, sizeof rig_journal)));
    assert_int_equal(welcome.welcome.lease_ms, BROKER_LEASE_MS);
    assert_int_equal(broker_workers(r.broker), 1);
    assert_int_equal(rig_count(&r, BROKER_LEASE), 3);
    for (size_t i = 0; i < 3; i++) {
        const struct broker_action *a = rig_action(&r, BROKER_LEASE, i);
        assert_int_equal(a->position, 1 + i * BROKER_BATCH_RECORDS);
        assert_int_equal(a->count, BROKER_BATCH_RECORDS);
    }
    rig_clear(&r);
}

/* Every batch costs a commit. */
static void less_than_a_batch_gathers_while_all_are_at_work(void **state)
{
    (void)state;
    struct rig r;
    rig_usual(&r, 0);
    rig_join(&r, 'w', 8, 4);
    rig_fill(&r, 'c', 1);
    const struct broker_action first = *rig_action(&r, BROKER_LEASE, 0);
    rig_leased(&r, first.lease, 1);
    rig_fill(&r, 'c', 3);
    assert_int_equal(rig_count(&r, BROKER_LEASE), 0);
    struct jx_message m = rig_done(first.lease, 9, 9);
    rig_send(&r, 'w', &m);
    const struct broker_action second = *rig_action(&r, BROKER_LEASE, 0);
    assert_int_equal(second.position, 10);
    assert_int_equal(second.count, 3);
    rig_leased(&r, second.lease, 3);
    rig_fill(&r, 'c', 1);
    assert_int_equal(rig_count(&r, BROKER_LEASE), 0);
    rig_join(&r, 'v', 12, 4); /* and tells that the store has those three */
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->position, 13);
    rig_clear(&r);
}

/* The receipt of each leaves at once all the same. */
static void a_group_is_leased_after_its_last_act(void **state)
{
    (void)state;
    struct rig r;
    rig_usual(&r, 0);
    rig_join(&r, 'w', 8, 4);
    for (unsigned left = 3; left > 0; left--) {
        r.more = left > 1;
        rig_fill(&r, 'c', 1);
        assert_int_equal(rig_count(&r, BROKER_SEND), 1);
        assert_int_equal(rig_count(&r, BROKER_LEASE), !r.more);
    }
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->position, 9);
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->count, 3);
    rig_clear(&r);
}

static void credit_bounds_what_a_worker_is_given(void **state)
{
    (void)state;
    for (uint64_t credit = 0; credit < 12; credit++) {
        struct rig r;
        rig_usual(&r, BROKER_BATCH_RECORDS * 20);
        rig_join(&r, 'w', 0, credit);
        size_t given = rig_count(&r, BROKER_LEASE);
        assert_int_equal(given, credit < 8 ? credit : 8);
        struct broker_action leases[8];
        for (size_t i = 0; i < given; i++)
            leases[i] = *rig_action(&r, BROKER_LEASE, i);
        for (size_t i = 0; i < given; i++)
            rig_leased(&r, leases[i].lease, leases[i].count);
        rig_tick(&r, 100);
        assert_int_equal(rig_count(&r, BROKER_LEASE), 0);
        rig_clear(&r);
    }
}

static void work_spreads_over_workers(void **state)
{
    (void)state;
    struct rig r;
    rig_usual(&r, 0);
    rig_join(&r, 'w', 8, 2);
    rig_join(&r, 'v', 8, 2);
    rig_fill(&r, 'c', 1);
    struct jx_route first = rig_action(&r, BROKER_LEASE, 0)->route;
    rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, 1);
    rig_fill(&r, 'c', 1);
    struct jx_route second = rig_action(&r, BROKER_LEASE, 0)->route;
    assert_false(jx_route_eq(&first, &second));
    rig_clear(&r);
}

static void leases_name_the_pack_in_force(void **state)
{
    (void)state;
    struct rig r;
    rig_make(&r, 2 * BROKER_BATCH_RECORDS + 2);
    rig_enrol(&r, 'w', "worker", "33");
    rig_enrol(&r, 'v', "worker", "33");
    assert_int_equal(rig_pack(&r), 3);
    const uint64_t second = BROKER_BATCH_RECORDS + 1; /* the first record of the second batch */
    r.last = second - 1;
    assert_int_equal(rig_pack(&r), second);
    assert_int_equal(rig_pack(&r), second + 1);
    r.last = 2 * BROKER_BATCH_RECORDS;
    rig_pack(&r);
    rig_join(&r, 'w', 0, 3);
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->pack_position, 0);
    assert_int_equal(rig_action(&r, BROKER_LEASE, 1)->pack_position, 3);
    rig_join(&r, 'v', 0, 1);
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->pack_position, second + 1);
    rig_clear(&r);
}

static void what_a_cut_batch_left_out_is_leased_next(void **state)
{
    (void)state;
    struct rig r;
    rig_usual(&r, 92);
    rig_join(&r, 'w', 0, 1);
    uint64_t lease = rig_action(&r, BROKER_LEASE, 0)->lease;
    rig_leased(&r, lease, 10);
    assert_int_equal(rig_count(&r, BROKER_LEASE), 0); /* its credit is used up */
    rig_join(&r, 'v', 0, 2);
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->position, 11);
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->count, 90);
    rig_clear(&r);
}

/* Nothing could be sent: the credit is given back, and the next event tries again. */
static void an_empty_batch_is_tried_again(void **state)
{
    (void)state;
    struct rig r;
    rig_usual(&r, 0);
    rig_join(&r, 'w', 0, 1);
    rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, 0);
    assert_int_equal(r.count, 0);
    rig_tick(&r, 100);
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->position, 1);
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->count, 8);
    rig_clear(&r);
}

static void done_gives_credit_back_and_tells_whose_turn_it_is(void **state)
{
    (void)state;
    struct rig r;
    rig_usual(&r, BROKER_BATCH_RECORDS * 4 - 8);
    rig_join(&r, 'w', 0, 1);
    uint64_t first = rig_action(&r, BROKER_LEASE, 0)->lease;
    rig_leased(&r, first, BROKER_BATCH_RECORDS);
    rig_join(&r, 'v', 0, 1);
    rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, BROKER_BATCH_RECORDS);

    struct jx_message m = rig_done(first, 1, BROKER_BATCH_RECORDS);
    rig_send(&r, 'w', &m);
    assert_int_equal(broker_done(r.broker), BROKER_BATCH_RECORDS);
    struct jx_message turn = rig_sent(&r, 0);
    struct jx_route to = rig_route('v');
    assert_true(jx_route_eq(&rig_action(&r, BROKER_SEND, 0)->route, &to));
    assert_int_equal(turn.kind, JX_MSG_turn);
    assert_int_equal(turn.turn.position, BROKER_BATCH_RECORDS);
    assert_int_equal(rig_count(&r, BROKER_SEND), 1); /* to nobody else */
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->position, 2 * BROKER_BATCH_RECORDS + 1);
    to = rig_route('w');
    assert_true(jx_route_eq(&rig_action(&r, BROKER_LEASE, 0)->route, &to));
    rig_clear(&r);
}

/* The message about a commit can be lost; the next beat tells as much. */
static void a_beat_also_says_how_far_the_store_is(void **state)
{
    (void)state;
    struct rig r;
    rig_usual(&r, BROKER_BATCH_RECORDS * 4 - 8);
    rig_join(&r, 'w', 0, 1);
    rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, BROKER_BATCH_RECORDS);
    struct jx_message m = rig_plain(JX_MSG_beat);
    m.beat.position = BROKER_BATCH_RECORDS;
    rig_send(&r, 'w', &m);
    assert_int_equal(broker_done(r.broker), BROKER_BATCH_RECORDS);
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->position, BROKER_BATCH_RECORDS + 1);
    m.beat.position = 1000000; /* what cannot be is not believed */
    rig_send(&r, 'w', &m);
    assert_int_equal(broker_done(r.broker), BROKER_BATCH_RECORDS);
    rig_clear(&r);
}

static void done_beyond_the_journal_is_refused(void **state)
{
    (void)state;
    struct rig r;
    rig_usual(&r, 0);
    rig_join(&r, 'w', 0, 1);
    struct jx_message m = rig_done(1, 1, r.last + 1);
    rig_send(&r, 'w', &m);
    rig_only_refused(&r, 'w', JX_E_PROTOCOL);
    assert_int_equal(broker_done(r.broker), 0);
    m = rig_done(1, 0, 1); /* position 0 is nobody's */
    struct jx_slice outcome = JX_LIT("outcome");
    m.done.outcomes = (struct jx_bins){&outcome, 1};
    rig_send(&r, 'w', &m);
    for (size_t i = 0; i < rig_count(&r, BROKER_SEND); i++)
        assert_int_not_equal(rig_sent(&r, i).kind, JX_MSG_outcome);
    rig_clear(&r);
}

static void the_outcome_goes_to_whoever_submitted(void **state)
{
    (void)state;
    struct rig r;
    rig_usual(&r, 0);
    struct jx_slice content[2];
    const char *who = "td";
    for (int i = 0; i < 2; i++) {
        struct jx_message m = rig_submission(&r, "3301", i ? "b" : "a", &content[i]);
        rig_send(&r, who[i], &m);
        rig_appended(&r, JX_OK, r.last + 1, "receipt", content[i]);
        assert_false(rig_action(&r, BROKER_SEND, 0)->unasked);
    }
    rig_join(&r, 'w', 8, 1);
    uint64_t lease = rig_action(&r, BROKER_LEASE, 0)->lease;
    rig_leased(&r, lease, 2);
    struct jx_slice outcomes[] = {JX_LIT("outcome a"), JX_LIT("outcome b")};
    struct jx_message m = rig_done(lease, 9, 10);
    m.done.outcomes = (struct jx_bins){outcomes, 2};
    rig_send(&r, 'w', &m);
    for (size_t i = 0; i < 2; i++) {
        struct jx_message got = rig_sent(&r, i);
        struct jx_hash id = jx_act_id(content[i]);
        struct jx_route to = rig_route(who[i]);
        assert_int_equal(got.kind, JX_MSG_outcome);
        assert_true(rig_action(&r, BROKER_SEND, i)->unasked);
        assert_true(jx_route_eq(&rig_action(&r, BROKER_SEND, i)->route, &to));
        assert_true(jx_hash_eq(&got.outcome.id, &id));
        assert_int_equal(got.outcome.position, 9 + i);
        assert_true(jx_slice_eq(got.outcome.outcome, outcomes[i]));
    }
    rig_send(&r, 'w', &m); /* said again, it is told nobody again */
    assert_int_equal(rig_count(&r, BROKER_SEND), 0);
    rig_clear(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_leased_before_a_worker_says_where_the_store_stands),
        cmocka_unit_test(credit_bounds_what_a_worker_is_given),
        cmocka_unit_test(work_spreads_over_workers),
        cmocka_unit_test(leases_name_the_pack_in_force),
        cmocka_unit_test(less_than_a_batch_gathers_while_all_are_at_work),
        cmocka_unit_test(a_group_is_leased_after_its_last_act),
        cmocka_unit_test(what_a_cut_batch_left_out_is_leased_next),
        cmocka_unit_test(an_empty_batch_is_tried_again),
        cmocka_unit_test(done_gives_credit_back_and_tells_whose_turn_it_is),
        cmocka_unit_test(a_beat_also_says_how_far_the_store_is),
        cmocka_unit_test(done_beyond_the_journal_is_refused),
        cmocka_unit_test(the_outcome_goes_to_whoever_submitted),
    };
    return cmocka_run_group_tests_name("broker.leases", tests, NULL, NULL);
}
