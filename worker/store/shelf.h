/* What a table of documents is filtered and sorted by, kept in memory beside the store: read once,
 * and then what became another one since. It follows from the store alone, and is this process's
 * own. */
#ifndef JX_STORE_SHELF_H
#define JX_STORE_SHELF_H

#include "../../proto/kv/kv.h"
#include "store.h"

enum { SHELF_DOCUMENTS_MAX = 2000000 }; /* some 200 bytes each */

struct shelf_word {
    struct jx_slice text, key; /* key: jx_name_key() of it */
};

struct shelf_entry {
    uint64_t position;
    int64_t claimed, computed; /* millionths; INT64_MAX: none */
    uint32_t year, errors, explains;
    int32_t day;          /* when it came, as jx_china_day() counts; -1: it revises another one */
    uint8_t state, grade; /* grade: enum jx_grade */
    bool judged;
    const struct shelf_word *form, *unit, *unit_name;
    struct shelf_word project;
};

struct shelf {
    struct jx_arena arena;
    void *words;               /* of <search.h> */
    struct shelf_entry *items; /* by position */
    uint32_t count, room;
    uint64_t position; /* what it is true for; 0: it is empty */
};

void shelf_init(struct shelf *s);
void shelf_clear(struct shelf *s);
/* Brings it to what the transaction sees, which is at `position`. JX_E_ROWS: there are too many
 * documents; JX_E_NO_MEMORY ...: it is empty then. Reads every document the first time, later a few
 * index entries for each unit and what has changed. */
jx_status shelf_refresh(struct shelf *s, struct kv_tx *tx, uint64_t position);

#endif
