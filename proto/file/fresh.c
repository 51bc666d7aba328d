/* A folder is made beside its place and renamed. */
#include "fresh.h"

#include "../base/text.h"
#include "file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void take_away(const char *dir, const char *const inside[])
{
    char path[JX_PATH_ROOM];
    for (size_t i = 0; inside[i]; i++)
        if (jx_path_join(path, dir, inside[i])) remove(path);
    rmdir(dir);
}

jx_status jx_folder_create(const char *dir, jx_folder_fill *fill, void *of,
                           const char *const inside[])
{
    char fresh[JX_PATH_ROOM];
    struct stat st;
    if (stat(dir, &st) == 0) return JX_E_IN_USE;
    int n = snprintf(fresh, sizeof fresh, "%s.XXXXXX", dir);
    if (n < 0 || (size_t)n >= sizeof fresh) return JX_E_IO;
    if (!mkdtemp(fresh)) return jx_status_of_errno(errno);
    jx_status rc = fill(fresh, of);
    if (rc == JX_OK && rename(fresh, dir) != 0) rc = jx_status_of_errno(errno);
    if (rc == JX_OK) return jx_sync_above(dir);
    take_away(fresh, inside);
    return rc;
}
