/* Checking, printing and copying a store. */
#include "integrity.h"

#include "../proto/base/text.h"
#include "../proto/file/file.h"
#include "../proto/file/fresh.h"
#include "../proto/net/log.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

static jx_status print_line(void *to, struct jx_slice line)
{
    return fwrite(line.ptr, 1, line.len, to) == line.len ? JX_OK : JX_E_IO;
}

/* ---- after a failed sync ---- */

#define TO_BE_CHECKED "to.be.checked"

void integrity_note_failure(const char *dir)
{
    char path[JX_PATH_ROOM];
    if (jx_path_join(path, dir, TO_BE_CHECKED))
        jx_file_write(path, 0600, JX_LIT("a sync has failed\n")); /* the disk may refuse this too */
}

jx_status integrity_start(const char *dir, struct store *st)
{
    char path[JX_PATH_ROOM];
    uint64_t documents = 0;
    if (!jx_path_join(path, dir, TO_BE_CHECKED)) return JX_E_IO;
    if (access(path, F_OK) != 0) return JX_OK;
    jx_status rc = store_fsck(st, print_line, stdout, &documents);
    if (rc == JX_OK) unlink(path);
    jx_log(rc == JX_OK ? JX_LOG_INFO : JX_LOG_ERROR, "store.checked", "documents=%llu why=%s",
           (unsigned long long)documents, jx_status_name(rc));
    return rc;
}

/* ---- without serving ---- */

static jx_status open_existing(const char *dir, size_t map_bytes, struct store **st)
{
    char file[JX_PATH_ROOM];
    *st = NULL;
    if (!jx_path_join(file, dir, "store.mdb") || access(file, F_OK) != 0) return JX_E_NOT_FOUND;
    return store_open(dir, map_bytes, st);
}

void integrity_explain(const char *dir, size_t map_bytes)
{
    struct pages_damage damage = {.text = ""};
    store_diagnose(dir, map_bytes, &damage);
    fprintf(stderr, "jixiao-worker: store.mdb: %s\n",
            damage.text[0] ? damage.text : "the row of the store's state is damaged");
}

jx_status integrity_fsck(const char *dir, size_t map_bytes)
{
    struct store *st = NULL;
    uint64_t documents = 0, position = 0;
    jx_status rc = open_existing(dir, map_bytes, &st);
    if (rc == JX_E_CORRUPT) integrity_explain(dir, map_bytes);
    if (rc == JX_OK) rc = store_fsck(st, print_line, stdout, &documents);
    if (rc == JX_OK) rc = store_position(st, &position);
    if (rc == JX_OK)
        printf("store is consistent: %llu documents, folded to position %llu\n",
               (unsigned long long)documents, (unsigned long long)position);
    store_close(&st);
    return rc;
}

jx_status integrity_dump(const char *dir, size_t map_bytes)
{
    struct store *st = NULL;
    jx_status rc = open_existing(dir, map_bytes, &st);
    if (rc == JX_OK) rc = store_dump(st, print_line, stdout);
    store_close(&st);
    return rc;
}

struct copying {
    const char *from;
    size_t map_bytes;
};

static jx_status fill_copy(const char *to, void *of)
{
    const struct copying *c = of;
    struct store *st = NULL;
    jx_status rc = open_existing(c->from, c->map_bytes, &st);
    if (rc == JX_OK) rc = store_copy(st, to);
    store_close(&st);
    return rc;
}

jx_status integrity_backup(const char *dir, const char *to, size_t map_bytes)
{
    static const char *const inside[] = {NULL}; /* a copy that failed has removed its file */
    struct copying c = {dir, map_bytes};
    return jx_folder_create(to, fill_copy, &c, inside);
}
