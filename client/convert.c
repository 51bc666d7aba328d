/* `jixiao convert`: files to an array of documents, or one document to a printed form. */
#include "commands.h"

#include "cli/report.h"
#include "cli/source.h"
#include "export/export.h"

#include "../proto/file/file.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    WRITER_ARENA_BYTES = 256 << 20,
    KEY_TO = 't',
    KEY_OUTPUT = 'o',
    KEY_DOCUMENT = 'n',
};

enum kind { KIND_JSON, KIND_XLSX, KIND_CSV };

struct wish {
    enum kind kind;
    const char *output; /* NULL: standard output */
    uint32_t document;  /* which of the files' documents, from 1; 0: the only one */
};

/* ---- JSON ---- */

static void put_element(struct jx_json_writer *w, const struct element *e)
{
    jx_json_object(w);
    element_put_head(w, e);
    if (e->document) jx_json_document_members(w, e->document);
    element_put_unplaced(w, e);
    jx_json_end_object(w);
}

/* False when standard output takes no more; the exit code in *worst. */
static bool convert_file(struct context *ctx, struct reading *r, const char *path,
                         struct jx_json_writer *w, int *worst)
{
    struct jx_arena a;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX * 4);
    struct source s;
    int code = source_read(r, path, &a, &s), failed = -1;
    for (uint32_t i = 0; i < s.count && failed < 0; i++) {
        put_element(w, &s.items[i]);
        failed = json_flush(ctx, w);
    }
    jx_arena_clear(&a);
    if (failed > code) code = failed;
    if (code > *worst) *worst = code;
    return failed < 0;
}

static int convert_all(struct context *ctx, struct reading *r, const struct arguments *files)
{
    struct jx_arena a;
    jx_arena_init(&a, WRITER_ARENA_BYTES);
    struct jx_json_writer w;
    jx_json_begin(&w, &a, true);
    struct progress bar;
    progress_begin(&bar, ctx, _("Reading"), files->count);
    int worst = 0;
    bool goes_on = true;
    jx_json_array(&w);
    for (size_t i = 0; i < files->count && goes_on; i++) {
        goes_on = convert_file(ctx, r, files->items[i], &w, &worst);
        progress_step(&bar);
    }
    jx_json_end_array(&w);
    jx_json_end_line(&w);
    if (goes_on) json_flush(ctx, &w);
    progress_end(&bar);
    jx_arena_clear(&a);
    return worst;
}

/* ---- one printed form ---- */

/* The document that is wanted, NULL when there is none: *count is how many there are. */
static const struct jx_document *find_document(const struct source *s, uint32_t wanted,
                                               uint32_t *count)
{
    const struct jx_document *found = NULL;
    for (uint32_t i = 0; i < s->count; i++) {
        if (!s->items[i].document) continue;
        (*count)++;
        if (wanted == 0 || *count == wanted) found = s->items[i].document;
    }
    return wanted == 0 && *count > 1 ? NULL : found;
}

static jx_status write_form(const struct jx_document *d, const struct wish *wish,
                            struct jx_arena *a)
{
    struct jx_slice csv;
    if (wish->kind == KIND_XLSX) return jx_export_xlsx(d, wish->output, a);
    jx_status rc = jx_export_csv(d, a, &csv);
    if (rc != JX_OK) return rc;
    if (wish->output) return jx_file_write(wish->output, 0644, csv);
    return fwrite(csv.ptr, 1, csv.len, stdout) == csv.len ? JX_OK : JX_E_IO;
}

/* A list's note may say how many projects are secret; a document need not repeat it. */
static void forget_what_note_says(const struct jx_document *from, const struct jx_document *d)
{
    if (from->form == JX_FORM_project_list && d->form == JX_FORM_project_list &&
        jx_is_absent(from->body.project_list->secret_count))
        d->body.project_list->secret_count = JX_ABSENT;
}

/* Whether what was written is the document again, with nothing unplaced. A form may hold what no
 * printed table can say; who converts it is told. */
static bool reads_back(struct reading *r, const char *path, const struct jx_document *d,
                       struct jx_arena *a)
{
    struct source s;
    struct jx_slice before, after;
    if (source_read(r, path, a, &s) != 0 || s.count != 1 || !s.items[0].document ||
        s.items[0].unplaced_count)
        return false;
    forget_what_note_says(d, s.items[0].document);
    return jx_json_print(d, false, a, &before) == JX_OK &&
           jx_json_print(s.items[0].document, false, a, &after) == JX_OK &&
           jx_slice_eq(before, after);
}

static int convert_document(struct context *ctx, struct reading *r, const char *path,
                            const struct wish *wish, struct jx_arena *a)
{
    struct source s;
    uint32_t count = 0;
    int code = source_read(r, path, a, &s);
    if (code > 0) return code;
    const struct jx_document *d = find_document(&s, wish->document, &count);
    if (!d) {
        char text[160];
        snprintf(text, sizeof text, _("there are %u documents in this file"), (unsigned)count);
        complain(ctx, path, NULL, text, _("say which with --document N"));
        return jx_status_exit(JX_E_USAGE);
    }
    jx_status rc = write_form(d, wish, a);
    if (rc != JX_OK) return complain_status(ctx, wish->output ? wish->output : "-", NULL, rc);
    if (!wish->output || reads_back(r, wish->output, d, a)) return 0;
    complain(ctx, wish->output, NULL, _("written, but not all of it would be read back as it was"),
             _("keep the JSON beside it: --to json"));
    return 1;
}

static int convert_one(struct context *ctx, struct reading *r, const struct arguments *files,
                       const struct wish *wish)
{
    if (files->count != 1) {
        complain(ctx, "convert", NULL, _("a workbook or CSV file holds one document"),
                 _("give one FILE"));
        return jx_status_exit(JX_E_USAGE);
    }
    struct jx_arena a;
    jx_arena_init(&a, WRITER_ARENA_BYTES);
    int code = convert_document(ctx, r, files->items[0], wish, &a);
    jx_arena_clear(&a);
    return code;
}

/* ---- the command ---- */

static jx_status read_kind(struct context *ctx, struct wish *wish, const char *arg)
{
    static const char *const names[] = {"json", "xlsx", "csv"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(arg, names[i]) != 0) continue;
        wish->kind = (enum kind)i;
        return JX_OK;
    }
    complain(ctx, "--to", arg, _("no such kind of file"), _("give json, xlsx or csv"));
    return JX_E_USAGE;
}

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    struct wish *wish = own;
    if (key == KEY_TO) return read_kind(ctx, wish, arg);
    if (key == KEY_OUTPUT) wish->output = strcmp(arg, "-") == 0 ? NULL : arg;
    if (key != KEY_DOCUMENT) return JX_OK;
    char *end;
    unsigned long n = strtoul(arg, &end, 10);
    if (*arg >= '1' && *arg <= '9' && *end == '\0' && n <= UINT32_MAX) {
        wish->document = (uint32_t)n;
        return JX_OK;
    }
    complain(ctx, "--document", arg, _("not a number"), _("count the documents from 1"));
    return JX_E_USAGE;
}

static int convert(struct context *ctx, const struct arguments *files, const struct wish *wish)
{
    if (wish->kind == KIND_XLSX && !wish->output) {
        complain(ctx, "convert", NULL, _("a workbook cannot be written to standard output"),
                 _("say where with -o FILE.xlsx"));
        return jx_status_exit(JX_E_USAGE);
    }
    bool file = wish->kind == KIND_JSON && wish->output;
    if (file && !freopen(wish->output, "w", stdout))
        return complain_status(ctx, wish->output, NULL, JX_E_IO);
    struct reading r;
    reading_begin(&r, ctx);
    int code = wish->kind == KIND_JSON ? convert_all(ctx, &r, files)
                                       : convert_one(ctx, &r, files, wish);
    reading_end(&r);
    return code;
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct arguments files;
    struct wish wish = {.kind = KIND_JSON};
    int code = arguments_parse(ctx, self, option, &wish, 1, argc, argv, &files);
    return code >= 0 ? code : convert(ctx, &files, &wish);
}

static const struct argp_option options[] = {
    {"to", KEY_TO, "json|xlsx|csv", 0, N_("kind of file to write (default: json)"), 0},
    {"output", KEY_OUTPUT, "FILE", 0, N_("where to write, instead of standard output"), 0},
    {"document", KEY_DOCUMENT, "N", 0, N_("which of the file's documents, from 1"), 0},
    {0},
};

const struct command convert_command = {
    .name = "convert",
    .summary = N_("turn files into JSON documents, a document into a printed form"),
    .usage = N_("FILE..."),
    .about = N_(
        "Reads forms from files, recognising them by their labels, and writes an array of "
        "documents to standard output. What could not be placed in a field is listed under "
        "\"unplaced\" with its cell. A file that cannot be read does not stop the others: it is "
        "an element whose form is null. FILE may be - for standard input. With --to xlsx or csv "
        "one document is written as the printed form, which reads as the same document again."),
    .examples = N_("  jixiao convert self-evaluation.txt > documents.json\n"
                   "  jixiao convert *.txt | jixiao check -\n"
                   "  jixiao convert --to xlsx -o form.xlsx --document 2 documents.json"),
    .options = options,
    .run = run,
};
