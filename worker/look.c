/* Opens a store that is there, and has it printed or checked. */
#include "look.h"

#include "store/store.h"

#include "../proto/base/text.h"

#include <stdio.h>
#include <unistd.h>

static jx_status print_line(void *to, struct jx_slice line)
{
    return fwrite(line.ptr, 1, line.len, to) == line.len ? JX_OK : JX_E_IO;
}

/* Opening would make one where none is. */
static jx_status open_existing(const char *dir, uint64_t map_mb, struct store **out)
{
    char file[JX_PATH_ROOM];
    *out = NULL;
    bool there = jx_path_join(file, dir, "store.mdb") && access(file, F_OK) == 0;
    return there ? store_open(dir, (size_t)map_mb << 20, out) : JX_E_NOT_FOUND;
}

jx_status look_dump(const char *dir, uint64_t map_mb)
{
    struct store *st;
    jx_status rc = open_existing(dir, map_mb, &st);
    if (rc == JX_OK) rc = store_dump(st, print_line, stdout);
    store_close(&st);
    return rc;
}

jx_status look_fsck(const char *dir, uint64_t map_mb)
{
    struct store *st;
    uint64_t documents = 0, position = 0;
    jx_status rc = open_existing(dir, map_mb, &st);
    if (rc == JX_OK) rc = store_fsck(st, print_line, stdout, &documents);
    if (rc == JX_OK) rc = store_position(st, &position);
    if (rc == JX_OK)
        printf("store is consistent: %llu documents, folded to position %llu\n",
               (unsigned long long)documents, (unsigned long long)position);
    store_close(&st);
    return rc;
}
