#include "asker.h"

#include "../../proto/base/limits.h"
#include "../../proto/net/identity.h"

#include <stdio.h>
#include <stdlib.h>

enum { WAIT_MS = 60000 };

void asker_demand(jx_status rc, const char *what)
{
    if (rc == JX_OK) return;
    fprintf(stderr, "asking the county: %s: %s\n", what, jx_status_name(rc));
    exit(1);
}

void asker_open(struct asker *a, const char *county_conf, const char *key)
{
    struct jx_county county;
    struct jx_identity identity;
    asker_demand(jx_county_read(county_conf, &county), county_conf);
    asker_demand(jx_identity_read(key, &identity), key);
    asker_demand(jx_dialer_open(county.endpoint, county.server_key, &identity.keys, &a->dialer),
                 "dialling");
    jx_arena_init(&a->arena, (size_t)1 << 30);
    jx_buffer_init(&a->question, JX_MESSAGE_BYTES_MAX);
}

void asker_set(struct asker *a, const char *query, const struct jx_buffer *arguments)
{
    struct jx_message m = {.kind = JX_MSG_query, .correlation = JX_LIT("b")};
    m.query.name = jx_slice_of(query);
    m.query.arguments = jx_buffer_slice(arguments);
    jx_buffer_reset(&a->question);
    asker_demand(jx_message_encode(&m, &a->question), "message");
}

struct jx_slice asker_ask(struct asker *a)
{
    struct jx_packet packet;
    struct jx_message answer;
    jx_arena_clear(&a->arena);
    asker_demand(jx_dialer_send(a->dialer, jx_buffer_slice(&a->question), WAIT_MS), "sending");
    asker_demand(jx_dialer_await(a->dialer, &packet, WAIT_MS), "receiving");
    asker_demand(jx_message_decode(packet.bytes, &a->arena, &answer), "answer");
    if (answer.kind == JX_MSG_refusal)
        asker_demand(jx_status_of_name(answer.refusal.status.ptr, answer.refusal.status.len),
                     "refused");
    if (answer.kind != JX_MSG_answer) asker_demand(JX_E_PROTOCOL, "answer");
    struct jx_slice body = jx_arena_copy(&a->arena, answer.answer.body);
    jx_packet_clear(&packet);
    return body;
}

void asker_close(struct asker *a)
{
    jx_dialer_close(&a->dialer);
    jx_buffer_clear(&a->question);
    jx_arena_clear(&a->arena);
}
