/* `jixiao convert`: files to an array of documents. */
#include "commands.h"

#include "cli/report.h"
#include "cli/source.h"

enum { WRITER_ARENA_BYTES = 256 << 20 };

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

static int convert_all(struct context *ctx, const struct arguments *files)
{
    struct jx_arena a;
    jx_arena_init(&a, WRITER_ARENA_BYTES);
    struct jx_json_writer w;
    jx_json_begin(&w, &a, true);
    struct reading r;
    reading_begin(&r, ctx);
    struct progress bar;
    progress_begin(&bar, ctx, _("Reading"), files->count);
    int worst = 0;
    bool goes_on = true;
    jx_json_array(&w);
    for (size_t i = 0; i < files->count && goes_on; i++) {
        goes_on = convert_file(ctx, &r, files->items[i], &w, &worst);
        progress_step(&bar);
    }
    jx_json_end_array(&w);
    jx_json_end_line(&w);
    if (goes_on) json_flush(ctx, &w);
    progress_end(&bar);
    reading_end(&r);
    jx_arena_clear(&a);
    return worst;
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct arguments files;
    int code = arguments_parse(ctx, self, NULL, NULL, 1, argc, argv, &files);
    return code >= 0 ? code : convert_all(ctx, &files);
}

const struct command convert_command = {
    .name = "convert",
    .summary = N_("turn files into JSON documents"),
    .usage = N_("FILE..."),
    .about = N_(
        "Reads forms from files, recognising them by their labels, and writes an array of "
        "documents to standard output. What could not be placed in a field is listed under "
        "\"unplaced\" with its cell. A file that cannot be read does not stop the others: it is "
        "an element whose form is null. FILE may be - for standard input."),
    .examples = N_("  jixiao convert self-evaluation.txt > documents.json\n"
                   "  jixiao convert *.txt | jixiao check -"),
    .run = run,
};
