/* What the journal alone says the county must hold. */
#ifndef TEST_SIM_REPLAY_H
#define TEST_SIM_REPLAY_H

#include "journal.h"

#include "../../worker/store/store.h"

typedef void replay_take(void *to, const struct store_item *it);

/* Hands over the judged records 1 to `last`, or as many as there are; `it` lives until `take`
 * returns. */
jx_status replay_journal(const struct sim_journal *j, uint64_t last, replay_take *take, void *to);

#endif
