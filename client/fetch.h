/* One document as the county holds it. */
#ifndef JX_CLIENT_FETCH_H
#define JX_CLIENT_FETCH_H

#include "session.h"

#include "../proto/form/document.h"
#include "../proto/wire/query.h"

/* The answer and the document in it, checked against the id. Both live until session_close().
 * JX_E_CORRUPT when what came is something else; otherwise as session_query(). */
jx_status fetch_document(struct session *s, const struct jx_hash *id,
                         struct jx_document_answer *answer, struct jx_document *d);

#endif
