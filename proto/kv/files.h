/* Making a file so that its name never stands for half of it; making room in one. */
#ifndef JX_KV_FILES_H
#define JX_KV_FILES_H

#include "../base/status.h"

#include <stdint.h>

/* Makes `dir` (mode 0700) and, with `make`, `dir`/`name` when they are missing. The file is made
 * under another name, synced and renamed, under a lock on the folder: of two processes that start
 * together one makes it and the other finds it. What `make` ended with, or what the system said. */
typedef jx_status files_make(const char *path, const void *of);
jx_status files_ensure(const char *dir, const char *name, files_make *make, const void *of);

/* A file shorter than `least` bytes becomes about `wanted` long, by zeros behind its end. Nothing
 * is synced, and where the system refuses it stays shorter. */
void files_make_room(int fd, uint64_t least, uint64_t wanted);

#endif
