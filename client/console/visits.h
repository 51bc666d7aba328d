/* Browsers that are signed in, and how often somebody may try. Pure: times and random bytes are
 * given. The caller locks. */
#ifndef JX_CONSOLE_VISITS_H
#define JX_CONSOLE_VISITS_H

#include "../../proto/wire/crypto.h"

enum {
    VISITS_MAX = 1024,
    VISITS_PER_USER_MAX = 16,
    VISIT_TOKEN_BYTES = 32,
    VISIT_TOKEN_HEX = 2 * VISIT_TOKEN_BYTES + 1,
    VISIT_IDLE_MS = 30 * 60 * 1000,
    VISIT_MS = 12 * 60 * 60 * 1000,
    VISIT_USER_MAX = 64,
    TRIES_FREE = 5, /* wrong passwords for a name before it has to wait */
    TRIES_WAIT_MS = 5000,
    TRIES_WAIT_MAX_MS = 60000,
    TRIES_FORGET_MS = 15 * 60 * 1000,
    TRIES_NAMES_MAX = 512,
};

/* What a visit belongs to: kept by whoever has the table. */
struct visit {
    unsigned references; /* the table's own, and one for each visit_hold() */
    bool ended;
    char user[VISIT_USER_MAX + 1];
    char csrf[VISIT_TOKEN_HEX];
    struct jx_hash token; /* its hash: who reads our memory does not get in by it */
    int64_t began_ms, used_ms;
    void *own; /* what the visit keeps: freed by `drop` with the visit */
};

typedef void visit_drop(void *own);

struct tries {
    struct jx_hash name; /* its hash */
    unsigned failed;
    int64_t last_ms;
};

struct visits {
    struct visit *items[VISITS_MAX];
    uint32_t count;
    visit_drop *drop;
    struct tries tries[TRIES_NAMES_MAX];
};

void visits_init(struct visits *v, visit_drop *drop);
void visits_clear(struct visits *v);

/* Begins a visit; `cookie` is what the browser has to show. The least lately used of the user ends
 * when she has too many. JX_E_BUSY when the table is full, JX_E_NO_MEMORY. */
jx_status visits_begin(struct visits *v, const char *user, void *own, int64_t now_ms,
                       struct visit **out, char cookie[VISIT_TOKEN_HEX]);
/* NULL when nobody has that cookie or the visit is over, which *expired tells. `use`: it counts as
 * used. */
struct visit *visits_find(struct visits *v, const char *cookie, bool use, int64_t now_ms,
                          bool *expired);
bool visit_over(const struct visit *x, int64_t now_ms);
void visits_end(struct visits *v, struct visit *x);
/* Ends those that are over, and every one that `stays` says no to. */
void visits_sweep(struct visits *v, bool (*stays)(void *own, const struct visit *x), void *own,
                  int64_t now_ms);

void visit_hold(struct visit *x);
void visit_release(struct visits *v, struct visit **x);

/* Whether the token is the visit's, in a time that says nothing of it. */
bool visit_csrf_matches(const struct visit *x, const char *token);

/* How long the name has to wait before another password is tried; 0: it may. */
int64_t tries_wait(const struct visits *v, const char *name, int64_t now_ms);
void tries_failed(struct visits *v, const char *name, int64_t now_ms);
void tries_forget(struct visits *v, const char *name);

#endif
