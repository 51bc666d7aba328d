/* Expressions that say the same are one node, in whichever rules they stand, so that what several
 * rules ask of a row is found out once. */
#ifndef JX_RULES_LANGUAGE_SHARE_H
#define JX_RULES_LANGUAGE_SHARE_H

#include "language.h"

enum { JX_SHARED_SLOTS = 1024 };

/* All nodes of the rules about one form, by what they say. Begins zeroed; only wanted while rules
 * are compiled. */
struct jx_shared {
    struct jx_shared_node *slots[JX_SHARED_SLOTS];
};

/* The one node that says this, whose kids are such nodes; in the arena, or NULL when that is
 * exhausted. */
const struct jx_node *jx_node_shared(struct jx_shared *s, const struct jx_node *n,
                                     struct jx_arena *a);

/* Gives every node that conditions of these rules come to more than once, and that depends on
 * nothing but the document and the row, a number to be remembered by. */
void jx_share_answers(struct jx_form_rules *rules);

#endif
