/* The workers: taken on, heard of, lost; what they report. */
#include "inside.h"

#include "../proto/wire/access.h"

static struct worker *find_worker(struct broker *b, const struct jx_route *route)
{
    for (uint32_t i = 0; i < BROKER_WORKERS_MAX; i++)
        if (b->workers[i].live && jx_route_eq(&b->workers[i].route, route)) return &b->workers[i];
    return NULL;
}

/* Its leases go to others, its queries' askers are told, and what waits until it reads is no longer
 * for it. */
static void lose(struct step *s, struct worker *w)
{
    leases_lose(s->b, (uint32_t)(w - s->b->workers));
    queries_lose(s->b, &w->route);
    engine_add(s, BROKER_FORGET, &w->route);
    w->live = false;
}

/* The fold of another journal, or of more than this one still has. */
static bool is_foreign_store(const struct broker *b, const struct jx_msg_hello *h)
{
    bool other_journal = h->journal.len > 0 &&
                         !jx_slice_eq(h->journal, jx_slice_at(b->journal, JX_JOURNAL_ID_BYTES));
    return other_journal || h->position > b->last;
}

/* A HELLO may tell a position of a moment ago. One of long ago waited in a queue, or its sender was
 * stopped: the next one tells where the store is now. A store that is not the one the others share
 * stays behind, and its worker is never taken on. */
static bool is_behind(const struct broker *b, uint64_t position)
{
    return position < b->done_before && broker_workers(b) > 0;
}

/* What the store has is the workers' word. It can lie behind what they said before: the store was
 * restored or is being built again, and everything after it is leased once more. */
static void set_position(struct step *s, uint64_t position)
{
    struct broker *b = s->b;
    bool others = broker_workers(b) > 1;
    if (b->knows_done && position < b->done && others) return; /* read before they went on */
    if (position < b->done) {
        b->next = position + 1;
        b->redo_count = 0;
        b->done_before = b->done_lately = b->done = position;
    }
    b->knows_done = true;
    leases_advance(s, position);
}

/* It is back: what was remembered of it as lost is no longer true. */
static void forget_lost(struct broker *b, uint64_t pid)
{
    for (uint32_t i = 0; i < BROKER_WORKERS_MAX; i++)
        if (!b->workers[i].live && b->workers[i].pid == pid) b->workers[i].pid = 0;
}

void workers_hello(struct step *s, const struct broker_event *ev, const struct jx_message *m)
{
    struct broker *b = s->b;
    const struct jx_msg_hello *h = &m->hello;
    struct worker *w = find_worker(b, &ev->route);
    if (w) lose(s, w);
    if (is_foreign_store(b, h)) {
        engine_refuse(s, &ev->route, m->correlation, JX_E_CORRUPT);
        return;
    }
    if (is_behind(b, h->position)) {
        engine_refuse(s, &ev->route, m->correlation, JX_E_BUSY);
        leases_pump(s);
        return;
    }
    for (uint32_t i = 0; !w && i < BROKER_WORKERS_MAX; i++)
        if (!b->workers[i].live) w = &b->workers[i];
    if (!w) {
        engine_refuse(s, &ev->route, m->correlation, JX_E_BUSY);
        return;
    }
    forget_lost(b, h->pid);
    *w = (struct worker){.live = true,
                         .route = ev->route,
                         .heard_ms = s->now_ms,
                         .pid = h->pid,
                         .position = h->position,
                         .credit = h->credit < CREDIT_MAX ? h->credit : CREDIT_MAX};
    memcpy(w->key, ev->key, JX_KEY_BYTES);
    set_position(s, h->position);
    struct jx_message answer = {.kind = JX_MSG_welcome, .correlation = m->correlation};
    answer.welcome.journal = jx_slice_at(b->journal, JX_JOURNAL_ID_BYTES);
    answer.welcome.beat_ms = BROKER_BEAT_MS;
    answer.welcome.lease_ms = BROKER_LEASE_MS;
    engine_send(s, &ev->route, &answer);
    leases_pump(s);
}

static void tell_outcome(struct step *s, uint64_t position, struct jx_slice outcome)
{
    struct broker *b = s->b;
    struct waiting_outcome *o = &b->outcomes[position % OUTCOMES_MAX];
    if (position == 0 || o->position != position) return;
    struct jx_message m = {.kind = JX_MSG_outcome};
    m.outcome.id = o->id;
    m.outcome.position = position;
    m.outcome.outcome = outcome;
    o->position = 0;
    engine_tell(s, &o->route, &m);
}

void workers_done(struct step *s, const struct broker_event *ev, const struct jx_message *m)
{
    struct broker *b = s->b;
    struct worker *w = find_worker(b, &ev->route);
    if (!w || m->done.position > b->last) {
        engine_refuse(s, &ev->route, m->correlation, JX_E_PROTOCOL);
        return;
    }
    w->heard_ms = s->now_ms;
    w->position = m->done.position;
    for (uint32_t i = 0; i < m->done.outcomes.count; i++)
        tell_outcome(s, m->done.first + i, m->done.outcomes.items[i]);
    if (w->given > 0) w->given--;
    leases_advance(s, m->done.position);
    leases_tell_turn(s);
    leases_pump(s);
}

/* A beat says how many batches the worker has room for. Once nothing was sent to it for so long
 * that nothing can still be on its way, what it holds is all it was given and has not answered:
 * answers that were lost no longer count against it. */
static void settle_credit(struct step *s, struct worker *w, uint64_t room)
{
    if (s->now_ms - w->given_ms <= BROKER_LEASE_MS) return;
    /* Full with or without the one it takes beyond its credit: that is not said. */
    bool full = room == 0;
    if (!full)
        w->given = room < w->credit ? w->credit - room : 0;
    else if (w->given < w->credit)
        w->given = w->credit;
}

void workers_beat(struct step *s, const struct broker_event *ev, const struct jx_message *m)
{
    struct broker *b = s->b;
    struct worker *w = find_worker(b, &ev->route);
    if (!w) {
        /* Taken for dead, or of a broker that was started again: it introduces itself anew. */
        engine_refuse(s, &ev->route, m->correlation, JX_E_NOT_FOUND);
        return;
    }
    if (is_behind(b, m->beat.position)) { /* its store was put back after it was taken on */
        lose(s, w);
        engine_refuse(s, &ev->route, m->correlation, JX_E_BUSY);
        leases_pump(s);
        return;
    }
    w->heard_ms = s->now_ms;
    w->position = m->beat.position;
    w->beat = m->beat;
    if (m->beat.position <= b->last && m->beat.position > b->done) {
        leases_advance(s, m->beat.position);
        leases_tell_turn(s);
    }
    settle_credit(s, w, m->beat.credit);
    leases_pump(s);
}

void workers_bye(struct step *s, const struct jx_route *route)
{
    struct worker *w = find_worker(s->b, route);
    if (w) {
        lose(s, w);
        w->pid = 0;
    }
    leases_pump(s);
}

bool broker_worker_at(const struct broker *b, uint32_t place, struct broker_worker *out)
{
    const struct worker *w = &b->workers[place];
    *out = (struct broker_worker){.live = w->live,
                                  .pid = w->pid,
                                  .position = w->position,
                                  .batches = w->live ? w->given : 0,
                                  .room = w->live && w->given < w->credit ? w->credit - w->given
                                                                          : 0,
                                  .heard_ms = w->heard_ms,
                                  .writer_pid = w->beat.writer_pid,
                                  .used_bytes = w->beat.used_bytes,
                                  .map_bytes = w->beat.map_bytes,
                                  .disk_free_bytes = w->beat.disk_free_bytes,
                                  .readers = w->beat.readers};
    return w->live || w->pid != 0;
}

static bool may_work(const struct step *s, const struct worker *w)
{
    struct jx_principal p;
    return registry_find(&s->b->registry, w->key, s->wall_ms, &p) == JX_OK &&
           jx_may_send(&p, JX_MSG_done);
}

void workers_dismiss(struct step *s)
{
    for (uint32_t i = 0; i < BROKER_WORKERS_MAX; i++) {
        struct worker *w = &s->b->workers[i];
        if (w->live && !may_work(s, w)) lose(s, w);
    }
}

void workers_tick(struct step *s)
{
    struct broker *b = s->b;
    workers_dismiss(s);
    bool beats = s->now_ms - b->beat_ms >= BROKER_BEAT_MS;
    if (beats) b->beat_ms = s->now_ms;
    for (uint32_t i = 0; i < BROKER_WORKERS_MAX; i++) {
        struct worker *w = &b->workers[i];
        if (!w->live) continue;
        if (s->now_ms - w->heard_ms > BROKER_LEASE_MS) {
            lose(s, w);
            continue;
        }
        struct jx_message m = {.kind = JX_MSG_beat};
        m.beat.position = b->done;
        if (beats) engine_send(s, &w->route, &m);
    }
}
