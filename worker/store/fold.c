/* The fold: what each journal record does to the store. A record is first decided upon, by reading
 * only, and then carried out; a batch is one transaction. */
#include "inside.h"
#include "tally.h"

#include <assert.h>

struct fold {
    struct kv_tx *tx;
    struct jx_buffer room[2];
    struct tally tally; /* what the document at hand changes */
};

/* What becomes of a submission, before anything is written. */
struct decision {
    enum jx_state state;
    jx_status why;
    uint64_t line, base; /* as in struct row_document */
    uint64_t parent;     /* position of a known parent; 0 when there is none */
    uint64_t
        replaces; /* position of the version that stops counting when this one starts; 0: none */
    struct row_document document;
};

/* ---- deciding ---- */

/* Places the submission in its parent's line. `why` tells what forbids revising that parent; JX_OK
 * when nothing does. */
static jx_status find_line(struct fold *f, struct decision *d, jx_status *why)
{
    struct row_document parent;
    struct row_result result, first;
    uint64_t at = 0;
    *why = JX_E_PARENT_UNKNOWN;
    jx_status rc = position_get(f->tx, TABLE_IDS, &d->document.parent, &at);
    if (rc == JX_E_NOT_FOUND) return JX_OK;
    if (rc == JX_OK) rc = row_must(document_get(f->tx, at, &parent));
    if (rc != JX_OK) return rc;
    if (!jx_slice_eq(parent.unit, d->document.unit)) return JX_OK;
    rc = row_must(result_get(f->tx, at, &result));
    if (rc == JX_OK) rc = row_must(result_get(f->tx, parent.line, &first));
    if (rc != JX_OK) return rc;
    d->parent = at;
    d->line = parent.line;
    d->base = result.counted ? at : parent.base;
    /* The line may have moved on past a parent that never counted: a second correction of a
     * rejected one, say. Were it let in, two versions of one document would count. */
    bool stale = result.has_successor || d->base != first.head;
    *why = stale ? JX_E_PARENT_STALE : JX_OK;
    if (!stale) d->replaces = first.head;
    return JX_OK;
}

static jx_status find_holder(struct fold *f, const struct jx_hash *key, uint64_t *position)
{
    *position = 0;
    jx_status rc = position_get(f->tx, TABLE_KEYS, key, position);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

/* Fills the tally with the new values of every aggregate that would change. */
static jx_status count_change(struct fold *f, const struct decision *d, const struct store_item *it)
{
    struct row_document before;
    struct row_result result;
    tally_clear(&f->tally);
    jx_status rc = tally_document(&f->tally, &d->document, it->adds, 1);
    if (rc == JX_OK && d->replaces) {
        rc = row_must(document_get(f->tx, d->replaces, &before));
        if (rc == JX_OK) rc = row_must(result_get(f->tx, d->replaces, &result));
        if (rc == JX_OK) rc = tally_document(&f->tally, &before, result.adds, -1);
    }
    if (rc == JX_OK) rc = tally_load(&f->tally, f->tx);
    return rc;
}

static struct row_document document_of(const struct store_item *it)
{
    struct row_document d = {
        .id = it->entry.id,
        .parent = it->parent,
        .has_parent = it->has_parent,
        .time_ms = it->entry.time_ms,
        .form = it->header.form,
        .period = it->header.period,
        .unit = it->header.unit,
        .unit_name = it->unit_name,
        .project_name = it->project_name,
        .year = it->header.year,
    };
    memcpy(d.principal, it->entry.principal, JX_KEY_BYTES);
    return d;
}

static jx_status settle(struct decision *d, enum jx_state state, jx_status why)
{
    d->state = state;
    d->why = why;
    return JX_OK;
}

static jx_status decide(struct fold *f, const struct store_item *it, struct decision *d)
{
    jx_status why = JX_OK;
    uint64_t holder = 0;
    *d = (struct decision){.line = it->entry.position, .document = document_of(it)};
    jx_status rc = it->has_parent ? find_line(f, d, &why) : JX_OK;
    d->document.line = d->line;
    d->document.base = d->base;
    if (rc != JX_OK) return rc;
    if (it->outcome.state == JX_STATE_REJECTED)
        return settle(d, JX_STATE_REJECTED, it->outcome.status);
    if (why != JX_OK) return settle(d, JX_STATE_REJECTED, why);
    rc = find_holder(f, &it->key, &holder);
    if (rc != JX_OK) return rc;
    if (holder && holder != d->replaces) return settle(d, JX_STATE_CONFLICT, JX_CONFLICT);
    rc = count_change(f, d, it);
    if (rc != JX_OK) return rc;
    /* Refusing the whole batch would stop the county for one absurd figure. */
    if (!tally_fits(&f->tally)) return settle(d, JX_STATE_REJECTED, JX_E_OVERFLOW);
    return settle(d, JX_STATE_SCORED, JX_OK);
}

/* ---- carrying out ---- */

/* Positions of one line may coincide (the parent may be the line's first and the one that counts),
 * so each change reads the row as the one before left it. */
static jx_status stop_counting(struct fold *f, uint64_t position, const struct jx_hash *successor)
{
    struct row_result r;
    jx_status rc = row_must(result_get(f->tx, position, &r));
    if (rc == JX_OK) rc = kv_delete(f->tx, TABLE_KEYS, jx_hash_slice(&r.key));
    if (rc != JX_OK) return rc;
    r.outcome.state = JX_STATE_SUPERSEDED;
    r.has_successor = true;
    r.successor = *successor;
    return result_put(f->tx, position, &r, f->room);
}

static jx_status mark_parent(struct fold *f, uint64_t position, const struct jx_hash *successor)
{
    struct row_result r;
    jx_status rc = row_must(result_get(f->tx, position, &r));
    if (rc != JX_OK) return rc;
    if (r.outcome.state == JX_STATE_CONFLICT) {
        r.outcome.state = JX_STATE_SUPERSEDED;
        r.outcome.status = JX_OK;
    }
    r.has_successor = true;
    r.successor = *successor;
    return result_put(f->tx, position, &r, f->room);
}

static jx_status set_head(struct fold *f, uint64_t line, uint64_t position)
{
    struct row_result r;
    jx_status rc = row_must(result_get(f->tx, line, &r));
    r.head = position;
    return rc == JX_OK ? result_put(f->tx, line, &r, f->room) : rc;
}

static jx_status put_name(struct fold *f, const struct store_item *it)
{
    if (jx_is_blank(it->unit_name)) return JX_OK;
    const struct row_name n = {it->unit_name, it->entry.position};
    return name_put(f->tx, it->header.unit, &n, f->room);
}

static jx_status start_counting(struct fold *f, const struct store_item *it,
                                const struct decision *d)
{
    const uint64_t position = it->entry.position;
    const struct jx_hash *id = &it->entry.id;
    jx_status rc = d->replaces ? stop_counting(f, d->replaces, id) : JX_OK;
    if (rc == JX_OK && d->parent && d->parent != d->replaces) rc = mark_parent(f, d->parent, id);
    if (rc == JX_OK) rc = set_head(f, d->line, position);
    if (rc == JX_OK) rc = position_put(f->tx, TABLE_KEYS, &it->key, position, f->room);
    if (rc == JX_OK) rc = tally_store(&f->tally, f->tx, f->room);
    if (rc == JX_OK) rc = put_name(f, it);
    return rc;
}

static struct row_result result_of(const struct store_item *it, const struct decision *d)
{
    struct row_result r = {.outcome = it->outcome, .counted = d->state == JX_STATE_SCORED};
    if (d->why != it->outcome.status) {
        r.outcome.where[0] = '\0';
        r.outcome.limit = 0;
    }
    r.outcome.state = d->state;
    r.outcome.status = d->why;
    r.has_key = d->state != JX_STATE_REJECTED;
    if (!r.has_key) return r;
    r.key = it->key;
    memcpy(r.adds, it->adds, sizeof r.adds);
    return r;
}

static jx_status put_unit(struct fold *f, struct jx_slice unit, uint64_t position)
{
    struct key k = key_of_unit(unit);
    key_put_position(&k, position);
    return row_put(f->tx, TABLE_UNITS, key_slice(&k), JX_LIT(""), f->room);
}

static jx_status fold_new_submission(struct fold *f, const struct store_item *it,
                                     struct jx_outcome *out)
{
    struct decision d;
    const uint64_t position = it->entry.position;
    jx_status rc = decide(f, it, &d);
    if (rc != JX_OK) return rc;
    const struct row_result r = result_of(it, &d);
    rc = document_put(f->tx, position, &d.document, f->room);
    if (rc == JX_OK) rc = content_put(f->tx, position, it->content, f->room);
    if (rc == JX_OK) rc = result_put(f->tx, position, &r, f->room);
    if (rc == JX_OK) rc = position_put(f->tx, TABLE_IDS, &it->entry.id, position, f->room);
    if (rc == JX_OK) rc = put_unit(f, it->header.unit, position);
    if (rc == JX_OK && d.state == JX_STATE_SCORED) rc = start_counting(f, it, &d);
    *out = r.outcome;
    return rc;
}

static jx_status put_entry(struct fold *f, const struct jx_entry *e)
{
    struct key k = key_of_position(e->position);
    jx_buffer_reset(&f->room[0]);
    jx_status rc = jx_entry_encode(e, &f->room[0]);
    if (rc != JX_OK) return rc;
    return row_put(f->tx, TABLE_ACTS, key_slice(&k), jx_buffer_slice(&f->room[0]), &f->room[1]);
}

static jx_status fold_submission(struct fold *f, const struct store_item *it,
                                 struct jx_outcome *out)
{
    uint64_t first = 0;
    struct row_result r;
    jx_status rc = position_get(f->tx, TABLE_IDS, &it->entry.id, &first);
    if (rc == JX_E_NOT_FOUND) return fold_new_submission(f, it, out);
    /* The broker answers a repeated submission from its journal. Should one get in all the same, it
     * is the same submission: its position is accounted for and nothing else happens. */
    if (rc == JX_OK) rc = row_must(result_get(f->tx, first, &r));
    if (rc != JX_OK) return rc;
    *out = r.outcome;
    return put_entry(f, &it->entry);
}

static jx_status fold_pack(struct fold *f, const struct store_item *it)
{
    struct key k = key_of_position(it->entry.position);
    jx_status rc = put_entry(f, &it->entry);
    if (rc == JX_OK) rc = row_put(f->tx, TABLE_PACKS, key_slice(&k), JX_LIT(""), f->room);
    if (rc == JX_OK) rc = content_put(f->tx, it->entry.position, it->content, f->room);
    return rc;
}

static jx_status fold_item(struct fold *f, const struct store_item *it, struct jx_outcome *out)
{
    *out = (struct jx_outcome){.state = JX_STATE_RECEIVED};
    switch (it->entry.kind) {
    case JX_ACT_SUBMISSION:
        return fold_submission(f, it, out);
    case JX_ACT_PACK:
        return fold_pack(f, it);
    case JX_ACT_KEY:
        break;
    }
    return put_entry(f,
                     &it->entry); /* kinds of a later version too: kept, for it to make sense of */
}

/* ---- what is committed already ---- */

static jx_status recall_act(struct kv_tx *tx, const struct store_item *it, struct jx_outcome *out)
{
    struct key k = key_of_position(it->entry.position);
    struct jx_slice body;
    struct jx_entry e;
    uint64_t first = 0;
    struct row_result r = {.outcome = {.state = JX_STATE_RECEIVED}};
    jx_status rc = row_must(row_get(tx, TABLE_ACTS, key_slice(&k), &body));
    if (rc == JX_OK) rc = jx_entry_decode(body, &e);
    if (rc == JX_OK && !jx_hash_eq(&e.id, &it->entry.id)) rc = JX_E_CORRUPT;
    if (rc == JX_OK && e.kind == JX_ACT_SUBMISSION) {
        rc = row_must(position_get(tx, TABLE_IDS, &e.id, &first));
        if (rc == JX_OK) rc = row_must(result_get(tx, first, &r));
    }
    *out = r.outcome;
    return rc;
}

/* Another record at a position that is folded already means another journal: one restored from an
 * old copy, say, that went its own way. */
static jx_status recall(struct kv_tx *tx, const struct store_item *it, struct jx_outcome *out)
{
    struct row_document d;
    struct row_result r;
    jx_status rc = document_get(tx, it->entry.position, &d);
    if (rc == JX_E_NOT_FOUND) return recall_act(tx, it, out);
    if (rc == JX_OK && !jx_hash_eq(&d.id, &it->entry.id)) rc = JX_E_CORRUPT;
    if (rc == JX_OK) rc = row_must(result_get(tx, it->entry.position, &r));
    if (rc == JX_OK) *out = r.outcome;
    return rc;
}

/* ---- the batch ---- */

struct batch {
    const uint8_t *journal;
    const struct store_item *items;
    uint32_t count;
    struct jx_outcome *outcomes;
};

static uint64_t last_position(const struct batch *b)
{
    return b->items[b->count - 1].entry.position;
}

/* JX_OK when it is the batch's turn, or past it. */
static jx_status check_turn(struct kv_tx *tx, const struct batch *b, struct row_state *state)
{
    jx_status rc = state_get(tx, state);
    if (rc != JX_OK) return rc;
    if (state->position && memcmp(state->journal, b->journal, JX_JOURNAL_ID_BYTES) != 0)
        return JX_E_CORRUPT;
    return state->position < b->items[0].entry.position - 1 ? JX_E_BUSY : JX_OK;
}

static jx_status fold_items(struct fold *f, const struct batch *b, struct row_state *state)
{
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < b->count; i++) {
        if (b->items[i].entry.position <= state->position)
            rc = recall(f->tx, &b->items[i], &b->outcomes[i]);
        else
            rc = fold_item(f, &b->items[i], &b->outcomes[i]);
    }
    memcpy(state->journal, b->journal, JX_JOURNAL_ID_BYTES);
    state->position = last_position(b);
    return rc == JX_OK ? state_put(f->tx, state, f->room) : rc;
}

static jx_status recall_all(struct kv_tx *tx, const struct batch *b)
{
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < b->count; i++)
        rc = recall(tx, &b->items[i], &b->outcomes[i]);
    return rc;
}

/* A look without the lock first: a worker that waits for its turn must not hold up the one whose
 * turn it is, and what is committed already needs no lock. *done when there is nothing to write. */
static jx_status look_first(struct kv *kv, const struct batch *b, bool *done)
{
    struct kv_tx *tx = NULL;
    struct row_state state;
    jx_status rc = kv_begin(kv, false, &tx);
    if (rc == JX_OK) rc = check_turn(tx, b, &state);
    *done = rc == JX_OK && state.position >= last_position(b);
    if (*done) rc = recall_all(tx, b);
    kv_abort(&tx);
    return rc;
}

static jx_status fold_batch(struct kv *kv, const struct batch *b)
{
    struct fold f = {.tx = NULL};
    struct row_state state;
    for (unsigned i = 0; i < 2; i++)
        jx_buffer_init(&f.room[i], JX_MESSAGE_BYTES_MAX);
    tally_init(&f.tally);
    jx_status rc = kv_begin(kv, true, &f.tx);
    if (rc == JX_OK) rc = check_turn(f.tx, b, &state);
    bool late = rc == JX_OK && state.position >= last_position(b); /* another worker was faster */
    if (rc == JX_OK) rc = late ? recall_all(f.tx, b) : fold_items(&f, b, &state);
    if (rc == JX_OK && !late) rc = kv_commit(&f.tx);
    kv_abort(&f.tx);
    tally_clear(&f.tally);
    for (unsigned i = 0; i < 2; i++)
        jx_buffer_clear(&f.room[i]);
    return rc;
}

/* What the worker guarantees by judging; the positions come from outside. */
static jx_status check_items(const struct store_item *items, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct store_item *it = &items[i];
        assert(it->header.unit.len <= JX_UNIT_CODE_MAX && it->header.form.len <= JX_FORM_NAME_MAX &&
               it->header.period.len <= JX_PERIOD_MAX && it->header.year <= JX_YEAR_LAST);
        assert(it->unit_name.len <= JX_NAME_MAX && it->project_name.len <= JX_NAME_MAX);
        assert(it->content.len <= JX_CONTENT_BYTES_MAX);
        if (it->entry.position == 0 || it->entry.position != items[0].entry.position + i)
            return JX_E_PROTOCOL;
    }
    return JX_OK;
}

jx_status store_fold(struct store *st, const uint8_t journal[JX_JOURNAL_ID_BYTES],
                     const struct store_item *items, uint32_t count, struct jx_outcome *outcomes)
{
    const struct batch b = {journal, items, count, outcomes};
    if (count == 0) return JX_OK;
    bool done = false;
    jx_status rc = check_items(items, count);
    if (rc == JX_OK) rc = look_first(st->kv, &b, &done);
    if (rc != JX_OK || done) return rc;
    if (!turn_take(&st->turn)) return JX_E_BUSY;
    rc = fold_batch(st->kv, &b);
    turn_give(&st->turn);
    return rc;
}
