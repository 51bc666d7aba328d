/* Processes start, die, are stopped and go on; what comes meanwhile waits for them. */
#include "sim.h"

static const char *kind_of(uint32_t node)
{
    return node == NODE_BROKER ? "broker" : node < NODE_CLIENTS ? "worker" : "client";
}

static void drop_inbox(struct process *p)
{
    struct packet *packet;
    while ((packet = packets_take(&p->inbox)))
        net_free_packet(packet);
}

void process_start(struct sim *s, uint32_t node)
{
    struct process *p = &s->processes[node];
    if (p->up) return;
    p->up = true;
    p->stopped = false;
    p->life++;
    sim_trace(s, node, "%s starts", kind_of(node));
    if (node == NODE_BROKER)
        broker_start(s);
    else if (node < NODE_CLIENTS)
        worker_start(s, node - NODE_WORKERS);
    else
        client_start(s, node - NODE_CLIENTS);
    if (p->up) sim_at(s, s->now + dice_between(&s->dice, 0, 20), EVENT_TICK, node, p->life);
}

void process_die(struct sim *s, uint32_t node, int64_t restart_ms)
{
    struct process *p = &s->processes[node];
    if (!p->up) return;
    p->up = p->stopped = false;
    p->life++;
    drop_inbox(p);
    sim_trace(s, node, "%s ends", kind_of(node));
    if (node == NODE_BROKER)
        broker_end(s, dice_permille(&s->dice, 500));
    else if (node < NODE_CLIENTS)
        worker_end(s, node - NODE_WORKERS);
    else
        client_end(s, node - NODE_CLIENTS);
    if (restart_ms >= 0) sim_at(s, s->now + restart_ms, EVENT_START, node, p->life);
}

void process_stop(struct sim *s, uint32_t node, int64_t for_ms)
{
    struct process *p = &s->processes[node];
    if (!p->up || p->stopped) return;
    p->stopped = true;
    p->resume_ms = s->now + for_ms;
    s->stops++;
    sim_trace(s, node, "%s is stopped for %lld ms", kind_of(node), (long long)for_ms);
    sim_at(s, s->now + for_ms, EVENT_RESUME, node, p->life);
}

static void deliver(struct sim *s, struct packet *p)
{
    struct jx_slice bytes = jx_slice_at(p->bytes, p->len);
    if (p->to_broker)
        broker_take(s, &p->route, sim_key(s, p->node), bytes);
    else if (p->node < NODE_CLIENTS)
        worker_take(s, p->node - NODE_WORKERS, bytes);
    else
        client_take(s, p->node - NODE_CLIENTS, bytes);
    net_free_packet(p);
}

void process_resume(struct sim *s, uint32_t node)
{
    struct process *p = &s->processes[node];
    struct packet *packet;
    if (!p->stopped) return;
    p->stopped = false;
    sim_trace(s, node, "%s goes on", kind_of(node));
    while (p->up && (packet = packets_take(&p->inbox)))
        deliver(s, packet);
}

void process_receive(struct sim *s, struct packet *packet)
{
    struct process *p = &s->processes[packet->to_broker ? NODE_BROKER : packet->node];
    if (!p->up || !net_arrives(s, packet))
        net_free_packet(packet);
    else if (p->stopped)
        packets_put(&p->inbox, packet);
    else
        deliver(s, packet);
}

void process_tick(struct sim *s, uint32_t node)
{
    struct process *p = &s->processes[node];
    sim_at(s, s->now + SIM_TICK_MS, EVENT_TICK, node, p->life);
    if (p->stopped) return;
    if (node == NODE_BROKER)
        broker_clock(s);
    else if (node < NODE_CLIENTS)
        worker_clock(s, node - NODE_WORKERS);
    else
        client_clock(s, node - NODE_CLIENTS);
}
