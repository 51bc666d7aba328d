/* Scoring again: from the card alone, and only where the result differs a look at the first one; in
 * full from the document, and against everything that was found first. */
#include "rescore.h"

static bool same_classes(const struct store_detail *a, uint32_t a_count,
                         const struct store_detail *b, uint32_t b_count)
{
    bool same = a_count == b_count;
    for (uint32_t i = 0; same && i < a_count; i++)
        same = jx_slice_eq(a[i].name, b[i].name) &&
               memcmp(a[i].sums, b[i].sums, sizeof a[i].sums) == 0;
    return same;
}

static jx_status take_place(const struct rescoring *r, struct jx_slice form, struct jx_slice period,
                            struct store_rescored *out)
{
    out->form = jx_arena_copy(r->keep, form);
    out->period = jx_arena_copy(r->keep, period);
    bool taken = !jx_is_absent(out->form) && !jx_is_absent(out->period);
    return taken ? JX_OK : jx_arena_failure(r->keep);
}

/* ---- scores only ---- */

/* Findings stay as they were counted first. */
static void keep_counts(int64_t adds[JX_STORE_ADDS], const int64_t first[JX_STORE_ADDS])
{
    struct jx_additive now, was;
    memcpy(&now, adds, sizeof now);
    memcpy(&was, first, sizeof was);
    now.errors = was.errors;
    now.explains = was.explains;
    now.warnings = was.warnings;
    memcpy(adds, &now, sizeof now);
}

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

static jx_status rescore_card(const struct rescoring *r, uint64_t position,
                              const struct item_print *print, struct jx_slice bytes, bool *differs,
                              struct store_rescored *out)
{
    const struct jx_card *card;
    struct jx_verdict v;
    struct jx_slice period;
    jx_status rc = jx_card_from(bytes, r->scratch, &card);
    if (rc == JX_E_FORMAT || rc == JX_E_VERSION) return JX_E_CORRUPT;
    if (rc == JX_OK) rc = jx_card_judge(card, r->pack->pack, &v);
    if (rc != JX_OK && rc != JX_E_NO_PACK) return rc;
    struct item_print now = item_print_of(rc == JX_OK ? &v : NULL);
    *differs = memcmp(&now, print, sizeof now) != 0;
    if (!*differs) return JX_OK;
    *out = (struct store_rescored){.position = position, .status = rc, .grade = JX_GRADE_NONE};
    if (rc == JX_OK)
        rc = take_verdict(r, &v, out);
    else
        item_unjudged_adds(out->adds);
    if (out->status != JX_OK) rc = JX_OK;
    enum jx_form form = jx_card_form(card, &period);
    return rc == JX_OK ? take_place(r, jx_form_name(form), period, out) : rc;
}

/* ---- from the document ---- */

static bool same_result(const struct store_item *now, const struct store_first *first, bool full)
{
    const struct jx_outcome *a = &now->outcome, *b = &first->outcome;
    if (a->judged != b->judged || a->has_computed != b->has_computed || a->grade != b->grade)
        return false;
    if (a->has_computed && a->computed.micro != b->computed.micro) return false;
    if (full && a->judged && !jx_hash_eq(&a->verdict, &b->verdict)) return false;
    return memcmp(now->adds, first->adds, sizeof now->adds) == 0 &&
           same_classes(now->classes, now->class_count, first->classes, first->class_count);
}

static jx_status rescore_document(const struct rescoring *r, uint64_t position, bool *differs,
                                  struct store_rescored *out)
{
    struct store_first first;
    struct store_item item = {.entry = {.position = position}};
    jx_status rc = r->first(r->own, position, r->scratch, &first);
    if (rc != JX_OK) return rc;
    item.content = first.content;
    rc = item_judge(&item, r->pack, r->keep, r->scratch);
    if (rc != JX_OK) return rc;
    if (!r->full) keep_counts(item.adds, first.adds);
    *differs = !same_result(&item, &first, r->full);
    *out = (struct store_rescored){.position = position,
                                   .status = item.outcome.status,
                                   .has_computed = item.outcome.has_computed,
                                   .computed = item.outcome.computed,
                                   .grade = item.outcome.grade,
                                   .light = item.outcome.light,
                                   .full = r->full,
                                   .verdict = item.outcome.verdict,
                                   .classes = item.classes,
                                   .class_count = item.class_count};
    memcpy(out->adds, item.adds, sizeof out->adds);
    rc = take_place(r, first.form, first.period, out);
    if (!r->full) return rc;
    out->findings = item.findings;
    out->finding_count = item.finding_count;
    return rc;
}

jx_status rescore(const struct rescoring *r, uint64_t position, struct jx_slice kept, bool *differs,
                  struct store_rescored *out)
{
    struct item_print print;
    struct jx_slice card;
    *differs = false;
    if (r->full || !item_card_read(kept, &print, &card))
        return rescore_document(r, position, differs, out);
    return rescore_card(r, position, &print, card, differs, out);
}
