/* Entries, records, groups, their Merkle tree and the receipts that climb it. */
#include "record.h"

#include "tuple.h"

#include <assert.h>

enum { VERSION = 1, LEAF = 0, NODE = 1, HEAD = 2 };

#define SIGN_CONTEXT "jixiao group\n"

static struct jx_hash tagged(unsigned char tag, struct jx_slice a, struct jx_slice b)
{
    struct jx_slice parts[] = {jx_slice_at(&tag, 1), a, b};
    return jx_hash_parts(parts, 3);
}

jx_status jx_entry_encode(const struct jx_entry *e, struct jx_buffer *out)
{
    jx_mp_put_array(out, 7);
    jx_mp_put_uint(out, VERSION);
    jx_mp_put_uint(out, e->kind);
    jx_mp_put_uint(out, e->position);
    jx_mp_put_uint(out, (uint64_t)e->time_ms);
    jx_mp_put_bin(out, jx_slice_at(e->principal, JX_KEY_BYTES));
    jx_mp_put_bin(out, e->header);
    jx_mp_put_bin(out, jx_hash_slice(&e->id));
    return out->status;
}

static void get_entry(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_entry *out = to;
    (void)a;
    uint64_t kind = 0, time_ms = 0;
    jx_tuple_uint(t, 255, &kind);
    jx_tuple_uint(t, UINT64_MAX, &out->position);
    jx_tuple_uint(t, INT64_MAX, &time_ms);
    jx_tuple_fixed(t, JX_KEY_BYTES, out->principal);
    jx_tuple_bin(t, JX_HEADER_BYTES_MAX, &out->header);
    jx_tuple_fixed(t, JX_HASH_BYTES, out->id.bytes);
    out->kind = (enum jx_act)kind;
    out->time_ms = (int64_t)time_ms;
}

jx_status jx_entry_decode(struct jx_slice bytes, struct jx_entry *out)
{
    return jx_tuple_read(bytes, 7, VERSION, NULL, get_entry, out);
}

jx_status jx_record_encode_front(struct jx_slice entry_bytes, size_t content_len,
                                 struct jx_buffer *out)
{
    jx_mp_put_array(out, 2);
    jx_mp_put_bin(out, entry_bytes);
    jx_mp_put_bin_head(out, content_len);
    return out->status;
}

jx_status jx_record_encode(struct jx_slice entry_bytes, struct jx_slice content,
                           struct jx_buffer *out)
{
    jx_record_encode_front(entry_bytes, content.len, out);
    jx_buffer_put(out, content.ptr, content.len);
    return out->status;
}

static void get_record(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_record *out = to;
    (void)a;
    jx_tuple_bin(t, JX_ENTRY_BYTES_MAX, &out->entry_bytes);
    jx_tuple_bin(t, JX_CONTENT_BYTES_MAX, &out->content);
}

jx_status jx_record_decode(struct jx_slice bytes, struct jx_record *out)
{
    jx_status rc = jx_tuple_read(bytes, 2, 0, NULL, get_record, out);
    if (rc == JX_OK) rc = jx_entry_decode(out->entry_bytes, &out->entry);
    if (rc != JX_OK) return rc;
    struct jx_hash id = jx_act_id(out->content);
    return jx_hash_eq(&id, &out->entry.id) ? JX_OK : JX_E_CORRUPT;
}

jx_status jx_group_encode(const struct jx_group *g, struct jx_buffer *out)
{
    jx_mp_put_array(out, 7);
    jx_mp_put_uint(out, VERSION);
    jx_mp_put_bin(out, jx_slice_at(g->journal, JX_JOURNAL_ID_BYTES));
    jx_mp_put_uint(out, g->first);
    jx_mp_put_uint(out, g->count);
    jx_mp_put_uint(out, (uint64_t)g->time_ms);
    jx_mp_put_bin(out, jx_hash_slice(&g->root));
    jx_mp_put_bin(out, jx_hash_slice(&g->previous));
    return out->status;
}

static void get_group(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_group *out = to;
    (void)a;
    uint64_t count = 0, time_ms = 0;
    jx_tuple_fixed(t, JX_JOURNAL_ID_BYTES, out->journal);
    jx_tuple_uint(t, UINT64_MAX, &out->first);
    jx_tuple_uint(t, JX_GROUP_RECORDS_MAX, &count);
    jx_tuple_uint(t, INT64_MAX, &time_ms);
    jx_tuple_fixed(t, JX_HASH_BYTES, out->root.bytes);
    jx_tuple_fixed(t, JX_HASH_BYTES, out->previous.bytes);
    out->count = (uint32_t)count;
    out->time_ms = (int64_t)time_ms;
}

jx_status jx_group_decode(struct jx_slice bytes, struct jx_group *out)
{
    return jx_tuple_read(bytes, 7, VERSION, NULL, get_group, out);
}

struct jx_hash jx_group_head(struct jx_slice group_bytes)
{
    return tagged(HEAD, group_bytes, JX_ABSENT);
}

static struct jx_slice signed_text(struct jx_slice group_bytes, char *room)
{
    const size_t n = sizeof SIGN_CONTEXT - 1;
    assert(group_bytes.len <= JX_GROUP_BYTES_MAX);
    memcpy(room, SIGN_CONTEXT, n);
    memcpy(room + n, group_bytes.ptr, group_bytes.len);
    return jx_slice_at(room, n + group_bytes.len);
}

void jx_group_sign(struct jx_slice group_bytes, const uint8_t secret[JX_SIGN_SECRET_BYTES],
                   uint8_t signature[JX_SIGNATURE_BYTES])
{
    char room[sizeof SIGN_CONTEXT + JX_GROUP_BYTES_MAX];
    jx_sign(signed_text(group_bytes, room), secret, signature);
}

bool jx_group_verify(struct jx_slice group_bytes, const uint8_t public_key[JX_SIGN_PUBLIC_BYTES],
                     const uint8_t signature[JX_SIGNATURE_BYTES])
{
    char room[sizeof SIGN_CONTEXT + JX_GROUP_BYTES_MAX];
    if (group_bytes.len > JX_GROUP_BYTES_MAX) return false;
    return jx_sign_verify(signed_text(group_bytes, room), public_key, signature);
}

struct jx_hash jx_leaf(struct jx_slice entry_bytes)
{
    return tagged(LEAF, entry_bytes, JX_ABSENT);
}

/* Writes the level above `level` to `up`; returns its length. An odd last node goes up unchanged.
 */
static uint32_t build_level(const struct jx_hash *level, uint32_t count, struct jx_hash *up)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i + 1 < count; i += 2)
        up[n++] = tagged(NODE, jx_hash_slice(&level[i]), jx_hash_slice(&level[i + 1]));
    if (count % 2) up[n++] = level[count - 1];
    return n;
}

struct jx_hash jx_merkle_build(struct jx_hash *nodes, uint32_t count)
{
    assert(count >= 1 && count <= JX_GROUP_RECORDS_MAX);
    while (count > 1) {
        uint32_t above = build_level(nodes, count, nodes + count);
        nodes += count;
        count = above;
    }
    return nodes[0];
}

unsigned jx_merkle_path(const struct jx_hash *nodes, uint32_t count, uint32_t index,
                        struct jx_hash path[JX_PATH_MAX])
{
    assert(index < count && count <= JX_GROUP_RECORDS_MAX);
    unsigned n = 0;
    for (; count > 1; index /= 2, nodes += count, count = (count + 1) / 2) {
        uint32_t sibling = index ^ 1u;
        if (sibling < count) path[n++] = nodes[sibling];
    }
    return n;
}

bool jx_merkle_climb(struct jx_hash leaf, uint32_t index, uint32_t count,
                     const struct jx_hash *path, unsigned path_len, struct jx_hash *root)
{
    unsigned used = 0;
    for (; count > 1; index /= 2, count = (count + 1) / 2) {
        if ((index ^ 1u) >= count) continue;
        if (used == path_len) return false;
        struct jx_slice here = jx_hash_slice(&leaf), other = jx_hash_slice(&path[used++]);
        leaf = index % 2 ? tagged(NODE, other, here) : tagged(NODE, here, other);
    }
    *root = leaf;
    return used == path_len;
}

jx_status jx_receipt_encode(const struct jx_receipt *r, struct jx_buffer *out)
{
    jx_mp_put_array(out, 5);
    jx_mp_put_uint(out, VERSION);
    jx_mp_put_bin(out, r->entry_bytes);
    jx_mp_put_bin(out, r->group_bytes);
    jx_mp_put_array(out, r->path_len);
    for (unsigned i = 0; i < r->path_len; i++)
        jx_mp_put_bin(out, jx_hash_slice(&r->path[i]));
    jx_mp_put_bin(out, jx_slice_at(r->signature, JX_SIGNATURE_BYTES));
    return out->status;
}

static void get_receipt(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_receipt *out = to;
    (void)a;
    jx_tuple_bin(t, JX_ENTRY_BYTES_MAX, &out->entry_bytes);
    jx_tuple_bin(t, JX_GROUP_BYTES_MAX, &out->group_bytes);
    struct jx_tuple path = jx_tuple_over(jx_tuple_any(t), 0);
    out->path_len = path.status == JX_OK ? jx_mp_count(path.array) : 0;
    if (t->status == JX_OK && (path.status != JX_OK || out->path_len > JX_PATH_MAX))
        t->status = JX_E_FORMAT;
    for (unsigned i = 0; t->status == JX_OK && i < out->path_len; i++) {
        jx_tuple_fixed(&path, JX_HASH_BYTES, out->path[i].bytes);
        t->status = path.status;
    }
    jx_tuple_fixed(t, JX_SIGNATURE_BYTES, out->signature);
}

jx_status jx_receipt_decode(struct jx_slice bytes, struct jx_receipt *out)
{
    jx_status rc = jx_tuple_read(bytes, 5, VERSION, NULL, get_receipt, out);
    if (rc == JX_OK) rc = jx_entry_decode(out->entry_bytes, &out->entry);
    if (rc == JX_OK) rc = jx_group_decode(out->group_bytes, &out->group);
    return rc;
}

jx_status jx_receipt_verify(const struct jx_receipt *r, const struct jx_hash *id,
                            const uint8_t public_key[JX_SIGN_PUBLIC_BYTES])
{
    const struct jx_group *g = &r->group;
    struct jx_hash root;
    bool in_group = r->entry.position >= g->first && r->entry.position - g->first < g->count;
    if (!in_group || !jx_hash_eq(&r->entry.id, id)) return JX_E_RECEIPT;
    uint32_t index = (uint32_t)(r->entry.position - g->first);
    if (!jx_merkle_climb(jx_leaf(r->entry_bytes), index, g->count, r->path, r->path_len, &root))
        return JX_E_RECEIPT;
    bool good = jx_hash_eq(&root, &g->root) &&
                jx_group_verify(r->group_bytes, public_key, r->signature);
    return good ? JX_OK : JX_E_RECEIPT;
}
