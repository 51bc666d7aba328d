/* What documents add up to, by the aggregates they belong to: for the fold those that a batch
 * changes; for fsck all, counted again; for a run over a year its own. What is added is a value
 * (struct contribution), where the sums stand is the shelf's to say: the same code sums them all.
 */
#ifndef JX_STORE_TALLY_H
#define JX_STORE_TALLY_H

#include "ledger.h"
#include "tree.h"

/* Two tables, and what all keys in them begin with. */
struct shelf {
    enum table sums;    /* what documents add, JX_STORE_ADDS in a row */
    enum table details; /* the same by class of indicators and by rule */
    struct key prefix;
};
extern const struct shelf county_shelf;

struct tally {
    struct ledger sums, details;
    struct ledger progress; /* of the county alone: progress.h */
    struct key prefix;
    struct {
        bool known;
        uint32_t year;
        char unit[JX_UNIT_CODE_MAX];
        size_t len;
        struct path path;
    } last; /* the place looked up last: a document's columns have the same */
};

void tally_init(struct tally *t, const struct shelf *shelf);
void tally_clear(struct tally *t); /* empty again; may be called twice */
/* The unit's place in the tree; *out is the tally's until the next call. */
jx_status tally_path(struct tally *t, struct kv_tx *tx, uint32_t year, struct jx_slice unit,
                     const struct path **out);
/* The tree of units has changed. */
void tally_forget_tree(struct tally *t);

/* What a document adds to the aggregates of one column. */
struct contribution {
    enum column column;
    uint32_t year;
    struct jx_slice form, period, unit;
    const int64_t *adds; /* JX_STORE_ADDS of them; NULL: none */
    const struct store_detail *details;
    uint32_t detail_count;
};

/* Adds (sign 1) or takes away (sign -1) a contribution, by the tree of units that `tx` sees, to the
 * unit's own aggregates, those of the branches it is in, and the county's. JX_OK, JX_E_NO_MEMORY,
 * or what reading returns; then nothing or a part was added. */
jx_status tally_add(struct tally *t, struct kv_tx *tx, enum start start,
                    const struct contribution *c, int sign);
/* The same with sums that stand in a unit's own row, to the branches alone: its own and those above
 * it. `detail` is how the row's key ends behind the place; "": they are no details. */
jx_status tally_add_branches(struct tally *t, struct kv_tx *tx, enum start start,
                             const struct contribution *place, struct jx_slice detail,
                             const jx_int128 *sums, int sign);
/* tally_add() of sums that many documents of one place come to: what they add, or, where `detail`
 * names one, that detail of them. */
jx_status tally_add_wide(struct tally *t, struct kv_tx *tx, enum start start,
                         const struct contribution *place, const struct store_detail *detail,
                         const jx_int128 *sums);
/* JX_E_OVERFLOW when a sum to which the contribution belongs leaves 64 bits. */
jx_status tally_fits(struct tally *t, struct kv_tx *tx, const struct contribution *c);
/* The key of one that does, a unit's own rather than the county's; absent: all fit. */
struct jx_slice tally_unfit(const struct tally *t);
/* Writes every sum to its row: ledger_store(). */
jx_status tally_store(const struct tally *t, struct kv_tx *tx, struct jx_buffer room[2]);

#endif
