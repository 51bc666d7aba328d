/* The console's folder, its users and their keys, looked at one by one. */
#include "check.h"

#include "tls.h"

#include "../../proto/base/text.h"
#include "../../proto/net/checking.h"

#include <stdio.h>

static void check_user(struct jx_checking *c, const struct console_settings *s,
                       const struct user *u)
{
    char key[JX_PATH_ROOM], about[USER_NAME_MAX + 32];
    struct jx_identity id;
    snprintf(about, sizeof about, "user %.*s", (int)u->name.len, u->name.ptr);
    char file[JX_PATH_ROOM];
    int n = snprintf(file, sizeof file, "%.*s", (int)u->key.len, u->key.ptr);
    bool fits = n > 0 && (size_t)n < sizeof file;
    if (fits && file[0] == '/')
        snprintf(key, sizeof key, "%s", file);
    else
        fits = fits && jx_path_join(key, s->data, file);
    jx_status rc = fits ? jx_identity_read(key, &id) : JX_E_CONFIG;
    if (rc == JX_OK && !jx_slice_eq(u->unit, jx_slice_of(id.unit))) rc = JX_E_CONFIG;
    jx_check(c, about, rc, file,
             "her key file has to be there, readable by the console alone (chmod 600), and of the "
             "unit that "
             "she was added with");
    jx_wipe(&id, sizeof id);
}

static void check_users(struct jx_checking *c, const struct console_settings *s)
{
    char path[JX_PATH_ROOM], found[64];
    struct jx_arena a;
    struct users users = {.count = 0};
    jx_arena_init(&a, 4 * (size_t)USERS_BYTES_MAX);
    jx_status rc = jx_path_join(path, s->data, "users") ? users_read(path, &a, &users)
                                                        : JX_E_CONFIG;
    snprintf(found, sizeof found, "%u users", (unsigned)users.count);
    if (rc == JX_E_NOT_FOUND)
        jx_check_note("users", "there are none yet: jixiao-console --add-user");
    else
        jx_check(c, path, rc, found,
                 "readable by the console alone (chmod 600), and as --add-user writes it");
    for (uint32_t i = 0; rc == JX_OK && i < users.count; i++)
        check_user(c, s, &users.items[i]);
    jx_arena_clear(&a);
}

static void check_tls(struct jx_checking *c, const struct console_settings *s)
{
    const char *about = NULL;
    if (!s->certificate) return;
    jx_check_secret(c, s->private_key);
    jx_status rc = tls_try(s->certificate, s->private_key, &about);
    jx_check(c, about, rc, "the certificate and its key",
             "a certificate in PEM with the private key that belongs to it");
}

int check_config(const struct console_settings *s)
{
    enum { ROOM = 16 << 20 };
    struct jx_checking c = {0};
    struct jx_county county;
    jx_check(&c, s->county, jx_county_read(s->county, &county), "the county",
             "county.conf as the county's operator gave it");
    check_tls(&c, s);
    if (s->local) return c.exit_code;
    jx_check_folder(&c, s->data, ROOM);
    check_users(&c, s);
    return c.exit_code;
}
