/* The commands of `jixiao`: one table row each, one file each, and how they read their arguments.
 */
#ifndef JX_CLI_COMMAND_H
#define JX_CLI_COMMAND_H

#include "context.h"

#include <argp.h>
#include <stddef.h>

struct command {
    const char *name;
    const char *summary;               /* one line of the list of commands; N_() */
    const char *usage;                 /* what stands behind the name: "FILE..."; N_() */
    const char *about;                 /* a paragraph of its --help; N_() */
    const char *examples;              /* at least one, a line each; N_() */
    const struct argp_option *options; /* its own, ended by a row of zeros; docs N_(). NULL: none */
    /* argv[0] is the command's name. Returns the exit code of the program. */
    int (*run)(struct context *ctx, const struct command *self, int argc, char **argv);
};

/* The list that `jixiao --help` shows and `main` looks commands up in; ends with NULL. */
extern const struct command *const commands[];

/* What is no option. */
struct arguments {
    char **items;
    size_t count;
};

/* An option of the command itself: its key and its argument (NULL when it takes none). JX_OK, or
 * JX_E_USAGE after it complained. */
typedef jx_status option_fn(struct context *ctx, void *own, int key, const char *arg);

/* What every command does first. Reads the command's own options through `option` (may be NULL) and
 * the common ones (--json, --lang, --rules, --help) into ctx. Returns -1 when the command may go
 * on, else the exit code: help was printed (0), or the usage was wrong, which has been said (2).
 * *out points into argv. `least` is how many arguments there must be. */
int arguments_parse(struct context *ctx, const struct command *self, option_fn *option, void *own,
                    size_t least, int argc, char **argv, struct arguments *out);

/* Reads the options in front of the command's name; *at is where the name stands, or argc. As
 * above. */
int arguments_parse_front(struct context *ctx, int argc, char **argv, int *at);
#endif
