/* An officer's own score: it counts in every sum instead of the computed one, for that version and
 * for as long as it stands, whatever runs and revisions there are; and nothing else is lost. */
#include "county.h"

#include "../../../worker/store/runs.h"

#include <string.h>

enum { FILLER = 7, OFFICER = 9, GOOD = 1, FAIR = 2, UNIT_MONEY = 1000000 };

/* A self-evaluation with a computed score of 95 and a budget of 20. */
static struct store_item paper(struct jx_arena *a, uint64_t position, unsigned project,
                               const struct jx_hash *parent)
{
    struct store_item it = submission(
        a,
        &(struct spec){.position = position, .unit = "3301", .project = project, .parent = parent});
    it.outcome.has_claimed = it.outcome.has_computed = true;
    it.outcome.claimed = (jx_dec){98 * UNIT_MONEY};
    it.outcome.computed = (jx_dec){95 * UNIT_MONEY};
    it.adds[STORE_ADDS_NOT_COMPUTED] = 0;
    it.adds[STORE_ADDS_GRADES] = 1;
    it.adds[STORE_ADDS_BUDGET] = 20 * UNIT_MONEY;
    it.adds[STORE_ADDS_SCORE] = 95 * UNIT_MONEY;
    it.adds[STORE_ADDS_SCORE_BY_MONEY] = 1900 * (int64_t)UNIT_MONEY;
    it.adds[STORE_ADDS_MONEY_OF_SCORES] = 20 * UNIT_MONEY;
    return it;
}

static struct store_item own_score(struct jx_arena *a, uint64_t position,
                                   const struct store_item *of, unsigned who, int64_t points)
{
    struct store_item it = decision(a, &(struct decree){.position = position,
                                                        .kind = JX_ACT_OWN_SCORE,
                                                        .unit = "3301",
                                                        .target = &of->entry.id,
                                                        .who = who,
                                                        .arguments = {points ? "80" : ""}});
    it.header.form = of->header.form;
    it.own_score = (struct store_own_score){
        .given = points != 0, .score = {points * UNIT_MONEY}, .grade = points > 80 ? GOOD : FAIR};
    return it;
}

static int64_t sum(struct place *p, unsigned add)
{
    return sum_of(p, "3301", add);
}

static void assert_sums(struct place *p, int64_t excellent, int64_t good, int64_t points,
                        int64_t by_money)
{
    assert_int_equal(sum(p, STORE_ADDS_GRADES), excellent);
    assert_int_equal(sum(p, STORE_ADDS_GRADES + GOOD), good);
    assert_int_equal(sum(p, STORE_ADDS_SCORE), points * UNIT_MONEY);
    assert_int_equal(sum(p, STORE_ADDS_SCORE_BY_MONEY), by_money * UNIT_MONEY);
    assert_int_equal(sum(p, STORE_ADDS_NOT_COMPUTED), 0);
    assert_clean(p->store);
}

static void it_counts_until_it_is_taken_back(void **state)
{
    struct place p;
    (void)state;
    place_make(&p);
    place_open(&p);
    struct store_item a = paper(&p.arena, 1, 1, NULL), b = paper(&p.arena, 2, 2, NULL);
    fold_one(p.store, &a);
    fold_one(p.store, &b);
    assert_sums(&p, 2, 0, 190, 3800);
    struct store_item set = own_score(&p.arena, 3, &a, OFFICER, 85);
    struct jx_outcome o = fold_one(p.store, &set);
    assert_int_equal(o.status, JX_OK);
    assert_sums(&p, 1, 1, 180, 3600);
    const struct store_document d = find(&p, &a.entry.id);
    assert_true(d.outcome.has_confirmed && d.outcome.confirmed.micro == 85 * UNIT_MONEY);
    assert_int_equal(d.outcome.confirmed_grade, GOOD);
    assert_int_equal(d.outcome.computed.micro, 95 * UNIT_MONEY);
    assert_int_equal(d.outcome.claimed.micro, 98 * UNIT_MONEY);
    set = own_score(&p.arena, 4, &a, OFFICER, 81); /* another one */
    fold_one(p.store, &set);
    assert_sums(&p, 1, 1, 176, 3520);
    struct store_item back = own_score(&p.arena, 5, &a, OFFICER, 0);
    assert_int_equal(fold_one(p.store, &back).status, JX_OK);
    assert_sums(&p, 2, 0, 190, 3800);
    assert_false(find(&p, &a.entry.id).outcome.has_confirmed);
    back = own_score(&p.arena, 6, &a, OFFICER, 0); /* there is none any more */
    assert_int_equal(fold_one(p.store, &back).status, JX_E_STATE);
    place_remove(&p);
}

static void it_gives_a_score_to_what_had_none(void **state)
{
    struct place p;
    (void)state;
    place_make(&p);
    place_open(&p);
    struct store_item a = paper(&p.arena, 1, 1, NULL);
    a.outcome.has_computed = false;
    a.adds[STORE_ADDS_NOT_COMPUTED] = 1;
    a.adds[STORE_ADDS_GRADES] = a.adds[STORE_ADDS_SCORE] = 0;
    a.adds[STORE_ADDS_SCORE_BY_MONEY] = a.adds[STORE_ADDS_MONEY_OF_SCORES] = 0;
    fold_one(p.store, &a);
    assert_int_equal(sum(&p, STORE_ADDS_NOT_COMPUTED), 1);
    struct store_item set = own_score(&p.arena, 2, &a, OFFICER, 85);
    fold_one(p.store, &set);
    assert_sums(&p, 0, 1, 85, 1700);
    assert_int_equal(sum(&p, STORE_ADDS_MONEY_OF_SCORES), 20 * UNIT_MONEY);
    place_remove(&p);
}

/* The newer version is another document for it; the old one has kept its own. */
static void a_later_version_has_none(void **state)
{
    struct place p;
    (void)state;
    place_make(&p);
    place_open(&p);
    struct store_item a = paper(&p.arena, 1, 1, NULL);
    fold_one(p.store, &a);
    struct store_item set = own_score(&p.arena, 2, &a, OFFICER, 85);
    fold_one(p.store, &set);
    const struct store_item approve = decision(&p.arena, &(struct decree){.position = 3,
                                                                          .kind = JX_ACT_APPROVE,
                                                                          .unit = "3301",
                                                                          .target = &a.entry.id,
                                                                          .who = OFFICER});
    assert_int_equal(fold_one(p.store, &approve).status, JX_OK);
    struct store_item b = paper(&p.arena, 4, 1, &a.entry.id);
    assert_int_equal(fold_one(p.store, &b).status, JX_OK);
    assert_sums(&p, 1, 0, 95, 1900);
    assert_false(find(&p, &b.entry.id).outcome.has_confirmed);
    set = own_score(&p.arena, 5, &a, OFFICER, 90); /* approved still, and so it counts there */
    assert_int_equal(fold_one(p.store, &set).status, JX_OK);
    const struct store_item back = decision(&p.arena, &(struct decree){.position = 6,
                                                                       .kind = JX_ACT_WITHDRAW,
                                                                       .unit = "3301",
                                                                       .target = &b.entry.id,
                                                                       .who = FILLER});
    assert_int_equal(fold_one(p.store, &back).status, JX_OK);
    assert_sums(&p, 0, 1, 90, 1800);
    place_remove(&p);
}

static void what_cannot_be_is_refused(void **state)
{
    struct place p;
    (void)state;
    place_make(&p);
    place_open(&p);
    struct store_item a = paper(&p.arena, 1, 1, NULL), set;
    fold_one(p.store, &a);
    set = own_score(&p.arena, 2, &a, FILLER, 85);
    assert_int_equal(fold_one(p.store, &set).status, JX_E_SAME_PERSON);
    set = own_score(&p.arena, 3, &a, OFFICER, 85);
    set.own_score.why = JX_E_NO_PACK;
    assert_int_equal(fold_one(p.store, &set).status, JX_E_NO_PACK);
    set = own_score(&p.arena, 4, &a, OFFICER, 85);
    set.header.form = JX_LIT("target"); /* whose rules it was read by */
    assert_int_equal(fold_one(p.store, &set).status, JX_E_HEADER);
    const struct store_item give_back = decision(&p.arena, &(struct decree){.position = 5,
                                                                            .kind = JX_ACT_RETURN,
                                                                            .unit = "3301",
                                                                            .target = &a.entry.id,
                                                                            .who = OFFICER});
    fold_one(p.store, &give_back);
    set = own_score(&p.arena, 6, &a, OFFICER, 85);
    assert_int_equal(fold_one(p.store, &set).status, JX_E_STATE);
    assert_int_equal(sum(&p, STORE_ADDS_SCORE), 0);
    assert_clean(p.store);
    place_remove(&p);
}

/* ---- runs ---- */

/* The run scores document 1 with 60; what else there is it leaves as it is. */
static void rescore(struct store *st, uint64_t run, uint64_t from, uint64_t to)
{
    struct store_slice *s = NULL;
    struct store_scorable d;
    struct jx_arena a;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    assert_int_equal(store_slice_open(st, run, 2023, from, to, &s), JX_OK);
    while (store_slice_next(s, &a, &d) == JX_OK) {
        struct store_rescored r = {.position = 1,
                                   .form = JX_LIT("self_evaluation"),
                                   .period = JX_LIT(""),
                                   .status = JX_OK,
                                   .has_computed = true,
                                   .computed = {60 * UNIT_MONEY},
                                   .grade = FAIR};
        if (d.position != 1) continue;
        memcpy(r.adds, d.first.adds, sizeof r.adds);
        r.adds[STORE_ADDS_GRADES] = 0;
        r.adds[STORE_ADDS_GRADES + FAIR] = 1;
        r.adds[STORE_ADDS_SCORE] = 60 * UNIT_MONEY;
        r.adds[STORE_ADDS_SCORE_BY_MONEY] = 1200 * (int64_t)UNIT_MONEY;
        assert_int_equal(store_slice_add(s, &r), JX_OK);
    }
    assert_int_equal(store_slice_commit(st, s), JX_OK);
    store_slice_close(&s);
    jx_arena_clear(&a);
}

static struct store_item publish(struct jx_arena *a, uint64_t position)
{
    return decision(a, &(struct decree){.position = position,
                                        .kind = JX_ACT_PUBLISH_RUN,
                                        .unit = "",
                                        .who = OFFICER,
                                        .arguments = {"2"}});
}

/* Given before the run has looked at the document, after it, and after it was published. */
static void a_run_leaves_it_alone(void **state)
{
    (void)state;
    for (int when = 0; when < 3; when++) {
        struct place p;
        place_make(&p);
        place_open(&p);
        struct store_item a = paper(&p.arena, 1, 1, NULL), run = run_act(&p.arena, 2, false);
        struct store_item set = own_score(&p.arena, when == 2 ? 4 : 3, &a, OFFICER, 85);
        struct store_item flip = publish(&p.arena, when == 2 ? 3 : 4);
        fold_one(p.store, &a);
        fold_one(p.store, &run);
        if (when == 1) rescore(p.store, 2, 1, 2);
        if (when < 2) fold_one(p.store, &set);
        if (when == 0) rescore(p.store, 2, 1, 3);
        if (when == 1) rescore(p.store, 2, 3, 3);
        if (when == 2) rescore(p.store, 2, 1, 2);
        assert_clean(p.store);
        assert_int_equal(fold_one(p.store, &flip).status, JX_OK);
        if (when == 2) {
            struct jx_outcome o;
            assert_sums(&p, 0, 0, 60, 1200);
            assert_int_equal(store_fold(p.store, journal_of_test, &set, 1, &o), JX_E_NO_PACK);
            set.judged_by = 2; /* read again, by the rules that are the year's now */
            fold_one(p.store, &set);
        }
        assert_sums(&p, 0, 1, 85, 1700);
        const struct store_document d = find(&p, &a.entry.id);
        assert_int_equal(d.outcome.computed.micro, 60 * UNIT_MONEY);
        assert_int_equal(d.outcome.confirmed.micro, 85 * UNIT_MONEY);
        struct store_item back = own_score(&p.arena, 5, &a, OFFICER, 0);
        back.judged_by = 2;
        fold_one(p.store, &back);
        assert_sums(&p, 0, 0, 60, 1200);
        place_remove(&p);
    }
}

int main(void)
{
    if (jx_crypto_init() != JX_OK) return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_counts_until_it_is_taken_back),
        cmocka_unit_test(it_gives_a_score_to_what_had_none),
        cmocka_unit_test(a_later_version_has_none),
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(a_run_leaves_it_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
