/* What fsck's files share: the walk's state, how a difference is reported, and what every check
 * reads. */
#ifndef JX_STORE_FSCK_H
#define JX_STORE_FSCK_H

#include "inside.h"
#include "tally.h"

struct fsck {
    struct kv_tx *tx;
    struct row_state state;
    struct tally tally;           /* recounted from the documents that count */
    const struct ledger *recount; /* the part of it that is being compared with its table, */
    size_t next_cell;             /* and how far */
    uint64_t documents, differences;
    uint64_t rows_of_acts, rows_of_tables; /* of master data: found as their acts have them, met */
    uint64_t spellings, spelling_rows;     /* names that projects are found by, and their rows */
    uint64_t dues, expected;
    struct tally runs; /* what runs would change, recounted */
    store_dump_line *report;
    void *to;
    jx_status
        stopped; /* what ends the walk: no memory, a failed read, a report that was not taken */
};

/* Reports "table key: sentence". */
void fsck_report(struct fsck *f, enum table t, struct jx_slice key, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Whether a row was read. Reports one that is missing or damaged; anything else stops the walk. */
bool fsck_read(struct fsck *f, jx_status rc, enum table t, struct jx_slice key);

/* Whether the key is a position and nothing else; reports one that is not. */
bool fsck_position(struct fsck *f, enum table t, struct jx_slice key, uint64_t *position);
/* Whether an optional row is there; damage is reported when its own table is walked. */
bool fsck_is_there(struct fsck *f, enum table t, struct jx_slice key);
/* Reports a row that has to be there and is not. */
void fsck_mark(struct fsck *f, enum table t, const struct key *k);
/* Reads content, whose hash has to be the id; from the arena. False where it could not be read,
 * which is reported. */
bool fsck_read_content(struct fsck *f, uint64_t position, const struct jx_hash *id,
                       struct jx_arena *a, struct jx_slice *content);
/* The same for content that is needed no further. */
void fsck_content(struct fsck *f, uint64_t position, const struct jx_hash *id);

/* Calls `check` with every row of the table, in order, whose checksum holds, and reports the
 * others. Contents, which have none, come with their whole value. */
typedef void fsck_check(struct fsck *f, struct jx_slice key, struct jx_slice body);
void fsck_walk(struct fsck *f, enum table t, fsck_check *check);
/* A table and what is demanded of its rows. */
struct fsck_table {
    enum table table;
    fsck_check *check;
};

/* Documents, table by table (fsck_rows.c). Fills the tally. */
void fsck_rows(struct fsck *f);
/* What is no document (fsck_acts.c), and that no position is missing. */
void fsck_acts(struct fsck *f);

/* Compares a table of sums with its recount (fsck_sums.c). */
void fsck_sums(struct fsck *f, const struct ledger *recount);

/* Runs (fsck_runs.c): cards, runs, their results and sums. */
void fsck_runs(struct fsck *f);

/* Master data (fsck_master.c): the rows an act brought, then every row and late document. */
void fsck_master_act(struct fsck *f, uint64_t position, struct jx_slice content);
void fsck_master_tables(struct fsck *f);

#endif
