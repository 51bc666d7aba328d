/* Deduction standards as forms print them: `每超出1%扣1分`, `低于目标值10%不得分`,
 * `不满足指标则0分`. */
#ifndef JX_RULES_DEDUCTION_H
#define JX_RULES_DEDUCTION_H

#include "ratio.h"

enum jx_deduction_kind {
    JX_DEDUCT_ALL,    /* any shortfall: no points */
    JX_DEDUCT_BEYOND, /* no points from a shortfall of `step` on, in proportion before */
    JX_DEDUCT_STEPS,  /* `points` for every `step` of shortfall */
    JX_DEDUCT_SHARE,  /* `points` per cent of the weight for every `step` */
};

struct jx_deduction {
    enum jx_deduction_kind kind;
    jx_dec step;          /* per cent of the target, or in the target's unit */
    bool percent;         /* the step is in per cent */
    struct jx_slice unit; /* of the step where it is not in per cent: `天`; may be blank */
    jx_dec points;
};

/* False when the text is no standard of these kinds. The unit borrows from the text. */
bool jx_deduction_read(struct jx_slice text, struct jx_deduction *out);

/* The score of an indicator: A target, B actual in the target's unit, w weight. `rate`: A and B are
 * percentages, so a step of 1% is one point of them. `less` says that less is better. Whole steps
 * count. JX_OK, or why the figures cannot be held. */
jx_status jx_deduction_score(const struct jx_deduction *d, struct jx_ratio a, struct jx_ratio b,
                             struct jx_ratio w, bool rate, bool less, struct jx_ratio *out);

#endif
