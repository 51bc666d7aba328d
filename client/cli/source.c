/* Tells kinds of files apart by their content, reads JSON, and hands the rest to the importer. */
#include "source.h"

#include "file.h"
#include "importing.h"
#include "place.h"
#include "report.h"

#include <stdio.h>

enum { VOCABULARY_ARENA_BYTES = 32 << 20 };

void reading_begin(struct reading *r, const struct context *ctx)
{
    *r = (struct reading){.ctx = ctx};
    jx_arena_init(&r->arena, VOCABULARY_ARENA_BYTES);
}

void reading_end(struct reading *r)
{
    jx_arena_clear(&r->arena);
    r->vocabulary = NULL;
}

/* The exit code. What is wrong with a file is the file's fault (1), unless our own words are
 * missing (2) or the machine is short of something (4). */
static int unreadable(struct source *out, jx_status status)
{
    if (status == JX_OK) return 0;
    if (!out->items[0].document) out->items[0].trouble.status = status;
    bool is_ours = status == JX_E_CONFIG || status == JX_E_NO_MEMORY || status == JX_E_INTERNAL;
    return is_ours ? jx_status_exit(status) : 1;
}

static bool is_json(const char *path, struct jx_slice bytes)
{
    return jx_json_looks_like(bytes) || jx_ends_with(jx_slice_of(path), JX_LIT(".json"));
}

/* ---- JSON ---- */

static void complain_of_json(const struct context *ctx, const char *path,
                             const struct jx_json_trouble *t)
{
    char text[512], place[PLACE_BYTES], where[PLACE_BYTES + 64];
    print_trouble_text(ctx, &t->trouble, text, sizeof text);
    place_in_words(t->form, t->trouble.where + t->document_at, ctx->lang, place);
    if (t->line)
        snprintf(where, sizeof where, _("line %u, column %u"), t->line, t->column);
    else
        snprintf(where, sizeof where, _("document %u %s"), (unsigned)t->document + 1, place);
    complain(ctx, path, where, text, advice_for(t->trouble.status));
}

static jx_status set_elements(const struct jx_documents *docs, const char *path, struct jx_arena *a,
                              struct source *out)
{
    if (docs->count == 0) return JX_E_NO_FORM;
    struct element *items = jx_arena_array(a, docs->count, sizeof *items);
    if (!items) return jx_arena_failure(a);
    for (uint32_t i = 0; i < docs->count; i++)
        items[i] = (struct element){.file = path, .document = &docs->items[i]};
    out->items = items;
    out->count = docs->count;
    return JX_OK;
}

static int read_json(struct reading *r, const char *path, struct jx_slice bytes, struct jx_arena *a,
                     struct source *out)
{
    struct jx_documents docs;
    struct jx_json_trouble t;
    jx_status rc = jx_json_read(bytes, a, &docs, &t);
    if (rc != JX_OK) {
        complain_of_json(r->ctx, path, &t);
        out->items[0].trouble = t.trouble;
        return unreadable(out, rc);
    }
    rc = set_elements(&docs, path, a, out);
    if (rc == JX_OK) return 0;
    complain_status(r->ctx, path, NULL, rc);
    return unreadable(out, rc);
}

/* ---- any file ---- */

int source_of_bytes(struct reading *r, const char *path, struct jx_slice bytes, struct jx_arena *a,
                    struct source *out)
{
    *out = (struct source){.items = &out->only, .count = 1, .only = {.file = path}};
    if (is_json(path, bytes)) return read_json(r, path, bytes, a, out);
    return unreadable(out, import_file(r, path, bytes, a, out));
}

int source_read(struct reading *r, const char *path, struct jx_arena *a, struct source *out)
{
    *out = (struct source){.items = &out->only, .count = 1, .only = {.file = path}};
    struct jx_slice bytes;
    jx_status rc = file_load(path, JX_JSON_BYTES_MAX, a, &bytes);
    if (rc == JX_OK) return source_of_bytes(r, path, bytes, a, out);
    complain_status(r->ctx, path, NULL, rc);
    return unreadable(out, rc);
}

struct jx_slice element_cell(const struct element *e, const char *pointer, enum jx_lang lang,
                             struct jx_arena *a)
{
    const struct jx_import_place *p = e->imported
                                          ? jx_import_place_of(e->imported, jx_slice_of(pointer))
                                          : NULL;
    return p ? jx_cell_address(e->grid, p->sheet, p->cell, lang, a) : JX_ABSENT;
}

/* ---- JSON of elements ---- */

void element_put_head(struct jx_json_writer *w, const struct element *e)
{
    jx_json_member_text(w, "file", jx_slice_of(e->file));
    jx_json_member_text(w, "sheet", e->sheet);
    if (!e->document) jx_json_member_text(w, "form", JX_ABSENT);
}

void element_put_unplaced(struct jx_json_writer *w, const struct element *e)
{
    jx_json_key(w, JX_LIT("unplaced"));
    jx_json_array(w);
    for (uint32_t i = 0; i < e->unplaced_count; i++) {
        jx_json_object(w);
        jx_json_member_text(w, "cell", e->unplaced[i].cell);
        jx_json_member_text(w, "text", e->unplaced[i].text);
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
}

int json_flush(const struct context *ctx, struct jx_json_writer *w)
{
    struct jx_slice text;
    jx_status rc = jx_json_take(w, &text);
    if (rc != JX_OK) return complain_status(ctx, _("standard output"), NULL, rc);
    bool written = text.len == 0 || fwrite(text.ptr, 1, text.len, stdout) == text.len;
    return written ? -1 : jx_status_exit(JX_E_IO);
}
