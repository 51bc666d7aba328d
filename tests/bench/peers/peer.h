/* A server that our broker is compared with, as a client of it sees it. Each peer_*.c implements
 * the functions below for one; main() is peer.c's:
 *
 *   peer_NAME WHERE DOCUMENTS.json CONNECTIONS UNANSWERED COUNT
 *
 * Every message has to be on disk before it is answered; the server's configuration sees to that.
 * Answers come in the order of the messages of their connection. */
#ifndef TEST_BENCH_PEER_H
#define TEST_BENCH_PEER_H

#include "../../../proto/base/slice.h"

#include <stdint.h>

enum { PEER_WINDOW = 64 };

struct peer_link {
    void *of; /* the peer's own */
    int fd;   /* to wait on */
    uint64_t sent, answered;
    int64_t sent_us[PEER_WINDOW]; /* by the message's number modulo the window */
};

/* Whether a connection sends its whole window as one transaction and waits for that. */
extern const bool peer_batches;

/* `where` is a socket's path or a port of loopback, as the peer likes it. `window`: messages
 * unanswered at most. */
bool peer_open(struct peer_link *l, const char *where, unsigned window);
void peer_close(struct peer_link *l);
/* Queues a message; its bytes are the caller's afterwards. */
bool peer_put(struct peer_link *l, struct jx_slice message);
/* Sends what is queued, as far as it goes without waiting; called again until *done. */
bool peer_flush(struct peer_link *l, bool *done);
/* Takes in what came, without waiting: the number of messages answered, -1 when something is wrong.
 */
int peer_answers(struct peer_link *l);

/* For peers that speak over a plain socket. A connected one of loopback that does not block, or -1.
 */
int peer_connect(const char *port);

#endif
