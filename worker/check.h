/* `jixiao-worker --check-config`: looks at everything that a start would need, and changes nothing.
 */
#ifndef JX_WORKER_CHECK_H
#define JX_WORKER_CHECK_H

#include "service.h"

/* Prints what it found; returns the exit code: 0, 2 (configuration) or 4 (this machine). */
int check_config(const struct worker_settings *settings);

#endif
