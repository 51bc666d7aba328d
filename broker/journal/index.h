/* Where acts are found by their id: the table of ids on disk, up to a position for each part of all
 * ids, and what came later in memory (recent.h).
 *
 * The row "indexed" of the table meta has these positions, 8 bytes each, big-endian, and their
 * hash: a position that is too high would hide an act from the search for duplicates. */
#ifndef JX_JOURNAL_INDEX_H
#define JX_JOURNAL_INDEX_H

#include "inside.h"

/* 1: every id in the table with its act; 2: records in a table of their own. New groups of an older
 * journal are of this format, behind those it has. */
enum { JOURNAL_FORMAT = 3 };

/* What an opened journal knows of its index: reads the row. A journal of format 1 has none, since
 * it put every id into the table with its act. JX_E_CORRUPT. */
jx_status index_read(struct journal *j, struct kv_tx *tx);
/* Finds the acts that are not in the table: reads their records. */
jx_status index_gather(struct journal *j, struct kv_tx *tx);
/* The row of an empty journal. */
jx_status index_begin(struct kv_tx *tx);

/* JX_E_NOT_FOUND when no act has that id. In a transaction begun before, what was indexed since is
 * not seen: so this looks at the memory first and lets the caller begin the transaction after that.
 */
bool index_find_recent(struct journal *j, const struct jx_hash *id, uint64_t *position);
jx_status index_find(struct kv_tx *tx, const struct jx_hash *id, uint64_t *position);
/* Whether the table has to have the id of the act at `position`. */
bool index_holds(const struct journal *j, const struct jx_hash *id, uint64_t position);

/* Ids on their way into the table, in a transaction; index_moved() once that is written. */
struct index_move {
    bool made; /* anything at all */
    bool parts[RECENT_PARTS];
    uint64_t upto[RECENT_PARTS];
};
/* Puts the fullest part there, when it has at least `least` ids (more than 0). */
jx_status index_move_some(struct journal *j, struct kv_tx *tx, uint32_t least,
                          struct index_move *m);
jx_status index_move_all(struct journal *j, struct kv_tx *tx, struct index_move *m);
void index_moved(struct journal *j, const struct index_move *m);

#endif
