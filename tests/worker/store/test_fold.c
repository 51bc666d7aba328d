/* What each kind of record does to the store, that any cutting into batches does the same, and what
 * a fold that cannot be done leaves behind. */
#include "county.h"

#include <stdlib.h>
#include <string.h>

/* ---- single records ---- */

static void test_counts(void **state)
{
    struct place *p = *state;
    const struct store_item it = submission(&p->arena, &(struct spec){1, "3301", 1, .amount = 50});
    const struct jx_outcome o = fold_one(p->store, &it);
    assert_int_equal(o.state, JX_STATE_SCORED);
    assert_int_equal(o.status, JX_OK);
    assert_int_equal(sum_of(p, NULL, ADD_AMOUNT), 50);
    assert_int_equal(sum_of(p, "3301", ADD_LAST), -50);

    const struct store_document d = find(p, &it.entry.id);
    assert_int_equal(d.position, 1);
    assert_int_equal(d.time_ms, it.entry.time_ms);
    assert_int_equal(d.year, 2023);
    assert_memory_equal(d.principal, it.entry.principal, JX_KEY_BYTES);
    assert_true(jx_slice_eq(d.content, it.content));
    assert_true(jx_slice_eq(d.unit, JX_LIT("3301")));
    assert_true(jx_slice_eq(d.form, JX_LIT("self_evaluation")));
    assert_true(jx_slice_eq(d.unit_name, JX_LIT("3301的名称")));
    assert_true(jx_slice_eq(d.project_name, JX_LIT("项目1")));
    assert_false(d.has_parent || d.has_successor);
    assert_int_equal(d.outcome.warnings, 2);
    assert_clean(p->store);
}

static void test_rejected_is_kept_and_not_counted(void **state)
{
    struct place *p = *state;
    const struct store_item bad = submission(
        &p->arena, &(struct spec){1, "3301", 1, .amount = 50, .rejected = true});
    const struct store_item good = submission(&p->arena, &(struct spec){2, "3301", 1, .amount = 7});
    const struct jx_outcome o = fold_one(p->store, &bad);
    assert_int_equal(o.state, JX_STATE_REJECTED);
    assert_int_equal(o.status, JX_E_FIELD_VALUE);
    assert_string_equal(o.where, "/year");
    assert_int_equal(o.limit, 2200);
    assert_int_equal(sum_of(p, NULL, ADD_COUNT), 0);
    assert_true(jx_slice_eq(find(p, &bad.entry.id).content, bad.content));
    /* Its key was not taken. */
    assert_int_equal(fold_one(p->store, &good).state, JX_STATE_SCORED);
    assert_int_equal(sum_of(p, NULL, ADD_AMOUNT), 7);
    assert_clean(p->store);
}

static void test_a_repeated_submission_counts_once(void **state)
{
    struct place *p = *state;
    struct store_item it = submission(&p->arena, &(struct spec){1, "3301", 1, .amount = 50});
    fold_one(p->store, &it);
    const struct jx_hash before = dump_of(p->store);
    /* The same record again: skipped. */
    assert_int_equal(fold_one(p->store, &it).state, JX_STATE_SCORED);
    const struct jx_hash after = dump_of(p->store);
    assert_true(jx_hash_eq(&before, &after));
    /* The same submission at a position of its own: accounted for, and nothing else. */
    it.entry.position = 2;
    assert_int_equal(fold_one(p->store, &it).state, JX_STATE_SCORED);
    assert_int_equal(fold_one(p->store, &it).state, JX_STATE_SCORED);
    uint64_t position = 0;
    assert_int_equal(store_position(p->store, &position), JX_OK);
    assert_int_equal(position, 2);
    assert_int_equal(sum_of(p, NULL, ADD_COUNT), 1);
    assert_int_equal(find(p, &it.entry.id).position, 1);
    assert_clean(p->store);
}

static void test_an_equal_key_without_a_parent_is_a_conflict(void **state)
{
    struct place *p = *state;
    const struct store_item a = submission(&p->arena, &(struct spec){1, "3301", 1, .amount = 50});
    const struct store_item b = submission(&p->arena, &(struct spec){2, "3301", 1, .amount = 9});
    const struct store_item c = submission(&p->arena, &(struct spec){3, "3302", 1, .amount = 3});
    fold_one(p->store, &a);
    const struct jx_outcome o = fold_one(p->store, &b);
    assert_int_equal(o.state, JX_STATE_CONFLICT);
    assert_int_equal(o.status, JX_CONFLICT);
    assert_state(p, &a.entry.id, JX_STATE_SCORED);
    assert_int_equal(sum_of(p, NULL, ADD_AMOUNT), 50);
    /* The same project of another unit is another document. */
    assert_int_equal(fold_one(p->store, &c).state, JX_STATE_SCORED);
    assert_int_equal(sum_of(p, NULL, ADD_AMOUNT), 53);
    assert_clean(p->store);
}

static void test_a_sum_never_wraps(void **state)
{
    struct place *p = *state;
    const int64_t most = INT64_MAX;
    const struct store_item a = submission(&p->arena, &(struct spec){1, "3301", 1, .amount = most});
    const struct store_item b = submission(&p->arena, &(struct spec){2, "3302", 1, .amount = 1});
    const struct store_item c = submission(
        &p->arena, &(struct spec){3, "3301", 1, .amount = most - 1, .parent = &a.entry.id});
    fold_one(p->store, &a);
    const struct jx_outcome o = fold_one(p->store, &b);
    assert_int_equal(o.state, JX_STATE_REJECTED);
    assert_int_equal(o.status, JX_E_OVERFLOW);
    assert_int_equal(sum_of(p, NULL, ADD_AMOUNT), most);
    assert_int_equal(sum_of(p, NULL, ADD_COUNT), 1);
    /* The parent's amount goes before the revision's comes. */
    assert_int_equal(fold_one(p->store, &c).state, JX_STATE_SCORED);
    assert_int_equal(sum_of(p, NULL, ADD_AMOUNT), most - 1);
    assert_clean(p->store);
}

static void test_other_acts(void **state)
{
    struct place *p = *state;
    const struct store_item items[] = {
        key_act(&p->arena, 1),
        pack_act(&p->arena, 2, "first"),
        submission(&p->arena, &(struct spec){3, "3301", 1, .amount = 0}),
        pack_act(&p->arena, 4, "second"),
    };
    uint64_t activated = 0;
    struct jx_slice content;
    struct jx_outcome outcomes[4];
    assert_int_equal(store_pack_at(p->store, 9, &p->arena, &activated, &content), JX_E_NOT_FOUND);
    for (int again = 0; again < 2; again++) {
        assert_int_equal(store_fold(p->store, journal_of_test, items, 4, outcomes), JX_OK);
        assert_int_equal(outcomes[0].state, JX_STATE_RECEIVED);
        assert_int_equal(outcomes[1].state, JX_STATE_RECEIVED);
        assert_int_equal(outcomes[2].state, JX_STATE_SCORED);
    }
    static const struct {
        uint64_t at, activated;
    } cases[] = {{2, 2}, {3, 2}, {4, 4}, {UINT64_MAX, 4}};
    assert_int_equal(store_pack_at(p->store, 0, &p->arena, &activated, &content), JX_E_NOT_FOUND);
    assert_int_equal(store_pack_at(p->store, 1, &p->arena, &activated, &content), JX_E_NOT_FOUND);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(store_pack_at(p->store, cases[i].at, &p->arena, &activated, &content),
                         JX_OK);
        assert_int_equal(activated, cases[i].activated);
        assert_true(jx_slice_eq(content, items[activated - 1].content));
    }
    struct store_document d;
    assert_int_equal(store_find(p->store, &items[0].entry.id, &p->arena, &d), JX_E_NOT_FOUND);
    assert_clean(p->store);
}

/* ---- whose turn it is ---- */

static void test_turns(void **state)
{
    struct place *p = *state;
    struct store_item items[6];
    struct jx_outcome o[6];
    uint8_t id[JX_JOURNAL_ID_BYTES], other[JX_JOURNAL_ID_BYTES] = "another journal";
    static const uint8_t none[JX_JOURNAL_ID_BYTES];
    for (unsigned i = 0; i < 6; i++)
        items[i] = submission(&p->arena, &(struct spec){i + 1, "3301", i, .amount = 1});
    assert_int_equal(store_journal(p->store, id), JX_OK);
    assert_memory_equal(id, none, sizeof id);
    assert_int_equal(store_fold(p->store, journal_of_test, NULL, 0, NULL), JX_OK);
    assert_int_equal(store_fold(p->store, journal_of_test, items + 1, 2, o), JX_E_BUSY);
    assert_int_equal(store_fold(p->store, journal_of_test, items, 3, o), JX_OK);
    assert_int_equal(store_journal(p->store, id), JX_OK);
    assert_memory_equal(id, journal_of_test, sizeof id);
    const struct jx_hash before = dump_of(p->store);
    assert_int_equal(store_fold(p->store, journal_of_test, items + 4, 2, o), JX_E_BUSY);
    assert_int_equal(store_fold(p->store, other, items + 3, 2, o), JX_E_CORRUPT);
    const struct store_item gap[] = {items[3], items[5]};
    assert_int_equal(store_fold(p->store, journal_of_test, gap, 2, o), JX_E_PROTOCOL);
    /* Another record at a position that is folded already. */
    struct store_item forged = submission(&p->arena, &(struct spec){2, "3301", 9, .amount = 0});
    assert_int_equal(store_fold(p->store, journal_of_test, &forged, 1, o), JX_E_CORRUPT);
    forged = key_act(&p->arena, 2);
    assert_int_equal(store_fold(p->store, journal_of_test, &forged, 1, o), JX_E_CORRUPT);
    const struct jx_hash after = dump_of(p->store);
    assert_true(jx_hash_eq(&before, &after));
    assert_int_equal(store_fold(p->store, journal_of_test, items + 1, 5, o), JX_OK);
    assert_int_equal(sum_of(p, NULL, ADD_COUNT), 6);
}

static void test_survives_closing(void **state)
{
    struct place *p = *state;
    const struct store_item it = submission(&p->arena, &(struct spec){1, "3301", 1, .amount = 50});
    fold_one(p->store, &it);
    const struct jx_hash before = dump_of(p->store);
    place_close(p);
    place_open(p);
    const struct jx_hash after = dump_of(p->store);
    assert_true(jx_hash_eq(&before, &after));
    assert_state(p, &it.entry.id, JX_STATE_SCORED);
}

/* ---- a full store ---- */

static void test_a_map_too_small(void **state)
{
    struct place *p = *state;
    place_close(p);
    assert_int_equal(store_open(p->dir, 256 << 10, &p->store), JX_OK);
    struct jx_outcome o;
    jx_status rc = JX_OK;
    struct jx_hash before = dump_of(p->store);
    uint64_t folded = 0;
    while (rc == JX_OK) {
        const struct store_item it = submission(
            &p->arena, &(struct spec){folded + 1, "3301", (unsigned)folded, .amount = 0});
        rc = store_fold(p->store, journal_of_test, &it, 1, &o);
        if (rc != JX_OK) break;
        folded++;
        before = dump_of(p->store);
    }
    assert_int_equal(rc, JX_E_STORE_FULL);
    assert_true(folded > 10);
    const struct jx_hash after = dump_of(p->store);
    assert_true(jx_hash_eq(&before, &after));
    assert_int_equal(sum_of(p, NULL, ADD_COUNT), folded);
    assert_clean(p->store);
    /* A larger map, and it goes on where it was. */
    place_close(p);
    place_open(p);
    const struct store_item it = submission(
        &p->arena, &(struct spec){folded + 1, "3301", (unsigned)folded, .amount = 0});
    assert_int_equal(fold_one(p->store, &it).state, JX_STATE_SCORED);
    assert_clean(p->store);
}

/* ---- random journals ---- */

enum { JOURNAL = 240 };

static void fold_in_random_cuts(struct store *st, struct dice *d, const struct store_item *items,
                                uint32_t count)
{
    struct jx_outcome o[JOURNAL];
    for (uint32_t done = 0; done < count;) {
        uint32_t from = done - (uint32_t)roll(d, done + 1 < 20 ? done + 1 : 20);
        uint32_t to = from + 1 + (uint32_t)roll(d, 40);
        if (to > count) to = count;
        assert_int_equal(store_fold(st, journal_of_test, items + from, to - from, o), JX_OK);
        if (to > done) done = to;
    }
}

static void test_random_cuts_give_one_dump(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct dice d = {seed * 0x9E3779B97F4A7C15u};
        struct place whole, cut;
        place_make(&whole);
        place_make(&cut);
        place_open(&whole);
        place_open(&cut);
        struct store_item *items = random_journal(&whole.arena, &d, JOURNAL);
        fold_all(whole.store, items, JOURNAL);
        fold_in_random_cuts(cut.store, &d, items, JOURNAL);
        const struct jx_hash a = dump_of(whole.store), b = dump_of(cut.store);
        if (!jx_hash_eq(&a, &b)) fail_msg("seed %llu: the dumps differ", (unsigned long long)seed);
        assert_clean(whole.store);
        place_remove(&whole);
        place_remove(&cut);
    }
}

int main(void)
{
#define FOLD_TEST(t) cmocka_unit_test_setup_teardown(t, place_setup, place_teardown)
    const struct CMUnitTest tests[] = {
        FOLD_TEST(test_counts),
        FOLD_TEST(test_rejected_is_kept_and_not_counted),
        FOLD_TEST(test_a_repeated_submission_counts_once),
        FOLD_TEST(test_an_equal_key_without_a_parent_is_a_conflict),
        FOLD_TEST(test_a_sum_never_wraps),
        FOLD_TEST(test_other_acts),
        FOLD_TEST(test_turns),
        FOLD_TEST(test_survives_closing),
        FOLD_TEST(test_a_map_too_small),
        cmocka_unit_test(test_random_cuts_give_one_dump),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
