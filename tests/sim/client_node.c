/* A clerk's computer: what client/sending.c and client/outbox.c do. Outbox and kept receipts
 * survive its crashes, a session does not. */
#include "sim.h"

#include <stdlib.h>

enum { PAUSE_MS = 3000 };

static uint32_t node_of(uint32_t index)
{
    return NODE_CLIENTS + index;
}

/* ---- what the engine asks for ---- */

static void take_receipt(struct sim *s, uint32_t index, struct written *w, struct jx_slice bytes)
{
    struct jx_receipt r;
    if (!jx_is_absent(w->receipt) && jx_slice_eq(w->receipt, bytes)) { /* verified before */
        w->refused = JX_OK;
        w->in_outbox = false;
        return;
    }
    jx_status rc = jx_receipt_decode(bytes, &r);
    if (rc == JX_OK) rc = jx_receipt_verify(&r, &w->act.id, s->sign.public_key);
    if (rc != JX_OK) {
        sim_fail(s, "client %u: a receipt does not verify: %s", index, jx_status_name(rc));
        return;
    }
    if (!jx_is_absent(w->receipt) && w->position != r.entry.position)
        sim_fail(s, "client %u: one act has receipts for positions %llu and %llu", index,
                 (unsigned long long)w->position, (unsigned long long)r.entry.position);
    w->receipt = jx_arena_copy(&s->arena, bytes);
    w->position = r.entry.position;
    w->refused = JX_OK;
    w->in_outbox = false;
    sim_trace(s, node_of(index), "keeps the receipt for position %llu",
              (unsigned long long)w->position);
}

static void take_refusal(struct sim *s, uint32_t index, struct written *w, jx_status why)
{
    sim_trace(s, node_of(index), "is refused: %s", jx_status_name(why));
    w->refused = why;
    if (jx_status_exit(why) == 1 && why != JX_E_VERSION) w->in_outbox = false;
    bool forbidden = why == JX_E_REFUSED || why == JX_E_NOT_DELEGATED;
    if (forbidden && jx_is_decision(w->act.kind)) w->in_outbox = false;
}

/* False when a SEND could not be carried out. */
static bool perform(struct sim *s, uint32_t index, const struct sender_action *a)
{
    struct client_node *c = &s->clients[index];
    struct written *w = &c->written[c->session[a->index]];
    switch (a->kind) {
    case SENDER_SEND:
        return net_send_up(s, node_of(index), a->bytes);
    case SENDER_RECEIPT:
        take_receipt(s, index, w, a->bytes);
        break;
    case SENDER_REFUSED:
        take_refusal(s, index, w, a->status);
        break;
    case SENDER_OUTCOME:
        w->told = true;
        w->outcome = a->outcome;
        break;
    case SENDER_NOTHING:
        if (c->began_quiet) sim_fail(s, "client %u waits for an outcome in vain", index);
        break;
    }
    return true;
}

static void end_session(struct sim *s, uint32_t index)
{
    struct client_node *c = &s->clients[index];
    c->trouble = sender_trouble(c->engine);
    if (s->links[node_of(index)].refused) c->trouble = JX_E_KEY_UNKNOWN;
    sim_trace(s, node_of(index), "session over: %s", jx_status_name(c->trouble));
    process_die(s, node_of(index), dice_between(&s->dice, 50, PAUSE_MS));
}

static void step(struct sim *s, uint32_t index, struct sender_event ev)
{
    struct client_node *c = &s->clients[index];
    size_t n = sender_step(c->engine, &ev, s->now, c->actions);
    uint32_t unsent[SENDER_ACTIONS_MAX], count = 0;
    for (size_t i = 0; i < n && c->engine; i++) {
        bool held = count > 0 && c->actions[i].kind == SENDER_SEND;
        if (held || !perform(s, index, &c->actions[i])) unsent[count++] = c->actions[i].index;
        if (c->doom == 0 || --c->doom > 0) continue;
        process_die(s, node_of(index), dice_between(&s->dice, 50, PAUSE_MS));
    }
    for (uint32_t i = 0; i < count && c->engine; i++) {
        struct sender_event failed = {.kind = SENDER_UNSENT, .index = unsent[i]};
        if (sender_step(c->engine, &failed, s->now, c->actions) != 0)
            sim_fail(s, "the client's engine asks for something while it holds");
    }
    if (c->engine && sender_finished(c->engine)) end_session(s, index);
}

/* ---- sessions ---- */

static bool has_outbox(const struct client_node *c)
{
    for (uint32_t i = 0; i < c->count; i++)
        if (c->written[i].in_outbox) return true;
    return false;
}

static void add_outbox(struct sim *s, struct client_node *c)
{
    c->session_count = 0;
    for (uint32_t i = 0; i < c->count; i++) {
        struct written *w = &c->written[i];
        if (!w->in_outbox) continue;
        c->session[c->session_count++] = i;
        jx_status rc = sender_add(c->engine, w->act.header, w->act.content, &w->act.id,
                                  w->act.is_about ? &w->act.about : NULL, w->act.kind);
        if (rc != JX_OK) sim_fail(s, "sender_add: %s", jx_status_name(rc));
    }
}

void client_start(struct sim *s, uint32_t index)
{
    struct client_node *c = &s->clients[index];
    if (c->left > 0) write_something(s, index);
    bool idle = !has_outbox(c) || (s->quiet && client_at_rest(s, index));
    if (idle) {
        process_die(s, node_of(index),
                    s->quiet && c->left == 0 ? -1 : dice_between(&s->dice, 100, PAUSE_MS));
        return;
    }
    c->began_quiet = s->quiet;
    c->waits = s->quiet || dice_permille(&s->dice, 500);
    c->engine = sender_new(c->waits, s->now);
    if (!c->engine) abort();
    c->sessions++;
    add_outbox(s, c);
    net_open(s, node_of(index));
}

void client_end(struct sim *s, uint32_t index)
{
    struct client_node *c = &s->clients[index];
    sender_free(&c->engine);
    c->doom = 0;
    net_close(s, node_of(index));
}

void client_take(struct sim *s, uint32_t index, struct jx_slice bytes)
{
    step(s, index, (struct sender_event){.kind = SENDER_MESSAGE, .bytes = bytes});
}

void client_clock(struct sim *s, uint32_t index)
{
    if (s->links[node_of(index)].refused)
        end_session(s, index);
    else
        step(s, index, (struct sender_event){.kind = SENDER_TICK});
}

/* Until a person sees to it: what is not hers to send, and who does not have a key yet, or no more.
 */
static bool is_refused_for_now(const struct written *w)
{
    return w->refused == JX_E_REFUSED ||
           (w->act.kind == JX_ACT_DELEGATE && w->refused == JX_E_KEY_UNKNOWN);
}

bool client_at_rest(const struct sim *s, uint32_t index)
{
    const struct client_node *c = &s->clients[index];
    if (c->left > 0) return false;
    /* A key that is not enrolled, or no more: a person has to see to that. */
    if (c->engine) return false;
    if (c->trouble == JX_E_KEY_UNKNOWN && (c->fired || c->enrolled_late)) return true;
    for (uint32_t i = 0; i < c->count; i++)
        if (c->written[i].in_outbox && !is_refused_for_now(&c->written[i])) return false;
    return true;
}
