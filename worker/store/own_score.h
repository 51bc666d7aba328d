/* An officer's own score in what a document adds to its aggregates. */
#ifndef JX_STORE_OWN_SCORE_H
#define JX_STORE_OWN_SCORE_H

#include "store.h"

struct own_score {
    bool given;
    jx_dec score;
    uint8_t grade;
};
static inline struct own_score own_score_of(const struct jx_outcome *o)
{
    if (!o->has_confirmed) return (struct own_score){.given = false};
    return (struct own_score){true, o->confirmed, o->confirmed_grade};
}

/* What the document adds, `adds` being what its judgement gives: an officer's own score and grade
 * take the place of the computed ones, everything else stays. *out may be `adds`. */
void own_score_lay(struct own_score own, const int64_t adds[JX_STORE_ADDS],
                   int64_t out[JX_STORE_ADDS]);
/* Whether both are the same, or none. */
bool own_score_same(struct own_score a, struct own_score b);

#endif
