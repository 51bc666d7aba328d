/* A folder that appears whole or not at all, and what is in one: its files with their hashes. */
#ifndef JX_PUBLISH_FOLDER_H
#define JX_PUBLISH_FOLDER_H

#include "../../proto/base/arena.h"
#include "../../proto/wire/crypto.h"
#include "../cli/context.h"

enum { FOLDER_FILES_MAX = 1000000, FOLDER_FILE_BYTES_MAX = 1 << 30 };

/* A folder in the making: its files are written below `path`, which stands beside the place that it
 * gets at the end. */
struct folder {
    char place[CONTEXT_PATH_MAX], path[CONTEXT_PATH_MAX];
};

/* JX_E_IN_USE when there is something at `place` already; JX_E_NOT_FOUND, JX_E_PERMISSION,
 * JX_E_IO. */
jx_status folder_begin(struct folder *f, const char *place);
/* The path of a file in it; its own folders are made. JX_E_TOO_LARGE for one that is too long. */
jx_status folder_file(const struct folder *f, const char *name, char out[CONTEXT_PATH_MAX]);
/* Puts it in its place: everything in it is on disk before its name is. On a failure it is gone. */
jx_status folder_finish(struct folder *f);
/* Removes what is there of it; nothing after folder_finish(). */
void folder_abandon(struct folder *f);
/* Removes a folder with everything below it. */
void folder_remove(const char *path);

struct folder_entry {
    struct jx_slice name; /* below the folder: "data/documents.csv" */
    uint64_t bytes;
    struct jx_hash hash;
};

/* The files below `path`, by their names in byte order, from the arena. What is neither file nor
 * folder is left out. JX_E_ROWS, JX_E_TOO_LARGE (a file beyond FOLDER_FILE_BYTES_MAX), what errno
 * means, the arena's status. */
jx_status folder_list(const char *path, struct jx_arena *a, struct folder_entry **out,
                      uint32_t *count);
/* The entry of that name in a sorted list; NULL when there is none. */
const struct folder_entry *folder_find(const struct folder_entry *entries, uint32_t count,
                                       struct jx_slice name);

enum folder_difference { FOLDER_MISSING, FOLDER_ADDED, FOLDER_DIFFERS };
typedef void folder_differs_fn(void *to, enum folder_difference what, struct jx_slice name);
/* Calls `differs` for each name of two sorted lists that is not in both with one hash: MISSING from
 * the second, ADDED in the second, or with other bytes. Returns how many there are. */
uint32_t folder_compare(const struct folder_entry *a, uint32_t a_count,
                        const struct folder_entry *b, uint32_t b_count, folder_differs_fn *differs,
                        void *to);
/* Waits until everything of the file system that `path` is on is on disk. */
jx_status folder_sync(const char *path);

#endif
