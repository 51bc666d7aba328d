/* What records about runs do. */
#include "run_fold.h"
#include "sums_row.h"

/* ---- a run begins ---- */

/* Behind what it looks: nothing of the year stands before. */
static jx_status find_first(struct kv_tx *tx, uint32_t year, uint64_t position, uint64_t *first)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    struct key prefix = {.len = 0};
    key_put_year(&prefix, year);
    *first = position - 1;
    jx_status rc = kv_cursor_open(tx, TABLE_CARDS, &c);
    if (rc == JX_OK) rc = kv_seek(c, key_slice(&prefix), &key, &value);
    if (rc == JX_OK && jx_starts_with(key, key_slice(&prefix))) {
        struct jx_slice rest = jx_slice_from(key, prefix.len);
        if (!key_get_position(&rest, first) || rest.len || *first == 0) rc = JX_E_CORRUPT;
        if (rc == JX_OK) --*first;
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

static jx_status find_objection(struct fold *f, const struct store_item *it, jx_status *why)
{
    struct row_year y;
    uint64_t runs[JX_RUNS_MAX];
    uint32_t count = 0;
    *why = it->outcome.state == JX_STATE_REJECTED ? it->outcome.status : JX_OK;
    if (*why != JX_OK) return JX_OK;
    jx_status rc = year_get(f->tx, it->header.year, &y);
    if (rc == JX_OK) rc = runs_of_year(f->tx, it->header.year, runs, &count);
    if (rc == JX_OK && it->header.year == 0) *why = JX_E_YEAR_MISSING;
    if (rc == JX_OK && y.closed) *why = JX_E_YEAR_CLOSED;
    if (rc == JX_OK && count == JX_RUNS_MAX) *why = JX_E_ROWS;
    return rc;
}

static jx_status begin(struct fold *f, const struct store_item *it)
{
    struct row_run r = {.full = it->run.full,
                        .name = it->run.name,
                        .pack = it->run_pack,
                        .time_ms = it->entry.time_ms};
    jx_status rc = find_first(f->tx, it->header.year, it->entry.position, &r.first);
    r.cursor = r.first;
    return rc == JX_OK ? run_put(f->tx, it->header.year, it->entry.position, &r, f->room) : rc;
}

jx_status fold_run(struct fold *f, const struct store_item *it, struct jx_outcome *out)
{
    jx_status why;
    struct row_decision row = {.outcome = it->outcome};
    jx_status rc = find_objection(f, it, &why);
    if (rc == JX_OK && why == JX_OK) rc = begin(f, it);
    if (rc != JX_OK) return rc;
    row.outcome.state = why == JX_OK ? JX_STATE_RECEIVED : JX_STATE_REJECTED;
    row.outcome.status = why;
    if (why == JX_E_ROWS) row.outcome.limit = JX_RUNS_MAX;
    *out = row.outcome;
    return decision_put(f->tx, it->entry.position, &row, f->room);
}

/* ---- whose turn it is ---- */

static uint64_t run_of(const struct store_item *it)
{
    return it->decision.argument_count ? jx_run_number(it->decision.arguments[0]) : 0;
}

jx_status run_wait(struct kv_tx *tx, const struct store_item *it)
{
    struct row_run r;
    if (it->entry.kind != JX_ACT_PUBLISH_RUN || it->outcome.state == JX_STATE_REJECTED)
        return JX_OK;
    jx_status rc = run_get(tx, it->header.year, run_of(it), &r);
    if (rc != JX_OK) return rc == JX_E_NOT_FOUND ? JX_OK : rc;
    bool behind = !r.published && r.cursor + 1 < it->entry.position;
    return behind ? JX_E_BUSY : JX_OK;
}

jx_status run_check_pack(struct kv_tx *tx, const struct store_item *it)
{
    struct row_year y;
    bool rejected = it->outcome.state == JX_STATE_REJECTED;
    bool by_rules = it->entry.kind == JX_ACT_SUBMISSION || it->entry.kind == JX_ACT_OWN_SCORE;
    if (!by_rules || rejected) return JX_OK;
    jx_status rc = year_get(tx, it->header.year, &y);
    return rc == JX_OK && y.run && y.run != it->judged_by ? JX_E_NO_PACK : rc;
}

/* ---- publishing ---- */

/* Adds the run's rows of one table to the county's. */
static jx_status add_rows(struct kv_tx *tx, enum table t, struct ledger *to, uint64_t run, int sign)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value, body;
    const struct key prefix = key_of_position(run);
    jx_status rc = kv_cursor_open(tx, t, &c);
    if (rc == JX_OK) rc = kv_seek(c, key_slice(&prefix), &key, &value);
    while (rc == JX_OK && jx_starts_with(key, key_slice(&prefix))) {
        jx_int128 sums[LEDGER_WIDTH_MAX];
        struct key k = {.len = 0};
        key_put_rest(&k, jx_slice_from(key, prefix.len));
        rc = row_open(t, key, value, &body);
        if (rc == JX_OK) rc = wide_sums_read(body, to->width, sums);
        if (rc == JX_OK) rc = ledger_add_wide(to, tx, START_STORED, &k, sums, sign);
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

static jx_status add_run(struct tally *t, struct kv_tx *tx, uint64_t run, int sign)
{
    if (!run) return JX_OK;
    jx_status rc = add_rows(tx, TABLE_RUN_SUMS, &t->sums, run, sign);
    return rc == JX_OK ? add_rows(tx, TABLE_RUN_BREAKDOWN, &t->details, run, sign) : rc;
}

/* The run's differences take the place of those of the run that was live. Only what comes of it has
 * to fit: on the way there, as between slices, a sum may be anything. */
static jx_status exchange(struct tally *t, struct kv_tx *tx, uint64_t before, uint64_t run)
{
    jx_status rc = add_run(t, tx, before, -1);
    return rc == JX_OK ? add_run(t, tx, run, 1) : rc;
}

jx_status run_fits(struct kv_tx *tx, uint32_t year, uint64_t run, jx_status *why)
{
    struct row_year y;
    struct tally t;
    *why = JX_OK;
    tally_init(&t, &county_shelf);
    jx_status rc = year_get(tx, year, &y);
    if (rc == JX_OK) rc = exchange(&t, tx, y.run, run);
    if (rc == JX_OK && !jx_is_absent(tally_unfit(&t))) *why = JX_E_OVERFLOW;
    tally_clear(&t);
    return rc;
}

static jx_status find_run(struct fold *f, const struct store_item *it, const struct row_year *y,
                          struct row_run *r, jx_status *why)
{
    jx_status rc = run_get(f->tx, it->header.year, run_of(it), r);
    *why = y->closed ? JX_E_YEAR_CLOSED : JX_OK;
    if (rc == JX_E_NOT_FOUND) *why = rc;
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

/* Changes nothing when what comes of it cannot be held. */
static jx_status make_live(struct fold *f, uint64_t before, uint64_t run, struct jx_outcome *out,
                           jx_status *why)
{
    jx_status rc = exchange(&f->tally, f->tx, before, run);
    struct jx_slice unfit = tally_unfit(&f->tally);
    if (rc != JX_OK || jx_is_absent(unfit)) return rc;
    *why = JX_E_OVERFLOW;
    sums_key_print(unfit, out->where);
    return exchange(&f->tally, f->tx, run, before);
}

jx_status run_publish(struct fold *f, const struct store_item *it, struct row_year *y,
                      struct jx_outcome *out, jx_status *why)
{
    struct row_run r;
    struct jx_slice name;
    const uint64_t run = run_of(it);
    jx_status rc = find_run(f, it, y, &r, why);
    if (rc != JX_OK || *why != JX_OK) return rc;
    if (r.published) *why = JX_E_STATE;
    if (*why != JX_OK) return JX_OK;
    name = jx_arena_copy(&f->arena, r.name);
    if (jx_is_absent(name)) return jx_arena_failure(&f->arena);
    rc = make_live(f, y->run, run, out, why);
    if (rc != JX_OK || *why != JX_OK) return rc;
    r.name = name;
    r.cursor = r.published = it->entry.position;
    y->run = run;
    return run_put(f->tx, it->header.year, run, &r, f->room);
}

/* ---- dropping ---- */

static jx_status empty(struct kv_tx *tx, enum table t, struct jx_slice prefix)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    jx_status rc = kv_cursor_open(tx, t, &c);
    if (rc == JX_OK) rc = kv_seek(c, prefix, &key, &value);
    while (rc == JX_OK && jx_starts_with(key, prefix)) {
        rc = kv_delete_here(c);
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

jx_status run_drop(struct fold *f, const struct store_item *it, const struct row_year *y,
                   jx_status *why)
{
    static const enum table tables[] = {TABLE_SCORES, TABLE_RUN_SUMS, TABLE_RUN_BREAKDOWN};
    struct row_run r;
    const uint64_t run = run_of(it);
    const struct key own = key_of_position(run), row = key_of_run(it->header.year, run);
    jx_status rc = find_run(f, it, y, &r, why);
    if (rc == JX_OK && *why == JX_OK && y->run == run) *why = JX_E_STATE;
    if (rc != JX_OK || *why != JX_OK) return rc;
    for (size_t i = 0; rc == JX_OK && i < sizeof tables / sizeof tables[0]; i++)
        rc = empty(f->tx, tables[i], key_slice(&own));
    return rc == JX_OK ? kv_delete(f->tx, TABLE_RUNS, key_slice(&row)) : rc;
}
