/* The fold: what each journal record does to the store. A batch is one transaction, and its sums
 * are written once, at its end. */
#include "contents.h"
#include "people.h"
#include "run_fold.h"

#include <assert.h>

static jx_status put_entry(struct fold *f, const struct jx_entry *e)
{
    struct key k = key_of_position(e->position);
    jx_buffer_reset(&f->room[0]);
    jx_status rc = jx_entry_encode(e, &f->room[0]);
    if (rc != JX_OK) return rc;
    return row_put(f->tx, TABLE_ACTS, key_slice(&k), jx_buffer_slice(&f->room[0]), &f->room[1]);
}

jx_status fold_content(struct fold *f, const struct store_item *it)
{
    struct jx_slice value = it->packed;
    jx_status rc = jx_is_absent(value) ? content_pack(it->content, &f->arena, &value) : JX_OK;
    return rc == JX_OK ? content_put(f->tx, it->entry.position, value) : rc;
}

static jx_status fold_submission(struct fold *f, const struct store_item *it,
                                 struct jx_outcome *out)
{
    uint64_t first = 0;
    struct row_result r;
    jx_status rc = position_get(f->tx, TABLE_IDS, jx_hash_slice(&it->entry.id), &first);
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
    if (rc == JX_OK) rc = fold_content(f, it);
    return rc;
}

static jx_status fold_a_decision(struct fold *f, const struct store_item *it,
                                 struct jx_outcome *out)
{
    jx_status rc = put_entry(f, &it->entry);
    if (rc == JX_OK) rc = fold_content(f, it);
    if (rc != JX_OK) return rc;
    if (it->entry.kind == JX_ACT_RUN) return fold_run(f, it, out);
    return it->entry.kind == JX_ACT_MASTER ? fold_master(f, it, out) : fold_decision(f, it, out);
}

static jx_status fold_item(struct fold *f, const struct store_item *it, struct jx_outcome *out)
{
    *out = (struct jx_outcome){.state = JX_STATE_RECEIVED};
    jx_arena_reset(&f->arena);
    if (it->entry.kind == JX_ACT_SUBMISSION) return fold_submission(f, it, out);
    if (it->entry.kind == JX_ACT_PACK) return fold_pack(f, it);
    if (has_decision_row(it->entry.kind)) return fold_a_decision(f, it, out);
    if (it->entry.kind == JX_ACT_KEY) {
        jx_status rc = enrolment_fold(f->tx, it->entry.position, it->content, f->room);
        return rc == JX_OK ? put_entry(f, &it->entry) : rc;
    }
    /* Kinds of a later version too: kept, for it to make sense of. */
    return put_entry(f, &it->entry);
}

/* ---- what is committed already ---- */

static jx_status recall_decision(struct kv_tx *tx, uint64_t position, struct jx_outcome *out)
{
    struct key k = key_of_position(position);
    struct row_decision d;
    struct jx_slice body;
    jx_status rc = row_must(row_get(tx, TABLE_DECISIONS, key_slice(&k), &body));
    if (rc == JX_OK) rc = decision_read(body, &d);
    if (rc == JX_OK) *out = d.outcome;
    return rc;
}

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
        rc = row_must(position_get(tx, TABLE_IDS, jx_hash_slice(&e.id), &first));
        if (rc == JX_OK) rc = row_must(result_get(tx, first, &r));
    }
    *out = r.outcome;
    return rc == JX_OK && has_decision_row(e.kind) ? recall_decision(tx, it->entry.position, out)
                                                   : rc;
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

/* What an item has to wait for, or has to be judged again for; nothing is written then. */
static jx_status may_fold(struct fold *f, const struct store_item *it)
{
    jx_status rc = run_wait(f->tx, it);
    return rc == JX_OK ? run_check_pack(f->tx, it) : rc;
}

/* Goes as far as it can: *why is JX_OK at the batch's end, else what keeps the next item. */
static jx_status fold_items(struct fold *f, const struct batch *b, struct row_state *state,
                            jx_status *why)
{
    jx_status rc = JX_OK;
    *why = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && *why == JX_OK && i < b->count; i++) {
        const struct store_item *it = &b->items[i];
        if (it->entry.position <= state->position) {
            rc = recall(f->tx, it, &b->outcomes[i]);
            continue;
        }
        jx_status may = may_fold(f, it);
        if (may == JX_E_BUSY || may == JX_E_NO_PACK)
            *why = may;
        else
            rc = may == JX_OK ? fold_item(f, it, &b->outcomes[i]) : may;
        if (rc == JX_OK && *why == JX_OK) state->position = it->entry.position;
    }
    if (rc == JX_OK) rc = tally_store(&f->tally, f->tx, f->room);
    memcpy(state->journal, b->journal, JX_JOURNAL_ID_BYTES);
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

static jx_status fold_batch(struct store *st, const struct batch *b)
{
    struct fold f = {.rules = &st->rules};
    struct row_state state;
    for (unsigned i = 0; i < 2; i++)
        jx_buffer_init(&f.room[i], JX_MESSAGE_BYTES_MAX);
    tally_init(&f.tally, &county_shelf);
    jx_arena_init(&f.arena, JX_ARENA_BYTES_MAX);
    jx_status rc = kv_begin(st->kv, true, &f.tx);
    if (rc == JX_OK) rc = check_turn(f.tx, b, &state);
    bool late = rc == JX_OK && state.position >= last_position(b); /* another worker was faster */
    const uint64_t before = rc == JX_OK ? state.position : 0;
    jx_status why = JX_OK;
    if (rc == JX_OK) rc = late ? recall_all(f.tx, b) : fold_items(&f, b, &state, &why);
    if (rc == JX_OK && why != JX_OK && state.position == before) rc = why;
    if (rc == JX_OK && !late) rc = kv_commit(&f.tx);
    kv_abort(&f.tx);
    tally_clear(&f.tally);
    jx_arena_clear(&f.arena);
    for (unsigned i = 0; i < 2; i++)
        jx_buffer_clear(&f.room[i]);
    return rc == JX_OK ? why : rc;
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
    rc = fold_batch(st, &b);
    turn_give(&st->turn);
    return rc;
}
