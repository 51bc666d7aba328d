/* What the operators of the rule language say of their operands; for the folder's own use. */
#ifndef JX_RULES_RUN_OPERATORS_H
#define JX_RULES_RUN_OPERATORS_H

#include "run.h"

#include "../../proto/base/text.h"

/* ---- logic, of many rows at once ---- */

/* Where what stands on a side decides alone. */
static inline uint64_t jx_decided(const struct jx_node *n, const struct jx_truths *side,
                                  uint64_t rows)
{
    return n->kind == JX_N_OR ? side->yes : rows & ~(side->tail | side->yes | side->unknown);
}

/* The right side says something where the left one did not decide: in the rows that are open. */
static inline struct jx_truths jx_joined(const struct jx_node *n, const struct jx_truths *left,
                                         const struct jx_truths *right, uint64_t open)
{
    const uint64_t both = open & ~jx_decided(n, right, open);
    const uint64_t unknown = both & (left->unknown | right->unknown);
    const uint64_t tail = both & ~unknown & (left->tail | right->tail);
    const uint64_t yes = n->kind == JX_N_OR ? left->yes | right->yes : both & ~unknown & ~tail;
    return (struct jx_truths){tail, yes, unknown};
}

static inline struct jx_truths jx_negated(const struct jx_truths *of, uint64_t rows)
{
    return (struct jx_truths){.yes = rows & ~(of->yes | of->unknown), .unknown = of->unknown};
}

/* ---- and of one ---- */

static inline enum jx_truth jx_truth_at(const struct jx_truths *t, unsigned bit)
{
    if (t->yes >> bit & 1) return JX_TRUE;
    if (t->unknown >> bit & 1) return JX_UNKNOWN;
    return t->tail >> bit & 1 ? JX_TAIL : JX_FALSE;
}

static inline void jx_truth_put(struct jx_truths *t, unsigned bit, enum jx_truth is)
{
    t->tail |= (uint64_t)(is == JX_TAIL) << bit;
    t->yes |= (uint64_t)(is == JX_TRUE) << bit;
    t->unknown |= (uint64_t)(is == JX_UNKNOWN) << bit;
}

static inline struct jx_truths jx_truths_of(enum jx_truth t)
{
    return (struct jx_truths){t == JX_TAIL, t == JX_TRUE, t == JX_UNKNOWN};
}

static inline bool jx_decides(const struct jx_node *n, enum jx_truth side)
{
    return side == (n->kind == JX_N_OR ? JX_TRUE : JX_FALSE);
}

/* Of a left side that did not decide alone. */
static inline enum jx_truth jx_both(const struct jx_node *n, enum jx_truth left,
                                    enum jx_truth right)
{
    const struct jx_truths a = jx_truths_of(left), b = jx_truths_of(right);
    const struct jx_truths t = jx_joined(n, &a, &b, 1);
    return jx_truth_at(&t, 0);
}

static inline enum jx_truth jx_opposite(enum jx_truth of)
{
    const struct jx_truths a = jx_truths_of(of), t = jx_negated(&a, 1);
    return jx_truth_at(&t, 0);
}

/* ---- the other operators ---- */

/* What a cell says was looked up in all lists at once. */
static inline bool jx_belongs(struct jx_run *r, const struct jx_node *n, const struct jx_said *s)
{
    if (s->cell) return jx_word_set_has(jx_cell_words(&r->self->sight, s->cell), n->index);
    if (jx_is_blank(s->text)) return false;
    const struct jx_word_set words = jx_word_index_find(&r->set->words, s->text);
    return jx_word_set_has(&words, n->index);
}

static inline struct jx_number jx_calculated(enum jx_node_kind kind, const struct jx_number *a,
                                             const struct jx_number *b)
{
    switch (kind) {
    case JX_N_ADD:
        return jx_number_add(*a, *b);
    case JX_N_SUB:
        return jx_number_sub(*a, *b);
    case JX_N_MUL:
        return jx_number_mul(*a, *b);
    default:
        return jx_number_div(*a, *b);
    }
}

static inline enum jx_truth jx_graded(bool printed, bool possible)
{
    return printed ? JX_TRUE : possible ? JX_TAIL : JX_FALSE;
}

/* A printed figure equals what rounds to it. Two that are printed for one fact have to agree as
 * they stand; what is computed may also come from figures that were rounded. */
static inline enum jx_truth jx_equals(const struct jx_number *x, struct jx_slice a,
                                      const struct jx_number *y, struct jx_slice b)
{
    if (x->mid == y->mid) return JX_TRUE;
    bool printed_a = !jx_is_blank(a), printed_b = !jx_is_blank(b);
    if ((printed_a && x->lo <= y->mid && y->mid <= x->hi) ||
        (printed_b && y->lo <= x->mid && x->mid <= y->hi))
        return JX_TRUE;
    return jx_graded(false, !(printed_a && printed_b) && x->lo <= y->hi && y->lo <= x->hi);
}

static inline enum jx_truth jx_compared(enum jx_node_kind kind, const struct jx_number *a,
                                        struct jx_slice left, const struct jx_number *b,
                                        struct jx_slice right)
{
    if (!a->known || !b->known) return JX_UNKNOWN;
    switch (kind) {
    case JX_N_EQ:
        return jx_equals(a, left, b, right);
    case JX_N_NE:
        return jx_graded(a->mid != b->mid, false);
    case JX_N_LT:
        return jx_graded(a->mid < b->mid, a->lo < b->hi);
    case JX_N_LE:
        return jx_graded(a->mid <= b->mid, a->lo <= b->hi);
    case JX_N_GT:
        return jx_graded(a->mid > b->mid, a->hi > b->lo);
    default:
        return jx_graded(a->mid >= b->mid, a->hi >= b->lo);
    }
}

static inline enum jx_truth jx_texts_compared(enum jx_node_kind kind, struct jx_slice a,
                                              struct jx_slice b)
{
    bool same = (jx_is_blank(a) && jx_is_blank(b)) || jx_words_same(a, b);
    return same == (kind == JX_N_EQ) ? JX_TRUE : JX_FALSE;
}

/* ---- cells ---- */

/* Where the field's row is in the document that it is read in. */
static inline uint32_t jx_row_of(const struct jx_run *r, const struct jx_sight *s,
                                 const struct jx_node *n)
{
    switch (n->row) {
    case JX_ROW_TOTAL:
        return s->total;
    case JX_ROW_CARRYOVER:
        return s->carryover;
    case JX_ROW_CURRENT:
        return n->other ? r->other_row : r->row;
    default:
        return 0;
    }
}

static inline struct jx_said jx_said_in(struct jx_cell *c)
{
    bool there = c && !jx_is_absent(c->text);
    return (struct jx_said){there ? c->text : JX_LIT(""), c};
}

/* The target that counts: the adjusted one where there is one. NULL where the form has none. */
static inline struct jx_cell *jx_valid_target(struct jx_run *r, struct jx_field_ref *ref)
{
    struct jx_sight *s = &r->self->sight;
    const struct jx_layout *l = s->layout;
    struct jx_cell *c = NULL;
    if (l->indicators == JX_PARTS_MAX) return NULL;
    *ref = l->adjusted;
    if (l->has_adjusted) c = jx_sight_cell(s, l->adjusted, r->row);
    if (c && !jx_is_blank(c->text)) return c;
    *ref = l->target;
    return jx_sight_cell(s, l->target, r->row);
}

/* ---- scored rows ---- */

/* What the row was scored with; NULL for what is no figure. */
static inline const struct jx_number *jx_scored_number(const struct jx_scored *s,
                                                       enum jx_named_value which)
{
    switch (which) {
    case JX_V_ROW_WEIGHT:
        return &s->weight;
    case JX_V_ROW_CLAIMED:
        return &s->claimed;
    case JX_V_ROW_COMPUTED:
        return &s->computed;
    case JX_V_ROW_EXACT:
        return &s->exact;
    default:
        return NULL;
    }
}

/* Where weight and claimed score of the row stand; NULL for what stands nowhere. */
static inline struct jx_cell *jx_scored_cell(struct jx_run *r, enum jx_named_value which,
                                             struct jx_field_ref *ref)
{
    const struct jx_layout *l = r->self->sight.layout;
    const struct jx_scored_fields *f = r->scored->funds ? &l->scored_funds : &l->scored_indicators;
    if (which != JX_V_ROW_WEIGHT && which != JX_V_ROW_CLAIMED) return NULL;
    *ref = which == JX_V_ROW_WEIGHT ? f->weight : f->score;
    return jx_sight_cell(&r->self->sight, *ref, r->scored->row);
}

static inline struct jx_slice jx_scored_method(const struct jx_scored *s)
{
    return s->outcome.rule ? s->outcome.rule->id : JX_LIT("");
}

#endif
