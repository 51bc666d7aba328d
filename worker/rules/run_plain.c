/* Truths, figures and texts alone. Most rules hold at most places, and nobody asks where what they
 * were told by stands; finding that out takes several times as long. */
#include "run_call.h"
#include "run_operators.h"

/* Inlined into one another, each would save and guard what only the largest of them needs. */
#define APART __attribute__((noinline))

/* ---- what is remembered ---- */

/* A node that is remembered gives the same answer at every place of the row; not where a missing
 * figure is zero, by the rule that asks. */
static inline bool remembered_at(const struct jx_run *r, const struct jx_node *n, uint32_t *row)
{
    *row = n->reach == JX_REACH_ROW ? r->row : 0;
    return !r->zero && *row < r->self->remembered.rows;
}

struct jx_known *jx_run_known(const struct jx_run *r, const struct jx_node *n, uint32_t first)
{
    const struct jx_remembered *m = &r->self->remembered;
    if (r->zero || first >= m->rows) return NULL;
    return &m->truths[(size_t)(first / JX_ROWS_AT_ONCE) * m->width.truths + n->answer];
}

static inline struct jx_figured **remembered_figure(const struct jx_run *r, const struct jx_node *n)
{
    const struct jx_remembered *m = &r->self->remembered;
    uint32_t row;
    if (!remembered_at(r, n, &row)) return NULL;
    return &m->figures[(size_t)row * m->width.figures + n->answer];
}

static void remember_figure(struct jx_run *r, const struct jx_figured *f, struct jx_figured **to)
{
    *to = jx_arena_take(r->arena, sizeof **to);
    if (*to) **to = *f;
}

/* ---- texts ---- */

static struct jx_said field_said(struct jx_run *r, const struct jx_node *n)
{
    struct jx_case *c = n->other ? r->other : r->self;
    if (!c) return jx_said_in(NULL);
    return jx_said_in(jx_sight_cell(&c->sight, n->ref, jx_row_of(r, &c->sight, n)));
}

static struct jx_said whole_said(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value v = jx_run_evaluate(r, n);
    return (struct jx_said){v.text, v.cell};
}

static inline struct jx_said said(struct jx_run *r, const struct jx_node *n)
{
    struct jx_field_ref ref;
    if (r->steps == 0) return jx_said_in(NULL);
    r->steps--;
    if (n->kind == JX_N_FIELD) return field_said(r, n);
    if (n->kind == JX_N_VALUE && n->index == JX_V_TARGET)
        return jx_said_in(jx_valid_target(r, &ref));
    if (n->kind == JX_N_TEXT) return (struct jx_said){n->text, NULL};
    if (n->kind == JX_N_VALUE && n->index == JX_V_ROW_METHOD && r->scored)
        return (struct jx_said){jx_scored_method(r->scored), NULL};
    return whole_said(r, n);
}

struct jx_said jx_run_said(struct jx_run *r, const struct jx_node *n)
{
    return said(r, n);
}

/* ---- figures ---- */

static void nothing(struct jx_figured *out)
{
    *out = (struct jx_figured){.text = JX_LIT("")};
}

APART static void field_figure(struct jx_run *r, const struct jx_node *n, struct jx_figured *out)
{
    struct jx_case *c = n->other ? r->other : r->self;
    struct jx_sight *s = c ? &c->sight : NULL;
    struct jx_cell *cell = s ? jx_sight_cell(s, n->ref, jx_row_of(r, s, n)) : NULL;
    if (!cell || n->type != JX_VALUE_NUMBER) {
        nothing(out);
        return;
    }
    out->number = *jx_cell_number(s, cell, n->ref);
    out->text = jx_said_in(cell).text;
}

APART static void calculate(struct jx_run *r, const struct jx_node *n, struct jx_figured *out)
{
    struct jx_figured right;
    nothing(&right);
    jx_run_figure(r, n->kid[0], out);
    jx_run_figure(r, n->kid[1], &right);
    out->number = jx_calculated(n->kind, &out->number, &right.number);
    out->text = JX_LIT("");
}

APART static void whole_figure(struct jx_run *r, const struct jx_node *n, struct jx_figured *out)
{
    struct jx_value v = jx_run_evaluate(r, n);
    *out = (struct jx_figured){v.number, v.text};
}

/* Of a scored row nearly every one is asked for. */
APART static void named_figure(struct jx_run *r, const struct jx_node *n, struct jx_figured *out)
{
    const enum jx_named_value which = (enum jx_named_value)n->index;
    const struct jx_number *scored = r->scored ? jx_scored_number(r->scored, which) : NULL;
    struct jx_field_ref ref;
    if (!scored) {
        whole_figure(r, n, out);
        return;
    }
    out->number = *scored;
    out->text = which == JX_V_ROW_WEIGHT ? r->scored->outcome.weight.text
                                         : jx_said_in(jx_scored_cell(r, which, &ref)).text;
}

static inline void figure(struct jx_run *r, const struct jx_node *n, struct jx_figured *out)
{
    switch (n->kind) {
    case JX_N_NUMBER:
        *out = (struct jx_figured){n->number, JX_LIT("")};
        break;
    case JX_N_FIELD:
        field_figure(r, n, out);
        break;
    case JX_N_VALUE:
        named_figure(r, n, out);
        break;
    case JX_N_CALL:
        jx_run_call_figure(r, n, out);
        break;
    case JX_N_ADD:
    case JX_N_SUB:
    case JX_N_MUL:
    case JX_N_DIV:
        calculate(r, n, out);
        break;
    default:
        whole_figure(r, n, out);
    }
}

APART static void figure_answer(struct jx_run *r, const struct jx_node *n, struct jx_figured *out)
{
    struct jx_figured **kept = remembered_figure(r, n);
    if (kept && *kept) {
        *out = **kept;
        return;
    }
    figure(r, n, out);
    if (kept && r->steps > 0) remember_figure(r, out, kept);
}

void jx_run_figure(struct jx_run *r, const struct jx_node *n, struct jx_figured *out)
{
    if (r->steps == 0) {
        nothing(out);
        return;
    }
    r->steps--;
    if (n->answer)
        figure_answer(r, n, out);
    else
        figure(r, n, out);
    if (r->zero && n->type == JX_VALUE_NUMBER && !out->number.known)
        out->number = jx_number_whole(0);
}

/* ---- truths ---- */

APART static enum jx_truth logic(struct jx_run *r, const struct jx_node *n)
{
    enum jx_truth left = jx_run_truth(r, n->kid[0]);
    return jx_decides(n, left) ? left : jx_both(n, left, jx_run_truth(r, n->kid[1]));
}

APART static enum jx_truth membership(struct jx_run *r, const struct jx_node *n)
{
    struct jx_said s = said(r, n->kid[0]);
    return jx_belongs(r, n, &s) ? JX_TRUE : JX_FALSE;
}

/* A side of a comparison, where it stands or in the room; its text in the room. */
static inline const struct jx_number *operand(struct jx_run *r, const struct jx_node *n,
                                              struct jx_figured *room)
{
    if (n->kind != JX_N_NUMBER || r->steps == 0) {
        jx_run_figure(r, n, room);
        return &room->number;
    }
    r->steps--;
    room->text = JX_LIT("");
    return &n->number;
}

APART static enum jx_truth comparison(struct jx_run *r, const struct jx_node *n)
{
    struct jx_figured a, b;
    const struct jx_number *x = operand(r, n->kid[0], &a), *y = operand(r, n->kid[1], &b);
    return jx_compared(n->kind, x, a.text, y, b.text);
}

APART static enum jx_truth text_comparison(struct jx_run *r, const struct jx_node *n)
{
    struct jx_slice a = said(r, n->kid[0]).text;
    return jx_texts_compared(n->kind, a, said(r, n->kid[1]).text);
}

APART static enum jx_truth whole_truth(struct jx_run *r, const struct jx_node *n)
{
    return jx_run_evaluate(r, n).truth;
}

static inline enum jx_truth truth(struct jx_run *r, const struct jx_node *n)
{
    switch (n->kind) {
    case JX_N_AND:
    case JX_N_OR:
        return logic(r, n);
    case JX_N_NOT:
        return jx_opposite(jx_run_truth(r, n->kid[0]));
    case JX_N_MEMBER:
        return membership(r, n);
    case JX_N_CALL:
        return jx_run_call_truth(r, n);
    case JX_N_EQ:
    case JX_N_NE:
    case JX_N_LT:
    case JX_N_LE:
    case JX_N_GT:
    case JX_N_GE:
        return n->kid[0]->type == JX_VALUE_TEXT ? text_comparison(r, n) : comparison(r, n);
    default:
        return whole_truth(r, n);
    }
}

enum jx_truth jx_run_truth_here(struct jx_run *r, const struct jx_node *n)
{
    return truth(r, n);
}

APART static enum jx_truth answer(struct jx_run *r, const struct jx_node *n)
{
    const uint32_t row = n->reach == JX_REACH_ROW ? r->row : 0, bit = row % JX_ROWS_AT_ONCE;
    struct jx_known *known = jx_run_known(r, n, row);
    if (known && known->asked >> bit & 1) return jx_truth_at(&known->truths, bit);
    const enum jx_truth t = truth(r, n);
    if (!known || r->steps == 0) return t;
    known->asked |= (uint64_t)1 << bit;
    jx_truth_put(&known->truths, bit, t);
    return t;
}

enum jx_truth jx_run_truth(struct jx_run *r, const struct jx_node *n)
{
    if (r->steps == 0) return JX_UNKNOWN;
    r->steps--;
    return n->answer ? answer(r, n) : truth(r, n);
}
