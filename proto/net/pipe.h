/* Messages over two file descriptors between a process and its child: four bytes of length, the
 * highest first, then the message. */
#ifndef JX_NET_PIPE_H
#define JX_NET_PIPE_H

#include "../base/arena.h"

struct jx_pipe {
    int in, out;
};

/* Writes all of it, however long the other side takes. JX_E_UNREACHABLE when that is gone, JX_E_IO.
 * The caller ignores SIGPIPE. */
jx_status jx_pipe_send(const struct jx_pipe *p, struct jx_slice message);
/* Waits until a message begins, at most timeout_ms, and reads it whole, from the arena. JX_E_BUSY
 * when none began in time; JX_E_UNREACHABLE when there will be none; JX_E_TOO_LARGE for one beyond
 * JX_FRAME_BYTES_MAX, JX_E_IO, the arena's status: the pipe is of no use then. */
jx_status jx_pipe_receive(const struct jx_pipe *p, int timeout_ms, struct jx_arena *a,
                          struct jx_slice *message);

#endif
