/* Receipts of what is in the journal, for its other files. */
#ifndef JX_JOURNAL_RECEIPT_H
#define JX_JOURNAL_RECEIPT_H

#include "inside.h"

/* The Merkle tree of one group, kept while receipts of the same group are made. */
struct tree {
    uint64_t first;        /* of the group; 0: none */
    struct jx_hash *nodes; /* freed by its owner */
};

/* The receipt of the act at `position`, appended to *out. With an id: JX_E_CORRUPT when the act
 * there has another one, since the index that led there is damaged. */
jx_status receipt_in(struct journal *j, uint64_t position, const struct jx_hash *id, struct tree *t,
                     struct jx_buffer *out);

#endif
