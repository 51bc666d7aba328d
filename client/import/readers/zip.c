/* Archives by libzip, which is trusted with the format and with nothing that a header declares. */
#include "zip.h"

#include "limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <zip.h>

struct part {
    char *name; /* lower case, `/` */
    zip_uint64_t index;
};

struct zip_parts {
    zip_t *archive;
    struct part *parts; /* by name */
    size_t count;
    uint64_t file_bytes, inflated_bytes;
};

/* ---- opening ---- */

/* The directory's end says how many parts there are; libzip would make room for all of them first.
 * It may stand anywhere in the last 64 kB, and which one of several libzip takes is its business:
 * each has to be modest. 65535 stands for "see the 64-bit record", which no form needs. */
static bool declares_too_many(struct jx_slice s)
{
    enum { END_BYTES = 22, SEARCHED = 65536 + END_BYTES };
    size_t from = s.len > SEARCHED ? s.len - SEARCHED : 0;
    for (size_t i = from; i + END_BYTES <= s.len; i++) {
        const unsigned char *p = (const unsigned char *)s.ptr + i;
        if (memcmp(p, "PK\5\6", 4) != 0) continue;
        if ((p[8] | p[9] << 8) > JX_READER_PARTS_MAX || (p[10] | p[11] << 8) > JX_READER_PARTS_MAX)
            return true;
    }
    return false;
}

static void make_plain(char *name)
{
    for (char *c = name; *c; c++) {
        if (*c >= 'A' && *c <= 'Z') *c = (char)(*c - 'A' + 'a');
        if (*c == '\\') *c = '/';
    }
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct part *)a)->name, ((const struct part *)b)->name);
}

static jx_status index_parts(struct zip_parts *z, struct jx_reader_trouble *t)
{
    zip_int64_t n = zip_get_num_entries(z->archive, 0);
    if (n > JX_READER_PARTS_MAX)
        return jx_reader_fail(t, JX_READER_PARTS_MANY, NULL, JX_READER_PARTS_MAX);
    z->parts = calloc(n > 0 ? (size_t)n : 1, sizeof *z->parts);
    if (!z->parts) return jx_reader_fail(t, JX_READER_MEMORY, NULL, 0);
    for (zip_int64_t i = 0; i < n; i++) {
        const char *name = zip_get_name(z->archive, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
        if (!name) continue;
        char *copy = strdup(name);
        if (!copy) return jx_reader_fail(t, JX_READER_MEMORY, NULL, 0);
        make_plain(copy);
        z->parts[z->count++] = (struct part){copy, (zip_uint64_t)i};
    }
    qsort(z->parts, z->count, sizeof *z->parts, by_name);
    return JX_OK;
}

static zip_t *open_archive(struct jx_slice bytes)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes.ptr, bytes.len, 0, &error);
    zip_t *archive = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    if (source && !archive) zip_source_free(source);
    zip_error_fini(&error);
    return archive;
}

jx_status zip_parts_open(struct jx_slice bytes, struct zip_parts **out, struct jx_reader_trouble *t)
{
    *out = NULL;
    if (bytes.len > JX_READER_FILE_BYTES_MAX)
        return jx_reader_fail(t, JX_READER_FILE_LARGE, NULL, JX_READER_FILE_BYTES_MAX);
    if (declares_too_many(bytes))
        return jx_reader_fail(t, JX_READER_PARTS_MANY, NULL, JX_READER_PARTS_MAX);
    struct zip_parts *z = calloc(1, sizeof *z);
    if (!z) return jx_reader_fail(t, JX_READER_MEMORY, NULL, 0);
    z->file_bytes = bytes.len;
    z->archive = open_archive(bytes);
    jx_status rc = z->archive ? index_parts(z, t)
                              : jx_reader_fail(t, JX_READER_INCOMPLETE, NULL, 0);
    if (rc != JX_OK) zip_parts_close(&z);
    *out = z;
    return rc;
}

void zip_parts_close(struct zip_parts **z)
{
    if (!*z) return;
    for (size_t i = 0; i < (*z)->count; i++)
        free((*z)->parts[i].name);
    free((*z)->parts);
    if ((*z)->archive) zip_discard((*z)->archive);
    free(*z);
    *z = NULL;
}

/* ---- parts ---- */

static const struct part *find(const struct zip_parts *z, struct jx_slice name, bool *twice)
{
    char wanted[JX_READER_PART_NAME_MAX + 1];
    if (name.len > JX_READER_PART_NAME_MAX) return NULL;
    snprintf(wanted, sizeof wanted, "%.*s", (int)name.len, name.ptr);
    make_plain(wanted);
    struct part key = {wanted, 0};
    const struct part *p = bsearch(&key, z->parts, z->count, sizeof key, by_name);
    *twice = p && ((p > z->parts && by_name(p, p - 1) == 0) ||
                   (p + 1 < z->parts + z->count && by_name(p, p + 1) == 0));
    return p;
}

bool zip_parts_has(const struct zip_parts *z, struct jx_slice name)
{
    bool twice;
    return find(z, name, &twice) != NULL;
}

static jx_status count_bytes(struct zip_parts *z, uint64_t part_bytes, const char *where,
                             struct jx_reader_trouble *t)
{
    if (part_bytes > JX_READER_PART_BYTES_MAX)
        return jx_reader_fail(t, JX_READER_BOMB, where, JX_READER_PART_BYTES_MAX);
    if (z->inflated_bytes > JX_READER_TOTAL_BYTES_MAX)
        return jx_reader_fail(t, JX_READER_BOMB, where, JX_READER_TOTAL_BYTES_MAX);
    if (z->inflated_bytes > JX_READER_RATIO_FREE_BYTES &&
        z->inflated_bytes / JX_READER_RATIO_MAX > z->file_bytes)
        return jx_reader_fail(t, JX_READER_BOMB, where, JX_READER_RATIO_MAX);
    return JX_OK;
}

static jx_status pump(struct zip_parts *z, zip_file_t *file, const char *where, zip_sink sink,
                      void *ctx, struct jx_reader_trouble *t)
{
    char *chunk = malloc(JX_READER_CHUNK_BYTES);
    if (!chunk) return jx_reader_fail(t, JX_READER_MEMORY, NULL, 0);
    uint64_t part_bytes = 0;
    jx_status rc = JX_OK;
    while (rc == JX_OK) {
        zip_int64_t n = zip_fread(file, chunk, JX_READER_CHUNK_BYTES);
        if (n < 0) rc = jx_reader_fail(t, JX_READER_PART_DAMAGED, where, 0);
        if (n <= 0) break;
        part_bytes += (uint64_t)n;
        z->inflated_bytes += (uint64_t)n;
        rc = count_bytes(z, part_bytes, where, t);
        if (rc == JX_OK) rc = sink(ctx, jx_slice_at(chunk, (size_t)n));
    }
    free(chunk);
    return rc;
}

/* Only what office programs write: stored or deflated, without a password. */
static jx_status check_method(struct zip_parts *z, zip_uint64_t index, const char *where,
                              struct jx_reader_trouble *t)
{
    zip_stat_t st;
    if (zip_stat_index(z->archive, index, 0, &st) != 0)
        return jx_reader_fail(t, JX_READER_PART_DAMAGED, where, 0);
    if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE)
        return jx_reader_fail(t, JX_READER_PASSWORD, where, 0);
    if (!(st.valid & ZIP_STAT_COMP_METHOD) ||
        (st.comp_method != ZIP_CM_STORE && st.comp_method != ZIP_CM_DEFLATE))
        return jx_reader_fail(t, JX_READER_PART_DAMAGED, where, 0);
    return JX_OK;
}

jx_status zip_parts_read(struct zip_parts *z, struct jx_slice name, zip_sink sink, void *ctx,
                         struct jx_reader_trouble *t)
{
    char where[JX_READER_WHERE_BYTES];
    snprintf(where, sizeof where, "%.*s", (int)(name.len < 128 ? name.len : 128), name.ptr);
    bool twice;
    const struct part *p = find(z, name, &twice);
    if (!p) return jx_reader_fail(t, JX_READER_PART_MISSING, where, 0);
    if (twice) return jx_reader_fail(t, JX_READER_PART_DAMAGED, where, 0);
    jx_status rc = check_method(z, p->index, where, t);
    if (rc != JX_OK) return rc;
    zip_file_t *file = zip_fopen_index(z->archive, p->index, 0);
    if (!file) return jx_reader_fail(t, JX_READER_PART_DAMAGED, where, 0);
    rc = pump(z, file, where, sink, ctx, t);
    zip_fclose(file);
    return rc;
}
