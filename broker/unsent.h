/* Messages for peers that do not read: kept in order, tried again, bounded. */
#ifndef JX_BROKER_UNSENT_H
#define JX_BROKER_UNSENT_H

#include "../proto/base/limits.h"
#include "../proto/net/link.h"

enum {
    UNSENT_PEER_MAX = JX_SLOW_MESSAGES_MAX, /* messages kept for one peer that does not read */
    UNSENT_BYTES_MAX = JX_SLOW_BYTES_MAX,   /* and their bytes, of all such peers */
};

struct slow_peer;

/* Zeroed to begin with, but for `server`. */
struct unsent {
    struct jx_server *server;
    struct slow_peer *first;
    uint32_t count; /* messages that wait */
    size_t bytes;
    uint64_t dropped; /* messages there was no room for; their receivers ask again */
};

/* Sends, or keeps the bytes behind what already waits for that peer. Outcomes come unasked, as many
 * as there were submissions: `unasked` ones have half the room, so that the answers to what is
 * asked, of which a peer waits for few, always find theirs. JX_E_UNREACHABLE: it is gone. */
jx_status unsent_send(struct unsent *u, const struct jx_route *to, struct jx_slice bytes,
                      bool unasked);
/* Drops what waits for a peer, uncounted: it is of no use to it any more. */
void unsent_forget(struct unsent *u, const struct jx_route *peer);
/* Tries again what waits; `gone` is told of peers that cannot be reached any more. */
typedef void unsent_gone(void *of, const struct jx_route *peer);
void unsent_retry(struct unsent *u, unsent_gone *gone, void *of);
void unsent_clear(struct unsent *u);

#endif
