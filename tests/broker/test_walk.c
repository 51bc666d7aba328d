/* A long random life of a broker with workers that freeze, come back, leave and report late:
 * whatever happens, every record is leased until it is done, and never to two workers that count as
 * alive. */
#include "rig.h"

#include "../proto/base/random.h"

#include <stdio.h>

enum { WORKERS = 6, STEPS = 6000, OPEN_MAX = 1024, HELD_MAX = 64, SEEDS = 12 };

struct held {
    uint64_t lease, first;
    uint32_t count;
};

/* A worker as it is, and as the broker must see it. */
struct member {
    bool frozen;
    struct held batches[HELD_MAX]; /* what it works on, whether or not its leases still hold */
    unsigned batch_count;
    bool known; /* to the broker */
    int64_t heard_ms;
    uint64_t credit;
};

struct open_lease {
    unsigned member;
    struct held range;
    int64_t given_ms;
};

struct walk {
    struct rig rig;
    struct random rng;
    unsigned long long seed;
    struct member members[WORKERS];
    struct open_lease open[OPEN_MAX];
    unsigned open_count;
    uint64_t store; /* the position all workers share */
    unsigned leases;
};

#define check(w, condition)                                                                        \
    do {                                                                                           \
        if (!(condition)) fail_msg("seed %llu: " #condition, (w)->seed);                           \
    } while (0)

static char name_of(unsigned member)
{
    return (char)('0' + member);
}

/* ---- what must hold ---- */

static void close_done(struct walk *w)
{
    uint64_t done = broker_done(w->rig.broker);
    for (unsigned i = 0; i < w->open_count;)
        if (w->open[i].range.first + w->open[i].range.count <= done + 1)
            w->open[i] = w->open[--w->open_count];
        else
            i++;
}

static void close_of(struct walk *w, unsigned member)
{
    w->members[member].known = false;
    for (unsigned i = 0; i < w->open_count;)
        if (w->open[i].member == member)
            w->open[i] = w->open[--w->open_count];
        else
            i++;
}

/* Two leases meet only where the first was given out so long ago that something must have been
 * lost. */
static void check_overlap(struct walk *w, const struct broker_action *a)
{
    for (unsigned i = 0; i < w->open_count;) {
        const struct open_lease *o = &w->open[i];
        bool apart = a->position + a->count <= o->range.first ||
                     o->range.first + o->range.count <= a->position;
        check(w, apart || w->rig.now_ms - o->given_ms > BROKER_STUCK_MS);
        if (apart)
            i++;
        else
            w->open[i] = w->open[--w->open_count];
    }
}

static bool overlap(const struct held *h, uint64_t first, uint32_t count)
{
    return h->first < first + count && first < h->first + h->count;
}

/* Batches it holds, beside those of the same records: these give it nothing more to do. */
static unsigned other_batches(const struct member *m, const struct held *than)
{
    unsigned n = 0;
    for (unsigned i = 0; i < m->batch_count; i++)
        n += !overlap(&m->batches[i], than->first, than->count);
    return n;
}

static void check_lease(struct walk *w, const struct broker_action *a, unsigned member)
{
    const struct member *m = &w->members[member];
    uint64_t done = broker_done(w->rig.broker);
    check(w, m->known);
    check(w, a->count >= 1 && a->count <= BROKER_BATCH_RECORDS);
    check(w, a->position > done && a->position + a->count <= w->rig.last + 1);
    check_overlap(w, a);
    /* It has room for it: within its credit, and one more of what everything waits for. */
    bool urgent = m->credit > 0 && a->position == done + 1;
    const struct held range = {a->lease, a->position, a->count};
    check(w, other_batches(m, &range) < m->credit + urgent);
}

static void hold(struct walk *w, unsigned member, const struct held *range)
{
    struct member *m = &w->members[member];
    check(w, w->open_count < OPEN_MAX);
    w->open[w->open_count++] = (struct open_lease){member, *range, w->rig.now_ms};
    bool again = other_batches(m, range) < m->batch_count;
    if (!m->frozen && !again && m->batch_count < HELD_MAX) m->batches[m->batch_count++] = *range;
}

/* Carries out the newest step's leases, and those that come of that. Now and then a batch is cut
 * short, or cannot be sent at all. */
static void settle(struct walk *w)
{
    static struct broker_action queue[4 * BROKER_ACTIONS_MAX];
    size_t n = 0;
    for (size_t at = 0;; at++) {
        close_done(w);
        for (size_t i = 0; i < w->rig.count; i++)
            if (w->rig.out[i].kind == BROKER_LEASE && n < COUNT_OF(queue))
                queue[n++] = w->rig.out[i];
        if (at == n) break;
        const struct broker_action *a = &queue[at];
        unsigned member = (unsigned)(a->route.bytes[0] - '0');
        check_lease(w, a, member);
        struct held range = {a->lease, a->position, a->count};
        if (random_below(&w->rng, 4) == 0) range.count = 1 + random_below(&w->rng, a->count);
        if (random_below(&w->rng, 50) == 0) range.count = 0;
        if (range.count > 0) hold(w, member, &range);
        w->leases++;
        rig_leased(&w->rig, a->lease, range.count);
    }
    w->rig.count = 0;
}

/* ---- what happens ---- */

static void append(struct walk *w, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        struct jx_slice content;
        char text[32];
        snprintf(text, sizeof text, "%llu", (unsigned long long)w->rig.last);
        struct jx_message m = rig_submission(&w->rig, "3301", text, &content);
        rig_send(&w->rig, 'c', &m);
        rig_appended(&w->rig, JX_OK, w->rig.last + 1, "receipt", content);
        settle(w);
    }
}

static void say_hello(struct walk *w, unsigned member)
{
    struct member *m = &w->members[member];
    m->batch_count = 0;
    m->credit = random_below(&w->rng, 6);
    struct jx_message hello = rig_hello(w->store, m->credit);
    close_of(w, member);
    m->known = true;
    m->heard_ms = w->rig.now_ms;
    rig_send(&w->rig, name_of(member), &hello);
    check(w, rig_sent(&w->rig, 0).kind == JX_MSG_welcome);
    settle(w);
}

static void send_beat(struct walk *w, unsigned member)
{
    struct jx_message m = {.kind = JX_MSG_beat};
    const struct member *its = &w->members[member];
    m.beat.position = w->store;
    m.beat.credit = its->batch_count < its->credit ? its->credit - its->batch_count : 0;
    rig_send(&w->rig, name_of(member), &m);
    bool refused = rig_count(&w->rig, BROKER_SEND) == 1 &&
                   rig_sent(&w->rig, 0).kind == JX_MSG_refusal;
    check(w, refused != w->members[member].known);
    if (refused) {
        say_hello(w, member);
        return;
    }
    w->members[member].heard_ms = w->rig.now_ms;
    settle(w);
}

static void send_done(struct walk *w, unsigned member, const struct held *batch)
{
    static struct jx_slice outcomes[BROKER_BATCH_RECORDS];
    struct jx_message m = {.kind = JX_MSG_done};
    m.done.lease = batch->lease;
    m.done.first = batch->first;
    m.done.position = w->store;
    m.done.outcomes = (struct jx_bins){outcomes, batch->count};
    rig_send(&w->rig, name_of(member), &m);
    if (!w->members[member].known) {
        rig_only_refused(&w->rig, name_of(member), JX_E_PROTOCOL);
        say_hello(w, member);
        return;
    }
    w->members[member].heard_ms = w->rig.now_ms;
    check(w, broker_done(w->rig.broker) >= w->store);
    settle(w);
}

/* Commits the lowest batch it may, in journal order. The word of it is lost now and then. */
static void work(struct walk *w, unsigned member)
{
    struct member *m = &w->members[member];
    if (m->frozen) return;
    for (unsigned i = 0; i < m->batch_count; i++) {
        struct held batch = m->batches[i];
        if (batch.first > w->store + 1) continue;
        uint64_t end = batch.first + batch.count - 1;
        if (end > w->store) w->store = end;
        m->batches[i] = m->batches[--m->batch_count];
        if (random_below(&w->rng, 10)) send_done(w, member, &batch);
        return;
    }
}

static void pass_time(struct walk *w, int64_t ms)
{
    for (unsigned i = 0; i < WORKERS; i++) {
        struct member *m = &w->members[i];
        bool silent = m->known && w->rig.now_ms + ms - m->heard_ms > BROKER_LEASE_MS;
        if (silent) close_of(w, i);
    }
    rig_tick(&w->rig, ms);
    settle(w);
    for (unsigned i = 0; i < WORKERS; i++)
        if (!w->members[i].frozen && random_below(&w->rng, 8)) send_beat(w, i);
}

static void leave(struct walk *w, unsigned member)
{
    struct jx_message bye = {.kind = JX_MSG_bye};
    w->members[member].batch_count = 0;
    close_of(w, member);
    if (random_below(&w->rng, 2))
        rig_send(&w->rig, name_of(member), &bye);
    else
        rig_step(&w->rig,
                 &(struct broker_event){.kind = BROKER_GONE, .route = rig_route(name_of(member))});
    settle(w);
}

static void live(struct walk *w)
{
    unsigned member = random_below(&w->rng, WORKERS);
    uint32_t what = random_below(&w->rng, 100);
    if (what < 15)
        append(w, 1 + random_below(&w->rng, 60));
    else if (what < 45)
        work(w, member);
    else if (what < 75)
        pass_time(w, 50 + random_below(&w->rng, 600));
    else if (what < 80)
        w->members[member].frozen = true;
    else if (what < 92)
        w->members[member].frozen = false;
    else if (what < 96 && !w->members[member].frozen)
        say_hello(w, member);
    else
        leave(w, member);
    jx_arena_clear(&w->rig.arena);
}

/* With every worker well again, everything has to be done, soon. */
static void finish(struct walk *w)
{
    for (unsigned i = 0; i < WORKERS; i++)
        w->members[i].frozen = false;
    say_hello(w, 0);
    w->members[0].credit = 0;
    while (w->members[0].credit == 0)
        say_hello(w, 0);
    for (int turns = 0; w->store < w->rig.last; turns++) {
        check(w, turns < 20000);
        for (unsigned i = 0; i < WORKERS; i++)
            work(w, i);
        if (turns % 4 == 0) pass_time(w, 400);
        jx_arena_clear(&w->rig.arena);
    }
    while (broker_done(w->rig.broker) < w->rig.last)
        pass_time(w, 400);
}

static void every_record_is_leased_until_it_is_done(void **state)
{
    static struct walk w;
    (void)state;
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        memset(&w, 0, sizeof w);
        rig_make(&w.rig, WORKERS + 2);
        w.rng = random_seeded(seed);
        w.seed = seed;
        for (unsigned i = 0; i < WORKERS; i++)
            rig_enrol(&w.rig, name_of(i), "worker", "33");
        rig_enrol(&w.rig, 'c', "county", "33");
        rig_pack(&w.rig);
        for (int i = 0; i < STEPS; i++)
            live(&w);
        finish(&w);
        check(&w, w.leases > w.rig.last / BROKER_BATCH_RECORDS);
        check(&w, broker_done(w.rig.broker) == w.rig.last);
        rig_clear(&w.rig);
    }
}

/* All workers are lost again and again while their batches come out shorter than meant: what is
 * left to do again comes in ever more pieces, and the broker must go on. */
static void leases_that_fall_to_pieces_are_all_leased_again(void **state)
{
    enum { RECORDS = 40000, ROUNDS = 12, CREDIT = 8, ROOM = 64 };
    static struct rig r;
    static bool seen[RECORDS + 1];
    struct random rng = random_seeded(5);
    struct jx_message hello = rig_hello(0, CREDIT), bye = {.kind = JX_MSG_bye};
    (void)state;
    rig_make(&r, RECORDS);
    rig_enrol(&r, 'w', "worker", "33");
    for (int round = 0; round < ROUNDS; round++) {
        memset(seen, 0, sizeof seen);
        for (int i = 0; i < BROKER_WORKERS_MAX; i++) {
            struct broker_action leases[ROOM];
            rig_send_by(&r, 'w', (char)(i + 1), &hello);
            while (rig_count(&r, BROKER_LEASE) > 0) {
                size_t n = rig_count(&r, BROKER_LEASE);
                for (size_t k = 0; k < n; k++)
                    leases[k] = *rig_action(&r, BROKER_LEASE, k);
                struct broker_action more[ROOM];
                size_t more_count = 0;
                for (size_t k = 0; k < n; k++) {
                    uint32_t count = 1 + random_below(&rng, leases[k].count);
                    for (uint32_t p = 0; p < count; p++) {
                        assert_false(seen[leases[k].position + p]);
                        seen[leases[k].position + p] = true;
                    }
                    rig_leased(&r, leases[k].lease, count);
                    for (size_t x = 0; x < rig_count(&r, BROKER_LEASE); x++)
                        more[more_count++] = *rig_action(&r, BROKER_LEASE, x);
                }
                memcpy(leases, more, more_count * sizeof more[0]);
                memcpy(r.out, more, more_count * sizeof more[0]);
                r.count = more_count;
            }
        }
        for (int i = 0; i < BROKER_WORKERS_MAX; i++) {
            rig_send_by(&r, 'w', (char)(i + 1), &bye);
            jx_arena_clear(&r.arena);
        }
    }
    rig_clear(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_record_is_leased_until_it_is_done),
        cmocka_unit_test(leases_that_fall_to_pieces_are_all_leased_again),
    };
    return cmocka_run_group_tests_name("broker.walk", tests, NULL, NULL);
}
