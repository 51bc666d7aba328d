/* What the county's two servers do alike around their loops: signals, ticks, the word to the
 * service manager, the exit code. */
#ifndef JX_NET_SERVICE_H
#define JX_NET_SERVICE_H

#include "../base/status.h"

#include <stdbool.h>
#include <stdint.h>

enum { JX_TICK_MS = 100 }; /* how long a loop waits for messages before it looks at the time */

/* From here on SIGTERM and SIGINT end the loop instead of the process. */
void jx_service_watch_signals(void);
/* Whether one of them came. */
bool jx_service_ending(void);

/* True at most once in `period_ms`, and the first time. Zeroed to begin with. */
struct jx_timer {
    int64_t next_ms;
};
bool jx_timer_due(struct jx_timer *t, int64_t period_ms);

/* Says on standard error what ended the program, and what it was about. Returns the exit code: what
 * a server meets in its own files and on its own disk is this machine's (4). */
int jx_service_report(const char *program, const char *about, jx_status rc);
/* The same of what makes the folder `made`: JX_E_IN_USE says that it exists. */
int jx_service_report_made(const char *program, const char *about, const char *made, jx_status rc);

#endif
