/* A sorted array of sums. */
#include "tally.h"

#include <assert.h>
#include <stdlib.h>

typedef struct tally_cell *cell_pointer;

void tally_init(struct tally *t)
{
    *t = (struct tally){.count = 0};
    jx_arena_init(&t->arena, SIZE_MAX);
}

void tally_clear(struct tally *t)
{
    jx_arena_clear(&t->arena);
    free(t->cells);
    t->cells = NULL;
    t->count = t->room = 0;
}

/* Where the key is, or where it belongs. */
static size_t place_of(const struct tally *t, const struct key *k)
{
    size_t low = 0, high = t->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (jx_slice_cmp(key_slice(&t->cells[middle]->key), key_slice(k)) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool make_room(struct tally *t)
{
    if (t->count < t->room) return true;
    size_t room = t->room ? t->room * 2 : 64;
    cell_pointer *cells = realloc(t->cells, room * sizeof(cell_pointer));
    if (!cells) return false;
    t->cells = cells;
    t->room = room;
    return true;
}

/* NULL when memory is exhausted. */
static struct tally_cell *find_or_make(struct tally *t, const struct key *k)
{
    size_t at = place_of(t, k);
    if (at < t->count && jx_slice_eq(key_slice(&t->cells[at]->key), key_slice(k)))
        return t->cells[at];
    struct tally_cell *fresh = make_room(t) ? jx_arena_take(&t->arena, sizeof(struct tally_cell))
                                            : NULL;
    if (!fresh) return NULL;
    fresh->key = *k;
    memmove(&t->cells[at + 1], &t->cells[at], (t->count - at) * sizeof(cell_pointer));
    t->cells[at] = fresh;
    t->count++;
    return fresh;
}

enum { CELLS_OF_ONE = 2 };

/* The aggregates a contribution belongs to. */
static void keys_of(const struct contribution *c, struct key keys[CELLS_OF_ONE])
{
    keys[0] = key_of_aggregate(c->year, c->form, c->period, SCOPE_TREE, JX_LIT(""), c->column);
    keys[1] = key_of_aggregate(c->year, c->form, c->period, SCOPE_OWN, c->unit, c->column);
}

static jx_status load(struct tally_cell *c, struct kv_tx *tx)
{
    int64_t adds[JX_STORE_ADDS];
    struct jx_slice body;
    c->loaded = true;
    jx_status rc = row_get(tx, TABLE_AGGREGATES, key_slice(&c->key), &body);
    if (rc == JX_E_NOT_FOUND) return JX_OK;
    if (rc == JX_OK) rc = adds_read(body, adds);
    for (unsigned i = 0; rc == JX_OK && i < JX_STORE_ADDS; i++)
        c->adds[i] += adds[i];
    return rc;
}

jx_status tally_add(struct tally *t, struct kv_tx *tx, const struct contribution *c, int sign)
{
    struct key keys[CELLS_OF_ONE];
    keys_of(c, keys);
    for (size_t i = 0; i < CELLS_OF_ONE; i++) {
        struct tally_cell *cell = find_or_make(t, &keys[i]);
        if (!cell) return JX_E_NO_MEMORY;
        jx_status rc = tx && !cell->loaded ? load(cell, tx) : JX_OK;
        if (rc != JX_OK) return rc;
        for (unsigned j = 0; j < JX_STORE_ADDS; j++)
            cell->adds[j] += (jx_int128)c->adds[j] * sign;
    }
    return JX_OK;
}

static bool cell_fits(const struct tally_cell *c)
{
    for (unsigned j = 0; j < JX_STORE_ADDS; j++)
        if (c->adds[j] > INT64_MAX || c->adds[j] < INT64_MIN) return false;
    return true;
}

bool tally_fits(const struct tally *t, const struct contribution *c)
{
    struct key keys[CELLS_OF_ONE];
    keys_of(c, keys);
    for (size_t i = 0; i < CELLS_OF_ONE; i++) {
        size_t at = place_of(t, &keys[i]);
        bool there = at < t->count &&
                     jx_slice_eq(key_slice(&t->cells[at]->key), key_slice(&keys[i]));
        if (there && !cell_fits(t->cells[at])) return false;
    }
    return true;
}

jx_status tally_store(const struct tally *t, struct kv_tx *tx, struct jx_buffer room[2])
{
    jx_status rc = JX_OK;
    for (size_t i = 0; rc == JX_OK && i < t->count; i++) {
        const struct tally_cell *c = t->cells[i];
        int64_t adds[JX_STORE_ADDS];
        assert(cell_fits(c));
        for (unsigned j = 0; j < JX_STORE_ADDS; j++)
            adds[j] = (int64_t)c->adds[j];
        if (tally_cell_is_zero(c))
            rc = kv_delete(tx, TABLE_AGGREGATES, key_slice(&c->key));
        else
            rc = adds_put(tx, key_slice(&c->key), adds, room);
    }
    return rc;
}

bool tally_cell_is_zero(const struct tally_cell *c)
{
    for (unsigned j = 0; j < JX_STORE_ADDS; j++)
        if (c->adds[j] != 0) return false;
    return true;
}

bool tally_cell_equals(const struct tally_cell *c, const int64_t adds[JX_STORE_ADDS])
{
    for (unsigned j = 0; j < JX_STORE_ADDS; j++)
        if (c->adds[j] != adds[j]) return false;
    return true;
}
