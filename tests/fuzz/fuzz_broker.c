/* The broker's engine: messages of every role, good and bad, with the journal, the leases and the
 * clock as the broker's process would give them back. Every promise is one that main.c relies on.
 *
 * A line of operations, a byte each: a message of role n (that byte, two of length, the message),
 * the disk took the oldest act, or did not, or had it already; time goes on. */
#include "fuzz_again.h"

#include "../../broker/engine.h"

#include <assert.h>
#include <stdlib.h>

enum { ROLES = 6, WALL_MS = 1700000000, QUEUE = 4096, OPERATIONS = 12 };

static const char *const roles[ROLES] = {"township",   "department", "county",
                                         "supervisor", "worker",     "admin"};

struct waiting {
    enum jx_act act;
    struct jx_slice content; /* in the arena */
    uint8_t principal[JX_KEY_BYTES];
};

struct county {
    struct broker *broker;
    struct jx_arena arena;
    struct broker_action actions[BROKER_ACTIONS_MAX];
    struct waiting queue[QUEUE];
    uint32_t first, count;
    uint64_t last;
    int64_t now_ms;
};

static void step(struct county *c, const struct broker_event *ev);

static struct jx_route route_of(unsigned role)
{
    struct jx_route route = {.len = 5, .bytes = {(uint8_t)(role + 1)}};
    return route;
}

/* What one lease covers: all of it, as far as the journal goes. */
static void answer_lease(struct county *c, uint64_t lease, uint64_t position, uint32_t count)
{
    assert(count > 0 && count <= BROKER_BATCH_RECORDS);
    assert(position > broker_done(c->broker) && position + count <= c->last + 1);
    step(c, &(struct broker_event){.kind = BROKER_LEASED, .lease = lease, .count = count});
}

static void queue_act(struct county *c, const struct broker_action *a)
{
    assert(c->count < QUEUE && a->header.len <= JX_HEADER_BYTES_MAX);
    struct waiting *w = &c->queue[(c->first + c->count++) % QUEUE];
    *w = (struct waiting){.act = a->act, .content = jx_arena_copy(&c->arena, a->content)};
    memcpy(w->principal, a->principal, JX_KEY_BYTES);
}

static void check_sent(struct county *c, const struct broker_action *a)
{
    struct jx_message m;
    jx_status rc = jx_message_decode(a->bytes, &c->arena, &m);
    assert(rc == JX_OK && m.kind != JX_MSG_NONE);
    if (m.kind != JX_MSG_refusal) return;
    jx_status why = jx_status_of_name(m.refusal.status.ptr, m.refusal.status.len);
    assert(why != JX_OK && (jx_status_retry(why) == JX_RETRY_LATER) == (m.refusal.retry_ms > 0));
}

static void step(struct county *c, const struct broker_event *ev)
{
    struct {
        uint64_t lease, position;
        uint32_t count;
    } leases[BROKER_ACTIONS_MAX];
    size_t lease_count = 0;
    size_t n = broker_step(c->broker, ev, (struct broker_time){c->now_ms, WALL_MS + c->now_ms},
                           c->actions);
    assert(n <= BROKER_ACTIONS_MAX);
    for (size_t i = 0; i < n; i++) {
        const struct broker_action *a = &c->actions[i];
        if (a->kind == BROKER_SEND) check_sent(c, a);
        if (a->kind == BROKER_APPEND) queue_act(c, a);
        if (a->kind != BROKER_LEASE) continue;
        leases[lease_count].lease = a->lease;
        leases[lease_count].position = a->position;
        leases[lease_count++].count = a->count;
    }
    for (size_t i = 0; i < lease_count; i++)
        answer_lease(c, leases[i].lease, leases[i].position, leases[i].count);
}

static void finish_act(struct county *c, jx_status status)
{
    if (c->count == 0) return;
    const struct waiting *w = &c->queue[c->first];
    c->first = (c->first + 1) % QUEUE;
    c->count--;
    struct broker_event ev = {.kind = BROKER_APPENDED,
                              .status = status,
                              .fresh = status == JX_OK,
                              .act = w->act,
                              .time_ms = WALL_MS,
                              .receipt = JX_LIT("receipt"),
                              .content = w->content};
    memcpy(ev.principal, w->principal, JX_KEY_BYTES);
    ev.position = status == JX_OK ? ++c->last : c->last;
    step(c, &ev);
}

/* ---- the county at the start: a key for each role, a pack ---- */

static void replay(struct county *c, enum jx_act act, struct jx_slice content)
{
    struct broker_event ev = {
        .kind = BROKER_REPLAYED, .position = ++c->last, .act = act, .content = content};
    step(c, &ev);
}

static void enrol(struct county *c, unsigned role)
{
    static const uint8_t nonce[JX_NONCE_BYTES];
    uint8_t key[JX_KEY_BYTES];
    struct jx_buffer b;
    memset(key, (int)role + 1, sizeof key);
    struct jx_key_act act = {.nonce = jx_slice_at(nonce, sizeof nonce),
                             .action = JX_LIT("enrol"),
                             .public_key = jx_slice_at(key, sizeof key),
                             .unit = JX_LIT("3301"),
                             .roles = {jx_slice_of(roles[role])},
                             .role_count = 1,
                             .name = JX_LIT("somebody")};
    jx_buffer_init(&b, JX_CONTENT_BYTES_MAX);
    jx_key_act_encode(&act, &b);
    assert(b.status == JX_OK);
    replay(c, JX_ACT_KEY, jx_buffer_slice(&b));
    jx_buffer_clear(&b);
}

/* ---- the input ---- */

/* How many bytes the message took. */
static size_t send(struct county *c, unsigned role, const uint8_t *data, size_t size)
{
    if (size < 2 || c->count == QUEUE) return size;
    size_t len = (size_t)data[0] << 8 | data[1];
    if (len > size - 2) len = size - 2;
    struct broker_event ev = {.kind = BROKER_MESSAGE, .route = route_of(role)};
    memset(ev.key, (int)role + 1, JX_KEY_BYTES);
    ev.bytes = jx_arena_copy(&c->arena, jx_slice_at(data + 2, len));
    step(c, &ev);
    return len + 2;
}

static void operate(struct county *c, const uint8_t *data, size_t size)
{
    for (size_t at = 0; at < size && c->arena.status == JX_OK;) {
        unsigned op = data[at++] % OPERATIONS;
        if (op < ROLES)
            at += send(c, op, data + at, size - at);
        else if (op == 6)
            finish_act(c, JX_OK);
        else if (op == 7)
            finish_act(c, JX_DUPLICATE);
        else if (op == 8)
            finish_act(c, JX_E_DISK_FULL);
        else if (op == 9)
            step(c, &(struct broker_event){.kind = BROKER_GONE, .route = route_of(4)});
        else {
            c->now_ms += op == 10 ? 100 : 3000;
            step(c, &(struct broker_event){.kind = BROKER_TICK});
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t id[JX_JOURNAL_ID_BYTES] = "journal";
    struct county *c = calloc(1, sizeof *c);
    assert(c);
    c->broker = broker_new(id, ROLES + 1);
    assert(c->broker);
    jx_arena_init(&c->arena, 64 << 20);
    for (unsigned role = 0; role < ROLES; role++)
        enrol(c, role);
    replay(c, JX_ACT_PACK, JX_LIT("pack"));
    operate(c, data, size);
    struct broker_counts counts = broker_counts(c->broker);
    uint64_t by_code = 0;
    for (int i = 0; i < JX_STATUS_COUNT; i++)
        by_code += counts.refused_by[i];
    assert(by_code == counts.refused && counts.refused_by[JX_OK] == 0);
    broker_free(&c->broker);
    jx_arena_clear(&c->arena);
    free(c);
    return 0;
}
