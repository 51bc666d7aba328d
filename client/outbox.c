/* Acts and receipts as files, one each. */
#include "outbox.h"

#include "../proto/base/text.h"
#include "../proto/file/file.h"
#include "../proto/wire/tuple.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { VERSION = 1, ID_LEAST = 6 };

static const char act_suffix[] = ".act", receipt_suffix[] = ".receipt";

static bool path_of(const char *home, const char *folder, const struct jx_hash *id,
                    const char *suffix, char out[OUTBOX_PATH_MAX])
{
    char hex[ID_HEX];
    jx_hex_print(jx_hash_slice(id), hex);
    int n = snprintf(out, OUTBOX_PATH_MAX, "%s/%s/%s%s", home, folder, hex, suffix);
    return n > 0 && n < OUTBOX_PATH_MAX;
}

static jx_status make_folder(const char *home, const char *name)
{
    char path[JX_PATH_ROOM];
    return jx_path_join(path, home, name) ? jx_folder_make(path) : JX_E_CONFIG;
}

jx_status outbox_open(const char *home)
{
    if (home[0] == '\0') return JX_E_CONFIG;
    jx_status rc = make_folder(home, "outbox");
    return rc == JX_OK ? make_folder(home, "receipts") : rc;
}

/* They are for people only; a path may be longer than what is read back. */
static struct jx_slice cut(struct jx_slice s)
{
    if (s.len <= JX_NAME_MAX) return s;
    s.len = JX_NAME_MAX;
    while (s.len > 0 && ((unsigned char)s.ptr[s.len] & 0xC0) == 0x80)
        s.len--; /* not in the middle of a character */
    return s;
}

jx_status outbox_put(const char *home, const struct outbox_act *act)
{
    char path[OUTBOX_PATH_MAX];
    struct jx_buffer b;
    if (!path_of(home, "outbox", &act->id, act_suffix, path)) return JX_E_CONFIG;
    if (access(path, F_OK) == 0) return JX_OK;
    jx_buffer_init(&b, 2 * (size_t)JX_MESSAGE_BYTES_MAX);
    jx_mp_put_array(&b, 5);
    jx_mp_put_uint(&b, VERSION);
    jx_mp_put_bin(&b, act->header);
    jx_mp_put_bin(&b, act->content);
    jx_mp_put_text(&b, cut(act->label));
    jx_mp_put_text(&b, cut(act->project));
    jx_status rc = b.status;
    if (rc == JX_OK) rc = jx_file_write(path, 0600, jx_buffer_slice(&b));
    jx_buffer_clear(&b);
    return rc;
}

/* ---- reading ---- */

/* The id that a file's name begins with; false when the name is none of ours. */
static bool id_of_name(const char *name, const char *suffix, struct jx_hash *id)
{
    struct jx_slice s = jx_slice_of(name), tail = jx_slice_of(suffix);
    if (!jx_ends_with(s, tail)) return false;
    return jx_hex_parse(jx_slice_at(s.ptr, s.len - tail.len), id->bytes, JX_HASH_BYTES);
}

jx_status outbox_room(const char *home, uint32_t *room)
{
    char folder[JX_PATH_ROOM];
    struct jx_hash id;
    *room = JX_OUTBOX_MAX;
    DIR *dir = jx_path_join(folder, home, "outbox") ? opendir(folder) : NULL;
    if (!dir) return jx_status_of_errno(errno);
    for (struct dirent *e; (e = readdir(dir)) && *room > 0;)
        *room -= id_of_name(e->d_name, act_suffix, &id);
    closedir(dir);
    return JX_OK;
}

struct found {
    struct jx_hash id;
    struct timespec when;
};

static int by_age(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    if (x->when.tv_sec != y->when.tv_sec) return x->when.tv_sec < y->when.tv_sec ? -1 : 1;
    if (x->when.tv_nsec != y->when.tv_nsec) return x->when.tv_nsec < y->when.tv_nsec ? -1 : 1;
    return memcmp(x->id.bytes, y->id.bytes, JX_HASH_BYTES);
}

static jx_status list_acts(const char *home, struct found **out, uint32_t *count)
{
    char folder[JX_PATH_ROOM], path[OUTBOX_PATH_MAX];
    struct stat st;
    *count = 0;
    *out = calloc(JX_OUTBOX_MAX, sizeof **out);
    if (!*out || !jx_path_join(folder, home, "outbox")) return JX_E_NO_MEMORY;
    DIR *dir = opendir(folder);
    if (!dir) return jx_status_of_errno(errno);
    for (struct dirent *e; (e = readdir(dir)) && *count < JX_OUTBOX_MAX;) {
        struct found f;
        if (!id_of_name(e->d_name, act_suffix, &f.id)) continue;
        if (!path_of(home, "outbox", &f.id, act_suffix, path) || stat(path, &st) != 0) continue;
        f.when = st.st_mtim;
        (*out)[(*count)++] = f;
    }
    closedir(dir);
    qsort(*out, *count, sizeof **out, by_age);
    return JX_OK;
}

static void get_act(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct outbox_act *out = to;
    (void)a;
    jx_tuple_bin(t, JX_HEADER_BYTES_MAX, &out->header);
    jx_tuple_bin(t, JX_CONTENT_BYTES_MAX, &out->content);
    jx_tuple_text(t, JX_NAME_MAX, &out->label);
    jx_tuple_text(t, JX_NAME_MAX, &out->project);
}

static jx_status read_act(const char *home, const struct jx_hash *id, struct jx_arena *a,
                          struct outbox_act *out)
{
    char path[OUTBOX_PATH_MAX];
    struct jx_slice bytes = JX_ABSENT;
    if (!path_of(home, "outbox", id, act_suffix, path)) return JX_E_CONFIG;
    jx_status rc = jx_file_read(path, 2 * (size_t)JX_MESSAGE_BYTES_MAX, a, &bytes);
    if (rc != JX_OK) return rc;
    rc = jx_tuple_read(bytes, 5, VERSION, NULL, get_act, out);
    if (rc != JX_OK) return rc;
    out->id = jx_act_id(out->content);
    return jx_hash_eq(&out->id, id) ? JX_OK : JX_E_CORRUPT;
}

/* The file's fault, not this machine's. */
static bool is_damage(jx_status rc)
{
    return rc == JX_E_CORRUPT || rc == JX_E_FORMAT || rc == JX_E_DEPTH || rc == JX_E_ROWS;
}

jx_status outbox_read(const char *home, struct jx_arena *a, struct outbox_act **acts,
                      uint32_t *count, uint32_t *damaged)
{
    struct found *found = NULL;
    uint32_t n = 0;
    *count = *damaged = 0;
    jx_status rc = list_acts(home, &found, &n);
    *acts = rc == JX_OK ? jx_arena_array(a, n, sizeof **acts) : NULL;
    if (rc == JX_OK && !*acts) rc = jx_arena_failure(a);
    for (uint32_t i = 0; rc == JX_OK && i < n; i++) {
        jx_status one = read_act(home, &found[i].id, a, &(*acts)[*count]);
        if (one == JX_OK)
            (*count)++;
        else if (is_damage(one))
            (*damaged)++;
        else
            rc = one;
    }
    free(found);
    return rc;
}

jx_status outbox_remove(const char *home, const struct jx_hash *id)
{
    char path[OUTBOX_PATH_MAX];
    if (!path_of(home, "outbox", id, act_suffix, path)) return JX_E_CONFIG;
    return unlink(path) == 0 || errno == ENOENT ? JX_OK : jx_status_of_errno(errno);
}

/* ---- receipts ---- */

jx_status receipt_keep(const char *home, const struct jx_hash *id, struct jx_slice receipt,
                       char path[OUTBOX_PATH_MAX])
{
    if (!path_of(home, "receipts", id, receipt_suffix, path)) return JX_E_CONFIG;
    return access(path, F_OK) == 0 ? JX_OK : jx_file_write(path, 0644, receipt);
}

jx_status receipt_read(const char *home, const struct jx_hash *id, struct jx_arena *a,
                       struct jx_slice *receipt)
{
    char path[OUTBOX_PATH_MAX];
    if (!path_of(home, "receipts", id, receipt_suffix, path)) return JX_E_CONFIG;
    return jx_file_read(path, JX_RECEIPT_BYTES_MAX, a, receipt);
}

static bool is_hex(const char *text)
{
    return text[0] != '\0' && text[strspn(text, "0123456789abcdef")] == '\0';
}

static void match_in(const char *home, const char *folder_name, const char *suffix,
                     const char *beginning, struct jx_hash *id, unsigned *matches)
{
    char folder[JX_PATH_ROOM];
    struct jx_hash here;
    DIR *dir = jx_path_join(folder, home, folder_name) ? opendir(folder) : NULL;
    if (!dir) return;
    for (struct dirent *e; (e = readdir(dir));) {
        bool begins = strncmp(e->d_name, beginning, strlen(beginning)) == 0;
        if (!begins || !id_of_name(e->d_name, suffix, &here)) continue;
        if (*matches > 0 && jx_hash_eq(&here, id)) continue;
        *id = here;
        (*matches)++;
    }
    closedir(dir);
}

jx_status id_resolve(const char *home, const char *text, struct jx_hash *id)
{
    unsigned matches = 0;
    size_t len = strlen(text);
    if (!is_hex(text) || len < ID_LEAST || len >= ID_HEX) return JX_E_USAGE;
    if (len == ID_HEX - 1)
        return jx_hex_parse(jx_slice_of(text), id->bytes, JX_HASH_BYTES) ? JX_OK : JX_E_USAGE;
    match_in(home, "receipts", receipt_suffix, text, id, &matches);
    match_in(home, "outbox", act_suffix, text, id, &matches);
    return matches == 1 ? JX_OK : matches == 0 ? JX_E_NOT_FOUND : JX_E_USAGE;
}
