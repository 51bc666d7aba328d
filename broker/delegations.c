/* A short list: a county has few people who stand in for others. */
#include "delegations.h"

#include <stdlib.h>

void delegations_clear(struct delegations *d)
{
    free(d->items);
    *d = (struct delegations){.items = NULL};
}

static bool is_over(const struct delegation *x, int64_t wall_ms)
{
    return x->what.acts == 0 || wall_ms >= x->what.until_ms;
}

static struct delegation *find(const struct delegations *d, const uint8_t from[JX_KEY_BYTES],
                               const uint8_t to[JX_KEY_BYTES])
{
    for (uint32_t i = 0; i < d->count; i++) {
        struct delegation *x = &d->items[i];
        if (memcmp(x->from, from, JX_KEY_BYTES) == 0 && memcmp(x->what.to, to, JX_KEY_BYTES) == 0)
            return x;
    }
    return NULL;
}

/* One that is over, whose place another may take. */
static struct delegation *find_over(const struct delegations *d, int64_t wall_ms)
{
    for (uint32_t i = 0; i < d->count; i++)
        if (is_over(&d->items[i], wall_ms)) return &d->items[i];
    return NULL;
}

jx_status delegations_check(const struct delegations *d, const uint8_t from[JX_KEY_BYTES],
                            const struct jx_delegation *what, int64_t wall_ms)
{
    bool room = d->count < JX_DELEGATIONS_HELD_MAX || find(d, from, what->to) ||
                find_over(d, wall_ms);
    return room ? JX_OK : JX_E_ROWS;
}

static struct delegation *append(struct delegations *d)
{
    if (d->count == d->room) {
        uint32_t room = d->room ? d->room * 2 : 16;
        struct delegation *items = realloc(d->items, room * sizeof *items);
        if (!items) return NULL;
        d->items = items;
        d->room = room;
    }
    return &d->items[d->count++];
}

jx_status delegations_apply(struct delegations *d, const uint8_t from[JX_KEY_BYTES],
                            const struct jx_delegation *what, int64_t time_ms)
{
    struct delegation *x = find(d, from, what->to);
    if (!x) x = find_over(d, time_ms);
    if (!x) x = append(d);
    if (!x) return JX_E_NO_MEMORY;
    memcpy(x->from, from, JX_KEY_BYTES);
    x->what = *what;
    return JX_OK;
}

bool delegations_allow(const struct delegations *d, const uint8_t from[JX_KEY_BYTES],
                       const uint8_t to[JX_KEY_BYTES], enum jx_act act, int64_t wall_ms)
{
    const struct delegation *x = find(d, from, to);
    return x && !is_over(x, wall_ms) && jx_delegation_covers(x->what.acts, act);
}
