/* What the journal's own files share and no other folder sees: its tables, and reading from them.
 *
 *   groups   first position      -> [group bin, signature bin64, leaves bin, records bin]
 *   records  position            -> record; only of groups of format 1 and 2
 *   ids      id                  -> position; not of the latest (index.h)
 *   acts     position            -> nothing; the records that are not submissions
 *   meta     "format", "journal", "indexed" -> version; the journal's random id; index.h
 *
 * The records of a group: where each of them ends, 4 bytes each, counted from where the first one
 * begins; then they themselves. So a group is one value, however many acts it has: of one row each
 * they would take half as many bytes again, since LMDB begins a page for every larger value.
 *
 * Positions in keys are big-endian, so that their order is the journal's; ends are, too. */
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
    struct jx_slice records; /* absent: they stand in the table of that name */
};
enum { GROUP_END_BYTES = 4 };
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
/* The bytes of the record at `position`, looked up and not yet looked at; its group is the reader's
 * then. JX_E_CORRUPT when it is not there. */
jx_status record_find(struct reader *r, uint64_t position, struct jx_slice *bytes);
/* What record_find() gave, every byte of it checked: the content against its id, the entry against
 * its leaf in the group. JX_E_CORRUPT. */
jx_status record_open(const struct reader *r, uint64_t position, struct jx_slice bytes,
                      struct jx_record *out);
/* Both. */
jx_status record_read(struct reader *r, uint64_t position, struct jx_record *out);

/* The last group; its count is 0 when there is none. */
jx_status group_last(struct kv_tx *tx, struct stored_group *out);
/* The last position; 0 when there is no record. */
static inline uint64_t group_end(const struct stored_group *g)
{
    return g->group.count == 0 ? 0 : g->group.first + g->group.count - 1;
}
/* The group's signature, and its records against their leaves and its root. */
jx_status group_verify(const struct journal *j, struct kv_tx *tx, const struct stored_group *g);

#endif
