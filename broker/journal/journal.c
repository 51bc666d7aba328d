/* The journal in LMDB, and the one file of the broker that knows it.
 *
 *   records  position            -> record
 *   ids      id                  -> position
 *   groups   first position      -> [group bin, signature bin64, leaves bin]
 *   acts     position            -> nothing; the records that are not submissions
 *   meta     "format", "journal" -> version; the journal's random id
 *
 * Positions in keys are big-endian, so that LMDB's order is the journal's. */
#include "journal.h"

#include "../../proto/base/text.h"
#include "../../proto/wire/tuple.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FORMAT = 1, TABLES = 5, READERS = 64, FIRST_MAP_BYTES = 1 << 20 };

struct journal {
    MDB_env *env;
    MDB_dbi records, ids, groups, acts, meta;
    const struct jx_sign_keys *sign;
    uint8_t id[JX_JOURNAL_ID_BYTES];
    struct jx_hash head; /* of the chain */
    uint64_t last;       /* read by other threads */
    int64_t last_ms;
    bool failed; /* a sync failed: nothing may be appended any more */
};

static jx_status status_of_lmdb(int rc)
{
    switch (rc) {
    case MDB_SUCCESS:
        return JX_OK;
    case MDB_NOTFOUND:
    case ENOENT:
        return JX_E_NOT_FOUND;
    case MDB_MAP_FULL:
        return JX_E_STORE_FULL;
    case ENOSPC:
        return JX_E_DISK_FULL;
    case ENOMEM:
        return JX_E_NO_MEMORY;
    case EACCES:
    case EPERM:
        return JX_E_PERMISSION;
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_INVALID:
        return JX_E_CORRUPT;
    case MDB_VERSION_MISMATCH:
        return JX_E_VERSION;
    default:
        return JX_E_IO;
    }
}

static MDB_val val_of(struct jx_slice s)
{
    return (MDB_val){s.len, (void *)(uintptr_t)s.ptr};
}

static struct jx_slice slice_of(MDB_val v)
{
    return jx_slice_at(v.mv_data, v.mv_size);
}

struct position_key {
    uint8_t bytes[8];
};

static struct position_key key_of(uint64_t position)
{
    struct position_key k;
    for (int i = 0; i < 8; i++)
        k.bytes[i] = (uint8_t)(position >> (56 - 8 * i));
    return k;
}

static uint64_t position_of(struct jx_slice s)
{
    uint64_t position = 0;
    for (size_t i = 0; i < s.len && i < 8; i++)
        position = position << 8 | (uint8_t)s.ptr[i];
    return position;
}

static struct jx_slice key_slice(const struct position_key *k)
{
    return jx_slice_at(k->bytes, sizeof k->bytes);
}

static jx_status put(MDB_txn *tx, MDB_dbi table, struct jx_slice key, struct jx_slice value,
                     unsigned flags)
{
    MDB_val k = val_of(key), v = val_of(value);
    return status_of_lmdb(mdb_put(tx, table, &k, &v, flags));
}

static jx_status get(MDB_txn *tx, MDB_dbi table, struct jx_slice key, struct jx_slice *value)
{
    MDB_val k = val_of(key), v;
    int rc = mdb_get(tx, table, &k, &v);
    if (rc == MDB_SUCCESS) *value = slice_of(v);
    return status_of_lmdb(rc);
}

/* ---- opening ---- */

static jx_status open_env(const char *dir, size_t map_bytes, MDB_env **out)
{
    MDB_env *env = NULL;
    int rc = mdb_env_create(&env);
    if (rc == MDB_SUCCESS) rc = mdb_env_set_maxdbs(env, TABLES);
    if (rc == MDB_SUCCESS) rc = mdb_env_set_maxreaders(env, READERS);
    if (rc == MDB_SUCCESS) rc = mdb_env_set_mapsize(env, map_bytes);
    /* NOTLS: read transactions belong to objects, not threads. NORDAHEAD: a county's journal
     * outgrows memory, and its reads are at its end. */
    if (rc == MDB_SUCCESS) rc = mdb_env_open(env, dir, MDB_NOTLS | MDB_NORDAHEAD, 0600);
    if (rc != MDB_SUCCESS && env) {
        mdb_env_close(env);
        env = NULL;
    }
    *out = env;
    return status_of_lmdb(rc);
}

static jx_status open_tables(struct journal *j, unsigned flags)
{
    struct {
        const char *name;
        MDB_dbi *table;
    } tables[TABLES] = {{"records", &j->records},
                        {"ids", &j->ids},
                        {"groups", &j->groups},
                        {"acts", &j->acts},
                        {"meta", &j->meta}};
    MDB_txn *tx = NULL;
    int rc = mdb_txn_begin(j->env, NULL, flags & MDB_CREATE ? 0 : MDB_RDONLY, &tx);
    for (size_t i = 0; rc == MDB_SUCCESS && i < TABLES; i++)
        rc = mdb_dbi_open(tx, tables[i].name, flags, tables[i].table);
    if (rc == MDB_SUCCESS && (flags & MDB_CREATE)) {
        static const uint8_t format = FORMAT;
        jx_random_bytes(j->id, sizeof j->id);
        jx_status st = put(tx, j->meta, JX_LIT("format"), jx_slice_at(&format, 1), 0);
        if (st == JX_OK)
            st = put(tx, j->meta, JX_LIT("journal"), jx_slice_at(j->id, sizeof j->id), 0);
        if (st != JX_OK) {
            mdb_txn_abort(tx);
            return st;
        }
    }
    if (rc != MDB_SUCCESS) {
        if (tx) mdb_txn_abort(tx);
        return status_of_lmdb(rc);
    }
    return status_of_lmdb(mdb_txn_commit(tx)); /* keeps the table handles, also of a reading one */
}

static jx_status sync_folder(const char *dir)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return status_of_lmdb(errno);
    int rc = fsync(fd) == 0 ? 0 : errno;
    close(fd);
    return status_of_lmdb(rc);
}

static jx_status sync_data_file(const char *dir)
{
    char path[JX_PATH_ROOM];
    if (!jx_path_join(path, dir, "data.mdb")) return JX_E_IO;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return status_of_lmdb(errno);
    int rc = fsync(fd) == 0 ? 0 : errno;
    close(fd);
    return status_of_lmdb(rc);
}

static jx_status fill_new(const char *dir)
{
    struct journal j = {.failed = false};
    jx_status rc = open_env(dir, FIRST_MAP_BYTES, &j.env);
    if (rc == JX_OK) rc = open_tables(&j, MDB_CREATE);
    if (j.env) mdb_env_close(j.env);
    if (rc == JX_OK) rc = sync_data_file(dir);
    return rc == JX_OK ? sync_folder(dir) : rc;
}

static void remove_new(const char *dir)
{
    static const char *const files[] = {"data.mdb", "lock.mdb"};
    char path[JX_PATH_ROOM];
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        if (jx_path_join(path, dir, files[i])) unlink(path);
    rmdir(dir);
}

jx_status journal_create(const char *dir)
{
    char fresh[JX_PATH_ROOM], above[JX_PATH_ROOM];
    struct stat st;
    if (stat(dir, &st) == 0) return JX_E_IN_USE;
    int n = snprintf(fresh, sizeof fresh, "%s.XXXXXX", dir);
    if (n < 0 || (size_t)n >= sizeof fresh || !jx_path_join(above, dir, "..")) return JX_E_IO;
    if (!mkdtemp(fresh)) return status_of_lmdb(errno); /* mode 0700 */
    jx_status rc = fill_new(fresh);
    if (rc == JX_OK && rename(fresh, dir) != 0) rc = status_of_lmdb(errno);
    if (rc != JX_OK) {
        remove_new(fresh);
        return rc;
    }
    return sync_folder(above);
}

static jx_status read_meta(struct journal *j, MDB_txn *tx)
{
    struct jx_slice format = JX_ABSENT, id = JX_ABSENT;
    jx_status rc = get(tx, j->meta, JX_LIT("format"), &format);
    if (rc == JX_OK && (format.len != 1 || format.ptr[0] != FORMAT)) rc = JX_E_VERSION;
    if (rc == JX_OK) rc = get(tx, j->meta, JX_LIT("journal"), &id);
    if (rc == JX_OK && id.len != sizeof j->id) rc = JX_E_CORRUPT;
    if (rc == JX_OK) memcpy(j->id, id.ptr, sizeof j->id);
    return rc;
}

struct stored_group {
    struct jx_slice bytes;
    struct jx_group group;
    uint8_t signature[JX_SIGNATURE_BYTES];
    struct jx_slice leaves; /* of its records, so that a receipt needs none of them */
};

static void get_stored_group(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct stored_group *out = to;
    (void)a;
    jx_tuple_bin(t, JX_GROUP_BYTES_MAX, &out->bytes);
    jx_tuple_fixed(t, JX_SIGNATURE_BYTES, out->signature);
    jx_tuple_bin(t, JX_GROUP_RECORDS_MAX * sizeof(struct jx_hash), &out->leaves);
}

static jx_status decode_group(struct jx_slice value, struct stored_group *out)
{
    jx_status rc = jx_tuple_read(value, 3, 0, NULL, get_stored_group, out);
    if (rc == JX_OK) rc = jx_group_decode(out->bytes, &out->group);
    if (rc == JX_OK && out->leaves.len != out->group.count * sizeof(struct jx_hash))
        rc = JX_E_CORRUPT;
    return rc == JX_OK ? JX_OK : JX_E_CORRUPT;
}

/* The group that holds `position`. */
static jx_status find_group(struct journal *j, MDB_txn *tx, uint64_t position,
                            struct stored_group *out)
{
    MDB_cursor *c = NULL;
    struct position_key key = key_of(position);
    MDB_val k = val_of(key_slice(&key)), v;
    int rc = mdb_cursor_open(tx, j->groups, &c);
    if (rc != MDB_SUCCESS) return status_of_lmdb(rc);
    rc = mdb_cursor_get(c, &k, &v, MDB_SET_RANGE);
    bool exact = rc == MDB_SUCCESS && position_of(slice_of(k)) == position;
    if (!exact) rc = mdb_cursor_get(c, &k, &v, rc == MDB_SUCCESS ? MDB_PREV : MDB_LAST);
    jx_status st = rc == MDB_SUCCESS ? decode_group(slice_of(v), out) : status_of_lmdb(rc);
    mdb_cursor_close(c);
    if (st == JX_OK && position - out->group.first >= out->group.count) st = JX_E_CORRUPT;
    return st;
}

static jx_status read_record(struct journal *j, MDB_txn *tx, uint64_t position,
                             struct jx_record *out)
{
    struct jx_slice value = JX_ABSENT;
    struct position_key key = key_of(position);
    jx_status rc = get(tx, j->records, key_slice(&key), &value);
    if (rc == JX_OK) rc = jx_record_decode(value, out);
    if (rc == JX_OK && out->entry.position != position) rc = JX_E_CORRUPT;
    return rc == JX_OK ? JX_OK : JX_E_CORRUPT;
}

/* The leaves of a group, from the records themselves. `leaves` has room for the group's count. */
static jx_status read_leaves(struct journal *j, MDB_txn *tx, const struct jx_group *g,
                             struct jx_hash *leaves)
{
    struct jx_record r;
    for (uint32_t i = 0; i < g->count; i++) {
        jx_status rc = read_record(j, tx, g->first + i, &r);
        if (rc != JX_OK) return rc;
        leaves[i] = jx_leaf(r.entry_bytes);
    }
    return JX_OK;
}

static jx_status verify_group(struct journal *j, MDB_txn *tx, const struct stored_group *s)
{
    const struct jx_group *g = &s->group;
    if (g->count == 0 || memcmp(g->journal, j->id, sizeof j->id) != 0) return JX_E_CORRUPT;
    if (!jx_group_verify(s->bytes, j->sign->public_key, s->signature)) return JX_E_CORRUPT;
    struct jx_hash *nodes = malloc(JX_MERKLE_NODES(g->count) * sizeof *nodes);
    if (!nodes) return JX_E_NO_MEMORY;
    jx_status rc = read_leaves(j, tx, g, nodes);
    if (rc == JX_OK) {
        struct jx_hash root = jx_merkle_build(nodes, g->count);
        if (!jx_hash_eq(&root, &g->root)) rc = JX_E_CORRUPT;
    }
    free(nodes);
    return rc;
}

static jx_status last_position(struct journal *j, MDB_txn *tx, uint64_t *last)
{
    MDB_cursor *c = NULL;
    MDB_val k, v;
    int rc = mdb_cursor_open(tx, j->records, &c);
    if (rc != MDB_SUCCESS) return status_of_lmdb(rc);
    rc = mdb_cursor_get(c, &k, &v, MDB_LAST);
    *last = rc == MDB_SUCCESS ? position_of(slice_of(k)) : 0;
    mdb_cursor_close(c);
    return rc == MDB_NOTFOUND ? JX_OK : status_of_lmdb(rc);
}

static jx_status read_end(struct journal *j, MDB_txn *tx)
{
    uint64_t last = 0;
    jx_status st = last_position(j, tx, &last);
    if (st != JX_OK || last == 0) return st;
    struct stored_group s = {.bytes = JX_ABSENT};
    struct jx_record r;
    st = find_group(j, tx, last, &s);
    if (st == JX_OK) st = verify_group(j, tx, &s);
    if (st == JX_OK) st = read_record(j, tx, last, &r);
    if (st != JX_OK) return st;
    j->last = last;
    j->last_ms = r.entry.time_ms;
    j->head = jx_group_head(s.bytes);
    return JX_OK;
}

static jx_status load(struct journal *j)
{
    int dead = 0;
    mdb_reader_check(j->env, &dead); /* readers of a process that was killed would pin old pages */
    jx_status rc = open_tables(j, 0);
    MDB_txn *tx = NULL;
    if (rc == JX_OK) rc = status_of_lmdb(mdb_txn_begin(j->env, NULL, MDB_RDONLY, &tx));
    if (rc == JX_OK) rc = read_meta(j, tx);
    if (rc == JX_OK) rc = read_end(j, tx);
    if (tx) mdb_txn_abort(tx);
    return rc;
}

jx_status journal_open(const char *dir, size_t map_bytes, const struct jx_sign_keys *sign,
                       struct journal **out)
{
    *out = NULL;
    struct journal *j = calloc(1, sizeof *j);
    if (!j) return JX_E_NO_MEMORY;
    j->sign = sign;
    jx_status rc = open_env(dir, map_bytes, &j->env);
    if (rc == JX_OK) rc = load(j);
    if (rc != JX_OK) {
        journal_close(&j);
        return rc;
    }
    *out = j;
    return JX_OK;
}

void journal_close(struct journal **journal)
{
    struct journal *j = *journal;
    *journal = NULL;
    if (!j) return;
    if (j->env) mdb_env_close(j->env);
    free(j);
}

void journal_id(const struct journal *j, uint8_t id[JX_JOURNAL_ID_BYTES])
{
    memcpy(id, j->id, JX_JOURNAL_ID_BYTES);
}

uint64_t journal_last(const struct journal *j)
{
    return __atomic_load_n(&j->last, __ATOMIC_ACQUIRE);
}

/* ---- receipts ---- */

/* The Merkle tree of one group, kept while receipts of the same group are made. */
struct tree {
    uint64_t first;        /* of the group; 0: none */
    struct jx_hash *nodes; /* freed by its owner */
};

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

static jx_status make_receipt(struct journal *j, MDB_txn *tx, uint64_t position, struct tree *t,
                              struct jx_buffer *out)
{
    struct jx_record record;
    struct stored_group s = {.bytes = JX_ABSENT};
    struct jx_receipt r;
    jx_status rc = read_record(j, tx, position, &record);
    if (rc == JX_OK) rc = find_group(j, tx, position, &s);
    if (rc == JX_OK) rc = grow_tree(&s, t);
    if (rc != JX_OK) return rc;
    r.entry_bytes = record.entry_bytes;
    r.entry = record.entry;
    r.group_bytes = s.bytes;
    r.group = s.group;
    memcpy(r.signature, s.signature, sizeof r.signature);
    r.path_len = jx_merkle_path(t->nodes, s.group.count, (uint32_t)(position - s.group.first),
                                r.path);
    return jx_receipt_encode(&r, out);
}

static jx_status receipt_in(struct journal *j, uint64_t position, struct tree *t,
                            struct jx_buffer *out)
{
    MDB_txn *tx = NULL;
    jx_status rc = status_of_lmdb(mdb_txn_begin(j->env, NULL, MDB_RDONLY, &tx));
    if (rc == JX_OK) rc = make_receipt(j, tx, position, t, out);
    if (tx) mdb_txn_abort(tx);
    return rc;
}

/* ---- appending ---- */

struct appending {
    MDB_txn *tx;
    struct jx_buffer entries; /* of the whole group, one after another */
    size_t *ends;             /* where each of them ends */
    struct jx_buffer record, group;
    struct jx_hash *nodes; /* of the Merkle tree */
    uint64_t first;
    uint32_t count; /* appended so far */
    int64_t time_ms;
    uint8_t signature[JX_SIGNATURE_BYTES];
};

static jx_status encode_entry(struct appending *a, const struct journal_item *it,
                              struct jx_slice *bytes)
{
    struct jx_entry e = {.kind = it->kind,
                         .position = it->position,
                         .time_ms = a->time_ms,
                         .header = it->header,
                         .id = it->id};
    memcpy(e.principal, it->principal, sizeof e.principal);
    size_t from = a->entries.len;
    jx_status rc = jx_entry_encode(&e, &a->entries);
    *bytes = jx_slice_from(jx_buffer_slice(&a->entries), from);
    a->ends[a->count] = a->entries.len;
    return rc;
}

static jx_status append_one(struct journal *j, struct appending *a, struct journal_item *it)
{
    it->position = a->first + a->count;
    struct position_key key = key_of(it->position);
    MDB_val k = val_of(jx_hash_slice(&it->id)), v = val_of(key_slice(&key));
    int found = mdb_put(a->tx, j->ids, &k, &v, MDB_NOOVERWRITE);
    if (found == MDB_KEYEXIST) {
        it->status = JX_DUPLICATE;
        it->fresh = false;
        it->position = position_of(slice_of(v));
        return JX_OK;
    }
    if (found != MDB_SUCCESS) return status_of_lmdb(found);
    if (it->time_ms > a->time_ms) a->time_ms = it->time_ms;
    struct jx_slice entry;
    jx_buffer_reset(&a->record);
    jx_status rc = encode_entry(a, it, &entry);
    if (rc == JX_OK) rc = jx_record_encode(entry, it->content, &a->record);
    if (rc == JX_OK)
        rc = put(a->tx, j->records, key_slice(&key), jx_buffer_slice(&a->record), MDB_APPEND);
    if (rc == JX_OK && it->kind != JX_ACT_SUBMISSION)
        rc = put(a->tx, j->acts, key_slice(&key), JX_LIT(""), MDB_APPEND);
    a->nodes[a->count++] = jx_leaf(entry);
    it->status = JX_OK;
    it->fresh = true;
    return rc;
}

static jx_status append_group(struct journal *j, struct appending *a, int64_t now_ms)
{
    struct jx_group g = {.first = a->first,
                         .count = a->count,
                         .time_ms = now_ms > a->time_ms ? now_ms : a->time_ms,
                         .root = jx_merkle_build(a->nodes, a->count),
                         .previous = j->head};
    memcpy(g.journal, j->id, sizeof g.journal);
    jx_status rc = jx_group_encode(&g, &a->group);
    if (rc != JX_OK) return rc;
    jx_group_sign(jx_buffer_slice(&a->group), j->sign->secret_key, a->signature);
    jx_buffer_reset(&a->record);
    jx_mp_put_array(&a->record, 3);
    jx_mp_put_bin(&a->record, jx_buffer_slice(&a->group));
    jx_mp_put_bin(&a->record, jx_slice_at(a->signature, sizeof a->signature));
    jx_mp_put_bin(&a->record, jx_slice_at(a->nodes, a->count * sizeof *a->nodes));
    struct position_key key = key_of(a->first);
    if (a->record.status != JX_OK) return a->record.status;
    return put(a->tx, j->groups, key_slice(&key), jx_buffer_slice(&a->record), MDB_APPEND);
}

/* A commit that fails half way leaves the old state on disk, but LMDB may go on as if it had not
 * failed. */
static jx_status commit(struct journal *j, MDB_txn **tx)
{
    int rc = mdb_txn_commit(*tx);
    *tx = NULL;
    if (rc == EIO || rc == MDB_PANIC) j->failed = true;
    return status_of_lmdb(rc);
}

static jx_status append_items(struct journal *j, struct appending *a, struct journal_item *items,
                              uint32_t count, int64_t now_ms)
{
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < count; i++)
        rc = append_one(j, a, &items[i]);
    if (rc == JX_OK && a->count > 0) rc = append_group(j, a, now_ms);
    if (rc == JX_OK && a->count > 0) rc = commit(j, &a->tx);
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
    size_t from = index ? a->ends[index - 1] : 0;
    struct jx_receipt r = {
        .group_bytes = jx_buffer_slice(&a->group),
        .entry_bytes = jx_slice_at(a->entries.bytes + from, a->ends[index] - from)};
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
                                 : receipt_in(j, it->position, &t, &it->receipt);
        if (rc != JX_OK) it->status = rc;
    }
    free(t.nodes);
}

jx_status journal_append(struct journal *j, struct journal_item *items, uint32_t count,
                         int64_t now_ms)
{
    assert(count >= 1 && count <= JX_GROUP_RECORDS_MAX);
    if (j->failed) return JX_E_IO;
    struct appending a = {.first = j->last + 1, .time_ms = j->last_ms};
    jx_buffer_init(&a.entries, (size_t)count * JX_ENTRY_BYTES_MAX);
    jx_buffer_init(&a.record, JX_MESSAGE_BYTES_MAX);
    jx_buffer_init(&a.group, JX_GROUP_BYTES_MAX);
    a.nodes = malloc(JX_MERKLE_NODES(count) * sizeof *a.nodes);
    a.ends = malloc(count * sizeof *a.ends);
    jx_status rc = a.nodes && a.ends ? JX_OK : JX_E_NO_MEMORY;
    if (rc == JX_OK) rc = status_of_lmdb(mdb_txn_begin(j->env, NULL, 0, &a.tx));
    if (rc == JX_OK) rc = append_items(j, &a, items, count, now_ms);
    if (a.tx) mdb_txn_abort(a.tx);
    if (rc == JX_OK) make_receipts(j, &a, items, count);
    jx_buffer_clear(&a.entries);
    jx_buffer_clear(&a.record);
    jx_buffer_clear(&a.group);
    free(a.nodes);
    free(a.ends);
    return rc;
}

/* ---- reading ---- */

static jx_status read_records(MDB_cursor *c, uint64_t from, uint32_t max_count, size_t max_bytes,
                              journal_take *take, void *to)
{
    struct position_key key = key_of(from);
    MDB_val k = val_of(key_slice(&key)), v;
    size_t bytes = 0;
    int rc = mdb_cursor_get(c, &k, &v, MDB_SET_RANGE);
    for (uint32_t i = 0; rc == MDB_SUCCESS && i < max_count; i++) {
        struct jx_record r;
        bytes += v.mv_size;
        if (i > 0 && bytes > max_bytes) break;
        jx_status st = jx_record_decode(slice_of(v), &r);
        if (st != JX_OK || r.entry.position != from + i) return JX_E_CORRUPT;
        if (!take(to, from + i, slice_of(v))) break;
        rc = mdb_cursor_get(c, &k, &v, MDB_NEXT);
    }
    return rc == MDB_NOTFOUND ? JX_OK : status_of_lmdb(rc);
}

jx_status journal_read(struct journal *j, uint64_t from, uint32_t max_count, size_t max_bytes,
                       journal_take *take, void *to)
{
    MDB_txn *tx = NULL;
    MDB_cursor *c = NULL;
    jx_status rc = status_of_lmdb(mdb_txn_begin(j->env, NULL, MDB_RDONLY, &tx));
    if (rc == JX_OK) rc = status_of_lmdb(mdb_cursor_open(tx, j->records, &c));
    if (rc == JX_OK) rc = read_records(c, from, max_count, max_bytes, take, to);
    if (c) mdb_cursor_close(c);
    if (tx) mdb_txn_abort(tx);
    return rc;
}

static jx_status read_acts(struct journal *j, MDB_txn *tx, MDB_cursor *c, journal_take *take,
                           void *to)
{
    MDB_val k, v;
    int rc = mdb_cursor_get(c, &k, &v, MDB_FIRST);
    for (; rc == MDB_SUCCESS; rc = mdb_cursor_get(c, &k, &v, MDB_NEXT)) {
        struct jx_slice value = JX_ABSENT;
        struct jx_record r;
        jx_status st = get(tx, j->records, slice_of(k), &value);
        if (st == JX_OK) st = jx_record_decode(value, &r);
        if (st != JX_OK) return JX_E_CORRUPT;
        if (!take(to, position_of(slice_of(k)), value)) return JX_OK;
    }
    return rc == MDB_NOTFOUND ? JX_OK : status_of_lmdb(rc);
}

jx_status journal_read_acts(struct journal *j, journal_take *take, void *to)
{
    MDB_txn *tx = NULL;
    MDB_cursor *c = NULL;
    jx_status rc = status_of_lmdb(mdb_txn_begin(j->env, NULL, MDB_RDONLY, &tx));
    if (rc == JX_OK) rc = status_of_lmdb(mdb_cursor_open(tx, j->acts, &c));
    if (rc == JX_OK) rc = read_acts(j, tx, c, take, to);
    if (c) mdb_cursor_close(c);
    if (tx) mdb_txn_abort(tx);
    return rc;
}

jx_status journal_find(struct journal *j, const struct jx_hash *id, uint64_t *position)
{
    MDB_txn *tx = NULL;
    struct jx_slice value = JX_ABSENT;
    jx_status rc = status_of_lmdb(mdb_txn_begin(j->env, NULL, MDB_RDONLY, &tx));
    if (rc == JX_OK) rc = get(tx, j->ids, jx_hash_slice(id), &value);
    if (rc == JX_OK) *position = position_of(value);
    if (tx) mdb_txn_abort(tx);
    return rc;
}

jx_status journal_receipt(struct journal *j, uint64_t position, struct jx_buffer *out)
{
    struct tree t = {0, NULL};
    jx_status rc = receipt_in(j, position, &t, out);
    free(t.nodes);
    return rc;
}

/* ---- verifying ---- */

/* Every record is found by its id. */
static jx_status verify_ids(struct journal *j, MDB_txn *tx, const struct jx_group *g, uint64_t *bad)
{
    for (uint32_t i = 0; i < g->count; i++) {
        struct jx_record r;
        struct jx_slice value = JX_ABSENT;
        *bad = g->first + i;
        jx_status rc = read_record(j, tx, *bad, &r);
        if (rc == JX_OK) rc = get(tx, j->ids, jx_hash_slice(&r.entry.id), &value);
        if (rc != JX_OK || position_of(value) != *bad) return JX_E_CORRUPT;
    }
    return JX_OK;
}

static jx_status verify_chain(struct journal *j, MDB_txn *tx, MDB_cursor *c, uint64_t *records,
                              uint64_t *bad)
{
    struct jx_hash previous = {{0}};
    uint64_t next = 1;
    MDB_val k, v;
    int rc = mdb_cursor_get(c, &k, &v, MDB_FIRST);
    for (; rc == MDB_SUCCESS; rc = mdb_cursor_get(c, &k, &v, MDB_NEXT)) {
        struct stored_group s = {.bytes = JX_ABSENT};
        *bad = next;
        jx_status st = decode_group(slice_of(v), &s);
        if (st == JX_OK && (s.group.first != next || !jx_hash_eq(&s.group.previous, &previous)))
            st = JX_E_CORRUPT;
        if (st == JX_OK) st = verify_group(j, tx, &s);
        if (st == JX_OK) st = verify_ids(j, tx, &s.group, bad);
        if (st != JX_OK) return st;
        previous = jx_group_head(s.bytes);
        next += s.group.count;
        *records += s.group.count;
    }
    if (rc != MDB_NOTFOUND) return status_of_lmdb(rc);
    uint64_t last = 0;
    *bad = next;
    jx_status st = last_position(j, tx, &last);
    return st == JX_OK && next != last + 1 ? JX_E_CORRUPT : st;
}

jx_status journal_verify(struct journal *j, uint64_t *records, uint64_t *bad)
{
    MDB_txn *tx = NULL;
    MDB_cursor *c = NULL;
    *records = 0;
    *bad = 0;
    jx_status rc = status_of_lmdb(mdb_txn_begin(j->env, NULL, MDB_RDONLY, &tx));
    if (rc == JX_OK) rc = status_of_lmdb(mdb_cursor_open(tx, j->groups, &c));
    if (rc == JX_OK) rc = verify_chain(j, tx, c, records, bad);
    if (c) mdb_cursor_close(c);
    if (tx) mdb_txn_abort(tx);
    return rc;
}
