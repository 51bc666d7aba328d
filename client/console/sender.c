/* Sending, and waiting for outcomes, in the thread that answers. */
#include "sender.h"

#include "../ask.h"

#include "../../proto/net/clock.h"

#include <time.h>

enum { LOOK_MS = 60 };

static void pause_ms(int64_t ms)
{
    const struct timespec t = {ms / 1000, (long)(ms % 1000) * 1000000};
    nanosleep(&t, NULL);
}

static jx_status put_all(struct call *c, const struct outbox_act *acts, uint32_t count)
{
    uint32_t room = 0;
    jx_status rc = outbox_room(c->ctx.home, &room);
    if (rc == JX_OK && count > room) rc = JX_E_OUTBOX_FULL;
    for (uint32_t i = 0; rc == JX_OK && i < count; i++)
        rc = outbox_put(c->ctx.home, &acts[i]);
    return rc;
}

jx_status sender_send(struct call *c, const struct outbox_act *acts, uint32_t count,
                      struct sent_act *done)
{
    jx_status rc = put_all(c, acts, count);
    if (rc != JX_OK) return rc;
    rc = send_acts(c->session, acts, count, false, done);
    for (uint32_t i = 0; i < count; i++) {
        done[i].act = &acts[i];
        if (rc == JX_OK || done[i].taken) continue;
        done[i].status = rc;
        done[i].kept = true;
    }
    return JX_OK;
}

bool sender_decided(struct call *c, uint64_t position, int64_t *left_ms, struct jx_outcome *out)
{
    for (;; *left_ms -= LOOK_MS) {
        jx_status rc = ask_decision(c->session, position, out);
        if (rc == JX_OK) return true;
        if (rc != JX_E_NOT_FOUND || *left_ms <= 0) return false;
        pause_ms(LOOK_MS);
    }
}

bool sender_judged(struct call *c, const struct jx_hash *id, int64_t *left_ms,
                   struct jx_outcome *out)
{
    for (;; *left_ms -= LOOK_MS) {
        struct jx_document_answer a;
        jx_status rc = ask_document(c->session, id, &a);
        if (rc == JX_OK && a.listed.outcome.state != JX_STATE_RECEIVED) {
            *out = a.listed.outcome;
            return true;
        }
        if ((rc != JX_OK && rc != JX_E_NOT_FOUND) || *left_ms <= 0) return false;
        pause_ms(LOOK_MS);
    }
}

void sender_flush(struct call *c)
{
    struct outbox_act *acts = NULL;
    uint32_t count = 0, damaged = 0;
    jx_status rc = outbox_read(c->ctx.home, &c->arena, &acts, &count, &damaged);
    struct sent_act *done = rc == JX_OK && count ? jx_arena_array(&c->arena, count, sizeof *done)
                                                 : NULL;
    if (done) send_acts(c->session, acts, count, false, done);
}
