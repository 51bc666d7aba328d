/* Sums of what documents add, by aggregate: for the fold those that a batch changes; for fsck all,
 * counted again. */
#ifndef JX_STORE_TALLY_H
#define JX_STORE_TALLY_H

#include "tree.h"

struct tally_cell {
    struct key key;
    bool loaded;                   /* what its aggregate held before is in it */
    jx_int128 adds[JX_STORE_ADDS]; /* wide enough for any number of documents in between */
};

struct tally {
    struct jx_arena arena;
    struct tally_cell **cells; /* in the order of their keys */
    size_t count, room;
    struct {
        bool known;
        uint32_t year;
        char unit[JX_UNIT_CODE_MAX];
        size_t len;
        struct path path;
    } last; /* the place looked up last: a document's columns have the same */
};

void tally_init(struct tally *t);
void tally_clear(struct tally *t); /* empty again; may be called twice */
/* The tree of units has changed. */
void tally_forget_tree(struct tally *t);

/* What a document adds to the aggregates of one column. */
struct contribution {
    enum column column;
    uint32_t year;
    struct jx_slice form, period, unit;
    const int64_t *adds; /* JX_STORE_ADDS of them */
};

/* Which aggregates a contribution belongs to. */
enum reach {
    REACH_ALL,   /* the unit's own, those of the branches it is in, and the county's */
    REACH_BRANCH /* the branches it is in: the unit's own and those above it */
};
/* Cells begin with what their aggregates hold in the store, or with nothing. */
enum start { START_STORED, START_EMPTY };

/* Adds (sign 1) or takes away (sign -1) a contribution, by the tree of units that `tx` sees. JX_OK,
 * JX_E_NO_MEMORY, or what reading returns; then nothing or a part was added. */
jx_status tally_add(struct tally *t, struct kv_tx *tx, enum start start, enum reach reach,
                    const struct contribution *c, int sign);
/* JX_E_OVERFLOW when a sum to which the contribution belongs cannot be stored. */
jx_status tally_fits(struct tally *t, struct kv_tx *tx, const struct contribution *c);
bool tally_all_fit(const struct tally *t);
/* Writes the cells as the aggregates' new values. One that is all zero leaves no row, so that the
 * rows depend only on what counts. Every sum fits. */
jx_status tally_store(const struct tally *t, struct kv_tx *tx, struct jx_buffer room[2]);

bool tally_cell_is_zero(const struct tally_cell *c);
bool tally_cell_equals(const struct tally_cell *c, const int64_t adds[JX_STORE_ADDS]);

#endif
