/* Starting, ending, and what has to be looked at now and then. */
#include "console.h"

#include "call.h"
#include "live.h"
#include "submit.h"
#include "tls.h"

#include "../outbox.h"

#include "../../proto/file/file.h"
#include "../../proto/net/clock.h"
#include "../../proto/net/log.h"

#include <stdio.h>
#include <stdlib.h>

static jx_status say(const char *what, jx_status rc)
{
    fprintf(stderr, "jixiao-console: %s: %s [%s]\n", what, jx_status_text(rc, JX_LANG_EN),
            jx_status_name(rc));
    return rc;
}

/* ---- users and keys ---- */

static bool users_path(const struct console *c, char out[CONTEXT_PATH_MAX])
{
    int n = snprintf(out, CONTEXT_PATH_MAX, "%s/users", c->settings.data);
    return n > 0 && n < CONTEXT_PATH_MAX;
}

/* Reads the file when it has changed. A file that is damaged leaves those who are known as they
 * are. */
static jx_status load_users(struct console *c)
{
    char path[CONTEXT_PATH_MAX];
    struct stat st = {.st_size = 0};
    struct jx_arena a;
    struct users users;
    if (c->settings.local) return JX_OK;
    if (!users_path(c, path)) return JX_E_CONFIG;
    if (stat(path, &st) == 0 && memcmp(&st.st_mtim, &c->users_changed, sizeof st.st_mtim) == 0)
        return JX_OK;
    jx_arena_init(&a, 4 * (size_t)USERS_BYTES_MAX);
    jx_status rc = users_read(path, &a, &users);
    c->users_changed = st.st_mtim;
    if (rc != JX_OK) {
        jx_arena_clear(&a);
        jx_log(JX_LOG_ERROR, "console.users", "why=%s line=%u", jx_status_name(rc), users.bad_line);
        return rc;
    }
    jx_arena_clear(&c->users_arena);
    c->users_arena = a;
    c->users = users;
    jx_log(JX_LOG_INFO, "console.users", "count=%u", (unsigned)users.count);
    return JX_OK;
}

/* Of each key a folder of its own, named by the key. */
static bool home_of(const struct console *c, const struct jx_identity *id,
                    char out[CONTEXT_PATH_MAX])
{
    enum { NAME_BYTES = 16 };
    char hex[2 * NAME_BYTES + 1];
    jx_hex_print(jx_slice_at(id->keys.public_key, NAME_BYTES), hex);
    int n = c->settings.local
                ? snprintf(out, CONTEXT_PATH_MAX, "%s", c->settings.home)
                : snprintf(out, CONTEXT_PATH_MAX, "%s/homes/%s", c->settings.data, hex);
    return n > 0 && n < CONTEXT_PATH_MAX;
}

static jx_status load_key(const struct console *c, const char *path, struct desk_key *k)
{
    int n = path[0] == '/' || c->settings.local
                ? snprintf(k->path, sizeof k->path, "%s", path)
                : snprintf(k->path, sizeof k->path, "%s/%s", c->settings.data, path);
    if (n <= 0 || n >= CONTEXT_PATH_MAX) return JX_E_CONFIG;
    jx_status rc = jx_identity_read(k->path, &k->identity);
    if (rc == JX_OK && !home_of(c, &k->identity, k->home)) rc = JX_E_CONFIG;
    if (rc == JX_OK) snprintf(k->path, sizeof k->path, "%s", path);
    return rc == JX_OK ? outbox_open(k->home) : rc;
}

jx_status console_key(struct console *c, const char *path, struct desk_key **out)
{
    for (uint32_t i = 0; i < c->key_count; i++)
        if (strcmp(c->keys[i]->path, path) == 0) {
            *out = c->keys[i];
            return JX_OK;
        }
    if (c->key_count == KEYS_MAX) return JX_E_BUSY;
    struct desk_key *k = calloc(1, sizeof *k);
    if (!k) return JX_E_NO_MEMORY;
    jx_status rc = load_key(c, path, k);
    if (rc != JX_OK) {
        free(k);
        return rc;
    }
    c->keys[c->key_count++] = *out = k;
    return JX_OK;
}

/* So that what waits in an outbox goes before its owner signs in again. A key that cannot be read
 * is told of when she does. */
static void load_keys(struct console *c)
{
    for (uint32_t i = 0; i < c->users.count; i++) {
        struct desk_key *k;
        char path[CONTEXT_PATH_MAX];
        struct jx_slice key = c->users.items[i].key;
        int n = snprintf(path, sizeof path, "%.*s", (int)key.len, key.ptr);
        jx_status rc = n > 0 && (size_t)n < sizeof path ? console_key(c, path, &k) : JX_E_CONFIG;
        if (rc != JX_OK)
            jx_log(JX_LOG_WARN, "console.key", "line=%u why=%s", (unsigned)i + 2,
                   jx_status_name(rc));
    }
}

/* ---- names that we go by ---- */

static jx_status set_hosts(struct console *c)
{
    const char *listen = c->settings.listen, *colon = strrchr(listen, ':');
    unsigned port = http_port(c->http);
    const char *more = c->settings.hosts ? c->settings.hosts : "";
    int host = (int)(colon - listen);
    int n = snprintf(c->hosts, sizeof c->hosts, "%.*s:%u,127.0.0.1:%u,localhost:%u,[::1]:%u%s%s",
                     host, listen, port, port, port, port, *more ? "," : "", more);
    return n > 0 && (size_t)n < sizeof c->hosts ? JX_OK : JX_E_CONFIG;
}

/* ---- listening ---- */

static jx_status say_tls(const char *certificate)
{
    fprintf(stderr,
            "jixiao-console: %s: no certificate in PEM with the private key that belongs to it "
            "[%s]\n",
            certificate, jx_status_name(JX_E_FORMAT));
    return JX_E_FORMAT;
}

static jx_status listen_now(struct console *c)
{
    const struct http_events events = {c, dispatch_admit, dispatch_handle};
    const struct console_settings *s = &c->settings;
    struct tls_files t;
    struct jx_arena a;
    const char *about;
    jx_arena_init(&a, 4 << 20);
    jx_status rc = tls_read(s->certificate, s->private_key, &a, &t, &about);
    if (rc != JX_OK) say(about, rc);
    if (rc == JX_OK) {
        const struct http_settings to = {s->listen, t.certificate.ptr, t.private_key.ptr};
        rc = http_open(&to, &events, &c->http);
        if (rc == JX_E_FORMAT)
            say_tls(s->certificate);
        else if (rc != JX_OK)
            say(s->listen, rc);
    }
    jx_arena_clear(&a);
    return rc == JX_OK ? set_hosts(c) : rc;
}

/* ---- start and end ---- */

/* A visit is ended with the lock held; its desk may be large. */
static void drop_desk(void *own)
{
    struct desk *d = own;
    drafts_clear(&d->drafts);
    free(d);
}

static jx_status check_local(struct console *c)
{
    struct desk_key *key;
    uint8_t bytes[VISIT_TOKEN_BYTES];
    if (!c->settings.local) return JX_OK;
    jx_random_bytes(bytes, sizeof bytes);
    jx_hex_print(jx_slice_at(bytes, sizeof bytes), c->link_token);
    jx_status rc = console_key(c, c->settings.key, &key);
    return rc == JX_OK ? rc : say(c->settings.key, rc);
}

static jx_status read_county(struct console *c)
{
    jx_status rc = jx_county_read(c->settings.county, &c->county);
    return rc == JX_OK ? rc : say(c->settings.county, rc);
}

jx_status console_start(const struct console_settings *s, struct console *c)
{
    *c = (struct console){.settings = *s};
    pthread_mutex_init(&c->lock, NULL);
    pthread_mutex_init(&c->password_lock, NULL);
    jx_arena_init(&c->users_arena, USERS_BYTES_MAX);
    jx_arena_init(&c->refusal_arena, BODY_MAX);
    visits_init(&c->visits, drop_desk);
    packs_init(&c->packs);
    jx_status rc = read_county(c);
    if (rc == JX_OK) rc = load_users(c);
    if (rc == JX_E_NOT_FOUND) rc = JX_OK; /* nobody was added yet */
    if (rc != JX_OK) say(s->data ? s->data : s->county, rc);
    if (rc == JX_OK) rc = check_local(c);
    if (rc == JX_OK) load_keys(c);
    if (rc == JX_OK) rc = pool_open(&c->pool);
    if (rc == JX_OK) rc = links_open(&c->county, &c->links);
    if (rc == JX_OK) rc = live_open(c, &c->live);
    return rc == JX_OK ? listen_now(c) : rc;
}

void console_stop(struct console *c)
{
    /* Every question is answered and every stream ended before the network thread is: it must find
     * nobody asleep. Until then it may still ask for what stands here. */
    pool_stop(c->pool);
    live_stop(c->live);
    http_close(&c->http);
    live_close(&c->live);
    pool_close(&c->pool);
    visits_clear(&c->visits);
    links_close(&c->links);
    packs_clear(&c->packs);
    for (uint32_t i = 0; i < c->key_count; i++) {
        jx_wipe(c->keys[i], sizeof *c->keys[i]);
        free(c->keys[i]);
    }
    jx_arena_clear(&c->users_arena);
    jx_arena_clear(&c->refusal_arena);
    pthread_mutex_destroy(&c->password_lock);
    pthread_mutex_destroy(&c->lock);
}

/* ---- now and then ---- */

static bool stays(void *own, const struct visit *x)
{
    const struct console *c = own;
    const struct desk *d = x->own;
    if (c->settings.local) return true;
    const struct user *u = users_find(&c->users, jx_slice_of(x->user));
    struct jx_hash entry = u ? user_hash(u) : (struct jx_hash){.bytes = {0}};
    return u && jx_hash_eq(&entry, &d->entry);
}

void console_tick(struct console *c)
{
    enum { SWEEP_MS = 1000, FLUSH_MS = 3000 };
    static int64_t swept_ms, flushed_ms;
    int64_t now = jx_clock_mono_ms();
    live_tick(c->live, now);
    if (now - swept_ms >= SWEEP_MS) {
        swept_ms = now;
        pthread_mutex_lock(&c->lock);
        load_users(c);
        visits_sweep(&c->visits, stays, c, now);
        pthread_mutex_unlock(&c->lock);
        links_tidy(c->links, now);
    }
    if (now - flushed_ms >= FLUSH_MS) {
        flushed_ms = now;
        submit_flush_all(c);
    }
}
