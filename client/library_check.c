/* What is wrong with a list of indicators, and what it would change. */
#include "library.h"

#include "cli/source.h"

#include "../proto/form/document.h"
#include "../worker/rules/notation.h"
#include "import/vocabulary.h"

#include <stdlib.h>

struct jx_slice library_name(struct jx_slice level3, struct jx_arena *a)
{
    struct jx_slice name;
    if (jx_match_key(level3, a, &name) != JX_OK) return JX_ABSENT;
    return name.len ? name : level3;
}

struct jx_slice library_key(const struct jx_slice *cells, struct jx_arena *a)
{
    struct jx_slice name = library_name(cells[INDICATORS_LEVEL3], a),
                    sector = cells[INDICATORS_SECTOR];
    if (jx_is_absent(name)) return JX_ABSENT;
    return jx_arena_printf(a, "%.*s\x1F%.*s", (int)name.len, name.ptr, (int)sector.len,
                           sector.ptr ? sector.ptr : "");
}

static const struct jx_slice *row_of(const struct master_list *l, uint32_t i)
{
    return &l->cells[(size_t)i * INDICATORS_COLUMNS];
}

/* ---- a row ---- */

/* Whether a figure of that unit could be written with the other one. */
static bool is_unit_of(const struct jx_notation *n, struct jx_slice measure, struct jx_arena *a)
{
    struct jx_notation one;
    struct jx_slice text = jx_arena_printf(a, "1%.*s", (int)measure.len, measure.ptr);
    if (jx_is_absent(text)) return true;
    jx_notation_read(text, &one);
    if (one.kind != JX_NOTATION_NUMBER || one.dimension != n->dimension) return false;
    return n->dimension != JX_DIMENSION_COUNT || jx_slice_eq(one.plain, n->plain);
}

static const char *wrong_of_quality(const struct jx_notation *n, struct jx_slice measure)
{
    bool figure = n->kind == JX_NOTATION_NUMBER || n->kind == JX_NOTATION_RANGE;
    if (measure.len) return _("a qualitative indicator has no unit of measure");
    return figure ? _("a qualitative indicator is not measured by a figure") : NULL;
}

static const char *wrong_of_quantity(const struct jx_notation *n, struct jx_slice sign,
                                     struct jx_slice measure, struct jx_arena *a)
{
    if (n->kind == JX_NOTATION_TEXT) return _("the sign compares figures, and this is none");
    if (n->sign != JX_SIGN_NONE && !jx_slice_eq(sign, jx_slice_of(jx_sign_text(n->sign))))
        return _("the standard value has another sign than the indicator");
    bool units = n->kind == JX_NOTATION_NUMBER && n->dimension != JX_DIMENSION_BARE && measure.len;
    return units && !is_unit_of(n, measure, a)
               ? _("the standard value has another unit than the indicator")
               : NULL;
}

/* NULL when the sign goes with unit and standard value. */
static const char *wrong_of_sign(const struct jx_slice *cells, struct jx_arena *a)
{
    struct jx_notation n;
    struct jx_slice sign = cells[INDICATORS_SIGN], measure = cells[INDICATORS_MEASURE];
    jx_notation_read(cells[INDICATORS_STANDARD], &n);
    if (sign.len == 0) return NULL;
    return jx_slice_eq(sign, JX_LIT(JX_QUALITATIVE)) ? wrong_of_quality(&n, measure)
                                                     : wrong_of_quantity(&n, sign, measure, a);
}

static void check_row(struct master_list *l, uint32_t i, const struct jx_vocabulary *words)
{
    const struct jx_slice *cells = row_of(l, i);
    const char *wrong = wrong_of_sign(cells, l->arena);
    if (jx_level1_of(words, cells[INDICATORS_LEVEL1]) == 0)
        master_add_conflict(l, l->places[i], _("no level-1 indicator that the rules know"),
                            cells[INDICATORS_LEVEL1]);
    if (wrong)
        master_add_conflict(
            l, l->places[i], wrong,
            cells[cells[INDICATORS_STANDARD].len ? INDICATORS_STANDARD : INDICATORS_MEASURE]);
}

/* ---- rows ---- */

/* A row by one of its texts. */
struct entry {
    struct jx_slice text;
    uint32_t row;
};

static int compare(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int c = jx_slice_cmp(x->text, y->text);
    return c ? c : (x->row > y->row) - (x->row < y->row);
}

static jx_status check_codes(struct master_list *l)
{
    struct entry *entries = jx_arena_array(l->arena, (size_t)l->row_count + 1, sizeof *entries);
    if (!entries) return jx_arena_failure(l->arena);
    for (uint32_t i = 0; i < l->row_count; i++)
        entries[i] = (struct entry){row_of(l, i)[INDICATORS_CODE], i};
    qsort(entries, l->row_count, sizeof *entries, compare);
    for (uint32_t i = 1; i < l->row_count; i++)
        if (entries[i].text.len && jx_slice_eq(entries[i].text, entries[i - 1].text))
            master_add_conflict(l, l->places[entries[i].row],
                                _("another indicator has that code; first in"),
                                l->places[entries[i - 1].row]);
    return JX_OK;
}

jx_status library_check(const struct context *ctx, struct master_list *l)
{
    struct reading words;
    reading_begin(&words, ctx);
    jx_status rc = reading_words(&words);
    if (rc == JX_OK) rc = check_codes(l);
    for (uint32_t i = 0; rc == JX_OK && i < l->row_count; i++)
        check_row(l, i, words.vocabulary);
    reading_end(&words);
    return rc;
}

/* ---- what the county holds ---- */

/* By their keys, sorted; NULL when the arena is exhausted. */
static struct entry *sort_rows(const struct jx_slice *cells, uint32_t count, struct jx_arena *a)
{
    struct entry *out = jx_arena_array(a, (size_t)count + 1, sizeof *out);
    for (uint32_t i = 0; out && i < count; i++) {
        out[i] = (struct entry){library_key(&cells[(size_t)i * INDICATORS_COLUMNS], a), i};
        if (jx_is_absent(out[i].text)) return NULL;
    }
    if (out && count) qsort(out, count, sizeof *out, compare);
    return out;
}

static int by_text(const void *a, const void *b)
{
    return jx_slice_cmp(((const struct entry *)a)->text, ((const struct entry *)b)->text);
}

static const struct entry *find(const struct entry *entries, uint32_t count, struct jx_slice text)
{
    const struct entry wanted = {text, 0};
    return count ? bsearch(&wanted, entries, count, sizeof *entries, by_text) : NULL;
}

/* "标准值: 90%" */
static jx_status add_difference(struct master_list *l, uint32_t row, uint32_t column,
                                struct jx_slice was)
{
    const struct jx_master_column *c = &jx_master_schema(l->table)->columns[column];
    struct jx_slice value = jx_arena_printf(l->arena, "%s: %.*s", c->zh, (int)was.len,
                                            was.ptr ? was.ptr : "");
    if (jx_is_absent(value)) return jx_arena_failure(l->arena);
    master_add_change(l, l->places[row], _("the county has it otherwise"), value);
    return JX_OK;
}

static jx_status compare_row(struct master_list *l, uint32_t row, const struct jx_slice *was)
{
    const struct jx_slice *is = row_of(l, row);
    jx_status rc = JX_OK;
    for (uint32_t j = 0; rc == JX_OK && j < INDICATORS_COLUMNS; j++)
        if (!jx_slice_eq(is[j], was[j])) rc = add_difference(l, row, j, was[j]);
    return rc;
}

jx_status library_compare(struct master_list *l, const struct master_held *held, bool whole)
{
    const struct entry *is = sort_rows(l->cells, l->row_count, l->arena),
                       *was = sort_rows(held->cells, held->count, l->arena);
    jx_status rc = is && was ? JX_OK : jx_arena_failure(l->arena);
    for (uint32_t i = 0; rc == JX_OK && i < l->row_count; i++) {
        const struct entry *e = find(was, held->count, is[i].text);
        if (e) rc = compare_row(l, is[i].row, master_held_row(held, e->row));
    }
    for (uint32_t i = 0; rc == JX_OK && whole && i < held->count; i++) {
        const struct jx_slice *cells = master_held_row(held, was[i].row);
        if (!find(is, l->row_count, was[i].text))
            master_add_change(l, cells[INDICATORS_LEVEL3],
                              _("is held by the county and not in the list"),
                              cells[INDICATORS_SECTOR]);
    }
    return rc;
}
