/* `jixiao health`: is the county's server well, and if not, what to do. */
#include "commands.h"
#include "figures.h"

#include "cli/report.h"
#include "cli/source.h"
#include "cli/table.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    LAG_MANY = 10000, /* records: minutes of work for one worker */
    MAP_PERCENT = 90, /* of a map in use: time to make it larger */
    FILES_PERCENT = 90,
    PROBLEMS_MAX = 64,
};

struct patient {
    struct session *session;
    const struct jx_samples *all;
    struct table table;
    struct jx_slice problems[PROBLEMS_MAX], advice[PROBLEMS_MAX];
    uint32_t problem_count;
};

static bool has(const struct patient *p, enum jx_metric m)
{
    return jx_samples_find(p->all, m) != NULL;
}

static int64_t get(const struct patient *p, enum jx_metric m)
{
    const struct jx_sample *s = jx_samples_find(p->all, m);
    return s ? s->value : 0;
}
#define GET(metric) get(p, JX_METRIC_##metric)
#define HAS(metric) has(p, JX_METRIC_##metric)
#define SAY(...)    jx_arena_printf(&p->session->arena, __VA_ARGS__)

static void add_problem(struct patient *p, struct jx_slice what, const char *advice)
{
    if (p->problem_count == PROBLEMS_MAX) return;
    p->advice[p->problem_count] = jx_slice_of(advice);
    p->problems[p->problem_count++] = what;
}

static void add_row(struct patient *p, const char *what, struct jx_slice text)
{
    struct jx_slice cells[] = {jx_slice_of(what), text};
    table_row(&p->table, cells);
}

static long long megabytes(int64_t bytes)
{
    return (long long)(bytes >> 20);
}

static bool is_nearly(int64_t used, int64_t most, int64_t percent)
{
    return most > 0 && used / percent >= most / 100;
}

/* ---- what is looked at ---- */

static void look_at_broker(struct patient *p)
{
    bool open = GET(intake_open) != 0;
    add_row(p, _("broker"),
            SAY(_("process %lld, up for %lld s, journal at position %lld"),
                (long long)GET(broker_pid), (long long)GET(uptime_seconds) / 1000,
                (long long)GET(journal_position)));
    add_row(p, _("intake"), open ? jx_slice_of(_("open")) : jx_slice_of(_("closed: no room")));
    if (is_nearly(GET(open_files), GET(open_files_max), FILES_PERCENT))
        add_problem(p,
                    SAY(_("%lld of %lld file descriptors are open"), (long long)GET(open_files),
                        (long long)GET(open_files_max)),
                    _("raise LimitNOFILE of the broker's service"));
}

static void look_at_room(struct patient *p)
{
    add_row(p, _("disk"),
            SAY(_("%lld MB free, %lld MB kept in reserve"), megabytes(GET(disk_free_bytes)),
                megabytes(GET(disk_reserve_bytes))));
    add_row(p, _("journal"),
            SAY(_("%lld of %lld MB"), megabytes(GET(journal_map_used_bytes)),
                megabytes(GET(journal_map_bytes))));
    if (GET(disk_free_bytes) < GET(disk_reserve_bytes))
        add_problem(p, jx_slice_of(_("too little room on the journal's disk: nothing is taken in")),
                    _("make room; the intake opens again by itself"));
    if (is_nearly(GET(journal_map_used_bytes), GET(journal_map_bytes), MAP_PERCENT))
        add_problem(p, jx_slice_of(_("the journal has nearly filled its map")),
                    _("raise map_mb in broker.conf and start the broker again"));
}

static void look_at_time(struct patient *p)
{
    int64_t groups = GET(syncs_total);
    add_row(p, _("sync"),
            SAY(_("last %.1f ms, mean %.1f ms, longest %.1f ms"),
                (double)GET(sync_last_seconds) / 1e3,
                groups > 0 ? (double)GET(sync_seconds_total) / 1e3 / (double)groups : 0.0,
                (double)GET(sync_max_seconds) / 1e3));
    if (HAS(clock_synchronised) && GET(clock_synchronised) == 0)
        add_problem(p, jx_slice_of(_("the server's clock is not synchronised")),
                    _("set up a time service (NTP): receipts carry its time"));
}

static void look_at_store(struct patient *p)
{
    int64_t lag = GET(lag_records);
    add_row(p, _("store"),
            SAY(_("at position %lld, %lld records behind"), (long long)GET(store_position),
                (long long)lag));
    if (lag > LAG_MANY && GET(workers) > 0)
        add_problem(p, jx_slice_of(_("the workers are far behind")),
                    _("start more of them, or wait"));
    if (!HAS(store_map_bytes)) return;
    add_row(p, _("store's file"),
            SAY(_("%lld of %lld MB, %lld MB free on its disk"),
                megabytes(GET(store_map_used_bytes)), megabytes(GET(store_map_bytes)),
                megabytes(GET(store_disk_free_bytes))));
    if (is_nearly(GET(store_map_used_bytes), GET(store_map_bytes), MAP_PERCENT))
        add_problem(p, jx_slice_of(_("the store has nearly filled its map")),
                    _("raise map_mb in worker.conf and start all workers again"));
}

/* The figure of one worker. */
static int64_t of_worker(const struct patient *p, enum jx_metric m, struct jx_slice pid)
{
    struct jx_slice name = jx_slice_of(jx_metric_row(m)->name);
    for (uint32_t i = 0; i < p->all->count; i++)
        if (jx_slice_eq(p->all->items[i].name, name) && jx_slice_eq(p->all->items[i].label, pid))
            return p->all->items[i].value;
    return 0;
}

static void look_at_worker(struct patient *p, struct jx_slice pid, bool live)
{
    long long seconds = (long long)of_worker(p, JX_METRIC_worker_silent_seconds, pid) / 1000;
    struct jx_slice text = live ? SAY(_("at position %lld, %lld batches"),
                                      (long long)of_worker(p, JX_METRIC_worker_position, pid),
                                      (long long)of_worker(p, JX_METRIC_worker_batches, pid))
                                : SAY(_("silent for %lld s"), seconds);
    struct jx_slice name = SAY(_("worker %.*s"), (int)pid.len, pid.ptr);
    struct jx_slice cells[] = {name, text};
    table_row(&p->table, cells);
    if (!live)
        add_problem(p, SAY(_("worker %.*s is silent"), (int)pid.len, pid.ptr),
                    _("its work goes to the others; start it again if it does not come back"));
}

static bool lives(const struct patient *p, int64_t pid)
{
    char text[FIGURE_BYTES];
    snprintf(text, sizeof text, "%lld", (long long)pid);
    return of_worker(p, JX_METRIC_worker_live, jx_slice_of(text)) != 0;
}

/* Somebody who is heard of holds it for the moment of a commit; somebody who is not was stopped. */
static void look_at_lock(struct patient *p)
{
    int64_t pid = GET(store_writer_pid);
    if (!HAS(store_writer_pid)) return;
    add_row(p, _("write lock"),
            pid == 0 ? jx_slice_of(_("free")) : SAY(_("held by process %lld"), (long long)pid));
    if (pid != 0 && !lives(p, pid))
        add_problem(
            p, SAY(_("process %lld holds the store's write lock and is silent"), (long long)pid),
            _("let it go on or kill it; the others wait for it and lose nothing"));
}

static void look_at_workers(struct patient *p)
{
    struct jx_slice live = jx_slice_of(jx_metric_row(JX_METRIC_worker_live)->name);
    for (uint32_t i = 0; i < p->all->count; i++)
        if (jx_slice_eq(p->all->items[i].name, live))
            look_at_worker(p, p->all->items[i].label, p->all->items[i].value != 0);
    if (GET(workers) == 0)
        add_problem(p, jx_slice_of(_("no worker is running")),
                    _("start one: what was taken in is kept, and judged then"));
    look_at_lock(p);
}

/* ---- the command ---- */

static void print_problems(const struct patient *p)
{
    if (p->problem_count == 0) puts(_("all is well"));
    for (uint32_t i = 0; i < p->problem_count; i++) {
        write_safe(stdout, p->problems[i]);
        fputs("\n    ", stdout);
        write_safe(stdout, p->advice[i]);
        puts("");
    }
}

static int put_json(const struct patient *p)
{
    struct jx_json_writer w;
    jx_json_begin(&w, &p->session->arena, true);
    jx_json_object(&w);
    jx_json_member_bool(&w, "well", p->problem_count == 0);
    jx_json_key(&w, JX_LIT("problems"));
    jx_json_array(&w);
    for (uint32_t i = 0; i < p->problem_count; i++) {
        jx_json_object(&w);
        jx_json_member_text(&w, "problem", p->problems[i]);
        jx_json_member_text(&w, "advice", p->advice[i]);
        jx_json_end_object(&w);
    }
    jx_json_end_array(&w);
    jx_json_end_object(&w);
    jx_json_end_line(&w);
    int code = json_flush(p->session->ctx, &w);
    return code < 0 ? 0 : code;
}

static int examine(struct session *s, const struct jx_samples *all)
{
    struct patient p = {.session = s, .all = all};
    table_begin(&p.table, &s->arena, 2, 0);
    look_at_broker(&p);
    look_at_room(&p);
    look_at_time(&p);
    look_at_store(&p);
    look_at_workers(&p);
    int code = 0;
    if (s->ctx->json) {
        code = put_json(&p);
    } else {
        table_print(&p.table, 0);
        print_problems(&p);
    }
    return code != 0 || p.problem_count == 0 ? code : jx_status_exit(JX_E_BUSY);
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct arguments none;
    struct session s;
    int code = arguments_parse(ctx, self, NULL, NULL, 0, argc, argv, &none);
    if (code >= 0) return code;
    struct jx_samples *all = calloc(1, sizeof *all);
    code = session_open(ctx, &s);
    if (code < 0) {
        jx_status rc = all ? figures_ask(&s, all) : JX_E_NO_MEMORY;
        code = rc == JX_OK ? examine(&s, all) : complain_unreachable(&s, rc);
    }
    session_close(&s);
    free(all);
    return code;
}

const struct command health_command = {
    .name = "health",
    .summary = N_("say whether the county's server is well"),
    .usage = "",
    .about = N_(
        "Broker and workers with their process ids and positions, what is behind, who holds "
        "the store's write lock, the room on the disk; then what is wrong and what to do. "
        "The exit code is 3 when something is. Needs a key with role county, supervisor, admin "
        "or monitor."),
    .examples = N_("  jixiao health\n"
                   "  jixiao health --json"),
    .run = run,
};
