/* How long a question takes over the wire, one after the other over one connection:
 *
 *   bench_ask COUNTY_CONF KEY QUERY YEAR FORM UNIT COUNT
 *
 * QUERY is one that takes a summary's arguments (summary, tree, missing); FORM and UNIT may be "".
 */
#include "../../proto/net/identity.h"
#include "../../proto/net/link.h"
#include "../../proto/wire/message.h"
#include "../../proto/wire/query.h"
#include "meter.h"

enum { WAIT_MS = 60000 };

struct bench {
    struct jx_dialer *dialer;
    struct jx_buffer message;
    struct jx_arena arena;
    uint64_t bytes;
};

static void demand(jx_status rc, const char *what)
{
    if (rc == JX_OK) return;
    fprintf(stderr, "bench_ask: %s: %s\n", what, jx_status_name(rc));
    exit(1);
}

static void encode(struct bench *b, char **argv)
{
    struct jx_buffer arguments;
    struct jx_summary_arguments args = {.year = strtoull(argv[4], NULL, 10),
                                        .form = jx_slice_of(argv[5]),
                                        .unit = jx_slice_of(argv[6])};
    struct jx_message m = {.kind = JX_MSG_query, .correlation = JX_LIT("b")};
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    demand(jx_summary_arguments_encode(&args, &arguments), "arguments");
    m.query.name = jx_slice_of(argv[3]);
    m.query.arguments = jx_buffer_slice(&arguments);
    demand(jx_message_encode(&m, &b->message), "message");
    jx_buffer_clear(&arguments);
}

static void ask(struct bench *b)
{
    struct jx_packet packet;
    struct jx_message answer;
    demand(jx_dialer_send(b->dialer, jx_buffer_slice(&b->message), WAIT_MS), "sending");
    demand(jx_dialer_receive(b->dialer, &packet, WAIT_MS), "receiving");
    demand(jx_message_decode(packet.bytes, &b->arena, &answer), "answer");
    if (answer.kind == JX_MSG_refusal)
        demand(jx_status_of_name(answer.refusal.status.ptr, answer.refusal.status.len), "refused");
    if (answer.kind != JX_MSG_answer) demand(JX_E_PROTOCOL, "answer");
    b->bytes += answer.answer.body.len;
    jx_packet_clear(&packet);
    jx_arena_clear(&b->arena);
}

int main(int argc, char **argv)
{
    struct bench b = {.bytes = 0};
    struct jx_county county;
    struct jx_identity identity;
    struct meter meter;
    if (argc != 8) {
        fputs("usage: bench_ask COUNTY_CONF KEY QUERY YEAR FORM UNIT COUNT\n", stderr);
        return 2;
    }
    uint64_t count = strtoull(argv[7], NULL, 10);
    demand(jx_county_read(argv[1], &county), argv[1]);
    demand(jx_identity_read(argv[2], &identity), argv[2]);
    demand(jx_dialer_open(county.endpoint, county.server_key, &identity.keys, &b.dialer),
           "dialling");
    jx_arena_init(&b.arena, (size_t)1 << 30);
    jx_buffer_init(&b.message, JX_MESSAGE_BYTES_MAX);
    encode(&b, argv);
    ask(&b); /* the handshake, and what is read for the first time */
    b.bytes = 0;
    meter_begin(&meter, count);
    for (uint64_t n = 0; n < count; n++) {
        int64_t sent_us = meter_now_us();
        ask(&b);
        meter_answered(&meter, sent_us);
    }
    meter.bytes = b.bytes;
    meter_end(&meter);
    jx_dialer_close(&b.dialer);
    jx_buffer_clear(&b.message);
    jx_arena_clear(&b.arena);
    return 0;
}
