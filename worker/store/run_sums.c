/* The sums of runs: by how much they differ from those of the first judgements. */
#include "run_fold.h"
#include "sums_row.h"

struct shelf run_shelf(uint64_t run)
{
    return (struct shelf){TABLE_RUN_SUMS, TABLE_RUN_BREAKDOWN, key_of_position(run)};
}

/* The details of one judgement: its classes, and its findings by rule. */
static jx_status add_details(struct gather *g, struct gathered *to, const struct details *classes,
                             struct store_finding *findings, uint32_t count, struct jx_arena *a,
                             int sign)
{
    struct details d = *classes;
    jx_status rc = count ? details_make(classes, findings, count, a, &d) : JX_OK;
    return rc == JX_OK ? gather_add_details(g, to, d.rows, d.count, sign) : rc;
}

/* Where only scores are new, the findings are on both sides, and make no difference. */
jx_status run_share_add(struct gather *g, const struct run_share *s, enum column column,
                        struct jx_arena *a, int sign)
{
    const struct contribution place = {.column = column,
                                       .year = s->year,
                                       .form = s->form,
                                       .period = s->period,
                                       .unit = s->standing.unit};
    const struct details was = {s->first->classes, s->first->class_count};
    const struct details is = {s->run->classes, s->run->class_count};
    struct store_finding *after = NULL;
    uint32_t before_count = s->run->full ? s->finding_count : 0, after_count = 0;
    int64_t before_adds[JX_STORE_ADDS], after_adds[JX_STORE_ADDS];
    struct gathered *to = gather_at(g, &place);
    if (!to) return JX_E_NO_MEMORY;
    own_score_lay(s->standing.own, s->first->adds, before_adds);
    own_score_lay(s->standing.own, s->run->adds, after_adds);
    gather_add(to, before_adds, after_adds, sign);
    jx_status rc = add_details(g, to, &was, s->findings, before_count, a, -sign);
    if (rc == JX_OK && s->run->full)
        rc = answered_findings(s->run, s->findings, s->finding_count, a, &after, &after_count);
    return rc == JX_OK ? add_details(g, to, &is, after, after_count, a, sign) : rc;
}

jx_status run_share_count(struct gather *g, struct run_share *s, struct kv_tx *tx,
                          const struct row_line *line, struct jx_arena *a)
{
    const uint64_t position = s->run->position;
    jx_status rc = JX_OK;
    if (s->run->full) rc = findings_get(tx, position, a, &s->findings, &s->finding_count);
    for (int column = 0; rc == JX_OK && column <= COLUMN_APPROVED; column++)
        if (counting_in(line, (enum column)column) == position)
            rc = run_share_add(g, s, (enum column)column, a, 1);
    return rc;
}

/* ---- changes of documents ---- */

struct account {
    struct change *c;
    struct version *v;
    struct row_card card;
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

static jx_status account_column(struct account *a, enum column column, struct gather *own)
{
    bool was = false, is = false;
    jx_status rc = counts(a, true, column, &was);
    if (rc == JX_OK) rc = counts(a, false, column, &is);
    bool same = was == is && jx_slice_eq(a->was.standing.unit, a->is.standing.unit) &&
                !a->v->findings_changed && own_score_same(a->was.standing.own, a->is.standing.own);
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
                          .run = r,
                          .first = &a->card.first};
    jx_status rc = findings_get(c->tx, v->position, c->arena, &s.findings, &s.finding_count);
    a->was = a->is = s;
    a->was.standing = standing_of(&v->before);
    a->is.standing = standing_of(&v->result);
    if (rc == JX_OK && v->findings_changed)
        rc = kept_answers(s.findings, s.finding_count, v->findings, v->finding_count, c->arena,
                          &a->is.findings, &a->is.finding_count);
    return rc;
}

static jx_status write_account(struct account *a, uint64_t run, struct jx_buffer room[2])
{
    const struct shelf shelf = run_shelf(run);
    struct gather own;
    struct tally t;
    jx_status rc = JX_OK;
    gather_init(&own);
    tally_init(&t, &shelf);
    for (int column = 0; rc == JX_OK && column <= COLUMN_APPROVED; column++)
        rc = account_column(a, (enum column)column, &own);
    if (rc == JX_OK) rc = gather_spread(&own, &t, a->c->tx, START_STORED);
    if (rc == JX_OK) rc = tally_store(&t, a->c->tx, room);
    gather_clear(&own);
    tally_clear(&t);
    return rc;
}

static jx_status account_version(struct change *c, struct version *v, uint64_t run,
                                 struct jx_buffer room[2])
{
    struct account a = {.c = c, .v = v};
    struct store_rescored r;
    jx_status rc = rescored_get(c->tx, run, v->position, NULL, NULL, &r);
    if (rc == JX_E_NOT_FOUND) return JX_OK;
    if (rc == JX_OK)
        rc = row_must(card_get(c->tx, v->document.year, v->position, c->arena, &a.card));
    if (rc == JX_OK) rc = rescored_get(c->tx, run, v->position, &a.card.first, c->arena, &r);
    if (rc == JX_OK) rc = find_shares(&a, &r);
    return rc == JX_OK ? write_account(&a, run, room) : rc;
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
