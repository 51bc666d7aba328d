/* A record lock of fcntl on a file of its own: LMDB has locks on its file, and closing any
 * descriptor of a file gives up all of a process's locks on it. */
#include "turn.h"

#include "../../proto/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

jx_status turn_open(struct turn *t, const char *dir)
{
    char path[JX_PATH_ROOM];
    t->fd = -1;
    if (!jx_path_join(path, dir, "turn")) return JX_E_IO;
    t->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (t->fd >= 0) return JX_OK;
    return errno == EACCES || errno == EPERM || errno == EROFS ? JX_E_PERMISSION : JX_E_IO;
}

void turn_close(struct turn *t)
{
    if (t->fd >= 0) close(t->fd);
    t->fd = -1;
}

bool turn_take(const struct turn *t)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(t->fd, F_SETLK, &whole) == 0;
}

void turn_give(const struct turn *t)
{
    struct flock whole = {.l_type = F_UNLCK, .l_whence = SEEK_SET};
    fcntl(t->fd, F_SETLK, &whole);
}

int64_t turn_holder(const struct turn *t)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    bool held = fcntl(t->fd, F_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
    return held ? whole.l_pid : 0;
}
