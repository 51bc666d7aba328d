/* A rule pack from its folder: for judging, and for sending it to the county. */
#ifndef JX_CLI_RULES_H
#define JX_CLI_RULES_H

#include "../../proto/base/limits.h"
#include "../../worker/rules/pack.h"
#include "context.h"

struct pack_files {
    struct jx_pack_file items[JX_PACK_FILES_MAX]; /* in byte order of their names */
    size_t count;
};

/* Every `.txt` file of the folder, from the arena. JX_OK, or the outcome of file_load() for the
 * folder or a file; JX_E_TOO_LARGE and JX_E_ROWS beyond JX_PACK_BYTES_MAX and JX_PACK_FILES_MAX;
 * JX_E_NO_PACK when there is none. *where names the folder or the file that it is about. */
jx_status pack_files_load(const char *dir, struct jx_arena *a, struct pack_files *out,
                          char where[CONTEXT_PATH_MAX]);

/* One of the files by name; absent when there is none. */
struct jx_slice pack_file(const struct pack_files *files, const char *name);

/* The context's pack, parsed; complains when it cannot be. Returns -1, or the exit code. *pack is
 * the caller's and ends with jx_pack_free(); *files borrows from the arena. */
int pack_open(const struct context *ctx, struct jx_arena *a, struct pack_files *files,
              struct jx_pack **pack);

#endif
