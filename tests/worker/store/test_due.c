/* Due days and exceptions: what comes late, and what is owed. */
#include "story.h"

/* The tests' journal is of 14 November 2023, 22:13 UTC, which is the 15th in China. */

#define EXCEPT(unit, day) EVALUATION "||" unit "|洪灾|" day

/* A county where 990001's evaluations were due at the beginning of the month. */
static void begin_overdue(struct story *s)
{
    story_begin(s);
    story_load_one(s, JX_MASTER_expected, EXPECT("990001", "", "2023-11-01"));
}

static void the_due_day_ends_at_midnight_in_china(void **state)
{
    struct story s;
    (void)state;
    story_begin(&s);
    story_load_one(&s, JX_MASTER_expected, EXPECT("990001", "", "2023-11-14"));
    story_load_one(&s, JX_MASTER_expected, EXPECT("990002", "", "2023-11-15"));
    story_load_one(&s, JX_MASTER_expected, EXPECT("990002", "4", "2023-11-14"));
    story_load_one(&s, JX_MASTER_expected, EXPECT("990003", "", ""));
    struct store_item late = story_submit(&s, "990001", 1, 1),
                      in_time = story_submit(&s, "990002", 1, 1);
    struct store_item its_own = story_submit(&s, "990002", 4, 1),
                      never = story_submit(&s, "990003", 1, 1);
    assert_state_in(&s, &late, JX_STATE_LATE);
    assert_int_equal(find(&s.place, &late.entry.id).outcome.status, JX_E_LATE);
    assert_state_in(&s, &in_time, JX_STATE_SCORED);
    assert_state_in(&s, &its_own, JX_STATE_LATE);
    assert_state_in(&s, &never, JX_STATE_SCORED);
    assert_int_equal(sum_of(&s.place, NULL, ADD_COUNT), 2);
    story_end(&s);
}

static void an_exception_lets_it_count(void **state)
{
    struct story s;
    (void)state;
    begin_overdue(&s);
    struct store_item a = story_submit(&s, "990001", 1, 5);
    story_load_one(&s, JX_MASTER_exceptions, EXCEPT("990001", "2023-11-14")); /* not long enough */
    assert_state_in(&s, &a, JX_STATE_LATE);
    story_load_one(&s, JX_MASTER_exceptions, EXCEPT("990002", ""));
    assert_state_in(&s, &a, JX_STATE_LATE);
    story_load_one(&s, JX_MASTER_exceptions, EXCEPT("990001", "2023-11-15"));
    assert_state_in(&s, &a, JX_STATE_SCORED);
    assert_int_equal(sum_of(&s.place, "990001", ADD_AMOUNT), 5);
    struct store_item b = story_submit(&s, "990001", 2, 1); /* covered when it comes */
    assert_state_in(&s, &b, JX_STATE_SCORED);
    story_end(&s);
}

static void one_exception_for_every_form(void **state)
{
    struct story s;
    (void)state;
    begin_overdue(&s);
    story_load_one(&s, JX_MASTER_expected, EXPECT("990002", "", "2023-11-01"));
    struct store_item a = story_submit(&s, "990001", 1, 5), b = story_submit(&s, "990002", 1, 5);
    story_load_one(&s, JX_MASTER_exceptions, "||990001|系统故障|");
    assert_state_in(&s, &a, JX_STATE_SCORED);
    assert_state_in(&s, &b, JX_STATE_LATE);
    story_load_one(&s, JX_MASTER_expected,
                   EXPECT("990002", "", "2023-12-31")); /* another due day */
    assert_state_in(&s, &b, JX_STATE_SCORED);
    story_end(&s);
}

static void decree(struct story *s, enum jx_act kind, const struct store_item *it)
{
    struct decree d = {.position = ++s->position,
                       .kind = kind,
                       .unit = "990001",
                       .target = &it->entry.id,
                       .who = 8};
    struct store_item act = decision(&s->place.arena, &d);
    assert_int_equal(fold_one(s->place.store, &act).status, JX_OK);
}

static struct store_item revise(struct story *s, const struct store_item *parent)
{
    struct spec spec = {.position = ++s->position,
                        .unit = "990001",
                        .project = 1,
                        .parent = &parent->entry.id,
                        .text = (unsigned)s->position};
    struct store_item it = submission(&s->place.arena, &spec);
    fold_one(s->place.store, &it);
    return it;
}

/* An officer returned it: the correction is as punctual as what it corrects. */
static void a_correction_of_one_in_time_is_in_time(void **state)
{
    struct story s;
    (void)state;
    story_begin(&s);
    struct store_item a = story_submit(&s, "990001", 1, 5);
    story_load_one(&s, JX_MASTER_expected, EXPECT("990001", "", "2023-11-20"));
    decree(&s, JX_ACT_RETURN, &a);
    struct spec late = {
        .position = ++s.position, .unit = "990001", .project = 1, .parent = &a.entry.id, .text = 9};
    struct store_item b = submission(&s.place.arena, &late);
    b.entry.time_ms += (int64_t)30 * 24 * 3600 * 1000;
    fold_one(s.place.store, &b);
    assert_state_in(&s, &b, JX_STATE_SCORED);
    story_end(&s);
}

static void a_correction_of_a_late_one_is_late(void **state)
{
    struct story s;
    (void)state;
    begin_overdue(&s);
    struct store_item a = story_submit(&s, "990001", 1, 5), b = revise(&s, &a);
    assert_state_in(&s, &b, JX_STATE_LATE);
    story_load_one(&s, JX_MASTER_exceptions, EXCEPT("990001", ""));
    assert_state_in(&s, &a, JX_STATE_SUPERSEDED);
    assert_state_in(&s, &b, JX_STATE_SCORED);
    assert_int_equal(sum_of(&s.place, NULL, ADD_COUNT), 1);
    story_end(&s);
}

/* Returning it does not make it punctual. */
static void a_late_one_returned_and_corrected_is_late(void **state)
{
    struct story s;
    (void)state;
    begin_overdue(&s);
    struct store_item a = story_submit(&s, "990001", 1, 5);
    decree(&s, JX_ACT_RETURN, &a);
    struct store_item b = revise(&s, &a);
    assert_state_in(&s, &b, JX_STATE_LATE);
    story_end(&s);
}

static void moving_does_not_make_it_punctual(void **state)
{
    struct story s;
    (void)state;
    begin_overdue(&s);
    struct store_item a = story_submit(&s, "990001", 1, 5);
    const char *const ways[][2] = {{"990001", "2"}, {"990002", "2"}, {"990001", "2"}};
    const enum jx_state states[] = {JX_STATE_LATE, JX_STATE_SCORED, JX_STATE_LATE};
    const char *unit = "990001";
    for (size_t i = 0; i < 3; i++) {
        struct decree d = {.position = ++s.position,
                           .kind = JX_ACT_MOVE,
                           .unit = unit,
                           .target = &a.entry.id,
                           .who = 8,
                           .arguments = {ways[i][0], ways[i][1]}};
        struct store_item it = decision(&s.place.arena, &d);
        fold_one(s.place.store, &it);
        assert_state_in(&s, &a, states[i]);
        assert_clean(s.place.store);
        unit = ways[i][0];
    }
    story_end(&s);
}

static void a_closed_year_keeps_its_lists(void **state)
{
    struct story s;
    (void)state;
    story_begin(&s);
    struct decree d = {.position = ++s.position, .kind = JX_ACT_CLOSE, .unit = "990", .who = 8};
    struct store_item it = decision(&s.place.arena, &d);
    fold_one(s.place.store, &it);
    assert_int_equal(story_load_one(&s, JX_MASTER_expected, EXPECT("990001", "", "")).status,
                     JX_E_YEAR_CLOSED);
    story_end(&s);
}

static void assert_owed(struct story *s, enum jx_state state)
{
    struct store_due *rows = NULL;
    uint32_t count = 0;
    uint64_t position = 0;
    assert_int_equal(store_dues(s->place.store, YEAR, JX_LIT(EVALUATION), JX_LIT("990001"),
                                &s->place.arena, &rows, &count, &position),
                     JX_OK);
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].received, state == JX_STATE_SCORED);
    assert_int_equal(rows[0].state, state == JX_STATE_SCORED ? JX_STATE_RECEIVED : state);
    assert_int_equal(rows[0].late, state == JX_STATE_LATE);
    assert_clean(s->place.store);
}

static void what_came_back_is_owed(void **state)
{
    struct story s;
    (void)state;
    story_begin(&s);
    story_load_projects(&s);
    story_load_one(&s, JX_MASTER_expected, EXPECT("990001", "P1", ""));
    assert_owed(&s, JX_STATE_RECEIVED);
    struct store_item a = story_submit(&s, "990001", 1, 5);
    assert_owed(&s, JX_STATE_SCORED);
    struct store_item rival = story_submit(&s, "990001", 1, 7);
    decree(&s, JX_ACT_RETURN, &a);
    assert_owed(&s, JX_STATE_CONFLICT); /* the newest one tells how it stands */
    decree(&s, JX_ACT_WITHDRAW, &rival);
    assert_owed(&s, JX_STATE_WITHDRAWN);
    revise(&s, &a);
    assert_owed(&s, JX_STATE_SCORED);
    story_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_due_day_ends_at_midnight_in_china),
        cmocka_unit_test(an_exception_lets_it_count),
        cmocka_unit_test(one_exception_for_every_form),
        cmocka_unit_test(a_correction_of_one_in_time_is_in_time),
        cmocka_unit_test(a_correction_of_a_late_one_is_late),
        cmocka_unit_test(a_late_one_returned_and_corrected_is_late),
        cmocka_unit_test(moving_does_not_make_it_punctual),
        cmocka_unit_test(a_closed_year_keeps_its_lists),
        cmocka_unit_test(what_came_back_is_owed),
    };
    return cmocka_run_group_tests_name("store.due", tests, NULL, NULL);
}
