/* Submitting drafts, and what waits for the line to come back. */
#ifndef JX_CONSOLE_SUBMIT_H
#define JX_CONSOLE_SUBMIT_H

#include "console.h"

/* Sends, in the pool, what waits in the outboxes of all keys that were used. */
void submit_flush_all(struct console *c);

#endif
