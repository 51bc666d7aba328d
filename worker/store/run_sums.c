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

static jx_status add_side(struct tally *t, struct kv_tx *tx, enum start start,
                          struct contribution *c, const struct side *s, struct jx_arena *a,
                          int sign)
{
    struct details d;
    int64_t adds[JX_STORE_ADDS];
    own_score_lay(s->outcome, s->adds, adds);
    jx_status rc = details_make(&s->classes, s->findings, s->finding_count, a, &d);
    if (rc != JX_OK) return rc;
    c->adds = adds;
    c->details = d.rows;
    c->detail_count = d.count;
    return tally_add(t, tx, start, REACH_ALL, c, sign);
}

jx_status run_share_add(struct tally *t, struct kv_tx *tx, enum start start,
                        const struct run_share *s, enum column column, struct jx_arena *a, int sign)
{
    const struct side before = {s->adds, s->outcome, s->classes, s->findings, s->finding_count};
    struct side after = {s->run->adds,
                         s->outcome,
                         {s->run->classes, s->run->class_count},
                         s->findings,
                         s->finding_count};
    struct contribution c = {.column = column,
                             .year = s->document->year,
                             .form = s->document->form,
                             .period = s->document->period,
                             .unit = s->unit};
    jx_status rc = add_side(t, tx, start, &c, &before, a, -sign);
    if (rc == JX_OK && s->run->full)
        rc = answered_findings(s->run, s->findings, s->finding_count, a, &after.findings,
                               &after.finding_count);
    return rc == JX_OK ? add_side(t, tx, start, &c, &after, a, sign) : rc;
}

static jx_status fail(struct kv_tx *tx, uint32_t year, uint64_t run, struct jx_buffer room[2])
{
    struct row_run r;
    char name[JX_NAME_MAX];
    jx_status rc = row_must(run_get(tx, year, run, &r));
    if (rc != JX_OK) return rc;
    memcpy(name, r.name.ptr, r.name.len);
    r.name.ptr = name;
    r.failed = JX_E_OVERFLOW;
    return run_put(tx, year, run, &r, room);
}

jx_status run_store(struct kv_tx *tx, uint32_t year, uint64_t run, struct tally *t,
                    struct jx_buffer room[2])
{
    return tally_all_fit(t) ? tally_store(t, tx, room) : fail(tx, year, run, room);
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

static jx_status account_column(struct account *a, enum column column, struct tally *t)
{
    bool was = false, is = false;
    jx_status rc = counts(a, true, column, &was);
    if (rc == JX_OK) rc = counts(a, false, column, &is);
    bool same = was == is && jx_slice_eq(a->was.unit, a->is.unit) && !a->v->findings_changed &&
                own_score_same(a->was.outcome, a->is.outcome);
    if (rc != JX_OK || same) return rc;
    if (was) rc = run_share_add(t, a->c->tx, START_STORED, &a->was, column, a->c->arena, -1);
    return rc == JX_OK && is
               ? run_share_add(t, a->c->tx, START_STORED, &a->is, column, a->c->arena, 1)
               : rc;
}

static jx_status find_shares(struct account *a, const struct store_rescored *r)
{
    struct change *c = a->c;
    struct version *v = a->v;
    struct run_share s = {.document = &v->document, .unit = v->before.unit, .run = r};
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
    struct tally t;
    jx_status rc = rescored_get(c->tx, run, v->position, c->arena, &r);
    if (rc == JX_E_NOT_FOUND) return JX_OK;
    if (rc == JX_OK) rc = find_shares(&a, &r);
    if (rc != JX_OK) return rc;
    const struct shelf shelf = run_shelf(run);
    tally_init(&t, &shelf);
    for (int column = 0; rc == JX_OK && column <= COLUMN_APPROVED; column++)
        rc = account_column(&a, (enum column)column, &t);
    if (rc == JX_OK) rc = run_store(c->tx, v->document.year, run, &t, room);
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

/* The next row at or behind *at: a branch's (deleted), or a unit's own (added to its branches). */
static jx_status replant_row(struct fold *f, enum table t, struct jx_slice prefix, struct key *at,
                             bool *more)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    struct sums_row row;
    jx_status rc = kv_cursor_open(f->tx, t, &c);
    if (rc == JX_OK) rc = kv_seek(c, key_slice(at), &key, &value);
    if (rc == JX_OK && !jx_starts_with(key, prefix)) rc = JX_E_NOT_FOUND;
    *more = rc == JX_OK;
    if (rc == JX_OK) {
        at->len = key.len;
        memcpy(at->bytes, key.ptr, key.len);
        rc = sums_row_read(t, prefix.len, key, value, &row);
    }
    kv_cursor_close(&c);
    if (rc == JX_E_NOT_FOUND) return JX_OK;
    bool branch = rc == JX_OK && !row.is_own && row.what.unit.len > 0;
    if (branch) rc = kv_delete(f->tx, t, key_slice(at));
    if (at->len < KV_KEY_MAX) key_put_byte(at, 0); /* behind it */
    return rc;
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
            rc = tally_add(tally, f->tx, START_EMPTY, REACH_BRANCH, &row.what, 1);
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

static jx_status replant(struct fold *f, uint32_t year, uint64_t run)
{
    static const enum table tables[] = {TABLE_RUN_SUMS, TABLE_RUN_BREAKDOWN};
    const struct shelf shelf = run_shelf(run);
    const struct key prefix = key_of_position(run);
    struct tally tally;
    jx_status rc = JX_OK;
    tally_init(&tally, &shelf);
    for (int i = 0; rc == JX_OK && i < 2; i++) {
        struct key at = prefix;
        bool more = true;
        while (rc == JX_OK && more)
            rc = replant_row(f, tables[i], key_slice(&prefix), &at, &more);
        if (rc == JX_OK) rc = plant_table(f, tables[i], &tally, key_slice(&prefix));
    }
    if (rc == JX_OK) rc = run_store(f->tx, year, run, &tally, f->room);
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
        if (rc == JX_OK) rc = replant(f, year, run);
        at = key_of_run(year, run + 1);
    }
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}
