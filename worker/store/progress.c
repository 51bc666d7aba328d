/* Rows of `expected`, and the sums of them. */
#include "progress.h"

void progress_of(const struct store_due *due, int64_t sums[STORE_PROGRESS])
{
    sums[STORE_EXPECTED] = 1;
    sums[STORE_RECEIVED] = due->received;
    sums[STORE_APPROVED] = due->approved;
    sums[STORE_ON_TIME] = due->on_time;
    sums[STORE_LATE] = due->late;
}

/* ---- branches ---- */

/* Where a row of `expected` belongs, from its key. */
struct place {
    uint32_t year;
    char form[JX_FORM_NAME_MAX], period[JX_PERIOD_MAX], unit[JX_UNIT_CODE_MAX];
    size_t form_len, period_len, unit_len;
};

static bool read_place(struct jx_slice key, struct place *p)
{
    return key_get_year(&key, &p->year) &&
           key_get_text(&key, p->form, sizeof p->form, &p->form_len) &&
           key_get_text(&key, p->period, sizeof p->period, &p->period_len) &&
           key_get_text(&key, p->unit, sizeof p->unit, &p->unit_len);
}

static jx_status add_to(struct tally *t, struct kv_tx *tx, enum start start, const struct place *p,
                        struct jx_slice unit, const int64_t *sums, int sign)
{
    const struct key k = key_of_place_due(p->year, jx_slice_at(p->form, p->form_len),
                                          jx_slice_at(p->period, p->period_len), unit);
    return ledger_add(&t->progress, tx, start, &k, sums, sign);
}

/* A unit that the year's tree does not know is a branch of its own. */
jx_status progress_add(struct tally *t, struct kv_tx *tx, enum start start, struct jx_slice key,
                       const int64_t sums[STORE_PROGRESS], int sign)
{
    struct place p;
    const struct path *path;
    if (!read_place(key, &p)) return JX_E_CORRUPT;
    struct jx_slice unit = jx_slice_at(p.unit, p.unit_len);
    jx_status rc = tally_path(t, tx, p.year, unit, &path);
    if (rc == JX_OK) rc = add_to(t, tx, start, &p, JX_LIT(""), sums, sign);
    if (rc == JX_OK && path->count == 0) rc = add_to(t, tx, start, &p, unit, sums, sign);
    for (uint32_t i = 0; rc == JX_OK && i < path->count; i++)
        rc = add_to(t, tx, start, &p, path_unit(path, i), sums, sign);
    return rc;
}

jx_status progress_shift(struct tally *t, struct kv_tx *tx, int sign)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value, body;
    jx_status rc = kv_cursor_open(tx, TABLE_DUES, &c);
    if (rc == JX_OK) rc = kv_seek(c, JX_ABSENT, &key, &value);
    while (rc == JX_OK) {
        int64_t sums[STORE_PROGRESS];
        rc = row_open(TABLE_DUES, key, value, &body);
        if (rc == JX_OK) rc = sums_read(body, STORE_PROGRESS, sums);
        if (rc == JX_OK) rc = progress_add(t, tx, START_STORED, key, sums, sign);
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

/* ---- one row ---- */

/* All zero when there is no such row. */
static jx_status read_stored(struct kv_tx *tx, const struct key *k, int64_t sums[STORE_PROGRESS])
{
    struct jx_slice body;
    memset(sums, 0, STORE_PROGRESS * sizeof *sums);
    jx_status rc = row_get(tx, TABLE_DUES, key_slice(k), &body);
    if (rc == JX_E_NOT_FOUND) return JX_OK;
    return rc == JX_OK ? sums_read(body, STORE_PROGRESS, sums) : rc;
}

static jx_status read_now(struct kv_tx *tx, const struct key *k, int64_t sums[STORE_PROGRESS])
{
    struct store_due due;
    struct jx_arena a;
    memset(sums, 0, STORE_PROGRESS * sizeof *sums);
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    jx_status rc = dues_get(tx, key_slice(k), &a, &due);
    if (rc == JX_OK) progress_of(&due, sums);
    jx_arena_clear(&a);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

jx_status progress_review(struct tally *t, struct kv_tx *tx, const struct key *k,
                          struct jx_buffer room[2])
{
    int64_t was[STORE_PROGRESS], is[STORE_PROGRESS];
    jx_status rc = read_stored(tx, k, was);
    if (rc == JX_OK) rc = read_now(tx, k, is);
    if (rc != JX_OK || memcmp(was, is, sizeof is) == 0) return rc;
    rc = progress_add(t, tx, START_STORED, key_slice(k), was, -1);
    if (rc == JX_OK) rc = progress_add(t, tx, START_STORED, key_slice(k), is, 1);
    if (rc != JX_OK) return rc;
    return is[STORE_EXPECTED] ? sums_put(tx, TABLE_DUES, key_slice(k), STORE_PROGRESS, is, room)
                              : kv_delete(tx, TABLE_DUES, key_slice(k));
}

/* ---- what a change may concern ---- */

/* What is expected of that unit: this project's form, or one whatever its project. */
static jx_status review_place(struct change *c, const struct row_document *d,
                              const struct row_result *r, struct jx_buffer room[2])
{
    struct jx_slice cells[JX_MASTER_COLUMNS_MAX] = {[EXPECTED_FORM] = d->form,
                                                    [EXPECTED_PERIOD] = d->period,
                                                    [EXPECTED_UNIT] = r->unit,
                                                    [EXPECTED_PROJECT] = r->project};
    struct key k = key_of_master(JX_MASTER_expected, d->year, cells);
    jx_status rc = r->project.len ? progress_review(c->tally, c->tx, &k, room) : JX_OK;
    cells[EXPECTED_PROJECT] = JX_LIT("");
    k = key_of_master(JX_MASTER_expected, d->year, cells);
    return rc == JX_OK ? progress_review(c->tally, c->tx, &k, room) : rc;
}

static bool has_moved(const struct version *v)
{
    return !v->fresh && (!jx_slice_eq(v->before.unit, v->result.unit) ||
                         !jx_slice_eq(v->before.project, v->result.project));
}

/* Rejected ones are nothing that is expected. */
static bool is_nothing(const struct version *v)
{
    return v->fresh && v->result.outcome.state == JX_STATE_REJECTED;
}

jx_status progress_review_change(struct change *c, struct jx_buffer room[2])
{
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < c->version_count; i++) {
        const struct version *v = c->versions[i];
        if (is_nothing(v)) continue;
        rc = review_place(c, &v->document, &v->result, room);
        if (rc == JX_OK && has_moved(v)) rc = review_place(c, &v->document, &v->before, room);
    }
    return rc;
}
