/* The users' file. */
#include "users.h"

#include "../../proto/base/text.h"
#include "../../proto/file/file.h"
#include "../../proto/wire/role.h"

#include <sys/stat.h>

enum { FIELDS = 5 };

static const char head[] = "version = 1\n";

bool user_name_valid(struct jx_slice name)
{
    if (name.len == 0 || name.len > USER_NAME_MAX || !jx_utf8_valid(name)) return false;
    for (size_t i = 0; i < name.len; i++)
        if ((unsigned char)name.ptr[i] <= ' ' || name.ptr[i] == 0x7f) return false;
    return name.ptr[0] != '#';
}

bool user_role_valid(struct jx_slice role)
{
    const uint32_t may = JX_ROLE_township | JX_ROLE_department | JX_ROLE_county |
                         JX_ROLE_supervisor;
    return (jx_role_of_name(role) & may) != 0;
}

const struct user *users_find(const struct users *u, struct jx_slice name)
{
    for (uint32_t i = 0; i < u->count; i++)
        if (jx_slice_eq(u->items[i].name, name)) return &u->items[i];
    return NULL;
}

struct jx_hash user_hash(const struct user *u)
{
    const struct jx_slice parts[] = {u->name,      JX_LIT("\t"), u->hash,
                                     JX_LIT("\t"), u->unit,      JX_LIT("\t"),
                                     u->role,      JX_LIT("\t"), u->key};
    return jx_hash_parts(parts, sizeof parts / sizeof parts[0]);
}

/* Up to the next `end`, which *rest moves behind; false when there is none. */
static bool cut(struct jx_slice *rest, char end, struct jx_slice *out)
{
    const char *at = rest->len ? memchr(rest->ptr, end, rest->len) : NULL;
    if (!at) return false;
    *out = jx_slice_at(rest->ptr, (size_t)(at - rest->ptr));
    *rest = jx_slice_from(*rest, out->len + 1);
    return true;
}

static bool parse_line(struct jx_slice line, struct user *u)
{
    struct jx_slice *fields[FIELDS] = {&u->name, &u->hash, &u->unit, &u->role, &u->key};
    for (unsigned i = 0; i + 1 < FIELDS; i++)
        if (!cut(&line, '\t', fields[i])) return false;
    u->key = line;
    return user_name_valid(u->name) && user_role_valid(u->role) && u->hash.len > 0 &&
           u->key.len > 0;
}

static jx_status take_line(struct users *u, struct jx_slice line)
{
    struct user user;
    if (line.len == 0 || line.ptr[0] == '#') return JX_OK;
    if (u->count == USERS_MAX) return JX_E_ROWS;
    if (!parse_line(line, &user) || users_find(u, user.name)) return JX_E_CONFIG;
    u->items[u->count++] = user;
    return JX_OK;
}

jx_status users_parse(struct jx_slice text, struct jx_arena *a, struct users *out)
{
    *out = (struct users){.bad_line = 1};
    if (!jx_starts_with(text, jx_slice_of(head)))
        return jx_starts_with(text, JX_LIT("version = ")) ? JX_E_VERSION : JX_E_CONFIG;
    out->items = jx_arena_array(a, USERS_MAX, sizeof *out->items);
    if (!out->items) return jx_arena_failure(a);
    struct jx_slice rest = jx_slice_from(text, sizeof head - 1), line;
    while (rest.len > 0) {
        out->bad_line++;
        if (!cut(&rest, '\n', &line)) return JX_E_CONFIG;
        jx_status rc = take_line(out, line);
        if (rc != JX_OK) return rc;
    }
    out->bad_line = 0;
    return JX_OK;
}

struct jx_slice users_print(const struct users *u, struct jx_arena *a)
{
    struct jx_slice text = jx_slice_of(head);
    size_t len = text.len;
    for (uint32_t i = 0; i < u->count; i++) {
        const struct user *x = &u->items[i];
        len += x->name.len + x->hash.len + x->unit.len + x->role.len + x->key.len + FIELDS;
    }
    char *to = jx_arena_take(a, len + 1);
    if (!to) return JX_ABSENT;
    char *at = mempcpy(to, text.ptr, text.len);
    for (uint32_t i = 0; i < u->count; i++) {
        const struct user *x = &u->items[i];
        const struct jx_slice fields[FIELDS] = {x->name, x->hash, x->unit, x->role, x->key};
        for (unsigned f = 0; f < FIELDS; f++) {
            at = mempcpy(at, fields[f].ptr, fields[f].len);
            *at++ = f + 1 < FIELDS ? '\t' : '\n';
        }
    }
    return jx_slice_at(to, len);
}

jx_status users_read(const char *path, struct jx_arena *a, struct users *out)
{
    struct stat st;
    struct jx_slice text;
    *out = (struct users){.count = 0};
    if (stat(path, &st) == 0 && (st.st_mode & (S_IRWXG | S_IRWXO))) return JX_E_PERMISSION;
    jx_status rc = jx_file_read(path, USERS_BYTES_MAX, a, &text);
    return rc == JX_OK ? users_parse(text, a, out) : rc;
}

static jx_status users_write(const char *path, const struct users *u, struct jx_arena *a)
{
    struct jx_slice text = users_print(u, a);
    return jx_is_absent(text) ? jx_arena_failure(a) : jx_file_write(path, 0600, text);
}

static void remove_name(struct users *u, struct jx_slice name)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < u->count; i++)
        if (!jx_slice_eq(u->items[i].name, name)) u->items[kept++] = u->items[i];
    u->count = kept;
}

jx_status users_put(const char *path, const struct user *user)
{
    struct jx_arena a;
    struct users u;
    jx_arena_init(&a, 4 * (size_t)USERS_BYTES_MAX);
    jx_status rc = users_read(path, &a, &u);
    if (rc == JX_E_NOT_FOUND) rc = users_parse(jx_slice_of(head), &a, &u);
    if (rc == JX_OK) {
        remove_name(&u, user->name);
        if (u.count == USERS_MAX) rc = JX_E_ROWS;
    }
    if (rc == JX_OK) {
        u.items[u.count++] = *user;
        rc = users_write(path, &u, &a);
    }
    jx_arena_clear(&a);
    return rc;
}

jx_status users_remove(const char *path, struct jx_slice name)
{
    struct jx_arena a;
    struct users u;
    jx_arena_init(&a, 4 * (size_t)USERS_BYTES_MAX);
    jx_status rc = users_read(path, &a, &u);
    if (rc == JX_OK && !users_find(&u, name)) rc = JX_E_NOT_FOUND;
    if (rc == JX_OK) {
        remove_name(&u, name);
        rc = users_write(path, &u, &a);
    }
    jx_arena_clear(&a);
    return rc;
}
