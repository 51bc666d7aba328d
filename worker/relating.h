/* Compares the documents of a set by the pack in force: what the store asks of whoever knows the
 * rules (store.h, struct store_rules). What was found is remembered by what was compared, so that
 * deciding on one document after another of a unit compares them once. */
#ifndef JX_WORKER_RELATING_H
#define JX_WORKER_RELATING_H

#include "store/store.h"

struct relating;

/* What it may remember, over all sets; each grows with its documents, and a set is another one
 * after every document that comes. */
enum { RELATING_BYTES = 32 << 20 };

/* NULL when memory is short. What was found last is remembered even if it is more than `bytes`. */
struct relating *relating_new(size_t bytes);
void relating_free(struct relating **r);

/* For store_judge_by(); borrows from `r`. Equal sets under equal packs give equal findings, byte
 * for byte. JX_E_TOO_LARGE when a set needs more memory than may be spent on one; JX_E_NO_MEMORY;
 * what reading the store returns. */
struct store_rules relating_rules(struct relating *r);

/* How many sets were compared, and not remembered. */
uint64_t relating_compared(const struct relating *r);
/* Bytes that what is remembered takes. */
size_t relating_bytes(const struct relating *r);

#endif
