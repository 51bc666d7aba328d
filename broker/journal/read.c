/* Reading records back, in order or by id. */
#include "index.h"

static jx_status read_records(struct kv_tx *tx, uint64_t from, uint32_t max_count, size_t max_bytes,
                              journal_take *take, void *to)
{
    struct reader reader = {.tx = tx};
    size_t bytes = 0;
    jx_status rc = group_last(tx, &reader.group);
    uint64_t last = rc == JX_OK ? group_end(&reader.group) : 0;
    for (uint32_t i = 0; rc == JX_OK && i < max_count && from + i <= last; i++) {
        struct jx_record r;
        struct jx_slice v = JX_ABSENT;
        rc = record_find(&reader, from + i, &v);
        bytes += v.len;
        if (rc != JX_OK || (i > 0 && bytes > max_bytes)) break;
        rc = record_open(&reader, from + i, v, &r);
        if (rc == JX_OK && !take(to, from + i, v)) break;
    }
    return rc;
}

jx_status journal_read(struct journal *j, uint64_t from, uint32_t max_count, size_t max_bytes,
                       journal_take *take, void *to)
{
    struct kv_tx *tx = NULL;
    jx_status rc = kv_begin(j->kv, false, &tx);
    if (rc == JX_OK) rc = read_records(tx, from, max_count, max_bytes, take, to);
    kv_abort(&tx);
    return rc;
}

/* A position that turned up here by damage is mostly a submission's. */
static jx_status read_act(struct reader *reader, struct jx_slice key, uint64_t *position,
                          struct jx_slice *value)
{
    struct jx_record r;
    if (!position_of(key, position)) return JX_E_CORRUPT;
    jx_status rc = record_find(reader, *position, value);
    if (rc == JX_OK) rc = record_open(reader, *position, *value, &r);
    return rc == JX_OK && r.entry.kind == JX_ACT_SUBMISSION ? JX_E_CORRUPT : rc;
}

static jx_status read_acts(struct kv_tx *tx, struct kv_cursor *c, journal_take *take, void *to)
{
    struct reader reader = {.tx = tx};
    struct jx_slice key, nothing, value;
    uint64_t position = 0;
    jx_status rc = kv_seek(c, JX_ABSENT, &key, &nothing);
    while (rc == JX_OK) {
        rc = read_act(&reader, key, &position, &value);
        if (rc != JX_OK) return rc;
        if (!take(to, position, value)) return JX_OK;
        rc = kv_next(c, &key, &nothing);
    }
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

jx_status journal_read_acts(struct journal *j, journal_take *take, void *to)
{
    struct kv_tx *tx = NULL;
    struct kv_cursor *c = NULL;
    jx_status rc = kv_begin(j->kv, false, &tx);
    if (rc == JX_OK) rc = kv_cursor_open(tx, TABLE_ACTS, &c);
    if (rc == JX_OK) rc = read_acts(tx, c, take, to);
    kv_cursor_close(&c);
    kv_abort(&tx);
    return rc;
}

jx_status journal_find(struct journal *j, const struct jx_hash *id, uint64_t *position)
{
    struct kv_tx *tx = NULL;
    struct jx_record r;
    bool recent = index_find_recent(j, id, position);
    if (recent && *position > journal_last(j)) return JX_E_NOT_FOUND; /* not on disk yet */
    jx_status rc = kv_begin(j->kv, false, &tx);
    if (rc == JX_OK && !recent) rc = index_find(tx, id, position);
    struct reader reader = {.tx = tx};
    if (rc == JX_OK) {
        rc = record_read(&reader, *position, &r);
        if (rc == JX_OK && !jx_hash_eq(&r.entry.id, id)) rc = JX_E_CORRUPT;
    }
    kv_abort(&tx);
    return rc;
}
