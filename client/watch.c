/* `jixiao watch`: what changes in the county, as it changes. */
#include "commands.h"
#include "events.h"

#include "cli/report.h"
#include "cli/source.h"

#include <stdio.h>
#include <unistd.h>

enum { KEY_SINCE = 's', KEY_UNIT = 'u', PAUSE_US = 1000000 };

struct wishes {
    const char *since, *unit;
};

static jx_status show(void *own, const struct jx_event *e)
{
    struct session *s = own;
    struct jx_json_writer w;
    if (!s->ctx->json) {
        event_print(s, e);
        return ferror(stdout) ? JX_E_IO : JX_OK;
    }
    jx_json_begin(&w, &s->arena, false);
    jx_json_object(&w);
    event_put(e, &w);
    jx_json_end_object(&w);
    jx_json_end_line(&w);
    return json_flush(s->ctx, &w) < 0 ? JX_OK : JX_E_IO;
}

static jx_status pass_over(void *own, const struct jx_event *e)
{
    (void)own;
    (void)e;
    return JX_OK;
}

/* A county that is restarted, or has no worker for a while, is waited for. */
static bool comes_back(jx_status rc)
{
    return rc == JX_E_UNREACHABLE || rc == JX_E_NO_WORKER || rc == JX_E_BUSY;
}

/* One look. What the answers took is given back after each: a watcher runs for months. */
static jx_status look(struct session *s, const struct wishes *w, struct event_mark *at,
                      bool from_now)
{
    jx_status rc = events_read(s, w->unit, at, from_now ? pass_over : show, s);
    jx_arena_clear(&s->arena);
    return rc;
}

/* Until the connection is lost, or for ever. *from_now: what was there before is not shown. Returns
 * -1 when it is worth trying again. */
static int follow(struct session *s, const struct wishes *w, struct event_mark *at, bool *from_now)
{
    for (;;) {
        jx_status rc = look(s, w, at, *from_now);
        if (rc == JX_OK) *from_now = false;
        if (fflush(stdout) != 0 || ferror(stdout)) return jx_status_exit(JX_E_IO);
        if (rc != JX_OK && !comes_back(rc)) return complain_unreachable(s, rc);
        if (rc != JX_OK) return -1;
        usleep(PAUSE_US);
    }
}

static int watch(const struct context *ctx, const struct wishes *w, struct event_mark at,
                 bool from_now)
{
    int code = -1;
    while (code < 0) {
        struct session s;
        code = session_open(ctx, &s);
        if (code < 0) code = follow(&s, w, &at, &from_now);
        if (code < 0)
            complain(ctx, _("county"), s.county.endpoint,
                     jx_status_text(JX_E_UNREACHABLE, ctx->lang),
                     _("it is tried again; nothing will be missed"));
        session_close(&s);
        if (code < 0) usleep(PAUSE_US);
    }
    return code;
}

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    struct wishes *w = own;
    (void)ctx;
    *(key == KEY_SINCE ? &w->since : &w->unit) = arg;
    return JX_OK;
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct wishes w = {.unit = ""};
    struct arguments none;
    struct event_mark at = {0, UINT64_MAX};
    int code = arguments_parse(ctx, self, option, &w, 0, argc, argv, &none);
    if (code >= 0) return code;
    if (w.since && !position_parse(w.since, &at.position)) {
        complain(ctx, "--since", w.since, _("no position"), _("for example --since 1200"));
        return jx_status_exit(JX_E_USAGE);
    }
    return watch(ctx, &w, at, !w.since);
}

static const struct argp_option options[] = {
    {"since", KEY_SINCE, "N", 0, N_("begin behind this journal position (default: now)"), 0},
    {"unit", KEY_UNIT, "CODE", 0, N_("only units whose code begins so"), 0},
    {0},
};

const struct command watch_command = {
    .name = "watch",
    .summary = N_("print what changes, as it changes"),
    .usage = "",
    .about = N_(
        "Prints a line for every document that became something else, in the journal's order, "
        "until it is ended. Who was away gives the last position she has seen and gets what she "
        "missed. You see the units that your key may read."),
    .examples = N_("  jixiao watch\n"
                   "  jixiao watch --since 1200 --json"),
    .options = options,
    .run = run,
};
