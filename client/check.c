/* `jixiao check`: the county's verdict on files, before they are sent. */
#include "commands.h"

#include "cli/report.h"
#include "cli/rules.h"
#include "cli/source.h"
#include "cli/table.h"
#include "verdict_print.h"

#include <stdio.h>
#include <string.h>

enum {
    KEY_EXPLAIN = 'x',
    RUN_ARENA_BYTES = 512 << 20,
    OVERVIEW_LEAST = 2,
    CLIPPED_COLUMNS = 32,
    UNPLACED_SHOWN = 8
};

struct check {
    struct context *ctx;
    struct jx_pack *pack;
    struct reading reading;
    struct jx_arena arena; /* of the run: pack files, JSON, the overview's cells */
    struct jx_json_writer json;
    struct table overview;
    bool explain, stopped; /* stopped: standard output takes no more */
    int code;
    size_t documents, unreadable, not_judged, by_severity[JX_SEVERITY_INFO + 1];
};

static void take_code(struct check *c, int code)
{
    if (code > c->code) c->code = code;
}

/* How many findings the verdict has of each severity; also adds the document to the counts. */
static void count_findings(struct check *c, const struct jx_verdict *v, size_t counts[])
{
    for (uint32_t i = 0; i < v->finding_count; i++)
        counts[v->findings[i].severity]++;
    for (int s = JX_SEVERITY_ERROR; s <= JX_SEVERITY_INFO; s++)
        c->by_severity[s] += counts[s] > 0;
    if (counts[JX_SEVERITY_ERROR] || counts[JX_SEVERITY_EXPLAIN]) take_code(c, 1);
}

static struct jx_slice count_text(struct jx_arena *a, size_t n)
{
    return n ? jx_arena_printf(a, "%zu", n) : JX_LIT("·");
}

/* The overview outlives the file's arena, so its texts are copied. */
static jx_status add_to_overview(struct check *c, const struct element *e,
                                 const struct jx_verdict *v, const size_t counts[])
{
    static const struct jx_score none = {.known = false};
    const struct jx_document *d = e->document;
    struct jx_slice name = d->project ? d->project->name : d->title;
    const char *slash = strrchr(e->file, '/');
    struct jx_slice cells[] = {
        text_clipped(jx_slice_of(slash ? slash + 1 : e->file), CLIPPED_COLUMNS, &c->arena),
        text_clipped(name, CLIPPED_COLUMNS, &c->arena),
        score_text(v ? &v->claimed : &none, &c->arena),
        score_text(v ? &v->computed : &none, &c->arena),
        jx_slice_of(v && v->grade != JX_GRADE_NONE ? jx_grade_zh(v->grade) : "—"),
        count_text(&c->arena, counts[JX_SEVERITY_ERROR]),
        count_text(&c->arena, counts[JX_SEVERITY_EXPLAIN]),
        count_text(&c->arena, counts[JX_SEVERITY_WARNING]),
    };
    return table_row(&c->overview, cells);
}

static void begin_overview(struct check *c)
{
    struct jx_slice heading[] = {
        jx_slice_of(_("file")),       jx_slice_of(_("project")),  jx_slice_of(_("claimed")),
        jx_slice_of(_("computed")),   jx_slice_of(_("grade")),    jx_slice_of(_("errors")),
        jx_slice_of(_("to explain")), jx_slice_of(_("warnings")),
    };
    table_begin(&c->overview, &c->arena, 8, 1u << 2 | 1u << 3 | 1u << 5 | 1u << 6 | 1u << 7);
    table_row(&c->overview, heading);
}

/* ---- one document ---- */

static void print_title(const struct check *c, const struct element *e)
{
    if (c->documents + c->unreadable > 1) putchar('\n');
    fputs(c->ctx->colour ? "\033[1m" : "", stdout);
    write_safe(stdout, jx_slice_of(e->file));
    if (e->sheet.len) {
        fputs(" · ", stdout);
        write_safe(stdout, e->sheet);
    }
    puts(c->ctx->colour ? "\033[0m" : "");
}

/* On a terminal the beginning is enough to see what kind of text it is; JSON has all of it. */
static void print_unplaced(const struct element *e)
{
    if (e->unplaced_count == 0) return;
    uint32_t shown = e->unplaced_count < UNPLACED_SHOWN ? e->unplaced_count : UNPLACED_SHOWN;
    printf("  %s\n", _("not placed in any field"));
    for (uint32_t i = 0; i < shown; i++) {
        printf("    %.*s: ", (int)e->unplaced[i].cell.len, e->unplaced[i].cell.ptr);
        write_safe(stdout, e->unplaced[i].text);
        putchar('\n');
    }
    if (shown < e->unplaced_count)
        printf(_("    and %u more: --json lists them\n"), (unsigned)(e->unplaced_count - shown));
}

static jx_status show(struct check *c, const struct element *e, const struct judged *j,
                      struct jx_arena *a)
{
    if (!c->ctx->json) {
        print_title(c, e);
        jx_status rc = verdict_print(c->ctx, j, c->explain, a);
        print_unplaced(e);
        return rc;
    }
    jx_json_object(&c->json);
    element_put_head(&c->json, e);
    verdict_put(c->ctx, j, c->explain, &c->json, a);
    element_put_unplaced(&c->json, e);
    jx_json_end_object(&c->json);
    return c->json.status;
}

static void show_unreadable(struct check *c, const struct element *e)
{
    c->unreadable++;
    if (!c->ctx->json) return; /* it stands on standard error already */
    jx_json_object(&c->json);
    element_put_head(&c->json, e);
    jx_json_member_text(&c->json, "error", jx_slice_of(jx_status_name(e->trouble.status)));
    jx_json_member_text(&c->json, "where", jx_slice_of(e->trouble.where));
    element_put_unplaced(&c->json, e);
    jx_json_end_object(&c->json);
}

static jx_status check_document(struct check *c, const struct element *e, struct jx_arena *a)
{
    struct jx_verdict v;
    struct judged j = {.element = e, .verdict = &v};
    size_t counts[JX_SEVERITY_INFO + 1] = {0};
    jx_status rc = jx_judge(e->document, c->pack, a, &v);
    if (rc != JX_OK && rc != JX_E_NO_PACK) return rc;
    c->documents++;
    if (rc == JX_OK) {
        count_findings(c, &v, counts);
    } else {
        c->not_judged++;
        j.verdict = NULL;
    }
    rc = show(c, e, &j, a);
    return rc == JX_OK ? add_to_overview(c, e, j.verdict, counts) : rc;
}

static void flush(struct check *c)
{
    int failed = -1;
    if (c->ctx->json) failed = json_flush(c->ctx, &c->json);
    if (ferror(stdout)) failed = jx_status_exit(JX_E_IO);
    take_code(c, failed);
    c->stopped = failed >= 0;
}

static void check_file(struct check *c, const char *path)
{
    struct jx_arena a;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX * 4);
    struct source s;
    take_code(c, source_read(&c->reading, path, &a, &s));
    for (uint32_t i = 0; i < s.count && !c->stopped; i++) {
        const struct element *e = &s.items[i];
        jx_status rc = JX_OK;
        if (e->document)
            rc = check_document(c, e, &a);
        else
            show_unreadable(c, e);
        if (rc != JX_OK) take_code(c, complain_status(c->ctx, path, NULL, rc));
        flush(c);
    }
    jx_arena_clear(&a);
}

/* ---- the run ---- */

static void print_summary(const struct check *c)
{
    if (c->documents >= OVERVIEW_LEAST) {
        putchar('\n');
        table_print(&c->overview, 0);
    }
    printf(_("\nRule pack: %s (%s)\n"), jx_pack_title(c->pack, c->ctx->lang == JX_LANG_ZH),
           c->ctx->rules);
    printf(
        _("Documents: %zu; with errors: %zu; to explain: %zu; with warnings: %zu; not judged: %zu; "
          "files not read: %zu\n"),
        c->documents, c->by_severity[JX_SEVERITY_ERROR], c->by_severity[JX_SEVERITY_EXPLAIN],
        c->by_severity[JX_SEVERITY_WARNING], c->not_judged, c->unreadable);
}

static void check_all(struct check *c, const struct arguments *files)
{
    struct progress bar;
    /* On a terminal the verdicts themselves show how far it is. */
    progress_begin(&bar, c->ctx, _("Checking"), c->ctx->json ? files->count : 0);
    if (c->ctx->json) jx_json_array(&c->json);
    for (size_t i = 0; i < files->count && !c->stopped; i++) {
        check_file(c, files->items[i]);
        progress_step(&bar);
    }
    progress_end(&bar);
    if (!c->ctx->json) {
        print_summary(c);
        return;
    }
    jx_json_end_array(&c->json);
    jx_json_end_line(&c->json);
    if (!c->stopped) flush(c);
}

static int check_run(struct context *ctx, bool explain, const struct arguments *files)
{
    struct check c = {.ctx = ctx, .explain = explain};
    struct pack_files pack_files;
    jx_arena_init(&c.arena, RUN_ARENA_BYTES);
    int code = pack_open(ctx, &c.arena, &pack_files, &c.pack);
    if (code < 0) {
        reading_begin(&c.reading, ctx);
        jx_json_begin(&c.json, &c.arena, true);
        begin_overview(&c);
        check_all(&c, files);
        reading_end(&c.reading);
        code = c.code;
    }
    jx_pack_free(&c.pack);
    jx_arena_clear(&c.arena);
    return code;
}

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    (void)ctx;
    (void)arg;
    if (key == KEY_EXPLAIN) *(bool *)own = true;
    return JX_OK;
}

static const struct argp_option options[] = {
    {"explain", KEY_EXPLAIN, NULL, 0, N_("show how every row got its score"), 0},
    {0},
};

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct arguments files;
    bool explain = false;
    int code = arguments_parse(ctx, self, option, &explain, 1, argc, argv, &files);
    return code >= 0 ? code : check_run(ctx, explain, &files);
}

const struct command check_command = {
    .name = "check",
    .summary = N_("judge files on this computer, as the county would"),
    .usage = N_("FILE..."),
    .about = N_(
        "Judges every form in the files by the rule pack and says what is wrong and where: both "
        "figures, what the rule says, and advice. Nothing is sent. Errors and findings to be "
        "explained end with exit code 1, warnings with 0. FILE may be JSON, any file that "
        "jixiao convert reads, or - for standard input."),
    .examples = N_("  jixiao check self-evaluation.txt\n"
                   "  jixiao check --explain --rules /etc/jixiao/rules documents.json\n"
                   "  jixiao check --json *.json > verdicts.json"),
    .options = options,
    .run = run,
};
