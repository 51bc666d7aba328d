/* Documents, outcomes, decisions and verdicts as JSON. */
#include "put.h"

#include "../cli/place.h"
#include "../cli/report.h"
#include "../export/page.h"
#include "../history_print.h"
#include "../outcome_print.h"

#include "../../worker/rules/rule_list.h"

#include <stdio.h>

void put_maybe(struct jx_json_writer *w, const char *key, struct jx_slice text)
{
    jx_json_member_text(w, key, text.len ? text : JX_ABSENT);
}

void put_hash(struct jx_json_writer *w, const char *key, const struct jx_hash *h)
{
    put_id(w, key, true, h);
}

/* ---- outcomes ---- */

void put_outcome(struct call *c, const struct jx_outcome *o)
{
    struct jx_json_writer *w = &c->json;
    jx_json_member_text(w, "state", jx_slice_of(jx_state_name(o->state)));
    jx_json_member_text(w, "status", jx_slice_of(jx_status_name(o->status)));
    jx_json_member_text(w, "status_text", jx_slice_of(jx_status_text(o->status, c->ctx.lang)));
    jx_json_member_text(w, "where", jx_slice_of(o->where));
    score_put(w, "claimed", o->has_claimed, o->claimed);
    score_put(w, "computed", o->has_computed, o->computed);
    jx_json_member_text(
        w, "grade",
        o->grade < JX_GRADE_COUNT ? jx_slice_of(jx_grade_zh((enum jx_grade)o->grade)) : JX_ABSENT);
    score_put(w, "confirmed", o->has_confirmed, o->confirmed);
    jx_json_member_text(w, "confirmed_grade",
                        o->has_confirmed && o->confirmed_grade < JX_GRADE_COUNT
                            ? jx_slice_of(jx_grade_zh((enum jx_grade)o->confirmed_grade))
                            : JX_ABSENT);
    put_maybe(w, "light", jx_slice_of(jx_light_name((enum jx_light)o->light)));
    jx_json_member_integer(w, "errors", o->errors);
    jx_json_member_integer(w, "explains", o->explains);
    jx_json_member_integer(w, "warnings", o->warnings);
}

void put_listed(struct call *c, const struct jx_listed *l)
{
    struct jx_json_writer *w = &c->json;
    put_hash(w, "id", &l->id);
    jx_json_member_integer(w, "position", (int64_t)l->position);
    jx_json_member_integer(w, "time_ms", l->time_ms);
    jx_json_member_text(w, "form", l->form);
    jx_json_member_integer(w, "year", (int64_t)l->year);
    jx_json_member_text(w, "period", l->period);
    jx_json_member_text(w, "unit", l->unit);
    jx_json_member_text(w, "unit_name", l->unit_name);
    jx_json_member_text(w, "project", l->project_name);
    put_outcome(c, &l->outcome);
}

void put_event(struct jx_json_writer *w, const struct jx_event *e)
{
    jx_json_member_integer(w, "position", (int64_t)e->position);
    jx_json_member_integer(w, "time_ms", e->time_ms);
    put_hash(w, "id", &e->id);
    jx_json_member_text(w, "act", jx_slice_of(jx_act_name((enum jx_act)e->act)));
    jx_json_member_text(w, "state", jx_slice_of(jx_state_name((enum jx_state)e->state)));
    jx_json_member_text(w, "unit", e->unit);
    jx_json_member_text(w, "unit_name", e->unit_name);
    jx_json_member_text(w, "form", e->form);
    jx_json_member_integer(w, "year", (int64_t)e->year);
    jx_json_member_text(w, "period", e->period);
    jx_json_member_text(w, "project", e->project_name);
}

void put_why(struct call *c, jx_status status, const char *where, int64_t limit)
{
    struct jx_json_writer *w = &c->json;
    jx_json_member_text(w, "code", jx_slice_of(jx_status_name(status)));
    jx_json_member_text(w, "message", jx_slice_of(jx_status_text(status, c->ctx.lang)));
    jx_json_member_text(w, "where", jx_slice_of(where));
    jx_json_member_text(w, "advice", jx_slice_of(status == JX_OK ? "" : advice_for(status)));
    jx_json_member_integer(w, "limit", limit);
}

/* ---- decisions ---- */

static void put_by(struct call *c, const uint8_t key[JX_KEY_BYTES])
{
    char hex[2 * JX_KEY_BYTES + 1];
    jx_hex_print(jx_slice_at(key, JX_KEY_BYTES), hex);
    jx_json_member_text(&c->json, "by", jx_slice_of(hex));
    jx_json_member_bool(&c->json, "own",
                        memcmp(c->session->identity.keys.public_key, key, JX_KEY_BYTES) == 0);
}

void put_decided(struct call *c, const struct jx_decided *d)
{
    struct jx_json_writer *w = &c->json;
    struct jx_decision x = {.reason = JX_LIT("")};
    struct jx_hash got = jx_act_id(d->content);
    if (!jx_hash_eq(&got, &d->id) ||
        jx_decision_decode(d->kind, d->content, &c->session->arena, &x) != JX_OK)
        x = (struct jx_decision){.reason = JX_LIT("")};
    jx_json_object(w);
    put_hash(w, "id", &d->id);
    jx_json_member_text(w, "act", jx_slice_of(jx_act_name(d->kind)));
    jx_json_member_text(w, "act_title", jx_slice_of(act_text(&c->ctx, d->kind)));
    jx_json_member_integer(w, "position", (int64_t)d->position);
    jx_json_member_integer(w, "time_ms", d->time_ms);
    put_by(c, d->principal);
    jx_json_member_text(w, "state", jx_slice_of(jx_state_name(d->outcome.state)));
    jx_json_member_text(w, "status", jx_slice_of(jx_status_name(d->outcome.status)));
    jx_json_member_text(w, "status_text",
                        jx_slice_of(jx_status_text(d->outcome.status, c->ctx.lang)));
    jx_json_member_text(w, "where", jx_slice_of(d->outcome.where));
    jx_json_member_text(w, "reason", x.reason);
    said_put(&x, w);
    jx_json_end_object(w);
}

void put_versions(struct call *c, const struct jx_history *h)
{
    struct jx_json_writer *w = &c->json;
    jx_json_key(w, JX_LIT("versions"));
    jx_json_array(w);
    for (uint32_t i = 0; i < h->version_count; i++) {
        const struct jx_version *v = &h->versions[i];
        jx_json_object(w);
        put_hash(w, "id", &v->id);
        jx_json_member_integer(w, "position", (int64_t)v->position);
        jx_json_member_integer(w, "time_ms", v->time_ms);
        jx_json_member_text(w, "state", jx_slice_of(jx_state_name((enum jx_state)v->state)));
        put_by(c, v->principal);
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
    jx_json_key(w, JX_LIT("history"));
    jx_json_array(w);
    for (uint32_t i = 0; i < h->decided_count; i++)
        put_decided(c, &h->decided[i]);
    jx_json_end_array(w);
}

/* ---- verdicts ---- */

static void put_place(struct call *c, const struct verdict_of *v, const char *where)
{
    char words[PLACE_BYTES];
    place_in_words(v->document->form, where, c->ctx.lang, words);
    jx_json_member_text(&c->json, "path", jx_slice_of(where));
    jx_json_member_text(&c->json, "place", jx_slice_of(words));
    jx_json_member_text(&c->json, "cell",
                        v->draft ? draft_address(v->draft, jx_slice_of(where)) : JX_ABSENT);
}

static bool is_explained(const struct draft *x, const struct jx_finding *f)
{
    for (uint32_t i = 0; i < x->explanation_count; i++)
        if (jx_slice_eq(x->explanations[i].rule, f->rule) &&
            jx_slice_eq(x->explanations[i].place, jx_slice_of(f->where)))
            return f->severity == JX_SEVERITY_EXPLAIN;
    return false;
}

/* Whether it still asks for something. */
static bool is_open(const struct verdict_of *v, const struct jx_finding *f)
{
    if (v->draft) return !is_explained(v->draft, f);
    for (uint32_t i = 0; v->stored && i < v->stored->count; i++) {
        const struct jx_found *s = &v->stored->rows[i];
        if (jx_slice_eq(s->rule, f->rule) && jx_slice_eq(s->place, jx_slice_of(f->where)))
            return s->answered == 0;
    }
    return true;
}

static void put_finding(struct call *c, const struct verdict_of *v, const struct jx_finding *f)
{
    struct jx_json_writer *w = &c->json;
    jx_json_object(w);
    jx_json_member_text(w, "rule", f->rule);
    jx_json_member_text(w, "severity", jx_slice_of(jx_severity_name(f->severity)));
    put_place(c, v, f->where);
    jx_json_member_text(w, "left", f->left);
    jx_json_member_text(w, "right", f->right);
    jx_json_member_text(w, "message", in_language(&c->ctx, f->message_zh, f->message_en));
    jx_json_member_text(w, "advice", in_language(&c->ctx, f->advice_zh, f->advice_en));
    put_maybe(w, "because", f->because);
    put_maybe(w, "other", f->other_name);
    jx_json_member_bool(w, "open", is_open(v, f));
    jx_json_end_object(w);
}

static void put_row(struct call *c, const struct verdict_of *v, const struct jx_row_verdict *r)
{
    struct jx_json_writer *w = &c->json;
    jx_json_object(w);
    put_place(c, v, r->where);
    jx_json_member_text(w, "method_title", jx_method_title(v->pack->pack, r->method, c->ctx.lang));
    row_verdict_put(&c->ctx, r, w);
    jx_json_end_object(w);
}

void put_verdict(struct call *c, const struct verdict_of *v)
{
    struct jx_json_writer *w = &c->json;
    const struct jx_verdict *x = v->verdict;
    jx_json_key(w, JX_LIT("verdict"));
    if (!x) {
        jx_json_null(w);
        return;
    }
    jx_json_object(w);
    score_put(w, "claimed", x->claimed.known, x->claimed.value);
    score_put(w, "computed", x->computed.known, x->computed.value);
    jx_json_member_text(w, "grade",
                        x->grade == JX_GRADE_NONE ? JX_ABSENT : jx_slice_of(jx_grade_zh(x->grade)));
    put_hash(w, "pack", &v->pack->hash);
    jx_json_key(w, JX_LIT("findings"));
    jx_json_array(w);
    for (int s = JX_SEVERITY_ERROR; s <= JX_SEVERITY_INFO; s++)
        for (uint32_t i = 0; i < x->finding_count; i++)
            if ((int)x->findings[i].severity == s) put_finding(c, v, &x->findings[i]);
    jx_json_end_array(w);
    jx_json_key(w, JX_LIT("rows"));
    jx_json_array(w);
    for (uint32_t i = 0; i < x->row_count; i++)
        put_row(c, v, &x->rows[i]);
    jx_json_end_array(w);
    jx_json_end_object(w);
}

/* ---- the printed form ---- */

static void put_cell(struct jx_json_writer *w, const struct cell *cell)
{
    static const char *const looks[LOOK_COUNT] = {
        [LOOK_TITLE] = "title", [LOOK_CENTRE] = "centre",   [LOOK_RIGHT] = "right",
        [LOOK_PLAIN] = "plain", [LOOK_HEADING] = "heading", [LOOK_LABEL] = "label",
        [LOOK_TEXT] = "text",   [LOOK_FIGURE] = "figure",   [LOOK_PROSE] = "prose",
    };
    jx_json_object(w);
    jx_json_member_integer(w, "r", cell->row);
    jx_json_member_integer(w, "c", cell->column);
    jx_json_member_integer(w, "rs", cell->row_span);
    jx_json_member_integer(w, "cs", cell->col_span);
    jx_json_member_text(w, "text", cell->text);
    jx_json_member_text(w, "look", jx_slice_of(looks[cell->look]));
    jx_json_member_text(w, "path", cell->path);
    jx_json_end_object(w);
}

static void put_sheet(struct jx_json_writer *w, const struct page *p)
{
    jx_json_object(w);
    jx_json_member_text(w, "name", p->name);
    jx_json_member_integer(w, "rows", p->rows);
    jx_json_member_integer(w, "columns", p->columns);
    jx_json_key(w, JX_LIT("widths"));
    jx_json_array(w);
    for (uint32_t i = 0; i < p->columns && i < PAGE_COLUMNS_MAX; i++)
        jx_json_integer(w, p->widths[i]);
    jx_json_end_array(w);
    jx_json_key(w, JX_LIT("cells"));
    jx_json_array(w);
    for (uint32_t i = 0; i < p->count; i++)
        put_cell(w, &p->cells[i]);
    jx_json_end_array(w);
    jx_json_end_object(w);
}

jx_status put_sheets(struct call *c, const struct jx_document *d)
{
    struct pages *p = jx_arena_take(&c->arena, sizeof *p);
    if (!p) return jx_arena_failure(&c->arena);
    *p = (struct pages){.arena = &c->arena, .merge = true, .named = true};
    jx_status rc = lay(d, p);
    if (rc != JX_OK) return rc;
    jx_json_key(&c->json, JX_LIT("sheets"));
    jx_json_array(&c->json);
    for (uint32_t i = 0; i < p->count; i++)
        put_sheet(&c->json, &p->items[i]);
    jx_json_end_array(&c->json);
    return JX_OK;
}
