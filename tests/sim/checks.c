/* What must hold when the county is at rest. */
#include "sim.h"

#include "../../worker/item.h"

/* ---- what the journal says the county must hold ---- */

struct oracle {
    struct model model;
    struct item_pack pack;
};

/* One that is refused leaves the one before it in force. */
static void change_pack(struct oracle *o, jx_status *rc, struct jx_slice content)
{
    struct jx_pack_trouble t;
    struct item_pack next;
    *rc = item_pack_parse(content, &next, &t);
    if (*rc == JX_OK) {
        jx_pack_free(&o->pack.pack);
        o->pack = next;
    }
    if (*rc == JX_E_RULES || *rc == JX_E_FORMAT) *rc = JX_OK;
}

static void replay(struct sim *s, struct oracle *o)
{
    struct jx_arena keep, scratch;
    jx_arena_init(&keep, JX_ARENA_BYTES_MAX);
    jx_arena_init(&scratch, JX_ARENA_BYTES_MAX);
    for (uint64_t p = 1; p <= s->journal.count && !s->failed; p++) {
        const struct sim_record *r = sim_journal_at(&s->journal, p);
        const struct model_document *replaced;
        struct store_item it;
        bool fresh;
        jx_status rc = item_make(jx_slice_at(r->bytes, r->len), &o->pack, &keep, &scratch, &it);
        if (rc == JX_OK && it.entry.kind == JX_ACT_SUBMISSION)
            model_take(&o->model, &it, &fresh, &replaced);
        if (rc == JX_OK && it.entry.kind == JX_ACT_PACK) change_pack(o, &rc, it.content);
        if (rc != JX_OK)
            sim_fail(s, "position %llu cannot be judged: %s", (unsigned long long)p,
                     jx_status_name(rc));
        jx_arena_clear(&keep);
        jx_arena_clear(&scratch);
    }
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

static bool agrees(const struct jx_outcome *told, const struct jx_outcome *now)
{
    if (told->state != now->state && now->state != JX_STATE_SUPERSEDED) return false;
    if (told->state == JX_STATE_REJECTED) return told->status == now->status;
    return told->judged == now->judged && jx_hash_eq(&told->verdict, &now->verdict);
}

static void check_told(struct sim *s, const struct oracle *o, const struct written *w)
{
    const struct model_document *d = model_find(&o->model, &w->act.id);
    if (!d)
        sim_fail(s, "a client was told the outcome of what nobody holds");
    else if (!agrees(&w->outcome, &d->outcome))
        sim_fail(s, "position %llu: its sender was told another outcome (%s) than holds (%s)",
                 (unsigned long long)d->position, jx_state_name(w->outcome.state),
                 jx_state_name(d->outcome.state));
}

static void check_written(struct sim *s, const struct oracle *o, const struct client_node *c,
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
    if (w->told) check_told(s, o, w);
}

void check_all(struct sim *s)
{
    struct oracle o = {.pack = {.pack = NULL}};
    check_journal(s);
    replay(s, &o);
    for (uint32_t i = 0; i < s->weather.clients; i++)
        for (uint32_t k = 0; k < s->clients[i].count; k++)
            check_written(s, &o, &s->clients[i], &s->clients[i].written[k]);
    const char *differs = sim_store_compare(&s->store, &o.model);
    if (differs) sim_fail(s, "%s", differs);
    s->judged += o.model.count;
    model_clear(&o.model);
    jx_pack_free(&o.pack.pack);
}
