/* LD_PRELOAD: fails the n-th call that writes to, or syncs, one file. FAULT_STATE names a small
 * file, "id point lasting errno", read at every such call: while it is there, calls are counted
 * from when its id changed, and the one at `point`, with `lasting` 1 all later ones too, fails.
 * What failed is appended to FAULT_STATE.fired. FAULT_FILE is how the file's path ends. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int is_watched(int fd)
{
    char link[64], path[4096];
    const char *end = getenv("FAULT_FILE");
    if (!end) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    size_t len = strlen(end);
    if (n <= (ssize_t)len) return 0;
    path[n] = '\0';
    return strcmp(path + n - len, end) == 0;
}

static int read_state(int state[4])
{
    char text[64];
    const char *path = getenv("FAULT_STATE");
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0) return 0;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    if (n <= 0) return 0;
    text[n] = '\0';
    char *at = text;
    for (int i = 0; i < 4; i++)
        state[i] = (int)strtol(at, &at, 10);
    return state[0] > 0;
}

static void tell(const char *call)
{
    char path[4096];
    snprintf(path, sizeof path, "%s.fired", getenv("FAULT_STATE"));
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) abort();
    if (dprintf(fd, "%s\n", call) < 0) abort();
    close(fd);
}

/* Whether this call fails, with errno set. */
static int strikes(int fd, const char *call)
{
    static int id, count;
    int state[4] = {0}, before = errno;
    int counted = is_watched(fd) && read_state(state);
    errno = before;
    if (!counted) return 0;
    if (state[0] != id) {
        id = state[0];
        count = 0;
    }
    count++;
    if (count < state[1] || (count > state[1] && !state[2])) return 0;
    tell(call);
    errno = state[3];
    return 1;
}

ssize_t pwrite(int fd, const void *bytes, size_t len, off_t offset)
{
    return strikes(fd, "pwrite") ? -1 : REAL(pwrite)(fd, bytes, len, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t len, off_t offset)
{
    return strikes(fd, "pwrite") ? -1 : REAL(pwrite)(fd, bytes, len, offset);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    return strikes(fd, "writev") ? -1 : REAL(writev)(fd, parts, count);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset)
{
    return strikes(fd, "pwritev") ? -1 : REAL(pwritev)(fd, parts, count, offset);
}

int ftruncate(int fd, off_t len)
{
    return strikes(fd, "ftruncate") ? -1 : REAL(ftruncate)(fd, len);
}

int fdatasync(int fd)
{
    return strikes(fd, "fdatasync") ? -1 : REAL(fdatasync)(fd);
}

int fsync(int fd)
{
    return strikes(fd, "fsync") ? -1 : REAL(fsync)(fd);
}

/* Of no descriptor: LMDB uses it for a map that is written to, which ours is not. A call counts. */
int msync(void *at, size_t len, int flags)
{
    int state[4];
    if (!read_state(state)) return REAL(msync)(at, len, flags);
    tell("msync");
    errno = EIO;
    return -1;
}
