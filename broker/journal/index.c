#include "index.h"

#include <stdlib.h>

static const char row[] = "indexed";
enum { POSITIONS_BYTES = RECENT_PARTS * 8, ROW_BYTES = POSITIONS_BYTES + JX_HASH_BYTES };

/* ---- the row ---- */

static jx_status put_row(struct kv_tx *tx, const uint64_t upto[RECENT_PARTS])
{
    uint8_t bytes[ROW_BYTES];
    for (unsigned i = 0; i < RECENT_PARTS; i++) {
        struct position_key k = key_of(upto[i]);
        memcpy(bytes + 8 * i, k.bytes, 8);
    }
    struct jx_hash hash = jx_hash_bytes(jx_slice_at(bytes, POSITIONS_BYTES));
    memcpy(bytes + POSITIONS_BYTES, hash.bytes, JX_HASH_BYTES);
    return kv_put(tx, TABLE_META, jx_slice_of(row), jx_slice_at(bytes, sizeof bytes));
}

jx_status index_begin(struct kv_tx *tx)
{
    static const uint64_t none[RECENT_PARTS];
    return put_row(tx, none);
}

static bool row_is_whole(struct jx_slice s)
{
    if (s.len != ROW_BYTES) return false;
    struct jx_hash hash = jx_hash_bytes(jx_slice_at(s.ptr, POSITIONS_BYTES));
    return memcmp(hash.bytes, s.ptr + POSITIONS_BYTES, JX_HASH_BYTES) == 0;
}

jx_status index_read(struct journal *j, struct kv_tx *tx)
{
    struct jx_slice s;
    jx_status rc = kv_get(tx, TABLE_META, jx_slice_of(row), &s);
    if (j->format == 1 && rc == JX_E_NOT_FOUND) {
        for (unsigned i = 0; i < RECENT_PARTS; i++)
            j->indexed[i] = UINT64_MAX; /* until the first group of this format */
        return JX_OK;
    }
    if (rc != JX_OK) return rc == JX_E_NOT_FOUND ? JX_E_CORRUPT : rc;
    if (j->format == 1 || !row_is_whole(s)) return JX_E_CORRUPT;
    for (unsigned i = 0; i < RECENT_PARTS; i++)
        position_of(jx_slice_at(s.ptr + 8 * i, 8), &j->indexed[i]);
    return JX_OK;
}

/* ---- finding ---- */

bool index_find_recent(struct journal *j, const struct jx_hash *id, uint64_t *position)
{
    return recent_find(j->recent, id, position);
}

jx_status index_find(struct kv_tx *tx, const struct jx_hash *id, uint64_t *position)
{
    struct jx_slice value;
    jx_status rc = kv_get(tx, TABLE_IDS, jx_hash_slice(id), &value);
    return rc == JX_OK && !position_of(value, position) ? JX_E_CORRUPT : rc;
}

bool index_holds(const struct journal *j, const struct jx_hash *id, uint64_t position)
{
    return position <= j->indexed[recent_part(id)];
}

static uint64_t first_unindexed(const struct journal *j)
{
    uint64_t least = UINT64_MAX - 1;
    for (unsigned i = 0; i < RECENT_PARTS; i++)
        if (j->indexed[i] < least) least = j->indexed[i];
    return least + 1;
}

jx_status index_gather(struct journal *j, struct kv_tx *tx)
{
    struct reader reader = {.tx = tx};
    struct jx_record r;
    jx_status rc = JX_OK;
    for (uint64_t p = first_unindexed(j); rc == JX_OK && p <= j->last; p++) {
        rc = record_read(&reader, p, &r);
        if (rc == JX_OK && !index_holds(j, &r.entry.id, p))
            rc = recent_add(j->recent, &r.entry.id, p);
    }
    return rc;
}

/* ---- moving ---- */

static jx_status put_id(struct kv_tx *tx, const struct recent_id *item)
{
    struct position_key key = key_of(item->position);
    struct jx_slice existing;
    jx_status rc = kv_put_new(tx, TABLE_IDS, jx_hash_slice(&item->id), key_slice(&key), &existing);
    return rc == JX_DUPLICATE ? JX_E_CORRUPT : rc;
}

static jx_status put_part(struct journal *j, struct kv_tx *tx, unsigned part)
{
    uint32_t count = 0;
    struct recent_id *ids = recent_sorted(j->recent, part, &count);
    jx_status rc = ids ? JX_OK : JX_E_NO_MEMORY;
    for (uint32_t i = 0; rc == JX_OK && i < count; i++)
        rc = put_id(tx, &ids[i]);
    free(ids);
    return rc;
}

static void move_begin(const struct journal *j, struct index_move *m)
{
    *m = (struct index_move){.made = j->format == 1}; /* which has no row yet */
    for (unsigned i = 0; i < RECENT_PARTS; i++)
        m->upto[i] = j->indexed[i] < j->last ? j->indexed[i] : j->last;
}

static jx_status move_part(struct journal *j, struct kv_tx *tx, unsigned part, struct index_move *m)
{
    m->made = true;
    m->parts[part] = true;
    m->upto[part] = j->last;
    return put_part(j, tx, part);
}

jx_status index_move_some(struct journal *j, struct kv_tx *tx, uint32_t least, struct index_move *m)
{
    uint32_t count = 0;
    jx_status rc = JX_OK;
    unsigned part = recent_fullest(j->recent, &count);
    move_begin(j, m);
    if (count >= least) rc = move_part(j, tx, part, m);
    return rc == JX_OK && m->made ? put_row(tx, m->upto) : rc;
}

jx_status index_move_all(struct journal *j, struct kv_tx *tx, struct index_move *m)
{
    jx_status rc = JX_OK;
    move_begin(j, m);
    for (unsigned i = 0; rc == JX_OK && i < RECENT_PARTS; i++)
        if (recent_count(j->recent, i) > 0) rc = move_part(j, tx, i, m);
    return rc == JX_OK && m->made ? put_row(tx, m->upto) : rc;
}

void index_moved(struct journal *j, const struct index_move *m)
{
    if (!m->made) return;
    memcpy(j->indexed, m->upto, sizeof j->indexed);
    for (unsigned i = 0; i < RECENT_PARTS; i++)
        if (m->parts[i]) recent_indexed(j->recent, i, m->upto[i]);
}
