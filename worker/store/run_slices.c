/* Slices of runs: claiming, reading documents and adding up, committing. */
#include "inside.h"
#include "run_fold.h"

#include <assert.h>
#include <stdlib.h>

/* ---- who computes what ---- */

/* A number of its own for each slice; two that meet would only wait for each other. */
static uint64_t part_of(uint64_t run, uint64_t index)
{
    enum { INDEX_BITS = 26 };
    return run << INDEX_BITS ^ index;
}

bool store_slice_claim(struct store *st, uint64_t run, uint64_t index)
{
    return turn_take_part(&st->slices, part_of(run, index));
}

void store_slice_give(struct store *st, uint64_t run, uint64_t index)
{
    turn_give_part(&st->slices, part_of(run, index));
}

bool store_slice_is_claimed(struct store *st, uint64_t run, uint64_t index)
{
    return turn_holder_of_part(&st->slices, part_of(run, index)) != 0;
}

/* ---- reading ---- */

struct slice_work {
    struct kv *kv;
    struct kv_tx *tx; /* NULL at the end */
    struct kv_cursor *cards, *lines;
    bool begun;
    struct key prefix;        /* the year */
    uint64_t position;        /* the store's */
    struct row_card card;     /* of the document at hand, */
    uint64_t at;              /* and its position */
    struct jx_arena arena;    /* for what it adds */
    struct gather sums;       /* of those that are added */
    struct run_blocks blocks; /* their results */
    struct {
        bool known;
        uint64_t first;
        struct jx_slice key, value;
    } line; /* where the cursor stands */
};

static jx_status begin(struct slice_work *w)
{
    struct row_state state;
    jx_status rc = kv_begin(w->kv, false, &w->tx);
    if (rc == JX_OK) rc = state_get(w->tx, &state);
    if (rc == JX_OK) rc = kv_cursor_open(w->tx, TABLE_CARDS, &w->cards);
    if (rc == JX_OK) rc = kv_cursor_open(w->tx, TABLE_LINES, &w->lines);
    if (rc == JX_OK) w->position = state.position;
    return rc;
}

static void end(struct slice_work *w)
{
    kv_cursor_close(&w->cards);
    kv_cursor_close(&w->lines);
    kv_abort(&w->tx);
}

jx_status store_slice_open(struct store *st, uint64_t run, uint32_t year, uint64_t from,
                           uint64_t to, struct store_slice **out)
{
    struct store_slice *s = calloc(1, sizeof *s);
    struct slice_work *w = calloc(1, sizeof *w);
    *out = NULL;
    if (!s || !w) {
        free(s);
        free(w);
        return JX_E_NO_MEMORY;
    }
    *s = (struct store_slice){.run = run, .year = year, .from = from, .to = to, .work = w};
    w->kv = st->kv;
    key_put_year(&w->prefix, year);
    jx_arena_init(&w->arena, JX_ARENA_BYTES_MAX);
    gather_init(&w->sums);
    run_blocks_init(&w->blocks);
    jx_status rc = begin(w);
    if (rc == JX_OK)
        *out = s;
    else
        store_slice_close(&s);
    return rc;
}

void store_slice_close(struct store_slice **s)
{
    if (*s) {
        struct slice_work *w = (*s)->work;
        end(w);
        jx_arena_clear(&w->arena);
        gather_clear(&w->sums);
        run_blocks_clear(&w->blocks);
        free(w);
    }
    free(*s);
    *s = NULL;
}

static jx_status seek_first(const struct store_slice *s, struct jx_slice *key,
                            struct jx_slice *value)
{
    const struct key from = key_of_card(s->year, s->from);
    s->work->begun = true;
    return kv_seek(s->work->cards, key_slice(&from), key, value);
}

/* The next row of the year, if it is one of the slice's. */
static jx_status next_row(const struct store_slice *s, struct jx_slice *body)
{
    struct slice_work *w = s->work;
    struct jx_slice key, value, rest;
    jx_status rc = w->begun ? kv_next(w->cards, &key, &value) : seek_first(s, &key, &value);
    if (rc == JX_OK && !jx_starts_with(key, key_slice(&w->prefix))) rc = JX_E_NOT_FOUND;
    if (rc != JX_OK) return rc;
    rest = jx_slice_from(key, w->prefix.len);
    if (!key_get_position(&rest, &w->at) || rest.len) return JX_E_CORRUPT;
    return w->at > s->to ? JX_E_NOT_FOUND : row_open(TABLE_CARDS, key, value, body);
}

jx_status store_slice_next(struct store_slice *s, struct jx_arena *a, struct store_scorable *out)
{
    struct slice_work *w = s->work;
    struct jx_slice body;
    jx_status rc = w->tx ? next_row(s, &body) : JX_E_NOT_FOUND;
    if (rc == JX_OK) rc = card_read(body, w->at, a, &w->card);
    if (rc == JX_E_NOT_FOUND) end(w);
    if (rc != JX_OK) return rc;
    s->documents++;
    *out = (struct store_scorable){w->at, w->card.card, w->card.first};
    return JX_OK;
}

jx_status store_slice_document(struct store_slice *s, uint64_t position, struct jx_arena *a,
                               struct store_whole *out)
{
    struct kv_tx *tx = s->work->tx;
    const struct key k = key_of_position(position);
    struct row_document d;
    struct row_result r;
    struct jx_slice body;
    jx_status rc = row_must(document_get(tx, position, &d));
    if (rc == JX_OK) rc = row_must(content_get(tx, position, &d.id, a, &out->content));
    if (rc == JX_OK) rc = row_must(row_get(tx, TABLE_RESULTS, key_slice(&k), &body));
    if (rc == JX_OK) rc = result_read(body, &r);
    if (rc != JX_OK) return rc;
    out->form = query_copy(a, d.form, &rc);
    out->period = query_copy(a, d.period, &rc);
    out->outcome = r.outcome;
    return rc;
}

/* ---- adding up ---- */

static jx_status stand_at_line(struct slice_work *w, jx_status rc)
{
    struct jx_slice rest = w->line.key;
    w->line.known = rc == JX_OK;
    if (rc == JX_OK && !key_get_position(&rest, &w->line.first)) return JX_E_CORRUPT;
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

static jx_status seek_line(struct slice_work *w, uint64_t first)
{
    const struct key k = key_of_position(first);
    return stand_at_line(w, kv_seek(w->lines, key_slice(&k), &w->line.key, &w->line.value));
}

/* Lines are mostly met in their order: each begins with a document, most have no other. */
static jx_status walk_to_line(struct slice_work *w, uint64_t first, struct row_line *out)
{
    enum { STEPS_MAX = 4 };
    struct jx_slice body;
    jx_status rc = JX_OK;
    *out = (struct row_line){.tip = 0};
    for (unsigned i = 0; rc == JX_OK && w->line.known && w->line.first < first && i < STEPS_MAX;
         i++)
        rc = stand_at_line(w, kv_next(w->lines, &w->line.key, &w->line.value));
    if (rc == JX_OK && !(w->line.known && w->line.first == first)) rc = seek_line(w, first);
    if (rc != JX_OK || !w->line.known || w->line.first != first) return rc;
    rc = row_open(TABLE_LINES, w->line.key, w->line.value, &body);
    return rc == JX_OK ? line_read(body, out) : rc;
}

jx_status store_slice_add(struct store_slice *s, const struct store_rescored *r)
{
    struct slice_work *w = s->work;
    struct row_line line;
    struct run_share share = {.year = s->year,
                              .form = r->form,
                              .period = r->period,
                              .standing = w->card.standing,
                              .run = r,
                              .first = &w->card.first};
    assert(w->tx && r->position == w->at);
    jx_status rc = run_blocks_add(&w->blocks, r, &w->card.first);
    if (rc == JX_OK) rc = walk_to_line(w, w->card.standing.line, &line);
    if (rc == JX_OK) rc = run_share_count(&w->sums, &share, w->tx, &line, &w->arena);
    if (rc == JX_OK) s->changed++;
    jx_arena_reset(&w->arena);
    return rc;
}

/* The same of a result that was made before, for the store as `tx` sees it. */
static jx_status add_again(const struct store_slice *s, struct kv_tx *tx, struct gather *sums,
                           uint64_t position, struct jx_slice result)
{
    struct jx_arena *a = &s->work->arena;
    struct row_document d;
    struct row_card card;
    struct row_line line;
    struct store_rescored r;
    jx_status rc = row_must(document_get(tx, position, &d));
    if (rc == JX_OK) rc = row_must(card_get(tx, s->year, position, a, &card));
    if (rc == JX_OK) rc = rescored_read(result, position, &card.first, a, &r);
    if (rc == JX_OK) rc = line_get(tx, card.standing.line, &line);
    if (rc != JX_OK) return rc;
    struct run_share share = {.year = s->year,
                              .form = d.form,
                              .period = d.period,
                              .standing = card.standing,
                              .run = &r,
                              .first = &card.first};
    return run_share_count(sums, &share, tx, &line, a);
}

static jx_status add_all_again(const struct store_slice *s, struct kv_tx *tx, struct gather *sums)
{
    const struct run_blocks *b = &s->work->blocks;
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < b->count; i++) {
        struct block_reader row = run_blocks_read(b, i);
        uint64_t position;
        struct jx_slice result;
        while (rc == JX_OK && block_next(&row, &position, &result)) {
            rc = add_again(s, tx, sums, position, result);
            jx_arena_reset(&s->work->arena);
        }
    }
    return rc;
}

/* ---- committing ---- */

struct commit {
    const struct store_slice *slice;
    struct kv_tx *tx;
    struct row_run run;
    uint64_t position; /* the store's */
    struct tally tally;
    struct jx_buffer room[2];
};

static jx_status find_run(struct commit *c)
{
    jx_status rc = run_get(c->tx, c->slice->year, c->slice->run, &c->run);
    return rc == JX_E_NOT_FOUND ? JX_E_STATE : rc;
}

static jx_status check_turn(struct commit *c)
{
    struct row_state state;
    const struct row_run *r = &c->run;
    jx_status rc = state_get(c->tx, &state);
    if (rc == JX_OK) rc = find_run(c);
    if (rc != JX_OK) return rc;
    c->position = state.position;
    if (r->published || r->cursor >= c->slice->from) return JX_E_STATE;
    if (c->slice->to > state.position) return JX_E_STATE; /* the store was put back */
    return r->cursor + 1 == c->slice->from ? JX_OK : JX_E_BUSY;
}

/* Only a record can change what a document counts for. */
static jx_status add_sums(struct commit *c)
{
    const struct slice_work *w = c->slice->work;
    struct gather again;
    if (c->position == w->position) return gather_spread(&w->sums, &c->tally, c->tx, START_STORED);
    gather_init(&again);
    jx_status rc = add_all_again(c->slice, c->tx, &again);
    if (rc == JX_OK) rc = gather_spread(&again, &c->tally, c->tx, START_STORED);
    gather_clear(&again);
    return rc;
}

static jx_status write_results(struct commit *c)
{
    jx_status rc = add_sums(c);
    return rc == JX_OK ? run_blocks_store(&c->slice->work->blocks, c->tx, c->slice->run, c->room)
                       : rc;
}

static jx_status write_run(struct commit *c)
{
    char name[JX_NAME_MAX];
    struct row_run *r = &c->run;
    jx_status rc = find_run(c); /* its name borrows */
    if (rc != JX_OK) return rc;
    memcpy(name, r->name.ptr, r->name.len);
    r->name.ptr = name;
    r->cursor = c->slice->to;
    r->documents += c->slice->documents;
    r->changed += c->slice->changed;
    rc = run_put(c->tx, c->slice->year, c->slice->run, r, c->room);
    r->name = JX_ABSENT;
    return rc == JX_OK ? tally_store(&c->tally, c->tx, c->room) : rc;
}

static jx_status commit(struct store *st, struct commit *c)
{
    jx_status rc = kv_begin(st->kv, true, &c->tx);
    if (rc == JX_OK) rc = check_turn(c);
    if (rc == JX_OK) rc = write_results(c);
    if (rc == JX_OK) rc = write_run(c);
    if (rc == JX_OK) rc = kv_commit(&c->tx);
    kv_abort(&c->tx);
    return rc;
}

jx_status store_slice_commit(struct store *st, const struct store_slice *s)
{
    struct commit c = {.slice = s};
    const struct shelf shelf = run_shelf(s->run);
    if (!turn_take(&st->turn)) return JX_E_BUSY;
    tally_init(&c.tally, &shelf);
    for (unsigned i = 0; i < 2; i++)
        jx_buffer_init(&c.room[i], JX_MESSAGE_BYTES_MAX);
    jx_status rc = commit(st, &c);
    tally_clear(&c.tally);
    for (unsigned i = 0; i < 2; i++)
        jx_buffer_clear(&c.room[i]);
    turn_give(&st->turn);
    return rc;
}
