/* Making a file so that its name never stands for half of it. */
#ifndef JX_KV_FILES_H
#define JX_KV_FILES_H

#include "../base/status.h"

/* Makes `dir` (mode 0700) and, with `make`, `dir`/`name` when they are missing. The file is made
 * under another name, synced and renamed, under a lock on the folder: of two processes that start
 * together one makes it and the other finds it. What `make` ended with, or what the system said. */
typedef jx_status files_make(const char *path, const void *of);
jx_status files_ensure(const char *dir, const char *name, files_make *make, const void *of);

#endif
