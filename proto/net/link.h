/* Encrypted links over ZeroMQ: a server that many connect to, and a dialer that connects to it.
 * CURVE on every connection; the peer's public key comes with every message. */
#ifndef JX_NET_LINK_H
#define JX_NET_LINK_H

#include "../base/slice.h"
#include "../base/status.h"

#include <stdint.h>

enum { JX_CURVE_BYTES = 32, JX_ROUTE_MAX = 32, JX_ENDPOINT_MAX = 256 };

struct jx_curve_keys {
    uint8_t public_key[JX_CURVE_BYTES];
    uint8_t secret_key[JX_CURVE_BYTES];
};

/* JX_E_INTERNAL when this libzmq has no CURVE. */
jx_status jx_curve_keys_make(struct jx_curve_keys *out);
/* Whether the two are halves of one key. */
bool jx_curve_keys_match(const struct jx_curve_keys *keys);

/* Whether it is tcp://HOST:PORT, with a port from 1 to 65535 or, for a server that takes a free
 * one, "*". The host is not looked up. */
bool jx_endpoint_valid(const char *endpoint);

/* Whom a message is from or goes to, as the server knows its connection. */
struct jx_route {
    uint8_t bytes[JX_ROUTE_MAX];
    uint8_t len;
};

static inline bool jx_route_eq(const struct jx_route *a, const struct jx_route *b)
{
    return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

/* ---- server ---- */

struct jx_server;

/* Whether a key may connect at all. Called in the thread that calls jx_server_wait(). */
typedef bool jx_admit(void *to, const uint8_t key[JX_CURVE_BYTES]);

/* Sets this process's limit of open files to JX_CONNECTIONS_MAX and some, as far as it may, and
 * listens on `endpoint` ("tcp://127.0.0.1:*" takes a free port); *bound is where it really listens.
 * JX_E_IN_USE, JX_E_CONFIG (bad endpoint), JX_E_NO_MEMORY, JX_E_DESCRIPTORS, JX_E_IO. */
jx_status jx_server_open(const char *endpoint, const struct jx_curve_keys *keys, jx_admit *admit,
                         void *to, struct jx_server **out, char bound[JX_ENDPOINT_MAX]);
void jx_server_close(struct jx_server **s);

/* Waits until a message can be received, `fd` is readable (-1: none) or the time is over, and
 * answers connection requests meanwhile. Interrupted by a signal it returns early. */
void jx_server_wait(struct jx_server *s, int fd, int timeout_ms);

/* A received message; its bytes live until jx_packet_clear(). */
struct jx_packet {
    struct jx_route route;
    uint8_t key[JX_CURVE_BYTES]; /* the sender's public key */
    struct jx_slice bytes;
    _Alignas(8) unsigned char message[64];
};

/* False when nothing is waiting. */
bool jx_server_receive(struct jx_server *s, struct jx_packet *out);
void jx_packet_clear(struct jx_packet *p);
/* Hands the bytes over without waiting. JX_E_BUSY: the peer does not read, try later.
 * JX_E_UNREACHABLE: it is gone. */
jx_status jx_server_send(struct jx_server *s, const struct jx_route *to, struct jx_slice bytes);
/* Connection requests refused because `admit` said no. */
uint64_t jx_server_strangers(const struct jx_server *s);

/* Whether no file descriptor is left for one more connection. Who connects then waits in the
 * system's queue, and is served when another goes. */
bool jx_server_is_full(void);

/* ---- dialer ---- */

struct jx_dialer;

/* Begins to connect; does not wait. The connection comes back by itself after a break. */
jx_status jx_dialer_open(const char *endpoint, const uint8_t server_key[JX_CURVE_BYTES],
                         const struct jx_curve_keys *keys, struct jx_dialer **out);
void jx_dialer_close(struct jx_dialer **d);
/* Waits up to timeout_ms until the bytes are queued. JX_E_BUSY when the queue stays full. */
jx_status jx_dialer_send(struct jx_dialer *d, struct jx_slice bytes, int timeout_ms);
/* Waits for a message. JX_OK; JX_E_UNREACHABLE when the time is over or a signal came. packet->key
 * is not set. */
jx_status jx_dialer_receive(struct jx_dialer *d, struct jx_packet *out, int timeout_ms);
enum { JX_NEAR_US = 500 };
/* The same for an answer that is near: looks for it without sleeping for JX_NEAR_US at most, giving
 * way to whoever else could run. A core that sleeps takes longer to wake than most answers to come,
 * and costs both sides more. Not for waiting until something happens. */
jx_status jx_dialer_await(struct jx_dialer *d, struct jx_packet *out, int timeout_ms);
/* What keeps the connection from being made, as far as can be told: JX_OK (nothing, or nobody is
 * there), JX_E_KEY_UNKNOWN (the server turned this key away), JX_E_SERVER_KEY (whoever answers at
 * the endpoint has not the server's key: the handshake broke off several times in a row). */
jx_status jx_dialer_trouble(struct jx_dialer *d);

#endif
