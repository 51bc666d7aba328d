/* Conflicts between the rows of a list. */
#include "library.h"

#include <stdlib.h>

/* A row by what tells it apart, or by its code. */
struct entry {
    struct jx_slice key;
    uint32_t row;
};

static int compare(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int c = jx_slice_cmp(x->key, y->key);
    return c ? c : (x->row > y->row) - (x->row < y->row);
}

static const struct jx_slice *row_of(const struct master_list *l, uint32_t row)
{
    return &l->cells[(size_t)row * jx_master_schema(l->table)->count];
}

/* The key cells with a byte between them that no text has. */
static struct jx_slice key_of(const struct master_list *l, uint32_t row)
{
    const struct jx_master_schema *s = jx_master_schema(l->table);
    const struct jx_slice *cells = row_of(l, row);
    size_t len = 0;
    for (uint32_t j = 0; j < s->count; j++)
        len += s->columns[j].key ? cells[j].len + 1 : 0;
    char *text = jx_arena_take(l->arena, len + 1);
    if (!text) return JX_ABSENT;
    len = 0;
    for (uint32_t j = 0; j < s->count; j++) {
        if (!s->columns[j].key) continue;
        if (cells[j].len) memcpy(text + len, cells[j].ptr, cells[j].len);
        len += cells[j].len;
        text[len++] = '\x1F';
    }
    return jx_slice_at(text, len);
}

static jx_status check_twice(struct master_list *l, struct entry *entries)
{
    for (uint32_t i = 0; i < l->row_count; i++) {
        entries[i] = (struct entry){
            l->table == JX_MASTER_indicators ? library_key(row_of(l, i), l->arena) : key_of(l, i),
            i};
        if (jx_is_absent(entries[i].key)) return jx_arena_failure(l->arena);
    }
    qsort(entries, l->row_count, sizeof *entries, compare);
    for (uint32_t i = 1; i < l->row_count; i++)
        if (jx_slice_eq(entries[i].key, entries[i - 1].key))
            master_add_conflict(l, l->places[entries[i].row], _("is there twice; first in"),
                                l->places[entries[i - 1].row]);
    return JX_OK;
}

static const struct entry *find(const struct entry *entries, uint32_t count, struct jx_slice code)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (jx_slice_cmp(entries[middle].key, code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && jx_slice_eq(entries[low].key, code) ? &entries[low] : NULL;
}

/* Whether going up from the row comes back to it. */
static bool is_above_itself(const struct master_list *l, const struct entry *entries, uint32_t row)
{
    struct jx_slice code = row_of(l, row)[UNITS_CODE], at = row_of(l, row)[UNITS_PARENT];
    for (uint32_t steps = 0; at.len && steps <= l->row_count; steps++) {
        if (jx_slice_eq(at, code)) return true;
        const struct entry *e = find(entries, l->row_count, at);
        if (!e) return false;
        at = row_of(l, e->row)[UNITS_PARENT];
    }
    return false;
}

static void check_parents(struct master_list *l, struct entry *entries)
{
    for (uint32_t i = 0; i < l->row_count; i++)
        entries[i] = (struct entry){row_of(l, i)[UNITS_CODE], i};
    qsort(entries, l->row_count, sizeof *entries, compare);
    for (uint32_t i = 0; i < l->row_count; i++) {
        struct jx_slice parent = row_of(l, i)[UNITS_PARENT];
        if (parent.len && !find(entries, l->row_count, parent))
            master_add_conflict(l, l->places[i], _("its parent is not in the list"), parent);
        else if (is_above_itself(l, entries, i))
            master_add_conflict(l, l->places[i], _("is above itself"), row_of(l, i)[UNITS_CODE]);
    }
}

jx_status master_check(struct master_list *l)
{
    struct entry *entries = jx_arena_array(l->arena, (size_t)l->row_count + 1, sizeof *entries);
    if (!entries) return jx_arena_failure(l->arena);
    jx_status rc = check_twice(l, entries);
    if (rc == JX_OK && l->table == JX_MASTER_units) check_parents(l, entries);
    return rc;
}
