/* `jixiao status`: what became of one's own submissions. */
#include "ask.h"
#include "commands.h"
#include "listed_print.h"
#include "outbox.h"
#include "outcome_print.h"
#include "sending.h"

#include "cli/report.h"
#include "cli/source.h"

#include "../proto/wire/query.h"

#include <stdio.h>

enum { LIST_MOST = 100 };

static int list(struct session *s)
{
    struct jx_slice body;
    struct jx_listed *rows = NULL;
    uint32_t count = 0;
    jx_status rc = ask_number(s, JX_QUERY_LIST, LIST_MOST, &body);
    if (rc == JX_OK) rc = jx_list_decode(body, &s->arena, &rows, &count);
    if (rc == JX_OK && s->ctx->json) return listed_put_all(s, rows, count);
    if (rc == JX_OK) rc = listed_print_all(s->ctx, rows, count, &s->arena);
    return rc == JX_OK ? 0 : complain_unreachable(s, rc);
}

/* ---- one act ---- */

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
        listed_put(l, &w);
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
    jx_status rc = ask_id(s, text, &id);
    if (rc == JX_E_USAGE) {
        complain_status(s->ctx, "status", text, rc);
        return jx_status_exit(rc);
    }
    struct jx_message question = {.kind = JX_MSG_status}, answer;
    question.status.id = id;
    if (rc == JX_OK) rc = session_ask(s, &question, JX_MSG_status_answer, &answer);
    if (rc != JX_OK) return complain_status(s->ctx, _("county"), text, rc);
    rc = ask_document(s, &id, &d);
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
