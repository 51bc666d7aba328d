/* Random documents, made by walking the schema: whatever the fields declare can occur. */
#ifndef JX_TESTS_ANY_DOCUMENT_H
#define JX_TESTS_ANY_DOCUMENT_H

#include "../../../proto/form/document.h"
#include "../../proto/base/random.h"

/* A document that jx_document_check() accepts, of any form, everything in it from the arena.
 * Required fields are there, the others as often as not; texts hold what JSON has to escape. */
jx_status any_document(struct random *r, struct jx_arena *a, struct jx_document *d);

#endif
