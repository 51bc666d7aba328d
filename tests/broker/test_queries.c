/* Queries on their way to a worker and back. */
#include "rig.h"

static struct jx_message query(void)
{
    struct jx_message m = rig_plain(JX_MSG_query);
    m.query.name = JX_LIT("summary");
    m.query.arguments = JX_LIT("arguments");
    return m;
}

static struct jx_message reply(uint64_t token, const char *status)
{
    struct jx_message m = rig_plain(JX_MSG_reply);
    m.reply.token = token;
    m.reply.status = jx_slice_of(status);
    m.reply.body = JX_LIT("body");
    return m;
}

static void a_query_goes_to_a_worker_with_who_asks_and_back(void **state)
{
    (void)state;
    struct rig r;
    rig_usual(&r, 0);
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
    rig_usual(r, 0);
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
    rig_usual(&r, 0);
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
    rig_usual(&r, 0);
    rig_join(&r, 'w', 8, 1);
    struct jx_message m = query(), beat = rig_plain(JX_MSG_beat);
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
    rig_usual(&r, 0);
    rig_join(&r, 'w', 8, 1);
    struct jx_message m = query(), bye = rig_plain(JX_MSG_bye);
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
    rig_usual(&r, 0);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_query_goes_to_a_worker_with_who_asks_and_back),
        cmocka_unit_test(the_answer_to_another_brokers_question_is_nobodys),
        cmocka_unit_test(numbers_go_round_without_nought),
        cmocka_unit_test(what_a_worker_will_not_answer_is_refused),
        cmocka_unit_test(an_unanswered_query_is_refused_in_time),
        cmocka_unit_test(a_lost_workers_askers_are_told),
        cmocka_unit_test(questions_spread_over_workers_and_are_bounded),
    };
    return cmocka_run_group_tests_name("broker.queries", tests, NULL, NULL);
}
