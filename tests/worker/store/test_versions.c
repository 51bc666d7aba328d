/* Corrections: which version counts after each of them, against a table of stories and against a
 * model that finds every line by walking it. */
#include "county.h"

#include <stdlib.h>
#include <string.h>

/* ---- stories ---- */

enum { STEPS_MAX = 8 };

struct step {
    char name;   /* of the document, 'A' onwards */
    char parent; /* its parent's name; 0: none; '?': one that is not stored */
    unsigned project;
    int64_t amount;
    bool rejected;
    const char *unit; /* NULL: 3301 */
    enum jx_state state;
    jx_status status;
    const char *count; /* the documents that count afterwards */
};

#define SCORED     JX_STATE_SCORED, JX_OK
#define REJECTED_  JX_STATE_REJECTED
#define CONFLICTED JX_STATE_CONFLICT, JX_CONFLICT
#define STALE      REJECTED_, JX_E_PARENT_STALE
#define UNKNOWN    REJECTED_, JX_E_PARENT_UNKNOWN
#define UNFIT      REJECTED_, JX_E_FIELD_VALUE

/* clang-format off */
static const struct story {
    const char *title;
    struct step steps[STEPS_MAX];
} stories[] = {
    {"a correction, and its undoing",
     {{'A', 0, 1, 10, false, NULL, SCORED, "A"},
      {'B', 'A', 1, 20, false, NULL, SCORED, "B"},
      {'C', 'B', 1, 10, false, NULL, SCORED, "C"}}},
    {"an unknown parent, and one of another unit",
     {{'A', 0, 1, 10, false, NULL, SCORED, "A"},
      {'B', '?', 2, 20, false, NULL, UNKNOWN, "A"},
      {'C', 'A', 1, 30, false, "3302", UNKNOWN, "A"},
      {'D', 'B', 2, 40, false, NULL, SCORED, "AD"}}},
    {"a stale parent",
     {{'A', 0, 1, 10, false, NULL, SCORED, "A"},
      {'B', 'A', 1, 20, false, NULL, SCORED, "B"},
      {'C', 'A', 1, 30, false, NULL, STALE, "B"},
      {'D', 'C', 1, 31, false, NULL, STALE, "B"},
      {'E', 'B', 1, 40, false, NULL, SCORED, "E"}}},
    {"a rejected revision leaves the parent counting, and can be corrected",
     {{'A', 0, 1, 10, false, NULL, SCORED, "A"},
      {'B', 'A', 1, 20, true, NULL, UNFIT, "A"},
      {'C', 'B', 1, 30, false, NULL, SCORED, "C"},
      {'D', 'A', 1, 40, false, NULL, STALE, "C"},
      {'E', 'B', 1, 50, false, NULL, STALE, "C"}}},
    {"two corrections of one rejected revision",
     {{'A', 0, 1, 10, false, NULL, SCORED, "A"},
      {'B', 'A', 1, 20, true, NULL, UNFIT, "A"},
      {'C', 'A', 1, 30, false, NULL, SCORED, "C"},
      {'D', 'B', 2, 40, false, NULL, STALE, "C"}}},
    {"a rejected first version",
     {{'A', 0, 1, 10, true, NULL, UNFIT, ""},
      {'B', 'A', 1, 20, false, NULL, SCORED, "B"},
      {'C', 'A', 1, 30, false, NULL, STALE, "B"}}},
    {"a revision that moves the key empties the parent's",
     {{'A', 0, 1, 10, false, NULL, SCORED, "A"},
      {'B', 'A', 2, 20, false, NULL, SCORED, "B"},
      {'C', 0, 1, 30, false, NULL, SCORED, "BC"},
      {'D', 0, 2, 40, false, NULL, CONFLICTED, "BC"}}},
    {"a revision that moves to a key which is held",
     {{'A', 0, 1, 10, false, NULL, SCORED, "A"},
      {'B', 0, 2, 20, false, NULL, SCORED, "AB"},
      {'C', 'A', 2, 30, false, NULL, CONFLICTED, "AB"},
      {'D', 'A', 1, 40, false, NULL, SCORED, "BD"},
      {'E', 'C', 3, 50, false, NULL, STALE, "BD"}}},
    {"correcting a revision in conflict replaces what it was to replace",
     {{'A', 0, 1, 10, false, NULL, SCORED, "A"},
      {'B', 0, 2, 20, false, NULL, SCORED, "AB"},
      {'C', 'A', 2, 30, false, NULL, CONFLICTED, "AB"},
      {'D', 'C', 3, 40, false, NULL, SCORED, "BD"},
      {'E', 'A', 1, 50, false, NULL, STALE, "BD"}}},
    {"a conflict is resolved as another project, once",
     {{'A', 0, 1, 10, false, NULL, SCORED, "A"},
      {'B', 0, 1, 20, false, NULL, CONFLICTED, "A"},
      {'C', 'B', 1, 25, false, NULL, CONFLICTED, "A"},
      {'D', 'B', 2, 30, false, NULL, SCORED, "AD"},
      {'E', 'B', 3, 40, false, NULL, STALE, "AD"},
      {'F', 'C', 4, 50, false, NULL, STALE, "AD"}}},
    {"a conflict is resolved as a correction",
     {{'A', 0, 1, 10, false, NULL, SCORED, "A"},
      {'B', 0, 1, 20, false, NULL, CONFLICTED, "A"},
      {'C', 'A', 1, 20, false, NULL, SCORED, "C"}}},
};
/* clang-format on */

struct told {
    struct store_item items[STEPS_MAX];
    uint32_t count;
};

static const struct jx_hash *id_of(const struct told *t, char name)
{
    static const struct jx_hash unknown = {{0xEE}};
    if (name == 0) return NULL;
    return name == '?' ? &unknown : &t->items[name - 'A'].entry.id;
}

static void assert_counting(struct place *p, const struct told *t, const struct story *s,
                            const char *expected)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < t->count; i++) {
        bool should = strchr(expected, s->steps[i].name) != NULL;
        bool does = find(p, &t->items[i].entry.id).outcome.state == JX_STATE_SCORED;
        if (should) sum += s->steps[i].amount;
        if (does != should) fail_msg("%s: %c after step %u", s->title, s->steps[i].name, t->count);
    }
    assert_int_equal(sum_of(p, NULL, ADD_COUNT), strlen(expected));
    assert_int_equal(sum_of(p, NULL, ADD_AMOUNT), sum);
}

static void tell(const struct story *s)
{
    struct place p;
    struct told t = {.count = 0};
    place_make(&p);
    place_open(&p);
    for (const struct step *x = s->steps; x < s->steps + STEPS_MAX && x->name; x++) {
        struct store_item *it = &t.items[t.count];
        *it = submission(&p.arena, &(struct spec){.position = ++t.count,
                                                  .unit = x->unit ? x->unit : "3301",
                                                  .project = x->project,
                                                  .parent = id_of(&t, x->parent),
                                                  .amount = x->amount,
                                                  .rejected = x->rejected});
        const struct jx_outcome o = fold_one(p.store, it);
        if (o.state != x->state || o.status != x->status)
            fail_msg("%s: %c became %s, %s", s->title, x->name, jx_state_name(o.state),
                     jx_status_name(o.status));
        assert_counting(&p, &t, s, x->count);
        assert_clean(p.store);
    }
    place_remove(&p);
}

static void test_stories(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof stories / sizeof stories[0]; i++)
        tell(&stories[i]);
}

/* Three versions, and what each knows of the others. */
static void test_successors(void **state)
{
    (void)state;
    struct place p;
    place_make(&p);
    place_open(&p);
    const struct store_item a = submission(&p.arena, &(struct spec){1, "3301", 1, .amount = 1});
    const struct store_item b = submission(
        &p.arena,
        &(struct spec){2, "3301", 1, .amount = 2, .rejected = true, .parent = &a.entry.id});
    const struct store_item c = submission(
        &p.arena, &(struct spec){3, "3301", 1, .amount = 3, .parent = &b.entry.id});
    fold_one(p.store, &a);
    fold_one(p.store, &b);
    fold_one(p.store, &c);
    const struct store_document first = find(&p, &a.entry.id), bad = find(&p, &b.entry.id),
                                last = find(&p, &c.entry.id);
    assert_int_equal(first.outcome.state, JX_STATE_SUPERSEDED);
    assert_true(first.has_successor && jx_hash_eq(&first.successor, &c.entry.id));
    assert_int_equal(bad.outcome.state, JX_STATE_REJECTED);
    assert_int_equal(bad.outcome.status, JX_E_FIELD_VALUE);
    assert_true(bad.has_successor && jx_hash_eq(&bad.successor, &c.entry.id));
    assert_true(last.has_parent && jx_hash_eq(&last.parent, &b.entry.id));
    assert_false(last.has_successor);
    place_remove(&p);
}

/* ---- the model ---- */

enum { JOURNAL = 300 };

/* The same rules over plain arrays, everything found by looking at everything. */
struct model {
    const struct store_item *items;
    struct known {
        bool is_document, has_successor, counted;
        int parent; /* index, or -1 */
        enum jx_state state;
        jx_status status;
    } known[JOURNAL];
};

static int index_of(const struct model *m, int before, const struct jx_hash *id)
{
    for (int i = 0; i < before; i++)
        if (m->known[i].is_document && jx_hash_eq(&m->items[i].entry.id, id)) return i;
    return -1;
}

static int first_of(const struct model *m, int i)
{
    while (m->known[i].parent >= 0)
        i = m->known[i].parent;
    return i;
}

/* The one that counts in the line of `first`, and the nearest that ever counted from `i` back. */
static int head_of(const struct model *m, int before, int first)
{
    for (int i = 0; i < before; i++)
        if (m->known[i].is_document && m->known[i].state == JX_STATE_SCORED &&
            first_of(m, i) == first)
            return i;
    return -1;
}

static int base_of(const struct model *m, int i)
{
    while (i >= 0 && !m->known[i].counted)
        i = m->known[i].parent;
    return i;
}

static bool same_key(const struct store_item *a, const struct store_item *b)
{
    return jx_slice_eq(a->header.period, b->header.period) &&
           jx_slice_eq(a->header.unit, b->header.unit) && jx_slice_eq(a->project, b->project);
}

static int holder_of(const struct model *m, int before, const struct store_item *it)
{
    for (int i = 0; i < before; i++)
        if (m->known[i].is_document && m->known[i].state == JX_STATE_SCORED &&
            same_key(&m->items[i], it))
            return i;
    return -1;
}

/* Whether a later version of its line was accepted. */
static bool is_succeeded(const struct model *m, uint32_t count, uint32_t i)
{
    for (uint32_t j = i + 1; j < count; j++)
        if (m->known[j].is_document && m->known[j].counted &&
            first_of(m, (int)j) == first_of(m, (int)i))
            return true;
    return false;
}

static bool same_sum(const struct store_item *a, const struct store_item *b, bool by_unit)
{
    return jx_slice_eq(a->header.period, b->header.period) &&
           (!by_unit || jx_slice_eq(a->header.unit, b->header.unit));
}

/* Whether every sum fits once `i` counts and `head` does not. */
static bool fits(const struct model *m, int i, int head)
{
    const int pivots[] = {i, head};
    for (int p = 0; p < 2; p++)
        for (int by_unit = 0; by_unit < 2 && pivots[p] >= 0; by_unit++) {
            const struct store_item *pivot = &m->items[pivots[p]];
            jx_int128 sum = 0;
            for (int j = 0; j <= i; j++) {
                bool counts = j == i || (m->known[j].is_document && j != head &&
                                         m->known[j].state == JX_STATE_SCORED);
                if (counts && same_sum(pivot, &m->items[j], by_unit))
                    sum += m->items[j].adds[ADD_AMOUNT];
            }
            if (sum > INT64_MAX || -sum > INT64_MAX || sum < INT64_MIN || -sum < INT64_MIN)
                return false;
        }
    return true;
}

static void settle(struct known *k, enum jx_state state, jx_status status)
{
    k->state = state;
    k->status = status;
}

static void model_submission(struct model *m, int i)
{
    const struct store_item *it = &m->items[i];
    struct known *k = &m->known[i];
    *k = (struct known){.is_document = true, .parent = -1};
    int parent = it->has_parent ? index_of(m, i, &it->parent) : -1;
    if (parent >= 0 && !jx_slice_eq(m->items[parent].header.unit, it->header.unit)) parent = -1;
    int head = parent >= 0 ? head_of(m, i, first_of(m, parent)) : -1;
    bool stale = parent >= 0 && (m->known[parent].has_successor || base_of(m, parent) != head);
    k->parent = parent;
    if (it->outcome.state == JX_STATE_REJECTED) {
        settle(k, JX_STATE_REJECTED, it->outcome.status);
        return;
    }
    int holder = holder_of(m, i, it);
    if (it->has_parent && parent < 0)
        settle(k, JX_STATE_REJECTED, JX_E_PARENT_UNKNOWN);
    else if (stale)
        settle(k, JX_STATE_REJECTED, JX_E_PARENT_STALE);
    else if (holder >= 0 && holder != head)
        settle(k, JX_STATE_CONFLICT, JX_CONFLICT);
    else if (!fits(m, i, head))
        settle(k, JX_STATE_REJECTED, JX_E_OVERFLOW);
    else
        settle(k, JX_STATE_SCORED, JX_OK);
    if (k->state != JX_STATE_SCORED) return;
    k->counted = true;
    if (head >= 0) m->known[head].has_successor = true;
    if (head >= 0) settle(&m->known[head], JX_STATE_SUPERSEDED, JX_OK);
    if (parent < 0) return;
    m->known[parent].has_successor = true;
    if (m->known[parent].state == JX_STATE_CONFLICT)
        settle(&m->known[parent], JX_STATE_SUPERSEDED, JX_OK);
}

static void assert_like_model(struct place *p, const struct model *m, uint32_t count, uint64_t seed)
{
    jx_int128 sum = 0;
    int64_t documents = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct known *k = &m->known[i];
        if (!k->is_document) continue;
        const struct store_document d = find(p, &m->items[i].entry.id);
        if (d.outcome.state != k->state || d.outcome.status != k->status ||
            d.has_successor != is_succeeded(m, count, i))
            fail_msg("seed %llu, position %u: %s (%s) instead of %s (%s)", (unsigned long long)seed,
                     i + 1, jx_state_name(d.outcome.state), jx_status_name(d.outcome.status),
                     jx_state_name(k->state), jx_status_name(k->status));
        if (k->state != JX_STATE_SCORED) continue;
        sum += m->items[i].adds[ADD_AMOUNT];
        documents++;
    }
    assert_int_equal(sum_of(p, NULL, ADD_COUNT), documents);
    if (sum >= INT64_MIN && sum <= INT64_MAX) /* over the periods it may not fit */
        assert_int_equal(sum_of(p, NULL, ADD_AMOUNT), (int64_t)sum);
}

static void test_model(void **state)
{
    (void)state;
    unsigned met[JX_STATUS_COUNT] = {0};
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct dice d = {seed * 0xD1342543DE82EF95u};
        struct place p;
        static struct model m;
        place_make(&p);
        place_open(&p);
        m.items = random_journal(&p.arena, &d, JOURNAL);
        for (int i = 0; i < JOURNAL; i++) {
            m.known[i] = (struct known){.is_document = false};
            bool fresh = m.items[i].entry.kind == JX_ACT_SUBMISSION &&
                         index_of(&m, i, &m.items[i].entry.id) < 0;
            if (fresh) model_submission(&m, i);
            met[m.known[i].status]++;
        }
        fold_all(p.store, m.items, JOURNAL);
        assert_like_model(&p, &m, JOURNAL, seed);
        assert_clean(p.store);
        place_remove(&p);
    }
    /* The journals do meet every branch. */
    static const jx_status branches[] = {
        JX_OK,        JX_CONFLICT, JX_E_PARENT_UNKNOWN, JX_E_PARENT_STALE, JX_E_FIELD_VALUE,
        JX_E_OVERFLOW};
    for (size_t i = 0; i < sizeof branches / sizeof branches[0]; i++)
        if (!met[branches[i]]) fail_msg("never met: %s", jx_status_name(branches[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stories),
        cmocka_unit_test(test_successors),
        cmocka_unit_test(test_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
