/* `jixiao status`: what became of one's own submissions. */
#include "commands.h"
#include "outbox.h"
#include "outcome_print.h"
#include "sending.h"

#include "cli/report.h"
#include "cli/source.h"
#include "cli/table.h"

#include "../proto/wire/query.h"

#include <stdio.h>

enum { LIST_MOST = 100 };

static void put_listed(const struct jx_listed *l, struct jx_json_writer *w)
{
    char hex[ID_HEX];
    jx_hex_print(jx_hash_slice(&l->id), hex);
    jx_json_member_text(w, "id", jx_slice_of(hex));
    jx_json_member_integer(w, "position", (int64_t)l->position);
    jx_json_member_integer(w, "time_ms", l->time_ms);
    jx_json_member_text(w, "form", l->form);
    jx_json_member_integer(w, "year", (int64_t)l->year);
    if (l->period.len > 0) jx_json_member_text(w, "period", l->period);
    jx_json_member_text(w, "unit", l->unit);
    jx_json_member_text(w, "project", l->project_name);
    jx_json_key(w, JX_LIT("outcome"));
    outcome_put(&l->outcome, w);
}

/* ---- the list ---- */

static jx_status print_list(const struct context *ctx, const struct jx_listed *rows, uint32_t count,
                            struct jx_arena *a)
{
    struct table t;
    struct jx_slice heading[] = {jx_slice_of(_("id")),      jx_slice_of(_("received")),
                                 jx_slice_of(_("year")),    jx_slice_of(_("form")),
                                 jx_slice_of(_("project")), jx_slice_of(_("state")),
                                 jx_slice_of(_("computed"))};
    table_begin(&t, a, 7, 1u << 6);
    jx_status rc = table_row(&t, heading);
    for (uint32_t i = 0; rc == JX_OK && i < count; i++) {
        const struct jx_listed *l = &rows[i];
        char hex[ID_HEX], when[32], score[JX_DEC_PRINT_MAX];
        jx_hex_print(jx_hash_slice(&l->id), hex);
        print_time(l->time_ms, when);
        const char *state = ctx->lang == JX_LANG_ZH ? jx_state_zh(l->outcome.state)
                                                    : jx_state_name(l->outcome.state);
        struct jx_slice cells[] = {
            jx_arena_copy(a, jx_slice_at(hex, 12)),
            jx_arena_copy(a, jx_slice_of(when)),
            jx_arena_printf(a, "%llu", (unsigned long long)l->year),
            ctx->lang == JX_LANG_ZH ? jx_slice_of(jx_form_zh(jx_form_of_name(l->form))) : l->form,
            text_clipped(l->project_name, 40, a),
            jx_slice_of(state),
            jx_arena_copy(
                a, jx_slice_of(score_print(l->outcome.has_computed, l->outcome.computed, score)))};
        rc = table_row(&t, cells);
    }
    if (rc == JX_OK) table_print(&t, 0);
    return rc;
}

static int put_list(struct session *s, const struct jx_listed *rows, uint32_t count)
{
    struct jx_json_writer w;
    jx_json_begin(&w, &s->arena, true);
    jx_json_array(&w);
    for (uint32_t i = 0; i < count; i++) {
        jx_json_object(&w);
        put_listed(&rows[i], &w);
        jx_json_end_object(&w);
    }
    jx_json_end_array(&w);
    jx_json_end_line(&w);
    int code = json_flush(s->ctx, &w);
    return code < 0 ? 0 : code;
}

static int list(struct session *s)
{
    struct jx_buffer arguments;
    struct jx_slice body;
    struct jx_listed *rows = NULL;
    uint32_t count = 0;
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    jx_number_arguments_encode(LIST_MOST, &arguments);
    jx_status rc = session_query(s, JX_QUERY_LIST, &arguments, &body);
    jx_buffer_clear(&arguments);
    if (rc == JX_OK) rc = jx_list_decode(body, &s->arena, &rows, &count);
    if (rc == JX_OK && s->ctx->json) return put_list(s, rows, count);
    if (rc == JX_OK) rc = print_list(s->ctx, rows, count, &s->arena);
    return rc == JX_OK ? 0 : complain_unreachable(s, rc);
}

/* ---- one act ---- */

static jx_status ask_outcome(struct session *s, const struct jx_hash *id,
                             struct jx_document_answer *out)
{
    struct jx_buffer arguments;
    struct jx_slice body;
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    jx_id_arguments_encode(id, &arguments);
    jx_status rc = session_query(s, JX_QUERY_DOCUMENT, &arguments, &body);
    jx_buffer_clear(&arguments);
    return rc == JX_OK ? jx_document_answer_decode(body, out) : rc;
}

/* What the broker knows by itself: that it is on disk, where and since when. */
static int show_receipt(struct session *s, const struct jx_hash *id,
                        const struct jx_msg_status_answer *a, jx_status why)
{
    char hex[ID_HEX], when[32];
    jx_hex_print(jx_hash_slice(id), hex);
    print_time((int64_t)a->time_ms, when);
    if (!s->ctx->json) {
        printf(_("%s  received #%llu  %s\n"), hex, (unsigned long long)a->position, when);
        printf("    %s: %s\n", _("no outcome yet"), jx_status_text(why, s->ctx->lang));
        return 0;
    }
    struct jx_json_writer w;
    jx_json_begin(&w, &s->arena, true);
    jx_json_object(&w);
    jx_json_member_text(&w, "id", jx_slice_of(hex));
    jx_json_member_integer(&w, "position", (int64_t)a->position);
    jx_json_member_integer(&w, "time_ms", (int64_t)a->time_ms);
    jx_json_key(&w, JX_LIT("outcome"));
    jx_json_null(&w);
    jx_json_end_object(&w);
    jx_json_end_line(&w);
    int code = json_flush(s->ctx, &w);
    return code < 0 ? 0 : code;
}

static int show_outcome(struct session *s, const struct jx_listed *l)
{
    int code = outcome_needs_work(&l->outcome) ? 1 : 0;
    if (s->ctx->json) {
        struct jx_json_writer w;
        jx_json_begin(&w, &s->arena, true);
        jx_json_object(&w);
        put_listed(l, &w);
        jx_json_end_object(&w);
        jx_json_end_line(&w);
        int failed = json_flush(s->ctx, &w);
        return failed < 0 ? code : failed;
    }
    char hex[ID_HEX], when[32];
    jx_hex_print(jx_hash_slice(&l->id), hex);
    print_time(l->time_ms, when);
    printf(_("%s  received #%llu  %s\n"), hex, (unsigned long long)l->position, when);
    outcome_print(s->ctx, &l->outcome, 4);
    return code;
}

static int one(struct session *s, const char *text)
{
    struct jx_hash id;
    struct jx_document_answer d;
    jx_status rc = id_resolve(s->ctx->home, text, &id);
    if (rc == JX_E_USAGE) {
        complain_status(s->ctx, "status", text, rc);
        return jx_status_exit(rc);
    }
    struct jx_message question = {.kind = JX_MSG_status}, answer;
    question.status.id = id;
    if (rc == JX_OK) rc = session_ask(s, &question, JX_MSG_status_answer, &answer);
    if (rc != JX_OK) return complain_status(s->ctx, _("county"), text, rc);
    rc = ask_outcome(s, &id, &d);
    return rc == JX_OK ? show_outcome(s, &d.listed)
                       : show_receipt(s, &id, &answer.status_answer, rc);
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct arguments ids;
    struct session s;
    int code = arguments_parse(ctx, self, NULL, NULL, 0, argc, argv, &ids);
    if (code >= 0) return code;
    code = session_open(ctx, &s);
    if (code < 0) code = ids.count == 0 ? list(&s) : 0;
    for (size_t i = 0; i < ids.count && s.dialer; i++) {
        int here = one(&s, ids.items[i]);
        if (here > code) code = here;
    }
    session_close(&s);
    return code;
}

const struct command status_command = {
    .name = "status",
    .summary = N_("show what became of submissions"),
    .usage = N_("[ID...]"),
    .about = N_("With an ID, or the beginning of one: when the county received that document and "
                "what became of it. Without: the newest documents of your unit. That a document is "
                "on the county's disk is answered even while no worker is running."),
    .examples = N_("  jixiao status\n"
                   "  jixiao status 3f9a12c0"),
    .run = run,
};
