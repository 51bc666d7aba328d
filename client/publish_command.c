/* `jixiao publish`: a year's forms and tables as a folder that may be published. */
#include "commands.h"

#include "cli/report.h"
#include "cli/source.h"
#include "publish/publish.h"

#include <stdio.h>
#include <stdlib.h>

enum { KEY_YEAR = 'y', KEY_OUTPUT = 'o', KEY_RECEIVED = 256, TRIES = 3 };

struct wishes {
    const char *year, *output;
    bool received;
};

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    struct wishes *w = own;
    (void)ctx;
    if (key == KEY_RECEIVED)
        w->received = true;
    else
        *(key == KEY_YEAR ? &w->year : &w->output) = arg;
    return JX_OK;
}

static int check(struct context *ctx, const struct wishes *w, struct publish_wish *out)
{
    char *end = NULL;
    unsigned long year = w->year ? strtoul(w->year, &end, 10) : 0;
    if (!w->year || *end || year < JX_YEAR_FIRST || year > JX_YEAR_LAST) {
        complain(ctx, "publish", w->year ? w->year : "", _("give the budget year"),
                 _("for example --year 2025"));
        return jx_status_exit(JX_E_USAGE);
    }
    if (!w->output) {
        complain(ctx, "publish", NULL, _("say where to, with -o DIR"),
                 _("the folder must not exist yet"));
        return jx_status_exit(JX_E_USAGE);
    }
    *out = (struct publish_wish){.year = (uint32_t)year, .received = w->received, .dir = w->output};
    return -1;
}

static int show_json(struct context *ctx, const struct publish_wish *w,
                     const struct publish_report *r)
{
    char hex[2 * JX_HASH_BYTES + 1];
    struct jx_arena a;
    struct jx_json_writer json;
    jx_hex_print(jx_hash_slice(&r->manifest), hex);
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    jx_json_begin(&json, &a, true);
    jx_json_object(&json);
    jx_json_member_integer(&json, "year", w->year);
    jx_json_member_integer(&json, "position", (int64_t)r->position);
    jx_json_member_integer(&json, "documents", r->documents);
    jx_json_member_integer(&json, "files", r->files);
    jx_json_member_integer(&json, "secret_projects", (int64_t)r->secret);
    jx_json_member_text(&json, "manifest", jx_slice_of(hex));
    jx_json_end_object(&json);
    jx_json_end_line(&json);
    int code = json_flush(ctx, &json);
    jx_arena_clear(&a);
    return code < 0 ? 0 : code;
}

static void show_left_out(const struct context *ctx, const struct publish_report *r)
{
    if (r->secret)
        printf(_("  left out: %llu secret projects, by the lists' own word\n"),
               (unsigned long long)r->secret);
    for (int s = 0; s < JX_STATE_COUNT; s++) {
        const char *name = ctx->lang == JX_LANG_ZH ? jx_state_zh((enum jx_state)s)
                                                   : jx_state_name((enum jx_state)s);
        if (r->left_out[s])
            printf(_("  left out: %lu versions, state: %s\n"), (unsigned long)r->left_out[s], name);
    }
}

static int show(struct context *ctx, const struct publish_wish *w, const struct publish_report *r)
{
    char hex[2 * JX_HASH_BYTES + 1];
    if (ctx->json) return show_json(ctx, w, r);
    jx_hex_print(jx_hash_slice(&r->manifest), hex);
    printf(_("%s: %lu documents of %lu, %lu files, as of journal position #%llu\n"), w->dir,
           (unsigned long)r->documents, (unsigned long)w->year, (unsigned long)r->files,
           (unsigned long long)r->position);
    show_left_out(ctx, r);
    printf(_("  manifest.json has the hash %s\n"), hex);
    return 0;
}

static int fail(const struct session *s, const struct publish_wish *w, jx_status rc)
{
    const char *advice = advice_for(rc);
    if (rc == JX_E_BUSY)
        advice = _("the county went on meanwhile: try again, at a quiet time or when the year is "
                   "closed");
    if (rc == JX_E_IN_USE) advice = _("name a folder that does not exist");
    if (jx_status_exit(rc) == 3 && rc != JX_E_BUSY) return complain_unreachable(s, rc);
    complain(s->ctx, "publish", w->dir, jx_status_text(rc, s->ctx->lang), advice);
    return jx_status_exit(rc);
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct wishes w = {.year = NULL};
    struct arguments none;
    struct publish_wish wish = {.year = 0};
    struct publish_report report = {.position = 0};
    struct session s;
    int code = arguments_parse(ctx, self, option, &w, 0, argc, argv, &none);
    if (code < 0) code = check(ctx, &w, &wish);
    if (code >= 0) return code;
    code = session_open(ctx, &s);
    if (code < 0) {
        jx_status rc = JX_E_BUSY;
        for (int i = 0; rc == JX_E_BUSY && i < TRIES; i++)
            rc = publish_year(&s, &wish, &report);
        code = rc == JX_OK ? show(ctx, &wish, &report) : fail(&s, &wish, rc);
    }
    session_close(&s);
    return code;
}

static const struct argp_option options[] = {
    {"year", KEY_YEAR, "YEAR", 0, N_("the budget year"), 0},
    {"output", KEY_OUTPUT, "DIR", 0, N_("the folder to make"), 0},
    {"received", KEY_RECEIVED, NULL, 0,
     N_("what counts as received too, not only what is approved"), 0},
    {0},
};

const struct command publish_command = {
    .name = "publish",
    .summary = N_("write a year's forms and tables as they are published"),
    .usage = N_("--year YEAR -o DIR"),
    .about = N_(
        "Writes what the county holds of a year into a new folder: every approved form as it is "
        "printed, the public list, the summary of self-evaluations, what units add up to, the "
        "differences and the findings as workbooks; the same as open data, CSV with a data "
        "dictionary and JSON with its schema; and manifest.json with the hash of every file, the "
        "journal position that all of it is true for, and what was left out. The folder is there "
        "whole or not at all, and the same position gives the same bytes. Takes a key of the "
        "county."),
    .examples = N_("  jixiao publish --year 2025 -o published-2025\n"
                   "  jixiao publish --year 2025 --received -o draft-2025"),
    .options = options,
    .run = run,
};
