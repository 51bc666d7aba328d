/* What the parts of the broker's engine share. Nobody else includes this. */
#ifndef JX_BROKER_INSIDE_H
#define JX_BROKER_INSIDE_H

#include "delegations.h"
#include "engine.h"
#include "registry.h"

/* An act that is on its way to the disk. */
struct waiting_append {
    struct jx_route route;
    uint8_t correlation_len;
    uint8_t correlation[JX_CORRELATION_BYTES_MAX];
    enum jx_act act;
    struct jx_hash id;
    size_t bytes;
};

/* Whom to tell what became of a submission, by position. */
struct waiting_outcome {
    uint64_t position; /* 0: nobody */
    struct jx_route route;
    struct jx_hash id;
};

struct waiting_ask {
    uint64_t token; /* 0: free */
    struct jx_route asker, worker;
    uint8_t correlation_len;
    uint8_t correlation[JX_CORRELATION_BYTES_MAX];
    int64_t until_ms;
};

struct worker {
    bool live;
    struct jx_route route;
    uint8_t key[JX_KEY_BYTES];
    int64_t heard_ms;
    uint64_t credit;  /* batches it takes; one more when that is the one everything waits for */
    uint64_t given;   /* batches sent to it that it has not answered */
    int64_t given_ms; /* when the last one was sent */
    uint64_t asks;    /* queries it was given, to spread them */
    uint64_t pid;     /* 0: nobody was ever here, or it said goodbye */
    uint64_t position;
    struct jx_msg_beat beat; /* its last one */
};

struct lease {
    uint64_t id; /* 0: free */
    uint32_t worker;
    uint64_t first;
    uint32_t count;
    bool open; /* the LEASE action was given out, how many records it covers is not yet known */
    int64_t given_ms;
};

/* Records that were leased and have to be leased again. */
struct range {
    uint64_t first;
    uint32_t count;
};

enum {
    LEASES_MAX = BROKER_WORKERS_MAX * 8,
    CREDIT_MAX = 8, /* batches one worker may hold: one being judged, the rest on their way */
    OUTCOMES_MAX = 1 << 17,
    PACKS_MAX = JX_PACK_ACTS_MAX,
};

struct broker {
    struct registry registry;
    struct delegations delegations;
    uint8_t journal[JX_JOURNAL_ID_BYTES];
    uint64_t last; /* position on disk */
    uint64_t next; /* the first position never leased */
    uint64_t done; /* the store's position, as far as workers told */
    bool knows_done;

    struct waiting_append *appends; /* ring */
    uint32_t append_first, append_count;
    size_t append_bytes;
    uint32_t keys_waiting;            /* key acts among them */
    struct waiting_outcome *outcomes; /* by position modulo OUTCOMES_MAX */
    struct waiting_ask *asks;
    uint64_t next_token;

    struct worker workers[BROKER_WORKERS_MAX];
    struct lease leases[LEASES_MAX];
    struct range redo[2 * LEASES_MAX]; /* ordered by first */
    uint32_t redo_count;
    uint64_t next_lease;
    uint64_t *packs; /* positions of pack activations, ascending */
    uint32_t pack_count;

    int64_t beat_ms; /* when beats were last sent */
    /* `done` as it was one to two BROKER_PAST_MS ago, and less. */
    uint64_t done_before, done_lately;
    int64_t past_ms;
    int64_t done_ms; /* when `done` last went on */
    jx_status room;  /* for submissions: JX_OK, or why there is none */
    struct broker_counts counts;
    struct jx_arena arena; /* what the actions of one step borrow from */
    struct jx_buffer buffer;
};

/* One step's surroundings. */
struct step {
    struct broker *b;
    int64_t now_ms, wall_ms;
    struct broker_action *out;
    size_t count;
};

/* ---- engine.c: actions ---- */

struct broker_action *engine_add(struct step *s, enum broker_action_kind kind,
                                 const struct jx_route *to);
/* A message that cannot be built for want of memory is left out: its receiver asks again. */
void engine_send(struct step *s, const struct jx_route *to, const struct jx_message *m);
/* The same, of what its receiver did not ask for. */
void engine_tell(struct step *s, const struct jx_route *to, const struct jx_message *m);
void engine_refuse(struct step *s, const struct jx_route *to, struct jx_slice correlation,
                   jx_status why);
/* The same, saying where, which limit, and when to come back (0: when the status alone says). */
void engine_refuse_trouble(struct step *s, const struct jx_route *to, struct jx_slice correlation,
                           const struct jx_trouble *why, int64_t retry_ms);

/* ---- intake.c: acts ---- */

void intake_take(struct step *s, const struct broker_event *ev, const struct jx_principal *p,
                 const struct jx_message *m);
void intake_appended(struct step *s, const struct broker_event *ev);
/* What an act of the journal changes in the broker itself. It was checked before it was appended.
 */
void intake_apply(struct broker *b, enum jx_act act, const struct broker_event *ev);
/* The list of key acts. */
void intake_keys(struct step *s, const struct broker_event *ev, const struct jx_message *m);

/* ---- leases.c ---- */

/* Gives out what can be given out. Nothing before a worker has told where the store stands. */
/* The last activation of a pack before the record at `first`, 0 when there is none: in force for
 * it, unless its rules are refused, which the workers find out. */
uint64_t leases_pack_before(const struct broker *b, uint64_t first);
void leases_pump(struct step *s);
void leases_sent(struct step *s, const struct broker_event *ev);
/* What a lost worker held goes back to be leased again. */
void leases_lose(struct broker *b, uint32_t worker);
void leases_advance(struct step *s, uint64_t position);
void leases_tell_turn(struct step *s);
void leases_expire_stuck(struct step *s);

/* ---- workers.c ---- */

void workers_hello(struct step *s, const struct broker_event *ev, const struct jx_message *m);
void workers_done(struct step *s, const struct broker_event *ev, const struct jx_message *m);
void workers_beat(struct step *s, const struct broker_event *ev, const struct jx_message *m);
void workers_bye(struct step *s, const struct jx_route *route);
/* Beats to those that live; those that were silent too long are lost. */
void workers_tick(struct step *s);
/* Lets go whoever may not be a worker any more: its key was revoked, or its time is over. */
void workers_dismiss(struct step *s);

/* ---- queries.c ---- */

void queries_ask(struct step *s, const struct broker_event *ev, const struct jx_principal *p,
                 const struct jx_message *m);
void queries_reply(struct step *s, const struct broker_event *ev, const struct jx_message *m);
/* Its askers are told at the next tick. */
void queries_lose(struct broker *b, const struct jx_route *worker);
void queries_expire(struct step *s);

#endif
