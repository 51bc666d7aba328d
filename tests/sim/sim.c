/* One run: a county begins, works in bad weather, comes to rest, and is looked at. */
#include "sim.h"

#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    REST_MS = 4000, /* it counts as rest when nothing stirs for so long */
    PROBE_STOP_MS = 2000,
    MEMORY_MAX = 256 << 20,
};

void sim_fail(struct sim *s, const char *format, ...)
{
    va_list arguments;
    if (s->failed) return; /* the first one says most */
    s->failed = true;
    va_start(arguments, format);
    vsnprintf(s->why, sizeof s->why, format, arguments);
    va_end(arguments);
    sim_trace(s, NODE_BROKER, "FOUND: %s", s->why);
}

void sim_trace(const struct sim *s, uint32_t node, const char *format, ...)
{
    va_list arguments;
    if (!s->trace) return;
    printf("%8lld ", (long long)s->now);
    if (node == NODE_BROKER)
        printf("broker   ");
    else if (node < NODE_CLIENTS)
        printf("worker %u ", node - NODE_WORKERS);
    else
        printf("client %u ", node - NODE_CLIENTS);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
}

void sim_at(struct sim *s, int64_t at, enum event_kind kind, uint32_t node, uint32_t life)
{
    queue_put(&s->queue, (struct event){.at = at, .kind = kind, .node = node, .life = life});
}

/* ---- events ---- */

/* Of all that happened so far and of this: the same for the same seed. */
static uint64_t digest(uint64_t before, const struct event *ev)
{
    const uint64_t parts[] = {(uint64_t)ev->at, ev->kind, ev->node, ev->life,
                              ev->packet ? ev->packet->len : 0};
    struct dice d = {.state = before};
    for (unsigned i = 0; i < sizeof parts / sizeof parts[0]; i++)
        d.state ^= dice_next(&d) + parts[i];
    return dice_next(&d);
}

static void handle(struct sim *s, const struct event *ev)
{
    s->events++;
    s->digest = digest(s->digest, ev);
    bool alive = s->processes[ev->node].life == ev->life;
    switch (ev->kind) {
    case EVENT_START:
        if (alive) process_start(s, ev->node);
        break;
    case EVENT_END:
        if (alive) process_die(s, ev->node, dice_between(&s->dice, 200, 3000));
        break;
    case EVENT_TICK:
        if (alive && s->processes[ev->node].up) process_tick(s, ev->node);
        break;
    case EVENT_LOOK:
        if (alive && s->processes[ev->node].up) worker_look(s, ev->node - NODE_WORKERS);
        break;
    case EVENT_RESUME:
        if (alive && s->now >= s->processes[ev->node].resume_ms) process_resume(s, ev->node);
        break;
    case EVENT_SYNCED:
        /* A process that is stopped hears of it when it goes on. */
        if (alive && s->processes[NODE_BROKER].stopped)
            sim_at(s, s->now + 10, EVENT_SYNCED, NODE_BROKER, ev->life);
        else if (alive)
            broker_synced(s);
        break;
    case EVENT_CONNECT:
        if (s->links[ev->node].generation == ev->life) net_connect(s, ev->node);
        break;
    case EVENT_NOTICE:
        net_notice(s, ev->node, ev->life);
        break;
    case EVENT_PACKET:
        process_receive(s, ev->packet);
        break;
    case EVENT_CHAOS:
        if (!s->quiet) chaos_strike(s);
        break;
    }
}

static void check_bounds(struct sim *s)
{
    if (s->events > s->events_max)
        sim_fail(s, "more than %llu events", (unsigned long long)s->events_max);
    if (s->events % 4096 != 0) return;
    struct mallinfo2 m = mallinfo2();
    if (m.uordblks + m.hblkhd > MEMORY_MAX) sim_fail(s, "more than 256 MB of memory");
}

/* ---- rest ---- */

static bool at_rest(const struct sim *s)
{
    if (!s->processes[NODE_BROKER].up || s->broker.todo || s->broker.writing ||
        broker_done(s->broker.engine) != s->journal.count)
        return false;
    for (uint32_t i = 0; i < s->weather.clients; i++)
        if (!client_at_rest(s, i)) return false;
    for (uint32_t i = 0; i < s->weather.workers; i++)
        if (!s->workers[i].fired &&
            (!s->workers[i].engine || !worker_welcome(s->workers[i].engine)))
            return false;
    return !slices_behind(s);
}

static void describe_unrest(struct sim *s)
{
    for (uint32_t i = 0; i < s->weather.clients; i++)
        if (!client_at_rest(s, i)) sim_fail(s, "client %u does not come to rest", i);
    if (s->broker.engine)
        sim_fail(s, "no rest: journal at %u, done %llu, workers known %u", s->journal.count,
                 (unsigned long long)broker_done(s->broker.engine),
                 broker_workers(s->broker.engine));
    sim_fail(s, "no rest");
}

/* Runs until the county is at rest for a while, or something is found. */
static void run_until_rest(struct sim *s)
{
    int64_t rest_since = -1;
    struct event ev;
    while (!s->failed && queue_take(&s->queue, &ev)) {
        if (!s->quiet && ev.at >= s->chaos_until) chaos_end(s);
        if (ev.at > s->now) s->now = ev.at;
        handle(s, &ev);
        check_bounds(s);
        if (!s->quiet) continue;
        if (!at_rest(s))
            rest_since = -1;
        else if (rest_since < 0)
            rest_since = s->now;
        if (rest_since >= 0 && s->now - rest_since > REST_MS) return;
        if (s->now - s->quiet_at > SIM_QUIET_MS) describe_unrest(s);
    }
}

static void check_room(struct sim *s, uint64_t workers)
{
    uint64_t room = 0;
    struct broker_worker w;
    for (uint32_t i = 0; i < BROKER_WORKERS_MAX; i++)
        if (broker_worker_at(s->broker.engine, i, &w)) room += w.room;
    if (room != workers * WORKER_CREDIT)
        sim_fail(s, "workers have room for %llu batches, the broker knows of %llu",
                 (unsigned long long)workers * WORKER_CREDIT, (unsigned long long)room);
}

/* A group is given to one worker, or to several where its bytes are too many for a batch. */
static void check_given(struct sim *s, uint64_t workers, uint64_t given, uint64_t groups)
{
    const uint64_t least = groups < workers ? groups : workers;
    if (groups > 0 && given >= least && given <= workers) return;
    sim_fail(s, "%llu workers have nothing to do, the broker gave out %llu leases for %llu groups",
             (unsigned long long)workers, (unsigned long long)given, (unsigned long long)groups);
}

/* Whether the broker still knows of every place its workers have. Then acts come while no worker
 * answers: each group goes to a worker that has none, and the rest gathers. */
static void probe_credit(struct sim *s)
{
    const uint64_t before = s->broker.leases_sent, groups_before = s->broker.groups;
    const uint64_t workers = broker_workers(s->broker.engine);
    check_room(s, workers);
    for (uint64_t i = 0; i < workers + 3; i++)
        write_probe(s, 1);
    for (uint32_t i = 0; i < s->weather.workers; i++)
        process_stop(s, NODE_WORKERS + i, PROBE_STOP_MS);
    s->quiet_at = s->now;
    process_start(s, NODE_CLIENTS + 1);
    struct event ev;
    int64_t until = s->now + PROBE_STOP_MS;
    while (!s->failed && queue_take(&s->queue, &ev)) {
        if (ev.at > s->now) s->now = ev.at;
        handle(s, &ev);
        if (s->now >= until) break;
    }
    check_given(s, workers, s->broker.leases_sent - before, s->broker.groups - groups_before);
}

/* ---- a run ---- */

static void begin(struct sim *s, uint64_t seed)
{
    uint8_t id[JX_JOURNAL_ID_BYTES];
    bool trace = s->trace, all_real = s->all_real;
    uint64_t events_max = s->events_max ? s->events_max : SIM_EVENTS_MAX;
    memset(s, 0, sizeof *s);
    s->trace = trace;
    s->all_real = all_real;
    s->events_max = events_max;
    s->seed = seed;
    s->dice.state = seed * 0x2545f4914f6cdd1du + 1;
    s->wall_ahead = SIM_DAY_END_MS - dice_between(&s->dice, -10000, 20000);
    jx_arena_init(&s->arena, SIZE_MAX);
    jx_sign_keys_make(&s->sign);
    for (unsigned i = 0; i < sizeof id; i++)
        id[i] = (uint8_t)(1 + dice_below(&s->dice, 255));
    chaos_choose(s);
    sim_journal_init(&s->journal, id, &s->sign);
    if (!sim_store_init(&s->store, s->weather.real_store)) sim_fail(s, "no folder for the store");
    write_beginning(s);
    for (uint32_t i = 0; i < s->weather.workers; i++)
        sim_at(s, dice_between(&s->dice, 0, 3000), EVENT_START, NODE_WORKERS + i, 0);
    for (uint32_t i = 0; i < s->weather.clients; i++)
        sim_at(s, dice_between(&s->dice, 0, 5000), EVENT_START, NODE_CLIENTS + i, 0);
    sim_at(s, 0, EVENT_START, NODE_BROKER, 0);
    sim_at(s, dice_between(&s->dice, 0, 3000), EVENT_CHAOS, 0, 0);
}

bool sim_run(struct sim *s, uint64_t seed)
{
    begin(s, seed);
    run_until_rest(s);
    if (!s->failed) probe_credit(s);
    if (!s->failed) run_until_rest(s);
    if (!s->failed) check_all(s);
    return !s->failed;
}

void sim_clear(struct sim *s)
{
    struct event ev;
    for (uint32_t node = 0; node < NODE_COUNT; node++) {
        process_die(s, node, -1);
        struct packet *p;
        while ((p = packets_take(&s->links[node].waiting)))
            net_free_packet(p);
    }
    while (queue_take(&s->queue, &ev))
        if (ev.packet) net_free_packet(ev.packet);
    queue_clear(&s->queue);
    for (uint32_t i = 0; i < SIM_CLIENTS_MAX; i++)
        free(s->clients[i].written);
    sim_journal_clear(&s->journal);
    sim_store_clear(&s->store);
    jx_arena_clear(&s->arena);
}
