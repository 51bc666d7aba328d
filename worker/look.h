/* Looking at a store without serving. */
#ifndef JX_WORKER_LOOK_H
#define JX_WORKER_LOOK_H

#include "../proto/base/status.h"

/* Prints the content of the store in `dir`, or checks it and says what it found. JX_E_NOT_FOUND
 * when there is none; else as store_open(), store_dump() and store_fsck(). */
jx_status look_dump(const char *dir, uint64_t map_mb);
jx_status look_fsck(const char *dir, uint64_t map_mb);

#endif
