/* Walking the whole journal. */
#include "index.h"

struct verifying {
    const struct journal *j;
    struct kv_tx *tx;
    struct jx_hash previous;         /* head of the group before */
    uint64_t next, apart, acts, ids; /* apart: records that have rows of their own */
    uint64_t *records, *bad;
};

/* The table of ids has what it should have, and nothing else. */
static jx_status verify_id(struct verifying *v, const struct jx_hash *id, uint64_t position)
{
    uint64_t found = 0;
    jx_status rc = index_find(v->tx, id, &found);
    if (!index_holds(v->j, id, position)) return rc == JX_E_NOT_FOUND ? JX_OK : JX_E_CORRUPT;
    v->ids++;
    return rc == JX_OK && found != position ? JX_E_CORRUPT : rc;
}

/* The record is found by its id and, unless it is a submission, among the acts. */
static jx_status verify_record(struct verifying *v, struct reader *reader, uint64_t position)
{
    struct jx_record r;
    struct jx_slice nothing;
    struct position_key key = key_of(position);
    jx_status rc = record_read(reader, position, &r);
    if (rc == JX_OK) rc = verify_id(v, &r.entry.id, position);
    if (rc == JX_OK && r.entry.kind != JX_ACT_SUBMISSION) {
        rc = kv_get(v->tx, TABLE_ACTS, key_slice(&key), &nothing);
        v->acts++;
    }
    return rc == JX_E_NOT_FOUND ? JX_E_CORRUPT : rc;
}

static jx_status verify_group(struct verifying *v, struct jx_slice key, struct jx_slice value)
{
    struct stored_group g;
    *v->bad = v->next;
    jx_status rc = group_decode(key, value, &g);
    if (rc == JX_OK && (g.group.first != v->next || !jx_hash_eq(&g.group.previous, &v->previous)))
        rc = JX_E_CORRUPT;
    if (rc == JX_OK) rc = group_verify(v->j, v->tx, &g);
    struct reader reader = {.tx = v->tx, .group = g};
    for (uint32_t i = 0; rc == JX_OK && i < g.group.count; i++) {
        *v->bad = g.group.first + i;
        rc = verify_record(v, &reader, *v->bad);
    }
    if (rc != JX_OK) return rc;
    v->previous = jx_group_head(g.bytes);
    if (jx_is_absent(g.records)) v->apart += g.group.count;
    v->next += g.group.count;
    *v->records += g.group.count;
    return JX_OK;
}

/* Nothing is there that no group holds. */
static jx_status verify_counts(struct verifying *v)
{
    const struct {
        enum table table;
        uint64_t count;
    } each[] = {{TABLE_RECORDS, v->apart}, {TABLE_IDS, v->ids}, {TABLE_ACTS, v->acts}};
    *v->bad = v->next;
    for (size_t i = 0; i < sizeof each / sizeof each[0]; i++) {
        uint64_t count = 0;
        jx_status rc = kv_count(v->tx, each[i].table, &count);
        if (rc != JX_OK) return rc;
        if (count != each[i].count) return JX_E_CORRUPT;
    }
    return JX_OK;
}

static jx_status verify_chain(struct verifying *v, struct kv_cursor *c)
{
    struct jx_slice key, value;
    jx_status rc = kv_seek(c, JX_ABSENT, &key, &value);
    while (rc == JX_OK) {
        rc = verify_group(v, key, value);
        if (rc != JX_OK) return rc;
        rc = kv_next(c, &key, &value);
    }
    return rc == JX_E_NOT_FOUND ? verify_counts(v) : rc;
}

jx_status journal_verify(struct journal *j, uint64_t *records, uint64_t *bad)
{
    struct kv_cursor *c = NULL;
    struct verifying v = {.j = j, .next = 1, .records = records, .bad = bad};
    *records = 0;
    *bad = 0;
    jx_status rc = kv_begin(j->kv, false, &v.tx);
    if (rc == JX_OK) rc = journal_read_meta(j, v.tx); /* others may append since it was opened */
    if (rc == JX_OK) rc = kv_cursor_open(v.tx, TABLE_GROUPS, &c);
    if (rc == JX_OK) rc = verify_chain(&v, c);
    kv_cursor_close(&c);
    kv_abort(&v.tx);
    return rc;
}
