/* The store's tables: how their keys sort, what stands in their rows, and the checksum every row
 * carries.
 *
 *   row       version byte 2, checksum (16 bytes of SipHash over table, key and body), body; with
 *             version byte 1 it is of BLAKE2b-256: the state of older stores, to be read once
 *   content   version byte 1 and the bytes, or 2 and the bytes compressed by the first dictionary;
 *             the document's id, or the act's, is the checksum of the bytes as they were sent
 * Bodies are MessagePack arrays, but for those of cards, scores and lines (packed.h), which are
 * read by the million. Numbers in keys are big-endian; texts in keys have their NULs doubled up
 * with FF and end with two NULs, so that keys sort as their parts do. */
#ifndef JX_STORE_ROWS_H
#define JX_STORE_ROWS_H

#include "../../proto/kv/kv.h"
#include "../../proto/wire/master.h"
#include "store.h"

/* X(name, table): the key, and what its row holds. */
#define STORE_TABLES(X)                                                                            \
    X(META, "meta")             /* "state": the journal, the position and the format */            \
    X(DOCUMENTS, "documents")   /* position: what never changes about a submission */              \
    X(CONTENTS, "contents")     /* position: a submission's or a pack's bytes */                   \
    X(RESULTS, "results")       /* position: what became of it, and what it adds */                \
    X(FINDINGS, "findings")     /* position: what the judge found, and what was answered */        \
    X(IDS, "ids")               /* id: position */                                                 \
    X(LINES, "lines")           /* position of its first: which versions count, and the newest */  \
    X(VERSIONS, "versions")     /* line, position: nothing more */                                 \
    X(KEYS, "keys")             /* column, document key's hash: position of the one that counts */ \
    X(UNITS, "units")           /* unit, position: nothing more */                                 \
    X(AGGREGATES, "aggregates") /* year, form, period, scope, unit, column: the sums */            \
    X(BREAKDOWN, "breakdown")   /* likewise, kind of detail, name: the sums by class and rule */   \
    X(DUES, "dues")             /* like expected: what became of it */                             \
    X(PROGRESS, "progress")     /* year, form, period, unit: the sums of those below it */         \
    X(CARDS, "cards")           /* year, position: all that a run needs of a document */           \
    X(RUNS, "runs")             /* year, position: a run over it, and how far it is */             \
    X(SCORES, "scores")     /* run, position: results from there on that differ from the first */  \
    X(RUN_SUMS, "run_sums") /* run, then as in aggregates: by how much those differ */             \
    X(RUN_BREAKDOWN, "run_breakdown") /* likewise */                                               \
    X(NAMES, "names")                 /* unit: its printed name, and where that was printed */     \
    X(PACKS, "packs")                 /* position: an activated pack */                            \
    X(ACTS, "acts")               /* position: the entry of every record that is not a document */ \
    X(DECISIONS, "decisions")     /* position: what a decision led to */                           \
    X(ENROLMENTS, "enrolments")   /* key, position: whose key an act on keys made it */            \
    X(DELEGATIONS, "delegations") /* from whom, to whom: the last one */                           \
    X(HISTORY, "history")         /* document's position, decision's position: nothing more */     \
    X(EVENTS, "events")           /* unit, position, document's position: what it became there */  \
    X(YEARS, "years")             /* year: closed or not, and by whom */                           \
    X(TREE, "tree")               /* unit, year from which it holds: a row of units */             \
    X(PROJECTS, "projects")       /* year, code */                                                 \
    X(CODES, "codes")             /* year, kind, code */                                           \
    X(EXPECTED, "expected")       /* year, form, period, unit, project */                          \
    X(EXCEPTIONS, "exceptions")   /* year, form, period, unit */                                   \
    X(ALIASES, "aliases")         /* unit or project, name */                                      \
    X(INDICATORS, "indicators")   /* year, level 3, sector */                                      \
    X(WAITING, "waiting")     /* year, form, period, unit, position: they came and count not */    \
    X(SPELLINGS, "spellings") /* by list or alias, year, name, row: code */                        \
    X(UNMATCHED, "unmatched") /* year, position: nobody knows its project, or unit */              \
    X(COUNTED, "counted")     /* year, unit, form, position: id of a version that counts */

enum table {
#define X(id, name) TABLE_##id,
    STORE_TABLES(X)
#undef X
        TABLE_COUNT
};
extern const char *const table_names[TABLE_COUNT];
extern const struct kv_form store_form;

/* ---- keys ---- */

struct key {
    char bytes[KV_KEY_MAX];
    size_t len;
};

static inline struct jx_slice key_slice(const struct key *k)
{
    return jx_slice_at(k->bytes, k->len);
}

/* Each appends; together at most KV_KEY_MAX bytes. */
void key_put_byte(struct key *k, uint8_t n);
void key_put_year(struct key *k, uint32_t year);
void key_put_position(struct key *k, uint64_t n);
void key_put_text(struct key *k, struct jx_slice text);
/* The end of another key, as it stands there. */
void key_put_rest(struct key *k, struct jx_slice rest);
/* Without the two NULs at the end: where every text that begins so starts. */
void key_put_prefix(struct key *k, struct jx_slice text);
struct key key_of_position(uint64_t n);
struct key key_of_unit(struct jx_slice unit);
/* False when the key does not begin so; *key moves behind what was read. The text is at most `room`
 * long. */
bool key_get_byte(struct jx_slice *key, uint8_t *n);
bool key_get_year(struct jx_slice *key, uint32_t *year);
bool key_get_position(struct jx_slice *key, uint64_t *n);
bool key_get_text(struct jx_slice *key, char *text, size_t room, size_t *len);

/* Of what aggregates are the sums. Numbers are kept for ever. */
enum column {
    COLUMN_RECEIVED = 0, /* newest versions that are not rejected, returned, withdrawn ... */
    COLUMN_APPROVED = 1, /* last approved versions */
    COLUMN_STATES = 2,   /* every version: one for each state, by its number */
    COLUMN_COUNT
};
/* Over what they go. */
enum scope {
    SCOPE_TREE = 0, /* the unit and everything below it; unit "": the whole county */
    SCOPE_OWN = 1,  /* the unit alone */
};

/* Appended to what a run's keys begin with. */
void key_put_aggregate(struct key *k, uint32_t year, struct jx_slice form, struct jx_slice period,
                       enum scope scope, struct jx_slice unit, enum column column);
struct key key_of_aggregate(uint32_t year, struct jx_slice form, struct jx_slice period,
                            enum scope scope, struct jx_slice unit, enum column column);
struct key key_of_version(uint64_t line, uint64_t position);
/* Who counts under a document key; column RECEIVED or APPROVED. */
struct key key_of_holder(enum column column, const struct jx_hash *key);
/* Of a row of master data, from its cells. */
struct key key_of_master(enum jx_master table, uint32_t year, const struct jx_slice *cells);
/* Where the table's rows of a year begin; of all when it is not by year. */
struct key key_of_master_year(enum jx_master table, uint32_t year);
/* Before it come the rows of a unit that hold from `year` or earlier. */
struct key key_behind_unit(struct jx_slice unit, uint32_t year);
/* Where the versions begin that came for that place and do not count; and its row of progress. */
struct key key_of_place_due(uint32_t year, struct jx_slice form, struct jx_slice period,
                            struct jx_slice unit);
/* Of a version that counts; with position 0: where those of the unit and form begin. */
struct key key_of_counted(uint32_t year, struct jx_slice unit, struct jx_slice form,
                          uint64_t position);
struct key key_of_event(struct jx_slice unit, uint64_t position, uint64_t document);

/* ---- rows ---- */

/* Seals and writes a body. `room` is overwritten. */
jx_status row_put(struct kv_tx *tx, enum table t, struct jx_slice key, struct jx_slice body,
                  struct jx_buffer *room);
/* JX_E_NOT_FOUND; JX_E_CORRUPT when the checksum does not match; JX_E_VERSION. */
jx_status row_get(struct kv_tx *tx, enum table t, struct jx_slice key, struct jx_slice *body);
/* The body of a value that a cursor stands on. JX_E_CORRUPT, JX_E_VERSION. */
jx_status row_open(enum table t, struct jx_slice key, struct jx_slice value, struct jx_slice *body);
/* For rows that must be there: JX_E_NOT_FOUND becomes JX_E_CORRUPT. */
jx_status row_must(jx_status rc);

/* Raised whenever what stands in a row, or what the fold makes of a record, changes: opening a
 * store of an older format empties it, and the workers fold the journal again. */
enum { STORE_FORMAT = 17 };

struct row_state {
    uint64_t format; /* STORE_FORMAT, or older; state_put() writes it as STORE_FORMAT */
    uint64_t position;
    uint8_t journal[JX_JOURNAL_ID_BYTES];
};
/* All zero when nothing was folded yet. */
jx_status state_get(struct kv_tx *tx, struct row_state *out);
jx_status state_put(struct kv_tx *tx, const struct row_state *s, struct jx_buffer room[2]);

/* A submission, as it came. */
struct row_document {
    struct jx_hash id, parent;
    bool has_parent;
    int64_t time_ms;
    uint8_t principal[JX_KEY_BYTES];
    bool in_place_of; /* of `person` */
    uint8_t person[JX_KEY_BYTES];
    struct jx_slice form, period, unit, unit_name, project_name; /* borrow from the row */
    uint32_t year;
};
jx_status document_get(struct kv_tx *tx, uint64_t position, struct row_document *out);
jx_status document_read(struct jx_slice body, struct row_document *out);
jx_status document_put(struct kv_tx *tx, uint64_t position, const struct row_document *d,
                       struct jx_buffer room[2]);

/* How a document was judged first, where a run's result is laid over it. */
struct row_own {
    struct jx_outcome outcome;
    int64_t adds[JX_STORE_ADDS];
};

/* What became of it. Versions of one document form a line: the first one, and everything that
 * revises it, directly or not. */
struct row_result {
    struct jx_outcome outcome;
    uint64_t line;     /* position of the line's first document; its own when it begins one */
    uint64_t base;     /* the line's newest accepted version when it came; 0 when there was none */
    uint64_t approved; /* position of the decision that approved it; 0 */
    uint64_t accepted; /* likewise of its department's, while nobody has undone it; 0 */
    bool adjustable;   /* an approved target that may be revised once */
    bool matched;      /* its project is one of the county's list, or an officer has said which */
    bool unit_asked;   /* the unit that it prints is not known for certain to be its own */
    struct jx_slice unit, project; /* what it counts for now; borrow from the row */
    int64_t adds[JX_STORE_ADDS];
    uint32_t year;
    /* Not in the row: */
    uint64_t scored_by; /* the run whose result outcome and adds show; 0: the first judgement's */
    bool full;          /* and that judged in full */
    struct row_own own; /* the first judgement's, then */
};
/* With the year's live run laid over it. */
jx_status result_get(struct kv_tx *tx, uint64_t position, struct row_result *out);
jx_status result_read(struct jx_slice body, struct row_result *out);
jx_status result_put(struct kv_tx *tx, uint64_t position, const struct row_result *r,
                     struct jx_buffer room[2]);
/* The hash over (year, form, period, unit, project) under which it counts. */
struct jx_hash document_key(const struct row_document *d, const struct row_result *r);

struct row_line {
    uint64_t received, approved; /* the version that counts in each column; 0: none does */
    uint64_t tip; /* the newest version that was accepted and not withdrawn: what a revision has to
                     name as its parent; 0: none */
};
/* All zero when there is no such row. */
jx_status line_get(struct kv_tx *tx, uint64_t line, struct row_line *out);
jx_status line_read(struct jx_slice body, struct row_line *out);
jx_status line_put(struct kv_tx *tx, uint64_t line, const struct row_line *l,
                   struct jx_buffer room[2]);

jx_status findings_read(struct jx_slice body, struct jx_arena *a, struct store_finding **out,
                        uint32_t *count);
/* None when there is no such row. */
jx_status findings_get(struct kv_tx *tx, uint64_t position, struct jx_arena *a,
                       struct store_finding **out, uint32_t *count);
void findings_write(struct jx_buffer *b, const struct store_finding *findings, uint32_t count);
jx_status findings_put(struct kv_tx *tx, uint64_t position, const struct store_finding *findings,
                       uint32_t count, struct jx_buffer room[2]);

struct row_decision {
    struct jx_outcome outcome; /* its own: what the target became, or why nothing happened */
    uint64_t target;           /* the document's position; 0 when there is none */
};
/* Acts that are kept whole, with what they led to: decisions and master data. */
bool has_decision_row(enum jx_act kind);
jx_status decision_read(struct jx_slice body, struct row_decision *out);
jx_status decision_put(struct kv_tx *tx, uint64_t position, const struct row_decision *d,
                       struct jx_buffer room[2]);

struct row_year {
    uint64_t closed; /* position of the decision that closed it; 0: open */
    uint64_t asked;  /* position of a decision to open it again, that a second person has to join */
    uint8_t asker[JX_KEY_BYTES];
    uint64_t by_tree; /* position of the decision that approval follows the tree; 0: it does not */
    uint64_t run;     /* the run whose results are live; 0: the first judgements are */
};
jx_status year_get(struct kv_tx *tx, uint32_t year, struct row_year *out);
jx_status year_read(struct jx_slice body, struct row_year *out);
jx_status year_put(struct kv_tx *tx, uint32_t year, const struct row_year *y,
                   struct jx_buffer room[2]);

struct row_event {
    enum jx_state state; /* what the document became */
    uint64_t act;        /* kind of the record that made it so */
};
jx_status event_read(struct jx_slice body, struct row_event *out);
jx_status event_put(struct kv_tx *tx, struct jx_slice key, const struct row_event *e,
                    struct jx_buffer room[2]);

/* The table of the store in which a table of master data is kept. */
enum table table_of_master(enum jx_master table);
struct row_master {
    uint64_t position;                            /* of the act that brought it */
    struct jx_slice cells[JX_MASTER_COLUMNS_MAX]; /* borrow from the row */
};
jx_status master_read(enum jx_master table, struct jx_slice body, struct row_master *out);
jx_status master_get(struct kv_tx *tx, enum jx_master table, struct jx_slice key,
                     struct row_master *out);
jx_status master_put(struct kv_tx *tx, enum jx_master table, struct jx_slice key,
                     const struct row_master *m, struct jx_buffer room[2]);

/* Rows that hold one position: ids and keys. */
jx_status position_get(struct kv_tx *tx, enum table t, struct jx_slice key, uint64_t *out);
jx_status position_read(struct jx_slice body, uint64_t *out);
jx_status position_put(struct kv_tx *tx, enum table t, struct jx_slice key, uint64_t position,
                       struct jx_buffer room[2]);

struct row_name {
    struct jx_slice name; /* borrows from the row */
    uint64_t position;
};
jx_status name_read(struct jx_slice body, struct row_name *out);
jx_status name_put(struct kv_tx *tx, struct jx_slice unit, const struct row_name *n,
                   struct jx_buffer room[2]);

/* Rows that are so many sums. */
jx_status sums_read(struct jx_slice body, uint32_t width, int64_t *sums);
jx_status sums_put(struct kv_tx *tx, enum table t, struct jx_slice key, uint32_t width,
                   const int64_t *sums, struct jx_buffer room[2]);
/* The same of sums that may need more than 64 bits, as a run's differences may; those that need no
 * more are written alike, so that either reads them. */
jx_status wide_sums_read(struct jx_slice body, uint32_t width, jx_int128 *sums);
jx_status wide_sums_put(struct kv_tx *tx, enum table t, struct jx_slice key, uint32_t width,
                        const jx_int128 *sums, struct jx_buffer room[2]);

/* ---- contents.c: what was sent, compressed ---- */

/* From the arena, checked against the hash it must have: JX_E_CORRUPT. */
jx_status content_get(struct kv_tx *tx, uint64_t position, const struct jx_hash *id,
                      struct jx_arena *a, struct jx_slice *out);
/* The value comes from content_pack(). */
jx_status content_put(struct kv_tx *tx, uint64_t position, struct jx_slice value);

#endif
