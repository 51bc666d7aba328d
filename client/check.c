/* `jixiao check`: the county's verdict on files, before they are sent. */
#include "commands.h"

#include "../proto/wire/act.h"
#include "../worker/rules/relate.h"
#include "cli/report.h"
#include "cli/rules.h"
#include "cli/source.h"
#include "cli/table.h"
#include "verdict_print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEY_EXPLAIN = 'x',
    RUN_ARENA_BYTES = 1 << 30,
    OVERVIEW_LEAST = 2,
    CLIPPED_COLUMNS = 32,
    UNPLACED_SHOWN = 8
};

/* One element of a file, judged. */
struct checked {
    struct element element;
    struct jx_verdict verdict;
    bool judged;
    struct jx_hash hash;         /* of the verdict */
    struct jx_finding *findings; /* the verdict's, then the relations' */
    uint32_t finding_count;
};

/* One file and all that was read from it. */
struct file {
    struct jx_arena arena;
    struct checked *items;
    uint32_t count;
};

struct check {
    struct context *ctx;
    struct jx_pack *pack;
    struct jx_hash pack_hash;
    struct reading reading;
    struct jx_arena arena; /* of the run: pack files, JSON, relations, the overview's cells */
    struct jx_json_writer json;
    struct table overview;
    struct file *files;
    size_t file_count;
    bool explain, stopped; /* stopped: standard output takes no more */
    int code;
    size_t documents, unreadable, not_judged, by_severity[JX_SEVERITY_INFO + 1];
};

static void take_code(struct check *c, int code)
{
    if (code > c->code) c->code = code;
}

/* How many findings the document has of each severity; also adds it to the counts. */
static void count_findings(struct check *c, const struct checked *d, size_t counts[])
{
    for (uint32_t i = 0; i < d->finding_count; i++)
        counts[d->findings[i].severity]++;
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

static struct judged judged_of(const struct checked *d)
{
    return (struct judged){.element = &d->element,
                           .verdict = d->judged ? &d->verdict : NULL,
                           .findings = d->findings,
                           .finding_count = d->finding_count};
}

static void put_hash(struct check *c, const char *key, const struct jx_hash *h, bool known)
{
    char hex[2 * sizeof *h + 1];
    jx_hex_print(jx_hash_slice(h), hex);
    jx_json_member_text(&c->json, key, known ? jx_slice_of(hex) : JX_ABSENT);
}

static jx_status show(struct check *c, const struct checked *d, const struct judged *j,
                      struct jx_arena *a)
{
    const struct element *e = &d->element;
    if (!c->ctx->json) {
        print_title(c, e);
        jx_status rc = verdict_print(c->ctx, j, c->explain, a);
        print_unplaced(e);
        return rc;
    }
    jx_json_object(&c->json);
    element_put_head(&c->json, e);
    verdict_put(c->ctx, j, c->explain, &c->json, a);
    put_hash(c, "pack", &c->pack_hash, d->judged);
    put_hash(c, "verdict", &d->hash, d->judged);
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

static jx_status show_document(struct check *c, const struct checked *d, struct jx_arena *a)
{
    size_t counts[JX_SEVERITY_INFO + 1] = {0};
    struct judged j = judged_of(d);
    c->documents++;
    c->not_judged += !d->judged;
    count_findings(c, d, counts);
    jx_status rc = show(c, d, &j, a);
    return rc == JX_OK ? add_to_overview(c, &d->element, j.verdict, counts) : rc;
}

static void flush(struct check *c)
{
    int failed = -1;
    if (c->ctx->json) failed = json_flush(c->ctx, &c->json);
    if (ferror(stdout)) failed = jx_status_exit(JX_E_IO);
    take_code(c, failed);
    c->stopped = failed >= 0;
}

static void show_file(struct check *c, struct file *f)
{
    for (uint32_t i = 0; i < f->count && !c->stopped; i++) {
        struct checked *d = &f->items[i];
        jx_status rc = JX_OK;
        if (d->element.document)
            rc = show_document(c, d, &f->arena);
        else
            show_unreadable(c, &d->element);
        if (rc != JX_OK) take_code(c, complain_status(c->ctx, d->element.file, NULL, rc));
        flush(c);
    }
}

/* ---- reading and judging ---- */

static jx_status judge_one(struct check *c, struct checked *d, struct jx_arena *a)
{
    struct jx_slice bytes;
    if (!d->element.document) return JX_OK;
    jx_status rc = jx_judge(d->element.document, c->pack, a, &d->verdict);
    if (rc == JX_E_NO_PACK) return JX_OK;
    if (rc == JX_OK) rc = jx_verdict_bytes(&d->verdict, a, &bytes);
    if (rc != JX_OK) return rc;
    d->hash = jx_hash_bytes(bytes);
    d->judged = true;
    d->findings = d->verdict.findings;
    d->finding_count = d->verdict.finding_count;
    return JX_OK;
}

static void read_file(struct check *c, const char *path)
{
    struct file *f = &c->files[c->file_count++];
    struct source s;
    jx_arena_init(&f->arena, JX_ARENA_BYTES_MAX * 4);
    take_code(c, source_read(&c->reading, path, &f->arena, &s));
    f->items = jx_arena_array(&f->arena, s.count, sizeof *f->items);
    for (uint32_t i = 0; f->items && i < s.count; i++) {
        f->items[f->count].element = s.items[i];
        jx_status rc = judge_one(c, &f->items[f->count++], &f->arena);
        if (rc != JX_OK) take_code(c, complain_status(c->ctx, path, NULL, rc));
    }
}

/* ---- relations ---- */

static struct checked **list_documents(struct check *c, const struct jx_document ***documents,
                                       uint32_t *count)
{
    size_t n = 0;
    for (size_t i = 0; i < c->file_count; i++)
        n += c->files[i].count;
    struct checked **all = jx_arena_array(&c->arena, n + 1, sizeof(struct checked *));
    *documents = jx_arena_array(&c->arena, n + 1, sizeof(struct jx_document *));
    *count = 0;
    for (size_t i = 0; all && *documents && i < c->file_count; i++)
        for (uint32_t k = 0; k < c->files[i].count; k++) {
            struct checked *d = &c->files[i].items[k];
            if (!d->judged) continue;
            (*documents)[*count] = d->element.document;
            all[(*count)++] = d;
        }
    return *documents ? all : NULL;
}

static jx_status append(struct checked *d, const struct jx_finding *f, struct jx_arena *a)
{
    struct jx_finding *all = jx_arena_array(a, (size_t)d->finding_count + 1, sizeof *all);
    if (!all) return jx_arena_failure(a);
    if (d->finding_count) memcpy(all, d->findings, d->finding_count * sizeof *all);
    all[d->finding_count++] = *f;
    d->findings = all;
    return JX_OK;
}

/* What the documents say of each other, added to the one where it stands. */
static jx_status relate(struct check *c)
{
    const struct jx_document **documents;
    uint32_t count;
    struct jx_relations found;
    struct checked **all = list_documents(c, &documents, &count);
    if (!all) return jx_arena_failure(&c->arena);
    jx_status rc = jx_relate(documents, count, c->pack, &c->arena, &found);
    for (uint32_t i = 0; rc == JX_OK && i < found.count; i++) {
        struct jx_finding *f = &found.items[i].finding;
        struct checked *d = all[found.items[i].document];
        rc = append(d, f, &c->arena);
    }
    for (uint32_t i = 0; rc == JX_OK && i < count; i++) {
        /* From here on `other` is found through the elements. */
        for (uint32_t k = 0; k < all[i]->finding_count; k++) {
            struct jx_finding *f = &all[i]->findings[k];
            f->other_name = f->other < 0 ? JX_ABSENT
                                         : element_name(&all[f->other]->element, &c->arena);
        }
    }
    return rc;
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

static void read_all(struct check *c, const struct arguments *files)
{
    struct progress bar;
    progress_begin(&bar, c->ctx, _("Checking"), files->count);
    for (size_t i = 0; i < files->count; i++) {
        read_file(c, files->items[i]);
        progress_step(&bar);
    }
    progress_end(&bar);
}

static void show_all(struct check *c)
{
    if (c->ctx->json) jx_json_array(&c->json);
    for (size_t i = 0; i < c->file_count && !c->stopped; i++)
        show_file(c, &c->files[i]);
    if (!c->ctx->json) {
        print_summary(c);
        return;
    }
    jx_json_end_array(&c->json);
    jx_json_end_line(&c->json);
    if (!c->stopped) flush(c);
}

static void check_all(struct check *c, const struct arguments *files)
{
    c->files = calloc(files->count ? files->count : 1, sizeof *c->files);
    if (!c->files) {
        take_code(c, complain_status(c->ctx, files->items[0], NULL, JX_E_NO_MEMORY));
        return;
    }
    read_all(c, files);
    jx_status rc = relate(c);
    if (rc != JX_OK) take_code(c, complain_status(c->ctx, files->items[0], NULL, rc));
    show_all(c);
    for (size_t i = 0; i < c->file_count; i++)
        jx_arena_clear(&c->files[i].arena);
    free(c->files);
}

/* The hash that the county stores with every outcome: over the pack as it is sent. */
static jx_status hash_pack(struct check *c, const struct pack_files *files)
{
    struct jx_buffer b;
    jx_buffer_init(&b, JX_PACK_BYTES_MAX);
    jx_status rc = jx_pack_encode(files->items, (uint32_t)files->count, &b);
    if (rc == JX_OK) c->pack_hash = jx_hash_bytes(jx_buffer_slice(&b));
    jx_buffer_clear(&b);
    return rc;
}

static int check_run(struct context *ctx, bool explain, const struct arguments *files)
{
    struct check c = {.ctx = ctx, .explain = explain};
    struct pack_files pack_files;
    jx_arena_init(&c.arena, RUN_ARENA_BYTES);
    int code = pack_open(ctx, &c.arena, &pack_files, &c.pack);
    jx_status rc = code < 0 ? hash_pack(&c, &pack_files) : JX_OK;
    if (rc != JX_OK) code = complain_status(ctx, ctx->rules, NULL, rc);
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
