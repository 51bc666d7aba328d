/* One document as the county holds it. */
#include "answers.h"
#include "files.h"
#include "put.h"

#include "../cli/place.h"
#include "../difference.h"
#include "../history_print.h"
#include "../outbox.h"
#include "../related.h"

#include <stdio.h>

struct shown {
    struct jx_document_answer answer;
    struct jx_document document;
    struct jx_history history;
    struct jx_findings findings;
    struct jx_relation_list relations;
    struct jx_verdict verdict;
    bool judged;
    struct pack_held *pack;
};

static jx_status fetch(struct call *c, const struct jx_hash *id, struct shown *v)
{
    jx_status rc = ask_form(c->session, id, &v->answer, &v->document);
    if (rc == JX_OK) rc = ask_history(c->session, id, &v->history);
    if (rc == JX_OK) rc = ask_findings(c->session, id, &v->findings);
    if (rc == JX_OK) rc = related_ask_one(c->session, &v->answer.listed, &v->relations);
    return rc;
}

/* Under the rules by which it was judged. Without them the document is shown all the same. */
static jx_status judge(struct call *c, struct shown *v)
{
    const struct jx_outcome *o = &v->answer.listed.outcome;
    jx_status rc = packs_at(&c->console->packs, c->session, v->answer.listed.position,
                            o->judged ? &o->pack : NULL, &v->pack);
    if (rc == JX_OK) rc = jx_judge(&v->document, v->pack->pack, &c->arena, &v->verdict);
    v->judged = rc == JX_OK;
    return rc == JX_E_NO_PACK ? JX_OK : rc;
}

/* ---- what may be done ---- */

enum {
    CLERK = JX_ROLE_township | JX_ROLE_department | JX_ROLE_county,
    OFFICER = JX_ROLE_department | JX_ROLE_county,
    COUNTY = JX_ROLE_county,
};
#define IN(state) (1u << JX_STATE_##state)

/* What makes sense, for buttons; the county decides. */
static const struct {
    enum jx_act act;
    unsigned roles, states;
} possible[] = {
    {JX_ACT_APPROVE, OFFICER, IN(SCORED)},
    {JX_ACT_RETURN, OFFICER, IN(SCORED) | IN(APPROVED)},
    {JX_ACT_EXPLAIN, CLERK, IN(SCORED) | IN(RETURNED)},
    {JX_ACT_OVERRIDE, COUNTY, IN(SCORED)},
    {JX_ACT_WITHDRAW, CLERK, IN(SCORED) | IN(CONFLICT) | IN(RETURNED) | IN(LATE)},
    {JX_ACT_RESOLVE, CLERK, IN(CONFLICT)},
    {JX_ACT_MOVE, COUNTY, IN(SCORED) | IN(CONFLICT)},
    {JX_ACT_ADJUST, COUNTY, IN(APPROVED)},
    {JX_ACT_OWN_SCORE, COUNTY, IN(SCORED) | IN(CONFLICT) | IN(LATE) | IN(APPROVED)},
};

static bool makes_sense(const struct shown *v, enum jx_act act)
{
    bool target = v->document.form == JX_FORM_target;
    bool open = v->answer.listed.outcome.errors + v->answer.listed.outcome.explains > 0;
    if (act == JX_ACT_ADJUST) return target;
    if (act == JX_ACT_OWN_SCORE) return v->document.form == JX_FORM_self_evaluation;
    if (act == JX_ACT_EXPLAIN) return v->answer.listed.outcome.explains > 0;
    return act != JX_ACT_OVERRIDE || open;
}

static void put_may(struct call *c, const struct shown *v)
{
    uint32_t role = jx_role_of_name(jx_slice_of(c->desk->role));
    unsigned state = 1u << v->answer.listed.outcome.state;
    jx_json_key(&c->json, JX_LIT("may"));
    jx_json_array(&c->json);
    for (size_t i = 0; i < sizeof possible / sizeof possible[0]; i++)
        if ((possible[i].roles & role) && (possible[i].states & state) &&
            !v->answer.has_successor && makes_sense(v, possible[i].act))
            jx_json_text(&c->json, jx_slice_of(jx_act_name(possible[i].act)));
    jx_json_end_array(&c->json);
}

/* ---- receipts ---- */

/* One of this console, or none; one that does not prove what it says is none. */
static jx_status find_receipt(struct call *c, const struct jx_hash *id, struct jx_slice *bytes,
                              struct jx_receipt *r)
{
    jx_status rc = receipt_read(c->ctx.home, id, &c->arena, bytes);
    return rc == JX_OK ? session_verify(c->session, *bytes, id, r) : rc;
}

static void put_receipt(struct call *c, const struct jx_hash *id)
{
    struct jx_slice bytes;
    struct jx_receipt r;
    jx_json_key(&c->json, JX_LIT("receipt"));
    if (find_receipt(c, id, &bytes, &r) != JX_OK) {
        jx_json_null(&c->json);
        return;
    }
    jx_json_object(&c->json);
    jx_json_member_integer(&c->json, "position", (int64_t)r.entry.position);
    jx_json_member_integer(&c->json, "time_ms", r.entry.time_ms);
    put_hash(&c->json, "id", id);
    jx_json_end_object(&c->json);
}

static jx_status put_proof(struct call *c, const struct jx_hash *id, const struct jx_receipt *r)
{
    struct jx_json_writer *w = &c->json;
    struct jx_header h;
    char sender[2 * JX_KEY_BYTES + 1];
    jx_status rc = jx_header_decode(r->entry.header, &h);
    if (rc != JX_OK) return rc;
    jx_hex_print(jx_slice_at(r->entry.principal, JX_KEY_BYTES), sender);
    jx_json_object(w);
    put_hash(w, "id", id);
    jx_json_member_integer(w, "position", (int64_t)r->entry.position);
    jx_json_member_integer(w, "time_ms", r->entry.time_ms);
    jx_json_member_text(w, "form", h.form);
    jx_json_member_integer(w, "year", h.year);
    jx_json_member_text(w, "period", h.period);
    jx_json_member_text(w, "unit", h.unit);
    jx_json_member_text(w, "sender", jx_slice_of(sender));
    jx_json_member_text(w, "county", jx_slice_of(c->console->county.unit));
    jx_json_member_bool(w, "verified", true);
    jx_json_end_object(w);
    return JX_OK;
}

jx_status answer_receipt(struct call *c)
{
    struct jx_hash id;
    struct jx_slice bytes;
    struct jx_receipt r;
    jx_status rc = call_id(c, c->parts[1], &id);
    if (rc == JX_OK) rc = find_receipt(c, &id, &bytes, &r);
    if (rc != JX_OK) return rc;
    if (jx_ends_with(jx_slice_of(c->parts[1]), JX_LIT(".json"))) return put_proof(c, &id, &r);
    char hex[2 * JX_HASH_BYTES + 1], name[96];
    jx_hex_print(jx_hash_slice(&id), hex);
    snprintf(name, sizeof name, "%.16s.receipt", hex);
    call_file(c, "application/octet-stream", name, bytes);
    return JX_OK;
}

/* ---- the document ---- */

static void put_stored_findings(struct call *c, const struct jx_findings *f)
{
    static const char *const severities[] = {"error", "explain", "warning"};
    struct jx_json_writer *w = &c->json;
    jx_json_key(w, JX_LIT("findings"));
    jx_json_array(w);
    for (uint32_t i = 0; i < f->count; i++) {
        const struct jx_found *r = &f->rows[i];
        jx_json_object(w);
        jx_json_member_text(w, "rule", r->rule);
        jx_json_member_text(w, "place", r->place);
        jx_json_member_text(w, "severity",
                            jx_slice_of(severities[r->severity < 2 ? r->severity : 2]));
        jx_json_member_bool(w, "open", r->answered == 0);
        jx_json_member_integer(w, "answered", (int64_t)r->answered);
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
}

static jx_status put_shown(struct call *c, const struct jx_hash *id, const struct shown *v)
{
    struct jx_json_writer *w = &c->json;
    const struct verdict_of verdict = {.document = &v->document,
                                       .verdict = v->judged ? &v->verdict : NULL,
                                       .pack = v->pack,
                                       .stored = &v->findings};
    jx_json_object(w);
    put_listed(c, &v->answer.listed);
    put_id(w, "parent", v->answer.has_parent, &v->answer.parent);
    put_id(w, "successor", v->answer.has_successor, &v->answer.successor);
    jx_json_key(w, JX_LIT("document"));
    jx_json_document(w, &v->document);
    jx_status rc = put_sheets(c, &v->document);
    put_verdict(c, &verdict);
    put_versions(c, &v->history);
    put_stored_findings(c, &v->findings);
    related_put(c->session, &v->relations, id, w);
    put_receipt(c, id);
    put_may(c, v);
    jx_json_end_object(w);
    return rc;
}

jx_status answer_document(struct call *c)
{
    struct jx_hash id;
    struct shown v = {.judged = false};
    jx_status rc = call_id(c, c->parts[1], &id);
    if (rc == JX_OK) rc = fetch(c, &id, &v);
    if (rc == JX_OK) rc = judge(c, &v);
    if (rc == JX_OK) rc = put_shown(c, &id, &v);
    packs_release(&c->console->packs, &v.pack);
    return rc;
}

jx_status answer_document_file(struct call *c)
{
    struct jx_hash id;
    struct jx_document_answer answer;
    struct jx_document d;
    char hex[2 * JX_HASH_BYTES + 1], name[96];
    jx_status rc = call_id(c, c->parts[1], &id);
    if (rc == JX_OK) rc = ask_form(c->session, &id, &answer, &d);
    if (rc != JX_OK) return rc;
    jx_hex_print(jx_hash_slice(&id), hex);
    bool csv = jx_ends_with(jx_slice_of(c->parts[1]), JX_LIT(".csv"));
    snprintf(name, sizeof name, "%.16s.%s", hex, csv ? "csv" : "xlsx");
    return csv ? file_answer_csv(c, &d, name) : file_answer_xlsx(c, &d, name);
}

/* ---- differences ---- */

jx_status answer_difference(struct call *c)
{
    struct jx_json_writer *w = &c->json;
    struct jx_hash ids[2];
    struct jx_document_answer answers[2];
    struct jx_submission subs[2];
    struct difference *first = NULL;
    jx_status rc = call_id(c, c->parts[1], &ids[0]);
    if (rc == JX_OK) rc = call_id(c, c->parts[3], &ids[1]);
    for (unsigned i = 0; rc == JX_OK && i < 2; i++)
        rc = ask_content(c->session, &ids[i], &answers[i], &subs[i]);
    if (rc == JX_OK) rc = differences_find(subs[0].document, subs[1].document, &c->arena, &first);
    if (rc != JX_OK) return rc;
    enum jx_form form = jx_form_of_name(answers[1].listed.form);
    jx_json_object(w);
    put_hash(w, "before", &ids[0]);
    put_hash(w, "after", &ids[1]);
    jx_json_key(w, JX_LIT("differences"));
    jx_json_array(w);
    for (const struct difference *x = first; x; x = x->next) {
        char words[PLACE_BYTES];
        place_in_words(form, x->place.ptr, c->ctx.lang, words);
        jx_json_object(w);
        jx_json_member_text(w, "path", x->place);
        jx_json_member_text(w, "place", jx_slice_of(words));
        jx_json_member_text(w, "before", x->before);
        jx_json_member_text(w, "after", x->after);
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
    jx_json_end_object(w);
    return JX_OK;
}
