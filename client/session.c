/* Connecting and asking. */
#include "session.h"

#include "archive/replay.h"
#include "cli/report.h"

#include "../proto/net/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    CONNECT_MS = 5000, /* without any answer: nobody is there */
    ANSWER_MS = 15000, /* a worker may have to be found first */
    SESSION_BYTES = 256 << 20,
    /* A question whose worker died is the asker's to ask again; one that finds no room comes later.
     */
    AGAIN_MS = 200, /* and twice as long each time */
    AGAIN_MOST = 4,
    AGAIN_BRIEFLY = 2, /* where no worker runs: one may just be starting */
};

static void default_path(const struct context *ctx, const char *variable, const char *name,
                         char out[CONTEXT_PATH_MAX])
{
    const char *value = getenv(variable);
    int n = value && *value ? snprintf(out, CONTEXT_PATH_MAX, "%s", value)
                            : snprintf(out, CONTEXT_PATH_MAX, "%s/%s", ctx->home, name);
    if (n < 0 || n >= CONTEXT_PATH_MAX) out[0] = '\0';
}

bool session_county_known(const struct context *ctx, struct jx_county *out)
{
    char county[CONTEXT_PATH_MAX];
    default_path(ctx, "JIXIAO_COUNTY", "county.conf", county);
    return jx_county_read(county, out) == JX_OK;
}

int session_county(const struct context *ctx, struct jx_county *out)
{
    char county[CONTEXT_PATH_MAX];
    default_path(ctx, "JIXIAO_COUNTY", "county.conf", county);
    jx_status rc = jx_county_read(county, out);
    if (rc == JX_OK) return -1;
    if (rc == JX_E_VERSION) return complain_status(ctx, _("county file"), county, rc);
    complain(ctx, _("county file"), county, jx_status_text(rc, ctx->lang),
             rc == JX_E_CONFIG
                 ? _("it needs endpoint = tcp://ADDRESS:PORT, with a port up to 65535, and "
                     "server_key and signing_key of 64 digits and letters a to f: get it anew "
                     "from the county finance bureau")
                 : _("set JIXIAO_COUNTY to the county.conf that the county finance bureau gave "
                     "you"));
    return rc == JX_E_NOT_FOUND ? jx_status_exit(JX_E_CONFIG) : jx_status_exit(rc);
}

static void begin(const struct context *ctx, struct session *s)
{
    *s = (struct session){.ctx = ctx};
    jx_arena_init(&s->arena, SESSION_BYTES);
    jx_buffer_init(&s->buffer, JX_MESSAGE_BYTES_MAX);
}

void session_over(const struct context *ctx, struct replay *replay, struct session *s)
{
    begin(ctx, s);
    s->replay = replay;
}

int session_configure(const struct context *ctx, struct session *s)
{
    char key[CONTEXT_PATH_MAX];
    begin(ctx, s);
    default_path(ctx, "JIXIAO_KEY", "my.key", key);
    int code = session_county(ctx, &s->county);
    if (code >= 0) return code;
    jx_status rc = jx_identity_read(key, &s->identity);
    if (rc == JX_E_VERSION) return complain_status(ctx, _("key file"), key, rc);
    if (rc != JX_OK) {
        complain(ctx, _("key file"), key, jx_status_text(rc, ctx->lang),
                 rc == JX_E_PERMISSION
                     ? _("only you may be able to read it: chmod 600")
                     : _("set JIXIAO_KEY to your key file; jixiao keygen makes a new one"));
        return rc == JX_E_NOT_FOUND ? jx_status_exit(JX_E_CONFIG) : jx_status_exit(rc);
    }
    return -1;
}

static jx_status dial(struct session *s)
{
    return jx_dialer_open(s->county.endpoint, s->county.server_key, &s->identity.keys, &s->dialer);
}

jx_status session_open_as(const struct context *ctx, const struct jx_county *county,
                          const struct jx_identity *identity, struct session *s)
{
    begin(ctx, s);
    s->county = *county;
    s->identity = *identity;
    return dial(s);
}

int session_open(const struct context *ctx, struct session *s)
{
    int code = session_configure(ctx, s);
    if (code >= 0) return code;
    jx_status rc = dial(s);
    return rc == JX_OK ? -1 : complain_status(ctx, _("connection"), s->county.endpoint, rc);
}

void session_forget(struct session *s)
{
    jx_arena_clear(&s->arena);
}

void session_close(struct session *s)
{
    jx_dialer_close(&s->dialer);
    jx_arena_clear(&s->arena);
    jx_buffer_clear(&s->buffer);
    explicit_bzero(&s->identity, sizeof s->identity);
}

/* Whether the message answers the question; then *rc is JX_OK, or what it was refused for. */
static bool read_answer(struct session *s, struct jx_slice correlation,
                        enum jx_message_kind expected, struct jx_slice bytes,
                        struct jx_message *answer, jx_status *rc)
{
    struct jx_slice kept = jx_arena_copy(&s->arena, bytes);
    *rc = jx_is_absent(kept) ? jx_arena_failure(&s->arena)
                             : jx_message_decode(kept, &s->arena, answer);
    if (*rc != JX_OK) return true;
    bool refused = answer->kind == JX_MSG_refusal;
    bool ours = jx_slice_eq(answer->correlation, correlation);
    if (!ours && !(refused && answer->correlation.len == 0)) return false;
    if (answer->kind == expected) return true;
    *rc = refused ? jx_status_of_name(answer->refusal.status.ptr, answer->refusal.status.len)
                  : JX_E_PROTOCOL;
    if (*rc == JX_OK) *rc = JX_E_PROTOCOL;
    return true;
}

static jx_status wait_answer(struct session *s, struct jx_slice correlation,
                             enum jx_message_kind expected, struct jx_message *answer)
{
    int64_t until = jx_clock_mono_ms() + ANSWER_MS;
    for (int64_t now; (now = jx_clock_mono_ms()) < until;) {
        struct jx_packet p;
        jx_status rc = JX_OK;
        if (jx_dialer_await(s->dialer, &p, (int)(until - now)) != JX_OK) break;
        bool answered = read_answer(s, correlation, expected, p.bytes, answer, &rc);
        jx_packet_clear(&p);
        if (answered) return rc;
    }
    return JX_E_UNREACHABLE;
}

jx_status session_ask(struct session *s, struct jx_message *question, enum jx_message_kind expected,
                      struct jx_message *answer)
{
    s->asked++;
    question->correlation = jx_slice_at(&s->asked, sizeof s->asked);
    jx_buffer_reset(&s->buffer);
    jx_status rc = jx_message_encode(question, &s->buffer);
    if (rc != JX_OK) return rc;
    if (jx_dialer_send(s->dialer, jx_buffer_slice(&s->buffer), CONNECT_MS) != JX_OK) {
        jx_status why = jx_dialer_trouble(s->dialer);
        return why == JX_OK ? JX_E_UNREACHABLE : why;
    }
    return wait_answer(s, question->correlation, expected, answer);
}

static int attempts_after(jx_status refusal)
{
    return refusal == JX_E_BUSY ? AGAIN_MOST : refusal == JX_E_NO_WORKER ? AGAIN_BRIEFLY : 0;
}

static jx_status ask_patiently(struct session *s, struct jx_slice name, struct jx_slice arguments,
                               struct jx_slice *body)
{
    struct jx_message question = {.kind = JX_MSG_query}, answer;
    question.query.name = name;
    question.query.arguments = arguments;
    jx_status rc = session_ask(s, &question, JX_MSG_answer, &answer);
    for (int n = 0; n < attempts_after(rc); n++) {
        usleep((useconds_t)(AGAIN_MS << n) * 1000);
        rc = session_ask(s, &question, JX_MSG_answer, &answer);
    }
    if (rc == JX_OK) *body = answer.answer.body;
    return rc;
}

jx_status session_query(struct session *s, const char *name, struct jx_buffer *arguments,
                        struct jx_slice *body)
{
    struct jx_slice query = jx_slice_of(name), bytes = jx_buffer_slice(arguments);
    jx_status rc = arguments->status;
    if (rc == JX_OK)
        rc = s->replay ? replay_query(s->replay, query, bytes, &s->arena, body)
                       : ask_patiently(s, query, bytes, body);
    jx_buffer_clear(arguments);
    return rc;
}

jx_status session_verify(const struct session *s, struct jx_slice receipt, const struct jx_hash *id,
                         struct jx_receipt *out)
{
    jx_status rc = jx_receipt_decode(receipt, out);
    return rc == JX_OK ? jx_receipt_verify(out, id, s->county.signing_key) : rc;
}

jx_status session_record(struct session *s, enum jx_act kind, uint32_t year,
                         struct jx_slice content, uint64_t *position)
{
    struct jx_buffer header;
    struct jx_message question = {.kind = JX_MSG_submit}, answer;
    struct jx_receipt r;
    const struct jx_hash id = jx_act_id(content);
    const struct jx_header h = {.kind = kind,
                                .form = JX_LIT(""),
                                .year = year,
                                .period = JX_LIT(""),
                                .unit = jx_slice_of(s->identity.unit)};
    jx_buffer_init(&header, JX_HEADER_BYTES_MAX);
    jx_status rc = jx_header_encode(&h, &header);
    question.submit.header = jx_buffer_slice(&header);
    question.submit.content = content;
    if (rc == JX_OK) rc = session_ask(s, &question, JX_MSG_receipt, &answer);
    if (rc == JX_OK) rc = session_verify(s, answer.receipt.receipt, &id, &r);
    if (rc == JX_OK) *position = r.entry.position;
    jx_buffer_clear(&header);
    return rc;
}

int county_exit(jx_status status)
{
    int code = jx_status_exit(status);
    return code == 4 || status == JX_E_TOO_LARGE ? jx_status_exit(JX_E_BUSY) : code;
}

int complain_unreachable(const struct session *s, jx_status status)
{
    char text[512];
    struct jx_trouble t = {.status = status};
    bool theirs = jx_status_exit(status) == 4;
    print_trouble_text(s->ctx, &t, text, sizeof text);
    complain(s->ctx, _("county"), s->county.endpoint, text,
             theirs ? _("tell the county's operator: the fault is on that side")
                    : advice_for(status));
    return county_exit(status);
}
