/* The client's decisions while it hands over what is in the outbox: what to send when, what an
 * answer means, when to give up. An event in, actions out, no I/O. */
#ifndef JX_CLIENT_ENGINE_H
#define JX_CLIENT_ENGINE_H

#include "../proto/wire/act.h"
#include "../proto/wire/message.h"
#include "../proto/wire/outcome.h"

enum {
    SENDER_WINDOW = 64, /* acts sent and not yet answered, at most */
    SENDER_ASKS = 32,   /* questions for outcomes on their way, at most */
    SENDER_ACTIONS_MAX = 2 * (SENDER_WINDOW + SENDER_ASKS),
    SENDER_SILENCE_MS = 5000, /* nothing heard for that long: not reachable */
    SENDER_AGAIN_MS =
        3000, /* an act or question unanswered that long is sent again; that is harmless */
    SENDER_UNSENT_MS = 10,   /* before a send that failed is tried again */
    SENDER_ASK_MS = 500,     /* between questions for one outcome */
    SENDER_BUSY_MS = 60000,  /* how long it goes on trying while it is told to come later */
    SENDER_WAIT_MS = 120000, /* how long it waits for outcomes without any coming */
};

enum sender_event_kind { SENDER_MESSAGE, SENDER_UNSENT, SENDER_TICK };

struct sender_event {
    enum sender_event_kind kind;
    struct jx_slice bytes; /* MESSAGE */
    uint32_t index;        /* UNSENT: the SEND of this act could not be carried out */
};

enum sender_action_kind {
    SENDER_SEND,    /* bytes to the broker */
    SENDER_RECEIPT, /* act `index` is on the county's disk: keep `receipt`, then forget the act */
    SENDER_REFUSED, /* act `index` was not taken: `status`, `where`, `limit`, `retry_ms`. When it is
                       worth trying again later the act stays in the outbox, else it leaves it */
    SENDER_OUTCOME, /* what became of act `index` */
    SENDER_NOTHING, /* act `index`: no outcome came in time; `status` says why */
};

struct sender_action {
    enum sender_action_kind kind;
    uint32_t index;
    struct jx_slice bytes; /* SEND, RECEIPT; lives until the next step */
    jx_status status;      /* RECEIPT: JX_OK or JX_DUPLICATE */
    char where[JX_WHERE_BYTES];
    int64_t limit, retry_ms;
    struct jx_outcome outcome;
};

struct sender;

/* `wait`: outcomes are waited for too. NULL when memory is short. */
struct sender *sender_new(bool wait, int64_t now_ms);
void sender_free(struct sender **s);
/* Adds an act; its index is the number of acts added before. A revision or decision (`parent` not
 * NULL) waits for the receipt of the act that it is about, where that is one of these: the
 * journal's order decides. Submissions and decisions have outcomes. header and content must outlive
 * the sender. */
jx_status sender_add(struct sender *s, struct jx_slice header, struct jx_slice content,
                     const struct jx_hash *id, const struct jx_hash *parent, enum jx_act kind);
size_t sender_step(struct sender *s, const struct sender_event *ev, int64_t now_ms,
                   struct sender_action out[static SENDER_ACTIONS_MAX]);
/* True when nothing is left to send or to wait for. */
bool sender_finished(const struct sender *s);
/* JX_OK, or JX_E_UNREACHABLE once nothing was heard for too long: every act not yet taken stays in
 * the outbox. */
jx_status sender_trouble(const struct sender *s);

#endif
