/* Questions to the county that several commands have. Everything is in the session's arena;
 * outcomes are those of session_query() and of reading the answer. */
#ifndef JX_CLIENT_ASK_H
#define JX_CLIENT_ASK_H

#include "session.h"

#include "../proto/form/document.h"
#include "../proto/wire/decision.h"
#include "../proto/wire/history.h"
#include "../proto/wire/query.h"
#include "../worker/rules/pack.h"

/* The document that `text` means: an id, or the beginning of one that this computer's receipts and
 * outbox know or, where they do not, the county. JX_E_NOT_FOUND; JX_E_USAGE when it is no hex, too
 * short, or begins several. */
jx_status ask_id(struct session *s, const char *text, struct jx_hash *id);
jx_status ask_document(struct session *s, const struct jx_hash *id, struct jx_document_answer *out);
/* And what it says: its id is its hash, so that the county's word is not needed (JX_E_CORRUPT). */
jx_status ask_content(struct session *s, const struct jx_hash *id, struct jx_document_answer *out,
                      struct jx_submission *sub);
/* As above, and the form itself. */
jx_status ask_form(struct session *s, const struct jx_hash *id, struct jx_document_answer *out,
                   struct jx_document *d);
/* All versions (JX_VERSIONS_MAX) and all decisions. */
jx_status ask_history(struct session *s, const struct jx_hash *id, struct jx_history *out);
jx_status ask_findings(struct session *s, const struct jx_hash *id, struct jx_findings *out);
/* What became of the decision or other act recorded at that position; JX_E_NOT_FOUND until the
 * county's workers have come so far. */
jx_status ask_decision(struct session *s, uint64_t position, struct jx_outcome *out);
/* One page. */
jx_status ask_select(struct session *s, const struct jx_select_arguments *args,
                     struct jx_selected *out);
/* All that the arguments choose, the newest first, page by page; `most` and `before` are set here.
 * After each page the session forgets its answers: take() copies what it wants to keep. What it
 * returns, other than JX_OK, ends it. */
typedef jx_status ask_take(void *to, const struct jx_listed *l);
jx_status ask_each(struct session *s, struct jx_select_arguments args, ask_take *take, void *to);
jx_status ask_events(struct session *s, const struct jx_events_arguments *args,
                     struct jx_events *out);
/* The pack in force for the record at that position (0: the newest), as it was activated. */
jx_status ask_pack_act(struct session *s, uint64_t position, struct jx_pack_act *out);
/* The same parsed; *out ends with jx_pack_free(). The arena is for reading it. */
jx_status ask_pack(struct session *s, uint64_t position, struct jx_arena *a, struct jx_pack **out);

/* ---- questions by the shape of their arguments; *body is left to be decoded ---- */

jx_status ask_number(struct session *s, const char *query, uint64_t number, struct jx_slice *body);
/* Of a year, with "" for every form or unit. */
jx_status ask_year(struct session *s, const char *query, const struct jx_summary_arguments *args,
                   struct jx_slice *body);

#endif
