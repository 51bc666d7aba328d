/* Judging many documents by one pack. */
#include "trial.h"

#include "../worker/rules/relate.h"

#include <stdlib.h>
#include <string.h>

static bool add(struct jx_arena *a, struct verdicts *v, uint32_t document,
                const struct jx_finding *f)
{
    struct said *items = jx_arena_grown(a, v->items, v->count, &v->room, sizeof *items);
    if (!items) return false;
    v->items = items;
    v->items[v->count++] = (struct said){document, f};
    return true;
}

static jx_status judge_each(const struct jx_document *const *documents, uint32_t count,
                            const struct jx_pack *pack, struct jx_arena *a, struct verdicts *out)
{
    jx_status rc = JX_OK;
    for (uint32_t i = 0; i < count && rc == JX_OK; i++) {
        struct jx_verdict v = {.finding_count = 0};
        rc = jx_judge(documents[i], pack, a, &v);
        if (rc == JX_E_NO_PACK) {
            rc = JX_OK;
            continue;
        }
        for (uint32_t k = 0; rc == JX_OK && k < v.finding_count; k++)
            if (!add(a, out, i, &v.findings[k])) rc = jx_arena_failure(a);
    }
    return rc;
}

static jx_status relate(const struct jx_document *const *documents, uint32_t count,
                        trial_is_compared *compared, const struct jx_pack *pack, struct jx_arena *a,
                        struct verdicts *out)
{
    struct jx_relations related;
    uint32_t n = 0;
    const struct jx_document **some = jx_arena_array(a, (size_t)count + 1,
                                                     sizeof(struct jx_document *));
    uint32_t *at = jx_arena_array(a, (size_t)count + 1, sizeof *at);
    if (!some || !at) return jx_arena_failure(a);
    for (uint32_t i = 0; i < count; i++) {
        if (compared && !compared(documents[i])) continue;
        some[n] = documents[i];
        at[n++] = i;
    }
    jx_status rc = jx_relate(some, n, pack, a, &related);
    for (uint32_t i = 0; rc == JX_OK && i < related.count; i++)
        if (!add(a, out, at[related.items[i].document], &related.items[i].finding))
            rc = jx_arena_failure(a);
    return rc;
}

/* By document, place, severity and rule; 0: the same is said. */
static int compare(const void *one, const void *two)
{
    const struct said *a = one, *b = two;
    if (a->document != b->document) return a->document < b->document ? -1 : 1;
    int c = strcmp(a->finding->where, b->finding->where);
    if (c != 0) return c;
    if (a->finding->severity != b->finding->severity)
        return a->finding->severity < b->finding->severity ? -1 : 1;
    return jx_slice_cmp(a->finding->rule, b->finding->rule);
}

static jx_status sort(struct jx_arena *a, struct verdicts *v)
{
    v->sorted = jx_arena_array(a, v->count + 1, sizeof *v->sorted);
    if (!v->sorted) return jx_arena_failure(a);
    if (v->count) memcpy(v->sorted, v->items, v->count * sizeof *v->sorted);
    qsort(v->sorted, v->count, sizeof *v->sorted, compare);
    return JX_OK;
}

jx_status verdicts_make(const struct jx_document *const *documents, uint32_t count,
                        trial_is_compared *compared, const struct jx_pack *pack, struct jx_arena *a,
                        struct verdicts *out)
{
    *out = (struct verdicts){.count = 0};
    jx_status rc = judge_each(documents, count, pack, a, out);
    if (rc == JX_OK) rc = relate(documents, count, compared, pack, a, out);
    return rc == JX_OK ? sort(a, out) : rc;
}

bool verdicts_have(const struct verdicts *v, const struct said *s)
{
    return bsearch(s, v->sorted, v->count, sizeof *s, compare) != NULL;
}
