/* Asks for packs and keeps the last ones. */
#include "packs.h"

#include "../ask.h"
#include "../cli/importing.h"

#include "../../proto/net/clock.h"

#include <stdlib.h>

enum { VOCABULARY_BYTES = 32 << 20 };

void packs_init(struct packs *p)
{
    *p = (struct packs){.count = 0};
    pthread_mutex_init(&p->lock, NULL);
}

static void held_free(struct pack_held *h)
{
    jx_pack_free(&h->pack);
    jx_arena_clear(&h->arena);
    free(h);
}

/* The lock is held. */
static void let_go(struct pack_held **held)
{
    struct pack_held *h = *held;
    *held = NULL;
    if (h && --h->holders == 0) held_free(h);
}

void packs_release(struct packs *p, struct pack_held **held)
{
    pthread_mutex_lock(&p->lock);
    let_go(held);
    pthread_mutex_unlock(&p->lock);
}

void packs_clear(struct packs *p)
{
    let_go(&p->newest);
    while (p->count)
        let_go(&p->items[--p->count]);
    pthread_mutex_destroy(&p->lock);
}

/* ---- reading one ---- */

static jx_status parse(struct jx_slice pack, struct jx_arena *a, struct pack_held *h)
{
    struct jx_pack_file *files = NULL;
    struct jx_pack_trouble t;
    uint32_t count = 0;
    h->hash = jx_hash_bytes(pack);
    jx_status rc = jx_pack_decode(pack, a, &files, &count);
    if (rc == JX_OK) rc = jx_pack_parse(files, count, &h->pack, &t);
    if (rc == JX_OK) rc = vocabulary_of_pack(files, count, &h->arena, &h->vocabulary);
    return rc;
}

static jx_status ask(struct session *s, uint64_t position, struct pack_held **out)
{
    struct jx_pack_act act;
    struct pack_held *h = calloc(1, sizeof *h);
    if (!h) return JX_E_NO_MEMORY;
    h->holders = 1;
    jx_arena_init(&h->arena, VOCABULARY_BYTES);
    jx_status rc = ask_pack_act(s, position, &act);
    if (rc == JX_E_NOT_FOUND) rc = JX_E_NO_PACK;
    if (rc == JX_OK) rc = parse(act.pack, &s->arena, h);
    if (rc != JX_OK) {
        held_free(h);
        return rc;
    }
    *out = h;
    return JX_OK;
}

/* ---- keeping ---- */

static struct pack_held *find(struct packs *p, const struct jx_hash *hash)
{
    for (unsigned i = 0; i < p->count; i++) {
        struct pack_held *h = p->items[i];
        if (!jx_hash_eq(&h->hash, hash)) continue;
        memmove(&p->items[1], &p->items[0], i * sizeof(struct pack_held *));
        p->items[0] = h;
        return h;
    }
    return NULL;
}

/* The one that is kept of the same hash takes the place of *held. */
static void keep(struct packs *p, struct pack_held **held)
{
    struct pack_held *known = find(p, &(*held)->hash);
    if (known) {
        let_go(held);
        *held = known;
        known->holders++;
        return;
    }
    if (p->count == PACKS_MAX) let_go(&p->items[--p->count]);
    memmove(&p->items[1], &p->items[0], p->count++ * sizeof(struct pack_held *));
    p->items[0] = *held;
    (*held)->holders++;
}

jx_status packs_at(struct packs *p, struct session *s, uint64_t position,
                   const struct jx_hash *hash, struct pack_held **out)
{
    pthread_mutex_lock(&p->lock);
    *out = hash ? find(p, hash) : NULL;
    if (*out) (*out)->holders++;
    pthread_mutex_unlock(&p->lock);
    if (*out) return JX_OK;
    jx_status rc = ask(s, position, out);
    if (rc != JX_OK) return rc;
    pthread_mutex_lock(&p->lock);
    keep(p, out);
    pthread_mutex_unlock(&p->lock);
    return JX_OK;
}

jx_status packs_newest(struct packs *p, struct session *s, struct pack_held **out)
{
    int64_t now = jx_clock_mono_ms();
    pthread_mutex_lock(&p->lock);
    *out = p->newest && now - p->asked_ms < PACKS_FRESH_MS ? p->newest : NULL;
    if (*out) (*out)->holders++;
    pthread_mutex_unlock(&p->lock);
    if (*out) return JX_OK;
    jx_status rc = packs_at(p, s, 0, NULL, out);
    if (rc != JX_OK) return rc;
    pthread_mutex_lock(&p->lock);
    let_go(&p->newest);
    p->newest = *out;
    p->asked_ms = now;
    (*out)->holders++;
    pthread_mutex_unlock(&p->lock);
    return JX_OK;
}
