/* Messages over pipes. */
#include "pipe.h"

#include "../base/limits.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <unistd.h>

enum { LENGTH_BYTES = 4 };

static jx_status write_all(int fd, const void *bytes, size_t len)
{
    for (size_t done = 0; done < len;) {
        ssize_t n = write(fd, (const char *)bytes + done, len - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno == EPIPE ? JX_E_UNREACHABLE : JX_E_IO;
        done += (size_t)n;
    }
    return JX_OK;
}

static jx_status read_all(int fd, void *bytes, size_t len)
{
    for (size_t done = 0; done < len;) {
        ssize_t n = read(fd, (char *)bytes + done, len - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return JX_E_IO;
        if (n == 0) return JX_E_UNREACHABLE;
        done += (size_t)n;
    }
    return JX_OK;
}

jx_status jx_pipe_send(const struct jx_pipe *p, struct jx_slice message)
{
    uint8_t length[LENGTH_BYTES];
    if (message.len > JX_FRAME_BYTES_MAX) return JX_E_TOO_LARGE;
    for (unsigned i = 0; i < LENGTH_BYTES; i++)
        length[i] = (uint8_t)(message.len >> (8 * (LENGTH_BYTES - 1 - i)));
    jx_status rc = write_all(p->out, length, sizeof length);
    return rc == JX_OK ? write_all(p->out, message.ptr, message.len) : rc;
}

static jx_status wait_for_message(int fd, int timeout_ms)
{
    struct pollfd at = {.fd = fd, .events = POLLIN};
    int n = poll(&at, 1, timeout_ms);
    if (n < 0 && errno != EINTR) return JX_E_IO;
    return n > 0 ? JX_OK : JX_E_BUSY;
}

jx_status jx_pipe_receive(const struct jx_pipe *p, int timeout_ms, struct jx_arena *a,
                          struct jx_slice *message)
{
    uint8_t length[LENGTH_BYTES];
    size_t len = 0;
    jx_status rc = wait_for_message(p->in, timeout_ms);
    if (rc == JX_OK) rc = read_all(p->in, length, sizeof length);
    if (rc != JX_OK) return rc;
    for (unsigned i = 0; i < LENGTH_BYTES; i++)
        len = len << 8 | length[i];
    if (len > JX_FRAME_BYTES_MAX) return JX_E_TOO_LARGE;
    char *bytes = jx_arena_take(a, len + 1);
    if (!bytes) return jx_arena_failure(a);
    *message = jx_slice_at(bytes, len);
    return read_all(p->in, bytes, len);
}
