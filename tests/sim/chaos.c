/* What goes wrong, and when. Each run has a weather of its own: some kinds often, others never. */
#include "sim.h"

static uint32_t any_node(struct sim *s, uint32_t first, uint32_t count)
{
    return first + dice_below(&s->dice, count);
}

static uint32_t any_worker(struct sim *s)
{
    return any_node(s, NODE_WORKERS, s->weather.workers);
}

static uint32_t any_client(struct sim *s)
{
    return any_node(s, NODE_CLIENTS, s->weather.clients);
}

static uint32_t any_dialer(struct sim *s)
{
    return dice_permille(&s->dice, 500) ? any_worker(s) : any_client(s);
}

/* ---- one kind each ---- */

static void doom_broker(struct sim *s)
{
    s->broker.doom = 1 + dice_below(&s->dice, 30);
}

static void doom_worker(struct sim *s)
{
    s->workers[any_worker(s) - NODE_WORKERS].doom = 1 + dice_below(&s->dice, 4);
}

static void doom_client(struct sim *s)
{
    s->clients[any_client(s) - NODE_CLIENTS].doom = 1 + dice_below(&s->dice, 20);
}

/* As by SIGTERM: it says goodbye, waits for that to be sent, and ends. */
static void retire_worker(struct sim *s)
{
    struct jx_message m = {.kind = JX_MSG_bye};
    struct jx_buffer b;
    uint32_t node = any_worker(s);
    if (!s->processes[node].up || s->processes[node].stopped) return;
    jx_buffer_init(&b, JX_MESSAGE_BYTES_MAX);
    if (jx_message_encode(&m, &b) == JX_OK) net_send_up(s, node, jx_buffer_slice(&b));
    jx_buffer_clear(&b);
    process_stop(s, node, 1000);
    sim_at(s, s->now + 100, EVENT_END, node, s->processes[node].life);
}

static void end_workers(struct sim *s, int64_t restart_ms)
{
    for (uint32_t i = 0; i < s->weather.workers; i++)
        process_die(s, NODE_WORKERS + i, restart_ms + dice_between(&s->dice, 0, 2000));
}

static void revert_store(struct sim *s, uint64_t last)
{
    sim_trace(s, NODE_WORKERS, "the store is as it was at position %llu", (unsigned long long)last);
    if (!sim_store_revert(&s->store, &s->journal, last)) sim_fail(s, "no older store can be made");
}

/* The workers' machine, or all of it: what the store's disk did not keep is gone, too. */
static void crash_machine(struct sim *s)
{
    int64_t restart = dice_between(&s->dice, 500, 8000);
    end_workers(s, restart);
    if (dice_permille(&s->dice, 500)) process_die(s, NODE_BROKER, restart);
    bool lost = sim_store_can_lose(&s->store, &s->journal) && dice_permille(&s->dice, 500);
    if (!lost) return;
    sim_trace(s, NODE_WORKERS, "the store has lost what was not synced");
    if (!sim_store_lose(&s->store, &s->journal)) sim_fail(s, "no older store can be made");
}

/* A person puts an older copy of the store back, or has it built again. */
static void restore_store(struct sim *s)
{
    end_workers(s, dice_between(&s->dice, 500, 8000));
    bool anew = s->store.real || dice_permille(&s->dice, 500);
    revert_store(s, anew ? 0 : dice_below(&s->dice, (uint32_t)s->store.position + 1));
}

static void crash_broker(struct sim *s)
{
    process_die(s, NODE_BROKER, dice_between(&s->dice, 100, 10000));
}

static void stop_broker(struct sim *s)
{
    process_stop(s, NODE_BROKER, dice_between(&s->dice, 50, 8000));
}

static void stop_worker(struct sim *s)
{
    process_stop(s, any_worker(s), dice_between(&s->dice, 50, 9000));
}

static void stop_client(struct sim *s)
{
    process_stop(s, any_client(s), dice_between(&s->dice, 50, 9000));
}

static void cut_line(struct sim *s)
{
    net_cut(s, any_dialer(s), dice_between(&s->dice, 0, 3000), dice_between(&s->dice, 0, 1500));
}

static void cut_all(struct sim *s)
{
    int64_t length = dice_between(&s->dice, 0, 8000);
    for (uint32_t node = NODE_WORKERS; node < NODE_COUNT; node++)
        if (s->links[node].open) net_cut(s, node, length, dice_between(&s->dice, 0, 1500));
}

static struct trouble some_trouble(struct sim *s, jx_status what)
{
    return (struct trouble){
        .what = what, .in = 1 + dice_below(&s->dice, 10), .lasting = dice_permille(&s->dice, 400)};
}

static void trace_trouble(const struct sim *s, uint32_t node, const char *where,
                          const struct trouble *t)
{
    sim_trace(s, node, "%s: %s in %u calls%s", where, jx_status_name(t->what), t->in,
              t->lasting ? ", lasting" : "");
}

static const jx_status full[] = {JX_E_NO_MEMORY, JX_E_DISK_FULL, JX_E_STORE_FULL};

static void trouble_journal(struct sim *s)
{
    struct sim_journal *j = &s->journal;
    sim_journal_repair(j);
    uint32_t roll = dice_below(&s->dice, 9);
    struct trouble *t = roll < 3   ? &j->append_trouble
                        : roll < 7 ? &j->sync_trouble
                        : roll < 8 ? &j->receipt_trouble
                                   : &j->read_trouble;
    *t = some_trouble(s, roll < 3 ? full[roll] : roll == 7 ? JX_E_NO_MEMORY : JX_E_IO);
    trace_trouble(s, NODE_BROKER,
                  roll < 3   ? "appending to the journal"
                  : roll < 7 ? "syncing the journal"
                  : roll < 8 ? "making receipts"
                             : "reading the journal",
                  t);
}

static void trouble_store(struct sim *s)
{
    uint32_t roll = dice_below(&s->dice, 5);
    struct trouble *t = roll < 4 ? &s->store.write_trouble : &s->store.read_trouble;
    *t = some_trouble(s, roll < 3 ? full[roll] : JX_E_IO);
    trace_trouble(s, NODE_WORKERS, roll < 4 ? "writing the store" : "reading the store", t);
}

static void repair(struct sim *s)
{
    sim_journal_repair(&s->journal);
    sim_store_repair(&s->store);
}

/* A client's program that is broken, or bent: bytes of no meaning, and a worker's words. */
static void send_noise(struct sim *s)
{
    static const enum jx_message_kind kinds_of[] = {JX_MSG_hello, JX_MSG_done,  JX_MSG_beat,
                                                    JX_MSG_fetch, JX_MSG_reply, JX_MSG_bye};
    struct jx_message m = {.kind = kinds_of[dice_below(&s->dice, 6)]};
    struct jx_buffer b;
    uint32_t node = any_client(s);
    jx_buffer_init(&b, JX_MESSAGE_BYTES_MAX);
    jx_status rc = jx_message_encode(&m, &b);
    for (uint32_t i = dice_below(&s->dice, 4); rc == JX_OK && i > 0; i--)
        b.bytes[dice_below(&s->dice, (uint32_t)b.len)] = (char)dice_next(&s->dice);
    if (dice_permille(&s->dice, 300)) b.len = dice_below(&s->dice, (uint32_t)b.len);
    if (rc == JX_OK && s->links[node].up) net_send_up(s, node, jx_buffer_slice(&b));
    jx_buffer_clear(&b);
}

static void move_clock(struct sim *s)
{
    s->wall_ahead += dice_between(&s->dice, -100000, 100000);
}

#define CHAOS(X)                                                                                   \
    X(doom_broker)                                                                                 \
    X(doom_worker)                                                                                 \
    X(doom_client)                                                                                 \
    X(retire_worker)                                                                               \
    X(crash_machine)                                                                               \
    X(restore_store)                                                                               \
    X(crash_broker)                                                                                \
    X(stop_broker)                                                                                 \
    X(stop_worker)                                                                                 \
    X(stop_client)                                                                                 \
    X(cut_line)                                                                                    \
    X(cut_all)                                                                                     \
    X(trouble_journal)                                                                             \
    X(trouble_store)                                                                               \
    X(repair)                                                                                      \
    X(send_noise)                                                                                  \
    X(move_clock)

typedef void chaos(struct sim *s);
static chaos *const kinds[] = {
#define X(name) name,
    CHAOS(X)
#undef X
};
enum { REAL_STORE_EVERY = 8, KINDS = sizeof kinds / sizeof kinds[0] };

/* ---- the weather ---- */

void chaos_choose(struct sim *s)
{
    static const int64_t delays[] = {1, 10, 50, 300, 1500}, syncs[] = {1, 10, 100, 1500};
    static const int64_t gaps[] = {100, 400, 1500, 6000};
    static const uint64_t slices[] = {5, 40, BATCH_SLICE};
    struct dice *d = &s->dice;
    struct weather *w = &s->weather;
    w->harsh = dice_permille(d, 300);
    w->delay_ms = delays[dice_below(d, 5)];
    w->sync_ms = syncs[dice_below(d, 4)];
    w->chaos_ms = gaps[dice_below(d, 4)];
    w->kinds = (uint32_t)dice_next(d) & (uint32_t)dice_next(d);
    if (dice_permille(d, 400)) w->kinds = (uint32_t)dice_next(d);
    w->batch_bytes = dice_permille(d, 250) ? 3000 : (size_t)JX_BATCH_BYTES_MAX;
    w->workers = 1 + dice_below(d, SIM_WORKERS_MAX);
    w->clients = 3 + dice_below(d, SIM_CLIENTS_MAX - 2);
    w->real_store = s->all_real || s->seed % REAL_STORE_EVERY == 7;
    w->runs = w->real_store && w->clients > 3 && dice_permille(d, 600);
    w->slice = slices[dice_below(d, 3)];
    w->slice_full = 1 + dice_below(d, 40);
    s->chaos_until = s->now + dice_between(d, 3000, 25000);
}

void chaos_strike(struct sim *s)
{
    uint32_t kind = dice_below(&s->dice, KINDS);
    for (uint32_t i = 0; i < KINDS && !(s->weather.kinds >> kind & 1); i++)
        kind = (kind + 1) % KINDS;
    if (s->weather.kinds >> kind & 1) kinds[kind](s);
    sim_at(s, s->now + dice_between(&s->dice, 1, s->weather.chaos_ms), EVENT_CHAOS, 0, 0);
}

/* From now on everything works: what is broken is repaired, who was stopped goes on. */
void chaos_end(struct sim *s)
{
    s->quiet = true;
    s->quiet_at = s->now;
    sim_trace(s, NODE_BROKER, "nothing goes wrong any more");
    repair(s);
    s->weather.sync_ms = 10;
    s->weather.delay_ms = 10;
    s->broker.doom = 0;
    for (uint32_t i = 0; i < SIM_WORKERS_MAX; i++)
        s->workers[i].doom = 0;
    for (uint32_t i = 0; i < SIM_CLIENTS_MAX; i++)
        s->clients[i].doom = 0;
    for (uint32_t node = 0; node < NODE_COUNT; node++) {
        s->links[node].cut_until = s->now;
        process_resume(s, node);
    }
}
