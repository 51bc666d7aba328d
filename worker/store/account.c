/* What a change adds to the batch's sums: for each version it touches, the difference between what
 * it counted for and what it counts for now. */
#include "change.h"
#include "own_score.h"
#include "run_rows.h"

#include <assert.h>

static const struct line *line_of(const struct change *c, uint64_t first)
{
    for (uint32_t i = 0; i < c->line_count; i++)
        if (c->lines[i]->first == first) return c->lines[i];
    assert(false); /* a version's line is always loaded with it */
    return NULL;
}

/* ---- by class and rule ---- */

/* As the store has them: nothing of the change is written yet. */
static jx_status read_details(struct change *c, struct version *v, struct details *classes)
{
    struct store_finding *findings = NULL;
    uint32_t count = 0;
    const uint64_t by = v->result.scored_by;
    jx_status rc = live_classes(c->tx, v->document.year, v->position, by, c->arena, classes);
    if (rc == JX_OK) rc = live_findings(c->tx, v->position, by, c->arena, &findings, &count);
    if (rc == JX_OK) rc = details_make(classes, findings, count, c->arena, &v->adds_was);
    v->adds = v->adds_was;
    return rc;
}

static jx_status find_details(struct change *c, struct version *v)
{
    struct details classes = v->classes;
    if (v->summed) return JX_OK;
    jx_status rc = v->fresh ? JX_OK : read_details(c, v, &classes);
    if (rc == JX_OK && (v->fresh || v->findings_changed))
        rc = details_make(&classes, v->findings, v->finding_count, c->arena, &v->adds);
    v->summed = rc == JX_OK;
    return rc;
}

/* ---- contributions ---- */

/* What a version adds to a column, before the change or after it. */
struct share {
    bool counts;
    struct contribution what;
    int64_t adds[JX_STORE_ADDS]; /* what `what` points at */
};

static void find_share(const struct change *c, const struct version *v, bool before,
                       enum column column, struct share *s)
{
    const struct row_result *r = before ? &v->before : &v->result;
    *s = (struct share){.counts = false};
    if (before && v->fresh) return;
    s->what = (struct contribution){.column = column,
                                    .year = v->document.year,
                                    .form = v->document.form,
                                    .period = v->document.period,
                                    .unit = r->unit,
                                    .adds = s->adds};
    if (column == COLUMN_STATES) {
        s->adds[r->outcome.state] = 1;
        s->counts = true;
        return;
    }
    own_score_lay(own_score_of(&r->outcome), r->adds, s->adds);
    const struct line *l = line_of(c, r->line);
    s->counts = counting_in(before ? &l->before : &l->now, column) == v->position;
}

static bool is_same(const struct version *v, const struct share *was, const struct share *is)
{
    enum { ADDS_BYTES = JX_STORE_ADDS * sizeof(int64_t) };
    if (was->counts != is->counts) return false;
    if (!is->counts) return true;
    return !v->findings_changed && jx_slice_eq(was->what.unit, is->what.unit) &&
           memcmp(was->what.adds, is->what.adds, ADDS_BYTES) == 0;
}

typedef jx_status share_use(struct change *c, const struct contribution *what, int sign);

static jx_status use_difference(struct change *c, struct version *v, enum column column,
                                share_use *use, int sign)
{
    struct share was, is;
    find_share(c, v, true, column, &was);
    find_share(c, v, false, column, &is);
    if (is_same(v, &was, &is)) return JX_OK;
    if (column != COLUMN_STATES) {
        jx_status rc = find_details(c, v);
        if (rc != JX_OK) return rc;
        was.what.details = v->adds_was.rows;
        was.what.detail_count = v->adds_was.count;
        is.what.details = v->adds.rows;
        is.what.detail_count = v->adds.count;
    }
    jx_status rc = was.counts ? use(c, &was.what, -sign) : JX_OK;
    return rc == JX_OK && is.counts ? use(c, &is.what, sign) : rc;
}

static jx_status for_each_difference(struct change *c, share_use *use, int sign)
{
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < c->version_count; i++)
        for (int column = 0; rc == JX_OK && column < COLUMN_COUNT; column++)
            rc = use_difference(c, c->versions[i], (enum column)column, use, sign);
    return rc;
}

static jx_status add_one(struct change *c, const struct contribution *what, int sign)
{
    return tally_add(c->tally, c->tx, START_STORED, what, sign);
}

static jx_status check_one(struct change *c, const struct contribution *what, int sign)
{
    (void)sign;
    return tally_fits(c->tally, c->tx, what);
}

jx_status change_account(struct change *c)
{
    jx_status rc = for_each_difference(c, add_one, 1);
    if (rc != JX_OK) return rc;
    rc = for_each_difference(c, check_one, 1);
    if (rc != JX_E_OVERFLOW) return rc;
    rc = for_each_difference(c, add_one, -1);
    return rc == JX_OK ? JX_E_OVERFLOW : rc;
}
