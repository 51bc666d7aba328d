/* Events of a unit, for inbox and watch. */
#ifndef JX_CLIENT_EVENTS_H
#define JX_CLIENT_EVENTS_H

#include "ask.h"
#include "json/write.h"

/* How far a reader has come: everything up to that event. */
struct event_mark {
    uint64_t position, document;
};

typedef jx_status event_use(void *own, const struct jx_event *e);

/* Hands on every event of units whose code begins with `unit` behind *at, oldest first, and moves
 * *at along: when it is through, to the position that this is true for. JX_OK, what the county
 * said, or what `use` did not take with JX_OK; *at is then behind the last one handed on. */
jx_status events_read(struct session *s, const char *unit, struct event_mark *at, event_use *use,
                      void *own);

void event_print(struct session *s, const struct jx_event *e);
/* The members of an object that is open. */
void event_put(const struct jx_event *e, struct jx_json_writer *w);

/* A number of --since; false when it is none. */
bool position_parse(const char *text, uint64_t *out);

#endif
