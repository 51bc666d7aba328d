/* RabbitMQ: persistent messages into a quorum queue, with publisher confirms. WHERE is a port. */
#include "peer.h"

#include <amqp.h>
#include <amqp_tcp_socket.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>

const bool peer_batches = false;

static const char queue[] = "intake";

static bool good(amqp_connection_state_t c)
{
    return amqp_get_rpc_reply(c).reply_type == AMQP_RESPONSE_NORMAL;
}

static bool declare(amqp_connection_state_t c)
{
    amqp_table_entry_t type = {
        .key = amqp_cstring_bytes("x-queue-type"),
        .value = {.kind = AMQP_FIELD_KIND_UTF8, .value.bytes = amqp_cstring_bytes("quorum")}};
    amqp_queue_declare(c, 1, amqp_cstring_bytes(queue), 0, 1, 0, 0, (amqp_table_t){1, &type});
    if (!good(c)) return false;
    amqp_confirm_select(c, 1);
    return good(c);
}

bool peer_open(struct peer_link *l, const char *where, unsigned window)
{
    (void)window;
    amqp_connection_state_t c = amqp_new_connection();
    l->of = c;
    amqp_socket_t *socket = c ? amqp_tcp_socket_new(c) : NULL;
    if (!socket || amqp_socket_open(socket, "127.0.0.1", atoi(where)) != AMQP_STATUS_OK)
        return false;
    if (amqp_login(c, "/", 0, 131072, 0, AMQP_SASL_METHOD_PLAIN, "guest", "guest").reply_type !=
        AMQP_RESPONSE_NORMAL)
        return false;
    amqp_channel_open(c, 1);
    l->fd = amqp_get_sockfd(c);
    return good(c) && declare(c);
}

void peer_close(struct peer_link *l)
{
    amqp_connection_close(l->of, AMQP_REPLY_SUCCESS);
    amqp_destroy_connection(l->of);
}

bool peer_put(struct peer_link *l, struct jx_slice message)
{
    const amqp_basic_properties_t persistent = {._flags = AMQP_BASIC_DELIVERY_MODE_FLAG,
                                                .delivery_mode = AMQP_DELIVERY_PERSISTENT};
    const amqp_bytes_t body = {message.len, (void *)(uintptr_t)message.ptr};
    return amqp_basic_publish(l->of, 1, amqp_empty_bytes, amqp_cstring_bytes(queue), 0, 0,
                              &persistent, body) == AMQP_STATUS_OK;
}

bool peer_flush(struct peer_link *l, bool *done)
{
    (void)l;
    *done = true; /* the library has sent it */
    return true;
}

/* How many messages one frame answers; -1 when it refuses any. */
static int confirmed(const struct peer_link *l, int already, const amqp_frame_t *f)
{
    if (f->frame_type != AMQP_FRAME_METHOD) return 0;
    if (f->payload.method.id != AMQP_BASIC_ACK_METHOD) return -1;
    const amqp_basic_ack_t *ack = f->payload.method.decoded;
    if (!ack->multiple) return 1;
    return (int)(ack->delivery_tag - l->answered) - already;
}

int peer_answers(struct peer_link *l)
{
    for (int n = 0;;) {
        amqp_frame_t frame;
        struct timeval now = {0, 0};
        int rc = amqp_simple_wait_frame_noblock(l->of, &frame, &now);
        if (rc == AMQP_STATUS_TIMEOUT) {
            amqp_maybe_release_buffers(l->of);
            return n;
        }
        int more = rc == AMQP_STATUS_OK ? confirmed(l, n, &frame) : -1;
        if (more < 0) return -1;
        n += more;
    }
}
