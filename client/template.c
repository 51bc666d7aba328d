/* `jixiao template`: a form for filling in, empty or with what is known already. */
#include "ask.h"
#include "commands.h"
#include "master.h"
#include "outbox.h"

#include "cli/report.h"
#include "cli/source.h"
#include "export/export.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    ARENA_BYTES = 256 << 20,
    KEY_OUTPUT = 'o',
    KEY_TARGET = 't',
    KEY_LAST_YEAR = 'l',
    KEY_YEAR = 'y',
    KEY_PERIOD = 'p',
    KEY_LIBRARY = 'L',
};

struct wish {
    const char *output, *target, *last_year, *library;
    struct jx_fill fill;
};

/* What the command holds open: files are read with `reading`, ids asked for over `session`. */
struct sources {
    struct context *ctx;
    struct reading reading;
    struct session session;
    bool connected;
    struct jx_arena arena;
};

/* Whether both are of one project; without one to compare with, any document will do. */
static bool is_of(struct sources *s, const struct jx_document *d, const struct jx_document *like)
{
    struct jx_slice one, other;
    if (!like) return true;
    return jx_project_key(d, &s->arena, &one) == JX_OK &&
           jx_project_key(like, &s->arena, &other) == JX_OK && jx_slice_eq(one, other);
}

/* Of several documents the one of the project that `like` is of (may be NULL). */
static int find_in_file(struct sources *s, const char *path, enum jx_form form,
                        const struct jx_document *like, const struct jx_document **out)
{
    struct source file;
    uint32_t count = 0, of_form = 0;
    int code = source_read(&s->reading, path, &s->arena, &file);
    if (code > 0) return code;
    for (uint32_t i = 0; i < file.count; i++) {
        const struct jx_document *d = file.items[i].document;
        if (!d || d->form != form) continue;
        of_form++;
        if (of_form == 1 || is_of(s, d, like)) *out = d;
        count += is_of(s, d, like);
    }
    if (count == 1 || of_form == 1) return -1;
    char text[160];
    snprintf(text, sizeof text, _("one such document is needed, this file has %u"),
             (unsigned)count);
    complain(s->ctx, path, jx_form_zh(form), text, _("give a file with that document alone"));
    return 1;
}

static int find_by_id(struct sources *s, const char *name, struct jx_document *room,
                      const struct jx_document **out)
{
    struct jx_hash id;
    struct jx_document_answer answer;
    jx_status rc = id_resolve(s->ctx->home, name, &id);
    if (rc != JX_OK) return complain_status(s->ctx, name, NULL, rc);
    if (!s->connected) {
        int code = session_open(s->ctx, &s->session);
        s->connected = true;
        if (code >= 0) return code;
    }
    rc = ask_form(&s->session, &id, &answer, room);
    if (rc != JX_OK) return complain_status(s->ctx, _("county"), name, rc);
    *out = room;
    return -1;
}

/* A file of that name, else a document that the county holds. Complains; -1, or the exit code. */
static int find(struct sources *s, const char *name, enum jx_form form,
                const struct jx_document *like, const struct jx_document **out)
{
    if (access(name, F_OK) == 0 || strpbrk(name, "./"))
        return find_in_file(s, name, form, like, out);
    struct jx_document *room = jx_arena_take(&s->arena, sizeof *room);
    if (!room) return complain_status(s->ctx, name, NULL, jx_arena_failure(&s->arena));
    return find_by_id(s, name, room, out);
}

/* The names of a library, each once, as the list has them. Complains; -1, or the exit code. */
static int read_library(struct sources *s, const char *path, struct jx_choices *out)
{
    struct master_list l;
    jx_status rc = master_read_file(s->ctx, JX_MASTER_indicators, path, &s->arena, &l);
    if (rc != JX_OK) return jx_status_exit(rc);
    if (l.conflict_count || l.row_count == 0) {
        complain(s->ctx, path, NULL, _("no library of indicators"),
                 _("jixiao admin load indicators FILE --dry-run says what is wrong with it"));
        return jx_status_exit(JX_E_FIELD_VALUE);
    }
    struct jx_slice *names = jx_arena_array(&s->arena, l.row_count, sizeof *names);
    if (!names) return complain_status(s->ctx, path, NULL, jx_arena_failure(&s->arena));
    *out = (struct jx_choices){.items = names};
    for (uint32_t i = 0; i < l.row_count; i++) {
        struct jx_slice name = l.cells[(size_t)i * INDICATORS_COLUMNS + INDICATORS_LEVEL3];
        uint32_t at = 0;
        while (at < out->count && !jx_slice_eq(names[at], name))
            at++;
        names[at] = name;
        if (at == out->count) out->count++;
    }
    return -1;
}

static int write_template(struct sources *s, struct wish *wish)
{
    struct jx_document d;
    struct jx_choices names = {.count = 0};
    int code = -1;
    if (wish->target) code = find(s, wish->target, JX_FORM_target, NULL, &wish->fill.target);
    if (code < 0 && wish->last_year)
        code = find(s, wish->last_year, wish->fill.form, wish->fill.target, &wish->fill.last_year);
    if (code < 0 && wish->library) code = read_library(s, wish->library, &names);
    if (code >= 0) return code;
    jx_status rc = jx_fill_document(&wish->fill, &s->arena, &d);
    if (rc == JX_E_FIELD_VALUE) {
        complain(s->ctx, "--from-target", wish->target, _("this form does not come from a target"),
                 _("it is for monitoring and self_evaluation, and takes a target form"));
        return jx_status_exit(JX_E_USAGE);
    }
    if (rc == JX_OK)
        rc = jx_export_template(&d, wish->target != NULL, &names, wish->output, &s->arena);
    return rc == JX_OK ? 0 : complain_status(s->ctx, wish->output, NULL, rc);
}

/* By its name in the exchange form, or as it is printed. */
static enum jx_form form_named(const char *name)
{
    for (int form = JX_FORM_UNKNOWN + 1; form < JX_FORM_COUNT; form++)
        if (strcmp(jx_form_zh((enum jx_form)form), name) == 0) return (enum jx_form)form;
    return jx_form_of_name(jx_slice_of(name));
}

static int check_wish(struct context *ctx, const struct arguments *names, struct wish *wish)
{
    wish->fill.form = names->count == 1 ? form_named(names->items[0]) : JX_FORM_UNKNOWN;
    if (wish->fill.form == JX_FORM_UNKNOWN) {
        complain(ctx, "template", names->items[0], _("no such form"),
                 _("give one of self_evaluation, monitoring, target, project_list, evaluation, "
                   "evaluation_summary, final_accounts"));
        return jx_status_exit(JX_E_USAGE);
    }
    if (wish->library && wish->fill.form != JX_FORM_target) {
        complain(ctx, "--library", names->items[0], _("only a target draws on the library"),
                 _("other forms take their indicators --from-target"));
        return jx_status_exit(JX_E_USAGE);
    }
    if (wish->output) return -1;
    complain(ctx, "template", NULL, _("a workbook cannot be written to standard output"),
             _("say where with -o FILE.xlsx"));
    return jx_status_exit(JX_E_USAGE);
}

static jx_status read_year(struct context *ctx, const char *arg, int32_t *out)
{
    char *end;
    long year = strtol(arg, &end, 10);
    if (*end == '\0' && year >= JX_YEAR_FIRST && year <= JX_YEAR_LAST) {
        *out = (int32_t)year;
        return JX_OK;
    }
    complain(ctx, "--year", arg, _("not a year"), _("give four digits"));
    return JX_E_USAGE;
}

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    struct wish *wish = own;
    if (key == KEY_OUTPUT) wish->output = arg;
    if (key == KEY_TARGET) wish->target = arg;
    if (key == KEY_LAST_YEAR) wish->last_year = arg;
    if (key == KEY_LIBRARY) wish->library = arg;
    if (key == KEY_PERIOD) wish->fill.period = jx_slice_of(arg);
    return key == KEY_YEAR ? read_year(ctx, arg, &wish->fill.year) : JX_OK;
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct arguments names;
    struct wish wish = {.fill = {.period = JX_ABSENT}};
    int code = arguments_parse(ctx, self, option, &wish, 1, argc, argv, &names);
    if (code < 0) code = check_wish(ctx, &names, &wish);
    if (code >= 0) return code;
    struct sources s = {.ctx = ctx};
    jx_arena_init(&s.arena, ARENA_BYTES);
    reading_begin(&s.reading, ctx);
    code = write_template(&s, &wish);
    if (s.connected) session_close(&s.session);
    reading_end(&s.reading);
    jx_arena_clear(&s.arena);
    return code;
}

static const struct argp_option options[] = {
    {"output", KEY_OUTPUT, "FILE.xlsx", 0, N_("where to write the workbook"), 0},
    {"from-target", KEY_TARGET, "FILE|ID", 0,
     N_("put in the indicators, targets, weights and budget of a target"), 0},
    {"last-year", KEY_LAST_YEAR, "FILE|ID", 0, N_("put last year's values beside the new ones"), 0},
    {"library", KEY_LIBRARY, "FILE", 0,
     N_("target: offer the level-3 indicators of this library in a drop-down"), 0},
    {"year", KEY_YEAR, "YEAR", 0, N_("the year of the form (default: the target's)"), 0},
    {"period", KEY_PERIOD, "MONTHS", 0, N_("the months of a monitoring form (default: 1-8月)"), 0},
    {0},
};

const struct command template_command = {
    .name = "template",
    .summary = N_("make a form for filling in"),
    .usage = N_("FORM -o FILE.xlsx"),
    .about = N_(
        "Writes a workbook with the printed form: drop-downs and hints where something is to be "
        "filled in, formulas for rates, scores and sums, everything else locked (without a "
        "password). Filled in, it is read like any other form. FORM is self_evaluation, "
        "monitoring, target, project_list, evaluation, evaluation_summary or final_accounts, or "
        "the form's Chinese name. With --from-target what the target says is in its place and "
        "locked; an ID names a document that the county holds."),
    .examples = N_("  jixiao template target -o target.xlsx\n"
                   "  jixiao template target --library indicators.csv -o target.xlsx\n"
                   "  jixiao template self_evaluation --from-target target.xlsx --last-year "
                   "last.json -o form.xlsx"),
    .options = options,
    .run = run,
};
