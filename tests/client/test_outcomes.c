/* How the sender learns what became of acts: told, or asked for. */
#include "rig.h"

#include "../../proto/wire/history.h"
#include "../../proto/wire/query.h"

static void an_outcome_comes_by_itself(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 2, true);
    tick(&r, 0);
    struct jx_slice first = correlation(&r, 0), second = correlation(&r, 1);
    give_receipt(&r, first, JX_OK);
    assert_int_equal(count_kind(&r, SENDER_RECEIPT), 1);
    assert_false(sender_finished(r.sender));
    give_receipt(&r, second, JX_OK);
    push_outcome(&r, 1);
    assert_int_equal(action(&r, SENDER_OUTCOME, 0)->index, 1);
    assert_int_equal(action(&r, SENDER_OUTCOME, 0)->outcome.warnings, 3);
    push_outcome(&r, 1);
    assert_int_equal(r.count, 0);
    push_outcome(&r, 0);
    assert_true(sender_finished(r.sender));
    clear(&r);
}

static void give_answer(struct rig *r, struct jx_slice to, uint32_t index)
{
    struct jx_outcome o = {.state = JX_STATE_CONFLICT, .status = JX_CONFLICT};
    struct jx_document_answer d = {.listed = {.id = id_of(index),
                                              .form = JX_LIT("self_evaluation"),
                                              .period = JX_LIT(""),
                                              .unit = JX_LIT("3301"),
                                              .unit_name = JX_LIT(""),
                                              .project_name = JX_LIT(""),
                                              .outcome = o},
                                   .content = JX_LIT("content")};
    struct jx_buffer b;
    jx_buffer_init(&b, JX_MESSAGE_BYTES_MAX);
    assert_int_equal(jx_document_answer_encode(&d, &b), JX_OK);
    struct jx_message m = {.kind = JX_MSG_answer, .correlation = to};
    m.answer.body = jx_buffer_slice(&b);
    receive(r, &m);
    jx_buffer_clear(&b);
}

static void an_outcome_that_does_not_come_is_asked_for(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 1, true);
    tick(&r, 0);
    give_receipt(&r, correlation(&r, 0), JX_OK);
    tick(&r, SENDER_AGAIN_MS - 1);
    assert_int_equal(r.count, 0);
    tick(&r, 1);
    struct jx_message m = sent(&r, 0);
    struct jx_hash id, expected = id_of(0);
    assert_int_equal(m.kind, JX_MSG_query);
    assert_true(jx_slice_eq(m.query.name, JX_LIT(JX_QUERY_DOCUMENT)));
    assert_int_equal(jx_id_arguments_decode(m.query.arguments, &id), JX_OK);
    assert_true(jx_hash_eq(&id, &expected));
    give_refusal(&r, m.correlation, JX_E_NOT_FOUND, 0); /* not judged yet */
    tick(&r, SENDER_ASK_MS - 1);
    assert_int_equal(r.count, 0);
    tick(&r, 1);
    assert_int_equal(sent(&r, 0).kind, JX_MSG_query);
    give_answer(&r, m.correlation, 0);
    assert_int_equal(action(&r, SENDER_OUTCOME, 0)->outcome.state, JX_STATE_CONFLICT);
    assert_true(sender_finished(r.sender));
    clear(&r);
}

static void of_a_duplicate_the_outcome_is_asked_at_once(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 1, true);
    tick(&r, 0);
    give_receipt(&r, correlation(&r, 0), JX_DUPLICATE);
    assert_int_equal(action(&r, SENDER_RECEIPT, 0)->status, JX_DUPLICATE);
    assert_int_equal(sent(&r, 0).kind, JX_MSG_query);
    clear(&r);
}

static void questions_are_bounded(void **state)
{
    enum { ACTS = 200 };
    struct rig r;
    size_t asked = 0;
    uint32_t given = 0;
    (void)state;
    make(&r, ACTS, true);
    tick(&r, 0);
    for (uint32_t i = 0; i < ACTS; i++) {
        uint32_t index = i;
        give_receipt(&r, jx_slice_at(&index, sizeof index), JX_DUPLICATE);
        given += (uint32_t)count_kind(&r, SENDER_RECEIPT);
        for (size_t k = 0; k < count_kind(&r, SENDER_SEND); k++)
            asked += sent(&r, k).kind == JX_MSG_query;
    }
    assert_int_equal(given, ACTS);
    assert_int_equal(asked, SENDER_ASKS);
    give_answer(&r, jx_slice_at(&(uint32_t){0}, 4), 0);
    assert_int_equal(count_kind(&r, SENDER_OUTCOME), 1);
    assert_int_equal(count_kind(&r, SENDER_SEND), 1);
    clear(&r);
}

static void a_county_without_workers_is_waited_for_so_long(void **state)
{
    struct rig r;
    int64_t waited = 0;
    (void)state;
    make(&r, 1, true);
    tick(&r, 0);
    struct jx_slice to = correlation(&r, 0);
    give_receipt(&r, to, JX_OK);
    while (!sender_finished(r.sender) && waited < 2 * SENDER_WAIT_MS) {
        tick(&r, 500);
        waited += 500;
        if (count_kind(&r, SENDER_SEND)) give_refusal(&r, to, JX_E_NO_WORKER, 1000);
    }
    assert_true(waited >= SENDER_WAIT_MS);
    assert_int_equal(action(&r, SENDER_NOTHING, 0)->status, JX_E_NO_WORKER);
    assert_int_equal(sender_trouble(r.sender), JX_OK);
    clear(&r);
}

static void give_receipt_at(struct rig *r, struct jx_slice to, uint64_t position)
{
    struct jx_buffer entry, group, receipt;
    jx_buffer_init(&entry, JX_ENTRY_BYTES_MAX);
    jx_buffer_init(&group, JX_GROUP_BYTES_MAX);
    jx_buffer_init(&receipt, JX_RECEIPT_BYTES_MAX);
    const struct jx_entry e = {.kind = JX_ACT_APPROVE, .position = position, .header = JX_LIT("h")};
    const struct jx_group g = {.first = position, .count = 1};
    assert_int_equal(jx_entry_encode(&e, &entry), JX_OK);
    assert_int_equal(jx_group_encode(&g, &group), JX_OK);
    const struct jx_receipt x = {.entry_bytes = jx_buffer_slice(&entry),
                                 .group_bytes = jx_buffer_slice(&group)};
    assert_int_equal(jx_receipt_encode(&x, &receipt), JX_OK);
    struct jx_message m = {.kind = JX_MSG_receipt, .correlation = to};
    m.receipt.status = JX_LIT("JX_OK");
    m.receipt.receipt = jx_buffer_slice(&receipt);
    receive(r, &m);
    jx_buffer_clear(&entry);
    jx_buffer_clear(&group);
    jx_buffer_clear(&receipt);
}

static void give_decided(struct rig *r, struct jx_slice to, const struct jx_hash *id)
{
    const struct jx_decided d = {.id = *id,
                                 .kind = JX_ACT_APPROVE,
                                 .content = JX_LIT("c"),
                                 .outcome = {.state = JX_STATE_APPROVED}};
    struct jx_buffer b;
    jx_buffer_init(&b, JX_MESSAGE_BYTES_MAX);
    assert_int_equal(jx_decided_encode(&d, &b), JX_OK);
    struct jx_message m = {.kind = JX_MSG_answer, .correlation = to};
    m.answer.body = jx_buffer_slice(&b);
    receive(r, &m);
    jx_buffer_clear(&b);
}

static void acts_on_keys_have_no_outcome(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 0, true);
    struct jx_hash id = id_of(9);
    assert_int_equal(sender_add(r.sender, JX_LIT("h"), JX_LIT("c"), &id, NULL, JX_ACT_KEY), JX_OK);
    tick(&r, 0);
    give_receipt(&r, correlation(&r, 0), JX_OK);
    assert_true(sender_finished(r.sender));
    clear(&r);
}

/* Of a decision the outcome is asked by its position, which the receipt tells. */
static void a_decision_is_asked_for_by_its_position(void **state)
{
    struct rig r;
    uint64_t position = 0;
    (void)state;
    make(&r, 0, true);
    struct jx_hash id = id_of(9), other = id_of(8);
    assert_int_equal(sender_add(r.sender, JX_LIT("h"), JX_LIT("c"), &id, NULL, JX_ACT_APPROVE),
                     JX_OK);
    tick(&r, 0);
    give_receipt_at(&r, correlation(&r, 0), 77);
    assert_false(sender_finished(r.sender));
    tick(&r, SENDER_AGAIN_MS);
    struct jx_message m = sent(&r, 0);
    assert_true(jx_slice_eq(m.query.name, JX_LIT(JX_QUERY_DECISION)));
    assert_int_equal(jx_number_arguments_decode(m.query.arguments, &position), JX_OK);
    assert_int_equal(position, 77);
    give_decided(&r, m.correlation, &other); /* another one's outcome is none */
    assert_false(sender_finished(r.sender));
    give_decided(&r, m.correlation, &id);
    assert_int_equal(action(&r, SENDER_OUTCOME, 0)->outcome.state, JX_STATE_APPROVED);
    assert_true(sender_finished(r.sender));
    clear(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_outcome_comes_by_itself),
        cmocka_unit_test(an_outcome_that_does_not_come_is_asked_for),
        cmocka_unit_test(of_a_duplicate_the_outcome_is_asked_at_once),
        cmocka_unit_test(questions_are_bounded),
        cmocka_unit_test(a_county_without_workers_is_waited_for_so_long),
        cmocka_unit_test(a_decision_is_asked_for_by_its_position),
        cmocka_unit_test(acts_on_keys_have_no_outcome),
    };
    return cmocka_run_group_tests_name("client.outcomes", tests, NULL, NULL);
}
