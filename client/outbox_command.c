/* `jixiao outbox`: what waits to be sent. */
#include "commands.h"
#include "outbox.h"
#include "sending.h"

#include "cli/report.h"
#include "cli/source.h"
#include "cli/table.h"

#include <stdio.h>
#include <string.h>

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

/* ---- dropping ---- */

static const struct outbox_act *act_named(const struct context *ctx, const char *text,
                                          const struct outbox_act *acts, uint32_t count)
{
    struct jx_hash id;
    jx_status rc = id_resolve(ctx->home, text, &id);
    for (uint32_t i = 0; rc == JX_OK && i < count; i++)
        if (jx_hash_eq(&acts[i].id, &id)) return &acts[i];
    complain(ctx, "outbox", text,
             rc == JX_E_USAGE ? _("no id, or the beginning of several")
                              : _("it is not in the outbox"),
             _("jixiao outbox lists what is there"));
    return NULL;
}

/* All of them or, where one is not there, none. */
static int drop(const struct context *ctx, const struct arguments *ids,
                const struct outbox_act *acts, uint32_t count)
{
    int code = 0;
    for (size_t i = 1; i < ids->count; i++)
        if (!act_named(ctx, ids->items[i], acts, count)) return jx_status_exit(JX_E_USAGE);
    for (size_t i = 1; i < ids->count && code == 0; i++) {
        char hex[ID_HEX];
        const struct outbox_act *act = act_named(ctx, ids->items[i], acts, count);
        if (!act) continue; /* named twice */
        jx_status rc = outbox_remove(ctx->home, &act->id);
        if (rc != JX_OK) return complain_status(ctx, _("outbox"), ids->items[i], rc);
        jx_hex_print(jx_hash_slice(&act->id), hex);
        printf(_("dropped, not sent: %s  "), hex);
        write_safe(stdout, act->label);
        putchar('\n');
    }
    return code;
}

static int run_action(const struct context *ctx, const struct arguments *args, struct jx_arena *a,
                      const struct outbox_act *acts, uint32_t count)
{
    if (args->count == 0) return ctx->json ? show_json(ctx, a, acts, count) : show(acts, count);
    if (strcmp(args->items[0], "drop") == 0 && args->count > 1) return drop(ctx, args, acts, count);
    complain(ctx, "outbox", args->items[0], _("no such action"),
             _("jixiao outbox lists, jixiao outbox drop ID... removes"));
    return jx_status_exit(JX_E_USAGE);
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct arguments args;
    struct jx_arena a;
    struct outbox_act *acts = NULL;
    uint32_t count = 0, damaged = 0;
    int code = arguments_parse(ctx, self, NULL, NULL, 0, argc, argv, &args);
    if (code >= 0) return code;
    jx_arena_init(&a, RUN_BYTES);
    jx_status rc = outbox_open(ctx->home);
    if (rc == JX_OK) rc = outbox_read(ctx->home, &a, &acts, &count, &damaged);
    if (rc == JX_OK && damaged > 0) rc = JX_E_CORRUPT;
    if (rc != JX_OK)
        code = complain_status(ctx, _("outbox"), ctx->home, rc);
    else
        code = run_action(ctx, &args, &a, acts, count);
    jx_arena_clear(&a);
    return code;
}

const struct command outbox_command = {
    .name = "outbox",
    .summary = N_("show what waits to be sent, drop what never should be"),
    .usage = N_("[drop ID...]"),
    .about = N_("Lists the acts that were not yet taken in by the county. They stay there, also "
                "over a power cut, until jixiao flush or the next submit has sent them. What the "
                "county will never take from this key (not permitted) is removed with drop; an ID "
                "may be shortened to its first six digits or more."),
    .examples = N_("  jixiao outbox\n"
                   "  jixiao outbox drop 3f9a12c0"),
    .run = run,
};
