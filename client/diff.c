/* `jixiao diff`: what two documents say differently, field by field. */
#include "ask.h"
#include "commands.h"
#include "difference.h"
#include "history_print.h"

#include "cli/place.h"
#include "cli/report.h"
#include "cli/source.h"
#include "cli/table.h"

#include <stdio.h>

enum { KEY_PARENT = 'p' };

struct diff {
    struct session session;
    struct difference *first;
};

/* ---- showing ---- */

static void print_value(struct jx_slice value)
{
    if (jx_is_absent(value))
        fputs("—", stdout);
    else
        write_safe(stdout, value);
}

static int show(const struct diff *d, enum jx_form form)
{
    char words[PLACE_BYTES];
    for (const struct difference *x = d->first; x; x = x->next) {
        place_in_words(form, x->place.ptr, d->session.ctx->lang, words);
        write_safe(stdout, x->place);
        fputs("  ", stdout);
        write_safe(stdout, jx_slice_of(words));
        fputs("\n    - ", stdout);
        print_value(x->before);
        fputs("\n    + ", stdout);
        print_value(x->after);
        putchar('\n');
    }
    if (!d->first) puts(_("they say the same"));
    return 0;
}

static int show_json(struct diff *d, const struct jx_hash *before, const struct jx_hash *after)
{
    struct jx_json_writer w;
    jx_json_begin(&w, &d->session.arena, true);
    jx_json_object(&w);
    put_id(&w, "before", true, before);
    put_id(&w, "after", true, after);
    jx_json_key(&w, JX_LIT("differences"));
    jx_json_array(&w);
    for (const struct difference *x = d->first; x; x = x->next) {
        jx_json_object(&w);
        jx_json_member_text(&w, "place", x->place);
        jx_json_member_text(&w, "before", x->before);
        jx_json_member_text(&w, "after", x->after);
        jx_json_end_object(&w);
    }
    jx_json_end_array(&w);
    jx_json_end_object(&w);
    jx_json_end_line(&w);
    int code = json_flush(d->session.ctx, &w);
    return code < 0 ? 0 : code;
}

/* ---- the command ---- */

static int complain_of(struct diff *d, const char *text, jx_status rc)
{
    bool about_id = rc == JX_E_USAGE || rc == JX_E_NOT_FOUND;
    return about_id ? complain_status(d->session.ctx, "diff", text, rc)
                    : complain_unreachable(&d->session, rc);
}

static int diff_run(struct diff *d, const struct arguments *ids, bool parent)
{
    struct session *s = &d->session;
    const char *newer = ids->items[ids->count - 1];
    struct jx_hash before, after;
    struct jx_document_answer a, b;
    struct jx_submission was, is;
    jx_status rc = ask_id(s, newer, &after);
    if (rc == JX_OK) rc = ask_content(s, &after, &b, &is);
    if (rc != JX_OK) return complain_of(d, newer, rc);
    if (parent && !b.has_parent) {
        complain(s->ctx, "diff", newer, _("it corrects no other document"),
                 _("name two documents: jixiao diff ID ID"));
        return 1;
    }
    before = b.parent;
    if (!parent) rc = ask_id(s, ids->items[0], &before);
    if (rc == JX_OK) rc = ask_content(s, &before, &a, &was);
    if (rc != JX_OK) return complain_of(d, ids->items[0], rc);
    rc = differences_find(was.document, is.document, &s->arena, &d->first);
    if (rc != JX_OK) return complain_status(s->ctx, "diff", newer, rc);
    return s->ctx->json ? show_json(d, &before, &after) : show(d, jx_form_of_name(b.listed.form));
}

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    (void)ctx;
    (void)arg;
    if (key == KEY_PARENT) *(bool *)own = true;
    return JX_OK;
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct arguments ids;
    struct diff d = {.first = NULL};
    bool parent = false;
    int code = arguments_parse(ctx, self, option, &parent, 1, argc, argv, &ids);
    if (code >= 0) return code;
    if (ids.count != (parent ? 1 : 2)) {
        complain(ctx, "diff", NULL, _("two documents are compared, or one with --parent"),
                 _("jixiao diff --help shows examples"));
        return jx_status_exit(JX_E_USAGE);
    }
    code = session_open(ctx, &d.session);
    if (code < 0) code = diff_run(&d, &ids, parent);
    session_close(&d.session);
    return code;
}

static const struct argp_option options[] = {
    {"parent", KEY_PARENT, NULL, 0, N_("compare with the document that it corrects"), 0},
    {0},
};

const struct command diff_command = {
    .name = "diff",
    .summary = N_("compare two versions field by field"),
    .usage = N_("ID ID | ID --parent"),
    .about = N_(
        "Shows every field that the second document says differently from the first, with both "
        "values. Rows are told by their names: one that was put in or taken out leaves the others "
        "as "
        "they are. A row's number is that of the second document, or of the first where it was "
        "taken "
        "out."),
    .examples = N_("  jixiao diff 3f9a12c0 88b1c2d4\n"
                   "  jixiao diff 88b1c2d4 --parent --json"),
    .options = options,
    .run = run,
};
