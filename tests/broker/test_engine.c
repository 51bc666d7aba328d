/* The broker's decisions, one at a time. */
#include "rig.h"

#include <stdio.h>

/* A bench with one key of each kind, a pack, and no worker yet. */
static void usual(struct rig *r, uint64_t records_before)
{
    rig_make(r, records_before + 8);
    r->last = records_before;
    rig_enrol(r, 'c', "county", "33");
    rig_enrol(r, 't', "township", "3301");
    rig_enrol(r, 'd', "department", "3301");
    rig_enrol(r, 's', "supervisor", "33");
    rig_enrol(r, 'w', "worker", "33");
    rig_enrol(r, 'v', "worker", "33");
    rig_enrol(r, 'a', "admin", "33");
    rig_pack(r);
    assert_int_equal(r->last, records_before + 8);
}

static struct jx_message plain(enum jx_message_kind kind)
{
    struct jx_message m;
    memset(&m, 0, sizeof m);
    m.kind = kind;
    m.correlation = JX_LIT("corr");
    return m;
}

/* ---- keys ---- */

static void an_unknown_key_is_told_so_and_nothing_of_it_is_read(void **state)
{
    uint8_t key[JX_KEY_BYTES];
    (void)state;
    struct rig r;
    usual(&r, 0);
    rig_key('x', key);
    assert_false(broker_admits(r.broker, key));
    rig_send_bytes(&r, 'x', JX_LIT("anything"));
    rig_only_refused(&r, 'x', JX_E_KEY_UNKNOWN);
    assert_int_equal(rig_sent(&r, 0).correlation.len, 0);
    assert_int_equal(broker_counts(r.broker).refused, 1);
    rig_clear(&r);
}

/* Revoking takes effect when the record is on disk, for the very next message of that key. */
static void a_revoked_keys_next_message_is_refused(void **state)
{
    uint8_t key[JX_KEY_BYTES];
    (void)state;
    struct rig r;
    usual(&r, 0);
    rig_key('t', key);
    struct jx_message m = rig_key_act(&r, "revoke", 't', "", "");
    rig_send(&r, 'a', &m);
    assert_int_equal(rig_count(&r, BROKER_APPEND), 1);

    struct jx_message status = plain(JX_MSG_status);
    rig_send(&r, 't', &status);
    assert_int_equal(rig_count(&r, BROKER_STATUS), 1);
    assert_true(broker_admits(r.broker, key));

    rig_appended(&r, JX_OK, r.last + 1, "receipt", m.submit.content);
    assert_false(broker_admits(r.broker, key));
    rig_send(&r, 't', &status);
    rig_only_refused(&r, 't', JX_E_KEY_UNKNOWN);

    rig_enrol(&r, 't', "township", "3301"); /* and may come back by another record */
    rig_send(&r, 't', &status);
    assert_int_equal(rig_count(&r, BROKER_STATUS), 1);
    rig_clear(&r);
}

/* ---- acts ---- */

static void no_receipt_leaves_before_the_act_is_on_disk(void **state)
{
    (void)state;
    struct rig r;
    usual(&r, 0);
    struct jx_slice content;
    struct jx_message m = rig_submission(&r, "3301", "first", &content);
    rig_send(&r, 't', &m);
    assert_int_equal(r.count, 1);
    const struct broker_action *a = rig_action(&r, BROKER_APPEND, 0);
    struct jx_hash id = jx_act_id(content);
    uint8_t key[JX_KEY_BYTES];
    rig_key('t', key);
    assert_int_equal(a->act, JX_ACT_SUBMISSION);
    assert_memory_equal(a->principal, key, sizeof key);
    assert_true(jx_hash_eq(&a->id, &id));
    assert_true(jx_slice_eq(a->content, content));
    assert_true(jx_slice_eq(a->header, m.submit.header));

    rig_tick(&r, 5000); /* however long the disk takes */
    assert_int_equal(r.count, 0);

    rig_appended(&r, JX_OK, r.last + 1, "the receipt", content);
    struct jx_message got = rig_only_sent(&r, 't', JX_MSG_receipt);
    assert_true(jx_slice_eq(got.correlation, JX_LIT("corr")));
    assert_true(jx_slice_eq(got.receipt.status, JX_LIT("JX_OK")));
    assert_true(jx_slice_eq(got.receipt.receipt, JX_LIT("the receipt")));
    rig_clear(&r);
}

static void receipts_go_to_their_senders_in_order(void **state)
{
    (void)state;
    struct rig r;
    usual(&r, 0);
    struct jx_slice content;
    struct jx_message m = rig_submission(&r, "3301", "one", &content);
    m.correlation = JX_LIT("1");
    rig_send(&r, 't', &m);
    m.correlation = JX_LIT("");
    rig_send(&r, 'd', &m);
    m.correlation = JX_LIT("0123456789abcdef");
    rig_send(&r, 'c', &m);

    rig_appended(&r, JX_OK, r.last + 1, "first", content);
    assert_true(jx_slice_eq(rig_only_sent(&r, 't', JX_MSG_receipt).correlation, JX_LIT("1")));
    rig_appended(&r, JX_E_DISK_FULL, 0, "", content);
    struct jx_msg_refusal refusal = rig_only_refused(&r, 'd', JX_E_DISK_FULL);
    assert_true(refusal.retry_ms > 0);
    rig_appended(&r, JX_DUPLICATE, r.last, "first", content);
    struct jx_message got = rig_only_sent(&r, 'c', JX_MSG_receipt);
    assert_true(jx_slice_eq(got.receipt.status, JX_LIT("JX_DUPLICATE")));
    assert_true(jx_slice_eq(got.receipt.receipt, JX_LIT("first")));
    assert_true(jx_slice_eq(got.correlation, JX_LIT("0123456789abcdef")));

    struct broker_counts c = broker_counts(r.broker);
    assert_int_equal(c.received, 3);
    assert_int_equal(c.appended, 1);
    assert_int_equal(c.duplicates, 1);
    rig_clear(&r);
}

/* On disk, though its receipt could not be made: it is worked on, and its sender asks again. */
static void an_act_without_a_receipt_counts_all_the_same(void **state)
{
    (void)state;
    struct rig r;
    usual(&r, 0);
    rig_join(&r, 'w', 8, 1);
    struct jx_slice content;
    struct jx_message m = rig_submission(&r, "3301", "x", &content);
    rig_send(&r, 't', &m);
    rig_step(&r, &(struct broker_event){.kind = BROKER_APPENDED,
                                        .status = JX_E_NO_MEMORY,
                                        .fresh = true,
                                        .position = 9,
                                        .content = content});
    assert_int_equal(rig_sent(&r, 0).kind, JX_MSG_refusal);
    assert_true(rig_sent(&r, 0).refusal.retry_ms > 0);
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->position, 9);
    rig_clear(&r);
}

static void without_a_pack_submissions_are_asked_to_come_later(void **state)
{
    (void)state;
    struct rig r;
    rig_make(&r, 1);
    rig_enrol(&r, 'c', "county,admin", "33");
    struct jx_message m = rig_submission(&r, "3301", "x", NULL);
    rig_send(&r, 'c', &m);
    struct jx_msg_refusal refusal = rig_only_refused(&r, 'c', JX_E_NO_PACK);
    assert_true(refusal.retry_ms > 0);

    struct jx_message pack = rig_pack_act(&r, "33");
    rig_send(&r, 'c', &pack);
    rig_send(&r, 'c', &m); /* the pack is not on disk yet */
    rig_only_refused(&r, 'c', JX_E_NO_PACK);
    rig_appended(&r, JX_OK, 2, "receipt", pack.submit.content);
    rig_send(&r, 'c', &m);
    assert_int_equal(rig_count(&r, BROKER_APPEND), 1);
    rig_clear(&r);
}

static void an_act_that_contradicts_itself_is_refused(void **state)
{
    (void)state;
    struct rig r;
    usual(&r, 0);
    struct jx_message m = rig_submission(&r, "3301", "x", NULL);
    struct jx_message other = rig_submission(&r, "3302", "x", NULL);
    struct jx_message mixed = m;
    mixed.submit.content = other.submit.content;
    rig_send(&r, 'c', &mixed);
    rig_only_refused(&r, 'c', JX_E_HEADER);

    mixed = m;
    mixed.submit.content = JX_LIT("no content");
    rig_send(&r, 'c', &mixed);
    rig_only_refused(&r, 'c', JX_E_FORMAT);
    mixed = m;
    mixed.submit.header = JX_LIT("no header");
    rig_send(&r, 'c', &mixed);
    rig_only_refused(&r, 'c', JX_E_FORMAT);

    mixed = rig_key_act(&r, "promote", 'n', "county", "33"); /* no such action */
    rig_send(&r, 'a', &mixed);
    rig_only_refused(&r, 'a', JX_E_FIELD_VALUE);
    rig_clear(&r);
}

static void a_full_queue_says_when_to_come_back(void **state)
{
    (void)state;
    struct rig r;
    usual(&r, 0);
    struct jx_slice content;
    struct jx_message m = rig_submission(&r, "3301", "x", &content);
    for (uint32_t i = 0; i < BROKER_APPENDS_MAX; i++) {
        rig_send(&r, 'c', &m);
        assert_int_equal(r.out[0].kind, BROKER_APPEND);
    }
    rig_send(&r, 'c', &m);
    struct jx_msg_refusal refusal = rig_only_refused(&r, 'c', JX_E_BUSY);
    assert_int_equal(refusal.retry_ms, BROKER_RETRY_MS);
    rig_appended(&r, JX_OK, r.last + 1, "receipt", content);
    rig_send(&r, 'c', &m);
    assert_int_equal(rig_count(&r, BROKER_APPEND), 1);
    rig_clear(&r);
}

static void bytes_that_are_no_message_are_refused(void **state)
{
    static const struct {
        struct jx_slice bytes;
        jx_status why;
    } rows[] = {
        {{"", 0}, JX_E_FORMAT},
        {{"hello", 5}, JX_E_FORMAT},
        {{"\x93\x01\x01", 3}, JX_E_FORMAT},         /* ends early */
        {{"\xdd\x10\x00\x00\x00", 5}, JX_E_FORMAT}, /* 268 million elements, none there */
        {{"\x94\x09\x01\xc4\x01x\xc4\x01y", 9}, JX_E_VERSION}, /* version 9 */
        {{"\x93\x01\x63\xc4\x04"
          "corr",
          9},
         JX_E_PROTOCOL}, /* kind 99 */
        {{"\x93\x01\x01\xc4\x11"
          "0123456789abcdefg",
          22},
         JX_E_TOO_LARGE}, /* long correlation */
    };
    (void)state;
    struct rig r;
    usual(&r, 0);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        rig_send_bytes(&r, 'c', rows[i].bytes);
        assert_int_equal(r.count, 1);
        struct jx_message m = rig_sent(&r, 0);
        assert_int_equal(m.kind, JX_MSG_refusal);
        jx_status got = jx_status_of_name(m.refusal.status.ptr, m.refusal.status.len);
        if (got != rows[i].why) fail_msg("row %zu: %s", i, jx_status_name(got));
        if (rows[i].why == JX_E_PROTOCOL) assert_true(jx_slice_eq(m.correlation, JX_LIT("corr")));
    }
    rig_clear(&r);
}

static void the_journal_is_asked_for_status_and_records(void **state)
{
    (void)state;
    struct rig r;
    usual(&r, 0);
    rig_join(&r, 'w', 3, 0);
    struct jx_message m = plain(JX_MSG_status);
    memset(m.status.id.bytes, 9, JX_HASH_BYTES);
    rig_send(&r, 's', &m);
    const struct broker_action *a = rig_action(&r, BROKER_STATUS, 0);
    assert_true(jx_hash_eq(&a->id, &m.status.id));
    assert_int_equal(a->done, 3);
    assert_true(jx_slice_eq(a->correlation, JX_LIT("corr")));
    m = plain(JX_MSG_fetch);
    m.fetch.position = 5;
    rig_send(&r, 'w', &m);
    assert_int_equal(rig_action(&r, BROKER_FETCH, 0)->position, 5);
    rig_clear(&r);
}

static void records_are_given_as_far_as_they_are_on_disk(void **state)
{
    (void)state;
    struct rig r;
    usual(&r, 0);
    struct jx_message m = plain(JX_MSG_records);
    m.records.from = r.last;
    rig_send(&r, 'a', &m);
    const struct broker_action *a = rig_action(&r, BROKER_RECORDS, 0);
    assert_int_equal(a->position, r.last);
    assert_true(jx_slice_eq(a->correlation, JX_LIT("corr")));
    m.records.from = r.last + 1;
    rig_send(&r, 'a', &m);
    rig_only_refused(&r, 'a', JX_E_NOT_FOUND);
    m.records.from = 0;
    rig_send(&r, 'a', &m);
    rig_only_refused(&r, 'a', JX_E_NOT_FOUND);
    rig_clear(&r);
}

/* ---- leases ---- */

static void nothing_is_leased_before_a_worker_says_where_the_store_stands(void **state)
{
    (void)state;
    struct rig r;
    usual(&r, 192);
    rig_tick(&r, 600);
    assert_int_equal(r.count, 0);
    struct jx_message m = plain(JX_MSG_beat); /* of a worker that a former broker knew */
    rig_send(&r, 'w', &m);
    rig_only_refused(&r, 'w', JX_E_NOT_FOUND);
    assert_int_equal(broker_workers(r.broker), 0);

    rig_join(&r, 'w', 0, 4);
    struct jx_message welcome = rig_sent(&r, 0);
    assert_true(jx_slice_eq(welcome.welcome.journal, jx_slice_at(rig_journal, sizeof rig_journal)));
    assert_int_equal(welcome.welcome.lease_ms, BROKER_LEASE_MS);
    assert_int_equal(broker_workers(r.broker), 1);
    assert_int_equal(rig_count(&r, BROKER_LEASE), 4);
    for (size_t i = 0; i < 4; i++) {
        const struct broker_action *a = rig_action(&r, BROKER_LEASE, i);
        assert_int_equal(a->position, 1 + i * BROKER_BATCH_RECORDS);
        assert_int_equal(a->count, i < 3 ? BROKER_BATCH_RECORDS : 8);
    }
    rig_clear(&r);
}

static void credit_bounds_what_a_worker_is_given(void **state)
{
    (void)state;
    for (uint64_t credit = 0; credit < 12; credit++) {
        struct rig r;
        usual(&r, 64 * 20);
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
    usual(&r, 0);
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
    rig_make(&r, 130);
    rig_enrol(&r, 'w', "worker", "33");
    assert_int_equal(rig_pack(&r), 2);
    r.last = 64;
    assert_int_equal(rig_pack(&r), 65); /* the first record of the second batch */
    assert_int_equal(rig_pack(&r), 66);
    rig_join(&r, 'w', 0, 3);
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->pack_position, 0);
    assert_int_equal(rig_action(&r, BROKER_LEASE, 1)->pack_position, 2);
    assert_int_equal(rig_action(&r, BROKER_LEASE, 2)->pack_position, 66);
    rig_clear(&r);
}

static void what_a_cut_batch_left_out_is_leased_next(void **state)
{
    (void)state;
    struct rig r;
    usual(&r, 92);
    rig_join(&r, 'w', 0, 1);
    uint64_t lease = rig_action(&r, BROKER_LEASE, 0)->lease;
    rig_leased(&r, lease, 10);
    assert_int_equal(rig_count(&r, BROKER_LEASE), 0); /* its credit is used up */
    rig_join(&r, 'v', 0, 2);
    uint64_t next = 11;
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(rig_action(&r, BROKER_LEASE, i)->position, next);
        next += rig_action(&r, BROKER_LEASE, i)->count;
    }
    assert_int_equal(next, 101);
    rig_clear(&r);
}

/* Nothing could be sent: the credit is given back, and the next event tries again. */
static void an_empty_batch_is_tried_again(void **state)
{
    (void)state;
    struct rig r;
    usual(&r, 0);
    rig_join(&r, 'w', 0, 1);
    rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, 0);
    assert_int_equal(r.count, 0);
    rig_tick(&r, 100);
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->position, 1);
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->count, 8);
    rig_clear(&r);
}

static struct jx_message done(uint64_t lease, uint64_t first, uint64_t position)
{
    struct jx_message m = plain(JX_MSG_done);
    m.done.lease = lease;
    m.done.first = first;
    m.done.position = position;
    return m;
}

static void a_silent_workers_leases_go_to_another(void **state)
{
    (void)state;
    struct rig r;
    usual(&r, 56);
    rig_join(&r, 'w', 0, 1);
    rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, 64);
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
    assert_int_equal(a->count, 64);
    assert_int_equal(broker_counts(r.broker).expired, 1);
    /* What still waits to be sent to it would only fill its queue when it is back. */
    struct jx_route lost = rig_route('w');
    assert_true(jx_route_eq(&rig_action(&r, BROKER_FORGET, 0)->route, &lost));

    struct jx_message late = done(1, 1, 64); /* the lost one wakes up */
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
    usual(&r, 56);
    assert_false(broker_worker_at(r.broker, 0, &w));
    struct jx_message hello = rig_hello(0, 1), beat = plain(JX_MSG_beat), bye = plain(JX_MSG_bye);
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
    usual(&r, 56);
    rig_join(&r, 'w', 0, 1);
    rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, 64);
    for (int64_t t = 0; t < BROKER_STUCK_MS; t += BROKER_BEAT_MS) {
        struct jx_message m = plain(JX_MSG_beat);
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
    usual(&r, 56);
    rig_join(&r, 'w', 0, 1);
    rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, 64);
    struct jx_message m = plain(JX_MSG_beat);
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
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->count, 64);
    rig_clear(&r);
}

/* Its worker is full, as far as beats say, with or without that batch; it may be lost any number of
 * times. */
static void the_next_batch_may_be_lost_more_than_once(void **state)
{
    (void)state;
    struct rig r;
    struct jx_message full = plain(JX_MSG_beat);
    usual(&r, 56);
    rig_join(&r, 'w', 0, 1);
    rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, 64);
    for (int times = 0; times < 5; times++) {
        int64_t waited = 0;
        do {
            rig_send(&r, 'w', &full);
            rig_tick(&r, BROKER_BEAT_MS);
            waited += BROKER_BEAT_MS;
        } while (rig_count(&r, BROKER_LEASE) == 0 && waited < 3 * BROKER_STUCK_MS);
        assert_int_equal(rig_count(&r, BROKER_LEASE), 1);
        assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->position, 1);
        rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, 64);
    }
    rig_clear(&r);
}

/* An older store was put back while its workers, which had died, still counted as alive. */
static void workers_whose_store_is_an_older_one_start_again_from_there(void **state)
{
    (void)state;
    struct rig r;
    struct jx_message beat = plain(JX_MSG_beat);
    usual(&r, 56);
    rig_join(&r, 'w', 0, 1);
    uint64_t lease = rig_action(&r, BROKER_LEASE, 0)->lease;
    struct jx_message word = done(lease, 1, 64);
    rig_leased(&r, lease, 64);
    rig_send(&r, 'w', &word);
    assert_int_equal(broker_done(r.broker), 64);
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
    usual(&r, 64 * 6);
    rig_join(&r, 'w', 0, 1);
    rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, 64);
    rig_join(&r, 'v', 0, 2);
    struct broker_action leases[] = {*rig_action(&r, BROKER_LEASE, 0),
                                     *rig_action(&r, BROKER_LEASE, 1)};
    for (size_t i = 0; i < COUNT_OF(leases); i++)
        rig_leased(&r, leases[i].lease, leases[i].count);
    struct jx_message bye = plain(JX_MSG_bye);
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
        usual(&r, 56);
        rig_join(&r, 'w', 0, 1);
        rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, 64);
        rig_join(&r, 'v', 0, 1);
        struct jx_message bye = plain(JX_MSG_bye);
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
    usual(&r, 56);
    rig_join(&r, 'w', 0, 1);
    rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, 64);
    rig_join(&r, 'w', 0, 1);
    assert_int_equal(broker_workers(r.broker), 1);
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->position, 1);
    rig_clear(&r);
}

static void done_gives_credit_back_and_tells_whose_turn_it_is(void **state)
{
    (void)state;
    struct rig r;
    usual(&r, 64 * 4 - 8);
    rig_join(&r, 'w', 0, 1);
    uint64_t first = rig_action(&r, BROKER_LEASE, 0)->lease;
    rig_leased(&r, first, 64);
    rig_join(&r, 'v', 0, 1);
    rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, 64);

    struct jx_message m = done(first, 1, 64);
    rig_send(&r, 'w', &m);
    assert_int_equal(broker_done(r.broker), 64);
    struct jx_message turn = rig_sent(&r, 0);
    struct jx_route to = rig_route('v');
    assert_true(jx_route_eq(&rig_action(&r, BROKER_SEND, 0)->route, &to));
    assert_int_equal(turn.kind, JX_MSG_turn);
    assert_int_equal(turn.turn.position, 64);
    assert_int_equal(rig_count(&r, BROKER_SEND), 1); /* to nobody else */
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->position, 129);
    to = rig_route('w');
    assert_true(jx_route_eq(&rig_action(&r, BROKER_LEASE, 0)->route, &to));
    rig_clear(&r);
}

/* The message about a commit can be lost; the next beat tells as much. */
static void a_beat_also_says_how_far_the_store_is(void **state)
{
    (void)state;
    struct rig r;
    usual(&r, 64 * 4 - 8);
    rig_join(&r, 'w', 0, 1);
    rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, 64);
    struct jx_message m = plain(JX_MSG_beat);
    m.beat.position = 64;
    rig_send(&r, 'w', &m);
    assert_int_equal(broker_done(r.broker), 64);
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->position, 65);
    m.beat.position = 1000000; /* what cannot be is not believed */
    rig_send(&r, 'w', &m);
    assert_int_equal(broker_done(r.broker), 64);
    rig_clear(&r);
}

static void done_beyond_the_journal_is_refused(void **state)
{
    (void)state;
    struct rig r;
    usual(&r, 0);
    rig_join(&r, 'w', 0, 1);
    struct jx_message m = done(1, 1, r.last + 1);
    rig_send(&r, 'w', &m);
    rig_only_refused(&r, 'w', JX_E_PROTOCOL);
    assert_int_equal(broker_done(r.broker), 0);
    m = done(1, 0, 1); /* position 0 is nobody's */
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
    usual(&r, 0);
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
    struct jx_message m = done(lease, 9, 10);
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

/* ---- stores ---- */

static void the_store_of_another_journal_is_refused(void **state)
{
    (void)state;
    struct rig r;
    usual(&r, 0);
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
    usual(&r, 192);
    rig_join(&r, 'w', 150, 1);
    assert_int_equal(rig_action(&r, BROKER_LEASE, 0)->position, 151);
    rig_leased(&r, rig_action(&r, BROKER_LEASE, 0)->lease, 50);
    struct jx_message bye = plain(JX_MSG_bye);
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
    usual(&r, 192);
    rig_join(&r, 'w', 100, 1);
    struct jx_message beat = plain(JX_MSG_beat), hello = rig_hello(99, 1);
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
    usual(&r, 192);
    rig_join(&r, 'w', 0, 4);
    struct broker_action leases[4];
    for (size_t i = 0; i < 4; i++)
        leases[i] = *rig_action(&r, BROKER_LEASE, i);
    for (size_t i = 0; i < 4; i++)
        rig_leased(&r, leases[i].lease, leases[i].count);
    struct jx_message m = done(leases[0].lease, 1, 64), hello = rig_hello(0, 4);
    rig_send(&r, 'w', &m);
    rig_send(&r, 'v', &hello); /* read before that commit */
    struct jx_message answer = rig_sent(&r, 0);
    if (answer.kind == JX_MSG_refusal)
        assert_false(jx_slice_eq(answer.refusal.status, JX_LIT("JX_E_CORRUPT")));
    assert_int_equal(broker_done(r.broker), 64);
    assert_int_equal(rig_count(&r, BROKER_LEASE), 0); /* nothing is leased twice */
    rig_clear(&r);
}

/* ---- queries ---- */

static struct jx_message query(void)
{
    struct jx_message m = plain(JX_MSG_query);
    m.query.name = JX_LIT("summary");
    m.query.arguments = JX_LIT("arguments");
    return m;
}

static struct jx_message reply(uint64_t token, const char *status)
{
    struct jx_message m = plain(JX_MSG_reply);
    m.reply.token = token;
    m.reply.status = jx_slice_of(status);
    m.reply.body = JX_LIT("body");
    return m;
}

static void a_query_goes_to_a_worker_with_who_asks_and_back(void **state)
{
    (void)state;
    struct rig r;
    usual(&r, 0);
    struct jx_message m = query();
    rig_send(&r, 't', &m);
    rig_only_refused(&r, 't', JX_E_NO_WORKER);

    rig_join(&r, 'w', 8, 1);
    rig_send(&r, 't', &m);
    struct jx_message ask = rig_only_sent(&r, 'w', JX_MSG_ask);
    uint8_t key[JX_KEY_BYTES];
    rig_key('t', key);
    assert_true(jx_slice_eq(ask.ask.key, jx_slice_at(key, sizeof key)));
    assert_true(jx_slice_eq(ask.ask.unit, JX_LIT("3301")));
    assert_int_equal(ask.ask.roles, JX_ROLE_township);
    assert_true(jx_slice_eq(ask.ask.name, JX_LIT("summary")));
    assert_true(jx_slice_eq(ask.ask.arguments, JX_LIT("arguments")));

    struct jx_message back = reply(ask.ask.token, "JX_OK");
    rig_join(&r, 'v', 8, 1);
    rig_send(&r, 'v', &back); /* not its own question */
    assert_int_equal(r.count, 0);
    rig_send(&r, 'w', &back);
    struct jx_message answer = rig_only_sent(&r, 't', JX_MSG_answer);
    assert_true(jx_slice_eq(answer.answer.body, JX_LIT("body")));
    assert_true(jx_slice_eq(answer.correlation, JX_LIT("corr")));
    rig_send(&r, 'w', &back); /* a second time */
    assert_int_equal(r.count, 0);
    rig_clear(&r);
}

/* A question's number, from a broker that numbers from `first` on; it is asked by t, of w. */
static uint64_t ask_numbered(struct rig *r, uint64_t first)
{
    usual(r, 0);
    broker_number_asks(r->broker, first);
    rig_join(r, 'w', 8, 2);
    struct jx_message m = query();
    rig_send(r, 't', &m);
    return rig_only_sent(r, 'w', JX_MSG_ask).ask.token;
}

/* A worker that was stopped meanwhile answers what a broker asked that is gone. */
static void the_answer_to_another_brokers_question_is_nobodys(void **state)
{
    (void)state;
    struct rig gone, r;
    uint64_t old = ask_numbered(&gone, 4000);
    rig_clear(&gone);
    uint64_t asked = ask_numbered(&r, 4000 + 7 * BROKER_ASKS_MAX); /* of the same place */
    assert_int_not_equal(old, asked);
    struct jx_message late = reply(old, "JX_OK"), back = reply(asked, "JX_OK");
    rig_send(&r, 'w', &late);
    assert_int_equal(r.count, 0);
    rig_send(&r, 'w', &back);
    rig_only_sent(&r, 't', JX_MSG_answer);
    rig_clear(&r);
}

/* 0 is no question's number: it means that a place is free. */
static void numbers_go_round_without_nought(void **state)
{
    (void)state;
    struct rig r;
    uint64_t last = ask_numbered(&r, UINT64_MAX);
    struct jx_message m = query(), back = reply(0, "JX_OK");
    assert_true(last == UINT64_MAX);
    rig_send(&r, 't', &m);
    uint64_t next = rig_only_sent(&r, 'w', JX_MSG_ask).ask.token;
    assert_true(next != 0 && next < BROKER_ASKS_MAX);
    rig_send(&r, 'w', &back);
    assert_int_equal(r.count, 0);
    back = reply(next, "JX_OK");
    rig_send(&r, 'w', &back);
    rig_only_sent(&r, 't', JX_MSG_answer);
    rig_clear(&r);
}

static void what_a_worker_will_not_answer_is_refused(void **state)
{
    (void)state;
    struct rig r;
    usual(&r, 0);
    rig_join(&r, 'w', 8, 1);
    struct jx_message m = query();
    rig_send(&r, 't', &m);
    struct jx_message back = reply(rig_sent(&r, 0).ask.token, "JX_E_NOT_FOUND");
    rig_send(&r, 'w', &back);
    rig_only_refused(&r, 't', JX_E_NOT_FOUND);
    rig_clear(&r);
}

static void an_unanswered_query_is_refused_in_time(void **state)
{
    (void)state;
    struct rig r;
    usual(&r, 0);
    rig_join(&r, 'w', 8, 1);
    struct jx_message m = query(), beat = plain(JX_MSG_beat);
    rig_send(&r, 't', &m);
    uint64_t token = rig_sent(&r, 0).ask.token;
    beat.beat.position = 8;
    for (int64_t t = 500; t < BROKER_ASK_MS; t += 500) {
        rig_tick(&r, 500);
        rig_send(&r, 'w', &beat);
        assert_int_equal(r.count, 0);
    }
    rig_tick(&r, 500);
    struct jx_message last = rig_sent(&r, rig_count(&r, BROKER_SEND) - 1);
    assert_int_equal(last.kind, JX_MSG_refusal);
    assert_true(jx_slice_eq(last.refusal.status, JX_LIT("JX_E_BUSY")));
    m = reply(token, "JX_OK");
    rig_send(&r, 'w', &m); /* too late */
    assert_int_equal(r.count, 0);
    rig_clear(&r);
}

static void a_lost_workers_askers_are_told(void **state)
{
    (void)state;
    struct rig r;
    usual(&r, 0);
    rig_join(&r, 'w', 8, 1);
    struct jx_message m = query(), bye = plain(JX_MSG_bye);
    rig_send(&r, 't', &m);
    rig_send(&r, 'w', &bye);
    rig_tick(&r, 100);
    rig_only_refused(&r, 't', JX_E_NO_WORKER);
    rig_clear(&r);
}

static void questions_spread_over_workers_and_are_bounded(void **state)
{
    (void)state;
    struct rig r;
    usual(&r, 0);
    rig_join(&r, 'w', 8, 1);
    rig_join(&r, 'v', 8, 1);
    struct jx_message m = query();
    size_t to_w = 0;
    struct jx_route w = rig_route('w');
    for (int i = 0; i < BROKER_ASKS_MAX; i++) {
        rig_send(&r, 't', &m);
        assert_int_equal(rig_sent(&r, 0).kind, JX_MSG_ask);
        to_w += jx_route_eq(&r.out[0].route, &w);
    }
    assert_int_equal(to_w, BROKER_ASKS_MAX / 2);
    rig_send(&r, 't', &m);
    rig_only_refused(&r, 't', JX_E_BUSY);
    size_t refused = 0; /* all of them at once are told over several ticks */
    for (int i = 0; i < 100 && refused < BROKER_ASKS_MAX; i++) {
        rig_tick(&r, i ? 100 : BROKER_ASK_MS);
        refused += rig_count(&r, BROKER_SEND);
    }
    assert_int_equal(refused, BROKER_ASKS_MAX);
    rig_clear(&r);
}

static void there_is_a_most_of_workers(void **state)
{
    (void)state;
    struct rig r;
    usual(&r, 0);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_unknown_key_is_told_so_and_nothing_of_it_is_read),
        cmocka_unit_test(a_revoked_keys_next_message_is_refused),
        cmocka_unit_test(no_receipt_leaves_before_the_act_is_on_disk),
        cmocka_unit_test(receipts_go_to_their_senders_in_order),
        cmocka_unit_test(an_act_without_a_receipt_counts_all_the_same),
        cmocka_unit_test(without_a_pack_submissions_are_asked_to_come_later),
        cmocka_unit_test(an_act_that_contradicts_itself_is_refused),
        cmocka_unit_test(a_full_queue_says_when_to_come_back),
        cmocka_unit_test(bytes_that_are_no_message_are_refused),
        cmocka_unit_test(the_journal_is_asked_for_status_and_records),
        cmocka_unit_test(records_are_given_as_far_as_they_are_on_disk),
        cmocka_unit_test(nothing_is_leased_before_a_worker_says_where_the_store_stands),
        cmocka_unit_test(credit_bounds_what_a_worker_is_given),
        cmocka_unit_test(work_spreads_over_workers),
        cmocka_unit_test(leases_name_the_pack_in_force),
        cmocka_unit_test(what_a_cut_batch_left_out_is_leased_next),
        cmocka_unit_test(an_empty_batch_is_tried_again),
        cmocka_unit_test(a_silent_workers_leases_go_to_another),
        cmocka_unit_test(a_worker_is_known_by_its_process),
        cmocka_unit_test(a_worker_that_beats_keeps_its_leases),
        cmocka_unit_test(the_next_batch_is_given_out_again_when_nothing_comes_of_it),
        cmocka_unit_test(the_next_batch_may_be_lost_more_than_once),
        cmocka_unit_test(workers_whose_store_is_an_older_one_start_again_from_there),
        cmocka_unit_test(the_batch_that_all_wait_for_is_given_beyond_credit),
        cmocka_unit_test(a_worker_that_leaves_gives_back_its_leases),
        cmocka_unit_test(a_second_hello_lets_go_of_what_the_first_was_given),
        cmocka_unit_test(done_gives_credit_back_and_tells_whose_turn_it_is),
        cmocka_unit_test(a_beat_also_says_how_far_the_store_is),
        cmocka_unit_test(done_beyond_the_journal_is_refused),
        cmocka_unit_test(the_outcome_goes_to_whoever_submitted),
        cmocka_unit_test(the_store_of_another_journal_is_refused),
        cmocka_unit_test(a_store_that_was_taken_back_is_filled_again),
        cmocka_unit_test(a_store_that_stays_behind_is_not_taken_on),
        cmocka_unit_test(a_worker_that_lags_a_moment_is_not_taken_for_a_foreign_one),
        cmocka_unit_test(a_query_goes_to_a_worker_with_who_asks_and_back),
        cmocka_unit_test(the_answer_to_another_brokers_question_is_nobodys),
        cmocka_unit_test(numbers_go_round_without_nought),
        cmocka_unit_test(what_a_worker_will_not_answer_is_refused),
        cmocka_unit_test(an_unanswered_query_is_refused_in_time),
        cmocka_unit_test(a_lost_workers_askers_are_told),
        cmocka_unit_test(questions_spread_over_workers_and_are_bounded),
        cmocka_unit_test(there_is_a_most_of_workers),
    };
    return cmocka_run_group_tests_name("broker.engine", tests, NULL, NULL);
}
