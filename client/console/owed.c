/* What is owed, what nobody can place, and what came back. */
#include "answers.h"
#include "put.h"

#include "../ask.h"
#include "../came_back.h"
#include "../cli/day.h"
#include "../dues.h"
#include "../outcome_print.h"

/* ---- what is owed ---- */

static void put_due(struct call *c, const struct jx_due *d)
{
    struct jx_json_writer *w = &c->json;
    jx_json_object(w);
    due_put_members(w, d, &c->arena);
    jx_json_member_text(w, "unit_name", d->unit_name);
    jx_json_member_bool(w, "received", d->received);
    jx_json_member_bool(w, "approved", d->approved);
    jx_json_member_bool(w, "on_time", d->on_time);
    jx_json_member_text(w, "state",
                        d->state == JX_STATE_RECEIVED ? JX_LIT("")
                                                      : jx_slice_of(jx_state_name(d->state)));
    jx_json_end_object(w);
}

static bool is_shown(const struct jx_due *d, bool received, bool late)
{
    return (!d->received || received) && (!late || d->late || due_is_overdue(d));
}

static void put_dues(struct call *c, uint32_t year, const struct jx_dues *dues)
{
    struct jx_json_writer *w = &c->json;
    bool received = jx_slice_eq(call_argument(c, "received"), JX_LIT("1"));
    bool late = jx_slice_eq(call_argument(c, "late"), JX_LIT("1"));
    int64_t total = 0;
    jx_json_object(w);
    jx_json_member_integer(w, "year", year);
    jx_json_member_integer(w, "position", (int64_t)dues->position);
    jx_json_member_integer(w, "expected", dues->count);
    jx_json_key(w, JX_LIT("rows"));
    jx_json_array(w);
    for (uint32_t i = 0; i < dues->count; i++) {
        if (!is_shown(&dues->rows[i], received, late)) continue;
        put_due(c, &dues->rows[i]);
        total++;
    }
    jx_json_end_array(w);
    jx_json_member_integer(w, "total", total);
    jx_json_end_object(w);
}

jx_status answer_missing(struct call *c)
{
    struct jx_slice body, form;
    struct jx_dues dues;
    uint32_t year;
    jx_status rc = call_year(c, &year);
    if (rc == JX_OK) rc = call_form(c, &form);
    if (rc != JX_OK) return rc;
    const struct jx_summary_arguments args = {year, form, call_argument(c, "unit")};
    rc = ask_year(c->session, JX_QUERY_MISSING, &args, &body);
    if (rc == JX_OK) rc = jx_dues_decode(body, &c->session->arena, &dues);
    if (rc == JX_OK) put_dues(c, year, &dues);
    return rc;
}

/* ---- what nobody can place ---- */

static void put_unmatched(struct call *c, const struct jx_unmatched *u)
{
    struct jx_json_writer *w = &c->json;
    jx_json_object(w);
    put_hash(w, "id", &u->id);
    jx_json_member_integer(w, "position", (int64_t)u->position);
    jx_json_member_text(w, "form", u->form);
    jx_json_member_text(w, "period", u->period);
    jx_json_member_text(w, "unit", u->unit);
    jx_json_member_text(w, "project", u->project_name);
    jx_json_key(w, JX_LIT("candidates"));
    jx_json_array(w);
    for (uint32_t i = 0; i < u->candidate_count; i++) {
        jx_json_object(w);
        jx_json_member_text(w, "code", u->codes[i]);
        jx_json_member_text(w, "name", u->names[i]);
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
    jx_json_end_object(w);
}

jx_status answer_unmatched(struct call *c)
{
    struct jx_json_writer *w = &c->json;
    struct jx_slice body;
    struct jx_unmatched_list list;
    uint32_t year;
    jx_status rc = call_year(c, &year);
    if (rc != JX_OK) return rc;
    const struct jx_summary_arguments args = {year, JX_LIT(""), call_argument(c, "unit")};
    rc = ask_year(c->session, JX_QUERY_UNMATCHED, &args, &body);
    if (rc == JX_OK) rc = jx_unmatched_decode(body, &c->session->arena, &list);
    if (rc != JX_OK) return rc;
    jx_json_object(w);
    jx_json_member_integer(w, "position", (int64_t)list.position);
    jx_json_key(w, JX_LIT("rows"));
    jx_json_array(w);
    for (uint32_t i = 0; i < list.count; i++)
        put_unmatched(c, &list.rows[i]);
    jx_json_end_array(w);
    jx_json_end_object(w);
    return JX_OK;
}

/* ---- what came back ---- */

jx_status answer_inbox(struct call *c)
{
    struct jx_json_writer *w = &c->json;
    struct came_back list = {.session = c->session};
    struct event_mark at = {0, UINT64_MAX};
    jx_status rc = call_number(c, "since", 0, INT64_MAX, 0, &at.position);
    if (rc == JX_OK) rc = came_back_gather(&list, c->session->identity.unit, &at);
    if (rc != JX_OK) return rc;
    jx_json_object(w);
    jx_json_member_integer(w, "position", (int64_t)at.position);
    jx_json_key(w, JX_LIT("items"));
    jx_json_array(w);
    for (uint32_t i = 0; i < list.count; i++) {
        const struct came_back_item *it = &list.items[i];
        jx_json_object(w);
        put_event(w, &it->event);
        jx_json_member_text(w, "act_title",
                            jx_slice_of(act_text(&c->ctx, (enum jx_act)it->event.act)));
        jx_json_key(w, JX_LIT("decision"));
        if (it->has_decided)
            put_decided(c, &it->decided);
        else
            jx_json_null(w);
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
    jx_json_end_object(w);
    return JX_OK;
}
