/* What the target wire_answer reads, by the first byte of its inputs, and answer_seeds writes:
 * runs, questions and answers. X(name, struct's, whether its rows come from an arena). New ones go
 * to the end: the kept inputs have these numbers. */
#ifndef TEST_FUZZ_ANSWERS_H
#define TEST_FUZZ_ANSWERS_H

#include "../../proto/wire/breakdown.h"
#include "../../proto/wire/delegation.h"
#include "../../proto/wire/held.h"
#include "../../proto/wire/listing.h"
#include "../../proto/wire/metrics.h"
#include "../../proto/wire/relation.h"
#include "../../proto/wire/run.h"

#define ANSWERS(X)                                                                                 \
    X(breakdown_arguments, breakdown_arguments, BARE)                                              \
    X(breakdown, breakdown, ARENA)                                                                 \
    X(held_arguments, held_arguments, BARE)                                                        \
    X(delegations, delegations, ARENA)                                                             \
    X(listing_arguments, listing_arguments, BARE)                                                  \
    X(listing, listing, ARENA)                                                                     \
    X(days, days, ARENA)                                                                           \
    X(years, years, BARE)                                                                          \
    X(samples, samples, BARE)                                                                      \
    X(branches, branches, ARENA)                                                                   \
    X(dues, dues, ARENA)                                                                           \
    X(unmatched, unmatched_list, ARENA)                                                            \
    X(relations_arguments, relations_arguments, BARE)                                              \
    X(relations, relation_list, ARENA)                                                             \
    X(run_act, run_act, BARE)                                                                      \
    X(runs, runs, ARENA)                                                                           \
    X(scores_arguments, scores_arguments, BARE)                                                    \
    X(scores, scores, ARENA)                                                                       \
    X(reasons_arguments, reasons_arguments, BARE)                                                  \
    X(reasons, reasons, ARENA)

enum answer {
#define X(name, type, where) ANSWER_##name,
    ANSWERS(X)
#undef X
        ANSWER_held, /* a byte more says of which table */
    ANSWER_delegation,
    ANSWER_COUNT
};

#endif
