/* Which pack the worker judges by, and how it gets it. */
#include "rig.h"

static void give_pack_behind(struct rig *r, struct jx_slice record, uint64_t before)
{
    struct jx_message m = {.kind = JX_MSG_record};
    m.record.record = record;
    m.record.pack_position = before;
    rig_receive(r, &m);
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
    rig_make(&r, 9);
    rig_welcome(&r);
    struct jx_slice record = usual_record(&r, 10), next = usual_record(&r, 11);
    rig_give_records(&r, 10, 2, &record, 1);
    assert_int_equal(rig_must_send(&r, JX_MSG_fetch).fetch.position, 2);
    assert_int_equal(rig_count(&r, WORKER_FOLD), 0);
    rig_tick(&r, 100);
    assert_false(rig_sent(&r, JX_MSG_fetch, &m));         /* one question is enough */
    give_pack(&r, records_pack(&r.arena, 3, NULL, NULL)); /* not what was asked for */
    assert_int_equal(r.count, 0);
    give_pack(&r, records_pack(&r.arena, 2, NULL, NULL));
    const struct store_item *item = rig_action(&r, WORKER_FOLD)->items;
    assert_int_equal(item->outcome.state, JX_STATE_SCORED);
    assert_true(item->outcome.judged);
    rig_folded(&r, JX_OK);
    struct jx_outcome told;
    m = rig_must_send(&r, JX_MSG_done);
    assert_int_equal(jx_outcome_decode(m.done.outcomes.items[0], &told), JX_OK);
    assert_true(told.computed.micro == 100 * JX_DEC_ONE);
    rig_give_records(&r, 11, 2, &next, 1);
    assert_false(rig_sent(&r, JX_MSG_fetch, &m));
    assert_int_equal(rig_fold_first(&r), 11);
    rig_clear(&r);
}

/* A question or its answer can be lost; the whole county would wait for this batch. */
static void a_pack_that_does_not_come_is_asked_for_again(void **state)
{
    struct rig r;
    struct jx_message m;
    (void)state;
    rig_make(&r, 9);
    rig_welcome(&r);
    struct jx_slice record = usual_record(&r, 10);
    rig_give_records(&r, 10, 2, &record, 1);
    rig_must_send(&r, JX_MSG_fetch);
    bool again = false;
    for (int i = 0; i < 100 && !again; i++) {
        rig_say_beat(&r, 9);
        rig_tick(&r, 100);
        again = rig_sent(&r, JX_MSG_fetch, &m);
    }
    assert_true(again);
    rig_clear(&r);
}

static void a_pack_activated_inside_a_batch_holds_from_there_on(void **state)
{
    struct rig r;
    (void)state;
    rig_make(&r, 9);
    rig_welcome(&r);
    struct jx_slice records[] = {usual_record(&r, 10), records_pack(&r.arena, 11, NULL, NULL),
                                 usual_record(&r, 12), records_bad_pack(&r.arena, 13),
                                 usual_record(&r, 14), records_pack(&r.arena, 15, "90", "95"),
                                 usual_record(&r, 16)};
    rig_give_records(&r, 10, 0, records, COUNT_OF(records));
    const struct store_item *it = rig_action(&r, WORKER_FOLD)->items;
    assert_int_equal(it[0].outcome.status, JX_E_NO_PACK); /* none was in force yet */
    assert_true(it[2].outcome.judged);
    assert_true(it[4].outcome.judged); /* one that does not parse leaves the old one in force */
    assert_true(jx_hash_eq(&it[2].outcome.pack, &it[4].outcome.pack));
    assert_true(it[6].outcome.judged);
    assert_false(jx_hash_eq(&it[2].outcome.pack, &it[6].outcome.pack));
    struct jx_hash newest = it[6].outcome.pack;
    rig_folded(&r, JX_OK);

    struct jx_slice next = usual_record(&r, 17);
    struct jx_message m;
    rig_give_records(&r, 17, 15, &next, 1); /* and is known from there */
    assert_false(rig_sent(&r, JX_MSG_fetch, &m));
    assert_true(jx_hash_eq(&rig_action(&r, WORKER_FOLD)->items->outcome.pack, &newest));
    rig_clear(&r);
}

static void a_refused_pack_leaves_the_one_before_it_in_force(void **state)
{
    struct rig r;
    struct jx_message m;
    (void)state;
    rig_make(&r, 99);
    rig_welcome(&r);
    struct jx_slice record = usual_record(&r, 100), next = usual_record(&r, 101);
    rig_give_records(&r, 100, 60, &record, 1);
    for (uint64_t refused = 60; refused > 3; refused--) { /* more than it keeps */
        assert_int_equal(rig_must_send(&r, JX_MSG_fetch).fetch.position, refused);
        give_pack_behind(&r, records_bad_pack(&r.arena, refused), refused - 1);
    }
    assert_int_equal(rig_must_send(&r, JX_MSG_fetch).fetch.position, 3);
    give_pack_behind(&r, records_pack(&r.arena, 3, NULL, NULL), 2);
    assert_true(rig_action(&r, WORKER_FOLD)->items->outcome.judged);
    rig_folded(&r, JX_OK);

    rig_give_records(&r, 101, 60, &next, 1); /* and that is known from there */
    assert_false(rig_sent(&r, JX_MSG_fetch, &m));
    assert_true(rig_action(&r, WORKER_FOLD)->items->outcome.judged);
    rig_clear(&r);
}

static void where_every_pack_was_refused_nothing_is_judged(void **state)
{
    struct rig r;
    (void)state;
    rig_make(&r, 9);
    rig_welcome(&r);
    struct jx_slice record = usual_record(&r, 10);
    rig_give_records(&r, 10, 4, &record, 1);
    give_pack_behind(&r, records_bad_pack(&r.arena, 4), 4); /* not before itself */
    assert_int_equal(rig_count(&r, WORKER_FOLD), 0);
    give_pack_behind(&r, records_bad_pack(&r.arena, 4), 0);
    assert_int_equal(rig_action(&r, WORKER_FOLD)->items->outcome.status, JX_E_NO_PACK);
    rig_clear(&r);
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
    rig_make(&r, 9);
    rig_welcome(&r);
    struct jx_slice record = usual_record(&r, 10), next = usual_record(&r, 11);
    rig_give_records(&r, 10, 2, &record, 1);
    give_pack(&r, records_pack(&r.arena, 2, NULL, NULL));
    const struct store_item *it = rig_action(&r, WORKER_FOLD)->items;
    const struct jx_hash general = it->outcome.pack;
    assert_int_equal(it->judged_by, 0);
    /* The store has it that the year is judged under the pack of run 5. */
    const struct store_year_pack years[] = {{it->header.year + 1, 4}, {it->header.year, 5}};
    rig_step(&r, &(struct worker_event){.kind = WORKER_FOLDED,
                                        .status = JX_E_NO_PACK,
                                        .position = r.store,
                                        .years = years,
                                        .year_count = 2});
    assert_int_equal(rig_must_send(&r, JX_MSG_fetch).fetch.position, 4);
    give_pack_behind(&r, run_record(&r, 4, records_pack(&r.arena, 2, NULL, NULL)), 2);
    assert_int_equal(rig_must_send(&r, JX_MSG_fetch).fetch.position, 5);
    give_pack_behind(&r, run_record(&r, 5, records_pack(&r.arena, 2, "90", "95")), 2);
    it = rig_action(&r, WORKER_FOLD)->items;
    assert_int_equal(it->judged_by, 5);
    assert_false(jx_hash_eq(&it->outcome.pack, &general));
    rig_folded(&r, JX_OK);
    rig_give_records(&r, 11, 2, &next, 1);
    assert_int_equal(rig_action(&r, WORKER_FOLD)->items->judged_by, 5); /* from now on at once */
    rig_clear(&r);
}

static void more_packs_than_it_keeps_are_fetched_again(void **state)
{
    struct rig r;
    (void)state;
    rig_make(&r, 99);
    rig_welcome(&r);
    for (uint64_t n = 0; n < 2 * WORKER_PACKS_MAX + 3; n++) {
        uint64_t pack = 1 + n % (WORKER_PACKS_MAX + 1);
        struct jx_slice record = usual_record(&r, 100 + n);
        rig_give_records(&r, 100 + n, pack, &record, 1);
        assert_int_equal(rig_must_send(&r, JX_MSG_fetch).fetch.position, pack);
        give_pack(&r, records_pack(&r.arena, pack, NULL, NULL));
        rig_folded(&r, JX_OK);
    }
    rig_clear(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pack_is_fetched_once),
        cmocka_unit_test(a_pack_that_does_not_come_is_asked_for_again),
        cmocka_unit_test(a_pack_activated_inside_a_batch_holds_from_there_on),
        cmocka_unit_test(a_refused_pack_leaves_the_one_before_it_in_force),
        cmocka_unit_test(where_every_pack_was_refused_nothing_is_judged),
        cmocka_unit_test(years_have_packs_of_their_own_when_the_store_says_so),
        cmocka_unit_test(more_packs_than_it_keeps_are_fetched_again),
    };
    return cmocka_run_group_tests_name("worker.packs", tests, NULL, NULL);
}
