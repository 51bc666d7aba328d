/* Reads until the end rather than trusting the size that the file claims: pipes have none. */
#include "file.h"

#include "../../proto/file/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

struct growing {
    char *bytes;
    size_t len, room;
};

static jx_status grow(struct growing *g, size_t limit)
{
    if (g->len < g->room) return JX_OK;
    size_t room = g->room ? g->room * 2 : 1 << 16;
    if (room > limit + 1) room = limit + 1; /* one more than allowed shows that there is too much */
    if (g->len >= room) return JX_E_TOO_LARGE;
    char *bytes = realloc(g->bytes, room);
    if (!bytes) return JX_E_NO_MEMORY;
    g->bytes = bytes;
    g->room = room;
    return JX_OK;
}

static jx_status read_all(int fd, size_t limit, struct growing *g)
{
    for (;;) {
        jx_status rc = grow(g, limit);
        if (rc != JX_OK) return rc;
        ssize_t n = read(fd, g->bytes + g->len, g->room - g->len);
        if (n == 0) return JX_OK;
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return jx_status_of_errno(errno);
        g->len += (size_t)n;
        if (g->len > limit) return JX_E_TOO_LARGE;
    }
}

jx_status file_load(const char *path, size_t limit, struct jx_arena *a, struct jx_slice *out)
{
    *out = JX_ABSENT;
    bool is_input = strcmp(path, "-") == 0;
    int fd = is_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return jx_status_of_errno(errno);
    struct growing g = {.bytes = NULL};
    jx_status rc = read_all(fd, limit, &g);
    if (!is_input) close(fd);
    if (rc == JX_OK) *out = jx_arena_copy(a, jx_slice_at(g.bytes, g.len));
    if (rc == JX_OK && jx_is_absent(*out)) rc = a->status;
    free(g.bytes);
    return rc;
}
