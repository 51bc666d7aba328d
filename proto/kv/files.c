/* Making a folder and a file in it durably; making room in one. */
#include "files.h"

#include "../base/text.h"
#include "../file/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static jx_status make_dir(const char *dir)
{
    if (mkdir(dir, 0700) == 0) return jx_sync_above(dir);
    return errno == EEXIST ? JX_OK : jx_status_of_errno(errno);
}

static bool append(char out[JX_PATH_ROOM], const char *path, const char *end)
{
    int n = snprintf(out, JX_PATH_ROOM, "%s%s", path, end);
    return n > 0 && n < JX_PATH_ROOM;
}

static jx_status make_file(const char *dir, const char *path, files_make *make, const void *of)
{
    char new_path[JX_PATH_ROOM], new_lock[JX_PATH_ROOM];
    if (!append(new_path, path, ".new") || !append(new_lock, new_path, "-lock")) return JX_E_IO;
    unlink(new_path); /* left by a crash */
    unlink(new_lock);
    jx_status rc = make(new_path, of);
    if (rc == JX_OK) rc = jx_sync(new_path);
    if (rc == JX_OK && rename(new_path, path) != 0) rc = jx_status_of_errno(errno);
    unlink(new_lock);
    if (rc == JX_OK) rc = jx_sync(dir);
    if (rc != JX_OK) unlink(new_path);
    return rc;
}

jx_status files_ensure(const char *dir, const char *name, files_make *make, const void *of)
{
    char path[JX_PATH_ROOM];
    struct stat s;
    jx_status rc = make_dir(dir);
    if (rc != JX_OK) return rc;
    if (!jx_path_join(path, dir, name)) return JX_E_IO;
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return errno == ENOTDIR ? JX_E_IO : jx_status_of_errno(errno);
    if (flock(fd, LOCK_EX) != 0)
        rc = jx_status_of_errno(errno);
    else if (stat(path, &s) != 0)
        rc = errno == ENOENT ? make_file(dir, path, make, of) : jx_status_of_errno(errno);
    close(fd); /* and with it the lock */
    return rc;
}

void files_make_room(int fd, uint64_t least, uint64_t wanted)
{
    static const char zeros[16 << 10];
    struct stat s;
    if (fstat(fd, &s) != 0 || (uint64_t)s.st_size >= least) return;
    for (uint64_t at = (uint64_t)s.st_size; at < wanted; at += sizeof zeros)
        if (pwrite(fd, zeros, sizeof zeros, (off_t)at) != (ssize_t)sizeof zeros) return;
}
