/* A few threads that do what would keep the network thread waiting: one queue, bounded, in which
 * nobody's work holds up everybody else's. */
#ifndef JX_CONSOLE_POOL_H
#define JX_CONSOLE_POOL_H

#include "../../proto/base/status.h"

#include <stdbool.h>

enum {
    POOL_THREADS = 8,
    POOL_JOBS_MAX = 512,
    POOL_GROUP_RUNNING_MAX = 3, /* of one group at a time: a browser asks several things at once */
    POOL_GROUP_JOBS_MAX = 24,   /* of one group, running and waiting */
};

struct pool;
typedef void pool_work(void *own);

/* JX_E_NO_MEMORY. */
jx_status pool_open(struct pool **out);
/* False when the queue, or the group's part of it, is full. `group` NULL: belongs to none. */
bool pool_put(struct pool *p, const void *group, pool_work *work, void *own);
/* Takes nothing more, does what is queued, and ends the threads; others may still put, in vain. */
void pool_stop(struct pool *p);
/* Nobody may use it any more. *p may be NULL; becomes NULL. */
void pool_close(struct pool **p);

#endif
