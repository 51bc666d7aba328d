/* Relations between documents: what a list says of its forms, a form of the one it continues, a
 * narrative of the forms that it speaks of. Never part of one document's verdict. */
#ifndef JX_RULES_RELATE_H
#define JX_RULES_RELATE_H

#include "judge.h"

struct jx_related {
    uint32_t document;         /* where the finding stands: an index into the documents */
    struct jx_finding finding; /* `other` is the index of what it is compared with, or -1 */
};

struct jx_relations {
    struct jx_related *items; /* by document, in the order of the rules */
    uint32_t count;
};

/* Relations beyond this many documents are left to whoever divides them by unit. */
enum { JX_RELATE_DOCUMENTS_MAX = 20000 };

/* Evaluates the pack's relations over the documents, each of which passed jx_document_check().
 * Documents are paired by name; of equal names by amount. Everything in *out borrows from the
 * arena, the documents or the pack. JX_OK, JX_E_ROWS beyond JX_RELATE_DOCUMENTS_MAX, or the
 * arena's status. */
jx_status jx_relate(const struct jx_document *const *documents, uint32_t count,
                    const struct jx_pack *pack, struct jx_arena *a, struct jx_relations *out);

/* The same within `steps` of work, a step being an operation of a rule or the comparison of two
 * names: JX_E_TOO_LARGE where they do not suffice. For whoever holds others up meanwhile. */
jx_status jx_relate_within(const struct jx_document *const *documents, uint32_t count,
                           const struct jx_pack *pack, uint64_t steps, struct jx_arena *a,
                           struct jx_relations *out);

#endif
