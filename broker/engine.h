/* The broker's decisions: an event in, actions out, no I/O. Who may send what, when a receipt may
 * leave, who works on which records. The caller performs the actions in their order; a receipt only
 * ever follows the event that says its act is on disk. */
#ifndef JX_BROKER_ENGINE_H
#define JX_BROKER_ENGINE_H

#include "../proto/net/link.h"
#include "../proto/wire/message.h"

enum {
    BROKER_WORKERS_MAX = JX_WORKERS_MAX,
    BROKER_ACTIONS_MAX =
        1024, /* one step's most: a batch's outcomes, a word to every worker, new leases */
    BROKER_APPENDS_MAX = JX_WAITING_ACTS_MAX,
    BROKER_ASKS_MAX = JX_WAITING_QUERIES_MAX,
    BROKER_LAG_MAX = JX_LAG_MAX,
    BROKER_BATCH_RECORDS = 256, /* records a lease covers at most */
    BROKER_BEAT_MS = 500,       /* workers and broker tell each other they live */
    BROKER_LEASE_MS = 2500,     /* silence after which a worker's leases go to another */
    BROKER_APPEND_BYTES_MAX = JX_WAITING_ACTS_BYTES_MAX,
    BROKER_PAST_MS = 5000,       /* how far back a worker's word on the store's position may lie */
    BROKER_STUCK_MS = 5000,      /* the next batch unanswered that long is leased again */
    BROKER_ASK_MS = 10000,       /* a query unanswered that long is refused */
    BROKER_RETRY_MS = 1000,      /* when a client that was told "later" should come back */
    BROKER_RETRY_LAG_MS = 30000, /* the same where the workers have to catch up first */
    BROKER_RETRY_ROOM_MS = 5000, /* and where somebody has to make room */
};

enum broker_event_kind {
    BROKER_MESSAGE,  /* a peer sent something */
    BROKER_APPENDED, /* the journal took the oldest waiting act, or could not */
    BROKER_REPLAYED, /* at start: an act of the journal that is no submission, in order */
    BROKER_LEASED,   /* a LEASE action was carried out */
    BROKER_GONE,     /* a peer cannot be reached any more */
    BROKER_TICK,     /* time went on; at least every BROKER_BEAT_MS */
};

struct broker_event {
    enum broker_event_kind kind;
    struct jx_route route; /* MESSAGE, GONE */
    /* MESSAGE: who sent it, and what */
    uint8_t key[JX_KEY_BYTES];
    struct jx_slice bytes;
    /* TICK: JX_OK, or why there is no room for submissions: JX_E_DISK_FULL, JX_E_STORE_FULL.
     * APPENDED: JX_OK, JX_DUPLICATE, or why not; where it stands; its receipt; its content again.
     * REPLAYED: position, act, time, principal, content. */
    jx_status status;
    bool fresh; /* APPENDED: it was not there before and is on disk now, also where `status` says
                   that its receipt could not be made */
    bool more;  /* APPENDED: the next one follows at once; what it brings to lease is looked at
                   after the last */
    uint64_t position;
    enum jx_act act;
    int64_t time_ms;                 /* of the record; not where `fresh` is false */
    uint8_t principal[JX_KEY_BYTES]; /* who sent it; likewise */
    struct jx_slice receipt, content;
    /* LEASED: how many records from where on were sent under which lease (0: none were there) */
    uint64_t lease;
    uint32_t count;
};

enum broker_action_kind {
    BROKER_SEND,   /* bytes to route */
    BROKER_APPEND, /* the act of the MESSAGE event being handled; answers come as APPENDED, in order
                    */
    BROKER_LEASE,  /* read up to `count` records from `position` and send them as a BATCH; then
                      LEASED */
    BROKER_STATUS, /* look up `id`; send STATUS_ANSWER with processed = position <= `done`, or a
                      REFUSAL */
    BROKER_FETCH,  /* send the record at `position` as RECORD, or a REFUSAL */
    BROKER_FORGET, /* drop what still waits to be sent to route: it was meant for who was there
                      before */
    BROKER_RECORDS, /* send records from `position` on, of one group and with it, as RECORDS_ANSWER,
                       or a REFUSAL */
    BROKER_MEASURE, /* send the figures whose names begin with `prefix` as MEASURES */
};

struct broker_action {
    enum broker_action_kind kind;
    struct jx_route route;
    struct jx_slice bytes;       /* SEND; lives until the next step */
    bool unasked;                /* SEND: an outcome, which nobody asked for just now */
    struct jx_slice correlation; /* STATUS, FETCH, RECORDS, MEASURE; likewise */
    struct jx_slice prefix;      /* MEASURE; likewise */
    /* APPEND */
    enum jx_act act;
    uint8_t principal[JX_KEY_BYTES];
    struct jx_slice header, content; /* borrow from the event's bytes */
    struct jx_hash id;               /* STATUS too */
    /* LEASE, FETCH, RECORDS */
    uint64_t lease, position, pack_position;
    uint32_t count;
    uint64_t done; /* STATUS */
    /* STATUS: who asks. She may know of her own acts and of those for units she reads; else
     * NOT_FOUND. The unit lives until the next step. */
    struct jx_principal asker;
};

struct broker_counts {
    uint64_t received, duplicates, refused, appended, leases, expired, asks;
    uint64_t refused_by[JX_STATUS_COUNT]; /* `refused` by reason */
};

/* The two clocks: what passes, and what a calendar says. */
struct broker_time {
    int64_t mono_ms; /* never goes back */
    int64_t wall_ms; /* since 1970 UTC: when keys are valid */
};

struct broker;

/* `journal` and `last` are the journal's id and last position. NULL when memory is short. */
struct broker *broker_new(const uint8_t journal[JX_JOURNAL_ID_BYTES], uint64_t last);
/* Queries are numbered from `token` on, which no earlier broker may have used: a worker that was
 * stopped answers the questions of a broker that is gone, and its answer must fit none of the new
 * one's. To be called before the first step, with a number by chance. */
void broker_number_asks(struct broker *b, uint64_t token);
void broker_free(struct broker **b);

/* Handles one event. Returns the number of actions in `out`. */
size_t broker_step(struct broker *b, const struct broker_event *ev, struct broker_time now,
                   struct broker_action out[static BROKER_ACTIONS_MAX]);

/* Whether the key may connect at all: enrolled and not revoked. One outside its validity may, to be
 * told so. */
bool broker_admits(const struct broker *b, const uint8_t key[JX_KEY_BYTES]);
struct broker_counts broker_counts(const struct broker *b);
/* Positions: worked on by all accounts, and journalled. Live workers. */
uint64_t broker_done(const struct broker *b);
uint32_t broker_workers(const struct broker *b);
/* Acts on their way to the disk. */
uint32_t broker_waiting(const struct broker *b);

/* A worker as the broker knows it; one that was lost is remembered until another takes its place.
 */
struct broker_worker {
    bool live;
    uint64_t pid, position;
    uint64_t batches, room; /* that it was given and has not answered; and how many more it takes */
    int64_t heard_ms;       /* monotonic */
    /* Of the store, in its last beat; see struct jx_msg_beat. */
    uint64_t writer_pid, used_bytes, map_bytes, disk_free_bytes, readers;
};
/* False when there was never one in that place (0 to BROKER_WORKERS_MAX - 1), or it said goodbye.
 */
bool broker_worker_at(const struct broker *b, uint32_t place, struct broker_worker *out);

#endif
