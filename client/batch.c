/* `jixiao batch`: a year scored again, looked at, published. */
#include "commands.h"
#include "runs.h"
#include "sending.h"
#include "texts.h"

#include "../proto/net/clock.h"
#include "../proto/wire/crypto.h"
#include "cli/report.h"
#include "cli/rules.h"
#include "cli/source.h"
#include "cli/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    KEY_YEAR = 'y',
    KEY_PACK = 'p',
    KEY_FULL = 256,
    KEY_REASON,
    KEY_REASONS,
    KEY_NO_WAIT,
    KEY_WAIT,
    PACK_ARENA_BYTES = 16 << 20,
    BEGIN_MS = 60000,
    NO_WAIT_MS = 5000, /* for a word that it has begun */
    PUBLISH_MS = 600000,
    POLL_MS = 200,
    BAR_COLUMNS = 30,
};

struct wishes {
    const char *year, *pack, *reason, *reasons;
    bool full, no_wait, wait;
};

struct batch {
    struct context *ctx;
    const struct wishes *wishes;
    struct session session;
    struct jx_arena arena;
};

/* ---- showing runs ---- */

static struct jx_slice state_of(const struct jx_run_row *r, uint64_t position)
{
    if (r->failed != JX_OK) return jx_slice_of(_("failed"));
    if (r->live) return jx_slice_of(_("live"));
    if (r->published) return jx_slice_of(_("was live"));
    if (r->cursor < r->run) return jx_slice_of(_("running"));
    return jx_slice_of(r->cursor < position ? _("catching up") : _("complete"));
}

static int json_run(struct batch *b, const struct jx_run_row *r, uint64_t position)
{
    struct jx_json_writer w;
    jx_json_begin(&w, &b->arena, false);
    runs_put(&w, r, position);
    jx_json_end_line(&w);
    int code = json_flush(b->ctx, &w);
    fflush(stdout);
    return code;
}

static struct jx_slice number(struct batch *b, uint64_t n)
{
    return text_of_number(&b->arena, (int64_t)n);
}

/* Without the seconds. */
static struct jx_slice minute_of(struct batch *b, int64_t ms)
{
    char text[32];
    print_time(ms, text);
    return jx_arena_printf(&b->arena, "%.16s", text);
}

static int print_runs(struct batch *b, const struct jx_run_row *rows, uint32_t count,
                      uint64_t position)
{
    struct table t;
    table_begin(&t, &b->arena, 8, 0xC3);
    jx_status rc = table_row(
        &t, (struct jx_slice[]){jx_slice_of(_("run")), jx_slice_of(_("year")),
                                jx_slice_of(_("state")), jx_slice_of(_("mode")),
                                jx_slice_of(_("started")), jx_slice_of(_("rule pack")),
                                jx_slice_of(_("documents")), jx_slice_of(_("unlike at first"))});
    for (uint32_t i = 0; rc == JX_OK && i < count; i++) {
        const struct jx_run_row *r = &rows[i];
        rc = table_row(
            &t, (struct jx_slice[]){number(b, r->run), number(b, r->year), state_of(r, position),
                                    jx_slice_of(r->full ? _("in full") : _("scores")),
                                    minute_of(b, r->time_ms), text_clipped(r->name, 32, &b->arena),
                                    number(b, r->documents), number(b, r->changed)});
    }
    if (rc != JX_OK) return complain_status(b->ctx, "batch", NULL, rc);
    table_print(&t, 0);
    return 0;
}

/* Why a run cannot be published, and what can be done about it; -1: it can. */
static int complain_failed(struct batch *b, const struct jx_run_row *r)
{
    char what[96];
    if (r->failed == JX_OK) return -1;
    snprintf(what, sizeof what, _("run #%llu, at journal position #%llu"),
             (unsigned long long)r->run, (unsigned long long)r->cursor);
    if (r->failed == JX_E_OVERFLOW)
        complain(
            b->ctx, "batch", what,
            _("a sum of the year can no longer be held: it has a score or an amount that "
              "cannot be"),
            _("look for the amount with jixiao summary and jixiao list and have it corrected or "
              "return the document: then the run can be published; or jixiao batch drop RUN"));
    else
        complain_status(b->ctx, "batch", what, r->failed);
    return jx_status_exit(r->failed);
}

/* ---- following one ---- */

struct follow {
    int64_t begun_ms;
    uint64_t documents; /* when the watching began */
    unsigned from_percent;
};

static void show_bar(struct batch *b, const struct jx_run_row *r, const struct follow *f)
{
    unsigned percent = runs_percent(r);
    int64_t ms = jx_clock_mono_ms() - f->begun_ms;
    uint64_t done = r->documents - f->documents;
    if (!b->ctx->progress) return;
    fprintf(stderr, "\r%s #%llu [", _("run"), (unsigned long long)r->run);
    for (unsigned i = 0; i < BAR_COLUMNS; i++)
        fputc(i * 100 < percent * BAR_COLUMNS ? '#' : ' ', stderr);
    fprintf(stderr, "] %3u%%", percent);
    if (ms > 500) {
        unsigned gained = percent - f->from_percent;
        fprintf(stderr, _("  %llu documents/s"), (unsigned long long)(done * 1000 / (uint64_t)ms));
        if (gained && percent < 100)
            fprintf(stderr, _(", %lld s left"), (long long)(ms * (100 - percent) / gained / 1000));
    }
    fputs("\033[K", stderr);
    fflush(stderr);
}

/* Until it has seen everything that was there when it began. Who stops waiting does not stop it. */
static int follow(struct batch *b, uint64_t run)
{
    struct jx_run_row r;
    uint64_t position = 0, told = UINT64_MAX;
    struct follow f = {.begun_ms = 0};
    for (;;) {
        jx_status rc = runs_find(&b->session, run, &r, &position);
        bool later = rc == JX_E_NO_WORKER || rc == JX_E_BUSY || rc == JX_E_UNREACHABLE;
        if (rc != JX_OK && !later) return complain_unreachable(&b->session, rc);
        if (rc == JX_OK) {
            if (!f.begun_ms) f = (struct follow){jx_clock_mono_ms(), r.documents, runs_percent(&r)};
            show_bar(b, &r, &f);
            if (b->ctx->json && r.cursor != told) json_run(b, &r, position);
            told = r.cursor;
            if (r.failed != JX_OK || r.published || r.cursor >= r.run) break;
        }
        usleep(POLL_MS * 1000);
    }
    if (b->ctx->progress) fputs("\r\033[K", stderr);
    int failed = complain_failed(b, &r);
    if (b->ctx->json) return failed < 0 ? 0 : failed;
    int code = print_runs(b, &r, 1, position);
    if (failed >= 0) return failed;
    if (!r.published)
        printf(_("see what it would change with: jixiao batch compare live %llu\n"
                 "let it count with:             jixiao batch publish %llu\n"),
               (unsigned long long)run, (unsigned long long)run);
    return code;
}

/* ---- score ---- */

/* The files of a folder's pack, which is parsed here first: where it has an error, it is said. */
static int pack_of_folder(struct batch *b, struct jx_buffer *pack, struct jx_slice *name)
{
    struct pack_files files;
    struct jx_pack *parsed = NULL;
    if (!context_set_rules(b->ctx, b->wishes->pack)) return jx_status_exit(JX_E_USAGE);
    int code = pack_open(b->ctx, &b->arena, &files, &parsed);
    if (code >= 0) return code;
    jx_status rc = jx_pack_encode(files.items, (uint32_t)files.count, pack);
    *name = jx_arena_copy(&b->arena,
                          jx_slice_of(jx_pack_title(parsed, b->ctx->lang == JX_LANG_ZH)));
    jx_pack_free(&parsed);
    return rc == JX_OK ? -1 : complain_status(b->ctx, "batch", b->wishes->pack, rc);
}

static int pack_in_force(struct batch *b, struct jx_buffer *pack, struct jx_slice *name)
{
    struct jx_pack_act act = {.name = JX_LIT("")};
    jx_status rc = ask_pack_act(&b->session, &(struct jx_pack_arguments){0}, &act);
    if (rc == JX_OK) jx_buffer_put(pack, act.pack.ptr, act.pack.len);
    if (rc == JX_OK) rc = pack->status;
    *name = act.name;
    return rc == JX_OK ? -1 : complain_unreachable(&b->session, rc);
}

static int explain_refusal(struct batch *b, const struct jx_outcome *o)
{
    return complain_status(b->ctx, "batch", o->where[0] ? o->where : NULL, o->status);
}

/* No worker has said what became of it: it begins when one is there. */
static int tell_recorded(struct batch *b, uint64_t run)
{
    char what[32];
    snprintf(what, sizeof what, _("run #%llu"), (unsigned long long)run);
    complain(b->ctx, "batch", what,
             _("it is recorded, and no worker answers: it begins when one is there"),
             _("do not start it again; look with: jixiao batch status RUN"));
    return jx_status_exit(JX_E_NO_WORKER);
}

static int send_run(struct batch *b, uint32_t year, struct jx_slice pack, struct jx_slice name)
{
    struct jx_outcome o;
    uint64_t run = 0;
    struct jx_run_act act = {.full = b->wishes->full, .name = name, .pack = pack};
    struct jx_run_row r;
    uint64_t position;
    jx_status rc = runs_start(&b->session, year, &act, b->wishes->no_wait ? NO_WAIT_MS : BEGIN_MS,
                              &run, &o);
    if (rc == JX_OK && o.state == JX_STATE_REJECTED) return explain_refusal(b, &o);
    if (rc == JX_OK && b->wishes->no_wait) rc = runs_find(&b->session, run, &r, &position);
    if (rc != JX_OK && run) return tell_recorded(b, run);
    if (rc != JX_OK) return complain_unreachable(&b->session, rc);
    if (!b->ctx->json) printf(_("run #%llu has begun\n"), (unsigned long long)run);
    fflush(stdout);
    if (!b->wishes->no_wait) return follow(b, run);
    return b->ctx->json ? json_run(b, &r, position) < 0 ? 0 : 4 : 0;
}

static int run_score(struct batch *b, char *const *none)
{
    struct jx_buffer pack;
    struct jx_slice name = JX_LIT("");
    uint32_t year = runs_year(b->ctx, b->wishes->year);
    (void)none;
    if (!year) return jx_status_exit(JX_E_USAGE);
    jx_buffer_init(&pack, JX_PACK_BYTES_MAX);
    int code = b->wishes->pack ? pack_of_folder(b, &pack, &name) : pack_in_force(b, &pack, &name);
    if (code < 0) code = send_run(b, year, jx_buffer_slice(&pack), name);
    jx_buffer_clear(&pack);
    return code;
}

/* ---- list and status ---- */

static int run_list(struct batch *b, char *const *none)
{
    struct jx_runs all;
    uint32_t year = 0;
    (void)none;
    if (b->wishes->year && !(year = runs_year(b->ctx, b->wishes->year)))
        return jx_status_exit(JX_E_USAGE);
    jx_status rc = runs_list(&b->session, year, &all);
    if (rc != JX_OK) return complain_unreachable(&b->session, rc);
    for (uint32_t i = 0; b->ctx->json && i < all.count; i++)
        json_run(b, &all.rows[i], all.position);
    if (b->ctx->json) return 0;
    if (all.count) return print_runs(b, all.rows, all.count, all.position);
    printf(_("no year has been scored again\n"));
    return 0;
}

static int run_status(struct batch *b, char *const *arguments)
{
    struct jx_run_row r;
    uint64_t run, position;
    if (!runs_side(b->ctx, arguments[0], &run) || !run) return jx_status_exit(JX_E_USAGE);
    if (b->wishes->wait) return follow(b, run);
    jx_status rc = runs_find(&b->session, run, &r, &position);
    if (rc == JX_E_NOT_FOUND) return complain_status(b->ctx, "batch", arguments[0], rc);
    if (rc != JX_OK) return complain_unreachable(&b->session, rc);
    int code = b->ctx->json ? json_run(b, &r, position) : print_runs(b, &r, 1, position);
    int failed = complain_failed(b, &r);
    return failed >= 0 ? failed : code < 0 ? 0 : code;
}

/* ---- publish and drop ---- */

static int decide(struct batch *b, const char *name, enum jx_act kind, bool complete)
{
    struct jx_run_row r;
    uint64_t run, position;
    struct jx_outcome o;
    if (!runs_side(b->ctx, name, &run) || !run) return jx_status_exit(JX_E_USAGE);
    jx_status rc = runs_find(&b->session, run, &r, &position);
    if (rc == JX_E_NOT_FOUND) return complain_status(b->ctx, "batch", name, rc);
    if (rc != JX_OK) return complain_unreachable(&b->session, rc);
    if (complete && !r.published && r.cursor < r.run) {
        complain(b->ctx, "batch", name, _("the run is not complete"),
                 _("wait for it with: jixiao batch status RUN --wait"));
        return jx_status_exit(JX_E_BUSY);
    }
    rc = runs_decide(&b->session, kind, &r, jx_slice_of(b->wishes->reason ? b->wishes->reason : ""),
                     PUBLISH_MS, &position, &o);
    if (rc != JX_OK) return complain_unreachable(&b->session, rc);
    if (o.state == JX_STATE_REJECTED) return explain_refusal(b, &o);
    if (b->ctx->json && kind == JX_ACT_DROP_RUN) return json_run(b, &r, position) < 0 ? 0 : 4;
    if (b->ctx->json) return run_status(b, (char *const[]){(char *)(uintptr_t)name});
    printf(kind == JX_ACT_DROP_RUN ? _("run #%llu is dropped\n")
                                   : _("run #%llu is live: its results count, and later documents "
                                       "are judged under its rules\n"),
           (unsigned long long)run);
    return 0;
}

static int run_publish(struct batch *b, char *const *arguments)
{
    return decide(b, arguments[0], JX_ACT_PUBLISH_RUN, true);
}

static int run_drop(struct batch *b, char *const *arguments)
{
    return decide(b, arguments[0], JX_ACT_DROP_RUN, false);
}

/* ---- the command ---- */

static const struct {
    const char *name;
    size_t arguments;
    int (*run)(struct batch *b, char *const *arguments);
} actions[] = {
    {"score", 0, run_score},     {"list", 0, run_list}, {"status", 1, run_status},
    {"publish", 1, run_publish}, {"drop", 1, run_drop},
};

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    struct wishes *w = own;
    (void)ctx;
    switch (key) {
    case KEY_YEAR:
        w->year = arg;
        break;
    case KEY_PACK:
        w->pack = arg;
        break;
    case KEY_REASON:
        w->reason = arg;
        break;
    case KEY_REASONS:
        w->reasons = arg;
        break;
    case KEY_FULL:
        w->full = true;
        break;
    case KEY_NO_WAIT:
        w->no_wait = true;
        break;
    default:
        w->wait = true;
        break;
    }
    return JX_OK;
}

static int act(struct context *ctx, const struct wishes *w, const struct arguments *args)
{
    struct batch b = {.ctx = ctx, .wishes = w};
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        if (strcmp(actions[i].name, args->items[0]) != 0) continue;
        if (args->count != actions[i].arguments + 1) break;
        jx_arena_init(&b.arena, PACK_ARENA_BYTES);
        int code = session_open(ctx, &b.session);
        if (code < 0) code = actions[i].run(&b, args->items + 1);
        session_close(&b.session);
        jx_arena_clear(&b.arena);
        return code;
    }
    complain(ctx, "batch", args->items[0], _("no such action, or not with these arguments"),
             _("jixiao batch --help shows them"));
    return jx_status_exit(JX_E_USAGE);
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    enum { REASONS_DEFAULT = 10 };
    struct wishes wishes = {.full = false};
    struct arguments args;
    int code = arguments_parse(ctx, self, option, &wishes, 1, argc, argv, &args);
    if (code >= 0) return code;
    if (strcmp(args.items[0], "compare") != 0 || args.count != 3) return act(ctx, &wishes, &args);
    uint32_t reasons = wishes.reasons ? (uint32_t)strtoul(wishes.reasons, NULL, 10)
                                      : REASONS_DEFAULT;
    return batch_compare(ctx, args.items[1], args.items[2], reasons);
}

static const struct argp_option options[] = {
    {"year", KEY_YEAR, "YEAR", 0, N_("the budget year"), 0},
    {"pack", KEY_PACK, "DIR", 0,
     N_("score: under the rule pack in this folder; it need not be in force (default: the one that "
        "is)"),
     0},
    {"full", KEY_FULL, NULL, 0, N_("score: judge everything again, findings too"), 0},
    {"no-wait", KEY_NO_WAIT, NULL, 0, N_("score: do not wait until it is complete"), 0},
    {"wait", KEY_WAIT, NULL, 0, N_("status: wait until it is complete"), 0},
    {"reason", KEY_REASON, "TEXT", 0, N_("publish, drop: why, for the record"), 0},
    {"reasons", KEY_REASONS, "N", 0,
     N_("compare: say of the first N documents why each score changed (default 10)"), 0},
    {0},
};

const struct command batch_command = {
    .name = "batch",
    .summary = N_("score a whole year again, compare, publish"),
    .usage = N_("score --year YEAR | list | status RUN | compare RUN|live RUN|live | publish RUN | "
                "drop RUN"),
    .about = N_(
        "Scores every document of a year again under a rule pack, while work goes on. The results "
        "stand beside what counts until the run is published: then they count, with the sums, and "
        "documents that come later are judged under the run's rules. What comes before that is "
        "taken "
        "into the run as it comes. A run is called by the number of its record."),
    .examples = N_("  jixiao batch score --year 2025 --pack ./draft\n"
                   "  jixiao batch compare live 8123\n"
                   "  jixiao batch publish 8123 --reason 县政府办公会议通过"),
    .options = options,
    .run = run,
};
