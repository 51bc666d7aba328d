/* LD_PRELOAD: writes down what a program does to a journal or a store, in order, into the file that
 * POWER_LOG names. Several processes share one log: each event is one appending write. What LMDB
 * changes through its map is none of its data (it maps for reading only). */
#include "log.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int log_fd(void)
{
    static int fd = -1;
    const char *path = getenv("POWER_LOG");
    if (fd < 0 && path) fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    return fd;
}

static uint8_t file_of(int fd)
{
    static const char *const ends[POWER_FILES] = {"/journal/data.mdb", "/store/store.mdb"};
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n <= 0) return POWER_NONE;
    path[n] = '\0';
    for (uint8_t f = 0; f < POWER_FILES; f++) {
        size_t len = strlen(ends[f]);
        if ((size_t)n > len && strcmp(path + n - len, ends[f]) == 0) return f;
    }
    return POWER_NONE;
}

static void note(enum power_event event, uint8_t file, uint64_t offset, uint64_t write,
                 const void *bytes, size_t len)
{
    struct power_head h = {.event = (uint8_t)event,
                           .file = file,
                           .len = (uint32_t)len,
                           .offset = offset,
                           .write = write};
    struct iovec parts[2] = {{&h, sizeof h}, {(void *)(uintptr_t)bytes, len}};
    int fd = log_fd();
    if (fd < 0) return;
    if (REAL(writev)(fd, parts, 2) != (ssize_t)(sizeof h + len))
        abort(); /* a log with a hole lies */
}

static uint64_t next_write(void)
{
    static uint32_t count;
    return (uint64_t)getpid() << 32 | __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED);
}

/* LMDB writes its head page through a descriptor of this kind. */
static int syncs_itself(int fd)
{
    int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && (flags & O_DSYNC) != 0;
}

ssize_t pwrite(int fd, const void *bytes, size_t len, off_t offset)
{
    uint8_t file = file_of(fd);
    uint64_t id = next_write();
    if (file != POWER_NONE) note(POWER_WRITE, file, (uint64_t)offset, id, bytes, len);
    ssize_t n = REAL(pwrite)(fd, bytes, len, offset);
    if (file != POWER_NONE && n == (ssize_t)len && syncs_itself(fd))
        note(POWER_DURABLE, file, 0, id, "", 0);
    return n;
}

ssize_t pwrite64(int fd, const void *bytes, size_t len, off_t offset)
{
    return pwrite(fd, bytes, len, offset);
}

static void note_parts(uint8_t file, off_t at, const struct iovec *parts, int count)
{
    for (int i = 0; i < count; i++) {
        note(POWER_WRITE, file, (uint64_t)at, next_write(), parts[i].iov_base, parts[i].iov_len);
        at += (off_t)parts[i].iov_len;
    }
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    uint8_t file = file_of(fd);
    if (file != POWER_NONE) note_parts(file, lseek(fd, 0, SEEK_CUR), parts, count);
    return REAL(writev)(fd, parts, count);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset)
{
    uint8_t file = file_of(fd);
    if (file != POWER_NONE) note_parts(file, offset, parts, count);
    return REAL(pwritev)(fd, parts, count, offset);
}

ssize_t write(int fd, const void *bytes, size_t len)
{
    uint8_t file = file_of(fd);
    if (file != POWER_NONE)
        note(POWER_WRITE, file, (uint64_t)lseek(fd, 0, SEEK_CUR), next_write(), bytes, len);
    return REAL(write)(fd, bytes, len);
}

int ftruncate(int fd, off_t len)
{
    uint8_t file = file_of(fd);
    int rc = REAL(ftruncate)(fd, len);
    if (file != POWER_NONE && rc == 0) note(POWER_CUT, file, (uint64_t)len, 0, "", 0);
    return rc;
}

int fdatasync(int fd)
{
    uint8_t file = file_of(fd);
    int rc = REAL(fdatasync)(fd);
    if (file != POWER_NONE && rc == 0) note(POWER_SYNC, file, 0, 0, "", 0);
    return rc;
}

int fsync(int fd)
{
    uint8_t file = file_of(fd);
    int rc = REAL(fsync)(fd);
    if (file != POWER_NONE && rc == 0) note(POWER_SYNC, file, 0, 0, "", 0);
    return rc;
}

/* A receipt appears by being renamed; the promise is older than that, so it is noted before. */
int rename(const char *from, const char *to)
{
    size_t n = strlen(to);
    if (n > 8 && strcmp(to + n - 8, ".receipt") == 0) {
        const char *name = strrchr(to, '/');
        name = name ? name + 1 : to;
        note(POWER_RECEIPT, POWER_NONE, 0, 0, name, strlen(name));
    }
    return REAL(rename)(from, to);
}
