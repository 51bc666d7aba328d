/* The store that all workers share: in memory, with the fold's promises and a disk that can fail,
 * or the real one in a temporary folder. */
#ifndef TEST_SIM_STORE_H
#define TEST_SIM_STORE_H

#include "dice.h"
#include "journal.h"
#include "model.h"
#include "trouble.h"

#include "../../worker/store/runs.h"

struct sim_aggregate {
    struct model_cell cell;
    int64_t adds[MODEL_COLUMNS][JX_STORE_ADDS];
};

struct sim_store {
    struct store *real; /* NULL: everything below is the store */
    char dir[64];
    struct model model;
    struct sim_aggregate *aggregates; /* kept up to date change by change, as the real store does */
    uint32_t aggregate_count, aggregate_room;
    uint8_t journal[JX_JOURNAL_ID_BYTES];
    uint64_t position;
    uint64_t durable; /* the position that the machine's crash leaves */
    /* What is wrong with the disk. */
    struct trouble write_trouble, read_trouble;
    uint64_t folds;
    char behind[80]; /* a copy of the real store as its disk has it; "": it has all */
};

/* How a fold ends that a crash interrupts. */
enum fold_end { FOLD_WHOLE, FOLD_CUT_BEFORE, FOLD_CUT_AFTER };

/* False when no folder could be made. */
bool sim_store_init(struct sim_store *st, bool real);
void sim_store_clear(struct sim_store *st);
/* Fails as store_position() would. */
jx_status sim_store_position(struct sim_store *st, uint64_t *out);
void sim_store_journal(struct sim_store *st, uint8_t journal[JX_JOURNAL_ID_BYTES]);
/* As store_fold(). With FOLD_CUT_... the process dies during the call and its result is void; where
 * a fault lives in the order of two writes, the dice say between which of them. */
jx_status sim_store_fold(struct sim_store *st, struct dice *dice, enum fold_end end,
                         const uint8_t journal[JX_JOURNAL_ID_BYTES], const struct store_item *items,
                         uint32_t count, struct jx_outcome *outcomes);
/* Makes it again from the journal's first `last` records, as it was then: what was not synced is
 * gone, an older copy is put back, or a new one is begun (`last` is 0). The real store, which loses
 * nothing here, can only be begun anew. False when that fails. */
bool sim_store_revert(struct sim_store *st, const struct sim_journal *j, uint64_t last);
/* What the store answers about a document. */
struct sim_found {
    struct jx_outcome outcome;
    uint64_t position, approved;
    char unit[JX_UNIT_CODE_MAX + 1], project[JX_PROJECT_KEY_MAX + 1];
};
/* JX_E_NOT_FOUND when it is not stored. */
jx_status sim_store_find(struct sim_store *st, const struct jx_hash *id, struct sim_found *out);
/* The same, as somebody sees it whose question meets no trouble. */
jx_status sim_store_look(struct sim_store *st, const struct jx_hash *id, struct sim_found *out);
jx_status sim_store_decision(struct sim_store *st, uint64_t position, struct jx_outcome *out);
/* Whether a crash of the machine takes something away that was folded; and takes it away. */
bool sim_store_can_lose(const struct sim_store *st, const struct sim_journal *j);
bool sim_store_lose(struct sim_store *st, const struct sim_journal *j);
/* As store_slice_commit(); `end` as of sim_store_fold(). */
jx_status sim_store_commit(struct sim_store *st, struct dice *dice, enum fold_end end,
                           const struct store_slice *r);
/* Compares with what the journal says it must hold. NULL, or what differs. */
const char *sim_store_compare(struct sim_store *st, const struct model *want);
/* Whether the real store, made anew from the journal, is the same row by row. NULL, or why not. */
const char *sim_store_rebuild(struct sim_store *st, const struct sim_journal *j);
void sim_store_repair(struct sim_store *st);

#endif
