/* A worker's process: what worker/main.c does, with the shared store of the simulation. */
#include "sim.h"

#include "../../proto/wire/history.h"
#include "../../proto/wire/query.h"

#include <stdlib.h>

static uint32_t node_of(uint32_t index)
{
    return NODE_WORKERS + index;
}

/* ---- what the engine asks for ---- */

/* Whether the process dies during this fold, and how. */
static bool dies(struct worker_node *w, struct dice *dice, enum fold_end *end)
{
    *end = FOLD_WHOLE;
    if (w->doom == 0 || --w->doom > 0) return false;
    *end = dice_permille(dice, 500) ? FOLD_CUT_BEFORE : FOLD_CUT_AFTER;
    return true;
}

/* False when the store cannot be read: then the process ends. */
static bool read_position(struct sim *s, uint32_t index, uint64_t *out)
{
    jx_status rc = sim_store_position(&s->store, out);
    if (rc == JX_OK) return true;
    sim_trace(s, node_of(index), "cannot read the store: %s", jx_status_name(rc));
    process_die(s, node_of(index), dice_between(&s->dice, 500, 3000));
    return false;
}

static bool publishes(const struct worker_action *a)
{
    for (uint32_t i = 0; i < a->count; i++)
        if (a->items[i].entry.kind == JX_ACT_PUBLISH_RUN) return true;
    return false;
}

/* A fold that must wait for a run, or be judged again for one. */
static void hear_of_runs(struct sim *s, struct worker_node *w, const struct worker_action *a,
                         struct worker_event *ev)
{
    w->fold_waits = ev->status == JX_E_BUSY;
    w->publish_waits = w->fold_waits && publishes(a);
    s->ways[WAY_WAITED] += w->publish_waits;
    if (ev->status != JX_E_NO_PACK) return;
    s->ways[WAY_JUDGED_AGAIN]++;
    ev->years = w->years;
    jx_status rc = store_year_packs(s->store.real, w->years, &ev->year_count);
    if (rc != JX_OK) ev->status = rc;
}

static bool do_fold(struct sim *s, uint32_t index, const struct worker_action *a,
                    struct worker_event *ev)
{
    struct worker_node *w = &s->workers[index];
    enum fold_end end;
    bool doomed = dies(w, &s->dice, &end);
    jx_status rc = sim_store_fold(&s->store, &s->dice, end, a->journal, a->items, a->count,
                                  w->outcomes);
    sim_trace(s, node_of(index), "folds %llu + %u: %s%s",
              (unsigned long long)a->items[0].entry.position, a->count, jx_status_name(rc),
              doomed ? " and dies" : "");
    if (doomed) {
        process_die(s, node_of(index), dice_between(&s->dice, 100, 5000));
        return false;
    }
    *ev = (struct worker_event){.kind = WORKER_FOLDED, .status = rc, .outcomes = w->outcomes};
    hear_of_runs(s, w, a, ev);
    return read_position(s, index, &ev->position);
}

static jx_status answer_decision(struct sim *s, const struct worker_action *a,
                                 struct jx_buffer *out)
{
    struct jx_decided d = {.content = JX_LIT("")};
    jx_status rc = jx_number_arguments_decode(a->arguments, &d.position);
    if (rc == JX_OK) rc = sim_store_decision(&s->store, d.position, &d.outcome);
    const struct sim_record *r = sim_journal_at(&s->journal, d.position);
    if (rc != JX_OK) return rc;
    if (r) d.id = r->record.entry.id;
    if (r) d.kind = r->record.entry.kind;
    return jx_decided_encode(&d, out);
}

/* Only what clients of this county ask: what became of one act. */
static jx_status answer(struct sim *s, const struct worker_action *a, struct jx_buffer *out)
{
    if (jx_slice_eq(a->name, JX_LIT(JX_QUERY_DECISION))) return answer_decision(s, a, out);
    struct jx_document_answer d = {.content = JX_LIT("")};
    struct sim_found found;
    struct jx_hash id;
    jx_status rc = jx_id_arguments_decode(a->arguments, &id);
    if (rc == JX_OK) rc = sim_store_find(&s->store, &id, &found);
    if (rc != JX_OK) return rc;
    d.listed.id = id;
    d.listed.outcome = found.outcome;
    d.listed.position = found.position;
    d.listed.form = d.listed.period = d.listed.unit = JX_LIT("");
    d.listed.unit_name = d.listed.project_name = JX_LIT("");
    return jx_document_answer_encode(&d, out);
}

static void stop(struct sim *s, uint32_t index, jx_status why)
{
    struct worker_node *w = &s->workers[index];
    bool expected = why == JX_E_IO || (why == JX_E_KEY_UNKNOWN && w->fired);
    sim_trace(s, node_of(index), "stops: %s", jx_status_name(why));
    if (!expected)
        sim_fail(s, "worker %u stops itself with %s, which nothing here justifies", index,
                 jx_status_name(why));
    process_die(s, node_of(index), dice_between(&s->dice, 500, 3000));
}

static bool perform(struct sim *s, uint32_t index, const struct worker_action *a,
                    struct worker_event *ev, struct jx_buffer *body)
{
    switch (a->kind) {
    case WORKER_SEND:
        net_send_up(s, node_of(index), a->bytes);
        return false;
    case WORKER_FOLD:
        return do_fold(s, index, a, ev);
    case WORKER_ANSWER:
        *ev = (struct worker_event){
            .kind = WORKER_ANSWERED, .status = answer(s, a, body), .token = a->token};
        ev->body = jx_buffer_slice(body);
        return true;
    case WORKER_STOP:
        stop(s, index, a->status);
        return false;
    }
    return false;
}

static void step(struct sim *s, uint32_t index, struct worker_event ev)
{
    struct worker_node *w = &s->workers[index];
    struct jx_buffer body;
    bool more = true;
    jx_buffer_init(&body, JX_MESSAGE_BYTES_MAX);
    while (more && w->engine) {
        struct worker_event next = {.kind = WORKER_TICK};
        more = false;
        size_t n = worker_step(w->engine, &ev, s->now, w->actions);
        for (size_t i = 0; i < n && w->engine; i++)
            more |= perform(s, index, &w->actions[i], &next, &body);
        ev = next;
    }
    jx_buffer_clear(&body);
}

/* ---- events ---- */

static bool tick(struct sim *s, uint32_t index)
{
    struct worker_event tick = {.kind = WORKER_TICK};
    if (!read_position(s, index, &tick.position)) return false;
    step(s, index, tick);
    return s->workers[index].engine != NULL;
}

/* A slice when there is nothing else to do, and now and then all the same; and how soon the next
 * look is. */
static void tend_runs(struct sim *s, uint32_t index, bool idle)
{
    struct worker_node *w = &s->workers[index];
    if (!w->engine || !slices_step(s, index, idle)) return;
    if (idle && w->fold_waits && !tick(s, index)) return;
    bool soon = w->slices == BATCH_WAIT || w->publish_waits;
    if (w->looks || (!soon && w->slices != BATCH_MORE)) return;
    w->looks = true;
    int64_t takes = soon ? BATCH_WAIT_MS : dice_between(&s->dice, 0, 30); /* to compute it */
    sim_at(s, s->now + takes, EVENT_LOOK, node_of(index), s->processes[node_of(index)].life);
}

void worker_look(struct sim *s, uint32_t index)
{
    s->workers[index].looks = false;
    if (!s->processes[node_of(index)].stopped) tend_runs(s, index, true);
}

void worker_take(struct sim *s, uint32_t index, struct jx_slice bytes)
{
    struct worker_event ev = {.kind = WORKER_MESSAGE, .bytes = bytes};
    if (!read_position(s, index, &ev.position)) return;
    step(s, index, ev);
    tend_runs(s, index, false);
}

void worker_clock(struct sim *s, uint32_t index)
{
    struct worker_node *w = &s->workers[index];
    if (s->links[node_of(index)].refused) {
        stop(s, index, JX_E_KEY_UNKNOWN);
        return;
    }
    /* Death may come between two folds as well. */
    if (w->doom > 0 && dice_permille(&s->dice, 100)) {
        process_die(s, node_of(index), dice_between(&s->dice, 100, 5000));
        return;
    }
    if (tick(s, index)) tend_runs(s, index, true);
}

void worker_start(struct sim *s, uint32_t index)
{
    uint8_t journal[JX_JOURNAL_ID_BYTES];
    struct worker_node *w = &s->workers[index];
    uint64_t position;
    if (!read_position(s, index, &position)) return;
    sim_store_journal(&s->store, journal);
    w->engine = worker_new(journal, position, index + 1);
    if (!w->engine) abort();
    w->doom = 0;
    slices_begin(s, index);
    net_open(s, node_of(index));
}

void worker_end(struct sim *s, uint32_t index)
{
    s->crashes++;
    worker_free(&s->workers[index].engine);
    slices_end(s, index);
    s->workers[index].doom = 0;
    net_close(s, node_of(index));
}
