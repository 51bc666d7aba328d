/* What every level of the tree adds up to, beside what is expected of it. */
#include "inside.h"
#include "places.h"
#include "tree.h"

struct survey {
    struct kv_tx *tx;
    struct jx_arena *arena;
    uint32_t year;
    struct jx_slice form;
    struct store_branch **rows; /* in the order of period and unit */
    uint32_t count, room;
};

static int compare(const struct store_branch *b, struct jx_slice period, struct jx_slice unit)
{
    int c = jx_slice_cmp(b->period, period);
    return c ? c : jx_slice_cmp(b->unit, unit);
}

/* Where it is, or where it belongs. */
static uint32_t place_of(const struct survey *s, struct jx_slice period, struct jx_slice unit)
{
    uint32_t low = 0, high = s->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (compare(s->rows[middle], period, unit) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static jx_status copy(struct survey *s, struct jx_slice from, struct jx_slice *to)
{
    *to = jx_arena_copy(s->arena, from.ptr ? from : JX_LIT(""));
    return jx_is_absent(*to) ? jx_arena_failure(s->arena) : JX_OK;
}

static jx_status make_room(struct survey *s)
{
    struct store_branch **rows = jx_arena_grown(s->arena, s->rows, s->count, &s->room,
                                                sizeof(struct store_branch *));
    if (!rows) return jx_arena_failure(s->arena);
    s->rows = rows;
    return JX_OK;
}

static jx_status find_or_make(struct survey *s, struct jx_slice period, struct jx_slice unit,
                              struct store_branch **out)
{
    uint32_t at = place_of(s, period, unit);
    *out = at < s->count ? s->rows[at] : NULL;
    if (*out && compare(*out, period, unit) == 0) return JX_OK;
    struct store_branch *fresh = jx_arena_take(s->arena, sizeof *fresh);
    if (!fresh) return jx_arena_failure(s->arena);
    jx_status rc = make_room(s);
    if (rc == JX_OK) rc = copy(s, period, &fresh->period);
    if (rc == JX_OK) rc = copy(s, unit, &fresh->unit);
    if (rc == JX_OK)
        rc = query_unit_name(s->tx, s->year, fresh->unit, s->arena, &fresh->unit_name,
                             &fresh->parent);
    if (rc != JX_OK) return rc;
    fresh->form = s->form;
    memmove(&s->rows[at + 1], &s->rows[at], (s->count - at) * sizeof(struct store_branch *));
    s->rows[at] = *out = fresh;
    s->count++;
    return JX_OK;
}

/* ---- sums ---- */

static jx_status add_aggregate(void *to, const struct sum_place *p, struct jx_slice key,
                               struct jx_slice value)
{
    struct survey *s = to;
    struct store_branch *b;
    struct jx_slice body;
    if (p->column >= COLUMN_COUNT) return JX_E_CORRUPT;
    jx_status rc = row_open(TABLE_AGGREGATES, key, value, &body);
    if (rc == JX_OK) rc = find_or_make(s, p->period, p->unit, &b);
    if (rc != JX_OK) return rc;
    if (p->scope == SCOPE_OWN)
        return p->column == COLUMN_RECEIVED ? sums_read(body, JX_STORE_ADDS, b->own) : JX_OK;
    int64_t *columns[] = {b->received, b->approved, b->states};
    return sums_read(body, JX_STORE_ADDS, columns[p->column]);
}

/* ---- what is expected ---- */

static jx_status add_progress(void *to, const struct sum_place *p, struct jx_slice key,
                              struct jx_slice value)
{
    struct store_branch *b;
    struct jx_slice body;
    jx_status rc = row_open(TABLE_PROGRESS, key, value, &body);
    if (rc == JX_OK) rc = find_or_make(to, p->period, p->unit, &b);
    return rc == JX_OK ? sums_read(body, STORE_PROGRESS, b->progress) : rc;
}

/* ---- the answer ---- */

/* A unit outside of the tree: its own documents are its branch. */
static jx_status complete_strangers(struct survey *s)
{
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < s->count; i++) {
        struct store_branch *b = s->rows[i];
        struct row_master known;
        struct jx_slice body;
        if (b->unit.len == 0) continue;
        rc = tree_get(s->tx, s->year, b->unit, &known);
        if (rc != JX_E_NOT_FOUND) continue;
        rc = JX_OK;
        int64_t *columns[] = {b->received, b->approved, b->states};
        for (int column = 0; rc == JX_OK && column < COLUMN_COUNT; column++) {
            struct key k = key_of_aggregate(s->year, s->form, b->period, SCOPE_OWN, b->unit,
                                            (enum column)column);
            rc = row_get(s->tx, TABLE_AGGREGATES, key_slice(&k), &body);
            if (rc == JX_OK) rc = sums_read(body, JX_STORE_ADDS, columns[column]);
            if (rc == JX_E_NOT_FOUND) rc = JX_OK;
        }
    }
    return rc;
}

static jx_status hand_over(const struct survey *s, struct store_branch **out, uint32_t *count)
{
    *out = jx_arena_array(s->arena, s->count, sizeof **out);
    if (!*out) return jx_arena_failure(s->arena);
    for (uint32_t i = 0; i < s->count; i++)
        (*out)[i] = *s->rows[i];
    *count = s->count;
    return JX_OK;
}

jx_status query_branches(struct kv_tx *tx, uint32_t year, struct jx_slice form,
                         struct jx_slice unit, struct jx_arena *a, struct store_branch **out,
                         uint32_t *count)
{
    struct survey s = {.tx = tx, .arena = a, .year = year};
    *out = NULL;
    *count = 0;
    if (year > JX_YEAR_LAST || form.len == 0 || form.len > JX_FORM_NAME_MAX)
        return JX_E_FORM_UNKNOWN;
    jx_status rc = copy(&s, form, &s.form);
    if (rc == JX_OK) rc = places_each(tx, TABLE_AGGREGATES, year, form, unit, add_aggregate, &s);
    if (rc == JX_OK) rc = places_each(tx, TABLE_PROGRESS, year, form, unit, add_progress, &s);
    if (rc == JX_OK) rc = complete_strangers(&s);
    return rc == JX_OK ? hand_over(&s, out, count) : rc;
}

jx_status store_tree(struct store *st, uint32_t year, struct jx_slice form, struct jx_slice unit,
                     struct jx_arena *a, struct store_branch **out, uint32_t *count,
                     uint64_t *position)
{
    struct row_state state;
    struct kv_tx *tx = NULL;
    jx_status rc = kv_begin(st->kv, false, &tx);
    if (rc == JX_OK) rc = state_get(tx, &state);
    if (rc == JX_OK) rc = query_branches(tx, year, form, unit, a, out, count);
    kv_abort(&tx);
    if (rc == JX_OK) *position = state.position;
    return rc;
}
