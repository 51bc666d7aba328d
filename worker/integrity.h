/* Looking at a store without serving it: is it whole, what is in it, and a copy of it. */
#ifndef JX_WORKER_INTEGRITY_H
#define JX_WORKER_INTEGRITY_H

#include "../proto/base/status.h"
#include "store/store.h"

#include <stddef.h>

/* Each needs a store in `dir`: JX_E_NOT_FOUND, and none is made. */

/* Checks pages, rows, indexes; recounts every aggregate. Prints each difference. */
jx_status integrity_fsck(const char *dir, size_t map_bytes);
/* Prints the logical content. */
jx_status integrity_dump(const char *dir, size_t map_bytes);
/* Copies the store to the folder `to`, which must not exist, while workers fold. JX_E_IN_USE when
 * `to` exists; JX_E_DISK_FULL, JX_E_IO, JX_E_PERMISSION. */
jx_status integrity_backup(const char *dir, const char *to, size_t map_bytes);
/* A sync of the store in `dir` has failed: whoever opens it next checks all of it. */
void integrity_note_failure(const char *dir);
/* To be called with a store just opened to be served. JX_E_CORRUPT when it had to be checked and
 * does not hold; the differences are printed. */
jx_status integrity_start(const char *dir, struct store *st);
/* Prints where a store is damaged that could not be opened. */
void integrity_explain(const char *dir, size_t map_bytes);

#endif
