/* What the journal's own files share and no other folder sees: its tables, and reading from them.
 *
 *   records  position            -> record
 *   ids      id                  -> position; not of the latest (index.h)
 *   groups   first position      -> [group bin, signature bin64, leaves bin]
 *   acts     position            -> nothing; the records that are not submissions
 *   meta     "format", "journal", "indexed" -> version; the journal's random id; index.h
 *
 * Positions in keys are big-endian, so that their order is the journal's. */
#ifndef JX_JOURNAL_INSIDE_H
#define JX_JOURNAL_INSIDE_H

#include "../../proto/kv/kv.h"
#include "journal.h"
#include "recent.h"

#define JOURNAL_TABLES(X)                                                                          \
    X(RECORDS, "records")                                                                          \
    X(IDS, "ids")                                                                                  \
    X(GROUPS, "groups")                                                                            \
    X(ACTS, "acts")                                                                                \
    X(META, "meta")

enum table {
#define X(id, name) TABLE_##id,
    JOURNAL_TABLES(X)
#undef X
        TABLE_COUNT
};

struct journal {
    struct kv *kv;
    const struct jx_sign_keys *sign;
    uint8_t format; /* the file's */
    uint8_t id[JX_JOURNAL_ID_BYTES];
    uint64_t
        indexed[RECENT_PARTS]; /* up to where the table of ids is complete, by part of the ids */
    struct recent *recent;     /* ids behind that */
    struct jx_hash head;       /* of the chain */
    uint64_t last;             /* read by other threads */
    int64_t last_ms;
};

/* Format, the journal's id, and how far its index goes, as the transaction sees them. JX_E_CORRUPT,
 * JX_E_VERSION. */
jx_status journal_read_meta(struct journal *j, struct kv_tx *tx);

struct position_key {
    uint8_t bytes[8];
};
struct position_key key_of(uint64_t position);
static inline struct jx_slice key_slice(const struct position_key *k)
{
    return jx_slice_at(k->bytes, sizeof k->bytes);
}
/* False when the slice is no position. */
bool position_of(struct jx_slice s, uint64_t *position);

struct stored_group {
    struct jx_slice bytes;
    struct jx_group group;
    uint8_t signature[JX_SIGNATURE_BYTES];
    struct jx_slice
        leaves; /* of its records: what each of them is checked against when it is read */
};
/* JX_E_CORRUPT when the value is no group that begins at the position its key says. */
jx_status group_decode(struct jx_slice key, struct jx_slice value, struct stored_group *out);
/* The group that holds `position`. */
jx_status group_find(struct kv_tx *tx, uint64_t position, struct stored_group *out);
/* The leaf of the record at `position`, which the group holds. */
struct jx_hash group_leaf(const struct stored_group *g, uint64_t position);

/* Consecutive records mostly share a group: it is looked up once. */
struct reader {
    struct kv_tx *tx;
    struct stored_group group; /* the last one used; none when its count is 0 */
};
/* A record's value as the record at `position`, every byte of it checked: the content against its
 * id, the entry against its leaf in the group. JX_E_CORRUPT. */
jx_status record_open(struct reader *r, uint64_t position, struct jx_slice value,
                      struct jx_record *out);
/* The same, looked up. JX_E_CORRUPT also when it is not there. */
jx_status record_read(struct reader *r, uint64_t position, struct jx_record *out);

/* The last position; 0 when there is no record. */
jx_status last_position(struct kv_tx *tx, uint64_t *last);
/* The group's signature, and its records against their leaves and its root. */
jx_status group_verify(const struct journal *j, struct kv_tx *tx, const struct stored_group *g);

#endif
