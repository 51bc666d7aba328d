/* An officer's own score in what a document adds to its aggregates. */
#ifndef JX_STORE_OWN_SCORE_H
#define JX_STORE_OWN_SCORE_H

#include "store.h"

/* What the document adds, `adds` being what its judgement gives: an officer's own score and grade
 * take the place of the computed ones, everything else stays. *out may be `adds`. */
void own_score_lay(const struct jx_outcome *o, const int64_t adds[JX_STORE_ADDS],
                   int64_t out[JX_STORE_ADDS]);
/* Whether both have the same own score, or none. */
bool own_score_same(const struct jx_outcome *a, const struct jx_outcome *b);

#endif
