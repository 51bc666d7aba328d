/* The profile's plans of weights: how many points each class of indicators has. */
#include "run.h"

#include "../../proto/base/text.h"

/* A row of the indicators that has a weight. */
struct weighed {
    struct jx_slice level1;
    struct jx_number weight;
    struct jx_origin origin;
};

static bool weighed_at(struct jx_run *r, uint32_t row, struct weighed *out)
{
    struct jx_sight *s = &r->self->sight;
    const struct jx_layout *l = s->layout;
    struct jx_cell *name = jx_sight_cell(s, l->level1, row);
    struct jx_cell *points = jx_sight_cell(s, l->weight, row);
    if (!name || !points) return false;
    *out = (struct weighed){.level1 = name->text, .weight = *jx_cell_number(s, points, l->weight)};
    out->origin = (struct jx_origin){.kind = JX_ORIGIN_CELL, .ref = l->weight, .row = row};
    return out->weight.known;
}

static const struct jx_weight_share *share_of(const struct jx_weight_plan *p,
                                              struct jx_slice level1)
{
    for (uint32_t i = 0; i < p->count; i++)
        if (jx_contains(level1, p->shares[i].name)) return &p->shares[i];
    return NULL;
}

static struct jx_number sum_of(const struct weighed *rows, uint32_t count)
{
    struct jx_number total = jx_number_whole(0);
    for (uint32_t i = 0; i < count; i++)
        total = jx_number_add(total, rows[i].weight);
    return total;
}

static struct jx_number planned_sum(const struct jx_weight_plan *p)
{
    struct jx_number planned = jx_number_whole(0);
    for (uint32_t i = 0; i < p->count; i++)
        planned = jx_number_add(planned, jx_number_of(p->shares[i].weight));
    return planned;
}

enum fit { FIT_UNKNOWN, FIT_NO, FIT_YES };

/* A plan of another total than the rows' is about another stage of the year. */
static enum fit fit(const struct jx_weight_plan *p, const struct weighed *rows, uint32_t count,
                    const struct jx_number *total)
{
    struct jx_number left[JX_WEIGHT_SHARES_MAX], planned = planned_sum(p);
    const struct jx_weight_share *share = NULL;
    if (!total->known || !planned.known || total->mid != planned.mid) return FIT_UNKNOWN;
    for (uint32_t i = 0; i < p->count; i++)
        left[i] = jx_number_of(p->shares[i].weight);
    for (uint32_t i = 0; i < count; i++) {
        bool as_before = i > 0 && jx_slice_eq(rows[i].level1, rows[i - 1].level1);
        if (!as_before) share = share_of(p, rows[i].level1);
        if (!share) return FIT_NO;
        struct jx_number *to = &left[share - p->shares];
        *to = jx_number_sub(*to, rows[i].weight);
    }
    for (uint32_t i = 0; i < p->count; i++)
        if (!left[i].known || left[i].mid != 0) return FIT_NO;
    return FIT_YES;
}

/* A form with rows of one class only, or none, shares nothing out. */
static bool several_classes(const struct weighed *rows, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++)
        if (!jx_slice_eq(rows[i].level1, rows[0].level1)) return true;
    return false;
}

struct jx_value jx_run_plan_fits(struct jx_run *r)
{
    struct jx_value v = {.truth = JX_UNKNOWN, .number = JX_NUMBER_UNKNOWN, .text = JX_LIT("")};
    const struct jx_layout *l = r->self->sight.layout;
    if (!l->has_weight) return v;
    uint32_t rows = r->self->sight.counts[l->indicators], count = 0;
    struct weighed *found = jx_arena_array(r->arena, (size_t)rows + 1, sizeof *found);
    for (uint32_t row = 0; found && row < rows; row++)
        count += weighed_at(r, row, &found[count]);
    if (!several_classes(found, count)) return v;
    v.origin = found[0].origin;
    const struct jx_number total = sum_of(found, count);
    for (uint32_t i = 0; i < r->profile->plan_count; i++) {
        if (v.truth == JX_TRUE) break;
        enum fit f = fit(&r->profile->plans[i], found, count, &total);
        if (f == FIT_UNKNOWN) continue;
        v.truth = f == FIT_YES ? JX_TRUE : JX_FALSE;
    }
    return v;
}
