/* Decisions: what an officer's or a submitter's word does to a document or a year. One that is not
 * possible changes nothing and says why; it stays in the journal all the same. */
#include "deciding.h"
#include "people.h"

/* ---- documents ---- */

/* The header names the unit and year by which the broker authorised the act. */
static bool is_authorised(const struct decision *d)
{
    const struct jx_header *h = &d->it->header;
    return jx_slice_eq(h->unit, d->target->result.unit) && h->year == d->target->document.year;
}

static jx_status find_target(struct decision *d)
{
    uint64_t at = 0;
    struct row_year year;
    jx_status rc = position_get(d->f->tx, TABLE_IDS, jx_hash_slice(&d->it->decision.target), &at);
    if (rc == JX_E_NOT_FOUND) return refuse(d, JX_E_NOT_FOUND);
    if (rc == JX_OK) rc = change_version(&d->change, at, &d->target);
    if (rc != JX_OK) return rc;
    if (!is_authorised(d)) {
        d->target = NULL;
        return refuse(d, JX_E_NOT_FOUND);
    }
    rc = year_get(d->f->tx, d->target->document.year, &year);
    return rc == JX_OK && year.closed ? refuse(d, JX_E_YEAR_CLOSED) : rc;
}

static jx_status decide_on_document(struct decision *d)
{
    jx_status rc = find_target(d);
    if (rc == JX_OK && d->why == JX_OK) rc = decide_document(d);
    if (rc != JX_OK || d->why != JX_OK) return rc;
    rc = change_account(&d->change);
    if (rc == JX_E_OVERFLOW) return refuse(d, rc);
    if (rc == JX_OK) rc = change_write(&d->change, d->f->room);
    d->outcome = d->target->result.outcome;
    return rc;
}

/* ---- in another's place ---- */

static jx_status delegate(struct decision *d)
{
    struct row_delegation row = {.position = d->it->entry.position, .unit = d->it->header.unit};
    if (jx_delegation_read(&d->it->decision, &row.what) != JX_OK)
        return refuse(d, JX_E_FIELD_VALUE);
    return delegation_put(d->f->tx, d->it->entry.principal, &row, d->f->room);
}

static jx_status decide_on_nobodys(struct decision *d)
{
    return d->it->entry.kind == JX_ACT_DELEGATE ? delegate(d) : decide_year(d);
}

/* ---- what is kept of it ---- */

static jx_status record(struct decision *d)
{
    struct fold *f = d->f;
    const uint64_t position = d->it->entry.position;
    const struct row_decision row = {d->outcome, d->target ? d->target->position : 0};
    struct key k = key_of_version(row.target, position);
    jx_status rc = decision_put(f->tx, position, &row, f->room);
    if (rc == JX_OK && row.target)
        rc = row_put(f->tx, TABLE_HISTORY, key_slice(&k), JX_LIT(""), &f->room[0]);
    return rc;
}

jx_status fold_decision(struct fold *f, const struct store_item *it, struct jx_outcome *out)
{
    struct decision d = {.f = f, .it = it, .outcome = {.state = JX_STATE_RECEIVED}};
    bool decoded = it->outcome.state != JX_STATE_REJECTED;
    change_start(&d.change, f->tx, &f->tally, &f->arena, &it->entry);
    jx_status rc = decoded ? JX_OK : refuse(&d, it->outcome.status);
    if (decoded) rc = it->decision.has_target ? decide_on_document(&d) : decide_on_nobodys(&d);
    if (rc != JX_OK) return rc;
    if (d.why != JX_OK) {
        d.outcome.state = JX_STATE_REJECTED;
        d.outcome.status = d.why;
    }
    *out = d.outcome;
    return record(&d);
}
