/* A hash table for each part: slots in a row, free ones with position 0. Its lock is held for a few
 * steps at a time. */
#include "recent.h"

#include <pthread.h>
#include <stdlib.h>

enum { FIRST_SLOTS = 1024 };
#define DROPPED                                                                                    \
    UINT64_MAX /* position of a slot whose id is gone; those behind it are found past it */

struct part {
    struct recent_id *slots;
    uint32_t room;        /* a power of two, or 0 */
    uint32_t used, count; /* slots that are not free, less than half of them; ids */
};

struct recent {
    pthread_mutex_t lock;
    struct part parts[RECENT_PARTS];
};

unsigned recent_part(const struct jx_hash *id)
{
    return id->bytes[0] * RECENT_PARTS / 256;
}

struct recent *recent_new(void)
{
    struct recent *r = calloc(1, sizeof *r);
    if (r) pthread_mutex_init(&r->lock, NULL);
    return r;
}

void recent_free(struct recent **recent)
{
    struct recent *r = *recent;
    *recent = NULL;
    if (!r) return;
    for (unsigned i = 0; i < RECENT_PARTS; i++)
        free(r->parts[i].slots);
    pthread_mutex_destroy(&r->lock);
    free(r);
}

static bool is_id(const struct recent_id *slot)
{
    return slot->position != 0 && slot->position != DROPPED;
}

/* The id's slot, or the free one where it belongs. */
static struct recent_id *slot_of(const struct part *p, const struct jx_hash *id)
{
    uint32_t at;
    memcpy(&at, id->bytes + 8, sizeof at);
    for (;; at++) {
        struct recent_id *slot = &p->slots[at & (p->room - 1)];
        if (slot->position == 0 || (is_id(slot) && jx_hash_eq(&slot->id, id))) return slot;
    }
}

bool recent_find(struct recent *r, const struct jx_hash *id, uint64_t *position)
{
    const struct part *p = &r->parts[recent_part(id)];
    pthread_mutex_lock(&r->lock);
    uint64_t found = p->room ? slot_of(p, id)->position : 0;
    pthread_mutex_unlock(&r->lock);
    if (found) *position = found;
    return found != 0;
}

static void put(struct part *p, const struct recent_id *item)
{
    *slot_of(p, &item->id) = *item;
    p->used++;
    p->count++;
}

/* Room for one more, without the slots of dropped ids. */
static bool make_room(struct part *p)
{
    if (2 * (p->used + 1) < p->room) return true;
    uint32_t room = p->room ? p->room : FIRST_SLOTS;
    if (4 * (p->count + 1) >= room) room *= 2;
    struct part next = {.slots = calloc(room, sizeof *next.slots), .room = room};
    if (!next.slots) return false;
    for (uint32_t i = 0; i < p->room; i++)
        if (is_id(&p->slots[i])) put(&next, &p->slots[i]);
    free(p->slots);
    *p = next;
    return true;
}

jx_status recent_add(struct recent *r, const struct jx_hash *id, uint64_t position)
{
    struct part *p = &r->parts[recent_part(id)];
    pthread_mutex_lock(&r->lock);
    bool ok = make_room(p);
    if (ok) put(p, &(struct recent_id){*id, position});
    pthread_mutex_unlock(&r->lock);
    return ok ? JX_OK : JX_E_NO_MEMORY;
}

/* Drops the ids in [first, last]. */
static void drop(struct part *p, uint64_t first, uint64_t last)
{
    for (uint32_t i = 0; i < p->room; i++) {
        struct recent_id *slot = &p->slots[i];
        if (!is_id(slot) || slot->position < first || slot->position > last) continue;
        slot->position = DROPPED;
        p->count--;
    }
    if (p->count > 0 || p->room == 0) return;
    memset(p->slots, 0, p->room * sizeof *p->slots);
    p->used = 0;
}

void recent_undo(struct recent *r, uint64_t last)
{
    pthread_mutex_lock(&r->lock);
    for (unsigned i = 0; i < RECENT_PARTS; i++)
        drop(&r->parts[i], last + 1, DROPPED - 1);
    pthread_mutex_unlock(&r->lock);
}

void recent_indexed(struct recent *r, unsigned part, uint64_t last)
{
    pthread_mutex_lock(&r->lock);
    drop(&r->parts[part], 1, last);
    pthread_mutex_unlock(&r->lock);
}

unsigned recent_fullest(struct recent *r, uint32_t *count)
{
    unsigned best = 0;
    pthread_mutex_lock(&r->lock);
    for (unsigned i = 1; i < RECENT_PARTS; i++)
        if (r->parts[i].count > r->parts[best].count) best = i;
    *count = r->parts[best].count;
    pthread_mutex_unlock(&r->lock);
    return best;
}

uint32_t recent_count(struct recent *r, unsigned part)
{
    pthread_mutex_lock(&r->lock);
    uint32_t count = r->parts[part].count;
    pthread_mutex_unlock(&r->lock);
    return count;
}

static int by_id(const void *a, const void *b)
{
    const struct recent_id *x = a, *y = b;
    return memcmp(x->id.bytes, y->id.bytes, sizeof x->id.bytes);
}

struct recent_id *recent_sorted(struct recent *r, unsigned part, uint32_t *count)
{
    const struct part *p = &r->parts[part];
    *count = 0;
    pthread_mutex_lock(&r->lock);
    struct recent_id *out = p->count ? malloc(p->count * sizeof *out) : NULL;
    for (uint32_t i = 0; out && i < p->room; i++)
        if (is_id(&p->slots[i])) out[(*count)++] = p->slots[i];
    pthread_mutex_unlock(&r->lock);
    if (out) qsort(out, *count, sizeof *out, by_id);
    return out;
}
