/* Evaluates expressions: exact, without side effects, at most as deep as the parser allowed. */
#include "formula_node.h"

#include <assert.h>

struct eval {
    const struct jx_view *view;
    struct jx_looked_up *words;
    jx_status rc; /* the first failure */
};

typedef const struct jx_expression *node;

static const struct jx_ratio *figure(node e, struct eval *ev, struct jx_ratio *room);
static bool truth(node e, struct eval *ev);

/* ---- figures: where each stands (in the expression, the view or the room); NULL: not known ----
 */

static const struct jx_ratio *amount(const struct jx_amount *a)
{
    return a->known ? &a->value : NULL;
}

static int compare(const struct jx_ratio *a, const struct jx_ratio *b, struct eval *ev)
{
    int c = 0;
    if (ev->rc == JX_OK) ev->rc = jx_ratio_cmp(*a, *b, &c);
    return c;
}

typedef jx_status arithmetic(struct jx_ratio, struct jx_ratio, struct jx_ratio *);

static const struct jx_ratio *calculate(arithmetic *f, const struct jx_ratio *a,
                                        const struct jx_ratio *b, struct eval *ev,
                                        struct jx_ratio *room)
{
    if (ev->rc == JX_OK) ev->rc = f(*a, *b, room);
    return ev->rc == JX_OK ? room : NULL;
}

static const struct jx_ratio *clip(const struct jx_ratio *low, const struct jx_ratio *high,
                                   struct eval *ev)
{
    const struct jx_ratio *claimed = amount(&ev->view->figures[JX_VAR_S]);
    if (!claimed) return NULL;
    if (compare(claimed, low, ev) < 0) return low;
    return compare(claimed, high, ev) > 0 ? high : claimed;
}

static const struct jx_ratio *combine(enum jx_op op, const struct jx_ratio *a,
                                      const struct jx_ratio *b, struct eval *ev,
                                      struct jx_ratio *room)
{
    switch (op) {
    case JX_OP_ADD:
        return calculate(jx_ratio_add, a, b, ev, room);
    case JX_OP_SUB:
        return calculate(jx_ratio_sub, a, b, ev, room);
    case JX_OP_MUL:
        return calculate(jx_ratio_mul, a, b, ev, room);
    case JX_OP_DIV:
        return calculate(jx_ratio_div, a, b, ev, room);
    case JX_OP_CLIP:
        return clip(a, b, ev);
    default: /* the smaller or larger one */
        return (compare(a, b, ev) > 0) == (op == JX_OP_MAX) ? a : b;
    }
}

/* What two figures come to; it may be one of them, in a room of this call. */
static const struct jx_ratio *both(node e, struct eval *ev, struct jx_ratio *room)
{
    struct jx_ratio room_a, room_b;
    const struct jx_ratio *a = figure(e->kid[0], ev, &room_a);
    const struct jx_ratio *b = figure(e->kid[1], ev, &room_b);
    if (!a || !b) return NULL;
    const struct jx_ratio *is = combine(e->op, a, b, ev, room);
    if (is != &room_a && is != &room_b) return is;
    *room = *is;
    return room;
}

static const struct jx_ratio *figure(node e, struct eval *ev, struct jx_ratio *room)
{
    switch (e->op) {
    case JX_OP_NUMBER:
        return &e->number;
    case JX_OP_VARIABLE:
        return amount(&ev->view->figures[e->index]);
    case JX_OP_NONE:
        return NULL;
    case JX_OP_IF:
        return figure(truth(e->kid[0], ev) ? e->kid[1] : e->kid[2], ev, room);
    default:
        return both(e, ev, room);
    }
}

/* ---- truths ---- */

/* Not within truth(), which mostly needs no room. */
__attribute__((noinline)) static bool comparison(node e, struct eval *ev)
{
    struct jx_ratio room_a, room_b;
    const struct jx_ratio *a = figure(e->kid[0], ev, &room_a);
    const struct jx_ratio *b = figure(e->kid[1], ev, &room_b);
    if (!a || !b) return false;
    int c = compare(a, b, ev);
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

/* Mostly it is asked for how a text begins. */
static void look_up(struct jx_looked_up *w, uint32_t subject, struct jx_slice text, bool walked)
{
    const uint32_t bit = 1u << subject;
    if ((walked ? w->known : w->begun) & bit) return;
    w->sets[subject] = walked ? jx_word_index_find(w->index, text)
                              : jx_word_index_find_front(w->index, text);
    w->begun |= bit;
    if (walked) w->known |= bit;
}

static bool is_member(node e, struct eval *ev)
{
    struct jx_looked_up *w = ev->words;
    if (!w) return false;
    look_up(w, e->index, ev->view->subjects[e->index], jx_word_set_has(&w->index->walked, e->list));
    return jx_word_set_has(&w->sets[e->index], e->list);
}

static bool truth(node e, struct eval *ev)
{
    switch (e->op) {
    case JX_OP_FACT:
        return jx_view_is(ev->view, (enum jx_fact)e->index);
    case JX_OP_MEMBER:
        return is_member(e, ev);
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

jx_status jx_expression_holds(const struct jx_expression *e, const struct jx_view *v,
                              struct jx_looked_up *words, bool *out)
{
    struct eval ev = {v, words, JX_OK};
    bool holds = truth(e, &ev);
    if (ev.rc == JX_OK) *out = holds;
    return ev.rc;
}

jx_status jx_expression_score(const struct jx_expression *e, const struct jx_view *v,
                              struct jx_looked_up *words, struct jx_amount *out)
{
    struct eval ev = {v, words, JX_OK};
    struct jx_ratio room;
    const struct jx_ratio *score = figure(e, &ev, &room);
    if (ev.rc != JX_OK) return ev.rc;
    out->known = score != NULL;
    if (score) out->value = *score;
    return JX_OK;
}

/* ---- what a condition demands ---- */

static uint32_t standing(const struct jx_amount *a, enum jx_standing known)
{
    const bool zero = a->known && a->value.n == 0, above = a->known && a->value.n > 0;
    return (uint32_t)a->known << known | (uint32_t)zero << (known + 1) |
           (uint32_t)above << (known + 2);
}

uint32_t jx_view_shows(const struct jx_view *v)
{
    static_assert(JX_STANDING_END <= 32, "all of them are bits");
    const struct jx_amount *w = &v->figures[JX_VAR_W];
    return v->facts | standing(&v->figures[JX_VAR_A], JX_A_KNOWN) |
           standing(&v->figures[JX_VAR_B], JX_B_KNOWN) |
           (uint32_t)(w->known && w->value.n == 0) << JX_W_ZERO;
}

/* Of a figure held against 0, which cannot fail; all 0 for what is not to be said in bits. */
static struct jx_demands against_zero(node e, bool denied)
{
    const struct jx_demands none = {0, 0};
    if (e->op < JX_OP_EQ || e->kid[0]->op != JX_OP_VARIABLE || e->kid[1]->op != JX_OP_NUMBER ||
        e->kid[1]->number.n != 0)
        return none;
    const uint32_t variable = e->kid[0]->index;
    const uint32_t known = variable == JX_VAR_A ? 1u << JX_A_KNOWN : 1u << JX_B_KNOWN;
    const uint32_t zero = known << 1, above = known << 2;
    if (variable == JX_VAR_W && e->op == JX_OP_EQ)
        return denied ? (struct jx_demands){0, 1u << JX_W_ZERO}
                      : (struct jx_demands){1u << JX_W_ZERO, 0};
    if (variable != JX_VAR_A && variable != JX_VAR_B) return none;
    if (e->op == JX_OP_EQ)
        return denied ? (struct jx_demands){0, zero} : (struct jx_demands){zero, 0};
    if (e->op == JX_OP_GT)
        return denied ? (struct jx_demands){0, above} : (struct jx_demands){above, 0};
    if (e->op == JX_OP_LE && !denied) return (struct jx_demands){known, above};
    if (e->op == JX_OP_LT && !denied) return (struct jx_demands){known, zero | above};
    return none;
}

/* Of a fact or a standing. */
static struct jx_demands demands_of(node e, bool denied)
{
    if (e->op != JX_OP_FACT) return against_zero(e, denied);
    const uint32_t fact = 1u << e->index;
    return denied ? (struct jx_demands){0, fact} : (struct jx_demands){fact, 0};
}

struct splitting {
    struct jx_demands demands;
    struct jx_arena *arena;
    bool ended; /* at what may fail: a comparison. What stands behind it is not demanded. */
    jx_status rc;
};

/* Both of them; either may be nothing. */
static node join(node a, node b, node whole, struct splitting *s)
{
    if (!a || !b) return a ? a : b;
    if (a == whole->kid[0] && b == whole->kid[1]) return whole;
    struct jx_expression *made = jx_arena_take(s->arena, sizeof *made);
    if (!made) {
        s->rc = jx_arena_failure(s->arena);
        return whole;
    }
    *made = (struct jx_expression){.op = JX_OP_AND, .kid = {a, b, NULL}};
    return made;
}

/* Takes out of it what shows at once; what is left, or NULL. */
static node split(node e, struct splitting *s)
{
    const bool denied = e->op == JX_OP_NOT;
    node asked = denied ? e->kid[0] : e;
    if (s->ended) return e;
    if (e->op == JX_OP_AND) {
        node left = split(e->kid[0], s), right = split(e->kid[1], s);
        return join(left, right, e, s);
    }
    const struct jx_demands d = demands_of(asked, denied);
    const bool shows = d.yes || d.no;
    s->demands.yes |= d.yes;
    s->demands.no |= d.no;
    s->ended = !shows && asked->op != JX_OP_MEMBER;
    return shows ? NULL : e;
}

jx_status jx_expression_demands(const struct jx_expression *e, struct jx_arena *a,
                                struct jx_demands *out, const struct jx_expression **rest)
{
    struct splitting s = {.arena = a, .rc = JX_OK};
    *rest = split(e, &s);
    *out = s.demands;
    return s.rc;
}

bool jx_expression_takes_claimed(const struct jx_expression *e)
{
    if (e->op == JX_OP_CLIP || (e->op == JX_OP_VARIABLE && e->index == JX_VAR_S)) return true;
    for (size_t i = 0; i < 3; i++)
        if (e->kid[i] && jx_expression_takes_claimed(e->kid[i])) return true;
    return false;
}
