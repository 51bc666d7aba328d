/* Scoring again: from the card alone; in full, or where there is no card, from the document, and
 * then against everything that was found first. */
#include "rescore.h"

/* A run that only scores leaves findings as they were counted first. */
static void keep_findings(int64_t adds[JX_STORE_ADDS], const struct store_first *first)
{
    memcpy(adds + STORE_ADDS_FINDINGS, first->adds + STORE_ADDS_FINDINGS,
           STORE_SEVERITIES * sizeof *adds);
}

static bool same_classes(const struct store_rescored *r, const struct store_first *f)
{
    bool same = r->class_count == f->class_count;
    for (uint32_t i = 0; same && i < f->class_count; i++)
        same = jx_slice_eq(r->classes[i].name, f->classes[i].name) &&
               memcmp(r->classes[i].sums, f->classes[i].sums, sizeof f->classes[i].sums) == 0;
    return same;
}

static bool same_result(const struct store_rescored *r, const struct store_first *f)
{
    return (r->status == JX_OK) == f->judged && r->has_computed == f->has_computed &&
           r->grade == f->grade && (!r->has_computed || r->computed.micro == f->computed.micro) &&
           memcmp(r->adds, f->adds, sizeof r->adds) == 0 && same_classes(r, f);
}

/* ---- scores only ---- */

static jx_status take_verdict(const struct rescoring *r, const struct jx_verdict *v,
                              struct store_rescored *out)
{
    out->has_computed = v->computed.known;
    out->computed = v->computed.value;
    out->grade = (uint8_t)v->grade;
    out->light = (uint8_t)v->light;
    memcpy(out->adds, &v->adds, sizeof v->adds);
    return item_classes(v, r->keep, &out->classes, &out->class_count);
}

static jx_status rescore_card(const struct rescoring *r, const struct store_scorable *d,
                              struct store_rescored *out)
{
    const struct jx_card *card;
    struct jx_verdict v;
    jx_status rc = jx_card_from(d->card, r->scratch, &card);
    if (rc == JX_E_FORMAT || rc == JX_E_VERSION) return JX_E_CORRUPT;
    if (rc != JX_OK) return rc;
    out->status = jx_card_judge(card, r->pack->pack, &v);
    out->form = jx_form_name(jx_card_form(card, &out->period));
    if (out->status == JX_OK) return take_verdict(r, &v, out);
    item_unjudged_adds(out->adds);
    return out->status == JX_E_NO_PACK ? JX_OK : out->status;
}

/* ---- from the document ---- */

static jx_status rescore_document(const struct rescoring *r, const struct store_scorable *d,
                                  struct store_rescored *out, bool *same_verdict)
{
    struct store_whole whole;
    struct store_item item = {.entry = {.position = d->position}};
    const struct jx_outcome *o = &item.outcome;
    jx_status rc = r->whole(r->own, d->position, r->scratch, &whole);
    if (rc != JX_OK) return rc;
    item.content = whole.content;
    rc = item_judge(&item, r->pack, r->keep, r->scratch);
    if (rc != JX_OK) return rc;
    out->form = whole.form;
    out->period = whole.period;
    out->status = o->status;
    out->has_computed = o->has_computed;
    out->computed = o->computed;
    out->grade = o->grade;
    out->light = o->light;
    out->classes = item.classes;
    out->class_count = item.class_count;
    memcpy(out->adds, item.adds, sizeof out->adds);
    if (!r->full) return JX_OK;
    *same_verdict = !o->judged || jx_hash_eq(&o->verdict, &whole.outcome.verdict);
    out->full = true;
    out->verdict = o->verdict;
    out->findings = item.findings;
    out->finding_count = item.finding_count;
    return JX_OK;
}

jx_status rescore(const struct rescoring *r, const struct store_scorable *d, bool *differs,
                  struct store_rescored *out)
{
    bool same_verdict = true;
    *out = (struct store_rescored){.position = d->position, .grade = JX_GRADE_NONE};
    const bool by_card = !r->full && d->card.len > 0;
    jx_status rc = by_card ? rescore_card(r, d, out) : rescore_document(r, d, out, &same_verdict);
    if (rc != JX_OK) return rc;
    if (!r->full) keep_findings(out->adds, &d->first);
    *differs = !same_verdict || !same_result(out, &d->first);
    return JX_OK;
}
