/* The client's state machine: a window of acts on their way, then, if asked to, their outcomes. */
#include "engine.h"

#include "../proto/wire/decision.h"
#include "../proto/wire/history.h"
#include "../proto/wire/query.h"

#include <assert.h>
#include <stdlib.h>

enum state {
    WAITING, /* to be sent, not before `due_ms` */
    SENT,    /* sent at due_ms - AGAIN */
    TAKEN,   /* its receipt is here; outcome wanted, asked for again at due_ms */
    FINISHED,
};

#define NONE UINT32_MAX

struct act {
    struct jx_slice header, content;
    struct jx_hash id;
    enum jx_act kind;
    uint64_t position; /* by its receipt: where a decision's outcome is asked for */
    uint32_t after;    /* index of the act whose receipt it waits for; NONE */
    enum state state;
    bool asked; /* a question for its outcome is on its way */
    int64_t due_ms;
};

struct sender {
    struct act *acts;
    uint32_t count, room;
    uint32_t first_open; /* everything before it is FINISHED */
    uint32_t sent, asked, finished;
    bool wait;
    int64_t started_ms, heard_ms, progress_ms;
    int64_t hold_ms;  /* nothing is sent before */
    bool held;        /* what should have been sent could not be, and nothing was heard since */
    int64_t quiet_ms; /* when nothing was expected of the county, last */
    jx_status trouble;
    struct jx_arena arena;
    struct jx_buffer buffer;
};

struct step {
    struct sender *s;
    int64_t now_ms;
    struct sender_action *out;
    size_t count;
};

struct sender *sender_new(bool wait, int64_t now_ms)
{
    struct sender *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    s->wait = wait;
    s->started_ms = s->heard_ms = s->progress_ms = s->quiet_ms = now_ms;
    jx_arena_init(&s->arena, JX_ARENA_BYTES_MAX);
    jx_buffer_init(&s->buffer, JX_MESSAGE_BYTES_MAX);
    return s;
}

void sender_free(struct sender **sender)
{
    struct sender *s = *sender;
    *sender = NULL;
    if (!s) return;
    free(s->acts);
    jx_arena_clear(&s->arena);
    jx_buffer_clear(&s->buffer);
    free(s);
}

jx_status sender_add(struct sender *s, struct jx_slice header, struct jx_slice content,
                     const struct jx_hash *id, const struct jx_hash *parent, enum jx_act kind)
{
    if (s->count == s->room) {
        uint32_t room = s->room ? s->room * 2 : 64;
        struct act *acts = realloc(s->acts, room * sizeof *acts);
        if (!acts) return JX_E_NO_MEMORY;
        s->acts = acts;
        s->room = room;
    }
    s->acts[s->count++] = (struct act){.header = header,
                                       .content = content,
                                       .id = *id,
                                       .kind = kind,
                                       .after = NONE,
                                       .state = WAITING};
    for (uint32_t i = 0; parent && i + 1 < s->count; i++)
        if (jx_hash_eq(&s->acts[i].id, parent)) s->acts[s->count - 1].after = i;
    return JX_OK;
}

bool sender_finished(const struct sender *s)
{
    return s->finished == s->count || s->trouble != JX_OK;
}

jx_status sender_trouble(const struct sender *s)
{
    return s->trouble;
}

/* ---- actions ---- */

static struct sender_action *add_action(struct step *st, enum sender_action_kind kind,
                                        uint32_t index)
{
    assert(st->count < SENDER_ACTIONS_MAX);
    struct sender_action *a = &st->out[st->count++];
    *a = (struct sender_action){.kind = kind, .index = index};
    return a;
}

static jx_status send_message(struct step *st, uint32_t index, struct jx_message *m)
{
    struct sender *s = st->s;
    m->correlation = jx_arena_copy(&s->arena, jx_slice_at(&index, sizeof index));
    jx_buffer_reset(&s->buffer);
    jx_status rc = jx_message_encode(m, &s->buffer);
    if (rc != JX_OK) return rc;
    struct jx_slice bytes = jx_arena_copy(&s->arena, jx_buffer_slice(&s->buffer));
    if (jx_is_absent(bytes)) return jx_arena_failure(&s->arena);
    add_action(st, SENDER_SEND, index)->bytes = bytes;
    return JX_OK;
}

static bool room_for_send(const struct step *st)
{
    return st->count + 1 < SENDER_ACTIONS_MAX;
}

static void send_act(struct step *st, uint32_t index)
{
    struct sender *s = st->s;
    struct act *a = &s->acts[index];
    struct jx_message m = {.kind = JX_MSG_submit};
    m.submit.header = a->header;
    m.submit.content = a->content;
    if (send_message(st, index, &m) != JX_OK) return; /* tried again at the next tick */
    if (a->state == WAITING) s->sent++;
    a->state = SENT;
    a->due_ms = st->now_ms + SENDER_AGAIN_MS;
}

static jx_status put_question(const struct act *a, struct jx_buffer *arguments,
                              struct jx_message *m)
{
    bool decision = a->kind != JX_ACT_SUBMISSION;
    m->query.name = decision ? JX_LIT(JX_QUERY_DECISION) : JX_LIT(JX_QUERY_DOCUMENT);
    jx_status rc = decision ? jx_number_arguments_encode(a->position, arguments)
                            : jx_id_arguments_encode(&a->id, arguments);
    m->query.arguments = jx_buffer_slice(arguments);
    return rc;
}

static void ask_outcome(struct step *st, uint32_t index)
{
    struct sender *s = st->s;
    struct act *a = &s->acts[index];
    struct jx_buffer arguments;
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    struct jx_message m = {.kind = JX_MSG_query};
    if (put_question(a, &arguments, &m) == JX_OK && send_message(st, index, &m) == JX_OK &&
        !a->asked) {
        a->asked = true;
        s->asked++;
    }
    a->due_ms = st->now_ms + SENDER_AGAIN_MS;
    jx_buffer_clear(&arguments);
}

static void finish(struct sender *s, struct act *a)
{
    if (a->state == SENT) s->sent--;
    if (a->asked) s->asked--;
    a->asked = false;
    a->state = FINISHED;
    s->finished++;
    while (s->first_open < s->count && s->acts[s->first_open].state == FINISHED)
        s->first_open++;
}

static bool must_wait(const struct sender *s, const struct act *a)
{
    if (a->after == NONE) return false;
    enum state before = s->acts[a->after].state;
    return before == WAITING || before == SENT;
}

/* Sends what is due, within the windows. */
static void pump(struct step *st)
{
    struct sender *s = st->s;
    if (st->now_ms < s->hold_ms) return;
    for (uint32_t i = s->first_open; i < s->count && room_for_send(st); i++) {
        struct act *a = &s->acts[i];
        bool full = s->sent >= SENDER_WINDOW;
        if (full && (!s->wait || s->asked >= SENDER_ASKS)) break;
        if (a->state == FINISHED || a->due_ms > st->now_ms || must_wait(s, a)) continue;
        if (a->state == SENT || (a->state == WAITING && !full))
            send_act(st, i);
        else if (a->state == TAKEN && (a->asked || s->asked < SENDER_ASKS))
            ask_outcome(st, i);
    }
}

/* ---- answers ---- */

static struct act *act_of(struct sender *s, struct jx_slice correlation, uint32_t *index)
{
    if (correlation.len != sizeof *index) return NULL;
    memcpy(index, correlation.ptr, sizeof *index);
    return *index < s->count ? &s->acts[*index] : NULL;
}

static void receipt(struct step *st, const struct jx_message *m)
{
    struct sender *s = st->s;
    uint32_t index;
    struct act *a = act_of(s, m->correlation, &index);
    if (!a || a->state != SENT) return; /* an answer to what was sent twice */
    jx_status status = jx_status_of_name(m->receipt.status.ptr, m->receipt.status.len);
    struct sender_action *out = add_action(st, SENDER_RECEIPT, index);
    out->status = status;
    out->bytes = m->receipt.receipt;
    s->progress_ms = st->now_ms;
    struct jx_receipt r;
    if (jx_receipt_decode(m->receipt.receipt, &r) == JX_OK) a->position = r.entry.position;
    if (!s->wait || !jx_has_outcome(a->kind)) {
        finish(s, a);
        return;
    }
    s->sent--;
    a->state = TAKEN;
    /* Of a duplicate the outcome may long be known; of a new one it comes by itself. */
    a->due_ms = status == JX_DUPLICATE ? st->now_ms : st->now_ms + SENDER_AGAIN_MS;
}

static void outcome_known(struct step *st, uint32_t index, const struct jx_outcome *outcome)
{
    struct act *a = &st->s->acts[index];
    if (a->state != TAKEN) return;
    add_action(st, SENDER_OUTCOME, index)->outcome = *outcome;
    st->s->progress_ms = st->now_ms;
    finish(st->s, a);
}

static void pushed_outcome(struct step *st, const struct jx_msg_outcome *m)
{
    struct sender *s = st->s;
    struct jx_outcome outcome;
    if (jx_outcome_decode(m->outcome, &outcome) != JX_OK) return;
    for (uint32_t i = s->first_open; i < s->count; i++) {
        if (s->acts[i].state != TAKEN || !jx_hash_eq(&s->acts[i].id, &m->id)) continue;
        outcome_known(st, i, &outcome);
        return;
    }
}

static void answer(struct step *st, const struct jx_message *m)
{
    uint32_t index;
    struct jx_document_answer document;
    struct jx_decided decided;
    struct act *a = act_of(st->s, m->correlation, &index);
    if (!a) return;
    if (a->kind == JX_ACT_SUBMISSION) {
        if (jx_document_answer_decode(m->answer.body, &document) == JX_OK)
            outcome_known(st, index, &document.listed.outcome);
    } else if (jx_decided_decode(m->answer.body, &decided) == JX_OK &&
               jx_hash_eq(&decided.id, &a->id)) {
        outcome_known(st, index, &decided.outcome);
    }
}

static void give_back(struct step *st, uint32_t index, jx_status why,
                      const struct jx_msg_refusal *m)
{
    struct act *a = &st->s->acts[index];
    struct sender_action *out = add_action(st, SENDER_REFUSED, index);
    size_t n = m->where.len < JX_WHERE_BYTES ? m->where.len : JX_WHERE_BYTES - 1;
    out->status = why;
    out->limit = m->limit;
    out->retry_ms = m->retry_ms < INT32_MAX ? (int64_t)m->retry_ms : INT32_MAX;
    memcpy(out->where, m->where.ptr, n);
    st->s->progress_ms = st->now_ms;
    finish(st->s, a);
}

static void refusal(struct step *st, const struct jx_message *m)
{
    struct sender *s = st->s;
    uint32_t index;
    jx_status why = jx_status_of_name(m->refusal.status.ptr, m->refusal.status.len);
    struct act *a = act_of(s, m->correlation, &index);
    if (!a) { /* refused before it was read: nobody can say which one, and the next would fare no
                 better */
        if (m->correlation.len == 0) s->trouble = why == JX_OK ? JX_E_PROTOCOL : why;
        return;
    }
    if (a->state == TAKEN) { /* not yet judged, or no worker: ask again */
        if (a->asked) s->asked--;
        a->asked = false;
        a->due_ms = st->now_ms + SENDER_ASK_MS;
        return;
    }
    if (a->state != SENT) return;
    bool asked_to_wait = why == JX_E_BUSY || why == JX_E_RATE;
    bool later = asked_to_wait && st->now_ms - s->progress_ms < SENDER_BUSY_MS;
    if (!later) {
        give_back(st, index, why, &m->refusal);
        return;
    }
    s->sent--;
    a->state = WAITING;
    a->due_ms = st->now_ms + (int64_t)(m->refusal.retry_ms < 60000 ? m->refusal.retry_ms : 60000);
}

/* The queue to the broker took no more: everything behind it waits too, so that the order is kept.
 */
static void unsent(struct step *st, uint32_t index)
{
    struct sender *s = st->s;
    struct act *a = &s->acts[index];
    s->hold_ms = st->now_ms + SENDER_UNSENT_MS;
    s->held = true;
    if (a->state == SENT) {
        a->state = WAITING;
        s->sent--;
    }
    a->due_ms = s->hold_ms;
}

static void message(struct step *st, struct jx_slice bytes)
{
    struct jx_message m;
    if (jx_message_decode(bytes, &st->s->arena, &m) != JX_OK) return;
    st->s->heard_ms = st->now_ms;
    st->s->held = false;
    switch (m.kind) {
    case JX_MSG_receipt:
        receipt(st, &m);
        break;
    case JX_MSG_outcome:
        pushed_outcome(st, &m.outcome);
        break;
    case JX_MSG_answer:
        answer(st, &m);
        break;
    case JX_MSG_refusal:
        refusal(st, &m);
        break;
    default: /* nothing else is meant for a client */
        break;
    }
}

/* ---- time ---- */

static void stop_waiting(struct step *st)
{
    struct sender *s = st->s;
    for (uint32_t i = s->first_open; i < s->count && room_for_send(st); i++) {
        if (s->acts[i].state != TAKEN) continue;
        add_action(st, SENDER_NOTHING, i)->status = JX_E_NO_WORKER;
        finish(s, &s->acts[i]);
    }
}

static void tick(struct step *st)
{
    struct sender *s = st->s;
    bool open = s->finished < s->count &&
                (s->sent + s->asked > 0 || s->heard_ms == s->started_ms || s->held);
    if (!open) s->quiet_ms = st->now_ms;
    int64_t since = s->heard_ms > s->quiet_ms ? s->heard_ms : s->quiet_ms;
    if (st->now_ms - since > SENDER_SILENCE_MS) s->trouble = JX_E_UNREACHABLE;
    if (st->now_ms - s->progress_ms > SENDER_WAIT_MS) stop_waiting(st);
}

size_t sender_step(struct sender *s, const struct sender_event *ev, int64_t now_ms,
                   struct sender_action out[static SENDER_ACTIONS_MAX])
{
    struct step st = {.s = s, .now_ms = now_ms, .out = out};
    jx_arena_clear(&s->arena);
    switch (ev->kind) {
    case SENDER_MESSAGE:
        message(&st, ev->bytes);
        break;
    case SENDER_UNSENT:
        unsent(&st, ev->index);
        break;
    case SENDER_TICK:
        tick(&st);
        break;
    }
    if (s->trouble == JX_OK) pump(&st);
    return st.count;
}
