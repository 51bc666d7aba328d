/* A record lock of fcntl on a file of its own: LMDB has locks on its file, and closing any
 * descriptor of a file gives up all of a process's locks on it. */
#include "turn.h"

#include "../../proto/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

jx_status turn_open(struct turn *t, const char *dir)
{
    return turn_open_parts(t, dir, "turn");
}

jx_status turn_open_parts(struct turn *t, const char *dir, const char *name)
{
    char path[JX_PATH_ROOM];
    t->fd = -1;
    if (!jx_path_join(path, dir, name)) return JX_E_IO;
    t->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (t->fd >= 0) return JX_OK;
    return errno == EACCES || errno == EPERM || errno == EROFS ? JX_E_PERMISSION : JX_E_IO;
}

void turn_close(struct turn *t)
{
    if (t->fd >= 0) close(t->fd);
    t->fd = -1;
}

static struct flock whole_of(short type)
{
    return (struct flock){.l_type = type, .l_whence = SEEK_SET};
}

static struct flock part_of(short type, uint64_t part)
{
    return (struct flock){.l_type = type,
                          .l_whence = SEEK_SET,
                          .l_start = (off_t)(part & INT64_MAX >> 1),
                          .l_len = 1};
}

static int64_t holder_of(const struct turn *t, struct flock lock)
{
    bool held = fcntl(t->fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    return held ? lock.l_pid : 0;
}

bool turn_take(const struct turn *t)
{
    struct flock whole = whole_of(F_WRLCK);
    return fcntl(t->fd, F_SETLK, &whole) == 0;
}

void turn_give(const struct turn *t)
{
    struct flock whole = whole_of(F_UNLCK);
    fcntl(t->fd, F_SETLK, &whole);
}

int64_t turn_holder(const struct turn *t)
{
    return holder_of(t, whole_of(F_WRLCK));
}

bool turn_take_part(const struct turn *t, uint64_t part)
{
    struct flock lock = part_of(F_WRLCK, part);
    return fcntl(t->fd, F_SETLK, &lock) == 0;
}

void turn_give_part(const struct turn *t, uint64_t part)
{
    struct flock lock = part_of(F_UNLCK, part);
    fcntl(t->fd, F_SETLK, &lock);
}

int64_t turn_holder_of_part(const struct turn *t, uint64_t part)
{
    return holder_of(t, part_of(F_WRLCK, part));
}
