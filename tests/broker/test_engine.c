/* The broker's decisions on keys and acts, one at a time. */
#include "rig.h"

/* ---- keys ---- */

static void an_unknown_key_is_told_so_and_nothing_of_it_is_read(void **state)
{
    uint8_t key[JX_KEY_BYTES];
    (void)state;
    struct rig r;
    rig_usual(&r, 0);
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
    rig_usual(&r, 0);
    rig_key('t', key);
    struct jx_message m = rig_key_act(&r, "revoke", 't', "", "");
    rig_send(&r, 'a', &m);
    assert_int_equal(rig_count(&r, BROKER_APPEND), 1);

    struct jx_message status = rig_plain(JX_MSG_status);
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
    rig_usual(&r, 0);
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
    rig_usual(&r, 0);
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
    rig_usual(&r, 0);
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
    rig_usual(&r, 0);
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
    rig_usual(&r, 0);
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
    rig_usual(&r, 0);
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
    rig_usual(&r, 0);
    rig_join(&r, 'w', 3, 0);
    struct jx_message m = rig_plain(JX_MSG_status);
    memset(m.status.id.bytes, 9, JX_HASH_BYTES);
    rig_send(&r, 's', &m);
    const struct broker_action *a = rig_action(&r, BROKER_STATUS, 0);
    assert_true(jx_hash_eq(&a->id, &m.status.id));
    assert_int_equal(a->done, 3);
    assert_true(jx_slice_eq(a->correlation, JX_LIT("corr")));
    m = rig_plain(JX_MSG_fetch);
    m.fetch.position = 5;
    rig_send(&r, 'w', &m);
    assert_int_equal(rig_action(&r, BROKER_FETCH, 0)->position, 5);
    rig_clear(&r);
}

static void records_are_given_as_far_as_they_are_on_disk(void **state)
{
    (void)state;
    struct rig r;
    rig_usual(&r, 0);
    struct jx_message m = rig_plain(JX_MSG_records);
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
    };
    return cmocka_run_group_tests_name("broker.engine", tests, NULL, NULL);
}
