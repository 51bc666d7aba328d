/* Signing in and out, and what a browser is told of its visit. */
#include "answers.h"

#include "../../proto/net/clock.h"
#include "../../proto/net/log.h"

#include <stdio.h>
#include <stdlib.h>

enum { SIGNING_IN_MAX = POOL_THREADS / 2, NAME_ROOM = USER_NAME_MAX + 1 };

/* ---- the visit ---- */

static void put_visit(struct call *c, const struct visit *x)
{
    struct jx_json_writer *w = &c->json;
    const struct desk *d = x ? x->own : NULL;
    jx_json_object(w);
    jx_json_member_bool(w, "signed_in", x != NULL);
    jx_json_member_text(w, "csrf", jx_slice_of(x ? x->csrf : "sign-in"));
    jx_json_member_text(w, "language", jx_slice_of(c->ctx.lang == JX_LANG_ZH ? "zh" : "en"));
    jx_json_member_text(w, "version", jx_slice_of(JIXIAO_VERSION));
    jx_json_member_bool(w, "local", c->console->settings.local);
    if (d) {
        jx_json_member_text(w, "user", jx_slice_of(x->user));
        jx_json_member_text(w, "unit", jx_slice_of(d->unit));
        jx_json_member_text(w, "role", jx_slice_of(d->role));
        jx_json_member_text(w, "county", jx_slice_of(c->console->county.unit));
        jx_json_member_integer(w, "upload_bytes_max", UPLOAD_MAX);
        jx_json_member_integer(w, "drafts_max", DRAFTS_MAX);
    }
    jx_json_end_object(w);
}

jx_status answer_session(struct call *c)
{
    put_visit(c, c->visit);
    return JX_OK;
}

static void set_cookie(struct call *c, const char *value, long seconds)
{
    const char *secure = c->console->settings.certificate ? "; Secure" : "";
    call_add_header(c, "Set-Cookie",
                    jx_arena_printf(&c->arena,
                                    "jixiao=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%ld%s",
                                    value, seconds, secure));
}

jx_status answer_sign_out(struct call *c)
{
    pthread_mutex_lock(&c->console->lock);
    visits_end(&c->console->visits, c->visit);
    pthread_mutex_unlock(&c->console->lock);
    set_cookie(c, "", 0);
    jx_json_object(&c->json);
    jx_json_end_object(&c->json);
    return JX_OK;
}

/* ---- who it is ---- */

struct signing {
    char name[NAME_ROOM];
    char hash[JX_PASSWORD_HASH_BYTES];
    char key[CONTEXT_PATH_MAX];
    char role[32];
    struct jx_hash entry;
    bool known;
};

static void copy_text(char *to, size_t room, struct jx_slice s)
{
    size_t len = s.len < room ? s.len : room - 1;
    memcpy(to, s.ptr, len);
    to[len] = '\0';
}

/* Of somebody whom nobody knows a password is looked at all the same, so that the answer takes as
 * long. */
static const char *nobodys_hash(void)
{
    static char hash[JX_PASSWORD_HASH_BYTES];
    if (!hash[0] && !jx_password_hash(JX_LIT("nobody's password"), hash)) return "";
    return hash;
}

static jx_status look_up(struct console *c, struct jx_slice name, struct signing *s)
{
    const struct user *u = users_find(&c->users, name);
    s->known = u != NULL && u->hash.len < sizeof s->hash && u->key.len < sizeof s->key;
    copy_text(s->name, sizeof s->name, name);
    if (!s->known) return JX_OK;
    copy_text(s->hash, sizeof s->hash, u->hash);
    copy_text(s->key, sizeof s->key, u->key);
    copy_text(s->role, sizeof s->role, u->role);
    s->entry = user_hash(u);
    return JX_OK;
}

static jx_status refuse(struct call *c, enum console_refusal why)
{
    c->refusal = (int)why;
    return JX_E_REFUSED;
}

/* False when too many are at it, or the name has to wait. */
static bool may_try(struct call *c, const char *name)
{
    struct console *console = c->console;
    c->retry_ms = tries_wait(&console->visits, name, jx_clock_mono_ms());
    if (c->retry_ms > 0 || console->signing_in >= SIGNING_IN_MAX) return false;
    console->signing_in++;
    return true;
}

static bool password_fits(struct console *c, const struct signing *s, struct jx_slice password)
{
    pthread_mutex_lock(&c->password_lock);
    const char *hash = s->known ? s->hash : nobodys_hash();
    bool fits = password.len <= PASSWORD_MAX && jx_password_matches(hash, password);
    pthread_mutex_unlock(&c->password_lock);
    return fits && s->known;
}

/* ---- the visit begins ---- */

static jx_status begin_visit(struct call *c, const struct signing *s)
{
    struct console *console = c->console;
    struct visit *x = NULL;
    char cookie[VISIT_TOKEN_HEX];
    struct desk *d = calloc(1, sizeof *d);
    if (!d) return JX_E_NO_MEMORY;
    drafts_init(&d->drafts);
    copy_text(d->role, sizeof d->role, jx_slice_of(s->role));
    d->entry = s->entry;
    pthread_mutex_lock(&console->lock);
    jx_status rc = console_key(console, s->key, &d->key);
    if (rc == JX_OK) copy_text(d->unit, sizeof d->unit, jx_slice_of(d->key->identity.unit));
    if (rc == JX_OK)
        rc = visits_begin(&console->visits, s->name, d, jx_clock_mono_ms(), &x, cookie);
    if (rc == JX_OK) {
        visit_hold(x);
        visit_release(&console->visits, &c->visit);
        c->visit = x;
    }
    pthread_mutex_unlock(&console->lock);
    if (rc != JX_OK) {
        drafts_clear(&d->drafts);
        free(d);
        return rc;
    }
    set_cookie(c, cookie, VISIT_MS / 1000);
    jx_wipe(cookie, sizeof cookie);
    put_visit(c, x);
    return JX_OK;
}

static jx_status sign_in_by_password(struct call *c, struct jx_slice name, struct jx_slice password)
{
    struct console *console = c->console;
    struct signing s = {.known = false};
    if (console->settings.local || !user_name_valid(name)) return refuse(c, CONSOLE_PASSWORD);
    pthread_mutex_lock(&console->lock);
    look_up(console, name, &s);
    bool may = may_try(c, s.name);
    pthread_mutex_unlock(&console->lock);
    if (!may) return refuse(c, CONSOLE_THROTTLED);
    bool fits = password_fits(console, &s, password);
    pthread_mutex_lock(&console->lock);
    console->signing_in--;
    if (fits)
        tries_forget(&console->visits, s.name);
    else
        tries_failed(&console->visits, s.name, jx_clock_mono_ms());
    pthread_mutex_unlock(&console->lock);
    jx_log(JX_LOG_INFO, "console.sign_in", "taken=%d", fits);
    jx_wipe(s.hash, sizeof s.hash);
    return fits ? begin_visit(c, &s) : refuse(c, CONSOLE_PASSWORD);
}

/* The link is good for one browser, once. */
static jx_status sign_in_by_link(struct call *c, struct jx_slice token)
{
    struct console *console = c->console;
    struct signing s = {.role = "township"};
    pthread_mutex_lock(&console->lock);
    bool fits = console->settings.local && console->link_token[0] &&
                token.len == VISIT_TOKEN_HEX - 1 &&
                jx_secret_eq(console->link_token, token.ptr, token.len);
    if (fits) jx_wipe(console->link_token, sizeof console->link_token);
    pthread_mutex_unlock(&console->lock);
    if (!fits) return refuse(c, CONSOLE_LINK);
    copy_text(s.key, sizeof s.key, jx_slice_of(console->settings.key));
    return begin_visit(c, &s);
}

jx_status answer_sign_in(struct call *c)
{
    struct body *b;
    jx_status rc = body_read(c, &b);
    if (rc != JX_OK) return rc;
    struct jx_slice token = body_text(b, "token"), name = body_text(b, "user"),
                    password = body_text(b, "password");
    if (!jx_is_absent(token))
        rc = sign_in_by_link(c, token);
    else if (!jx_is_absent(name) && !jx_is_absent(password))
        rc = sign_in_by_password(c, name, password);
    else
        rc = call_wrong(c, JX_E_FORMAT, "user");
    body_free(&b);
    return rc;
}
