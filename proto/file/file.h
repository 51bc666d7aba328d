/* Small files: read whole and bounded, written whole and durably. */
#ifndef JX_FILE_FILE_H
#define JX_FILE_FILE_H

#include "../base/arena.h"

#include <sys/types.h>

/* The whole file, from the arena. JX_E_NOT_FOUND, JX_E_PERMISSION, JX_E_TOO_LARGE (more than max),
 * JX_E_IO. */
jx_status jx_file_read(const char *path, size_t max, struct jx_arena *a, struct jx_slice *out);

/* Replaces the file in one step that a power cut cannot halve: temporary file in the same folder,
 * fsync, rename, fsync of the folder. */
jx_status jx_file_write(const char *path, mode_t mode, struct jx_slice bytes);

/* Creates the folder and its parents (mode 0700). JX_OK also when it exists. */
jx_status jx_folder_make(const char *path);

/* Syncs a file or a folder. */
jx_status jx_sync(const char *path);
/* Syncs the folder that `path` is in, so that its name there survives a power cut. */
jx_status jx_sync_above(const char *path);

/* Bytes that are free for us on the file system of `path`. JX_E_NOT_FOUND and the like. */
jx_status jx_disk_room(const char *path, uint64_t *bytes);

/* What errno means for a person. */
jx_status jx_status_of_errno(int err);

#endif
