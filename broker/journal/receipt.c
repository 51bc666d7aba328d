/* Receipts of what is in the journal. */
#include "receipt.h"

#include <stdlib.h>

static jx_status grow_tree(const struct stored_group *s, struct tree *t)
{
    if (t->first == s->group.first) return JX_OK;
    struct jx_hash *nodes = realloc(t->nodes, JX_MERKLE_NODES(s->group.count) * sizeof *nodes);
    if (!nodes) return JX_E_NO_MEMORY;
    memcpy(nodes, s->leaves.ptr, s->leaves.len);
    *t = (struct tree){0, nodes};
    struct jx_hash root = jx_merkle_build(nodes, s->group.count);
    if (!jx_hash_eq(&root, &s->group.root)) return JX_E_CORRUPT;
    t->first = s->group.first;
    return JX_OK;
}

static jx_status make_receipt(struct kv_tx *tx, uint64_t position, struct tree *t,
                              const struct jx_hash *id, struct jx_buffer *out)
{
    struct reader reader = {.tx = tx};
    struct jx_record record;
    struct jx_receipt r;
    jx_status rc = record_read(&reader, position, &record);
    if (rc == JX_OK && id && !jx_hash_eq(&record.entry.id, id)) rc = JX_E_CORRUPT;
    const struct stored_group *g = &reader.group;
    if (rc == JX_OK) rc = grow_tree(g, t);
    if (rc != JX_OK) return rc;
    r.entry_bytes = record.entry_bytes;
    r.entry = record.entry;
    r.group_bytes = g->bytes;
    r.group = g->group;
    memcpy(r.signature, g->signature, sizeof r.signature);
    r.path_len = jx_merkle_path(t->nodes, g->group.count, (uint32_t)(position - g->group.first),
                                r.path);
    return jx_receipt_encode(&r, out);
}

jx_status journal_group(struct journal *j, uint64_t position, struct jx_arena *a,
                        struct jx_slice *bytes, uint8_t signature[JX_SIGNATURE_BYTES])
{
    struct kv_tx *tx = NULL;
    struct stored_group g;
    struct tree t = {0, NULL};
    jx_status rc = kv_begin(j->kv, false, &tx);
    if (rc == JX_OK) rc = group_find(tx, position, &g);
    if (rc == JX_OK) rc = grow_tree(&g, &t);
    if (rc == JX_OK) *bytes = jx_arena_copy(a, g.bytes);
    if (rc == JX_OK) memcpy(signature, g.signature, JX_SIGNATURE_BYTES);
    if (rc == JX_OK && jx_is_absent(*bytes)) rc = jx_arena_failure(a);
    kv_abort(&tx);
    free(t.nodes);
    return rc;
}

jx_status receipt_in(struct journal *j, uint64_t position, const struct jx_hash *id, struct tree *t,
                     struct jx_buffer *out)
{
    struct kv_tx *tx = NULL;
    jx_status rc = kv_begin(j->kv, false, &tx);
    if (rc == JX_OK) rc = make_receipt(tx, position, t, id, out);
    kv_abort(&tx);
    return rc;
}

jx_status journal_receipt(struct journal *j, uint64_t position, struct jx_buffer *out)
{
    struct tree t = {0, NULL};
    jx_status rc = receipt_in(j, position, NULL, &t, out);
    free(t.nodes);
    return rc;
}
