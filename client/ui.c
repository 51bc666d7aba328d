/* `jixiao ui`: the county's page for one person, with her own key. */
#include "commands.h"

#include "cli/report.h"

#include "../proto/base/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_LISTEN = 'l' };

/* Beside this program, else wherever it is found. */
static void run_console(char *const argv[])
{
    char exe[CONTEXT_PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 32);
    char *slash = n > 0 ? (exe[n] = '\0', strrchr(exe, '/')) : NULL;
    if (slash) {
        snprintf(slash + 1, sizeof exe - (size_t)(slash + 1 - exe), "jixiao-console");
        execv(exe, argv);
    }
    execvp("jixiao-console", argv);
}

static const char *place(const struct context *ctx, const char *variable, const char *name,
                         char out[JX_PATH_ROOM])
{
    const char *value = getenv(variable);
    if (value && *value) return value;
    return jx_path_join(out, ctx->home, name) ? out : "";
}

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    (void)ctx;
    (void)key;
    *(const char **)own = arg;
    return JX_OK;
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct arguments none;
    const char *listen = "127.0.0.1:0";
    char county[JX_PATH_ROOM], key[JX_PATH_ROOM];
    int code = arguments_parse(ctx, self, option, &listen, 0, argc, argv, &none);
    if (code >= 0) return code;
    const char *words[] = {"jixiao-console",
                           "--local",
                           "--county",
                           place(ctx, "JIXIAO_COUNTY", "county.conf", county),
                           "--key",
                           place(ctx, "JIXIAO_KEY", "my.key", key),
                           "--home",
                           ctx->home,
                           "--listen",
                           listen,
                           "--log",
                           "error",
                           NULL};
    fprintf(stderr, "%s\n",
            _("Open this link in a browser; it is good for one use. Ctrl-C ends the program."));
    run_console((char **)(uintptr_t)words);
    complain(ctx, "jixiao-console", NULL, strerror(errno), _("install the package jixiao-console"));
    return jx_status_exit(JX_E_CONFIG);
}

static const struct argp_option options[] = {
    {"listen", KEY_LISTEN, "ADDRESS", 0, N_("where to listen (default: a free port of 127.0.0.1)"),
     0},
    {0},
};

const struct command ui_command = {
    .name = "ui",
    .summary = N_("show the county's page in a browser on this computer"),
    .usage = "",
    .about = N_("Starts the page for you alone, with your own key, and prints a link for one use: "
                "drop files on it, see "
                "what is wrong beside each cell, correct, submit, and see what came back."),
    .examples = N_("  jixiao ui\n"
                   "  jixiao ui --listen 127.0.0.1:8080"),
    .options = options,
    .run = run,
};
