/* Who works on which records: ranges of the journal, in order, each leased to one worker until its
 * records are in the store. */
#include "inside.h"

#include <assert.h>

uint64_t leases_pack_before(const struct broker *b, uint64_t first)
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

/* Holds a lease whose records are not in the store yet. */
static bool is_at_work(const struct broker *b, uint32_t worker)
{
    for (uint32_t i = 0; i < LEASES_MAX; i++)
        if (b->leases[i].id != 0 && b->leases[i].worker == worker) return true;
    return false;
}

static bool somebody_rests(const struct broker *b)
{
    for (uint32_t i = 0; i < BROKER_WORKERS_MAX; i++)
        if (b->workers[i].live && !is_at_work(b, i)) return true;
    return false;
}

/* The next records to lease: what has to be done again first, since everything later waits for it.
 * What is less than a whole batch gathers while every worker is at work: each batch is a commit,
 * however small, and commits are made one after another. */
static bool next_range(struct broker *b, struct range *out)
{
    if (take_redo(b, out)) return true;
    if (b->next <= b->done) b->next = b->done + 1;
    if (b->next > b->last) return false;
    uint64_t left = b->last - b->next + 1;
    if (left < BROKER_BATCH_RECORDS && !somebody_rests(b)) return false;
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

static void send_lease(struct step *s, struct worker *w, struct lease *l)
{
    w->given_ms = l->given_ms = s->now_ms;
    l->open = true;
    s->b->counts.leases++;
    struct broker_action *a = engine_add(s, BROKER_LEASE, &w->route);
    a->lease = l->id;
    a->position = l->first;
    a->count = l->count;
    a->pack_position = leases_pack_before(s->b, l->first);
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
    *l = (struct lease){.id = b->next_lease++,
                        .worker = (uint32_t)(w - b->workers),
                        .first = r.first,
                        .count = r.count};
    send_lease(s, w, l);
    return true;
}

void leases_pump(struct step *s)
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
void leases_sent(struct step *s, const struct broker_event *ev)
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
        if (b->workers[l->worker].given > 0) b->workers[l->worker].given--;
        l->id = 0;
    }
    if (rest > 0) add_redo(b, behind, rest);
    if (ev->count > 0)
        leases_pump(s); /* nothing sent: wait for the next event rather than try for ever */
}

static void expire(struct broker *b, struct lease *l)
{
    struct range r = {l->first, l->count};
    l->id = 0;
    b->counts.expired++;
    add_redo(b, r.first, r.count);
}

void leases_lose(struct broker *b, uint32_t worker)
{
    for (uint32_t i = 0; i < LEASES_MAX; i++)
        if (b->leases[i].id != 0 && b->leases[i].worker == worker) expire(b, &b->leases[i]);
}

/* Leases whose records the store has are over, whoever committed them. The worker that held one
 * still has the batch, and answers it: only then is there room for another. */
void leases_advance(struct step *s, uint64_t position)
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
 * Where nobody has room for it, its worker gets it once more: either it never had it, so the room
 * that counts as taken is there, or it has it, and takes it once. */
void leases_expire_stuck(struct step *s)
{
    struct broker *b = s->b;
    for (uint32_t i = 0; i < LEASES_MAX && s->count < BROKER_ACTIONS_MAX / 2; i++) {
        struct lease *l = &b->leases[i];
        if (l->id == 0 || l->open || l->first > b->done + 1) continue;
        int64_t since = l->given_ms > b->done_ms ? l->given_ms : b->done_ms;
        if (s->now_ms - since <= BROKER_STUCK_MS) continue;
        if (idle_worker(b, true))
            expire(b, l);
        else
            send_lease(s, &b->workers[l->worker], l);
    }
}

/* Tells whoever holds the next batch that its turn has come. */
void leases_tell_turn(struct step *s)
{
    struct broker *b = s->b;
    for (uint32_t i = 0; i < LEASES_MAX; i++) {
        const struct lease *l = &b->leases[i];
        if (l->id == 0 || l->open || l->first > b->done + 1) continue;
        struct jx_message m = {.kind = JX_MSG_turn};
        m.turn.position = b->done;
        engine_send(s, &b->workers[l->worker].route, &m);
    }
}
