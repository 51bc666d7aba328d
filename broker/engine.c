/* The broker's state machine. Acts go in at one end (authorised, then to the journal), records go
 * out at the other (leased to workers in order); in between stand the receipts and the queries. */
#include "engine.h"

#include "registry.h"

#include <assert.h>
#include <stdlib.h>

/* An act that is on its way to the disk. */
struct waiting_append {
    struct jx_route route;
    uint8_t correlation_len;
    uint8_t correlation[JX_CORRELATION_BYTES_MAX];
    enum jx_act act;
    struct jx_hash id;
    size_t bytes;
};

/* Whom to tell what became of a submission, by position. */
struct waiting_outcome {
    uint64_t position; /* 0: nobody */
    struct jx_route route;
    struct jx_hash id;
};

struct waiting_ask {
    uint64_t token; /* 0: free */
    struct jx_route asker, worker;
    uint8_t correlation_len;
    uint8_t correlation[JX_CORRELATION_BYTES_MAX];
    int64_t until_ms;
};

struct worker {
    bool live;
    struct jx_route route;
    int64_t heard_ms;
    uint64_t credit;  /* batches it takes; one more when that is the one everything waits for */
    uint64_t given;   /* batches sent to it that it has not answered */
    int64_t given_ms; /* when the last one was sent */
    uint64_t asks;    /* queries it was given, to spread them */
};

struct lease {
    uint64_t id; /* 0: free */
    uint32_t worker;
    uint64_t first;
    uint32_t count;
    bool open; /* the LEASE action was given out, how many records it covers is not yet known */
    int64_t given_ms;
};

/* Records that were leased and have to be leased again. */
struct range {
    uint64_t first;
    uint32_t count;
};

enum {
    LEASES_MAX = BROKER_WORKERS_MAX * 8,
    CREDIT_MAX = 8, /* batches one worker may hold: one being judged, the rest on their way */
    OUTCOMES_MAX = 1 << 17,
    PACKS_MAX = 4096,
};

struct broker {
    struct registry registry;
    uint8_t journal[JX_JOURNAL_ID_BYTES];
    uint64_t last; /* position on disk */
    uint64_t next; /* the first position never leased */
    uint64_t done; /* the store's position, as far as workers told */
    bool knows_done;

    struct waiting_append *appends; /* ring */
    uint32_t append_first, append_count;
    size_t append_bytes;
    struct waiting_outcome *outcomes; /* by position modulo OUTCOMES_MAX */
    struct waiting_ask *asks;
    uint64_t next_token;

    struct worker workers[BROKER_WORKERS_MAX];
    struct lease leases[LEASES_MAX];
    struct range redo[2 * LEASES_MAX]; /* ordered by first */
    uint32_t redo_count;
    uint64_t next_lease;
    uint64_t *packs; /* positions of pack activations, ascending */
    uint32_t pack_count;

    int64_t beat_ms; /* when beats were last sent */
    /* `done` as it was one to two BROKER_PAST_MS ago, and less. */
    uint64_t done_before, done_lately;
    int64_t past_ms;
    int64_t done_ms; /* when `done` last went on */
    struct broker_counts counts;
    struct jx_arena arena; /* what the actions of one step borrow from */
    struct jx_buffer buffer;
};

/* One step's surroundings. */
struct step {
    struct broker *b;
    int64_t now_ms;
    struct broker_action *out;
    size_t count;
};

struct broker *broker_new(const uint8_t journal[JX_JOURNAL_ID_BYTES], uint64_t last)
{
    struct broker *b = calloc(1, sizeof *b);
    if (!b) return NULL;
    memcpy(b->journal, journal, JX_JOURNAL_ID_BYTES);
    registry_init(&b->registry);
    jx_arena_init(&b->arena, JX_ARENA_BYTES_MAX);
    jx_buffer_init(&b->buffer, JX_MESSAGE_BYTES_MAX);
    b->last = last;
    b->next = 1;
    b->next_token = 1;
    b->next_lease = 1;
    b->appends = calloc(BROKER_APPENDS_MAX, sizeof *b->appends);
    b->outcomes = calloc(OUTCOMES_MAX, sizeof *b->outcomes);
    b->asks = calloc(BROKER_ASKS_MAX, sizeof *b->asks);
    b->packs = calloc(PACKS_MAX, sizeof *b->packs);
    if (!b->appends || !b->outcomes || !b->asks || !b->packs) broker_free(&b);
    return b;
}

void broker_free(struct broker **broker)
{
    struct broker *b = *broker;
    *broker = NULL;
    if (!b) return;
    registry_clear(&b->registry);
    jx_arena_clear(&b->arena);
    jx_buffer_clear(&b->buffer);
    free(b->appends);
    free(b->outcomes);
    free(b->asks);
    free(b->packs);
    free(b);
}

bool broker_admits(const struct broker *b, const uint8_t key[JX_KEY_BYTES])
{
    struct jx_principal p;
    return registry_find(&b->registry, key, &p);
}

struct broker_counts broker_counts(const struct broker *b)
{
    return b->counts;
}

uint64_t broker_done(const struct broker *b)
{
    return b->done;
}

uint32_t broker_workers(const struct broker *b)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < BROKER_WORKERS_MAX; i++)
        n += b->workers[i].live;
    return n;
}

/* ---- actions ---- */

static struct broker_action *add_action(struct step *s, enum broker_action_kind kind,
                                        const struct jx_route *to)
{
    assert(s->count < BROKER_ACTIONS_MAX);
    struct broker_action *a = &s->out[s->count++];
    *a = (struct broker_action){.kind = kind, .route = *to};
    return a;
}

/* A message that cannot be built for want of memory is left out: its receiver asks again. */
static void send_message(struct step *s, const struct jx_route *to, const struct jx_message *m)
{
    struct broker *b = s->b;
    jx_buffer_reset(&b->buffer);
    if (jx_message_encode(m, &b->buffer) != JX_OK) return;
    struct jx_slice bytes = jx_arena_copy(&b->arena, jx_buffer_slice(&b->buffer));
    if (!jx_is_absent(bytes)) add_action(s, BROKER_SEND, to)->bytes = bytes;
}

static void refuse(struct step *s, const struct jx_route *to, struct jx_slice correlation,
                   jx_status why)
{
    struct jx_message m = {.kind = JX_MSG_refusal, .correlation = correlation};
    m.refusal.status = jx_slice_of(jx_status_name(why));
    m.refusal.retry_ms = jx_status_retry(why) == JX_RETRY_LATER ? BROKER_RETRY_MS : 0;
    s->b->counts.refused++;
    send_message(s, to, &m);
}

/* ---- who may do what: deny by default ---- */

/* Which roles may send which act, and whether the header's unit must be in the sender's reach. */
static const struct {
    enum jx_act act;
    uint32_t roles;
    bool for_unit;
} may_act[] = {
    {JX_ACT_SUBMISSION, JX_ROLE_township | JX_ROLE_department | JX_ROLE_county, true},
    {JX_ACT_KEY, JX_ROLE_admin, false},
    {JX_ACT_PACK, JX_ROLE_admin, false},
};

/* Which roles may send which message. Acts inside SUBMIT are looked up above. */
static const struct {
    enum jx_message_kind kind;
    uint32_t roles;
} may_send[] = {
    {JX_MSG_submit, JX_ROLE_township | JX_ROLE_department | JX_ROLE_county | JX_ROLE_admin},
    {JX_MSG_status,
     JX_ROLE_township | JX_ROLE_department | JX_ROLE_county | JX_ROLE_supervisor | JX_ROLE_admin},
    {JX_MSG_query, JX_ROLE_township | JX_ROLE_department | JX_ROLE_county | JX_ROLE_supervisor},
    {JX_MSG_hello, JX_ROLE_worker},
    {JX_MSG_done, JX_ROLE_worker},
    {JX_MSG_reply, JX_ROLE_worker},
    {JX_MSG_fetch, JX_ROLE_worker},
    {JX_MSG_beat, JX_ROLE_worker},
    {JX_MSG_bye, JX_ROLE_worker},
};

static bool may_send_message(const struct jx_principal *p, enum jx_message_kind kind)
{
    for (size_t i = 0; i < sizeof may_send / sizeof may_send[0]; i++)
        if (may_send[i].kind == kind) return (p->roles & may_send[i].roles) != 0;
    return false;
}

static jx_status may_do(const struct jx_principal *p, const struct jx_header *h)
{
    for (size_t i = 0; i < sizeof may_act / sizeof may_act[0]; i++) {
        if (may_act[i].act != h->kind) continue;
        if ((p->roles & may_act[i].roles) == 0) return JX_E_REFUSED;
        return may_act[i].for_unit && !jx_principal_acts_for(p, h->unit) ? JX_E_REFUSED : JX_OK;
    }
    return JX_E_PROTOCOL;
}

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

static void take_act(struct step *s, const struct broker_event *ev, const struct jx_principal *p,
                     const struct jx_message *m)
{
    struct broker *b = s->b;
    struct jx_header h;
    jx_status rc = jx_header_decode(m->submit.header, &h);
    if (rc == JX_OK) rc = may_do(p, &h);
    if (rc == JX_OK) rc = check_act(b, &h, m->submit.content);
    if (rc == JX_OK) rc = check_room(b);
    if (rc != JX_OK) {
        refuse(s, &ev->route, m->correlation, rc);
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
    struct broker_action *a = add_action(s, BROKER_APPEND, &ev->route);
    a->act = h.kind;
    a->header = m->submit.header;
    a->content = m->submit.content;
    a->id = w->id;
    memcpy(a->principal, p->key, JX_KEY_BYTES);
}

/* What an act of the journal changes in the broker itself. It was checked before it was appended.
 */
static void apply_act(struct broker *b, enum jx_act act, uint64_t position, struct jx_slice content)
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

static void pump(struct step *s);

static void appended(struct step *s, const struct broker_event *ev)
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
        apply_act(b, w->act, ev->position, ev->content);
    }
    if (ev->status != JX_OK && ev->status != JX_DUPLICATE) {
        refuse(s, &w->route, correlation, ev->status);
        pump(s);
        return;
    }
    b->counts.duplicates += ev->status == JX_DUPLICATE;
    if (ev->position > b->done) remember_outcome(b, w, ev->position);
    struct jx_message m = {.kind = JX_MSG_receipt, .correlation = correlation};
    m.receipt.status = jx_slice_of(jx_status_name(ev->status));
    m.receipt.receipt = ev->receipt;
    send_message(s, &w->route, &m);
    pump(s);
}

/* ---- workers and leases ---- */

static struct worker *worker_of(struct broker *b, const struct jx_route *route)
{
    for (uint32_t i = 0; i < BROKER_WORKERS_MAX; i++)
        if (b->workers[i].live && jx_route_eq(&b->workers[i].route, route)) return &b->workers[i];
    return NULL;
}

/* The last activation before the record at `first`: in force for it, unless its rules are refused,
 * which the workers find out. */
static uint64_t pack_before(const struct broker *b, uint64_t first)
{
    for (uint32_t i = b->pack_count; i > 0; i--)
        if (b->packs[i - 1] < first) return b->packs[i - 1];
    return 0;
}

/* Kept in order; what adjoins is joined, so that there are never more ranges than leases were ever
 * open at once, and one. */
static void add_redo(struct broker *b, uint64_t first, uint32_t count)
{
    for (uint32_t i = 0; i < b->redo_count; i++) {
        struct range *r = &b->redo[i];
        bool before = first + count == r->first, behind = r->first + r->count == first;
        if (!before && !behind) continue;
        r->count += count;
        if (before) r->first = first;
        return;
    }
    /* Ranges come from lost leases, and one from a batch cut short: new ones are only begun when
     * none is left to do again. */
    assert(b->redo_count < 2 * LEASES_MAX);
    uint32_t at = b->redo_count++;
    for (; at > 0 && b->redo[at - 1].first > first; at--)
        b->redo[at] = b->redo[at - 1];
    b->redo[at] = (struct range){first, count};
}

/* Leaves out what the store has meanwhile; false when nothing is left of it. */
static bool trim_range(struct range *r, uint64_t done)
{
    uint64_t end = r->first + r->count;
    if (end <= done + 1) return false;
    if (r->first <= done) {
        r->count = (uint32_t)(end - (done + 1));
        r->first = done + 1;
    }
    return true;
}

static bool take_redo(struct broker *b, struct range *out)
{
    while (b->redo_count > 0) {
        struct range *first = &b->redo[0];
        *out = *first;
        bool some = trim_range(out, b->done);
        if (some && out->count > BROKER_BATCH_RECORDS) {
            *first = (struct range){out->first + BROKER_BATCH_RECORDS,
                                    out->count - BROKER_BATCH_RECORDS};
            out->count = BROKER_BATCH_RECORDS;
            return true;
        }
        memmove(b->redo, b->redo + 1, --b->redo_count * sizeof b->redo[0]);
        if (some) return true;
    }
    return false;
}

/* The next records to lease: what has to be done again first, since everything later waits for it.
 */
static bool next_range(struct broker *b, struct range *out)
{
    if (take_redo(b, out)) return true;
    if (b->next <= b->done) b->next = b->done + 1;
    if (b->next > b->last) return false;
    uint64_t left = b->last - b->next + 1;
    *out = (struct range){b->next,
                          left < BROKER_BATCH_RECORDS ? (uint32_t)left : BROKER_BATCH_RECORDS};
    b->next += out->count;
    return true;
}

static struct lease *free_lease(struct broker *b)
{
    for (uint32_t i = 0; i < LEASES_MAX; i++)
        if (b->leases[i].id == 0) return &b->leases[i];
    return NULL;
}

/* The live worker with the most room, so that work spreads; NULL when none has any. The batch that
 * everything waits for (`urgent`) goes to a worker whose credit is used up too: what fills it may
 * be waiting for just that batch, which a worker that died took with it. */
static struct worker *idle_worker(struct broker *b, bool urgent)
{
    struct worker *best = NULL;
    uint64_t most = 0;
    for (uint32_t i = 0; i < BROKER_WORKERS_MAX; i++) {
        struct worker *w = &b->workers[i];
        uint64_t slots = w->credit + (urgent && w->credit > 0 ? 1 : 0);
        if (!w->live || w->given >= slots || slots - w->given <= most) continue;
        most = slots - w->given;
        best = w;
    }
    return best;
}

static bool lease_one(struct step *s)
{
    struct broker *b = s->b;
    struct lease *l = free_lease(b);
    struct range r;
    if (!l || !next_range(b, &r)) return false;
    struct worker *w = idle_worker(b, r.first <= b->done + 1);
    if (!w) {
        add_redo(b, r.first, r.count);
        return false;
    }
    w->given++;
    w->given_ms = s->now_ms;
    *l = (struct lease){.id = b->next_lease++,
                        .worker = (uint32_t)(w - b->workers),
                        .first = r.first,
                        .count = r.count,
                        .open = true,
                        .given_ms = s->now_ms};
    b->counts.leases++;
    struct broker_action *a = add_action(s, BROKER_LEASE, &w->route);
    a->lease = l->id;
    a->position = r.first;
    a->count = r.count;
    a->pack_position = pack_before(b, r.first);
    return true;
}

/* Gives out what can be given out. Nothing before a worker has told where the store stands. */
static void pump(struct step *s)
{
    if (!s->b->knows_done) return;
    while (s->count < BROKER_ACTIONS_MAX / 2)
        if (!lease_one(s)) break;
}

static struct lease *lease_of(struct broker *b, uint64_t id)
{
    for (uint32_t i = 0; i < LEASES_MAX; i++)
        if (id != 0 && b->leases[i].id == id) return &b->leases[i];
    return NULL;
}

/* The batch held fewer records than meant (their bytes were too many): the rest is leased again. */
static void leased(struct step *s, const struct broker_event *ev)
{
    struct broker *b = s->b;
    struct lease *l = lease_of(b, ev->lease);
    if (!l || !l->open) return;
    l->open = false;
    assert(ev->count <= l->count);
    uint32_t rest = l->count - ev->count;
    uint64_t behind = l->first + ev->count;
    l->count = ev->count;
    if (ev->count == 0) {
        b->workers[l->worker].given--;
        l->id = 0;
    }
    if (rest > 0) add_redo(b, behind, rest);
    if (ev->count > 0) pump(s); /* nothing sent: wait for the next event rather than try for ever */
}

static void expire(struct broker *b, struct lease *l)
{
    struct range r = {l->first, l->count};
    l->id = 0;
    b->counts.expired++;
    add_redo(b, r.first, r.count);
}

/* A worker that was lost: its leases go to others, its queries' askers are told. */
static void lose_worker(struct step *s, struct worker *w)
{
    struct broker *b = s->b;
    uint32_t index = (uint32_t)(w - b->workers);
    for (uint32_t i = 0; i < LEASES_MAX; i++)
        if (b->leases[i].id != 0 && b->leases[i].worker == index) expire(b, &b->leases[i]);
    for (uint32_t i = 0; i < BROKER_ASKS_MAX; i++)
        if (b->asks[i].token && jx_route_eq(&b->asks[i].worker, &w->route))
            b->asks[i].until_ms = 0; /* the next tick refuses it */
    w->live = false;
}

/* The fold of another journal, or of more than this one still has. */
static bool is_foreign_store(const struct broker *b, const struct jx_msg_hello *h)
{
    bool other_journal = h->journal.len > 0 &&
                         !jx_slice_eq(h->journal, jx_slice_at(b->journal, JX_JOURNAL_ID_BYTES));
    return other_journal || h->position > b->last;
}

/* A HELLO may tell a position of a moment ago. One of long ago waited in a queue, or its sender was
 * stopped: the next one tells where the store is now. A store that is not the one the others share
 * stays behind, and its worker is never taken on. */
static bool is_behind(const struct broker *b, const struct jx_msg_hello *h)
{
    return h->position < b->done_before && broker_workers(b) > 0;
}

/* What the store has is the workers' word. It can lie behind what they said before: the store was
 * restored or is being built again, and everything after it is leased once more. */
static void set_position(struct broker *b, uint64_t position)
{
    bool others = broker_workers(b) > 1;
    if (b->knows_done && position < b->done && others) return; /* read before they went on */
    if (position < b->done) {
        b->next = position + 1;
        b->redo_count = 0;
        b->done_before = b->done_lately = position;
    }
    b->done = position;
    b->knows_done = true;
}

static void hello(struct step *s, const struct broker_event *ev, const struct jx_message *m)
{
    struct broker *b = s->b;
    const struct jx_msg_hello *h = &m->hello;
    struct worker *w = worker_of(b, &ev->route);
    if (w) lose_worker(s, w);
    if (is_foreign_store(b, h)) {
        refuse(s, &ev->route, m->correlation, JX_E_CORRUPT);
        return;
    }
    if (is_behind(b, h)) {
        refuse(s, &ev->route, m->correlation, JX_E_BUSY);
        pump(s);
        return;
    }
    for (uint32_t i = 0; !w && i < BROKER_WORKERS_MAX; i++)
        if (!b->workers[i].live) w = &b->workers[i];
    if (!w) {
        refuse(s, &ev->route, m->correlation, JX_E_BUSY);
        return;
    }
    *w = (struct worker){.live = true,
                         .route = ev->route,
                         .heard_ms = s->now_ms,
                         .credit = h->credit < CREDIT_MAX ? h->credit : CREDIT_MAX};
    set_position(b, h->position);
    struct jx_message answer = {.kind = JX_MSG_welcome, .correlation = m->correlation};
    answer.welcome.journal = jx_slice_at(b->journal, JX_JOURNAL_ID_BYTES);
    answer.welcome.beat_ms = BROKER_BEAT_MS;
    answer.welcome.lease_ms = BROKER_LEASE_MS;
    send_message(s, &ev->route, &answer);
    pump(s);
}

/* Leases whose records the store has are over, whoever committed them. The worker that held one
 * still has the batch, and answers it: only then is there room for another. */
static void advance(struct step *s, uint64_t position)
{
    struct broker *b = s->b;
    if (position > b->done) {
        b->done = position;
        b->done_ms = s->now_ms;
    }
    for (uint32_t i = 0; i < LEASES_MAX; i++) {
        struct lease *l = &b->leases[i];
        if (l->id != 0 && !l->open && l->first + l->count <= b->done + 1) l->id = 0;
    }
}

/* The batch that everything waits for was given out long ago and nothing came of it, though its
 * worker lives: a message was lost on the way. Giving it out again is harmless, it is folded once.
 */
static void expire_stuck(struct step *s)
{
    struct broker *b = s->b;
    for (uint32_t i = 0; i < LEASES_MAX; i++) {
        struct lease *l = &b->leases[i];
        if (l->id == 0 || l->open || l->first > b->done + 1) continue;
        int64_t since = l->given_ms > b->done_ms ? l->given_ms : b->done_ms;
        if (s->now_ms - since > BROKER_STUCK_MS) expire(b, l);
    }
}

/* Tells whoever holds the next batch that its turn has come. */
static void tell_turn(struct step *s)
{
    struct broker *b = s->b;
    for (uint32_t i = 0; i < LEASES_MAX; i++) {
        const struct lease *l = &b->leases[i];
        if (l->id == 0 || l->open || l->first > b->done + 1) continue;
        struct jx_message m = {.kind = JX_MSG_turn};
        m.turn.position = b->done;
        send_message(s, &b->workers[l->worker].route, &m);
    }
}

static void tell_outcome(struct step *s, uint64_t position, struct jx_slice outcome)
{
    struct broker *b = s->b;
    struct waiting_outcome *o = &b->outcomes[position % OUTCOMES_MAX];
    if (position == 0 || o->position != position) return;
    struct jx_message m = {.kind = JX_MSG_outcome};
    m.outcome.id = o->id;
    m.outcome.position = position;
    m.outcome.outcome = outcome;
    o->position = 0;
    send_message(s, &o->route, &m);
}

static void done(struct step *s, const struct broker_event *ev, const struct jx_message *m)
{
    struct broker *b = s->b;
    struct worker *w = worker_of(b, &ev->route);
    if (!w || m->done.position > b->last) {
        refuse(s, &ev->route, m->correlation, JX_E_PROTOCOL);
        return;
    }
    w->heard_ms = s->now_ms;
    for (uint32_t i = 0; i < m->done.outcomes.count; i++)
        tell_outcome(s, m->done.first + i, m->done.outcomes.items[i]);
    if (w->given > 0) w->given--;
    advance(s, m->done.position);
    tell_turn(s);
    pump(s);
}

/* A beat says how many batches the worker has room for. Once nothing was sent to it for so long
 * that nothing can still be on its way, what it holds is all it was given and has not answered:
 * answers that were lost no longer count against it. */
static void settle_credit(struct step *s, struct worker *w, uint64_t room)
{
    if (s->now_ms - w->given_ms <= BROKER_LEASE_MS) return;
    /* Full with or without the one it takes beyond its credit: that is not said. */
    bool full = room == 0;
    if (!full)
        w->given = room < w->credit ? w->credit - room : 0;
    else if (w->given < w->credit)
        w->given = w->credit;
}

static void beat(struct step *s, const struct broker_event *ev, const struct jx_message *m)
{
    struct broker *b = s->b;
    struct worker *w = worker_of(b, &ev->route);
    if (!w) {
        /* Taken for dead, or of a broker that was started again: it introduces itself anew. */
        refuse(s, &ev->route, m->correlation, JX_E_NOT_FOUND);
        return;
    }
    w->heard_ms = s->now_ms;
    if (m->beat.position <= b->last && m->beat.position > b->done) {
        advance(s, m->beat.position);
        tell_turn(s);
    }
    settle_credit(s, w, m->beat.credit);
    pump(s);
}

static void bye(struct step *s, const struct broker_event *ev)
{
    struct worker *w = worker_of(s->b, &ev->route);
    if (w) lose_worker(s, w);
    pump(s);
}

/* ---- queries ---- */

static struct worker *worker_for_query(struct broker *b)
{
    struct worker *best = NULL;
    for (uint32_t i = 0; i < BROKER_WORKERS_MAX; i++) {
        struct worker *w = &b->workers[i];
        if (w->live && (!best || w->asks < best->asks)) best = w;
    }
    return best;
}

static struct waiting_ask *ask_of(struct broker *b, uint64_t token)
{
    struct waiting_ask *a = &b->asks[token % BROKER_ASKS_MAX];
    return token != 0 && a->token == token ? a : NULL;
}

/* The place of the next token that has one; a query that takes long does not hold up the others. */
static struct waiting_ask *free_ask(struct broker *b)
{
    for (uint32_t i = 0; i < BROKER_ASKS_MAX; i++, b->next_token++) {
        struct waiting_ask *q = &b->asks[b->next_token % BROKER_ASKS_MAX];
        if (b->next_token != 0 && q->token == 0) return q;
    }
    return NULL;
}

static void ask(struct step *s, const struct broker_event *ev, const struct jx_principal *p,
                const struct jx_message *m)
{
    struct broker *b = s->b;
    struct worker *w = worker_for_query(b);
    struct waiting_ask *q = free_ask(b);
    if (!w || !q) {
        refuse(s, &ev->route, m->correlation, w ? JX_E_BUSY : JX_E_NO_WORKER);
        return;
    }
    *q = (struct waiting_ask){.token = b->next_token++,
                              .asker = ev->route,
                              .worker = w->route,
                              .correlation_len = (uint8_t)m->correlation.len,
                              .until_ms = s->now_ms + BROKER_ASK_MS};
    memcpy(q->correlation, m->correlation.ptr, m->correlation.len);
    w->asks++;
    b->counts.asks++;
    struct jx_message to = {.kind = JX_MSG_ask};
    to.ask.token = q->token;
    to.ask.key = jx_slice_at(p->key, JX_KEY_BYTES);
    to.ask.unit = p->unit;
    to.ask.roles = p->roles;
    to.ask.name = m->query.name;
    to.ask.arguments = m->query.arguments;
    send_message(s, &w->route, &to);
}

static void reply(struct step *s, const struct broker_event *ev, const struct jx_message *m)
{
    struct broker *b = s->b;
    struct waiting_ask *q = ask_of(b, m->reply.token);
    if (!q || !jx_route_eq(&q->worker, &ev->route)) return; /* too late, or not its own */
    struct jx_slice correlation = jx_slice_at(q->correlation, q->correlation_len);
    jx_status status = jx_status_of_name(m->reply.status.ptr, m->reply.status.len);
    q->token = 0;
    if (status != JX_OK) {
        refuse(s, &q->asker, correlation, status);
        return;
    }
    struct jx_message to = {.kind = JX_MSG_answer, .correlation = correlation};
    to.answer.body = m->reply.body;
    send_message(s, &q->asker, &to);
}

static void expire_asks(struct step *s)
{
    struct broker *b = s->b;
    for (uint32_t i = 0; i < BROKER_ASKS_MAX && s->count < BROKER_ACTIONS_MAX / 2; i++) {
        struct waiting_ask *q = &b->asks[i];
        if (q->token == 0 || q->until_ms > s->now_ms) continue;
        q->token = 0;
        refuse(s, &q->asker, jx_slice_at(q->correlation, q->correlation_len),
               worker_for_query(b) ? JX_E_BUSY : JX_E_NO_WORKER);
    }
}

/* ---- messages and time ---- */

static void ask_journal(struct step *s, const struct broker_event *ev, const struct jx_principal *p,
                        const struct jx_message *m)
{
    bool status = m->kind == JX_MSG_status;
    struct broker_action *a = add_action(s, status ? BROKER_STATUS : BROKER_FETCH, &ev->route);
    a->correlation = jx_arena_copy(&s->b->arena, m->correlation);
    a->done = s->b->done;
    a->asker = *p;
    if (status)
        a->id = m->status.id;
    else
        a->position = m->fetch.position;
    if (!status) a->pack_position = pack_before(s->b, m->fetch.position);
}

static void message(struct step *s, const struct broker_event *ev)
{
    struct jx_principal p;
    struct jx_message m;
    if (!registry_find(&s->b->registry, ev->key, &p)) {
        refuse(s, &ev->route, JX_LIT(""), JX_E_KEY_UNKNOWN);
        return;
    }
    jx_status rc = jx_message_decode(ev->bytes, &s->b->arena, &m);
    if (rc == JX_OK && !may_send_message(&p, m.kind)) rc = JX_E_REFUSED;
    if (rc != JX_OK) {
        refuse(s, &ev->route, m.correlation, rc);
        return;
    }
    switch (m.kind) {
    case JX_MSG_submit:
        take_act(s, ev, &p, &m);
        break;
    case JX_MSG_status:
    case JX_MSG_fetch:
        ask_journal(s, ev, &p, &m);
        break;
    case JX_MSG_query:
        ask(s, ev, &p, &m);
        break;
    case JX_MSG_hello:
        hello(s, ev, &m);
        break;
    case JX_MSG_done:
        done(s, ev, &m);
        break;
    case JX_MSG_reply:
        reply(s, ev, &m);
        break;
    case JX_MSG_beat:
        beat(s, ev, &m);
        break;
    case JX_MSG_bye:
        bye(s, ev);
        break;
    default: /* may_send_message() let nothing else through */
        break;
    }
}

static void tick(struct step *s)
{
    struct broker *b = s->b;
    bool beats = s->now_ms - b->beat_ms >= BROKER_BEAT_MS;
    if (beats) b->beat_ms = s->now_ms;
    if (s->now_ms - b->past_ms >= BROKER_PAST_MS) {
        b->past_ms = s->now_ms;
        b->done_before = b->done_lately;
        b->done_lately = b->done;
    }
    for (uint32_t i = 0; i < BROKER_WORKERS_MAX; i++) {
        struct worker *w = &b->workers[i];
        if (!w->live) continue;
        if (s->now_ms - w->heard_ms > BROKER_LEASE_MS) {
            lose_worker(s, w);
            continue;
        }
        struct jx_message m = {.kind = JX_MSG_beat};
        m.beat.position = b->done;
        if (beats) send_message(s, &w->route, &m);
    }
    expire_stuck(s);
    expire_asks(s);
    pump(s);
}

size_t broker_step(struct broker *b, const struct broker_event *ev, int64_t now_ms,
                   struct broker_action out[static BROKER_ACTIONS_MAX])
{
    struct step s = {.b = b, .now_ms = now_ms, .out = out};
    jx_arena_clear(&b->arena);
    switch (ev->kind) {
    case BROKER_MESSAGE:
        message(&s, ev);
        break;
    case BROKER_APPENDED:
        appended(&s, ev);
        break;
    case BROKER_REPLAYED:
        apply_act(b, ev->act, ev->position, ev->content);
        break;
    case BROKER_LEASED:
        leased(&s, ev);
        break;
    case BROKER_GONE:
        bye(&s, ev);
        break;
    case BROKER_TICK:
        tick(&s);
        break;
    }
    return s.count;
}
