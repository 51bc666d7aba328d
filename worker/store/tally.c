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
    size_t room = t->room ? t->room * 2 : 8;
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

jx_status tally_document(struct tally *t, const struct row_document *d,
                         const int64_t adds[JX_STORE_ADDS], int sign)
{
    const struct key keys[] = {
        key_of_aggregate(d->year, d->form, d->period, LEVEL_COUNTY, JX_LIT("")),
        key_of_aggregate(d->year, d->form, d->period, LEVEL_UNIT, d->unit),
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct tally_cell *c = find_or_make(t, &keys[i]);
        if (!c) return JX_E_NO_MEMORY;
        for (unsigned j = 0; j < JX_STORE_ADDS; j++)
            c->adds[j] += (jx_int128)adds[j] * sign;
    }
    return JX_OK;
}

jx_status tally_load(struct tally *t, struct kv_tx *tx)
{
    for (size_t i = 0; i < t->count; i++) {
        struct tally_cell *c = t->cells[i];
        int64_t adds[JX_STORE_ADDS];
        struct jx_slice body;
        jx_status rc = row_get(tx, TABLE_AGGREGATES, key_slice(&c->key), &body);
        if (rc == JX_E_NOT_FOUND) continue;
        if (rc == JX_OK) rc = adds_read(body, adds);
        if (rc != JX_OK) return rc;
        for (unsigned j = 0; j < JX_STORE_ADDS; j++)
            c->adds[j] += adds[j];
    }
    return JX_OK;
}

bool tally_fits(const struct tally *t)
{
    for (size_t i = 0; i < t->count; i++)
        for (unsigned j = 0; j < JX_STORE_ADDS; j++)
            if (t->cells[i]->adds[j] > INT64_MAX || t->cells[i]->adds[j] < INT64_MIN) return false;
    return true;
}

jx_status tally_store(const struct tally *t, struct kv_tx *tx, struct jx_buffer room[2])
{
    assert(tally_fits(t));
    jx_status rc = JX_OK;
    for (size_t i = 0; rc == JX_OK && i < t->count; i++) {
        const struct tally_cell *c = t->cells[i];
        int64_t adds[JX_STORE_ADDS];
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
