/* The points of failure, by the linker's --wrap. */
#include "points.h"

#include <lmdb.h>
#include <stdlib.h>

static struct {
    unsigned next; /* points until the one that fails; 0: none will */
    int code;      /* what an LMDB call fails with */
    bool lasting;  /* all later ones too */
    bool fired;
    bool commits_only;
} fault;

static bool strikes(bool is_commit)
{
    if (fault.commits_only && !is_commit) return false;
    if (fault.fired && fault.lasting) return true;
    if (fault.next == 0 || --fault.next > 0) return false;
    fault.fired = true;
    return true;
}

void points_arm(unsigned point, int code, bool lasting)
{
    fault.next = point;
    fault.code = code;
    fault.lasting = lasting;
    fault.fired = fault.commits_only = false;
}

void points_commits_only(void)
{
    fault.commits_only = true;
}

bool points_disarm(void)
{
    bool fired = fault.fired;
    fault.next = 0;
    fault.fired = fault.lasting = fault.commits_only = false;
    return fired;
}

#define WRAP(name, parameters, arguments)                                                          \
    int __real_##name parameters;                                                                  \
    int __wrap_##name parameters;                                                                  \
    int __wrap_##name parameters                                                                   \
    {                                                                                              \
        return strikes(false) ? fault.code : __real_##name arguments;                              \
    }
WRAP(mdb_env_create, (MDB_env * *env), (env))
WRAP(mdb_env_set_maxdbs, (MDB_env * env, MDB_dbi count), (env, count))
WRAP(mdb_env_set_mapsize, (MDB_env * env, size_t bytes), (env, bytes))
WRAP(mdb_stat, (MDB_txn * txn, MDB_dbi dbi, MDB_stat *stat), (txn, dbi, stat))
WRAP(mdb_env_open, (MDB_env * env, const char *path, unsigned flags, mdb_mode_t mode),
     (env, path, flags, mode))
WRAP(mdb_reader_check, (MDB_env * env, int *dead), (env, dead))
WRAP(mdb_dbi_open, (MDB_txn * txn, const char *name, unsigned flags, MDB_dbi *dbi),
     (txn, name, flags, dbi))
WRAP(mdb_txn_begin, (MDB_env * env, MDB_txn *parent, unsigned flags, MDB_txn **txn),
     (env, parent, flags, txn))
WRAP(mdb_get, (MDB_txn * txn, MDB_dbi dbi, MDB_val *key, MDB_val *value), (txn, dbi, key, value))
WRAP(mdb_put, (MDB_txn * txn, MDB_dbi dbi, MDB_val *key, MDB_val *value, unsigned flags),
     (txn, dbi, key, value, flags))
WRAP(mdb_del, (MDB_txn * txn, MDB_dbi dbi, MDB_val *key, MDB_val *value), (txn, dbi, key, value))
WRAP(mdb_cursor_open, (MDB_txn * txn, MDB_dbi dbi, MDB_cursor **cursor), (txn, dbi, cursor))
WRAP(mdb_cursor_get, (MDB_cursor * cursor, MDB_val *key, MDB_val *value, MDB_cursor_op op),
     (cursor, key, value, op))
WRAP(mdb_cursor_del, (MDB_cursor * cursor, unsigned flags), (cursor, flags))

/* Whatever a commit returns, the transaction is gone. */
int __real_mdb_txn_commit(MDB_txn *txn);
int __wrap_mdb_txn_commit(MDB_txn *txn);
int __wrap_mdb_txn_commit(MDB_txn *txn)
{
    if (!strikes(true)) return __real_mdb_txn_commit(txn);
    mdb_txn_abort(txn);
    return fault.code;
}

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size)
{
    return strikes(false) ? NULL : __real_calloc(count, size);
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size)
{
    return strikes(false) ? NULL : __real_malloc(size);
}

void *__real_realloc(void *memory, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void *__wrap_realloc(void *memory, size_t size)
{
    return strikes(false) ? NULL : __real_realloc(memory, size);
}
