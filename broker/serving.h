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
    int lock_fd; /* on the county's folder */
};

/* Carries out one action. `item` holds the packet of the event it comes of, or is NULL; true when
 * it went to the writer. */
bool perform(struct service *s, const struct broker_action *a, struct writer_item *item);

/* For the engine, after the step: that peer is gone. */
void note_gone(void *service, const struct jx_route *route);

#endif
