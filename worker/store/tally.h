/* Sums of what documents add, by aggregate: for the fold those that a batch changes; for fsck all,
 * counted again. */
#ifndef JX_STORE_TALLY_H
#define JX_STORE_TALLY_H

#include "rows.h"

struct tally_cell {
    struct key key;
    bool loaded;                   /* what its aggregate held before is in it */
    jx_int128 adds[JX_STORE_ADDS]; /* wide enough for any number of documents in between */
};

struct tally {
    struct jx_arena arena;
    struct tally_cell **cells; /* in the order of their keys */
    size_t count, room;
};

void tally_init(struct tally *t);
void tally_clear(struct tally *t); /* empty again; may be called twice */

/* What a document adds to the aggregates of one column. */
struct contribution {
    enum column column;
    uint32_t year;
    struct jx_slice form, period, unit;
    const int64_t *adds; /* JX_STORE_ADDS of them */
};

/* Adds (sign 1) or takes away (sign -1) a contribution. With `tx`, cells begin with what their
 * aggregates hold; without, with nothing. JX_OK, JX_E_NO_MEMORY, or what reading returns; then
 * nothing or a part was added. */
jx_status tally_add(struct tally *t, struct kv_tx *tx, const struct contribution *c, int sign);
/* Whether every sum to which the contribution belongs can be stored. */
bool tally_fits(const struct tally *t, const struct contribution *c);
/* Writes the cells as the aggregates' new values. One that is all zero leaves no row, so that the
 * rows depend only on what counts. Every sum fits. */
jx_status tally_store(const struct tally *t, struct kv_tx *tx, struct jx_buffer room[2]);

bool tally_cell_is_zero(const struct tally_cell *c);
bool tally_cell_equals(const struct tally_cell *c, const int64_t adds[JX_STORE_ADDS]);

#endif
