/* Connections to the county, kept open between questions: each belongs to one key and serves one
 * question at a time. */
#ifndef JX_CONSOLE_LINKS_H
#define JX_CONSOLE_LINKS_H

#include "../session.h"
#include "pool.h"

#include <stdatomic.h>

enum {
    KEYS_MAX = 1024,
    LINKS_MAX = 2 * POOL_THREADS, /* one for each that works, and some to come back to */
    LINK_IDLE_MS = 60000,
};

/* A key that users act under, and the folder of its outbox and receipts. */
struct desk_key {
    char path[CONTEXT_PATH_MAX];
    struct jx_identity identity;
    char home[CONTEXT_PATH_MAX];
    atomic_bool flushing; /* its outbox is being sent */
};

struct link {
    struct desk_key *key; /* NULL: free */
    struct session session;
    bool busy;
    int64_t used_ms;
};

struct links;

/* `county` has to outlive it. JX_E_NO_MEMORY. */
jx_status links_open(const struct jx_county *county, struct links **out);
void links_close(struct links **l);
/* A link of the key, for the caller alone; its session speaks as `ctx` says until it is given back.
 * Waits while all are busy. JX_OK, or why it cannot be opened. */
jx_status links_take(struct links *l, struct desk_key *key, const struct context *ctx,
                     struct link **out);
/* `broken`: it is closed, not kept. *link becomes NULL. */
void links_give(struct links *l, struct link **link, bool broken);
/* Closes those that were not used for a while. */
void links_tidy(struct links *l, int64_t now_ms);

#endif
