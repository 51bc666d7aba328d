/* The worker's decisions: being taken on, turns, questions. */
#include "rig.h"

/* ---- being taken on ---- */

static void it_introduces_itself_until_it_is_taken_on(void **state)
{
    struct rig r;
    (void)state;
    rig_make(&r, 0);
    rig_tick(&r, 0);
    struct jx_message m = rig_must_send(&r, JX_MSG_hello);
    assert_int_equal(m.hello.position, 0);
    assert_int_equal(m.hello.credit, WORKER_CREDIT);
    assert_int_equal(m.hello.pid, 4711);
    assert_int_equal(m.hello.journal.len, 0);
    rig_tick(&r, WORKER_HELLO_MS - 10);
    assert_int_equal(r.count, 0);
    rig_tick(&r, 20);
    rig_must_send(&r, JX_MSG_hello);
    rig_give(&r, 1, 1, 3); /* before it is taken on: not for it */
    assert_int_equal(r.count, 0);
    rig_welcome(&r);
    rig_tick(&r, 600);
    m = rig_must_send(&r, JX_MSG_beat);
    assert_int_equal(m.beat.credit, WORKER_CREDIT);
    rig_clear(&r);
}

static void its_beats_say_what_it_sees_of_the_store(void **state)
{
    struct rig r;
    (void)state;
    rig_make(&r, 0);
    rig_tick(&r, 0);
    rig_welcome(&r);
    rig_tick(&r, 10);
    r.now_ms += 600;
    rig_step(&r, &(struct worker_event){.kind = WORKER_TICK,
                                        .facts = {.writer_pid = 815,
                                                  .used_bytes = 1,
                                                  .map_bytes = 2,
                                                  .disk_free_bytes = 3,
                                                  .readers = 4}});
    struct jx_message m = rig_must_send(&r, JX_MSG_beat);
    assert_int_equal(m.beat.writer_pid, 815);
    assert_int_equal(m.beat.used_bytes, 1);
    assert_int_equal(m.beat.map_bytes, 2);
    assert_int_equal(m.beat.disk_free_bytes, 3);
    assert_int_equal(m.beat.readers, 4);
    rig_clear(&r);
}

/* It asked twice because the broker was slow: the batches that came with the first answer are
 * leased anew with the second, so only the second counts. */
static void only_the_answer_to_its_last_hello_counts(void **state)
{
    struct rig r;
    (void)state;
    rig_make(&r, 0);
    rig_tick(&r, 0);
    struct jx_message first = rig_must_send(&r, JX_MSG_hello);
    rig_tick(&r, WORKER_HELLO_MS + 1);
    struct jx_message second = rig_must_send(&r, JX_MSG_hello);
    rig_answer_hello(&r, &first);
    assert_false(worker_welcome(r.worker));
    rig_give(&r, 1, 1, 4);
    assert_int_equal(r.count, 0);
    rig_answer_hello(&r, &second);
    assert_true(worker_welcome(r.worker));
    rig_give(&r, 2, 1, 4);
    assert_int_equal(rig_fold_first(&r), 1);
    rig_clear(&r);
}

static void a_filled_store_names_its_journal(void **state)
{
    struct rig r;
    (void)state;
    rig_make(&r, 30);
    rig_tick(&r, 0);
    struct jx_message m = rig_must_send(&r, JX_MSG_hello);
    assert_int_equal(m.hello.position, 30);
    assert_true(jx_slice_eq(m.hello.journal, jx_slice_at(rig_journal, sizeof rig_journal)));
    rig_clear(&r);
}

static void it_introduces_itself_anew_when_the_broker_does_not_know_it(void **state)
{
    static const jx_status reasons[] = {JX_E_NOT_FOUND, JX_E_BUSY, JX_E_PROTOCOL};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        struct rig r;
        rig_make(&r, 0);
        rig_welcome(&r);
        rig_give(&r, 7, 5, 4); /* waits for 1..4 */
        assert_int_equal(rig_count(&r, WORKER_FOLD), 0);
        rig_refuse(&r, reasons[i]);
        struct jx_message m = rig_must_send(&r, JX_MSG_hello);
        assert_int_equal(m.hello.credit, WORKER_CREDIT); /* it let go of what it held */
        assert_false(worker_welcome(r.worker));
        rig_welcome(&r);
        rig_say_beat(&r, 4);
        assert_int_equal(rig_count(&r, WORKER_FOLD), 0);
        rig_clear(&r);
    }
}

static void it_introduces_itself_anew_after_silence(void **state)
{
    struct rig r;
    struct jx_message m;
    (void)state;
    rig_make(&r, 0);
    rig_welcome(&r);
    for (int64_t t = 0; t < WORKER_SILENCE_MS; t += 500) {
        rig_tick(&r, 500);
        assert_false(rig_sent(&r, JX_MSG_hello, &m));
    }
    rig_tick(&r, 500);
    rig_must_send(&r, JX_MSG_hello);
    rig_welcome(&r);
    for (int i = 0; i < 20; i++) { /* a word now and then is enough */
        rig_say_beat(&r, 0);
        rig_tick(&r, 1000);
        assert_false(rig_sent(&r, JX_MSG_hello, &m));
    }
    rig_clear(&r);
}

static void it_ends_where_it_is_not_wanted(void **state)
{
    static const jx_status reasons[] = {JX_E_CORRUPT, JX_E_KEY_UNKNOWN, JX_E_REFUSED};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        struct rig r;
        rig_make(&r, 0);
        rig_tick(&r, 0);
        rig_refuse(&r, reasons[i]);
        assert_int_equal(rig_action(&r, WORKER_STOP)->status, reasons[i]);
        rig_clear(&r);
    }
}

/* ---- turns ---- */

static void batches_are_folded_in_journal_order(void **state)
{
    struct rig r;
    (void)state;
    rig_make(&r, 0);
    rig_welcome(&r);
    rig_give(&r, 3, 9, 4);
    assert_int_equal(r.count, 0);
    rig_give(&r, 2, 5, 4);
    assert_int_equal(r.count, 0);
    rig_give(&r, 1, 1, 4);
    assert_int_equal(rig_fold_first(&r), 1);
    assert_int_equal(rig_action(&r, WORKER_FOLD)->count, 4);
    assert_memory_equal(rig_action(&r, WORKER_FOLD)->journal, rig_journal, sizeof rig_journal);
    for (uint64_t n = 0; n < 3; n++) {
        rig_folded(&r, JX_OK);
        struct jx_message m = rig_must_send(&r, JX_MSG_done);
        assert_int_equal(m.done.lease, n + 1);
        assert_int_equal(m.done.first, 1 + 4 * n);
        assert_int_equal(m.done.position, 4 + 4 * n);
        assert_int_equal(m.done.outcomes.count, 4);
        if (n < 2) assert_int_equal(rig_fold_first(&r), 5 + 4 * n);
    }
    assert_int_equal(rig_count(&r, WORKER_FOLD), 0);
    assert_int_equal(worker_counts(r.worker).folded, 12);
    rig_clear(&r);
}

static void a_batch_waits_for_its_turn(void **state)
{
    struct rig r;
    (void)state;
    rig_make(&r, 0);
    rig_welcome(&r);
    rig_give(&r, 1, 65, 4);
    rig_tick(&r, 100);
    assert_int_equal(rig_count(&r, WORKER_FOLD), 0);
    struct jx_message turn = {.kind = JX_MSG_turn};
    turn.turn.position = 63;
    rig_receive(&r, &turn);
    assert_int_equal(r.count, 0);
    turn.turn.position = 64;
    rig_receive(&r, &turn);
    assert_int_equal(rig_fold_first(&r), 65);
    r.store = 64;
    rig_folded(&r, JX_OK);
    assert_int_equal(rig_must_send(&r, JX_MSG_done).done.position, 68);
    rig_clear(&r);
}

static void the_store_going_on_by_another_hand_is_a_turn_too(void **state)
{
    struct rig r;
    (void)state;
    rig_make(&r, 0);
    rig_welcome(&r);
    rig_give(&r, 1, 65, 4);
    rig_say_beat(&r, 64);
    assert_int_equal(rig_fold_first(&r), 65);
    r.store = 64;
    rig_folded(&r, JX_OK);
    rig_give(&r, 2, 133, 4);
    r.store = 132; /* read from the store itself */
    rig_tick(&r, 100);
    assert_int_equal(rig_fold_first(&r), 133);
    r.store = 140; /* another's commit, before this batch was leased: nobody says so */
    rig_folded(&r, JX_OK);
    rig_give(&r, 3, 141, 4);
    assert_int_equal(rig_fold_first(&r), 141);
    rig_clear(&r);
}

/* The broker said that it was this batch's turn, the store says not yet: nothing is burnt on
 * trying, and the next word tries again. */
/* The broker believes that the store is further than it is: it was restored meanwhile. */
static void it_tells_where_the_store_is_and_nothing_else(void **state)
{
    (void)state;
    struct rig r;
    rig_make(&r, 7);
    rig_welcome(&r);
    rig_say_beat(&r, 48);
    rig_tick(&r, 600);
    assert_int_equal(rig_must_send(&r, JX_MSG_beat).beat.position, 7);
    r.store = 3;
    rig_tick(&r, 600);
    assert_int_equal(rig_must_send(&r, JX_MSG_beat).beat.position, 3);
    rig_refuse(&r, JX_E_BUSY);
    assert_int_equal(rig_must_send(&r, JX_MSG_hello).hello.position, 3);
    rig_clear(&r);
}

static void a_busy_store_is_waited_for(void **state)
{
    struct rig r;
    struct jx_message m;
    (void)state;
    rig_make(&r, 0);
    rig_welcome(&r);
    rig_give(&r, 1, 5, 4);
    rig_say_beat(&r, 4);
    rig_folded(&r, JX_E_BUSY);
    assert_int_equal(r.count, 0);
    assert_int_equal(worker_counts(r.worker).waits, 1);
    struct jx_message turn = {.kind = JX_MSG_turn};
    turn.turn.position = 4;
    rig_receive(&r, &turn);
    assert_int_equal(rig_fold_first(&r), 5);
    rig_folded(&r, JX_E_BUSY);
    rig_tick(&r, 100);
    assert_int_equal(rig_fold_first(&r), 5);
    assert_false(rig_sent(&r, JX_MSG_done, &m));
    r.store = 4;
    rig_folded(&r, JX_OK);
    rig_must_send(&r, JX_MSG_done);
    rig_clear(&r);
}

static void a_full_store_is_tried_again_after_a_while(void **state)
{
    static const jx_status reasons[] = {JX_E_STORE_FULL, JX_E_DISK_FULL, JX_E_NO_MEMORY};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        struct rig r;
        rig_make(&r, 0);
        rig_welcome(&r);
        rig_give(&r, 1, 1, 4);
        for (int n = 0; n < 3; n++) {
            rig_folded(&r, reasons[i]);
            assert_int_equal(r.count, 0);
            rig_tick(&r, WORKER_RETRY_MS - 50);
            assert_int_equal(rig_count(&r, WORKER_FOLD), 0);
            rig_tick(&r, 60);
            assert_int_equal(rig_fold_first(&r), 1);
        }
        rig_folded(&r, JX_OK);
        rig_must_send(&r, JX_MSG_done);
        rig_clear(&r);
    }
}

static void it_ends_when_the_store_can_not_be_trusted(void **state)
{
    static const jx_status reasons[] = {JX_E_CORRUPT, JX_E_IO, JX_E_PROTOCOL, JX_E_TOO_LARGE};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        struct rig r;
        rig_make(&r, 0);
        rig_welcome(&r);
        rig_give(&r, 1, 1, 4);
        rig_folded(&r, reasons[i]);
        assert_int_equal(rig_action(&r, WORKER_STOP)->status, reasons[i]);
        rig_clear(&r);
    }
}

static void it_ends_on_records_that_are_not_what_they_should_be(void **state)
{
    struct rig r;
    struct jx_slice records[2];
    (void)state;
    rig_make(&r, 0);
    rig_welcome(&r);
    records[0] = records_key(&r.arena, 1);
    records[1] = records_key(&r.arena, 3); /* a gap */
    rig_give_records(&r, 1, 0, records, 2);
    assert_int_equal(rig_action(&r, WORKER_STOP)->status, JX_E_CORRUPT);
    rig_clear(&r);
    rig_make(&r, 0);
    rig_welcome(&r);
    records[0] = JX_LIT("no record");
    rig_give_records(&r, 1, 0, records, 1);
    assert_int_equal(rig_action(&r, WORKER_STOP)->status, JX_E_CORRUPT);
    rig_clear(&r);
}

static void more_than_it_has_credit_for_is_left_alone(void **state)
{
    struct rig r;
    (void)state;
    rig_make(&r, 0);
    rig_welcome(&r);
    for (uint64_t n = 1; n <= WORKER_SLOTS + 2; n++)
        rig_give(&r, n, 1 + n * 4, 4); /* all wait for 1..4 */
    assert_int_equal(worker_counts(r.worker).batches, WORKER_SLOTS);
    rig_give(&r, 90, 1, 0); /* an empty one is none */
    assert_int_equal(r.count, 0);
    rig_tick(&r, 600);
    assert_int_equal(rig_must_send(&r, JX_MSG_beat).beat.credit, 0);
    rig_clear(&r);
}

/* Of four workers one died with the batch that all others wait for: whoever gets it has room for
 * it. */
static void the_batch_that_all_wait_for_finds_room(void **state)
{
    struct rig r;
    (void)state;
    rig_make(&r, 0);
    rig_welcome(&r);
    for (uint64_t n = 1; n <= WORKER_SLOTS; n++)
        rig_give(&r, n, 1 + n * 4, 4);
    rig_tick(&r, 600);
    assert_int_equal(rig_must_send(&r, JX_MSG_beat).beat.credit, 0);
    rig_give(&r, 90, 1, 4); /* the highest gives way to it */
    for (uint64_t n = 0; n < WORKER_SLOTS; n++) {
        assert_int_equal(rig_fold_first(&r), 1 + n * 4);
        rig_folded(&r, JX_OK);
    }
    assert_int_equal(rig_count(&r, WORKER_FOLD), 0);
    assert_int_equal(r.store, 4 * WORKER_SLOTS);
    rig_clear(&r);
}

/* The broker had no word of it and gives it out again, or what is left of it as far as it knows. */
static void a_batch_that_comes_again_takes_no_second_place(void **state)
{
    (void)state;
    struct rig r;
    rig_make(&r, 0);
    rig_welcome(&r);
    for (uint64_t lease = 1; lease <= 3; lease++) {
        rig_give(&r, lease, 11, 5);
        rig_give(&r, 10 + lease, 13, 3);
    }
    assert_int_equal(worker_counts(r.worker).batches, 1);
    rig_give(&r, 20, 13, 4); /* it does not have all of these */
    assert_int_equal(worker_counts(r.worker).batches, 2);
    rig_tick(&r, 600);
    assert_int_equal(rig_must_send(&r, JX_MSG_beat).beat.credit, WORKER_CREDIT - 2);
    rig_say_beat(&r, 10);
    assert_int_equal(rig_fold_first(&r), 11);
    rig_folded(&r, JX_OK);
    assert_int_equal(rig_must_send(&r, JX_MSG_done).done.lease, 13); /* the newest of its leases */
    assert_int_equal(rig_fold_first(&r), 13);
    rig_clear(&r);
}

/* ---- queries ---- */

static void a_question_is_answered_for_who_asks(void **state)
{
    static const uint8_t key[JX_KEY_BYTES] = {1, 2, 3};
    struct rig r;
    (void)state;
    rig_make(&r, 0);
    rig_welcome(&r);
    struct jx_message m = {.kind = JX_MSG_ask};
    m.ask.token = 77;
    m.ask.key = jx_slice_at(key, sizeof key);
    m.ask.unit = JX_LIT("3301");
    m.ask.roles = JX_ROLE_township;
    m.ask.name = JX_LIT("summary");
    m.ask.arguments = JX_LIT("arguments");
    rig_receive(&r, &m);
    const struct worker_action *a = rig_action(&r, WORKER_ANSWER);
    assert_int_equal(a->token, 77);
    assert_memory_equal(a->principal.key, key, sizeof key);
    assert_true(jx_slice_eq(a->principal.unit, JX_LIT("3301")));
    assert_int_equal(a->principal.roles, JX_ROLE_township);
    assert_true(jx_slice_eq(a->name, JX_LIT("summary")));

    rig_step(&r,
             &(struct worker_event){
                 .kind = WORKER_ANSWERED, .status = JX_OK, .token = 77, .body = JX_LIT("body")});
    m = rig_must_send(&r, JX_MSG_reply);
    assert_int_equal(m.reply.token, 77);
    assert_true(jx_slice_eq(m.reply.body, JX_LIT("body")));
    rig_step(&r, &(struct worker_event){.kind = WORKER_ANSWERED,
                                        .status = JX_E_NOT_FOUND,
                                        .token = 78,
                                        .body = JX_LIT("half")});
    m = rig_must_send(&r, JX_MSG_reply);
    assert_true(jx_slice_eq(m.reply.status, JX_LIT("JX_E_NOT_FOUND")));
    assert_int_equal(m.reply.body.len, 0);

    char *huge = jx_arena_take(&r.arena, JX_MESSAGE_BYTES_MAX);
    rig_step(&r, &(struct worker_event){.kind = WORKER_ANSWERED,
                                        .status = JX_OK,
                                        .token = 79,
                                        .body = jx_slice_at(huge, JX_MESSAGE_BYTES_MAX)});
    m = rig_must_send(&r, JX_MSG_reply);
    assert_int_equal(m.reply.token, 79);
    assert_true(jx_slice_eq(m.reply.status, JX_LIT("JX_E_TOO_LARGE")));
    rig_clear(&r);
}

static void what_is_not_meant_for_it_is_passed_over(void **state)
{
    struct rig r;
    (void)state;
    rig_make(&r, 0);
    rig_welcome(&r);
    rig_step(&r, &(struct worker_event){.kind = WORKER_MESSAGE, .bytes = JX_LIT("garbage")});
    assert_int_equal(r.count, 0);
    struct jx_message m;
    memset(&m, 0, sizeof m);
    m.kind = JX_MSG_submit;
    rig_receive(&r, &m);
    assert_int_equal(r.count, 0);
    rig_clear(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_introduces_itself_until_it_is_taken_on),
        cmocka_unit_test(its_beats_say_what_it_sees_of_the_store),
        cmocka_unit_test(only_the_answer_to_its_last_hello_counts),
        cmocka_unit_test(a_filled_store_names_its_journal),
        cmocka_unit_test(it_introduces_itself_anew_when_the_broker_does_not_know_it),
        cmocka_unit_test(it_introduces_itself_anew_after_silence),
        cmocka_unit_test(it_ends_where_it_is_not_wanted),
        cmocka_unit_test(batches_are_folded_in_journal_order),
        cmocka_unit_test(a_batch_waits_for_its_turn),
        cmocka_unit_test(the_store_going_on_by_another_hand_is_a_turn_too),
        cmocka_unit_test(it_tells_where_the_store_is_and_nothing_else),
        cmocka_unit_test(a_busy_store_is_waited_for),
        cmocka_unit_test(a_full_store_is_tried_again_after_a_while),
        cmocka_unit_test(it_ends_when_the_store_can_not_be_trusted),
        cmocka_unit_test(it_ends_on_records_that_are_not_what_they_should_be),
        cmocka_unit_test(more_than_it_has_credit_for_is_left_alone),
        cmocka_unit_test(the_batch_that_all_wait_for_finds_room),
        cmocka_unit_test(a_batch_that_comes_again_takes_no_second_place),
        cmocka_unit_test(a_question_is_answered_for_who_asks),
        cmocka_unit_test(what_is_not_meant_for_it_is_passed_over),
    };
    return cmocka_run_group_tests_name("worker.engine", tests, NULL, NULL);
}
