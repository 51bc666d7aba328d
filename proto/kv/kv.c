/* The one file that knows LMDB. */
#include "kv.h"

#include "../base/text.h"
#include "../file/file.h"
#include "files.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { READERS_MAX = 512 };

struct kv {
    MDB_env *env;
    MDB_dbi tables[KV_TABLES_MAX];
    const struct kv_form *form;
    pid_t pid;
    atomic_bool failed; /* a commit failed in a way that LMDB itself forgets */
    _Atomic uint64_t reads;
    char dir[JX_PATH_ROOM];
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
    {MDB_KEYEXIST, JX_E_CORRUPT}, /* appending behind what is not the last */
    {MDB_MAP_FULL, JX_E_STORE_FULL},
    {MDB_MAP_RESIZED, JX_E_STORE_FULL}, /* another process runs with a larger map than ours */
    {MDB_TXN_FULL, JX_E_TOO_LARGE},
    {MDB_READERS_FULL, JX_E_BUSY},
    {MDB_INVALID, JX_E_CORRUPT},
    {MDB_CORRUPTED, JX_E_CORRUPT},
    {MDB_PAGE_NOTFOUND, JX_E_CORRUPT},
    {MDB_VERSION_MISMATCH, JX_E_VERSION},
    {MDB_PANIC, JX_E_IO},
    {ENOTDIR, JX_E_IO}, /* a file where a folder should be */
};

/* A full tmpfs answers with a short write, which LMDB reports as EIO. */
static bool disk_is_full(const char *dir)
{
    struct statvfs v;
    return statvfs(dir, &v) == 0 && v.f_bavail == 0;
}

static jx_status or_full(const char *dir, jx_status rc)
{
    return rc == JX_E_IO && disk_is_full(dir) ? JX_E_DISK_FULL : rc;
}

static jx_status meaning_of(const char *dir, int code)
{
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (meanings[i].code == code) return meanings[i].status;
    return code > 0 ? or_full(dir, jx_status_of_errno(code)) : JX_E_INTERNAL;
}

/* ---- opening ---- */

static int open_env(const char *path, const struct kv_form *form, size_t map_bytes, MDB_env **out)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    unsigned flags = MDB_NOSUBDIR | MDB_NOTLS | (form->random ? MDB_NORDAHEAD : 0u);
    map_bytes = (map_bytes + page - 1) / page * page;
    int code = mdb_env_create(out);
    if (code) {
        *out = NULL;
        return code;
    }
    code = mdb_env_set_maxdbs(*out, KV_TABLES_MAX);
    if (!code) code = mdb_env_set_maxreaders(*out, READERS_MAX);
    if (!code) code = mdb_env_set_mapsize(*out, map_bytes);
    if (!code) code = mdb_env_open(*out, path, flags, 0600);
    return code;
}

static int open_tables(MDB_env *env, const struct kv_form *form, bool create, MDB_dbi *out)
{
    MDB_txn *txn = NULL;
    int code = mdb_txn_begin(env, NULL, create ? 0 : MDB_RDONLY, &txn);
    if (code) return code;
    for (unsigned i = 0; !code && i < form->count; i++)
        code = mdb_dbi_open(txn, form->tables[i], create ? MDB_CREATE : 0, &out[i]);
    if (!code) return mdb_txn_commit(txn); /* keeps the handles, also of a reading one */
    mdb_txn_abort(txn);
    return code;
}

/* LMDB syncs neither the first meta pages nor the folder; files_ensure() does. */
static jx_status make_new(const char *path, const void *of)
{
    const struct kv_form *form = of;
    const size_t first_map = 1 << 20; /* the map is not the file's; each opening chooses its own */
    MDB_env *env = NULL;
    MDB_dbi tables[KV_TABLES_MAX];
    int code = open_env(path, form, first_map, &env);
    if (!code) code = open_tables(env, form, true, tables);
    if (env) mdb_env_close(env);
    return meaning_of(path, code);
}

/* ---- checking ---- */

static jx_status check_env(MDB_env *env, int fd, const char *dir, bool deep,
                           struct pages_damage *damage)
{
    enum { TRIES = 100 }; /* each finds that two commits came in between */
    jx_status rc = JX_E_BUSY;
    for (int i = 0; rc == JX_E_BUSY && i < TRIES; i++) {
        MDB_txn *txn = NULL;
        int code = mdb_txn_begin(env, NULL, MDB_RDONLY, &txn);
        if (code) return meaning_of(dir, code);
        rc = pages_check(fd, mdb_txn_id(txn), deep, damage);
        mdb_txn_abort(txn);
    }
    return rc;
}

/* Opens what is there, LMDB's part only after the heads were found good. */
static jx_status open_checked(struct kv *kv, size_t map_bytes, bool deep,
                              struct pages_damage *damage)
{
    char path[JX_PATH_ROOM];
    int dead = 0;
    damage->text[0] = '\0';
    if (!jx_path_join(path, kv->dir, kv->form->file)) return JX_E_IO;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return meaning_of(kv->dir, errno);
    jx_status rc = pages_check_heads(fd, damage);
    if (rc == JX_OK) rc = meaning_of(kv->dir, open_env(path, kv->form, map_bytes, &kv->env));
    /* Readers that were killed would keep old pages alive for ever. */
    if (rc == JX_OK) rc = meaning_of(kv->dir, mdb_reader_check(kv->env, &dead));
    if (rc == JX_OK) rc = check_env(kv->env, fd, kv->dir, deep, damage);
    close(fd);
    return rc;
}

jx_status kv_check(struct kv *kv, bool deep, struct pages_damage *damage)
{
    char path[JX_PATH_ROOM];
    if (!jx_path_join(path, kv->dir, kv->form->file)) return JX_E_IO;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return meaning_of(kv->dir, errno);
    jx_status rc = check_env(kv->env, fd, kv->dir, deep, damage);
    close(fd);
    return rc;
}

/* ---- opening ---- */

static struct kv *new_kv(const char *dir, const struct kv_form *form)
{
    assert(form->count <= KV_TABLES_MAX);
    struct kv *kv = calloc(1, sizeof *kv);
    if (!kv) return NULL;
    kv->form = form;
    kv->pid = getpid();
    if (!jx_path_join(kv->dir, dir, ".")) kv->dir[0] = '\0'; /* nothing will be found there */
    return kv;
}

static jx_status open_named(struct kv *kv)
{
    int code = open_tables(kv->env, kv->form, false, kv->tables);
    if (code == MDB_NOTFOUND && kv->form->make) /* of a version that had fewer */
        code = open_tables(kv->env, kv->form, true, kv->tables);
    jx_status rc = meaning_of(kv->dir, code);
    return rc == JX_E_NOT_FOUND ? JX_E_CORRUPT : rc;
}

jx_status kv_open(const char *dir, const struct kv_form *form, size_t map_bytes, struct kv **out)
{
    struct pages_damage damage;
    *out = NULL;
    struct kv *kv = new_kv(dir, form);
    if (!kv) return JX_E_NO_MEMORY;
    jx_status rc = form->make ? or_full(dir, files_ensure(dir, form->file, make_new, form)) : JX_OK;
    if (rc == JX_OK) rc = open_checked(kv, map_bytes, false, &damage);
    if (rc == JX_OK) rc = open_named(kv);
    if (rc == JX_OK)
        *out = kv;
    else
        kv_close(&kv);
    return rc;
}

jx_status kv_diagnose(const char *dir, const struct kv_form *form, size_t map_bytes,
                      struct pages_damage *damage)
{
    struct kv *kv = new_kv(dir, form);
    if (!kv) return JX_E_NO_MEMORY;
    jx_status rc = open_checked(kv, map_bytes, true, damage);
    if (rc == JX_OK) rc = open_named(kv);
    if (rc == JX_E_CORRUPT && damage->text[0] == '\0')
        snprintf(damage->text, sizeof damage->text, "a table is missing");
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
    assert(table < tx->kv->form->count && key.len <= KV_KEY_MAX);
    MDB_val k = val_of(key), v;
    atomic_fetch_add_explicit(&tx->kv->reads, 1, memory_order_relaxed);
    int code = mdb_get(tx->txn, tx->kv->tables[table], &k, &v);
    if (!code) *value = slice_of(v);
    return meaning_of(tx->kv->dir, code);
}

jx_status kv_put(struct kv_tx *tx, unsigned table, struct jx_slice key, struct jx_slice value)
{
    assert(table < tx->kv->form->count && tx->write && key.len <= KV_KEY_MAX);
    MDB_val k = val_of(key), v = val_of(value);
    return meaning_of(tx->kv->dir, mdb_put(tx->txn, tx->kv->tables[table], &k, &v, 0));
}

jx_status kv_append(struct kv_tx *tx, unsigned table, struct jx_slice key, struct jx_slice value)
{
    assert(table < tx->kv->form->count && tx->write && key.len <= KV_KEY_MAX);
    MDB_val k = val_of(key), v = val_of(value);
    return meaning_of(tx->kv->dir, mdb_put(tx->txn, tx->kv->tables[table], &k, &v, MDB_APPEND));
}

jx_status kv_append_room(struct kv_tx *tx, unsigned table, struct jx_slice key, size_t len,
                         char **value)
{
    assert(table < tx->kv->form->count && tx->write && key.len <= KV_KEY_MAX);
    MDB_val k = val_of(key), v = {len, NULL};
    int code = mdb_put(tx->txn, tx->kv->tables[table], &k, &v, MDB_APPEND | MDB_RESERVE);
    *value = v.mv_data;
    return meaning_of(tx->kv->dir, code);
}

jx_status kv_put_last(struct kv_tx *tx, unsigned table, struct jx_slice key, struct jx_slice value)
{
    assert(table < tx->kv->form->count && tx->write && key.len <= KV_KEY_MAX);
    MDB_val k = val_of(key), v = val_of(value);
    int code = mdb_put(tx->txn, tx->kv->tables[table], &k, &v, MDB_APPEND);
    return code == MDB_KEYEXIST ? kv_put(tx, table, key, value) : meaning_of(tx->kv->dir, code);
}

jx_status kv_put_new(struct kv_tx *tx, unsigned table, struct jx_slice key, struct jx_slice value,
                     struct jx_slice *existing)
{
    assert(table < tx->kv->form->count && tx->write && key.len <= KV_KEY_MAX);
    MDB_val k = val_of(key), v = val_of(value);
    int code = mdb_put(tx->txn, tx->kv->tables[table], &k, &v, MDB_NOOVERWRITE);
    if (code != MDB_KEYEXIST) return meaning_of(tx->kv->dir, code);
    *existing = slice_of(v);
    return JX_DUPLICATE;
}

jx_status kv_count(struct kv_tx *tx, unsigned table, uint64_t *count)
{
    MDB_stat stat;
    int code = mdb_stat(tx->txn, tx->kv->tables[table], &stat);
    if (!code) *count = stat.ms_entries;
    return meaning_of(tx->kv->dir, code);
}

jx_status kv_delete(struct kv_tx *tx, unsigned table, struct jx_slice key)
{
    assert(table < tx->kv->form->count && tx->write && key.len <= KV_KEY_MAX);
    MDB_val k = val_of(key);
    int code = mdb_del(tx->txn, tx->kv->tables[table], &k, NULL);
    return code == MDB_NOTFOUND ? JX_OK : meaning_of(tx->kv->dir, code);
}

jx_status kv_empty(struct kv_tx *tx, unsigned table)
{
    assert(table < tx->kv->form->count && tx->write);
    return meaning_of(tx->kv->dir, mdb_drop(tx->txn, tx->kv->tables[table], 0));
}

jx_status kv_discard(struct kv_tx *tx, const char *table)
{
    MDB_dbi dbi;
    assert(tx->write);
    int code = mdb_dbi_open(tx->txn, table, 0, &dbi);
    if (code == MDB_NOTFOUND) return JX_OK;
    if (code == 0) code = mdb_drop(tx->txn, dbi, 1);
    return meaning_of(tx->kv->dir, code);
}

/* ---- cursors ---- */

jx_status kv_cursor_open(struct kv_tx *tx, unsigned table, struct kv_cursor **out)
{
    assert(table < tx->kv->form->count);
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

jx_status kv_last(struct kv_cursor *c, struct jx_slice *key, struct jx_slice *value)
{
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

jx_status kv_delete_here(struct kv_cursor *c)
{
    return meaning_of(c->kv->dir, mdb_cursor_del(c->cursor, 0));
}

uint64_t kv_reads(struct kv *kv)
{
    return atomic_load_explicit(&kv->reads, memory_order_relaxed);
}

void kv_room(const struct kv *kv, struct kv_room *out)
{
    MDB_envinfo info;
    MDB_stat stat;
    /* Neither fails for an environment that is open. */
    mdb_env_info(kv->env, &info);
    mdb_env_stat(kv->env, &stat);
    *out = (struct kv_room){.used_bytes = (uint64_t)(info.me_last_pgno + 1) * stat.ms_psize,
                            .map_bytes = info.me_mapsize,
                            .readers = info.me_numreaders};
}

void kv_make_room(struct kv *kv, size_t bytes)
{
    struct kv_room r;
    int fd = -1;
    kv_room(kv, &r);
    if (r.used_bytes + bytes > r.map_bytes || mdb_env_get_fd(kv->env, &fd) != 0) return;
    files_make_room(fd, r.used_bytes + bytes / 4, r.used_bytes + bytes);
}

/* ---- copying ---- */

jx_status kv_copy(struct kv *kv, const char *to)
{
    char path[JX_PATH_ROOM];
    if (!jx_path_join(path, to, kv->form->file)) return JX_E_IO;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return meaning_of(to, errno);
    int code = mdb_env_copyfd2(kv->env, fd, 0);
    if (!code && fsync(fd) != 0) code = errno;
    if (close(fd) != 0 && !code) code = errno;
    jx_status rc = meaning_of(to, code);
    if (rc == JX_OK) rc = or_full(to, jx_sync(to));
    if (rc != JX_OK) unlink(path);
    return rc;
}
