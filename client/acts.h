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

/* What a kind of decision asks of whoever decides. */
enum act_needs {
    ACT_REASON = 1,  /* why */
    ACT_REMARKS = 2, /* at least one */
    ACT_RULES = 4,   /* each with the rule whose finding it is about */
    ACT_UNIT = 8,    /* the unit that the document goes to */
    ACT_AS = 16,     /* what a conflict is */
    ACT_YEAR = 32,   /* it is about a year, not about documents */
    ACT_ORDER = 64,  /* how approval goes */
    ACT_SCORE = 128, /* an officer's own, or that it is taken back */
};
struct act_kind {
    enum jx_act kind;
    unsigned needs;
};
/* By its name, such as "return"; NULL: it is no decision. */
const struct act_kind *act_kind(const char *name);

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
