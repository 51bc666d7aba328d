/* Redis Streams. WHERE is a port. */
#include "peer.h"

#include <errno.h>
#include <hiredis/hiredis.h>
#include <stdio.h>

const bool peer_batches = false;

bool peer_open(struct peer_link *l, const char *where, unsigned window)
{
    (void)window;
    redisContext *c = redisConnectNonBlock("127.0.0.1", atoi(where));
    l->of = c;
    if (!c || c->err) return false;
    l->fd = c->fd;
    return true;
}

void peer_close(struct peer_link *l)
{
    redisFree(l->of);
}

bool peer_put(struct peer_link *l, struct jx_slice message)
{
    const char *words[] = {"XADD", "intake", "*", "act", message.ptr};
    const size_t lengths[] = {4, 6, 1, 3, message.len};
    return redisAppendCommandArgv(l->of, 5, words, lengths) == REDIS_OK;
}

bool peer_flush(struct peer_link *l, bool *done)
{
    int all = 0;
    bool ok = redisBufferWrite(l->of, &all) == REDIS_OK;
    *done = all != 0;
    return ok;
}

int peer_answers(struct peer_link *l)
{
    redisContext *c = l->of;
    if (redisBufferRead(c) != REDIS_OK) return -1;
    for (int n = 0;; n++) {
        void *reply = NULL;
        if (redisGetReplyFromReader(c, &reply) != REDIS_OK) return -1;
        if (!reply) return n;
        bool good = ((redisReply *)reply)->type != REDIS_REPLY_ERROR;
        if (!good) fprintf(stderr, "redis: %s\n", ((redisReply *)reply)->str);
        freeReplyObject(reply);
        if (!good) return -1;
    }
}
