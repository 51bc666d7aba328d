/* What is asked of texts by their notation: kinds, figures, and how two of them compare. */
#include "run_call.h"

/* What the text says: as the cell's was read, or read into *room. */
static const struct jx_notation *notation_of(struct jx_run *r, const struct jx_said *said,
                                             struct jx_notation *room)
{
    const struct jx_notation *read = said->cell ? jx_cell_notation(&r->self->sight, said->cell)
                                                : NULL;
    if (!read) jx_notation_read(said->text, room);
    return read ? read : room;
}

static struct jx_number scaled(const struct jx_notation *t)
{
    return jx_number_scaled(t->value, t->numerator, t->denominator);
}

struct jx_number jx_measure_value(struct jx_run *r, const struct jx_node *n,
                                  const struct jx_said *said)
{
    (void)n;
    struct jx_notation room;
    const struct jx_notation *t = notation_of(r, said, &room);
    if (t->kind != JX_NOTATION_NUMBER) return JX_NUMBER_UNKNOWN;
    struct jx_number v = scaled(t);
    return t->dimension == JX_DIMENSION_RATE ? jx_number_mul(v, jx_number_whole(100)) : v;
}

struct jx_number jx_measure_money(struct jx_run *r, const struct jx_node *n,
                                  const struct jx_said *said)
{
    static const struct {
        const char *per;
        int64_t times;
    } periods[] = {{"", 1}, {"年", 1}, {"半年", 2}, {"季度", 4}, {"季", 4}, {"月", 12}};
    bool yearly = n->index == JX_F_YEARLY;
    struct jx_notation room;
    const struct jx_notation *t = notation_of(r, said, &room);
    if (t->kind != JX_NOTATION_NUMBER || t->dimension != JX_DIMENSION_MONEY)
        return JX_NUMBER_UNKNOWN;
    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++) {
        if (!jx_slice_eq(t->per, jx_slice_of(periods[i].per)) || (!yearly && i > 1)) continue;
        struct jx_number wan = jx_number_div(scaled(t), jx_number_whole(10000));
        return jx_number_mul(wan, jx_number_whole(periods[i].times));
    }
    return JX_NUMBER_UNKNOWN;
}

struct jx_number jx_measure_share(struct jx_run *r, const struct jx_node *n,
                                  const struct jx_said *said)
{
    (void)n;
    struct jx_notation room;
    const struct jx_notation *t = notation_of(r, said, &room);
    bool rate = t->kind == JX_NOTATION_NUMBER && t->dimension == JX_DIMENSION_RATE;
    return rate ? jx_number_mul(scaled(t), jx_number_whole(100)) : JX_NUMBER_UNKNOWN;
}

static bool is_kind(const struct jx_notation *t, enum jx_function f)
{
    bool is_number = t->kind == JX_NOTATION_NUMBER;
    switch (f) {
    case JX_F_IS_NUMBER:
        return is_number;
    case JX_F_IS_RATE:
        return is_number && t->dimension == JX_DIMENSION_RATE;
    case JX_F_IS_MONEY:
        return is_number && t->dimension == JX_DIMENSION_MONEY;
    case JX_F_IS_TIME:
        return is_number &&
               (t->dimension == JX_DIMENSION_TIME || t->dimension == JX_DIMENSION_MONTHS);
    case JX_F_IS_COUNT:
        return is_number && t->dimension == JX_DIMENSION_COUNT;
    case JX_F_IS_BARE:
        return is_number && t->dimension == JX_DIMENSION_BARE;
    case JX_F_IS_DATE:
        return t->kind == JX_NOTATION_DATE;
    case JX_F_IS_TEXT:
        return t->kind == JX_NOTATION_TEXT;
    case JX_F_POSITIVE:
        return is_number && (t->sign == JX_SIGN_GE || t->sign == JX_SIGN_GT);
    case JX_F_NEGATIVE:
        return is_number && (t->sign == JX_SIGN_LE || t->sign == JX_SIGN_LT);
    case JX_F_STRICT:
        return is_number && (t->sign == JX_SIGN_LT || t->sign == JX_SIGN_GT);
    case JX_F_NO_SIGN:
        return is_number && t->sign == JX_SIGN_NONE;
    default:
        return is_number && t->per.len > 0;
    }
}

enum jx_truth jx_ask_kind(struct jx_run *r, const struct jx_node *n, const struct jx_said *said)
{
    struct jx_notation room;
    return jx_holds(is_kind(notation_of(r, said, &room), (enum jx_function)n->index));
}

struct pair {
    struct jx_notation room_a, room_b;
    const struct jx_notation *a, *b;
    enum jx_alignment how;
    int compared;
    bool comparable;
};

static void compare_pair(struct pair *p)
{
    struct jx_ratio x, y;
    jx_status rc = JX_OK;
    p->how = JX_ALIGN_NOT;
    if (p->a->kind == JX_NOTATION_NUMBER && p->b->kind == JX_NOTATION_NUMBER)
        p->how = jx_notation_align(p->a, p->b, &x, &y, &rc);
    p->comparable = rc == JX_OK && p->how != JX_ALIGN_NOT &&
                    jx_ratio_cmp(y, x, &p->compared) == JX_OK;
}

static void read_pair(struct jx_run *r, const struct jx_node *n, const struct jx_said *first,
                      struct pair *p)
{
    struct jx_said second = jx_run_said(r, n->kid[1]);
    p->a = notation_of(r, first, &p->room_a);
    p->b = notation_of(r, &second, &p->room_b);
}

enum jx_truth jx_ask_met(struct jx_run *r, const struct jx_node *n, const struct jx_said *said)
{
    struct pair p;
    struct jx_notation bound;
    read_pair(r, n, said, &p);
    if (jx_notation_bound(p.a, p.b, &bound)) p.a = &bound;
    compare_pair(&p);
    return jx_holds(p.comparable && jx_sign_holds(p.a->sign, p.compared));
}

enum jx_truth jx_ask_equal(struct jx_run *r, const struct jx_node *n, const struct jx_said *said)
{
    struct pair p;
    read_pair(r, n, said, &p);
    compare_pair(&p);
    return jx_holds(p.comparable && p.compared == 0);
}

/* A percentage beside a count says how much of it was done; that is a way of speaking, not a slip.
 */
enum jx_truth jx_ask_units(struct jx_run *r, const struct jx_node *n, const struct jx_said *said)
{
    struct pair p;
    read_pair(r, n, said, &p);
    compare_pair(&p);
    bool numbers = p.a->kind == JX_NOTATION_NUMBER && p.b->kind == JX_NOTATION_NUMBER;
    bool percent = p.b->dimension == JX_DIMENSION_RATE && p.b->denominator == 100;
    return jx_holds(numbers &&
                    ((p.how == JX_ALIGN_NOT && !percent) || p.how == JX_ALIGN_OTHER_COUNT));
}

static enum jx_dimension kind_of_unit(const struct jx_notation *t)
{
    return t->dimension == JX_DIMENSION_MONTHS ? JX_DIMENSION_TIME : t->dimension;
}

/* Days against times, money against people: nothing can be compared. */
enum jx_truth jx_ask_dimensions(struct jx_run *r, const struct jx_node *n,
                                const struct jx_said *said)
{
    struct pair p;
    read_pair(r, n, said, &p);
    bool numbers = p.a->kind == JX_NOTATION_NUMBER && p.b->kind == JX_NOTATION_NUMBER;
    enum jx_dimension a = kind_of_unit(p.a), b = kind_of_unit(p.b);
    bool stated = a != JX_DIMENSION_BARE && b != JX_DIMENSION_BARE && b != JX_DIMENSION_RATE;
    return jx_holds(numbers && stated && a != b);
}
