/* What came back to a unit: its documents that ask for something, or that were decided on. */
#ifndef JX_CLIENT_CAME_BACK_H
#define JX_CLIENT_CAME_BACK_H

#include "events.h"

/* What a document became last, and the decision that says why. */
struct came_back_item {
    struct jx_event event;
    bool answered; /* a correction of it came already */
    bool has_decided;
    struct jx_decided decided;
};

struct came_back {
    struct session *session; /* its arena holds everything */
    struct came_back_item *items;
    uint32_t count, room;
};

/* Of units whose code begins so, behind *at, which moves along: returned ones first, then
 * conflicts, rejections, late ones, changes by officers, approvals. What was returned and corrected
 * since is left out. What events_read() returns. */
jx_status came_back_gather(struct came_back *in, const char *unit, struct event_mark *at);

#endif
