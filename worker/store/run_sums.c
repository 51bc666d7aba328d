/* The sums of runs: by how much they differ from those of the first judgements. */
#include "own_score.h"
#include "run_fold.h"
#include "sums_row.h"

struct shelf run_shelf(uint64_t run)
{
    return (struct shelf){TABLE_RUN_SUMS, TABLE_RUN_BREAKDOWN, key_of_position(run)};
}

/* What one judgement adds. */
struct side {
    const int64_t *adds;
    const struct jx_outcome *outcome;
    struct details classes;
    struct store_finding *findings;
    uint32_t finding_count;
};

static jx_status add_side(struct tally *own, struct contribution c, const struct side *s,
                          struct jx_arena *a, int sign)
{
    struct details d = s->classes;
    int64_t adds[JX_STORE_ADDS];
    own_score_lay(s->outcome, s->adds, adds);
    jx_status rc = s->finding_count
                       ? details_make(&s->classes, s->findings, s->finding_count, a, &d)
                       : JX_OK;
    if (rc != JX_OK) return rc;
    c.adds = adds;
    c.details = d.rows;
    c.detail_count = d.count;
    return tally_add_own(own, &c, sign);
}

/* Where only scores are new, the findings are on both sides, and make no difference. */
jx_status run_share_add(struct tally *own, const struct run_share *s, enum column column,
                        struct jx_arena *a, int sign)
{
    const uint32_t findings = s->run->full ? s->finding_count : 0;
    const struct side before = {s->adds, s->outcome, s->classes, s->findings, findings};
    struct side after = {
        s->run->adds, s->outcome, {s->run->classes, s->run->class_count}, s->findings, findings};
    struct contribution c = {
        .column = column, .year = s->year, .form = s->form, .period = s->period, .unit = s->unit};
    jx_status rc = add_side(own, c, &before, a, -sign);
    if (rc == JX_OK && s->run->full)
        rc = answered_findings(s->run, s->findings, s->finding_count, a, &after.findings,
                               &after.finding_count);
    return rc == JX_OK ? add_side(own, c, &after, a, sign) : rc;
}

/* ---- changes of documents ---- */

struct account {
    struct change *c;
    struct version *v;
    uint64_t run;
    struct run_share was, is;
};

static jx_status counts(const struct account *a, bool before, enum column column, bool *out)
{
    struct line *l;
    const struct row_result *r = before ? &a->v->before : &a->v->result;
    jx_status rc = change_line(a->c, r->line, &l);
    if (rc == JX_OK) *out = counting_in(before ? &l->before : &l->now, column) == a->v->position;
    return rc;
}

static jx_status account_column(struct account *a, enum column column, struct tally *own)
{
    bool was = false, is = false;
    jx_status rc = counts(a, true, column, &was);
    if (rc == JX_OK) rc = counts(a, false, column, &is);
    bool same = was == is && jx_slice_eq(a->was.unit, a->is.unit) && !a->v->findings_changed &&
                own_score_same(a->was.outcome, a->is.outcome);
    if (rc != JX_OK || same) return rc;
    if (was) rc = run_share_add(own, &a->was, column, a->c->arena, -1);
    return rc == JX_OK && is ? run_share_add(own, &a->is, column, a->c->arena, 1) : rc;
}

static jx_status find_shares(struct account *a, const struct store_rescored *r)
{
    struct change *c = a->c;
    struct version *v = a->v;
    struct run_share s = {.year = v->document.year,
                          .form = v->document.form,
                          .period = v->document.period,
                          .unit = v->before.unit,
                          .run = r};
    s.adds = v->before.scored_by ? v->before.own.adds : v->before.adds;
    jx_status rc = classes_get(c->tx, v->position, c->arena, &s.classes);
    if (rc == JX_OK) rc = findings_get(c->tx, v->position, c->arena, &s.findings, &s.finding_count);
    a->was = a->is = s;
    a->was.outcome = &v->before.outcome;
    a->is.outcome = &v->result.outcome;
    a->is.unit = v->result.unit;
    if (rc == JX_OK && v->findings_changed)
        rc = kept_answers(s.findings, s.finding_count, v->findings, v->finding_count, c->arena,
                          &a->is.findings, &a->is.finding_count);
    return rc;
}

static jx_status account_version(struct change *c, struct version *v, uint64_t run,
                                 struct jx_buffer room[2])
{
    struct account a = {.c = c, .v = v, .run = run};
    struct store_rescored r;
    struct tally own, t;
    jx_status rc = rescored_get(c->tx, run, v->position, c->arena, &r);
    if (rc == JX_E_NOT_FOUND) return JX_OK;
    if (rc == JX_OK) rc = find_shares(&a, &r);
    if (rc != JX_OK) return rc;
    const struct shelf shelf = run_shelf(run);
    tally_init(&own, &shelf);
    tally_init(&t, &shelf);
    for (int column = 0; rc == JX_OK && column <= COLUMN_APPROVED; column++)
        rc = account_column(&a, (enum column)column, &own);
    if (rc == JX_OK) rc = tally_spread(&own, &t, c->tx, START_STORED);
    if (rc == JX_OK) rc = tally_store(&t, c->tx, room);
    tally_clear(&own);
    tally_clear(&t);
    return rc;
}

jx_status runs_account(struct change *c, struct jx_buffer room[2])
{
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < c->version_count; i++) {
        struct version *v = c->versions[i];
        uint64_t runs[JX_RUNS_MAX];
        uint32_t count = 0;
        if (!v->fresh) rc = runs_of_year(c->tx, v->document.year, runs, &count);
        for (uint32_t n = 0; rc == JX_OK && n < count; n++)
            rc = account_version(c, v, runs[n], room);
    }
    return rc;
}

/* ---- the tree ---- */

static jx_status uproot_table(struct fold *f, enum table t, struct jx_slice prefix)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    jx_status rc = kv_cursor_open(f->tx, t, &c);
    if (rc == JX_OK) rc = kv_seek(c, prefix, &key, &value);
    while (rc == JX_OK && jx_starts_with(key, prefix)) {
        struct sums_row row;
        rc = sums_row_read(t, prefix.len, key, value, &row);
        bool branch = rc == JX_OK && !row.is_own && row.place.unit.len > 0;
        if (branch) rc = kv_delete_here(c);
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

static jx_status plant_table(struct fold *f, enum table t, struct tally *tally,
                             struct jx_slice prefix)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    jx_status rc = kv_cursor_open(f->tx, t, &c);
    if (rc == JX_OK) rc = kv_seek(c, prefix, &key, &value);
    while (rc == JX_OK && jx_starts_with(key, prefix)) {
        struct sums_row row;
        rc = sums_row_read(t, prefix.len, key, value, &row);
        if (rc == JX_OK && row.is_own)
            rc = tally_add_branches(tally, f->tx, START_EMPTY, &row.place, row.detail, row.sums, 1);
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

/* Takes away every branch's row, and adds the units' own to the branches they are in now. */
static jx_status replant(struct fold *f, uint64_t run)
{
    static const enum table tables[] = {TABLE_RUN_SUMS, TABLE_RUN_BREAKDOWN};
    const struct shelf shelf = run_shelf(run);
    const struct key prefix = key_of_position(run);
    struct tally tally;
    jx_status rc = JX_OK;
    tally_init(&tally, &shelf);
    for (int i = 0; rc == JX_OK && i < 2; i++) {
        rc = uproot_table(f, tables[i], key_slice(&prefix));
        if (rc == JX_OK) rc = plant_table(f, tables[i], &tally, key_slice(&prefix));
    }
    if (rc == JX_OK) rc = tally_store(&tally, f->tx, f->room);
    tally_clear(&tally);
    return rc;
}

jx_status runs_replant(struct fold *f)
{
    struct key at = {.len = 0};
    jx_status rc = JX_OK;
    while (rc == JX_OK) {
        struct kv_cursor *c = NULL;
        struct jx_slice key, value;
        uint32_t year = 0;
        uint64_t run = 0;
        rc = kv_cursor_open(f->tx, TABLE_RUNS, &c);
        if (rc == JX_OK) rc = kv_seek(c, key_slice(&at), &key, &value);
        if (rc == JX_OK && (!key_get_year(&key, &year) || !key_get_position(&key, &run)))
            rc = JX_E_CORRUPT;
        kv_cursor_close(&c);
        if (rc == JX_OK) rc = replant(f, run);
        at = key_of_run(year, run + 1);
    }
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}
