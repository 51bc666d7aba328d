/* The broker's state machine: what an event is about decides which part of it answers. Acts go in
 * at one end (intake.c), records go out at the other (leases.c, workers.c); in between stand the
 * receipts and the queries (queries.c). */
#include "inside.h"

#include "../proto/wire/access.h"

#include <assert.h>
#include <stdlib.h>

struct broker *broker_new(const uint8_t journal[JX_JOURNAL_ID_BYTES], uint64_t last)
{
    struct broker *b = calloc(1, sizeof *b);
    if (!b) return NULL;
    memcpy(b->journal, journal, JX_JOURNAL_ID_BYTES);
    registry_init(&b->registry);
    jx_arena_init(&b->arena, JX_ARENA_BYTES_MAX);
    jx_buffer_init(&b->buffer, JX_MESSAGE_BYTES_MAX);
    b->last = last;
    b->next = 1;
    b->next_token = 1;
    b->next_lease = 1;
    b->appends = calloc(BROKER_APPENDS_MAX, sizeof *b->appends);
    b->outcomes = calloc(OUTCOMES_MAX, sizeof *b->outcomes);
    b->asks = calloc(BROKER_ASKS_MAX, sizeof *b->asks);
    b->packs = calloc(PACKS_MAX, sizeof *b->packs);
    if (!b->appends || !b->outcomes || !b->asks || !b->packs) broker_free(&b);
    return b;
}

void broker_number_asks(struct broker *b, uint64_t token)
{
    b->next_token = token;
}

void broker_free(struct broker **broker)
{
    struct broker *b = *broker;
    *broker = NULL;
    if (!b) return;
    registry_clear(&b->registry);
    delegations_clear(&b->delegations);
    jx_arena_clear(&b->arena);
    jx_buffer_clear(&b->buffer);
    free(b->appends);
    free(b->outcomes);
    free(b->asks);
    free(b->packs);
    free(b);
}

bool broker_admits(const struct broker *b, const uint8_t key[JX_KEY_BYTES])
{
    return registry_knows(&b->registry, key);
}

struct broker_counts broker_counts(const struct broker *b)
{
    return b->counts;
}

uint64_t broker_done(const struct broker *b)
{
    return b->done;
}

uint32_t broker_workers(const struct broker *b)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < BROKER_WORKERS_MAX; i++)
        n += b->workers[i].live;
    return n;
}

uint32_t broker_waiting(const struct broker *b)
{
    return b->append_count;
}

struct broker_action *engine_add(struct step *s, enum broker_action_kind kind,
                                 const struct jx_route *to)
{
    assert(s->count < BROKER_ACTIONS_MAX);
    struct broker_action *a = &s->out[s->count++];
    *a = (struct broker_action){.kind = kind, .route = *to};
    return a;
}

static void add_message(struct step *s, const struct jx_route *to, const struct jx_message *m,
                        bool unasked)
{
    struct broker *b = s->b;
    jx_buffer_reset(&b->buffer);
    if (jx_message_encode(m, &b->buffer) != JX_OK) return;
    struct jx_slice bytes = jx_arena_copy(&b->arena, jx_buffer_slice(&b->buffer));
    if (jx_is_absent(bytes)) return;
    struct broker_action *a = engine_add(s, BROKER_SEND, to);
    a->bytes = bytes;
    a->unasked = unasked;
}

void engine_send(struct step *s, const struct jx_route *to, const struct jx_message *m)
{
    add_message(s, to, m, false);
}

void engine_tell(struct step *s, const struct jx_route *to, const struct jx_message *m)
{
    add_message(s, to, m, true);
}

void engine_refuse_trouble(struct step *s, const struct jx_route *to, struct jx_slice correlation,
                           const struct jx_trouble *why, int64_t retry_ms)
{
    struct jx_message m = {.kind = JX_MSG_refusal, .correlation = correlation};
    bool later = jx_status_retry(why->status) == JX_RETRY_LATER;
    m.refusal.status = jx_slice_of(jx_status_name(why->status));
    m.refusal.where = jx_slice_of(why->where);
    m.refusal.limit = why->limit;
    m.refusal.retry_ms = !later ? 0 : retry_ms > 0 ? (uint64_t)retry_ms : BROKER_RETRY_MS;
    s->b->counts.refused++;
    s->b->counts.refused_by[why->status]++;
    engine_send(s, to, &m);
}

void engine_refuse(struct step *s, const struct jx_route *to, struct jx_slice correlation,
                   jx_status why)
{
    engine_refuse_trouble(s, to, correlation, &(struct jx_trouble){.status = why}, 0);
}

/* ---- messages and time ---- */

static void ask_journal(struct step *s, const struct broker_event *ev, const struct jx_principal *p,
                        const struct jx_message *m)
{
    bool status = m->kind == JX_MSG_status;
    struct broker_action *a = engine_add(s, status ? BROKER_STATUS : BROKER_FETCH, &ev->route);
    a->correlation = jx_arena_copy(&s->b->arena, m->correlation);
    a->done = s->b->done;
    a->asker = *p;
    if (status)
        a->id = m->status.id;
    else
        a->position = m->fetch.position;
    if (!status) a->pack_position = leases_pack_before(s->b, m->fetch.position);
}

/* What is not on disk yet is not there: the reader comes back for it. */
static void records(struct step *s, const struct broker_event *ev, const struct jx_message *m)
{
    if (m->records.from == 0 || m->records.from > s->b->last) {
        engine_refuse(s, &ev->route, m->correlation, JX_E_NOT_FOUND);
        return;
    }
    struct broker_action *a = engine_add(s, BROKER_RECORDS, &ev->route);
    a->correlation = jx_arena_copy(&s->b->arena, m->correlation);
    a->position = m->records.from;
}

static void measure(struct step *s, const struct broker_event *ev, const struct jx_message *m)
{
    struct broker_action *a = engine_add(s, BROKER_MEASURE, &ev->route);
    a->correlation = jx_arena_copy(&s->b->arena, m->correlation);
    a->prefix = jx_arena_copy(&s->b->arena, m->measure.begins);
}

static void message(struct step *s, const struct broker_event *ev)
{
    struct jx_principal p;
    struct jx_message m;
    struct jx_trouble t = {.status = registry_find(&s->b->registry, ev->key, s->wall_ms, &p)};
    if (t.status != JX_OK) {
        engine_refuse_trouble(s, &ev->route, JX_LIT(""), &t, 0);
        return;
    }
    t.status = jx_message_check(ev->bytes, &s->b->arena, &m, &t);
    if (t.status == JX_OK && !jx_may_send(&p, m.kind)) t.status = JX_E_REFUSED;
    if (t.status != JX_OK) {
        engine_refuse_trouble(s, &ev->route, m.correlation, &t, 0);
        return;
    }
    switch (m.kind) {
    case JX_MSG_submit:
        intake_take(s, ev, &p, &m);
        break;
    case JX_MSG_keys:
        intake_keys(s, ev, &m);
        break;
    case JX_MSG_status:
    case JX_MSG_fetch:
        ask_journal(s, ev, &p, &m);
        break;
    case JX_MSG_query:
        queries_ask(s, ev, &p, &m);
        break;
    case JX_MSG_records:
        records(s, ev, &m);
        break;
    case JX_MSG_measure:
        measure(s, ev, &m);
        break;
    case JX_MSG_hello:
        workers_hello(s, ev, &m);
        break;
    case JX_MSG_done:
        workers_done(s, ev, &m);
        break;
    case JX_MSG_reply:
        queries_reply(s, ev, &m);
        break;
    case JX_MSG_beat:
        workers_beat(s, ev, &m);
        break;
    case JX_MSG_bye:
        workers_bye(s, &ev->route);
        break;
    default: /* jx_may_send() let nothing else through */
        break;
    }
}

/* Positions of a moment ago, for workers whose word lies behind. */
static void remember_past(struct step *s)
{
    struct broker *b = s->b;
    if (s->now_ms - b->past_ms < BROKER_PAST_MS) return;
    b->past_ms = s->now_ms;
    b->done_before = b->done_lately;
    b->done_lately = b->done;
}

static void tick(struct step *s)
{
    remember_past(s);
    workers_tick(s);
    leases_expire_stuck(s);
    queries_expire(s);
    leases_pump(s);
}

size_t broker_step(struct broker *b, const struct broker_event *ev, struct broker_time now,
                   struct broker_action out[static BROKER_ACTIONS_MAX])
{
    struct step s = {.b = b, .now_ms = now.mono_ms, .wall_ms = now.wall_ms, .out = out};
    jx_arena_reset(&b->arena);
    switch (ev->kind) {
    case BROKER_MESSAGE:
        message(&s, ev);
        break;
    case BROKER_APPENDED:
        intake_appended(&s, ev);
        break;
    case BROKER_REPLAYED:
        intake_apply(b, ev->act, ev);
        break;
    case BROKER_LEASED:
        leases_sent(&s, ev);
        break;
    case BROKER_GONE:
        workers_bye(&s, &ev->route);
        break;
    case BROKER_TICK:
        b->room = ev->status;
        tick(&s);
        break;
    }
    return s.count;
}
