/* Due days and exceptions, by index lookups alone. */
#include "due.h"

static jx_status read_due(struct kv_tx *tx, const struct row_document *d,
                          const struct row_result *r, struct jx_slice project, int64_t *end_ms)
{
    struct jx_slice cells[JX_MASTER_COLUMNS_MAX] = {[EXPECTED_FORM] = d->form,
                                                    [EXPECTED_PERIOD] = d->period,
                                                    [EXPECTED_UNIT] = r->unit,
                                                    [EXPECTED_PROJECT] = project};
    struct key k = key_of_master(JX_MASTER_expected, d->year, cells);
    struct row_master row;
    jx_status rc = master_get(tx, JX_MASTER_expected, key_slice(&k), &row);
    if (rc == JX_OK && !jx_master_day_end(row.cells[EXPECTED_DUE], end_ms)) *end_ms = INT64_MAX;
    return rc;
}

jx_status due_end(struct kv_tx *tx, const struct row_document *d, const struct row_result *r,
                  int64_t *end_ms)
{
    *end_ms = INT64_MAX;
    jx_status rc = read_due(tx, d, r, r->project, end_ms);
    if (rc == JX_E_NOT_FOUND && r->project.len) rc = read_due(tx, d, r, JX_LIT(""), end_ms);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

static jx_status read_exception(struct kv_tx *tx, uint32_t year, struct jx_slice form,
                                struct jx_slice period, struct jx_slice unit, int64_t *end_ms)
{
    struct jx_slice cells[JX_MASTER_COLUMNS_MAX] = {
        [EXCEPTIONS_FORM] = form, [EXCEPTIONS_PERIOD] = period, [EXCEPTIONS_UNIT] = unit};
    struct key k = key_of_master(JX_MASTER_exceptions, year, cells);
    struct row_master row;
    *end_ms = 0;
    jx_status rc = master_get(tx, JX_MASTER_exceptions, key_slice(&k), &row);
    if (rc == JX_OK && !jx_master_day_end(row.cells[EXCEPTIONS_UNTIL], end_ms)) *end_ms = INT64_MAX;
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

jx_status due_excepted(struct kv_tx *tx, const struct row_document *d, const struct row_result *r,
                       int64_t time_ms, bool *excepted)
{
    int64_t one = 0, every = 0;
    jx_status rc = read_exception(tx, d->year, d->form, d->period, r->unit, &one);
    if (rc == JX_OK) rc = read_exception(tx, d->year, JX_LIT(""), JX_LIT(""), r->unit, &every);
    *excepted = time_ms < one || time_ms < every;
    return rc;
}

/* When its first accepted version came; its own time when it revises none. */
static jx_status first_accepted(struct change *c, const struct version *v, int64_t *time_ms)
{
    struct row_document d = v->document;
    struct row_result r = v->result;
    jx_status rc = JX_OK;
    while (rc == JX_OK && r.base) {
        uint64_t at = r.base;
        rc = row_must(document_get(c->tx, at, &d));
        if (rc == JX_OK) rc = row_must(result_get(c->tx, at, &r));
    }
    *time_ms = d.time_ms;
    return rc;
}

jx_status due_is_late(struct change *c, const struct version *v, bool *late)
{
    int64_t end_ms, time_ms;
    bool excepted = false;
    *late = false;
    jx_status rc = due_end(c->tx, &v->document, &v->result, &end_ms);
    if (rc != JX_OK || v->document.time_ms < end_ms) return rc;
    rc = first_accepted(c, v, &time_ms);
    if (rc != JX_OK || time_ms < end_ms) return rc;
    rc = due_excepted(c->tx, &v->document, &v->result, v->document.time_ms, &excepted);
    *late = !excepted;
    return rc;
}

void version_be_late(struct version *v)
{
    struct jx_outcome *o = &v->result.outcome;
    o->state = JX_STATE_LATE;
    if (o->status == JX_OK) o->status = JX_E_LATE;
    v->changed = true;
}

void version_be_on_time(struct version *v)
{
    struct jx_outcome *o = &v->result.outcome;
    o->state = JX_STATE_SCORED;
    if (o->status == JX_E_LATE) o->status = JX_OK;
    v->changed = true;
}
