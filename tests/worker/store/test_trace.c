/* What happened, asked of the store: against what was seen when each record was folded. */
#include "county.h"

#include <string.h>

enum { SUBMITTED = 120, DECIDED = 80, RECORDS = SUBMITTED + DECIDED, EVENTS_MAX = 1000 };

/* Where a document was after a record. */
struct sight {
    bool is;
    enum jx_state state;
    char unit[16];
};

struct seen {
    uint64_t position, document;
    enum jx_state state;
};

struct bench {
    struct place place;
    struct store_item items[RECORDS];
    struct sight last[SUBMITTED];
    struct seen seen[EVENTS_MAX]; /* what the events have to say at least */
    uint32_t seen_count;
};

static bool is_document(const struct bench *b, uint32_t i)
{
    const struct store_item *it = &b->items[i];
    if (it->entry.kind != JX_ACT_SUBMISSION) return false;
    for (uint32_t j = 0; j < i; j++) /* a repeated one is the first one */
        if (jx_hash_eq(&b->items[j].entry.id, &it->entry.id)) return false;
    return true;
}

static struct store_item random_decision(struct bench *b, struct dice *d, uint32_t i)
{
    static const enum jx_act kinds[] = {JX_ACT_RETURN, JX_ACT_APPROVE, JX_ACT_WITHDRAW, JX_ACT_MOVE,
                                        JX_ACT_RESOLVE};
    uint32_t on = (uint32_t)roll(d, SUBMITTED);
    while (!is_document(b, on))
        on = (on + 1) % SUBMITTED;
    struct decree x = {.position = i + 1,
                       .kind = kinds[roll(d, 5)],
                       .unit = b->last[on].unit,
                       .target = &b->items[on].entry.id,
                       .who = 8};
    if (x.kind == JX_ACT_MOVE) {
        x.arguments[0] = roll(d, 2) ? "3301" : "330201";
        x.arguments[1] = roll(d, 2) ? "moved" : "";
    }
    if (x.kind == JX_ACT_RESOLVE) x.arguments[0] = "correction";
    return decision(&b->place.arena, &x);
}

/* What became another one than before, by looking at everything. */
static void look(struct bench *b, uint64_t position)
{
    for (uint32_t i = 0; i < SUBMITTED && i < position; i++) {
        if (!is_document(b, i)) continue;
        struct store_document d = find(&b->place, &b->items[i].entry.id);
        struct sight now = {.is = true, .state = d.outcome.state};
        memcpy(now.unit, d.unit.ptr, d.unit.len);
        bool same = b->last[i].is && now.state == b->last[i].state &&
                    strcmp(now.unit, b->last[i].unit) == 0;
        b->last[i] = now;
        if (same) continue;
        assert_true(b->seen_count < EVENTS_MAX);
        b->seen[b->seen_count++] = (struct seen){position, i + 1, now.state};
    }
}

static int setup(void **state)
{
    static struct bench b;
    struct dice d = {.state = 20261120};
    memset(&b, 0, sizeof b);
    place_make(&b.place);
    place_open(&b.place);
    memcpy(b.items, random_journal(&b.place.arena, &d, SUBMITTED), SUBMITTED * sizeof *b.items);
    for (uint32_t i = 0; i < RECORDS; i++) {
        if (i >= SUBMITTED) b.items[i] = random_decision(&b, &d, i);
        fold_one(b.place.store, &b.items[i]);
        look(&b, i + 1);
    }
    *state = &b;
    return 0;
}

static int teardown(void **state)
{
    place_remove(&((struct bench *)*state)->place);
    return 0;
}

static struct store_events events(struct bench *b, const char *unit, bool below,
                                  const struct store_event *behind, uint32_t max)
{
    struct store_events e;
    const struct store_since since = {.unit = jx_slice_of(unit),
                                      .below = below,
                                      .position = behind ? behind->position : 0,
                                      .document = behind ? behind->document.position : 0,
                                      .max = max};
    assert_int_equal(store_events(b->place.store, &since, &b->place.arena, &e), JX_OK);
    assert_int_equal(e.position, RECORDS);
    return e;
}

static const struct store_event *event_at(const struct store_events *e, const struct seen *s)
{
    for (uint32_t i = 0; i < e->count; i++)
        if (e->rows[i].position == s->position && e->rows[i].document.position == s->document)
            return &e->rows[i];
    return NULL;
}

static void every_change_is_an_event(void **state)
{
    struct bench *b = *state;
    struct store_events all = events(b, "", true, NULL, EVENTS_MAX);
    assert_false(all.more);
    assert_true(b->seen_count > RECORDS / 2);
    for (uint32_t i = 0; i < b->seen_count; i++) {
        const struct store_event *e = event_at(&all, &b->seen[i]);
        assert_non_null(e);
        assert_int_equal(e->state, b->seen[i].state);
        assert_int_equal(e->act, b->items[e->position - 1].entry.kind);
        assert_int_equal(e->time_ms, b->items[e->position - 1].entry.time_ms);
    }
}

/* In the journal's order, each once, wherever the pages are cut: also among the documents that one
 * record changes. */
static void pages_of_events_join(void **state)
{
    struct bench *b = *state;
    struct store_events all = events(b, "", true, NULL, EVENTS_MAX);
    uint32_t several = 0;
    for (uint32_t i = 1; i < all.count; i++)
        several += all.rows[i].position == all.rows[i - 1].position;
    assert_true(several > 0);
    for (uint32_t max = 1; max < 6; max++) {
        struct store_events page = {.more = true};
        uint32_t at = 0;
        while (page.more) {
            page = events(b, "", true, at ? &all.rows[at - 1] : NULL, max);
            assert_true(page.count <= max && (page.count == max || !page.more));
            for (uint32_t i = 0; i < page.count; i++, at++) {
                assert_true(at < all.count);
                assert_int_equal(page.rows[i].position, all.rows[at].position);
                assert_int_equal(page.rows[i].document.position, all.rows[at].document.position);
            }
        }
        assert_int_equal(at, all.count);
    }
}

static void a_unit_has_its_own_events(void **state)
{
    struct bench *b = *state;
    struct store_events exact = events(b, "3302", false, NULL, EVENTS_MAX);
    struct store_events below = events(b, "3302", true, NULL, EVENTS_MAX);
    for (uint32_t i = 0; i < exact.count; i++)
        assert_true(jx_slice_eq(exact.rows[i].unit, JX_LIT("3302")));
    for (uint32_t i = 0; i < below.count; i++)
        assert_true(jx_starts_with(below.rows[i].unit, JX_LIT("3302")));
    assert_true(exact.count > 0 && below.count > exact.count);
}

/* By looking at every document, and however little is looked at in one go. */
static void selections_are_whole(void **state)
{
    static const struct {
        const char *unit;
        bool exact;
        int state;
    } cases[] = {{"", false, -1},
                 {"3302", false, -1},
                 {"3302", true, -1},
                 {"", false, JX_STATE_RETURNED},
                 {"3301", false, JX_STATE_SCORED}};
    struct bench *b = *state;
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++)
        for (uint32_t look_at_once = 1; look_at_once < 200; look_at_once += 66) {
            struct store_wanted w = {.unit = jx_slice_of(cases[c].unit),
                                     .exact = cases[c].exact,
                                     .form = JX_LIT("self_evaluation"),
                                     .year = 2023,
                                     .state = cases[c].state,
                                     .look = look_at_once};
            uint32_t found = 0, expected = 0;
            uint64_t last = UINT64_MAX, next = 0;
            do {
                struct store_document *rows = NULL;
                uint32_t count = 0;
                assert_int_equal(
                    store_select(b->place.store, &w, 7, &b->place.arena, &rows, &count, &next),
                    JX_OK);
                for (uint32_t i = 0; i < count; i++, found++) {
                    assert_true(rows[i].position < last);
                    last = rows[i].position;
                }
                w.before = next;
            } while (next);
            for (uint32_t i = 0; i < SUBMITTED; i++) {
                const struct sight *s = &b->last[i];
                struct jx_slice unit = jx_slice_of(s->unit), asked = jx_slice_of(cases[c].unit);
                expected += s->is && (cases[c].state < 0 || (int)s->state == cases[c].state) &&
                            (cases[c].exact ? jx_slice_eq(unit, asked)
                                            : jx_starts_with(unit, asked));
            }
            assert_int_equal(found, expected);
            assert_true(expected > 0);
        }
}

/* Every decision on a document that was authorised for it, in order; one at a time where more do
 * not fit. */
static void histories_are_whole(void **state)
{
    static const struct store_history_limits wide = {100, 100, 1 << 20}, narrow = {1, 100, 1},
                                             few = {100, 1, 1 << 20};
    struct bench *b = *state;
    uint32_t all = 0;
    for (uint32_t i = 0; i < SUBMITTED; i++) {
        if (!is_document(b, i)) continue;
        struct store_history h, page = {.more = true};
        const struct jx_hash *id = &b->items[i].entry.id;
        assert_int_equal(store_history(b->place.store, id, 0, &wide, &b->place.arena, &h), JX_OK);
        assert_false(h.more);
        assert_true(h.version_count > 0);
        all += h.decided_count;
        for (uint32_t k = 0, since = 0; page.more; k++) {
            const struct store_history_limits *limits = i % 2 ? &narrow : &few;
            assert_int_equal(
                store_history(b->place.store, id, since, limits, &b->place.arena, &page), JX_OK);
            assert_int_equal(page.decided_count, h.decided_count ? 1 : 0);
            if (!h.decided_count) break;
            const struct store_item *it = &b->items[h.decided[k].entry.position - 1];
            assert_true(jx_hash_eq(&it->decision.target, id));
            assert_int_equal(page.decided[0].entry.position, h.decided[k].entry.position);
            assert_true(jx_slice_eq(page.decided[0].content, it->content));
            assert_int_equal(page.more, k + 1 < h.decided_count);
            since = (uint32_t)h.decided[k].entry.position;
        }
    }
    assert_int_equal(all, DECIDED);
    struct store_decided d;
    assert_int_equal(store_decision(b->place.store, RECORDS, &b->place.arena, &d), JX_OK);
    assert_true(jx_hash_eq(&d.entry.id, &b->items[RECORDS - 1].entry.id));
    assert_int_equal(store_decision(b->place.store, 1, &b->place.arena, &d), JX_E_NOT_FOUND);
    assert_int_equal(store_decision(b->place.store, RECORDS + 1, &b->place.arena, &d),
                     JX_E_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_change_is_an_event),  cmocka_unit_test(pages_of_events_join),
        cmocka_unit_test(a_unit_has_its_own_events), cmocka_unit_test(selections_are_whole),
        cmocka_unit_test(histories_are_whole),
    };
    return cmocka_run_group_tests_name("store.trace", tests, setup, teardown);
}
