/* One judgement under way: what its steps share. */
#ifndef JX_RULES_JUDGING_H
#define JX_RULES_JUDGING_H

#include "explain.h"
#include "finding.h"

/* What the rows add up to. */
struct jx_sums {
    uint32_t counted;      /* rows that carry weight or score */
    uint32_t not_computed; /* of those */
    uint32_t not_claimed;  /* of those */
    bool overflow;         /* a sum cannot be held */
    jx_dec computed, claimed;
    unsigned places; /* most decimals among the claimed scores */
};

struct jx_judging {
    const struct jx_document *doc;
    const struct jx_profile *profile;
    const struct jx_rule_set *set;
    struct jx_arena *arena;
    struct jx_verdict *out;
    struct jx_case seen; /* the document as the rules see it */
    bool texts;          /* explanations and messages are wanted */
    struct jx_sums sums;
    jx_status rc; /* the first failure */
};

/* Nothing, or only marks that stand for nothing (`-`, `—`, `/`). */
bool jx_cell_is_empty(struct jx_slice cell);

/* The funds part of a self-evaluation: the total row's score, what the form adds to the aggregates.
 */
void jx_judge_funds(struct jx_judging *j, const struct jx_self_evaluation *form);

/* The indicator rows. */
void jx_judge_indicators(struct jx_judging *j, const struct jx_self_evaluation *form);

/* A row's outcome, for jx_judge_row(). */
struct jx_row_facts {
    const char *part; /* "funds", "indicators" */
    uint32_t index;
    bool counts; /* it carries weight or score */
    struct jx_slice subject_zh, subject_en;
    struct jx_slice explanation_zh, explanation_en;
};

/* Appends the row's verdict and adds it to the sums; the rules see it afterwards. */
void jx_judge_row(struct jx_judging *j, const struct jx_outcome *o, const struct jx_row_facts *f);

/* Adds a counting indicator row to its class. */
void jx_judge_class(struct jx_judging *j, struct jx_slice level1, const struct jx_outcome *o);

/* A money column's total in the other forms; *to is left alone, and false returned, where there is
 * none. */
bool jx_judge_money(struct jx_judging *j, struct jx_list rows, size_t size, size_t source,
                    size_t cell, int64_t *to);

/* Scores the document's rows and what they add up to, into the verdict and for the rules. */
void jx_judge_scores(struct jx_judging *j);

#endif
