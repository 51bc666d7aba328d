/* Evaluates expressions: exact, without side effects, at most as deep as the parser allowed. */
#include "formula_node.h"

#include <assert.h>

struct eval {
    const struct jx_view *view;
    jx_status rc; /* the first failure */
};

static const struct jx_amount missing = {.known = false};

static struct jx_amount figure(const struct jx_expression *e, struct eval *ev);
static bool truth(const struct jx_expression *e, struct eval *ev);

static struct jx_amount known(struct jx_ratio r)
{
    return (struct jx_amount){true, r};
}

static int compare(struct jx_ratio a, struct jx_ratio b, struct eval *ev)
{
    int c = 0;
    if (ev->rc == JX_OK) ev->rc = jx_ratio_cmp(a, b, &c);
    return c;
}

typedef jx_status arithmetic(struct jx_ratio, struct jx_ratio, struct jx_ratio *);

static struct jx_amount calculate(arithmetic *f, struct jx_amount a, struct jx_amount b,
                                  struct eval *ev)
{
    if (!a.known || !b.known || ev->rc != JX_OK) return missing;
    struct jx_amount out = {.known = true};
    ev->rc = f(a.value, b.value, &out.value);
    return ev->rc == JX_OK ? out : missing;
}

static struct jx_amount choose(bool larger, struct jx_amount a, struct jx_amount b, struct eval *ev)
{
    if (!a.known || !b.known) return missing;
    int c = compare(a.value, b.value, ev);
    return (c > 0) == larger ? a : b;
}

static struct jx_amount clip(struct jx_amount low, struct jx_amount high, struct eval *ev)
{
    struct jx_amount claimed = ev->view->figures[JX_VAR_S];
    if (!claimed.known || !low.known || !high.known) return missing;
    if (compare(claimed.value, low.value, ev) < 0) return low;
    return compare(claimed.value, high.value, ev) > 0 ? high : claimed;
}

static struct jx_amount figure(const struct jx_expression *e, struct eval *ev)
{
    static arithmetic *const by_op[] = {[JX_OP_ADD] = jx_ratio_add,
                                        [JX_OP_SUB] = jx_ratio_sub,
                                        [JX_OP_MUL] = jx_ratio_mul,
                                        [JX_OP_DIV] = jx_ratio_div};
    if (e->op == JX_OP_NUMBER) return known(e->number);
    if (e->op == JX_OP_VARIABLE) return ev->view->figures[e->index];
    if (e->op == JX_OP_NONE) return missing;
    if (e->op == JX_OP_IF) return figure(truth(e->kid[0], ev) ? e->kid[1] : e->kid[2], ev);
    struct jx_amount a = figure(e->kid[0], ev), b = figure(e->kid[1], ev);
    if (e->op == JX_OP_CLIP) return clip(a, b, ev);
    if (e->op == JX_OP_MIN || e->op == JX_OP_MAX) return choose(e->op == JX_OP_MAX, a, b, ev);
    return calculate(by_op[e->op], a, b, ev);
}

/* What stands there already, or is calculated into *room; NULL: not known. */
static const struct jx_ratio *value(const struct jx_expression *e, struct eval *ev,
                                    struct jx_amount *room)
{
    const struct jx_amount *a = room;
    if (e->op == JX_OP_NUMBER) return &e->number;
    if (e->op == JX_OP_VARIABLE)
        a = &ev->view->figures[e->index];
    else
        *room = figure(e, ev);
    return a->known ? &a->value : NULL;
}

static bool comparison(const struct jx_expression *e, struct eval *ev)
{
    struct jx_amount room_a, room_b;
    const struct jx_ratio *a = value(e->kid[0], ev, &room_a);
    const struct jx_ratio *b = value(e->kid[1], ev, &room_b);
    if (!a || !b) return false;
    int c = compare(*a, *b, ev);
    switch (e->op) {
    case JX_OP_LT:
        return c < 0;
    case JX_OP_LE:
        return c <= 0;
    case JX_OP_GT:
        return c > 0;
    case JX_OP_GE:
        return c >= 0;
    default:
        return c == 0;
    }
}

/* A reason is long, and mostly asked for how it begins. */
static void look_up(struct jx_looked_up *w, uint32_t subject, struct jx_slice text, bool walked)
{
    enum { SHORT = 32 };
    const bool all = walked || text.len <= SHORT;
    if (all ? w->known[subject] : w->begun[subject]) return;
    w->sets[subject] = all ? jx_word_index_find(w->index, text)
                           : jx_word_index_find_front(w->index, text);
    w->begun[subject] = true;
    w->known[subject] = all;
}

static bool is_member(const struct jx_expression *e, const struct jx_view *v)
{
    struct jx_looked_up *w = v->words;
    if (!w) return false;
    look_up(w, e->index, v->subjects[e->index], jx_word_set_has(&w->index->walked, e->list));
    return jx_word_set_has(&w->sets[e->index], e->list);
}

static bool truth(const struct jx_expression *e, struct eval *ev)
{
    const struct jx_view *v = ev->view;
    switch (e->op) {
    case JX_OP_FACT:
        return v->facts[e->index];
    case JX_OP_MEMBER:
        return is_member(e, v);
    case JX_OP_AND:
        return truth(e->kid[0], ev) && truth(e->kid[1], ev);
    case JX_OP_OR:
        return truth(e->kid[0], ev) || truth(e->kid[1], ev);
    case JX_OP_NOT:
        return !truth(e->kid[0], ev);
    default:
        return comparison(e, ev);
    }
}

jx_status jx_expression_holds(const struct jx_expression *e, const struct jx_view *v, bool *out)
{
    struct eval ev = {v, JX_OK};
    bool holds = truth(e, &ev);
    if (ev.rc == JX_OK) *out = holds;
    return ev.rc;
}

jx_status jx_expression_score(const struct jx_expression *e, const struct jx_view *v,
                              struct jx_amount *out)
{
    struct eval ev = {v, JX_OK};
    struct jx_amount score = figure(e, &ev);
    if (ev.rc == JX_OK) *out = score;
    return ev.rc;
}

/* Up to the first comparison, which may fail. True when all of it was gathered. */
static bool gather(const struct jx_expression *e, struct jx_demands *d)
{
    const struct jx_expression *kid = e->kid[0];
    if (e->op == JX_OP_AND) return gather(e->kid[0], d) && gather(e->kid[1], d);
    if (e->op == JX_OP_FACT) d->yes |= 1u << e->index;
    if (e->op == JX_OP_NOT && kid->op == JX_OP_FACT) d->no |= 1u << kid->index;
    return e->op == JX_OP_FACT || e->op == JX_OP_MEMBER ||
           (e->op == JX_OP_NOT && (kid->op == JX_OP_FACT || kid->op == JX_OP_MEMBER));
}

struct jx_demands jx_expression_demands(const struct jx_expression *e)
{
    static_assert(JX_FACT_COUNT <= 32, "facts are bits");
    struct jx_demands d = {0, 0};
    (void)gather(e, &d);
    return d;
}

uint32_t jx_view_facts(const struct jx_view *v)
{
    uint32_t facts = 0;
    for (unsigned i = 0; i < JX_FACT_COUNT; i++)
        facts |= (uint32_t)v->facts[i] << i;
    return facts;
}

bool jx_expression_takes_claimed(const struct jx_expression *e)
{
    if (e->op == JX_OP_CLIP || (e->op == JX_OP_VARIABLE && e->index == JX_VAR_S)) return true;
    for (size_t i = 0; i < 3; i++)
        if (e->kid[i] && jx_expression_takes_claimed(e->kid[i])) return true;
    return false;
}
