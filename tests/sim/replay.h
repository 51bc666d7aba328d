/* What the journal alone says the county must hold. */
#ifndef TEST_SIM_REPLAY_H
#define TEST_SIM_REPLAY_H

#include "journal.h"

#include "../../worker/store/store.h"

/* Who takes the judged records, one after another; `it` lives until `take` returns. Which run's
 * pack a year is judged under (0: the one in force) is asked of it before each record. */
struct replay_to {
    void *own;
    void (*take)(void *own, const struct store_item *it);
    uint64_t (*run_of_year)(void *own, uint32_t year);
};

/* Hands over the records 1 to `last`, or as many as there are. */
jx_status replay_journal(const struct sim_journal *j, uint64_t last, const struct replay_to *to);

#endif
