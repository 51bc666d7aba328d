/* The console: what all its parts share. It holds no data of the county's: users, who is signed in, links, and what browsers
 * have not sent yet. */
#ifndef JX_CONSOLE_CONSOLE_H
#define JX_CONSOLE_CONSOLE_H

#include "drafts.h"
#include "http.h"
#include "links.h"
#include "packs.h"
#include "users.h"
#include "visits.h"

#include <pthread.h>
#include <sys/stat.h>

enum {
    BODY_MAX = 1 << 20,
    UPLOAD_MAX = 32 << 20,
    CALL_BYTES = 256 << 20, /* memory for one question */
    CALL_PARTS_MAX = 8,
    COOKIE_MAX = 64,
};

struct console_settings {
    const char *data, *county, *listen, *hosts, *certificate, *private_key, *ready;
    const char *key, *home; /* with `local`: the one user's own */
    bool local;
};

struct live;

struct console {
    struct console_settings settings;
    struct jx_county county;
    struct http *http;
    struct pool *pool;
    struct links *links;
    struct live *live;
    struct packs packs;
    pthread_mutex_t lock; /* over what stands below */
    struct visits visits;
    struct jx_arena users_arena, refusal_arena; /* refusal_arena: the network thread's */
    struct users users;
    struct timespec users_changed; /* of the file that `users` is from */
    struct desk_key *keys[KEYS_MAX];
    uint32_t key_count;
    char link_token[VISIT_TOKEN_HEX]; /* of the one-time link; "" once it was used */
    /* Constant after the start. */
    char hosts[COOKIE_MAX * 16];
    pthread_mutex_t password_lock; /* one password at a time: each takes 64 MiB */
    unsigned signing_in;           /* passwords that are being looked at, or wait for it */
};

/* What a visit keeps: who acts, under which key, and her drafts. */
struct desk {
    struct desk_key *key;
    char unit[JX_IDENTITY_UNIT_MAX];
    char role[32];
    struct jx_hash entry; /* of the line she signed in by: another one ends the visit */
    struct drafts drafts;
};

/* One question of a browser on its way. */
struct call {
    struct console *console;
    const struct route *route;
    struct http_request *request;
    struct visit *visit; /* NULL: not signed in */
    struct desk *desk;   /* its own */
    struct context ctx;
    struct jx_arena arena;
    struct jx_json_writer json;
    struct link *link;
    struct session *session; /* of the link */
    char path[1024];
    const char *parts[CALL_PARTS_MAX]; /* of the path, behind /api/ */
    unsigned part_count;
    /* What else is said of a failure. */
    struct jx_trouble trouble;
    int64_t retry_ms;
    const char *advice; /* NULL: the one that belongs to the status */
    int refusal;        /* enum console_refusal, where it is that; else -1 */
    bool conflict;      /* the act is in the journal, and changed nothing */
    bool unreadable;    /* a file that holds no form, or cannot be read at all */
    bool streaming;     /* live.c has taken the request over */
    struct http_reply reply; /* an answer that is no JSON: type and body; or further headers */
};

/* What is wrong with the request itself rather than with what it asks. X(name, HTTP status, text, advice) */
#define CONSOLE_REFUSALS(X)                                                                                                   \
    X(CONSOLE_SIGN_IN, 401, N_("you are not signed in"), N_("sign in, then try again"))                                       \
    X(CONSOLE_EXPIRED, 401, N_("you were signed out, because nothing was done for a while"), N_("sign in again"))             \
    X(CONSOLE_PASSWORD, 401, N_("name or password is wrong"), N_("try again; whoever runs the console can set a new one"))    \
    X(CONSOLE_LINK, 401, N_("this link was used already, or is not ours"), N_("start jixiao ui again for a new link"))        \
    X(CONSOLE_CSRF, 403, N_("the request does not come from this page"), N_("load the page again"))                           \
    X(CONSOLE_HOST, 403, N_("the console is not known by this address"), N_("use the address that it was started for"))       \
    X(CONSOLE_PATH, 404, N_("there is nothing at this address"), N_("go back to the overview"))                               \
    X(CONSOLE_METHOD, 405, N_("the address does not take this method"), "")                                                   \
    X(CONSOLE_THROTTLED, 429, N_("too many requests"), N_("wait a moment, then try again"))                                   \
    X(CONSOLE_TOO_LARGE, 413, N_("this is too large"), N_("split the file and try again"))

enum console_refusal {
#define X(name, status, text, advice) name,
    CONSOLE_REFUSALS(X)
#undef X
        CONSOLE_REFUSAL_COUNT
};

/* JX_OK: *out serves until console_stop(). Says what is wrong on standard error otherwise. */
jx_status console_start(const struct console_settings *s, struct console *c);
void console_stop(struct console *c);
/* To be called some times a second. */
void console_tick(struct console *c);

/* The key of that path, read when it is new. The console's lock is held. JX_E_PERMISSION, JX_E_NOT_FOUND, JX_E_CONFIG ... */
jx_status console_key(struct console *c, const char *path, struct desk_key **out);

#endif
