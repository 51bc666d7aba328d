/* One judgement under way: what its steps share. */
#ifndef JX_RULES_JUDGING_H
#define JX_RULES_JUDGING_H

#include "card.h"
#include "finding.h"

struct jx_judging {
    const struct jx_document *doc;
    const struct jx_profile *profile;
    const struct jx_rule_set *set;
    struct jx_arena *arena;
    struct jx_verdict *out;
    struct jx_case seen; /* the document as the rules see it */
    bool texts;          /* explanations and messages are wanted */
    const struct jx_card *card;
    struct jx_sums sums;
    jx_status rc; /* the first failure */
};

/* Nothing, or only marks that stand for nothing (`-`, `—`, `/`). */
bool jx_cell_is_empty(struct jx_slice cell);

/* What was read of cells for the card need not be read for the rules again. */
void jx_judge_hand_over(struct jx_judging *j);

/* The card's rows: their verdicts, for the rules to see, and what they add up to. */
void jx_judge_rows(struct jx_judging *j);

#endif
