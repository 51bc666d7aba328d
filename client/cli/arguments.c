/* Options by argp, help and complaints by ourselves: argp's own texts come from the C library's
 * catalogue, which a small machine does not have in Chinese. */
#include "command.h"

#include "report.h"
#include "table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEY_JSON = 0x1000,
    KEY_LANG,
    KEY_RULES,
    KEY_HELP,
    KEY_VERSION,
    KEY_OF_ARGP = 0x1000000,
    OPTIONS_MAX = 32,
    HELP_COLUMNS = 80
};

static const struct argp_option common[] = {
    {"json", KEY_JSON, NULL, 0, N_("write JSON to standard output"), 0},
    {"lang", KEY_LANG, "zh|en", 0, N_("language of messages (default: the locale's)"), 0},
    {"rules", KEY_RULES, "DIR", 0, N_("folder of the rule pack"), 0},
    {"help", KEY_HELP, NULL, 0, N_("show this help"), 0},
    {"version", KEY_VERSION, NULL, 0, N_("show the version"), 0},
};
enum { COMMON_COUNT = sizeof common / sizeof common[0] };

struct parse {
    struct context *ctx;
    option_fn *option;
    void *own;
    struct arguments args;
    bool front, help, version, complained;
    int stopped_at; /* front only: where the first argument stands */
};

static error_t wrong(struct parse *p)
{
    p->complained = true;
    return EINVAL;
}

static error_t read_common(struct parse *p, int key, const char *arg)
{
    switch (key) {
    case KEY_JSON:
        p->ctx->json = true;
        return 0;
    case KEY_LANG:
        if (context_set_language(p->ctx, arg)) return 0;
        complain(p->ctx, "--lang", arg, _("no such language"), _("give zh or en"));
        return wrong(p);
    case KEY_RULES:
        if (context_set_rules(p->ctx, arg)) return 0;
        complain(p->ctx, "--rules", NULL, _("the path is too long"), _("give a shorter one"));
        return wrong(p);
    case KEY_HELP:
        p->help = true;
        return 0;
    case KEY_VERSION:
        p->version = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t read_one(int key, char *arg, struct argp_state *state)
{
    struct parse *p = state->input;
    if (key == ARGP_KEY_ARG) {
        if (!p->front) {
            p->args.items[p->args.count++] = arg;
            return 0;
        }
        p->stopped_at = state->next - 1;
        state->next = state->argc; /* the rest is the command's */
        return 0;
    }
    error_t e = read_common(p, key, arg);
    /* argp tells of the parse's begin and end by keys of its own, from 0x1000000 up. */
    bool is_option = key > 0 && key < KEY_OF_ARGP;
    if (e != ARGP_ERR_UNKNOWN || !is_option || !p->option) return e;
    return p->option(p->ctx, p->own, key, arg) == JX_OK ? 0 : wrong(p);
}

static void join_options(const struct argp_option *own, struct argp_option out[OPTIONS_MAX])
{
    size_t n = 0;
    for (; own && own->name && n < OPTIONS_MAX - COMMON_COUNT - 1; own++)
        out[n++] = *own;
    for (size_t i = 0; i < COMMON_COUNT; i++)
        out[n++] = common[i];
    out[n] = (struct argp_option){0};
}

/* ---- help ---- */

static void print_options(const struct argp_option *options)
{
    puts(_("Options:"));
    for (; options->name; options++) {
        char left[64];
        snprintf(left, sizeof left, "%s%s%s", options->name, options->arg ? "=" : "",
                 options->arg ? options->arg : "");
        printf("  --");
        print_padded(jx_slice_of(left), 20, false);
        printf("  %s\n", _(options->doc));
    }
}

static void print_help(const struct context *ctx, const struct command *self,
                       const struct argp_option *options)
{
    printf(_("Usage: %s %s [OPTION...] %s\n\n"), ctx->program, self->name, _(self->usage));
    print_wrapped(jx_slice_of(_(self->about)), HELP_COLUMNS);
    putchar('\n');
    print_options(options);
    printf("\n%s\n%s\n", _("Examples:"), _(self->examples));
}

static void print_overview(const struct context *ctx, const struct argp_option *options)
{
    printf(_("Usage: %s COMMAND [OPTION...] [ARGUMENT...]\n\n"), ctx->program);
    puts(_("Budget performance forms: read, check, submit, follow."));
    printf("\n%s\n", _("Commands:"));
    for (const struct command *const *c = commands; *c; c++) {
        printf("  ");
        print_padded(jx_slice_of((*c)->name), 10, false);
        printf("  %s\n", _((*c)->summary));
    }
    putchar('\n');
    print_options(options);
    printf("\n%s\n", _("Examples:"));
    for (const struct command *const *c = commands; *c; c++) {
        const char *first = _((*c)->examples);
        printf("%.*s\n", (int)strcspn(first, "\n"), first);
    }
    printf(
        "\n%s\n",
        _("Exit codes: 0 done; 1 a document has an error or cannot be read; 2 wrong usage; 3 the "
          "service cannot be reached or refuses; 4 a fault of this machine."));
}

/* ---- parsing ---- */

static const struct argp_option *option_of(const struct argp_option *options, struct jx_slice name)
{
    for (; options->name; options++)
        if (jx_starts_with(jx_slice_of(options->name), name)) return options;
    return NULL;
}

/* The option that argp refused; it does not say which one, and moves argv about. */
static const char *refused_option(const struct argp_option *options, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *text = argv[i];
        if (text[0] != '-' || text[1] == '\0') continue;
        if (text[1] != '-') return text; /* there are no short options */
        size_t len = strcspn(text + 2, "=");
        const struct argp_option *o = option_of(options, jx_slice_at(text + 2, len));
        bool has_value = text[2 + len] == '=', takes_value = o && o->arg;
        bool lacks_value = takes_value && !has_value && i + 1 == argc;
        if (!o || lacks_value || (has_value && !takes_value)) return text;
        i += takes_value && !has_value;
    }
    return argv[argc - 1];
}

static int run_argp(struct parse *p, const struct argp_option *options, int argc, char **argv)
{
    const struct argp argp = {.options = options, .parser = read_one};
    unsigned flags = ARGP_NO_HELP | ARGP_NO_ERRS | ARGP_NO_EXIT | (p->front ? ARGP_IN_ORDER : 0);
    int next = argc;
    p->stopped_at = argc;
    error_t e = argp_parse(&argp, argc, argv, flags, &next, p);
    if (e == 0) return -1;
    if (e == ENOMEM) return jx_status_exit(JX_E_NO_MEMORY);
    if (!p->complained)
        complain(p->ctx, refused_option(options, argc, argv), NULL,
                 _("no such option, or one that lacks its value"), _("--help lists the options"));
    return jx_status_exit(JX_E_USAGE);
}

static int print_version(void)
{
    puts("jixiao " JIXIAO_VERSION);
    return 0;
}

int arguments_parse(struct context *ctx, const struct command *self, option_fn *option, void *own,
                    size_t least, int argc, char **argv, struct arguments *out)
{
    struct argp_option options[OPTIONS_MAX];
    join_options(self->options, options);
    /* Arguments move to the front of argv as they are found; never past where argp is. */
    struct parse p = {.ctx = ctx, .option = option, .own = own, .args = {argv + 1, 0}};
    int code = run_argp(&p, options, argc, argv);
    if (code >= 0) return code;
    if (p.version) return print_version();
    if (p.help) {
        print_help(ctx, self, options);
        return 0;
    }
    *out = p.args;
    if (p.args.count >= least) return -1;
    char advice[256];
    snprintf(advice, sizeof advice, _("usage: %s %s %s; --help shows examples"), ctx->program,
             self->name, _(self->usage));
    complain(ctx, self->name, NULL, _("an argument is missing"), advice);
    return jx_status_exit(JX_E_USAGE);
}

int arguments_parse_front(struct context *ctx, int argc, char **argv, int *at)
{
    struct argp_option options[OPTIONS_MAX];
    join_options(NULL, options);
    struct parse p = {.ctx = ctx, .front = true};
    int code = run_argp(&p, options, argc, argv);
    if (code >= 0) return code;
    if (p.version) return print_version();
    if (p.help) {
        print_overview(ctx, options);
        return 0;
    }
    *at = p.stopped_at;
    return -1;
}
