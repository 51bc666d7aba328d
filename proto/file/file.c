/* Reading and durable writing of small files. */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

jx_status jx_status_of_errno(int err)
{
    switch (err) {
    case ENOENT:
    case ENOTDIR:
        return JX_E_NOT_FOUND;
    case EACCES:
    case EPERM:
    case EROFS:
        return JX_E_PERMISSION;
    case EISDIR:
        return JX_E_FILE_TYPE;
    case EEXIST:
        return JX_E_IN_USE;
    case ENOSPC:
    case EDQUOT:
        return JX_E_DISK_FULL;
    case ENOMEM:
        return JX_E_NO_MEMORY;
    default:
        return JX_E_IO;
    }
}

static jx_status read_all(int fd, size_t size, struct jx_arena *a, struct jx_slice *out)
{
    char *to = jx_arena_take(a, size + 1);
    if (!to) return a->status;
    size_t have = 0;
    while (have < size) {
        ssize_t n = read(fd, to + have, size - have);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return jx_status_of_errno(errno);
        if (n == 0) break;
        have += (size_t)n;
    }
    *out = jx_slice_at(to, have);
    return JX_OK;
}

jx_status jx_file_read(const char *path, size_t max, struct jx_arena *a, struct jx_slice *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return jx_status_of_errno(errno);
    struct stat st;
    jx_status rc = fstat(fd, &st) == 0 ? JX_OK : jx_status_of_errno(errno);
    if (rc == JX_OK && !S_ISREG(st.st_mode)) rc = JX_E_FILE_TYPE;
    if (rc == JX_OK && (size_t)st.st_size > max) rc = JX_E_TOO_LARGE;
    if (rc == JX_OK) rc = read_all(fd, (size_t)st.st_size, a, out);
    close(fd);
    return rc;
}

static jx_status write_all(int fd, struct jx_slice bytes)
{
    for (size_t done = 0; done < bytes.len;) {
        ssize_t n = write(fd, bytes.ptr + done, bytes.len - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return jx_status_of_errno(errno);
        done += (size_t)n;
    }
    return fsync(fd) == 0 ? JX_OK : jx_status_of_errno(errno);
}

jx_status jx_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return jx_status_of_errno(errno);
    jx_status rc = fsync(fd) == 0 ? JX_OK : jx_status_of_errno(errno);
    close(fd);
    return rc;
}

jx_status jx_sync_above(const char *path)
{
    char copy[PATH_MAX];
    snprintf(copy, sizeof copy, "%s", path);
    return jx_sync(dirname(copy));
}

jx_status jx_file_write(const char *path, mode_t mode, struct jx_slice bytes)
{
    char temporary[PATH_MAX];
    int n = snprintf(temporary, sizeof temporary, "%s.%ld.new", path, (long)getpid());
    if (n < 0 || (size_t)n >= sizeof temporary) return JX_E_IO;
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (fd < 0) return jx_status_of_errno(errno);
    jx_status rc = write_all(fd, bytes);
    if (close(fd) != 0 && rc == JX_OK) rc = jx_status_of_errno(errno);
    if (rc == JX_OK && rename(temporary, path) != 0) rc = jx_status_of_errno(errno);
    if (rc != JX_OK) {
        unlink(temporary);
        return rc;
    }
    return jx_sync_above(path);
}

jx_status jx_folder_make(const char *path)
{
    char part[PATH_MAX];
    int n = snprintf(part, sizeof part, "%s", path);
    if (n <= 0 || (size_t)n >= sizeof part) return JX_E_IO;
    for (char *at = part + 1; *at; at++) {
        if (*at != '/') continue;
        *at = '\0';
        if (mkdir(part, 0700) != 0 && errno != EEXIST) return jx_status_of_errno(errno);
        *at = '/';
    }
    if (mkdir(part, 0700) != 0 && errno != EEXIST) return jx_status_of_errno(errno);
    struct stat st;
    if (stat(part, &st) != 0) return jx_status_of_errno(errno);
    return S_ISDIR(st.st_mode) ? jx_sync_above(path) : JX_E_IO;
}

jx_status jx_disk_room(const char *path, uint64_t *bytes)
{
    struct statvfs v;
    *bytes = 0;
    if (statvfs(path, &v) != 0) return jx_status_of_errno(errno);
    *bytes = (uint64_t)v.f_bavail * v.f_frsize;
    return JX_OK;
}
