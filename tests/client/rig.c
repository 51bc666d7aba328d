/* Telling a sender, and looking at what it does. */
#include "rig.h"

struct jx_hash id_of(uint32_t index)
{
    return jx_hash_bytes(jx_slice_at(&index, sizeof index));
}

void make(struct rig *r, uint32_t acts, bool wait)
{
    assert_int_equal(jx_crypto_init(), JX_OK);
    *r = (struct rig){.now_ms = 100000, .acts = acts};
    jx_arena_init(&r->arena, SIZE_MAX);
    r->sender = sender_new(wait, r->now_ms);
    assert_non_null(r->sender);
    for (uint32_t i = 0; i < acts; i++) {
        struct jx_hash id = id_of(i);
        struct jx_slice content = jx_arena_printf(&r->arena, "content %u", i);
        assert_int_equal(
            sender_add(r->sender, JX_LIT("header"), content, &id, NULL, JX_ACT_SUBMISSION), JX_OK);
    }
}

void clear(struct rig *r)
{
    sender_free(&r->sender);
    assert_null(r->sender);
    jx_arena_clear(&r->arena);
}

void tick(struct rig *r, int64_t later_ms)
{
    struct sender_event ev = {.kind = SENDER_TICK};
    r->now_ms += later_ms;
    r->count = sender_step(r->sender, &ev, r->now_ms, r->out);
}

void receive_bytes(struct rig *r, struct jx_slice bytes)
{
    struct sender_event ev = {.kind = SENDER_MESSAGE, .bytes = bytes};
    r->count = sender_step(r->sender, &ev, r->now_ms, r->out);
}

void receive(struct rig *r, const struct jx_message *m)
{
    struct jx_buffer b;
    jx_buffer_init(&b, JX_MESSAGE_BYTES_MAX);
    assert_int_equal(jx_message_encode(m, &b), JX_OK);
    receive_bytes(r, jx_arena_copy(&r->arena, jx_buffer_slice(&b)));
    jx_buffer_clear(&b);
}

size_t count_kind(const struct rig *r, enum sender_action_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < r->count; i++)
        n += r->out[i].kind == kind;
    return n;
}

const struct sender_action *action(const struct rig *r, enum sender_action_kind kind, size_t n)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->out[i].kind == kind && n-- == 0) return &r->out[i];
    fail_msg("there is no such action");
    return NULL;
}

struct jx_message sent(struct rig *r, size_t n)
{
    struct jx_message m;
    struct jx_slice bytes = jx_arena_copy(&r->arena, action(r, SENDER_SEND, n)->bytes);
    assert_int_equal(jx_message_decode(bytes, &r->arena, &m), JX_OK);
    return m;
}

struct jx_slice correlation(struct rig *r, size_t n)
{
    return sent(r, n).correlation;
}

void give_receipt(struct rig *r, struct jx_slice to, jx_status status)
{
    struct jx_message m = {.kind = JX_MSG_receipt, .correlation = to};
    m.receipt.status = jx_slice_of(jx_status_name(status));
    m.receipt.receipt = JX_LIT("receipt");
    receive(r, &m);
}

void give_refusal(struct rig *r, struct jx_slice to, jx_status status, uint64_t retry_ms)
{
    struct jx_message m = {.kind = JX_MSG_refusal, .correlation = to};
    m.refusal.status = jx_slice_of(jx_status_name(status));
    m.refusal.where = JX_LIT("/here");
    m.refusal.limit = 42;
    m.refusal.retry_ms = retry_ms;
    receive(r, &m);
}

static struct jx_slice outcome_bytes(struct rig *r)
{
    struct jx_outcome o = {.state = JX_STATE_SCORED, .has_computed = true, .warnings = 3};
    struct jx_buffer b;
    jx_buffer_init(&b, 1024);
    assert_int_equal(jx_outcome_encode(&o, &b), JX_OK);
    struct jx_slice s = jx_arena_copy(&r->arena, jx_buffer_slice(&b));
    jx_buffer_clear(&b);
    return s;
}

void push_outcome(struct rig *r, uint32_t index)
{
    struct jx_message m = {.kind = JX_MSG_outcome};
    m.outcome.id = id_of(index);
    m.outcome.position = index + 1;
    m.outcome.outcome = outcome_bytes(r);
    receive(r, &m);
}
