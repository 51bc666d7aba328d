/* The console: what all its parts share. It holds no data of the county's: users, who is signed in,
 * links, and what browsers have not sent yet. */
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

/* JX_OK: *out serves until console_stop(). Says what is wrong on standard error otherwise. */
jx_status console_start(const struct console_settings *s, struct console *c);
void console_stop(struct console *c);
/* To be called some times a second. */
void console_tick(struct console *c);

/* The key of that path, read when it is new. The console's lock is held. JX_E_PERMISSION,
 * JX_E_NOT_FOUND, JX_E_CONFIG ... */
jx_status console_key(struct console *c, const char *path, struct desk_key **out);

#endif
