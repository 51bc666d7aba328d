/* Hands acts over to the county and keeps what comes of it: the part of submit, flush and admin
 * that they share. */
#ifndef JX_CLIENT_SENDING_H
#define JX_CLIENT_SENDING_H

#include "engine.h"
#include "outbox.h"
#include "session.h"

/* What became of one act. */
struct sent_act {
    const struct outbox_act *act;
    bool taken;       /* its receipt is kept */
    jx_status status; /* JX_OK or JX_DUPLICATE when taken; else why not */
    bool kept;        /* not taken, and still in the outbox */
    char where[JX_WHERE_BYTES];
    int64_t limit;
    int64_t retry_ms; /* when the county said to come back; 0: it did not */
    uint64_t position;
    int64_t time_ms;
    char receipt[OUTBOX_PATH_MAX];
    bool has_outcome;
    struct jx_outcome outcome;
    jx_status no_outcome; /* why none came */
};

/* Sends the acts, which are in the outbox, and removes from it what was taken or will never be.
 * With `wait`, waits for outcomes. `done` has room for count. Returns JX_OK when the county
 * answered, whatever it said; JX_E_UNREACHABLE, JX_E_KEY_UNKNOWN or JX_E_SERVER_KEY when it did
 * not: what was not
 * taken is kept. */
jx_status send_acts(struct session *s, const struct outbox_act *acts, uint32_t count, bool wait,
                    struct sent_act *done);

/* Whether it was refused because of a key that it names, not because of the sender's. */
bool sent_names_bad_key(const struct sent_act *d);

/* "2026-11-20 18:30:05", local time. */
void print_time(int64_t time_ms, char out[32]);

#endif
