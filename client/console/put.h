/* The JSON that several answers are made of; API.md has the shapes. */
#ifndef JX_CONSOLE_PUT_H
#define JX_CONSOLE_PUT_H

#include "call.h"

#include "../../worker/rules/judge.h"

/* An absent or empty text as null, and 64 hex digits. */
void put_maybe(struct jx_json_writer *w, const char *key, struct jx_slice text);
void put_hash(struct jx_json_writer *w, const char *key, const struct jx_hash *h);
/* Members of the object that is open. */
void put_outcome(struct call *c, const struct jx_outcome *o);
void put_listed(struct call *c, const struct jx_listed *l);
void put_event(struct jx_json_writer *w, const struct jx_event *e);
/* An object: status, sentence, where, advice; of an act, or of a file that could not be read. */
void put_why(struct call *c, jx_status status, const char *where, int64_t limit);
/* An object; the session's arena holds what is decoded. */
void put_decided(struct call *c, const struct jx_decided *d);
void put_versions(struct call *c, const struct jx_history *h);

/* What the verdict is about, and where its fields were printed. */
struct verdict_of {
    const struct jx_document *document;
    const struct jx_verdict *verdict; /* NULL: not judged */
    const struct pack_held *pack;     /* what judged it */
    const struct jx_findings *stored; /* what of it was answered; NULL: not known */
    const struct draft *draft;        /* NULL: none */
};
/* The member "verdict". */
void put_verdict(struct call *c, const struct verdict_of *v);
/* The member "sheets": the form as it is printed. JX_OK, or the arena's status. */
jx_status put_sheets(struct call *c, const struct jx_document *d);

#endif
