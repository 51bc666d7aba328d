/* A county folded again from its records, on this computer: jixiao-worker in a child process, with
 * a store of its own, judges and folds what it is given and answers questions like at the county.
 */
#ifndef JX_ARCHIVE_REPLAY_H
#define JX_ARCHIVE_REPLAY_H

#include "../../proto/wire/message.h"

struct replay;

/* Starts it with an empty store in the folder `store`, which is made. JX_E_NOT_FOUND when the
 * program is not on this computer. */
jx_status replay_open(const char *store, const uint8_t journal[JX_JOURNAL_ID_BYTES],
                      struct replay **out);
void replay_close(struct replay **r);

/* Takes consecutive records, to be folded some hundred at a time and at the latest before the next
 * question. JX_E_UNREACHABLE when the child ended or does not go on. */
jx_status replay_take(struct replay *r, uint64_t first, const struct jx_bins *records);
/* A query, asked by an officer of the county. The body is the arena's. */
jx_status replay_query(struct replay *r, struct jx_slice name, struct jx_slice arguments,
                       struct jx_arena *a, struct jx_slice *body);

#endif
