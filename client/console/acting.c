/* Decisions: return, approve, explain ... each an act of its own, with its receipt and its outcome.
 */
#include "answers.h"
#include "put.h"
#include "sender.h"

#include "../acts.h"
#include "../outcome_print.h"

#include "../../proto/base/text.h"

#include <stdio.h>

enum { TARGETS_MAX = 200, OUTCOME_MS = 15000 };

struct acting {
    struct call *call;
    enum jx_act kind;
    unsigned needs;
    struct body *body;
    struct jx_decision decision; /* without its target */
    struct jx_remark remarks[JX_REMARKS_MAX];
    struct act_target *targets;
    struct jx_hash *documents;
    uint32_t count;
    bool single;
};

/* How a year's approvals go is not decided here. */
static jx_status find_kind(struct acting *x, const char *name)
{
    const struct act_kind *kind = act_kind(name);
    if (!kind || kind->needs & ACT_ORDER) return call_wrong(x->call, JX_E_NOT_FOUND, "act");
    x->kind = kind->kind;
    x->needs = kind->needs;
    return JX_OK;
}

/* ---- what is said ---- */

static struct jx_slice or_empty(struct jx_slice s)
{
    return jx_is_absent(s) ? JX_LIT("") : s;
}

static jx_status read_remarks(struct acting *x)
{
    size_t count = body_count(x->body, "remarks");
    if (count > JX_REMARKS_MAX) return call_wrong(x->call, JX_E_ROWS, "remarks");
    if (count == 0 && (x->needs & ACT_REMARKS))
        return call_wrong(x->call, JX_E_FIELD_MISSING, "remarks");
    for (size_t i = 0; i < count; i++) {
        struct jx_remark *r = &x->remarks[i];
        *r = (struct jx_remark){
            .rule = or_empty(body_element_text(x->body, "remarks", i, "rule")),
            .place = or_empty(body_element_text(x->body, "remarks", i, "place")),
            .text = or_empty(body_element_text(x->body, "remarks", i, "text"))};
        if (jx_is_blank(r->text)) return call_wrong(x->call, JX_E_FIELD_MISSING, "remarks/text");
        if (r->rule.len == 0 && (x->needs & ACT_RULES))
            return call_wrong(x->call, JX_E_FIELD_MISSING, "remarks/rule");
    }
    x->decision.remarks = x->remarks;
    x->decision.remark_count = (uint32_t)count;
    return JX_OK;
}

/* As the worker tells projects apart. */
static jx_status read_project(struct acting *x, struct jx_slice *out)
{
    struct jx_slice name = or_empty(body_text(x->body, "project"));
    jx_status rc = name.len ? jx_name_key(name, &x->call->arena, out) : JX_OK;
    if (name.len == 0) *out = JX_LIT("");
    return rc == JX_OK && out->len > JX_PROJECT_KEY_MAX
               ? call_wrong(x->call, JX_E_TEXT_LONG, "project")
               : rc;
}

/* null, which has to be said, takes back what was set. */
static jx_status read_score(struct acting *x)
{
    struct jx_slice score = or_empty(body_text(x->body, "score"));
    if (score.len == 0 && !body_is_null(x->body, "score"))
        return call_wrong(x->call, JX_E_FIELD_MISSING, "score");
    x->decision.arguments[0] = score;
    x->decision.argument_count = 1;
    return JX_OK;
}

static jx_status read_arguments(struct acting *x)
{
    struct jx_decision *d = &x->decision;
    if (x->needs & ACT_SCORE) return read_score(x);
    const char *name = x->needs & ACT_AS ? "as" : "unit";
    if (!(x->needs & (ACT_AS | ACT_UNIT))) return JX_OK;
    d->arguments[0] = or_empty(body_text(x->body, name));
    bool another = jx_slice_eq(d->arguments[0], JX_LIT("another"));
    bool right = x->needs & ACT_AS ? another || jx_slice_eq(d->arguments[0], JX_LIT("correction"))
                                   : d->arguments[0].len > 0;
    if (!right) return call_wrong(x->call, JX_E_FIELD_VALUE, name);
    jx_status rc = read_project(x, &d->arguments[1]);
    if (rc == JX_OK && another && d->arguments[1].len == 0)
        return call_wrong(x->call, JX_E_FIELD_MISSING, "project");
    d->argument_count = (x->needs & ACT_AS) && !another ? 1 : 2;
    return rc;
}

static jx_status read_said(struct acting *x)
{
    x->decision = (struct jx_decision){.reason = or_empty(body_text(x->body, "reason"))};
    if ((x->needs & ACT_REASON) && jx_is_blank(x->decision.reason))
        return call_wrong(x->call, JX_E_FIELD_MISSING, "reason");
    if (x->decision.reason.len > JX_REASON_MAX)
        return call_wrong(x->call, JX_E_TEXT_LONG, "reason");
    jx_status rc = read_remarks(x);
    return rc == JX_OK ? read_arguments(x) : rc;
}

/* ---- what it is about ---- */

static jx_status add_document(struct acting *x, struct jx_slice text)
{
    struct jx_hash id;
    struct jx_document_answer a;
    char digits[2 * JX_HASH_BYTES + 1];
    if (jx_is_absent(text) || text.len >= sizeof digits)
        return call_wrong(x->call, JX_E_FIELD_VALUE, "id");
    memcpy(digits, text.ptr, text.len);
    digits[text.len] = '\0';
    jx_status rc = call_id(x->call, digits, &id);
    if (rc == JX_OK) rc = ask_document(x->call->session, &id, &a);
    if (rc != JX_OK) return rc;
    x->documents[x->count] = id;
    x->targets[x->count++] = (struct act_target){.is_document = true,
                                                 .id = id,
                                                 .unit = a.listed.unit,
                                                 .form = a.listed.form,
                                                 .period = a.listed.period,
                                                 .year = (uint32_t)a.listed.year};
    return JX_OK;
}

static jx_status add_year(struct acting *x)
{
    int64_t year;
    if (!body_number(x->body, "year", &year) || year < JX_YEAR_FIRST || year > JX_YEAR_LAST)
        return call_wrong(x->call, JX_E_FIELD_VALUE, "year");
    x->targets[x->count++] = (struct act_target){
        .unit = jx_slice_of(x->call->session->identity.unit),
        .form = JX_LIT(""),
        .period = JX_LIT(""),
        .year = (uint32_t)year};
    return JX_OK;
}

static jx_status read_targets(struct acting *x)
{
    size_t count = body_count(x->body, "ids");
    x->single = count == 0;
    if (count > TARGETS_MAX) return call_wrong(x->call, JX_E_ROWS, "ids");
    x->targets = jx_arena_array(&x->call->arena, count + 1, sizeof *x->targets);
    x->documents = jx_arena_array(&x->call->arena, count + 1, sizeof *x->documents);
    if (!x->targets || !x->documents) return jx_arena_failure(&x->call->arena);
    if (x->needs & ACT_YEAR) return add_year(x);
    if (x->single) return add_document(x, body_text(x->body, "id"));
    jx_status rc = JX_OK;
    for (size_t i = 0; rc == JX_OK && i < count; i++)
        rc = add_document(x, body_element_text(x->body, "ids", i, NULL));
    return rc;
}

/* ---- sending ---- */

static jx_status make_acts(struct acting *x, struct outbox_act *acts)
{
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < x->count; i++) {
        struct jx_decision d = x->decision;
        acts[i].label = jx_slice_of(jx_act_name(x->kind));
        acts[i].project = JX_LIT("");
        rc = act_of_decision(x->kind, &x->targets[i], &d, &x->call->arena, &acts[i]);
    }
    return rc;
}

static void put_result(struct acting *x, const struct sent_act *d, uint32_t i,
                       const struct jx_outcome *o)
{
    struct call *c = x->call;
    struct jx_json_writer *w = &c->json;
    bool failed = o && decision_failed(o);
    jx_status why = !d->taken ? d->status : failed ? o->status : JX_OK;
    jx_json_object(w);
    put_hash(w, "id", &d->act->id);
    if (x->targets[i].is_document)
        put_hash(w, "document", &x->documents[i]);
    else
        jx_json_member_text(w, "document", JX_ABSENT);
    jx_json_member_bool(w, "taken", d->taken);
    jx_json_member_bool(w, "kept", d->kept);
    jx_json_member_integer(w, "position", (int64_t)d->position);
    jx_json_member_integer(w, "time_ms", d->time_ms);
    jx_json_key(w, JX_LIT("changed"));
    if (o)
        jx_json_bool(w, !failed);
    else
        jx_json_null(w);
    jx_json_member_text(w, "state", o ? jx_slice_of(jx_state_name(o->state)) : JX_ABSENT);
    put_why(c, why, !d->taken ? d->where : o ? o->where : "", d->limit);
    jx_json_end_object(w);
}

/* One that was refused, or changed nothing, is an error; of several each says what became of it. */
static jx_status single_failure(struct call *c, const struct sent_act *d,
                                const struct jx_outcome *o)
{
    bool failed = o && decision_failed(o);
    if (d->taken && !failed) return JX_OK;
    if (!d->taken && d->kept) return JX_OK;
    c->conflict = failed;
    c->retry_ms = d->retry_ms;
    return call_wrong(c, failed ? o->status : d->status, failed ? o->where : d->where);
}

static jx_status send_all(struct acting *x)
{
    struct call *c = x->call;
    struct outbox_act *acts = jx_arena_array(&c->arena, x->count, sizeof *acts);
    struct sent_act *done = jx_arena_array(&c->arena, x->count, sizeof *done);
    if (!acts || !done) return jx_arena_failure(&c->arena);
    jx_status rc = make_acts(x, acts);
    if (rc == JX_OK) rc = sender_send(c, acts, x->count, done);
    if (rc != JX_OK) return rc;
    jx_json_object(&c->json);
    jx_json_key(&c->json, JX_LIT("results"));
    jx_json_array(&c->json);
    int64_t left_ms = OUTCOME_MS;
    for (uint32_t i = 0; rc == JX_OK && i < x->count; i++) {
        struct jx_outcome outcome;
        bool known = done[i].taken && sender_decided(c, done[i].position, &left_ms, &outcome);
        if (x->single) rc = single_failure(c, &done[i], known ? &outcome : NULL);
        put_result(x, &done[i], i, known ? &outcome : NULL);
    }
    jx_json_end_array(&c->json);
    jx_json_end_object(&c->json);
    return rc;
}

jx_status answer_act(struct call *c)
{
    struct acting *x = jx_arena_take(&c->arena, sizeof *x);
    if (!x) return jx_arena_failure(&c->arena);
    x->call = c;
    jx_status rc = find_kind(x, c->parts[1]);
    if (rc == JX_OK) rc = body_read(c, &x->body);
    if (rc == JX_OK) rc = read_said(x);
    if (rc == JX_OK) rc = read_targets(x);
    if (rc == JX_OK) rc = send_all(x);
    body_free(&x->body);
    return rc;
}
