/* What officers and submitters decide: told as stories, and against a model that looks at
 * everything after each record. */
#include "county.h"

#include <stdlib.h>
#include <string.h>

/* ---- stories ---- */

enum { STEPS_MAX = 10, FILLER = 7, OFFICER = 8, CHIEF = 9 };

/* A submission ("A" with parent), or a decision on one. */
struct step {
    char name;                       /* of the document */
    enum jx_act kind;                /* SUBMISSION, or what is decided about it */
    char parent;                     /* of a submission; 0: none */
    unsigned project;                /* of a submission */
    unsigned who;                    /* decides; 0: OFFICER */
    const char *first, *second;      /* arguments of a decision; rule and place of a remark */
    jx_status status;                /* of the record's outcome */
    const char *received, *approved; /* what counts afterwards */
};

#define SUBMIT JX_ACT_SUBMISSION

/* clang-format off */
static const struct story {
    const char *title;
    const char *form;
    struct step steps[STEPS_MAX];
} stories[] = {
    {"approved, and revised: both columns", NULL,
     {{'A', SUBMIT, 0, 1, 0, NULL, NULL, JX_OK, "A", ""},
      {'A', JX_ACT_APPROVE, 0, 0, 0, NULL, NULL, JX_OK, "A", "A"},
      {'B', SUBMIT, 'A', 1, 0, NULL, NULL, JX_OK, "B", "A"},
      {'A', JX_ACT_RETURN, 0, 0, 0, NULL, NULL, JX_E_STATE, "B", "A"},
      {'B', JX_ACT_APPROVE, 0, 0, 0, NULL, NULL, JX_OK, "B", "B"},
      {'A', JX_ACT_APPROVE, 0, 0, 0, NULL, NULL, JX_E_PARENT_STALE, "B", "B"}}},
    {"who filled it in does not approve it", NULL,
     {{'A', SUBMIT, 0, 1, 0, NULL, NULL, JX_OK, "A", ""},
      {'A', JX_ACT_APPROVE, 0, 0, FILLER, NULL, NULL, JX_E_SAME_PERSON, "A", ""}}},
    {"returned, corrected, approved", NULL,
     {{'A', SUBMIT, 0, 1, 0, NULL, NULL, JX_OK, "A", ""},
      {'A', JX_ACT_RETURN, 0, 0, 0, NULL, NULL, JX_OK, "", ""},
      {'A', JX_ACT_APPROVE, 0, 0, 0, NULL, NULL, JX_E_STATE, "", ""},
      {'B', SUBMIT, 'A', 1, 0, NULL, NULL, JX_OK, "B", ""},
      {'B', JX_ACT_APPROVE, 0, 0, 0, NULL, NULL, JX_OK, "B", "B"}}},
    {"a returned revision: what was before it counts again", NULL,
     {{'A', SUBMIT, 0, 1, 0, NULL, NULL, JX_OK, "A", ""},
      {'B', SUBMIT, 'A', 1, 0, NULL, NULL, JX_OK, "B", ""},
      {'B', JX_ACT_RETURN, 0, 0, 0, NULL, NULL, JX_OK, "A", ""},
      {'C', SUBMIT, 'A', 1, 0, NULL, NULL, JX_E_PARENT_STALE, "A", ""},
      {'D', SUBMIT, 'B', 1, 0, NULL, NULL, JX_OK, "D", ""}}},
    {"a withdrawn revision: as if it had not come", NULL,
     {{'A', SUBMIT, 0, 1, 0, NULL, NULL, JX_OK, "A", ""},
      {'B', SUBMIT, 'A', 1, 0, NULL, NULL, JX_OK, "B", ""},
      {'B', JX_ACT_WITHDRAW, 0, 0, FILLER, NULL, NULL, JX_OK, "A", ""},
      {'C', SUBMIT, 'A', 1, 0, NULL, NULL, JX_OK, "C", ""},
      {'B', JX_ACT_WITHDRAW, 0, 0, FILLER, NULL, NULL, JX_E_STATE, "C", ""}}},
    {"withdrawn, and another takes its key", NULL,
     {{'A', SUBMIT, 0, 1, 0, NULL, NULL, JX_OK, "A", ""},
      {'A', JX_ACT_WITHDRAW, 0, 0, FILLER, NULL, NULL, JX_OK, "", ""},
      {'B', SUBMIT, 0, 1, 0, NULL, NULL, JX_OK, "B", ""}}},
    {"nothing is withdrawn after its approval", NULL,
     {{'A', SUBMIT, 0, 1, 0, NULL, NULL, JX_OK, "A", ""},
      {'A', JX_ACT_APPROVE, 0, 0, 0, NULL, NULL, JX_OK, "A", "A"},
      {'A', JX_ACT_WITHDRAW, 0, 0, FILLER, NULL, NULL, JX_E_STATE, "A", "A"},
      {'A', JX_ACT_RETURN, 0, 0, CHIEF, NULL, NULL, JX_OK, "", ""}}},
    {"an approval is taken back: the one before it holds again", NULL,
     {{'A', SUBMIT, 0, 1, 0, NULL, NULL, JX_OK, "A", ""},
      {'A', JX_ACT_APPROVE, 0, 0, 0, NULL, NULL, JX_OK, "A", "A"},
      {'B', SUBMIT, 'A', 1, 0, NULL, NULL, JX_OK, "B", "A"},
      {'B', JX_ACT_APPROVE, 0, 0, 0, NULL, NULL, JX_OK, "B", "B"},
      {'B', JX_ACT_RETURN, 0, 0, 0, NULL, NULL, JX_OK, "A", "A"}}},
    {"findings block approval until they are answered", "findings",
     {{'A', SUBMIT, 0, 1, 0, NULL, NULL, JX_OK, "A", ""},
      {'A', JX_ACT_APPROVE, 0, 0, 0, NULL, NULL, JX_E_OPEN_FINDINGS, "A", ""},
      {'A', JX_ACT_EXPLAIN, 0, 0, FILLER, "E", "/rows/0", JX_E_NOT_FOUND, "A", ""},
      {'A', JX_ACT_EXPLAIN, 0, 0, FILLER, "X", "/rows/1", JX_OK, "A", ""},
      {'A', JX_ACT_EXPLAIN, 0, 0, FILLER, "X", "/rows/1", JX_E_NOT_FOUND, "A", ""},
      {'A', JX_ACT_APPROVE, 0, 0, 0, NULL, NULL, JX_E_OPEN_FINDINGS, "A", ""},
      {'A', JX_ACT_OVERRIDE, 0, 0, FILLER, "E", "/rows/0", JX_E_SAME_PERSON, "A", ""},
      {'A', JX_ACT_OVERRIDE, 0, 0, 0, "E", "/rows/0", JX_OK, "A", ""},
      {'A', JX_ACT_APPROVE, 0, 0, 0, NULL, NULL, JX_OK, "A", "A"}}},
    {"moved to another project, and back", NULL,
     {{'A', SUBMIT, 0, 1, 0, NULL, NULL, JX_OK, "A", ""},
      {'B', SUBMIT, 0, 2, 0, NULL, NULL, JX_OK, "AB", ""},
      {'B', JX_ACT_MOVE, 0, 0, 0, "3301", "1", JX_CONFLICT, "A", ""},
      {'B', JX_ACT_MOVE, 0, 0, 0, "3301", "3", JX_OK, "AB", ""},
      {'C', SUBMIT, 0, 2, 0, NULL, NULL, JX_OK, "ABC", ""},
      {'D', SUBMIT, 0, 3, 0, NULL, NULL, JX_CONFLICT, "ABC", ""}}},
    {"a conflict is another project", NULL,
     {{'A', SUBMIT, 0, 1, 0, NULL, NULL, JX_OK, "A", ""},
      {'B', SUBMIT, 0, 1, 0, NULL, NULL, JX_CONFLICT, "A", ""},
      {'B', JX_ACT_RESOLVE, 0, 0, 0, "another", "1", JX_CONFLICT, "A", ""},
      {'B', JX_ACT_RESOLVE, 0, 0, 0, "another", "1-2", JX_OK, "AB", ""},
      {'B', JX_ACT_RESOLVE, 0, 0, 0, "another", "1-3", JX_E_STATE, "AB", ""}}},
    {"a conflict is a correction", NULL,
     {{'A', SUBMIT, 0, 1, 0, NULL, NULL, JX_OK, "A", ""},
      {'B', SUBMIT, 0, 1, 0, NULL, NULL, JX_CONFLICT, "A", ""},
      {'B', JX_ACT_RESOLVE, 0, 0, 0, "correction", NULL, JX_OK, "B", ""},
      {'C', SUBMIT, 'A', 1, 0, NULL, NULL, JX_E_PARENT_STALE, "B", ""},
      {'D', SUBMIT, 'B', 1, 0, NULL, NULL, JX_OK, "D", ""},
      {'D', JX_ACT_WITHDRAW, 0, 0, FILLER, NULL, NULL, JX_OK, "B", ""},
      {'B', JX_ACT_WITHDRAW, 0, 0, FILLER, NULL, NULL, JX_OK, "A", ""}}},
    {"a revision that corrects another document takes its approval along", NULL,
     {{'A', SUBMIT, 0, 1, 0, NULL, NULL, JX_OK, "A", ""},
      {'A', JX_ACT_APPROVE, 0, 0, 0, NULL, NULL, JX_OK, "A", "A"},
      {'B', SUBMIT, 0, 2, 0, NULL, NULL, JX_OK, "AB", "A"},
      {'C', SUBMIT, 'A', 2, 0, NULL, NULL, JX_CONFLICT, "AB", "A"},
      {'C', JX_ACT_RESOLVE, 0, 0, 0, "correction", NULL, JX_OK, "C", "A"},
      {'C', JX_ACT_APPROVE, 0, 0, 0, NULL, NULL, JX_OK, "C", "C"},
      {'C', JX_ACT_RETURN, 0, 0, 0, NULL, NULL, JX_OK, "B", "A"}}},
    {"of two approvals that come together the later one counts", NULL,
     {{'A', SUBMIT, 0, 1, 0, NULL, NULL, JX_OK, "A", ""},
      {'B', SUBMIT, 0, 2, 0, NULL, NULL, JX_OK, "AB", ""},
      {'B', JX_ACT_APPROVE, 0, 0, 0, NULL, NULL, JX_OK, "AB", "B"},
      {'A', JX_ACT_APPROVE, 0, 0, 0, NULL, NULL, JX_OK, "AB", "AB"},
      {'C', SUBMIT, 'A', 2, 0, NULL, NULL, JX_CONFLICT, "AB", "AB"},
      {'C', JX_ACT_RESOLVE, 0, 0, 0, "correction", NULL, JX_OK, "C", "A"}}},
    {"a conflict that is older than what counts is no correction of it", NULL,
     {{'A', SUBMIT, 0, 1, 0, NULL, NULL, JX_OK, "A", ""},
      {'B', SUBMIT, 0, 1, 0, NULL, NULL, JX_CONFLICT, "A", ""},
      {'C', SUBMIT, 'A', 1, 0, NULL, NULL, JX_OK, "C", ""},
      {'B', JX_ACT_RESOLVE, 0, 0, 0, "correction", NULL, JX_E_PARENT_STALE, "C", ""},
      {'C', JX_ACT_WITHDRAW, 0, 0, FILLER, NULL, NULL, JX_OK, "A", ""},
      {'A', JX_ACT_WITHDRAW, 0, 0, FILLER, NULL, NULL, JX_OK, "", ""},
      {'B', JX_ACT_RESOLVE, 0, 0, 0, "correction", NULL, JX_OK, "B", ""}}},
    {"two of one key are not both approved", NULL,
     {{'A', SUBMIT, 0, 1, 0, NULL, NULL, JX_OK, "A", ""},
      {'A', JX_ACT_APPROVE, 0, 0, 0, NULL, NULL, JX_OK, "A", "A"},
      {'B', SUBMIT, 'A', 2, 0, NULL, NULL, JX_OK, "B", "A"},
      {'C', SUBMIT, 0, 1, 0, NULL, NULL, JX_OK, "BC", "A"},
      {'C', JX_ACT_APPROVE, 0, 0, 0, NULL, NULL, JX_CONFLICT, "BC", "A"},
      {'B', JX_ACT_RETURN, 0, 0, 0, NULL, NULL, JX_OK, "C", "A"},
      {'D', SUBMIT, 'B', 2, 0, NULL, NULL, JX_OK, "CD", "A"},
      {'D', JX_ACT_APPROVE, 0, 0, 0, NULL, NULL, JX_OK, "CD", "D"},
      {'C', JX_ACT_APPROVE, 0, 0, 0, NULL, NULL, JX_OK, "CD", "CD"}}},
    {"an approved target is frozen until it may be adjusted", "target",
     {{'A', SUBMIT, 0, 1, 0, NULL, NULL, JX_OK, "A", ""},
      {'A', JX_ACT_ADJUST, 0, 0, 0, NULL, NULL, JX_E_STATE, "A", ""},
      {'A', JX_ACT_APPROVE, 0, 0, 0, NULL, NULL, JX_OK, "A", "A"},
      {'B', SUBMIT, 'A', 1, 0, NULL, NULL, JX_E_FROZEN, "A", "A"},
      {'A', JX_ACT_ADJUST, 0, 0, 0, NULL, NULL, JX_OK, "A", "A"},
      {'C', SUBMIT, 'A', 1, 0, NULL, NULL, JX_OK, "C", "A"},
      {'D', SUBMIT, 'C', 1, 0, NULL, NULL, JX_E_FROZEN, "C", "A"},
      {'C', JX_ACT_APPROVE, 0, 0, 0, NULL, NULL, JX_OK, "C", "C"}}},
    {"a closed year, and two persons to open it", NULL,
     {{'A', SUBMIT, 0, 1, 0, NULL, NULL, JX_OK, "A", ""},
      {0, JX_ACT_REOPEN, 0, 0, 0, NULL, NULL, JX_E_STATE, "A", ""},
      {0, JX_ACT_CLOSE, 0, 0, 0, NULL, NULL, JX_OK, "A", ""},
      {'B', SUBMIT, 'A', 1, 0, NULL, NULL, JX_E_YEAR_CLOSED, "A", ""},
      {'A', JX_ACT_APPROVE, 0, 0, 0, NULL, NULL, JX_E_YEAR_CLOSED, "A", ""},
      {0, JX_ACT_REOPEN, 0, 0, 0, NULL, NULL, JX_OK, "A", ""},
      {0, JX_ACT_REOPEN, 0, 0, 0, NULL, NULL, JX_E_SAME_PERSON, "A", ""},
      {'A', JX_ACT_APPROVE, 0, 0, 0, NULL, NULL, JX_E_YEAR_CLOSED, "A", ""},
      {0, JX_ACT_REOPEN, 0, 0, CHIEF, NULL, NULL, JX_OK, "A", ""},
      {'A', JX_ACT_APPROVE, 0, 0, 0, NULL, NULL, JX_OK, "A", "A"}}},
};
/* clang-format on */

enum { NAMES = 8 };

struct told {
    struct store_item documents[NAMES];
    uint64_t position;
};

static struct store_item item_of(struct place *p, struct told *t, const struct story *s,
                                 const struct step *x)
{
    const struct jx_hash *id = x->name ? &t->documents[x->name - 'A'].entry.id : NULL;
    if (x->kind != SUBMIT) {
        bool remark = x->kind == JX_ACT_EXPLAIN || x->kind == JX_ACT_OVERRIDE;
        struct decree d = {t->position, x->kind, x->name ? "3301" : "", id,
                           .who = x->who ? x->who : OFFICER};
        if (remark) {
            d.rule = x->first;
            d.place = x->second;
        } else {
            d.arguments[0] = x->first;
            d.arguments[1] = x->second;
        }
        return decision(&p->arena, &d);
    }
    const struct jx_hash *parent = x->parent ? &t->documents[x->parent - 'A'].entry.id : NULL;
    struct store_item it = submission(
        &p->arena,
        &(struct spec){t->position, "3301", x->project, parent, .amount = 1 << x->name % 8});
    if (s->form && strcmp(s->form, "target") == 0) it.header.form = JX_LIT("target");
    if (s->form && strcmp(s->form, "findings") == 0) add_findings(&p->arena, &it);
    t->documents[x->name - 'A'] = it;
    return it;
}

static void assert_column(const struct story *s, const struct step *x, const char *expected,
                          const int64_t *adds)
{
    int64_t amount = 0;
    for (const char *c = expected; *c; c++)
        amount += 1 << *c % 8;
    if (adds[ADD_COUNT] != (int64_t)strlen(expected) || adds[ADD_AMOUNT] != amount)
        fail_msg("%s: after %s of %c not \"%s\" counts, but %lld", s->title, jx_act_name(x->kind),
                 x->name ? x->name : '-', expected, (long long)adds[ADD_AMOUNT]);
}

static void assert_counting(struct place *p, const struct story *s, const struct step *x)
{
    struct store_aggregate *rows = NULL;
    uint32_t count = 0;
    uint64_t position = 0;
    bool target = s->form && strcmp(s->form, "target") == 0;
    assert_int_equal(store_summary(p->store, 2023,
                                   target ? JX_LIT("target") : JX_LIT("self_evaluation"),
                                   JX_LIT(""), &p->arena, &rows, &count, &position),
                     JX_OK);
    assert_int_equal(rows[0].unit.len, 0);
    assert_column(s, x, x->received, rows[0].received);
    assert_column(s, x, x->approved, rows[0].approved);
}

static void test_stories(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof stories / sizeof stories[0]; i++) {
        const struct story *s = &stories[i];
        struct place p;
        struct told t = {.position = 0};
        place_make(&p);
        place_open(&p);
        for (const struct step *x = s->steps; x < s->steps + STEPS_MAX && x->received; x++) {
            t.position++;
            const struct store_item it = item_of(&p, &t, s, x);
            const struct jx_outcome o = fold_one(p.store, &it);
            if (o.status != x->status)
                fail_msg("%s: %s of %c became %s", s->title, jx_act_name(x->kind),
                         x->name ? x->name : '-', jx_status_name(o.status));
            assert_counting(&p, s, x);
            assert_clean(p.store);
            /* The same record again is the same outcome. */
            assert_int_equal(fold_one(p.store, &it).status, x->status);
        }
        place_remove(&p);
    }
}

/* A header of another unit or year authorises nothing. */
static void test_authority(void **state)
{
    (void)state;
    struct place p;
    place_make(&p);
    place_open(&p);
    const struct store_item a = submission(&p.arena, &(struct spec){1, "3301", 1, .amount = 1});
    fold_one(p.store, &a);
    static const struct {
        const char *unit;
        uint32_t year;
    } wrong[] = {{"3302", 2023}, {"", 2023}, {"330", 2023}, {"33010", 2023}, {"3301", 2022}};
    for (unsigned i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const struct store_item it = decision(
            &p.arena, &(struct decree){2 + i, JX_ACT_APPROVE, wrong[i].unit, &a.entry.id,
                                       .who = OFFICER, .year = wrong[i].year});
        const struct jx_outcome o = fold_one(p.store, &it);
        assert_int_equal(o.state, JX_STATE_REJECTED);
        assert_int_equal(o.status, JX_E_NOT_FOUND);
    }
    assert_state(&p, &a.entry.id, JX_STATE_SCORED);
    assert_clean(p.store);
    place_remove(&p);
}

/* A document moves with its sums, its place in lists, and what may be decided about it. */
static void test_move_to_another_unit(void **state)
{
    (void)state;
    struct place p;
    place_make(&p);
    place_open(&p);
    struct store_document *list = NULL;
    uint32_t count = 0;
    const struct store_item a = submission(&p.arena, &(struct spec){1, "3301", 1, .amount = 9});
    fold_one(p.store, &a);
    const struct store_item m = decision(&p.arena, &(struct decree){2, JX_ACT_MOVE, "3301",
                                                                    &a.entry.id, .who = OFFICER,
                                                                    .arguments = {"3302", ""}});
    fold_one(p.store, &m);
    assert_int_equal(sum_of(&p, "3301", ADD_AMOUNT), 0);
    assert_int_equal(sum_of(&p, "3302", ADD_AMOUNT), 9);
    assert_int_equal(store_list(p.store, JX_LIT("3301"), false, 9, &p.arena, &list, &count), JX_OK);
    assert_int_equal(count, 0);
    assert_int_equal(store_list(p.store, JX_LIT("3302"), false, 9, &p.arena, &list, &count), JX_OK);
    assert_int_equal(count, 1);
    assert_true(jx_slice_eq(list[0].unit, JX_LIT("3302")));
    assert_clean(p.store);
    place_remove(&p);
}

/* ---- random journals ---- */

enum { RECORDS = 400, RECENT = 20 };

static struct store_item random_decision(struct jx_arena *a, struct dice *d,
                                         const struct store_item *items, uint32_t i)
{
    static const enum jx_act kinds[] = {
        JX_ACT_WITHDRAW, JX_ACT_RETURN,   JX_ACT_RETURN,   JX_ACT_APPROVE, JX_ACT_APPROVE,
        JX_ACT_APPROVE,  JX_ACT_MOVE,     JX_ACT_RESOLVE,  JX_ACT_RESOLVE, JX_ACT_ADJUST,
        JX_ACT_EXPLAIN,  JX_ACT_OVERRIDE, JX_ACT_OWN_SCORE};
    static const char *const projects[] = {"0", "1", "2", "3", "4", "5"};
    uint32_t reach = i < RECENT ? i : RECENT;
    const struct store_item *target = &items[i - 1 - roll(d, reach)];
    struct decree x = {i + 1, kinds[roll(d, sizeof kinds / sizeof kinds[0])], NULL,
                       &target->entry.id, .who = (unsigned)(7 + roll(d, 3))};
    x.unit =
        roll(d, 10)
            ? jx_arena_printf(a, "%.*s", (int)target->header.unit.len, target->header.unit.ptr).ptr
            : "3302";
    if (x.kind == JX_ACT_MOVE) {
        x.arguments[0] = roll(d, 2) ? "3301" : "3302";
        x.arguments[1] = projects[roll(d, 6)];
    }
    if (x.kind == JX_ACT_RESOLVE) {
        x.arguments[0] = roll(d, 2) ? "another" : "correction";
        x.arguments[1] = projects[roll(d, 6)];
    }
    if (x.kind == JX_ACT_EXPLAIN || x.kind == JX_ACT_OVERRIDE) {
        x.rule = roll(d, 2) ? "E" : "X";
        x.place = roll(d, 2) ? "/rows/0" : "/rows/1";
    }
    if (x.kind != JX_ACT_OWN_SCORE) return decision(a, &x);
    x.arguments[0] = "80";
    struct store_item it = decision(a, &x);
    it.header.form = JX_LIT("self_evaluation");
    it.own_score = (struct store_own_score){
        .given = roll(d, 4) > 0, .score = {(int64_t)roll(d, 101)}, .grade = (uint8_t)roll(d, 4)};
    return it;
}

/* After every record fsck recounts everything, so that no sum, key or line can drift. Every kind of
 * decision meets success and refusal. */
static void test_random_journals(void **state)
{
    (void)state;
    unsigned done[32] = {0}, refused[32] = {0};
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct dice d = {seed * 0xD1342543DE82EF95u};
        struct place p;
        place_make(&p);
        place_open(&p);
        struct store_item *items = random_journal(&p.arena, &d, RECORDS);
        for (uint32_t i = 0; i < RECORDS; i++) {
            if (items[i].entry.kind == JX_ACT_SUBMISSION && roll(&d, 6) == 0)
                add_findings(&p.arena, &items[i]);
            if (i > 0 && roll(&d, 2)) items[i] = random_decision(&p.arena, &d, items, i);
            const struct jx_outcome o = fold_one(p.store, &items[i]);
            unsigned kind = items[i].entry.kind;
            if (jx_is_decision(items[i].entry.kind))
                o.state == JX_STATE_REJECTED ? refused[kind]++ : done[kind]++;
            if (i % 8 == 0) assert_clean(p.store);
        }
        assert_clean(p.store);
        place_remove(&p);
    }
    for (unsigned k = JX_ACT_WITHDRAW; k <= JX_ACT_OWN_SCORE; k++)
        if ((k <= JX_ACT_RESOLVE || k == JX_ACT_OWN_SCORE) && (!done[k] || !refused[k]))
            fail_msg("%s: %u done, %u refused", jx_act_name(k), done[k], refused[k]);
}

/* One batch or many, the same dump. */
static void test_batches_make_no_difference(void **state)
{
    (void)state;
    struct dice d = {77};
    struct place one, many;
    place_make(&one);
    place_open(&one);
    place_make(&many);
    place_open(&many);
    struct store_item *items = random_journal(&one.arena, &d, RECORDS);
    for (uint32_t i = 1; i < RECORDS; i++)
        if (roll(&d, 2)) items[i] = random_decision(&one.arena, &d, items, i);
    fold_all(one.store, items, RECORDS);
    for (uint32_t i = 0; i < RECORDS; i++)
        fold_one(many.store, &items[i]);
    const struct jx_hash a = dump_of(one.store), b = dump_of(many.store);
    assert_true(jx_hash_eq(&a, &b));
    place_remove(&one);
    place_remove(&many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stories),
        cmocka_unit_test(test_authority),
        cmocka_unit_test(test_move_to_another_unit),
        cmocka_unit_test(test_random_journals),
        cmocka_unit_test(test_batches_make_no_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
