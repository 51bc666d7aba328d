/* Folders that appear whole, and the hashes of what is in one. */
#include "folder.h"

#include "../../proto/file/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WALK_DESCRIPTORS = 16 };

static bool print_path(char out[CONTEXT_PATH_MAX], const char *folder, const char *between,
                       const char *name)
{
    int n = snprintf(out, CONTEXT_PATH_MAX, "%s%s%s", folder, between, name);
    return n >= 0 && n < CONTEXT_PATH_MAX;
}

jx_status folder_begin(struct folder *f, const char *place)
{
    struct stat st;
    size_t len = strlen(place);
    *f = (struct folder){.path = ""};
    while (len > 1 && place[len - 1] == '/')
        len--;
    if (len == 0 || len >= CONTEXT_PATH_MAX - 8) return JX_E_TOO_LARGE;
    memcpy(f->place, place, len);
    if (lstat(f->place, &st) == 0) return JX_E_IN_USE;
    memcpy(f->path, f->place, len);
    memcpy(f->path + len, ".XXXXXX", sizeof ".XXXXXX");
    if (mkdtemp(f->path)) return chmod(f->path, 0755) == 0 ? JX_OK : jx_status_of_errno(errno);
    jx_status rc = jx_status_of_errno(errno);
    f->path[0] = '\0';
    return rc;
}

jx_status folder_file(const struct folder *f, const char *name, char out[CONTEXT_PATH_MAX])
{
    if (!print_path(out, f->path, "/", name)) return JX_E_TOO_LARGE;
    for (char *at = out + strlen(f->path) + 1; (at = strchr(at, '/')); at++) {
        *at = '\0';
        bool made = mkdir(out, 0755) == 0 || errno == EEXIST;
        *at = '/';
        if (!made) return jx_status_of_errno(errno);
    }
    return JX_OK;
}

/* One sync of the file system instead of one of each of some ten thousand files. */
jx_status folder_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return jx_status_of_errno(errno);
    jx_status rc = syncfs(fd) == 0 ? JX_OK : jx_status_of_errno(errno);
    close(fd);
    return rc;
}

jx_status folder_finish(struct folder *f)
{
    jx_status rc = folder_sync(f->path);
    /* rename() would replace an empty folder that somebody made meanwhile, and refuse any other. */
    if (rc == JX_OK && rename(f->path, f->place) != 0)
        rc = errno == ENOTEMPTY || errno == EEXIST ? JX_E_IN_USE : jx_status_of_errno(errno);
    if (rc != JX_OK) {
        folder_abandon(f);
        return rc;
    }
    f->path[0] = '\0';
    return jx_sync_above(f->place);
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    remove(path);
    return 0;
}

void folder_remove(const char *path)
{
    nftw(path, remove_one, WALK_DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
}

void folder_abandon(struct folder *f)
{
    if (f->path[0]) folder_remove(f->path);
    f->path[0] = '\0';
}

/* ---- what is in one ---- */

static jx_status hash_open(int fd, struct folder_entry *e)
{
    struct stat st;
    if (fstat(fd, &st) != 0) return jx_status_of_errno(errno);
    if (st.st_size > FOLDER_FILE_BYTES_MAX) return JX_E_TOO_LARGE;
    e->bytes = (uint64_t)st.st_size;
    e->hash = jx_hash_bytes(JX_LIT(""));
    if (st.st_size == 0) return JX_OK;
    void *bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED) return jx_status_of_errno(errno);
    e->hash = jx_hash_bytes(jx_slice_at(bytes, (size_t)st.st_size));
    munmap(bytes, (size_t)st.st_size);
    return JX_OK;
}

static jx_status hash_file(const char *path, struct folder_entry *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return jx_status_of_errno(errno);
    jx_status rc = hash_open(fd, e);
    close(fd);
    return rc;
}

struct listing {
    struct jx_arena *arena;
    struct folder_entry *entries;
    uint32_t count, room;
    size_t root; /* length of the folder's own path and a slash */
};

static jx_status add_file(struct listing *l, const char *path)
{
    if (l->count == FOLDER_FILES_MAX) return JX_E_ROWS;
    if (l->count == l->room) {
        uint32_t room = l->room ? 2 * l->room : 256;
        struct folder_entry *more = jx_arena_array(l->arena, room, sizeof *more);
        if (!more) return jx_arena_failure(l->arena);
        if (l->count) memcpy(more, l->entries, l->count * sizeof *more);
        l->entries = more;
        l->room = room;
    }
    struct folder_entry *e = &l->entries[l->count++];
    e->name = jx_arena_copy(l->arena, jx_slice_of(path + l->root));
    return jx_is_absent(e->name) ? jx_arena_failure(l->arena) : hash_file(path, e);
}

static jx_status list_below(struct listing *l, const char *path);

static jx_status list_one(struct listing *l, const char *path)
{
    struct stat st;
    if (lstat(path, &st) != 0) return jx_status_of_errno(errno);
    if (S_ISDIR(st.st_mode)) return list_below(l, path);
    return S_ISREG(st.st_mode) ? add_file(l, path) : JX_OK;
}

static jx_status list_below(struct listing *l, const char *path)
{
    char inside[CONTEXT_PATH_MAX];
    DIR *dir = opendir(path);
    if (!dir) return jx_status_of_errno(errno);
    jx_status rc = JX_OK;
    for (struct dirent *e; rc == JX_OK && (e = readdir(dir));) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
        rc = print_path(inside, path, "/", e->d_name) ? list_one(l, inside) : JX_E_TOO_LARGE;
    }
    closedir(dir);
    return rc;
}

static int by_name(const void *one, const void *other)
{
    const struct folder_entry *a = one, *b = other;
    return jx_slice_cmp(a->name, b->name);
}

jx_status folder_list(const char *path, struct jx_arena *a, struct folder_entry **out,
                      uint32_t *count)
{
    struct listing l = {.arena = a, .root = strlen(path) + 1};
    jx_status rc = list_below(&l, path);
    if (l.count) qsort(l.entries, l.count, sizeof *l.entries, by_name);
    *out = l.entries;
    *count = l.count;
    return rc;
}

const struct folder_entry *folder_find(const struct folder_entry *entries, uint32_t count,
                                       struct jx_slice name)
{
    struct folder_entry wanted = {.name = name};
    return count ? bsearch(&wanted, entries, count, sizeof *entries, by_name) : NULL;
}

uint32_t folder_compare(const struct folder_entry *a, uint32_t a_count,
                        const struct folder_entry *b, uint32_t b_count, folder_differs_fn *differs,
                        void *to)
{
    uint32_t i = 0, k = 0, found = 0;
    while (i < a_count || k < b_count) {
        int order = i == a_count ? 1 : k == b_count ? -1 : jx_slice_cmp(a[i].name, b[k].name);
        bool same = order == 0 && jx_hash_eq(&a[i].hash, &b[k].hash);
        if (!same)
            differs(to,
                    order < 0   ? FOLDER_MISSING
                    : order > 0 ? FOLDER_ADDED
                                : FOLDER_DIFFERS,
                    order > 0 ? b[k].name : a[i].name);
        found += !same;
        i += order <= 0;
        k += order >= 0;
    }
    return found;
}
