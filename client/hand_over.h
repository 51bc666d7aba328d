/* What submit, flush and the decisions share: acts into the outbox, the outbox to the county, and a
 * report of each. */
#ifndef JX_CLIENT_HAND_OVER_H
#define JX_CLIENT_HAND_OVER_H

#include "outbox.h"
#include "session.h"

/* Puts the acts into the outbox, or complains: when there is no room for all of them none is put.
 * Returns -1, or the exit code. */
int outbox_add(const struct context *ctx, const struct outbox_act *acts, uint32_t count);

/* Sends everything that is in the outbox, `ours` (which are in it) first, and prints what became of
 * each: a line or, with --json, one array. With `wait`, their outcomes too. Complains of what the
 * county did not take. Returns the exit code: 0; 1 when a document has something to be corrected or
 * explained, or a decision changed nothing; 3 and 4 as county_exit(). */
int hand_over(struct session *s, struct jx_arena *a, const struct outbox_act *ours, uint32_t count,
              bool wait);

#endif
