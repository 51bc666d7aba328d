/* jixiao: finds the command and runs it. */
#include "commands.h"

#include "cli/report.h"

#include <stdio.h>
#include <string.h>

/* clang-format off */
const struct command *const commands[] = { /* one a line */
    &convert_command,
    &template_command,
    &check_command,
    &submit_command,
    &flush_command,
    &outbox_command,
    &status_command,
    &inbox_command,
    &list_command,
    &show_command,
    &diff_command,
    &watch_command,
    &ui_command,
    &summary_command,
    &missing_command,
    &review_command,
    &publish_command,
    &archive_command,
    &audit_command,
    &approve_command,
    &return_command,
    &withdraw_command,
    &explain_command,
    &resolve_command,
    &move_command,
    &override_command,
    &own_score_command,
    &adjust_command,
    &close_command,
    &reopen_command,
    &approval_command,
    &delegate_command,
    &batch_command,
    &sample_command,
    &rules_command,
    &verify_command,
    &keygen_command,
    &admin_command,
    &metrics_command,
    &health_command,
    NULL,
};
/* clang-format on */

static const struct command *find(const char *name)
{
    for (const struct command *const *c = commands; *c; c++)
        if (strcmp((*c)->name, name) == 0) return *c;
    return NULL;
}

static int run_command(struct context *ctx, int argc, char **argv)
{
    const struct command *c = find(argv[0]);
    if (c) return c->run(ctx, c, argc, argv);
    complain(ctx, argv[0], NULL, _("no such command"), _("jixiao --help lists the commands"));
    return jx_status_exit(JX_E_USAGE);
}

/* Output that did not reach its file is a failure, even if all else went well. */
static int close_output(const struct context *ctx, int code)
{
    if (fflush(stdout) == 0 && !ferror(stdout)) return code;
    return complain_status(ctx, _("standard output"), NULL, JX_E_IO);
}

int main(int argc, char **argv)
{
    struct context ctx;
    context_init(&ctx);
    int at = argc;
    int code = arguments_parse_front(&ctx, argc, argv, &at);
    if (code < 0 && at >= argc) {
        complain(&ctx, ctx.program, NULL, _("no command was given"),
                 _("jixiao --help lists the commands"));
        code = jx_status_exit(JX_E_USAGE);
    }
    if (code < 0) code = run_command(&ctx, argc - at, argv + at);
    return close_output(&ctx, code);
}
