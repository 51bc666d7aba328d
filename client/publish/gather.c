/* Asking for a year. */
#include "gather.h"

#include <stdlib.h>

enum { GATHER_BYTES = 1 << 30, VERSIONS_MAX = 2000000 };

bool gather_approved(const struct jx_listed *l)
{
    enum jx_state state = l->outcome.state;
    return state == JX_STATE_APPROVED || state == JX_STATE_CLOSED || state == JX_STATE_PUBLISHED;
}

bool gather_waiting(const struct jx_listed *l)
{
    return l->outcome.state == JX_STATE_SCORED;
}

bool gather_wanted(const struct jx_listed *l, bool received)
{
    return gather_approved(l) || (received && gather_waiting(l));
}

bool gather_replaced(const struct gathered *g, bool received,
                     const struct jx_document_answer *answer)
{
    if (!received || !answer->has_successor) return false;
    const struct jx_listed *next = gather_find(g, &answer->successor);
    return next && gather_waiting(next);
}

/* ---- branches ---- */

static jx_status gather_trees(struct session *s, uint32_t year, struct gathered *g)
{
    jx_status rc = JX_OK;
    for (unsigned form = 1; rc == JX_OK && form < JX_FORM_COUNT; form++) {
        struct jx_branches *tree = &g->trees[form];
        rc = tree_ask(s, year, jx_form_name((enum jx_form)form), JX_LIT(""), &g->arena, tree);
        if (rc != JX_OK) break;
        if (form == 1) g->position = tree->position;
        if (tree->position != g->position) rc = JX_E_BUSY;
    }
    return rc;
}

/* The texts of the branches borrow from the session's answers. */
static bool keep(struct jx_arena *a, struct jx_slice *text)
{
    *text = jx_arena_copy(a, text->ptr ? *text : JX_LIT(""));
    return !jx_is_absent(*text);
}

static jx_status keep_trees(struct gathered *g)
{
    struct jx_arena *a = &g->arena;
    for (unsigned form = 1; form < JX_FORM_COUNT; form++)
        for (uint32_t i = 0; i < g->trees[form].count; i++) {
            struct jx_branch *b = &g->trees[form].rows[i];
            if (!keep(a, &b->period) || !keep(a, &b->unit) || !keep(a, &b->unit_name) ||
                !keep(a, &b->parent))
                return jx_arena_failure(a);
        }
    return JX_OK;
}

/* ---- versions ---- */

static jx_status add_row(void *to, const struct jx_listed *row)
{
    struct gathered *g = to;
    struct jx_arena *a = &g->arena;
    if (g->count == VERSIONS_MAX) return JX_E_ROWS;
    struct jx_listed *rows = jx_arena_grown(a, g->rows, g->count, &g->room, sizeof *rows);
    if (!rows) return jx_arena_failure(a);
    g->rows = rows;
    struct jx_listed *l = &g->rows[g->count++];
    *l = *row;
    bool kept = keep(a, &l->form) && keep(a, &l->period) && keep(a, &l->unit) &&
                keep(a, &l->unit_name) && keep(a, &l->project_name);
    return kept ? JX_OK : jx_arena_failure(a);
}

static jx_status gather_rows(struct session *s, uint32_t year, struct gathered *g)
{
    const struct jx_select_arguments args = {
        .year = year, .form = JX_LIT(""), .unit = JX_LIT(""), .state = JX_LIT("")};
    return ask_each(s, args, add_row, g);
}

static int by_place(const void *one, const void *other)
{
    const struct jx_listed *a = one, *b = other;
    int form = (int)jx_form_of_name(a->form) - (int)jx_form_of_name(b->form);
    if (form) return form;
    int order = jx_slice_cmp(a->unit, b->unit);
    if (!order) order = jx_slice_cmp(a->period, b->period);
    if (!order) order = jx_slice_cmp(a->project_name, b->project_name);
    return order ? order : (a->position > b->position) - (a->position < b->position);
}

const struct jx_listed *gather_find(const struct gathered *g, const struct jx_hash *id)
{
    for (uint32_t i = 0; i < g->count; i++)
        if (jx_hash_eq(&g->rows[i].id, id)) return &g->rows[i];
    return NULL;
}

struct jx_slice gather_unit_name(const struct gathered *g, struct jx_slice unit)
{
    for (unsigned form = 1; form < JX_FORM_COUNT; form++)
        for (uint32_t i = 0; i < g->trees[form].count; i++) {
            const struct jx_branch *b = &g->trees[form].rows[i];
            if (b->unit_name.len && jx_slice_eq(b->unit, unit)) return b->unit_name;
        }
    return JX_ABSENT;
}

/* ---- the year ---- */

/* Rows without a unit are the county's: who does not see them does not read the whole county. */
static jx_status check_reach(const struct gathered *g)
{
    bool any = g->count > 0;
    for (unsigned form = 1; form < JX_FORM_COUNT; form++)
        for (uint32_t i = 0; i < g->trees[form].count; i++) {
            if (g->trees[form].rows[i].unit.len == 0) return JX_OK;
            any = true;
        }
    return any ? JX_E_REFUSED : JX_E_NOT_FOUND;
}

jx_status gather_still(struct session *s, uint32_t year, const struct gathered *g)
{
    struct jx_arena a;
    struct jx_branches tree;
    jx_arena_init(&a, GATHER_BYTES);
    jx_status rc = tree_ask(s, year, jx_form_name((enum jx_form)1), JX_LIT(""), &a, &tree);
    if (rc == JX_OK && tree.position != g->position) rc = JX_E_BUSY;
    jx_arena_clear(&a);
    jx_arena_clear(&s->arena);
    return rc;
}

jx_status gather_year(struct session *s, uint32_t year, struct gathered *out)
{
    *out = (struct gathered){.position = 0};
    jx_arena_init(&out->arena, GATHER_BYTES);
    jx_status rc = gather_trees(s, year, out);
    if (rc == JX_OK) rc = keep_trees(out);
    jx_arena_clear(&s->arena);
    if (rc == JX_OK) rc = gather_rows(s, year, out);
    if (rc == JX_OK) rc = check_reach(out);
    if (rc == JX_OK && out->count) qsort(out->rows, out->count, sizeof *out->rows, by_place);
    return rc == JX_OK ? gather_still(s, year, out) : rc;
}

void gather_clear(struct gathered *g)
{
    jx_arena_clear(&g->arena);
    *g = (struct gathered){.position = 0};
}
