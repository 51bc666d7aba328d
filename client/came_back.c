/* Of each document what it became last, and why. */
#include "came_back.h"

#include "history_print.h"

#include <stdlib.h>
#include <string.h>

static jx_status take(void *own, const struct jx_event *e)
{
    struct came_back *in = own;
    struct jx_arena *a = &in->session->arena;
    struct came_back_item *items = jx_arena_grown(a, in->items, in->count, &in->room,
                                                  sizeof *items);
    if (!items) return jx_arena_failure(a);
    in->items = items;
    in->items[in->count++] = (struct came_back_item){.event = *e};
    return JX_OK;
}

static int by_document(const void *a, const void *b)
{
    const struct jx_event *x = &((const struct came_back_item *)a)->event;
    const struct jx_event *y = &((const struct came_back_item *)b)->event;
    if (x->document != y->document) return x->document < y->document ? -1 : 1;
    return x->position < y->position ? -1 : x->position > y->position;
}

/* Of each document what it became last. */
static void keep_the_last(struct came_back *in)
{
    uint32_t kept = 0;
    if (in->count) qsort(in->items, in->count, sizeof *in->items, by_document);
    for (uint32_t i = 0; i < in->count; i++)
        if (i + 1 == in->count || in->items[i + 1].event.document != in->items[i].event.document)
            in->items[kept++] = in->items[i];
    in->count = kept;
}

/* What asks for something stands first; -1: it did not come back from anybody. */
static int rank(const struct jx_event *e)
{
    switch ((enum jx_state)e->state) {
    case JX_STATE_RETURNED:
        return 0;
    case JX_STATE_CONFLICT:
        return 1;
    case JX_STATE_REJECTED:
        return 2;
    case JX_STATE_LATE:
        return 3;
    case JX_STATE_APPROVED:
        return 5;
    default:
        return e->act == JX_ACT_OVERRIDE || e->act == JX_ACT_MOVE || e->act == JX_ACT_RESOLVE ? 4
                                                                                              : -1;
    }
}

static int compare(const void *a, const void *b)
{
    const struct jx_event *x = &((const struct came_back_item *)a)->event;
    const struct jx_event *y = &((const struct came_back_item *)b)->event;
    int d = rank(x) - rank(y);
    return d ? d : x->position < y->position ? -1 : x->position > y->position;
}

static void keep_what_came_back(struct came_back *in)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < in->count; i++)
        if (rank(&in->items[i].event) >= 0) in->items[kept++] = in->items[i];
    in->count = kept;
    if (kept) qsort(in->items, kept, sizeof *in->items, compare);
}

static jx_status add_reason(struct session *s, struct came_back_item *it)
{
    struct jx_history h;
    if (it->event.act == JX_ACT_SUBMISSION) return JX_OK;
    jx_status rc = ask_history(s, &it->event.id, &h);
    if (rc == JX_E_NOT_FOUND) return JX_OK; /* it was moved to another unit */
    const struct jx_decided *d = rc == JX_OK ? last_done(&h, (enum jx_act)it->event.act) : NULL;
    it->has_decided = d != NULL;
    if (d) it->decided = *d;
    it->answered = rc == JX_OK && it->event.state == JX_STATE_RETURNED && h.version_count > 0 &&
                   h.versions[0].position > it->event.document;
    return rc;
}

jx_status came_back_gather(struct came_back *in, const char *unit, struct event_mark *at)
{
    jx_status rc = events_read(in->session, unit, at, take, in);
    if (rc != JX_OK) return rc;
    keep_the_last(in);
    keep_what_came_back(in);
    uint32_t kept = 0;
    for (uint32_t i = 0; rc == JX_OK && i < in->count; i++) {
        rc = add_reason(in->session, &in->items[i]);
        if (!in->items[i].answered) in->items[kept++] = in->items[i];
    }
    in->count = kept;
    return rc;
}
