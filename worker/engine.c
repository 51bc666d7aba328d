/* The worker's state machine. A batch comes, waits for its pack if that is not at hand, is judged,
 * waits for its turn, is folded, and its outcomes go back. */
#include "engine.h"

#include "store/contents.h"

#include <assert.h>
#include <stdlib.h>

/* A lease: records being judged or waiting for their turn. */
struct batch {
    bool used;
    uint64_t lease, first;
    uint64_t pack_position; /* activation in force for its first record; 0: none */
    uint32_t count;
    bool judged, folding;
    int64_t retry_ms;         /* not folded again before that */
    struct jx_arena arena;    /* its bytes and items */
    struct jx_slice *records; /* in the arena */
    struct store_item *items;
};

struct worker {
    uint8_t journal[JX_JOURNAL_ID_BYTES];
    bool has_journal;  /* the store is of that journal, or will be */
    uint64_t position; /* the store's, when it was last looked at: what the broker is told */
    uint64_t hint;     /* where the store is by anybody's word: whose turn it may be */
    uint64_t pid;
    bool welcome;
    int64_t hello_ms, heard_ms, beat_ms, beat_every_ms;
    struct batch batches[WORKER_SLOTS];
    struct packs packs;
    struct store_year_pack years[WORKER_YEARS_MAX];
    uint32_t year_count;
    uint64_t fetching; /* position of the activation or run asked for; 0: none */
    int64_t fetch_ms;
    struct worker_counts counts;
    struct jx_arena arena; /* what the actions of one step borrow from */
    struct jx_arena scratch;
    struct jx_buffer buffer;
};

struct step {
    struct worker *w;
    int64_t now_ms;
    struct worker_action *out;
    size_t count;
};

struct worker *worker_new(const uint8_t journal[JX_JOURNAL_ID_BYTES], uint64_t position,
                          uint64_t pid)
{
    struct worker *w = calloc(1, sizeof *w);
    if (!w) return NULL;
    memcpy(w->journal, journal, JX_JOURNAL_ID_BYTES);
    for (size_t i = 0; i < JX_JOURNAL_ID_BYTES; i++)
        w->has_journal |= journal[i] != 0;
    w->position = w->hint = position;
    w->pid = pid;
    w->hello_ms = INT64_MIN / 2;
    w->beat_every_ms = WORKER_HELLO_MS;
    jx_arena_init(&w->arena, JX_ARENA_BYTES_MAX);
    jx_arena_init(&w->scratch, JX_ARENA_BYTES_MAX);
    jx_buffer_init(&w->buffer, JX_MESSAGE_BYTES_MAX);
    return w;
}

static void drop_batch(struct batch *b)
{
    jx_arena_clear(&b->arena);
    *b = (struct batch){.used = false};
}

void worker_free(struct worker **worker)
{
    struct worker *w = *worker;
    *worker = NULL;
    if (!w) return;
    for (size_t i = 0; i < WORKER_SLOTS; i++)
        drop_batch(&w->batches[i]);
    packs_clear(&w->packs);
    jx_arena_clear(&w->arena);
    jx_arena_clear(&w->scratch);
    jx_buffer_clear(&w->buffer);
    free(w);
}

bool worker_welcome(const struct worker *w)
{
    return w->welcome;
}

struct worker_counts worker_counts(const struct worker *w)
{
    return w->counts;
}

/* ---- actions ---- */

static struct worker_action *add_action(struct step *s, enum worker_action_kind kind)
{
    assert(s->count < WORKER_ACTIONS_MAX);
    struct worker_action *a = &s->out[s->count++];
    *a = (struct worker_action){.kind = kind};
    return a;
}

static void stop(struct step *s, jx_status why)
{
    add_action(s, WORKER_STOP)->status = why;
}

static jx_status send_message(struct step *s, const struct jx_message *m)
{
    struct worker *w = s->w;
    jx_buffer_reset(&w->buffer);
    jx_status rc = jx_message_encode(m, &w->buffer);
    if (rc != JX_OK) return rc;
    struct jx_slice bytes = jx_arena_copy(&w->arena, jx_buffer_slice(&w->buffer));
    if (jx_is_absent(bytes)) return jx_arena_failure(&w->arena);
    add_action(s, WORKER_SEND)->bytes = bytes;
    return JX_OK;
}

/* The room it tells of; the last slot is kept for the batch that the others wait for. */
static uint32_t credit(const struct worker *w)
{
    uint32_t used = 0;
    for (size_t i = 0; i < WORKER_SLOTS; i++)
        used += w->batches[i].used;
    return used < WORKER_CREDIT ? WORKER_CREDIT - used : 0;
}

/* Introduces itself, and lets go of what it held: the broker leases it anew. */
static void say_hello(struct step *s)
{
    struct worker *w = s->w;
    for (size_t i = 0; i < WORKER_SLOTS; i++)
        if (w->batches[i].used && !w->batches[i].folding) drop_batch(&w->batches[i]);
    w->welcome = false;
    w->hint = w->position;
    w->fetching = 0;
    w->hello_ms = s->now_ms;
    w->counts.hellos++;
    /* Numbered, so that only the answer to this one counts. */
    struct jx_message m = {.kind = JX_MSG_hello,
                           .correlation = jx_slice_at(&w->counts.hellos, sizeof w->counts.hellos)};
    m.hello.position = w->position;
    m.hello.credit = credit(w);
    m.hello.pid = w->pid;
    if (w->has_journal) m.hello.journal = jx_slice_at(w->journal, JX_JOURNAL_ID_BYTES);
    send_message(s, &m);
}

/* ---- judging ---- */

static struct batch *lowest_batch(struct worker *w, bool judged)
{
    struct batch *low = NULL;
    for (size_t i = 0; i < WORKER_SLOTS; i++) {
        struct batch *b = &w->batches[i];
        if (b->used && b->judged == judged && (!low || b->first < low->first)) low = b;
    }
    return low;
}

static const struct item_pack no_pack;

/* Of the years that have packs of their own; `in_force` is the last to be forgotten. */
static void find_year_packs(struct worker *w, uint64_t in_force,
                            struct item_year_pack years[WORKER_YEARS_MAX])
{
    for (uint32_t i = 0; i < w->year_count; i++) {
        const struct known_pack *k = packs_find(&w->packs, w->years[i].run);
        years[i] = (struct item_year_pack){w->years[i].year, k ? &k->pack : &no_pack};
    }
    (void)packs_find(&w->packs, in_force);
}

/* Under the pack that was activated at that position, or none. */
static jx_status judge_records(struct worker *w, struct batch *b, uint64_t in_force)
{
    const struct known_pack *known = packs_find(&w->packs, in_force);
    const struct item_pack *pack = known ? &known->pack : &no_pack;
    struct item_year_pack years[WORKER_YEARS_MAX];
    find_year_packs(w, in_force, years);
    for (uint32_t i = 0; i < b->count; i++) {
        const struct item_packs packs = {pack, years, w->year_count};
        jx_status rc = item_make_by_year(b->records[i], &packs, &b->arena, &w->scratch,
                                         &b->items[i]);
        jx_arena_reset(&w->scratch);
        if (rc == JX_OK) rc = content_pack(b->items[i].content, &b->arena, &b->items[i].packed);
        if (rc != JX_OK) return rc;
        if (b->items[i].entry.position != b->first + i) return JX_E_CORRUPT;
        w->counts.judged++;
        if (b->items[i].entry.kind != JX_ACT_PACK) continue;
        /* From here on the pack that was just activated is in force, unless it is refused. */
        struct known_pack *k;
        find_year_packs(w, in_force, years); /* not to be forgotten */
        rc = packs_learn(&w->packs, JX_ACT_PACK, b->first + i, in_force, b->items[i].content, &k);
        if (rc != JX_OK) return rc;
        if (!k->pack.pack) continue;
        in_force = k->position;
        pack = &k->pack;
    }
    b->judged = true;
    return JX_OK;
}

static void fetch(struct step *s, uint64_t position)
{
    if (s->w->fetching == position && s->now_ms - s->w->fetch_ms < WORKER_FETCH_MS) return;
    s->w->fetching = position;
    s->w->fetch_ms = s->now_ms;
    struct jx_message m = {.kind = JX_MSG_fetch};
    m.fetch.position = position;
    send_message(s, &m);
}

/* The first of the years' packs that is not at hand; 0: none. */
static uint64_t missing_year_pack(struct worker *w)
{
    for (uint32_t i = 0; i < w->year_count; i++)
        if (!packs_find(&w->packs, w->years[i].run)) return w->years[i].run;
    return 0;
}

/* Judges what can be judged, lowest first, and asks for the pack of what cannot. */
static void judge_batches(struct step *s)
{
    struct worker *w = s->w;
    struct batch *b;
    while ((b = lowest_batch(w, false))) {
        uint64_t in_force = b->pack_position;
        uint64_t wanted = missing_year_pack(w);
        if (!packs_in_force(&w->packs, &in_force) && in_force != 0) wanted = in_force;
        if (wanted) {
            fetch(s, wanted);
            return;
        }
        jx_status rc = judge_records(w, b, in_force);
        if (rc == JX_E_NO_MEMORY || rc == JX_E_TOO_LARGE) return; /* again at the next tick */
        if (rc != JX_OK) {
            stop(s, rc);
            return;
        }
    }
}

/* ---- folding ---- */

static void fold_next(struct step *s)
{
    struct worker *w = s->w;
    struct batch *b = lowest_batch(w, true);
    bool ready = b && !b->folding && b->first <= w->hint + 1 && s->now_ms >= b->retry_ms;
    if (!ready) return;
    b->folding = true;
    struct worker_action *a = add_action(s, WORKER_FOLD);
    a->items = b->items;
    a->count = b->count;
    a->journal = w->journal;
}

static struct batch *folding_batch(struct worker *w)
{
    for (size_t i = 0; i < WORKER_SLOTS; i++)
        if (w->batches[i].used && w->batches[i].folding) return &w->batches[i];
    return NULL;
}

static void report_done(struct step *s, const struct batch *b, const struct jx_outcome *outcomes)
{
    struct worker *w = s->w;
    struct jx_slice *bins = jx_arena_array(&w->arena, b->count, sizeof *bins);
    struct jx_message m = {.kind = JX_MSG_done};
    m.done.lease = b->lease;
    m.done.first = b->first;
    m.done.position = w->position;
    for (uint32_t i = 0; bins && i < b->count; i++) {
        bins[i] = JX_LIT("");
        if (!jx_has_outcome(b->items[i].entry.kind)) continue;
        jx_buffer_reset(&w->buffer);
        if (jx_outcome_encode(&outcomes[i], &w->buffer) == JX_OK)
            bins[i] = jx_arena_copy(&w->arena, jx_buffer_slice(&w->buffer));
    }
    if (bins) m.done.outcomes = (struct jx_bins){bins, b->count};
    send_message(s, &m);
}

/* It can be an older one than before: somebody put it back, or what was not synced was lost. */
static void look_at_store(struct worker *w, uint64_t position)
{
    w->position = position;
    if (position > w->hint) w->hint = position;
}

/* Its year has another pack than it was judged under; everything that waits is judged again. */
static void judge_again(struct worker *w, const struct worker_event *ev)
{
    w->year_count = ev->year_count < WORKER_YEARS_MAX ? ev->year_count : WORKER_YEARS_MAX;
    if (w->year_count) memcpy(w->years, ev->years, w->year_count * sizeof *w->years);
    for (size_t i = 0; i < WORKER_SLOTS; i++)
        w->batches[i].judged = false;
}

static void folded(struct step *s, const struct worker_event *ev)
{
    struct worker *w = s->w;
    struct batch *b = folding_batch(w);
    assert(b);
    b->folding = false;
    look_at_store(w, ev->position);
    switch (ev->status) {
    case JX_OK:
        w->counts.folded += b->count;
        w->has_journal = true;
        report_done(s, b, ev->outcomes);
        drop_batch(b);
        break;
    case JX_E_NO_PACK:
        judge_again(w, ev);
        break;
    case JX_E_BUSY: /* not its turn */
    case JX_E_DISK_FULL:
    case JX_E_STORE_FULL:
    case JX_E_NO_MEMORY:
        w->counts.waits++;
        b->retry_ms = s->now_ms + (ev->status == JX_E_BUSY ? 0 : WORKER_RETRY_MS);
        break;
    default:
        stop(s, ev->status);
        return;
    }
    judge_batches(s);
    if (ev->status == JX_OK || ev->status == JX_E_NO_PACK) fold_next(s);
}

/* ---- messages ---- */

static jx_status copy_records(struct batch *b, const struct jx_bins *records)
{
    b->count = records->count;
    b->records = jx_arena_array(&b->arena, b->count, sizeof *b->records);
    b->items = jx_arena_array(&b->arena, b->count, sizeof *b->items);
    if (!b->records || !b->items) return jx_arena_failure(&b->arena);
    for (uint32_t i = 0; i < b->count; i++) {
        b->records[i] = jx_arena_copy(&b->arena, records->items[i]);
        if (jx_is_absent(b->records[i])) return jx_arena_failure(&b->arena);
    }
    return JX_OK;
}

/* With every slot taken, the highest batch gives way to one that has to be folded before it: the
 * broker leases it again. NULL when none is higher. */
static struct batch *give_way(struct worker *w, uint64_t first)
{
    struct batch *high = &w->batches[0];
    for (size_t i = 1; i < WORKER_SLOTS; i++)
        if (w->batches[i].first > high->first) high = &w->batches[i];
    if (high->first <= first || high->folding) return NULL;
    drop_batch(high);
    return high;
}

/* Records that it holds come again under another lease when the broker had no word of them. */
static bool holds_already(struct worker *w, const struct jx_msg_batch *m)
{
    for (size_t i = 0; i < WORKER_SLOTS; i++) {
        struct batch *b = &w->batches[i];
        bool covers = b->first <= m->first && b->first + b->count >= m->first + m->records.count;
        if (!b->used || !covers) continue;
        b->lease = m->lease;
        return true;
    }
    return false;
}

static void take_batch(struct step *s, const struct jx_msg_batch *m)
{
    struct worker *w = s->w;
    struct batch *b = NULL;
    if (holds_already(w, m)) return;
    for (size_t i = 0; i < WORKER_SLOTS; i++)
        if (!w->batches[i].used) b = &w->batches[i];
    if (!b) b = give_way(w, m->first);
    if (!b || m->records.count == 0) return; /* more than it has credit for: the lease expires */
    *b = (struct batch){.used = true,
                        .lease = m->lease,
                        .first = m->first,
                        .pack_position = m->pack_position,
                        .retry_ms = INT64_MIN};
    jx_arena_init(&b->arena, JX_ARENA_BYTES_MAX);
    if (copy_records(b, &m->records) != JX_OK) {
        drop_batch(b);
        say_hello(s); /* gives the lease back */
        return;
    }
    w->counts.batches++;
    judge_batches(s);
    fold_next(s);
}

static void take_record(struct step *s, const struct jx_msg_record *m)
{
    struct worker *w = s->w;
    struct jx_record r;
    struct known_pack *k;
    if (jx_record_decode(m->record, &r) != JX_OK || r.entry.position != w->fetching) return;
    if (m->pack_position >= r.entry.position) return;
    if (packs_learn(&w->packs, r.entry.kind, r.entry.position, m->pack_position, r.content, &k) !=
        JX_OK)
        return;
    w->fetching = 0;
    judge_batches(s);
    fold_next(s);
}

static void take_welcome(struct step *s, struct jx_slice correlation,
                         const struct jx_msg_welcome *m)
{
    struct worker *w = s->w;
    /* Only the answer to the last HELLO: batches that came with an earlier one are leased anew. */
    if (!jx_slice_eq(correlation, jx_slice_at(&w->counts.hellos, sizeof w->counts.hellos))) return;
    if (m->journal.len != JX_JOURNAL_ID_BYTES) return;
    memcpy(w->journal, m->journal.ptr, JX_JOURNAL_ID_BYTES);
    w->welcome = true;
    if (m->beat_ms >= 10 && m->beat_ms <= 60000) w->beat_every_ms = (int64_t)m->beat_ms;
}

static void take_ask(struct step *s, const struct jx_msg_ask *m)
{
    struct worker_action *a = add_action(s, WORKER_ANSWER);
    a->token = m->token;
    a->principal.unit = m->unit;
    a->principal.roles = (uint32_t)m->roles;
    if (m->key.len == JX_KEY_BYTES) memcpy(a->principal.key, m->key.ptr, JX_KEY_BYTES);
    a->name = m->name;
    a->arguments = m->arguments;
    s->w->counts.answers++;
}

/* The store went on, by whoever's hand: perhaps it is this worker's turn now. */
static void advance(struct step *s, uint64_t position)
{
    struct worker *w = s->w;
    if (position > w->hint) w->hint = position;
    fold_next(s);
}

static void take_refusal(struct step *s, const struct jx_msg_refusal *m)
{
    jx_status why = jx_status_of_name(m->status.ptr, m->status.len);
    if (why == JX_E_NOT_FOUND || why == JX_E_BUSY || why == JX_E_PROTOCOL) {
        if (s->w->welcome) say_hello(s); /* the broker was started again, or took it for dead */
        return;
    }
    stop(s, why);
}

static void message(struct step *s, const struct worker_event *ev)
{
    struct jx_message m;
    look_at_store(s->w, ev->position);
    if (jx_message_decode(ev->bytes, &s->w->arena, &m) != JX_OK) return;
    s->w->heard_ms = s->now_ms;
    switch (m.kind) {
    case JX_MSG_welcome:
        take_welcome(s, m.correlation, &m.welcome);
        break;
    case JX_MSG_batch:
        if (s->w->welcome) take_batch(s, &m.batch);
        break;
    case JX_MSG_record:
        take_record(s, &m.record);
        break;
    case JX_MSG_turn:
        advance(s, m.turn.position);
        break;
    case JX_MSG_beat:
        advance(s, m.beat.position);
        break;
    case JX_MSG_ask:
        take_ask(s, &m.ask);
        break;
    case JX_MSG_refusal:
        take_refusal(s, &m.refusal);
        break;
    default: /* nothing else is meant for a worker */
        break;
    }
}

static void answered(struct step *s, const struct worker_event *ev)
{
    struct jx_message m = {.kind = JX_MSG_reply};
    m.reply.token = ev->token;
    m.reply.status = jx_slice_of(jx_status_name(ev->status));
    if (ev->status == JX_OK) m.reply.body = ev->body;
    if (send_message(s, &m) == JX_OK) return;
    m.reply.status = jx_slice_of(jx_status_name(JX_E_TOO_LARGE));
    m.reply.body = JX_ABSENT;
    send_message(s, &m);
}

static void say_beat(struct step *s, const struct store_facts *facts)
{
    struct worker *w = s->w;
    struct jx_message m = {.kind = JX_MSG_beat};
    m.beat.position = w->position;
    m.beat.credit = credit(w);
    m.beat.writer_pid = facts->writer_pid;
    m.beat.used_bytes = facts->used_bytes;
    m.beat.map_bytes = facts->map_bytes;
    m.beat.disk_free_bytes = facts->disk_free_bytes;
    m.beat.readers = facts->readers;
    w->beat_ms = s->now_ms;
    send_message(s, &m);
}

static void tick(struct step *s, const struct worker_event *ev)
{
    struct worker *w = s->w;
    look_at_store(w, ev->position);
    bool silent = w->welcome && s->now_ms - w->heard_ms > WORKER_SILENCE_MS;
    bool again = !w->welcome && s->now_ms - w->hello_ms > WORKER_HELLO_MS;
    if (silent || again) say_hello(s);
    if (w->welcome && s->now_ms - w->beat_ms >= w->beat_every_ms) say_beat(s, &ev->facts);
    judge_batches(s);
    fold_next(s);
}

size_t worker_step(struct worker *w, const struct worker_event *ev, int64_t now_ms,
                   struct worker_action out[static WORKER_ACTIONS_MAX])
{
    struct step s = {.w = w, .now_ms = now_ms, .out = out};
    jx_arena_reset(&w->arena);
    switch (ev->kind) {
    case WORKER_MESSAGE:
        message(&s, ev);
        break;
    case WORKER_FOLDED:
        folded(&s, ev);
        break;
    case WORKER_ANSWERED:
        answered(&s, ev);
        break;
    case WORKER_TICK:
        tick(&s, ev);
        break;
    }
    return s.count;
}
