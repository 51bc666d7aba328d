/* What must hold when the county is at rest. */
#include "sim.h"

#include "replay.h"
#include "slicing.h"

/* ---- what the journal says the county must hold ---- */

static void take_record(void *to, const struct store_item *it)
{
    model_take(to, it);
}

/* ---- the journal ---- */

static void check_journal(struct sim *s)
{
    int64_t time_ms = 0;
    for (uint64_t p = 1; p <= s->journal.count; p++) {
        const struct jx_entry *e = &sim_journal_at(&s->journal, p)->record.entry;
        if (e->position != p) sim_fail(s, "a gap in the journal");
        if (e->time_ms < time_ms) sim_fail(s, "time goes back in the journal");
        if (sim_journal_find(&s->journal, &e->id) != p)
            sim_fail(s, "one act stands twice in the journal, at %llu and %llu",
                     (unsigned long long)sim_journal_find(&s->journal, &e->id),
                     (unsigned long long)p);
        time_ms = e->time_ms;
    }
}

/* ---- what people hold in their hands ---- */

/* It was so once: decisions and later versions may have changed it since. */
static bool agrees(const struct model *m, const struct jx_outcome *told,
                   const struct model_document *d)
{
    if (!(d->states >> told->state & 1)) return false;
    if (told->state == JX_STATE_REJECTED) return told->status == d->outcome.status;
    return model_was_judged(m, d, told);
}

/* A decision is what it was. */
static void check_decided(struct sim *s, const struct model *m, const struct written *w)
{
    const struct model_decision *d = model_decision_at(m, w->position);
    if (!d || d->outcome.state != w->outcome.state || d->outcome.status != w->outcome.status)
        sim_fail(s, "position %llu: who decided was told %s %s, and it is %s %s",
                 (unsigned long long)w->position, jx_state_name(w->outcome.state),
                 jx_status_name(w->outcome.status), d ? jx_state_name(d->outcome.state) : "nowhere",
                 d ? jx_status_name(d->outcome.status) : "");
}

static void check_told(struct sim *s, const struct model *m, const struct written *w)
{
    const struct model_document *d = model_find(m, &w->act.id);
    if (model_is_decided(w->act.kind))
        check_decided(s, m, w);
    else if (!d)
        sim_fail(s, "a client was told the outcome of what nobody holds");
    else if (!agrees(m, &w->outcome, d))
        sim_fail(s, "position %llu: its sender was told another outcome (%s) than holds (%s)",
                 (unsigned long long)d->position, jx_state_name(w->outcome.state),
                 jx_state_name(d->outcome.state));
}

static void check_written(struct sim *s, const struct model *m, const struct client_node *c,
                          const struct written *w)
{
    const struct sim_record *r = sim_journal_at(&s->journal, w->position);
    bool has_receipt = !jx_is_absent(w->receipt);
    if (has_receipt && !r)
        sim_fail(s, "position %llu has a receipt and is not in the journal",
                 (unsigned long long)w->position);
    else if (has_receipt && !jx_hash_eq(&r->record.entry.id, &w->act.id))
        sim_fail(s, "position %llu holds another act than its receipt says",
                 (unsigned long long)w->position);
    if (has_receipt && !w->may_be_taken) sim_fail(s, "taken in though that is not permitted");
    if (!has_receipt && w->must_be_taken && !c->fired && !c->enrolled_late)
        sim_fail(s, "a proper act was not taken in; last refusal %s", jx_status_name(w->refused));
    if (!has_receipt && !w->may_be_taken && !c->fired && !c->enrolled_late && w->refused == JX_OK)
        sim_fail(s, "refused without a reason");
    if (w->told) check_told(s, m, w);
}

static bool is_in_place(const struct sim_record *r)
{
    struct jx_header h;
    return jx_header_decode(r->record.entry.header, &h) == JX_OK && h.in_place_of;
}

static void count_ways(struct sim *s, const struct model *m)
{
    s->ways[WAY_UNDONE] += m->undone;
    for (uint32_t i = 0; i < m->decision_count; i++) {
        const struct model_decision *d = &m->decisions[i];
        const struct sim_record *r = sim_journal_at(&s->journal, d->position);
        const struct jx_outcome *o = &d->outcome;
        bool refused = o->state == JX_STATE_REJECTED;
        s->ways[WAY_IN_PLACE] += !refused && is_in_place(r);
        s->ways[WAY_ACCEPTED] += !refused && r->record.entry.kind == JX_ACT_APPROVE &&
                                 o->state == JX_STATE_ACCEPTED;
        s->ways[WAY_TOO_EARLY] += refused && o->status == JX_E_NOT_ACCEPTED;
        s->ways[WAY_NOT_UNDONE] += refused && o->status == JX_E_REFUSED;
    }
    for (uint32_t i = 0; i < m->run_count; i++) {
        const struct model_run *r = &m->runs[i];
        s->ways[WAY_PUBLISHED] += r->changed;
        for (uint32_t k = 0; k < i; k++)
            s->ways[WAY_REPLACED] += r->published && m->runs[k].published &&
                                     m->runs[k].year == r->year;
    }
    for (uint32_t i = 0; i < m->count; i++)
        s->ways[WAY_THEN_APPROVED] += m->documents[i].accepted && m->documents[i].approved;
}

/* What the broker turned away stands nowhere but with who wrote it. */
static void count_refusals(struct sim *s, const struct client_node *c)
{
    for (uint32_t i = 0; i < c->count; i++) {
        const struct written *w = &c->written[i];
        if (!jx_is_absent(w->receipt) || w->refused == JX_OK) continue;
        s->refused[JX_ACT_DELEGATE] += w->act.kind == JX_ACT_DELEGATE;
        s->ways[WAY_NOT_IN_PLACE] += w->in_place_of && w->refused == JX_E_NOT_DELEGATED;
    }
}

static void count_decisions(struct sim *s, const struct model *m)
{
    for (uint32_t i = 0; i < m->decision_count; i++) {
        const struct model_decision *d = &m->decisions[i];
        uint32_t kind = sim_journal_at(&s->journal, d->position)->record.entry.kind;
        s->done[kind % SIM_KINDS] += d->outcome.state != JX_STATE_REJECTED;
        s->refused[kind % SIM_KINDS] += d->outcome.state == JX_STATE_REJECTED;
    }
}

/* ---- what publishing would do ---- */

/* The last record, into store and model: whether the same becomes of it. */
static bool folds_alike(struct sim *s, struct model *m)
{
    const struct sim_record *last = sim_journal_at(&s->journal, s->journal.count);
    static const struct item_pack none;
    struct jx_arena keep, scratch;
    struct store_item it;
    struct jx_outcome held = {.state = JX_STATE_RECEIVED}, want = held;
    jx_arena_init(&keep, JX_ARENA_BYTES_MAX);
    jx_arena_init(&scratch, JX_ARENA_BYTES_MAX);
    jx_status rc = item_make(jx_slice_at(last->bytes, last->len), &none, &keep, &scratch, &it);
    if (rc == JX_OK) rc = sim_store_fold_alone(s->store.real, s->journal.id, &it, &held);
    if (rc == JX_OK) want = model_take(m, &it);
    jx_arena_clear(&keep);
    jx_arena_clear(&scratch);
    return rc == JX_OK && held.state == want.state && held.status == want.status;
}

/* Every run that is left is published, one after another: what its sums say beside the county's is
 * then among them, where it is counted again. */
static const char *publish_all(struct sim *s, struct model *m)
{
    const char *differs = NULL;
    for (uint32_t i = 0; i < m->run_count && !differs; i++) {
        const struct model_run *r = &m->runs[i];
        if (r->published || r->dropped) continue;
        const struct sim_act act = publication_act(s, r->position, r->year);
        append_act(s, &act, s->clients[0].key);
        if (!folds_alike(s, m)) return "publishing a run has another outcome";
        if (slices_catch_up(s->store.real) != JX_OK) return "the runs do not go on";
        differs = sim_store_compare(&s->store, m);
    }
    return differs;
}

void check_all(struct sim *s)
{
    struct model m = {.count = 0};
    check_journal(s);
    const struct replay_to to = {&m, take_record, model_run_of_year};
    jx_status rc = replay_journal(&s->journal, s->journal.count, &to);
    if (rc != JX_OK) sim_fail(s, "the journal cannot be judged: %s", jx_status_name(rc));
    for (uint32_t i = 0; i < s->weather.clients; i++)
        for (uint32_t k = 0; k < s->clients[i].count; k++)
            check_written(s, &m, &s->clients[i], &s->clients[i].written[k]);
    const char *differs = sim_store_compare(&s->store, &m);
    if (!differs) differs = sim_store_rebuild(&s->store, &s->journal);
    if (!differs) differs = publish_all(s, &m);
    if (differs) sim_fail(s, "%s", differs);
    s->judged += m.count;
    count_decisions(s, &m);
    count_ways(s, &m);
    for (uint32_t i = 0; i < s->weather.clients; i++)
        count_refusals(s, &s->clients[i]);
    model_clear(&m);
}
