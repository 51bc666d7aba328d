/* What the files of decisions share: the decision at hand, and how one that is not possible is
 * refused. */
#ifndef JX_STORE_DECIDING_H
#define JX_STORE_DECIDING_H

#include "fold.h"

struct decision {
    struct fold *f;
    const struct store_item *it;
    struct change change;
    struct version *target; /* NULL for years */
    struct jx_outcome outcome;
    jx_status why; /* what forbids it; JX_OK when nothing does */
};

static inline jx_status refuse(struct decision *d, jx_status why)
{
    d->why = why;
    return JX_OK;
}

static inline jx_status refuse_at(struct decision *d, jx_status why, struct jx_slice where)
{
    size_t n = where.len < sizeof d->outcome.where ? where.len : sizeof d->outcome.where - 1;
    if (n) memcpy(d->outcome.where, where.ptr, n);
    d->outcome.where[n] = '\0';
    return refuse(d, why);
}

/* Says how long it may be. */
static inline jx_status refuse_long(struct decision *d, const char *where, int64_t limit)
{
    d->outcome.limit = limit;
    return refuse_at(d, JX_E_TEXT_LONG, jx_slice_of(where));
}

static inline enum jx_state state_of(const struct decision *d)
{
    return d->target->result.outcome.state;
}

static inline bool is_undecided(enum jx_state s)
{
    return s == JX_STATE_SCORED || s == JX_STATE_ACCEPTED || s == JX_STATE_CONFLICT ||
           s == JX_STATE_LATE;
}

/* A version that is no longer the newest has nothing to be decided about. */
static inline jx_status wrong_state(enum jx_state s)
{
    return s == JX_STATE_SUPERSEDED ? JX_E_PARENT_STALE : JX_E_STATE;
}

/* What the kind does to d->target (decide_document.c). */
jx_status decide_document(struct decision *d);

/* Refuses where a relation that stands on the target, as it is at this record, is open;
 * outcome.limit grows by each (decide_findings.c). */
jx_status decide_no_relation_open(struct decision *d);
/* Marks the findings that the remarks speak of; each must be there and open, on the document itself
 * or because of another, and its severity from least to most, the gravest being the least. */
jx_status decide_answer(struct decision *d, uint8_t least, uint8_t most);

/* What the kind does to the year of the header (decide_year.c). */
jx_status decide_year(struct decision *d);

#endif
