/* Records and the groups that vouch for them, as they are read. */
#include "inside.h"

#include "../../proto/wire/tuple.h"

#include <stdlib.h>

/* ---- keys ---- */

struct position_key key_of(uint64_t position)
{
    struct position_key k;
    for (int i = 0; i < 8; i++)
        k.bytes[i] = (uint8_t)(position >> (56 - 8 * i));
    return k;
}

bool position_of(struct jx_slice s, uint64_t *position)
{
    if (s.len != 8) return false;
    *position = 0;
    for (size_t i = 0; i < 8; i++)
        *position = *position << 8 | (uint8_t)s.ptr[i];
    return true;
}

/* ---- groups ---- */

static void get_stored_group(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct stored_group *out = to;
    (void)a;
    jx_tuple_bin(t, JX_GROUP_BYTES_MAX, &out->bytes);
    jx_tuple_fixed(t, JX_SIGNATURE_BYTES, out->signature);
    jx_tuple_bin(t, JX_GROUP_RECORDS_MAX * sizeof(struct jx_hash), &out->leaves);
    out->records = JX_ABSENT;
    if (jx_mp_count(t->array) > 3) jx_tuple_bin(t, SIZE_MAX, &out->records);
}

/* Where the record `index` ends. */
static size_t end_of(const struct stored_group *g, uint32_t index)
{
    const unsigned char *at = (const unsigned char *)g->records.ptr +
                              (size_t)index * GROUP_END_BYTES;
    return (size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 | at[3];
}

static bool records_fit(const struct stored_group *g)
{
    size_t ends = (size_t)g->group.count * GROUP_END_BYTES;
    if (jx_is_absent(g->records)) return true;
    return g->records.len > ends && end_of(g, g->group.count - 1) == g->records.len - ends;
}

jx_status group_decode(struct jx_slice key, struct jx_slice value, struct stored_group *out)
{
    uint64_t first = 0;
    jx_status rc = jx_tuple_read(value, 3, 0, NULL, get_stored_group, out);
    if (rc == JX_OK) rc = jx_group_decode(out->bytes, &out->group);
    if (rc == JX_E_NO_MEMORY) return rc;
    bool good = rc == JX_OK && position_of(key, &first) && out->group.first == first &&
                out->group.count > 0 &&
                out->leaves.len == out->group.count * sizeof(struct jx_hash) && records_fit(out);
    return good ? JX_OK : JX_E_CORRUPT;
}

/* The last group that begins at or before `position`. */
static jx_status seek_group(struct kv_cursor *c, uint64_t position, struct stored_group *out)
{
    struct position_key behind = key_of(position + 1);
    struct jx_slice key, value;
    jx_status rc = kv_seek_before(c, key_slice(&behind), &key, &value);
    if (rc == JX_OK) rc = group_decode(key, value, out);
    return rc == JX_E_NOT_FOUND ? JX_E_CORRUPT : rc;
}

static bool holds(const struct stored_group *g, uint64_t position)
{
    return position >= g->group.first && position - g->group.first < g->group.count;
}

jx_status group_find(struct kv_tx *tx, uint64_t position, struct stored_group *out)
{
    struct kv_cursor *c = NULL;
    jx_status rc = kv_cursor_open(tx, TABLE_GROUPS, &c);
    if (rc == JX_OK) rc = seek_group(c, position, out);
    kv_cursor_close(&c);
    if (rc == JX_OK && !holds(out, position)) rc = JX_E_CORRUPT;
    return rc;
}

jx_status group_last(struct kv_tx *tx, struct stored_group *out)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    out->group.count = 0;
    jx_status rc = kv_cursor_open(tx, TABLE_GROUPS, &c);
    if (rc == JX_OK) rc = kv_last(c, &key, &value);
    bool empty = c && rc == JX_E_NOT_FOUND;
    if (rc == JX_OK) rc = group_decode(key, value, out);
    kv_cursor_close(&c);
    return empty ? JX_OK : rc;
}

struct jx_hash group_leaf(const struct stored_group *g, uint64_t position)
{
    struct jx_hash leaf;
    memcpy(&leaf, g->leaves.ptr + (position - g->group.first) * sizeof leaf, sizeof leaf);
    return leaf;
}

/* ---- records ---- */

/* From the group's own row. */
static jx_status cut_record(const struct stored_group *g, uint64_t position, struct jx_slice *bytes)
{
    uint32_t index = (uint32_t)(position - g->group.first);
    struct jx_slice all = jx_slice_from(g->records, (size_t)g->group.count * GROUP_END_BYTES);
    size_t from = index ? end_of(g, index - 1) : 0, end = end_of(g, index);
    if (from > end || end > all.len) return JX_E_CORRUPT;
    *bytes = jx_slice_at(all.ptr + from, end - from);
    return JX_OK;
}

jx_status record_find(struct reader *r, uint64_t position, struct jx_slice *bytes)
{
    struct position_key key = key_of(position);
    jx_status rc = holds(&r->group, position) ? JX_OK : group_find(r->tx, position, &r->group);
    if (rc != JX_OK) return rc;
    if (!jx_is_absent(r->group.records)) return cut_record(&r->group, position, bytes);
    rc = kv_get(r->tx, TABLE_RECORDS, key_slice(&key), bytes);
    return rc == JX_E_NOT_FOUND ? JX_E_CORRUPT : rc;
}

jx_status record_open(const struct reader *r, uint64_t position, struct jx_slice bytes,
                      struct jx_record *out)
{
    jx_status rc = jx_record_decode(bytes, out);
    if (rc != JX_OK) return rc == JX_E_NO_MEMORY ? rc : JX_E_CORRUPT;
    struct jx_hash leaf = jx_leaf(out->entry_bytes), said = group_leaf(&r->group, position);
    return jx_hash_eq(&leaf, &said) && out->entry.position == position ? JX_OK : JX_E_CORRUPT;
}

jx_status record_read(struct reader *r, uint64_t position, struct jx_record *out)
{
    struct jx_slice bytes = JX_ABSENT;
    jx_status rc = record_find(r, position, &bytes);
    return rc == JX_OK ? record_open(r, position, bytes, out) : rc;
}

/* ---- verifying a group ---- */

static jx_status check_records(struct kv_tx *tx, const struct stored_group *g)
{
    struct reader r = {.tx = tx, .group = *g};
    struct jx_record record;
    for (uint32_t i = 0; i < g->group.count; i++) {
        jx_status rc = record_read(&r, g->group.first + i, &record);
        if (rc != JX_OK) return rc;
    }
    return JX_OK;
}

static jx_status check_root(const struct stored_group *g)
{
    struct jx_hash *nodes = malloc(JX_MERKLE_NODES(g->group.count) * sizeof *nodes);
    if (!nodes) return JX_E_NO_MEMORY;
    memcpy(nodes, g->leaves.ptr, g->leaves.len);
    struct jx_hash root = jx_merkle_build(nodes, g->group.count);
    free(nodes);
    return jx_hash_eq(&root, &g->group.root) ? JX_OK : JX_E_CORRUPT;
}

jx_status group_verify(const struct journal *j, struct kv_tx *tx, const struct stored_group *g)
{
    if (memcmp(g->group.journal, j->id, sizeof j->id) != 0) return JX_E_CORRUPT;
    if (!jx_group_verify(g->bytes, j->sign->public_key, g->signature)) return JX_E_CORRUPT;
    jx_status rc = check_root(g);
    return rc == JX_OK ? check_records(tx, g) : rc;
}
