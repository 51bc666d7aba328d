/* Appending a group: one transaction, one Merkle tree, one signature, one sync. */
#include "index.h"
#include "receipt.h"

#include <assert.h>
#include <stdlib.h>

/* One record of the group: where its entry and its front (everything up to the content) end. */
struct placed {
    size_t entry_end, front_end;
    struct jx_slice content;
};

struct appending {
    struct kv_tx *tx;
    struct jx_buffer entries, fronts; /* of the whole group, one after another */
    struct placed *placed;
    struct jx_buffer group;
    struct jx_hash *nodes; /* of the Merkle tree */
    uint64_t first;
    uint32_t count; /* appended so far */
    size_t bytes;   /* of their records */
    int64_t time_ms;
    uint8_t signature[JX_SIGNATURE_BYTES];
    struct index_move move;
};

enum { RECORD_HEADS = 16 }; /* bytes of MessagePack around a record, its entry and content */

/* Ids of one part that are put into their places together: 16 parts of so many in memory. */
enum { INDEX_TOGETHER = 2048 };

enum { ROOM_BYTES = 1 << 20 }; /* for some 200 acts that come one by one */

static jx_status encode_entry(struct appending *a, const struct journal_item *it)
{
    struct jx_entry e = {.kind = it->kind,
                         .position = it->position,
                         .time_ms = a->time_ms,
                         .header = it->header,
                         .id = it->id};
    memcpy(e.principal, it->principal, sizeof e.principal);
    return jx_entry_encode(&e, &a->entries);
}

static struct jx_slice entry_at(const struct appending *a, uint32_t index)
{
    size_t from = index ? a->placed[index - 1].entry_end : 0;
    return jx_slice_at(a->entries.bytes + from, a->placed[index].entry_end - from);
}

/* All of the record but its content, which goes from where it is to where it stays. */
static jx_status place(struct appending *a, const struct journal_item *it)
{
    struct placed *p = &a->placed[a->count];
    size_t before = a->fronts.len;
    jx_status rc = encode_entry(a, it);
    if (rc != JX_OK) return rc;
    p->entry_end = a->entries.len;
    p->content = it->content;
    struct jx_slice entry = entry_at(a, a->count);
    rc = jx_record_encode_front(entry, it->content.len, &a->fronts);
    p->front_end = a->fronts.len;
    a->bytes += p->front_end - before + it->content.len;
    a->nodes[a->count++] = jx_leaf(entry);
    return rc;
}

/* JX_DUPLICATE: it was appended before, or stands in this group already. */
static jx_status note_id(struct journal *j, const struct appending *a, struct journal_item *it)
{
    uint64_t position = a->first + a->count;
    jx_status rc = index_find_recent(j, &it->id, &it->position)
                       ? JX_OK
                       : index_find(a->tx, &it->id, &it->position);
    if (rc == JX_E_NOT_FOUND) {
        it->position = position;
        return recent_add(j->recent, &it->id, position);
    }
    if (rc != JX_OK) return rc;
    it->status = JX_DUPLICATE;
    it->fresh = false;
    return JX_DUPLICATE;
}

static jx_status append_one(struct journal *j, struct appending *a, struct journal_item *it)
{
    jx_status rc = note_id(j, a, it);
    if (rc != JX_OK) return rc == JX_DUPLICATE ? JX_OK : rc;
    struct position_key key = key_of(it->position);
    if (it->time_ms < a->time_ms) it->time_ms = a->time_ms;
    a->time_ms = it->time_ms;
    rc = place(a, it);
    if (rc == JX_OK && it->kind != JX_ACT_SUBMISSION)
        rc = kv_append(a->tx, TABLE_ACTS, key_slice(&key), JX_LIT(""));
    it->status = JX_OK;
    it->fresh = true;
    return rc;
}

static void sign_group(struct journal *j, struct appending *a, int64_t now_ms)
{
    struct jx_group g = {.first = a->first,
                         .count = a->count,
                         .time_ms = now_ms > a->time_ms ? now_ms : a->time_ms,
                         .root = jx_merkle_build(a->nodes, a->count),
                         .previous = j->head};
    memcpy(g.journal, j->id, sizeof g.journal);
    if (jx_group_encode(&g, &a->group) == JX_OK)
        jx_group_sign(jx_buffer_slice(&a->group), j->sign->secret_key, a->signature);
}

/* The group's row up to its records. */
static jx_status encode_row(const struct appending *a, struct jx_buffer *row)
{
    jx_mp_put_array(row, 4);
    jx_mp_put_bin(row, jx_buffer_slice(&a->group));
    jx_mp_put_bin(row, jx_slice_at(a->signature, sizeof a->signature));
    jx_mp_put_bin(row, jx_slice_at(a->nodes, a->count * sizeof *a->nodes));
    jx_mp_put_bin_head(row, a->count * (size_t)GROUP_END_BYTES + a->bytes);
    return row->status;
}

static char *put_end(char *to, size_t end)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        *to++ = (char)(unsigned char)(end >> shift);
    return to;
}

/* Each content is copied once: from the message it came in to the page that is written. */
static void put_records(const struct appending *a, char *ends)
{
    char *records = ends + a->count * (size_t)GROUP_END_BYTES, *to = records;
    for (uint32_t i = 0; i < a->count; i++) {
        const struct placed *p = &a->placed[i];
        size_t from = i ? p[-1].front_end : 0;
        memcpy(to, a->fronts.bytes + from, p->front_end - from);
        to += p->front_end - from;
        if (p->content.len > 0) memcpy(to, p->content.ptr, p->content.len);
        to += p->content.len;
        ends = put_end(ends, (size_t)(to - records));
    }
}

static jx_status append_group(struct journal *j, struct appending *a, int64_t now_ms)
{
    struct position_key key = key_of(a->first);
    struct jx_buffer row;
    char *value = NULL;
    if (a->bytes > JOURNAL_GROUP_BYTES_MAX) return JX_E_TOO_LARGE;
    sign_group(j, a, now_ms);
    if (a->group.status != JX_OK) return a->group.status;
    jx_buffer_init(&row, SIZE_MAX);
    jx_status rc = encode_row(a, &row);
    if (rc == JX_OK)
        rc = kv_append_room(a->tx, TABLE_GROUPS, key_slice(&key),
                            row.len + a->count * (size_t)GROUP_END_BYTES + a->bytes, &value);
    if (rc == JX_OK) {
        memcpy(value, row.bytes, row.len);
        put_records(a, value + row.len);
    }
    jx_buffer_clear(&row);
    return rc;
}

static jx_status raise_format(struct journal *j, struct kv_tx *tx)
{
    static const uint8_t format = JOURNAL_FORMAT;
    if (j->format == JOURNAL_FORMAT) return JX_OK;
    return kv_put(tx, TABLE_META, JX_LIT("format"), jx_slice_at(&format, 1));
}

static jx_status commit(struct journal *j, struct appending *a)
{
    jx_status rc = raise_format(j, a->tx);
    if (rc == JX_OK) rc = kv_commit(&a->tx);
    if (rc != JX_OK) return rc;
    j->format = JOURNAL_FORMAT;
    index_moved(j, &a->move);
    return JX_OK;
}

static jx_status append_items(struct journal *j, struct appending *a, struct journal_item *items,
                              uint32_t count, int64_t now_ms)
{
    jx_status rc = index_move_some(j, a->tx, INDEX_TOGETHER, &a->move);
    for (uint32_t i = 0; rc == JX_OK && i < count; i++)
        rc = append_one(j, a, &items[i]);
    if (rc == JX_OK && a->count > 0) rc = append_group(j, a, now_ms);
    if (rc == JX_OK && a->count > 0) rc = commit(j, a);
    if (rc != JX_OK || a->count == 0) return rc;
    j->head = jx_group_head(jx_buffer_slice(&a->group));
    j->last_ms = a->time_ms;
    __atomic_store_n(&j->last, a->first + a->count - 1, __ATOMIC_RELEASE);
    return JX_OK;
}

/* The receipt of an item of the group just committed, from what is still in memory: one tree serves
 * them all, and nothing is read back. */
static jx_status fresh_receipt(const struct appending *a, struct journal_item *it)
{
    uint32_t index = (uint32_t)(it->position - a->first);
    struct jx_receipt r = {.group_bytes = jx_buffer_slice(&a->group),
                           .entry_bytes = entry_at(a, index)};
    r.path_len = jx_merkle_path(a->nodes, a->count, index, r.path);
    memcpy(r.signature, a->signature, sizeof r.signature);
    return jx_receipt_encode(&r, &it->receipt);
}

/* An item whose receipt cannot be made (no memory) says so itself: it is on disk all the same, and
 * its sender gets the receipt when asking again. */
static void make_receipts(struct journal *j, const struct appending *a, struct journal_item *items,
                          uint32_t count)
{
    struct tree t = {0, NULL};
    for (uint32_t i = 0; i < count; i++) {
        struct journal_item *it = &items[i];
        jx_status rc = it->fresh ? fresh_receipt(a, it)
                                 : receipt_in(j, it->position, &it->id, &t, &it->receipt);
        if (rc != JX_OK) it->status = rc;
    }
    free(t.nodes);
}

void journal_make_room(struct journal *j)
{
    kv_make_room(j->kv, ROOM_BYTES);
}

jx_status journal_settle(struct journal *j)
{
    struct appending a = {.tx = NULL};
    jx_status rc = kv_begin(j->kv, true, &a.tx);
    if (rc == JX_OK) rc = index_move_all(j, a.tx, &a.move);
    if (rc == JX_OK && a.move.made) rc = commit(j, &a);
    kv_abort(&a.tx);
    return rc;
}

jx_status journal_append(struct journal *j, struct journal_item *items, uint32_t count,
                         int64_t now_ms)
{
    assert(count >= 1 && count <= JX_GROUP_RECORDS_MAX);
    struct appending a = {.first = j->last + 1, .time_ms = j->last_ms};
    jx_buffer_init(&a.entries, (size_t)count * JX_ENTRY_BYTES_MAX);
    jx_buffer_init(&a.fronts, (size_t)count * (JX_ENTRY_BYTES_MAX + RECORD_HEADS));
    jx_buffer_init(&a.group, JX_GROUP_BYTES_MAX);
    a.nodes = malloc(JX_MERKLE_NODES(count) * sizeof *a.nodes);
    a.placed = malloc(count * sizeof *a.placed);
    jx_status rc = a.nodes && a.placed ? JX_OK : JX_E_NO_MEMORY;
    if (rc == JX_OK) rc = kv_begin(j->kv, true, &a.tx); /* refused after a failed sync */
    if (rc == JX_OK) rc = append_items(j, &a, items, count, now_ms);
    kv_abort(&a.tx);
    if (rc != JX_OK) recent_undo(j->recent, j->last);
    if (rc == JX_OK) make_receipts(j, &a, items, count);
    jx_buffer_clear(&a.entries);
    jx_buffer_clear(&a.fronts);
    jx_buffer_clear(&a.group);
    free(a.nodes);
    free(a.placed);
    return rc;
}
