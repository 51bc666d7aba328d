/* Acts: who may send which, what is checked before one goes to the disk, and what leaves when it is
 * there. */
#include "inside.h"

#include "../proto/wire/access.h"

#include <assert.h>

/* ---- acts on their way to the journal ---- */

static jx_status check_submission(const struct broker *b, const struct jx_header *h,
                                  struct jx_slice content)
{
    struct jx_submission sub;
    jx_status rc = jx_submission_decode(content, &sub);
    if (rc != JX_OK) return rc;
    if (!jx_slice_eq(sub.unit, h->unit)) return JX_E_HEADER;
    return b->pack_count > 0 ? JX_OK : JX_E_NO_PACK;
}

static jx_status check_key(struct jx_slice content)
{
    struct jx_key_act act;
    jx_status rc = jx_key_act_decode(content, &act);
    return rc == JX_OK ? registry_check(&act) : rc;
}

static jx_status check_pack(const struct broker *b, struct jx_slice content)
{
    struct jx_pack_act act;
    jx_status rc = jx_pack_act_decode(content, &act);
    if (rc == JX_OK && b->pack_count == PACKS_MAX) rc = JX_E_ROWS;
    return rc;
}

static jx_status check_act(const struct broker *b, const struct jx_header *h,
                           struct jx_slice content)
{
    switch (h->kind) {
    case JX_ACT_SUBMISSION:
        return check_submission(b, h, content);
    case JX_ACT_KEY:
        return check_key(content);
    case JX_ACT_PACK:
        return check_pack(b, content);
    }
    return JX_E_PROTOCOL;
}

static jx_status check_room(const struct broker *b)
{
    bool behind = b->knows_done && b->last - b->done > BROKER_LAG_MAX;
    bool full = b->append_count == BROKER_APPENDS_MAX || b->append_bytes > BROKER_APPEND_BYTES_MAX;
    return behind || full ? JX_E_BUSY : JX_OK;
}

void intake_take(struct step *s, const struct broker_event *ev, const struct jx_principal *p,
                 const struct jx_message *m)
{
    struct broker *b = s->b;
    struct jx_header h;
    jx_status rc = jx_header_decode(m->submit.header, &h);
    if (rc == JX_OK && !jx_may_act(p, h.kind, h.unit)) rc = JX_E_REFUSED;
    if (rc == JX_OK) rc = check_act(b, &h, m->submit.content);
    if (rc == JX_OK) rc = check_room(b);
    if (rc != JX_OK) {
        engine_refuse(s, &ev->route, m->correlation, rc);
        return;
    }
    uint32_t at = (b->append_first + b->append_count++) % BROKER_APPENDS_MAX;
    struct waiting_append *w = &b->appends[at];
    *w = (struct waiting_append){.route = ev->route,
                                 .correlation_len = (uint8_t)m->correlation.len,
                                 .act = h.kind,
                                 .id = jx_act_id(m->submit.content),
                                 .bytes = ev->bytes.len};
    b->append_bytes += w->bytes;
    memcpy(w->correlation, m->correlation.ptr, m->correlation.len);
    b->counts.received++;
    struct broker_action *a = engine_add(s, BROKER_APPEND, &ev->route);
    a->act = h.kind;
    a->header = m->submit.header;
    a->content = m->submit.content;
    a->id = w->id;
    memcpy(a->principal, p->key, JX_KEY_BYTES);
}

/* What an act of the journal changes in the broker itself. It was checked before it was appended.
 */
void intake_apply(struct broker *b, enum jx_act act, uint64_t position, struct jx_slice content)
{
    if (act == JX_ACT_PACK && b->pack_count < PACKS_MAX) b->packs[b->pack_count++] = position;
    if (act != JX_ACT_KEY) return;
    struct jx_key_act key;
    /* Out of memory here would leave the registry behind the journal: better to end and start
     * again. */
    jx_status rc = jx_key_act_decode(content, &key);
    if (rc == JX_OK) rc = registry_apply(&b->registry, &key);
    assert(rc == JX_OK);
}

static void remember_outcome(struct broker *b, const struct waiting_append *w, uint64_t position)
{
    if (w->act != JX_ACT_SUBMISSION) return;
    struct waiting_outcome *o = &b->outcomes[position % OUTCOMES_MAX];
    *o = (struct waiting_outcome){.position = position, .route = w->route, .id = w->id};
}

void intake_appended(struct step *s, const struct broker_event *ev)
{
    struct broker *b = s->b;
    assert(b->append_count > 0);
    struct waiting_append *w = &b->appends[b->append_first];
    b->append_first = (b->append_first + 1) % BROKER_APPENDS_MAX;
    b->append_count--;
    b->append_bytes -= w->bytes;
    struct jx_slice correlation = jx_slice_at(w->correlation, w->correlation_len);
    if (ev->fresh) { /* on disk, whatever became of its receipt */
        b->last = ev->position;
        b->counts.appended++;
        intake_apply(b, w->act, ev->position, ev->content);
    }
    if (ev->status != JX_OK && ev->status != JX_DUPLICATE) {
        engine_refuse(s, &w->route, correlation, ev->status);
        leases_pump(s);
        return;
    }
    b->counts.duplicates += ev->status == JX_DUPLICATE;
    if (ev->position > b->done) remember_outcome(b, w, ev->position);
    struct jx_message m = {.kind = JX_MSG_receipt, .correlation = correlation};
    m.receipt.status = jx_slice_of(jx_status_name(ev->status));
    m.receipt.receipt = ev->receipt;
    engine_send(s, &w->route, &m);
    leases_pump(s);
}
