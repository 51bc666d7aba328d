/* What happened to a document, on a terminal and as JSON. */
#ifndef JX_CLIENT_HISTORY_PRINT_H
#define JX_CLIENT_HISTORY_PRINT_H

#include "ask.h"
#include "json/write.h"

enum { SHORT_ID = 12, SHORT_KEY = 8 };

/* "3f9a12c0aa11", for people. */
struct jx_slice short_id(struct jx_arena *a, const struct jx_hash *id);
/* In full; null where there is none. */
void put_id(struct jx_json_writer *w, const char *key, bool has, const struct jx_hash *id);

/* Whose key it is: name, unit and roles as enrolled, and the key's beginning; a member of an
 * object.
 */
void person_print(const struct session *s, const struct jx_person *p);
void person_put(struct jx_json_writer *w, const char *name, const struct jx_person *p);

/* The newest decision of that kind that was carried out; NULL. */
const struct jx_decided *last_done(const struct jx_history *h, enum jx_act kind);

/* Who (by key), when, why, with which remarks, and what came of it. The session's arena holds what
 * is decoded. `form` names places in words. */
void decided_print(struct session *s, const struct jx_decided *d, enum jx_form form, int indent);
void decided_put(struct session *s, const struct jx_decided *d, struct jx_json_writer *w);

/* The members "remarks" and "arguments" of the open object; remarks alone under any name. */
void said_put(const struct jx_decision *x, struct jx_json_writer *w);
void remarks_put(struct jx_json_writer *w, const char *name, const struct jx_remark *remarks,
                 uint32_t count);

/* Versions, decisions, findings, each under its heading; nothing where there is none. */
void history_print(struct session *s, const struct jx_history *h, enum jx_form form);
/* Severity, rule and place; the finding's members of the open object. */
void found_print(struct session *s, const struct jx_found *f, enum jx_form form);
void found_put(const struct jx_found *f, struct jx_json_writer *w);
void findings_print(struct session *s, const struct jx_findings *f, enum jx_form form);
/* The members "versions" and "history", and "findings", of the open object. */
void history_put(struct session *s, const struct jx_history *h, struct jx_json_writer *w);
void findings_put(const struct jx_findings *f, struct jx_json_writer *w);

#endif
