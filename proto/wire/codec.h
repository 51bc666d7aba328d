/* Documents as bytes: a MessagePack map with the JSON's structure and the schema's order of fields.
 */
#ifndef JX_WIRE_CODEC_H
#define JX_WIRE_CODEC_H

#include "../form/document.h"
#include "mp.h"

/* Appends the document's canonical bytes. The document must have passed jx_document_check(); two
 * documents that are equal then have equal bytes. JX_OK, or the buffer's status. */
jx_status jx_document_encode(const struct jx_document *d, struct jx_buffer *out);

/* Reads a document. Its texts borrow from `bytes`, its structs come from the arena. JX_OK, or what
 * is wrong and where in *t: JX_E_FORMAT, JX_E_DEPTH, JX_E_ROWS, JX_E_FORM_UNKNOWN, JX_E_FIELD_TYPE,
 * JX_E_FIELD_UNKNOWN, JX_E_FIELD_ORDER. Limits and required fields are jx_document_check()'s. */
jx_status jx_document_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_document *out,
                             struct jx_trouble *t);

/* As jx_document_decode(), then checks, and demands that the bytes are the canonical ones
 * (JX_E_NOT_CANONICAL): what a worker accepts. */
jx_status jx_document_decode_canonical(struct jx_slice bytes, struct jx_arena *a,
                                       struct jx_document *out, struct jx_trouble *t);

#endif
