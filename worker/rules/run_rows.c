/* Truths of many rows at once: a node is gone to once for all of them, and what stands below it is
 * asked only where it matters. */
#include "run_call.h"
#include "run_operators.h"

/* ---- row by row ---- */

static inline unsigned take_first(uint64_t *rows)
{
    const unsigned bit = (unsigned)__builtin_ctzll(*rows);
    *rows &= *rows - 1;
    return bit;
}

/* Nearly always it is a cell of the row. */
static inline struct jx_said said_here(struct jx_run *r, const struct jx_node *n)
{
    if (n->kind != JX_N_FIELD || n->row != JX_ROW_CURRENT || n->other || r->steps == 0)
        return jx_run_said(r, n);
    r->steps--;
    return jx_said_in(jx_sight_cell(&r->self->sight, n->ref, r->row));
}

static struct jx_truths each(struct jx_run *r, const struct jx_node *n, uint32_t first,
                             uint64_t rows)
{
    struct jx_truths out = {0};
    while (rows) {
        const unsigned bit = take_first(&rows);
        r->row = first + bit;
        jx_truth_put(&out, bit, jx_run_truth_here(r, n));
    }
    return out;
}

static struct jx_truths belong(struct jx_run *r, const struct jx_node *n, uint32_t first,
                               uint64_t rows)
{
    uint64_t in = 0;
    while (rows) {
        const unsigned bit = take_first(&rows);
        r->row = first + bit;
        const struct jx_said said = said_here(r, n->kid[0]);
        in |= (uint64_t)jx_belongs(r, n, &said) << bit;
    }
    return (struct jx_truths){.yes = in};
}

static struct jx_truths asked(struct jx_run *r, const struct jx_node *n, jx_ask *ask,
                              uint32_t first, uint64_t rows)
{
    struct jx_truths out = {0};
    while (rows) {
        const unsigned bit = take_first(&rows);
        r->row = first + bit;
        const struct jx_said said = said_here(r, n->kid[0]);
        jx_truth_put(&out, bit, ask(r, n, &said));
    }
    return out;
}

/* ---- all at once ---- */

static struct jx_truths logic(struct jx_run *r, const struct jx_node *n, uint32_t first,
                              uint64_t rows)
{
    const struct jx_truths left = jx_run_truths(r, n->kid[0], first, rows);
    const uint64_t open = rows & ~jx_decided(n, &left, rows);
    if (!open) return left;
    const struct jx_truths right = jx_run_truths(r, n->kid[1], first, open);
    return jx_joined(n, &left, &right, open);
}

static struct jx_truths truths(struct jx_run *r, const struct jx_node *n, uint32_t first,
                               uint64_t rows)
{
    struct jx_truths of;
    jx_ask *ask;
    switch (n->kind) {
    case JX_N_AND:
    case JX_N_OR:
        return logic(r, n, first, rows);
    case JX_N_NOT:
        of = jx_run_truths(r, n->kid[0], first, rows);
        return jx_negated(&of, rows);
    case JX_N_MEMBER:
        return belong(r, n, first, rows);
    case JX_N_CALL:
        ask = jx_call_ask(n);
        return ask ? asked(r, n, ask, first, rows) : each(r, n, first, rows);
    default:
        return each(r, n, first, rows);
    }
}

/* Everywhere the same. */
static struct jx_truths spread(enum jx_truth t, uint64_t rows)
{
    const struct jx_truths one = jx_truths_of(t);
    return (struct jx_truths){one.tail ? rows : 0, one.yes ? rows : 0, one.unknown ? rows : 0};
}

static struct jx_truths answers(struct jx_run *r, const struct jx_node *n, uint32_t first,
                                uint64_t rows)
{
    struct jx_known *known = jx_run_known(r, n, first);
    if (!known) return truths(r, n, first, rows);
    const uint64_t open = rows & ~known->asked;
    if (open) {
        const struct jx_truths t = truths(r, n, first, open);
        if (r->steps == 0) return spread(JX_UNKNOWN, rows);
        known->asked |= open;
        known->truths.tail |= t.tail;
        known->truths.yes |= t.yes;
        known->truths.unknown |= t.unknown;
    }
    const struct jx_truths *all = &known->truths;
    return (struct jx_truths){all->tail & rows, all->yes & rows, all->unknown & rows};
}

struct jx_truths jx_run_truths(struct jx_run *r, const struct jx_node *n, uint32_t first,
                               uint64_t rows)
{
    if (n->reach == JX_REACH_DOCUMENT) return spread(jx_run_truth(r, n), rows);
    if (r->steps == 0) return spread(JX_UNKNOWN, rows);
    r->steps--;
    return n->answer ? answers(r, n, first, rows) : truths(r, n, first, rows);
}
