/* Sums by class, by rule and of what is expected: after any history what was kept up record by
 * record is what a recount gives, by the store's own and by one that is written here. */
#include "county.h"

#include <string.h>

enum { RECORDS = 160 };

static const char *const units[] = {"330001", "330002", "330002001"};

/* Submissions of units whose codes a tree may have. */
static struct store_item *submissions(struct place *p, struct dice *d)
{
    static const char *const plain[] = {"3301", "3302", "330201"};
    struct store_item *items = random_journal(&p->arena, d, RECORDS);
    for (uint32_t i = 0; i < RECORDS; i++)
        for (unsigned k = 0; k < 3; k++)
            if (items[i].entry.kind == JX_ACT_SUBMISSION &&
                jx_slice_eq(items[i].header.unit, jx_slice_of(plain[k])))
                items[i].header.unit = jx_slice_of(units[k]);
    return items;
}

static const struct jx_hash *some_document(struct dice *d, const struct store_item *items,
                                           uint32_t before, struct jx_slice *unit)
{
    for (unsigned tries = 0; tries < 20; tries++) {
        const struct store_item *it = &items[roll(d, before)];
        if (it->entry.kind != JX_ACT_SUBMISSION) continue;
        *unit = it->header.unit;
        return &it->entry.id;
    }
    return NULL;
}

static struct store_item some_decision(struct jx_arena *a, struct dice *d, uint64_t position,
                                       const struct jx_hash *target, struct jx_slice unit)
{
    static const enum jx_act kinds[] = {JX_ACT_APPROVE,  JX_ACT_APPROVE, JX_ACT_RETURN,
                                        JX_ACT_WITHDRAW, JX_ACT_MOVE,    JX_ACT_EXPLAIN,
                                        JX_ACT_OVERRIDE};
    static const char *const projects[] = {"", "0", "1", "2"};
    struct decree x = {.position = position,
                       .kind = kinds[roll(d, 7)],
                       .target = target,
                       .unit = jx_arena_printf(a, "%.*s", (int)unit.len, unit.ptr).ptr,
                       .who = 8};
    if (x.kind == JX_ACT_EXPLAIN || x.kind == JX_ACT_OVERRIDE) {
        x.rule = x.kind == JX_ACT_EXPLAIN || roll(d, 2) ? "X" : "E";
        x.place = x.rule[0] == 'X' ? "/rows/1" : "/rows/0";
    }
    if (x.kind == JX_ACT_MOVE) {
        x.arguments[0] = units[roll(d, 3)];
        x.arguments[1] = projects[roll(d, 4)];
    }
    return decision(a, &x);
}

/* Another tree, with or without some of the units; other rows that are expected, due before or
 * after what came; an exception. */
static struct store_item some_list(struct jx_arena *a, struct dice *d, uint64_t position)
{
    static const char *const trees[][6] = {
        {"330|县", "330001|甲||330", "330002|乙||330", "330002001|丙||330002"},
        {"330|县", "330001|甲||330", "330002001|丙||330001"},
        {"330002|乙||", "330002001|丙||330002", "330001|甲||330002"}};
    static const char *const days[] = {"", "2023-11-10", "2023-12-31"};
    const char **rows = jx_arena_array(a, 8, sizeof *rows);
    struct master_rows m = {.position = position, .year = 2023, .texts = rows};
    assert_non_null(rows);
    switch (roll(d, 3)) {
    case 0:
        m.table = JX_MASTER_units;
        m.year = 0;
        m.mode = JX_MASTER_REPLACE;
        memcpy(rows, trees[roll(d, 3)], sizeof trees[0]);
        break;
    case 1:
        m.table = JX_MASTER_expected;
        m.mode = roll(d, 2) ? JX_MASTER_REPLACE : JX_MASTER_PUT;
        for (unsigned i = 0; i < 6; i++)
            rows[i] = jx_arena_printf(a, "self_evaluation|%s|%s|%s|%s", roll(d, 4) ? "" : "1-8月",
                                      units[roll(d, 3)],
                                      i ? jx_arena_printf(a, "%u", i % 5).ptr : "",
                                      days[roll(d, 3)])
                          .ptr;
        break;
    default:
        m.table = JX_MASTER_exceptions;
        rows[0] = jx_arena_printf(a, "self_evaluation||%s|洪灾|", units[roll(d, 3)]).ptr;
    }
    return master(a, &m);
}

/* Whose word comes first: nobody here is known as an officer of the county, so that under the tree
 * every approval is an acceptance. */
static struct store_item some_order(struct jx_arena *a, struct dice *d, uint64_t position)
{
    const struct decree x = {.position = position,
                             .kind = JX_ACT_APPROVAL,
                             .unit = "330",
                             .who = 8,
                             .arguments = {roll(d, 4) ? "tree" : "direct"}};
    return decision(a, &x);
}

static struct store_item some_record(struct jx_arena *a, struct dice *d,
                                     const struct store_item *items, uint32_t i)
{
    struct jx_slice unit;
    const struct jx_hash *target = i ? some_document(d, items, i, &unit) : NULL;
    struct store_item it = items[i];
    if (roll(d, 10) == 0) return some_list(a, d, i + 1);
    if (roll(d, 20) == 0) return some_order(a, d, i + 1);
    if (target && roll(d, 3) == 0) return some_decision(a, d, i + 1, target, unit);
    bool fresh = it.entry.kind == JX_ACT_SUBMISSION && it.entry.position == i + 1;
    if (fresh && it.outcome.state != JX_STATE_REJECTED && roll(d, 3) == 0) add_findings(a, &it);
    return it;
}

static void test_random_histories(void **state)
{
    (void)state;
    unsigned loaded[16] = {0}, accepted = 0;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        struct dice d = {seed * 0x9E3779B97F4A7C15u};
        struct place p;
        place_make(&p);
        place_open(&p);
        struct store_item *items = submissions(&p, &d);
        for (uint32_t i = 0; i < RECORDS; i++) {
            items[i] = some_record(&p.arena, &d, items, i);
            const struct jx_outcome o = fold_one(p.store, &items[i]);
            if (items[i].entry.kind == JX_ACT_MASTER && o.state != JX_STATE_REJECTED)
                loaded[items[i].master.table]++;
            accepted += o.state == JX_STATE_ACCEPTED;
            if (i % 8 == 0) assert_clean(p.store);
        }
        assert_clean(p.store);
        place_remove(&p);
    }
    assert_true(accepted && loaded[JX_MASTER_units] && loaded[JX_MASTER_expected] &&
                loaded[JX_MASTER_exceptions]);
}

/* ---- against a recount of our own ---- */

struct expected {
    int64_t rows, amount;     /* of a class */
    int64_t found, documents; /* of a rule */
};

/* Without approvals what counts as received is what is scored. */
static bool counts(struct place *p, const struct store_item *it, uint32_t i, struct jx_slice *unit)
{
    if (it->entry.kind != JX_ACT_SUBMISSION || it->entry.position != i + 1) return false;
    const struct store_document d = find(p, &it->entry.id);
    *unit = d.unit;
    return d.position == i + 1 && d.outcome.state == JX_STATE_SCORED && d.period.len == 0;
}

static void add_class(struct expected *e, const struct store_item *it, const char *name)
{
    for (uint32_t i = 0; i < it->class_count; i++) {
        if (!jx_slice_eq(it->classes[i].name, jx_slice_of(name))) continue;
        e->rows += it->classes[i].sums[0];
        e->amount += it->classes[i].sums[STORE_DETAIL_SUMS - 1];
    }
}

static void add_rule(struct expected *e, const struct store_item *it, const char *name)
{
    for (uint32_t i = 0; i < it->finding_count; i++) {
        if (!jx_slice_eq(it->findings[i].rule, jx_slice_of(name))) continue;
        e->found++;
        e->documents++;
    }
}

static struct expected recount(struct place *p, const struct store_item *items, const char *name,
                               const char *prefix)
{
    struct expected e = {.rows = 0};
    struct jx_slice unit;
    for (uint32_t i = 0; i < RECORDS; i++) {
        if (!counts(p, &items[i], i, &unit) || !jx_starts_with(unit, jx_slice_of(prefix))) continue;
        add_class(&e, &items[i], name);
        add_rule(&e, &items[i], name);
    }
    return e;
}

static struct expected read_kept(struct place *p, uint8_t kind, const char *name, const char *unit)
{
    const struct store_breakdown_wish wish = {
        .year = 2023, .form = JX_LIT("self_evaluation"), .unit = jx_slice_of(unit), .kind = kind};
    struct store_breakdown *found = NULL;
    struct expected e = {.rows = 0};
    uint32_t count = 0;
    uint64_t position = 0;
    assert_int_equal(store_breakdown(p->store, &wish, &p->arena, &found, &count, &position), JX_OK);
    assert_int_equal(position, RECORDS + 1);
    for (uint32_t i = 0; i < count; i++) {
        assert_true(jx_slice_eq(found[i].branch.unit, wish.unit));
        if (found[i].branch.period.len) continue;
        for (uint32_t k = 0; k < found[i].count; k++) {
            const struct store_broken *r = &found[i].rows[k];
            if (!jx_slice_eq(r->name, jx_slice_of(name))) continue;
            if (kind == STORE_DETAIL_CLASS)
                e = (struct expected){.rows = r->received[0],
                                      .amount = r->received[STORE_DETAIL_SUMS - 1]};
            else
                e = (struct expected){.found = r->received[STORE_ERROR] +
                                               r->received[STORE_EXPLAIN],
                                      .documents = r->received[STORE_RULE_DOCUMENTS]};
        }
    }
    return e;
}

static void test_against_a_plain_recount(void **state)
{
    (void)state;
    static const struct {
        const char *unit, *prefix;
    } branches[] = {{"", ""},
                    {"330", "330"},
                    {"330001", "330001"},
                    {"330002", "330002"},
                    {"330002001", "330002001"}};
    static const struct {
        uint8_t kind;
        const char *name;
    } names[] = {{STORE_DETAIL_CLASS, ""},
                 {STORE_DETAIL_CLASS, "产出"},
                 {STORE_DETAIL_CLASS, "效益"},
                 {STORE_DETAIL_RULE, "E"},
                 {STORE_DETAIL_RULE, "X"}};
    static const char *const tree[] = {"330|县", "330001|甲||330", "330002|乙||330",
                                       "330002001|丙||330002", NULL};
    struct dice d = {4711};
    struct place p;
    place_make(&p);
    place_open(&p);
    struct store_item *items = submissions(&p, &d);
    for (uint32_t i = 0; i < RECORDS; i++) {
        bool fresh = items[i].entry.kind == JX_ACT_SUBMISSION && items[i].entry.position == i + 1;
        if (fresh && items[i].outcome.state != JX_STATE_REJECTED && roll(&d, 2))
            add_findings(&p.arena, &items[i]);
    }
    fold_all(p.store, items, RECORDS);
    const struct store_item units_act = master(
        &p.arena, &(struct master_rows){RECORDS + 1, JX_MASTER_units, 0, .texts = tree});
    fold_one(p.store, &units_act);
    int64_t met = 0;
    for (size_t b = 0; b < sizeof branches / sizeof branches[0]; b++) {
        for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
            struct expected e = recount(&p, items, names[n].name, branches[b].prefix);
            struct expected k = read_kept(&p, names[n].kind, names[n].name, branches[b].unit);
            if (memcmp(&e, &k, sizeof e) != 0)
                fail_msg("%s %s: %d rows of %d, %d found of %d", branches[b].unit, names[n].name,
                         (int)k.rows, (int)e.rows, (int)k.found, (int)e.found);
            met += e.rows + e.found;
        }
    }
    assert_true(met > 100);
    place_remove(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_histories),
        cmocka_unit_test(test_against_a_plain_recount),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
