/* Who may sign in: a file of lines that `jixiao-console --add-user` writes. Pure, but for
 * users_read() and users_write().
 *
 *   version = 1
 *   name TAB Argon2id hash TAB unit TAB role TAB key file
 * Lines that begin with # are comments. */
#ifndef JX_CONSOLE_USERS_H
#define JX_CONSOLE_USERS_H

#include "../../proto/base/arena.h"
#include "../../proto/wire/crypto.h"

enum {
    USERS_MAX = 5000,
    USERS_BYTES_MAX = 4 << 20,
    USER_NAME_MAX = 64,
    PASSWORD_LEAST = 8,
    PASSWORD_MAX = 256
};

struct user {
    struct jx_slice name, hash, unit, role, key;
};

struct users {
    struct user *items;
    uint32_t count;
    unsigned bad_line; /* from 1: the one that was refused */
};

/* Slices borrow from `text`. JX_E_CONFIG for a malformed line or a repeated name, JX_E_VERSION,
 * JX_E_ROWS. */
jx_status users_parse(struct jx_slice text, struct jx_arena *a, struct users *out);
/* NULL when there is none of that name. */
const struct user *users_find(const struct users *u, struct jx_slice name);
/* UTF-8 without blanks or control characters, at most USER_NAME_MAX. */
bool user_name_valid(struct jx_slice name);
/* One of township, department, county, supervisor. */
bool user_role_valid(struct jx_slice role);

/* Of the whole line: whoever signed in by another one has to do it again. */
struct jx_hash user_hash(const struct user *u);
/* The file as text, from the arena; absent when memory is short. */
struct jx_slice users_print(const struct users *u, struct jx_arena *a);

/* JX_E_NOT_FOUND (there are no users yet), JX_E_PERMISSION (others may read it), and those of
 * users_parse(). */
jx_status users_read(const char *path, struct jx_arena *a, struct users *out);
/* Adds the user, or replaces the one of her name; removes her. JX_E_NOT_FOUND when there is nobody
 * of that name. */
jx_status users_put(const char *path, const struct user *user);
jx_status users_remove(const char *path, struct jx_slice name);

#endif
