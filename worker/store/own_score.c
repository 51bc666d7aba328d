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

void own_score_lay(struct own_score own, const int64_t adds[JX_STORE_ADDS],
                   int64_t out[JX_STORE_ADDS])
{
    memmove(out, adds, JX_STORE_ADDS * sizeof *out);
    if (!own.given) return;
    for (unsigned grade = 0; grade < STORE_GRADES; grade++)
        out[STORE_ADDS_GRADES + grade] = grade == own.grade;
    out[STORE_ADDS_NOT_COMPUTED] = 0;
    out[STORE_ADDS_SCORE] = own.score.micro;
    weigh(own.score, out);
}

bool own_score_same(struct own_score a, struct own_score b)
{
    if (a.given != b.given) return false;
    return !a.given || (jx_dec_cmp(a.score, b.score) == 0 && a.grade == b.grade);
}
