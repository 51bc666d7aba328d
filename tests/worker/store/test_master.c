/* Master data: the tree whose branches add up, its changes, and the lists as they stand. */
#include "story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The county, two departments with a unit each, a unit below a unit. */
static const char *const tree[] = {
    "990|县||||",         "990001|一局||990||",       "990001001|一所||990001||",
    "990002|二局||990||", "990002001|二所||990002||", NULL};

static uint32_t branches(struct story *s, struct jx_slice unit, struct store_branch **rows)
{
    uint32_t count = 0;
    uint64_t position = 0;
    assert_int_equal(store_tree(s->place.store, YEAR, JX_LIT(EVALUATION), unit, &s->place.arena,
                                rows, &count, &position),
                     JX_OK);
    assert_int_equal(position, s->position);
    return count;
}

/* What counts in a branch; asked for with everything and with those alone whose codes begin so. */
static int64_t branch_sum(struct story *s, const char *unit)
{
    struct store_branch *rows = NULL, *some = NULL;
    const struct jx_slice code = jx_slice_of(unit);
    uint32_t count = branches(s, JX_LIT(""), &rows), found = 0;
    const uint32_t begin_so = branches(s, code, &some);
    int64_t sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!jx_starts_with(rows[i].unit, code)) continue;
        assert_true(found < begin_so);
        assert_true(jx_slice_eq(some[found].unit, rows[i].unit));
        assert_true(jx_slice_eq(some[found].period, rows[i].period));
        assert_memory_equal(some[found].received, rows[i].received, sizeof some->received);
        assert_memory_equal(some[found].own, rows[i].own, sizeof some->own);
        found++;
        if (jx_slice_eq(rows[i].unit, code)) sum += rows[i].received[ADD_AMOUNT];
    }
    assert_int_equal(found, begin_so);
    return sum;
}

static void every_level_adds_up(void **state)
{
    struct story s;
    (void)state;
    story_begin(&s);
    story_load(&s, JX_MASTER_units, JX_MASTER_PUT, tree);
    story_submit(&s, "990001", 1, 100);
    story_submit(&s, "990001001", 1, 20);
    story_submit(&s, "990002001", 1, 3);
    assert_int_equal(branch_sum(&s, "990001"), 120);
    assert_int_equal(branch_sum(&s, "990001001"), 20);
    assert_int_equal(branch_sum(&s, "990002"), 3);
    assert_int_equal(branch_sum(&s, "990"), 123);
    assert_int_equal(sum_of(&s.place, NULL, ADD_AMOUNT), 123);
    story_end(&s);
}

static void documents_before_the_tree_count_too(void **state)
{
    struct story s;
    (void)state;
    story_begin(&s);
    story_submit(&s, "990001001", 1, 20);
    story_submit(&s, "990007", 1, 5);
    story_load(&s, JX_MASTER_units, JX_MASTER_PUT, tree);
    assert_int_equal(branch_sum(&s, "990"), 20); /* nobody knows 990007 */
    assert_int_equal(sum_of(&s.place, NULL, ADD_AMOUNT), 25);
    story_end(&s);
}

static void a_unit_that_moves_takes_its_sums_along(void **state)
{
    struct story s;
    (void)state;
    story_begin(&s);
    story_load(&s, JX_MASTER_units, JX_MASTER_PUT, tree);
    story_submit(&s, "990001001", 1, 20);
    story_load_one(&s, JX_MASTER_units, "990001001|一所||990002||2024|");
    assert_int_equal(branch_sum(&s, "990001"), 20); /* from 2024 on, not before */
    story_load_one(&s, JX_MASTER_units, "990001001|一所||990002||2023|");
    assert_int_equal(branch_sum(&s, "990001"), 0);
    assert_int_equal(branch_sum(&s, "990002"), 20);
    assert_int_equal(branch_sum(&s, "990"), 20);
    story_load(&s, JX_MASTER_units, JX_MASTER_REPLACE, tree);
    assert_int_equal(branch_sum(&s, "990001"), 20);
    assert_int_equal(branch_sum(&s, "990002"), 0);
    story_load_one(&s, JX_MASTER_units, "990001001|一所||990001|||2022");
    assert_int_equal(branch_sum(&s, "990"), 0); /* it is no more */
    story_end(&s);
}

static void a_circle_has_an_end(void **state)
{
    static const char *const circle[] = {"990|甲||991", "991|乙||990", "992|丙||992", NULL};
    struct story s;
    (void)state;
    story_begin(&s);
    story_submit(&s, "990", 1, 7);
    story_load(&s, JX_MASTER_units, JX_MASTER_PUT, circle);
    story_submit(&s, "992", 1, 1);
    assert_int_equal(branch_sum(&s, "991"), 7);
    assert_int_equal(branch_sum(&s, "992"), 1);
    story_end(&s);
}

/* The county's sum fits because one unit's is negative; the branch without it would not. */
static void a_branch_that_would_not_fit_is_refused(void **state)
{
    static const char *const branch[] = {"990|甲", "991|乙||990", "992|丙||990", NULL};
    struct story s;
    (void)state;
    story_begin(&s);
    story_submit(&s, "991", 1, INT64_MAX / 2);
    story_submit(&s, "993", 1, -INT64_MAX / 2);
    story_submit(&s, "992", 1, INT64_MAX / 2 + 10);
    struct jx_outcome o = story_load(&s, JX_MASTER_units, JX_MASTER_PUT, branch);
    assert_int_equal(o.state, JX_STATE_REJECTED);
    assert_int_equal(o.status, JX_E_OVERFLOW);
    assert_int_equal(branch_sum(&s, "990"), 0);
    story_end(&s);
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
    story_begin(&s);
    assert_held(&s, JX_MASTER_units, 0, 2, "");
    story_load(&s, JX_MASTER_units, JX_MASTER_REPLACE, units);
    story_load_projects(&s);
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
    story_end(&s);
}

static void an_indicator_is_told_by_name_and_sector(void **state)
{
    static const char *const library[] = {"Q1|产出指标|数量指标|长度|≥|公里|10|个性|水利",
                                          "Q2|产出指标|数量指标|长度|≥|公里|5|个性|交通", NULL};
    struct story s;
    (void)state;
    story_begin(&s);
    story_load(&s, JX_MASTER_indicators, JX_MASTER_PUT, library);
    assert_held(&s, JX_MASTER_indicators, YEAR, 2, "Q2 Q1 ");
    story_load_one(&s, JX_MASTER_indicators, "Q3|产出指标|数量指标|长度|≥|公里|12|个性|水利");
    assert_held(&s, JX_MASTER_indicators, YEAR, 1, "Q2 Q3 ");
    assert_held(&s, JX_MASTER_indicators, YEAR + 1, 1, "");
    story_load(&s, JX_MASTER_indicators, JX_MASTER_REPLACE, &library[1]);
    assert_held(&s, JX_MASTER_indicators, YEAR, 9, "Q2 ");
    story_end(&s);
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
        cmocka_unit_test(rows_are_read_page_by_page),
        cmocka_unit_test(an_indicator_is_told_by_name_and_sector),
        cmocka_unit_test(any_journal_folds_the_same_in_any_batches),
    };
    return cmocka_run_group_tests_name("store.master", tests, NULL, NULL);
}
