/* The broker while it serves: what its loop (service.c) and the carrying out of actions (perform.c)
 * share. */
#ifndef JX_BROKER_SERVING_H
#define JX_BROKER_SERVING_H

#include "county.h"
#include "engine.h"
#include "service.h"
#include "unsent.h"
#include "writer.h"

#include "../proto/net/service.h"

struct service {
    const struct broker_settings *settings;
    struct county county;
    struct journal *journal;
    struct broker *engine;
    struct jx_server *server;
    struct writer *writer;
    struct unsent unsent;
    uint64_t dropped_told;
    struct broker_action actions[BROKER_ACTIONS_MAX];
    struct broker_event later[BROKER_ACTIONS_MAX]; /* what came of actions, for the engine */
    uint32_t later_count;
    struct jx_buffer buffer;
    struct jx_timer tick, counts;
    int64_t started_ms;
    uint64_t disk_free_bytes;
    jx_status room; /* for submissions, as last looked at */
    bool full;      /* no connection more, likewise; and how often it came to that */
    uint64_t times_full;
    int lock_fd; /* on the county's folder */
    bool served; /* and ended because it was told to */
};

/* Carries out one action. `item` holds the packet of the event it comes of, or is NULL; true when
 * it went to the writer. */
bool perform(struct service *s, const struct broker_action *a, struct writer_item *item);

/* Encodes and sends; the message's slices are borrowed during the call. */
jx_status send_message(struct service *s, const struct jx_route *to, const struct jx_message *m);

/* Answers a MEASURE action. */
void measure(struct service *s, const struct broker_action *a);
/* Looks whether there is room for submissions, on the disk and in the journal's map. */
void look_for_room(struct service *s);
/* Looks whether one more connection could be taken. */
void look_for_connections(struct service *s);

/* For the engine, after the step: that peer is gone. */
void note_gone(void *service, const struct jx_route *route);
/* Why not, to who asked. */
void send_refusal(struct service *s, const struct jx_route *to, struct jx_slice correlation,
                  jx_status why);
/* Records as they are sent: copies, in an arena that the caller clears. */
struct records {
    struct jx_arena arena;
    struct jx_slice items[JX_BATCH_RECORDS_MAX];
    uint32_t count;
};
/* At most `count` from that position on, and no more bytes than a batch has. A journal that cannot
 * be read ends the process. */
void records_read(struct service *s, uint64_t from, uint32_t count, struct records *out);

/* ---- groups.c: the journal for who archives it ---- */

void groups_send(struct service *s, const struct broker_action *a);

#endif
