/* Whole files into memory, bounded. */
#ifndef JX_CLI_FILE_H
#define JX_CLI_FILE_H

#include "../../proto/base/arena.h"

/* The bytes of a file ("-": standard input), from the arena. JX_E_NOT_FOUND, JX_E_PERMISSION,
 * JX_E_IO (a folder, a read error), JX_E_TOO_LARGE (over `limit` bytes), the arena's status. */
jx_status file_load(const char *path, size_t limit, struct jx_arena *a, struct jx_slice *out);

#endif
