/* Documents that a clerk has read from files and not submitted yet: kept with her visit only. */
#ifndef JX_CONSOLE_DRAFTS_H
#define JX_CONSOLE_DRAFTS_H

#include "../../proto/form/document.h"
#include "../../proto/wire/crypto.h"
#include "../../proto/wire/decision.h"

#include <pthread.h>

enum {
    DRAFTS_MAX = 32,
    DRAFT_EXPLANATIONS_MAX = 200,
    DRAFT_BYTES_MAX = 16 << 20,         /* of one draft: its places, what was explained */
    DRAFTS_ENCODED_BYTES_MAX = 8 << 20, /* of the documents of one visit, in canonical bytes */
};

/* Where a field was printed in the file, and what stood in no field. */
struct draft_cell {
    struct jx_slice what, address; /* a JSON pointer, or the text */
};

struct draft {
    unsigned number;       /* from 1; 0: no draft */
    struct jx_arena form;  /* of the document, */
    struct jx_arena arena; /* and of everything else */
    size_t encoded_bytes;
    struct jx_slice file, sheet; /* sheet: absent where the file has none */
    struct jx_document document;
    struct draft_cell *places, *unplaced;
    uint32_t place_count, unplaced_count;
    bool has_parent, changed, submitted;
    struct jx_hash parent, submission;
    struct jx_remark *explanations;
    uint32_t explanation_count;
};

struct drafts {
    pthread_mutex_t lock;
    struct draft items[DRAFTS_MAX];
    unsigned last_number;
};

void drafts_init(struct drafts *d);
void drafts_clear(struct drafts *d);

/* The lock is held for all of these. */

/* A new draft of a copy of the document; its other members are the caller's to fill in. JX_E_BUSY:
 * there is no room beside those that are not submitted yet; JX_E_TOO_LARGE. */
jx_status draft_add(struct drafts *d, const struct jx_document *document, struct draft **out);
/* NULL when there is none. */
struct draft *draft_find(struct drafts *d, unsigned number);
void draft_remove(struct draft *x);
/* Takes a copy of the document instead; on any other outcome than JX_OK the draft is as it was. */
jx_status draft_replace(struct draft *x, const struct jx_document *document);
/* Adds the answer to a finding, or replaces the one to the same; an empty text takes it away.
 * JX_E_ROWS. */
jx_status draft_explain(struct draft *x, const struct jx_remark *r);
/* The address of the field, or of the nearest one above it; absent. */
struct jx_slice draft_address(const struct draft *x, struct jx_slice pointer);

/* Sets the text at a JSON pointer in the document, absent takes it away; what is not there yet is
 * made. JX_E_NOT_FOUND: there is no such field; JX_E_FIELD_MISSING: it has to be there. */
jx_status document_set(struct jx_document *d, struct jx_slice pointer, struct jx_slice text,
                       struct jx_arena *a);

#endif
