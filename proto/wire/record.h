/* What the journal keeps and what a receipt proves. Final formats, version 1.
 *
 *   entry     [1, kind, position, time_ms, principal bin32, header bin, id bin32]
 *   record    [entry bin, content bin]         the content's BLAKE2b-256 is the entry's id
 *   leaf      H(0x00, entry)
 *   node      H(0x01, left, right)             an odd last node goes up unchanged (the tree of RFC
 * 6962) group     [1, journal bin16, first, count, time_ms, root bin32, previous head bin32] head
 * H(0x02, group)                   the chain: the next group's previous head signature Ed25519 over
 * "jixiao group\n", group receipt   [1, entry bin, group bin, [path bin32, ...], signature bin64]
 *
 * H is BLAKE2b-256, integers are unsigned, times are milliseconds since 1970 UTC. The signature
 * covers the root, so the leaf and with it every byte of the record; the previous head, so every
 * group before it. */
#ifndef JX_WIRE_RECORD_H
#define JX_WIRE_RECORD_H

#include "act.h"

enum {
    JX_JOURNAL_ID_BYTES = 16,
    JX_GROUP_RECORDS_MAX = 4096, /* acts that share one sync and one signature */
    JX_PATH_MAX = 12,            /* log2 of that */
    JX_ENTRY_BYTES_MAX = JX_HEADER_BYTES_MAX + 128,
    JX_GROUP_BYTES_MAX = 160,
    JX_RECEIPT_BYTES_MAX = JX_ENTRY_BYTES_MAX + JX_GROUP_BYTES_MAX + JX_PATH_MAX * 34 + 96,
};

static_assert(1 << JX_PATH_MAX >= JX_GROUP_RECORDS_MAX, "a path must span the largest group");

struct jx_entry {
    enum jx_act kind;
    uint64_t position; /* from 1, without gaps */
    int64_t time_ms;   /* when the broker took it in; never less than the entry before */
    uint8_t principal[JX_KEY_BYTES]; /* public key that sent it */
    struct jx_slice header;          /* encoded struct jx_header */
    struct jx_hash id;
};

jx_status jx_entry_encode(const struct jx_entry *e, struct jx_buffer *out);
jx_status jx_entry_decode(struct jx_slice bytes, struct jx_entry *out); /* header borrows */

struct jx_record {
    struct jx_slice entry_bytes;
    struct jx_entry entry;
    struct jx_slice content;
};

jx_status jx_record_encode(struct jx_slice entry_bytes, struct jx_slice content,
                           struct jx_buffer *out);
/* The same up to the content, whose `content_len` bytes the caller puts behind it. */
jx_status jx_record_encode_front(struct jx_slice entry_bytes, size_t content_len,
                                 struct jx_buffer *out);
/* Also checks that the content's hash is the entry's id: JX_E_CORRUPT. Slices borrow from `bytes`.
 */
jx_status jx_record_decode(struct jx_slice bytes, struct jx_record *out);

struct jx_group {
    uint8_t journal[JX_JOURNAL_ID_BYTES];
    uint64_t first;
    uint32_t count;
    int64_t time_ms;
    struct jx_hash root, previous;
};

jx_status jx_group_encode(const struct jx_group *g, struct jx_buffer *out);
jx_status jx_group_decode(struct jx_slice bytes, struct jx_group *out);
struct jx_hash jx_group_head(struct jx_slice group_bytes);
void jx_group_sign(struct jx_slice group_bytes, const uint8_t secret[JX_SIGN_SECRET_BYTES],
                   uint8_t signature[JX_SIGNATURE_BYTES]);
bool jx_group_verify(struct jx_slice group_bytes, const uint8_t public_key[JX_SIGN_PUBLIC_BYTES],
                     const uint8_t signature[JX_SIGNATURE_BYTES]);

struct jx_hash jx_leaf(struct jx_slice entry_bytes);
/* Nodes of the tree over `count` leaves, at most. */
#define JX_MERKLE_NODES(count) (2 * (size_t)(count) + JX_PATH_MAX)
/* nodes[0..count) hold the leaves, count >= 1; the levels above are written behind them,
 * JX_MERKLE_NODES(count) in all. Returns the root. */
struct jx_hash jx_merkle_build(struct jx_hash *nodes, uint32_t count);
/* The path of leaf `index` in a built tree: siblings from the leaf upwards. Returns their number.
 */
unsigned jx_merkle_path(const struct jx_hash *nodes, uint32_t count, uint32_t index,
                        struct jx_hash path[JX_PATH_MAX]);
/* The root that leaf, index, count and path lead to; false when the path has the wrong length. */
bool jx_merkle_climb(struct jx_hash leaf, uint32_t index, uint32_t count,
                     const struct jx_hash *path, unsigned path_len, struct jx_hash *root);

struct jx_receipt {
    struct jx_slice entry_bytes, group_bytes;
    struct jx_entry entry;
    struct jx_group group;
    struct jx_hash path[JX_PATH_MAX];
    unsigned path_len;
    uint8_t signature[JX_SIGNATURE_BYTES];
};

jx_status jx_receipt_encode(const struct jx_receipt *r, struct jx_buffer *out);
/* Reads, without verifying. Slices borrow from `bytes`. */
jx_status jx_receipt_decode(struct jx_slice bytes, struct jx_receipt *out);
/* JX_OK when the receipt proves that the journal of that signing key took in the act `id` at the
 * entry's position and time; JX_E_RECEIPT otherwise. Needs no server. */
jx_status jx_receipt_verify(const struct jx_receipt *r, const struct jx_hash *id,
                            const uint8_t public_key[JX_SIGN_PUBLIC_BYTES]);

#endif
