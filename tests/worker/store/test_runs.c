/* Runs over a year: whatever journal, in whatever batches, with slices by whomever and whenever,
 * the store is the same; and fsck's recount agrees at every step, before publishing and after. */
#include "county.h"

#include "../../../worker/store/listing.h"
#include "../../../worker/store/runs.h"

#include <stdio.h>
#include <string.h>

enum { YEAR = 2023 };

/* ---- what a run would change ---- */

/* Stands for the rules: of every third document a run makes another score, and of every fifth, in
 * full, other findings. */
static bool changes(uint64_t run, uint64_t position)
{
    return (position + run) % 3 == 0;
}

/* Amounts that a run makes another of; a year has room for one that is vast, not for two. */
#define VAST  ((int64_t)3 << 61)
#define SMALL ((int64_t)13)

static int64_t amount_in(uint64_t run, int64_t first)
{
    if (first == SMALL || first == -VAST) return VAST;
    return first == VAST ? SMALL : first + (int64_t)run;
}

static void rescore(struct jx_arena *a, uint64_t run, uint64_t position, bool full,
                    const struct store_first *first, const struct store_whole *whole,
                    struct store_rescored *out)
{
    *out = (struct store_rescored){.position = position,
                                   .form = whole->form,
                                   .period = whole->period,
                                   .status = JX_OK,
                                   .has_computed = true,
                                   .computed = {(int64_t)(run * 1000 + position)},
                                   .grade = (uint8_t)(position % 4),
                                   .full = full,
                                   .class_count = 1};
    memcpy(out->adds, first->adds, sizeof out->adds);
    out->adds[ADD_AMOUNT] = amount_in(run, first->adds[ADD_AMOUNT]);
    out->adds[ADD_LAST] = -out->adds[ADD_AMOUNT];
    out->adds[5] += 7;
    out->verdict.bytes[0] = (uint8_t)position;
    out->classes = jx_arena_array(a, 1, sizeof *out->classes);
    out->classes[0] = (struct store_detail){
        .kind = STORE_DETAIL_CLASS, .name = JX_LIT("产出"), .sums = {1, 2, 3, (int64_t)position}};
    if (!full) return;
    out->findings = jx_arena_array(a, 2, sizeof *out->findings);
    out->findings[0] = (struct store_finding){
        .rule = JX_LIT("E"), .place = JX_LIT("/rows/0"), .severity = STORE_ERROR};
    out->findings[1] = (struct store_finding){
        .rule = JX_LIT("N"), .place = JX_LIT("/rows/9"), .severity = STORE_EXPLAIN};
    out->finding_count = position % 5 ? 1 : 2;
}

/* Computes a run's next slice, from where it is to `to`. */
static struct store_slice *compute(struct store *st, const struct store_run *run, uint64_t to)
{
    struct store_slice *s = NULL;
    struct store_scorable d;
    struct store_whole whole;
    struct store_rescored r;
    struct jx_arena a;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    assert_int_equal(store_slice_open(st, run->run, run->year, run->cursor + 1, to, &s), JX_OK);
    while (store_slice_next(s, &a, &d) == JX_OK) {
        assert_true(d.position > run->cursor && d.position <= to);
        if (!changes(run->run, d.position)) continue;
        assert_int_equal(store_slice_document(s, d.position, &a, &whole), JX_OK);
        rescore(&a, run->run, d.position, run->full, &d.first, &whole, &r);
        assert_int_equal(store_slice_add(s, &r), JX_OK);
    }
    jx_arena_clear(&a);
    return s;
}

static jx_status advance(struct store *st, const struct store_run *run, uint64_t to)
{
    struct store_slice *s = compute(st, run, to);
    jx_status rc = store_slice_commit(st, s);
    store_slice_close(&s);
    return rc;
}

/* A slice of each run that is behind, `most` positions long; whether one was. */
static bool advance_all(struct store *st, uint64_t most)
{
    struct jx_arena a;
    struct store_run *runs = NULL;
    uint32_t count = 0;
    uint64_t position = 0;
    bool some = false;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    assert_int_equal(store_runs(st, 0, &a, &runs, &count, &position), JX_OK);
    for (uint32_t i = 0; i < count; i++) {
        if (!store_run_is_behind(&runs[i], position)) continue;
        uint64_t to = runs[i].cursor + most;
        assert_int_equal(advance(st, &runs[i], to < position ? to : position), JX_OK);
        some = true;
    }
    jx_arena_clear(&a);
    return some;
}

/* ---- journals ---- */

static struct store_item on_run(struct jx_arena *a, uint64_t position, enum jx_act kind,
                                uint64_t run)
{
    struct jx_slice number = jx_arena_printf(a, "%llu", (unsigned long long)run);
    return decision(
        a,
        &(struct decree){
            .position = position, .kind = kind, .unit = "", .who = 9, .arguments = {number.ptr}});
}

/* What the worker does when the fold says that a year has another pack. */
static void judge_again(struct store *st, struct store_item *items, uint32_t count)
{
    struct store_year_pack packs[STORE_YEAR_PACKS_MAX];
    uint32_t n = 0;
    assert_int_equal(store_year_packs(st, packs, &n), JX_OK);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < n; k++)
            if (items[i].header.year == packs[k].year) items[i].judged_by = packs[k].run;
}

/* Folds, and does what the fold waits for. */
static void fold_with_runs(struct store *st, struct store_item *items, uint32_t count,
                           struct jx_outcome *outcomes)
{
    jx_status rc;
    for (unsigned tries = 0; tries < 10000; tries++) {
        rc = store_fold(st, journal_of_test, items, count, outcomes);
        if (rc == JX_OK) return;
        if (rc == JX_E_NO_PACK)
            judge_again(st, items, count);
        else
            assert_true(rc == JX_E_BUSY && advance_all(st, 40));
    }
    fail_msg("the fold never ended: %s", jx_status_name(rc));
}

enum { RECORDS = 260 };

/* An officer's own score for a document before it; some are taken back. */
static struct store_item own_score(struct jx_arena *a, struct dice *d,
                                   const struct store_item *items, uint32_t i)
{
    const struct store_item *of = &items[roll(d, i)];
    struct store_item it = decision(
        a,
        &(struct decree){
            .position = i + 1,
            .kind = JX_ACT_OWN_SCORE,
            .unit = jx_arena_printf(a, "%.*s", (int)of->header.unit.len, of->header.unit.ptr).ptr,
            .target = &of->entry.id,
            .who = 9,
            .arguments = {"80"}});
    it.header.form = of->header.form;
    it.own_score = (struct store_own_score){
        .given = roll(d, 4) > 0, .score = {(int64_t)roll(d, 101)}, .grade = (uint8_t)roll(d, 4)};
    return it;
}

/* A random journal of a county, with runs begun, published and dropped in between. */
static struct store_item *journal(struct jx_arena *a, uint64_t seed)
{
    struct dice d = {seed};
    struct store_item *items = random_journal(a, &d, RECORDS);
    for (uint32_t i = 20; i < RECORDS; i += 5)
        items[i] = own_score(a, &d, items, i);
    items[60] = run_act(a, 61, false);
    items[90] = run_act(a, 91, true);
    items[130] = on_run(a, 131, JX_ACT_PUBLISH_RUN, 61);
    items[131] = on_run(a, 132, JX_ACT_DROP_RUN, 61); /* it is live */
    items[150] = run_act(a, 151, false);
    items[180] = on_run(a, 181, JX_ACT_PUBLISH_RUN, 91);
    items[200] = on_run(a, 201, JX_ACT_PUBLISH_RUN, 61); /* a second time */
    items[210] = on_run(a, 211, JX_ACT_DROP_RUN, 61);
    items[220] = on_run(a, 221, JX_ACT_PUBLISH_RUN, 777); /* there is none */
    return items;
}

static void finish_runs(struct store *st)
{
    while (advance_all(st, 100))
        ;
}

static struct jx_hash fold_somehow(uint64_t seed, struct dice *d, bool check)
{
    struct place p;
    static struct jx_outcome outcomes[RECORDS];
    place_make(&p);
    place_open(&p);
    struct store_item *items = journal(&p.arena, seed);
    for (uint32_t at = 0; at < RECORDS;) {
        uint32_t n = 1 + (uint32_t)roll(d, 40);
        if (n > RECORDS - at) n = RECORDS - at;
        fold_with_runs(p.store, items + at, n, outcomes + at);
        at += n;
        for (uint64_t k = roll(d, 4); k > 0; k--)
            advance_all(p.store, 1 + roll(d, 50));
        if (check) assert_clean(p.store);
    }
    finish_runs(p.store);
    assert_clean(p.store);
    assert_int_equal(outcomes[60].status, JX_OK);
    assert_int_equal(outcomes[130].status, JX_OK);
    assert_int_equal(outcomes[131].status, JX_E_STATE);
    assert_int_equal(outcomes[180].status, JX_OK);
    assert_int_equal(outcomes[200].status, JX_E_STATE);
    assert_int_equal(outcomes[210].status, JX_OK);
    assert_int_equal(outcomes[220].status, JX_E_NOT_FOUND);
    struct jx_hash dump = dump_of(p.store);
    place_remove(&p);
    return dump;
}

static void the_same_store_however_it_was_made(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct dice d = {seed * 77};
        struct jx_hash first = fold_somehow(seed, &d, seed <= 2);
        for (int again = 0; again < 2; again++) {
            struct jx_hash other = fold_somehow(seed, &d, false);
            assert_true(jx_hash_eq(&first, &other));
        }
    }
}

/* ---- one county, looked at closely ---- */

struct scene {
    struct place p;
    struct store_item items[12];
};

static struct store_item paper(struct jx_arena *a, uint64_t position, unsigned project)
{
    return submission(
        a, &(struct spec){.position = position, .unit = "3301", .project = project, .amount = 100});
}

static void catch_up(struct place *p)
{
    while (advance_all(p->store, 1000))
        ;
}

static struct store_compared compare(struct place *p, uint64_t left, uint64_t right,
                                     uint32_t *count)
{
    const struct store_comparison wish = {.year = YEAR, .left = left, .right = right, .max = 10};
    struct store_compared *rows = NULL;
    uint64_t next = 1;
    assert_int_equal(store_compare(p->store, &wish, &p->arena, &rows, count, &next), JX_OK);
    assert_int_equal(next, 0);
    return *count ? rows[0] : (struct store_compared){.adds = {0}};
}

/* Documents 1 to 4, a run at 5 that changes 1 and 4 (5 + n is divided by 3). */
static void set_the_scene(struct scene *s, bool full)
{
    place_make(&s->p);
    place_open(&s->p);
    for (uint64_t i = 0; i < 4; i++)
        s->items[i] = paper(&s->p.arena, i + 1, (unsigned)i);
    s->items[4] = run_act(&s->p.arena, 5, full);
    fold_all(s->p.store, s->items, 5);
}

static void a_run_stands_beside_until_it_is_published(void **state)
{
    struct scene s;
    struct jx_outcome o;
    uint32_t count = 0;
    (void)state;
    set_the_scene(&s, false);
    assert_int_equal(compare(&s.p, 0, 5, &count).adds[0], 0);
    assert_int_equal(count, 0); /* nothing was computed yet */
    s.items[5] = on_run(&s.p.arena, 6, JX_ACT_PUBLISH_RUN, 5);
    assert_int_equal(store_fold(s.p.store, journal_of_test, &s.items[5], 1, &o), JX_E_BUSY);
    catch_up(&s.p);
    assert_clean(s.p.store);
    assert_int_equal(sum_of(&s.p, NULL, ADD_AMOUNT), 400);
    struct store_compared first = compare(&s.p, 0, 5, &count);
    assert_int_equal(count, 2);
    assert_int_equal(first.document.position, 1);
    assert_int_equal(first.right.computed.micro, 5001);
    assert_int_equal(first.right.scored_by, 5);
    assert_int_equal(first.left.scored_by, 0);
    fold_all(s.p.store, &s.items[5], 1);
    assert_int_equal(sum_of(&s.p, NULL, ADD_AMOUNT), 410);
    assert_int_equal(sum_of(&s.p, "3301", ADD_AMOUNT), 410);
    assert_int_equal(find(&s.p, &s.items[0].entry.id).outcome.computed.micro, 5001);
    compare(&s.p, 0, 5, &count);
    assert_int_equal(count, 0);
    assert_clean(s.p.store);
    place_remove(&s.p);
}

/* A page ordered by score, before and after. */
static void tables_follow_a_publication(void **state)
{
    struct scene s;
    struct store_listed page;
    const struct store_listing by_score = {.unit = JX_LIT(""),
                                           .form = JX_LIT(""),
                                           .year = YEAR,
                                           .state = -1,
                                           .grade = -1,
                                           .text = JX_LIT(""),
                                           .sort = JX_SORT_computed,
                                           .backwards = true,
                                           .max = 10};
    struct store_listing good = by_score;
    (void)state;
    set_the_scene(&s, false);
    catch_up(&s.p);
    good.grade = 1 % 4; /* what the run makes of document 1 */
    assert_int_equal(store_listing(s.p.store, &by_score, &s.p.arena, &page), JX_OK);
    const uint64_t before = page.rows[0].position;
    s.items[5] = on_run(&s.p.arena, 6, JX_ACT_PUBLISH_RUN, 5);
    fold_all(s.p.store, &s.items[5], 1);
    assert_int_equal(store_listing(s.p.store, &by_score, &s.p.arena, &page), JX_OK);
    assert_int_equal(page.rows[0].position, 4); /* 5004, then 5001 */
    assert_int_equal(page.rows[1].position, 1);
    assert_true(before != 4 || page.rows[0].outcome.computed.micro == 5004);
    assert_int_equal(store_listing(s.p.store, &good, &s.p.arena, &page), JX_OK);
    for (uint32_t i = 0; i < page.count; i++)
        assert_int_equal(page.rows[i].outcome.grade, good.grade);
    place_remove(&s.p);
}

/* What comes after the publication counts as it was judged: under the run's pack. */
static void later_documents_are_judged_under_its_pack(void **state)
{
    struct scene s;
    struct jx_outcome o;
    (void)state;
    set_the_scene(&s, false);
    catch_up(&s.p);
    s.items[5] = on_run(&s.p.arena, 6, JX_ACT_PUBLISH_RUN, 5);
    s.items[6] = paper(&s.p.arena, 7, 70);
    /* In one batch: the first is committed, the second has to be judged again. */
    struct jx_outcome both[2];
    assert_int_equal(store_fold(s.p.store, journal_of_test, &s.items[5], 2, both), JX_E_NO_PACK);
    uint64_t position = 0;
    assert_int_equal(store_position(s.p.store, &position), JX_OK);
    assert_int_equal(position, 6);
    s.items[6].judged_by = 5;
    assert_int_equal(store_fold(s.p.store, journal_of_test, &s.items[5], 2, both), JX_OK);
    assert_int_equal(both[0].status, JX_OK);
    assert_int_equal(sum_of(&s.p, NULL, ADD_AMOUNT), 510);
    s.items[7] = paper(&s.p.arena, 8, 80);
    s.items[7].header.year = 2024; /* another year goes on as before */
    assert_int_equal(store_fold(s.p.store, journal_of_test, &s.items[7], 1, &o), JX_OK);
    assert_clean(s.p.store);
    place_remove(&s.p);
}

static void sums_follow_what_happens_to_documents(void **state)
{
    struct scene s;
    (void)state;
    set_the_scene(&s, true);
    catch_up(&s.p);
    s.items[5] = decision(&s.p.arena, &(struct decree){.position = 6,
                                                       .kind = JX_ACT_WITHDRAW,
                                                       .unit = "3301",
                                                       .target = &s.items[0].entry.id,
                                                       .who = 7});
    s.items[6] = on_run(&s.p.arena, 7, JX_ACT_PUBLISH_RUN, 5);
    struct jx_outcome o[2];
    fold_with_runs(s.p.store, &s.items[5], 2, o);
    assert_int_equal(sum_of(&s.p, NULL, ADD_AMOUNT), 305); /* three, one of them changed */
    assert_clean(s.p.store);
    /* A finding that only the run has is answered, and stays so. */
    struct store_document d = find(&s.p, &s.items[3].entry.id);
    assert_int_equal(d.outcome.errors, 1);
    s.items[7] = decision(&s.p.arena, &(struct decree){.position = 8,
                                                       .kind = JX_ACT_OVERRIDE,
                                                       .unit = "3301",
                                                       .target = &s.items[3].entry.id,
                                                       .who = 9,
                                                       .rule = "E",
                                                       .place = "/rows/0"});
    assert_int_equal(fold_one(s.p.store, &s.items[7]).status, JX_OK);
    d = find(&s.p, &s.items[3].entry.id);
    assert_int_equal(d.outcome.errors, 0);
    assert_clean(s.p.store);
    place_remove(&s.p);
}

static void what_cannot_be_is_refused(void **state)
{
    struct scene s;
    (void)state;
    set_the_scene(&s, false);
    struct store_item bad = run_act(&s.p.arena, 6, false);
    bad.outcome = (struct jx_outcome){
        .state = JX_STATE_REJECTED, .status = JX_E_RULES, .where = "profile.txt:3:1"};
    struct jx_outcome o = fold_one(s.p.store, &bad);
    assert_int_equal(o.status, JX_E_RULES);
    assert_string_equal(o.where, "profile.txt:3:1");
    for (uint64_t at = 7; at < 7 + JX_RUNS_MAX; at++) {
        struct store_item more = run_act(&s.p.arena, at, false);
        o = fold_one(s.p.store, &more);
        assert_int_equal(o.status, at < 6 + JX_RUNS_MAX ? JX_OK : JX_E_ROWS);
    }
    struct store_item drop = on_run(&s.p.arena, 7 + JX_RUNS_MAX, JX_ACT_DROP_RUN, 5);
    assert_int_equal(fold_one(s.p.store, &drop).status, JX_OK);
    catch_up(&s.p);
    assert_clean(s.p.store);
    place_remove(&s.p);
}

/* ---- sums that need more than 64 bits ---- */

static struct store_item paper_of(struct jx_arena *a, uint64_t position, int64_t amount)
{
    return submission(a, &(struct spec){.position = position,
                                        .unit = "330001",
                                        .project = (unsigned)position,
                                        .amount = amount});
}

static struct store_item withdraw(struct scene *s, uint64_t position, uint32_t document)
{
    return decision(&s->p.arena, &(struct decree){.position = position,
                                                  .kind = JX_ACT_WITHDRAW,
                                                  .unit = "330001",
                                                  .target = &s->items[document].entry.id,
                                                  .who = 7});
}

/* Documents 1 and 4 have that amount, and a run at 5 makes another of it. */
static void set_amounts(struct scene *s, int64_t first, int64_t fourth)
{
    place_make(&s->p);
    place_open(&s->p);
    for (uint64_t i = 0; i < 4; i++)
        s->items[i] = paper_of(&s->p.arena, i + 1, i == 0 ? first : i == 3 ? fourth : 100);
    s->items[4] = run_act(&s->p.arena, 5, false);
    fold_all(s->p.store, s->items, 5);
}

static jx_status failed(struct place *p)
{
    struct store_run *runs = NULL;
    uint32_t count = 0;
    uint64_t position = 0;
    assert_int_equal(store_runs(p->store, YEAR, &p->arena, &runs, &count, &position), JX_OK);
    jx_status why, again;
    assert_int_equal(store_run_fits(p->store, YEAR, runs[0].run, &why), JX_OK);
    const uint64_t before = store_reads(p->store);
    assert_int_equal(store_run_fits(p->store, YEAR, runs[0].run, &again), JX_OK);
    assert_int_equal(again, why);
    assert_true(store_reads(p->store) - before <= 2); /* no sum: it is remembered */
    return why;
}

/* A document by whose amount no difference of 64 bits can be held is withdrawn and its run
 * published, with slices before the withdrawal or behind it. */
static struct jx_hash withdraw_and_publish(int64_t first, int64_t fourth, bool early)
{
    struct scene s;
    set_amounts(&s, first, fourth);
    if (early) catch_up(&s.p);
    if (early) assert_clean(s.p.store);
    s.items[5] = withdraw(&s, 6, 0);
    assert_int_equal(fold_one(s.p.store, &s.items[5]).status, JX_OK);
    catch_up(&s.p);
    assert_clean(s.p.store);
    assert_int_equal(failed(&s.p), JX_OK);
    s.items[6] = on_run(&s.p.arena, 7, JX_ACT_PUBLISH_RUN, 5);
    assert_int_equal(fold_one(s.p.store, &s.items[6]).status, JX_OK);
    assert_int_equal(sum_of(&s.p, NULL, ADD_AMOUNT), 200 + amount_in(5, fourth));
    assert_clean(s.p.store);
    struct jx_hash dump = dump_of(s.p.store);
    place_remove(&s.p);
    return dump;
}

static void it_does_not_matter_when_slices_are_committed(void **state)
{
    static const int64_t amounts[][2] = {{-VAST, 100}, {SMALL, SMALL}};
    (void)state;
    for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++) {
        struct jx_hash early = withdraw_and_publish(amounts[i][0], amounts[i][1], true);
        struct jx_hash late = withdraw_and_publish(amounts[i][0], amounts[i][1], false);
        assert_true(jx_hash_eq(&early, &late));
    }
}

static struct store_run only_run(struct place *p)
{
    struct store_run *runs = NULL;
    uint32_t count = 0;
    uint64_t position = 0;
    assert_int_equal(store_runs(p->store, YEAR, &p->arena, &runs, &count, &position), JX_OK);
    assert_int_equal(count, 1);
    return runs[0];
}

/* One document is withdrawn and another moved to a unit elsewhere, after the slice that has both
 * was committed, or between its computing and its commit. */
static struct jx_hash change_and_commit(bool between)
{
    struct scene s;
    set_amounts(&s, 10, 100);
    struct store_run run = only_run(&s.p);
    struct store_slice *slice = compute(s.p.store, &run, 5);
    if (!between) assert_int_equal(store_slice_commit(s.p.store, slice), JX_OK);
    s.items[5] = withdraw(&s, 6, 0);
    s.items[6] = decision(&s.p.arena, &(struct decree){.position = 7,
                                                       .kind = JX_ACT_MOVE,
                                                       .unit = "330001",
                                                       .target = &s.items[3].entry.id,
                                                       .who = 9,
                                                       .arguments = {"440002", ""}});
    assert_int_equal(fold_one(s.p.store, &s.items[5]).status, JX_OK);
    assert_int_equal(fold_one(s.p.store, &s.items[6]).status, JX_OK);
    if (between) assert_int_equal(store_slice_commit(s.p.store, slice), JX_OK);
    assert_int_equal(store_slice_commit(s.p.store, slice), JX_E_STATE);
    store_slice_close(&slice);
    catch_up(&s.p);
    assert_clean(s.p.store);
    struct jx_hash dump = dump_of(s.p.store);
    place_remove(&s.p);
    return dump;
}

static void what_happens_before_a_slice_is_committed_counts(void **state)
{
    (void)state;
    struct jx_hash after = change_and_commit(false), between = change_and_commit(true);
    assert_true(jx_hash_eq(&after, &between));
}

/* The difference alone leaves 64 bits, what comes of it does not. */
static void a_vast_difference_can_be_published(void **state)
{
    struct scene s;
    (void)state;
    set_amounts(&s, -VAST, 100);
    catch_up(&s.p);
    assert_int_equal(failed(&s.p), JX_OK);
    s.items[5] = on_run(&s.p.arena, 6, JX_ACT_PUBLISH_RUN, 5);
    assert_int_equal(fold_one(s.p.store, &s.items[5]).status, JX_OK);
    assert_int_equal(sum_of(&s.p, NULL, ADD_AMOUNT), VAST + 305);
    assert_clean(s.p.store);
    /* The branches of a tree have theirs as wide. */
    static const char *const units[] = {"330|虚构局||||", "330001|虚构镇||330||", NULL};
    struct store_item tree = master(
        &s.p.arena, &(struct master_rows){.position = 7, .table = JX_MASTER_units, .texts = units});
    assert_int_equal(fold_one(s.p.store, &tree).status, JX_OK);
    assert_clean(s.p.store);
    place_remove(&s.p);
}

static void what_the_year_cannot_hold_is_not_published(void **state)
{
    struct scene s;
    (void)state;
    set_amounts(&s, SMALL, SMALL);
    catch_up(&s.p);
    assert_clean(s.p.store);
    assert_int_equal(failed(&s.p), JX_E_OVERFLOW);
    s.items[5] = on_run(&s.p.arena, 6, JX_ACT_PUBLISH_RUN, 5);
    struct jx_outcome o = fold_one(s.p.store, &s.items[5]);
    assert_int_equal(o.status, JX_E_OVERFLOW);
    assert_string_equal(o.where, "2023 self_evaluation 330001");
    assert_int_equal(sum_of(&s.p, NULL, ADD_AMOUNT), 200 + 2 * SMALL);
    assert_clean(s.p.store);
    /* One of the two goes, and the run is as good as any. */
    s.items[6] = withdraw(&s, 7, 0);
    assert_int_equal(fold_one(s.p.store, &s.items[6]).status, JX_OK);
    catch_up(&s.p);
    assert_int_equal(failed(&s.p), JX_OK);
    s.items[7] = on_run(&s.p.arena, 8, JX_ACT_PUBLISH_RUN, 5);
    assert_int_equal(fold_one(s.p.store, &s.items[7]).status, JX_OK);
    assert_int_equal(sum_of(&s.p, NULL, ADD_AMOUNT), 200 + VAST);
    place_remove(&s.p);
}

/* What comes later is judged by the sums that are live, not by those of the first judgements. */
static void later_documents_have_to_fit_what_is_live(void **state)
{
    struct scene s;
    (void)state;
    set_amounts(&s, VAST, 100);
    catch_up(&s.p);
    s.items[5] = on_run(&s.p.arena, 6, JX_ACT_PUBLISH_RUN, 5);
    assert_int_equal(fold_one(s.p.store, &s.items[5]).status, JX_OK);
    assert_int_equal(sum_of(&s.p, NULL, ADD_AMOUNT), 305 + SMALL);
    for (uint64_t at = 7; at <= 8; at++) {
        s.items[at - 1] = paper_of(&s.p.arena, at, VAST);
        s.items[at - 1].judged_by = 5;
    }
    assert_int_equal(fold_one(s.p.store, &s.items[6]).status, JX_OK);
    assert_int_equal(fold_one(s.p.store, &s.items[7]).status, JX_E_OVERFLOW);
    assert_int_equal(sum_of(&s.p, NULL, ADD_AMOUNT), VAST + 305 + SMALL);
    assert_clean(s.p.store);
    place_remove(&s.p);
}

int main(void)
{
    if (jx_crypto_init() != JX_OK) return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_stands_beside_until_it_is_published),
        cmocka_unit_test(tables_follow_a_publication),
        cmocka_unit_test(later_documents_are_judged_under_its_pack),
        cmocka_unit_test(sums_follow_what_happens_to_documents),
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(it_does_not_matter_when_slices_are_committed),
        cmocka_unit_test(what_happens_before_a_slice_is_committed_counts),
        cmocka_unit_test(a_vast_difference_can_be_published),
        cmocka_unit_test(what_the_year_cannot_hold_is_not_published),
        cmocka_unit_test(later_documents_have_to_fit_what_is_live),
        cmocka_unit_test(the_same_store_however_it_was_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
