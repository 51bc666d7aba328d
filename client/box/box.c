/* Boxes, over libzip. */
#include "box.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <zip.h>

enum {
    PATH_ROOM = 4096,
    PIECE = 1 << 16,
    DATE_1980 = 1 << 5 | 1, /* the first day that the format knows: January 1st, 1980 */
};

static jx_status status_of(zip_error_t *e)
{
    switch (zip_error_code_zip(e)) {
    case ZIP_ER_NOENT:
        return JX_E_NOT_FOUND;
    case ZIP_ER_MEMORY:
        return JX_E_NO_MEMORY;
    case ZIP_ER_NOZIP:
    case ZIP_ER_INCONS:
    case ZIP_ER_CRC:
    case ZIP_ER_ZLIB:
    case ZIP_ER_EOF:
    case ZIP_ER_COMPNOTSUPP:
    case ZIP_ER_COMPRESSED_DATA:
        return JX_E_FORMAT;
    default:
        return zip_error_code_system(e) == ENOSPC ? JX_E_DISK_FULL : JX_E_IO;
    }
}

static jx_status open_box(const char *path, int flags, zip_t **out)
{
    int code = 0;
    *out = zip_open(path, flags, &code);
    if (*out) return JX_OK;
    zip_error_t e;
    zip_error_init_with_code(&e, code);
    jx_status rc = status_of(&e);
    zip_error_fini(&e);
    return rc;
}

/* ---- packing ---- */

static jx_status add(zip_t *z, const char *folder, struct jx_slice name)
{
    char path[PATH_ROOM], member[BOX_NAME_MAX];
    int n = snprintf(path, sizeof path, "%s/%.*s", folder, (int)name.len, name.ptr);
    if (n < 0 || n >= PATH_ROOM || name.len >= BOX_NAME_MAX) return JX_E_TOO_LARGE;
    memcpy(member, name.ptr, name.len);
    member[name.len] = '\0';
    zip_source_t *source = zip_source_file(z, path, 0, -1);
    if (!source) return status_of(zip_get_error(z));
    zip_int64_t at = zip_file_add(z, member, source, ZIP_FL_ENC_UTF_8);
    if (at < 0) {
        zip_source_free(source);
        return status_of(zip_get_error(z));
    }
    return zip_file_set_dostime(z, (zip_uint64_t)at, 0, DATE_1980, 0) == 0
               ? JX_OK
               : status_of(zip_get_error(z));
}

jx_status box_pack(const char *folder, const struct jx_slice *names, uint32_t count, const char *to)
{
    zip_t *z = NULL;
    jx_status rc = open_box(to, ZIP_CREATE | ZIP_TRUNCATE, &z);
    for (uint32_t i = 0; rc == JX_OK && i < count; i++)
        rc = add(z, folder, names[i]);
    if (rc == JX_OK && zip_close(z) == 0) return JX_OK;
    if (rc == JX_OK) rc = status_of(zip_get_error(z));
    if (z) zip_discard(z);
    return rc;
}

/* ---- unpacking ---- */

/* Below the folder it is unpacked into, and nowhere else. */
static bool is_safe(const char *name)
{
    size_t len = strlen(name);
    if (len == 0 || len >= BOX_NAME_MAX || name[0] == '/' || name[len - 1] == '/') return false;
    for (const char *part = name; part; part = strchr(part, '/')) {
        if (*part == '/') part++;
        size_t n = strcspn(part, "/");
        if (n == 0 || (n == 1 && part[0] == '.') || (n == 2 && memcmp(part, "..", 2) == 0))
            return false;
    }
    return strpbrk(name, "\\:") == NULL;
}

static jx_status make_folders(char *path, size_t root)
{
    for (char *at = path + root + 1; (at = strchr(at, '/')); at++) {
        *at = '\0';
        bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
        *at = '/';
        if (!made) return errno == ENOSPC ? JX_E_DISK_FULL : JX_E_IO;
    }
    return JX_OK;
}

static jx_status copy(zip_file_t *from, FILE *to, uint64_t most, uint64_t *total)
{
    char piece[PIECE];
    uint64_t bytes = 0;
    for (;;) {
        zip_int64_t n = zip_fread(from, piece, sizeof piece);
        if (n < 0) return JX_E_CORRUPT;
        if (n == 0) return JX_OK;
        bytes += (uint64_t)n;
        *total += (uint64_t)n;
        if (bytes > most || *total > BOX_BYTES_MAX) return JX_E_TOO_LARGE;
        if (fwrite(piece, 1, (size_t)n, to) != (size_t)n)
            return errno == ENOSPC ? JX_E_DISK_FULL : JX_E_IO;
    }
}

static jx_status write_member(zip_t *z, zip_uint64_t index, const char *path, uint64_t *total)
{
    zip_file_t *from = zip_fopen_index(z, index, 0);
    if (!from) return JX_E_CORRUPT;
    FILE *to = fopen(path, "wb");
    jx_status rc = to ? copy(from, to, BOX_MEMBER_BYTES_MAX, total) : JX_E_IO;
    if (to && fclose(to) != 0 && rc == JX_OK) rc = errno == ENOSPC ? JX_E_DISK_FULL : JX_E_IO;
    if (zip_fclose(from) != 0 && rc == JX_OK) rc = JX_E_CORRUPT;
    return rc;
}

static jx_status unpack_one(zip_t *z, zip_uint64_t index, const char *folder,
                            box_damaged_fn *damaged, void *to, uint64_t *total)
{
    char path[PATH_ROOM];
    const char *name = zip_get_name(z, index, 0);
    if (!name || !is_safe(name)) {
        damaged(to, name ? name : "?", JX_E_FORMAT);
        return JX_OK;
    }
    int n = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (n < 0 || n >= PATH_ROOM) return JX_E_TOO_LARGE;
    jx_status rc = make_folders(path, strlen(folder));
    if (rc == JX_OK) rc = write_member(z, index, path, total);
    bool theirs = rc == JX_E_CORRUPT || (rc == JX_E_TOO_LARGE && *total <= BOX_BYTES_MAX);
    if (theirs) damaged(to, name, rc);
    return theirs ? JX_OK : rc;
}

jx_status box_unpack(const char *box, const char *folder, box_damaged_fn *damaged, void *to)
{
    zip_t *z = NULL;
    uint64_t total = 0;
    jx_status rc = open_box(box, ZIP_RDONLY, &z);
    if (rc != JX_OK) return rc;
    zip_int64_t count = zip_get_num_entries(z, 0);
    if (count < 0 || count > BOX_MEMBERS_MAX) rc = JX_E_ROWS;
    for (zip_int64_t i = 0; rc == JX_OK && i < count; i++)
        rc = unpack_one(z, (zip_uint64_t)i, folder, damaged, to, &total);
    zip_discard(z);
    return rc;
}
