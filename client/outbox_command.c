/* `jixiao outbox`: what waits to be sent. */
#include "commands.h"
#include "outbox.h"
#include "sending.h"

#include "cli/report.h"
#include "cli/source.h"
#include "cli/table.h"

#include <stdio.h>

enum { RUN_BYTES = 1 << 30 };

static void put_act(const struct outbox_act *act, struct jx_json_writer *w)
{
    char hex[ID_HEX];
    struct jx_header h = {.form = JX_LIT(""), .unit = JX_LIT("")};
    jx_header_decode(act->header, &h);
    jx_hex_print(jx_hash_slice(&act->id), hex);
    jx_json_object(w);
    jx_json_member_text(w, "id", jx_slice_of(hex));
    jx_json_member_text(w, "file", act->label);
    jx_json_member_text(w, "form", h.form);
    jx_json_member_integer(w, "year", h.year);
    jx_json_member_text(w, "unit", h.unit);
    jx_json_member_text(w, "project", act->project);
    jx_json_end_object(w);
}

static int show_json(const struct context *ctx, struct jx_arena *a, const struct outbox_act *acts,
                     uint32_t count)
{
    struct jx_json_writer w;
    jx_json_begin(&w, a, true);
    jx_json_array(&w);
    for (uint32_t i = 0; i < count; i++)
        put_act(&acts[i], &w);
    jx_json_end_array(&w);
    jx_json_end_line(&w);
    int code = json_flush(ctx, &w);
    return code < 0 ? 0 : code;
}

static int show(const struct outbox_act *acts, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        char hex[ID_HEX];
        jx_hex_print(jx_hash_slice(&acts[i].id), hex);
        printf("%s  ", hex);
        write_safe(stdout, acts[i].project);
        fputs("  ", stdout);
        write_safe(stdout, acts[i].label);
        putchar('\n');
    }
    printf(_("in the outbox: %u\n"), count);
    return 0;
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct arguments none;
    struct jx_arena a;
    struct outbox_act *acts = NULL;
    uint32_t count = 0, damaged = 0;
    int code = arguments_parse(ctx, self, NULL, NULL, 0, argc, argv, &none);
    if (code >= 0) return code;
    jx_arena_init(&a, RUN_BYTES);
    jx_status rc = outbox_open(ctx->home);
    if (rc == JX_OK) rc = outbox_read(ctx->home, &a, &acts, &count, &damaged);
    if (rc == JX_OK && damaged > 0) rc = JX_E_CORRUPT;
    if (rc != JX_OK)
        code = complain_status(ctx, _("outbox"), ctx->home, rc);
    else
        code = ctx->json ? show_json(ctx, &a, acts, count) : show(acts, count);
    jx_arena_clear(&a);
    return code;
}

const struct command outbox_command = {
    .name = "outbox",
    .summary = N_("show what waits to be sent"),
    .usage = "",
    .about = N_("Lists the acts that were not yet taken in by the county. They stay there, also "
                "over a power cut, until jixiao flush or the next submit has sent them."),
    .examples = N_("  jixiao outbox"),
    .run = run,
};
