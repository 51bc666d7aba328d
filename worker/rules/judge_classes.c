/* Level-1 indicators: what the rows of each class come to. */
#include "judging.h"

#include "../../proto/base/text.h"

/* Mostly it begins so. */
static bool speaks_of(struct jx_slice level1, struct jx_slice name)
{
    return jx_starts_with(level1, name) || jx_contains(level1, name);
}

/* The first word of the profile's plans that the text contains. */
static struct jx_slice class_name(const struct jx_profile *p, struct jx_slice level1)
{
    for (uint32_t i = 0; i < p->plan_count; i++) {
        for (uint32_t k = 0; k < p->plans[i].count; k++) {
            struct jx_slice name = p->plans[i].shares[k].name;
            if (name.len <= JX_CLASS_NAME_MAX && speaks_of(level1, name)) return name;
        }
    }
    return JX_LIT("");
}

/* Where it is, or where it belongs. */
static uint32_t place_of(const struct jx_verdict *v, struct jx_slice name)
{
    uint32_t i = 0;
    while (i < v->class_count && jx_slice_cmp(v->classes[i].name, name) < 0)
        i++;
    return i;
}

/* The last room is kept for the class without a name, which sorts first. */
static struct jx_class *class_of(struct jx_verdict *v, struct jx_slice name)
{
    uint32_t i = place_of(v, name);
    bool found = i < v->class_count && jx_slice_eq(v->classes[i].name, name);
    bool nameless = v->class_count && v->classes[0].name.len == 0;
    if (!found && name.len && v->class_count + !nameless >= JX_CLASSES_MAX)
        return class_of(v, JX_LIT(""));
    if (found) return &v->classes[i];
    memmove(&v->classes[i + 1], &v->classes[i], (v->class_count - i) * sizeof v->classes[0]);
    v->classes[i] = (struct jx_class){.name = name};
    v->class_count++;
    return &v->classes[i];
}

/* A sum that no figure can hold stays what it was. */
static void add(int64_t *sum, jx_dec what)
{
    jx_dec out;
    if (jx_dec_add((jx_dec){*sum}, what, &out) == JX_OK) *sum = out.micro;
}

/* The same text, or one that says the same. */
static bool is_same(struct jx_slice a, struct jx_slice b)
{
    return (a.ptr == b.ptr && a.len == b.len) || jx_slice_eq(a, b);
}

/* Classes move only here, where one is added. */
static struct jx_class_sums *sums_of(struct jx_verdict *v, const struct jx_profile *p,
                                     struct jx_sums *last, struct jx_slice level1)
{
    if (v->class_count == 0 || !is_same(level1, last->level1)) {
        last->class_at = (uint32_t)(class_of(v, class_name(p, level1)) - v->classes);
        last->level1 = level1;
    }
    return &v->classes[last->class_at].sums;
}

void jx_verdict_add_class(struct jx_verdict *v, const struct jx_profile *p, struct jx_sums *last,
                          struct jx_slice level1, const struct jx_outcome *o)
{
    struct jx_class_sums *s = sums_of(v, p, last, level1);
    s->rows++;
    if (o->claimed.known) add(&s->claimed, o->claimed.value);
    if (!o->computed.known || !o->weight.known) {
        s->not_computed++;
        return;
    }
    s->met += jx_dec_cmp(o->computed.value, o->weight.value) >= 0;
    add(&s->score, o->computed.value);
    add(&s->weight, o->weight.value);
}
