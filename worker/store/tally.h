/* Sums of what documents add, by aggregate: for the fold a few, that change; for fsck all, counted
 * again. */
#ifndef JX_STORE_TALLY_H
#define JX_STORE_TALLY_H

#include "rows.h"

struct tally_cell {
    struct key key;
    jx_int128 adds[JX_STORE_ADDS]; /* wide enough for any number of documents in between */
};

struct tally {
    struct jx_arena arena;
    struct tally_cell **cells; /* in the order of their keys */
    size_t count, room;
};

void tally_init(struct tally *t);
void tally_clear(struct tally *t); /* empty again; may be called twice */

/* Adds (sign 1) or takes away (sign -1) what a document adds to each aggregate it belongs to.
 * JX_OK, JX_E_NO_MEMORY. */
jx_status tally_document(struct tally *t, const struct row_document *d,
                         const int64_t adds[JX_STORE_ADDS], int sign);
/* Adds to the cells what their aggregates hold now. */
jx_status tally_load(struct tally *t, struct kv_tx *tx);
/* Whether every sum can be stored. */
bool tally_fits(const struct tally *t);
/* Writes the cells as the aggregates' new values. One that is all zero leaves no row, so that the
 * rows depend only on what counts. The tally fits. */
jx_status tally_store(const struct tally *t, struct kv_tx *tx, struct jx_buffer room[2]);

bool tally_cell_is_zero(const struct tally_cell *c);
bool tally_cell_equals(const struct tally_cell *c, const int64_t adds[JX_STORE_ADDS]);

#endif
