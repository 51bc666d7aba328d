/* What the engine asks for, done: messages to the network, acts to the writer, records from the
 * journal. */
#include "serving.h"

#include "../proto/net/clock.h"
#include "../proto/net/log.h"
#include "../proto/wire/access.h"

#include <assert.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- sending ---- */

void note_gone(void *service, const struct jx_route *route)
{
    struct service *s = service;
    if (s->later_count < BROKER_ACTIONS_MAX / 2)
        s->later[s->later_count++] = (struct broker_event){.kind = BROKER_GONE, .route = *route};
}

static void send_now(struct service *s, const struct jx_route *to, struct jx_slice bytes,
                     bool unasked)
{
    if (unsent_send(&s->unsent, to, bytes, unasked) == JX_E_UNREACHABLE) note_gone(s, to);
}

jx_status send_message(struct service *s, const struct jx_route *to, const struct jx_message *m)
{
    jx_buffer_reset(&s->buffer);
    jx_status rc = jx_message_encode(m, &s->buffer);
    if (rc == JX_OK) send_now(s, to, jx_buffer_slice(&s->buffer), false);
    return rc;
}

void send_refusal(struct service *s, const struct jx_route *to, struct jx_slice correlation,
                  jx_status why)
{
    struct jx_message m = {.kind = JX_MSG_refusal, .correlation = correlation};
    m.refusal.status = jx_slice_of(jx_status_name(why));
    send_message(s, to, &m);
}

/* ---- what the engine asks for ---- */

static bool take_record(void *to, uint64_t position, struct jx_slice record)
{
    struct records *b = to;
    (void)position;
    struct jx_slice copy = jx_arena_copy(&b->arena, record);
    if (jx_is_absent(copy)) return false;
    b->items[b->count++] = copy;
    return true;
}

/* Ends the process: a journal that cannot be read must be looked at before anything is built on it.
 */
static void fail_journal(struct service *s, jx_status why, uint64_t position)
{
    jx_log(JX_LOG_ERROR, "journal.failed",
           "why=%s position=%llu text=\"%s\" do=\"jixiao-broker --verify %s\"", jx_status_name(why),
           (unsigned long long)position, jx_status_text(why, JX_LANG_EN), s->settings->data);
    county_retire(s->settings->data);
    _exit(jx_status_exit(JX_E_CORRUPT));
}

void records_read(struct service *s, uint64_t from, uint32_t count, struct records *out)
{
    jx_arena_init(&out->arena, 2 * (size_t)JX_MESSAGE_BYTES_MAX);
    out->count = 0;
    jx_status rc = journal_read(s->journal, from, count, JX_BATCH_BYTES_MAX, take_record, out);
    if (rc != JX_OK) fail_journal(s, rc, from);
}

static void do_lease(struct service *s, const struct broker_action *a)
{
    struct records b;
    records_read(s, a->position, a->count, &b);
    if (b.count > 0) {
        struct jx_message m = {.kind = JX_MSG_batch};
        m.batch.lease = a->lease;
        m.batch.first = a->position;
        m.batch.pack_position = a->pack_position;
        m.batch.records = (struct jx_bins){b.items, b.count};
        if (send_message(s, &a->route, &m) != JX_OK) b.count = 0;
    }
    jx_arena_clear(&b.arena);
    /* The engine gives at most half of these leases a step, and peers that are gone leave the rest.
     */
    assert(s->later_count < BROKER_ACTIONS_MAX);
    s->later[s->later_count++] = (struct broker_event){
        .kind = BROKER_LEASED, .lease = a->lease, .count = b.count};
}

static void do_fetch(struct service *s, const struct broker_action *a)
{
    struct records b;
    records_read(s, a->position, 1, &b);
    struct jx_message m = {.kind = JX_MSG_record, .correlation = a->correlation};
    m.record.pack_position = a->pack_position;
    if (b.count == 1) m.record.record = b.items[0];
    if (b.count == 1)
        send_message(s, &a->route, &m);
    else
        send_refusal(s, &a->route, a->correlation, JX_E_NOT_FOUND);
    jx_arena_clear(&b.arena);
}

/* Her own acts, and what her role may know of others'. */
static bool may_know(const struct jx_principal *asker, const struct jx_entry *e)
{
    struct jx_header h;
    if (memcmp(e->principal, asker->key, JX_KEY_BYTES) == 0) return true;
    if (jx_header_decode(e->header, &h) != JX_OK) return false;
    return jx_may_know(asker, e->kind, h.unit);
}

static void do_status(struct service *s, const struct broker_action *a)
{
    uint64_t position;
    struct jx_receipt r;
    struct jx_buffer receipt;
    jx_buffer_init(&receipt, JX_RECEIPT_BYTES_MAX);
    jx_status rc = journal_find(s->journal, &a->id, &position);
    if (rc == JX_OK) rc = journal_receipt(s->journal, position, &receipt);
    if (rc == JX_OK) rc = jx_receipt_decode(jx_buffer_slice(&receipt), &r);
    if (rc == JX_OK && !may_know(&a->asker, &r.entry)) rc = JX_E_NOT_FOUND;
    struct jx_message m = {.kind = JX_MSG_status_answer, .correlation = a->correlation};
    if (rc == JX_OK) {
        m.status_answer.position = position;
        m.status_answer.time_ms = (uint64_t)r.entry.time_ms;
        m.status_answer.processed = position <= a->done;
        m.status_answer.receipt = jx_buffer_slice(&receipt);
        send_message(s, &a->route, &m);
    } else {
        send_refusal(s, &a->route, a->correlation, rc);
    }
    jx_buffer_clear(&receipt);
}

/* The act's packet becomes the writer's, so that its bytes live until they are on disk. */
static void do_append(struct service *s, const struct broker_action *a, struct writer_item *item)
{
    item->item = (struct journal_item){.kind = a->act,
                                       .header = a->header,
                                       .content = a->content,
                                       .id = a->id,
                                       .time_ms = jx_clock_wall_ms()};
    memcpy(item->item.principal, a->principal, JX_KEY_BYTES);
    jx_buffer_init(&item->item.receipt, JX_RECEIPT_BYTES_MAX);
    writer_put(s->writer, item);
}

bool perform(struct service *s, const struct broker_action *a, struct writer_item *item)
{
    switch (a->kind) {
    case BROKER_SEND:
        send_now(s, &a->route, a->bytes, a->unasked);
        return false;
    case BROKER_APPEND:
        do_append(s, a, item);
        return true;
    case BROKER_LEASE:
        do_lease(s, a);
        return false;
    case BROKER_STATUS:
        do_status(s, a);
        return false;
    case BROKER_FETCH:
        do_fetch(s, a);
        return false;
    case BROKER_FORGET:
        unsent_forget(&s->unsent, &a->route);
        return false;
    case BROKER_RECORDS:
        groups_send(s, a);
        return false;
    case BROKER_MEASURE:
        measure(s, a);
        return false;
    }
    return false;
}
