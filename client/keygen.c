/* `jixiao keygen`: a key of one's own. */
#include "commands.h"

#include "cli/report.h"

#include "../proto/net/identity.h"
#include "../proto/wire/crypto.h"

#include <stdio.h>

enum { KEY_UNIT = 'u' };

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    (void)ctx;
    (void)key;
    *(const char **)own = arg;
    return JX_OK;
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct arguments files;
    struct jx_identity id = {.unit = ""};
    const char *unit = NULL;
    char hex[2 * JX_CURVE_BYTES + 1];
    int code = arguments_parse(ctx, self, option, &unit, 1, argc, argv, &files);
    if (code >= 0) return code;
    if (unit && !check_word(ctx, "--unit", unit, JX_UNIT_CODE_MAX))
        return jx_status_exit(JX_E_USAGE);
    jx_status rc = jx_identity_make(files.items[0], unit ? unit : "", &id);
    if (rc == JX_E_IN_USE) {
        complain(ctx, _("key file"), files.items[0], _("it exists already and is not overwritten"),
                 _("name another file"));
        return jx_status_exit(JX_E_USAGE);
    }
    if (rc != JX_OK) return complain_status(ctx, _("key file"), files.items[0], rc);
    jx_hex_print(jx_slice_at(id.keys.public_key, JX_CURVE_BYTES), hex);
    jx_wipe(&id, sizeof id);
    puts(hex);
    return 0;
}

static const struct argp_option options[] = {
    {"unit", KEY_UNIT, "CODE", 0, N_("code of the unit that the key will act for"), 0},
    {0},
};

const struct command keygen_command = {
    .name = "keygen",
    .summary = N_("make a key of your own"),
    .usage = N_("FILE"),
    .about = N_(
        "Writes a new secret key to FILE, readable by you alone, and prints its public half. "
        "Send that to the county's administrator, who enrols it; keep the file to "
        "yourself."),
    .examples = N_("  jixiao keygen my.key --unit 990001101"),
    .options = options,
    .run = run,
};
