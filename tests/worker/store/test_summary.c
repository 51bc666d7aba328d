/* The queries: aggregates in their order and at their price, lists of the newest, and what bounds
 * them. */
#include "county.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rows {
    struct store_aggregate *rows;
    uint32_t count;
    uint64_t position;
};

static struct rows summary(struct place *p, uint32_t year, const char *form, const char *unit)
{
    struct rows r;
    assert_int_equal(store_summary(p->store, year, jx_slice_of(form), jx_slice_of(unit), &p->arena,
                                   &r.rows, &r.count, &r.position),
                     JX_OK);
    return r;
}

static void assert_row(const struct store_aggregate *r, const char *period, const char *unit,
                       const char *name, int64_t count, int64_t amount)
{
    assert_int_equal(r->year, 2023);
    assert_true(jx_slice_eq(r->form, JX_LIT("self_evaluation")));
    assert_true(jx_slice_eq(r->period, jx_slice_of(period)));
    assert_true(jx_slice_eq(r->unit, jx_slice_of(unit)));
    assert_true(jx_slice_eq(r->unit_name, jx_slice_of(name)));
    assert_int_equal(r->received[ADD_COUNT], count);
    assert_int_equal(r->received[ADD_AMOUNT], amount);
    assert_int_equal(r->received[ADD_LAST], -amount);
}

static void test_rows(void **state)
{
    struct place *p = *state;
    const struct store_item items[] = {
        submission(&p->arena, &(struct spec){1, "3302", 1, .amount = 1, .name = "青石镇"}),
        submission(&p->arena, &(struct spec){2, "3301", 1, .amount = 2, .name = ""}),
        submission(&p->arena, &(struct spec){3, "330201", 1, .amount = 4}),
        submission(&p->arena, &(struct spec){4, "3301", 1, .amount = 8, .period = "1-8月"}),
        submission(&p->arena, &(struct spec){5, "3302", 2, .amount = 16, .name = "青石镇人民政府"}),
        submission(&p->arena, &(struct spec){6, "3302", 3, .amount = 32, .name = ""}),
    };
    struct rows r = summary(p, 2023, "self_evaluation", "");
    assert_int_equal(r.count, 0);
    assert_int_equal(r.position, 0);
    fold_all(p->store, items, 6);
    r = summary(p, 2023, "self_evaluation", "");
    assert_int_equal(r.position, 6);
    assert_int_equal(r.count, 6);
    assert_row(&r.rows[0], "", "", "", 5, 55);
    assert_row(&r.rows[1], "", "3301", "3301的名称", 1, 2); /* as another form prints it */
    assert_row(&r.rows[2], "", "3302", "青石镇人民政府", 3, 49);
    assert_row(&r.rows[3], "", "330201", "330201的名称", 1, 4);
    assert_row(&r.rows[4], "1-8月", "", "", 1, 8);
    assert_row(&r.rows[5], "1-8月", "3301", "3301的名称", 1, 8);

    r = summary(p, 2023, "self_evaluation", "3302");
    assert_int_equal(r.count, 2);
    assert_row(&r.rows[0], "", "3302", "青石镇人民政府", 3, 49);
    assert_row(&r.rows[1], "", "330201", "330201的名称", 1, 4);
    assert_int_equal(summary(p, 2022, "self_evaluation", "").count, 0);
    assert_int_equal(summary(p, 2023, "self_evaluatio", "").count, 0);
    assert_int_equal(summary(p, 2023, "self_evaluation", "33011").count, 0);
    assert_int_equal(summary(p, 70000, "self_evaluation", "").count, 0);
    assert_int_equal(summary(p, 2023, "a form whose name is longer than any form's", "").count, 0);
}

/* Whatever lies before, between and behind those asked for, in every period. */
static void test_rows_of_some_units(void **state)
{
    static const char *const units[] = {"3301", "3302", "330201", "33021", "3303", "4"};
    static const char *const periods[] = {"", "1-8月", "1-9月"};
    static const char *const asked[] = {"3", "33", "3302", "330201", "33021",
                                        "4", "2",  "5",    "33020"};
    enum { UNITS = 6, PERIODS = 3, ASKED = 9 };
    struct place *p = *state;
    struct store_item items[UNITS * PERIODS];
    uint64_t n = 0;
    for (uint32_t i = 0; i < UNITS; i++)
        for (uint32_t j = 0; j < PERIODS; j++, n++)
            items[n] = submission(&p->arena,
                                  &(struct spec){n + 1, units[i], (uint8_t)(n + 1),
                                                 .amount = (int64_t)n, .period = periods[j]});
    fold_all(p->store, items, UNITS * PERIODS);
    struct rows all = summary(p, 2023, "self_evaluation", "");
    assert_int_equal(all.count, (UNITS + 1) * PERIODS);
    for (unsigned k = 0; k < ASKED; k++) {
        struct rows some = summary(p, 2023, "self_evaluation", asked[k]);
        uint32_t found = 0;
        for (uint32_t i = 0; i < all.count; i++) {
            if (!jx_starts_with(all.rows[i].unit, jx_slice_of(asked[k]))) continue;
            assert_true(found < some.count);
            const struct store_aggregate *row = &some.rows[found++];
            assert_true(jx_slice_eq(row->unit, all.rows[i].unit));
            assert_true(jx_slice_eq(row->period, all.rows[i].period));
            assert_memory_equal(row->received, all.rows[i].received, sizeof row->received);
            assert_memory_equal(row->states, all.rows[i].states, sizeof row->states);
        }
        assert_int_equal(some.count, found);
    }
}

/* Where nothing counts any more, only what became of it is left. */
static void test_rows_stay_for_the_states(void **state)
{
    struct place *p = *state;
    const struct store_item a = submission(&p->arena, &(struct spec){1, "3301", 1, .amount = 1});
    const struct store_item b = submission(
        &p->arena,
        &(struct spec){2, "3301", 1, .amount = 1, .parent = &a.entry.id, .period = "1-8月"});
    fold_one(p->store, &a);
    assert_int_equal(summary(p, 2023, "self_evaluation", "").count, 2);
    fold_one(p->store, &b);
    struct rows r = summary(p, 2023, "self_evaluation", "");
    assert_int_equal(r.count, 4);
    assert_row(&r.rows[0], "", "", "", 0, 0);
    assert_int_equal(r.rows[0].states[JX_STATE_SUPERSEDED], 1);
    assert_row(&r.rows[2], "1-8月", "", "", 1, 1);
    assert_int_equal(r.rows[2].states[JX_STATE_SCORED], 1);
    assert_clean(p->store);
}

/* Codes come from the wire: none of their bytes may confuse the order or the neighbours. */
static void test_odd_codes(void **state)
{
    struct place *p = *state;
    static const struct {
        const char *bytes;
        size_t len;
    } codes[] = {{"", 0},  {"\0", 1},   {"\0\0", 2},  {"\0\xFF", 2},
                 {"a", 1}, {"a\0b", 3}, {"a\xFF", 2}, {"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 9}};
    enum { CODES = sizeof codes / sizeof codes[0] };
    struct jx_hash ids[CODES];
    for (unsigned i = 0; i < CODES; i++) {
        struct store_item it = submission(&p->arena, &(struct spec){i + 1, "x", i, .amount = 1});
        it.header.unit = jx_slice_at(codes[i].bytes, codes[i].len);
        ids[i] = it.entry.id;
        fold_one(p->store, &it);
    }
    struct rows r = summary(p, 2023, "self_evaluation", "");
    assert_int_equal(r.count, CODES + 1);
    for (unsigned i = 0; i < CODES; i++) {
        struct jx_slice code = jx_slice_at(codes[i].bytes, codes[i].len);
        struct store_document *list = NULL;
        uint32_t count = 0;
        assert_true(jx_slice_eq(r.rows[i + 1].unit, code));
        assert_int_equal(store_list(p->store, code, false, 9, &p->arena, &list, &count), JX_OK);
        assert_int_equal(count, 1);
        assert_true(jx_hash_eq(&list[0].id, &ids[i]));
    }
    assert_clean(p->store);
}

/* ---- the price ---- */

static void fold_many(struct place *p, uint64_t from, uint64_t to)
{
    static const char *const units[] = {"3301", "3302", "3303"};
    enum { BATCH = 500 };
    struct jx_arena a;
    struct store_item *items = calloc(BATCH, sizeof *items);
    assert_non_null(items);
    while (from < to) {
        uint32_t n = 0;
        jx_arena_init(&a, SIZE_MAX);
        for (; n < BATCH && from < to; n++, from++)
            items[n] = submission(
                &a, &(struct spec){from + 1, units[from % 3], (unsigned)from, .amount = 1});
        fold_all(p->store, items, n);
        jx_arena_clear(&a);
    }
    free(items);
}

static void test_reads_do_not_grow_with_documents(void **state)
{
    struct place *p = *state;
    fold_many(p, 0, 15);
    uint64_t before = store_reads(p->store);
    assert_int_equal(summary(p, 2023, "self_evaluation", "").rows[0].received[ADD_COUNT], 15);
    const uint64_t few = store_reads(p->store) - before;

    fold_many(p, 15, 15000);
    before = store_reads(p->store);
    assert_int_equal(summary(p, 2023, "self_evaluation", "").rows[0].received[ADD_COUNT], 15000);
    const uint64_t many = store_reads(p->store) - before;
    assert_int_equal(few, many);
    assert_true(few > 0 && few < 20);

    /* Nor do a list's. */
    struct store_document *list = NULL;
    uint32_t count = 0;
    before = store_reads(p->store);
    assert_int_equal(store_list(p->store, JX_LIT("33"), true, 10, &p->arena, &list, &count), JX_OK);
    assert_int_equal(count, 10);
    for (uint32_t i = 0; i < count; i++)
        assert_int_equal(list[i].position, 15000 - i);
    assert_true(store_reads(p->store) - before < 80);
}

/* ---- lists ---- */

static void test_lists(void **state)
{
    struct place *p = *state;
    static const char *const units[] = {"3301", "3302", "330201", "4401"};
    enum { DOCUMENTS = 40 };
    struct store_item items[DOCUMENTS];
    for (unsigned i = 0; i < DOCUMENTS; i++)
        items[i] = submission(&p->arena, &(struct spec){i + 1, units[(i * 7 + i / 5) % 4], i,
                                                        .rejected = i % 9 == 0});
    fold_all(p->store, items, DOCUMENTS);
    static const struct {
        const char *unit;
        bool below;
        uint32_t max;
    } cases[] = {{"3301", false, 5},   {"3301", false, 100},
                 {"3302", false, 100}, {"3302", true, 100},
                 {"33", true, 7},      {"33", false, 7},
                 {"", true, 12},       {"", true, 100000},
                 {"", false, 5},       {"9", true, 5},
                 {"3301", true, 0},    {"330201330201330201330201330201330201", true, 5}};
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        struct jx_slice unit = jx_slice_of(cases[c].unit);
        struct store_document *list = NULL;
        uint32_t count = 0, next = 0;
        assert_int_equal(
            store_list(p->store, unit, cases[c].below, cases[c].max, &p->arena, &list, &count),
            JX_OK);
        for (unsigned i = DOCUMENTS; i-- > 0;) {
            struct jx_slice u = items[i].header.unit;
            bool belongs = cases[c].below ? jx_starts_with(u, unit) : jx_slice_eq(u, unit);
            if (!belongs || next == cases[c].max) continue;
            assert_true(next < count);
            assert_int_equal(list[next].position, i + 1);
            assert_true(jx_hash_eq(&list[next].id, &items[i].entry.id));
            assert_true(jx_is_absent(list[next].content));
            assert_int_equal(list[next].outcome.state, i % 9 ? JX_STATE_SCORED : JX_STATE_REJECTED);
            next++;
        }
        assert_int_equal(next, count);
    }
}

static void test_an_arena_too_small(void **state)
{
    struct place *p = *state;
    struct store_item it = submission(&p->arena, &(struct spec){1, "3301", 1, .amount = 0});
    fold_one(p->store, &it);
    struct jx_arena none;
    struct store_document d, *list = NULL;
    struct store_aggregate *rows = NULL;
    uint32_t count = 0;
    uint64_t position = 0;
    jx_arena_init(&none, 0);
    assert_int_equal(store_find(p->store, &it.entry.id, &none, &d), JX_E_TOO_LARGE);
    assert_int_equal(store_list(p->store, JX_LIT("3301"), false, 1, &none, &list, &count),
                     JX_E_TOO_LARGE);
    assert_int_equal(store_summary(p->store, 2023, JX_LIT("self_evaluation"), JX_LIT(""), &none,
                                   &rows, &count, &position),
                     JX_E_TOO_LARGE);
    assert_int_equal(count, 0);
}

int main(void)
{
#define SUMMARY_TEST(t) cmocka_unit_test_setup_teardown(t, place_setup, place_teardown)
    const struct CMUnitTest tests[] = {
        SUMMARY_TEST(test_rows),
        SUMMARY_TEST(test_rows_of_some_units),
        SUMMARY_TEST(test_rows_stay_for_the_states),
        SUMMARY_TEST(test_odd_codes),
        SUMMARY_TEST(test_reads_do_not_grow_with_documents),
        SUMMARY_TEST(test_lists),
        SUMMARY_TEST(test_an_arena_too_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
