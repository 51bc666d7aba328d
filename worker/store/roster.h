/* What a table of documents is filtered and sorted by, kept in memory beside the store: read once,
 * and then what became another one since. It follows from the store alone, and is this process's
 * own. */
#ifndef JX_STORE_ROSTER_H
#define JX_STORE_ROSTER_H

#include "../../proto/kv/kv.h"
#include "runs.h"
#include "store.h"

enum { ROSTER_DOCUMENTS_MAX = 2000000 }; /* some 250 bytes each */

struct roster_word {
    struct jx_slice text, key; /* key: jx_name_key() of it */
};

struct roster_entry {
    uint64_t position;
    int64_t claimed, computed; /* millionths; INT64_MAX: none */
    uint32_t year, errors, explains;
    int32_t day;          /* when it came, as jx_china_day() counts; -1: it revises another one */
    uint8_t state, grade; /* grade: enum jx_grade */
    bool judged;
    const struct roster_word *form, *unit, *unit_name;
    struct roster_word project;
    const struct roster_word **rules; /* that found something, each once */
    uint32_t rule_count;
};

struct roster {
    struct jx_arena arena, scratch; /* scratch: of what an entry is made from */
    void *words;                    /* of <search.h> */
    struct roster_entry *items;     /* by position */
    uint32_t count, room;
    uint64_t position; /* what it is true for; 0: it is empty, or not read to its end yet */
    /* While it is read for the first time: documents up to `read` are there, those up to `begun`
     * are to be, as they were at that position or later. */
    uint64_t begun, read;
    /* Runs whose results it shows. */
    struct store_year_pack live[STORE_YEAR_PACKS_MAX];
    uint32_t live_count;
};

void roster_init(struct roster *s);
void roster_clear(struct roster *s);
/* Brings it to what the transaction sees, which is at `position`. JX_E_ROWS: there are too many
 * documents; JX_E_NO_MEMORY ...: it is empty then. Reads every document the first time, later a few
 * index entries for each unit and what has changed. */
jx_status roster_refresh(struct roster *s, struct kv_tx *tx, uint64_t position);
/* Reads at most `most` documents of those that the first roster_refresh() would have to read; *more
 * says whether some are left. The same outcomes. */
jx_status roster_begin(struct roster *s, struct kv_tx *tx, uint64_t position, uint32_t most,
                       bool *more);

#endif
