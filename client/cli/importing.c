/* From a file to elements: the reader, the recogniser, and who gets the cells that were not
 * placed. */
#include "importing.h"

#include "../import/readers/encoding.h"
#include "../import/readers/reader.h"
#include "../import/text_reader.h"
#include "place.h"
#include "report.h"
#include "rules.h"

#include <stdio.h>
#include <stdlib.h>

#define VOCABULARY_FILE "vocabulary.txt"

enum { YEAR_FIRST = 2000, YEAR_LAST = 2099 }; /* in the name of a file */

/* The vocabulary's files in a pack: the standard one, then a county's own. */
struct vocabulary_files {
    struct jx_slice names[JX_PACK_FILES_MAX], texts[JX_PACK_FILES_MAX];
    size_t count;
};

/* `vocabulary-本县.txt` */
static bool is_own_vocabulary(struct jx_slice name)
{
    return jx_starts_with(name, JX_LIT("vocabulary-")) && jx_ends_with(name, JX_LIT(".txt"));
}

static void add_vocabulary(struct vocabulary_files *v, struct jx_slice name, struct jx_slice text)
{
    v->names[v->count] = name;
    v->texts[v->count++] = text;
}

static jx_status choose_vocabulary(const struct jx_pack_file *files, size_t count,
                                   struct vocabulary_files *out)
{
    out->count = 0;
    for (size_t i = 0; i < count; i++)
        if (jx_slice_eq(files[i].name, JX_LIT(VOCABULARY_FILE)))
            add_vocabulary(out, JX_LIT(VOCABULARY_FILE), files[i].bytes);
    if (out->count == 0) return JX_E_NOT_FOUND;
    for (size_t i = 0; i < count; i++)
        if (is_own_vocabulary(files[i].name)) add_vocabulary(out, files[i].name, files[i].bytes);
    return JX_OK;
}

jx_status vocabulary_of_pack(const struct jx_pack_file *files, size_t count, struct jx_arena *a,
                             struct jx_vocabulary **out)
{
    struct vocabulary_files own;
    struct jx_vocabulary_trouble t;
    if (count > JX_PACK_FILES_MAX) return JX_E_ROWS;
    jx_status rc = choose_vocabulary(files, count, &own);
    return rc == JX_OK ? jx_vocabulary_parse_all(own.texts, own.count, a, out, &t) : rc;
}

static jx_status complain_of_vocabulary(const struct context *ctx, struct jx_slice name,
                                        const struct jx_vocabulary_trouble *t, jx_status rc)
{
    char where[320], text[512];
    snprintf(where, sizeof where, "%.*s:%u:%u", (int)name.len, name.ptr, (unsigned)t->line,
             (unsigned)t->column);
    snprintf(text, sizeof text, "%s [%s] %s", jx_status_text(rc, ctx->lang), jx_status_name(rc),
             ctx->lang == JX_LANG_ZH ? t->expected_zh : t->expected_en);
    complain(ctx, ctx->rules, where, text, advice_for(JX_E_RULES));
    return rc;
}

static jx_status load_vocabulary(struct reading *r)
{
    struct pack_files files;
    struct vocabulary_files own;
    char where[CONTEXT_PATH_MAX];
    jx_status rc = pack_files_load(r->ctx->rules, &r->arena, &files, where);
    if (rc == JX_OK) rc = choose_vocabulary(files.items, files.count, &own);
    if (rc != JX_OK) {
        complain_status(r->ctx, where, VOCABULARY_FILE, rc);
        return rc;
    }
    struct jx_vocabulary_trouble t = {.status = JX_OK};
    rc = jx_vocabulary_parse_all(own.texts, own.count, &r->arena, &r->vocabulary, &t);
    return rc == JX_OK ? rc : complain_of_vocabulary(r->ctx, own.names[t.file], &t, rc);
}

jx_status reading_words(struct reading *r)
{
    if (!r->tried) r->vocabulary_status = load_vocabulary(r);
    r->tried = true;
    return r->vocabulary_status == JX_OK ? JX_OK : JX_E_CONFIG;
}

/* ---- cells that were not placed ---- */

struct position {
    uint32_t sheet, cell;
};

static bool is_behind(struct position a, struct position b)
{
    return a.sheet != b.sheet ? a.sheet > b.sheet : a.cell >= b.cell;
}

static struct position begin_of(const struct jx_imported *d)
{
    struct position first = {d->sheet, UINT32_MAX};
    for (uint32_t i = 0; i < d->place_count; i++) {
        struct position p = {d->places[i].sheet, d->places[i].cell};
        if (is_behind(first, p)) first = p;
    }
    return first;
}

/* The document that the cell stands in or behind; the first one where it stands in front of all. */
static uint32_t owner_of(const struct position begins[], uint32_t count, struct position cell)
{
    uint32_t owner = 0;
    for (uint32_t i = 1; i < count; i++)
        if (is_behind(cell, begins[i]) && is_behind(begins[i], begins[owner])) owner = i;
    return owner;
}

struct share {
    const struct jx_grid *grid;
    const struct jx_import_result *found;
    struct jx_arena *arena;
    enum jx_lang lang;
    uint32_t *owners;
    struct source *out;
};

/* Cells that nobody placed, and those that only a second print of a form has. */
static struct jx_import_cell loose_cell(const struct share *s, uint32_t i)
{
    uint32_t n = s->found->unplaced_count;
    return i < n ? s->found->unplaced[i] : s->found->differing[i - n];
}

static jx_status find_owners(struct share *s, uint32_t loose)
{
    uint32_t count = s->found->document_count;
    struct position *begins = jx_arena_array(s->arena, count, sizeof *begins);
    s->owners = jx_arena_array(s->arena, loose, sizeof *s->owners);
    if (!begins || !s->owners) return jx_arena_failure(s->arena);
    for (uint32_t i = 0; i < count; i++)
        begins[i] = begin_of(&s->found->documents[i]);
    for (uint32_t i = 0; i < loose; i++) {
        struct jx_import_cell c = loose_cell(s, i);
        s->owners[i] = owner_of(begins, count, (struct position){c.sheet, c.cell});
        s->out->items[s->owners[i]].unplaced_count++;
    }
    return JX_OK;
}

static jx_status share_out(struct share *s)
{
    uint32_t loose = s->found->unplaced_count + s->found->differing_count;
    jx_status rc = find_owners(s, loose);
    for (uint32_t e = 0; rc == JX_OK && e < s->out->count; e++) {
        struct element *element = &s->out->items[e];
        struct unplaced *list = jx_arena_array(s->arena, element->unplaced_count, sizeof *list);
        if (!list) return jx_arena_failure(s->arena);
        element->unplaced = list;
        for (uint32_t i = 0; i < loose; i++) {
            if (s->owners[i] != e) continue;
            struct jx_import_cell c = loose_cell(s, i);
            list->cell = jx_cell_address(s->grid, c.sheet, c.cell, s->lang, s->arena);
            list->text = s->grid->sheets[c.sheet].cells[c.cell].text;
            list++;
        }
    }
    return rc;
}

/* ---- documents ---- */

static void complain_of_document(const struct context *ctx, const char *path, uint32_t number,
                                 const struct jx_imported *d)
{
    char text[512], place[PLACE_BYTES], where[PLACE_BYTES + 64];
    print_trouble_text(ctx, &d->trouble, text, sizeof text);
    place_in_words(d->document.form, d->trouble.where, ctx->lang, place);
    snprintf(where, sizeof where, _("document %u %s"), (unsigned)number + 1, place);
    complain(ctx, path, where, text, advice_for(d->trouble.status));
}

/* What a name says of the year: of 2023年自评表.xlsx 2023; of one with several years, or with a
 * date, nothing. 0: nothing. */
static int year_in_name(const char *path)
{
    const char *slash = strrchr(path, '/'), *at = slash ? slash + 1 : path;
    int year = 0;
    while (*at) {
        size_t digits = strspn(at, "0123456789");
        if (digits == 0) {
            at++;
            continue;
        }
        long number = digits == 4 ? strtol(at, NULL, 10) : 0;
        at += digits;
        bool goes_on = strchr("-._", *at) && *at && at[1] >= '0' && at[1] <= '9';
        if (number < YEAR_FIRST || number > YEAR_LAST) continue;
        if (goes_on || (year && year != number)) return 0;
        year = (int)number;
    }
    return year;
}

/* A document is what its form prints. What the file is called is no print: whoever knows that the
 * name is right says so. */
static void note_missing_year(const struct context *ctx, const char *path,
                              const struct jx_import_result *found)
{
    int year = year_in_name(path);
    char advice[128];
    for (uint32_t i = 0; i < found->document_count && year; i++) {
        const struct jx_document *d = &found->documents[i].document;
        if (d->year || found->documents[i].trouble.status != JX_OK) continue;
        snprintf(advice, sizeof advice, _("if the file's name is right, submit it with --year=%d"),
                 year);
        complain(ctx, path, NULL, _("no year is printed in the form"), advice);
        return;
    }
}

static struct jx_slice sheet_name(const struct jx_grid *g, uint32_t sheet)
{
    return sheet < g->sheet_count && g->sheets[sheet].name.len ? g->sheets[sheet].name : JX_ABSENT;
}

/* Returns what the worst document is refused for; the others are read all the same. */
static jx_status set_documents(const struct context *ctx, const char *path,
                               const struct jx_grid *grid, const struct jx_import_result *found,
                               struct source *out)
{
    jx_status rc = JX_OK;
    for (uint32_t i = 0; i < found->document_count; i++) {
        const struct jx_imported *d = &found->documents[i];
        bool right = d->trouble.status == JX_OK;
        out->items[i] = (struct element){.file = path,
                                         .sheet = sheet_name(grid, d->sheet),
                                         .document = right ? &d->document : NULL,
                                         .trouble = d->trouble,
                                         .imported = d,
                                         .grid = grid};
        if (right) continue;
        complain_of_document(ctx, path, i, d);
        rc = d->trouble.status;
    }
    return rc;
}

static jx_status set_elements(struct reading *r, const char *path, const struct jx_grid *grid,
                              const struct jx_import_result *found, struct jx_arena *a,
                              struct source *out)
{
    /* Without a form the file itself is the element, so that what it says is not lost. */
    uint32_t count = found->document_count ? found->document_count : 1;
    out->items = jx_arena_array(a, count, sizeof *out->items);
    if (!out->items) {
        out->items = &out->only;
        return jx_arena_failure(a);
    }
    out->count = count;
    out->items[0] = out->only;
    jx_status rc = set_documents(r->ctx, path, grid, found, out);
    if (found->document_count == 0) {
        rc = JX_E_NO_FORM;
        out->items[0].trouble.status = rc;
        complain_status(r->ctx, path, NULL, rc);
    }
    note_missing_year(r->ctx, path, found);
    struct share s = {.grid = grid, .found = found, .arena = a, .lang = r->ctx->lang, .out = out};
    jx_status shared = share_out(&s);
    return shared == JX_OK ? rc : shared;
}

static jx_status complain_and_return(const struct context *ctx, const char *path, jx_status rc)
{
    complain_status(ctx, path, NULL, rc);
    return rc;
}

/* ---- files ---- */

static void complain_of_file(const struct context *ctx, const char *path,
                             const struct jx_reader_trouble *t)
{
    char text[512];
    const char *what = jx_reader_problem_text(t->problem, ctx->lang);
    if (t->limit > 0)
        snprintf(text, sizeof text, _("%s (at most %lld) [%s]"), what, (long long)t->limit,
                 jx_status_name(t->status));
    else
        snprintf(text, sizeof text, "%s [%s]", what, jx_status_name(t->status));
    complain(ctx, path, t->where, text, "");
}

/* The file is read, but a person may expect more than it holds. */
static void warn_of_file(const struct context *ctx, const char *path,
                         const struct jx_reader_trouble *t)
{
    if (t->formulas_without_value > 0)
        complain(ctx, path, t->first_formula,
                 _("a formula without its result: the cell is read as empty"),
                 _("open the file in Excel or WPS and save it again"));
    if (t->merges_dropped > 0)
        complain(ctx, path, t->first_merge, _("merged cells that overlap: the merge is ignored"),
                 _("check the cells there"));
}

/* A text dump of tables, in any of the encodings that such files have. */
static jx_status read_text(struct jx_slice bytes, struct jx_arena *a, struct jx_grid *grid,
                           struct jx_reader_trouble *t)
{
    struct jx_slice text;
    jx_status rc = jx_text_decode(bytes, a, &text, t);
    if (rc != JX_OK) return rc;
    rc = jx_text_read(text, a, grid);
    if (rc != JX_OK) {
        *t = (struct jx_reader_trouble){.status = JX_OK};
        jx_reader_fail_arena(t, rc);
    }
    return rc;
}

static jx_status read_grid(struct reading *r, const char *path, struct jx_slice bytes,
                           struct jx_arena *a, struct jx_grid *grid)
{
    struct jx_reader_trouble t;
    jx_status rc = jx_read_grid(bytes, path, a, grid, &t);
    if (rc == JX_E_FILE_TYPE && t.problem == JX_READER_PLAIN_TEXT) {
        t = (struct jx_reader_trouble){.status = JX_OK};
        rc = read_text(bytes, a, grid, &t);
    }
    if (rc == JX_OK)
        warn_of_file(r->ctx, path, &t);
    else
        complain_of_file(r->ctx, path, &t);
    return rc;
}

jx_status import_file(struct reading *r, const char *path, struct jx_slice bytes,
                      struct jx_arena *a, struct source *out)
{
    struct jx_grid *grid = jx_arena_take(a, sizeof *grid);
    struct jx_import_result *found = jx_arena_take(a, sizeof *found);
    if (!grid || !found) return complain_and_return(r->ctx, path, jx_arena_failure(a));
    jx_status rc = read_grid(r, path, bytes, a, grid);
    if (rc == JX_OK) rc = reading_words(r);
    if (rc != JX_OK) return rc;
    rc = jx_import(grid, r->vocabulary, a, found);
    if (rc != JX_OK) return complain_and_return(r->ctx, path, rc);
    return set_elements(r, path, grid, found, a, out);
}
