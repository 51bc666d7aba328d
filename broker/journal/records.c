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
}

jx_status group_decode(struct jx_slice key, struct jx_slice value, struct stored_group *out)
{
    uint64_t first = 0;
    jx_status rc = jx_tuple_read(value, 3, 0, NULL, get_stored_group, out);
    if (rc == JX_OK) rc = jx_group_decode(out->bytes, &out->group);
    if (rc == JX_E_NO_MEMORY) return rc;
    bool good = rc == JX_OK && position_of(key, &first) && out->group.first == first &&
                out->group.count > 0 &&
                out->leaves.len == out->group.count * sizeof(struct jx_hash);
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

struct jx_hash group_leaf(const struct stored_group *g, uint64_t position)
{
    struct jx_hash leaf;
    memcpy(&leaf, g->leaves.ptr + (position - g->group.first) * sizeof leaf, sizeof leaf);
    return leaf;
}

/* ---- records ---- */

jx_status record_open(struct reader *r, uint64_t position, struct jx_slice value,
                      struct jx_record *out)
{
    jx_status rc = jx_record_decode(value, out);
    if (rc == JX_OK && !holds(&r->group, position)) rc = group_find(r->tx, position, &r->group);
    if (rc != JX_OK) return rc == JX_E_NO_MEMORY || rc == JX_E_IO ? rc : JX_E_CORRUPT;
    struct jx_hash leaf = jx_leaf(out->entry_bytes), said = group_leaf(&r->group, position);
    return jx_hash_eq(&leaf, &said) && out->entry.position == position ? JX_OK : JX_E_CORRUPT;
}

jx_status record_read(struct reader *r, uint64_t position, struct jx_record *out)
{
    struct position_key key = key_of(position);
    struct jx_slice value;
    jx_status rc = kv_get(r->tx, TABLE_RECORDS, key_slice(&key), &value);
    if (rc == JX_OK) return record_open(r, position, value, out);
    return rc == JX_E_NOT_FOUND ? JX_E_CORRUPT : rc;
}

jx_status last_position(struct kv_tx *tx, uint64_t *last)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    *last = 0;
    jx_status rc = kv_cursor_open(tx, TABLE_RECORDS, &c);
    if (rc == JX_OK) rc = kv_last(c, &key, &value);
    if (rc == JX_OK && !position_of(key, last)) rc = JX_E_CORRUPT;
    bool empty = c && rc == JX_E_NOT_FOUND;
    kv_cursor_close(&c);
    return empty ? JX_OK : rc;
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
