/* The network, as ZeroMQ is set up here: on one connection messages come in order and once; what is
 * under way when it breaks is lost; where there is none, sending fails; a new connection has a new
 * route. In harsh weather not even that holds, and messages wait long for a connection. */
#include "sim.h"

#include <stdlib.h>

enum { WAITING_MAX = 64, RETRY_MS = 150, HARSH_PERMILLE = 20 };

void packets_put(struct packets *q, struct packet *p)
{
    if (!q->first) q->end = &q->first;
    p->next = NULL;
    *q->end = p;
    q->end = &p->next;
    q->count++;
}

struct packet *packets_take(struct packets *q)
{
    struct packet *p = q->first;
    if (!p) return NULL;
    q->first = p->next;
    q->count--;
    return p;
}

void net_free_packet(struct packet *p)
{
    free(p);
}

static void drop_all(struct packets *q)
{
    struct packet *p;
    while ((p = packets_take(q)))
        net_free_packet(p);
}

static struct packet *new_packet(uint32_t node, bool to_broker, struct jx_slice bytes)
{
    struct packet *p = malloc(sizeof *p + bytes.len);
    if (!p) abort();
    *p = (struct packet){.node = node, .to_broker = to_broker, .len = bytes.len};
    memcpy(p->bytes, bytes.ptr, bytes.len);
    return p;
}

/* ---- connections ---- */

static void disconnect(struct sim *s, uint32_t node)
{
    struct link *l = &s->links[node];
    l->up = l->dead = false;
    l->generation++;
    if (l->open)
        sim_at(s, s->now + dice_between(&s->dice, 10, RETRY_MS), EVENT_CONNECT, node,
               l->generation);
}

void net_open(struct sim *s, uint32_t node)
{
    struct link *l = &s->links[node];
    *l = (struct link){.open = true, .generation = l->generation + 1, .cut_until = l->cut_until};
    sim_at(s, s->now + dice_between(&s->dice, 0, 5), EVENT_CONNECT, node, l->generation);
}

void net_close(struct sim *s, uint32_t node)
{
    struct link *l = &s->links[node];
    l->open = l->up = l->dead = false;
    l->generation++;
    drop_all(&l->waiting);
}

void net_cut(struct sim *s, uint32_t node, int64_t for_ms, int64_t notice_ms)
{
    struct link *l = &s->links[node];
    l->cut_until = s->now + for_ms;
    if (!l->up || l->dead) return;
    s->cuts++;
    sim_trace(s, node, "its line is cut for %lld ms", (long long)for_ms);
    l->dead = true;
    sim_at(s, s->now + notice_ms, EVENT_NOTICE, node, l->generation);
}

void net_notice(struct sim *s, uint32_t node, uint32_t generation)
{
    if (s->links[node].generation == generation) disconnect(s, node);
}

void net_broker_gone(struct sim *s)
{
    for (uint32_t node = NODE_WORKERS; node < NODE_COUNT; node++)
        if (s->links[node].up) disconnect(s, node);
}

static void flush_waiting(struct sim *s, uint32_t node)
{
    struct packets waiting = s->links[node].waiting;
    struct packet *p;
    s->links[node].waiting = (struct packets){.first = NULL};
    while ((p = packets_take(&waiting))) {
        net_send_up(s, node, jx_slice_at(p->bytes, p->len));
        net_free_packet(p);
    }
}

void net_connect(struct sim *s, uint32_t node)
{
    struct link *l = &s->links[node];
    if (!l->open || l->up) return;
    /* A broker that is stopped finishes no handshake. */
    bool there = s->processes[NODE_BROKER].up && !s->processes[NODE_BROKER].stopped &&
                 s->now >= l->cut_until;
    if (!there || !broker_admits(s->broker.engine, sim_key(s, node))) {
        l->refused = there;
        sim_at(s, s->now + dice_between(&s->dice, 50, RETRY_MS), EVENT_CONNECT, node,
               l->generation);
        return;
    }
    l->up = true;
    l->refused = false;
    l->generation++;
    l->last_up = l->last_down = s->now;
    uint32_t route = ++s->routes;
    l->route = (struct jx_route){.len = 5};
    memcpy(l->route.bytes + 1, &route, sizeof route);
    sim_trace(s, node, "connected as route %u", route);
    flush_waiting(s, node);
}

/* ---- messages ---- */

static void send_once(struct sim *s, struct link *l, struct packet *p)
{
    int64_t at = s->now + dice_between(&s->dice, 0, s->weather.delay_ms);
    int64_t *last = p->to_broker ? &l->last_up : &l->last_down;
    bool out_of_order = s->weather.harsh && !s->quiet && dice_permille(&s->dice, HARSH_PERMILLE);
    if (out_of_order) at += dice_between(&s->dice, 0, 2000);
    if (!out_of_order && at < *last) at = *last;
    if (!out_of_order) *last = at;
    p->generation = l->generation;
    p->route = l->route;
    queue_put(&s->queue, (struct event){.at = at,
                                        .kind = EVENT_PACKET,
                                        .node = p->to_broker ? NODE_BROKER : p->node,
                                        .packet = p});
}

static void trace_message(struct sim *s, uint32_t node, const char *way, struct jx_slice bytes)
{
    struct jx_arena a;
    struct jx_message m;
    if (!s->trace) return;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    jx_status rc = jx_message_decode(bytes, &a, &m);
    unsigned long long one = 0, two = 0;
    if (rc == JX_OK && m.kind == JX_MSG_batch) {
        one = m.batch.first;
        two = m.batch.records.count;
    }
    if (rc == JX_OK && m.kind == JX_MSG_done) {
        one = m.done.first;
        two = m.done.position;
    }
    if (rc == JX_OK && m.kind == JX_MSG_hello) {
        one = m.hello.position;
        two = m.hello.credit;
    }
    if (rc == JX_OK && (m.kind == JX_MSG_beat || m.kind == JX_MSG_turn)) one = m.beat.position;
    if (rc == JX_OK && m.kind == JX_MSG_refusal)
        sim_trace(s, node, "%s refusal %.*s", way, (int)m.refusal.status.len, m.refusal.status.ptr);
    else
        sim_trace(s, node, "%s %s %llu %llu", way, rc == JX_OK ? jx_message_name(m.kind) : "noise",
                  one, two);
    jx_arena_clear(&a);
}

static void send_packet(struct sim *s, uint32_t node, bool to_broker, struct jx_slice bytes)
{
    struct link *l = &s->links[node];
    bool harsh = s->weather.harsh && !s->quiet;
    trace_message(s, node, to_broker ? "sends" : "is sent", bytes);
    if (l->dead) return;
    if (harsh && dice_permille(&s->dice, HARSH_PERMILLE)) {
        sim_trace(s, node, "... and that is lost");
        return;
    }
    send_once(s, l, new_packet(node, to_broker, bytes));
    if (harsh && dice_permille(&s->dice, HARSH_PERMILLE))
        send_once(s, l, new_packet(node, to_broker, bytes));
}

bool net_send_up(struct sim *s, uint32_t node, struct jx_slice bytes)
{
    struct link *l = &s->links[node];
    bool waits = s->weather.harsh && l->waiting.count < WAITING_MAX;
    if (!l->open || (!l->up && !waits)) return false;
    if (l->up)
        send_packet(s, node, true, bytes);
    else
        packets_put(&l->waiting, new_packet(node, true, bytes));
    return true;
}

bool net_send_down(struct sim *s, const struct jx_route *to, struct jx_slice bytes)
{
    for (uint32_t node = NODE_WORKERS; node < NODE_COUNT; node++) {
        const struct link *l = &s->links[node];
        if (!l->up || !jx_route_eq(&l->route, to)) continue;
        send_packet(s, node, false, bytes);
        return true;
    }
    return false;
}

bool net_arrives(struct sim *s, const struct packet *p)
{
    const struct link *l = &s->links[p->node];
    return l->generation == p->generation && l->up && !l->dead;
}
