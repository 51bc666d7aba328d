/* HTTP, over libmicrohttpd: one network thread that reads requests and writes answers; whoever
 * answers may be another thread, later. Bounds and security headers are set here, once, for
 * everything that leaves. */
#ifndef JX_CONSOLE_HTTP_H
#define JX_CONSOLE_HTTP_H

#include "../../proto/base/slice.h"
#include "../../proto/base/status.h"

#include <stdint.h>

enum {
    HTTP_CONNECTIONS_MAX = 1024,
    HTTP_CONNECTION_BYTES = 8192, /* a request's line and headers, and what is on its way */
    HTTP_IDLE_SECONDS = 30,
    HTTP_BODIES_BYTES_MAX = 256 << 20, /* of all requests that are being read */
    HTTP_HEADERS_MAX = 4,
    HTTP_STREAM_TEXTS_MAX = 32, /* on their way to one reader of a stream; a slower one is ended */
};

enum http_method { HTTP_GET, HTTP_POST, HTTP_OTHER }; /* HEAD is GET */

struct http;
struct http_request;

struct http_header {
    const char *name, *value;
};

struct http_reply {
    unsigned status;
    const char *type;
    struct jx_slice body;
    bool is_static; /* the body outlives the server; else it is copied */
    bool kept;      /* a browser may keep it, and asks whether it is still right */
    struct http_header headers[HTTP_HEADERS_MAX];
    unsigned header_count;
};

/* Both are called in the network thread. */
struct http_events {
    void *own;
    /* The headers are there. True: go on, with a body of at most *most bytes (0: none). False:
     * *refusal is the answer; its body is copied before the next call. */
    bool (*admit)(void *own, struct http_request *r, size_t *most, struct http_reply *refusal);
    /* All of it is there: http_answer(), http_later() or http_stream(). */
    void (*handle)(void *own, struct http_request *r);
};

struct http_settings {
    const char *address; /* "127.0.0.1:8080", "[::1]:0"; port 0: a free one */
    /* Of TLS, as PEM; both or neither. */
    const char *certificate, *private_key;
};

/* JX_E_CONFIG (address), JX_E_FORMAT (certificate and key do not belong together, or are none),
 * JX_E_IN_USE, JX_E_PERMISSION, JX_E_DESCRIPTORS, JX_E_NO_MEMORY: *out is NULL. */
jx_status http_open(const struct http_settings *s, const struct http_events *events,
                    struct http **out);
uint16_t http_port(const struct http *h);
/* No request may be unanswered and no stream open. *h may be NULL; becomes NULL. */
void http_close(struct http **h);

/* Until it is answered. Header names in any case; NULL where there is none. */
enum http_method http_method(const struct http_request *r);
const char *http_path(const struct http_request *r);
const char *http_header(const struct http_request *r, const char *name);
const char *http_argument(const struct http_request *r, const char *name);
const char *http_cookie(const struct http_request *r, const char *name);
struct jx_slice http_body(const struct http_request *r);

/* It will be answered by another thread; to be called before that thread knows of it. */
void http_later(struct http_request *r);
/* From any thread, once; the request is gone then. */
void http_answer(struct http_request *r, const struct http_reply *reply);

/* ---- answers without end ---- */

/* A text that many streams share. */
struct http_text;
struct http_text *http_text_new(struct jx_slice bytes); /* NULL when memory is short */
void http_text_release(struct http_text **t);

struct http_stream;
/* Answers the request with what is put into the stream from now on. NULL: memory is short, and the
 * request has been answered. The caller ends it with http_stream_close(). */
struct http_stream *http_stream_open(struct http_request *r, const char *type);
/* From any thread. False when nobody reads it any more, or too slowly. */
bool http_stream_put(struct http_stream *s, struct http_text *t);
/* What was put still goes out. *s may be NULL; becomes NULL. */
void http_stream_close(struct http_stream **s);

#endif
