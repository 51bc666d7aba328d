/* Sums by key, those of one table: what a batch changes of them, or all of them counted again.
 * Knows neither documents nor units. */
#ifndef JX_STORE_LEDGER_H
#define JX_STORE_LEDGER_H

#include "rows.h"

struct ledger_cell {
    struct jx_slice key;
    bool loaded;      /* what its row held before is in it */
    jx_int128 sums[]; /* wide enough for any number of documents in between */
};

struct ledger {
    enum table table;
    uint32_t width; /* sums in a row, at most LEDGER_WIDTH_MAX */
    struct jx_arena arena;
    struct ledger_cell **cells; /* in the order of their keys */
    size_t count, room;
};
enum { LEDGER_WIDTH_MAX = JX_STORE_ADDS };

void ledger_init(struct ledger *l, enum table table, uint32_t width);
void ledger_clear(struct ledger *l); /* empty again; may be called twice */

/* Cells begin with what their rows hold in the store, or with nothing. */
enum start { START_STORED, START_EMPTY };

/* Adds (sign 1) or takes away (sign -1) `width` sums. JX_OK, JX_E_NO_MEMORY, or what reading
 * returns. */
jx_status ledger_add(struct ledger *l, struct kv_tx *tx, enum start start, const struct key *k,
                     const int64_t *sums, int sign);
jx_status ledger_add_wide(struct ledger *l, struct kv_tx *tx, enum start start, const struct key *k,
                          const jx_int128 *sums, int sign);
/* Whether what stands under the key fits 64 bits, as all sums do that anybody is shown. */
bool ledger_fits(const struct ledger *l, const struct key *k);
/* The last cell that does not; NULL: all fit. */
const struct ledger_cell *ledger_unfit(const struct ledger *l);
/* Writes the cells as the rows' new values. One that is all zero leaves no row, so that the rows
 * depend only on what counts. */
jx_status ledger_store(const struct ledger *l, struct kv_tx *tx, struct jx_buffer room[2]);

bool ledger_is_zero(const struct ledger *l, const struct ledger_cell *c);

#endif
