/* Compares the documents of a set by the pack in force: what the store asks of whoever knows the
 * rules (store.h, struct store_rules). What was found is remembered by what was compared, so that
 * deciding on one document after another of a unit compares them once. */
#ifndef JX_WORKER_RELATING_H
#define JX_WORKER_RELATING_H

#include "store/store.h"

struct relating;

struct relating *relating_new(void); /* NULL when memory is short */
void relating_free(struct relating **r);

/* For store_judge_by(); borrows from `r`. Equal sets under equal packs give equal findings, byte
 * for byte. JX_E_TOO_LARGE when a set needs more memory than may be spent on one; JX_E_NO_MEMORY;
 * what reading the store returns. */
struct store_rules relating_rules(struct relating *r);

/* How many sets were compared, and not remembered. */
uint64_t relating_compared(const struct relating *r);

#endif
