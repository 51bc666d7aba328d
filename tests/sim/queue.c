/* A binary heap of events. */
#include "queue.h"

#include <stdlib.h>

static bool before(const struct event *a, const struct event *b)
{
    return a->at != b->at ? a->at < b->at : a->order < b->order;
}

static void grow(struct queue *q)
{
    q->room = q->room ? q->room * 2 : 1024;
    q->events = realloc(q->events, q->room * sizeof *q->events);
    if (!q->events) abort();
}

void queue_put(struct queue *q, struct event ev)
{
    if (q->count == q->room) grow(q);
    ev.order = q->orders++;
    size_t at = q->count++;
    for (; at > 0 && before(&ev, &q->events[(at - 1) / 2]); at = (at - 1) / 2)
        q->events[at] = q->events[(at - 1) / 2];
    q->events[at] = ev;
    if (q->count > q->most) q->most = q->count;
}

bool queue_take(struct queue *q, struct event *out)
{
    if (q->count == 0) return false;
    *out = q->events[0];
    const struct event last = q->events[--q->count];
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < q->count; at = child) {
        if (child + 1 < q->count && before(&q->events[child + 1], &q->events[child])) child++;
        if (!before(&q->events[child], &last)) break;
        q->events[at] = q->events[child];
    }
    if (q->count > 0) q->events[at] = last;
    return true;
}

void queue_clear(struct queue *q)
{
    free(q->events);
    *q = (struct queue){.count = 0};
}
