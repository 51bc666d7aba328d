/* The store's tables: how their keys sort, what stands in their rows, and the checksum every row
 * carries.
 *
 *   row       version byte 1, checksum (16 bytes of BLAKE2b-256 over table, key and body), body
 *   content   version byte 1, the bytes; the document's id, or the act's, is their checksum
 * Bodies are MessagePack arrays. Numbers in keys are big-endian; texts in keys have their NULs
 * doubled up with FF and end with two NULs, so that keys sort as their parts do. */
#ifndef JX_STORE_ROWS_H
#define JX_STORE_ROWS_H

#include "../../proto/kv/kv.h"
#include "store.h"

/* X(name, table): the key, and what its row holds. */
#define STORE_TABLES(X)                                                                            \
    X(META, "meta")             /* "state": the journal, the position and the format */            \
    X(DOCUMENTS, "documents")   /* position: what never changes about a submission */              \
    X(CONTENTS, "contents")     /* position: a submission's or a pack's bytes */                   \
    X(RESULTS, "results")       /* position: what became of it, and what it adds */                \
    X(IDS, "ids")               /* id: position */                                                 \
    X(KEYS, "keys")             /* document key's hash: position of the one that counts */         \
    X(UNITS, "units")           /* unit, position: nothing more */                                 \
    X(AGGREGATES, "aggregates") /* year, form, period, level, unit: the sums */                    \
    X(NAMES, "names")           /* unit: its printed name, and where that was printed */           \
    X(PACKS, "packs")           /* position: an activated pack */                                  \
    X(ACTS, "acts")             /* position: the entry of every record that is not a document */

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

enum {
    LEVEL_COUNTY = 0,
    LEVEL_UNIT = 1
}; /* of aggregates; numbers in between and above are free */

struct key key_of_aggregate(uint32_t year, struct jx_slice form, struct jx_slice period,
                            uint8_t level, struct jx_slice unit);

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
enum { STORE_FORMAT = 1 };

struct row_state {
    uint64_t format; /* STORE_FORMAT, or older; state_put() writes it as STORE_FORMAT */
    uint64_t position;
    uint8_t journal[JX_JOURNAL_ID_BYTES];
};
/* All zero when nothing was folded yet. */
jx_status state_get(struct kv_tx *tx, struct row_state *out);
jx_status state_put(struct kv_tx *tx, const struct row_state *s, struct jx_buffer room[2]);

/* Versions of one document form a line: the first one, and everything that revises it, directly or
 * not. At most one of a line counts. */
struct row_document {
    struct jx_hash id, parent;
    bool has_parent;
    int64_t time_ms;
    uint8_t principal[JX_KEY_BYTES];
    struct jx_slice form, period, unit, unit_name, project_name; /* borrow from the row */
    uint32_t year;
    uint64_t line; /* position of the line's first document; its own when it begins one */
    uint64_t base; /* position of the version it was made from: the nearest one before it that
                      counted; 0 when none did */
};
jx_status document_get(struct kv_tx *tx, uint64_t position, struct row_document *out);
jx_status document_read(struct jx_slice body, struct row_document *out);
jx_status document_put(struct kv_tx *tx, uint64_t position, const struct row_document *d,
                       struct jx_buffer room[2]);

struct row_result {
    struct jx_outcome outcome;
    bool counted; /* once, or still */
    bool has_key; /* not for rejected ones */
    struct jx_hash key;
    bool has_successor;
    struct jx_hash successor;
    uint64_t
        head; /* of the first in a line: the position of the one that counts; 0 when none does */
    int64_t adds[JX_STORE_ADDS];
};
jx_status result_get(struct kv_tx *tx, uint64_t position, struct row_result *out);
jx_status result_read(struct jx_slice body, struct row_result *out);
jx_status result_put(struct kv_tx *tx, uint64_t position, const struct row_result *r,
                     struct jx_buffer room[2]);

/* Rows that hold one position: ids and keys. */
jx_status position_get(struct kv_tx *tx, enum table t, const struct jx_hash *key, uint64_t *out);
jx_status position_read(struct jx_slice body, uint64_t *out);
jx_status position_put(struct kv_tx *tx, enum table t, const struct jx_hash *key, uint64_t position,
                       struct jx_buffer room[2]);

struct row_name {
    struct jx_slice name; /* borrows from the row */
    uint64_t position;
};
jx_status name_read(struct jx_slice body, struct row_name *out);
jx_status name_put(struct kv_tx *tx, struct jx_slice unit, const struct row_name *n,
                   struct jx_buffer room[2]);

jx_status adds_read(struct jx_slice body, int64_t adds[JX_STORE_ADDS]);
jx_status adds_put(struct kv_tx *tx, struct jx_slice key, const int64_t adds[JX_STORE_ADDS],
                   struct jx_buffer room[2]);

/* Bytes that are checked against the hash they must have: JX_E_CORRUPT. */
jx_status content_get(struct kv_tx *tx, uint64_t position, const struct jx_hash *id,
                      struct jx_slice *out);
jx_status content_put(struct kv_tx *tx, uint64_t position, struct jx_slice content,
                      struct jx_buffer *room);

#endif
