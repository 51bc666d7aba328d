/* Carries out what the client's engine decides. */
#include "sending.h"

#include "cli/report.h"

#include "../proto/net/clock.h"
#include "../proto/wire/decision.h"

#include <stdio.h>
#include <time.h>

enum { TURN_MS = 50, SEND_MS = 0 };

struct sending {
    struct session *session;
    struct sender *engine;
    struct sent_act *done;
    struct progress bar;
    struct sender_action actions[SENDER_ACTIONS_MAX];
};

void print_time(int64_t time_ms, char out[32])
{
    time_t t = (time_t)(time_ms / 1000);
    struct tm tm;
    if (!localtime_r(&t, &tm) || strftime(out, 32, "%Y-%m-%d %H:%M:%S", &tm) == 0) out[0] = '\0';
}

/* A receipt that does not prove what it says is none: the act stays in the outbox. */
static void take_receipt(struct sending *s, const struct sender_action *a)
{
    struct sent_act *d = &s->done[a->index];
    const char *home = s->session->ctx->home;
    struct jx_receipt r;
    jx_status rc = session_verify(s->session, a->bytes, &d->act->id, &r);
    if (rc == JX_OK) rc = receipt_keep(home, &d->act->id, a->bytes, d->receipt);
    progress_step(&s->bar);
    if (rc != JX_OK) {
        d->status = rc;
        d->kept = true;
        return;
    }
    d->taken = true;
    d->kept = false;
    d->status = a->status;
    d->position = r.entry.position;
    d->time_ms = r.entry.time_ms;
    outbox_remove(home, &d->act->id);
}

static bool is_decision(const struct outbox_act *act)
{
    struct jx_header h;
    return jx_header_decode(act->header, &h) == JX_OK && jx_is_decision(h.kind);
}

bool sent_names_bad_key(const struct sent_act *d)
{
    struct jx_header h;
    return strcmp(d->where, "/key") == 0 && jx_header_decode(d->act->header, &h) == JX_OK &&
           h.kind == JX_ACT_DELEGATE;
}

static void take_refusal(struct sending *s, const struct sender_action *a)
{
    struct sent_act *d = &s->done[a->index];
    d->status = a->status;
    d->limit = a->limit;
    d->retry_ms = a->retry_ms;
    memcpy(d->where, a->where, sizeof d->where);
    /* Another key or a newer program may succeed where this one was refused: only what can never be
     * taken leaves the outbox. */
    d->kept = jx_status_exit(a->status) != 1 || a->status == JX_E_VERSION;
    /* A decision is its maker's own: under another key it would be somebody else's. */
    bool forbidden = a->status == JX_E_REFUSED || a->status == JX_E_NOT_DELEGATED ||
                     sent_names_bad_key(d);
    if (forbidden && is_decision(d->act)) d->kept = false;
    if (!d->kept) outbox_remove(s->session->ctx->home, &d->act->id);
    progress_step(&s->bar);
}

/* False when a SEND could not be carried out. */
static bool perform(struct sending *s, const struct sender_action *a)
{
    switch (a->kind) {
    case SENDER_SEND:
        return jx_dialer_send(s->session->dialer, a->bytes, SEND_MS) == JX_OK;
    case SENDER_RECEIPT:
        take_receipt(s, a);
        break;
    case SENDER_REFUSED:
        take_refusal(s, a);
        break;
    case SENDER_OUTCOME:
        s->done[a->index].has_outcome = true;
        s->done[a->index].outcome = a->outcome;
        break;
    case SENDER_NOTHING:
        s->done[a->index].no_outcome = a->status;
        break;
    }
    return true;
}

static void step(struct sending *s, struct sender_event ev)
{
    size_t n = sender_step(s->engine, &ev, jx_clock_mono_ms(), s->actions);
    uint32_t unsent[SENDER_ACTIONS_MAX], count = 0;
    for (size_t i = 0; i < n; i++) {
        /* What stands behind one that did not go must not overtake it. */
        bool held = count > 0 && s->actions[i].kind == SENDER_SEND;
        if (held || !perform(s, &s->actions[i])) unsent[count++] = s->actions[i].index;
    }
    for (uint32_t i = 0; i < count; i++) {
        struct sender_event failed = {.kind = SENDER_UNSENT, .index = unsent[i]};
        sender_step(s->engine, &failed, jx_clock_mono_ms(),
                    s->actions); /* holds: it asks for nothing */
    }
}

/* Whoever sends one act alone waits for nothing but its receipt. */
static jx_status hear(struct sending *s, bool one, struct jx_packet *p)
{
    struct jx_dialer *d = s->session->dialer;
    return one ? jx_dialer_await(d, p, TURN_MS) : jx_dialer_receive(d, p, TURN_MS);
}

static jx_status run(struct sending *s, bool one)
{
    while (!sender_finished(s->engine)) {
        struct jx_packet p;
        step(s, (struct sender_event){.kind = SENDER_TICK});
        jx_status trouble = jx_dialer_trouble(s->session->dialer);
        if (trouble != JX_OK) return trouble;
        int64_t until = jx_clock_mono_ms() +
                        TURN_MS; /* time goes on, also while messages keep coming */
        while (hear(s, one, &p) == JX_OK) {
            step(s, (struct sender_event){.kind = SENDER_MESSAGE, .bytes = p.bytes});
            jx_packet_clear(&p);
            if (sender_finished(s->engine) || jx_clock_mono_ms() > until) break;
        }
    }
    return sender_trouble(s->engine);
}

/* The document that an act corrects or decides on. */
static jx_status find_about(struct session *session, enum jx_act kind, struct jx_slice content,
                            bool *has, struct jx_hash *about)
{
    struct jx_submission sub = {.has_parent = false};
    struct jx_decision d = {.has_target = false};
    jx_status rc = JX_OK;
    if (kind == JX_ACT_SUBMISSION) rc = jx_submission_decode(content, &sub);
    if (jx_is_decision(kind)) rc = jx_decision_decode(kind, content, &session->arena, &d);
    *has = sub.has_parent || d.has_target;
    if (*has) *about = sub.has_parent ? sub.parent : d.target;
    return rc;
}

jx_status send_acts(struct session *session, const struct outbox_act *acts, uint32_t count,
                    bool wait, struct sent_act *done)
{
    struct sending s = {.session = session, .done = done};
    s.engine = sender_new(wait, jx_clock_mono_ms());
    jx_status rc = s.engine ? JX_OK : JX_E_NO_MEMORY;
    for (uint32_t i = 0; rc == JX_OK && i < count; i++) {
        struct jx_header h;
        struct jx_hash about;
        bool has_about = false;
        done[i] = (struct sent_act){.act = &acts[i], .status = JX_E_UNREACHABLE, .kept = true};
        rc = jx_header_decode(acts[i].header, &h);
        if (rc == JX_OK) rc = find_about(session, h.kind, acts[i].content, &has_about, &about);
        if (rc == JX_OK)
            rc = sender_add(s.engine, acts[i].header, acts[i].content, &acts[i].id,
                            has_about ? &about : NULL, h.kind);
    }
    progress_begin(&s.bar, session->ctx, _("Sending"), count);
    if (rc == JX_OK) rc = run(&s, count == 1);
    progress_end(&s.bar);
    sender_free(&s.engine);
    return rc;
}
