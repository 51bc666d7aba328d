/* The sender's decisions: what goes out when, what an answer means, when it gives up. */
#include "rig.h"

static void a_window_of_acts_is_on_its_way(void **state)
{
    enum { ACTS = 3 * SENDER_WINDOW };
    struct rig r;
    struct jx_slice open[ACTS];
    (void)state;
    make(&r, ACTS, false);
    tick(&r, 0);
    assert_int_equal(r.count, SENDER_WINDOW);
    for (uint32_t i = 0; i < SENDER_WINDOW; i++) {
        struct jx_message m = sent(&r, i);
        assert_int_equal(m.kind, JX_MSG_submit);
        assert_true(jx_slice_eq(m.submit.header, JX_LIT("header")));
        assert_true(jx_slice_eq(m.submit.content, jx_arena_printf(&r.arena, "content %u", i)));
        open[i] = m.correlation;
    }
    tick(&r, 100);
    assert_int_equal(r.count, 0);
    for (uint32_t i = 0; i < ACTS; i++) {
        assert_false(sender_finished(r.sender));
        give_receipt(&r, open[i], JX_OK);
        const struct sender_action *a = action(&r, SENDER_RECEIPT, 0);
        assert_int_equal(a->index, i);
        assert_int_equal(a->status, JX_OK);
        assert_true(jx_slice_eq(a->bytes, JX_LIT("receipt")));
        bool more = i + SENDER_WINDOW < ACTS;
        assert_int_equal(count_kind(&r, SENDER_SEND), more);
        if (more) open[i + SENDER_WINDOW] = correlation(&r, 0);
    }
    assert_true(sender_finished(r.sender));
    assert_int_equal(sender_trouble(r.sender), JX_OK);
    clear(&r);
}

static void what_is_not_answered_is_sent_again_and_taken_once(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 2, false);
    tick(&r, 0);
    struct jx_slice first = correlation(&r, 0), second = correlation(&r, 1);
    tick(&r, SENDER_AGAIN_MS - 1);
    assert_int_equal(r.count, 0);
    give_receipt(&r, second, JX_OK);
    assert_int_equal(r.count, 1);
    tick(&r, 1);
    assert_int_equal(count_kind(&r, SENDER_SEND), 1);
    assert_true(jx_slice_eq(correlation(&r, 0), first));
    give_receipt(&r, first, JX_OK);
    assert_int_equal(count_kind(&r, SENDER_RECEIPT), 1);
    give_receipt(&r, first, JX_DUPLICATE); /* the answer to the second time */
    assert_int_equal(r.count, 0);
    give_refusal(&r, first, JX_E_BUSY, 1000);
    assert_int_equal(r.count, 0);
    assert_true(sender_finished(r.sender));
    clear(&r);
}

/* The queue to the county was full: the act is tried again soon, not only when it counts as lost.
 */
static void what_could_not_be_handed_over_is_tried_again_soon(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 1, false);
    tick(&r, 0);
    struct jx_slice to = correlation(&r, 0);
    struct sender_event ev = {.kind = SENDER_UNSENT, .index = 0};
    r.count = sender_step(r.sender, &ev, r.now_ms, r.out);
    assert_int_equal(r.count, 0);
    tick(&r, SENDER_UNSENT_MS - 1);
    assert_int_equal(r.count, 0);
    tick(&r, 1);
    assert_true(jx_slice_eq(correlation(&r, 0), to));
    give_receipt(&r, to, JX_OK);
    assert_true(sender_finished(r.sender));
    clear(&r);
}

/* The journal's order decides: a correction that overtook what it corrects would name a parent
 * nobody knows. */
static void a_revision_waits_for_what_it_revises(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 1, false);
    struct jx_hash parent = id_of(0), id = id_of(1), elsewhere = id_of(77), third = id_of(2);
    assert_int_equal(
        sender_add(r.sender, JX_LIT("h"), JX_LIT("1"), &id, &parent, JX_ACT_SUBMISSION), JX_OK);
    assert_int_equal(
        sender_add(r.sender, JX_LIT("h"), JX_LIT("2"), &third, &elsewhere, JX_ACT_SUBMISSION),
        JX_OK);
    tick(&r, 0);
    assert_int_equal(count_kind(&r, SENDER_SEND),
                     2); /* not the one whose parent is not there yet */
    assert_int_equal(action(&r, SENDER_SEND, 0)->index, 0);
    assert_int_equal(action(&r, SENDER_SEND, 1)->index, 2);
    give_receipt(&r, correlation(&r, 0), JX_OK);
    if (count_kind(&r, SENDER_SEND) == 0) tick(&r, 1000);
    assert_int_equal(action(&r, SENDER_SEND, 0)->index, 1);
    clear(&r);
}

static void nothing_to_send_is_finished(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 0, true);
    assert_true(sender_finished(r.sender));
    clear(&r);
}

static void a_busy_county_is_tried_again_when_it_said(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 1, false);
    tick(&r, 0);
    struct jx_slice to = correlation(&r, 0);
    give_refusal(&r, to, JX_E_BUSY, 1000);
    assert_int_equal(r.count, 0);
    tick(&r, 999);
    assert_int_equal(r.count, 0);
    assert_false(sender_finished(r.sender));
    tick(&r, 1);
    assert_int_equal(count_kind(&r, SENDER_SEND), 1);
    give_receipt(&r, to, JX_OK);
    assert_true(sender_finished(r.sender));
    clear(&r);
}

static void who_sends_too_much_waits_as_long_as_it_is_told(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 1, false);
    tick(&r, 0);
    struct jx_slice to = correlation(&r, 0);
    give_refusal(&r, to, JX_E_RATE, 37);
    tick(&r, 36);
    assert_int_equal(r.count, 0);
    tick(&r, 1);
    assert_int_equal(count_kind(&r, SENDER_SEND), 1);
    give_receipt(&r, to, JX_OK);
    assert_true(sender_finished(r.sender));
    clear(&r);
}

static void a_county_that_stays_busy_is_given_up_after_a_while(void **state)
{
    struct rig r;
    int64_t waited = 0;
    (void)state;
    make(&r, 1, false);
    tick(&r, 0);
    struct jx_slice to = correlation(&r, 0);
    while (waited <= SENDER_BUSY_MS) {
        give_refusal(&r, to, JX_E_BUSY, 2000);
        if (count_kind(&r, SENDER_REFUSED)) break;
        tick(&r, 2000);
        waited += 2000;
        assert_int_equal(count_kind(&r, SENDER_SEND), 1);
    }
    assert_true(waited >= SENDER_BUSY_MS - 2000);
    assert_int_equal(action(&r, SENDER_REFUSED, 0)->status, JX_E_BUSY);
    assert_int_equal(action(&r, SENDER_REFUSED, 0)->retry_ms, 2000);
    assert_true(sender_finished(r.sender));
    assert_int_equal(sender_trouble(r.sender), JX_OK); /* it was reached */
    clear(&r);
}

static void a_refusal_says_what_where_and_which_limit(void **state)
{
    static const jx_status reasons[] = {JX_E_REFUSED, JX_E_NO_PACK, JX_E_HEADER, JX_E_DISK_FULL};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        struct rig r;
        make(&r, 1, true);
        tick(&r, 0);
        give_refusal(&r, correlation(&r, 0), reasons[i], 0);
        const struct sender_action *a = action(&r, SENDER_REFUSED, 0);
        assert_int_equal(a->status, reasons[i]);
        assert_string_equal(a->where, "/here");
        assert_int_equal(a->limit, 42);
        assert_true(sender_finished(r.sender));
        clear(&r);
    }
}

static void a_long_place_is_cut(void **state)
{
    struct rig r;
    char where[JX_WHERE_BYTES];
    (void)state;
    make(&r, 1, false);
    tick(&r, 0);
    memset(where, 'x', sizeof where);
    struct jx_message m = {.kind = JX_MSG_refusal, .correlation = correlation(&r, 0)};
    m.refusal.status = JX_LIT("JX_E_FORMAT");
    m.refusal.where = jx_slice_at(where, sizeof where);
    receive(&r, &m);
    assert_int_equal(strlen(action(&r, SENDER_REFUSED, 0)->where), JX_WHERE_BYTES - 1);
    clear(&r);
}

static void silence_means_not_reachable(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 3, false);
    tick(&r, 0);
    tick(&r, SENDER_SILENCE_MS);
    assert_false(sender_finished(r.sender));
    tick(&r, 1);
    assert_int_equal(r.count, 0);
    assert_true(sender_finished(r.sender));
    assert_int_equal(sender_trouble(r.sender), JX_E_UNREACHABLE);
    clear(&r);
}

static void a_county_that_falls_silent_on_the_way_is_not_reachable(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 200, false);
    tick(&r, 0);
    struct jx_slice to = correlation(&r, 0);
    tick(&r, 4000);
    give_receipt(&r, to, JX_OK);
    tick(&r, SENDER_SILENCE_MS);
    assert_false(sender_finished(r.sender));
    tick(&r, 1);
    assert_int_equal(sender_trouble(r.sender), JX_E_UNREACHABLE);
    clear(&r);
}

/* All that was on its way was answered, then the county is gone: nothing more can be handed over.
 */
static void a_county_that_is_gone_between_two_acts_is_not_reachable(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 1, false);
    tick(&r, 1);
    give_refusal(&r, correlation(&r, 0), JX_E_BUSY, 100);
    int64_t waited = 0;
    for (; !sender_finished(r.sender) && waited < 3 * SENDER_SILENCE_MS; waited += 50) {
        tick(&r, 50); /* the program's turns are longer than SENDER_UNSENT_MS */
        struct sender_event ev = {.kind = SENDER_UNSENT, .index = 0};
        if (r.count > 0) r.count = sender_step(r.sender, &ev, r.now_ms, r.out);
    }
    assert_int_equal(sender_trouble(r.sender), JX_E_UNREACHABLE);
    assert_in_range(waited, SENDER_SILENCE_MS, SENDER_SILENCE_MS + 200);
    clear(&r);
}

/* Told to come back later, it says nothing for longer than silence may last; then it is answered.
 */
static void silence_counts_from_when_something_was_expected(void **state)
{
    struct rig r;
    (void)state;
    make(&r, 1, false);
    tick(&r, 1);
    give_refusal(&r, correlation(&r, 0), JX_E_BUSY, 4 * SENDER_SILENCE_MS);
    for (int64_t t = 0; t < 4 * SENDER_SILENCE_MS; t += 50)
        tick(&r, 50);
    struct jx_slice to = correlation(&r, 0);
    tick(&r, SENDER_SILENCE_MS - 100);
    assert_false(sender_finished(r.sender));
    give_receipt(&r, to, JX_OK);
    assert_int_equal(sender_trouble(r.sender), JX_OK);
    clear(&r);
}

/* Nobody can say which act it was, and the next would fare no better. */
static void a_refusal_of_nothing_in_particular_ends_it(void **state)
{
    static const jx_status reasons[] = {JX_E_KEY_UNKNOWN, JX_E_FORMAT, JX_E_TOO_LARGE};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        struct rig r;
        make(&r, 2, false);
        tick(&r, 0);
        give_refusal(&r, JX_LIT(""), reasons[i], 0);
        assert_int_equal(sender_trouble(r.sender), reasons[i]);
        assert_true(sender_finished(r.sender));
        clear(&r);
    }
}

static void answers_to_nobody_are_passed_over(void **state)
{
    static const struct jx_slice strangers[] = {
        {"x", 1}, {"\xff\xff\xff\xff", 4}, {"0123456789", 10}};
    struct rig r;
    (void)state;
    make(&r, 2, true);
    tick(&r, 0);
    for (size_t i = 0; i < COUNT_OF(strangers); i++) {
        give_receipt(&r, strangers[i], JX_OK);
        assert_int_equal(r.count, 0);
        give_refusal(&r, strangers[i], JX_E_REFUSED, 0);
        assert_int_equal(r.count, 0);
        assert_int_equal(sender_trouble(r.sender), JX_OK);
    }
    receive_bytes(&r, JX_LIT("garbage"));
    assert_int_equal(r.count, 0);
    push_outcome(&r, 0); /* of an act that has no receipt yet */
    assert_int_equal(r.count, 0);
    push_outcome(&r, 1000);
    assert_int_equal(r.count, 0);
    clear(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_window_of_acts_is_on_its_way),
        cmocka_unit_test(what_is_not_answered_is_sent_again_and_taken_once),
        cmocka_unit_test(what_could_not_be_handed_over_is_tried_again_soon),
        cmocka_unit_test(a_revision_waits_for_what_it_revises),
        cmocka_unit_test(nothing_to_send_is_finished),
        cmocka_unit_test(a_busy_county_is_tried_again_when_it_said),
        cmocka_unit_test(who_sends_too_much_waits_as_long_as_it_is_told),
        cmocka_unit_test(a_county_that_stays_busy_is_given_up_after_a_while),
        cmocka_unit_test(a_refusal_says_what_where_and_which_limit),
        cmocka_unit_test(a_long_place_is_cut),
        cmocka_unit_test(silence_means_not_reachable),
        cmocka_unit_test(a_county_that_falls_silent_on_the_way_is_not_reachable),
        cmocka_unit_test(a_county_that_is_gone_between_two_acts_is_not_reachable),
        cmocka_unit_test(silence_counts_from_when_something_was_expected),
        cmocka_unit_test(a_refusal_of_nothing_in_particular_ends_it),
        cmocka_unit_test(answers_to_nobody_are_passed_over),
    };
    return cmocka_run_group_tests_name("client.engine", tests, NULL, NULL);
}
