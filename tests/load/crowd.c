/* Sockets straight from libzmq: the programs' own dialer has a context, and so a thread, for each.
 */
#include "crowd.h"

#include "../../proto/base/limits.h"
#include "../../proto/wire/codec.h"
#include "../proto/wire/random.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

enum {
    ANSWER_MS = 10000,
    RECONNECT_MS = 100,
    RECONNECT_MAX_MS = 2000,
    TIMES_MAX = 4000000,
    ENROL_ATTEMPTS = 500,
    ENROL_AGAIN_US = 5000,
};

int64_t crowd_now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static bool complain(const char *what, const char *why)
{
    fprintf(stderr, "crowd: %s: %s\n", what, why);
    return false;
}

/* ---- connecting ---- */

static bool set_int(void *socket, int option, int value)
{
    return zmq_setsockopt(socket, option, &value, sizeof value) == 0;
}

/* Who it is, and that nobody else may listen. Unencrypted, the key is a name that is believed. */
static bool set_identity(const struct crowd *c, void *s, const struct jx_curve_keys *keys)
{
    static const char any_word[] = "plain";
    if (c->plain)
        return zmq_setsockopt(s, ZMQ_PLAIN_USERNAME, keys->public_key, JX_CURVE_BYTES) == 0 &&
               zmq_setsockopt(s, ZMQ_PLAIN_PASSWORD, any_word, strlen(any_word)) == 0;
    return zmq_setsockopt(s, ZMQ_CURVE_SERVERKEY, c->county.server_key, JX_CURVE_BYTES) == 0 &&
           zmq_setsockopt(s, ZMQ_CURVE_PUBLICKEY, keys->public_key, JX_CURVE_BYTES) == 0 &&
           zmq_setsockopt(s, ZMQ_CURVE_SECRETKEY, keys->secret_key, JX_CURVE_BYTES) == 0;
}

static bool dial(struct crowd *c, struct crowd_client *client, const struct jx_curve_keys *keys)
{
    client->socket = zmq_socket(c->context, ZMQ_DEALER);
    void *s = client->socket;
    size_t size = sizeof client->fd;
    client->unlooked = true;
    bool ok = s && set_int(s, ZMQ_LINGER, 0) && set_int(s, ZMQ_HANDSHAKE_IVL, JX_HANDSHAKE_MS) &&
              set_int(s, ZMQ_RECONNECT_IVL, RECONNECT_MS) &&
              set_int(s, ZMQ_RECONNECT_IVL_MAX, RECONNECT_MAX_MS) && set_int(s, ZMQ_IMMEDIATE, 1) &&
              set_int(s, ZMQ_SNDHWM, JX_DIALER_QUEUE) && set_int(s, ZMQ_RCVHWM, JX_DIALER_QUEUE) &&
              set_identity(c, s, keys) && zmq_connect(s, c->county.endpoint) == 0 &&
              zmq_getsockopt(s, ZMQ_FD, &client->fd, &size) == 0;
    return ok || complain("connecting", zmq_strerror(errno));
}

bool crowd_connect(struct crowd *c, unsigned from, unsigned to)
{
    for (unsigned i = from; i < to; i++)
        if (!dial(c, &c->clients[i], &c->keys[c->clients[i].key])) return false;
    return true;
}

/* ---- enrolling the keys ---- */

static bool encode_enrolment(struct crowd *c, const struct jx_curve_keys *keys,
                             struct jx_message *m)
{
    uint8_t nonce[JX_NONCE_BYTES];
    struct jx_buffer b;
    struct jx_header h = {.kind = JX_ACT_KEY,
                          .form = JX_LIT(""),
                          .period = JX_LIT(""),
                          .unit = jx_slice_of(c->county.unit)};
    struct jx_key_act act = {.nonce = jx_slice_at(nonce, sizeof nonce),
                             .action = JX_LIT("enrol"),
                             .public_key = jx_slice_at(keys->public_key, JX_KEY_BYTES),
                             .unit = jx_slice_of(c->county.unit),
                             .roles = {JX_LIT("county")},
                             .role_count = 1,
                             .name = JX_LIT("one of a crowd")};
    jx_random_bytes(nonce, sizeof nonce);
    jx_buffer_init(&b, JX_CONTENT_BYTES_MAX);
    jx_status rc = jx_header_encode(&h, &b);
    m->submit.header = jx_arena_copy(&c->arena, jx_buffer_slice(&b));
    jx_buffer_reset(&b);
    if (rc == JX_OK) rc = jx_key_act_encode(&act, &b);
    m->submit.content = jx_arena_copy(&c->arena, jx_buffer_slice(&b));
    jx_buffer_clear(&b);
    return rc == JX_OK;
}

static bool enrol(struct crowd *c, struct crowd_client *admin, const struct jx_curve_keys *keys)
{
    struct jx_message m = {.kind = JX_MSG_submit, .correlation = JX_LIT("a")}, answer;
    char bytes[4096];
    if (!encode_enrolment(c, keys, &m)) return false;
    jx_buffer_reset(&c->buffer);
    if (jx_message_encode(&m, &c->buffer) != JX_OK) return false;
    for (int attempts = 0; attempts < ENROL_ATTEMPTS; attempts++, usleep(ENROL_AGAIN_US)) {
        if (zmq_send(admin->socket, c->buffer.bytes, c->buffer.len, 0) < 0) return false;
        int n = zmq_recv(admin->socket, bytes, sizeof bytes, 0);
        if (n < 0 || n > (int)sizeof bytes) return false;
        if (jx_message_decode(jx_slice_at(bytes, (size_t)n), &c->arena, &answer) != JX_OK)
            return false;
        if (answer.kind == JX_MSG_receipt) return true; /* else another one's is on its way */
    }
    return false;
}

static bool enrol_all(struct crowd *c, const char *admin_key)
{
    struct jx_identity identity;
    struct crowd_client admin = {.socket = NULL};
    bool ok = jx_identity_read(admin_key, &identity) == JX_OK && dial(c, &admin, &identity.keys) &&
              set_int(admin.socket, ZMQ_RCVTIMEO, ANSWER_MS) &&
              set_int(admin.socket, ZMQ_SNDTIMEO, ANSWER_MS);
    for (unsigned i = 0; ok && i < c->key_count; i++) {
        ok = jx_curve_keys_make(&c->keys[i]) == JX_OK && enrol(c, &admin, &c->keys[i]);
        jx_arena_clear(&c->arena);
    }
    if (admin.socket) zmq_close(admin.socket);
    return ok || complain(admin_key, "the keys could not be enrolled");
}

/* Two file descriptors a client: its connection, and what libzmq wakes it with. */
static bool raise_limits(unsigned clients)
{
    struct rlimit r;
    rlim_t wanted = 2 * (rlim_t)clients + 256;
    if (getrlimit(RLIMIT_NOFILE, &r) != 0) return complain("getrlimit", strerror(errno));
    if (r.rlim_max < wanted) return complain("open files", "the hard limit is too low for so many");
    if (r.rlim_cur >= wanted) return true;
    r.rlim_cur = wanted;
    return setrlimit(RLIMIT_NOFILE, &r) == 0 || complain("setrlimit", strerror(errno));
}

static bool open_crowd(struct crowd *c, const char *county, const char *admin_key, unsigned clients,
                       unsigned keys)
{
    jx_arena_init(&c->arena, SIZE_MAX);
    jx_buffer_init(&c->buffer, JX_MESSAGE_BYTES_MAX);
    if (jx_crypto_init() != JX_OK || !raise_limits(clients)) return false;
    if (jx_county_read(county, &c->county) != JX_OK) return complain(county, "cannot be read");
    c->context = zmq_ctx_new();
    zmq_ctx_set(c->context, ZMQ_MAX_SOCKETS, (int)clients + 16);
    c->keys = calloc(keys, sizeof *c->keys);
    c->clients = calloc(clients, sizeof *c->clients);
    c->at = calloc(clients, sizeof *c->at);
    c->times_us = malloc(TIMES_MAX * sizeof *c->times_us);
    c->time_room = TIMES_MAX;
    if (!c->keys || !c->clients || !c->at || !c->times_us)
        return complain("crowd", "out of memory");
    for (unsigned i = 1; i < clients; i++) /* the first has one of its own, to be measured by */
        c->clients[i].key = 1 + i % (keys - 1);
    return enrol_all(c, admin_key);
}

bool crowd_open(struct crowd *c, const char *county, const char *admin_key, unsigned clients,
                unsigned keys)
{
    *c = (struct crowd){.key_count = keys, .client_count = clients};
    return open_crowd(c, county, admin_key, clients, keys);
}

bool crowd_open_plain(struct crowd *c, const char *county, const char *admin_key, unsigned clients,
                      unsigned keys)
{
    *c = (struct crowd){.key_count = keys, .client_count = clients, .plain = true};
    return open_crowd(c, county, admin_key, clients, keys);
}

void crowd_close(struct crowd *c)
{
    for (unsigned i = 0; i < c->client_count; i++)
        if (c->clients && c->clients[i].socket) zmq_close(c->clients[i].socket);
    if (c->context) zmq_ctx_term(c->context);
    free(c->keys);
    free(c->clients);
    free(c->at);
    free(c->times_us);
    jx_arena_clear(&c->arena);
    jx_buffer_clear(&c->buffer);
}

/* ---- submitting ---- */

/* A document nobody sent before. */
static bool encode_document(struct crowd *c, struct jx_buffer *out)
{
    struct dice d = {.state = (c->next_document++ + 1) * 0x9E3779B97F4A7C15ULL};
    struct jx_document doc;
    random_document(&d, &c->arena, jx_form_of_name(JX_LIT("self_evaluation")), &doc);
    return jx_document_encode(&doc, out) == JX_OK;
}

static bool encode_submission(struct crowd *c, struct jx_slice *content)
{
    struct jx_buffer b;
    struct jx_submission s = {.unit = jx_slice_of(c->county.unit),
                              .explanations = jx_no_explanations};
    jx_buffer_init(&b, JX_CONTENT_BYTES_MAX);
    bool ok = encode_document(c, &b);
    s.document = jx_arena_copy(&c->arena, jx_buffer_slice(&b));
    jx_buffer_reset(&b);
    ok = ok && jx_submission_encode(&s, &b) == JX_OK;
    *content = jx_arena_copy(&c->arena, jx_buffer_slice(&b));
    jx_buffer_clear(&b);
    return ok;
}

static bool encode_header(struct crowd *c, struct jx_slice unit, struct jx_slice *header)
{
    struct jx_buffer b;
    struct jx_header h = {.kind = JX_ACT_SUBMISSION,
                          .form = JX_LIT("self_evaluation"),
                          .year = 2025,
                          .period = JX_LIT(""),
                          .unit = unit};
    jx_buffer_init(&b, JX_HEADER_BYTES_MAX);
    bool ok = jx_header_encode(&h, &b) == JX_OK;
    *header = jx_arena_copy(&c->arena, jx_buffer_slice(&b));
    jx_buffer_clear(&b);
    return ok;
}

static bool has_window(const struct crowd_client *client)
{
    return client->sent - client->answered < CROWD_WINDOW;
}

/* Connected, and with room in its queue: looked at before a document is made, which costs more. */
static bool can_send(struct crowd_client *client)
{
    int events = 0;
    size_t size = sizeof events;
    client->unlooked = true;
    return has_window(client) && zmq_getsockopt(client->socket, ZMQ_EVENTS, &events, &size) == 0 &&
           (events & ZMQ_POLLOUT);
}

/* Whether something may be on its way to the client: a word of it that sending takes in. */
static bool awaits(const struct crowd *c, const struct crowd_client *client)
{
    return client->sent > client->answered || c->took_outcome;
}

static bool send_content(struct crowd *c, struct crowd_client *client, struct jx_slice unit,
                         struct jx_slice content)
{
    struct jx_message m = {.kind = JX_MSG_submit,
                           .correlation = jx_slice_at(&client->sent, sizeof client->sent)};
    m.submit.content = content;
    jx_buffer_reset(&c->buffer);
    client->unlooked |= awaits(c, client);
    if (!encode_header(c, unit, &m.submit.header) || jx_message_encode(&m, &c->buffer) != JX_OK ||
        zmq_send(client->socket, c->buffer.bytes, c->buffer.len, ZMQ_DONTWAIT) < 0)
        return false;
    client->sent_us[client->sent % CROWD_WINDOW] = crowd_now_us();
    client->sent++;
    c->counts.sent++;
    return true;
}

bool crowd_send(struct crowd *c, unsigned i, struct jx_slice unit, struct jx_slice content)
{
    bool ok = has_window(&c->clients[i]) && send_content(c, &c->clients[i], unit, content);
    jx_arena_reset(&c->arena);
    return ok;
}

bool crowd_submit(struct crowd *c, unsigned i)
{
    struct jx_slice content;
    if (!can_send(&c->clients[i])) return false;
    bool ok = encode_submission(c, &content) &&
              send_content(c, &c->clients[i], jx_slice_of(c->county.unit), content);
    jx_arena_reset(&c->arena);
    return ok;
}

/* ---- answers ---- */

static void note_time(struct crowd *c, const struct crowd_client *client,
                      struct jx_slice correlation)
{
    uint64_t n;
    if (correlation.len != sizeof n || c->time_count == c->time_room) return;
    memcpy(&n, correlation.ptr, sizeof n);
    c->times_us[c->time_count++] = crowd_now_us() - client->sent_us[n % CROWD_WINDOW];
}

static void take(struct crowd *c, struct crowd_client *client, struct jx_slice bytes)
{
    struct jx_message m;
    struct crowd_counts *n = &c->counts;
    if (jx_message_decode(bytes, &c->arena, &m) != JX_OK) {
        n->unreadable++;
        return;
    }
    if (m.kind == JX_MSG_outcome) {
        n->outcomes++;
        client->outcomes++;
        if (c->took_outcome) c->took_outcome(client, c->of);
    }
    if (m.kind != JX_MSG_receipt && m.kind != JX_MSG_refusal) return;
    client->answered++;
    if (m.kind == JX_MSG_receipt) {
        n->receipts++;
        note_time(c, client, m.correlation);
        return;
    }
    n->refused++;
    n->told_when += m.refusal.retry_ms > 0;
    n->by_code[jx_status_of_name(m.refusal.status.ptr, m.refusal.status.len)]++;
}

/* Takes in all there is: libzmq tells of what comes after that, and of nothing before. */
static bool listen_to(struct crowd *c, struct crowd_client *client)
{
    bool any = false;
    zmq_msg_t m;
    zmq_msg_init(&m);
    while (zmq_msg_recv(&m, client->socket, ZMQ_DONTWAIT) >= 0) {
        take(c, client, jx_slice_at(zmq_msg_data(&m), zmq_msg_size(&m)));
        any = true;
    }
    zmq_msg_close(&m);
    jx_arena_reset(&c->arena);
    client->unlooked = false;
    return any;
}

/* As a client does that waits for its one answer: jx_dialer_await(). */
static void look_awhile(struct crowd *c, unsigned from, unsigned to)
{
    const int64_t until_us = crowd_now_us() + JX_NEAR_US;
    while (crowd_now_us() < until_us) {
        if (poll(c->at + from, to - from, 0) > 0) return;
        sched_yield();
    }
}

/* One poll of the descriptors; zmq_poll() asks each socket three times, two calls to the system
 * each, which cost more than the messages. */
void crowd_listen(struct crowd *c, unsigned from, unsigned to, int timeout_ms)
{
    bool any = false;
    for (unsigned i = from; i < to; i++) {
        if (c->clients[i].unlooked) any |= listen_to(c, &c->clients[i]);
        c->at[i] = (struct pollfd){.fd = c->clients[i].fd, .events = POLLIN};
    }
    if (to - from == 1 && !any && timeout_ms > 0) look_awhile(c, from, to);
    if (poll(c->at + from, to - from, any ? 0 : timeout_ms) <= 0) return;
    for (unsigned i = from; i < to; i++)
        if (c->at[i].revents) listen_to(c, &c->clients[i]);
}

uint64_t crowd_open_count(const struct crowd *c, unsigned from, unsigned to)
{
    uint64_t n = 0;
    for (unsigned i = from; i < to; i++)
        n += c->clients[i].sent - c->clients[i].answered;
    return n;
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

int64_t crowd_percentile(struct crowd *c, double share)
{
    if (c->time_count == 0) return -1;
    qsort(c->times_us, c->time_count, sizeof *c->times_us, by_size);
    size_t at = (size_t)((double)c->time_count * share);
    return c->times_us[at < c->time_count ? at : c->time_count - 1];
}

void crowd_forget_times(struct crowd *c)
{
    c->time_count = 0;
}
