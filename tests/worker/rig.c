/* Driving a worker's engine. */
#include "rig.h"

const uint8_t rig_journal[JX_JOURNAL_ID_BYTES] = "journal of tests";
static const uint8_t no_journal[JX_JOURNAL_ID_BYTES];

void rig_step(struct rig *r, const struct worker_event *ev)
{
    r->count = worker_step(r->worker, ev, r->now_ms, r->out);
    assert_true(r->count <= WORKER_ACTIONS_MAX);
}

void rig_tick(struct rig *r, int64_t later_ms)
{
    r->now_ms += later_ms;
    rig_step(r, &(struct worker_event){.kind = WORKER_TICK, .position = r->store});
}

void rig_receive(struct rig *r, const struct jx_message *m)
{
    struct jx_buffer b;
    jx_buffer_init(&b, JX_MESSAGE_BYTES_MAX);
    assert_int_equal(jx_message_encode(m, &b), JX_OK);
    struct jx_slice bytes = jx_arena_copy(&r->arena, jx_buffer_slice(&b));
    jx_buffer_clear(&b);
    rig_step(r,
             &(struct worker_event){.kind = WORKER_MESSAGE, .bytes = bytes, .position = r->store});
}

size_t rig_count(const struct rig *r, enum worker_action_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < r->count; i++)
        n += r->out[i].kind == kind;
    return n;
}

const struct worker_action *rig_action(const struct rig *r, enum worker_action_kind kind)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->out[i].kind == kind) return &r->out[i];
    fail_msg("there is no such action");
    return NULL;
}

bool rig_sent(struct rig *r, enum jx_message_kind kind, struct jx_message *out)
{
    for (size_t i = 0; i < r->count; i++) {
        if (r->out[i].kind != WORKER_SEND) continue;
        struct jx_slice bytes = jx_arena_copy(&r->arena, r->out[i].bytes);
        assert_int_equal(jx_message_decode(bytes, &r->arena, out), JX_OK);
        if (out->kind == kind) return true;
    }
    return false;
}

struct jx_message rig_must_send(struct rig *r, enum jx_message_kind kind)
{
    struct jx_message m;
    if (!rig_sent(r, kind, &m)) fail_msg("no %s was sent", jx_message_name(kind));
    return m;
}

void rig_make(struct rig *r, uint64_t position)
{
    assert_int_equal(jx_crypto_init(), JX_OK);
    *r = (struct rig){.now_ms = 50000, .store = position};
    jx_arena_init(&r->arena, SIZE_MAX);
    r->worker = worker_new(position ? rig_journal : no_journal, position, 4711);
    assert_non_null(r->worker);
}

void rig_clear(struct rig *r)
{
    worker_free(&r->worker);
    assert_null(r->worker);
    jx_arena_clear(&r->arena);
}

void rig_answer_hello(struct rig *r, const struct jx_message *hello)
{
    struct jx_message m = {.kind = JX_MSG_welcome, .correlation = hello->correlation};
    m.welcome.journal = jx_slice_at(rig_journal, sizeof rig_journal);
    m.welcome.beat_ms = 500;
    m.welcome.lease_ms = 2500;
    rig_receive(r, &m);
}

void rig_welcome(struct rig *r)
{
    rig_tick(r, 1000);
    struct jx_message hello = rig_must_send(r, JX_MSG_hello);
    rig_answer_hello(r, &hello);
    assert_true(worker_welcome(r->worker));
}

void rig_say_beat(struct rig *r, uint64_t position)
{
    struct jx_message m = {.kind = JX_MSG_beat};
    m.beat.position = position;
    rig_receive(r, &m);
}

void rig_refuse(struct rig *r, jx_status why)
{
    struct jx_message m = {.kind = JX_MSG_refusal};
    m.refusal.status = jx_slice_of(jx_status_name(why));
    rig_receive(r, &m);
}

void rig_give(struct rig *r, uint64_t lease, uint64_t first, uint32_t count)
{
    struct jx_message m = {.kind = JX_MSG_batch};
    struct jx_slice records[JX_BATCH_RECORDS_MAX];
    for (uint32_t i = 0; i < count; i++)
        records[i] = records_key(&r->arena, first + i);
    m.batch.lease = lease;
    m.batch.first = first;
    m.batch.records = (struct jx_bins){records, count};
    rig_receive(r, &m);
}

void rig_give_records(struct rig *r, uint64_t first, uint64_t pack, struct jx_slice *records,
                      uint32_t count)
{
    struct jx_message m = {.kind = JX_MSG_batch};
    m.batch.lease = first;
    m.batch.first = first;
    m.batch.pack_position = pack;
    m.batch.records = (struct jx_bins){records, count};
    rig_receive(r, &m);
}

void rig_folded(struct rig *r, jx_status status)
{
    static struct jx_outcome outcomes[JX_BATCH_RECORDS_MAX];
    const struct worker_action *a = rig_action(r, WORKER_FOLD);
    uint64_t end = a->items[0].entry.position + a->count - 1;
    for (uint32_t i = 0; i < a->count; i++)
        outcomes[i] = a->items[i].outcome;
    if (status == JX_OK && end > r->store) r->store = end;
    rig_step(r, &(struct worker_event){.kind = WORKER_FOLDED,
                                       .status = status,
                                       .outcomes = outcomes,
                                       .position = r->store});
}

uint64_t rig_fold_first(const struct rig *r)
{
    return rig_action(r, WORKER_FOLD)->items[0].entry.position;
}
