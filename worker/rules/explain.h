/* The words for how a row got its score, printed from the figures it was computed with. */
#ifndef JX_RULES_EXPLAIN_H
#define JX_RULES_EXPLAIN_H

#include "score.h"

/* How an indicator row was read and scored. From the arena; absent when it is exhausted. */
struct jx_slice jx_explain_indicator(const struct jx_reading *r, const struct jx_outcome *o,
                                     const struct jx_profile *p, enum jx_lang lang,
                                     struct jx_arena *a);

/* What the funds row was scored by. */
enum jx_budget_kind {
    JX_BUDGET_ANNUAL,
    JX_BUDGET_INITIAL, /* no annual budget is printed: the initial one stands for it */
    JX_BUDGET_RATE,    /* no amounts are printed: A is 100, B the printed rate */
};

struct jx_slice jx_explain_funds(const struct jx_money *budget, const struct jx_money *executed,
                                 enum jx_budget_kind kind, const struct jx_outcome *o,
                                 const struct jx_profile *p, enum jx_lang lang, struct jx_arena *a);

/* Why there is no score, as part of a sentence. */
const char *jx_no_score_text(enum jx_no_score why, enum jx_lang lang);

/* The method's title and source, for a finding: `按“…”（表注3）计算。` */
struct jx_slice jx_explain_method(const struct jx_scoring_rule *rule, enum jx_lang lang,
                                  struct jx_arena *a);

/* A score with the profile's decimals, or more where it needs them. From the arena. */
struct jx_slice jx_score_text(jx_dec score, unsigned decimals, struct jx_arena *a);

#endif
