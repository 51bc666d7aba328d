/* Acts as they go into the outbox: of a document, of a decision. */
#ifndef JX_CLIENT_ACTS_H
#define JX_CLIENT_ACTS_H

#include "outbox.h"

#include "../proto/form/document.h"
#include "../proto/wire/decision.h"

/* What a submission says beside its document. */
struct act_submission {
    struct jx_slice unit;         /* code of the unit that submits */
    const struct jx_hash *parent; /* the document that it corrects; NULL: none */
    const struct jx_remark *explanations;
    uint32_t explanation_count;
};

/* Id, header and content of the submission, from the arena; label and project stay as they are.
 * JX_OK, JX_E_TOO_LARGE, JX_E_NO_MEMORY. */
jx_status act_of_document(const struct jx_document *d, const struct act_submission *s,
                          struct jx_arena *a, struct outbox_act *out);

/* What a decision is about. */
struct act_target {
    bool is_document; /* else a year */
    struct jx_hash id;
    struct jx_slice unit, form, period;
    uint32_t year;
    const uint8_t *in_place_of; /* the key of who delegated it; NULL: one's own decision */
};
/* The same of a decision: nonce and target of *x are set here. What the county would refuse to read
 * is refused: what jx_decision_decode() returns. */
jx_status act_of_decision(enum jx_act kind, const struct act_target *t, struct jx_decision *x,
                          struct jx_arena *a, struct outbox_act *out);

#endif
