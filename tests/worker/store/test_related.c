/* Which documents are compared with each other, when, and what a decision makes of what is found.
 * The rules here are a few lines, so that the store's part is all there is to be wrong. */
#include "county.h"

#include <stdio.h>
#include <string.h>

enum { RANDOM_RECORDS = 400, BATCH = 16 };

/* Says of a set of two or more that its first document is one of so many: an error on it. */
struct fake {
    unsigned asked, severity;
    uint32_t members; /* of the last set */
};

static jx_status say_how_many(void *own, const struct store_set *set, struct jx_arena *a,
                              struct store_relation **out, uint32_t *count)
{
    struct fake *f = own;
    f->asked++;
    f->members = set->count;
    *count = set->count > 1;
    *out = jx_arena_array(a, 1, sizeof **out);
    assert_non_null(*out);
    **out = (struct store_relation){.rule = JX_LIT("R"),
                                    .place = JX_LIT("/p"),
                                    .left = jx_arena_printf(a, "%u", set->count),
                                    .right = JX_LIT(""),
                                    .message_zh = JX_LIT(""),
                                    .message_en = JX_LIT(""),
                                    .severity = (uint8_t)f->severity};
    for (uint32_t i = 0; i < set->count; i++) {
        struct store_relation *r = *out;
        bool first = r->position == 0 || set->members[i].position < r->position;
        r->other = first ? r->position : set->members[i].position;
        if (first) r->position = set->members[i].position;
    }
    return JX_OK;
}

static void judge_by(struct store *st, struct fake *f)
{
    const struct store_rules rules = {f, say_how_many};
    store_judge_by(st, &rules);
}

static void begin(struct place *p, struct fake *f)
{
    place_make(p);
    place_open(p);
    judge_by(p->store, f);
}

static struct jx_hash hand_in(struct place *p, uint64_t position, const char *unit,
                              unsigned project, const char *form)
{
    struct store_item it = submission(&p->arena, &(struct spec){.position = position,
                                                                .unit = unit,
                                                                .project = project,
                                                                .text = (unsigned)position});
    it.header.form = jx_slice_of(form);
    assert_int_equal(fold_one(p->store, &it).state, JX_STATE_SCORED);
    return it.entry.id;
}

static struct jx_outcome decide(struct place *p, const struct decree *d)
{
    struct store_item it = decision(&p->arena, d);
    return fold_one(p->store, &it);
}

static struct store_relations relations(struct place *p, const char *unit)
{
    struct store_relations r;
    assert_int_equal(store_relations(p->store, 2023, jx_slice_of(unit), &p->arena, &r), JX_OK);
    assert_true(r.complete);
    return r;
}

/* ---- which documents ---- */

static void own_documents_are_compared_and_no_others(void **state)
{
    struct place p;
    struct fake f = {.severity = STORE_ERROR};
    (void)state;
    begin(&p, &f);
    const struct jx_hash one = hand_in(&p, 1, "3301", 1, "self_evaluation");
    hand_in(&p, 2, "3302", 1, "target");
    assert_int_equal(relations(&p, "3301").count, 0);
    assert_int_equal(f.members, 1);
    const struct jx_hash two = hand_in(&p, 3, "3301", 1, "target");
    struct store_relations r = relations(&p, "3301");
    assert_int_equal(r.count, 1);
    assert_int_equal(r.position, 3);
    assert_int_equal(r.items[0].position, 1);
    assert_int_equal(r.items[0].other, 3);
    assert_true(jx_hash_eq(&r.items[0].id, &one) && jx_hash_eq(&r.items[0].other_id, &two));
    assert_int_equal(relations(&p, "3302").count, 0);
    assert_int_equal(relations(&p, "33").count, 0); /* a code that others begin with */
    place_remove(&p);
}

static void what_no_longer_counts_is_not_compared(void **state)
{
    static const enum jx_act acts[] = {JX_ACT_WITHDRAW, JX_ACT_RETURN};
    (void)state;
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
        struct place p;
        struct fake f = {.severity = STORE_ERROR};
        begin(&p, &f);
        hand_in(&p, 1, "3301", 1, "self_evaluation");
        const struct jx_hash two = hand_in(&p, 2, "3301", 1, "target");
        assert_int_equal(relations(&p, "3301").count, 1);
        (void)decide(&p,
                     &(struct decree){
                         .position = 3, .kind = acts[i], .unit = "3301", .target = &two, .who = 8});
        assert_int_equal(relations(&p, "3301").count, 0);
        assert_clean(p.store);
        place_remove(&p);
    }
}

static void a_document_is_compared_where_it_was_moved(void **state)
{
    struct place p;
    struct fake f = {.severity = STORE_ERROR};
    (void)state;
    begin(&p, &f);
    hand_in(&p, 1, "3301", 1, "self_evaluation");
    const struct jx_hash two = hand_in(&p, 2, "3302", 1, "target");
    (void)decide(&p, &(struct decree){.position = 3,
                                      .kind = JX_ACT_MOVE,
                                      .unit = "3302",
                                      .target = &two,
                                      .who = 8,
                                      .arguments = {"3301", ""}});
    assert_int_equal(relations(&p, "3301").count, 1);
    assert_int_equal(relations(&p, "3302").count, 0);
    assert_clean(p.store);
    place_remove(&p);
}

/* A summary is compared with what is below its unit, and what is found stands on it alone. */
static void a_summary_is_compared_with_what_is_below(void **state)
{
    static const char *const tree[] = {"990001|虚构局||||", "330199|虚构所||990001|||", NULL};
    struct place p;
    struct fake f = {.severity = STORE_ERROR};
    (void)state;
    begin(&p, &f);
    const struct store_item it = master(
        &p.arena, &(struct master_rows){1, JX_MASTER_units, 0, JX_MASTER_REPLACE, tree});
    assert_int_equal(fold_one(p.store, &it).status, JX_OK);
    hand_in(&p, 2, "990001", 0, "evaluation_summary");
    assert_int_equal(relations(&p, "990001").count, 0);
    hand_in(&p, 3, "330199", 1, "self_evaluation");    /* below, whatever its code begins with */
    hand_in(&p, 4, "990001002", 1, "self_evaluation"); /* not in the tree: below by its code */
    hand_in(&p, 5, "3301", 1, "self_evaluation");
    struct store_relations r = relations(&p, "990001");
    assert_int_equal(r.count, 1);
    assert_int_equal(r.items[0].position, 2);
    assert_true(jx_slice_eq(r.items[0].left, JX_LIT("3")));
    assert_int_equal(relations(&p, "330199").count, 0);
    hand_in(&p, 6, "330199", 2, "evaluation_summary"); /* has its own unit below it */
    r = relations(&p, "330199");
    assert_int_equal(r.count, 1);
    assert_int_equal(r.items[0].position, 3);
    place_remove(&p);
}

/* ---- decisions ---- */

static void approval_waits_for_what_is_open(void **state)
{
    struct place p;
    struct fake f = {.severity = STORE_EXPLAIN};
    (void)state;
    begin(&p, &f);
    const struct jx_hash one = hand_in(&p, 1, "3301", 1, "self_evaluation");
    const struct jx_hash two = hand_in(&p, 2, "3301", 1, "target");
    struct decree approve = {
        .position = 3, .kind = JX_ACT_APPROVE, .unit = "3301", .target = &one, .who = 8};
    struct jx_outcome o = decide(&p, &approve);
    assert_int_equal(o.status, JX_E_OPEN_FINDINGS);
    assert_int_equal(o.limit, 1);
    assert_string_equal(o.where, "/p");
    struct decree explain = {.position = 4,
                             .kind = JX_ACT_EXPLAIN,
                             .unit = "3301",
                             .target = &one,
                             .who = 7,
                             .rule = "R",
                             .place = "/q"};
    assert_int_equal(decide(&p, &explain).status, JX_E_NOT_FOUND);
    explain.position = 5;
    explain.place = "/p";
    assert_int_equal(decide(&p, &explain).status, JX_OK);
    assert_int_equal(relations(&p, "3301").items[0].answered, 5);
    explain.position = 6;
    assert_int_equal(decide(&p, &explain).status, JX_E_NOT_FOUND); /* it is answered */

    /* Another document changes the figures: that is another question. */
    const struct jx_hash three = hand_in(&p, 7, "3301", 2, "target");
    assert_int_equal(relations(&p, "3301").items[0].answered, 0);
    approve.position = 8;
    assert_int_equal(decide(&p, &approve).status, JX_E_OPEN_FINDINGS);
    explain.position = 9;
    assert_int_equal(decide(&p, &explain).status, JX_OK);
    (void)decide(
        &p,
        &(struct decree){
            .position = 10, .kind = JX_ACT_WITHDRAW, .unit = "3301", .target = &three, .who = 7});
    assert_int_equal(relations(&p, "3301").items[0].answered, 0); /* the old figures again */
    (void)decide(
        &p, &(struct decree){
                .position = 11, .kind = JX_ACT_WITHDRAW, .unit = "3301", .target = &two, .who = 7});
    approve.position = 12;
    assert_int_equal(decide(&p, &approve).state, JX_STATE_APPROVED);
    assert_clean(p.store);
    place_remove(&p);
}

static void a_warning_blocks_nothing(void **state)
{
    struct place p;
    struct fake f = {.severity = STORE_WARNING};
    (void)state;
    begin(&p, &f);
    const struct jx_hash one = hand_in(&p, 1, "3301", 1, "self_evaluation");
    hand_in(&p, 2, "3301", 1, "target");
    assert_int_equal(
        decide(&p,
               &(struct decree){
                   .position = 3, .kind = JX_ACT_APPROVE, .unit = "3301", .target = &one, .who = 8})
            .state,
        JX_STATE_APPROVED);
    place_remove(&p);
}

/* ---- everything ---- */

/* However the records are cut into batches, whatever was asked meanwhile: the same store. */
static void the_store_stays_a_fold(void **state)
{
    struct place first, second;
    struct fake f = {.severity = STORE_ERROR};
    struct dice d = {11};
    (void)state;
    begin(&first, &f);
    begin(&second, &f);
    const struct store_item *items = random_journal(&first.arena, &d, RANDOM_RECORDS);
    for (uint32_t at = 0; at < RANDOM_RECORDS; at += BATCH) {
        fold_all(first.store, items + at, BATCH);
        (void)relations(&first, "3301");
    }
    for (uint32_t at = 0; at < RANDOM_RECORDS; at++)
        fold_all(second.store, items + at, 1);
    const struct jx_hash a = dump_of(first.store), b = dump_of(second.store);
    assert_true(jx_hash_eq(&a, &b));
    assert_clean(first.store);
    place_remove(&first);
    place_remove(&second);
}

/* What counts as received by the sums is what is compared. */
static void the_sums_count_what_is_compared(void **state)
{
    static const char *const units[] = {"3301", "3302", "330201"};
    struct place p;
    struct fake f = {.severity = STORE_ERROR};
    struct dice d = {5};
    uint64_t compared = 0;
    (void)state;
    begin(&p, &f);
    const struct store_item *items = random_journal(&p.arena, &d, RANDOM_RECORDS);
    for (uint32_t at = 0; at < RANDOM_RECORDS; at += BATCH) {
        fold_all(p.store, items + at, BATCH);
        for (size_t u = 0; u < sizeof units / sizeof units[0]; u++) {
            struct store_aggregate *rows = NULL;
            uint32_t count = 0;
            uint64_t position;
            int64_t counted = 0;
            for (int form = 1; form < JX_FORM_COUNT; form++) {
                assert_int_equal(store_summary(p.store, 2023, jx_form_name((enum jx_form)form),
                                               jx_slice_of(units[u]), &p.arena, &rows, &count,
                                               &position),
                                 JX_OK);
                for (uint32_t i = 0; i < count; i++)
                    if (jx_slice_eq(rows[i].unit, jx_slice_of(units[u])))
                        counted += rows[i].received[ADD_COUNT];
            }
            f.members = 0;
            (void)relations(&p, units[u]);
            assert_int_equal(f.members, counted);
            compared += (uint64_t)counted;
        }
    }
    assert_true(compared > RANDOM_RECORDS);
    place_remove(&p);
}

static void too_many_are_not_compared(void **state)
{
    struct place p;
    struct fake f = {.severity = STORE_ERROR};
    struct store_relations r;
    (void)state;
    begin(&p, &f);
    struct store_item *items = jx_arena_array(&p.arena, STORE_SET_MAX + 1, sizeof *items);
    for (unsigned i = 0; i <= STORE_SET_MAX; i++)
        items[i] = submission(&p.arena,
                              &(struct spec){.position = i + 1, .unit = "3301", .project = i});
    fold_all(p.store, items, STORE_SET_MAX);
    assert_int_equal(relations(&p, "3301").count, 1);
    fold_all(p.store, items + STORE_SET_MAX, 1);
    assert_int_equal(store_relations(p.store, 2023, JX_LIT("3301"), &p.arena, &r), JX_OK);
    assert_false(r.complete);
    assert_int_equal(r.count, 0);
    assert_int_equal(decide(&p, &(struct decree){.position = STORE_SET_MAX + 2,
                                                 .kind = JX_ACT_APPROVE,
                                                 .unit = "3301",
                                                 .target = &items[0].entry.id,
                                                 .who = 8})
                         .state,
                     JX_STATE_APPROVED);
    place_remove(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_documents_are_compared_and_no_others),
        cmocka_unit_test(what_no_longer_counts_is_not_compared),
        cmocka_unit_test(a_document_is_compared_where_it_was_moved),
        cmocka_unit_test(a_summary_is_compared_with_what_is_below),
        cmocka_unit_test(approval_waits_for_what_is_open),
        cmocka_unit_test(a_warning_blocks_nothing),
        cmocka_unit_test(the_store_stays_a_fold),
        cmocka_unit_test(the_sums_count_what_is_compared),
        cmocka_unit_test(too_many_are_not_compared),
    };
    return jx_crypto_init() != JX_OK ||
           cmocka_run_group_tests_name("store.related", tests, NULL, NULL);
}
