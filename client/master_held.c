/* What a list would change of what the county holds. Nothing of it forbids sending the list: units
 * are renamed and projects move; but a person should have seen it. */
#include "library.h"

#include "../proto/form/document.h"
#include "../proto/wire/held.h"
#include "../proto/wire/query.h"

#include <stdlib.h>

const struct jx_slice *master_held_row(const struct master_held *h, uint32_t i)
{
    return &h->cells[(size_t)i * jx_master_schema(h->table)->count];
}

static const struct jx_slice *list_row(const struct master_list *l, uint32_t i)
{
    return &l->cells[(size_t)i * jx_master_schema(l->table)->count];
}

/* ---- asking ---- */

static jx_status ask_page(struct session *s, enum jx_master table, uint32_t year, uint32_t skip,
                          struct jx_held *out)
{
    struct jx_buffer arguments;
    struct jx_slice body;
    const struct jx_held_arguments args = {.table = (uint64_t)table, .year = year, .skip = skip};
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    jx_held_arguments_encode(&args, &arguments);
    jx_status rc = session_query(s, JX_QUERY_MASTER, &arguments, &body);
    return rc == JX_OK ? jx_held_decode(body, table, &s->arena, out) : rc;
}

static jx_status append(struct master_held *h, const struct jx_held *page, struct jx_arena *a)
{
    const uint32_t columns = jx_master_schema(h->table)->count;
    size_t before = (size_t)h->count * columns, more = (size_t)page->row_count * columns;
    struct jx_slice *cells = jx_arena_array(a, before + more + 1, sizeof *cells);
    if (!cells) return jx_arena_failure(a);
    if (before) memcpy(cells, h->cells, before * sizeof *cells);
    for (size_t i = 0; i < more; i++) {
        cells[before + i] = jx_arena_copy(a, page->cells[i]);
        if (jx_is_absent(cells[before + i])) return jx_arena_failure(a);
    }
    h->cells = cells;
    h->count += page->row_count;
    return JX_OK;
}

jx_status master_ask(struct session *s, enum jx_master table, uint32_t year, struct jx_arena *a,
                     struct master_held *out)
{
    struct jx_held page = {.more = true};
    jx_status rc = JX_OK;
    *out = (struct master_held){.table = table};
    if (!jx_master_schema(table)->by_year) year = 0;
    while (rc == JX_OK && page.more) {
        rc = ask_page(s, table, year, out->count, &page);
        if (rc == JX_OK) rc = append(out, &page, a);
        if (rc == JX_OK && page.more && page.row_count == 0) rc = JX_E_PROTOCOL;
        jx_arena_clear(&s->arena);
    }
    return rc;
}

/* ---- changes ---- */

void master_add_change(struct master_list *l, struct jx_slice where, const char *what,
                       struct jx_slice value)
{
    uint32_t at = l->change_count++;
    if (at < MASTER_CONFLICTS_MAX) l->changes[at] = (struct master_conflict){where, what, value};
}

/* Where a table has its code and name, and what a row belongs to. */
struct columns {
    uint32_t code, name, owner;
    const char *renamed, *moved, *vanished, *recoded, *doubled;
};

static const struct columns *columns_of(enum jx_master table)
{
    static const struct columns units = {UNITS_CODE,
                                         UNITS_NAME,
                                         UNITS_PARENT,
                                         N_("the county calls it"),
                                         N_("the county has it below"),
                                         N_("is held by the county and not in the list"),
                                         N_("the county has that name under another code"),
                                         N_("another row of the list has that name")};
    static const struct columns projects = {PROJECTS_CODE,
                                            PROJECTS_NAME,
                                            PROJECTS_UNIT,
                                            N_("the county calls it"),
                                            N_("the county has it in another unit"),
                                            N_("is held by the county and not in the list"),
                                            N_("the county has that name under another code"),
                                            N_("another row of the list has that name")};
    return table == JX_MASTER_units ? &units : table == JX_MASTER_projects ? &projects : NULL;
}

/* A name where it is to be told apart: projects of one unit, all units. */
struct named {
    struct jx_slice owner, name, code;
    bool held; /* by the county; else in the list */
    uint32_t row;
};

static int compare_named(const void *x, const void *y)
{
    const struct named *a = x, *b = y;
    int c = jx_slice_cmp(a->owner, b->owner);
    if (c == 0) c = jx_slice_cmp(a->name, b->name);
    return c ? c : jx_slice_cmp(a->code, b->code);
}

static jx_status name_rows(struct master_list *l, const struct master_held *h,
                           const struct columns *c, struct named *out)
{
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < l->row_count + h->count; i++) {
        bool held = i >= l->row_count;
        const uint32_t row = held ? i - l->row_count : i;
        const struct jx_slice *cells = held ? master_held_row(h, row) : list_row(l, row);
        out[i] = (struct named){.code = cells[c->code], .held = held, .row = row};
        out[i].owner = l->table == JX_MASTER_projects ? cells[c->owner] : JX_LIT("");
        rc = jx_match_key(cells[c->name], l->arena, &out[i].name);
    }
    return rc;
}

static bool same_name(const struct named *a, const struct named *b)
{
    return a->name.len && jx_slice_eq(a->name, b->name) && jx_slice_eq(a->owner, b->owner);
}

/* What else has the name of a row of the list: an earlier row of it, or the county's under another
 * code. NULL. */
static const struct named *other_of_name(const struct named *group, uint32_t count,
                                         const struct named *of)
{
    const struct named *found = NULL;
    for (uint32_t i = 0; i < count; i++) {
        const struct named *x = &group[i];
        if (jx_slice_eq(x->code, of->code) || (!x->held && x->row > of->row)) continue;
        if (!found || (found->held && !x->held)) found = x;
    }
    return found;
}

/* One name under two codes: forms that print it would be asked about. */
static jx_status compare_names(struct master_list *l, const struct master_held *h,
                               const struct columns *c)
{
    const uint32_t count = l->row_count + h->count;
    struct named *all = jx_arena_array(l->arena, (size_t)count + 1, sizeof *all);
    if (!all) return jx_arena_failure(l->arena);
    jx_status rc = name_rows(l, h, c, all);
    if (rc == JX_OK && count) qsort(all, count, sizeof *all, compare_named);
    for (uint32_t from = 0, to = 0; rc == JX_OK && from < count; from = to) {
        while (to < count && (to == from || same_name(&all[from], &all[to])))
            to++;
        for (uint32_t i = from; i < to; i++) {
            const struct named *other = all[i].held ? NULL
                                                    : other_of_name(&all[from], to - from, &all[i]);
            if (other)
                master_add_change(l, l->places[all[i].row],
                                  other->held ? _(c->recoded) : _(c->doubled), other->code);
        }
    }
    return rc;
}

static int compare_codes(const void *a, const void *b)
{
    return jx_slice_cmp(*(const struct jx_slice *)a, *(const struct jx_slice *)b);
}

/* The last row held under the code: of a unit the one that holds longest. NULL. */
static const struct jx_slice *find_code(const struct master_held *h, uint32_t column,
                                        struct jx_slice code)
{
    uint32_t low = 0, high = h->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (jx_slice_cmp(master_held_row(h, middle)[column], code) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    const struct jx_slice *row = low ? master_held_row(h, low - 1) : NULL;
    return row && jx_slice_eq(row[column], code) ? row : NULL;
}

static bool is_in_list(const struct jx_slice *codes, uint32_t count, struct jx_slice code)
{
    return bsearch(&code, codes, count, sizeof *codes, compare_codes) != NULL;
}

static void compare_rows(struct master_list *l, const struct master_held *h,
                         const struct columns *c)
{
    for (uint32_t i = 0; i < l->row_count; i++) {
        const struct jx_slice *is = list_row(l, i), *was = find_code(h, c->code, is[c->code]);
        if (!was) continue;
        if (!jx_slice_eq(is[c->name], was[c->name]))
            master_add_change(l, l->places[i], _(c->renamed), was[c->name]);
        if (!jx_slice_eq(is[c->owner], was[c->owner]))
            master_add_change(l, l->places[i], _(c->moved), was[c->owner]);
    }
}

/* What replacing the list takes away. */
static jx_status find_vanished(struct master_list *l, const struct master_held *h,
                               const struct columns *c)
{
    struct jx_slice *codes = jx_arena_array(l->arena, (size_t)l->row_count + 1, sizeof *codes);
    if (!codes) return jx_arena_failure(l->arena);
    for (uint32_t i = 0; i < l->row_count; i++)
        codes[i] = list_row(l, i)[c->code];
    qsort(codes, l->row_count, sizeof *codes, compare_codes);
    for (uint32_t i = 0; i < h->count; i++) {
        const struct jx_slice *was = master_held_row(h, i);
        bool again = i + 1 < h->count &&
                     jx_slice_eq(master_held_row(h, i + 1)[c->code], was[c->code]);
        if (!again && !is_in_list(codes, l->row_count, was[c->code]))
            master_add_change(l, was[c->code], _(c->vanished), was[c->name]);
    }
    return JX_OK;
}

/* Codes of units in other lists. */
static void find_unknown_units(struct master_list *l, const struct master_held *units)
{
    const struct jx_master_schema *s = jx_master_schema(l->table);
    for (uint32_t j = 0; j < s->count && units->count; j++) {
        if (s->columns[j].kind != JX_CELL_UNIT) continue;
        for (uint32_t i = 0; i < l->row_count; i++) {
            struct jx_slice code = list_row(l, i)[j];
            if (code.len && !find_code(units, UNITS_CODE, code))
                master_add_change(l, l->places[i], _("the county has no such unit"), code);
        }
    }
}

jx_status master_compare(struct session *s, struct master_list *l, uint32_t year, bool whole)
{
    const struct columns *c = columns_of(l->table);
    struct master_held held, units;
    jx_status rc = JX_OK;
    l->changes = jx_arena_array(l->arena, MASTER_CONFLICTS_MAX, sizeof *l->changes);
    if (!l->changes) return jx_arena_failure(l->arena);
    if (l->table == JX_MASTER_indicators) {
        rc = master_ask(s, l->table, year, l->arena, &held);
        return rc == JX_OK ? library_compare(l, &held, whole) : rc;
    }
    if (l->table != JX_MASTER_units) {
        rc = master_ask(s, JX_MASTER_units, 0, l->arena, &units);
        if (rc == JX_OK) find_unknown_units(l, &units);
    }
    if (rc != JX_OK || !c) return rc;
    rc = master_ask(s, l->table, year, l->arena, &held);
    if (rc == JX_OK) compare_rows(l, &held, c);
    if (rc == JX_OK) rc = compare_names(l, &held, c);
    return rc == JX_OK && whole ? find_vanished(l, &held, c) : rc;
}
