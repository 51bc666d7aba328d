/* Slices of runs: reading documents, claiming, committing. */
#include "inside.h"
#include "run_fold.h"

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

struct store_slice {
    struct kv_tx *tx;
    struct kv_cursor *cursor;
    struct key prefix; /* the year */
    struct key from;
    uint64_t to;
    bool begun;
};

jx_status store_slice_open(struct store *st, uint32_t year, uint64_t from, uint64_t to,
                           struct store_slice **out)
{
    struct store_slice *s = calloc(1, sizeof *s);
    *out = NULL;
    if (!s) return JX_E_NO_MEMORY;
    key_put_year(&s->prefix, year);
    s->from = s->prefix;
    key_put_position(&s->from, from);
    s->to = to;
    jx_status rc = kv_begin(st->kv, false, &s->tx);
    if (rc == JX_OK) rc = kv_cursor_open(s->tx, TABLE_CARDS, &s->cursor);
    if (rc == JX_OK)
        *out = s;
    else
        store_slice_close(&s);
    return rc;
}

void store_slice_close(struct store_slice **s)
{
    if (*s) {
        kv_cursor_close(&(*s)->cursor);
        kv_abort(&(*s)->tx);
    }
    free(*s);
    *s = NULL;
}

jx_status store_slice_next(struct store_slice *s, uint64_t *position, struct jx_slice *card)
{
    struct jx_slice key, value, rest;
    jx_status rc = s->begun ? kv_next(s->cursor, &key, &value)
                            : kv_seek(s->cursor, key_slice(&s->from), &key, &value);
    s->begun = true;
    if (rc == JX_OK && !jx_starts_with(key, key_slice(&s->prefix))) rc = JX_E_NOT_FOUND;
    if (rc != JX_OK) return rc;
    rest = jx_slice_from(key, s->prefix.len);
    if (!key_get_position(&rest, position) || rest.len) return JX_E_CORRUPT;
    return *position > s->to ? JX_E_NOT_FOUND : row_open(TABLE_CARDS, key, value, card);
}

static jx_status first_result(struct kv_tx *tx, uint64_t position, struct row_result *out)
{
    struct key k = key_of_position(position);
    struct jx_slice body;
    jx_status rc = row_must(row_get(tx, TABLE_RESULTS, key_slice(&k), &body));
    return rc == JX_OK ? result_read(body, out) : rc;
}

jx_status store_slice_first(struct store_slice *s, uint64_t position, struct jx_arena *a,
                            struct store_first *out)
{
    struct row_document d;
    struct row_result r;
    struct details classes;
    jx_status rc = row_must(document_get(s->tx, position, &d));
    if (rc == JX_OK) rc = row_must(content_get(s->tx, position, &d.id, a, &out->content));
    if (rc == JX_OK) rc = first_result(s->tx, position, &r);
    if (rc == JX_OK) rc = classes_get(s->tx, position, a, &classes);
    if (rc != JX_OK) return rc;
    out->form = query_copy(a, d.form, &rc);
    out->period = query_copy(a, d.period, &rc);
    out->outcome = r.outcome;
    memcpy(out->adds, r.adds, sizeof r.adds);
    out->classes = classes.rows;
    out->class_count = classes.count;
    return rc;
}

/* ---- committing ---- */

/* A run that only scores leaves their counts as they were. */
static void keep_findings(int64_t adds[JX_STORE_ADDS], const int64_t first[JX_STORE_ADDS])
{
    const size_t bytes = STORE_SEVERITIES * sizeof *adds;
    memcpy(adds + STORE_ADDS_FINDINGS, first + STORE_ADDS_FINDINGS, bytes);
}

struct commit {
    const struct store_slice_result *result;
    struct kv_tx *tx;
    struct row_run run;
    uint32_t year;
    struct tally own, tally; /* what the slice adds to the units' own sums, and to all */
    struct jx_arena arena;   /* of the document at hand */
    struct jx_buffer room[3];
};

static jx_status find_run(struct commit *c)
{
    struct kv_cursor *cursor = NULL;
    struct jx_slice key, value, body;
    bool found = false;
    jx_status rc = kv_cursor_open(c->tx, TABLE_RUNS, &cursor);
    if (rc == JX_OK) rc = kv_seek(cursor, JX_ABSENT, &key, &value);
    while (rc == JX_OK && !found) {
        struct jx_slice rest = key;
        uint64_t run = 0;
        if (!key_get_year(&rest, &c->year) || !key_get_position(&rest, &run)) rc = JX_E_CORRUPT;
        found = rc == JX_OK && run == c->result->run;
        if (found) rc = row_open(TABLE_RUNS, key, value, &body);
        if (found && rc == JX_OK) rc = run_read(body, &c->run);
        if (rc == JX_OK && !found) rc = kv_next(cursor, &key, &value);
    }
    kv_cursor_close(&cursor);
    return rc == JX_E_NOT_FOUND ? JX_E_STATE : rc;
}

static jx_status check_turn(struct commit *c)
{
    struct row_state state;
    const struct row_run *r = &c->run;
    jx_status rc = state_get(c->tx, &state);
    if (rc == JX_OK) rc = find_run(c);
    if (rc != JX_OK) return rc;
    if (r->published || r->cursor >= c->result->from) return JX_E_STATE;
    if (c->result->to > state.position) return JX_E_STATE; /* the store was put back */
    return r->cursor + 1 == c->result->from ? JX_OK : JX_E_BUSY;
}

static jx_status add_sums(struct commit *c, const struct store_rescored *r,
                          const struct row_result *first)
{
    struct row_line line;
    struct run_share s = {.year = c->year,
                          .form = r->form,
                          .period = r->period,
                          .run = r,
                          .unit = first->unit,
                          .adds = first->adds,
                          .outcome = &first->outcome};
    jx_status rc = line_get(c->tx, first->line, &line);
    if (rc == JX_OK) rc = classes_get(c->tx, r->position, &c->arena, &s.classes);
    if (rc == JX_OK && r->full)
        rc = findings_get(c->tx, r->position, &c->arena, &s.findings, &s.finding_count);
    for (int column = 0; rc == JX_OK && column <= COLUMN_APPROVED; column++)
        if (counting_in(&line, (enum column)column) == r->position)
            rc = run_share_add(&c->own, &s, (enum column)column, &c->arena, 1);
    return rc;
}

/* What is read borrows from the transaction until its next write, the document's row. */
static jx_status write_result(struct commit *c, struct store_rescored r)
{
    struct row_result first;
    jx_status rc = first_result(c->tx, r.position, &first);
    if (rc != JX_OK) return rc;
    if (!r.full) keep_findings(r.adds, first.adds);
    rc = add_sums(c, &r, &first);
    return rc == JX_OK ? rescored_put(c->tx, c->result->run, &r, c->room) : rc;
}

static jx_status write_results(struct commit *c)
{
    const struct store_slice_result *r = c->result;
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < r->changed_count; i++) {
        rc = write_result(c, r->changed[i]);
        jx_arena_reset(&c->arena);
    }
    return rc == JX_OK ? tally_spread(&c->own, &c->tally, c->tx, START_STORED) : rc;
}

static jx_status write_run(struct commit *c)
{
    char name[JX_NAME_MAX];
    struct row_run *r = &c->run;
    jx_status rc = find_run(c); /* its name borrows */
    if (rc != JX_OK) return rc;
    memcpy(name, r->name.ptr, r->name.len);
    r->name.ptr = name;
    r->cursor = c->result->to;
    r->documents += c->result->documents;
    r->changed += c->result->changed_count;
    rc = run_put(c->tx, c->year, c->result->run, r, c->room);
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

jx_status store_slice_commit(struct store *st, const struct store_slice_result *r)
{
    struct commit c = {.result = r};
    const struct shelf shelf = run_shelf(r->run);
    if (!turn_take(&st->turn)) return JX_E_BUSY;
    tally_init(&c.own, &shelf);
    tally_init(&c.tally, &shelf);
    jx_arena_init(&c.arena, JX_ARENA_BYTES_MAX);
    for (unsigned i = 0; i < 3; i++)
        jx_buffer_init(&c.room[i], JX_MESSAGE_BYTES_MAX);
    jx_status rc = commit(st, &c);
    tally_clear(&c.own);
    tally_clear(&c.tally);
    jx_arena_clear(&c.arena);
    for (unsigned i = 0; i < 3; i++)
        jx_buffer_clear(&c.room[i]);
    turn_give(&st->turn);
    return rc;
}
