/* Approval along the tree of units: where a year's documents are approved so, the department of a
 * unit accepts before the county approves, and only the county undoes its approval. */
#ifndef JX_STORE_APPROVAL_H
#define JX_STORE_APPROVAL_H

#include "change.h"

enum approval_step {
    APPROVAL_FINAL, /* it is approved by this */
    APPROVAL_FIRST, /* accepted: the county's word is still to come */
    APPROVAL_EARLY  /* the county's word, before the department's */
};

/* What the word of who sent `it`, or of whom she acts for, means for the version. A unit that
 * stands right below the county, or that the year's tree does not know, has no department. */
jx_status approval_next_step(struct change *c, const struct version *v, const struct store_item *it,
                             enum approval_step *out);
jx_status approval_may_be_undone(struct change *c, const struct version *v,
                                 const struct store_item *it, bool *out);

#endif
