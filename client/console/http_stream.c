/* Answers without end: texts that several readers share, given out as each connection takes them.
 */
#include "http_inside.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

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
    http_add_always(r->response);
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
