/* `jixiao show`: one document as the county holds it, and how its score came about. */
#include "ask.h"
#include "commands.h"
#include "history_print.h"
#include "outbox.h"
#include "outcome_print.h"
#include "related.h"
#include "sending.h"
#include "verdict_print.h"

#include "cli/report.h"

#include <stdio.h>

enum { KEY_EXPLAIN = 'x' };

struct shown {
    struct session *session;
    struct jx_document_answer answer;
    struct jx_document document;
    struct jx_history history;
    struct jx_findings findings;
    struct jx_relation_list relations;
    struct jx_pack *pack;   /* of --explain: the one it was judged by, */
    struct jx_pack *scores; /* and another one, of a run that scored it again; NULL: none did */
    bool explain;
};

static jx_status fetch_all(struct shown *v, const struct jx_hash *id)
{
    jx_status rc = ask_form(v->session, id, &v->answer, &v->document);
    if (rc == JX_OK) rc = ask_history(v->session, id, &v->history);
    if (rc == JX_OK) rc = ask_findings(v->session, id, &v->findings);
    if (rc == JX_OK) rc = related_ask_one(v->session, &v->answer.listed, &v->relations);
    return rc;
}

static jx_status show_json(struct shown *v, const struct judged *j)
{
    struct context const *ctx = v->session->ctx;
    const struct jx_listed *l = &v->answer.listed;
    struct jx_json_writer w;
    jx_json_begin(&w, &v->session->arena, true);
    jx_json_object(&w);
    put_id(&w, "id", true, &l->id);
    put_id(&w, "parent", v->answer.has_parent, &v->answer.parent);
    put_id(&w, "successor", v->answer.has_successor, &v->answer.successor);
    jx_json_member_integer(&w, "position", (int64_t)l->position);
    jx_json_member_integer(&w, "time_ms", l->time_ms);
    jx_json_member_text(&w, "unit", l->unit);
    jx_json_key(&w, JX_LIT("outcome"));
    outcome_put(&l->outcome, &w);
    history_put(v->session, &v->history, &w);
    findings_put(&v->findings, &w);
    related_put(v->session, &v->relations, &l->id, &w);
    jx_json_key(&w, JX_LIT("document"));
    jx_json_document(&w, &v->document);
    if (j) {
        jx_json_key(&w, JX_LIT("verdict"));
        jx_json_object(&w);
        verdict_put(ctx, j, true, &w, &v->session->arena);
        jx_json_end_object(&w);
    }
    jx_json_end_object(&w);
    jx_json_end_line(&w);
    return json_flush(ctx, &w) < 0 ? JX_OK : JX_E_IO;
}

static jx_status show_text(struct shown *v, const struct judged *j)
{
    const struct context *ctx = v->session->ctx;
    const struct jx_listed *l = &v->answer.listed;
    char hex[ID_HEX], when[32];
    struct jx_slice text;
    jx_hex_print(jx_hash_slice(&l->id), hex);
    print_time(l->time_ms, when);
    printf(_("%s  received #%llu  %s\n"), hex, (unsigned long long)l->position, when);
    outcome_print(ctx, &l->outcome, 2);
    history_print(v->session, &v->history, v->document.form);
    findings_print(v->session, &v->findings, v->document.form);
    related_print(v->session, &v->relations, &l->id, v->document.form, 2);
    if (j) return verdict_print(ctx, j, true, &v->session->arena);
    jx_status rc = jx_json_print(&v->document, true, &v->session->arena, &text);
    if (rc == JX_OK) fwrite(text.ptr, 1, text.len, stdout);
    return rc;
}

static jx_status show(struct shown *v)
{
    struct element e = {.file = "", .document = &v->document};
    struct jx_verdict verdict, scored;
    struct judged j = {.element = &e};
    if (v->explain) {
        jx_status rc = jx_judge(&v->document, v->pack, &v->session->arena, &verdict);
        if (rc != JX_OK && rc != JX_E_NO_PACK) return rc;
        if (rc == JX_OK) j.verdict = &verdict;
    }
    if (j.verdict && v->scores) {
        jx_status rc = jx_judge(&v->document, v->scores, &v->session->arena, &scored);
        if (rc != JX_OK) return rc;
        j = (struct judged){.element = &e,
                            .verdict = &scored,
                            .findings = verdict.findings,
                            .finding_count = verdict.finding_count};
    }
    const struct judged *shown = v->explain ? &j : NULL;
    return v->session->ctx->json ? show_json(v, shown) : show_text(v, shown);
}

static jx_status ask_packs(struct shown *v)
{
    struct session *s = v->session;
    const struct jx_outcome *o = &v->answer.listed.outcome;
    jx_status rc = o->judged ? ask_pack_named(s, &o->pack, &s->arena, &v->pack) : JX_E_NOT_FOUND;
    if (rc == JX_E_NOT_FOUND) rc = ask_pack(s, v->answer.listed.position, &s->arena, &v->pack);
    if (rc == JX_OK && o->has_score_pack)
        rc = ask_pack_named(s, &o->score_pack, &s->arena, &v->scores);
    return rc;
}

static int show_one(struct session *s, bool explain, const char *text)
{
    struct jx_hash id;
    struct shown v = {.session = s, .explain = explain};
    jx_status rc = ask_id(s, text, &id);
    if (rc == JX_E_USAGE) {
        complain_status(s->ctx, "show", text, rc);
        return jx_status_exit(rc);
    }
    if (rc == JX_OK) rc = fetch_all(&v, &id);
    /* An old year is explained by its own rules. */
    if (rc == JX_OK && explain) rc = ask_packs(&v);
    if (rc == JX_OK) rc = show(&v);
    jx_pack_free(&v.pack);
    jx_pack_free(&v.scores);
    return rc == JX_OK ? 0 : complain_status(s->ctx, _("county"), text, rc);
}

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    (void)ctx;
    (void)arg;
    if (key == KEY_EXPLAIN) *(bool *)own = true;
    return JX_OK;
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct arguments ids;
    struct session s;
    bool explain = false;
    int code = arguments_parse(ctx, self, option, &explain, 1, argc, argv, &ids);
    if (code >= 0) return code;
    code = session_open(ctx, &s);
    if (code < 0) {
        code = 0;
        for (size_t i = 0; i < ids.count; i++) {
            int here = show_one(&s, explain, ids.items[i]);
            if (here > code) code = here;
        }
    }
    session_close(&s);
    return code;
}

static const struct argp_option options[] = {
    {"explain", KEY_EXPLAIN, NULL, 0, N_("show how every row got its score"), 0},
    {0},
};

const struct command show_command = {
    .name = "show",
    .summary = N_("show one document as the county holds it"),
    .usage = N_("ID..."),
    .about = N_("Shows the document, when it was received and what became of it, its versions, the "
                "decisions "
                "on it, its open findings, and what contradicts the unit's other documents. With "
                "--explain: how "
                "target and actual of every row were read, by which rule of the pack in force then "
                "it was scored, with the arithmetic, and why claimed and computed differ."),
    .examples = N_("  jixiao show 3f9a12c0\n"
                   "  jixiao show --explain --json 3f9a12c0"),
    .options = options,
    .run = run,
};
