/* `jixiao summary --by`. */
#include "breakdown.h"
#include "session.h"
#include "texts.h"

#include "cli/report.h"
#include "cli/source.h"
#include "cli/table.h"

#include "../worker/rules/judge.h"

#include <assert.h>
#include <stdio.h>

static_assert(sizeof(struct jx_class_sums) == JX_BREAKDOWN_SUMS * sizeof(int64_t),
              "the wire carries what a class comes to");

/* What a rule found. */
enum { RULE_ERRORS, RULE_EXPLAINS, RULE_WARNINGS, RULE_ANSWERED, RULE_DOCUMENTS };

struct breakdown {
    struct context *ctx;
    struct jx_arena arena;
    const struct jx_breakdown_arguments *wishes;
    struct jx_breakdown data;
};

static bool is_by_rule(const struct breakdown *b)
{
    return b->wishes->kind == JX_BREAKDOWN_RULE;
}

static struct jx_class_sums class_sums(const int64_t sums[JX_BREAKDOWN_SUMS])
{
    struct jx_class_sums s;
    memcpy(&s, sums, sizeof s);
    return s;
}

/* ---- JSON ---- */

static void put_class(struct jx_json_writer *w, struct jx_arena *a, const int64_t *sums)
{
    struct jx_class_sums s = class_sums(sums);
    jx_json_member_integer(w, "rows", s.rows);
    jx_json_member_integer(w, "met", s.met);
    jx_json_member_integer(w, "not_computed", s.not_computed);
    jx_json_member_text(w, "score", text_of_micro(a, s.score));
    jx_json_member_text(w, "weight", text_of_micro(a, s.weight));
    jx_json_member_text(w, "claimed", text_of_micro(a, s.claimed));
    jx_json_member_text(w, "met_rate", text_of_percent(a, s.met, s.rows));
    jx_json_member_text(w, "score_rate", text_of_percent(a, s.score, s.weight));
}

static void put_rule(struct jx_json_writer *w, const int64_t *sums)
{
    jx_json_member_integer(w, "errors", sums[RULE_ERRORS]);
    jx_json_member_integer(w, "explains", sums[RULE_EXPLAINS]);
    jx_json_member_integer(w, "warnings", sums[RULE_WARNINGS]);
    jx_json_member_integer(w, "answered", sums[RULE_ANSWERED]);
    jx_json_member_integer(w, "documents", sums[RULE_DOCUMENTS]);
}

static void put_sums(struct breakdown *b, const int64_t *sums, struct jx_json_writer *w)
{
    if (is_by_rule(b))
        put_rule(w, sums);
    else
        put_class(w, &b->arena, sums);
}

static void put_row(struct breakdown *b, const struct jx_broken *r, struct jx_json_writer *w)
{
    jx_json_object(w);
    jx_json_member_text(w, is_by_rule(b) ? "rule" : "indicator", r->name);
    put_sums(b, r->received, w);
    jx_json_key(w, JX_LIT("approved"));
    jx_json_object(w);
    put_sums(b, r->approved, w);
    jx_json_end_object(w);
    jx_json_end_object(w);
}

static void put_branch(struct breakdown *b, const struct jx_broken_branch *x,
                       struct jx_json_writer *w)
{
    jx_json_object(w);
    jx_json_member_text(w, "period", x->period);
    jx_json_member_text(w, "unit", x->unit);
    jx_json_member_text(w, "name", x->unit_name);
    jx_json_member_integer(w, "expected", x->progress[JX_PROGRESS_EXPECTED]);
    jx_json_member_integer(w, "expected_received", x->progress[JX_PROGRESS_RECEIVED]);
    jx_json_member_integer(w, "expected_approved", x->progress[JX_PROGRESS_APPROVED]);
    jx_json_member_integer(w, "received", x->received);
    jx_json_member_integer(w, "approved", x->approved);
    jx_json_key(w, is_by_rule(b) ? JX_LIT("rules") : JX_LIT("indicators"));
    jx_json_array(w);
    for (uint32_t i = 0; i < x->count; i++)
        put_row(b, &x->rows[i], w);
    jx_json_end_array(w);
    jx_json_end_object(w);
}

static int show_json(struct breakdown *b)
{
    struct jx_json_writer w;
    jx_json_begin(&w, &b->arena, true);
    jx_json_object(&w);
    jx_json_member_integer(&w, "year", (int64_t)b->wishes->year);
    jx_json_member_text(&w, "form", b->wishes->form);
    jx_json_member_integer(&w, "position", (int64_t)b->data.position);
    jx_json_key(&w, JX_LIT("branches"));
    jx_json_array(&w);
    for (uint32_t i = 0; i < b->data.count; i++)
        put_branch(b, &b->data.branches[i], &w);
    jx_json_end_array(&w);
    jx_json_end_object(&w);
    jx_json_end_line(&w);
    int code = json_flush(b->ctx, &w);
    return code < 0 ? 0 : code;
}

/* ---- terminal ---- */

enum { CLASS_COLUMNS = 8, RULE_COLUMNS = 6 };

static jx_status add_class(struct breakdown *b, struct table *t, const struct jx_broken *r)
{
    struct jx_arena *a = &b->arena;
    struct jx_class_sums s = class_sums(r->received);
    const struct jx_slice cells[CLASS_COLUMNS] = {
        r->name.len ? r->name : jx_slice_of(_("other")),
        text_of_number(a, s.rows),
        text_of_number(a, s.met),
        text_or(text_of_percent(a, s.met, s.rows), "—"),
        text_of_number(a, s.not_computed),
        text_of_micro(a, s.score),
        text_of_micro(a, s.weight),
        text_or(text_of_percent(a, s.score, s.weight), "—")};
    return table_row(t, cells);
}

static jx_status add_rule(struct breakdown *b, struct table *t, const struct jx_broken *r)
{
    struct jx_arena *a = &b->arena;
    const int64_t *s = r->received;
    const struct jx_slice cells[RULE_COLUMNS] = {r->name,
                                                 text_of_number(a, s[RULE_DOCUMENTS]),
                                                 text_of_number(a, s[RULE_ERRORS]),
                                                 text_of_number(a, s[RULE_EXPLAINS]),
                                                 text_of_number(a, s[RULE_WARNINGS]),
                                                 text_of_number(a, s[RULE_ANSWERED])};
    return table_row(t, cells);
}

static jx_status begin_table(struct breakdown *b, struct table *t)
{
    const struct jx_slice classes[CLASS_COLUMNS] = {jx_slice_of(_("level-1 indicator")),
                                                    jx_slice_of(_("rows")),
                                                    jx_slice_of(_("met")),
                                                    jx_slice_of(_("of them")),
                                                    jx_slice_of(_("not computed")),
                                                    jx_slice_of(_("score")),
                                                    jx_slice_of(_("of weight")),
                                                    jx_slice_of(_("rate"))};
    const struct jx_slice rules[RULE_COLUMNS] = {
        jx_slice_of(_("rule")),       jx_slice_of(_("documents")), jx_slice_of(_("errors")),
        jx_slice_of(_("to explain")), jx_slice_of(_("warnings")),  jx_slice_of(_("answered"))};
    bool by_rule = is_by_rule(b);
    table_begin(t, &b->arena, by_rule ? RULE_COLUMNS : CLASS_COLUMNS, 0xFE);
    return table_row(t, by_rule ? rules : classes);
}

static void print_heading(const struct jx_broken_branch *x)
{
    if (x->unit.len) {
        write_safe(stdout, x->unit);
        fputs("  ", stdout);
        write_safe(stdout, x->unit_name);
    } else {
        fputs(_("county"), stdout);
    }
    if (x->period.len) {
        fputs("  ", stdout);
        write_safe(stdout, x->period);
    }
    printf(_("  expected %lld, of these received %lld and approved %lld; from %lld documents\n"),
           (long long)x->progress[JX_PROGRESS_EXPECTED],
           (long long)x->progress[JX_PROGRESS_RECEIVED],
           (long long)x->progress[JX_PROGRESS_APPROVED], (long long)x->received);
}

static jx_status print_branch(struct breakdown *b, const struct jx_broken_branch *x)
{
    struct table t;
    print_heading(x);
    jx_status rc = begin_table(b, &t);
    for (uint32_t i = 0; rc == JX_OK && i < x->count; i++)
        rc = is_by_rule(b) ? add_rule(b, &t, &x->rows[i]) : add_class(b, &t, &x->rows[i]);
    if (rc == JX_OK && x->count) table_print(&t, 2);
    return rc;
}

static int show(struct breakdown *b)
{
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < b->data.count; i++)
        rc = print_branch(b, &b->data.branches[i]);
    printf(_("as of journal position #%llu\n"), (unsigned long long)b->data.position);
    return rc == JX_OK ? 0 : complain_status(b->ctx, "summary", NULL, rc);
}

/* ---- the command ---- */

static jx_status ask(struct session *s, struct breakdown *b)
{
    struct jx_buffer arguments;
    struct jx_slice body;
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    jx_breakdown_arguments_encode(b->wishes, &arguments);
    jx_status rc = session_query(s, JX_QUERY_BREAKDOWN, &arguments, &body);
    return rc == JX_OK ? jx_breakdown_decode(body, &b->arena, &b->data) : rc;
}

int breakdown_show(struct context *ctx, const struct jx_breakdown_arguments *wishes)
{
    struct session session;
    struct breakdown b = {.ctx = ctx, .wishes = wishes};
    jx_arena_init(&b.arena, JX_ARENA_BYTES_MAX);
    int code = session_open(ctx, &session);
    if (code < 0) {
        jx_status rc = ask(&session, &b);
        code = rc != JX_OK ? complain_unreachable(&session, rc)
               : ctx->json ? show_json(&b)
                           : show(&b);
    }
    session_close(&session);
    jx_arena_clear(&b.arena);
    return code;
}
