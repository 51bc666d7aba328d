/* The one file that knows LMDB. */
#include "kv.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define DATA_FILE "store.mdb"
#define NEW_FILE  "store.mdb.new"
#define NEW_LOCK  NEW_FILE "-lock"

enum { READERS_MAX = 512, PATH_BYTES = 4096 };

struct kv {
    MDB_env *env;
    MDB_dbi tables[KV_TABLES_MAX];
    unsigned count;
    pid_t pid;
    atomic_bool failed; /* a commit failed in a way that LMDB itself forgets */
    _Atomic uint64_t reads;
    char dir[PATH_BYTES];
};

struct kv_tx {
    struct kv *kv;
    MDB_txn *txn;
    bool write;
};

struct kv_cursor {
    struct kv *kv;
    MDB_cursor *cursor;
};

/* ---- what LMDB's and the system's errors mean ---- */

static const struct {
    int code;
    jx_status status;
} meanings[] = {
    {MDB_SUCCESS, JX_OK},
    {MDB_NOTFOUND, JX_E_NOT_FOUND},
    {MDB_MAP_FULL, JX_E_STORE_FULL},
    {MDB_MAP_RESIZED, JX_E_STORE_FULL}, /* another process runs with a larger map than ours */
    {MDB_TXN_FULL, JX_E_TOO_LARGE},
    {MDB_READERS_FULL, JX_E_BUSY},
    {MDB_INVALID, JX_E_CORRUPT},
    {MDB_CORRUPTED, JX_E_CORRUPT},
    {MDB_PAGE_NOTFOUND, JX_E_CORRUPT},
    {MDB_VERSION_MISMATCH, JX_E_VERSION},
    {MDB_PANIC, JX_E_IO},
    {ENOSPC, JX_E_DISK_FULL},
    {EDQUOT, JX_E_DISK_FULL},
    {ENOMEM, JX_E_NO_MEMORY},
    {EACCES, JX_E_PERMISSION},
    {EPERM, JX_E_PERMISSION},
    {EROFS, JX_E_PERMISSION},
};

/* A full tmpfs answers with a short write, which LMDB reports as EIO. */
static bool disk_is_full(const char *dir)
{
    struct statvfs v;
    return statvfs(dir, &v) == 0 && v.f_bavail == 0;
}

static jx_status meaning_of(const char *dir, int code)
{
    if (code == EIO) return disk_is_full(dir) ? JX_E_DISK_FULL : JX_E_IO;
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (meanings[i].code == code) return meanings[i].status;
    return code > 0 ? JX_E_IO : JX_E_INTERNAL;
}

/* ---- opening ---- */

static bool join(char out[PATH_BYTES], const char *dir, const char *name)
{
    int n = snprintf(out, PATH_BYTES, "%s/%s", dir, name);
    return n > 0 && n < PATH_BYTES;
}

static jx_status sync_path(const char *dir, const char *name)
{
    char path[PATH_BYTES];
    if (!join(path, dir, name)) return JX_E_IO;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int code = fd < 0 || fsync(fd) != 0 ? errno : 0;
    if (fd >= 0) close(fd);
    return meaning_of(dir, code);
}

static jx_status make_dir(const char *dir)
{
    if (mkdir(dir, 0700) == 0) return sync_path(dir, "..");
    if (errno == EEXIST) return JX_OK;
    return meaning_of(dir, errno);
}

static int open_env(const char *path, size_t map_bytes, MDB_env **out)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    map_bytes = (map_bytes + page - 1) / page * page;
    int code = mdb_env_create(out);
    if (code) {
        *out = NULL;
        return code;
    }
    code = mdb_env_set_maxdbs(*out, KV_TABLES_MAX);
    if (!code) code = mdb_env_set_maxreaders(*out, READERS_MAX);
    if (!code) code = mdb_env_set_mapsize(*out, map_bytes);
    if (!code) code = mdb_env_open(*out, path, MDB_NOSUBDIR | MDB_NOTLS, 0600);
    return code;
}

static int open_tables(MDB_env *env, const char *const *names, unsigned count, bool create,
                       MDB_dbi *out)
{
    MDB_txn *txn = NULL;
    int code = mdb_txn_begin(env, NULL, create ? 0 : MDB_RDONLY, &txn);
    if (code) return code;
    for (unsigned i = 0; !code && i < count; i++)
        code = mdb_dbi_open(txn, names[i], create ? MDB_CREATE : 0, &out[i]);
    if (!code) return mdb_txn_commit(txn);
    mdb_txn_abort(txn);
    return code;
}

/* LMDB syncs neither the first meta pages nor the directory, so a power cut could leave a file that
 * is no store. The name appears only when what it names is on disk. */
static jx_status create_file(const char *dir, const char *const *names, unsigned count,
                             size_t map_bytes)
{
    char new_path[PATH_BYTES], new_lock[PATH_BYTES], path[PATH_BYTES];
    if (!join(new_path, dir, NEW_FILE) || !join(new_lock, dir, NEW_LOCK) ||
        !join(path, dir, DATA_FILE))
        return JX_E_IO;
    unlink(new_path); /* left by a crash */
    unlink(new_lock);
    MDB_env *env = NULL;
    MDB_dbi tables[KV_TABLES_MAX];
    int code = open_env(new_path, map_bytes, &env);
    if (!code) code = open_tables(env, names, count, true, tables);
    if (env) mdb_env_close(env);
    jx_status rc = meaning_of(dir, code);
    if (rc == JX_OK) rc = sync_path(dir, NEW_FILE);
    if (rc == JX_OK && rename(new_path, path) != 0) rc = meaning_of(dir, errno);
    unlink(new_lock);
    if (rc == JX_OK) rc = sync_path(dir, ".");
    if (rc != JX_OK) unlink(new_path);
    return rc;
}

/* Under a lock on the folder, so that of two processes that start together one makes the file and
 * the other finds it. */
static jx_status ensure_file(const char *dir, const char *const *names, unsigned count,
                             size_t map_bytes)
{
    char path[PATH_BYTES];
    jx_status rc = make_dir(dir);
    if (rc != JX_OK) return rc;
    if (!join(path, dir, DATA_FILE)) return JX_E_IO;
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return meaning_of(dir, errno);
    struct stat s;
    if (flock(fd, LOCK_EX) != 0)
        rc = meaning_of(dir, errno);
    else if (stat(path, &s) != 0)
        rc = errno == ENOENT ? create_file(dir, names, count, map_bytes) : meaning_of(dir, errno);
    close(fd); /* and with it the lock */
    return rc;
}

static jx_status open_existing(struct kv *kv, const char *const *names, unsigned count,
                               size_t map_bytes)
{
    char path[PATH_BYTES];
    int dead = 0;
    if (!join(path, kv->dir, DATA_FILE)) return JX_E_IO;
    int code = open_env(path, map_bytes, &kv->env);
    /* Readers that were killed would keep old pages alive for ever. */
    if (!code) code = mdb_reader_check(kv->env, &dead);
    if (!code) code = open_tables(kv->env, names, count, false, kv->tables);
    if (code == MDB_NOTFOUND) code = open_tables(kv->env, names, count, true, kv->tables);
    return meaning_of(kv->dir, code);
}

jx_status kv_open(const char *dir, const char *const *tables, unsigned count, size_t map_bytes,
                  struct kv **out)
{
    assert(count <= KV_TABLES_MAX);
    *out = NULL;
    struct kv *kv = calloc(1, sizeof *kv);
    if (!kv) return JX_E_NO_MEMORY;
    kv->count = count;
    kv->pid = getpid();
    jx_status rc = join(kv->dir, dir, ".") ? JX_OK : JX_E_IO;
    if (rc == JX_OK) rc = ensure_file(dir, tables, count, map_bytes);
    if (rc == JX_OK) rc = open_existing(kv, tables, count, map_bytes);
    if (rc == JX_OK)
        *out = kv;
    else
        kv_close(&kv);
    return rc;
}

void kv_close(struct kv **kv)
{
    if (*kv && (*kv)->env) mdb_env_close((*kv)->env);
    free(*kv);
    *kv = NULL;
}

/* ---- transactions ---- */

jx_status kv_begin(struct kv *kv, bool write, struct kv_tx **out)
{
    assert(kv->pid == getpid()); /* LMDB's locks do not survive a fork */
    *out = NULL;
    if (write && atomic_load(&kv->failed)) return JX_E_IO;
    struct kv_tx *tx = calloc(1, sizeof *tx);
    if (!tx) return JX_E_NO_MEMORY;
    tx->kv = kv;
    tx->write = write;
    int code = mdb_txn_begin(kv->env, NULL, write ? 0 : MDB_RDONLY, &tx->txn);
    if (code) {
        free(tx);
        return meaning_of(kv->dir, code);
    }
    *out = tx;
    return JX_OK;
}

/* Failures of a commit after which LMDB's state and the disk's are known to be the old ones. */
static bool is_harmless(int code)
{
    return code == 0 || code == MDB_MAP_FULL || code == MDB_TXN_FULL || code == MDB_BAD_TXN ||
           code == ENOMEM || code == ENOSPC || code == EDQUOT;
}

jx_status kv_commit(struct kv_tx **tx)
{
    struct kv_tx *t = *tx;
    struct kv *kv = t->kv;
    if (t->write && atomic_load(&kv->failed)) {
        kv_abort(tx);
        return JX_E_IO;
    }
    int code = mdb_txn_commit(t->txn);
    /* After a failed fdatasync the kernel takes the pages for clean and the next commit succeeds as
     * if nothing had been lost. */
    if (!is_harmless(code)) atomic_store(&kv->failed, true);
    free(t);
    *tx = NULL;
    return meaning_of(kv->dir, code);
}

void kv_abort(struct kv_tx **tx)
{
    if (*tx) mdb_txn_abort((*tx)->txn);
    free(*tx);
    *tx = NULL;
}

/* ---- values ---- */

static MDB_val val_of(struct jx_slice s)
{
    return (MDB_val){s.len, (void *)(uintptr_t)(s.ptr ? s.ptr : "")};
}

static struct jx_slice slice_of(MDB_val v)
{
    return jx_slice_at(v.mv_size ? v.mv_data : "", v.mv_size);
}

jx_status kv_get(struct kv_tx *tx, unsigned table, struct jx_slice key, struct jx_slice *value)
{
    assert(table < tx->kv->count && key.len <= KV_KEY_MAX);
    MDB_val k = val_of(key), v;
    atomic_fetch_add_explicit(&tx->kv->reads, 1, memory_order_relaxed);
    int code = mdb_get(tx->txn, tx->kv->tables[table], &k, &v);
    if (!code) *value = slice_of(v);
    return meaning_of(tx->kv->dir, code);
}

jx_status kv_put(struct kv_tx *tx, unsigned table, struct jx_slice key, struct jx_slice value)
{
    assert(table < tx->kv->count && tx->write && key.len <= KV_KEY_MAX);
    MDB_val k = val_of(key), v = val_of(value);
    return meaning_of(tx->kv->dir, mdb_put(tx->txn, tx->kv->tables[table], &k, &v, 0));
}

jx_status kv_delete(struct kv_tx *tx, unsigned table, struct jx_slice key)
{
    assert(table < tx->kv->count && tx->write && key.len <= KV_KEY_MAX);
    MDB_val k = val_of(key);
    int code = mdb_del(tx->txn, tx->kv->tables[table], &k, NULL);
    return code == MDB_NOTFOUND ? JX_OK : meaning_of(tx->kv->dir, code);
}

/* ---- cursors ---- */

jx_status kv_cursor_open(struct kv_tx *tx, unsigned table, struct kv_cursor **out)
{
    assert(table < tx->kv->count);
    *out = NULL;
    struct kv_cursor *c = calloc(1, sizeof *c);
    if (!c) return JX_E_NO_MEMORY;
    c->kv = tx->kv;
    int code = mdb_cursor_open(tx->txn, tx->kv->tables[table], &c->cursor);
    if (code) {
        free(c);
        return meaning_of(tx->kv->dir, code);
    }
    *out = c;
    return JX_OK;
}

void kv_cursor_close(struct kv_cursor **c)
{
    if (*c) mdb_cursor_close((*c)->cursor);
    free(*c);
    *c = NULL;
}

static jx_status step(struct kv_cursor *c, MDB_val k, MDB_cursor_op how, struct jx_slice *key,
                      struct jx_slice *value)
{
    MDB_val v = {0, NULL};
    atomic_fetch_add_explicit(&c->kv->reads, 1, memory_order_relaxed);
    int code = mdb_cursor_get(c->cursor, &k, &v, how);
    if (!code) {
        *key = slice_of(k);
        *value = slice_of(v);
    }
    return meaning_of(c->kv->dir, code);
}

jx_status kv_seek(struct kv_cursor *c, struct jx_slice from, struct jx_slice *key,
                  struct jx_slice *value)
{
    assert(from.len <= KV_KEY_MAX);
    /* LMDB has no empty keys. */
    return step(c, val_of(from), from.len ? MDB_SET_RANGE : MDB_FIRST, key, value);
}

jx_status kv_seek_before(struct kv_cursor *c, struct jx_slice to, struct jx_slice *key,
                         struct jx_slice *value)
{
    jx_status rc = kv_seek(c, to, key, value);
    if (rc == JX_OK) return step(c, val_of(JX_ABSENT), MDB_PREV, key, value);
    if (rc != JX_E_NOT_FOUND) return rc;
    return step(c, val_of(JX_ABSENT), MDB_LAST, key, value);
}

jx_status kv_next(struct kv_cursor *c, struct jx_slice *key, struct jx_slice *value)
{
    return step(c, val_of(JX_ABSENT), MDB_NEXT, key, value);
}

jx_status kv_previous(struct kv_cursor *c, struct jx_slice *key, struct jx_slice *value)
{
    return step(c, val_of(JX_ABSENT), MDB_PREV, key, value);
}

uint64_t kv_reads(struct kv *kv)
{
    return atomic_load_explicit(&kv->reads, memory_order_relaxed);
}
