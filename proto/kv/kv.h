/* Tables of keys and values in one LMDB that several processes share: opening it so that it
 * survives a power cut, transactions, cursors, and what each failure means. Values read borrow from
 * the transaction: they hold until it ends or, in a writing one, until the next write. */
#ifndef JX_KV_KV_H
#define JX_KV_KV_H

#include "../base/slice.h"
#include "../base/status.h"
#include "pages.h"

#include <stdbool.h>
#include <stdint.h>

enum { KV_TABLES_MAX = 64, KV_KEY_MAX = 511 };

struct kv;
struct kv_tx;
struct kv_cursor;

/* What a file of tables is. */
struct kv_form {
    const char *file;          /* its name in the folder; LMDB's locks stand in "<file>-lock" */
    const char *const *tables; /* their names */
    unsigned count;
    bool make;   /* kv_open() makes what is missing */
    bool random; /* larger than memory and read at its end: no read-ahead */
};

/* Opens `dir`/`form->file`. Where the form says so and it is missing, both are made (modes 0700 and
 * 0600): neither a crash nor a second process that opens at the same moment finds a half-made file.
 * One open per folder and process, and not across a fork. map_bytes is the most the file can grow
 * to; rounded up to pages. The structure of the file is checked before LMDB is let at it (pages.h).
 * Any outcome but JX_OK: *out is NULL and nothing stays open. JX_E_NOT_FOUND, JX_E_PERMISSION,
 * JX_E_CORRUPT (kv_diagnose() says where), JX_E_VERSION, JX_E_DISK_FULL, JX_E_STORE_FULL,
 * JX_E_NO_MEMORY, JX_E_IO. `form` must outlive it. */
jx_status kv_open(const char *dir, const struct kv_form *form, size_t map_bytes, struct kv **out);
void kv_close(struct kv **kv); /* *kv may be NULL; becomes NULL */

/* Checks the structure again; `deep` as in pages_check(). */
jx_status kv_check(struct kv *kv, bool deep, struct pages_damage *damage);
/* What is wrong with a file that kv_open() refuses: its outcome, with the place. */
jx_status kv_diagnose(const char *dir, const struct kv_form *form, size_t map_bytes,
                      struct pages_damage *damage);

/* A copy of one moment's state as `to`/`form->file`, which must not exist, while others write;
 * synced. JX_E_IN_USE, JX_E_DISK_FULL, JX_E_IO, JX_E_PERMISSION. */
jx_status kv_copy(struct kv *kv, const char *to);

/* A writing transaction waits for the one writer that all processes together may have. JX_E_IO when
 * a commit has failed in a way that leaves the disk's state unknown: the process has to stop and
 * open again. */
jx_status kv_begin(struct kv *kv, bool write, struct kv_tx **out);
/* Ends the transaction whatever the outcome; *tx becomes NULL. JX_OK: written and synced. JX_E_IO:
 * the old state or the new one, unknown until the next open, and every later write is refused.
 * Anything else: the old state. */
jx_status kv_commit(struct kv_tx **tx);
void kv_abort(struct kv_tx **tx); /* *tx may be NULL; becomes NULL */

jx_status kv_get(struct kv_tx *tx, unsigned table, struct jx_slice key, struct jx_slice *value);
jx_status kv_put(struct kv_tx *tx, unsigned table, struct jx_slice key, struct jx_slice value);
/* For keys that only rise: a new pair behind all others. JX_E_CORRUPT when it would not be behind
 * them.
 */
jx_status kv_append(struct kv_tx *tx, unsigned table, struct jx_slice key, struct jx_slice value);
/* The same with a value of `len` bytes that the caller fills in, *value, before anything else is
 * asked of the transaction. */
jx_status kv_append_room(struct kv_tx *tx, unsigned table, struct jx_slice key, size_t len,
                         char **value);
/* kv_put() of a key that is mostly the last of its table: pages get full where it is. */
jx_status kv_put_last(struct kv_tx *tx, unsigned table, struct jx_slice key, struct jx_slice value);
/* JX_DUPLICATE, and *existing, when the key has a value already. */
jx_status kv_put_new(struct kv_tx *tx, unsigned table, struct jx_slice key, struct jx_slice value,
                     struct jx_slice *existing);
/* How many pairs a table has. */
jx_status kv_count(struct kv_tx *tx, unsigned table, uint64_t *count);
/* Deleting what is not there is JX_OK. */
jx_status kv_delete(struct kv_tx *tx, unsigned table, struct jx_slice key);

/* Takes everything out of a table. */
jx_status kv_empty(struct kv_tx *tx, unsigned table);

/* Takes away a table that a file of an older form still has; JX_OK where there is none. */
jx_status kv_discard(struct kv_tx *tx, const char *table);

/* A cursor ends before its transaction does. */
jx_status kv_cursor_open(struct kv_tx *tx, unsigned table, struct kv_cursor **out);
void kv_cursor_close(struct kv_cursor **c); /* *c may be NULL; becomes NULL */
/* The first pair at or behind `from`; the last pair before `to`; the next and the previous one.
 * Keys are in byte order. JX_E_NOT_FOUND at the end. */
jx_status kv_seek(struct kv_cursor *c, struct jx_slice from, struct jx_slice *key,
                  struct jx_slice *value);
jx_status kv_seek_before(struct kv_cursor *c, struct jx_slice to, struct jx_slice *key,
                         struct jx_slice *value);
jx_status kv_last(struct kv_cursor *c, struct jx_slice *key, struct jx_slice *value);
jx_status kv_next(struct kv_cursor *c, struct jx_slice *key, struct jx_slice *value);
jx_status kv_previous(struct kv_cursor *c, struct jx_slice *key, struct jx_slice *value);
/* Deletes the pair that the cursor stands on; kv_next() comes to the one behind it. Slices read
 * before are no longer good. */
jx_status kv_delete_here(struct kv_cursor *c);

/* How full the file is. */
struct kv_room {
    uint64_t used_bytes, map_bytes; /* pages up to the last one in use; the most there can be */
    uint32_t readers;               /* slots of readers that were ever taken at once */
};
void kv_room(const struct kv *kv, struct kv_room *out);

/* Room for the next commits: where less than a quarter of `bytes` is left between the last page in
 * use and the file's end, `bytes` of it are made, within the map. A commit that makes the file
 * longer takes half as long again, since the file system then has to sync a record of its own. Not
 * while a write transaction is open; there is nothing to do where it fails. */
void kv_make_room(struct kv *kv, size_t bytes);

/* Values read by key plus cursor steps, since it was opened. */
uint64_t kv_reads(struct kv *kv);

#endif
