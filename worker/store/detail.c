/* Details of documents, from their classes and findings. */
#include "detail.h"

#include "../../proto/base/text.h"

#include <stdlib.h>

static int by_rule(const void *a, const void *b)
{
    const struct store_finding *const *left = a, *const *right = b;
    return jx_slice_cmp((*left)->rule, (*right)->rule);
}

static const struct store_finding **sorted(const struct store_finding *findings, uint32_t count,
                                           struct jx_arena *a)
{
    const struct store_finding **list = jx_arena_array(a, count,
                                                       sizeof(const struct store_finding *));
    for (uint32_t i = 0; list && i < count; i++)
        list[i] = &findings[i];
    if (list && count) qsort(list, count, sizeof(const struct store_finding *), by_rule);
    return list;
}

static void count_finding(struct store_detail *d, const struct store_finding *f)
{
    enum { UNKNOWN_SEVERITY = STORE_RULE_ANSWERED };
    if (f->severity < UNKNOWN_SEVERITY) d->sums[f->severity]++;
    d->sums[STORE_RULE_ANSWERED] += f->answered != 0;
}

/* Rules whose ids begin alike for longer than a key has room are one. */
static bool is_same(const struct details *to, struct jx_slice name)
{
    return to->count && to->rows[to->count - 1].kind == STORE_DETAIL_RULE &&
           jx_slice_eq(to->rows[to->count - 1].name, name);
}

static void add_finding(struct details *to, const struct store_finding *f)
{
    struct jx_slice name = jx_utf8_head(f->rule, STORE_DETAIL_NAME_MAX);
    if (!is_same(to, name)) {
        struct store_detail *d = &to->rows[to->count++];
        *d = (struct store_detail){.kind = STORE_DETAIL_RULE, .name = name};
        d->sums[STORE_RULE_DOCUMENTS] = 1;
    }
    count_finding(&to->rows[to->count - 1], f);
}

jx_status details_make(const struct details *classes, const struct store_finding *findings,
                       uint32_t finding_count, struct jx_arena *a, struct details *out)
{
    size_t room = (size_t)classes->count + finding_count;
    const struct store_finding **list = sorted(findings, finding_count, a);
    *out = (struct details){.rows = jx_arena_array(a, room, sizeof *out->rows)};
    if (!list || !out->rows) return jx_arena_failure(a);
    for (uint32_t i = 0; i < classes->count; i++)
        out->rows[out->count++] = classes->rows[i];
    for (uint32_t i = 0; i < finding_count; i++)
        add_finding(out, list[i]);
    return JX_OK;
}
