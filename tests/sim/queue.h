/* What happens when: events in the order of their time, equal times in the order they were put. */
#ifndef TEST_SIM_QUEUE_H
#define TEST_SIM_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct packet;

enum event_kind {
    EVENT_START,   /* a process starts */
    EVENT_END,     /* a process that said goodbye ends, and starts again later */
    EVENT_TICK,    /* a process looks at the clock */
    EVENT_RESUME,  /* a stopped process goes on */
    EVENT_CONNECT, /* a dialer tries to connect */
    EVENT_NOTICE,  /* a dialer notices that its connection is dead */
    EVENT_PACKET,  /* a message arrives */
    EVENT_SYNCED,  /* the disk has done what the journal's writer asked for */
    EVENT_LOOK,    /* a worker that waited a moment looks at its runs */
    EVENT_CHAOS,   /* something goes wrong */
};

struct event {
    int64_t at;
    uint64_t order;
    enum event_kind kind;
    uint32_t node;
    uint32_t life; /* of the process, or generation of the connection: others' events are void */
    struct packet *packet;
};

struct queue {
    struct event *events; /* a heap */
    size_t count, room, most;
    uint64_t orders;
};

void queue_put(struct queue *q, struct event ev);
bool queue_take(struct queue *q, struct event *out);
void queue_clear(struct queue *q); /* the packets must be gone */

#endif
