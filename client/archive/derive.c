/* Packs and master data out of their records. */
#include "derive.h"

#include "../../proto/file/file.h"
#include "../../proto/wire/master.h"
#include "../../proto/wire/run.h"
#include "../publish/csv_out.h"

#include <stdio.h>

enum { NAME_ROOM = 256 };

/* Letters, digits and what no file system minds; anything else becomes "_". */
static void plain_name(struct jx_slice name, char out[NAME_ROOM])
{
    size_t n = name.len < NAME_ROOM - 1 ? name.len : NAME_ROOM - 1;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        bool good = c >= 0x80 || letter || (c >= '0' && c <= '9') || c == '-' || c == '_';
        out[i] = name.ptr[i];
        if (!good && (c != '.' || i == 0)) out[i] = '_';
    }
    out[n] = '\0';
}

/* The pack that an activation, or a year scored again, brings with it; absent where none is read.
 */
static struct jx_slice pack_of(const struct jx_record *r)
{
    struct jx_pack_act act;
    struct jx_run_act run;
    if (r->entry.kind == JX_ACT_PACK && jx_pack_act_decode(r->content, &act) == JX_OK)
        return act.pack;
    if (r->entry.kind == JX_ACT_RUN && jx_run_act_decode(r->content, &run) == JX_OK)
        return run.pack;
    return JX_ABSENT;
}

static jx_status write_pack(const struct jx_record *r, const struct folder *to, struct jx_arena *a)
{
    struct jx_pack_file *files = NULL;
    uint32_t count = 0;
    if (jx_pack_decode(pack_of(r), a, &files, &count) != JX_OK) return JX_OK;
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < count; i++) {
        char name[NAME_ROOM], below[NAME_ROOM + 32], path[CONTEXT_PATH_MAX];
        plain_name(files[i].name, name);
        snprintf(below, sizeof below, "packs/%012llu/%s", (unsigned long long)r->entry.position,
                 name);
        rc = folder_file(to, below, path);
        if (rc == JX_OK) rc = jx_file_write(path, 0644, files[i].bytes);
    }
    return rc;
}

static jx_status write_rows(const struct jx_master_act *m, const char *path)
{
    const struct jx_master_schema *s = jx_master_schema(m->table);
    struct csv_out csv;
    jx_status rc = csv_open(&csv, path);
    if (rc != JX_OK) return rc;
    for (uint32_t i = 0; i < s->count; i++)
        csv_cell(&csv, jx_slice_of(s->columns[i].name));
    csv_end_row(&csv);
    for (uint32_t row = 0; row < m->row_count; row++) {
        for (uint32_t i = 0; i < s->count; i++)
            csv_cell(&csv, m->cells[(size_t)row * s->count + i]);
        csv_end_row(&csv);
    }
    return csv_close(&csv);
}

static jx_status write_master(const struct jx_record *r, const struct folder *to,
                              struct jx_arena *a)
{
    struct jx_master_act m;
    char name[NAME_ROOM], path[CONTEXT_PATH_MAX];
    if (jx_master_decode(r->content, a, &m) != JX_OK) return JX_OK;
    snprintf(name, sizeof name, "master/%012llu-%s-%u-%s.csv",
             (unsigned long long)r->entry.position, jx_master_schema(m.table)->name,
             (unsigned)m.year, m.mode == JX_MASTER_REPLACE ? "replace" : "put");
    jx_status rc = folder_file(to, name, path);
    return rc == JX_OK ? write_rows(&m, path) : rc;
}

jx_status derive_record(const struct jx_record *r, const struct folder *to)
{
    struct jx_arena a;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    jx_status rc = JX_OK;
    if (r->entry.kind == JX_ACT_PACK || r->entry.kind == JX_ACT_RUN) rc = write_pack(r, to, &a);
    if (r->entry.kind == JX_ACT_MASTER) rc = write_master(r, to, &a);
    jx_arena_clear(&a);
    return rc;
}
