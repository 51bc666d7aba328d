/* `jixiao submit` and `jixiao flush`: documents into the outbox, the outbox to the county. */
#include "acts.h"
#include "commands.h"
#include "hand_over.h"

#include "cli/report.h"
#include "cli/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEY_WAIT = 'w',
    KEY_UNIT,
    KEY_FORM,
    KEY_YEAR,
    KEY_REVISES,
    RUN_BYTES = 1 << 30, /* a year of a county's documents, as JSON and as acts */
};

struct wishes {
    bool wait;
    const char *unit, *form, *year, *revises;
};

struct submit {
    struct context *ctx;
    struct wishes wishes;
    struct session session;
    struct jx_arena arena;
    struct jx_hash parent;   /* of --revises */
    struct outbox_act *ours; /* the documents named on the command line, in their order */
    uint32_t our_count, our_room;
    uint32_t skipped; /* documents of another form than --form */
    int32_t year;     /* of --year; 0: none */
    int code;
};

static void take_code(struct submit *s, int code)
{
    if (code > s->code) s->code = code;
}

/* ---- documents into the outbox ---- */

static jx_status remember(struct submit *s, const struct outbox_act *act)
{
    for (uint32_t i = 0; i < s->our_count; i++)
        if (jx_hash_eq(&s->ours[i].id, &act->id)) return JX_OK; /* the same document twice */
    if (s->our_count == s->our_room) {
        uint32_t room = s->our_room ? s->our_room * 2 : 64;
        struct outbox_act *ours = realloc(s->ours, room * sizeof *ours);
        if (!ours) return JX_E_NO_MEMORY;
        s->ours = ours;
        s->our_room = room;
    }
    s->ours[s->our_count++] = *act;
    return JX_OK;
}

static jx_status take_document(struct submit *s, const struct element *e)
{
    struct jx_document d = *e->document;
    struct outbox_act act = {.label = jx_slice_of(e->file)};
    struct jx_slice project = d.project ? d.project->name : d.title.ptr ? d.title : JX_LIT("");
    act.project = jx_arena_copy(&s->arena, project);
    if (jx_is_absent(act.project)) return jx_arena_failure(&s->arena);
    if (d.year == 0) d.year = s->year;
    if (d.year == 0) return JX_E_YEAR_MISSING;
    const struct act_submission of = {.unit = jx_slice_of(s->wishes.unit),
                                      .parent = s->wishes.revises ? &s->parent : NULL};
    jx_status rc = act_of_document(&d, &of, &s->arena, &act);
    return rc == JX_OK ? remember(s, &act) : rc;
}

static bool is_wanted(const struct submit *s, const struct jx_document *d)
{
    return !s->wishes.form || jx_slice_eq(jx_slice_of(s->wishes.form), jx_form_name(d->form));
}

static void take_file(struct submit *s, struct reading *reading, const char *path)
{
    struct jx_arena a;
    struct source src;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX * 4);
    take_code(s, source_read(reading, path, &a, &src));
    for (uint32_t i = 0; i < src.count; i++) {
        const struct element *e = &src.items[i];
        if (!e->document) continue; /* has been complained of */
        if (!is_wanted(s, e->document)) {
            s->skipped++;
            continue;
        }
        jx_status rc = take_document(s, e);
        if (rc != JX_OK) take_code(s, complain_status(s->ctx, path, NULL, rc));
    }
    jx_arena_clear(&a);
}

static void take_files(struct submit *s, const struct arguments *files)
{
    struct reading reading;
    struct progress bar;
    reading_begin(&reading, s->ctx);
    progress_begin(&bar, s->ctx, _("Reading"), files->count);
    for (size_t i = 0; i < files->count; i++) {
        take_file(s, &reading, files->items[i]);
        progress_step(&bar);
    }
    progress_end(&bar);
    reading_end(&reading);
}

/* ---- the commands ---- */

static int begin(struct context *ctx, struct submit *s)
{
    jx_arena_init(&s->arena, RUN_BYTES);
    jx_status rc = outbox_open(ctx->home);
    if (rc != JX_OK) return complain_status(ctx, _("outbox"), ctx->home, rc);
    int code = session_open(ctx, &s->session);
    if (code >= 0) return code;
    if (!s->wishes.unit) s->wishes.unit = s->session.identity.unit;
    return -1;
}

static void end(struct submit *s)
{
    session_close(&s->session);
    jx_arena_clear(&s->arena);
    free(s->ours);
}

static int wrong_option(const struct submit *s, const char *option, const char *value,
                        jx_status why)
{
    complain_status(s->ctx, option, value, why);
    return jx_status_exit(JX_E_USAGE);
}

static int check_wishes(struct submit *s)
{
    if (s->wishes.unit[0] == '\0' || strlen(s->wishes.unit) > JX_UNIT_CODE_MAX) {
        complain(s->ctx, "--unit", s->wishes.unit, _("no unit code, or one that is too long"),
                 _("give the code of the unit that submits with --unit"));
        return jx_status_exit(JX_E_USAGE);
    }
    if (s->wishes.form && jx_form_of_name(jx_slice_of(s->wishes.form)) == JX_FORM_UNKNOWN)
        return wrong_option(s, "--form", s->wishes.form, JX_E_FORM_UNKNOWN);
    if (s->wishes.year) {
        char *rest = NULL;
        long year = strtol(s->wishes.year, &rest, 10);
        if (*rest || year < JX_YEAR_FIRST || year > JX_YEAR_LAST)
            return wrong_option(s, "--year", s->wishes.year, JX_E_FIELD_VALUE);
        s->year = (int32_t)year;
    }
    if (!s->wishes.revises) return -1;
    jx_status rc = id_resolve(s->ctx->home, s->wishes.revises, &s->parent);
    return rc == JX_OK ? -1 : wrong_option(s, "--revises", s->wishes.revises, rc);
}

static int submit_run(struct submit *s, const struct arguments *files)
{
    int code = check_wishes(s);
    if (code >= 0) return code;
    take_files(s, files);
    if (s->wishes.revises && s->our_count != 1) {
        complain(s->ctx, "--revises", s->wishes.revises,
                 _("a revision is of one document, and the files hold another number of them"),
                 _("give one file with one document, or choose with --form"));
        return jx_status_exit(JX_E_USAGE);
    }
    code = outbox_add(s->ctx, s->ours, s->our_count);
    if (code >= 0) return code;
    take_code(s, hand_over(&s->session, &s->arena, s->ours, s->our_count, s->wishes.wait));
    return s->code;
}

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    struct wishes *w = own;
    (void)ctx;
    switch (key) {
    case KEY_WAIT:
        w->wait = true;
        break;
    case KEY_UNIT:
        w->unit = arg;
        break;
    case KEY_FORM:
        w->form = arg;
        break;
    case KEY_YEAR:
        w->year = arg;
        break;
    default:
        w->revises = arg;
        break;
    }
    return JX_OK;
}

static int run_submit(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct submit s = {.ctx = ctx};
    struct arguments files;
    int code = arguments_parse(ctx, self, option, &s.wishes, 1, argc, argv, &files);
    if (code >= 0) return code;
    code = begin(ctx, &s);
    if (code < 0) code = submit_run(&s, &files);
    end(&s);
    return code;
}

static int run_flush(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct submit s = {.ctx = ctx};
    struct arguments none;
    int code = arguments_parse(ctx, self, option, &s.wishes, 0, argc, argv, &none);
    if (code >= 0) return code;
    code = begin(ctx, &s);
    if (code < 0) code = hand_over(&s.session, &s.arena, NULL, 0, s.wishes.wait);
    end(&s);
    return code;
}

static const struct argp_option submit_options[] = {
    {"wait", KEY_WAIT, NULL, 0, N_("wait until the county has judged what was sent"), 0},
    {"unit", KEY_UNIT, "CODE", 0, N_("code of the unit that submits (default: the key's)"), 0},
    {"form", KEY_FORM, "NAME", 0, N_("only documents of this form: self_evaluation, target ..."),
     0},
    {"year", KEY_YEAR, "YEAR", 0, N_("the year, where the form prints none"), 0},
    {"revises", KEY_REVISES, "ID", 0, N_("the document that this one corrects"), 0},
    {0},
};

static const struct argp_option flush_options[] = {
    {"wait", KEY_WAIT, NULL, 0, N_("wait until the county has judged what was sent"), 0},
    {0},
};

const struct command submit_command = {
    .name = "submit",
    .summary = N_("send documents to the county and keep the receipts"),
    .usage = N_("FILE..."),
    .about = N_("Puts every document of the files into the outbox, sends the outbox to the county "
                "and keeps a receipt for each: the proof that it is on the county's disk, and "
                "since when. What cannot be sent now stays in the outbox and goes with the next "
                "submit or with jixiao flush. Sending the same document again is harmless: it "
                "gets its first receipt."),
    .examples = N_("  jixiao submit --wait self-evaluation.txt\n"
                   "  jixiao submit --revises 3f9a12c0 corrected.json"),
    .options = submit_options,
    .run = run_submit,
};

const struct command flush_command = {
    .name = "flush",
    .summary = N_("send what waits in the outbox"),
    .usage = "",
    .about = N_("Sends every act that is in the outbox because the county could not be reached, "
                "and keeps the receipts."),
    .examples = N_("  jixiao flush"),
    .options = flush_options,
    .run = run_flush,
};
