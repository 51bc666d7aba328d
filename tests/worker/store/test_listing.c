/* Pages of documents: against filtering and sorting everything by hand. LISTING_COUNT=100000 shows
 * how long a page takes. */
#include "county.h"

#include "../../../worker/store/listing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { USUAL = 600, BATCH = 500, TRIES = 400, PAGE = 7 };

static const char *const units[] = {"330101", "330102", "330201", "33020101", "3401"};
enum { UNITS = sizeof units / sizeof units[0] };

/* What one document is, as it was made. */
struct made {
    uint64_t position;
    struct jx_slice unit, name, project;
    struct jx_outcome outcome;
    bool superseded, found;
};

struct bench {
    struct place place;
    struct made *made;
    uint32_t count;
};

static void make_outcome(struct dice *d, struct jx_outcome *o)
{
    *o = (struct jx_outcome){.state = JX_STATE_SCORED, .judged = roll(d, 8) > 0, .grade = 4};
    o->has_claimed = roll(d, 6) > 0;
    o->has_computed = roll(d, 6) > 0;
    if (o->has_claimed) o->claimed.micro = (int64_t)roll(d, 40) * 1000000;
    if (o->has_computed) o->computed.micro = (int64_t)roll(d, 40) * 1000000;
    if (o->judged) o->grade = (uint8_t)roll(d, 5);
    if (o->judged) o->errors = (uint32_t)roll(d, 3);
    if (o->judged) o->explains = (uint32_t)roll(d, 2);
}

/* Every twelfth one revises the one before it. */
static void make_one(struct bench *b, struct dice *d, uint32_t i, struct store_item *before,
                     struct store_item *out)
{
    bool revises = i % 12 == 11 && before;
    const char *unit = revises ? b->made[i - 1].unit.ptr : units[roll(d, UNITS)];
    struct spec s = {.position = i + 1,
                     .unit = unit,
                     .project = revises ? i - 1 : i,
                     .parent = revises ? &before->entry.id : NULL,
                     .amount = 100,
                     .text = i};
    *out = submission(&b->place.arena, &s);
    make_outcome(d, &out->outcome);
    bool found = roll(d, 3) == 0;
    if (found) add_findings(&b->place.arena, out);
    if (revises) b->made[i - 1].superseded = true;
    b->made[i] = (struct made){
        i + 1, jx_slice_of(unit), out->unit_name, out->project_name, out->outcome, false, found};
}

static void fill(struct bench *b, uint32_t count)
{
    struct dice d = {42};
    struct store_item *items = calloc(BATCH, sizeof *items), last;
    *b = (struct bench){.count = count, .made = calloc(count, sizeof *b->made)};
    assert_non_null(items);
    assert_non_null(b->made);
    place_make(&b->place);
    place_open(&b->place);
    for (uint32_t i = 0; i < count;) {
        uint32_t n = 0;
        for (; n < BATCH && i < count; n++, i++)
            make_one(b, &d, i, n ? &items[n - 1] : i ? &last : NULL, &items[n]);
        fold_all(b->place.store, items, n);
        last = items[n - 1];
    }
    for (uint32_t i = 0; i < count; i++)
        if (b->made[i].superseded) b->made[i].outcome.state = JX_STATE_SUPERSEDED;
    free(items);
}

/* ---- by hand ---- */

static bool fits(const struct made *m, const struct store_listing *w)
{
    const struct jx_outcome *o = &m->outcome;
    bool unit = w->exact ? jx_slice_eq(m->unit, w->unit) : jx_starts_with(m->unit, w->unit);
    bool differs = o->has_claimed != o->has_computed ||
                   (o->has_claimed && o->claimed.micro != o->computed.micro);
    if (!unit || (w->counting && o->state == JX_STATE_SUPERSEDED)) return false;
    if (w->state >= 0 && (int)o->state != w->state) return false;
    if (w->grade >= 0 && (!o->judged || o->grade != w->grade)) return false;
    if (w->asks == JX_ASKS_ERRORS && !o->errors) return false;
    if (w->asks == JX_ASKS_EXPLAINS && !o->explains) return false;
    if (w->asks == JX_ASKS_DIFFERS && !(o->judged && differs)) return false;
    bool rule = w->rule.len == 0 || (m->found && jx_slice_eq(w->rule, JX_LIT("X")));
    bool text = jx_contains(m->project, w->text) || jx_contains(m->name, w->text);
    return rule && (w->text.len == 0 || text);
}

static int64_t number(const struct made *m, const struct store_listing *w)
{
    const struct jx_outcome *o = &m->outcome;
    switch (w->sort) {
    case JX_SORT_time:
        return -(int64_t)m->position;
    case JX_SORT_state:
        return o->state;
    case JX_SORT_claimed:
        return o->has_claimed ? o->claimed.micro : INT64_MAX;
    case JX_SORT_computed:
        return o->has_computed ? o->computed.micro : INT64_MAX;
    case JX_SORT_grade:
        return o->grade;
    case JX_SORT_errors:
        return o->errors;
    default:
        return 0;
    }
}

/* Whether a stands in front of b. Where there is no number, it is last in either direction. */
static bool in_front(const struct made *a, const struct made *b, const struct store_listing *w)
{
    int64_t x = number(a, w), y = number(b, w);
    bool by_score = w->sort == JX_SORT_claimed || w->sort == JX_SORT_computed;
    if (x != y && by_score && (x == INT64_MAX || y == INT64_MAX)) return y == INT64_MAX;
    if (x != y) return w->backwards ? x > y : x < y;
    int c = 0;
    if (w->sort == JX_SORT_unit) c = jx_slice_cmp(a->unit, b->unit);
    if (w->sort == JX_SORT_project) c = jx_slice_cmp(a->project, b->project);
    if (c) return w->backwards ? c > 0 : c < 0;
    return a->position > b->position;
}

/* The one that has exactly `rank` in front of it. */
static const struct made *ranked(const struct bench *b, const struct store_listing *w,
                                 uint32_t rank)
{
    for (uint32_t i = 0; i < b->count; i++) {
        uint32_t front = 0;
        if (!fits(&b->made[i], w)) continue;
        for (uint32_t j = 0; j < b->count; j++)
            front += j != i && fits(&b->made[j], w) && in_front(&b->made[j], &b->made[i], w);
        if (front == rank) return &b->made[i];
    }
    return NULL;
}

static uint32_t total(const struct bench *b, const struct store_listing *w)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < b->count; i++)
        n += fits(&b->made[i], w);
    return n;
}

static struct store_listing random_wish(struct dice *d)
{
    static const char *const prefixes[] = {"", "33", "3302", "330201", "99"};
    static const char *const rules[] = {"", "", "X", "none"};
    static const char *const texts[] = {"", "", "项目1", "77", "01的名称"};
    struct store_listing w = {.unit = jx_slice_of(prefixes[roll(d, 5)]),
                              .form = roll(d, 2) ? JX_LIT("self_evaluation") : JX_LIT(""),
                              .year = 2023,
                              .state = roll(d, 4) ? -1 : JX_STATE_SCORED,
                              .grade = roll(d, 4) ? -1 : (int)roll(d, 4),
                              .asks = roll(d, 2) ? JX_ASKS_ANY
                                                 : (enum jx_listing_asks)roll(d, JX_ASKS_COUNT),
                              .counting = roll(d, 2),
                              .text = jx_slice_of(texts[roll(d, 5)]),
                              .rule = jx_slice_of(rules[roll(d, 4)]),
                              .sort = (enum jx_listing_sort)roll(d, JX_SORT_COUNT),
                              .backwards = roll(d, 2),
                              .max = PAGE};
    w.exact = w.unit.len == 6 && roll(d, 2);
    return w;
}

static void every_page_is_as_by_hand(void **state)
{
    struct bench b;
    struct dice d = {7};
    (void)state;
    fill(&b, USUAL);
    for (unsigned i = 0; i < TRIES; i++) {
        struct store_listing w = random_wish(&d);
        struct store_listed page;
        uint32_t all = total(&b, &w);
        w.offset = (uint32_t)roll(&d, all + PAGE);
        assert_int_equal(store_listing(b.place.store, &w, &b.place.arena, &page), JX_OK);
        assert_int_equal(page.total, all);
        assert_int_equal(page.position, USUAL);
        assert_int_equal(page.count, w.offset >= all         ? 0
                                     : all - w.offset < PAGE ? all - w.offset
                                                             : PAGE);
        for (uint32_t k = 0; k < page.count; k++) {
            const struct made *m = ranked(&b, &w, w.offset + k);
            assert_non_null(m);
            assert_int_equal(page.rows[k].position, m->position);
        }
    }
    place_remove(&b.place);
    free(b.made);
}

/* What was kept from before is brought up to date: a document that moves, is returned, explained,
 * approved. */
static void a_page_after_a_change_is_as_from_a_fresh_start(void **state)
{
    static const enum jx_act kinds[] = {JX_ACT_RETURN, JX_ACT_APPROVE, JX_ACT_WITHDRAW,
                                        JX_ACT_MOVE};
    struct bench b;
    struct dice d = {11};
    (void)state;
    fill(&b, 60);
    for (uint32_t i = 0; i < 60; i++) {
        struct store_listing w = random_wish(&d);
        struct store_listed kept, fresh;
        struct store_document x;
        w.max = 100;
        struct store_listing all = {.unit = JX_LIT(""),
                                    .form = JX_LIT(""),
                                    .year = 2023,
                                    .state = -1,
                                    .grade = -1,
                                    .text = JX_LIT(""),
                                    .sort = JX_SORT_time,
                                    .backwards = true,
                                    .max = 100};
        assert_int_equal(store_listing(b.place.store, &all, &b.place.arena, &kept), JX_OK);
        x = kept.rows[roll(&d, kept.count)];
        struct decree decree = {
            .position = 61 + i, .kind = kinds[roll(&d, 4)], .target = &x.id, .who = 8};
        char unit[JX_UNIT_CODE_MAX + 1];
        snprintf(unit, sizeof unit, "%.*s", (int)x.unit.len, x.unit.ptr);
        decree.unit = unit;
        if (decree.kind == JX_ACT_MOVE) {
            decree.arguments[0] = "3401";
            decree.arguments[1] = "";
        }
        struct store_item it = decision(&b.place.arena, &decree);
        fold_one(b.place.store, &it);
        assert_int_equal(store_listing(b.place.store, &w, &b.place.arena, &kept), JX_OK);
        place_close(&b.place);
        place_open(&b.place);
        assert_int_equal(store_listing(b.place.store, &w, &b.place.arena, &fresh), JX_OK);
        assert_int_equal(kept.position, 61 + i);
        assert_int_equal(kept.total, fresh.total);
        for (uint32_t k = 0; k < kept.count; k++)
            assert_int_equal(kept.rows[k].position, fresh.rows[k].position);
    }
    place_remove(&b.place);
    free(b.made);
}

/* Read bit by bit, with documents that change, move and come in between. */
static void what_was_read_bit_by_bit_is_as_from_a_fresh_start(void **state)
{
    enum { COUNT = 200, SLICE = 17 };
    struct bench b;
    struct store_listed kept, fresh;
    struct jx_hash moved;
    bool more = true;
    uint64_t position = COUNT;
    (void)state;
    fill(&b, COUNT);
    const struct store_listing all = {.unit = JX_LIT(""),
                                      .form = JX_LIT(""),
                                      .year = 2023,
                                      .state = -1,
                                      .grade = -1,
                                      .text = JX_LIT(""),
                                      .sort = JX_SORT_unit,
                                      .max = 2 * COUNT};
    assert_int_equal(store_listing(b.place.store, &all, &b.place.arena, &kept), JX_OK);
    for (unsigned i = 0; more; i++) {
        if (i == 0) place_close(&b.place);
        if (i == 0) place_open(&b.place);
        assert_int_equal(store_listing_prepare(b.place.store, SLICE, &more), JX_OK);
        assert_true(more == ((i + 1) * SLICE < COUNT));
        moved = kept.rows[(i * 31) % kept.count].id;
        char unit[JX_UNIT_CODE_MAX + 1];
        snprintf(unit, sizeof unit, "%.*s", (int)kept.rows[(i * 31) % kept.count].unit.len,
                 kept.rows[(i * 31) % kept.count].unit.ptr);
        struct decree move = {.position = ++position,
                              .kind = JX_ACT_MOVE,
                              .target = &moved,
                              .unit = unit,
                              .who = 8,
                              .arguments = {"3401", ""}};
        struct store_item it = decision(&b.place.arena, &move);
        fold_one(b.place.store, &it);
        it = submission(
            &b.place.arena,
            &(struct spec){.position = ++position, .unit = "3401", .project = 1000 + i});
        fold_one(b.place.store, &it);
    }
    assert_int_equal(store_listing(b.place.store, &all, &b.place.arena, &kept), JX_OK);
    place_close(&b.place);
    place_open(&b.place);
    assert_int_equal(store_listing(b.place.store, &all, &b.place.arena, &fresh), JX_OK);
    assert_int_equal(kept.position, position);
    assert_int_equal(kept.total, fresh.total);
    assert_true(kept.total > COUNT);
    for (uint32_t k = 0; k < kept.count; k++)
        assert_int_equal(kept.rows[k].position, fresh.rows[k].position);
    place_remove(&b.place);
    free(b.made);
}

static void nothing_of_another_year_or_form(void **state)
{
    struct bench b;
    struct store_listed page;
    struct store_listing w = {.unit = JX_LIT(""),
                              .form = JX_LIT("target"),
                              .year = 2023,
                              .state = -1,
                              .grade = -1,
                              .text = JX_LIT(""),
                              .max = PAGE};
    (void)state;
    fill(&b, 30);
    assert_int_equal(store_listing(b.place.store, &w, &b.place.arena, &page), JX_OK);
    assert_int_equal(page.total, 0);
    w.form = JX_LIT("");
    w.year = 2022;
    assert_int_equal(store_listing(b.place.store, &w, &b.place.arena, &page), JX_OK);
    assert_int_equal(page.total, 0);
    place_remove(&b.place);
    free(b.made);
}

static void the_years_there_are(void **state)
{
    struct bench b;
    struct jx_year years[4];
    uint32_t count;
    (void)state;
    fill(&b, 30);
    assert_int_equal(store_years(b.place.store, years, 4, &count), JX_OK);
    assert_int_equal(count, 1);
    assert_int_equal(years[0].year, 2023);
    struct store_item it = submission(&b.place.arena,
                                      &(struct spec){.position = 31, .unit = "3401", .project = 9});
    it.header.year = 2025;
    fold_one(b.place.store, &it);
    assert_int_equal(store_years(b.place.store, years, 4, &count), JX_OK);
    assert_int_equal(count, 2);
    assert_int_equal(years[0].year, 2025);
    assert_int_equal(years[1].year, 2023);
    assert_int_equal(store_years(b.place.store, years, 1, &count), JX_OK);
    assert_int_equal(count, 1);

    const struct decree steps[] = {{.position = 32, .kind = JX_ACT_CLOSE, .unit = "33", .who = 8},
                                   {.position = 33, .kind = JX_ACT_REOPEN, .unit = "33", .who = 9},
                                   {.position = 34, .kind = JX_ACT_REOPEN, .unit = "33", .who = 8}};
    static const struct {
        uint64_t closed, asked;
    } then[] = {{32, 0}, {32, 33}, {0, 0}};
    for (unsigned i = 0; i < 3; i++) {
        it = decision(&b.place.arena, &steps[i]);
        fold_one(b.place.store, &it);
        assert_int_equal(store_years(b.place.store, years, 4, &count), JX_OK);
        assert_int_equal(years[1].closed, then[i].closed);
        assert_int_equal(years[1].asked, then[i].asked);
        if (then[i].asked) assert_memory_equal(years[1].asker, it.entry.principal, JX_KEY_BYTES);
        assert_int_equal(years[0].closed, 0);
    }
    place_remove(&b.place);
    free(b.made);
}

/* Folds a document of a project of its own, received at that moment. */
static struct store_item came(struct bench *b, uint64_t position, int64_t time_ms,
                              const struct jx_hash *parent)
{
    const struct spec s = {.position = position,
                           .unit = "3401",
                           .project = (uint32_t)(parent ? position - 1 : position),
                           .parent = parent};
    struct store_item it = submission(&b->place.arena, &s);
    it.entry.time_ms = time_ms;
    fold_one(b->place.store, &it);
    return it;
}

static void the_days_on_which_they_came(void **state)
{
    enum { FIRST_DAY = 19676, COUNT = 30, REVISIONS = 2 }; /* 2023-11-15, that of county.c */
    const int64_t hour = 3600 * 1000, midnight = (int64_t)(FIRST_DAY + 3) * 24 * hour - 8 * hour;
    struct bench b;
    struct jx_days days;
    struct store_listing w = {
        .unit = JX_LIT(""), .form = JX_LIT(""), .year = 2023, .state = -1, .grade = -1};
    (void)state;
    fill(&b, COUNT);
    struct store_item last = came(&b, COUNT + 1, midnight - 1, NULL);
    came(&b, COUNT + 2, midnight + 30 * hour, &last.entry.id); /* a revision has no day */
    came(&b, COUNT + 3, midnight, NULL);
    came(&b, COUNT + 4, midnight - 72 * hour - 1, NULL); /* a clock was set back */
    assert_int_equal(store_days(b.place.store, &w, &b.place.arena, &days), JX_OK);
    assert_int_equal(days.position, COUNT + 4);
    assert_int_equal(days.count, 4);
    static const struct jx_day wanted[] = {
        {FIRST_DAY - 1, 1}, {FIRST_DAY, COUNT - REVISIONS}, {FIRST_DAY + 2, 1}, {FIRST_DAY + 3, 1}};
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(days.items[i].day, wanted[i].day);
        assert_int_equal(days.items[i].documents, wanted[i].documents);
    }
    w.unit = JX_LIT("99");
    assert_int_equal(store_days(b.place.store, &w, &b.place.arena, &days), JX_OK);
    assert_int_equal(days.count, 0);
    place_remove(&b.place);
    free(b.made);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void how_long_it_takes(void **state)
{
    const char *count = getenv("LISTING_COUNT");
    struct bench b;
    (void)state;
    if (!count) {
        skip();
        return;
    }
    fill(&b, (uint32_t)atoi(count));
    for (unsigned sort = 0; sort < 2 * JX_SORT_COUNT; sort++) {
        struct jx_arena a;
        struct store_listed page;
        struct store_listing w = {.unit = JX_LIT(""),
                                  .form = JX_LIT("self_evaluation"),
                                  .year = 2023,
                                  .state = -1,
                                  .grade = -1,
                                  .counting = true,
                                  .text = sort < JX_SORT_COUNT ? JX_LIT("") : JX_LIT("77"),
                                  .sort = (enum jx_listing_sort)(sort % JX_SORT_COUNT),
                                  .max = 50};
        jx_arena_init(&a, 256 << 20);
        double began = now();
        if (sort == 0) {
            assert_int_equal(store_listing(b.place.store, &w, &a, &page), JX_OK);
            printf("the first time ms=%.1f\n", now() - began);
            began = now();
        }
        assert_int_equal(store_listing(b.place.store, &w, &a, &page), JX_OK);
        printf("sort=%u text=%.*s total=%u ms=%.1f\n", sort % JX_SORT_COUNT, (int)w.text.len,
               w.text.ptr, page.total, now() - began);
        jx_arena_clear(&a);
    }
    place_remove(&b.place);
    free(b.made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_page_is_as_by_hand),
        cmocka_unit_test(a_page_after_a_change_is_as_from_a_fresh_start),
        cmocka_unit_test(what_was_read_bit_by_bit_is_as_from_a_fresh_start),
        cmocka_unit_test(nothing_of_another_year_or_form),
        cmocka_unit_test(the_days_on_which_they_came),
        cmocka_unit_test(the_years_there_are),
        cmocka_unit_test(how_long_it_takes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
