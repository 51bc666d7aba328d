/* Watchers by scope. A scope is a key: what may be seen under it is the county's to say. */
#include "live.h"

#include "live_text.h"

#include "../runs.h"

#include "../../proto/net/clock.h"
#include "../../proto/wire/crypto.h"

#include <stdio.h>
#include <stdlib.h>

struct watcher {
    struct http_stream *stream; /* NULL: a free place */
    struct visit *visit;
    unsigned scope;
    uint64_t number; /* in the order in which they came */
    enum jx_lang lang;
    int64_t beat_ms;
    bool greeted;
    uint64_t since; /* the browser knows everything up to there; 0: it knows nothing */
};

struct scope {
    struct desk_key *key; /* NULL: a free place */
    unsigned watchers;
    bool asking, known, away;
    uint64_t position; /* told up to there, when it is known */
    uint64_t document;
    int64_t next_ms;
    /* Runs over years, where the key may see them. */
    bool no_runs, runs_going, runs_any; /* runs_any: in what was told last */
    uint64_t runs_position;             /* what `runs` is true for */
    struct http_text *runs;             /* told last; NULL: nothing yet */
    struct jx_hash runs_hash;
};

struct live {
    struct console *console;
    pthread_mutex_t lock;
    struct watcher watchers[WATCHERS_MAX];
    struct scope scopes[SCOPES_MAX];
    uint64_t last_number;
    bool stopped;
};

jx_status live_open(struct console *c, struct live **out)
{
    struct live *l = calloc(1, sizeof *l);
    *out = l;
    if (!l) return JX_E_NO_MEMORY;
    l->console = c;
    pthread_mutex_init(&l->lock, NULL);
    return JX_OK;
}

/* ---- telling ---- */

static void scope_clear(struct scope *s)
{
    http_text_release(&s->runs);
    *s = (struct scope){.key = NULL};
}

static void let_go(struct live *l, struct watcher *w)
{
    http_stream_close(&w->stream);
    pthread_mutex_lock(&l->console->lock);
    visit_release(&l->console->visits, &w->visit);
    pthread_mutex_unlock(&l->console->lock);
    struct scope *s = &l->scopes[w->scope];
    if (--s->watchers == 0 && !s->asking) scope_clear(s);
    *w = (struct watcher){.stream = NULL};
}

static void tell(struct live *l, struct watcher *w, struct http_text *t)
{
    if (!t || !http_stream_put(w->stream, t)) let_go(l, w);
}

static void say(struct live *l, struct watcher *w, const char *text)
{
    struct http_text *t = http_text_new(jx_slice_of(text));
    tell(l, w, t);
    http_text_release(&t);
}

static void tell_scope(struct live *l, unsigned scope, struct http_text *t)
{
    for (unsigned i = 0; i < WATCHERS_MAX; i++) {
        struct watcher *w = &l->watchers[i];
        if (w->stream && w->scope == scope && w->greeted) tell(l, w, t);
    }
}

/* What it missed while it was away is not told one by one: it reads what it shows again. */
static void greet(struct live *l, struct watcher *w, uint64_t position)
{
    char text[256];
    bool missed = w->since != 0 && w->since != position;
    int n = snprintf(text, sizeof text, "event: hello\nid: %llu\ndata: {\"position\":%llu}\n\n",
                     (unsigned long long)position, (unsigned long long)position);
    if (missed)
        snprintf(
            text + n, sizeof text - (size_t)n,
            "event: change\nid: %llu\ndata: {\"position\":%llu,\"events\":[],\"more\":true}\n\n",
            (unsigned long long)position, (unsigned long long)position);
    w->greeted = true;
    say(l, w, text);
    if (w->stream && l->scopes[w->scope].runs) tell(l, w, l->scopes[w->scope].runs);
}

static void greet_new(struct live *l, unsigned scope)
{
    for (unsigned i = 0; i < WATCHERS_MAX; i++) {
        struct watcher *w = &l->watchers[i];
        if (w->stream && w->scope == scope && !w->greeted) greet(l, w, l->scopes[scope].position);
    }
}

/* Once, until it can be reached again; then all are greeted anew. */
static void tell_away(struct live *l, unsigned scope, jx_status why)
{
    char text[512];
    for (unsigned i = 0; i < WATCHERS_MAX; i++) {
        struct watcher *w = &l->watchers[i];
        if (!w->stream || w->scope != scope) continue;
        snprintf(text, sizeof text, "event: away\ndata: {\"code\":\"%s\",\"message\":\"%s\"}\n\n",
                 jx_status_name(why), jx_status_text(why, w->lang));
        if (w->since == 0 && w->greeted) w->since = l->scopes[scope].position;
        w->greeted = false;
        say(l, w, text);
    }
}

/* ---- runs ---- */

static bool is_going(const struct jx_runs *all)
{
    for (uint32_t i = 0; i < all->count; i++)
        if (!all->rows[i].published && all->rows[i].cursor < all->position) return true;
    return false;
}

/* Told when they are other ones than those that were told last. */
static void take_runs(struct live *l, unsigned scope, const struct jx_runs *all)
{
    struct scope *s = &l->scopes[scope];
    struct jx_hash hash;
    s->runs_going = is_going(all);
    s->runs_position = all->position;
    if (all->count == 0 && !s->runs_any) return;
    s->runs_any = all->count > 0;
    struct http_text *text = live_text_of_runs(all, &hash);
    if (!text || (s->runs && jx_hash_eq(&hash, &s->runs_hash))) {
        http_text_release(&text);
        return;
    }
    http_text_release(&s->runs);
    s->runs = text;
    s->runs_hash = hash;
    tell_scope(l, scope, text);
}

/* ---- asking ---- */

struct question {
    struct live *live;
    unsigned scope;
    struct desk_key *key;
    bool known;
    uint64_t position, document;
    bool runs_going, no_runs;
    uint64_t runs_position;
};

struct answers {
    struct jx_events events;
    bool has_runs, no_runs;
    struct jx_runs runs;
};

/* A run begins and ends with a record; while one is going its progress changes without any. */
static jx_status ask_runs(struct session *s, const struct question *q, struct answers *out)
{
    bool due = q->runs_going || out->events.position != q->runs_position;
    if (q->no_runs || !due) return JX_OK;
    jx_status rc = runs_list(s, 0, &out->runs);
    out->has_runs = rc == JX_OK;
    out->no_runs = rc == JX_E_REFUSED;
    return out->no_runs ? JX_OK : rc;
}

/* Behind what was told. Where nothing was told yet only the position is of interest. */
static jx_status ask(struct session *s, const struct question *q, struct jx_events *out)
{
    struct jx_events_arguments args = {JX_LIT(""), q->position, q->document, LIVE_EVENTS_MAX};
    if (!q->known) args.position = INT64_MAX;
    return ask_events(s, &args, out);
}

static void take_answer(struct live *l, const struct question *q, const struct jx_events *e)
{
    struct scope *s = &l->scopes[q->scope];
    bool changed = s->known && e->position != s->position;
    bool back = s->known && e->position < s->position; /* an older copy was put back */
    s->away = false;
    s->known = true;
    s->position = e->position;
    s->document = UINT64_MAX;
    if (changed && (e->count || back)) {
        struct http_text *t = live_text_of_events(e, e->more || back);
        tell_scope(l, q->scope, t);
        http_text_release(&t);
    }
    greet_new(l, q->scope);
}

static void finish(struct live *l, const struct question *q, jx_status rc,
                   const struct answers *found)
{
    struct scope *s = &l->scopes[q->scope];
    pthread_mutex_lock(&l->lock);
    if (rc == JX_OK) {
        take_answer(l, q, &found->events);
        if (found->has_runs) take_runs(l, q->scope, &found->runs);
        s->no_runs = s->no_runs || found->no_runs;
    } else if (!s->away) {
        s->away = true;
        tell_away(l, q->scope, rc);
    }
    s->next_ms = jx_clock_mono_ms() + (rc == JX_OK ? LIVE_ASK_MS : LIVE_AWAY_MS);
    s->asking = false; /* from here on its last watcher takes it away */
    if (s->watchers == 0) scope_clear(s);
    pthread_mutex_unlock(&l->lock);
}

static void ask_now(void *own)
{
    struct question *q = own;
    struct answers found = {.has_runs = false};
    struct link *link = NULL;
    struct context *ctx = calloc(1, sizeof *ctx);
    jx_status rc = ctx ? JX_OK : JX_E_NO_MEMORY;
    if (ctx) *ctx = (struct context){.program = "jixiao-console", .quiet = true};
    if (ctx) rc = links_take(q->live->console->links, q->key, ctx, &link);
    if (rc == JX_OK) rc = ask(&link->session, q, &found.events);
    if (rc == JX_OK) rc = ask_runs(&link->session, q, &found);
    finish(q->live, q, rc, &found);
    links_give(q->live->console->links, &link, rc == JX_E_KEY_UNKNOWN || rc == JX_E_SERVER_KEY);
    free(ctx);
    free(q);
}

/* The lock is held. */
static void ask_later(struct live *l, unsigned scope)
{
    struct scope *s = &l->scopes[scope];
    struct question *q = malloc(sizeof *q);
    if (!q) return;
    *q = (struct question){.live = l,
                           .scope = scope,
                           .key = s->key,
                           .known = s->known,
                           .position = s->position,
                           .document = s->document,
                           .runs_going = s->runs_going,
                           .no_runs = s->no_runs,
                           .runs_position = s->runs_position};
    s->asking = pool_put(l->console->pool, l, ask_now, q);
    if (!s->asking) free(q);
}

/* Its visit is used by requests meanwhile. */
static bool is_over(struct live *l, const struct watcher *w, int64_t now_ms)
{
    pthread_mutex_lock(&l->console->lock);
    bool over = visit_over(w->visit, now_ms);
    pthread_mutex_unlock(&l->console->lock);
    return over;
}

void live_tick(struct live *l, int64_t now_ms)
{
    pthread_mutex_lock(&l->lock);
    for (unsigned i = 0; i < SCOPES_MAX; i++) {
        struct scope *s = &l->scopes[i];
        if (s->key && s->watchers && !s->asking && now_ms >= s->next_ms) ask_later(l, i);
    }
    for (unsigned i = 0; i < WATCHERS_MAX; i++) {
        struct watcher *w = &l->watchers[i];
        if (!w->stream) continue;
        if (is_over(l, w, now_ms)) {
            struct http_text *t = http_text_new(JX_LIT("event: end\ndata: {}\n\n"));
            if (t) http_stream_put(w->stream, t);
            http_text_release(&t);
            let_go(l, w);
        } else if (now_ms - w->beat_ms >= LIVE_BEAT_MS) {
            w->beat_ms = now_ms;
            say(l, w, ":\n\n");
        }
    }
    pthread_mutex_unlock(&l->lock);
}

void live_stop(struct live *l)
{
    if (!l) return;
    pthread_mutex_lock(&l->lock);
    l->stopped = true;
    for (unsigned i = 0; i < WATCHERS_MAX; i++)
        if (l->watchers[i].stream) let_go(l, &l->watchers[i]);
    pthread_mutex_unlock(&l->lock);
}

void live_close(struct live **live)
{
    struct live *l = *live;
    *live = NULL;
    if (!l) return;
    live_stop(l);
    pthread_mutex_destroy(&l->lock);
    free(l);
}

/* ---- a new one ---- */

static bool find_scope(struct live *l, struct desk_key *key, unsigned *out)
{
    unsigned unused = SCOPES_MAX;
    for (unsigned i = SCOPES_MAX; i > 0; i--) {
        *out = i - 1;
        if (l->scopes[*out].key == key) return true;
        if (!l->scopes[*out].key) unused = *out;
    }
    *out = unused;
    if (unused == SCOPES_MAX) return false;
    l->scopes[unused] = (struct scope){.key = key};
    return true;
}

/* A free place. Of a browser that has too many streams open the oldest one ends: it may be of a tab
 * that was closed long ago, which shows only when something is sent there. */
static struct watcher *find_place(struct live *l, const struct visit *visit)
{
    struct watcher *unused = NULL, *oldest = NULL;
    unsigned of_visit = 0;
    for (unsigned i = 0; i < WATCHERS_MAX; i++) {
        struct watcher *w = &l->watchers[i];
        if (!w->stream && !unused) unused = w;
        if (!w->stream || w->visit != visit) continue;
        of_visit++;
        if (!oldest || w->number < oldest->number) oldest = w;
    }
    if (of_visit < WATCHERS_PER_VISIT_MAX) return unused;
    let_go(l, oldest);
    return oldest;
}

static uint64_t since_of(const struct call *c)
{
    const char *last = http_header(c->request, "Last-Event-ID");
    if (!last) last = http_argument(c->request, "since");
    return last ? strtoull(last, NULL, 10) : 0;
}

static bool add(struct live *l, struct call *c)
{
    unsigned scope;
    struct watcher *w = find_place(l, c->visit);
    if (!w || !find_scope(l, c->desk->key, &scope)) return false;
    struct http_stream *stream = http_stream_open(c->request, "text/event-stream; charset=utf-8");
    c->streaming = true;
    if (!stream) return true; /* the connection ends by itself */
    struct scope *s = &l->scopes[scope];
    *w = (struct watcher){.stream = stream,
                          .visit = c->visit,
                          .scope = scope,
                          .number = ++l->last_number,
                          .lang = c->ctx.lang,
                          .beat_ms = jx_clock_mono_ms(),
                          .since = since_of(c)};
    c->visit = NULL; /* the watcher's now */
    s->watchers++;
    say(l, w, "retry: 2000\n\n");
    if (w->stream && s->known && !s->away) greet(l, w, s->position);
    return true;
}

jx_status live_watch(struct call *c)
{
    struct live *l = c->console->live;
    pthread_mutex_lock(&l->lock);
    bool added = !l->stopped && add(l, c);
    pthread_mutex_unlock(&l->lock);
    if (!added) c->refusal = CONSOLE_THROTTLED;
    return added ? JX_OK : JX_E_BUSY;
}
