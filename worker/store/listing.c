/* Pages of documents in an order that no index has: filtered and sorted by what the roster keeps,
 * and only the page is read. On which days they came, from the roster alone; and the years there
 * are. */
#include "listing.h"

#include "inside.h"

#include <stdlib.h>

/* ---- which ---- */

static bool is_past(enum jx_state s)
{
    return s == JX_STATE_SUPERSEDED || s == JX_STATE_WITHDRAWN;
}

static bool asks_enough(const struct store_listing *w, const struct roster_entry *e)
{
    switch (w->asks) {
    case JX_ASKS_ERRORS:
        return e->errors > 0;
    case JX_ASKS_EXPLAINS:
        return e->explains > 0;
    case JX_ASKS_DIFFERS:
        return e->judged && e->claimed != e->computed;
    default:
        return true;
    }
}

static bool unit_fits(const struct store_listing *w, struct jx_slice unit)
{
    return w->exact ? jx_slice_eq(unit, w->unit) : jx_starts_with(unit, w->unit);
}

static bool word_fits(const struct roster_word *x, struct jx_slice text)
{
    return jx_contains(x->text, text) || (x->key.ptr != x->text.ptr && jx_contains(x->key, text));
}

static bool rule_fits(const struct roster_entry *e, struct jx_slice rule)
{
    for (uint32_t i = 0; i < e->rule_count; i++)
        if (jx_slice_eq(e->rules[i]->text, rule)) return true;
    return rule.len == 0;
}

static bool fits(const struct store_listing *w, const struct roster_entry *e)
{
    if (e->year != w->year || (w->form.len && !jx_slice_eq(e->form->text, w->form))) return false;
    if (w->state >= 0 && e->state != w->state) return false;
    if (w->grade >= 0 && (!e->judged || e->grade != w->grade)) return false;
    if ((w->counting && is_past((enum jx_state)e->state)) || !asks_enough(w, e)) return false;
    if (!unit_fits(w, e->unit->text) || !rule_fits(e, w->rule)) return false;
    return w->text.len == 0 || word_fits(&e->project, w->text) || word_fits(e->unit_name, w->text);
}

/* ---- in which order ---- */

/* What is equal stands newest first, in either direction. */
static int compare_newest(const struct roster_entry *x, const struct roster_entry *y)
{
    return (x->position < y->position) - (x->position > y->position);
}

static int compare_numbers(int64_t x, int64_t y)
{
    return (x > y) - (x < y);
}

/* One without a score is last in either direction. */
static int compare_scores(int64_t x, int64_t y, bool backwards)
{
    if (x == INT64_MAX || y == INT64_MAX) return (x == INT64_MAX) - (y == INT64_MAX);
    return backwards ? compare_numbers(y, x) : compare_numbers(x, y);
}

static int compare_by(const struct store_listing *w, const struct roster_entry *x,
                      const struct roster_entry *y)
{
    int sign = w->backwards ? -1 : 1;
    switch (w->sort) {
    case JX_SORT_unit:
        return sign * jx_slice_cmp(x->unit->text, y->unit->text);
    case JX_SORT_project:
        return sign * jx_slice_cmp(x->project.text, y->project.text);
    case JX_SORT_state:
        return sign * compare_numbers(x->state, y->state);
    case JX_SORT_claimed:
        return compare_scores(x->claimed, y->claimed, w->backwards);
    case JX_SORT_computed:
        return compare_scores(x->computed, y->computed, w->backwards);
    case JX_SORT_grade:
        return sign * compare_numbers(x->grade, y->grade);
    case JX_SORT_errors:
        return sign * compare_numbers(x->errors, y->errors);
    default:
        return sign * compare_newest(x, y);
    }
}

static int compare(const void *a, const void *b, void *wanted)
{
    const struct roster_entry *x = *(const struct roster_entry *const *)a;
    const struct roster_entry *y = *(const struct roster_entry *const *)b;
    int d = compare_by(wanted, x, y);
    return d ? d : compare_newest(x, y);
}

/* ---- the page ---- */

static void swap(const struct roster_entry **x, const struct roster_entry **y)
{
    const struct roster_entry *kept = *x;
    *x = *y;
    *y = kept;
}

/* The middle one of three goes to the end: what is already in order is cut in halves. */
static const struct roster_entry *pivot(const struct roster_entry **low,
                                        const struct roster_entry **high, void *wanted)
{
    const struct roster_entry **middle = low + (high - low) / 2;
    if (compare(middle, low, wanted) < 0) swap(middle, low);
    if (compare(high, low, wanted) < 0) swap(high, low);
    if (compare(middle, high, wanted) < 0) swap(middle, high);
    return *high;
}

/* Moves what comes in front of one of them to its left, the rest to its right; returns its place.
 */
static const struct roster_entry **part(const struct roster_entry **low,
                                        const struct roster_entry **high, void *wanted)
{
    const struct roster_entry *at = pivot(low, high, wanted), **left = low;
    for (const struct roster_entry **e = low; e < high; e++)
        if (compare(e, &at, wanted) < 0) swap(e, left++);
    swap(left, high);
    return left;
}

/* Afterwards the first `n` are those that sorting would put there, in any order: a page is sorted,
 * not everything in front of it or behind it. No two are equal, so each cut takes one out at least;
 * what is cut badly too often is sorted. */
static void choose_first(const struct roster_entry **all, uint32_t count, uint32_t n, void *wanted)
{
    enum { CUTS_MAX = 64 };
    const struct roster_entry **low = all, **high = all + count, **end = all + n;
    for (unsigned cuts = 0; high - low > 1 && end > low && end < high; cuts++) {
        if (cuts == CUTS_MAX) {
            qsort_r(low, (size_t)(high - low), sizeof(struct roster_entry *), compare, wanted);
            return;
        }
        const struct roster_entry **cut = part(low, high - 1, wanted);
        if (cut < end)
            low = cut + 1;
        else
            high = cut;
    }
}

static void sort_page(const struct roster_entry **found, const struct store_listing *w,
                      uint32_t total)
{
    void *wanted = (void *)(uintptr_t)w;
    uint32_t first = w->offset < total ? w->offset : total;
    uint32_t end = total - first < w->max ? total : first + w->max;
    choose_first(found, total, end, wanted);
    choose_first(found, end, first, wanted);
    qsort_r(found + first, end - first, sizeof(struct roster_entry *), compare, wanted);
}

static jx_status read_page(struct kv_tx *tx, const struct store_listing *w,
                           const struct roster_entry *const *found, struct jx_arena *a,
                           struct store_listed *out)
{
    uint32_t left = w->offset < out->total ? out->total - w->offset : 0;
    uint32_t count = left < w->max ? left : w->max;
    jx_status rc = JX_OK;
    out->rows = jx_arena_array(a, count, sizeof *out->rows);
    if (!out->rows) return jx_arena_failure(a);
    for (uint32_t i = 0; rc == JX_OK && i < count; i++)
        rc = query_document(tx, found[w->offset + i]->position, a, &out->rows[i]);
    out->count = count;
    return rc;
}

static jx_status choose(const struct roster *s, struct kv_tx *tx, const struct store_listing *w,
                        struct jx_arena *a, struct store_listed *out)
{
    const struct roster_entry **found = malloc((s->count + 1) * sizeof(struct roster_entry *));
    if (!found) return JX_E_NO_MEMORY;
    for (uint32_t i = s->count; i > 0; i--)
        if (fits(w, &s->items[i - 1])) found[out->total++] = &s->items[i - 1];
    bool sorted = w->sort == JX_SORT_time && !w->backwards;
    if (!sorted && out->total) sort_page(found, w, out->total);
    jx_status rc = read_page(tx, w, found, a, out);
    free(found);
    return rc;
}

/* The documents in memory as the transaction sees them. */
static jx_status see(struct store *st, struct kv_tx **tx, uint64_t *position)
{
    struct row_state state = {.position = 0};
    jx_status rc = kv_begin(st->kv, false, tx);
    if (rc == JX_OK) rc = state_get(*tx, &state);
    if (rc == JX_OK) rc = roster_refresh(&st->roster, *tx, state.position);
    *position = state.position;
    return rc;
}

jx_status store_listing(struct store *st, const struct store_listing *wanted, struct jx_arena *a,
                        struct store_listed *out)
{
    struct kv_tx *tx = NULL;
    *out = (struct store_listed){.count = 0};
    jx_status rc = see(st, &tx, &out->position);
    if (rc == JX_OK) rc = choose(&st->roster, tx, wanted, a, out);
    kv_abort(&tx);
    return rc;
}

jx_status store_listing_prepare(struct store *st, uint32_t most, bool *more)
{
    struct kv_tx *tx = NULL;
    struct row_state state = {.position = 0};
    *more = false;
    jx_status rc = kv_begin(st->kv, false, &tx);
    if (rc == JX_OK) rc = state_get(tx, &state);
    if (rc == JX_OK) rc = roster_begin(&st->roster, tx, state.position, most, more);
    kv_abort(&tx);
    return rc;
}

/* ---- days ---- */

static bool was_turned_away(enum jx_state s)
{
    return s == JX_STATE_REJECTED || s == JX_STATE_CONFLICT || s == JX_STATE_LATE ||
           s == JX_STATE_WITHDRAWN;
}

/* Receipts come in order, unless a clock was set back: the place is at the end, or near it. */
static jx_status count_day(struct jx_days *days, int64_t day)
{
    uint32_t at = days->count;
    while (at > 0 && days->items[at - 1].day > day)
        at--;
    if (at > 0 && days->items[at - 1].day == day) {
        days->items[at - 1].documents++;
        return JX_OK;
    }
    if (days->count == JX_DAYS_MAX) return JX_E_ROWS;
    memmove(&days->items[at + 1], &days->items[at], (days->count - at) * sizeof *days->items);
    days->items[at] = (struct jx_day){day, 1};
    days->count++;
    return JX_OK;
}

static jx_status count_days(const struct roster *s, const struct store_listing *w,
                            struct jx_days *out)
{
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < s->count; i++) {
        const struct roster_entry *e = &s->items[i];
        if (e->day >= 0 && !was_turned_away((enum jx_state)e->state) && fits(w, e))
            rc = count_day(out, e->day);
    }
    return rc;
}

jx_status store_days(struct store *st, const struct store_listing *wanted, struct jx_arena *a,
                     struct jx_days *out)
{
    struct kv_tx *tx = NULL;
    *out = (struct jx_days){.items = jx_arena_array(a, JX_DAYS_MAX, sizeof *out->items)};
    if (!out->items) return jx_arena_failure(a);
    jx_status rc = see(st, &tx, &out->position);
    if (rc == JX_OK) rc = count_days(&st->roster, wanted, out);
    kv_abort(&tx);
    return rc;
}

/* ---- years ---- */

static jx_status read_year(struct kv_tx *tx, uint32_t year, struct jx_year *out)
{
    struct row_year row;
    jx_status rc = year_get(tx, year, &row);
    *out = (struct jx_year){.year = year, .closed = row.closed, .asked = row.asked};
    memcpy(out->asker, row.asker, JX_KEY_BYTES);
    return rc;
}

jx_status store_years(struct store *st, struct jx_year *years, uint32_t max, uint32_t *count)
{
    struct kv_tx *tx = NULL;
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    uint32_t before = JX_YEAR_LAST + 1, year = 0;
    *count = 0;
    jx_status rc = kv_begin(st->kv, false, &tx);
    if (rc == JX_OK) rc = kv_cursor_open(tx, TABLE_AGGREGATES, &c);
    while (rc == JX_OK && *count < max) {
        struct key end = {.len = 0};
        key_put_year(&end, before);
        rc = kv_seek_before(c, key_slice(&end), &key, &value);
        if (rc == JX_OK && !key_get_year(&key, &year)) rc = JX_E_CORRUPT;
        if (rc == JX_OK) rc = read_year(tx, year, &years[*count]);
        if (rc == JX_OK) ++*count;
        before = year;
    }
    kv_cursor_close(&c);
    kv_abort(&tx);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}
