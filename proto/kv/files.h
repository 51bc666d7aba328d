/* Making a file so that its name never stands for half of it. */
#ifndef JX_KV_FILES_H
#define JX_KV_FILES_H

#include "../base/status.h"

#include <stdbool.h>

enum { FILES_PATH = 4096 };

/* "dir/name"; false when it does not fit. */
bool files_join(char out[FILES_PATH], const char *dir, const char *name);
/* 0 or errno. */
int files_sync(const char *dir, const char *name);

/* Makes `dir` (mode 0700) and, with `make`, `dir`/`name` when they are missing. The file is made
 * under another name, synced and renamed, under a lock on the folder: of two processes that start
 * together one makes it and the other finds it. 0; an errno; or minus the status that `make` ended
 * with. */
typedef jx_status files_make(const char *path, const void *of);
int files_ensure(const char *dir, const char *name, files_make *make, const void *of);

#endif
