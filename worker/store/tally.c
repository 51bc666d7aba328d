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
    tally_forget_tree(t);
}

void tally_forget_tree(struct tally *t)
{
    t->last.known = false;
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

/* The aggregates a contribution belongs to. */
struct places {
    struct key keys[2 + TREE_DEPTH_MAX];
    size_t count;
};

static jx_status find_path(struct tally *t, struct kv_tx *tx, const struct contribution *c)
{
    bool same = t->last.known && t->last.year == c->year &&
                jx_slice_eq(jx_slice_at(t->last.unit, t->last.len), c->unit);
    if (same) return JX_OK;
    t->last.known = false;
    jx_status rc = tree_path(tx, c->year, c->unit, &t->last.path);
    if (rc != JX_OK || c->unit.len > sizeof t->last.unit) return rc;
    t->last.known = true;
    t->last.year = c->year;
    t->last.len = c->unit.len;
    if (c->unit.len) memcpy(t->last.unit, c->unit.ptr, c->unit.len);
    return JX_OK;
}

static void add_place(struct places *p, const struct contribution *c, enum scope scope,
                      struct jx_slice unit)
{
    p->keys[p->count++] = key_of_aggregate(c->year, c->form, c->period, scope, unit, c->column);
}

static jx_status find_places(struct tally *t, struct kv_tx *tx, enum reach reach,
                             const struct contribution *c, struct places *p)
{
    jx_status rc = find_path(t, tx, c);
    p->count = 0;
    if (rc != JX_OK) return rc;
    for (uint32_t i = 0; i < t->last.path.count; i++)
        add_place(p, c, SCOPE_TREE, path_unit(&t->last.path, i));
    if (reach == REACH_BRANCH) return JX_OK;
    add_place(p, c, SCOPE_TREE, JX_LIT(""));
    add_place(p, c, SCOPE_OWN, c->unit);
    return JX_OK;
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

jx_status tally_add(struct tally *t, struct kv_tx *tx, enum start start, enum reach reach,
                    const struct contribution *c, int sign)
{
    struct places p;
    jx_status rc = find_places(t, tx, reach, c, &p);
    for (size_t i = 0; rc == JX_OK && i < p.count; i++) {
        struct tally_cell *cell = find_or_make(t, &p.keys[i]);
        if (!cell) return JX_E_NO_MEMORY;
        if (start == START_STORED && !cell->loaded) rc = load(cell, tx);
        for (unsigned j = 0; rc == JX_OK && j < JX_STORE_ADDS; j++)
            cell->adds[j] += (jx_int128)c->adds[j] * sign;
    }
    return rc;
}

static bool cell_fits(const struct tally_cell *c)
{
    for (unsigned j = 0; j < JX_STORE_ADDS; j++)
        if (c->adds[j] > INT64_MAX || c->adds[j] < INT64_MIN) return false;
    return true;
}

jx_status tally_fits(struct tally *t, struct kv_tx *tx, const struct contribution *c)
{
    struct places p;
    jx_status rc = find_places(t, tx, REACH_ALL, c, &p);
    for (size_t i = 0; rc == JX_OK && i < p.count; i++) {
        size_t at = place_of(t, &p.keys[i]);
        bool there = at < t->count &&
                     jx_slice_eq(key_slice(&t->cells[at]->key), key_slice(&p.keys[i]));
        if (there && !cell_fits(t->cells[at])) return JX_E_OVERFLOW;
    }
    return rc;
}

bool tally_all_fit(const struct tally *t)
{
    for (size_t i = 0; i < t->count; i++)
        if (!cell_fits(t->cells[i])) return false;
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
