/* The tree that parser and evaluator of expressions share. */
#ifndef JX_RULES_FORMULA_NODE_H
#define JX_RULES_FORMULA_NODE_H

#include "formula.h"

enum jx_op {
    /* figures */
    JX_OP_NUMBER,
    JX_OP_VARIABLE, /* index: enum jx_variable */
    JX_OP_NONE,
    JX_OP_ADD,
    JX_OP_SUB,
    JX_OP_MUL,
    JX_OP_DIV,
    JX_OP_MIN,
    JX_OP_MAX,
    JX_OP_CLIP, /* kid 0 low, kid 1 high */
    JX_OP_IF,   /* kid 0 condition */
    /* truths, from here on */
    JX_OP_FACT,   /* index: enum jx_fact */
    JX_OP_MEMBER, /* index: enum jx_subject, list: in the profile's order */
    JX_OP_AND,
    JX_OP_OR,
    JX_OP_NOT,
    JX_OP_EQ,
    JX_OP_LT,
    JX_OP_LE,
    JX_OP_GT,
    JX_OP_GE,
};

struct jx_expression {
    enum jx_op op;
    uint32_t index, list;
    struct jx_ratio number;
    const struct jx_expression *kid[3];
};

static inline bool jx_is_truth(const struct jx_expression *e)
{
    return e->op >= JX_OP_FACT;
}

#endif
