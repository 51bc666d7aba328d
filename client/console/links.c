/* Links by key; the least lately used one makes room. */
#include "links.h"

#include "../../proto/net/clock.h"

#include <pthread.h>
#include <stdlib.h>

struct links {
    const struct jx_county *county;
    pthread_mutex_t lock;
    pthread_cond_t freed;
    struct link items[LINKS_MAX];
};

jx_status links_open(const struct jx_county *county, struct links **out)
{
    struct links *l = calloc(1, sizeof *l);
    *out = l;
    if (!l) return JX_E_NO_MEMORY;
    l->county = county;
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->freed, NULL);
    return JX_OK;
}

static void hang_up(struct link *l)
{
    if (l->key) session_close(&l->session);
    l->key = NULL;
}

void links_close(struct links **links)
{
    struct links *l = *links;
    *links = NULL;
    if (!l) return;
    for (unsigned i = 0; i < LINKS_MAX; i++)
        hang_up(&l->items[i]);
    pthread_cond_destroy(&l->freed);
    pthread_mutex_destroy(&l->lock);
    free(l);
}

/* One of that key, else a free place, else the one that was not used for the longest time. */
static struct link *choose(struct links *l, const struct desk_key *key)
{
    struct link *best = NULL;
    for (unsigned i = 0; i < LINKS_MAX; i++) {
        struct link *x = &l->items[i];
        if (x->busy) continue;
        if (x->key == key) return x;
        if (!best || (best->key && (!x->key || x->used_ms < best->used_ms))) best = x;
    }
    return best;
}

jx_status links_take(struct links *l, struct desk_key *key, const struct context *ctx,
                     struct link **out)
{
    struct link *x;
    jx_status rc = JX_OK;
    *out = NULL;
    pthread_mutex_lock(&l->lock);
    while (!(x = choose(l, key)))
        pthread_cond_wait(&l->freed, &l->lock);
    x->busy = true;
    pthread_mutex_unlock(&l->lock);
    if (x->key != key) {
        hang_up(x);
        rc = session_open_as(ctx, l->county, &key->identity, &x->session);
        x->key = key;
    }
    x->session.ctx = ctx;
    *out = x;
    if (rc != JX_OK) links_give(l, out, true);
    return rc;
}

void links_give(struct links *l, struct link **link, bool broken)
{
    struct link *x = *link;
    *link = NULL;
    if (!x) return;
    x->session.ctx = NULL;
    if (broken)
        hang_up(x);
    else
        session_forget(&x->session);
    pthread_mutex_lock(&l->lock);
    x->busy = false;
    x->used_ms = jx_clock_mono_ms();
    pthread_cond_signal(&l->freed);
    pthread_mutex_unlock(&l->lock);
}

void links_tidy(struct links *l, int64_t now_ms)
{
    pthread_mutex_lock(&l->lock);
    for (unsigned i = 0; i < LINKS_MAX; i++) {
        struct link *x = &l->items[i];
        if (!x->busy && x->key && now_ms - x->used_ms > LINK_IDLE_MS) hang_up(x);
    }
    pthread_mutex_unlock(&l->lock);
}
