/* `jixiao metrics`: what the county's broker measures; also as an answer to Prometheus. */
#include "commands.h"
#include "figures.h"

#include "cli/report.h"
#include "cli/source.h"
#include "cli/table.h"

#include "../proto/net/clock.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    KEY_PROMETHEUS = 'p',
    KEY_HTTP = 'h',
    REQUEST_BYTES = 8192, /* of an HTTP request's head */
    REQUEST_MS = 5000,
};

struct wishes {
    bool prometheus, http;
};

static jx_status print_table(struct session *s, const struct jx_samples *all)
{
    struct table t;
    table_begin(&t, &s->arena, 3, 1u << 1);
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < all->count; i++) {
        const struct jx_sample *sample = &all->items[i];
        const struct jx_metric_row *row = jx_metric_find(sample->name);
        char value[FIGURE_BYTES];
        figure_print(sample, value);
        struct jx_slice cells[] = {sample->label.len == 0
                                       ? sample->name
                                       : jx_arena_printf(&s->arena, "%.*s %.*s",
                                                         (int)sample->name.len, sample->name.ptr,
                                                         (int)sample->label.len, sample->label.ptr),
                                   jx_arena_copy(&s->arena, jx_slice_of(value)),
                                   row ? jx_slice_of(row->help[s->ctx->lang]) : JX_LIT("")};
        rc = table_row(&t, cells);
    }
    if (rc == JX_OK) table_print(&t, 0);
    return rc;
}

static int put_json(struct session *s, const struct jx_samples *all)
{
    struct jx_json_writer w;
    jx_json_begin(&w, &s->arena, true);
    jx_json_array(&w);
    for (uint32_t i = 0; i < all->count; i++) {
        char value[FIGURE_BYTES];
        figure_print(&all->items[i], value);
        jx_json_object(&w);
        jx_json_member_text(&w, "name", all->items[i].name);
        if (all->items[i].label.len > 0) jx_json_member_text(&w, "label", all->items[i].label);
        jx_json_member_text(&w, "value", jx_slice_of(value));
        jx_json_end_object(&w);
    }
    jx_json_end_array(&w);
    jx_json_end_line(&w);
    int code = json_flush(s->ctx, &w);
    return code < 0 ? 0 : code;
}

/* ---- one answer to an HTTP request on standard input ---- */

/* Reads the head, so that closing does not cut off the answer. False when it is none in time. */
static bool read_request(char *head)
{
    int64_t until = jx_clock_mono_ms() + REQUEST_MS;
    size_t len = 0;
    for (int64_t now; (now = jx_clock_mono_ms()) < until && len < REQUEST_BYTES - 1;) {
        struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
        if (poll(&in, 1, (int)(until - now)) <= 0) continue;
        ssize_t n = read(STDIN_FILENO, head + len, REQUEST_BYTES - 1 - len);
        if (n <= 0) return false;
        len += (size_t)n;
        head[len] = '\0';
        if (strstr(head, "\r\n\r\n") || strstr(head, "\n\n")) return true;
    }
    return false;
}

static void answer(const char *status, struct jx_slice body)
{
    printf("HTTP/1.1 %s\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
           "Content-Length: %zu\r\nConnection: close\r\n\r\n",
           status, body.len);
    fwrite(body.ptr, 1, body.len, stdout);
}

static int refuse(const char *status, const char *text)
{
    answer(status, jx_slice_of(text));
    return 0;
}

static bool is_for_us(const char *head)
{
    static const char *const starts[] = {"GET /metrics ", "GET /metrics?", "GET / "};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (strncmp(head, starts[i], strlen(starts[i])) == 0) return true;
    return false;
}

static int serve_http(struct session *s, struct jx_samples *all)
{
    char head[REQUEST_BYTES];
    if (!read_request(head)) return refuse("400 Bad Request", "no request\n");
    if (!is_for_us(head)) return refuse("404 Not Found", "only /metrics is here\n");
    jx_status rc = figures_ask(s, all);
    struct jx_slice text = rc == JX_OK ? figures_prometheus(all, &s->arena) : JX_ABSENT;
    if (!jx_is_absent(text)) {
        answer("200 OK", text);
        return 0;
    }
    complain_unreachable(s, rc == JX_OK ? JX_E_NO_MEMORY : rc);
    return refuse("503 Service Unavailable", "the county's broker gives no answer\n");
}

/* ---- the command ---- */

static int print(struct session *s, const struct wishes *w, const struct jx_samples *all)
{
    if (s->ctx->json) return put_json(s, all);
    if (w->prometheus) {
        struct jx_slice text = figures_prometheus(all, &s->arena);
        if (!jx_is_absent(text)) fwrite(text.ptr, 1, text.len, stdout);
        return jx_is_absent(text) ? complain_unreachable(s, JX_E_NO_MEMORY) : 0;
    }
    jx_status rc = print_table(s, all);
    return rc == JX_OK ? 0 : complain_unreachable(s, rc);
}

static int measure(struct session *s, const struct wishes *w)
{
    struct jx_samples *all = calloc(1, sizeof *all);
    if (!all) return complain_unreachable(s, JX_E_NO_MEMORY);
    int code = 0;
    if (w->http) {
        code = serve_http(s, all);
    } else {
        jx_status rc = figures_ask(s, all);
        code = rc == JX_OK ? print(s, w, all) : complain_unreachable(s, rc);
    }
    free(all);
    return code;
}

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    struct wishes *w = own;
    (void)ctx;
    (void)arg;
    *(key == KEY_HTTP ? &w->http : &w->prometheus) = true;
    return JX_OK;
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct wishes w = {.http = false};
    struct arguments none;
    struct session s;
    int code = arguments_parse(ctx, self, option, &w, 0, argc, argv, &none);
    if (code >= 0) return code;
    code = session_open(ctx, &s);
    if (code < 0) code = measure(&s, &w);
    session_close(&s);
    return code;
}

static const struct argp_option options[] = {
    {"prometheus", KEY_PROMETHEUS, NULL, 0, N_("in the text format of Prometheus"), 0},
    {"http", KEY_HTTP, NULL, 0,
     N_("answer one HTTP request on standard input with that text, for a socket of the service "
        "manager"),
     0},
    {0},
};

const struct command metrics_command = {
    .name = "metrics",
    .summary = N_("show what the county's server measures"),
    .usage = N_("[--prometheus|--http]"),
    .about = N_(
        "Intake, time of syncs, lag, leases, refusals by reason, room, readers, workers, the "
        "clock. Needs a key with role county, supervisor, admin "
        "or monitor."),
    .examples = N_("  jixiao metrics\n"
                   "  jixiao metrics --prometheus >jixiao.prom"),
    .options = options,
    .run = run,
};
