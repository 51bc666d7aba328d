/* The worker's decisions, with a store that is a number and a broker that is this test. */
#include "records.h"

#include "../../worker/engine.h"

static const uint8_t journal[JX_JOURNAL_ID_BYTES] = "journal of tests";
static const uint8_t no_journal[JX_JOURNAL_ID_BYTES];

struct rig {
    struct worker *worker;
    int64_t now_ms;
    uint64_t store; /* its position */
    struct worker_action out[WORKER_ACTIONS_MAX];
    size_t count;
    struct jx_arena arena;
};

static void step(struct rig *r, const struct worker_event *ev)
{
    r->count = worker_step(r->worker, ev, r->now_ms, r->out);
    assert_true(r->count <= WORKER_ACTIONS_MAX);
}

static void tick(struct rig *r, int64_t later_ms)
{
    r->now_ms += later_ms;
    step(r, &(struct worker_event){.kind = WORKER_TICK, .position = r->store});
}

static void receive(struct rig *r, const struct jx_message *m)
{
    struct jx_buffer b;
    jx_buffer_init(&b, JX_MESSAGE_BYTES_MAX);
    assert_int_equal(jx_message_encode(m, &b), JX_OK);
    struct jx_slice bytes = jx_arena_copy(&r->arena, jx_buffer_slice(&b));
    jx_buffer_clear(&b);
    step(r, &(struct worker_event){.kind = WORKER_MESSAGE, .bytes = bytes});
}

static size_t count_kind(const struct rig *r, enum worker_action_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < r->count; i++)
        n += r->out[i].kind == kind;
    return n;
}

static const struct worker_action *action(const struct rig *r, enum worker_action_kind kind)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->out[i].kind == kind) return &r->out[i];
    fail_msg("there is no such action");
    return NULL;
}

/* The only message of that kind that was sent; kind NONE in *out when there is none. */
static bool sent(struct rig *r, enum jx_message_kind kind, struct jx_message *out)
{
    for (size_t i = 0; i < r->count; i++) {
        if (r->out[i].kind != WORKER_SEND) continue;
        struct jx_slice bytes = jx_arena_copy(&r->arena, r->out[i].bytes);
        assert_int_equal(jx_message_decode(bytes, &r->arena, out), JX_OK);
        if (out->kind == kind) return true;
    }
    return false;
}

static struct jx_message must_send(struct rig *r, enum jx_message_kind kind)
{
    struct jx_message m;
    if (!sent(r, kind, &m)) fail_msg("no %s was sent", jx_message_name(kind));
    return m;
}

static void make(struct rig *r, uint64_t position)
{
    assert_int_equal(jx_crypto_init(), JX_OK);
    *r = (struct rig){.now_ms = 50000, .store = position};
    jx_arena_init(&r->arena, SIZE_MAX);
    r->worker = worker_new(position ? journal : no_journal, position, 4711);
    assert_non_null(r->worker);
}

static void clear(struct rig *r)
{
    worker_free(&r->worker);
    assert_null(r->worker);
    jx_arena_clear(&r->arena);
}

/* The broker's answer to that HELLO. */
static void answer_hello(struct rig *r, const struct jx_message *hello)
{
    struct jx_message m = {.kind = JX_MSG_welcome, .correlation = hello->correlation};
    m.welcome.journal = jx_slice_at(journal, sizeof journal);
    m.welcome.beat_ms = 500;
    m.welcome.lease_ms = 2500;
    receive(r, &m);
}

static void welcome(struct rig *r)
{
    tick(r, 1000);
    struct jx_message hello = must_send(r, JX_MSG_hello);
    answer_hello(r, &hello);
    assert_true(worker_welcome(r->worker));
}

static void say_beat(struct rig *r, uint64_t position)
{
    struct jx_message m = {.kind = JX_MSG_beat};
    m.beat.position = position;
    receive(r, &m);
}

static void refuse(struct rig *r, jx_status why)
{
    struct jx_message m = {.kind = JX_MSG_refusal};
    m.refusal.status = jx_slice_of(jx_status_name(why));
    receive(r, &m);
}

/* A batch of `count` key records: nothing to judge, everything to fold. */
static void give(struct rig *r, uint64_t lease, uint64_t first, uint32_t count)
{
    struct jx_message m = {.kind = JX_MSG_batch};
    struct jx_slice records[JX_BATCH_RECORDS_MAX];
    for (uint32_t i = 0; i < count; i++)
        records[i] = records_key(&r->arena, first + i);
    m.batch.lease = lease;
    m.batch.first = first;
    m.batch.records = (struct jx_bins){records, count};
    receive(r, &m);
}

static void give_records(struct rig *r, uint64_t first, uint64_t pack, struct jx_slice *records,
                         uint32_t count)
{
    struct jx_message m = {.kind = JX_MSG_batch};
    m.batch.lease = first;
    m.batch.first = first;
    m.batch.pack_position = pack;
    m.batch.records = (struct jx_bins){records, count};
    receive(r, &m);
}

/* The fold that is asked for was carried out. */
static void folded(struct rig *r, jx_status status)
{
    static struct jx_outcome outcomes[JX_BATCH_RECORDS_MAX];
    const struct worker_action *a = action(r, WORKER_FOLD);
    uint64_t end = a->items[0].entry.position + a->count - 1;
    for (uint32_t i = 0; i < a->count; i++)
        outcomes[i] = a->items[i].outcome;
    if (status == JX_OK && end > r->store) r->store = end;
    step(r,
         &(struct worker_event){
             .kind = WORKER_FOLDED, .status = status, .outcomes = outcomes, .position = r->store});
}

static uint64_t fold_first(const struct rig *r)
{
    return action(r, WORKER_FOLD)->items[0].entry.position;
}

/* ---- being taken on ---- */

static void it_introduces_itself_until_it_is_taken_on(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 0);
    tick(&r, 0);
    struct jx_message m = must_send(&r, JX_MSG_hello);
    assert_int_equal(m.hello.position, 0);
    assert_int_equal(m.hello.credit, WORKER_CREDIT);
    assert_int_equal(m.hello.pid, 4711);
    assert_int_equal(m.hello.journal.len, 0);
    tick(&r, WORKER_HELLO_MS - 10);
    assert_int_equal(r.count, 0);
    tick(&r, 20);
    must_send(&r, JX_MSG_hello);
    give(&r, 1, 1, 3); /* before it is taken on: not for it */
    assert_int_equal(r.count, 0);
    welcome(&r);
    tick(&r, 600);
    m = must_send(&r, JX_MSG_beat);
    assert_int_equal(m.beat.credit, WORKER_CREDIT);
    clear(&r);
}

static void its_beats_say_what_it_sees_of_the_store(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 0);
    tick(&r, 0);
    welcome(&r);
    tick(&r, 10);
    r.now_ms += 600;
    step(&r, &(struct worker_event){.kind = WORKER_TICK,
                                    .facts = {.writer_pid = 815,
                                              .used_bytes = 1,
                                              .map_bytes = 2,
                                              .disk_free_bytes = 3,
                                              .readers = 4}});
    struct jx_message m = must_send(&r, JX_MSG_beat);
    assert_int_equal(m.beat.writer_pid, 815);
    assert_int_equal(m.beat.used_bytes, 1);
    assert_int_equal(m.beat.map_bytes, 2);
    assert_int_equal(m.beat.disk_free_bytes, 3);
    assert_int_equal(m.beat.readers, 4);
    clear(&r);
}

/* It asked twice because the broker was slow: the batches that came with the first answer are
 * leased anew with the second, so only the second counts. */
static void only_the_answer_to_its_last_hello_counts(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 0);
    tick(&r, 0);
    struct jx_message first = must_send(&r, JX_MSG_hello);
    tick(&r, WORKER_HELLO_MS + 1);
    struct jx_message second = must_send(&r, JX_MSG_hello);
    answer_hello(&r, &first);
    assert_false(worker_welcome(r.worker));
    give(&r, 1, 1, 4);
    assert_int_equal(r.count, 0);
    answer_hello(&r, &second);
    assert_true(worker_welcome(r.worker));
    give(&r, 2, 1, 4);
    assert_int_equal(fold_first(&r), 1);
    clear(&r);
}

static void a_filled_store_names_its_journal(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 30);
    tick(&r, 0);
    struct jx_message m = must_send(&r, JX_MSG_hello);
    assert_int_equal(m.hello.position, 30);
    assert_true(jx_slice_eq(m.hello.journal, jx_slice_at(journal, sizeof journal)));
    clear(&r);
}

static void it_introduces_itself_anew_when_the_broker_does_not_know_it(void **state)
{
    static const jx_status reasons[] = {JX_E_NOT_FOUND, JX_E_BUSY, JX_E_PROTOCOL};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        struct rig r;
        make(&r, 0);
        welcome(&r);
        give(&r, 7, 5, 4); /* waits for 1..4 */
        assert_int_equal(count_kind(&r, WORKER_FOLD), 0);
        refuse(&r, reasons[i]);
        struct jx_message m = must_send(&r, JX_MSG_hello);
        assert_int_equal(m.hello.credit, WORKER_CREDIT); /* it let go of what it held */
        assert_false(worker_welcome(r.worker));
        welcome(&r);
        say_beat(&r, 4);
        assert_int_equal(count_kind(&r, WORKER_FOLD), 0);
        clear(&r);
    }
}

static void it_introduces_itself_anew_after_silence(void **state)
{
    struct rig r;
    struct jx_message m;
    (void)state;
    make(&r, 0);
    welcome(&r);
    for (int64_t t = 0; t < WORKER_SILENCE_MS; t += 500) {
        tick(&r, 500);
        assert_false(sent(&r, JX_MSG_hello, &m));
    }
    tick(&r, 500);
    must_send(&r, JX_MSG_hello);
    welcome(&r);
    for (int i = 0; i < 20; i++) { /* a word now and then is enough */
        say_beat(&r, 0);
        tick(&r, 1000);
        assert_false(sent(&r, JX_MSG_hello, &m));
    }
    clear(&r);
}

static void it_ends_where_it_is_not_wanted(void **state)
{
    static const jx_status reasons[] = {JX_E_CORRUPT, JX_E_KEY_UNKNOWN, JX_E_REFUSED};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        struct rig r;
        make(&r, 0);
        tick(&r, 0);
        refuse(&r, reasons[i]);
        assert_int_equal(action(&r, WORKER_STOP)->status, reasons[i]);
        clear(&r);
    }
}

/* ---- turns ---- */

static void batches_are_folded_in_journal_order(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 0);
    welcome(&r);
    give(&r, 3, 9, 4);
    assert_int_equal(r.count, 0);
    give(&r, 2, 5, 4);
    assert_int_equal(r.count, 0);
    give(&r, 1, 1, 4);
    assert_int_equal(fold_first(&r), 1);
    assert_int_equal(action(&r, WORKER_FOLD)->count, 4);
    assert_memory_equal(action(&r, WORKER_FOLD)->journal, journal, sizeof journal);
    for (uint64_t n = 0; n < 3; n++) {
        folded(&r, JX_OK);
        struct jx_message m = must_send(&r, JX_MSG_done);
        assert_int_equal(m.done.lease, n + 1);
        assert_int_equal(m.done.first, 1 + 4 * n);
        assert_int_equal(m.done.position, 4 + 4 * n);
        assert_int_equal(m.done.outcomes.count, 4);
        if (n < 2) assert_int_equal(fold_first(&r), 5 + 4 * n);
    }
    assert_int_equal(count_kind(&r, WORKER_FOLD), 0);
    assert_int_equal(worker_counts(r.worker).folded, 12);
    clear(&r);
}

static void a_batch_waits_for_its_turn(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 0);
    welcome(&r);
    give(&r, 1, 65, 4);
    tick(&r, 100);
    assert_int_equal(count_kind(&r, WORKER_FOLD), 0);
    struct jx_message turn = {.kind = JX_MSG_turn};
    turn.turn.position = 63;
    receive(&r, &turn);
    assert_int_equal(r.count, 0);
    turn.turn.position = 64;
    receive(&r, &turn);
    assert_int_equal(fold_first(&r), 65);
    r.store = 64;
    folded(&r, JX_OK);
    assert_int_equal(must_send(&r, JX_MSG_done).done.position, 68);
    clear(&r);
}

static void the_store_going_on_by_another_hand_is_a_turn_too(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 0);
    welcome(&r);
    give(&r, 1, 65, 4);
    say_beat(&r, 64);
    assert_int_equal(fold_first(&r), 65);
    r.store = 64;
    folded(&r, JX_OK);
    give(&r, 2, 133, 4);
    r.store = 132; /* read from the store itself */
    tick(&r, 100);
    assert_int_equal(fold_first(&r), 133);
    clear(&r);
}

/* The broker said that it was this batch's turn, the store says not yet: nothing is burnt on
 * trying, and the next word tries again. */
/* The broker believes that the store is further than it is: it was restored meanwhile. */
static void it_tells_where_the_store_is_and_nothing_else(void **state)
{
    (void)state;
    struct rig r;
    make(&r, 7);
    welcome(&r);
    say_beat(&r, 48);
    tick(&r, 600);
    assert_int_equal(must_send(&r, JX_MSG_beat).beat.position, 7);
    r.store = 3;
    tick(&r, 600);
    assert_int_equal(must_send(&r, JX_MSG_beat).beat.position, 3);
    refuse(&r, JX_E_BUSY);
    assert_int_equal(must_send(&r, JX_MSG_hello).hello.position, 3);
    clear(&r);
}

static void a_busy_store_is_waited_for(void **state)
{
    struct rig r;
    struct jx_message m;
    (void)state;
    make(&r, 0);
    welcome(&r);
    give(&r, 1, 5, 4);
    say_beat(&r, 4);
    folded(&r, JX_E_BUSY);
    assert_int_equal(r.count, 0);
    assert_int_equal(worker_counts(r.worker).waits, 1);
    struct jx_message turn = {.kind = JX_MSG_turn};
    turn.turn.position = 4;
    receive(&r, &turn);
    assert_int_equal(fold_first(&r), 5);
    folded(&r, JX_E_BUSY);
    tick(&r, 100);
    assert_int_equal(fold_first(&r), 5);
    assert_false(sent(&r, JX_MSG_done, &m));
    r.store = 4;
    folded(&r, JX_OK);
    must_send(&r, JX_MSG_done);
    clear(&r);
}

static void a_full_store_is_tried_again_after_a_while(void **state)
{
    static const jx_status reasons[] = {JX_E_STORE_FULL, JX_E_DISK_FULL, JX_E_NO_MEMORY};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        struct rig r;
        make(&r, 0);
        welcome(&r);
        give(&r, 1, 1, 4);
        for (int n = 0; n < 3; n++) {
            folded(&r, reasons[i]);
            assert_int_equal(r.count, 0);
            tick(&r, WORKER_RETRY_MS - 50);
            assert_int_equal(count_kind(&r, WORKER_FOLD), 0);
            tick(&r, 60);
            assert_int_equal(fold_first(&r), 1);
        }
        folded(&r, JX_OK);
        must_send(&r, JX_MSG_done);
        clear(&r);
    }
}

static void it_ends_when_the_store_can_not_be_trusted(void **state)
{
    static const jx_status reasons[] = {JX_E_CORRUPT, JX_E_IO, JX_E_PROTOCOL, JX_E_TOO_LARGE};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        struct rig r;
        make(&r, 0);
        welcome(&r);
        give(&r, 1, 1, 4);
        folded(&r, reasons[i]);
        assert_int_equal(action(&r, WORKER_STOP)->status, reasons[i]);
        clear(&r);
    }
}

static void it_ends_on_records_that_are_not_what_they_should_be(void **state)
{
    struct rig r;
    struct jx_slice records[2];
    (void)state;
    make(&r, 0);
    welcome(&r);
    records[0] = records_key(&r.arena, 1);
    records[1] = records_key(&r.arena, 3); /* a gap */
    give_records(&r, 1, 0, records, 2);
    assert_int_equal(action(&r, WORKER_STOP)->status, JX_E_CORRUPT);
    clear(&r);
    make(&r, 0);
    welcome(&r);
    records[0] = JX_LIT("no record");
    give_records(&r, 1, 0, records, 1);
    assert_int_equal(action(&r, WORKER_STOP)->status, JX_E_CORRUPT);
    clear(&r);
}

static void more_than_it_has_credit_for_is_left_alone(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 0);
    welcome(&r);
    for (uint64_t n = 1; n <= WORKER_SLOTS + 2; n++)
        give(&r, n, 1 + n * 4, 4); /* all wait for 1..4 */
    assert_int_equal(worker_counts(r.worker).batches, WORKER_SLOTS);
    give(&r, 90, 1, 0); /* an empty one is none */
    assert_int_equal(r.count, 0);
    tick(&r, 600);
    assert_int_equal(must_send(&r, JX_MSG_beat).beat.credit, 0);
    clear(&r);
}

/* Of four workers one died with the batch that all others wait for: whoever gets it has room for
 * it. */
static void the_batch_that_all_wait_for_finds_room(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 0);
    welcome(&r);
    for (uint64_t n = 1; n <= WORKER_SLOTS; n++)
        give(&r, n, 1 + n * 4, 4);
    tick(&r, 600);
    assert_int_equal(must_send(&r, JX_MSG_beat).beat.credit, 0);
    give(&r, 90, 1, 4); /* the highest gives way to it */
    for (uint64_t n = 0; n < WORKER_SLOTS; n++) {
        assert_int_equal(fold_first(&r), 1 + n * 4);
        folded(&r, JX_OK);
    }
    assert_int_equal(count_kind(&r, WORKER_FOLD), 0);
    assert_int_equal(r.store, 4 * WORKER_SLOTS);
    clear(&r);
}

/* The broker had no word of it and gives it out again, or what is left of it as far as it knows. */
static void a_batch_that_comes_again_takes_no_second_place(void **state)
{
    (void)state;
    struct rig r;
    make(&r, 0);
    welcome(&r);
    for (uint64_t lease = 1; lease <= 3; lease++) {
        give(&r, lease, 11, 5);
        give(&r, 10 + lease, 13, 3);
    }
    assert_int_equal(worker_counts(r.worker).batches, 1);
    give(&r, 20, 13, 4); /* it does not have all of these */
    assert_int_equal(worker_counts(r.worker).batches, 2);
    tick(&r, 600);
    assert_int_equal(must_send(&r, JX_MSG_beat).beat.credit, WORKER_CREDIT - 2);
    say_beat(&r, 10);
    assert_int_equal(fold_first(&r), 11);
    folded(&r, JX_OK);
    assert_int_equal(must_send(&r, JX_MSG_done).done.lease, 13); /* the newest of its leases */
    assert_int_equal(fold_first(&r), 13);
    clear(&r);
}

/* ---- packs ---- */

static void give_pack_behind(struct rig *r, struct jx_slice record, uint64_t before)
{
    struct jx_message m = {.kind = JX_MSG_record};
    m.record.record = record;
    m.record.pack_position = before;
    receive(r, &m);
}

static void give_pack(struct rig *r, struct jx_slice record)
{
    give_pack_behind(r, record, 0);
}

static struct jx_slice usual_record(struct rig *r, uint64_t position)
{
    struct records_submission s = records_usual(&r->arena, (unsigned)position);
    return records_submission(&r->arena, position, &s);
}

static void a_pack_is_fetched_once(void **state)
{
    struct rig r;
    struct jx_message m;
    (void)state;
    make(&r, 9);
    welcome(&r);
    struct jx_slice record = usual_record(&r, 10), next = usual_record(&r, 11);
    give_records(&r, 10, 2, &record, 1);
    assert_int_equal(must_send(&r, JX_MSG_fetch).fetch.position, 2);
    assert_int_equal(count_kind(&r, WORKER_FOLD), 0);
    tick(&r, 100);
    assert_false(sent(&r, JX_MSG_fetch, &m));             /* one question is enough */
    give_pack(&r, records_pack(&r.arena, 3, NULL, NULL)); /* not what was asked for */
    assert_int_equal(r.count, 0);
    give_pack(&r, records_pack(&r.arena, 2, NULL, NULL));
    const struct store_item *item = action(&r, WORKER_FOLD)->items;
    assert_int_equal(item->outcome.state, JX_STATE_SCORED);
    assert_true(item->outcome.judged);
    folded(&r, JX_OK);
    struct jx_outcome told;
    m = must_send(&r, JX_MSG_done);
    assert_int_equal(jx_outcome_decode(m.done.outcomes.items[0], &told), JX_OK);
    assert_true(told.computed.micro == 100 * JX_DEC_ONE);
    give_records(&r, 11, 2, &next, 1);
    assert_false(sent(&r, JX_MSG_fetch, &m));
    assert_int_equal(fold_first(&r), 11);
    clear(&r);
}

/* A question or its answer can be lost; the whole county would wait for this batch. */
static void a_pack_that_does_not_come_is_asked_for_again(void **state)
{
    struct rig r;
    struct jx_message m;
    (void)state;
    make(&r, 9);
    welcome(&r);
    struct jx_slice record = usual_record(&r, 10);
    give_records(&r, 10, 2, &record, 1);
    must_send(&r, JX_MSG_fetch);
    bool again = false;
    for (int i = 0; i < 100 && !again; i++) {
        say_beat(&r, 9);
        tick(&r, 100);
        again = sent(&r, JX_MSG_fetch, &m);
    }
    assert_true(again);
    clear(&r);
}

static void a_pack_activated_inside_a_batch_holds_from_there_on(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 9);
    welcome(&r);
    struct jx_slice records[] = {usual_record(&r, 10), records_pack(&r.arena, 11, NULL, NULL),
                                 usual_record(&r, 12), records_bad_pack(&r.arena, 13),
                                 usual_record(&r, 14), records_pack(&r.arena, 15, "90", "95"),
                                 usual_record(&r, 16)};
    give_records(&r, 10, 0, records, COUNT_OF(records));
    const struct store_item *it = action(&r, WORKER_FOLD)->items;
    assert_int_equal(it[0].outcome.status, JX_E_NO_PACK); /* none was in force yet */
    assert_true(it[2].outcome.judged);
    assert_true(it[4].outcome.judged); /* one that does not parse leaves the old one in force */
    assert_true(jx_hash_eq(&it[2].outcome.pack, &it[4].outcome.pack));
    assert_true(it[6].outcome.judged);
    assert_false(jx_hash_eq(&it[2].outcome.pack, &it[6].outcome.pack));
    struct jx_hash newest = it[6].outcome.pack;
    folded(&r, JX_OK);

    struct jx_slice next = usual_record(&r, 17);
    struct jx_message m;
    give_records(&r, 17, 15, &next, 1); /* and is known from there */
    assert_false(sent(&r, JX_MSG_fetch, &m));
    assert_true(jx_hash_eq(&action(&r, WORKER_FOLD)->items->outcome.pack, &newest));
    clear(&r);
}

static void a_refused_pack_leaves_the_one_before_it_in_force(void **state)
{
    struct rig r;
    struct jx_message m;
    (void)state;
    make(&r, 99);
    welcome(&r);
    struct jx_slice record = usual_record(&r, 100), next = usual_record(&r, 101);
    give_records(&r, 100, 60, &record, 1);
    for (uint64_t refused = 60; refused > 3; refused--) { /* more than it keeps */
        assert_int_equal(must_send(&r, JX_MSG_fetch).fetch.position, refused);
        give_pack_behind(&r, records_bad_pack(&r.arena, refused), refused - 1);
    }
    assert_int_equal(must_send(&r, JX_MSG_fetch).fetch.position, 3);
    give_pack_behind(&r, records_pack(&r.arena, 3, NULL, NULL), 2);
    assert_true(action(&r, WORKER_FOLD)->items->outcome.judged);
    folded(&r, JX_OK);

    give_records(&r, 101, 60, &next, 1); /* and that is known from there */
    assert_false(sent(&r, JX_MSG_fetch, &m));
    assert_true(action(&r, WORKER_FOLD)->items->outcome.judged);
    clear(&r);
}

static void where_every_pack_was_refused_nothing_is_judged(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 9);
    welcome(&r);
    struct jx_slice record = usual_record(&r, 10);
    give_records(&r, 10, 4, &record, 1);
    give_pack_behind(&r, records_bad_pack(&r.arena, 4), 4); /* not before itself */
    assert_int_equal(count_kind(&r, WORKER_FOLD), 0);
    give_pack_behind(&r, records_bad_pack(&r.arena, 4), 0);
    assert_int_equal(action(&r, WORKER_FOLD)->items->outcome.status, JX_E_NO_PACK);
    clear(&r);
}

/* A run of the pack in that record. */
static struct jx_slice run_record(struct rig *r, uint64_t position, struct jx_slice pack_record)
{
    struct jx_record record;
    struct jx_pack_act pack;
    struct jx_buffer b;
    assert_int_equal(jx_record_decode(pack_record, &record), JX_OK);
    assert_int_equal(jx_pack_act_decode(record.content, &pack), JX_OK);
    struct jx_run_act act = {.nonce = pack.nonce, .name = pack.name, .pack = pack.pack};
    jx_buffer_init(&b, JX_CONTENT_BYTES_MAX);
    assert_int_equal(jx_run_act_encode(&act, &b), JX_OK);
    struct jx_slice content = jx_arena_copy(&r->arena, jx_buffer_slice(&b));
    struct jx_header h = {.kind = JX_ACT_RUN,
                          .form = JX_LIT(""),
                          .year = 2024,
                          .period = JX_LIT(""),
                          .unit = JX_LIT("")};
    jx_buffer_clear(&b);
    return records_make(&r->arena, position, &h, content);
}

static void years_have_packs_of_their_own_when_the_store_says_so(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 9);
    welcome(&r);
    struct jx_slice record = usual_record(&r, 10), next = usual_record(&r, 11);
    give_records(&r, 10, 2, &record, 1);
    give_pack(&r, records_pack(&r.arena, 2, NULL, NULL));
    const struct store_item *it = action(&r, WORKER_FOLD)->items;
    const struct jx_hash general = it->outcome.pack;
    assert_int_equal(it->judged_by, 0);
    /* The store has it that the year is judged under the pack of run 5. */
    const struct store_year_pack years[] = {{it->header.year + 1, 4}, {it->header.year, 5}};
    step(&r, &(struct worker_event){.kind = WORKER_FOLDED,
                                    .status = JX_E_NO_PACK,
                                    .position = r.store,
                                    .years = years,
                                    .year_count = 2});
    assert_int_equal(must_send(&r, JX_MSG_fetch).fetch.position, 4);
    give_pack_behind(&r, run_record(&r, 4, records_pack(&r.arena, 2, NULL, NULL)), 2);
    assert_int_equal(must_send(&r, JX_MSG_fetch).fetch.position, 5);
    give_pack_behind(&r, run_record(&r, 5, records_pack(&r.arena, 2, "90", "95")), 2);
    it = action(&r, WORKER_FOLD)->items;
    assert_int_equal(it->judged_by, 5);
    assert_false(jx_hash_eq(&it->outcome.pack, &general));
    folded(&r, JX_OK);
    give_records(&r, 11, 2, &next, 1);
    assert_int_equal(action(&r, WORKER_FOLD)->items->judged_by, 5); /* from now on at once */
    clear(&r);
}

static void more_packs_than_it_keeps_are_fetched_again(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 99);
    welcome(&r);
    for (uint64_t n = 0; n < 2 * WORKER_PACKS_MAX + 3; n++) {
        uint64_t pack = 1 + n % (WORKER_PACKS_MAX + 1);
        struct jx_slice record = usual_record(&r, 100 + n);
        give_records(&r, 100 + n, pack, &record, 1);
        assert_int_equal(must_send(&r, JX_MSG_fetch).fetch.position, pack);
        give_pack(&r, records_pack(&r.arena, pack, NULL, NULL));
        folded(&r, JX_OK);
    }
    clear(&r);
}

/* ---- queries ---- */

static void a_question_is_answered_for_who_asks(void **state)
{
    static const uint8_t key[JX_KEY_BYTES] = {1, 2, 3};
    struct rig r;
    (void)state;
    make(&r, 0);
    welcome(&r);
    struct jx_message m = {.kind = JX_MSG_ask};
    m.ask.token = 77;
    m.ask.key = jx_slice_at(key, sizeof key);
    m.ask.unit = JX_LIT("3301");
    m.ask.roles = JX_ROLE_township;
    m.ask.name = JX_LIT("summary");
    m.ask.arguments = JX_LIT("arguments");
    receive(&r, &m);
    const struct worker_action *a = action(&r, WORKER_ANSWER);
    assert_int_equal(a->token, 77);
    assert_memory_equal(a->principal.key, key, sizeof key);
    assert_true(jx_slice_eq(a->principal.unit, JX_LIT("3301")));
    assert_int_equal(a->principal.roles, JX_ROLE_township);
    assert_true(jx_slice_eq(a->name, JX_LIT("summary")));

    step(&r, &(struct worker_event){
                 .kind = WORKER_ANSWERED, .status = JX_OK, .token = 77, .body = JX_LIT("body")});
    m = must_send(&r, JX_MSG_reply);
    assert_int_equal(m.reply.token, 77);
    assert_true(jx_slice_eq(m.reply.body, JX_LIT("body")));
    step(&r, &(struct worker_event){.kind = WORKER_ANSWERED,
                                    .status = JX_E_NOT_FOUND,
                                    .token = 78,
                                    .body = JX_LIT("half")});
    m = must_send(&r, JX_MSG_reply);
    assert_true(jx_slice_eq(m.reply.status, JX_LIT("JX_E_NOT_FOUND")));
    assert_int_equal(m.reply.body.len, 0);

    char *huge = jx_arena_take(&r.arena, JX_MESSAGE_BYTES_MAX);
    step(&r, &(struct worker_event){.kind = WORKER_ANSWERED,
                                    .status = JX_OK,
                                    .token = 79,
                                    .body = jx_slice_at(huge, JX_MESSAGE_BYTES_MAX)});
    m = must_send(&r, JX_MSG_reply);
    assert_int_equal(m.reply.token, 79);
    assert_true(jx_slice_eq(m.reply.status, JX_LIT("JX_E_TOO_LARGE")));
    clear(&r);
}

static void what_is_not_meant_for_it_is_passed_over(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 0);
    welcome(&r);
    step(&r, &(struct worker_event){.kind = WORKER_MESSAGE, .bytes = JX_LIT("garbage")});
    assert_int_equal(r.count, 0);
    struct jx_message m;
    memset(&m, 0, sizeof m);
    m.kind = JX_MSG_submit;
    receive(&r, &m);
    assert_int_equal(r.count, 0);
    clear(&r);
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
        cmocka_unit_test(a_pack_is_fetched_once),
        cmocka_unit_test(a_pack_that_does_not_come_is_asked_for_again),
        cmocka_unit_test(a_pack_activated_inside_a_batch_holds_from_there_on),
        cmocka_unit_test(a_refused_pack_leaves_the_one_before_it_in_force),
        cmocka_unit_test(where_every_pack_was_refused_nothing_is_judged),
        cmocka_unit_test(years_have_packs_of_their_own_when_the_store_says_so),
        cmocka_unit_test(more_packs_than_it_keeps_are_fetched_again),
        cmocka_unit_test(a_question_is_answered_for_who_asks),
        cmocka_unit_test(what_is_not_meant_for_it_is_passed_over),
    };
    return cmocka_run_group_tests_name("worker.engine", tests, NULL, NULL);
}
