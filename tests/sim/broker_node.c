/* The broker's process: what broker/main.c and broker/writer.c do, with the journal in memory. */
#include "sim.h"

#include <stdlib.h>

enum { GROUP_MAX = 1024 };

/* ---- what the engine asks for ---- */

/* A peer that is gone: the engine hears of it. */
static void send_now(struct sim *s, const struct jx_route *to, struct jx_slice bytes)
{
    struct broker_node *b = &s->broker;
    if (net_send_down(s, to, bytes) || b->later_count >= BROKER_ACTIONS_MAX) return;
    b->later[b->later_count++] = (struct broker_event){.kind = BROKER_GONE, .route = *to};
}

static void send_message(struct sim *s, const struct jx_route *to, const struct jx_message *m)
{
    struct jx_buffer b;
    jx_buffer_init(&b, JX_MESSAGE_BYTES_MAX);
    if (jx_message_encode(m, &b) == JX_OK) send_now(s, to, jx_buffer_slice(&b));
    jx_buffer_clear(&b);
}

static void send_refusal(struct sim *s, const struct jx_route *to, struct jx_slice correlation)
{
    struct jx_message m = {.kind = JX_MSG_refusal, .correlation = correlation};
    m.refusal.status = jx_slice_of(jx_status_name(JX_E_NOT_FOUND));
    send_message(s, to, &m);
}

static uint32_t read_batch(const struct sim *s, const struct broker_action *a,
                           struct jx_slice records[JX_BATCH_RECORDS_MAX])
{
    uint32_t n = 0;
    size_t bytes = 0;
    while (n < a->count) {
        const struct sim_record *r = sim_journal_at(&s->journal, a->position + n);
        if (!r || (n > 0 && bytes + r->len > s->weather.batch_bytes)) break;
        records[n++] = jx_slice_at(r->bytes, r->len);
        bytes += r->len;
    }
    return n;
}

/* Ends: a journal that cannot be read must be looked at before anything is built on it. */
static bool fails_reading(struct sim *s)
{
    if (!sim_journal_read_fails(&s->journal)) return false;
    sim_trace(s, NODE_BROKER, "the journal cannot be read");
    process_die(s, NODE_BROKER, dice_between(&s->dice, 500, 5000));
    return true;
}

static void do_lease(struct sim *s, const struct broker_action *a)
{
    if (fails_reading(s)) return;
    struct jx_slice records[JX_BATCH_RECORDS_MAX];
    struct jx_message m = {.kind = JX_MSG_batch};
    m.batch.lease = a->lease;
    m.batch.first = a->position;
    m.batch.pack_position = a->pack_position;
    m.batch.records = (struct jx_bins){records, read_batch(s, a, records)};
    if (m.batch.records.count == 0) sim_fail(s, "a lease on records that are not there");
    send_message(s, &a->route, &m);
    s->broker.leases_sent++;
    s->broker.later[s->broker.later_count++] = (struct broker_event){
        .kind = BROKER_LEASED, .lease = a->lease, .count = m.batch.records.count};
}

static void do_fetch(struct sim *s, const struct broker_action *a)
{
    if (fails_reading(s)) return;
    const struct sim_record *r = sim_journal_at(&s->journal, a->position);
    struct jx_message m = {.kind = JX_MSG_record, .correlation = a->correlation};
    m.record.pack_position = a->pack_position;
    if (r) m.record.record = jx_slice_at(r->bytes, r->len);
    if (r)
        send_message(s, &a->route, &m);
    else
        send_refusal(s, &a->route, a->correlation);
}

static void do_append(struct sim *s, const struct broker_action *a)
{
    struct jx_header h;
    if (jx_header_decode(a->header, &h) == JX_OK && h.in_place_of)
        check_in_place(s, &h, a->principal);
    struct waiting_act *w = calloc(1, sizeof *w);
    if (w) w->bytes = malloc(a->header.len + a->content.len);
    if (!w || !w->bytes) abort();
    memcpy(w->bytes, a->header.ptr, a->header.len);
    memcpy(w->bytes + a->header.len, a->content.ptr, a->content.len);
    w->item = (struct journal_item){
        .kind = a->act,
        .header = jx_slice_at(w->bytes, a->header.len),
        .content = jx_slice_at(w->bytes + a->header.len, a->content.len),
        .id = a->id,
        .time_ms = s->now + s->wall_ahead};
    memcpy(w->item.principal, a->principal, JX_KEY_BYTES);
    jx_buffer_init(&w->item.receipt, JX_RECEIPT_BYTES_MAX);
    if (!s->broker.todo) s->broker.todo_end = &s->broker.todo;
    *s->broker.todo_end = w;
    s->broker.todo_end = &w->next;
}

static void perform(struct sim *s, const struct broker_action *a)
{
    switch (a->kind) {
    case BROKER_SEND:
        send_now(s, &a->route, a->bytes);
        break;
    case BROKER_APPEND:
        do_append(s, a);
        break;
    case BROKER_LEASE:
        do_lease(s, a);
        break;
    case BROKER_FETCH:
        do_fetch(s, a);
        break;
    case BROKER_FORGET: /* this network keeps nothing back */
    case BROKER_STATUS: /* no client of this county asks */
    case BROKER_RECORDS:
    case BROKER_MEASURE:
        break;
    }
}

/* Whether the process dies here. */
static bool dies(struct sim *s)
{
    struct broker_node *b = &s->broker;
    if (b->doom == 0 || --b->doom > 0) return false;
    process_die(s, NODE_BROKER, dice_between(&s->dice, 100, 6000));
    return true;
}

static void step_once(struct sim *s, const struct broker_event *ev)
{
    struct broker_node *b = &s->broker;
    size_t n = broker_step(b->engine, ev, (struct broker_time){s->now, s->now + s->wall_ahead},
                           b->actions);
    for (size_t i = 0; i < n && b->engine; i++) {
        perform(s, &b->actions[i]);
        if (dies(s)) return;
    }
}

static void step(struct sim *s, const struct broker_event *ev)
{
    struct broker_node *b = &s->broker;
    step_once(s, ev);
    while (b->engine && b->later_count > 0) {
        struct broker_event later = b->later[--b->later_count];
        step_once(s, &later);
    }
}

/* ---- the writer ---- */

static void free_acts(struct waiting_act **list)
{
    while (*list) {
        struct waiting_act *w = *list;
        *list = w->next;
        jx_buffer_clear(&w->item.receipt);
        free(w->bytes);
        free(w);
    }
}

static uint32_t take_group(struct broker_node *b)
{
    uint32_t n = 0;
    struct waiting_act **at = &b->todo;
    while (*at && n < GROUP_MAX) {
        at = &(*at)->next;
        n++;
    }
    b->writing = b->todo;
    b->todo = *at;
    *at = NULL;
    if (!b->todo) b->todo_end = &b->todo;
    return n;
}

static void begin_group(struct sim *s)
{
    struct broker_node *b = &s->broker;
    if (b->writing || !b->todo) return;
    uint32_t n = take_group(b), i = 0;
    struct journal_item *items = calloc(n, sizeof *items);
    if (!items) abort();
    for (struct waiting_act *w = b->writing; w; w = w->next)
        items[i++] = w->item;
    b->written = sim_journal_append(&s->journal, items, n, s->now + s->wall_ahead);
    i = 0;
    for (struct waiting_act *w = b->writing; w; w = w->next) {
        w->item = items[i++];
        if (b->written != JX_OK) w->item.status = b->written;
        w->item.fresh = w->item.fresh && b->written == JX_OK;
    }
    free(items);
    sim_trace(s, NODE_BROKER, "writes a group of %u: %s", n, jx_status_name(b->written));
    int64_t takes = dice_between(&s->dice, 1, s->weather.sync_ms);
    sim_at(s, s->now + takes, EVENT_SYNCED, NODE_BROKER, s->processes[NODE_BROKER].life);
}

static void hand_over(struct sim *s)
{
    struct broker_node *b = &s->broker;
    struct waiting_act *group = b->writing;
    bool fresh = false;
    b->writing = NULL;
    for (struct waiting_act *w = group; w && b->engine; w = w->next) {
        struct broker_event ev = {.kind = BROKER_APPENDED,
                                  .status = w->item.status,
                                  .fresh = w->item.fresh,
                                  .more = w->next != NULL,
                                  .position = w->item.position,
                                  .act = w->item.kind,
                                  .time_ms = w->item.time_ms,
                                  .receipt = jx_buffer_slice(&w->item.receipt),
                                  .content = w->item.content};
        memcpy(ev.principal, w->item.principal, JX_KEY_BYTES);
        if (w->item.fresh) b->applied = w->item.position;
        fresh |= w->item.fresh;
        step(s, &ev);
    }
    b->groups += fresh;
    free_acts(&group);
}

/* Nothing more may be promised: some of the group's senders may hear why before the end. */
static void end_by_disk(struct sim *s)
{
    struct broker_node *b = &s->broker;
    sim_trace(s, NODE_BROKER, "the sync failed");
    for (struct waiting_act *w = b->writing; w; w = w->next) {
        w->item.status = JX_E_IO;
        w->item.fresh = false;
    }
    if (dice_permille(&s->dice, 500)) hand_over(s);
    s->journal.hole = false; /* the old state or the new one */
    process_die(s, NODE_BROKER, dice_between(&s->dice, 500, 5000));
}

void broker_synced(struct sim *s)
{
    struct broker_node *b = &s->broker;
    jx_status rc = b->written == JX_OK ? sim_journal_sync(&s->journal) : JX_OK;
#ifdef JX_FAULT_SYNC_ERROR_IGNORED
    rc = JX_OK;
#endif
    if (rc != JX_OK) {
        end_by_disk(s);
        return;
    }
    hand_over(s);
    if (b->engine) begin_group(s);
}

static void write_more(struct sim *s)
{
    struct broker_node *b = &s->broker;
    if (!b->engine || b->writing) return;
    begin_group(s);
#ifdef JX_FAULT_RECEIPT_BEFORE_SYNC
    if (b->writing) hand_over(s);
#endif
}

/* ---- events ---- */

void broker_take(struct sim *s, const struct jx_route *from, const uint8_t key[JX_KEY_BYTES],
                 struct jx_slice bytes)
{
    struct broker_event ev = {.kind = BROKER_MESSAGE, .route = *from, .bytes = bytes};
    memcpy(ev.key, key, JX_KEY_BYTES);
    step(s, &ev);
    write_more(s);
}

void broker_clock(struct sim *s)
{
    step(s, &(struct broker_event){.kind = BROKER_TICK});
    write_more(s);
}

void broker_start(struct sim *s)
{
    struct broker_node *b = &s->broker;
    b->engine = broker_new(s->journal.id, s->journal.count);
    if (!b->engine) abort();
    broker_number_asks(b->engine, (s->crashes + 1) * 0x9e3779b97f4a7c15u);
    b->doom = 0;
    b->later_count = 0;
    for (uint64_t p = 1; p <= s->journal.count; p++) {
        const struct jx_record *r = &sim_journal_at(&s->journal, p)->record;
        if (r->entry.kind == JX_ACT_SUBMISSION) continue;
        struct broker_event ev = {.kind = BROKER_REPLAYED,
                                  .position = p,
                                  .act = r->entry.kind,
                                  .content = r->content,
                                  .time_ms = r->entry.time_ms};
        memcpy(ev.principal, r->entry.principal, JX_KEY_BYTES);
        step(s, &ev);
    }
    b->applied = s->journal.count;
}

void broker_end(struct sim *s, bool keep_unsynced)
{
    struct broker_node *b = &s->broker;
    s->crashes++;
    broker_free(&b->engine);
    free_acts(&b->todo);
    free_acts(&b->writing);
    b->todo_end = &b->todo;
    b->later_count = 0;
    b->doom = 0;
    sim_journal_crash(&s->journal, keep_unsynced && !s->journal.hole);
    net_broker_gone(s);
}
