/* Tables of keys and values in one LMDB that several processes share: opening it so that it
 * survives a power cut, transactions, cursors, and what each failure means. Values read borrow from
 * the transaction: they hold until it ends or, in a writing one, until the next write. */
#ifndef JX_STORE_KV_H
#define JX_STORE_KV_H

#include "../../proto/base/slice.h"
#include "../../proto/base/status.h"

#include <stdbool.h>
#include <stdint.h>

enum { KV_TABLES_MAX = 32, KV_KEY_MAX = 511 };

struct kv;
struct kv_tx;
struct kv_cursor;

/* Opens `dir`/store.mdb, making both (modes 0700 and 0600) with the named tables when they are
 * missing. Neither a crash nor a second process that opens at the same moment finds a half-made
 * file. One open per folder and process, and not across a fork. map_bytes is the most the file can
 * grow to; rounded up to pages. Any outcome but JX_OK: *out is NULL and nothing stays open.
 * JX_E_PERMISSION, JX_E_CORRUPT, JX_E_VERSION, JX_E_DISK_FULL, JX_E_STORE_FULL, JX_E_NO_MEMORY,
 * JX_E_IO. */
jx_status kv_open(const char *dir, const char *const *tables, unsigned count, size_t map_bytes,
                  struct kv **out);
void kv_close(struct kv **kv); /* *kv may be NULL; becomes NULL */

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
/* Deleting what is not there is JX_OK. */
jx_status kv_delete(struct kv_tx *tx, unsigned table, struct jx_slice key);

/* A cursor ends before its transaction does. */
jx_status kv_cursor_open(struct kv_tx *tx, unsigned table, struct kv_cursor **out);
void kv_cursor_close(struct kv_cursor **c); /* *c may be NULL; becomes NULL */
/* The first pair at or behind `from`; the last pair before `to`; the next and the previous one.
 * Keys are in byte order. JX_E_NOT_FOUND at the end. */
jx_status kv_seek(struct kv_cursor *c, struct jx_slice from, struct jx_slice *key,
                  struct jx_slice *value);
jx_status kv_seek_before(struct kv_cursor *c, struct jx_slice to, struct jx_slice *key,
                         struct jx_slice *value);
jx_status kv_next(struct kv_cursor *c, struct jx_slice *key, struct jx_slice *value);
jx_status kv_previous(struct kv_cursor *c, struct jx_slice *key, struct jx_slice *value);

/* Values read by key plus cursor steps, since it was opened. */
uint64_t kv_reads(struct kv *kv);

#endif
