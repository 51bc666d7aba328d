/* Queries: each goes to a live worker with its asker, its answer goes back. */
#include "inside.h"

#include "../proto/wire/access.h"

static struct worker *worker_for_query(struct broker *b)
{
    struct worker *best = NULL;
    for (uint32_t i = 0; i < BROKER_WORKERS_MAX; i++) {
        struct worker *w = &b->workers[i];
        if (w->live && (!best || w->asks < best->asks)) best = w;
    }
    return best;
}

static struct waiting_ask *ask_of(struct broker *b, uint64_t token)
{
    struct waiting_ask *a = &b->asks[token % BROKER_ASKS_MAX];
    return token != 0 && a->token == token ? a : NULL;
}

/* The place of the next token that has one; a query that takes long does not hold up the others. */
static struct waiting_ask *free_ask(struct broker *b)
{
    for (uint32_t i = 0; i < BROKER_ASKS_MAX; i++, b->next_token++) {
        struct waiting_ask *q = &b->asks[b->next_token % BROKER_ASKS_MAX];
        if (b->next_token != 0 && q->token == 0) return q;
    }
    return NULL;
}

void queries_ask(struct step *s, const struct broker_event *ev, const struct jx_principal *p,
                 const struct jx_message *m)
{
    struct broker *b = s->b;
    if (jx_reach_asking(p, m->query.name) == JX_REACH_NONE) {
        engine_refuse(s, &ev->route, m->correlation, JX_E_REFUSED);
        return;
    }
    struct worker *w = worker_for_query(b);
    struct waiting_ask *q = free_ask(b);
    if (!w || !q) {
        engine_refuse(s, &ev->route, m->correlation, w ? JX_E_BUSY : JX_E_NO_WORKER);
        return;
    }
    *q = (struct waiting_ask){.token = b->next_token++,
                              .asker = ev->route,
                              .worker = w->route,
                              .correlation_len = (uint8_t)m->correlation.len,
                              .until_ms = s->now_ms + BROKER_ASK_MS};
    memcpy(q->correlation, m->correlation.ptr, m->correlation.len);
    w->asks++;
    b->counts.asks++;
    struct jx_message to = {.kind = JX_MSG_ask};
    to.ask.token = q->token;
    to.ask.key = jx_slice_at(p->key, JX_KEY_BYTES);
    to.ask.unit = p->unit;
    to.ask.roles = p->roles;
    to.ask.name = m->query.name;
    to.ask.arguments = m->query.arguments;
    engine_send(s, &w->route, &to);
}

void queries_reply(struct step *s, const struct broker_event *ev, const struct jx_message *m)
{
    struct broker *b = s->b;
    struct waiting_ask *q = ask_of(b, m->reply.token);
    if (!q || !jx_route_eq(&q->worker, &ev->route)) return; /* too late, or not its own */
    struct jx_slice correlation = jx_slice_at(q->correlation, q->correlation_len);
    jx_status status = jx_status_of_name(m->reply.status.ptr, m->reply.status.len);
    q->token = 0;
    if (status != JX_OK) {
        engine_refuse(s, &q->asker, correlation, status);
        return;
    }
    struct jx_message to = {.kind = JX_MSG_answer, .correlation = correlation};
    to.answer.body = m->reply.body;
    engine_send(s, &q->asker, &to);
}

void queries_expire(struct step *s)
{
    struct broker *b = s->b;
    for (uint32_t i = 0; i < BROKER_ASKS_MAX && s->count < BROKER_ACTIONS_MAX / 2; i++) {
        struct waiting_ask *q = &b->asks[i];
        if (q->token == 0 || q->until_ms > s->now_ms) continue;
        q->token = 0;
        engine_refuse(s, &q->asker, jx_slice_at(q->correlation, q->correlation_len),
                      worker_for_query(b) ? JX_E_BUSY : JX_E_NO_WORKER);
    }
}

void queries_lose(struct broker *b, const struct jx_route *worker)
{
    for (uint32_t i = 0; i < BROKER_ASKS_MAX; i++)
        if (b->asks[i].token && jx_route_eq(&b->asks[i].worker, worker)) b->asks[i].until_ms = 0;
}
