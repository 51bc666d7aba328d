/* Workers that come, fall silent, lag behind or bring a store of their own. */
#include "rig.h"

static void a_silent_workers_leases_go_to_another(void **state)
{
    (void)state;
    struct rig r;
    rig_usual(&r, BROKER_BATCH_RECORDS - 8);
    rig_join(&r, 'w', 0, 1);
    rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, BROKER_BATCH_RECORDS);
    rig_tick(&r, BROKER_LEASE_MS - 100);
    rig_join(&r, 'v', 0, 1);
    assert_int_equal(rig_count(&r, BROKER_LEASE), 0);
    rig_tick(&r, 100); /* exactly BROKER_LEASE_MS of silence: not yet */
    assert_int_equal(broker_workers(r.broker), 2);
    assert_int_equal(rig_count(&r, BROKER_LEASE), 0);
    rig_tick(&r, 1);
    assert_int_equal(broker_workers(r.broker), 1);
    const struct broker_action *a = rig_action(&r, BROKER_LEASE, 0);
    struct jx_route to = rig_route('v');
    assert_true(jx_route_eq(&a->route, &to));
    assert_int_equal(a->position, 1);
    assert_int_equal(a->count, BROKER_BATCH_RECORDS);
    assert_int_equal(broker_counts(r.broker).expired, 1);
    /* What still waits to be sent to it would only fill its queue when it is back. */
    struct jx_route lost = rig_route('w');
    assert_true(jx_route_eq(&rig_action(&r, BROKER_FORGET, 0)->route, &lost));

    struct jx_message late = rig_done(1, 1, BROKER_BATCH_RECORDS); /* the lost one wakes up */
    rig_send(&r, 'w', &late);
    rig_only_refused(&r, 'w', JX_E_PROTOCOL);
    rig_clear(&r);
}

/* For whoever watches: also a worker that was lost, until it is back or another takes its place. */
static void a_worker_is_known_by_its_process(void **state)
{
    (void)state;
    struct rig r;
    struct broker_worker w;
    rig_usual(&r, BROKER_BATCH_RECORDS - 8);
    assert_false(broker_worker_at(r.broker, 0, &w));
    struct jx_message hello = rig_hello(0, 1), beat = rig_plain(JX_MSG_beat),
                      bye = rig_plain(JX_MSG_bye);
    hello.hello.pid = 4711;
    beat.beat.writer_pid = 815;
    rig_send(&r, 'w', &hello);
    rig_send(&r, 'w', &beat);
    assert_true(broker_worker_at(r.broker, 0, &w));
    assert_true(w.live);
    assert_int_equal(w.pid, 4711);
    assert_int_equal(w.writer_pid, 815);
    rig_tick(&r, BROKER_LEASE_MS + 1);
    assert_true(broker_worker_at(r.broker, 0, &w));
    assert_false(w.live);
    assert_int_equal(w.pid, 4711);
    rig_send(&r, 'w', &hello);
    assert_true(broker_worker_at(r.broker, 0, &w));
    assert_true(w.live);
    assert_false(broker_worker_at(r.broker, 1, &w));
    rig_send(&r, 'w', &bye);
    assert_false(broker_worker_at(r.broker, 0, &w));
    rig_clear(&r);
}

static void a_worker_that_beats_keeps_its_leases(void **state)
{
    (void)state;
    struct rig r;
    rig_usual(&r, BROKER_BATCH_RECORDS - 8);
    rig_join(&r, 'w', 0, 1);
    rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, BROKER_BATCH_RECORDS);
    for (int64_t t = 0; t < BROKER_STUCK_MS; t += BROKER_BEAT_MS) {
        struct jx_message m = rig_plain(JX_MSG_beat);
        rig_tick(&r, BROKER_BEAT_MS);
        assert_int_equal(rig_only_sent(&r, 'w', JX_MSG_beat).beat.position, 0);
        rig_send(&r, 'w', &m);
        assert_int_equal(r.count, 0);
    }
    assert_int_equal(broker_counts(r.broker).expired, 0);
    rig_clear(&r);
}

/* The batch, or the word that it is done, was lost on its way: its worker lives and nothing
 * happens. */
static void the_next_batch_is_given_out_again_when_nothing_comes_of_it(void **state)
{
    (void)state;
    struct rig r;
    rig_usual(&r, BROKER_BATCH_RECORDS - 8);
    rig_join(&r, 'w', 0, 1);
    rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, BROKER_BATCH_RECORDS);
    struct jx_message m = rig_plain(JX_MSG_beat);
    m.beat.credit = 1; /* it has room: it never saw the batch */
    int64_t waited = 0;
    do {
        rig_tick(&r, BROKER_BEAT_MS);
        waited += BROKER_BEAT_MS;
        if (rig_count(&r, BROKER_LEASE)) break;
        rig_send(&r, 'w', &m);
    } while (rig_count(&r, BROKER_LEASE) == 0 && waited < 3 * BROKER_STUCK_MS);
    assert_true(waited > BROKER_STUCK_MS && waited < 2 * BROKER_STUCK_MS);
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->position, 1);
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->count, BROKER_BATCH_RECORDS);
    rig_clear(&r);
}

/* Its worker is full, as far as beats say, with or without that batch; it may be lost any number of
 * times. */
static void the_next_batch_may_be_lost_more_than_once(void **state)
{
    (void)state;
    struct rig r;
    struct jx_message full = rig_plain(JX_MSG_beat);
    rig_usual(&r, BROKER_BATCH_RECORDS - 8);
    rig_join(&r, 'w', 0, 1);
    rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, BROKER_BATCH_RECORDS);
    for (int times = 0; times < 5; times++) {
        int64_t waited = 0;
        do {
            rig_send(&r, 'w', &full);
            rig_tick(&r, BROKER_BEAT_MS);
            waited += BROKER_BEAT_MS;
        } while (rig_count(&r, BROKER_LEASE) == 0 && waited < 3 * BROKER_STUCK_MS);
        assert_int_equal(rig_count(&r, BROKER_LEASE), 1);
        assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->position, 1);
        rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, BROKER_BATCH_RECORDS);
    }
    rig_clear(&r);
}

/* An older store was put back while its workers, which had died, still counted as alive. */
static void workers_whose_store_is_an_older_one_start_again_from_there(void **state)
{
    (void)state;
    struct rig r;
    struct jx_message beat = rig_plain(JX_MSG_beat);
    rig_usual(&r, BROKER_BATCH_RECORDS - 8);
    rig_join(&r, 'w', 0, 1);
    uint64_t lease = rig_action(&r, BROKER_LEASE, 0)->lease;
    struct jx_message word = rig_done(lease, 1, BROKER_BATCH_RECORDS);
    rig_leased(&r, lease, BROKER_BATCH_RECORDS);
    rig_send(&r, 'w', &word);
    assert_int_equal(broker_done(r.broker), BROKER_BATCH_RECORDS);
    rig_join(&r, 'v', 24, 1); /* w still counts */
    beat.beat.position = 24;
    int64_t waited = 0;
    do {
        rig_tick(&r, BROKER_BEAT_MS);
        waited += BROKER_BEAT_MS;
        rig_send(&r, 'v', &beat);
    } while (rig_count(&r, BROKER_SEND) == 0 && waited < 3 * BROKER_PAST_MS);
    rig_only_refused(&r, 'v', JX_E_BUSY);
    rig_join(&r, 'v', 24, 1);
    assert_int_equal(broker_done(r.broker), 24);
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->position, 25);
    rig_clear(&r);
}

/* All workers wait, their credit used up, for a batch that one of them took with it. */
static void the_batch_that_all_wait_for_is_given_beyond_credit(void **state)
{
    (void)state;
    struct rig r;
    rig_usual(&r, BROKER_BATCH_RECORDS * 6);
    rig_join(&r, 'w', 0, 1);
    rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, BROKER_BATCH_RECORDS);
    rig_join(&r, 'v', 0, 2);
    struct broker_action leases[] = {*rig_action(&r, BROKER_LEASE, 0),
                                     *rig_action(&r, BROKER_LEASE, 1)};
    for (size_t i = 0; i < COUNT_OF(leases); i++)
        rig_leased(&r, leases[i].lease, leases[i].count);
    struct jx_message bye = rig_plain(JX_MSG_bye);
    rig_send(&r, 'w', &bye);
    struct jx_route to = rig_route('v');
    assert_int_equal(rig_count(&r, BROKER_LEASE), 1);
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->position, 1);
    assert_true(jx_route_eq(&rig_action(&r, BROKER_LEASE, 0)->route, &to));
    rig_clear(&r);
}

static void a_worker_that_leaves_gives_back_its_leases(void **state)
{
    (void)state;
    static const enum broker_event_kind ways[] = {BROKER_MESSAGE, BROKER_GONE};
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        struct rig r;
        rig_usual(&r, BROKER_BATCH_RECORDS - 8);
        rig_join(&r, 'w', 0, 1);
        rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, BROKER_BATCH_RECORDS);
        rig_join(&r, 'v', 0, 1);
        struct jx_message bye = rig_plain(JX_MSG_bye);
        if (ways[i] == BROKER_MESSAGE)
            rig_send(&r, 'w', &bye);
        else
            rig_step(&r, &(struct broker_event){.kind = BROKER_GONE, .route = rig_route('w')});
        struct jx_route to = rig_route('v');
        assert_true(jx_route_eq(&rig_action(&r, BROKER_LEASE, 0)->route, &to));
        assert_int_equal(broker_workers(r.broker), 1);
        rig_clear(&r);
    }
}

static void a_second_hello_lets_go_of_what_the_first_was_given(void **state)
{
    (void)state;
    struct rig r;
    rig_usual(&r, BROKER_BATCH_RECORDS - 8);
    rig_join(&r, 'w', 0, 1);
    rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, BROKER_BATCH_RECORDS);
    rig_join(&r, 'w', 0, 1);
    assert_int_equal(broker_workers(r.broker), 1);
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->position, 1);
    rig_clear(&r);
}

static void there_is_a_most_of_workers(void **state)
{
    (void)state;
    struct rig r;
    rig_usual(&r, 0);
    struct jx_message m = rig_hello(8, 1);
    for (int i = 0; i < BROKER_WORKERS_MAX; i++) {
        rig_send_by(&r, 'w', (char)i, &m);
        assert_int_equal(rig_sent(&r, 0).kind, JX_MSG_welcome);
    }
    rig_send_by(&r, 'w', 'z', &m);
    rig_only_refused(&r, 'z', JX_E_BUSY);
    rig_tick(&r, 600); /* a word to each of them */
    assert_int_equal(r.count, BROKER_WORKERS_MAX);
    rig_clear(&r);
}

/* ---- stores ---- */

static void the_store_of_another_journal_is_refused(void **state)
{
    (void)state;
    struct rig r;
    rig_usual(&r, 0);
    struct jx_message m = rig_hello(0, 1);
    m.hello.journal = JX_LIT("other journal 16");
    rig_send(&r, 'w', &m);
    rig_only_refused(&r, 'w', JX_E_CORRUPT);
    m = rig_hello(r.last + 1, 1); /* more than the journal has: it lost its end */
    rig_send(&r, 'w', &m);
    rig_only_refused(&r, 'w', JX_E_CORRUPT);
    m = rig_hello(0, 1);
    m.hello.journal = JX_LIT(""); /* an empty store is nobody's yet */
    rig_send(&r, 'w', &m);
    assert_int_equal(rig_sent(&r, 0).kind, JX_MSG_welcome);
    rig_clear(&r);
}

static void a_store_that_was_taken_back_is_filled_again(void **state)
{
    (void)state;
    struct rig r;
    rig_usual(&r, 192);
    rig_join(&r, 'w', 150, 1);
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->position, 151);
    rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, 50);
    struct jx_message bye = rig_plain(JX_MSG_bye);
    rig_send(&r, 'w', &bye);
    rig_join(&r, 'v', 20, 8); /* restored from a backup */
    assert_int_equal(broker_done(r.broker), 20);
    uint64_t next = 21;
    for (size_t i = 0; i < rig_count(&r, BROKER_LEASE); i++) {
        const struct broker_action *a = rig_action(&r, BROKER_LEASE, i);
        assert_int_equal(a->position, next);
        next += a->count;
    }
    assert_int_equal(next, 201);
    rig_clear(&r);
}

static void a_store_that_stays_behind_is_not_taken_on(void **state)
{
    (void)state;
    struct rig r;
    rig_usual(&r, 192);
    rig_join(&r, 'w', 100, 1);
    struct jx_message beat = rig_plain(JX_MSG_beat), hello = rig_hello(99, 1);
    beat.beat.position = 100;
    for (int64_t t = 0; t <= 2 * BROKER_PAST_MS; t += BROKER_BEAT_MS) {
        rig_tick(&r, BROKER_BEAT_MS);
        rig_send(&r, 'w', &beat);
    }
    rig_send(&r, 'v', &hello); /* it would wait for ever for records that the others have */
    rig_only_refused(&r, 'v', JX_E_BUSY);
    rig_send(&r, 'v', &hello); /* and saying so again changes nothing */
    rig_only_refused(&r, 'v', JX_E_BUSY);
    assert_int_equal(broker_workers(r.broker), 1);
    assert_int_equal(broker_done(r.broker), 100);
    rig_clear(&r);
}

/* A worker reads the shared store's position, another commits, and only then its HELLO arrives:
 * that is no foreign store, and it must not be turned away for good. */
static void a_worker_that_lags_a_moment_is_not_taken_for_a_foreign_one(void **state)
{
    (void)state;
    struct rig r;
    rig_usual(&r, BROKER_BATCH_RECORDS * 4 - 8);
    rig_join(&r, 'w', 0, 4);
    struct broker_action leases[4];
    for (size_t i = 0; i < 4; i++)
        leases[i] = *rig_action(&r, BROKER_LEASE, i);
    for (size_t i = 0; i < 4; i++)
        rig_leased(&r, leases[i].lease, leases[i].count);
    struct jx_message m = rig_done(leases[0].lease, 1, BROKER_BATCH_RECORDS),
                      hello = rig_hello(0, 4);
    rig_send(&r, 'w', &m);
    rig_send(&r, 'v', &hello); /* read before that commit */
    struct jx_message answer = rig_sent(&r, 0);
    if (answer.kind == JX_MSG_refusal)
        assert_false(jx_slice_eq(answer.refusal.status, JX_LIT("JX_E_CORRUPT")));
    assert_int_equal(broker_done(r.broker), BROKER_BATCH_RECORDS);
    assert_int_equal(rig_count(&r, BROKER_LEASE), 0); /* nothing is leased twice */
    rig_clear(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_silent_workers_leases_go_to_another),
        cmocka_unit_test(a_worker_is_known_by_its_process),
        cmocka_unit_test(a_worker_that_beats_keeps_its_leases),
        cmocka_unit_test(the_next_batch_is_given_out_again_when_nothing_comes_of_it),
        cmocka_unit_test(the_next_batch_may_be_lost_more_than_once),
        cmocka_unit_test(workers_whose_store_is_an_older_one_start_again_from_there),
        cmocka_unit_test(the_batch_that_all_wait_for_is_given_beyond_credit),
        cmocka_unit_test(a_worker_that_leaves_gives_back_its_leases),
        cmocka_unit_test(a_second_hello_lets_go_of_what_the_first_was_given),
        cmocka_unit_test(there_is_a_most_of_workers),
        cmocka_unit_test(the_store_of_another_journal_is_refused),
        cmocka_unit_test(a_store_that_was_taken_back_is_filled_again),
        cmocka_unit_test(a_store_that_stays_behind_is_not_taken_on),
        cmocka_unit_test(a_worker_that_lags_a_moment_is_not_taken_for_a_foreign_one),
    };
    return cmocka_run_group_tests_name("broker.workers", tests, NULL, NULL);
}
