/* Which sums are of scores, and what an officer's own score makes of them. */
#include "own_score.h"

#include <string.h>

/* A product that no figure can hold weighs nothing, as with computed scores. */
static void weigh(jx_dec score, int64_t adds[JX_STORE_ADDS])
{
    jx_dec budget = {adds[STORE_ADDS_BUDGET]}, product;
    bool held = jx_dec_mul(score, budget, 6, &product) == JX_OK;
    adds[STORE_ADDS_SCORE_BY_MONEY] = held ? product.micro : 0;
    adds[STORE_ADDS_MONEY_OF_SCORES] = held ? budget.micro : 0;
}

void own_score_lay(const struct jx_outcome *o, const int64_t adds[JX_STORE_ADDS],
                   int64_t out[JX_STORE_ADDS])
{
    memmove(out, adds, JX_STORE_ADDS * sizeof *out);
    if (!o->has_confirmed) return;
    for (unsigned grade = 0; grade < STORE_GRADES; grade++)
        out[STORE_ADDS_GRADES + grade] = grade == o->confirmed_grade;
    out[STORE_ADDS_NOT_COMPUTED] = 0;
    out[STORE_ADDS_SCORE] = o->confirmed.micro;
    weigh(o->confirmed, out);
}

bool own_score_same(const struct jx_outcome *a, const struct jx_outcome *b)
{
    if (a->has_confirmed != b->has_confirmed) return false;
    return !a->has_confirmed || (jx_dec_cmp(a->confirmed, b->confirmed) == 0 &&
                                 a->confirmed_grade == b->confirmed_grade);
}
