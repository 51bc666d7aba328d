/* From a request to its answer: who asks, may it be asked at all, who answers it, and what a
 * failure looks like. */
#include "call.h"
#include "page.h"

#include "../cli/report.h"

#include "../../proto/net/clock.h"
#include "../../proto/net/log.h"

#include <stdio.h>
#include <stdlib.h>

static const char json_type[] = "application/json; charset=utf-8";

static const struct {
    const char *name;
    unsigned status;
    const char *text, *advice;
} refusals[CONSOLE_REFUSAL_COUNT] = {
#define X(name, status, text, advice) {#name, status, text, advice},
    CONSOLE_REFUSALS(X)
#undef X
};

/* What a browser can do about it is not always what a terminal can. */
static const struct {
    jx_status status;
    unsigned http;
    const char *advice; /* NULL: the terminal's */
} statuses[] = {
    {JX_E_USAGE, 400, NULL},
    {JX_E_FORMAT, 400, NULL},
    {JX_E_FIELD_VALUE, 400, NULL},
    {JX_E_FORM_UNKNOWN, 400, N_("choose one of the forms")},
    {JX_E_REFUSED, 403, NULL},
    {JX_E_KEY_UNKNOWN, 403,
     N_("ask the county's administrator to enrol the key that you act under")},
    {JX_E_KEY_EARLY, 403, NULL},
    {JX_E_KEY_EXPIRED, 403, NULL},
    {JX_E_NOT_FOUND, 404, N_("it may have moved to another unit; look for it in the list")},
    {JX_E_TOO_LARGE, 413, NULL},
    {JX_E_FILE_TYPE, 415, NULL},
    {JX_E_NO_FORM, 415, NULL},
    {JX_E_RULES, 422, NULL},
    {JX_E_YEAR_MISSING, 422, N_("enter the year that the form is for")},
    {JX_E_BUSY, 503, NULL},
    {JX_E_RATE, 503, N_("what was not taken waits here and goes by itself")},
    {JX_E_UNREACHABLE, 503,
     N_("what was submitted waits here and goes by itself once the line is back")},
    {JX_E_SERVER_KEY, 503, NULL},
    {JX_E_NO_PACK, 503, N_("tell the county: no rules are in force yet")},
};

enum { RETRY_MS = 5000, CONFLICT = 409, UNSUPPORTED = 415, UNPROCESSABLE = 422, BAD_GATEWAY = 502 };

/* ---- who asks ---- */

static enum jx_lang language_of(const struct http_request *r)
{
    const char *wanted = http_header(r, "Accept-Language");
    return wanted && strncmp(wanted, "en", 2) == 0 ? JX_LANG_EN : JX_LANG_ZH;
}

/* A page elsewhere that a name of its own leads to us (DNS rebinding) does not know our names. */
static bool host_known(const struct console *c, const char *host)
{
    size_t len = host ? strlen(host) : 0;
    if (len == 0) return false;
    for (const char *at = c->hosts; *at;) {
        size_t n = strcspn(at, ",");
        if (n == len && strncasecmp(at, host, n) == 0) return true;
        at += n + (at[n] == ',');
    }
    return false;
}

static bool origin_fits(const char *origin, const char *host)
{
    if (!origin) return true;
    const char *at = strstr(origin, "://");
    return at && strcasecmp(at + 3, host) == 0;
}

struct examined {
    const struct route *route;
    const char *parts[CALL_PARTS_MAX];
    unsigned part_count;
    char path[1024];
    bool is_page; /* not of the interface */
    enum console_refusal refusal;
};

static bool refuse(struct examined *e, enum console_refusal why)
{
    e->refusal = why;
    return false;
}

static bool find_route(const struct http_request *r, struct examined *e)
{
    static const char prefix[] = "/api/";
    const char *path = http_path(r);
    bool other_method = false;
    e->is_page = strncmp(path, prefix, sizeof prefix - 1) != 0;
    if (e->is_page) return http_method(r) == HTTP_GET || refuse(e, CONSOLE_METHOD);
    if (strlen(path) >= sizeof e->path) return refuse(e, CONSOLE_PATH);
    snprintf(e->path, sizeof e->path, "%s", path + sizeof prefix - 1);
    e->part_count = path_split(e->path, e->parts);
    e->route = e->part_count ? route_find(http_method(r), e->parts, e->part_count, &other_method)
                             : NULL;
    return e->route || refuse(e, other_method ? CONSOLE_METHOD : CONSOLE_PATH);
}

/* A POST shows the token that only our own page can have read; before sign-in the header itself,
 * which another site's page cannot send. */
static bool csrf_fits(const struct http_request *r, const struct visit *x)
{
    const char *token = http_header(r, "X-CSRF-Token");
    if (http_method(r) != HTTP_POST) return true;
    return x ? visit_csrf_matches(x, token) : token && strcmp(token, "sign-in") == 0;
}

/* The visit is the table's: the lock is held. */
static bool examine_visit(struct console *c, struct http_request *r, struct examined *e,
                          struct visit **visit)
{
    bool expired, use = !(e->route->flags & ROUTE_PASSIVE) && !http_header(r, "X-Background");
    bool open = e->route->flags & ROUTE_OPEN;
    *visit = visits_find(&c->visits, http_cookie(r, "jixiao"), use, jx_clock_mono_ms(), &expired);
    if (!*visit && !open) return refuse(e, expired ? CONSOLE_EXPIRED : CONSOLE_SIGN_IN);
    const char *token = http_header(r, "X-CSRF-Token");
    bool signing_in = open && token && strcmp(token, "sign-in") == 0;
    return signing_in || csrf_fits(r, *visit) || refuse(e, CONSOLE_CSRF);
}

/* Everything that can be said before the body is there. */
static bool examine(struct console *c, struct http_request *r, struct examined *e,
                    struct visit **visit)
{
    const char *host = http_header(r, "Host");
    *visit = NULL;
    if (!host_known(c, host) || !origin_fits(http_header(r, "Origin"), host))
        return refuse(e, CONSOLE_HOST);
    if (!find_route(r, e)) return false;
    return e->is_page || examine_visit(c, r, e, visit);
}

/* ---- what a failure looks like ---- */

static unsigned http_status_of(jx_status status)
{
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
        if (statuses[i].status == status) return statuses[i].http;
    if (jx_status_exit(status) == 1) return UNPROCESSABLE;
    return jx_status_retry(status) == JX_RETRY_LATER ? 503 : BAD_GATEWAY;
}

static const char *advice_of(jx_status status)
{
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
        if (statuses[i].status == status && statuses[i].advice) return _(statuses[i].advice);
    return advice_for(status);
}

struct failure {
    unsigned http;
    const char *code, *message, *where, *advice;
    int64_t limit, retry_ms;
};

static void put_failure(struct jx_json_writer *w, const struct failure *f)
{
    jx_json_object(w);
    jx_json_member_text(w, "code", jx_slice_of(f->code));
    jx_json_member_text(w, "message", jx_slice_of(f->message));
    jx_json_member_text(w, "where", jx_slice_of(f->where));
    jx_json_member_text(w, "advice", jx_slice_of(f->advice));
    jx_json_member_integer(w, "limit", f->limit);
    jx_json_member_integer(w, "retry_ms", f->retry_ms);
    jx_json_end_object(w);
}

static void fail(struct jx_arena *a, const struct failure *f, struct http_reply *out)
{
    struct jx_json_writer w;
    jx_json_begin(&w, a, false);
    put_failure(&w, f);
    *out = (struct http_reply){.status = f->http, .type = json_type};
    if (jx_json_take(&w, &out->body) != JX_OK) out->body = JX_LIT("{}");
    if (f->retry_ms <= 0) return;
    struct jx_slice seconds = jx_arena_printf(a, "%lld", (long long)(f->retry_ms + 999) / 1000);
    if (!jx_is_absent(seconds))
        out->headers[out->header_count++] = (struct http_header){"Retry-After", seconds.ptr};
}

static void fail_refused(struct jx_arena *a, enum console_refusal why, int64_t retry_ms,
                         struct http_reply *out)
{
    const char *advice = refusals[why].advice;
    fail(a,
         &(struct failure){.http = refusals[why].status,
                           .code = refusals[why].name,
                           .message = _(refusals[why].text),
                           .where = "",
                           .advice = *advice ? _(advice) : "",
                           .retry_ms = why == CONSOLE_THROTTLED && retry_ms == 0 ? RETRY_MS
                                                                                 : retry_ms},
         out);
}

static void fail_call(struct call *c, jx_status status)
{
    if (c->refusal >= 0) {
        fail_refused(&c->arena, (enum console_refusal)c->refusal, c->retry_ms, &c->reply);
        return;
    }
    unsigned http = c->conflict ? CONFLICT : c->unreadable ? UNSUPPORTED : http_status_of(status);
    int64_t retry = c->retry_ms ? c->retry_ms : http == 503 ? RETRY_MS : 0;
    fail(&c->arena,
         &(struct failure){.http = http,
                           .code = jx_status_name(status),
                           .message = jx_status_text(status, c->ctx.lang),
                           .where = c->trouble.where,
                           .advice = c->advice ? c->advice : advice_of(status),
                           .limit = c->trouble.limit,
                           .retry_ms = retry},
         &c->reply);
}

/* ---- answering ---- */

/* What the answer function left: a file, or JSON. */
static void finish(struct call *c, jx_status status)
{
    if (status == JX_OK && !c->reply.type) {
        status = jx_json_take(&c->json, &c->reply.body);
        c->reply.type = json_type;
        c->reply.status = 200;
    } else if (status == JX_OK) {
        c->reply.status = 200;
    }
    if (status != JX_OK) fail_call(c, status);
}

static void begin(struct call *c, struct console *console, struct http_request *r,
                  const struct examined *e)
{
    *c = (struct call){.console = console, .route = e->route, .request = r, .refusal = -1};
    c->ctx = (struct context){
        .program = "jixiao-console", .lang = language_of(r), .json = true, .quiet = true};
    memcpy(c->path, e->path, sizeof c->path);
    for (unsigned i = 0; i < e->part_count; i++)
        c->parts[i] = c->path + (e->parts[i] - e->path);
    c->part_count = e->part_count;
    jx_arena_init(&c->arena, CALL_BYTES);
    jx_json_begin(&c->json, &c->arena, false);
}

static bool is_dead(jx_status status)
{
    return status == JX_E_KEY_UNKNOWN || status == JX_E_SERVER_KEY || status == JX_E_PROTOCOL;
}

static jx_status answer_with_link(struct call *c)
{
    jx_status rc = links_take(c->console->links, c->desk->key, &c->ctx, &c->link);
    if (rc != JX_OK) return rc;
    c->session = &c->link->session;
    return c->route->answer(c);
}

static void release(struct call *c, bool dead)
{
    links_give(c->console->links, &c->link, dead);
    jx_arena_clear(&c->arena);
    pthread_mutex_lock(&c->console->lock);
    visit_release(&c->console->visits, &c->visit);
    pthread_mutex_unlock(&c->console->lock);
}

static void answer(struct call *c)
{
    int64_t began = jx_clock_mono_us();
    context_speak(c->ctx.lang);
    bool linked = !(c->route->flags & (ROUTE_QUICK | ROUTE_LOCAL | ROUTE_OPEN));
    jx_status rc = linked ? answer_with_link(c) : c->route->answer(c);
    if (!c->streaming) {
        finish(c, rc);
        http_answer(c->request, &c->reply);
    }
    jx_log(JX_LOG_DEBUG, "console.answer", "path=%s status=%u us=%lld", c->route->pattern,
           c->reply.status, (long long)(jx_clock_mono_us() - began));
    release(c, is_dead(rc));
}

static void answer_later(void *own)
{
    answer(own);
    free(own);
}

static void throw_back(struct call *c)
{
    context_speak(c->ctx.lang);
    fail_refused(&c->arena, CONSOLE_THROTTLED, 0, &c->reply);
    http_answer(c->request, &c->reply);
    release(c, false);
}

static void hand_on(struct call *c)
{
    struct call *later = malloc(sizeof *later);
    if (!later) {
        throw_back(c);
        return;
    }
    memcpy(later, c, sizeof *later);
    for (unsigned i = 0; i < c->part_count; i++)
        later->parts[i] = later->path + (c->parts[i] - c->path);
    later->json.arena = &later->arena;
    http_later(c->request);
    if (pool_put(c->console->pool, c->visit, answer_later, later)) return;
    throw_back(later);
    free(later);
}

static void refuse_now(const struct http_request *r, const struct examined *e, struct jx_arena *a,
                       struct http_reply *out)
{
    context_speak(language_of(r));
    fail_refused(a, e->refusal, 0, out);
}

/* ---- what http.c calls ---- */

bool dispatch_admit(void *own, struct http_request *r, size_t *most, struct http_reply *refusal)
{
    struct console *c = own;
    struct examined e = {.route = NULL};
    struct visit *visit;
    pthread_mutex_lock(&c->lock);
    bool may = examine(c, r, &e, &visit);
    pthread_mutex_unlock(&c->lock);
    const char *length = http_header(r, "Content-Length");
    *most = may && e.route ? e.route->body_max : 0;
    if (may && length && strtoull(length, NULL, 10) > *most) may = refuse(&e, CONSOLE_TOO_LARGE);
    if (may) return true;
    jx_arena_clear(&c->refusal_arena);
    refuse_now(r, &e, &c->refusal_arena, refusal);
    return false;
}

void dispatch_handle(void *own, struct http_request *r)
{
    struct console *console = own;
    struct examined e = {.route = NULL};
    struct visit *visit;
    struct call c;
    pthread_mutex_lock(&console->lock);
    bool may = examine(console, r, &e, &visit);
    begin(&c, console, r, &e);
    if (may && visit) {
        visit_hold(visit);
        c.visit = visit;
        c.desk = visit->own;
        if (c.desk->key) memcpy(c.ctx.home, c.desk->key->home, sizeof c.ctx.home);
    }
    pthread_mutex_unlock(&console->lock);
    if (!may) {
        refuse_now(r, &e, &c.arena, &c.reply);
        http_answer(r, &c.reply);
        release(&c, false);
    } else if (e.is_page) {
        page_answer(r, &c.reply);
        http_answer(r, &c.reply);
        release(&c, false);
    } else if (e.route->flags & ROUTE_QUICK) {
        answer(&c);
    } else {
        hand_on(&c);
    }
}
