/* The one file that knows libzmq. Every socket option has its reason beside it. */
#include "link.h"

#include "../base/limits.h"
#include "clock.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>
#include <zmq.h>

enum {
    Z85_KEY = 41,         /* 40 characters and the NUL */
    HEARTBEAT_MS = 10000, /* finds half-open connections, which TCP alone would keep for hours */
    HEARTBEAT_DEAD_MS = 30000,
    RECONNECT_MS = 100,
    RECONNECT_MAX_MS = 2000,
    BROKEN_MAX = 3, /* handshakes broken off in a row that tell of another server's key */
    MONITORED = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH |
                ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL,
    ZAP_FRAME_MAX = 256,
    NEAR_US = 500,    /* how long an answer is looked for without sleeping */
    DESCRIPTORS = 24, /* of a context, its sockets and first connections, with some to spare */
};

struct jx_server {
    void *context, *socket, *zap;
    int socket_fd, zap_fd; /* what libzmq tells by that something has changed */
    bool drained;          /* nothing was there, and nothing was sent since: the descriptor tells */
    jx_admit *admit;
    void *admit_to;
    uint64_t strangers;
};

struct jx_dialer {
    void *context, *socket, *monitor;
    int patience_ms; /* ZMQ_RCVTIMEO, as it was set last */
    bool refused;
    unsigned broken; /* handshakes that broke off since one succeeded */
};

static jx_status status_of_zmq(int err)
{
    switch (err) {
    case EADDRINUSE:
        return JX_E_IN_USE;
    case EINVAL:
    case EPROTONOSUPPORT:
    case ENODEV:
    case EADDRNOTAVAIL:
        return JX_E_CONFIG;
    case ENOMEM:
        return JX_E_NO_MEMORY;
    case EACCES:
        return JX_E_PERMISSION;
    default:
        return JX_E_IO;
    }
}

/* libzmq ends the process when it finds no descriptor for what it needs from the beginning, so they
 * are looked for before it is asked. */
static jx_status make_context(void **out)
{
    int held[DESCRIPTORS], count = 0;
    while (count < DESCRIPTORS && (held[count] = eventfd(0, EFD_CLOEXEC)) >= 0)
        count++;
    bool enough = count == DESCRIPTORS;
    while (count > 0)
        close(held[--count]);
    if (!enough) return JX_E_DESCRIPTORS;
    *out = zmq_ctx_new();
    return *out ? JX_OK : JX_E_NO_MEMORY;
}

jx_status jx_curve_keys_make(struct jx_curve_keys *out)
{
    char public_text[Z85_KEY], secret_text[Z85_KEY];
    if (zmq_curve_keypair(public_text, secret_text) != 0) return JX_E_INTERNAL;
    zmq_z85_decode(out->public_key, public_text);
    zmq_z85_decode(out->secret_key, secret_text);
    return JX_OK;
}

bool jx_curve_keys_match(const struct jx_curve_keys *keys)
{
    char secret_text[Z85_KEY], public_text[Z85_KEY];
    uint8_t public_key[JX_CURVE_BYTES];
    zmq_z85_encode(secret_text, keys->secret_key, JX_CURVE_BYTES);
    bool ok = zmq_curve_public(public_text, secret_text) == 0 &&
              zmq_z85_decode(public_key, public_text) != NULL &&
              memcmp(public_key, keys->public_key, JX_CURVE_BYTES) == 0;
    explicit_bzero(secret_text, sizeof secret_text);
    return ok;
}

static bool port_valid(const char *text)
{
    enum { PORT_MAX = 65535 };
    if (strcmp(text, "*") == 0) return true;
    long port = 0;
    for (; *text; text++) {
        if (*text < '0' || *text > '9') return false;
        port = port * 10 + (*text - '0');
        if (port > PORT_MAX) return false;
    }
    return port > 0;
}

bool jx_endpoint_valid(const char *endpoint)
{
    static const char head[] = "tcp://";
    if (strncmp(endpoint, head, sizeof head - 1) != 0) return false;
    const char *host = endpoint + sizeof head - 1, *colon = strrchr(host, ':');
    return colon && colon > host && strcspn(host, " \t/") == strlen(host) && port_valid(colon + 1);
}

static bool set_int(void *socket, int option, int value)
{
    return zmq_setsockopt(socket, option, &value, sizeof value) == 0;
}

static bool get_fd(void *socket, int *fd)
{
    size_t size = sizeof *fd;
    return zmq_getsockopt(socket, ZMQ_FD, fd, &size) == 0;
}

/* What both ends need alike. */
static bool set_common(void *socket, int queue)
{
    int64_t message_max = JX_FRAME_BYTES_MAX;
    return set_int(socket, ZMQ_LINGER, 0) && /* ending never waits for a peer */
           set_int(socket, ZMQ_HANDSHAKE_IVL, JX_HANDSHAKE_MS) &&
           set_int(socket, ZMQ_HEARTBEAT_IVL, HEARTBEAT_MS) &&
           set_int(socket, ZMQ_HEARTBEAT_TIMEOUT, HEARTBEAT_DEAD_MS) &&
           set_int(socket, ZMQ_SNDHWM, queue) && set_int(socket, ZMQ_RCVHWM, queue) &&
           zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &message_max, sizeof message_max) == 0;
}

/* ---- server ---- */

static jx_status server_sockets(struct jx_server *s, const char *endpoint,
                                const struct jx_curve_keys *keys, char bound[JX_ENDPOINT_MAX])
{
    jx_status rc = make_context(&s->context);
    if (rc != JX_OK) return rc;
    s->zap = zmq_socket(s->context, ZMQ_REP);
    s->socket = s->zap ? zmq_socket(s->context, ZMQ_ROUTER) : NULL;
    if (!s->socket) return JX_E_NO_MEMORY;
    /* The handler must listen before the first connection, or libzmq lets everybody in. */
    if (!set_int(s->zap, ZMQ_LINGER, 0) || zmq_bind(s->zap, "inproc://zeromq.zap.01") != 0)
        return status_of_zmq(errno);
    size_t len = JX_ENDPOINT_MAX;
    bool ok = set_common(s->socket, JX_PEER_QUEUE) && set_int(s->socket, ZMQ_BACKLOG, JX_BACKLOG) &&
              set_int(s->socket, ZMQ_CURVE_SERVER, 1) &&
              zmq_setsockopt(s->socket, ZMQ_CURVE_SECRETKEY, keys->secret_key, JX_CURVE_BYTES) ==
                  0 &&
              zmq_setsockopt(s->socket, ZMQ_ZAP_DOMAIN, "jixiao", 6) == 0 &&
              set_int(s->socket, ZMQ_ROUTER_MANDATORY,
                      1) &&                          /* say who is gone, never drop silently */
              set_int(s->socket, ZMQ_SNDTIMEO, 0) && /* a slow peer must not hold the others */
              zmq_bind(s->socket, endpoint) == 0 &&
              zmq_getsockopt(s->socket, ZMQ_LAST_ENDPOINT, bound, &len) == 0 &&
              get_fd(s->socket, &s->socket_fd) && get_fd(s->zap, &s->zap_fd);
    return ok ? JX_OK : status_of_zmq(errno);
}

/* Each connection takes a file descriptor: what bounds these bounds the connections. Where the
 * system allows fewer, there are fewer. */
static void make_room_for_connections(void)
{
    enum { OTHER_FILES = 256 };
    struct rlimit r;
    rlim_t wanted = JX_CONNECTIONS_MAX + OTHER_FILES;
    if (getrlimit(RLIMIT_NOFILE, &r) != 0) return;
    r.rlim_cur = r.rlim_max < wanted ? r.rlim_max : wanted;
    setrlimit(RLIMIT_NOFILE, &r);
}

jx_status jx_server_open(const char *endpoint, const struct jx_curve_keys *keys, jx_admit *admit,
                         void *to, struct jx_server **out, char bound[JX_ENDPOINT_MAX])
{
    *out = NULL;
    struct jx_server *s = calloc(1, sizeof *s);
    if (!s) return JX_E_NO_MEMORY;
    make_room_for_connections();
    s->admit = admit;
    s->admit_to = to;
    jx_status rc = server_sockets(s, endpoint, keys, bound);
    if (rc != JX_OK) {
        jx_server_close(&s);
        return rc;
    }
    *out = s;
    return JX_OK;
}

void jx_server_close(struct jx_server **server)
{
    struct jx_server *s = *server;
    *server = NULL;
    if (!s) return;
    if (s->socket) zmq_close(s->socket);
    if (s->zap) zmq_close(s->zap);
    if (s->context) zmq_ctx_term(s->context);
    free(s);
}

/* One frame into a bounded buffer; its real length, or -1. *more says whether frames follow. */
static int receive_frame(void *socket, void *to, size_t room, bool *more)
{
    int n = zmq_recv(socket, to, room, ZMQ_DONTWAIT);
    int rest = 0;
    size_t size = sizeof rest;
    if (n >= 0) zmq_getsockopt(socket, ZMQ_RCVMORE, &rest, &size);
    *more = n >= 0 && rest != 0;
    return n;
}

/* ZAP (rfc.zeromq.org/spec/27): version, request id, domain, address, identity, mechanism, key. */
struct zap_request {
    char id[ZAP_FRAME_MAX];
    int id_len;
    uint8_t key[JX_CURVE_BYTES];
    bool curve;
};

static bool read_zap(void *socket, struct zap_request *r)
{
    enum { REQUEST_ID = 1, MECHANISM = 5, CREDENTIALS = 6 };
    char frame[ZAP_FRAME_MAX];
    bool more = true;
    r->curve = false;
    r->id_len = 0;
    for (int i = 0; more; i++) {
        int n = receive_frame(socket, frame, sizeof frame, &more);
        if (n < 0) return false;
        if (i == REQUEST_ID && n <= ZAP_FRAME_MAX) {
            memcpy(r->id, frame, (size_t)n);
            r->id_len = n;
        }
        if (i == MECHANISM) r->curve = n == 5 && memcmp(frame, "CURVE", 5) == 0;
        if (i != CREDENTIALS) continue;
        if (n == JX_CURVE_BYTES)
            memcpy(r->key, frame, JX_CURVE_BYTES);
        else
            r->curve = false;
    }
    return true;
}

static void answer_zap(struct jx_server *s)
{
    static const char digits[] = "0123456789abcdef";
    struct zap_request r = {.curve = false};
    while (read_zap(s->zap, &r)) {
        bool ok = r.curve && s->admit(s->admit_to, r.key);
        char user[2 * JX_CURVE_BYTES];
        for (size_t i = 0; i < JX_CURVE_BYTES; i++) {
            user[2 * i] = digits[r.key[i] >> 4];
            user[2 * i + 1] = digits[r.key[i] & 15];
        }
        s->strangers += !ok;
        zmq_send(s->zap, "1.0", 3, ZMQ_SNDMORE);
        zmq_send(s->zap, r.id, (size_t)r.id_len, ZMQ_SNDMORE);
        zmq_send(s->zap, ok ? "200" : "400", 3, ZMQ_SNDMORE);
        zmq_send(s->zap, "", 0, ZMQ_SNDMORE);
        zmq_send(s->zap, user, ok ? sizeof user : 0, ZMQ_SNDMORE);
        zmq_send(s->zap, "", 0, 0);
    }
}

void jx_server_wait(struct jx_server *s, int fd, int timeout_ms)
{
    struct pollfd at[] = {{s->socket_fd, POLLIN, 0}, {s->zap_fd, POLLIN, 0}, {fd, POLLIN, 0}};
    int events = 0;
    size_t size = sizeof events;
    /* The descriptor tells of changes, not of what was there before; and sending takes its word
     * away. That is all zmq_poll() knows, too, but it asks each socket three times, two calls to
     * the system each. */
    if (!s->drained) zmq_getsockopt(s->socket, ZMQ_EVENTS, &events, &size);
    poll(at, fd >= 0 ? 3 : 2, events & ZMQ_POLLIN ? 0 : timeout_ms);
    if (at[1].revents) answer_zap(s);
}

bool jx_server_is_full(void)
{
    int fd = eventfd(0, EFD_CLOEXEC);
    if (fd >= 0) close(fd);
    return fd < 0;
}

uint64_t jx_server_strangers(const struct jx_server *s)
{
    return s->strangers;
}

static_assert(sizeof(zmq_msg_t) <= 64, "a packet has room for a zmq message");

static zmq_msg_t *message_of(struct jx_packet *p)
{
    return (zmq_msg_t *)(void *)p->message;
}

/* Of a digit that answer_zap() wrote. */
static unsigned nibble(char c)
{
    return ((unsigned)c & 15u) + ((unsigned)c >> 6) * 9;
}

static bool read_key(zmq_msg_t *m, uint8_t key[JX_CURVE_BYTES])
{
    const char *user = zmq_msg_gets(m, "User-Id");
    if (!user || strlen(user) != 2 * JX_CURVE_BYTES) return false;
    for (size_t i = 0; i < JX_CURVE_BYTES; i++)
        key[i] = (uint8_t)(nibble(user[2 * i]) << 4 | nibble(user[2 * i + 1]));
    return true;
}

static void drain(void *socket, bool more)
{
    char frame[ZAP_FRAME_MAX];
    while (more)
        if (receive_frame(socket, frame, sizeof frame, &more) < 0) break;
}

/* One message: the peer's route and exactly one frame. False: nothing there. *ok says whether it
 * had that shape. */
static bool receive_one(void *socket, struct jx_packet *out, bool *ok)
{
    bool more = false;
    *ok = false;
    int n = receive_frame(socket, out->route.bytes, JX_ROUTE_MAX, &more);
    if (n < 0) return false;
    if (n > JX_ROUTE_MAX || !more) {
        drain(socket, more);
        return true;
    }
    out->route.len = (uint8_t)n;
    zmq_msg_t *m = message_of(out);
    zmq_msg_init(m);
    if (zmq_msg_recv(m, socket, ZMQ_DONTWAIT) < 0) return false;
    *ok = !zmq_msg_more(m) && read_key(m, out->key);
    drain(socket, zmq_msg_more(m));
    out->bytes = jx_slice_at(zmq_msg_data(m), zmq_msg_size(m));
    if (!*ok) zmq_msg_close(m);
    return true;
}

bool jx_server_receive(struct jx_server *s, struct jx_packet *out)
{
    bool ok = false;
    while (!ok) {
        s->drained = !receive_one(s->socket, out, &ok);
        if (s->drained) return false;
    }
    return true;
}

void jx_packet_clear(struct jx_packet *p)
{
    zmq_msg_close(message_of(p));
}

jx_status jx_server_send(struct jx_server *s, const struct jx_route *to, struct jx_slice bytes)
{
    zmq_msg_t m;
    s->drained = false;
    /* Made before the route is sent: a route without its message would make the next one's route a
     * message. */
    if (zmq_msg_init_size(&m, bytes.len) != 0) return JX_E_BUSY;
    if (bytes.len) memcpy(zmq_msg_data(&m), bytes.ptr, bytes.len);
    int rc = zmq_send(s->socket, to->bytes, to->len, ZMQ_SNDMORE | ZMQ_DONTWAIT);
    int err = errno;
    if (rc >= 0 && zmq_msg_send(&m, s->socket, ZMQ_DONTWAIT) >= 0) return JX_OK;
    zmq_msg_close(&m);
    return rc < 0 && err == EAGAIN ? JX_E_BUSY : JX_E_UNREACHABLE;
}

/* ---- dialer ---- */

static jx_status dialer_socket(struct jx_dialer *d, const char *endpoint,
                               const uint8_t server_key[JX_CURVE_BYTES],
                               const struct jx_curve_keys *keys)
{
    static const char monitor_at[] = "inproc://dialer.monitor";
    jx_status rc = make_context(&d->context);
    if (rc != JX_OK) return rc;
    d->socket = zmq_socket(d->context, ZMQ_DEALER);
    d->monitor = d->socket ? zmq_socket(d->context, ZMQ_PAIR) : NULL;
    if (!d->monitor) return JX_E_NO_MEMORY;
    bool ok =
        set_common(d->socket, JX_DIALER_QUEUE) &&
        set_int(d->socket, ZMQ_RECONNECT_IVL, RECONNECT_MS) &&
        set_int(d->socket, ZMQ_RECONNECT_IVL_MAX, RECONNECT_MAX_MS) &&
        /* Nothing is queued for a server that is not there: the caller keeps what was not sent. */
        set_int(d->socket, ZMQ_IMMEDIATE, 1) &&
        zmq_setsockopt(d->socket, ZMQ_CURVE_SERVERKEY, server_key, JX_CURVE_BYTES) == 0 &&
        zmq_setsockopt(d->socket, ZMQ_CURVE_PUBLICKEY, keys->public_key, JX_CURVE_BYTES) == 0 &&
        zmq_setsockopt(d->socket, ZMQ_CURVE_SECRETKEY, keys->secret_key, JX_CURVE_BYTES) == 0 &&
        set_int(d->monitor, ZMQ_LINGER, 0) &&
        zmq_socket_monitor(d->socket, monitor_at, MONITORED) == 0 &&
        zmq_connect(d->monitor, monitor_at) == 0 && zmq_connect(d->socket, endpoint) == 0;
    return ok ? JX_OK : status_of_zmq(errno);
}

jx_status jx_dialer_open(const char *endpoint, const uint8_t server_key[JX_CURVE_BYTES],
                         const struct jx_curve_keys *keys, struct jx_dialer **out)
{
    *out = NULL;
    struct jx_dialer *d = calloc(1, sizeof *d);
    if (!d) return JX_E_NO_MEMORY;
    d->patience_ms = -1; /* for ever */
    jx_status rc = dialer_socket(d, endpoint, server_key, keys);
    if (rc != JX_OK) {
        jx_dialer_close(&d);
        return rc;
    }
    *out = d;
    return JX_OK;
}

void jx_dialer_close(struct jx_dialer **dialer)
{
    struct jx_dialer *d = *dialer;
    *dialer = NULL;
    if (!d) return;
    if (d->socket) {
        zmq_socket_monitor(d->socket, NULL, 0);
        zmq_close(d->socket);
    }
    if (d->monitor) zmq_close(d->monitor);
    if (d->context) zmq_ctx_term(d->context);
    free(d);
}

jx_status jx_dialer_send(struct jx_dialer *d, struct jx_slice bytes, int timeout_ms)
{
    zmq_pollitem_t item = {d->socket, 0, ZMQ_POLLOUT, 0};
    if (zmq_send(d->socket, bytes.ptr, bytes.len, ZMQ_DONTWAIT) >= 0) return JX_OK;
    if (zmq_poll(&item, 1, timeout_ms) <= 0) return JX_E_BUSY;
    return zmq_send(d->socket, bytes.ptr, bytes.len, ZMQ_DONTWAIT) < 0 ? JX_E_BUSY : JX_OK;
}

static jx_status receive_now(struct jx_dialer *d, struct jx_packet *out, int flags)
{
    zmq_msg_t *m = message_of(out);
    zmq_msg_init(m);
    if (zmq_msg_recv(m, d->socket, flags) < 0) return JX_E_UNREACHABLE;
    bool more = zmq_msg_more(m) != 0;
    out->bytes = jx_slice_at(zmq_msg_data(m), zmq_msg_size(m));
    out->route.len = 0;
    drain(d->socket, more);
    return JX_OK;
}

jx_status jx_dialer_receive(struct jx_dialer *d, struct jx_packet *out, int timeout_ms)
{
    if (timeout_ms != d->patience_ms && set_int(d->socket, ZMQ_RCVTIMEO, timeout_ms))
        d->patience_ms = timeout_ms;
    return receive_now(d, out, 0);
}

jx_status jx_dialer_await(struct jx_dialer *d, struct jx_packet *out, int timeout_ms)
{
    const int64_t until_us = jx_clock_mono_us() + JX_NEAR_US;
    do {
        if (receive_now(d, out, ZMQ_DONTWAIT) == JX_OK) return JX_OK;
        sched_yield();
    } while (jx_clock_mono_us() < until_us);
    return jx_dialer_receive(d, out, timeout_ms);
}

/* A server with another key cannot open what it is sent and hangs up; so may one that is just being
 * ended, but not again and again. */
static void note_event(struct jx_dialer *d, uint16_t event)
{
    if (event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH) d->refused = true;
    bool broken = event == ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL ||
                  event == ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL;
    d->broken = broken ? d->broken + 1 : 0;
}

jx_status jx_dialer_trouble(struct jx_dialer *d)
{
    char frame[ZAP_FRAME_MAX];
    uint16_t event;
    bool more = false;
    while (receive_frame(d->monitor, frame, sizeof frame, &more) >= (int)sizeof event) {
        memcpy(&event, frame, sizeof event);
        note_event(d, event);
        drain(d->monitor, more);
    }
    if (d->refused) return JX_E_KEY_UNKNOWN;
    return d->broken >= BROKEN_MAX ? JX_E_SERVER_KEY : JX_OK;
}
