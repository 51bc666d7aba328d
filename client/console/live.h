/* What changes, told to the browsers that watch: one question a second for each key under which
 * somebody watches. */
#ifndef JX_CONSOLE_LIVE_H
#define JX_CONSOLE_LIVE_H

#include "call.h"

enum {
    WATCHERS_MAX = 512,
    WATCHERS_PER_VISIT_MAX = 12, /* tabs */
    SCOPES_MAX = 256,
    LIVE_EVENTS_MAX = 100,
    LIVE_ASK_MS = 700, /* with the question's own time below a second */
    LIVE_AWAY_MS = 3000,
    LIVE_BEAT_MS = 15000,
};

/* JX_E_NO_MEMORY. */
jx_status live_open(struct console *c, struct live **out);
/* Ends all streams, and lets no new one begin. */
void live_stop(struct live *l);
/* Nobody may use it any more, and no question may be on its way. */
void live_close(struct live **l);
/* Asks what is due and ends the streams of visits that are over. */
void live_tick(struct live *l, int64_t now_ms);
call_answer live_watch;

#endif
