/* The journal in memory: groups, trees, signatures as in the real one; records in an array. */
#include "journal.h"

#include <assert.h>
#include <stdlib.h>

void sim_journal_init(struct sim_journal *j, const uint8_t id[JX_JOURNAL_ID_BYTES],
                      const struct jx_sign_keys *sign)
{
    *j = (struct sim_journal){.sign = sign};
    memcpy(j->id, id, JX_JOURNAL_ID_BYTES);
}

/* Forgets everything behind the first `count` records; groups are whole. */
static void cut(struct sim_journal *j, uint32_t count)
{
    while (j->count > count)
        free(j->records[--j->count].bytes);
    while (j->group_count > 0 && j->groups[j->group_count - 1].first > count) {
        struct sim_group *g = &j->groups[--j->group_count];
        jx_buffer_clear(&g->bytes);
        free(g->nodes);
    }
}

void sim_journal_clear(struct sim_journal *j)
{
    cut(j, 0);
    free(j->records);
    free(j->groups);
    j->records = NULL;
    j->groups = NULL;
}

const struct sim_record *sim_journal_at(const struct sim_journal *j, uint64_t position)
{
    return position >= 1 && position <= j->count ? &j->records[position - 1] : NULL;
}

uint64_t sim_journal_find(const struct sim_journal *j, const struct jx_hash *id)
{
    for (uint32_t i = 0; i < j->count; i++)
        if (jx_hash_eq(&j->records[i].record.entry.id, id)) return i + 1;
    return 0;
}

/* ---- appending ---- */

static struct sim_record *new_record(struct sim_journal *j)
{
    if (j->count == j->room) {
        j->room = j->room ? j->room * 2 : 256;
        j->records = realloc(j->records, j->room * sizeof *j->records);
        if (!j->records) abort();
    }
    return &j->records[j->count++];
}

static struct sim_group *new_group(struct sim_journal *j)
{
    if (j->group_count == j->group_room) {
        j->group_room = j->group_room ? j->group_room * 2 : 64;
        j->groups = realloc(j->groups, j->group_room * sizeof *j->groups);
        if (!j->groups) abort();
    }
    return &j->groups[j->group_count++];
}

static uint64_t known(const struct sim_journal *j, const struct jx_hash *id)
{
#ifdef JX_FAULT_DUPLICATE_FORGOTTEN
    (void)j;
    (void)id;
    return 0;
#else
    return sim_journal_find(j, id);
#endif
}

static void write_record(struct sim_journal *j, struct journal_item *it, int64_t time_ms)
{
    struct jx_buffer entry, bytes;
    it->position = j->count + 1;
    struct jx_entry e = {.kind = it->kind,
                         .position = it->position,
                         .time_ms = time_ms,
                         .header = it->header,
                         .id = it->id};
    memcpy(e.principal, it->principal, sizeof e.principal);
    jx_buffer_init(&entry, JX_ENTRY_BYTES_MAX);
    jx_buffer_init(&bytes, JX_MESSAGE_BYTES_MAX);
    jx_status rc = jx_entry_encode(&e, &entry);
    if (rc == JX_OK) rc = jx_record_encode(jx_buffer_slice(&entry), it->content, &bytes);
    struct sim_record *r = new_record(j);
    *r = (struct sim_record){.bytes = bytes.bytes, .len = bytes.len, .group = j->group_count};
    if (rc == JX_OK) rc = jx_record_decode(jx_slice_at(r->bytes, r->len), &r->record);
    assert(rc == JX_OK);
    jx_buffer_clear(&entry);
}

static void write_group(struct sim_journal *j, uint64_t first, int64_t now_ms, int64_t time_ms)
{
    struct jx_group g = {.first = first, .count = (uint32_t)(j->count - (first - 1))};
    if (j->group_count > 0)
        g.previous = jx_group_head(jx_buffer_slice(&j->groups[j->group_count - 1].bytes));
    struct sim_group *s = new_group(j);
    *s = (struct sim_group){.first = g.first, .count = g.count};
    s->nodes = calloc(JX_MERKLE_NODES(g.count), sizeof *s->nodes);
    if (!s->nodes) abort();
    for (uint32_t i = 0; i < g.count; i++)
        s->nodes[i] = jx_leaf(j->records[first - 1 + i].record.entry_bytes);
    g.root = jx_merkle_build(s->nodes, g.count);
    g.time_ms = now_ms > time_ms ? now_ms : time_ms;
    memcpy(g.journal, j->id, sizeof g.journal);
    jx_buffer_init(&s->bytes, JX_GROUP_BYTES_MAX);
    jx_status rc = jx_group_encode(&g, &s->bytes);
    assert(rc == JX_OK);
    jx_group_sign(jx_buffer_slice(&s->bytes), j->sign->secret_key, s->signature);
}

jx_status sim_journal_receipt(const struct sim_journal *j, uint64_t position, struct jx_buffer *out)
{
    const struct sim_record *at = sim_journal_at(j, position);
    const struct sim_group *g = &j->groups[at->group];
    struct jx_receipt r = {.entry_bytes = at->record.entry_bytes,
                           .group_bytes = jx_buffer_slice(&g->bytes)};
    r.path_len = jx_merkle_path(g->nodes, g->count, (uint32_t)(position - g->first), r.path);
    memcpy(r.signature, g->signature, sizeof r.signature);
    return jx_receipt_encode(&r, out);
}

static void make_receipts(struct sim_journal *j, struct journal_item *items, uint32_t count)
{
    bool fails = trouble_strikes(&j->receipt_trouble);
    for (uint32_t i = 0; i < count; i++) {
        jx_status rc = fails && i == count / 2
                           ? j->receipt_trouble.what
                           : sim_journal_receipt(j, items[i].position, &items[i].receipt);
        if (rc != JX_OK) items[i].status = rc;
    }
}

jx_status sim_journal_append(struct sim_journal *j, struct journal_item *items, uint32_t count,
                             int64_t now_ms)
{
    if (trouble_strikes(&j->append_trouble)) return j->append_trouble.what;
    const uint64_t first = j->count + 1;
    int64_t time_ms = j->count ? j->records[j->count - 1].record.entry.time_ms : 0;
    for (uint32_t i = 0; i < count; i++) {
        struct journal_item *it = &items[i];
        it->position = known(j, &it->id);
        it->fresh = it->position == 0;
        it->status = it->fresh ? JX_OK : JX_DUPLICATE;
        if (!it->fresh) continue;
        if (it->time_ms > time_ms) time_ms = it->time_ms;
        write_record(j, it, time_ms);
    }
    if (j->count >= first) write_group(j, first, now_ms, time_ms);
    make_receipts(j, items, count);
    return JX_OK;
}

jx_status sim_journal_sync(struct sim_journal *j)
{
    if (trouble_strikes(&j->sync_trouble)) {
        j->hole = true;
        return j->sync_trouble.what;
    }
    if (!j->hole) j->durable = j->count;
    return JX_OK;
}

void sim_journal_crash(struct sim_journal *j, bool keep)
{
    if (keep) j->durable = j->count;
    cut(j, j->durable);
    j->hole = false;
}

void sim_journal_repair(struct sim_journal *j)
{
    const struct trouble none = {.what = JX_OK};
    j->append_trouble = j->sync_trouble = j->receipt_trouble = j->read_trouble = none;
}

bool sim_journal_read_fails(struct sim_journal *j)
{
    return trouble_strikes(&j->read_trouble);
}
