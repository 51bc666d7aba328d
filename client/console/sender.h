/* Acts on their way to the county, and what came of them: through the outbox of the key, as every
 * client does it. */
#ifndef JX_CONSOLE_SENDER_H
#define JX_CONSOLE_SENDER_H

#include "call.h"

#include "../sending.h"

/* Puts the acts into the outbox, sends them and keeps the receipts. JX_OK also when the county was
 * not reached: then they are kept, which done[] says. JX_E_OUTBOX_FULL, JX_E_IO ...: none was put
 * there. */
jx_status sender_send(struct call *c, const struct outbox_act *acts, uint32_t count,
                      struct sent_act *done);
/* What a decision at that position led to. Waits for it as long as *left_ms says, which it lessens.
 */
bool sender_decided(struct call *c, uint64_t position, int64_t *left_ms, struct jx_outcome *out);
/* The same of a submission. */
bool sender_judged(struct call *c, const struct jx_hash *id, int64_t *left_ms,
                   struct jx_outcome *out);
/* Sends what waits in the outbox of the link's key. */
void sender_flush(struct call *c);

#endif
