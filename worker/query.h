/* Answers queries from the store, for the one who asks: nobody reads what is not hers. */
#ifndef JX_WORKER_QUERY_H
#define JX_WORKER_QUERY_H

#include "store/store.h"

#include "../proto/wire/query.h"

/* Appends the answer's body. JX_E_NOT_FOUND for what does not exist and for what the principal may
 * not see alike; JX_E_REFUSED for a query she may not ask, or that there is not; what store and
 * buffer return.
 */
jx_status query_answer(struct store *st, const struct jx_principal *who, struct jx_slice name,
                       struct jx_slice arguments, struct jx_arena *a, struct jx_buffer *out);

#endif
