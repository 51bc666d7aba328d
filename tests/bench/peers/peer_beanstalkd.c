/* beanstalkd: put, answered by INSERTED. WHERE is a port. */
#include "peer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

const bool peer_batches = false;

enum { READ_ROOM = 1 << 16 };

struct link {
    char *out;
    size_t out_len, out_at, out_room;
    char in[READ_ROOM];
    size_t in_len;
};

bool peer_open(struct peer_link *l, const char *where, unsigned window)
{
    (void)window;
    l->of = calloc(1, sizeof(struct link));
    l->fd = l->of ? peer_connect(where) : -1;
    return l->fd >= 0;
}

void peer_close(struct peer_link *l)
{
    struct link *k = l->of;
    if (l->fd >= 0) close(l->fd);
    free(k->out);
    free(k);
}

static bool make_room(struct link *k, size_t n)
{
    if (k->out_at == k->out_len) k->out_at = k->out_len = 0;
    if (k->out_room - k->out_len >= n) return true;
    size_t room = 2 * (k->out_len + n);
    char *more = realloc(k->out, room);
    if (!more) return false;
    k->out = more;
    k->out_room = room;
    return true;
}

bool peer_put(struct peer_link *l, struct jx_slice message)
{
    struct link *k = l->of;
    if (!make_room(k, message.len + 64)) return false;
    k->out_len += (size_t)snprintf(k->out + k->out_len, 64, "put 0 0 60 %zu\r\n", message.len);
    memcpy(k->out + k->out_len, message.ptr, message.len);
    k->out_len += message.len;
    memcpy(k->out + k->out_len, "\r\n", 2);
    k->out_len += 2;
    return true;
}

bool peer_flush(struct peer_link *l, bool *done)
{
    struct link *k = l->of;
    while (k->out_at < k->out_len) {
        ssize_t n = send(l->fd, k->out + k->out_at, k->out_len - k->out_at, MSG_NOSIGNAL);
        if (n < 0) break;
        k->out_at += (size_t)n;
    }
    *done = k->out_at == k->out_len;
    return *done || errno == EAGAIN;
}

/* Takes whole lines away; every one has to be INSERTED. */
static int count_lines(struct link *k)
{
    int lines = 0;
    size_t from = 0;
    for (char *end; (end = memchr(k->in + from, '\n', k->in_len - from));
         from = (size_t)(end - k->in) + 1) {
        if (strncmp(k->in + from, "INSERTED ", 9) != 0) return -1;
        lines++;
    }
    k->in_len -= from;
    memmove(k->in, k->in + from, k->in_len);
    return lines;
}

int peer_answers(struct peer_link *l)
{
    struct link *k = l->of;
    ssize_t n = recv(l->fd, k->in + k->in_len, sizeof k->in - k->in_len, 0);
    if (n < 0 && errno == EAGAIN) return 0;
    if (n <= 0) return -1;
    k->in_len += (size_t)n;
    return count_lines(k);
}
