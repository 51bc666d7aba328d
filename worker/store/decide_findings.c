/* Open findings and their answers, of a document itself and because of others. */
#include "deciding.h"
#include "related.h"

/* What stands on the document because of others, as they are at this record. What is found on the
 * unit's other documents needs room of its own: it must not be missing for what follows. */
static jx_status find_relations(struct decision *d, struct related *out)
{
    const struct version *v = d->target;
    struct related all = {.count = 0};
    struct jx_arena own;
    jx_arena_init(&own, RELATED_ARENA_BYTES);
    jx_status rc = related_find(d->f->tx, d->f->rules, v->document.year, v->result.unit, &own,
                                &all);
    if (rc == JX_OK) rc = related_pick(&all, v->position, &d->f->arena, out);
    jx_arena_clear(&own);
    return rc;
}

jx_status decide_no_relation_open(struct decision *d)
{
    struct related all = {.count = 0};
    jx_status rc = find_relations(d, &all);
    for (uint32_t i = 0; rc == JX_OK && i < all.count; i++) {
        const struct store_relation *r = &all.items[i];
        if (r->answered || r->severity > STORE_EXPLAIN) continue;
        d->outcome.limit++;
        if (d->why == JX_OK) rc = refuse_at(d, JX_E_OPEN_FINDINGS, r->place);
    }
    return rc;
}

static struct store_finding *open_finding(const struct version *v, const struct jx_remark *r,
                                          uint8_t most)
{
    for (uint32_t i = 0; i < v->finding_count; i++) {
        struct store_finding *f = &v->findings[i];
        if (!f->answered && f->severity <= most && jx_slice_eq(f->rule, r->rule) &&
            jx_slice_eq(f->place, r->place))
            return f;
    }
    return NULL;
}

/* The row of an answer to that relation: one that was given for other figures, or a new one. */
static struct store_finding *room_for_answer(struct decision *d, const struct store_relation *r)
{
    struct version *v = d->target;
    struct store_finding *f = NULL;
    for (uint32_t i = 0; i < v->finding_count && !f; i++)
        if (v->findings[i].figures.len && v->findings[i].answered != d->it->entry.position &&
            jx_slice_eq(v->findings[i].rule, r->rule) &&
            jx_slice_eq(v->findings[i].place, r->place))
            f = &v->findings[i];
    if (f) return f;
    struct store_finding *more = jx_arena_array(&d->f->arena, (size_t)v->finding_count + 1,
                                                sizeof *more);
    if (!more) return NULL;
    if (v->finding_count) memcpy(more, v->findings, v->finding_count * sizeof *more);
    v->findings = more;
    return &more[v->finding_count++];
}

static jx_status answer_relation(struct decision *d, const struct related *all,
                                 const struct jx_remark *remark, uint8_t least, uint8_t most)
{
    bool found = false;
    for (uint32_t i = 0; i < all->count; i++) {
        struct store_relation *r = &all->items[i];
        if (r->answered || r->severity < least || r->severity > most ||
            !jx_slice_eq(r->rule, remark->rule) || !jx_slice_eq(r->place, remark->place))
            continue;
        struct store_finding *f = room_for_answer(d, r);
        if (!f) return jx_arena_failure(&d->f->arena);
        *f = (struct store_finding){.rule = r->rule,
                                    .place = r->place,
                                    .severity = r->severity,
                                    .answered = d->it->entry.position,
                                    .figures = jx_hash_slice(&r->figures)};
        r->answered = d->it->entry.position;
        found = true;
    }
    return found ? JX_OK : refuse_at(d, JX_E_NOT_FOUND, remark->place);
}

jx_status decide_answer(struct decision *d, uint8_t least, uint8_t most)
{
    struct version *v = d->target;
    struct related all = {.count = 0};
    bool compared = false;
    jx_status rc = change_findings(&d->change, v);
    for (uint32_t i = 0; rc == JX_OK && i < d->it->decision.remark_count; i++) {
        const struct jx_remark *r = &d->it->decision.remarks[i];
        struct store_finding *f = open_finding(v, r, most);
        if (f && f->severity < least) return refuse_at(d, JX_E_NOT_FOUND, r->place);
        if (!f) {
            if (!compared) rc = find_relations(d, &all);
            compared = true;
            if (rc == JX_OK) rc = answer_relation(d, &all, r, least, most);
            if (rc != JX_OK || d->why != JX_OK) return rc;
            continue;
        }
        f->answered = d->it->entry.position;
        uint32_t *open = f->severity == STORE_ERROR ? &v->result.outcome.errors
                                                    : &v->result.outcome.explains;
        if (*open) --*open;
    }
    v->changed = v->findings_changed = true;
    return rc;
}
