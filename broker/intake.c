/* Acts: who may send which, what is checked before one goes to the disk, and what leaves when it is
 * there. */
#include "inside.h"

#include "../proto/wire/access.h"
#include "../proto/wire/decision.h"
#include "../proto/wire/master.h"

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

/* One at a time: two administrators who revoke each other would both be let. */
static jx_status check_key(const struct step *s, struct jx_slice content)
{
    struct jx_key_act act;
    jx_status rc = jx_key_act_decode(content, &act);
    if (rc == JX_OK && s->b->keys_waiting > 0) rc = JX_E_BUSY;
    return rc == JX_OK ? registry_check(&s->b->registry, &act, s->wall_ms) : rc;
}

static jx_status check_pack(const struct broker *b, struct jx_slice content)
{
    struct jx_pack_act act;
    jx_status rc = jx_pack_act_decode(content, &act);
    if (rc == JX_OK && b->pack_count == PACKS_MAX) rc = JX_E_ROWS;
    return rc;
}

static jx_status check_master(struct broker *b, const struct jx_header *h, struct jx_slice content)
{
    struct jx_master_act act;
    jx_status rc = jx_master_decode(content, &b->arena, &act);
    return rc == JX_OK && act.year != h->year ? JX_E_HEADER : rc;
}

static jx_status check_run(struct jx_slice content)
{
    struct jx_run_act act;
    return jx_run_act_decode(content, &act);
}

/* ---- in another's place ---- */

static jx_status read_delegation(struct broker *b, struct jx_slice content,
                                 struct jx_delegation *out)
{
    struct jx_decision decision;
    jx_status rc = jx_decision_decode(JX_ACT_DELEGATE, content, &b->arena, &decision);
    return rc == JX_OK ? jx_delegation_read(&decision, out) : rc;
}

static bool is_officer(const struct jx_principal *p)
{
    return (p->roles & (JX_ROLE_department | JX_ROLE_county)) != 0;
}

/* Somebody of the same unit, or an officer for an officer; and no right that she has not herself.
 */
static jx_status check_delegate(const struct step *s, const struct jx_principal *p,
                                const struct jx_delegation *what)
{
    struct jx_principal to;
    if (what->acts == 0) return JX_OK;
    if (what->until_ms <= s->wall_ms) return JX_E_FIELD_VALUE;
    jx_status rc = registry_find(&s->b->registry, what->to, s->wall_ms, &to);
    if (rc != JX_OK) return rc;
    bool near = jx_slice_eq(p->unit, to.unit) || (is_officer(p) && is_officer(&to));
    if (!near || memcmp(p->key, to.key, JX_KEY_BYTES) == 0) return JX_E_REFUSED;
    for (unsigned act = 0; act < 64; act++)
        if (jx_delegation_covers(what->acts, (enum jx_act)act) &&
            !jx_may_act(p, (enum jx_act)act, p->unit))
            return JX_E_REFUSED;
    return JX_OK;
}

static jx_status check_delegation(const struct step *s, const struct jx_principal *p,
                                  struct jx_slice content)
{
    struct jx_delegation what;
    jx_status rc = read_delegation(s->b, content, &what);
    if (rc == JX_OK) rc = check_delegate(s, p, &what);
    return rc == JX_OK ? delegations_check(&s->b->delegations, p->key, &what, s->wall_ms) : rc;
}

/* Her own right, or that of whom she acts for, as it is now. */
static jx_status check_right(const struct step *s, const struct jx_principal *p,
                             const struct jx_header *h)
{
    struct jx_principal other;
    if (!h->in_place_of) return jx_may_act(p, h->kind, h->unit) ? JX_OK : JX_E_REFUSED;
    if (!delegations_allow(&s->b->delegations, h->person, p->key, h->kind, s->wall_ms) ||
        registry_find(&s->b->registry, h->person, s->wall_ms, &other) != JX_OK)
        return JX_E_NOT_DELEGATED;
    return jx_may_act(&other, h->kind, h->unit) ? JX_OK : JX_E_REFUSED;
}

static jx_status check_act(const struct step *s, const struct jx_principal *p,
                           const struct jx_header *h, struct jx_slice content)
{
    struct jx_decision decision;
    if (h->kind == JX_ACT_SUBMISSION) return check_submission(s->b, h, content);
    if (h->kind == JX_ACT_KEY) return check_key(s, content);
    if (h->kind == JX_ACT_PACK) return check_pack(s->b, content);
    if (h->kind == JX_ACT_DELEGATE) return check_delegation(s, p, content);
    /* Whether its target exists and its state allows it is the fold's to say. */
    if (jx_is_decision(h->kind))
        return jx_decision_decode(h->kind, content, &s->b->arena, &decision);
    if (h->kind == JX_ACT_MASTER) return check_master(s->b, h, content);
    if (h->kind == JX_ACT_RUN) return check_run(content);
    return JX_E_PROTOCOL;
}

/* Why there is no room for one more act, and when to come back. */
struct full {
    struct jx_trouble why;
    int64_t retry_ms;
};

/* What is kept in reserve is for keys and packs: a clerk's key can be revoked on a full disk, too.
 */
static void check_room(const struct broker *b, enum jx_act act, struct full *f)
{
    if (b->room != JX_OK && act == JX_ACT_SUBMISSION)
        *f = (struct full){{.status = b->room, .where = "/journal/room"}, BROKER_RETRY_ROOM_MS};
    else if (b->knows_done && b->last - b->done > BROKER_LAG_MAX)
        *f = (struct full){{.status = JX_E_BUSY, .where = "/journal/lag", .limit = BROKER_LAG_MAX},
                           BROKER_RETRY_LAG_MS};
    else if (b->append_count == BROKER_APPENDS_MAX)
        *f = (struct full){
            {.status = JX_E_BUSY, .where = "/journal/acts", .limit = BROKER_APPENDS_MAX},
            BROKER_RETRY_MS};
    else if (b->append_bytes > BROKER_APPEND_BYTES_MAX)
        *f = (struct full){
            {.status = JX_E_BUSY, .where = "/journal/bytes", .limit = BROKER_APPEND_BYTES_MAX},
            BROKER_RETRY_MS};
}

/* Last of all: what is refused for another reason costs its sender nothing. */
static void check_rate(struct step *s, const struct jx_principal *p, const struct jx_header *h,
                       size_t bytes, struct full *f)
{
    if (h->kind != JX_ACT_SUBMISSION) return;
    int64_t cost = 1 + (int64_t)(bytes / JX_SUBMISSION_COST_BYTES);
    int64_t wait_ms = registry_take(&s->b->registry, p->key, cost, s->now_ms);
    if (wait_ms > 0)
        *f = (struct full){
            {.status = JX_E_RATE, .where = "/submissions", .limit = JX_SUBMISSIONS_PER_MINUTE},
            wait_ms};
}

/* The sender's own key was looked up before: it is the one that the act names. */
static bool is_about_named_key(enum jx_act kind, jx_status rc)
{
    return kind == JX_ACT_DELEGATE &&
           (rc == JX_E_KEY_UNKNOWN || rc == JX_E_KEY_EARLY || rc == JX_E_KEY_EXPIRED);
}

static void check_all(struct step *s, const struct broker_event *ev, const struct jx_principal *p,
                      const struct jx_message *m, struct jx_header *h, struct full *f)
{
    jx_status rc = jx_header_decode(m->submit.header, h);
    if (rc == JX_OK) rc = check_right(s, p, h);
    if (rc == JX_OK) rc = check_act(s, p, h, m->submit.content);
    f->why.status = rc;
    if (is_about_named_key(h->kind, rc))
        f->why = (struct jx_trouble){.status = rc, .where = "/key"};
    if (rc == JX_OK) check_room(s->b, h->kind, f);
    if (f->why.status == JX_OK) check_rate(s, p, h, ev->bytes.len, f);
}

void intake_take(struct step *s, const struct broker_event *ev, const struct jx_principal *p,
                 const struct jx_message *m)
{
    struct broker *b = s->b;
    struct jx_header h;
    struct full f = {.retry_ms = 0};
    check_all(s, ev, p, m, &h, &f);
    if (f.why.status != JX_OK) {
        engine_refuse_trouble(s, &ev->route, m->correlation, &f.why, f.retry_ms);
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
    b->keys_waiting += w->act == JX_ACT_KEY;
    memcpy(w->correlation, m->correlation.ptr, m->correlation.len);
    b->counts.received++;
    struct broker_action *a = engine_add(s, BROKER_APPEND, &ev->route);
    a->act = h.kind;
    a->header = m->submit.header;
    a->content = m->submit.content;
    a->id = w->id;
    memcpy(a->principal, p->key, JX_KEY_BYTES);
}

static void apply_delegation(struct broker *b, const struct broker_event *ev)
{
    struct jx_delegation what;
    if (read_delegation(b, ev->content, &what) != JX_OK)
        return; /* checked before it was appended */
    jx_status rc = delegations_apply(&b->delegations, ev->principal, &what, ev->time_ms);
    assert(rc == JX_OK);
}

void intake_apply(struct broker *b, enum jx_act act, const struct broker_event *ev)
{
    if (act == JX_ACT_PACK && b->pack_count < PACKS_MAX) b->packs[b->pack_count++] = ev->position;
    if (act == JX_ACT_DELEGATE) apply_delegation(b, ev);
    if (act != JX_ACT_KEY) return;
    struct jx_key_record record = {
        .position = ev->position, .time_ms = ev->time_ms, .content = ev->content};
    memcpy(record.by, ev->principal, JX_KEY_BYTES);
    /* Out of memory here would leave the registry behind the journal: better to end and start
     * again. */
    jx_status rc = registry_apply(&b->registry, &record);
    assert(rc == JX_OK);
}

static void remember_outcome(struct broker *b, const struct waiting_append *w, uint64_t position)
{
    if (!jx_has_outcome(w->act)) return;
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
    b->keys_waiting -= w->act == JX_ACT_KEY;
    struct jx_slice correlation = jx_slice_at(w->correlation, w->correlation_len);
    if (ev->fresh) { /* on disk, whatever became of its receipt */
        b->last = ev->position;
        b->counts.appended++;
        intake_apply(b, w->act, ev);
        if (w->act == JX_ACT_KEY) workers_dismiss(s);
    }
    if (ev->status != JX_OK && ev->status != JX_DUPLICATE) {
        engine_refuse(s, &w->route, correlation, ev->status);
        if (!ev->more) leases_pump(s);
        return;
    }
    b->counts.duplicates += ev->status == JX_DUPLICATE;
    if (ev->position > b->done) remember_outcome(b, w, ev->position);
    struct jx_message m = {.kind = JX_MSG_receipt, .correlation = correlation};
    m.receipt.status = jx_slice_of(jx_status_name(ev->status));
    m.receipt.receipt = ev->receipt;
    engine_send(s, &w->route, &m);
    if (!ev->more) leases_pump(s);
}

/* ---- the list of key acts ---- */

static struct jx_slice encode_record(struct broker *b, const struct jx_key_record *record)
{
    jx_buffer_reset(&b->buffer);
    if (jx_key_record_encode(record, &b->buffer) != JX_OK) return JX_ABSENT;
    return jx_arena_copy(&b->arena, jx_buffer_slice(&b->buffer));
}

void intake_keys(struct step *s, const struct broker_event *ev, const struct jx_message *m)
{
    struct broker *b = s->b;
    struct jx_slice items[JX_BATCH_RECORDS_MAX];
    struct jx_message answer = {.kind = JX_MSG_keys_answer, .correlation = m->correlation};
    struct jx_bins *acts = &answer.keys_answer.acts;
    size_t bytes = 0;
    uint32_t at = registry_acts_after(&b->registry, m->keys.after);
    acts->items = items;
    for (; at < b->registry.act_count && acts->count < JX_BATCH_RECORDS_MAX; at++) {
        struct jx_slice item = encode_record(b, &b->registry.acts[at]);
        bytes += item.len;
        if (jx_is_absent(item) || bytes > JX_BATCH_BYTES_MAX) break;
        items[acts->count++] = item;
    }
    answer.keys_answer.more = at < b->registry.act_count;
    engine_send(s, &ev->route, &answer);
}
