/* Decisions: acts by which people change what became of a document, or of a year. One act, one
 * target, so that each has its receipt and its outcome.
 *
 *   content   [1, nonce bin16, target bin32 | nil, reason, [[rule, place, text], ...], [text, ...]]
 *
 *   kind       target     remarks                        arguments
 *   WITHDRAW   document   -                              -
 *   RETURN     document   comments on places             -
 *   APPROVE    document   -                              -
 *   EXPLAIN    document   an answer to each finding      -
 *   OVERRIDE   document   a reason for each finding      -
 *   MOVE       document   -                              unit code, project ("" keeps it)
 *   RESOLVE    document   -                              "correction", or "another" and a project
 *   ADJUST     document   -                              -
 *   OWN_SCORE  document   -                              the score ("87.5"), "" takes it back
 *   CLOSE      -          -                              -      (the header's year)
 *   REOPEN     -          -                              -      (the header's year)
 *   PUBLISH_RUN, DROP_RUN
 *              -          -                              the run's number (the header's year)
 *   APPROVAL   -          -                              "tree" or "direct" (the header's year)
 *   DELEGATE   -          -                              whom, to what, until when: delegation.h
 *
 * With "tree" the department of a unit accepts before the county approves. An officer's own score
 * stands beside the claimed and the computed one, for that version alone.
 */
#ifndef JX_WIRE_DECISION_H
#define JX_WIRE_DECISION_H

#include "act.h"

struct jx_remark {
    struct jx_slice rule;  /* "" for a comment that is not about a finding */
    struct jx_slice place; /* JSON pointer into the document; "" for the whole */
    struct jx_slice text;
};

struct jx_decision {
    struct jx_slice nonce;
    bool has_target;
    struct jx_hash target;
    struct jx_slice reason;
    struct jx_remark *remarks;
    uint32_t remark_count;
    struct jx_slice arguments[JX_DECISION_ARGUMENTS_MAX];
    uint32_t argument_count;
};

bool jx_is_decision(enum jx_act kind);
/* Whether its sender waits for what became of it: of submissions and decisions. */
bool jx_has_outcome(enum jx_act kind);

jx_status jx_decision_encode(const struct jx_decision *d, struct jx_buffer *out);
/* Texts borrow from `bytes`, the remarks come from the arena. Demands what the table above says for
 * the kind, and valid UTF-8 without control characters. JX_E_FORMAT,
 * JX_E_VERSION, JX_E_TOO_LARGE, JX_E_ROWS, JX_E_UTF8, JX_E_TEXT_CONTROL, JX_E_FIELD_MISSING, the
 * arena's status. */
jx_status jx_decision_decode(enum jx_act kind, struct jx_slice bytes, struct jx_arena *a,
                             struct jx_decision *out);

#endif
