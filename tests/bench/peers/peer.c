#include "peer.h"

#include "../meter.h"
#include "../payloads.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LINKS_MAX = 1024, WAIT_MS = 30000 };

struct bench {
    struct peer_link links[LINKS_MAX];
    struct pollfd fds[LINKS_MAX];
    unsigned connections, window;
    struct payloads payloads;
    struct meter meter;
    uint64_t count, sent;
};

int peer_connect(const char *port)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)strtoul(port, NULL, 10)),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    if (connect(fd, (struct sockaddr *)&at, sizeof at) == 0 &&
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) == 0 &&
        fcntl(fd, F_SETFL, O_NONBLOCK) == 0)
        return fd;
    close(fd);
    return -1;
}

static bool may_put(const struct bench *b, const struct peer_link *l)
{
    return b->sent < b->count && l->sent - l->answered < b->window;
}

static bool put_some(struct bench *b, struct peer_link *l)
{
    if (peer_batches && l->sent != l->answered) return true;
    while (may_put(b, l)) {
        struct jx_slice message = payload_numbered(&b->payloads, b->sent++);
        b->meter.bytes += message.len;
        l->sent_us[l->sent++ % PEER_WINDOW] = meter_now_us();
        if (!peer_put(l, message)) return false;
    }
    return true;
}

static bool take_answers(struct bench *b, struct peer_link *l)
{
    int n = peer_answers(l);
    for (int i = 0; i < n; i++)
        meter_answered(&b->meter, l->sent_us[l->answered++ % PEER_WINDOW]);
    return n >= 0;
}

static bool turn(struct bench *b)
{
    for (unsigned i = 0; i < b->connections; i++) {
        bool done = false;
        if (!put_some(b, &b->links[i]) || !peer_flush(&b->links[i], &done)) return false;
        b->fds[i] = (struct pollfd){b->links[i].fd, (short)(POLLIN | (done ? 0 : POLLOUT)), 0};
    }
    if (poll(b->fds, b->connections, WAIT_MS) <= 0) return false;
    for (unsigned i = 0; i < b->connections; i++)
        if ((b->fds[i].revents & ~POLLOUT) && !take_answers(b, &b->links[i])) return false;
    return true;
}

static bool run(struct bench *b)
{
    meter_begin(&b->meter, b->count);
    while (b->meter.count < b->count)
        if (!turn(b)) return false;
    meter_end(&b->meter);
    return true;
}

int main(int argc, char **argv)
{
    static struct bench b;
    if (argc != 6) {
        fputs("usage: peer_NAME WHERE DOCUMENTS.json CONNECTIONS UNANSWERED COUNT\n", stderr);
        return 2;
    }
    b.connections = (unsigned)strtoul(argv[3], NULL, 10);
    b.window = (unsigned)strtoul(argv[4], NULL, 10);
    b.count = strtoull(argv[5], NULL, 10);
    if (b.connections == 0 || b.connections > LINKS_MAX || b.window == 0 || b.window > PEER_WINDOW)
        return 2;
    payloads_read(&b.payloads, argv[2], JX_LIT("990001000"));
    bool ok = true;
    for (unsigned i = 0; ok && i < b.connections; i++)
        ok = peer_open(&b.links[i], argv[1], b.window);
    if (ok) ok = run(&b);
    if (!ok)
        fprintf(stderr, "%s: after %llu answers something is wrong\n", argv[0],
                (unsigned long long)b.meter.count);
    for (unsigned i = 0; i < b.connections; i++)
        if (b.links[i].of) peer_close(&b.links[i]);
    payloads_clear(&b.payloads);
    return ok ? 0 : 1;
}
