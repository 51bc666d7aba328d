/* Master data: the tree whose branches add up, its changes, due days and exceptions. */
#include "county.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { YEAR = 2023 };
#define EVALUATION "self_evaluation"

/* The county, two departments with a unit each, a unit below a unit. */
static const char *const tree[] = {
    "990|县||||",         "990001|一局||990||",       "990001001|一所||990001||",
    "990002|二局||990||", "990002001|二所||990002||", NULL};

struct story {
    struct place place;
    uint64_t position;
};

static void begin(struct story *s)
{
    place_make(&s->place);
    place_open(&s->place);
    s->position = 0;
}

static void end(struct story *s)
{
    assert_clean(s->place.store);
    place_remove(&s->place);
}

static struct jx_outcome load(struct story *s, enum jx_master table, enum jx_master_mode mode,
                              const char *const *texts)
{
    uint32_t year = jx_master_schema(table)->by_year ? YEAR : 0;
    struct master_rows r = {++s->position, table, year, mode, texts};
    struct store_item it = master(&s->place.arena, &r);
    return fold_one(s->place.store, &it);
}

static struct jx_outcome load_one(struct story *s, enum jx_master table, const char *text)
{
    const char *const texts[] = {text, NULL};
    return load(s, table, JX_MASTER_PUT, texts);
}

static struct store_item submit(struct story *s, const char *unit, unsigned project, int64_t amount)
{
    struct spec spec = {
        .position = ++s->position, .unit = unit, .project = project, .amount = amount};
    struct store_item it = submission(&s->place.arena, &spec);
    fold_one(s->place.store, &it);
    return it;
}

/* What counts in a branch. */
static int64_t branch_sum(struct story *s, const char *unit)
{
    struct store_branch *rows = NULL;
    uint32_t count = 0;
    uint64_t position = 0;
    int64_t sum = 0;
    assert_int_equal(store_tree(s->place.store, YEAR, JX_LIT(EVALUATION), JX_LIT(""),
                                &s->place.arena, &rows, &count, &position),
                     JX_OK);
    assert_int_equal(position, s->position);
    for (uint32_t i = 0; i < count; i++)
        if (jx_slice_eq(rows[i].unit, jx_slice_of(unit))) sum += rows[i].received[ADD_AMOUNT];
    return sum;
}

static void every_level_adds_up(void **state)
{
    struct story s;
    (void)state;
    begin(&s);
    load(&s, JX_MASTER_units, JX_MASTER_PUT, tree);
    submit(&s, "990001", 1, 100);
    submit(&s, "990001001", 1, 20);
    submit(&s, "990002001", 1, 3);
    assert_int_equal(branch_sum(&s, "990001"), 120);
    assert_int_equal(branch_sum(&s, "990001001"), 20);
    assert_int_equal(branch_sum(&s, "990002"), 3);
    assert_int_equal(branch_sum(&s, "990"), 123);
    assert_int_equal(sum_of(&s.place, NULL, ADD_AMOUNT), 123);
    end(&s);
}

static void documents_before_the_tree_count_too(void **state)
{
    struct story s;
    (void)state;
    begin(&s);
    submit(&s, "990001001", 1, 20);
    submit(&s, "990007", 1, 5);
    load(&s, JX_MASTER_units, JX_MASTER_PUT, tree);
    assert_int_equal(branch_sum(&s, "990"), 20); /* nobody knows 990007 */
    assert_int_equal(sum_of(&s.place, NULL, ADD_AMOUNT), 25);
    end(&s);
}

static void a_unit_that_moves_takes_its_sums_along(void **state)
{
    struct story s;
    (void)state;
    begin(&s);
    load(&s, JX_MASTER_units, JX_MASTER_PUT, tree);
    submit(&s, "990001001", 1, 20);
    load_one(&s, JX_MASTER_units, "990001001|一所||990002||2024|");
    assert_int_equal(branch_sum(&s, "990001"), 20); /* from 2024 on, not before */
    load_one(&s, JX_MASTER_units, "990001001|一所||990002||2023|");
    assert_int_equal(branch_sum(&s, "990001"), 0);
    assert_int_equal(branch_sum(&s, "990002"), 20);
    assert_int_equal(branch_sum(&s, "990"), 20);
    load(&s, JX_MASTER_units, JX_MASTER_REPLACE, tree);
    assert_int_equal(branch_sum(&s, "990001"), 20);
    assert_int_equal(branch_sum(&s, "990002"), 0);
    load_one(&s, JX_MASTER_units, "990001001|一所||990001|||2022");
    assert_int_equal(branch_sum(&s, "990"), 0); /* it is no more */
    end(&s);
}

static void a_circle_has_an_end(void **state)
{
    static const char *const circle[] = {"990|甲||991", "991|乙||990", "992|丙||992", NULL};
    struct story s;
    (void)state;
    begin(&s);
    submit(&s, "990", 1, 7);
    load(&s, JX_MASTER_units, JX_MASTER_PUT, circle);
    submit(&s, "992", 1, 1);
    assert_int_equal(branch_sum(&s, "991"), 7);
    assert_int_equal(branch_sum(&s, "992"), 1);
    end(&s);
}

/* The county's sum fits because one unit's is negative; the branch without it would not. */
static void a_branch_that_would_not_fit_is_refused(void **state)
{
    static const char *const branch[] = {"990|甲", "991|乙||990", "992|丙||990", NULL};
    struct story s;
    (void)state;
    begin(&s);
    submit(&s, "991", 1, INT64_MAX / 2);
    submit(&s, "993", 1, -INT64_MAX / 2);
    submit(&s, "992", 1, INT64_MAX / 2 + 10);
    struct jx_outcome o = load(&s, JX_MASTER_units, JX_MASTER_PUT, branch);
    assert_int_equal(o.state, JX_STATE_REJECTED);
    assert_int_equal(o.status, JX_E_OVERFLOW);
    assert_int_equal(branch_sum(&s, "990"), 0);
    end(&s);
}

/* ---- due days: the tests' journal is of 14 November 2023, 22:13 UTC, which is the 15th in China
 */

#define EXPECT(unit, project, day) EVALUATION "||" unit "|" project "|" day
#define EXCEPT(unit, day)          EVALUATION "||" unit "|洪灾|" day

static void assert_state_of(struct story *s, const struct store_item *it, enum jx_state state)
{
    assert_state(&s->place, &it->entry.id, state);
}

static void the_due_day_ends_at_midnight_in_china(void **state)
{
    struct story s;
    (void)state;
    begin(&s);
    load_one(&s, JX_MASTER_expected, EXPECT("990001", "", "2023-11-14"));
    load_one(&s, JX_MASTER_expected, EXPECT("990002", "", "2023-11-15"));
    load_one(&s, JX_MASTER_expected, EXPECT("990002", "4", "2023-11-14"));
    load_one(&s, JX_MASTER_expected, EXPECT("990003", "", ""));
    struct store_item late = submit(&s, "990001", 1, 1), in_time = submit(&s, "990002", 1, 1);
    struct store_item its_own = submit(&s, "990002", 4, 1), never = submit(&s, "990003", 1, 1);
    assert_state_of(&s, &late, JX_STATE_LATE);
    assert_int_equal(find(&s.place, &late.entry.id).outcome.status, JX_E_LATE);
    assert_state_of(&s, &in_time, JX_STATE_SCORED);
    assert_state_of(&s, &its_own, JX_STATE_LATE);
    assert_state_of(&s, &never, JX_STATE_SCORED);
    assert_int_equal(sum_of(&s.place, NULL, ADD_COUNT), 2);
    end(&s);
}

static void an_exception_lets_it_count(void **state)
{
    struct story s;
    (void)state;
    begin(&s);
    load_one(&s, JX_MASTER_expected, EXPECT("990001", "", "2023-11-01"));
    struct store_item a = submit(&s, "990001", 1, 5);
    load_one(&s, JX_MASTER_exceptions, EXCEPT("990001", "2023-11-14")); /* not long enough */
    assert_state_of(&s, &a, JX_STATE_LATE);
    load_one(&s, JX_MASTER_exceptions, EXCEPT("990002", ""));
    assert_state_of(&s, &a, JX_STATE_LATE);
    load_one(&s, JX_MASTER_exceptions, EXCEPT("990001", "2023-11-15"));
    assert_state_of(&s, &a, JX_STATE_SCORED);
    assert_int_equal(sum_of(&s.place, "990001", ADD_AMOUNT), 5);
    struct store_item b = submit(&s, "990001", 2, 1); /* covered when it comes */
    assert_state_of(&s, &b, JX_STATE_SCORED);
    end(&s);
}

static void one_exception_for_every_form(void **state)
{
    struct story s;
    (void)state;
    begin(&s);
    load_one(&s, JX_MASTER_expected, EXPECT("990001", "", "2023-11-01"));
    load_one(&s, JX_MASTER_expected, EXPECT("990002", "", "2023-11-01"));
    struct store_item a = submit(&s, "990001", 1, 5), b = submit(&s, "990002", 1, 5);
    load_one(&s, JX_MASTER_exceptions, "||990001|系统故障|");
    assert_state_of(&s, &a, JX_STATE_SCORED);
    assert_state_of(&s, &b, JX_STATE_LATE);
    load_one(&s, JX_MASTER_expected, EXPECT("990002", "", "2023-12-31")); /* another due day */
    assert_state_of(&s, &b, JX_STATE_SCORED);
    end(&s);
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
    begin(&s);
    struct store_item a = submit(&s, "990001", 1, 5);
    load_one(&s, JX_MASTER_expected, EXPECT("990001", "", "2023-11-20"));
    struct decree back = {.position = ++s.position,
                          .kind = JX_ACT_RETURN,
                          .unit = "990001",
                          .target = &a.entry.id,
                          .who = 8};
    struct store_item returned = decision(&s.place.arena, &back);
    fold_one(s.place.store, &returned);
    struct spec late = {
        .position = ++s.position, .unit = "990001", .project = 1, .parent = &a.entry.id, .text = 9};
    struct store_item b = submission(&s.place.arena, &late);
    b.entry.time_ms += (int64_t)30 * 24 * 3600 * 1000;
    fold_one(s.place.store, &b);
    assert_state_of(&s, &b, JX_STATE_SCORED);
    end(&s);
}

static void a_correction_of_a_late_one_is_late(void **state)
{
    struct story s;
    (void)state;
    begin(&s);
    load_one(&s, JX_MASTER_expected, EXPECT("990001", "", "2023-11-01"));
    struct store_item a = submit(&s, "990001", 1, 5), b = revise(&s, &a);
    assert_state_of(&s, &b, JX_STATE_LATE);
    load_one(&s, JX_MASTER_exceptions, EXCEPT("990001", ""));
    assert_state_of(&s, &a, JX_STATE_SUPERSEDED);
    assert_state_of(&s, &b, JX_STATE_SCORED);
    assert_int_equal(sum_of(&s.place, NULL, ADD_COUNT), 1);
    end(&s);
}

/* Returning it does not make it punctual. */
static void a_late_one_returned_and_corrected_is_late(void **state)
{
    struct story s;
    (void)state;
    begin(&s);
    load_one(&s, JX_MASTER_expected, EXPECT("990001", "", "2023-11-01"));
    struct store_item a = submit(&s, "990001", 1, 5);
    struct decree back = {.position = ++s.position,
                          .kind = JX_ACT_RETURN,
                          .unit = "990001",
                          .target = &a.entry.id,
                          .who = 8};
    struct store_item returned = decision(&s.place.arena, &back);
    fold_one(s.place.store, &returned);
    struct store_item b = revise(&s, &a);
    assert_state_of(&s, &b, JX_STATE_LATE);
    end(&s);
}

static void moving_does_not_make_it_punctual(void **state)
{
    struct story s;
    (void)state;
    begin(&s);
    load_one(&s, JX_MASTER_expected, EXPECT("990001", "", "2023-11-01"));
    struct store_item a = submit(&s, "990001", 1, 5);
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
        assert_state_of(&s, &a, states[i]);
        assert_clean(s.place.store);
        unit = ways[i][0];
    }
    end(&s);
}

static void a_closed_year_keeps_its_lists(void **state)
{
    struct story s;
    (void)state;
    begin(&s);
    struct decree d = {.position = ++s.position, .kind = JX_ACT_CLOSE, .unit = "990", .who = 8};
    struct store_item it = decision(&s.place.arena, &d);
    fold_one(s.place.store, &it);
    assert_int_equal(load_one(&s, JX_MASTER_expected, EXPECT("990001", "", "")).status,
                     JX_E_YEAR_CLOSED);
    end(&s);
}

/* ---- projects by their names; the tests' are 项目1, 项目2 ... ---- */

static void load_projects(struct story *s)
{
    static const char *const projects[] = {"P1|“项目”1（本级）|990001", "P2|项目2|990001",
                                           "P3|项目 3|990002", "4|水渠|990001", NULL};
    load(s, JX_MASTER_projects, JX_MASTER_REPLACE, projects);
}

static void assert_project(struct story *s, const struct store_item *it, const char *project)
{
    struct jx_slice is = find(&s->place, &it->entry.id).project;
    if (!jx_slice_eq(is, jx_slice_of(project)))
        fail_msg("%.*s instead of %s", (int)is.len, is.ptr, project);
}

static void a_project_gets_its_code(void **state)
{
    struct story s;
    (void)state;
    begin(&s);
    load_projects(&s);
    struct store_item named = submit(&s, "990001", 1, 1), coded = submit(&s, "990001", 4, 1);
    struct store_item foreign = submit(&s, "990001", 3, 1), other = submit(&s, "990001", 9, 1);
    assert_project(&s, &named, "P1");
    assert_project(&s, &coded, "4");   /* what it prints is a code */
    assert_project(&s, &foreign, "3"); /* another unit's: asked, not guessed */
    assert_project(&s, &other, "9");
    end(&s);
}

static void a_list_that_comes_later_names_them_too(void **state)
{
    struct story s;
    (void)state;
    begin(&s);
    load_one(&s, JX_MASTER_expected, EXPECT("990001", "", "2023-11-01"));
    load_one(&s, JX_MASTER_expected, EXPECT("990001", "P2", "2023-12-01"));
    struct store_item late = submit(&s, "990001", 1, 1), other = submit(&s, "990001", 2, 1);
    assert_state_of(&s, &other, JX_STATE_LATE);
    load_projects(&s);
    assert_project(&s, &late, "P1");
    assert_project(&s, &other, "P2");
    assert_state_of(&s, &late, JX_STATE_LATE);
    assert_state_of(&s, &other, JX_STATE_SCORED); /* its own due day has not passed */
    end(&s);
}

/* As spreadsheets do. end() looks for damage. */
static void a_list_may_say_the_same_twice(void **state)
{
    const char *const twice[] = {"P-7|道路养护|990001|", "P-8|道路修复|990001|",
                                 "P-7|道路养护|990001|", NULL};
    struct story s;
    (void)state;
    begin(&s);
    load(&s, JX_MASTER_projects, JX_MASTER_PUT, twice);
    end(&s);
}

static void an_officer_says_which_it_is(void **state)
{
    struct story s;
    (void)state;
    begin(&s);
    load_projects(&s);
    struct store_item a = submit(&s, "990001", 7, 5);
    load_one(&s, JX_MASTER_aliases, "project|项目7|P3"); /* that unit has no P3 */
    assert_project(&s, &a, "7");
    load_one(&s, JX_MASTER_aliases, "project|项目7|P2");
    assert_project(&s, &a, "P2");
    assert_int_equal(sum_of(&s.place, "990001", ADD_AMOUNT), 5);
    struct store_item again = submit(&s, "990001", 7, 6); /* remembered */
    assert_project(&s, &again, "P2");
    assert_state_of(&s, &again, JX_STATE_CONFLICT);
    end(&s);
}

static void two_of_one_name_are_asked(void **state)
{
    static const char *const twins[] = {"P1|项目1|990001", "P2|项目（1）|990001", NULL};
    struct story s;
    (void)state;
    begin(&s);
    load(&s, JX_MASTER_projects, JX_MASTER_PUT, twins);
    struct store_item a = submit(&s, "990001", 1, 5);
    assert_project(&s, &a, "1");
    load_one(&s, JX_MASTER_projects, "P2|别的|990001");
    assert_project(&s, &a, "P1");
    end(&s);
}

/* ---- units by the names that forms print ---- */

static struct store_item submit_as(struct story *s, const char *unit, const char *printed)
{
    struct spec spec = {
        .position = ++s->position, .unit = unit, .project = (unsigned)s->position, .name = printed};
    struct store_item it = submission(&s->place.arena, &spec);
    it.unit_match = JX_LIT("");
    assert_int_equal(jx_match_key(it.unit_name, &s->place.arena, &it.unit_match), JX_OK);
    fold_one(s->place.store, &it);
    return it;
}

/* How often it is asked which unit the form means. */
static uint32_t count_questions(struct story *s, const struct store_item *it)
{
    struct store_unmatched *rows = NULL;
    uint32_t count = 0, asked = 0;
    uint64_t position = 0;
    assert_int_equal(store_unmatched(s->place.store, YEAR, JX_LIT(""), &s->place.arena, &rows,
                                     &count, &position),
                     JX_OK);
    for (uint32_t i = 0; i < count; i++)
        asked += rows[i].asks_unit && jx_hash_eq(&rows[i].id, &it->entry.id);
    return asked;
}

enum fate { KEPT, ASKED, REJECTED };

static void a_printed_unit_is_known_or_asked_or_rejected(void **state)
{
    static const char *const units[] = {"990|虚构县||",
                                        "990001|虚构县教育局|教育局、县教育局|990",
                                        "990001001|第一小学||990001",
                                        "990001002|第二小学|二小;实验小学|990001",
                                        "990002|虚构县水利局||990||2020|2022",
                                        "990003|同名所||990",
                                        "990004|同名所||990",
                                        NULL};
    static const struct {
        const char *unit, *printed;
        enum fate fate;
    } cases[] = {
        {"990001001", "第一小学", KEPT},
        {"990001001", " “第一小学”（本级）", KEPT},
        {"990001001", "", KEPT},
        {"990001001", "虚构县教育局", KEPT}, /* above it */
        {"990001001", "教育局", KEPT},
        {"990001001", "第二小学", REJECTED},
        {"990001001", "实验小学", REJECTED}, /* by an alias in the list */
        {"990001001", "第三小学", ASKED},
        {"990001001", "第一", ASKED},         /* near is not certain */
        {"990001", "第一小学", ASKED},        /* below it: a project that it hands in for them? */
        {"990001001", "虚构县水利局", ASKED}, /* there was such a unit once */
        {"990003", "同名所", KEPT},
        {"990001001", "同名所", REJECTED}, /* two, and neither is its own */
        {"995", "第一小学", KEPT},         /* the tree does not know who submits */
    };
    struct story s;
    (void)state;
    begin(&s);
    assert_int_equal(load(&s, JX_MASTER_units, JX_MASTER_REPLACE, units).status, JX_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct store_item it = submit_as(&s, cases[i].unit, cases[i].printed);
        struct store_document d = find(&s.place, &it.entry.id);
        enum fate fate = d.outcome.state == JX_STATE_REJECTED ? REJECTED
                         : count_questions(&s, &it)           ? ASKED
                                                              : KEPT;
        if (fate != cases[i].fate)
            fail_msg("%s as %s: %d instead of %d", cases[i].printed, cases[i].unit, (int)fate,
                     (int)cases[i].fate);
        if (fate != REJECTED) continue;
        assert_int_equal(d.outcome.status, JX_E_UNIT);
        assert_string_equal(d.outcome.where, "/unit/name");
    }
    end(&s);
}

static void an_answer_about_a_unit_is_remembered(void **state)
{
    static const char *const before[] = {"990001|石桥镇||", "990002|柳河镇||", NULL};
    static const char *const renamed[] = {"990001|石桥街道||", "990002|柳河镇||", NULL};
    struct story s;
    (void)state;
    begin(&s);
    load(&s, JX_MASTER_units, JX_MASTER_REPLACE, before);
    struct store_item a = submit_as(&s, "990001", "石桥乡"),
                      b = submit_as(&s, "990001", "石桥街道");
    struct store_item c = submit_as(&s, "990001", "石桥公社");
    assert_int_equal(count_questions(&s, &a) + count_questions(&s, &b), 2);
    load_one(&s, JX_MASTER_aliases, "unit|石桥乡|990002"); /* another's: what is there stays */
    assert_int_equal(count_questions(&s, &a), 1);
    load_one(&s, JX_MASTER_aliases, "unit|石桥乡|990001");
    assert_int_equal(count_questions(&s, &a), 0);
    load(&s, JX_MASTER_units, JX_MASTER_REPLACE, renamed);
    assert_int_equal(count_questions(&s, &b), 0);
    struct store_item again = submit_as(&s, "990001", "石桥乡");
    assert_int_equal(count_questions(&s, &again), 0);
    struct store_item move = decision(&s.place.arena,
                                      &(struct decree){.position = ++s.position,
                                                       .kind = JX_ACT_MOVE,
                                                       .unit = "990001",
                                                       .target = &c.entry.id,
                                                       .who = 8,
                                                       .arguments = {"990001", ""}});
    assert_int_equal(count_questions(&s, &c), 1);
    fold_one(s.place.store, &move); /* an officer has said where it belongs */
    assert_int_equal(count_questions(&s, &c), 0);
    end(&s);
}

/* How the one thing that is expected of 990001 stands. */
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

static void what_came_back_is_owed(void **state)
{
    struct story s;
    (void)state;
    begin(&s);
    load_projects(&s);
    load_one(&s, JX_MASTER_expected, EXPECT("990001", "P1", ""));
    assert_owed(&s, JX_STATE_RECEIVED);
    struct store_item a = submit(&s, "990001", 1, 5);
    assert_owed(&s, JX_STATE_SCORED);
    struct store_item rival = submit(&s, "990001", 1, 7);
    decree(&s, JX_ACT_RETURN, &a);
    assert_owed(&s, JX_STATE_CONFLICT); /* the newest one tells how it stands */
    decree(&s, JX_ACT_WITHDRAW, &rival);
    assert_owed(&s, JX_STATE_WITHDRAWN);
    revise(&s, &a);
    assert_owed(&s, JX_STATE_SCORED);
    end(&s);
}

static void move_to(struct story *s, const struct store_item *it, const char *from, const char *to,
                    const char *project)
{
    struct decree d = {.position = ++s->position,
                       .kind = JX_ACT_MOVE,
                       .unit = from,
                       .target = &it->entry.id,
                       .who = 8,
                       .arguments = {to, project}};
    struct store_item act = decision(&s->place.arena, &d);
    assert_int_equal(fold_one(s->place.store, &act).status, JX_OK);
}

static void where_it_belongs_it_is_known(void **state)
{
    struct story s;
    (void)state;
    begin(&s);
    load_projects(&s);
    struct store_item foreign = submit(&s, "990001", 3, 5);
    move_to(&s, &foreign, "990001", "990002", "");
    assert_project(&s, &foreign, "P3");
    struct store_item same = submit(&s, "990002", 3, 6);
    assert_project(&s, &same, "P3");
    assert_state_of(&s, &same, JX_STATE_CONFLICT);
    /* A name that an officer gives is one of the list's, or stands as it was said. */
    move_to(&s, &same, "990002", "990001", "项目2");
    assert_project(&s, &same, "P2");
    move_to(&s, &same, "990001", "990001", "别的");
    assert_project(&s, &same, "别的");
    /* What is known for certain stays so in a unit that has no such project. */
    struct store_item named = submit(&s, "990001", 1, 1);
    move_to(&s, &named, "990001", "990002", "");
    assert_project(&s, &named, "P1");
    end(&s);
}

static void decide(struct story *s, enum jx_act kind, const struct store_item *it,
                   const char *argument)
{
    struct decree d = {.position = ++s->position,
                       .kind = kind,
                       .unit = "990001001",
                       .target = it ? &it->entry.id : NULL,
                       .who = 8,
                       .arguments = {argument}};
    struct store_item act = decision(&s->place.arena, &d);
    assert_int_equal(fold_one(s->place.store, &act).status, JX_OK);
}

/* A department accepted it as what was printed; under its code it has to be looked at again. */
static void an_acceptance_ends_with_the_name_it_was_for(void **state)
{
    static const char *const units[] = {"990|县||", "990001|局||990", "990001001|校||990001", NULL};
    struct story s;
    (void)state;
    begin(&s);
    load(&s, JX_MASTER_units, JX_MASTER_PUT, units);
    decide(&s, JX_ACT_APPROVAL, NULL, "tree");
    struct store_item first = submit(&s, "990001001", 7, 5);
    decide(&s, JX_ACT_APPROVE, &first, NULL);
    assert_state_of(&s, &first, JX_STATE_ACCEPTED);
    struct spec spec = {.position = ++s.position,
                        .unit = "990001001",
                        .project = 7,
                        .amount = 6,
                        .parent = &first.entry.id};
    struct store_item second = submission(&s.place.arena, &spec);
    fold_one(s.place.store, &second);
    move_to(&s, &second, "990001001", "990001001", "别的");
    struct store_item rival = submit(&s, "990001001", 7, 7);
    decide(&s, JX_ACT_WITHDRAW, &second, NULL);
    assert_state_of(&s, &first, JX_STATE_CONFLICT);
    load_one(&s, JX_MASTER_projects, "P7|项目7|990001001");
    assert_project(&s, &first, "P7");
    assert_state_of(&s, &first, JX_STATE_SCORED);
    assert_state_of(&s, &rival, JX_STATE_CONFLICT);
    end(&s);
}

/* ---- as it stands ---- */

/* All rows, a page at a time: of each the code. */
static void assert_held(struct story *s, enum jx_master table, uint32_t year, uint32_t page_rows,
                        const char *codes)
{
    char got[256] = "";
    struct store_page page = {.rows = page_rows, .bytes = 1 << 20};
    struct store_rows rows = {.more = true};
    const uint32_t columns = jx_master_schema(table)->count;
    while (rows.more) {
        assert_int_equal(store_master(s->place.store, table, year, &page, &s->place.arena, &rows),
                         JX_OK);
        assert_int_equal(rows.position, s->position);
        assert_true(rows.count <= page_rows && (rows.count > 0 || !rows.more));
        for (uint32_t i = 0; i < rows.count; i++) {
            const struct jx_slice code = rows.cells[(size_t)i * columns];
            const size_t len = strlen(got);
            snprintf(got + len, sizeof got - len, "%.*s ", (int)code.len, code.ptr);
        }
        page.skip += rows.count;
    }
    assert_string_equal(got, codes);
}

static void rows_are_read_page_by_page(void **state)
{
    static const char *const units[] = {"990001|甲||", "990002|乙||", "990003|丙||", NULL};
    struct story s;
    (void)state;
    begin(&s);
    assert_held(&s, JX_MASTER_units, 0, 2, "");
    load(&s, JX_MASTER_units, JX_MASTER_REPLACE, units);
    load_projects(&s);
    for (uint32_t rows = 1; rows < 5; rows++) {
        assert_held(&s, JX_MASTER_units, 0, rows, "990001 990002 990003 ");
        assert_held(&s, JX_MASTER_projects, YEAR, rows, "4 P1 P2 P3 ");
        assert_held(&s, JX_MASTER_projects, YEAR + 1, rows, "");
    }
    struct store_page page = {.rows = 1};
    struct store_rows rows;
    assert_int_equal(
        store_master(s.place.store, (enum jx_master)99, 0, &page, &s.place.arena, &rows),
        JX_E_FIELD_VALUE);
    end(&s);
}

static void an_indicator_is_told_by_name_and_sector(void **state)
{
    static const char *const library[] = {"Q1|产出指标|数量指标|长度|≥|公里|10|个性|水利",
                                          "Q2|产出指标|数量指标|长度|≥|公里|5|个性|交通", NULL};
    struct story s;
    (void)state;
    begin(&s);
    load(&s, JX_MASTER_indicators, JX_MASTER_PUT, library);
    assert_held(&s, JX_MASTER_indicators, YEAR, 2, "Q2 Q1 ");
    load_one(&s, JX_MASTER_indicators, "Q3|产出指标|数量指标|长度|≥|公里|12|个性|水利");
    assert_held(&s, JX_MASTER_indicators, YEAR, 1, "Q2 Q3 ");
    assert_held(&s, JX_MASTER_indicators, YEAR + 1, 1, "");
    load(&s, JX_MASTER_indicators, JX_MASTER_REPLACE, &library[1]);
    assert_held(&s, JX_MASTER_indicators, YEAR, 9, "Q2 ");
    end(&s);
}

/* ---- any journal ---- */

enum { RECORDS = 240, BATCHES = 3 };

static struct store_item random_master(struct jx_arena *a, struct dice *d, uint64_t position)
{
    static const char *const units[] = {"330", "331", "330201", "339"};
    static const char *const days[] = {"", "2023-11-14", "2023-11-15"};
    const char **texts = jx_arena_array(a, 2, sizeof *texts);
    static const enum jx_master tables[] = {
        JX_MASTER_units,    JX_MASTER_units,   JX_MASTER_expected,  JX_MASTER_exceptions,
        JX_MASTER_projects, JX_MASTER_aliases, JX_MASTER_indicators};
    struct master_rows r = {position, tables[roll(d, 7)], YEAR,
                            roll(d, 4) ? JX_MASTER_PUT : JX_MASTER_REPLACE, texts};
    const char *unit = units[roll(d, 4)], *above = units[roll(d, 4)], *day = days[roll(d, 3)];
    const char *period = roll(d, 3) ? "" : "1-8月";
    struct jx_slice text;
    if (r.table == JX_MASTER_units) {
        r.year = 0;
        text = jx_arena_printf(a, "%s|名||%s||%s|%s", unit, above, roll(d, 2) ? "" : "2023",
                               roll(d, 5) ? "" : "2022");
    } else if (r.table == JX_MASTER_expected) {
        text = jx_arena_printf(a, EVALUATION "|%s|%s|%s|%s", period, unit, roll(d, 2) ? "" : "1",
                               day);
    } else if (r.table == JX_MASTER_projects) {
        text = jx_arena_printf(a, "P%u|项目%u|%s", (unsigned)roll(d, 3), (unsigned)roll(d, 5),
                               unit);
    } else if (r.table == JX_MASTER_indicators) {
        text = jx_arena_printf(a, "|产出指标|数量指标|指标%u|≥|个|%u|共性|%s", (unsigned)roll(d, 5),
                               (unsigned)roll(d, 9), roll(d, 2) ? "" : "水利");
    } else if (r.table == JX_MASTER_aliases) {
        r.year = 0;
        text = jx_arena_printf(a, "project|%s%u|P%u", roll(d, 2) ? "项目" : "（项目）",
                               (unsigned)roll(d, 5), (unsigned)roll(d, 3));
    } else {
        text = jx_arena_printf(a, "%s|%s|%s|因|%s", roll(d, 4) ? EVALUATION : "", period, unit,
                               day);
    }
    texts[0] = text.ptr;
    return master(a, &r);
}

/* The tests' units are of four digits; those of master data come in steps of three. */
static struct jx_slice proper_code(struct jx_slice unit)
{
    if (jx_slice_eq(unit, JX_LIT("3301"))) return JX_LIT("330");
    return jx_slice_eq(unit, JX_LIT("3302")) ? JX_LIT("331") : unit;
}

static void any_journal_folds_the_same_in_any_batches(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct place p[BATCHES];
        struct jx_hash dumps[BATCHES];
        struct dice d = {seed};
        struct jx_arena a;
        jx_arena_init(&a, SIZE_MAX);
        assert_int_equal(jx_crypto_init(), JX_OK);
        struct store_item *items = random_journal(&a, &d, RECORDS);
        for (uint32_t i = 0; i < RECORDS; i++) {
            items[i].header.unit = proper_code(items[i].header.unit);
            if (roll(&d, 6) == 0) items[i] = random_master(&a, &d, i + 1);
        }
        for (unsigned b = 0; b < BATCHES; b++) {
            const uint32_t sizes[BATCHES] = {1, 17, RECORDS};
            place_make(&p[b]);
            place_open(&p[b]);
            for (uint32_t at = 0; at < RECORDS; at += sizes[b])
                fold_all(p[b].store, items + at, at + sizes[b] < RECORDS ? sizes[b] : RECORDS - at);
            assert_clean(p[b].store);
            dumps[b] = dump_of(p[b].store);
            place_remove(&p[b]);
            assert_memory_equal(&dumps[b], &dumps[0], sizeof dumps[0]);
        }
        jx_arena_clear(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_level_adds_up),
        cmocka_unit_test(documents_before_the_tree_count_too),
        cmocka_unit_test(a_unit_that_moves_takes_its_sums_along),
        cmocka_unit_test(a_circle_has_an_end),
        cmocka_unit_test(a_branch_that_would_not_fit_is_refused),
        cmocka_unit_test(the_due_day_ends_at_midnight_in_china),
        cmocka_unit_test(an_exception_lets_it_count),
        cmocka_unit_test(one_exception_for_every_form),
        cmocka_unit_test(a_correction_of_one_in_time_is_in_time),
        cmocka_unit_test(a_correction_of_a_late_one_is_late),
        cmocka_unit_test(a_late_one_returned_and_corrected_is_late),
        cmocka_unit_test(moving_does_not_make_it_punctual),
        cmocka_unit_test(a_closed_year_keeps_its_lists),
        cmocka_unit_test(a_project_gets_its_code),
        cmocka_unit_test(a_list_that_comes_later_names_them_too),
        cmocka_unit_test(a_list_may_say_the_same_twice),
        cmocka_unit_test(an_officer_says_which_it_is),
        cmocka_unit_test(two_of_one_name_are_asked),
        cmocka_unit_test(a_printed_unit_is_known_or_asked_or_rejected),
        cmocka_unit_test(an_answer_about_a_unit_is_remembered),
        cmocka_unit_test(rows_are_read_page_by_page),
        cmocka_unit_test(an_indicator_is_told_by_name_and_sector),
        cmocka_unit_test(where_it_belongs_it_is_known),
        cmocka_unit_test(an_acceptance_ends_with_the_name_it_was_for),
        cmocka_unit_test(what_came_back_is_owed),
        cmocka_unit_test(any_journal_folds_the_same_in_any_batches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
