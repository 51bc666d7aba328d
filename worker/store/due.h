/* What is due when, and who is late. On time is judged by the receipt's time, to the end of the due
 * day in China; a document is as punctual as the first version of it that was accepted. */
#ifndef JX_STORE_DUE_H
#define JX_STORE_DUE_H

#include "change.h"

/* The first moment after the last day on which the document may come: INT64_MAX when nothing is
 * expected of it, or without a day. A row for its project goes before one for the whole unit. */
jx_status due_end(struct kv_tx *tx, const struct row_document *d, const struct row_result *r,
                  int64_t *end_ms);
/* Whether an exception allows it to come at `time_ms`. */
jx_status due_excepted(struct kv_tx *tx, const struct row_document *d, const struct row_result *r,
                       int64_t time_ms, bool *excepted);
/* Whether the version is late and no exception covers it. */
jx_status due_is_late(struct change *c, const struct version *v, bool *late);

/* It came, and nothing counts for it until somebody does something: late ones and those in
 * conflict, returned and withdrawn ones. Whoever owes the form still owes it. */
static inline bool state_is_waiting(enum jx_state s)
{
    return s == JX_STATE_LATE || s == JX_STATE_CONFLICT || s == JX_STATE_RETURNED ||
           s == JX_STATE_WITHDRAWN;
}

/* Into the state and out of it. Another reason to look at the document stays with it. */
void version_be_late(struct version *v);
void version_be_on_time(struct version *v);

#endif
