/* Finds equal expressions when they are made, and counts which of them are worth remembering. */
#include "language_share.h"

struct jx_shared_node {
    struct jx_node node;         /* first: nodes are handed out */
    struct jx_shared_node *next; /* in its slot */
    uint32_t times;              /* that conditions came to it */
};

/* ---- equal nodes ---- */

static uint64_t mixed(uint64_t h, uint64_t v)
{
    return (h ^ v) * 0x9E3779B97F4A7C15u;
}

static uint32_t slot_of(const struct jx_node *n)
{
    uint64_t h = mixed(n->kind, n->index);
    h = mixed(h, (uint64_t)n->type << 32 | (uint64_t)n->row);
    h = mixed(h, (uint64_t)n->ref.part << 32 | n->ref.field);
    for (int i = 0; i < JX_NODE_KIDS; i++)
        h = mixed(h, (uintptr_t)n->kid[i]);
    h = mixed(h, (uint64_t)n->part << 32 | n->text.len);
    h = mixed(h, (uint64_t)n->number.mid);
    return (uint32_t)(h >> 32) % JX_SHARED_SLOTS;
}

static bool same_number(const struct jx_number *a, const struct jx_number *b)
{
    return a->known == b->known && a->lo == b->lo && a->mid == b->mid && a->hi == b->hi;
}

static bool same(const struct jx_node *a, const struct jx_node *b)
{
    for (int i = 0; i < JX_NODE_KIDS; i++)
        if (a->kid[i] != b->kid[i]) return false;
    return a->kind == b->kind && a->type == b->type && a->index == b->index && a->row == b->row &&
           a->ref.part == b->ref.part && a->ref.field == b->ref.field &&
           a->ref.figure == b->ref.figure && a->other == b->other && a->part == b->part &&
           a->form == b->form && jx_slice_eq(a->text, b->text) &&
           same_number(&a->number, &b->number);
}

/* ---- what a node depends on ---- */

static enum jx_reach value_reach(enum jx_named_value v)
{
    switch (v) {
    case JX_V_YEAR:
    case JX_V_CLAIMED_SUM:
    case JX_V_COMPUTED_TOTAL:
    case JX_V_NOT_COMPUTED:
    case JX_V_PLAN_FITS:
        return JX_REACH_DOCUMENT;
    case JX_V_TARGET:
        return JX_REACH_ROW;
    default:
        return JX_REACH_PLACE;
    }
}

static enum jx_reach kids_reach(const struct jx_node *n)
{
    enum jx_reach reach = JX_REACH_DOCUMENT;
    for (int i = 0; i < JX_NODE_KIDS; i++)
        if (n->kid[i] && n->kid[i]->reach > reach) reach = n->kid[i]->reach;
    return reach;
}

/* A list's rows are gone through wherever the question is asked. */
static bool is_over_rows(const struct jx_node *n)
{
    return n->kind == JX_N_CALL && (n->index == JX_F_SUM || n->index == JX_F_COUNT ||
                                    n->index == JX_F_ANY || n->index == JX_F_ALL);
}

static enum jx_reach call_reach(const struct jx_node *n)
{
    if (is_over_rows(n))
        return kids_reach(n) == JX_REACH_PLACE ? JX_REACH_PLACE : JX_REACH_DOCUMENT;
    switch ((enum jx_function)n->index) {
    case JX_F_SOURCES:
        return JX_REACH_DOCUMENT;
    case JX_F_GROUP_SUM:
    case JX_F_EACH_SUM:
    case JX_F_EACH_COUNT:
    case JX_F_YEAR_BEFORE:
    case JX_F_SENTENCES:
    case JX_F_CELL:
    case JX_F_ABOVE:
    case JX_F_CODE:
    case JX_F_TOP_CODES:
    case JX_F_COLUMN:
    case JX_F_COLUMNS_AFTER:
    case JX_F_COLUMN_GARBLED:
    case JX_F_CHILDREN:
    case JX_F_HAS_CHILDREN:
    case JX_F_NAMED:
    case JX_F_REPEATED:
    case JX_F_FOUND_NUMBER:
        return JX_REACH_PLACE;
    default:
        return kids_reach(n);
    }
}

static enum jx_reach reach_of(const struct jx_node *n)
{
    switch (n->kind) {
    case JX_N_FIELD:
        if (n->other) return JX_REACH_PLACE;
        return n->row == JX_ROW_CURRENT ? JX_REACH_ROW : JX_REACH_DOCUMENT;
    case JX_N_VALUE:
        return value_reach((enum jx_named_value)n->index);
    case JX_N_CAPTURE:
        return JX_REACH_PLACE;
    case JX_N_CALL:
        return call_reach(n);
    default:
        return kids_reach(n);
    }
}

const struct jx_node *jx_node_shared(struct jx_shared *s, const struct jx_node *n,
                                     struct jx_arena *a)
{
    struct jx_shared_node **slot = &s->slots[slot_of(n)];
    for (const struct jx_shared_node *i = *slot; i; i = i->next)
        if (same(&i->node, n)) return &i->node;
    struct jx_shared_node *made = jx_arena_take(a, sizeof *made);
    if (!made) return NULL;
    *made = (struct jx_shared_node){.node = *n, .next = *slot};
    made->node.reach = reach_of(n);
    *slot = made;
    return &made->node;
}

/* ---- what is worth remembering ---- */

/* Reading a cell's figure again is as quick as remembering it. */
static bool is_answer(const struct jx_node *n)
{
    bool read = n->kind == JX_N_NUMBER || n->kind == JX_N_FIELD || n->kind == JX_N_VALUE;
    bool truth = n->type == JX_VALUE_TRUTH;
    return n->reach != JX_REACH_PLACE && (truth || (n->type == JX_VALUE_NUMBER && !read));
}

/* A node that is remembered asks its kids no second time. What the whole document answers is
 * asked again at each of the rows. */
static void meet(const struct jx_node *n, bool in_rows, struct jx_answers *out)
{
    if (!n) return;
    struct jx_shared_node *met = (struct jx_shared_node *)(uintptr_t)n;
    const bool first = met->times == 0, answer = is_answer(n);
    const bool again = in_rows && n->reach == JX_REACH_DOCUMENT;
    met->times += 1 + again;
    if (answer && met->times > 1 && !n->answer)
        met->node.answer = ++*(n->type == JX_VALUE_TRUTH ? &out->truths : &out->figures);
    if (!first && answer) return;
    in_rows = (in_rows && !again) || is_over_rows(n);
    for (int i = 0; i < JX_NODE_KIDS; i++)
        meet(n->kid[i], in_rows, out);
}

void jx_share_answers(struct jx_form_rules *rules)
{
    for (uint32_t i = 0; i < rules->count; i++) {
        const struct jx_compiled *c = rules->items[i].compiled;
        meet(c->when, c->scope.kind != JX_SCOPE_DOCUMENT, &rules->answers);
        meet(c->must, c->scope.kind != JX_SCOPE_DOCUMENT, &rules->answers);
    }
}
