/* What became of a submission, on a terminal and as JSON. */
#ifndef JX_CLIENT_OUTCOME_PRINT_H
#define JX_CLIENT_OUTCOME_PRINT_H

#include "../proto/wire/act.h"
#include "../proto/wire/outcome.h"
#include "../worker/rules/judge.h"
#include "cli/context.h"
#include "json/write.h"

/* Errors or findings to be explained, a rejection or a conflict: the submitter has something to do.
 */
bool outcome_needs_work(const struct jx_outcome *o);
/* One or two lines, indented. */
void outcome_print(const struct context *ctx, const struct jx_outcome *o, int indent);
/* In the context's language: "approve", "审核通过"; a document's state. */
const char *act_text(const struct context *ctx, enum jx_act kind);
/* Of enum jx_light, in the user's language; "" for none. */
const char *light_text(uint8_t light);
const char *state_name(const struct context *ctx, enum jx_state state);
/* A decision changed nothing, or left its document uncounted. */
bool decision_failed(const struct jx_outcome *o);
/* What a decision did, in one line: what its document became, or why nothing happened. */
void decision_print(const struct context *ctx, enum jx_act kind, const struct jx_outcome *o,
                    int indent);
/* An object: state, status, where, claimed, computed, grade, errors, explains, warnings, verdict,
 * pack. */
void outcome_put(const struct jx_outcome *o, struct jx_json_writer *w);
/* Members: a score as "99.94" or null; how a row was scored: method, weight, claimed, computed,
 * differs, explanation. */
void score_put(struct jx_json_writer *w, const char *key, bool known, jx_dec value);
void row_verdict_put(const struct context *ctx, const struct jx_row_verdict *r,
                     struct jx_json_writer *w);
/* "99.94", or "—". */
const char *score_print(bool has, jx_dec score, char out[JX_DEC_PRINT_MAX]);

#endif
