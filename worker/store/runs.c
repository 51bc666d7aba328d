/* What runs there are. */
#include "inside.h"
#include "run_fold.h"

struct listing {
    struct kv_tx *tx;
    struct jx_arena *arena;
    struct store_run *rows;
    uint32_t count, room;
};

static jx_status make_room(struct listing *l)
{
    struct store_run *rows = jx_arena_grown(l->arena, l->rows, l->count, &l->room, sizeof *rows);
    if (!rows) return jx_arena_failure(l->arena);
    l->rows = rows;
    return JX_OK;
}

static jx_status add(struct listing *l, struct jx_slice key, struct jx_slice value)
{
    struct row_run row;
    struct row_year y;
    struct jx_slice rest = key, body;
    struct store_run r = {.run = 0};
    jx_status rc = row_open(TABLE_RUNS, key, value, &body);
    if (rc == JX_OK && (!key_get_year(&rest, &r.year) || !key_get_position(&rest, &r.run)))
        rc = JX_E_CORRUPT;
    if (rc == JX_OK) rc = run_read(body, &row);
    if (rc == JX_OK) rc = year_get(l->tx, r.year, &y);
    if (rc == JX_OK) rc = make_room(l);
    if (rc != JX_OK) return rc;
    r.full = row.full;
    r.name = query_copy(l->arena, row.name, &rc);
    r.pack = row.pack;
    r.time_ms = row.time_ms;
    r.first = row.first;
    r.cursor = row.cursor;
    r.documents = row.documents;
    r.changed = row.changed;
    r.published = row.published;
    r.live = y.run == r.run;
    l->rows[l->count++] = r;
    return rc;
}

static jx_status list(struct listing *l, uint32_t year)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    struct key prefix = {.len = 0};
    if (year) key_put_year(&prefix, year);
    jx_status rc = kv_cursor_open(l->tx, TABLE_RUNS, &c);
    if (rc == JX_OK) rc = kv_seek(c, key_slice(&prefix), &key, &value);
    while (rc == JX_OK && jx_starts_with(key, key_slice(&prefix))) {
        rc = add(l, key, value);
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

jx_status store_runs(struct store *st, uint32_t year, struct jx_arena *a, struct store_run **out,
                     uint32_t *count, uint64_t *position)
{
    struct listing l = {.arena = a};
    struct row_state state;
    jx_status rc = kv_begin(st->kv, false, &l.tx);
    if (rc == JX_OK) rc = state_get(l.tx, &state);
    if (rc == JX_OK) rc = list(&l, year);
    kv_abort(&l.tx);
    *out = l.rows;
    *count = rc == JX_OK ? l.count : 0;
    if (rc == JX_OK) *position = state.position;
    return rc;
}

static bool same_moment(const struct run_fit *a, const struct run_fit *b)
{
    return a->run == b->run && a->cursor == b->cursor && a->position == b->position;
}

/* Whoever watches a run asks again and again, and its sums are as many as the county's. */
static jx_status remembered_fit(struct store *st, struct kv_tx *tx, uint32_t year,
                                struct run_fit *now)
{
    for (unsigned i = 0; i < STORE_FITS; i++)
        if (same_moment(&st->fits[i], now)) {
            now->why = st->fits[i].why;
            return JX_OK;
        }
    jx_status rc = run_fits(tx, year, now->run, &now->why);
    if (rc == JX_OK) st->fits[st->next_fit++ % STORE_FITS] = *now;
    return rc;
}

jx_status store_run_fits(struct store *st, uint32_t year, uint64_t run, jx_status *why)
{
    struct kv_tx *tx = NULL;
    struct row_run row;
    struct row_state state;
    struct run_fit now = {.run = run};
    jx_status rc = kv_begin(st->kv, false, &tx);
    if (rc == JX_OK) rc = state_get(tx, &state);
    if (rc == JX_OK) rc = run_get(tx, year, run, &row);
    if (rc == JX_OK) {
        now.cursor = row.cursor;
        now.position = state.position;
        rc = remembered_fit(st, tx, year, &now);
    }
    kv_abort(&tx);
    *why = now.why;
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

static jx_status read_content(struct kv_tx *tx, uint64_t position, struct jx_arena *a,
                              struct jx_slice *content)
{
    struct key k = key_of_position(position);
    struct jx_slice body;
    struct jx_entry e;
    jx_status rc = row_get(tx, TABLE_ACTS, key_slice(&k), &body);
    if (rc == JX_OK) rc = jx_entry_decode(body, &e);
    return rc == JX_OK ? query_content(tx, position, &e.id, a, content) : rc;
}

jx_status store_run_content(struct store *st, uint64_t run, struct jx_arena *a,
                            struct jx_slice *content)
{
    struct kv_tx *tx = NULL;
    jx_status rc = kv_begin(st->kv, false, &tx);
    if (rc == JX_OK) rc = read_content(tx, run, a, content);
    kv_abort(&tx);
    return rc;
}

jx_status year_packs(struct kv_tx *tx, struct store_year_pack out[STORE_YEAR_PACKS_MAX],
                     uint32_t *count)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value, body;
    *count = 0;
    jx_status rc = kv_cursor_open(tx, TABLE_YEARS, &c);
    if (rc == JX_OK) rc = kv_seek(c, JX_ABSENT, &key, &value);
    while (rc == JX_OK && *count < STORE_YEAR_PACKS_MAX) {
        struct row_year y;
        struct jx_slice rest = key;
        rc = row_open(TABLE_YEARS, key, value, &body);
        if (rc == JX_OK) rc = year_read(body, &y);
        if (rc == JX_OK && !key_get_year(&rest, &out[*count].year)) rc = JX_E_CORRUPT;
        if (rc == JX_OK && y.run) out[(*count)++].run = y.run;
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

jx_status store_year_packs(struct store *st, struct store_year_pack out[STORE_YEAR_PACKS_MAX],
                           uint32_t *count)
{
    struct kv_tx *tx = NULL;
    *count = 0;
    jx_status rc = kv_begin(st->kv, false, &tx);
    if (rc == JX_OK) rc = year_packs(tx, out, count);
    kv_abort(&tx);
    return rc;
}

/* ---- packs by name ---- */

/* Positions of a table's rows, newest first, until one's content has the pack. */
static jx_status search(struct kv_tx *tx, enum table t, bool by_year, const struct jx_hash *pack,
                        bool (*is_it)(struct jx_slice content, const struct jx_hash *pack),
                        struct jx_arena *a, struct jx_slice *content)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    bool found = false;
    jx_status rc = kv_cursor_open(tx, t, &c);
    if (rc == JX_OK) rc = kv_last(c, &key, &value);
    while (rc == JX_OK && !found) {
        uint32_t year;
        uint64_t position = 0;
        if ((by_year && !key_get_year(&key, &year)) || !key_get_position(&key, &position))
            rc = JX_E_CORRUPT;
        if (rc == JX_OK) rc = read_content(tx, position, a, content);
        found = rc == JX_OK && is_it(*content, pack);
        if (rc == JX_OK && !found) rc = kv_previous(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc;
}

jx_status store_pack_named(struct store *st, const struct jx_hash *pack,
                           bool (*is_it)(struct jx_slice content, const struct jx_hash *pack),
                           struct jx_arena *a, struct jx_slice *content)
{
    struct kv_tx *tx = NULL;
    jx_status rc = kv_begin(st->kv, false, &tx);
    if (rc == JX_OK) rc = search(tx, TABLE_PACKS, false, pack, is_it, a, content);
    if (rc == JX_E_NOT_FOUND) rc = search(tx, TABLE_RUNS, true, pack, is_it, a, content);
    kv_abort(&tx);
    return rc;
}
