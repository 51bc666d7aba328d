/* Results of a run as TABLE_SCORES has them: those of BLOCK_POSITIONS positions in one row, so that
 * a year's take little room and few writes, and one of them is found by reading little.
 *
 *   row     a bit for each position (4 bytes, the first one's the lowest), the results by position
 *   result  its length, flags, [why it was not judged], [computed], grade, light,
 *           [verdict, findings], by how much what it adds and its classes differ from the first
 *
 * Which results stand in a row depends on their positions alone, not on the slices they came in. */
#ifndef JX_STORE_RUN_BLOCKS_H
#define JX_STORE_RUN_BLOCKS_H

#include "rows.h"
#include "runs.h"

enum { BLOCK_POSITIONS = 32 };

/* The row in which a position's result stands; its key holds the first position. */
static inline uint64_t block_of(uint64_t position)
{
    return position - (position - 1) % BLOCK_POSITIONS;
}
struct key key_of_block(uint64_t run, uint64_t position);

/* ---- writing ---- */

/* Rows that are being made, in memory. */
struct run_blocks {
    struct jx_arena arena;
    struct run_block *list;
    uint32_t count, room;
    struct jx_buffer results, one; /* of all rows; of the result at hand */
};
struct run_block {
    uint64_t first; /* position */
    uint32_t there; /* a bit for each */
    size_t at, len; /* in `results` */
};

void run_blocks_init(struct run_blocks *b);
void run_blocks_clear(struct run_blocks *b);
/* Positions rise. `first` is how it was judged first. */
jx_status run_blocks_add(struct run_blocks *b, const struct store_rescored *r,
                         const struct store_first *first);
/* Behind what the run has already. `room` is overwritten. */
jx_status run_blocks_store(const struct run_blocks *b, struct kv_tx *tx, uint64_t run,
                           struct jx_buffer room[2]);

/* ---- reading ---- */

/* The results of a row, one after another. */
struct block_reader {
    uint64_t first;
    uint32_t left; /* bits still to come */
    struct jx_slice rest;
};
/* JX_E_CORRUPT. */
jx_status block_open(struct jx_slice body, uint64_t first, struct block_reader *out);
/* Over what is still in memory. */
struct block_reader run_blocks_read(const struct run_blocks *b, uint32_t index);
/* False at the end; *result of length 0 where the row is not of its shape. */
bool block_next(struct block_reader *b, uint64_t *position, struct jx_slice *result);

/* `first` NULL: neither what it adds nor classes. `a` NULL: neither classes nor findings. Else they
 * come from it, but for the names of classes that are the first judgement's. JX_E_CORRUPT. */
jx_status rescored_read(struct jx_slice result, uint64_t position, const struct store_first *first,
                        struct jx_arena *a, struct store_rescored *out);
/* A document's result in a run. JX_E_NOT_FOUND: it is the first one. */
jx_status rescored_get(struct kv_tx *tx, uint64_t run, uint64_t position,
                       const struct store_first *first, struct jx_arena *a,
                       struct store_rescored *out);

#endif
