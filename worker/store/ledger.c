/* A sorted array of sums. */
#include "ledger.h"

#include <assert.h>
#include <stdlib.h>

typedef struct ledger_cell *cell_pointer;

void ledger_init(struct ledger *l, enum table table, uint32_t width)
{
    assert(width <= LEDGER_WIDTH_MAX);
    *l = (struct ledger){.table = table, .width = width};
    jx_arena_init(&l->arena, SIZE_MAX);
}

void ledger_clear(struct ledger *l)
{
    jx_arena_clear(&l->arena);
    free(l->cells);
    l->cells = NULL;
    l->count = l->room = 0;
}

/* Where the key is, or where it belongs. */
static size_t place_of(const struct ledger *l, struct jx_slice key)
{
    size_t low = 0, high = l->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (jx_slice_cmp(l->cells[middle]->key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct ledger_cell *find(const struct ledger *l, struct jx_slice key)
{
    size_t at = place_of(l, key);
    return at < l->count && jx_slice_eq(l->cells[at]->key, key) ? l->cells[at] : NULL;
}

static bool make_room(struct ledger *l)
{
    if (l->count < l->room) return true;
    size_t room = l->room ? l->room * 2 : 64;
    cell_pointer *cells = realloc(l->cells, room * sizeof(cell_pointer));
    if (!cells) return false;
    l->cells = cells;
    l->room = room;
    return true;
}

/* NULL when memory is exhausted. */
static struct ledger_cell *make(struct ledger *l, struct jx_slice key)
{
    size_t at = place_of(l, key);
    size_t bytes = sizeof(struct ledger_cell) + l->width * sizeof(jx_int128);
    struct ledger_cell *fresh = make_room(l) ? jx_arena_take(&l->arena, bytes) : NULL;
    if (!fresh) return NULL;
    fresh->key = jx_arena_copy(&l->arena, key);
    if (jx_is_absent(fresh->key)) return NULL;
    memmove(&l->cells[at + 1], &l->cells[at], (l->count - at) * sizeof(cell_pointer));
    l->cells[at] = fresh;
    l->count++;
    return fresh;
}

static jx_status load(const struct ledger *l, struct kv_tx *tx, struct ledger_cell *c)
{
    jx_int128 sums[LEDGER_WIDTH_MAX];
    struct jx_slice body;
    c->loaded = true;
    jx_status rc = row_get(tx, l->table, c->key, &body);
    if (rc == JX_E_NOT_FOUND) return JX_OK;
    if (rc == JX_OK) rc = wide_sums_read(body, l->width, sums);
    for (uint32_t i = 0; rc == JX_OK && i < l->width; i++)
        c->sums[i] += sums[i];
    return rc;
}

jx_status ledger_add_wide(struct ledger *l, struct kv_tx *tx, enum start start, const struct key *k,
                          const jx_int128 *sums, int sign)
{
    struct ledger_cell *c = find(l, key_slice(k));
    if (!c) c = make(l, key_slice(k));
    if (!c) return JX_E_NO_MEMORY;
    jx_status rc = start == START_STORED && !c->loaded ? load(l, tx, c) : JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < l->width; i++)
        c->sums[i] += sums[i] * sign;
    return rc;
}

jx_status ledger_add(struct ledger *l, struct kv_tx *tx, enum start start, const struct key *k,
                     const int64_t *sums, int sign)
{
    jx_int128 wide[LEDGER_WIDTH_MAX] = {0};
    for (uint32_t i = 0; i < l->width; i++)
        wide[i] = sums[i];
    return ledger_add_wide(l, tx, start, k, wide, sign);
}

static bool cell_fits(const struct ledger *l, const struct ledger_cell *c)
{
    for (uint32_t i = 0; i < l->width; i++)
        if (c->sums[i] > INT64_MAX || c->sums[i] < INT64_MIN) return false;
    return true;
}

bool ledger_fits(const struct ledger *l, const struct key *k)
{
    const struct ledger_cell *c = find(l, key_slice(k));
    return !c || cell_fits(l, c);
}

const struct ledger_cell *ledger_unfit(const struct ledger *l)
{
    for (size_t i = l->count; i > 0; i--)
        if (!cell_fits(l, l->cells[i - 1])) return l->cells[i - 1];
    return NULL;
}

bool ledger_is_zero(const struct ledger *l, const struct ledger_cell *c)
{
    for (uint32_t i = 0; i < l->width; i++)
        if (c->sums[i] != 0) return false;
    return true;
}

static jx_status store_cell(const struct ledger *l, const struct ledger_cell *c, struct kv_tx *tx,
                            struct jx_buffer room[2])
{
    if (ledger_is_zero(l, c)) return kv_delete(tx, l->table, c->key);
    return wide_sums_put(tx, l->table, c->key, l->width, c->sums, room);
}

jx_status ledger_store(const struct ledger *l, struct kv_tx *tx, struct jx_buffer room[2])
{
    jx_status rc = JX_OK;
    for (size_t i = 0; rc == JX_OK && i < l->count; i++)
        rc = store_cell(l, l->cells[i], tx, room);
    return rc;
}
