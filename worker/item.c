/* Judging one record. */
#include "item.h"

#include "../proto/base/text.h"
#include "../proto/wire/codec.h"
#include "../proto/wire/tuple.h"

#include <assert.h>
#include <stddef.h>
#include <stdio.h>

static_assert(sizeof(struct jx_additive) <= JX_STORE_ADDS * sizeof(int64_t),
              "the store has room for everything a document adds");

struct jx_hash item_pack_hash(struct jx_slice encoded_files)
{
    return jx_hash_bytes(encoded_files);
}

static jx_status parse_files(struct jx_slice encoded, struct item_pack *out,
                             struct jx_pack_trouble *t)
{
    struct jx_arena a;
    struct jx_pack_file *files = NULL;
    uint32_t count = 0;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    jx_status rc = jx_pack_decode(encoded, &a, &files, &count);
    if (rc == JX_OK) rc = jx_pack_parse(files, count, &out->pack, t);
    if (rc == JX_OK) out->hash = item_pack_hash(encoded);
    jx_arena_clear(&a);
    return rc;
}

jx_status item_pack_parse(struct jx_slice content, struct item_pack *out, struct jx_pack_trouble *t)
{
    struct jx_pack_act act;
    *out = (struct item_pack){.pack = NULL};
    jx_status rc = jx_pack_act_decode(content, &act);
    return rc == JX_OK ? parse_files(act.pack, out, t) : rc;
}

jx_status item_run_parse(struct jx_slice content, uint64_t position, struct item_pack *out,
                         struct jx_pack_trouble *t)
{
    struct jx_run_act act;
    *out = (struct item_pack){.run = position};
    jx_status rc = jx_run_act_decode(content, &act);
    return rc == JX_OK ? parse_files(act.pack, out, t) : rc;
}

/* What the submission itself says about a finding, without the text. */
struct explanation {
    struct jx_slice rule, place; /* borrow from the submission */
};

/* A submission on its way through the checks. */
struct work {
    struct store_item *item;
    bool again; /* it was taken before: its form was proved, and its card is kept */
    struct jx_submission sub;
    struct jx_document doc;
    struct jx_trouble trouble;
    struct explanation *explanations;
    uint32_t explanation_count;
    struct jx_arena *keep, *scratch;
};

static jx_status reject(struct work *w, jx_status why, const char *where)
{
    w->trouble.status = why;
    w->trouble.limit = 0;
    size_t n = strlen(where);
    memcpy(w->trouble.where, where, n + 1);
    return why;
}

static bool is_in_order(const struct explanation *a, const struct explanation *b)
{
    int c = jx_slice_cmp(a->rule, b->rule);
    return c < 0 || (c == 0 && jx_slice_cmp(a->place, b->place) < 0);
}

static jx_status check_words(struct jx_slice rule, struct jx_slice place, struct jx_slice text)
{
    jx_status rc = jx_text_check(rule);
    if (rc == JX_OK) rc = jx_text_check(place);
    return rc == JX_OK ? jx_text_check(text) : rc;
}

static jx_status read_explanation(struct jx_mp node, struct explanation *out)
{
    struct jx_slice text = JX_LIT("");
    struct jx_tuple t = jx_tuple_over(node, 3);
    *out = (struct explanation){JX_LIT(""), JX_LIT("")};
    jx_tuple_text(&t, JX_WORD_MAX, &out->rule);
    jx_tuple_text(&t, JX_WHERE_BYTES, &out->place);
    jx_tuple_text(&t, JX_PROSE_MAX, &text);
    return t.status == JX_OK ? check_words(out->rule, out->place, text) : t.status;
}

/* [[rule, place, text], ...], ordered and each once, so that equal explanations have equal bytes.
 */
static jx_status read_explanations(struct work *w)
{
    struct jx_mp_tree tree;
    jx_status rc = jx_mp_parse(w->sub.explanations, &tree);
    bool is_list = rc == JX_OK && jx_mp_kind(tree.root) == JX_MP_ARRAY;
    if (rc == JX_OK && !is_list) rc = JX_E_FORMAT;
    uint32_t count = is_list ? jx_mp_count(tree.root) : 0;
    if (count > JX_EXPLANATIONS_MAX) rc = JX_E_ROWS;
    if (rc == JX_OK) w->explanations = jx_arena_array(w->scratch, count, sizeof *w->explanations);
    if (rc == JX_OK && !w->explanations) rc = jx_arena_failure(w->scratch);
    for (uint32_t i = 0; rc == JX_OK && i < count; i++) {
        struct explanation *e = &w->explanations[i];
        rc = read_explanation(jx_mp_at(tree.root, i), e);
        if (rc == JX_OK && i > 0 && !is_in_order(e - 1, e)) rc = JX_E_NOT_CANONICAL;
    }
    jx_mp_clear(&tree);
    w->explanation_count = rc == JX_OK ? count : 0;
    return rc;
}

/* The content in other bytes than its own encoding would be the same submission under another id.
 */
static jx_status check_canonical(struct work *w)
{
    struct jx_buffer again;
    jx_buffer_init(&again, JX_CONTENT_BYTES_MAX);
    jx_status rc = jx_submission_encode(&w->sub, &again);
    if (rc == JX_OK && !jx_slice_eq(jx_buffer_slice(&again), w->item->content))
        rc = JX_E_NOT_CANONICAL;
    jx_buffer_clear(&again);
    return rc;
}

static jx_status decode_submission(struct work *w)
{
    jx_status rc = jx_submission_decode(w->item->content, &w->sub);
    if (rc != JX_OK) return reject(w, rc, "");
    w->item->has_parent = w->sub.has_parent;
    w->item->parent = w->sub.parent;
    rc = check_canonical(w);
    if (rc != JX_OK) return reject(w, rc, "");
    rc = read_explanations(w);
    if (rc != JX_OK) return reject(w, rc, "/explanations");
    return jx_document_decode_canonical(w->sub.document, w->scratch, &w->doc, &w->trouble);
}

static jx_status check_header(struct work *w)
{
    const struct jx_header *h = &w->item->header;
    if (!jx_slice_eq(h->form, jx_form_name(w->doc.form))) return reject(w, JX_E_HEADER, "/form");
    if (w->doc.year == 0) return reject(w, JX_E_YEAR_MISSING, "/year");
    if (h->year != (uint32_t)w->doc.year) return reject(w, JX_E_HEADER, "/year");
    if (!jx_slice_eq(h->period, jx_document_period(&w->doc)))
        return reject(w, JX_E_HEADER, "/period");
    if (!jx_slice_eq(h->unit, w->sub.unit)) return reject(w, JX_E_HEADER, "/unit");
    const struct jx_party *unit = w->doc.unit;
    if (unit && !jx_is_blank(unit->code) && !jx_slice_eq(unit->code, h->unit))
        return reject(w, JX_E_UNIT, "/unit/code");
    return JX_OK;
}

/* What tells it apart from the unit's other documents of this form, year and period. A long name is
 * told by its hash. */
static jx_status make_project(struct work *w)
{
    struct jx_slice project;
    char hex[2 * JX_HASH_BYTES + 1];
    jx_status rc = jx_project_key(&w->doc, w->scratch, &project);
    if (rc != JX_OK) return reject(w, rc, "/project");
    if (project.len > JX_PROJECT_KEY_MAX) {
        struct jx_hash h = jx_hash_bytes(project);
        jx_hex_print(jx_hash_slice(&h), hex);
        project = jx_slice_of(hex);
    }
    w->item->project = jx_arena_copy(w->keep, project);
    return jx_is_absent(w->item->project) ? jx_arena_failure(w->keep) : JX_OK;
}

static struct jx_slice name_of(const struct jx_party *p, struct jx_arena *a)
{
    return p && p->name.len > 0 ? jx_arena_copy(a, p->name) : JX_LIT("");
}

static jx_status keep_names(struct work *w)
{
    w->item->unit_name = name_of(w->doc.unit, w->keep);
    w->item->project_name = name_of(w->doc.project, w->keep);
    jx_status rc = jx_match_key(w->item->project_name, w->keep, &w->item->project_match);
    if (rc == JX_OK) rc = jx_match_key(w->item->unit_name, w->keep, &w->item->unit_match);
    if (rc != JX_OK) return rc;
    bool kept = !jx_is_absent(w->item->unit_name) && !jx_is_absent(w->item->project_name);
    return kept ? JX_OK : w->keep->status;
}

/* A document that the pack has no profile for counts as received and is not scored. */
static void unscored(struct store_item *item, jx_status why)
{
    item->outcome.status = why;
    item->outcome.grade = JX_GRADE_NONE;
    item_unjudged_adds(item->adds);
}

void item_unjudged_adds(int64_t to[JX_STORE_ADDS])
{
    struct jx_additive adds = {.documents = 1, .not_computed = 1};
    memset(to, 0, JX_STORE_ADDS * sizeof *to);
    memcpy(to, &adds, sizeof adds);
}

#define STANDS_AT(sum, place)                                                                      \
    static_assert(offsetof(struct jx_additive, sum) == (place) * sizeof(int64_t),                  \
                  "the store knows where the sums of scores stand")
STANDS_AT(not_computed, STORE_ADDS_NOT_COMPUTED);
STANDS_AT(grade_excellent, STORE_ADDS_GRADES + JX_GRADE_EXCELLENT);
STANDS_AT(grade_poor, STORE_ADDS_GRADES + JX_GRADE_POOR);
STANDS_AT(annual_budget, STORE_ADDS_BUDGET);
STANDS_AT(computed_score, STORE_ADDS_SCORE);
STANDS_AT(errors, STORE_ADDS_FINDINGS + JX_SEVERITY_ERROR);
STANDS_AT(explains, STORE_ADDS_FINDINGS + JX_SEVERITY_EXPLAIN);
STANDS_AT(warnings, STORE_ADDS_FINDINGS + JX_SEVERITY_WARNING);
STANDS_AT(score_by_money, STORE_ADDS_SCORE_BY_MONEY);
STANDS_AT(money_of_scores, STORE_ADDS_MONEY_OF_SCORES);
static_assert((int)STORE_GRADES == (int)JX_GRADE_COUNT, "and how many grades there are");

static_assert((int)STORE_ERROR == (int)JX_SEVERITY_ERROR &&
                  (int)STORE_EXPLAIN == (int)JX_SEVERITY_EXPLAIN &&
                  (int)STORE_WARNING == (int)JX_SEVERITY_WARNING,
              "the store counts what the rules find");

/* Whether the submission itself explains the finding. */
static bool is_explained(const struct work *w, const struct jx_finding *f)
{
    if (f->severity != JX_SEVERITY_EXPLAIN) return false;
    for (uint32_t i = 0; i < w->explanation_count; i++)
        if (jx_slice_eq(w->explanations[i].rule, f->rule) &&
            jx_slice_eq(w->explanations[i].place, jx_slice_of(f->where)))
            return true;
    return false;
}

static void count_finding(const struct store_finding *f, struct jx_outcome *o)
{
    if (f->answered) return;
    o->errors += f->severity == STORE_ERROR;
    o->explains += f->severity == STORE_EXPLAIN;
    o->warnings += f->severity == STORE_WARNING;
}

/* Those that ask for something, for the store to keep; the outcome counts the open ones. */
static jx_status keep_findings(struct work *w, const struct jx_verdict *v)
{
    struct store_item *item = w->item;
    item->findings = jx_arena_array(w->keep, v->finding_count, sizeof *item->findings);
    if (!item->findings) return jx_arena_failure(w->keep);
    for (uint32_t i = 0; i < v->finding_count; i++) {
        const struct jx_finding *from = &v->findings[i];
        if (from->severity > JX_SEVERITY_WARNING) continue;
        struct store_finding *to = &item->findings[item->finding_count++];
        bool explained = is_explained(w, from);
        *to = (struct store_finding){.rule = jx_arena_copy(w->keep, from->rule),
                                     .place = jx_arena_copy(w->keep, jx_slice_of(from->where)),
                                     .severity = (uint8_t)from->severity,
                                     .answered = explained ? item->entry.position : 0};
        if (jx_is_absent(to->rule) || jx_is_absent(to->place)) return jx_arena_failure(w->keep);
        count_finding(to, &item->outcome);
    }
    return JX_OK;
}

static_assert(sizeof(struct jx_class_sums) <= STORE_DETAIL_SUMS * sizeof(int64_t),
              "the store has room for what a class comes to");

static_assert((int)JX_CLASS_NAME_MAX <= (int)STORE_DETAIL_NAME_MAX, "the store holds every name");

jx_status item_classes(const struct jx_verdict *v, struct jx_arena *a, struct store_detail **out,
                       uint32_t *count)
{
    *count = 0;
    *out = jx_arena_array(a, v->class_count, sizeof **out);
    if (!*out) return jx_arena_failure(a);
    for (uint32_t i = 0; i < v->class_count; i++) {
        struct store_detail *to = &(*out)[(*count)++];
        *to = (struct store_detail){.kind = STORE_DETAIL_CLASS,
                                    .name = jx_arena_copy(a, v->classes[i].name)};
        if (jx_is_absent(to->name)) return jx_arena_failure(a);
        memcpy(to->sums, &v->classes[i].sums, sizeof v->classes[i].sums);
    }
    return JX_OK;
}

/* ---- cards ---- */

static jx_status keep_card(struct work *w, const struct jx_card *card)
{
    struct jx_slice bytes = JX_LIT("");
    if (w->again) return JX_OK;
    jx_status rc = jx_card_encode(card, w->scratch, &bytes);
    if (rc != JX_OK) return rc;
    w->item->card = jx_arena_copy(w->keep, bytes);
    return jx_is_absent(w->item->card) ? jx_arena_failure(w->keep) : JX_OK;
}

/* ---- judging ---- */

static jx_status keep_verdict(struct work *w, const struct jx_verdict *v,
                              const struct item_pack *pack)
{
    struct jx_outcome *o = &w->item->outcome;
    struct jx_slice bytes = JX_ABSENT;
    jx_status rc = jx_verdict_bytes(v, w->scratch, &bytes);
    if (rc != JX_OK) return rc;
    o->has_claimed = v->claimed.known;
    o->claimed = v->claimed.value;
    o->has_computed = v->computed.known;
    o->computed = v->computed.value;
    o->grade = (uint8_t)v->grade;
    o->light = (uint8_t)v->light;
    o->judged = true;
    o->verdict = jx_hash_bytes(bytes);
    o->pack = pack->hash;
    memcpy(w->item->adds, &v->adds, sizeof v->adds);
    rc = item_classes(v, w->keep, &w->item->classes, &w->item->class_count);
    return rc == JX_OK ? keep_findings(w, v) : rc;
}

static jx_status judge(struct work *w, const struct item_pack *pack)
{
    struct jx_verdict v;
    const struct jx_card *card;
    w->item->outcome.state = JX_STATE_SCORED;
    w->item->judged_by = pack->run;
    jx_status rc = jx_card_of(&w->doc, w->scratch, &card);
    if (rc == JX_OK)
        rc = pack->pack ? jx_judge_card(&w->doc, card, pack->pack, w->scratch, &v) : JX_E_NO_PACK;
    if (rc == JX_E_TOO_LARGE || rc == JX_E_NO_PACK) {
        /* Tried again for ever, one document that needs more than the arena would hold up the
         * county. */
        unscored(w->item, rc);
        if (rc == JX_E_TOO_LARGE) return JX_OK;
        return keep_card(w, card);
    }
    if (rc == JX_OK) rc = keep_card(w, card);
    return rc == JX_OK ? keep_verdict(w, &v, pack) : rc;
}

jx_status item_judge(struct store_item *item, const struct item_pack *pack, struct jx_arena *keep,
                     struct jx_arena *scratch)
{
    struct work w = {.item = item, .again = true, .keep = keep, .scratch = scratch};
    jx_status rc = jx_submission_decode(item->content, &w.sub);
    if (rc == JX_OK) rc = read_explanations(&w);
    if (rc == JX_OK) rc = jx_document_decode(w.sub.document, scratch, &w.doc, &w.trouble);
    return rc == JX_OK ? judge(&w, pack) : rc;
}

static void make_rejected(struct store_item *item, const struct jx_trouble *t)
{
    item->outcome = (struct jx_outcome){
        .state = JX_STATE_REJECTED, .status = t->status, .limit = t->limit, .grade = JX_GRADE_NONE};
    memcpy(item->outcome.where, t->where, sizeof t->where);
}

/* What the machine lacks is no fault of the document: it must not be rejected for it. */
static bool is_ours(jx_status rc)
{
    return rc == JX_E_NO_MEMORY || rc == JX_E_INTERNAL;
}

static jx_status make_submission(struct store_item *item, const struct item_pack *pack,
                                 struct jx_arena *keep, struct jx_arena *scratch)
{
    struct work w = {.item = item, .keep = keep, .scratch = scratch};
    jx_status rc = decode_submission(&w);
    if (rc == JX_OK) rc = check_header(&w);
    if (rc == JX_OK) rc = make_project(&w);
    if (rc != JX_OK && !is_ours(rc)) {
        make_rejected(item, &w.trouble);
        return JX_OK;
    }
    if (rc == JX_OK) rc = keep_names(&w);
    return rc == JX_OK ? judge(&w, pack) : rc;
}

static const struct item_pack *pack_of_year(const struct item_packs *packs, uint32_t year)
{
    for (uint32_t i = 0; i < packs->count; i++)
        if (packs->years[i].year == year) return packs->years[i].pack;
    return packs->in_force;
}

/* A figure that prints as it counts, of the hundred points that grades are of. */
static jx_status read_score(struct jx_slice text, jx_dec *out)
{
    enum { PLACES = 2 };
    static const jx_dec most = {100 * JX_DEC_ONE};
    unsigned places = 0;
    jx_status rc = jx_dec_parse(text, out, &places);
    if (rc != JX_OK) return JX_E_FIELD_VALUE;
    bool right = places <= PLACES && out->micro >= 0 && jx_dec_cmp(*out, most) <= 0;
    return right ? JX_OK : JX_E_FIELD_VALUE;
}

/* Why there can be none is the store's to say, when the year's rules are certain. */
static jx_status read_own_score(struct store_item *item, const struct item_pack *pack)
{
    struct store_own_score *own = &item->own_score;
    const struct jx_slice text = item->decision.arguments[0];
    const enum jx_form form = jx_form_of_name(item->header.form);
    *own = (struct store_own_score){.given = text.len > 0, .grade = JX_GRADE_NONE};
    item->judged_by = pack->run;
    if (!own->given) return JX_OK;
    jx_status rc = read_score(text, &own->score);
    if (rc != JX_OK) return rc;
    if (form != JX_FORM_self_evaluation)
        own->why = JX_E_FIELD_UNKNOWN;
    else if (pack->pack)
        own->grade = (uint8_t)jx_pack_grade(pack->pack, form, (int32_t)item->header.year,
                                            own->score);
    if (own->why == JX_OK && own->grade == JX_GRADE_NONE) own->why = JX_E_NO_PACK;
    return JX_OK;
}

static jx_status make_decision(struct store_item *item, const struct item_packs *packs,
                               struct jx_arena *keep)
{
    jx_status rc = jx_decision_decode(item->entry.kind, item->content, keep, &item->decision);
    if (rc == JX_OK && item->entry.kind == JX_ACT_OWN_SCORE)
        rc = read_own_score(item, pack_of_year(packs, item->header.year));
    if (rc == JX_OK || is_ours(rc)) return rc;
    item->outcome = (struct jx_outcome){.state = JX_STATE_REJECTED, .status = rc};
    return JX_OK;
}

static jx_status make_master(struct store_item *item, struct jx_arena *keep)
{
    jx_status rc = jx_master_decode(item->content, keep, &item->master);
    if (rc == JX_OK && item->master.year != item->header.year) rc = JX_E_HEADER;
    if (rc == JX_OK || is_ours(rc)) return rc;
    item->outcome = (struct jx_outcome){.state = JX_STATE_REJECTED, .status = rc};
    return JX_OK;
}

/* What cannot be scored by is refused when the run is to begin. */
static jx_status make_run(struct store_item *item)
{
    struct jx_pack_trouble t = {.line = 0};
    struct item_pack pack = {.pack = NULL};
    jx_status rc = jx_run_act_decode(item->content, &item->run);
    if (rc == JX_OK) rc = item_run_parse(item->content, item->entry.position, &pack, &t);
    item->run_pack = pack.hash;
    jx_pack_free(&pack.pack);
    if (rc == JX_OK || is_ours(rc)) return rc;
    item->outcome = (struct jx_outcome){
        .state = JX_STATE_REJECTED, .status = rc, .grade = JX_GRADE_NONE};
    if (t.line)
        snprintf(item->outcome.where, sizeof item->outcome.where, "%s:%u:%u", t.file, t.line,
                 t.column);
    return JX_OK;
}

jx_status item_make(struct jx_slice record, const struct item_pack *pack, struct jx_arena *keep,
                    struct jx_arena *scratch, struct store_item *out)
{
    const struct item_packs packs = {.in_force = pack};
    return item_make_by_year(record, &packs, keep, scratch, out);
}

jx_status item_make_by_year(struct jx_slice record, const struct item_packs *packs,
                            struct jx_arena *keep, struct jx_arena *scratch, struct store_item *out)
{
    struct jx_record r;
    *out = (struct store_item){.unit_name = JX_LIT(""), .project_name = JX_LIT("")};
    jx_status rc = jx_record_decode(record, &r);
    if (rc == JX_OK) rc = jx_header_decode(r.entry.header, &out->header);
    if (rc != JX_OK) return rc == JX_E_NO_MEMORY ? rc : JX_E_CORRUPT;
    out->entry = r.entry;
    out->content = r.content;
    if (r.entry.kind == JX_ACT_SUBMISSION)
        return make_submission(out, pack_of_year(packs, out->header.year), keep, scratch);
    if (r.entry.kind == JX_ACT_RUN) return make_run(out);
    if (r.entry.kind == JX_ACT_MASTER) return make_master(out, keep);
    return jx_is_decision(r.entry.kind) ? make_decision(out, packs, keep) : JX_OK;
}
