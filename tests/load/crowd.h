/* Very many clients in one process: a socket, a key and a count each. */
#ifndef TEST_LOAD_CROWD_H
#define TEST_LOAD_CROWD_H

#include "../../proto/net/identity.h"
#include "../../proto/wire/message.h"

enum { CROWD_STATUSES = 8, CROWD_WINDOW = 64 };

/* What was sent and what came back. An answer is a receipt or a refusal. */
struct crowd_counts {
    uint64_t sent, receipts, duplicates, refused, outcomes, unreadable;
    uint64_t by_code[JX_STATUS_COUNT];
    uint64_t told_when; /* refusals that say when to come back */
};

struct crowd_client {
    void *socket;
    int fd;                        /* by which libzmq tells that something has changed */
    bool unlooked;                 /* sending may have taken that word in: look without it */
    unsigned key;                  /* which of the crowd's keys it has */
    uint64_t sent, answered;       /* the n-th message's correlation is n */
    uint64_t outcomes;             /* of them; they come in the order of the messages */
    int64_t sent_us[CROWD_WINDOW]; /* when the n-th was sent, by n modulo the window */
};

struct crowd {
    void *context;
    struct jx_county county;
    struct jx_curve_keys *keys;
    unsigned key_count;
    struct crowd_client *clients;
    struct pollfd *at; /* for crowd_listen(), as many as clients */
    unsigned client_count;
    struct crowd_counts counts;
    int64_t *times_us; /* of answers, as many as `time_count` of `time_room` */
    size_t time_count, time_room;
    struct jx_arena arena;
    struct jx_buffer buffer;
    uint64_t next_document;
    bool plain; /* without encryption, for the benchmarks' own broker (tests/bench/plain.c) */
    /* Called for each outcome, when set. */
    void (*took_outcome)(struct crowd_client *client, void *of);
    void *of;
};

int64_t crowd_now_us(void);

/* Reads the county's file, makes so many keys, enrols them by the administrator's (role county),
 * and so many clients, which share the keys. Nobody connects yet. Fails with a word on standard
 * error. */
bool crowd_open(struct crowd *c, const char *county, const char *admin_key, unsigned clients,
                unsigned keys);
/* The same towards a broker that does not encrypt. */
bool crowd_open_plain(struct crowd *c, const char *county, const char *admin_key, unsigned clients,
                      unsigned keys);
void crowd_close(struct crowd *c);

/* Begins to connect clients [from, to). */
bool crowd_connect(struct crowd *c, unsigned from, unsigned to);
/* Sends one new document by client i, if its window and queue have room. */
bool crowd_submit(struct crowd *c, unsigned i);
/* The same with a submission's content made by the caller, a self-evaluation of 2025 by `unit`. */
bool crowd_send(struct crowd *c, unsigned i, struct jx_slice unit, struct jx_slice content);
/* Takes in what came for clients [from, to), at most waiting timeout_ms for the first. */
void crowd_listen(struct crowd *c, unsigned from, unsigned to, int timeout_ms);
/* Sent by clients [from, to) and not answered. */
uint64_t crowd_open_count(const struct crowd *c, unsigned from, unsigned to);
/* Microseconds below which that share (0..1) of the times so far lies; -1 when there are none. */
int64_t crowd_percentile(struct crowd *c, double share);
/* Forgets the times so far. */
void crowd_forget_times(struct crowd *c);

#endif
