/* Every limit of the broker, at it and one beyond: beyond it the sender is told which limit, where,
 * and when to come back; and it is counted. */
#include "rig.h"

#define COUNT_OF(a) (sizeof(a) / sizeof(a)[0])

#include "../../proto/base/limits.h"

#include <stdlib.h>

static void usual(struct rig *r)
{
    rig_make(r, 5);
    rig_enrol(r, 'c', "county", "33");
    rig_enrol(r, 'd', "county", "33");
    rig_enrol(r, 'w', "worker", "33");
    rig_enrol(r, 'a', "admin", "33");
    rig_pack(r);
}

static void assert_refused(struct rig *r, jx_status why, const char *where, int64_t limit,
                           bool later)
{
    uint64_t before = broker_counts(r->broker).refused_by[why];
    assert_true(before > 0);
    struct jx_msg_refusal m = rig_only_refused(r, 'c', why);
    assert_int_equal(m.where.len, strlen(where));
    assert_memory_equal(m.where.ptr, where, m.where.len);
    assert_int_equal(m.limit, limit);
    assert_int_equal(m.retry_ms > 0, later);
}

/* ---- one message ---- */

/* A SUBMIT whose parts have these lengths; what is in them does not matter here. */
static void send_sized(struct rig *r, size_t correlation, size_t header, size_t content)
{
    static char zeros[JX_FRAME_BYTES_MAX];
    struct jx_message m = {.kind = JX_MSG_submit, .correlation = jx_slice_at(zeros, correlation)};
    struct jx_buffer b;
    m.submit.header = jx_slice_at(zeros, header);
    m.submit.content = jx_slice_at(zeros, content);
    jx_buffer_init(&b, 2 * (size_t)JX_FRAME_BYTES_MAX);
    assert_int_equal(jx_message_encode(&m, &b), JX_OK);
    rig_send_bytes(r, 'c', jx_buffer_slice(&b));
    jx_buffer_clear(&b);
}

static void a_messages_parts_are_bounded(void **state)
{
    struct rig r;
    (void)state;
    usual(&r);
    /* At the limit it is read, and refused for what is in it: zeros are no header. */
    send_sized(&r, 4, JX_HEADER_BYTES_MAX, 8);
    assert_refused(&r, JX_E_FORMAT, "", 0, false);
    send_sized(&r, 4, JX_HEADER_BYTES_MAX + 1, 8);
    assert_refused(&r, JX_E_TOO_LARGE, "/submit/header", JX_HEADER_BYTES_MAX, false);
    send_sized(&r, 4, 8, JX_CONTENT_BYTES_MAX);
    assert_refused(&r, JX_E_FORMAT, "", 0, false);
    send_sized(&r, 4, 8, JX_CONTENT_BYTES_MAX + 1);
    assert_refused(&r, JX_E_TOO_LARGE, "/submit/content", JX_CONTENT_BYTES_MAX, false);
    send_sized(&r, JX_CORRELATION_BYTES_MAX, 8, 8);
    assert_refused(&r, JX_E_FORMAT, "", 0, false);
    send_sized(&r, JX_CORRELATION_BYTES_MAX + 1, 8, 8);
    assert_refused(&r, JX_E_TOO_LARGE, "", 0, false);
    rig_clear(&r);
}

static void a_message_is_bounded(void **state)
{
    struct rig r;
    (void)state;
    usual(&r);
    char *bytes = calloc(1, JX_MESSAGE_BYTES_MAX + 1);
    assert_non_null(bytes);
    rig_send_bytes(&r, 'c', jx_slice_at(bytes, JX_MESSAGE_BYTES_MAX)); /* looked into: no message */
    assert_refused(&r, JX_E_FORMAT, "", 0, false);
    rig_send_bytes(&r, 'c', jx_slice_at(bytes, JX_MESSAGE_BYTES_MAX + 1));
    assert_refused(&r, JX_E_TOO_LARGE, "", JX_MESSAGE_BYTES_MAX, false);
    free(bytes);
    rig_clear(&r);
}

static void nesting_is_bounded(void **state)
{
    struct rig r;
    char bytes[JX_DEPTH_MAX + 1];
    (void)state;
    usual(&r);
    memset(bytes, '\x91', sizeof bytes); /* arrays of one element */
    bytes[JX_DEPTH_MAX - 1] = '\x01';
    rig_send_bytes(&r, 'c', jx_slice_at(bytes, JX_DEPTH_MAX));
    assert_refused(&r, JX_E_FORMAT, "", 0, false);
    bytes[JX_DEPTH_MAX - 1] = '\x91';
    bytes[JX_DEPTH_MAX] = '\x01';
    rig_send_bytes(&r, 'c', jx_slice_at(bytes, JX_DEPTH_MAX + 1));
    assert_refused(&r, JX_E_DEPTH, "", JX_DEPTH_MAX, false);
    rig_clear(&r);
}

/* An array with so many nils that the message has `nodes` values. */
static void send_nodes(struct rig *r, uint32_t nodes)
{
    struct jx_buffer b;
    jx_buffer_init(&b, JX_MESSAGE_BYTES_MAX);
    jx_mp_put_array(&b, nodes - 1);
    for (uint32_t i = 1; i < nodes; i++)
        jx_mp_put_nil(&b);
    assert_int_equal(b.status, JX_OK);
    rig_send_bytes(r, 'c', jx_buffer_slice(&b));
    jx_buffer_clear(&b);
}

static void values_are_bounded(void **state)
{
    struct rig r;
    (void)state;
    usual(&r);
    send_nodes(&r, JX_NODES_MAX);
    assert_refused(&r, JX_E_FORMAT, "", 0, false);
    send_nodes(&r, JX_NODES_MAX + 1);
    assert_refused(&r, JX_E_ROWS, "", JX_NODES_MAX, false);
    rig_clear(&r);
}

/* Outcomes of a DONE, from a worker. */
static void a_lists_length_is_bounded(void **state)
{
    static struct jx_slice items[JX_BATCH_RECORDS_MAX + 1];
    struct rig r;
    struct jx_message m = {.kind = JX_MSG_done, .correlation = JX_LIT("corr")};
    (void)state;
    usual(&r);
    rig_join(&r, 'w', 0, 0);
    m.done.outcomes = (struct jx_bins){items, JX_BATCH_RECORDS_MAX};
    rig_send(&r, 'w', &m);
    assert_int_equal(broker_counts(r.broker).refused, 0);
    m.done.outcomes.count++;
    rig_send(&r, 'w', &m);
    struct jx_msg_refusal refusal = rig_only_refused(&r, 'w', JX_E_ROWS);
    assert_true(jx_slice_eq(refusal.where, JX_LIT("/done/outcomes")));
    assert_int_equal(refusal.limit, JX_BATCH_RECORDS_MAX);
    rig_clear(&r);
}

/* ---- what is on its way ---- */

static void acts_on_their_way_are_bounded(void **state)
{
    struct rig r;
    (void)state;
    usual(&r);
    struct jx_message m = rig_submission(&r, "3301", "x", NULL);
    for (int i = 0; i < JX_WAITING_ACTS_MAX; i++) {
        rig_send_by(&r, 'c', 'c', &m);
        assert_int_equal(rig_count(&r, BROKER_APPEND), 1);
    }
    rig_send(&r, 'c', &m);
    assert_refused(&r, JX_E_BUSY, "/journal/acts", JX_WAITING_ACTS_MAX, true);
    rig_appended(&r, JX_OK, r.last + 1, "receipt", m.submit.content);
    rig_send(&r, 'c', &m);
    assert_int_equal(rig_count(&r, BROKER_APPEND), 1);
    rig_clear(&r);
}

static struct jx_message large_submission(struct rig *r, size_t bytes)
{
    struct jx_arena *a = &r->arena;
    char *text = jx_arena_array(a, bytes + 1, 1);
    assert_non_null(text);
    memset(text, 'x', bytes);
    text[bytes] = '\0';
    return rig_submission(r, "3301", text, NULL);
}

static void bytes_on_their_way_are_bounded(void **state)
{
    struct rig r;
    (void)state;
    usual(&r);
    struct jx_message m = large_submission(&r, JX_DOCUMENT_BYTES_MAX);
    size_t sent = 0;
    char from = 'c';
    struct jx_buffer b;
    jx_buffer_init(&b, JX_MESSAGE_BYTES_MAX);
    assert_int_equal(jx_message_encode(&m, &b), JX_OK);
    while (sent <= JX_WAITING_ACTS_BYTES_MAX) {
        rig_send_bytes(&r, from, jx_buffer_slice(&b));
        assert_int_equal(rig_count(&r, BROKER_APPEND), 1);
        sent += b.len;
        from = from == 'c' ? 'd' : 'c'; /* two keys, so that neither's own limit is met */
    }
    rig_send_bytes(&r, 'c', jx_buffer_slice(&b));
    assert_refused(&r, JX_E_BUSY, "/journal/bytes", JX_WAITING_ACTS_BYTES_MAX, true);
    jx_buffer_clear(&b);
    rig_clear(&r);
}

static void the_journals_lead_is_bounded(void **state)
{
    struct rig r;
    (void)state;
    rig_make(&r, JX_LAG_MAX);
    rig_enrol(&r, 'c', "county", "33");
    rig_enrol(&r, 'w', "worker", "33");
    rig_pack(&r);
    r.last = JX_LAG_MAX;
    rig_join(&r, 'w', 0, 0); /* has none of it, and takes none */
    struct jx_slice content;
    struct jx_message m = rig_submission(&r, "3301", "x", &content);
    rig_send(&r, 'c', &m);
    assert_int_equal(rig_count(&r, BROKER_APPEND), 1);
    rig_appended(&r, JX_OK, JX_LAG_MAX + 1, "receipt", content);
    rig_send(&r, 'c', &m);
    assert_refused(&r, JX_E_BUSY, "/journal/lag", JX_LAG_MAX, true);
    assert_int_equal(rig_sent(&r, 0).refusal.retry_ms, BROKER_RETRY_LAG_MS);
    rig_clear(&r);
}

/* The caller says at each tick whether there is room; key acts go on, so that a lost key can be
 * revoked on a full disk. */
static void without_room_no_submission_is_taken(void **state)
{
    static const jx_status reasons[] = {JX_E_DISK_FULL, JX_E_STORE_FULL};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        struct rig r;
        struct jx_slice content;
        rig_make(&r, 0);
        rig_enrol(&r, 'c', "county", "33");
        rig_enrol(&r, 'a', "admin", "33");
        rig_pack(&r);
        struct jx_message m = rig_submission(&r, "3301", "x", &content);
        rig_step(&r, &(struct broker_event){.kind = BROKER_TICK, .status = reasons[i]});
        rig_send(&r, 'c', &m);
        assert_refused(&r, reasons[i], "/journal/room", 0, true);
        assert_int_equal(rig_sent(&r, 0).refusal.retry_ms, BROKER_RETRY_ROOM_MS);
        assert_int_equal(broker_counts(r.broker).refused_by[reasons[i]], 1);
        struct jx_message key = rig_key_act(&r, "enrol", 'd', "township", "3301");
        rig_send(&r, 'a', &key);
        assert_int_equal(rig_count(&r, BROKER_APPEND), 1);
        rig_tick(&r, 100); /* there is room again */
        rig_send(&r, 'c', &m);
        assert_int_equal(rig_count(&r, BROKER_APPEND), 1);
        rig_clear(&r);
    }
}

static void one_keys_submissions_are_bounded(void **state)
{
    struct rig r;
    (void)state;
    usual(&r);
    struct jx_slice content;
    struct jx_message m = rig_submission(&r, "3301", "x", &content);
    for (int i = 0; i < JX_SUBMISSIONS_AT_ONCE; i++) {
        rig_send(&r, 'c', &m);
        assert_int_equal(rig_count(&r, BROKER_APPEND), 1);
        rig_appended(&r, JX_OK, r.last + 1, "receipt", content);
        jx_arena_clear(&r.arena);
        m = rig_submission(&r, "3301", "x", &content);
    }
    rig_send(&r, 'c', &m);
    assert_refused(&r, JX_E_RATE, "/submissions", JX_SUBMISSIONS_PER_MINUTE, true);
    int64_t wait = (int64_t)rig_sent(&r, 0).refusal.retry_ms;
    rig_send(&r, 'd', &m); /* another clerk's key is not touched by it */
    assert_int_equal(rig_count(&r, BROKER_APPEND), 1);
    r.now_ms += wait;
    rig_send(&r, 'c', &m);
    assert_int_equal(rig_count(&r, BROKER_APPEND), 1);
    rig_clear(&r);
}

static void a_large_submission_counts_more(void **state)
{
    struct rig r;
    (void)state;
    usual(&r);
    struct jx_message m = large_submission(&r, 10 * JX_SUBMISSION_COST_BYTES);
    struct jx_buffer b;
    int taken = 0;
    jx_buffer_init(&b, JX_MESSAGE_BYTES_MAX);
    assert_int_equal(jx_message_encode(&m, &b), JX_OK);
    do {
        rig_send_bytes(&r, 'c', jx_buffer_slice(&b));
        if (rig_count(&r, BROKER_APPEND) == 0) break;
        rig_appended(&r, JX_OK, r.last + 1, "receipt", m.submit.content);
    } while (++taken <= JX_SUBMISSIONS_AT_ONCE);
    assert_refused(&r, JX_E_RATE, "/submissions", JX_SUBMISSIONS_PER_MINUTE, true);
    assert_int_equal(taken, JX_SUBMISSIONS_AT_ONCE / 11);
    jx_buffer_clear(&b);
    rig_clear(&r);
}

static void pack_acts_are_bounded(void **state)
{
    struct rig r;
    (void)state;
    usual(&r);
    for (int i = 1; i < JX_PACK_ACTS_MAX - 1; i++)
        rig_pack(&r);
    struct jx_message m = rig_pack_act(&r, "33");
    rig_send(&r, 'a', &m);
    assert_int_equal(rig_count(&r, BROKER_APPEND), 1);
    rig_appended(&r, JX_OK, r.last + 1, "receipt", m.submit.content);
    rig_send(&r, 'a', &m);
    rig_only_refused(&r, 'a', JX_E_ROWS);
    rig_clear(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_messages_parts_are_bounded),
        cmocka_unit_test(a_message_is_bounded),
        cmocka_unit_test(nesting_is_bounded),
        cmocka_unit_test(values_are_bounded),
        cmocka_unit_test(a_lists_length_is_bounded),
        cmocka_unit_test(acts_on_their_way_are_bounded),
        cmocka_unit_test(bytes_on_their_way_are_bounded),
        cmocka_unit_test(the_journals_lead_is_bounded),
        cmocka_unit_test(without_room_no_submission_is_taken),
        cmocka_unit_test(one_keys_submissions_are_bounded),
        cmocka_unit_test(a_large_submission_counts_more),
        cmocka_unit_test(pack_acts_are_bounded),
    };
    return cmocka_run_group_tests_name("broker.bounds", tests, NULL, NULL);
}
