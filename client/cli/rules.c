/* Reads a rule pack's folder and says what is wrong in it. */
#include "rules.h"

#include "file.h"
#include "report.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static int by_name(const void *a, const void *b)
{
    return jx_slice_cmp(((const struct jx_pack_file *)a)->name,
                        ((const struct jx_pack_file *)b)->name);
}

static jx_status load_one(const char *dir, const char *name, struct jx_arena *a,
                          struct pack_files *out, char where[CONTEXT_PATH_MAX])
{
    int n = snprintf(where, CONTEXT_PATH_MAX, "%s/%s", dir, name);
    if (n < 0 || n >= CONTEXT_PATH_MAX) return JX_E_TEXT_LONG;
    if (out->count == JX_PACK_FILES_MAX) return JX_E_ROWS;
    struct jx_pack_file *f = &out->items[out->count];
    jx_status rc = file_load(where, JX_PACK_BYTES_MAX, a, &f->bytes);
    if (rc != JX_OK) return rc;
    f->name = jx_arena_copy(a, jx_slice_of(name));
    if (jx_is_absent(f->name)) return jx_arena_failure(a);
    out->count++;
    return JX_OK;
}

static bool is_pack_file(const char *name)
{
    return name[0] != '.' && jx_ends_with(jx_slice_of(name), JX_LIT(".txt"));
}

static jx_status load_all(DIR *d, const char *dir, struct jx_arena *a, struct pack_files *out,
                          char where[CONTEXT_PATH_MAX])
{
    size_t bytes = 0;
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        if (!is_pack_file(e->d_name)) continue;
        jx_status rc = load_one(dir, e->d_name, a, out, where);
        if (rc != JX_OK) return rc;
        bytes += out->items[out->count - 1].bytes.len;
        if (bytes > JX_PACK_BYTES_MAX) return JX_E_TOO_LARGE;
    }
    snprintf(where, CONTEXT_PATH_MAX, "%s", dir);
    return out->count ? JX_OK : JX_E_NO_PACK;
}

jx_status pack_files_load(const char *dir, struct jx_arena *a, struct pack_files *out,
                          char where[CONTEXT_PATH_MAX])
{
    out->count = 0;
    snprintf(where, CONTEXT_PATH_MAX, "%s", dir);
    DIR *d = opendir(dir);
    if (!d) return errno == EACCES ? JX_E_PERMISSION : errno == ENOENT ? JX_E_NOT_FOUND : JX_E_IO;
    jx_status rc = load_all(d, dir, a, out, where);
    closedir(d);
    if (rc == JX_OK) qsort(out->items, out->count, sizeof out->items[0], by_name);
    return rc;
}

struct jx_slice pack_file(const struct pack_files *files, const char *name)
{
    for (size_t i = 0; i < files->count; i++)
        if (jx_slice_eq(files->items[i].name, jx_slice_of(name))) return files->items[i].bytes;
    return JX_ABSENT;
}

/* The rules' language is this machine's to get right, like any configuration. */
static int complain_of_pack(const struct context *ctx, const struct jx_pack_trouble *t)
{
    char where[256], text[512];
    snprintf(where, sizeof where, "%s:%u:%u", t->file, t->line, t->column);
    const char *expected = ctx->lang == JX_LANG_ZH ? t->expected_zh : t->expected_en;
    snprintf(text, sizeof text, "%s [%s]%s%s", jx_status_text(t->status, ctx->lang),
             jx_status_name(t->status), *expected ? ": " : "", expected);
    complain(ctx, ctx->rules, where, text, advice_for(JX_E_RULES));
    return jx_status_exit(JX_E_CONFIG);
}

int pack_open(const struct context *ctx, struct jx_arena *a, struct pack_files *files,
              struct jx_pack **pack)
{
    char where[CONTEXT_PATH_MAX];
    *pack = NULL;
    jx_status rc = pack_files_load(ctx->rules, a, files, where);
    if (rc != JX_OK) {
        complain_status(ctx, where, _("rule pack"), rc);
        return jx_status_exit(JX_E_CONFIG);
    }
    struct jx_pack_trouble t = {.status = JX_OK};
    rc = jx_pack_parse(files->items, files->count, pack, &t);
    if (rc == JX_OK) return -1;
    if (rc == JX_E_RULES) return complain_of_pack(ctx, &t);
    return complain_status(ctx, ctx->rules, NULL, rc);
}
