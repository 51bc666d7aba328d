/* The one file that knows libmicrohttpd. */
#include "http.h"
#include "listening.h"

#include <microhttpd.h>

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct http {
    struct MHD_Daemon *daemon;
    struct http_events events;
    atomic_size_t bodies_bytes; /* of requests that are being read */
};

struct http_request {
    struct http *http;
    struct MHD_Connection *connection;
    enum http_method method;
    char *path;
    char *body;
    size_t len, room, most;
    bool began, later;
    struct MHD_Response *response;
    unsigned status;
};

/* Sent with everything. The page has no inline script or style, loads nothing from elsewhere, and
 * is in nobody's frame. */
static const struct http_header always[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
     "font-src 'self'; "
     "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
};

/* ---- reading ---- */

enum http_method http_method(const struct http_request *r)
{
    return r->method;
}

const char *http_path(const struct http_request *r)
{
    return r->path;
}

static const char *look_up(const struct http_request *r, enum MHD_ValueKind kind, const char *name)
{
    return MHD_lookup_connection_value(r->connection, kind, name);
}

const char *http_header(const struct http_request *r, const char *name)
{
    return look_up(r, MHD_HEADER_KIND, name);
}

const char *http_argument(const struct http_request *r, const char *name)
{
    return look_up(r, MHD_GET_ARGUMENT_KIND, name);
}

const char *http_cookie(const struct http_request *r, const char *name)
{
    return look_up(r, MHD_COOKIE_KIND, name);
}

struct jx_slice http_body(const struct http_request *r)
{
    return jx_slice_at(r->body ? r->body : "", r->len);
}

static bool make_room(struct http_request *r, size_t more)
{
    enum { FIRST = 4096 };
    if (r->room - r->len >= more) return true;
    size_t room = r->room ? r->room : FIRST;
    while (room - r->len < more)
        room *= 2;
    if (atomic_fetch_add(&r->http->bodies_bytes, room - r->room) + room - r->room >
        HTTP_BODIES_BYTES_MAX) {
        atomic_fetch_sub(&r->http->bodies_bytes, room - r->room);
        return false;
    }
    char *body = realloc(r->body, room);
    if (!body) {
        atomic_fetch_sub(&r->http->bodies_bytes, room - r->room);
        return false;
    }
    r->body = body;
    r->room = room;
    return true;
}

static bool take_body(struct http_request *r, const char *bytes, size_t len)
{
    if (len > r->most - r->len || !make_room(r, len)) return false;
    memcpy(r->body + r->len, bytes, len);
    r->len += len;
    return true;
}

static void request_free(struct http_request *r)
{
    atomic_fetch_sub(&r->http->bodies_bytes, r->room);
    if (r->response) MHD_destroy_response(r->response);
    free(r->body);
    free(r->path);
    free(r);
}

/* ---- answering ---- */

static void add_headers(struct MHD_Response *response, const struct http_header *headers,
                        size_t count)
{
    for (size_t i = 0; i < count; i++)
        MHD_add_response_header(response, headers[i].name, headers[i].value);
}

static void add_always(struct MHD_Response *response)
{
    add_headers(response, always, sizeof always / sizeof always[0]);
}

static struct MHD_Response *make_response(const struct http_reply *reply)
{
    enum MHD_ResponseMemoryMode mode = reply->is_static ? MHD_RESPMEM_PERSISTENT
                                                        : MHD_RESPMEM_MUST_COPY;
    struct MHD_Response *response = MHD_create_response_from_buffer(
        reply->body.len, (void *)(uintptr_t)(reply->body.ptr ? reply->body.ptr : ""), mode);
    if (!response) return NULL;
    add_always(response);
    add_headers(response, reply->headers, reply->header_count);
    MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL,
                            reply->kept ? "no-cache" : "no-store");
    if (reply->type) MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply->type);
    return response;
}

void http_later(struct http_request *r)
{
    r->later = true;
    MHD_suspend_connection(r->connection);
}

/* Without a response the connection is closed: memory is short. */
void http_answer(struct http_request *r, const struct http_reply *reply)
{
    r->response = make_response(reply);
    r->status = reply->status;
    if (r->later) MHD_resume_connection(r->connection);
}

static enum MHD_Result send_response(struct http_request *r)
{
    if (!r->response) return MHD_NO;
    enum MHD_Result rc = MHD_queue_response(r->connection, r->status, r->response);
    MHD_destroy_response(r->response);
    r->response = NULL;
    return rc;
}

/* ---- libmicrohttpd's callbacks ---- */

static enum http_method method_of(const char *method)
{
    if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0) return HTTP_GET;
    return strcmp(method, "POST") == 0 ? HTTP_POST : HTTP_OTHER;
}

static enum MHD_Result begin(struct http *h, struct MHD_Connection *connection, const char *path,
                             const char *method, void **own)
{
    struct http_request *r = calloc(1, sizeof *r);
    if (!r) return MHD_NO;
    *r = (struct http_request){
        .http = h, .connection = connection, .method = method_of(method), .path = strdup(path)};
    *own = r;
    return r->path ? MHD_YES : MHD_NO;
}

/* The first call about a request, its headers are there. Answering now means that no body is read.
 */
static enum MHD_Result admit(struct http_request *r)
{
    struct http_reply refusal = {.status = 0};
    r->began = true;
    if (r->http->events.admit(r->http->events.own, r, &r->most, &refusal)) return MHD_YES;
    http_answer(r, &refusal);
    return send_response(r);
}

static enum MHD_Result refuse_body(struct http_request *r)
{
    /* The answer would have to wait for the rest of the body; whoever sends too much is cut off. */
    (void)r;
    return MHD_NO;
}

static enum MHD_Result on_request(void *to, struct MHD_Connection *connection, const char *path,
                                  const char *method, const char *version, const char *bytes,
                                  size_t *len, void **own)
{
    struct http *h = to;
    struct http_request *r = *own;
    (void)version;
    if (!r) {
        enum MHD_Result rc = begin(h, connection, path, method, own);
        return rc == MHD_YES ? admit(*own) : rc;
    }
    if (r->response || r->later) return send_response(r);
    if (*len > 0) {
        if (!take_body(r, bytes, *len)) return refuse_body(r);
        *len = 0;
        return MHD_YES;
    }
    h->events.handle(h->events.own, r);
    return r->later ? MHD_YES : send_response(r);
}

static void on_completed(void *to, struct MHD_Connection *connection, void **own,
                         enum MHD_RequestTerminationCode code)
{
    (void)to;
    (void)connection;
    (void)code;
    if (*own) request_free(*own);
    *own = NULL;
}

/* ---- opening ---- */

static struct MHD_Daemon *start(struct http *h, const struct http_settings *s, int fd)
{
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC;
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)s->private_key},
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)s->certificate},
        {MHD_OPTION_END, 0, NULL},
    };
    struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
    if (s->certificate) flags |= MHD_USE_TLS;
    return MHD_start_daemon(flags, 0, NULL, NULL, on_request, h, MHD_OPTION_LISTEN_SOCKET, fd,
                            MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL,
                            MHD_OPTION_CONNECTION_LIMIT, (unsigned)HTTP_CONNECTIONS_MAX,
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_CONNECTION_BYTES,
                            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)HTTP_IDLE_SECONDS,
                            MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_ARRAY,
                            s->certificate ? tls : none, MHD_OPTION_END);
}

jx_status http_open(const struct http_settings *s, const struct http_events *events,
                    struct http **out)
{
    int fd = -1;
    *out = NULL;
    struct http *h = calloc(1, sizeof *h);
    if (!h) return JX_E_NO_MEMORY;
    h->events = *events;
    jx_status rc = listening_open(s->address, &fd);
    if (rc == JX_OK) {
        h->daemon = start(h, s, fd);
        if (!h->daemon) rc = s->certificate ? JX_E_FORMAT : JX_E_CONFIG;
    }
    if (rc == JX_OK) {
        *out = h;
        return JX_OK;
    }
    if (fd >= 0) close(fd);
    free(h);
    return rc;
}

uint16_t http_port(const struct http *h)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_BIND_PORT);
    if (info && info->port) return info->port;
    struct sockaddr_storage at;
    socklen_t len = sizeof at;
    memset(&at, 0, sizeof at);
    info = MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_LISTEN_FD);
    if (!info || getsockname(info->listen_fd, (struct sockaddr *)&at, &len) != 0) return 0;
    return ntohs(at.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&at)->sin6_port
                                          : ((struct sockaddr_in *)&at)->sin_port);
}

void http_close(struct http **http)
{
    struct http *h = *http;
    *http = NULL;
    if (!h) return;
    MHD_stop_daemon(h->daemon);
    free(h);
}

/* ---- streams ---- */

struct http_text {
    atomic_uint refs;
    size_t len;
    char bytes[];
};

struct http_text *http_text_new(struct jx_slice bytes)
{
    struct http_text *t = malloc(sizeof *t + bytes.len);
    if (!t) return NULL;
    atomic_init(&t->refs, 1);
    t->len = bytes.len;
    memcpy(t->bytes, bytes.ptr, bytes.len);
    return t;
}

void http_text_release(struct http_text **text)
{
    struct http_text *t = *text;
    *text = NULL;
    if (t && atomic_fetch_sub(&t->refs, 1) == 1) free(t);
}

/* Held by whoever writes and by libmicrohttpd. */
struct http_stream {
    pthread_mutex_t lock;
    struct MHD_Connection *connection;
    struct http_text *texts[HTTP_STREAM_TEXTS_MAX];
    unsigned first, count, holders;
    size_t at; /* bytes of the first text that have gone out */
    bool waiting, ended, gone;
};

static void stream_release(struct http_stream *s)
{
    pthread_mutex_lock(&s->lock);
    bool last = --s->holders == 0;
    pthread_mutex_unlock(&s->lock);
    if (!last) return;
    for (; s->count > 0; s->count--, s->first = (s->first + 1) % HTTP_STREAM_TEXTS_MAX)
        http_text_release(&s->texts[s->first]);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

/* The reader's side: what there is, or sleep until there is something. */
static ssize_t on_read(void *own, uint64_t position, char *to, size_t max)
{
    struct http_stream *s = own;
    ssize_t n = 0;
    (void)position;
    pthread_mutex_lock(&s->lock);
    if (s->count > 0) {
        struct http_text *t = s->texts[s->first];
        size_t len = t->len - s->at < max ? t->len - s->at : max;
        memcpy(to, t->bytes + s->at, len);
        s->at += len;
        n = (ssize_t)len;
        if (s->at == t->len) {
            http_text_release(&s->texts[s->first]);
            s->first = (s->first + 1) % HTTP_STREAM_TEXTS_MAX;
            s->count--;
            s->at = 0;
        }
    } else if (s->ended) {
        n = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        s->waiting = true;
        MHD_suspend_connection(s->connection);
    }
    pthread_mutex_unlock(&s->lock);
    return n;
}

static void on_gone(void *own)
{
    struct http_stream *s = own;
    pthread_mutex_lock(&s->lock);
    s->gone = true;
    pthread_mutex_unlock(&s->lock);
    stream_release(s);
}

struct http_stream *http_stream_open(struct http_request *r, const char *type)
{
    enum { BLOCK_BYTES = 1024 };
    struct http_stream *s = calloc(1, sizeof *s);
    if (!s) return NULL; /* no response: the connection is closed */
    pthread_mutex_init(&s->lock, NULL);
    s->connection = r->connection;
    s->holders = 1;
    r->response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_BYTES, on_read, s,
                                                    on_gone);
    r->status = 200;
    if (!r->response) {
        stream_release(s);
        return NULL;
    }
    s->holders++;
    add_always(r->response);
    MHD_add_response_header(r->response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    MHD_add_response_header(r->response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    return s;
}

static void wake(struct http_stream *s)
{
    if (!s->waiting || s->gone) return;
    s->waiting = false;
    MHD_resume_connection(s->connection);
}

bool http_stream_put(struct http_stream *s, struct http_text *t)
{
    pthread_mutex_lock(&s->lock);
    bool fits = !s->gone && s->count < HTTP_STREAM_TEXTS_MAX;
    if (fits) {
        atomic_fetch_add(&t->refs, 1);
        s->texts[(s->first + s->count++) % HTTP_STREAM_TEXTS_MAX] = t;
        wake(s);
    }
    pthread_mutex_unlock(&s->lock);
    return fits;
}

void http_stream_close(struct http_stream **stream)
{
    struct http_stream *s = *stream;
    *stream = NULL;
    if (!s) return;
    pthread_mutex_lock(&s->lock);
    s->ended = true;
    wake(s);
    pthread_mutex_unlock(&s->lock);
    stream_release(s);
}
