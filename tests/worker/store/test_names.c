/* Projects and units by the names that forms print. */
#include "story.h"

/* ---- projects by their names; the tests' are 项目1, 项目2 ... ---- */

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
    story_begin(&s);
    story_load_projects(&s);
    struct store_item named = story_submit(&s, "990001", 1, 1),
                      coded = story_submit(&s, "990001", 4, 1);
    struct store_item foreign = story_submit(&s, "990001", 3, 1),
                      other = story_submit(&s, "990001", 9, 1);
    assert_project(&s, &named, "P1");
    assert_project(&s, &coded, "4");   /* what it prints is a code */
    assert_project(&s, &foreign, "3"); /* another unit's: asked, not guessed */
    assert_project(&s, &other, "9");
    story_end(&s);
}

static void a_list_that_comes_later_names_them_too(void **state)
{
    struct story s;
    (void)state;
    story_begin(&s);
    story_load_one(&s, JX_MASTER_expected, EXPECT("990001", "", "2023-11-01"));
    story_load_one(&s, JX_MASTER_expected, EXPECT("990001", "P2", "2023-12-01"));
    struct store_item late = story_submit(&s, "990001", 1, 1),
                      other = story_submit(&s, "990001", 2, 1);
    assert_state_in(&s, &other, JX_STATE_LATE);
    story_load_projects(&s);
    assert_project(&s, &late, "P1");
    assert_project(&s, &other, "P2");
    assert_state_in(&s, &late, JX_STATE_LATE);
    assert_state_in(&s, &other, JX_STATE_SCORED); /* its own due day has not passed */
    story_end(&s);
}

/* As spreadsheets do. story_end() looks for damage. */
static void a_list_may_say_the_same_twice(void **state)
{
    const char *const twice[] = {"P-7|道路养护|990001|", "P-8|道路修复|990001|",
                                 "P-7|道路养护|990001|", NULL};
    struct story s;
    (void)state;
    story_begin(&s);
    story_load(&s, JX_MASTER_projects, JX_MASTER_PUT, twice);
    story_end(&s);
}

static void an_officer_says_which_it_is(void **state)
{
    struct story s;
    (void)state;
    story_begin(&s);
    story_load_projects(&s);
    struct store_item a = story_submit(&s, "990001", 7, 5);
    story_load_one(&s, JX_MASTER_aliases, "project|项目7|P3"); /* that unit has no P3 */
    assert_project(&s, &a, "7");
    story_load_one(&s, JX_MASTER_aliases, "project|项目7|P2");
    assert_project(&s, &a, "P2");
    assert_int_equal(sum_of(&s.place, "990001", ADD_AMOUNT), 5);
    struct store_item again = story_submit(&s, "990001", 7, 6); /* remembered */
    assert_project(&s, &again, "P2");
    assert_state_in(&s, &again, JX_STATE_CONFLICT);
    story_end(&s);
}

static void two_of_one_name_are_asked(void **state)
{
    static const char *const twins[] = {"P1|项目1|990001", "P2|项目（1）|990001", NULL};
    struct story s;
    (void)state;
    story_begin(&s);
    story_load(&s, JX_MASTER_projects, JX_MASTER_PUT, twins);
    struct store_item a = story_submit(&s, "990001", 1, 5);
    assert_project(&s, &a, "1");
    story_load_one(&s, JX_MASTER_projects, "P2|别的|990001");
    assert_project(&s, &a, "P1");
    story_end(&s);
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
    story_begin(&s);
    assert_int_equal(story_load(&s, JX_MASTER_units, JX_MASTER_REPLACE, units).status, JX_OK);
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
    story_end(&s);
}

static void an_answer_about_a_unit_is_remembered(void **state)
{
    static const char *const before[] = {"990001|石桥镇||", "990002|柳河镇||", NULL};
    static const char *const renamed[] = {"990001|石桥街道||", "990002|柳河镇||", NULL};
    struct story s;
    (void)state;
    story_begin(&s);
    story_load(&s, JX_MASTER_units, JX_MASTER_REPLACE, before);
    struct store_item a = submit_as(&s, "990001", "石桥乡"),
                      b = submit_as(&s, "990001", "石桥街道");
    struct store_item c = submit_as(&s, "990001", "石桥公社");
    assert_int_equal(count_questions(&s, &a) + count_questions(&s, &b), 2);
    story_load_one(&s, JX_MASTER_aliases,
                   "unit|石桥乡|990002"); /* another's: what is there stays */
    assert_int_equal(count_questions(&s, &a), 1);
    story_load_one(&s, JX_MASTER_aliases, "unit|石桥乡|990001");
    assert_int_equal(count_questions(&s, &a), 0);
    story_load(&s, JX_MASTER_units, JX_MASTER_REPLACE, renamed);
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
    story_end(&s);
}

/* How the one thing that is expected of 990001 stands. */
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
    story_begin(&s);
    story_load_projects(&s);
    struct store_item foreign = story_submit(&s, "990001", 3, 5);
    move_to(&s, &foreign, "990001", "990002", "");
    assert_project(&s, &foreign, "P3");
    struct store_item same = story_submit(&s, "990002", 3, 6);
    assert_project(&s, &same, "P3");
    assert_state_in(&s, &same, JX_STATE_CONFLICT);
    /* A name that an officer gives is one of the list's, or stands as it was said. */
    move_to(&s, &same, "990002", "990001", "项目2");
    assert_project(&s, &same, "P2");
    move_to(&s, &same, "990001", "990001", "别的");
    assert_project(&s, &same, "别的");
    /* What is known for certain stays so in a unit that has no such project. */
    struct store_item named = story_submit(&s, "990001", 1, 1);
    move_to(&s, &named, "990001", "990002", "");
    assert_project(&s, &named, "P1");
    story_end(&s);
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
    story_begin(&s);
    story_load(&s, JX_MASTER_units, JX_MASTER_PUT, units);
    decide(&s, JX_ACT_APPROVAL, NULL, "tree");
    struct store_item first = story_submit(&s, "990001001", 7, 5);
    decide(&s, JX_ACT_APPROVE, &first, NULL);
    assert_state_in(&s, &first, JX_STATE_ACCEPTED);
    struct spec spec = {.position = ++s.position,
                        .unit = "990001001",
                        .project = 7,
                        .amount = 6,
                        .parent = &first.entry.id};
    struct store_item second = submission(&s.place.arena, &spec);
    fold_one(s.place.store, &second);
    move_to(&s, &second, "990001001", "990001001", "别的");
    struct store_item rival = story_submit(&s, "990001001", 7, 7);
    decide(&s, JX_ACT_WITHDRAW, &second, NULL);
    assert_state_in(&s, &first, JX_STATE_CONFLICT);
    story_load_one(&s, JX_MASTER_projects, "P7|项目7|990001001");
    assert_project(&s, &first, "P7");
    assert_state_in(&s, &first, JX_STATE_SCORED);
    assert_state_in(&s, &rival, JX_STATE_CONFLICT);
    story_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_project_gets_its_code),
        cmocka_unit_test(a_list_that_comes_later_names_them_too),
        cmocka_unit_test(a_list_may_say_the_same_twice),
        cmocka_unit_test(an_officer_says_which_it_is),
        cmocka_unit_test(two_of_one_name_are_asked),
        cmocka_unit_test(a_printed_unit_is_known_or_asked_or_rejected),
        cmocka_unit_test(an_answer_about_a_unit_is_remembered),
        cmocka_unit_test(where_it_belongs_it_is_known),
        cmocka_unit_test(an_acceptance_ends_with_the_name_it_was_for),
    };
    return cmocka_run_group_tests_name("store.names", tests, NULL, NULL);
}
