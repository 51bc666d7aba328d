/* Making a folder and a file in it durably. */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

bool files_join(char out[FILES_PATH], const char *dir, const char *name)
{
    int n = snprintf(out, FILES_PATH, "%s/%s", dir, name);
    return n > 0 && n < FILES_PATH;
}

int files_sync(const char *dir, const char *name)
{
    char path[FILES_PATH];
    if (!files_join(path, dir, name)) return ENAMETOOLONG;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int code = fd < 0 || fsync(fd) != 0 ? errno : 0;
    if (fd >= 0) close(fd);
    return code;
}

static int make_dir(const char *dir)
{
    if (mkdir(dir, 0700) == 0) return files_sync(dir, "..");
    return errno == EEXIST ? 0 : errno;
}

static int make_file(const char *dir, const char *name, files_make *make, const void *of)
{
    char new_name[FILES_PATH], new_path[FILES_PATH], new_lock[FILES_PATH], path[FILES_PATH];
    int n = snprintf(new_name, sizeof new_name, "%s.new", name);
    bool fits = n > 0 && (size_t)n < sizeof new_name && files_join(new_path, dir, new_name) &&
                files_join(path, dir, name);
    n = fits ? snprintf(new_lock, sizeof new_lock, "%s-lock", new_path) : -1;
    if (n < 0 || (size_t)n >= sizeof new_lock) return ENAMETOOLONG;
    unlink(new_path); /* left by a crash */
    unlink(new_lock);
    int code = -(int)make(new_path, of);
    if (!code) code = files_sync(dir, new_name);
    if (!code && rename(new_path, path) != 0) code = errno;
    unlink(new_lock);
    if (!code) code = files_sync(dir, ".");
    if (code) unlink(new_path);
    return code;
}

int files_ensure(const char *dir, const char *name, files_make *make, const void *of)
{
    char path[FILES_PATH];
    struct stat s;
    int code = make_dir(dir);
    if (code) return code;
    if (!files_join(path, dir, name)) return ENAMETOOLONG;
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return errno;
    if (flock(fd, LOCK_EX) != 0)
        code = errno;
    else if (stat(path, &s) != 0)
        code = errno == ENOENT ? make_file(dir, name, make, of) : errno;
    close(fd); /* and with it the lock */
    return code;
}
