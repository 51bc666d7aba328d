/* What each kind of decision does to a year. */
#include "deciding.h"
#include "run_fold.h"

static jx_status close_year(struct decision *d, struct row_year *y)
{
    if (y->closed) return refuse(d, JX_E_YEAR_CLOSED);
    *y = (struct row_year){.closed = d->it->entry.position, .by_tree = y->by_tree, .run = y->run};
    d->outcome.state = JX_STATE_CLOSED;
    return JX_OK;
}

/* It takes two persons: the first one's wish waits for the second one's. */
static jx_status reopen_year(struct decision *d, struct row_year *y)
{
    const uint8_t *who = d->it->entry.principal;
    if (!y->closed) return refuse(d, JX_E_STATE);
    if (y->asked && memcmp(y->asker, who, JX_KEY_BYTES) == 0) return refuse(d, JX_E_SAME_PERSON);
    if (y->asked) {
        *y = (struct row_year){.by_tree = y->by_tree, .run = y->run};
        return JX_OK;
    }
    y->asked = d->it->entry.position;
    memcpy(y->asker, who, JX_KEY_BYTES);
    d->outcome.state = JX_STATE_CLOSED;
    return JX_OK;
}

static jx_status set_approval(struct decision *d, struct row_year *y)
{
    const struct jx_slice how = d->it->decision.arguments[0];
    bool by_tree = jx_slice_eq(how, JX_LIT("tree"));
    if (!by_tree && !jx_slice_eq(how, JX_LIT("direct"))) return refuse(d, JX_E_FIELD_VALUE);
    if (y->closed) return refuse(d, JX_E_YEAR_CLOSED);
    y->by_tree = by_tree ? d->it->entry.position : 0;
    return JX_OK;
}

static jx_status publish_run(struct decision *d, struct row_year *y)
{
    return run_publish(d->f, d->it, y, &d->outcome, &d->why);
}

static jx_status drop_run(struct decision *d, struct row_year *y)
{
    return run_drop(d->f, d->it, y, &d->why);
}

static const struct {
    enum jx_act kind;
    jx_status (*carry_out)(struct decision *d, struct row_year *y);
} kinds[] = {
    {JX_ACT_CLOSE, close_year},      {JX_ACT_REOPEN, reopen_year},
    {JX_ACT_APPROVAL, set_approval}, {JX_ACT_PUBLISH_RUN, publish_run},
    {JX_ACT_DROP_RUN, drop_run},
};

jx_status decide_year(struct decision *d)
{
    struct row_year y;
    uint32_t year = d->it->header.year;
    jx_status rc = year_get(d->f->tx, year, &y);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (rc == JX_OK && kinds[i].kind == d->it->entry.kind) rc = kinds[i].carry_out(d, &y);
    if (rc != JX_OK || d->why != JX_OK) return rc;
    return year_put(d->f->tx, year, &y, d->f->room);
}
