/* A county in one process: what its parts share. Everything that happens follows from the seed. */
#ifndef TEST_SIM_SIM_H
#define TEST_SIM_SIM_H

#include "acts.h"
#include "dice.h"
#include "journal.h"
#include "queue.h"
#include "store.h"

#include "../../broker/engine.h"
#include "../../client/engine.h"
#include "../../worker/batch.h"
#include "../../worker/engine.h"

/* The end of the day on which most is due; runs begin around it. */
#define SIM_DAY_DUE    "2023-11-14"
#define SIM_DAY_END_MS INT64_C(1699977600000)

enum {
    SIM_WORKERS_MAX = 4,
    SIM_CLIENTS_MAX = 7,
    NODE_BROKER = 0,
    NODE_WORKERS = 1,
    NODE_CLIENTS = NODE_WORKERS + SIM_WORKERS_MAX,
    NODE_COUNT = NODE_CLIENTS + SIM_CLIENTS_MAX,
    SIM_WRITTEN_MAX = 600, /* acts one client writes */
    SIM_UNITS = 3,
    SIM_KINDS = 32, /* of acts */
    SIM_TICK_MS = 100,
    SIM_QUIET_MS = 400000,   /* the county has to come to rest within that, once all is well */
    SIM_EVENTS_MAX = 600000, /* of one run */
};

/* ---- the network ---- */

struct packet {
    struct packet *next;
    uint32_t node;       /* whose connection */
    uint32_t generation; /* of the connection it was sent on */
    bool to_broker;
    struct jx_route route;
    size_t len;
    char bytes[];
};

struct packets {
    struct packet *first, **end;
    uint32_t count;
};

/* A dialer and its connection to the broker. */
struct link {
    bool open;           /* the process has a dialer */
    bool up;             /* connected, as far as both sides know */
    bool dead;           /* it is not, and nobody has noticed */
    bool refused;        /* the broker turned the key away */
    uint32_t generation; /* counts connections: what was sent on an older one is lost */
    struct jx_route route;
    struct packets waiting;     /* sent while there was no connection */
    int64_t last_up, last_down; /* when the last message of each direction arrives */
    int64_t cut_until;          /* no connection before that */
};

/* ---- processes ---- */

struct process {
    bool up, stopped; /* stopped: as by SIGSTOP */
    int64_t resume_ms;
    uint32_t life; /* counts starts and ends */
    struct packets inbox;
};

struct waiting_act {
    struct waiting_act *next;
    struct journal_item item;
    char *bytes;
};

struct broker_node {
    struct broker *engine;
    struct broker_action actions[BROKER_ACTIONS_MAX];
    struct broker_event later[2 * BROKER_ACTIONS_MAX]; /* what came of actions, for the engine */
    uint32_t later_count;
    struct waiting_act *todo, **todo_end; /* for the writer */
    struct waiting_act *writing;          /* the group whose sync is under way */
    uint64_t applied;                     /* up to here the engine knows the journal */
    jx_status written;
    uint32_t doom; /* it dies after so many actions; 0: not */
    uint64_t leases_sent;
    uint64_t groups; /* handed over with something new in them */
};

struct worker_node {
    struct worker *engine;
    struct batch *batch;     /* on the real store only */
    enum batch_state slices; /* what there is to do next */
    int64_t slices_ms;       /* when it was last looked at */
    bool looks;              /* it will be looked at soon */
    bool fold_waits, publish_waits;
    enum fold_end slice_end; /* how its slice's commit ends */
    struct store_year_pack years[STORE_YEAR_PACKS_MAX];
    struct worker_action actions[WORKER_ACTIONS_MAX];
    struct jx_outcome outcomes[JX_BATCH_RECORDS_MAX];
    uint8_t key[JX_KEY_BYTES];
    bool fired; /* its key was revoked */
    uint32_t doom;
};

/* What a client lets another do in her place, as she says it. */
struct sim_delegation {
    const struct client_node *to; /* NULL: nobody of the county */
    uint64_t acts;                /* by bit */
    bool lasts;                   /* longer than a run */
};

/* An act that somebody wrote, and what she knows of it. */
struct written {
    struct sim_act act;
    struct sim_delegation lets;            /* a delegation's */
    const struct client_node *in_place_of; /* NULL: for herself */
    const char *unit;                      /* a submission's */
    uint32_t year;
    bool may_be_taken, must_be_taken;
    bool persons_right; /* that of whom it is done for, if she lets her */
    bool in_outbox;
    struct jx_slice receipt; /* kept for ever; absent: none yet */
    uint64_t position;
    jx_status refused; /* the last refusal; JX_OK: none */
    bool told;
    struct jx_outcome outcome;
};

struct client_node {
    struct sender *engine;
    struct sender_action actions[SENDER_ACTIONS_MAX];
    uint8_t key[JX_KEY_BYTES];
    const char *unit, *role;
    bool admin, enrolled_late, fired;
    struct written *written;
    uint32_t count;
    uint32_t session[SIM_WRITTEN_MAX]; /* which act stands under which index */
    uint32_t session_count;
    bool waits;        /* for outcomes */
    bool began_quiet;  /* the session began when nothing went wrong any more */
    jx_status trouble; /* of the last session */
    uint32_t doom;
    uint32_t left; /* acts it will still write */
    uint32_t sessions;
};

/* ---- the county ---- */

/* What has to have come about in many runs, beside decisions of every kind. */
enum sim_way {
    WAY_IN_PLACE,      /* decided in another's place */
    WAY_NOT_IN_PLACE,  /* refused to somebody whom nobody lets */
    WAY_ACCEPTED,      /* by the department */
    WAY_THEN_APPROVED, /* by the county */
    WAY_TOO_EARLY,     /* refused to the county: the department comes first */
    WAY_UNDONE,        /* an approval along the tree, by the county */
    WAY_NOT_UNDONE,    /* refused to the department */
    WAY_RESCORED,      /* another result in a run */
    WAY_PUBLISHED,     /* and that live */
    WAY_REPLACED,      /* a run by another as the year's */
    WAY_WAITED,        /* a fold for a run */
    WAY_JUDGED_AGAIN,  /* a batch, since its year has a run's pack */
    WAY_COUNT,
};

/* What may go wrong in this run. */
struct weather {
    bool
        harsh; /* beyond what ZeroMQ can do: messages lost, repeated and reordered on a good line */
    int64_t delay_ms, sync_ms, chaos_ms;
    uint32_t kinds; /* of chaos, by bit */
    size_t batch_bytes;
    uint32_t workers, clients;
    bool real_store;
    bool runs; /* the county scores its years again */
    uint64_t slice, slice_full;
};

struct sim {
    uint64_t seed;
    struct dice dice;
    bool trace, failed, quiet; /* quiet: nothing goes wrong any more */
    bool all_real;             /* on the real store, whatever the seed */
    char why[256];
    int64_t now, wall_ahead, chaos_until, quiet_at;
    uint64_t events, events_max;
    uint64_t digest; /* of all events */
    struct weather weather;
    struct queue queue;
    struct link links[NODE_COUNT];
    struct process processes[NODE_COUNT];
    uint32_t routes;
    struct jx_sign_keys sign;
    struct sim_journal journal;
    struct sim_store store;
    struct broker_node broker;
    struct worker_node workers[SIM_WORKERS_MAX];
    struct client_node clients[SIM_CLIENTS_MAX];
    struct jx_arena arena; /* what people wrote, and their receipts */
    uint64_t crashes, cuts, stops, judged, slices;
    uint64_t done[SIM_KINDS], refused[SIM_KINDS]; /* decisions and lists by their kind */
    uint64_t ways[WAY_COUNT];
};

/* One run. False: it found something, and s->why says what. */
bool sim_run(struct sim *s, uint64_t seed);
void sim_clear(struct sim *s);

void sim_fail(struct sim *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
void sim_trace(const struct sim *s, uint32_t node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void sim_at(struct sim *s, int64_t at, enum event_kind kind, uint32_t node, uint32_t life);

/* process.c */
void process_start(struct sim *s, uint32_t node);
/* Ends at once, as by kill -9; starts again after `restart_ms` (negative: not). */
void process_die(struct sim *s, uint32_t node, int64_t restart_ms);
void process_stop(struct sim *s, uint32_t node, int64_t for_ms);
void process_resume(struct sim *s, uint32_t node);
void process_receive(struct sim *s, struct packet *p); /* takes the packet over */
void process_tick(struct sim *s, uint32_t node);

/* net.c */
void net_open(struct sim *s, uint32_t node);
void net_close(struct sim *s, uint32_t node);
/* The connection breaks; no new one for `for_ms`; the sides notice after `notice_ms`. */
void net_cut(struct sim *s, uint32_t node, int64_t for_ms, int64_t notice_ms);
void net_notice(struct sim *s, uint32_t node, uint32_t generation);
void net_connect(struct sim *s, uint32_t node);
void net_broker_gone(struct sim *s);
/* False when there is no room for it. */
bool net_send_up(struct sim *s, uint32_t node, struct jx_slice bytes);
/* False when that connection is gone. */
bool net_send_down(struct sim *s, const struct jx_route *to, struct jx_slice bytes);
bool net_arrives(struct sim *s, const struct packet *p);
void net_free_packet(struct packet *p);
void packets_put(struct packets *q, struct packet *p);
struct packet *packets_take(struct packets *q);

/* broker_node.c */
void broker_start(struct sim *s);
void broker_end(struct sim *s, bool keep_unsynced);
void broker_take(struct sim *s, const struct jx_route *from, const uint8_t key[JX_KEY_BYTES],
                 struct jx_slice bytes);
void broker_clock(struct sim *s);
void broker_synced(struct sim *s);

/* worker_node.c */
void worker_start(struct sim *s, uint32_t index);
void worker_end(struct sim *s, uint32_t index);
void worker_take(struct sim *s, uint32_t index, struct jx_slice bytes);
void worker_clock(struct sim *s, uint32_t index);
void worker_look(struct sim *s, uint32_t index);

/* client_node.c */
void client_start(struct sim *s, uint32_t index);
void client_end(struct sim *s, uint32_t index);
void client_take(struct sim *s, uint32_t index, struct jx_slice bytes);
void client_clock(struct sim *s, uint32_t index);
/* Whether it has nothing left that could still be taken in. */
bool client_at_rest(const struct sim *s, uint32_t index);

/* writing.c */
/* Puts an act into the journal without anybody's asking; `by` NULL: whoever makes the county. */
void append_act(struct sim *s, const struct sim_act *act, const uint8_t *by);
/* The county's first records: the administrator, and everybody but the one who comes later. */
void write_beginning(struct sim *s);
void write_something(struct sim *s, uint32_t index);
void write_probe(struct sim *s, uint32_t index);
/* For the files that write: a new act of this client, to be filled in. */
struct written *new_written(struct sim *s, struct client_node *c);
/* An act this client wrote before; NULL when there is none yet. */
struct written *earlier(struct sim *s, struct client_node *c);
/* delegating.c: who lets whom act in her place, and who then does. */
void write_delegation(struct sim *s, struct client_node *c);
/* In whose place this client will decide; mostly NULL: for herself. */
struct client_node *stand_in_for(struct sim *s, const struct client_node *c);
/* Whether anything that `from` has written lets `to` do that; whether it certainly does. */
bool may_stand_in(const struct sim *s, const struct client_node *from, const struct client_node *to,
                  enum jx_act kind, const char *unit);
bool must_let(const struct sim *s, const struct client_node *from, const struct client_node *to,
              enum jx_act kind, const char *unit);
/* For the broker's node: fails when an act in another's place is taken in that nobody let. */
void check_in_place(struct sim *s, const struct jx_header *h, const uint8_t by[JX_KEY_BYTES]);
/* deciding.c: what officers and clerks say about documents and years; what is known beforehand. */
/* False when there is nothing that this client could decide on. */
bool write_decision(struct sim *s, struct client_node *c);
/* Whether it is hers to decide so about documents of that unit. */
bool may_decide(const struct client_node *c, enum jx_act kind, const char *unit);
void write_master(struct sim *s, struct client_node *c);
/* What a county may begin with: its units, and that a year's approvals follow their tree. */
struct sim_act units_act(struct sim *s);
struct sim_act tree_act(struct sim *s, const char *unit, uint32_t year);
extern const char *const sim_units[SIM_UNITS];

/* chaos.c */
void chaos_choose(struct sim *s);
void chaos_strike(struct sim *s);
void chaos_end(struct sim *s);

/* running.c: years scored again. */
void write_run(struct sim *s, struct client_node *c);
/* A county that has documents, and scores them again, from the beginning. */
void begin_with_run(struct sim *s);
struct sim_act publication_act(struct sim *s, uint64_t run, uint32_t year);
/* slicing.c: a worker's slices of runs, and who has claimed which. */
void slices_begin(struct sim *s, uint32_t index);
void slices_end(struct sim *s, uint32_t index);
/* A slice, if it is due; `idle`: nothing else is to be done. False: the process has ended. */
bool slices_step(struct sim *s, uint32_t index, bool idle);
/* Whether a run of the county is behind its store. */
bool slices_behind(const struct sim *s);

/* checks.c */
void check_all(struct sim *s);

static inline bool is_officer(const struct client_node *c)
{
    return strcmp(c->role, "county") == 0 || strcmp(c->role, "department") == 0;
}

static inline const uint8_t *sim_key(const struct sim *s, uint32_t node)
{
    return node < NODE_CLIENTS ? s->workers[node - NODE_WORKERS].key
                               : s->clients[node - NODE_CLIENTS].key;
}

#endif
