/* A list of slow peers, each with a list of messages. */
#include "unsent.h"

#include <stdlib.h>

/* A message for a peer whose queue is full. */
struct waiting {
    struct waiting *next;
    size_t len;
    char bytes[];
};

/* A peer that does not read: what waits for it, tried again until it reads or is gone. */
struct slow_peer {
    struct slow_peer *next;
    struct jx_route route;
    struct waiting *first, **end;
    uint32_t count;
};

static struct slow_peer *peer_of(struct unsent *u, const struct jx_route *route)
{
    for (struct slow_peer *p = u->first; p; p = p->next)
        if (jx_route_eq(&p->route, route)) return p;
    return NULL;
}

static struct slow_peer *add_peer(struct unsent *u, const struct jx_route *route)
{
    struct slow_peer *p = calloc(1, sizeof *p);
    if (!p) return NULL;
    p->route = *route;
    p->end = &p->first;
    p->next = u->first;
    u->first = p;
    return p;
}

static void keep(struct unsent *u, struct slow_peer *p, struct jx_slice bytes, bool unasked)
{
    uint32_t most = unasked ? UNSENT_PEER_MAX / 2 : UNSENT_PEER_MAX;
    bool room = p && p->count < most && u->bytes + bytes.len <= UNSENT_BYTES_MAX;
    struct waiting *w = room ? malloc(sizeof *w + bytes.len) : NULL;
    if (!w) {
        /* Its receiver asks again and gets the same answer; nothing on disk is touched by this. */
        u->dropped++;
        return;
    }
    *w = (struct waiting){.len = bytes.len};
    memcpy(w->bytes, bytes.ptr, bytes.len);
    *p->end = w;
    p->end = &w->next;
    p->count++;
    u->count++;
    u->bytes += bytes.len;
}

static void drop_first(struct unsent *u, struct slow_peer *p)
{
    struct waiting *w = p->first;
    p->first = w->next;
    if (!p->first) p->end = &p->first;
    p->count--;
    u->count--;
    u->bytes -= w->len;
    free(w);
}

static void drop_all(struct unsent *u, struct slow_peer *p)
{
    while (p->first)
        drop_first(u, p);
}

/* Order is kept: what waits for a peer goes first. */
jx_status unsent_send(struct unsent *u, const struct jx_route *to, struct jx_slice bytes,
                      bool unasked)
{
    struct slow_peer *p = peer_of(u, to);
    if (p) {
        keep(u, p, bytes, unasked);
        return JX_OK;
    }
    jx_status rc = jx_server_send(u->server, to, bytes);
    if (rc != JX_E_BUSY) return rc;
    keep(u, add_peer(u, to), bytes, unasked);
    return JX_OK;
}

/* JX_OK: nothing waits any more. JX_E_BUSY: it still does not read. JX_E_UNREACHABLE: it is gone.
 */
static jx_status retry_peer(struct unsent *u, struct slow_peer *p)
{
    while (p->first) {
        struct jx_slice bytes = jx_slice_at(p->first->bytes, p->first->len);
        jx_status rc = jx_server_send(u->server, &p->route, bytes);
        if (rc != JX_OK) return rc;
        drop_first(u, p);
    }
    return JX_OK;
}

void unsent_retry(struct unsent *u, unsent_gone *gone, void *of)
{
    for (struct slow_peer **at = &u->first; *at;) {
        struct slow_peer *p = *at;
        jx_status rc = retry_peer(u, p);
        if (rc == JX_E_BUSY) {
            at = &p->next;
            continue;
        }
        if (rc != JX_OK) gone(of, &p->route);
        drop_all(u, p);
        *at = p->next;
        free(p);
    }
}

void unsent_forget(struct unsent *u, const struct jx_route *peer)
{
    struct slow_peer *p = peer_of(u, peer);
    if (p) drop_all(u, p); /* the peer itself goes at the next unsent_retry() */
}

void unsent_clear(struct unsent *u)
{
    while (u->first) {
        struct slow_peer *p = u->first;
        u->first = p->next;
        drop_all(u, p);
        free(p);
    }
}
