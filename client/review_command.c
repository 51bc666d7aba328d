/* `jixiao review`: where an auditor should look first. */
#include "commands.h"
#include "texts.h"

#include "cli/report.h"
#include "cli/source.h"
#include "cli/table.h"
#include "publish/csv_out.h"
#include "review/review.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    KEY_YEAR = 'y',
    KEY_RECEIVED = 256,
    KEY_CSV,
    KEY_SPENT,
    KEY_SCORED,
    KEY_EXCEEDS,
    KEY_COPIED,
    SHOWN = 10, /* rows of a kind on the terminal */
    SHORT_ID = 12,
    OTHERS_SHOWN = 5, /* documents of a row */
};

struct wishes {
    const char *year, *csv;
    const char *limits[4]; /* by their keys */
    bool received;
};

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    struct wishes *w = own;
    (void)ctx;
    if (key == KEY_RECEIVED)
        w->received = true;
    else if (key >= KEY_SPENT)
        w->limits[key - KEY_SPENT] = arg;
    else
        *(key == KEY_YEAR ? &w->year : &w->csv) = arg;
    return JX_OK;
}

static bool number(const char *text, uint32_t least, uint32_t most, uint32_t *out)
{
    char *end = NULL;
    if (!text) return true;
    unsigned long n = strtoul(text, &end, 10);
    *out = (uint32_t)n;
    return text[0] >= '0' && text[0] <= '9' && !*end && n >= least && n <= most;
}

static int check(struct context *ctx, const struct wishes *w, uint32_t *year,
                 struct review_limits *limits)
{
    static const char *const names[] = {"--spent-below", "--scored-from", "--exceeds",
                                        "--copied-from"};
    static const uint32_t most[] = {100, 1000, 1000000, JX_PROSE_MAX};
    uint32_t *const values[] = {&limits->spent_below, &limits->scored_from, &limits->exceeds,
                                &limits->copied_from};
    if (!w->year || !number(w->year, JX_YEAR_FIRST, JX_YEAR_LAST, year)) {
        complain(ctx, "review", w->year ? w->year : "", _("give the budget year"),
                 _("for example --year 2025"));
        return jx_status_exit(JX_E_USAGE);
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (number(w->limits[i], 1, most[i], values[i])) continue;
        complain_status(ctx, names[i], w->limits[i], JX_E_FIELD_VALUE);
        return jx_status_exit(JX_E_USAGE);
    }
    return -1;
}

/* ---- CSV ---- */

static void put_row(struct csv_out *csv, struct jx_arena *a, const struct review_row *row)
{
    struct jx_slice cells[REVIEW_ROW_COLUMNS];
    review_row_cells(a, row, cells);
    for (size_t i = 0; i < REVIEW_ROW_COLUMNS; i++)
        csv_cell(csv, cells[i]);
    csv_end_row(csv);
}

static void put_heading(struct csv_out *csv, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        csv_cell(csv, jx_slice_of(names[i]));
    csv_end_row(csv);
}

/* What to look at in FILE, how units compare in FILE.units.csv beside it. */
static jx_status write_csv(struct review *r, const char *path)
{
    struct csv_out csv;
    char units[CONTEXT_PATH_MAX];
    int n = snprintf(units, sizeof units, "%s.units.csv", path);
    if (n < 0 || n >= CONTEXT_PATH_MAX) return JX_E_TOO_LARGE;
    jx_status rc = csv_open(&csv, path);
    if (rc != JX_OK) return rc;
    put_heading(&csv, review_row_columns, REVIEW_ROW_COLUMNS);
    for (const struct review_row *row = r->rows; row; row = row->next)
        put_row(&csv, &r->arena, row);
    rc = csv_close(&csv);
    if (rc == JX_OK) rc = csv_open(&csv, units);
    if (rc != JX_OK) return rc;
    put_heading(&csv, review_unit_columns, REVIEW_UNIT_COLUMNS);
    for (const struct review_unit *u = r->units; u; u = u->next) {
        struct jx_slice cells[REVIEW_UNIT_COLUMNS];
        review_unit_cells(&r->arena, u, cells);
        for (size_t i = 0; i < REVIEW_UNIT_COLUMNS; i++)
            csv_cell(&csv, cells[i]);
        csv_end_row(&csv);
    }
    return csv_close(&csv);
}

/* ---- JSON ---- */

static int show_json(struct context *ctx, struct review *r)
{
    struct jx_json_writer w;
    jx_json_begin(&w, &r->arena, true);
    review_put(&w, r, UINT32_MAX);
    jx_json_end_line(&w);
    int code = json_flush(ctx, &w);
    return code < 0 ? 0 : code;
}

/* ---- the terminal ---- */

static jx_status show_units(struct review *r)
{
    static const unsigned shown[] = {0, 1, 2, 4, 5, 6, 7, 12, 13, 14};
    enum { COLUMNS = sizeof shown / sizeof shown[0] };
    const struct jx_slice heading[COLUMNS] = {
        jx_slice_of(_("unit")),       jx_slice_of(_("name")),   jx_slice_of(_("documents")),
        jx_slice_of(_("mean score")), jx_slice_of(_("lowest")), jx_slice_of(_("highest")),
        jx_slice_of(_("grade 1")),    jx_slice_of(_("full %")), jx_slice_of(_("as targeted %")),
        jx_slice_of(_("executed %"))};
    struct table t;
    table_begin(&t, &r->arena, COLUMNS, 0x3FC);
    jx_status rc = table_row(&t, heading);
    for (const struct review_unit *u = r->units; rc == JX_OK && u; u = u->next) {
        struct jx_slice cells[REVIEW_UNIT_COLUMNS], row[COLUMNS];
        if (u->documents == 0) continue;
        review_unit_cells(&r->arena, u, cells);
        for (size_t i = 0; i < COLUMNS; i++)
            row[i] = cells[shown[i]];
        row[1] = text_clipped(row[1], 28, &r->arena);
        rc = table_row(&t, row);
    }
    if (rc == JX_OK) table_print(&t, 2);
    return rc;
}

static void show_others(const struct review_row *row)
{
    const uint32_t shown = row->other_count < OTHERS_SHOWN ? row->other_count : OTHERS_SHOWN;
    for (size_t i = 0; i < shown; i++)
        printf("%s%.*s", i ? " " : "  → ", SHORT_ID, row->others.ptr + i * (2 * JX_HASH_BYTES + 1));
    if (row->other_count > shown) printf(_(" and %u more"), (unsigned)(row->other_count - shown));
}

static void show_row(const struct review_row *row)
{
    char hex[2 * JX_HASH_BYTES + 1];
    jx_hex_print(jx_hash_slice(&row->id), hex);
    printf("  %.*s  ", SHORT_ID, hex);
    write_safe(stdout, row->unit_name);
    fputs("  ", stdout);
    write_safe(stdout, row->project);
    fputs("\n      ", stdout);
    write_safe(stdout, row->says);
    show_others(row);
    putchar('\n');
}

static void show_rows(const struct review *r)
{
    static const char *const headings[REVIEW_KINDS] = {
        [REVIEW_FULL] = N_("Every row in full: %lu"),
        [REVIEW_SPENT] = N_("Little spent, much scored: %lu"),
        [REVIEW_EXCEEDED] = N_("Far above the target: %lu"),
        [REVIEW_COPIED] = N_("The same text in several projects: %lu"),
        [REVIEW_RELATION] = N_("Documents that contradict each other: %lu"),
    };
    const struct review_row *row = r->rows;
    for (int kind = 0; kind < REVIEW_KINDS; kind++) {
        unsigned long shown = 0;
        printf(_(headings[kind]), (unsigned long)r->kinds[kind]);
        putchar('\n');
        for (; row && (int)row->kind == kind; row = row->next)
            if (shown++ < SHOWN) show_row(row);
        if (shown > SHOWN)
            printf(_("  and %lu more: --csv FILE has them all\n"), shown - (unsigned long)SHOWN);
    }
}

static void show_scope(const struct review *r)
{
    if (r->received)
        printf(_("looked at: %u approved documents and %u that wait for approval\n"),
               (unsigned)r->approved, (unsigned)r->waiting);
    else
        printf(_("looked at: %u approved documents; %u wait for approval and are left out: "
                 "--received takes them in\n"),
               (unsigned)r->approved, (unsigned)r->waiting);
}

static int show(struct context *ctx, struct review *r)
{
    if (ctx->json) return show_json(ctx, r);
    show_scope(r);
    puts(_("Self-evaluations by unit"));
    jx_status rc = show_units(r);
    show_rows(r);
    printf(_("as of journal position #%llu\n"), (unsigned long long)r->position);
    return rc == JX_OK ? 0 : complain_status(ctx, "review", NULL, rc);
}

/* ---- the command ---- */

static int review(struct session *s, const struct wishes *w, uint32_t year,
                  const struct review_limits *limits)
{
    struct review r;
    struct context ctx = *s->ctx;
    jx_status rc = review_year(s, year, w->received, limits, &r);
    int code = rc == JX_OK ? show(&ctx, &r) : complain_unreachable(s, rc);
    if (rc == JX_OK && code == 0 && w->csv) {
        rc = write_csv(&r, w->csv);
        if (rc != JX_OK) code = complain_status(&ctx, "review", w->csv, rc);
    }
    review_clear(&r);
    return code;
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct wishes w = {.year = NULL};
    struct review_limits limits = REVIEW_LIMITS_USUAL;
    struct arguments none;
    struct session s;
    uint32_t year = 0;
    int code = arguments_parse(ctx, self, option, &w, 0, argc, argv, &none);
    if (code < 0) code = check(ctx, &w, &year, &limits);
    if (code >= 0) return code;
    code = session_open(ctx, &s);
    if (code < 0) code = review(&s, &w, year, &limits);
    session_close(&s);
    return code;
}

static const struct argp_option options[] = {
    {"year", KEY_YEAR, "YEAR", 0, N_("the budget year"), 0},
    {"received", KEY_RECEIVED, NULL, 0,
     N_("what counts as received too, not only what is approved"), 0},
    {"csv", KEY_CSV, "FILE", 0,
     N_("write every line to FILE, and how units compare to FILE.units.csv"), 0},
    {"spent-below", KEY_SPENT, "PERCENT", 0,
     N_("little is spent below this share of the budget (default: 50)"), 0},
    {"scored-from", KEY_SCORED, "POINTS", 0, N_("and much is scored from here on (default: 90)"),
     0},
    {"exceeds", KEY_EXCEEDS, "PERCENT", 0,
     N_("far above the target is from this share of it on (default: 200)"), 0},
    {"copied-from", KEY_COPIED, "N", 0,
     N_("texts of at least so many characters are compared (default: 20)"), 0},
    {0},
};

const struct command review_command = {
    .name = "review",
    .summary = N_("show where an auditor should look first"),
    .usage = N_("--year YEAR"),
    .about = N_(
        "Looks through a year's documents: how the scores of units are distributed, and which "
        "share "
        "of their rows has the full weight or a result that is the target to the digit; "
        "self-evaluations whose every "
        "row is full; little spent and much scored; results far above their targets; the same "
        "text in several projects; and documents of one unit that contradict each other, such as "
        "a narrative and its tables. Each line names the documents. None of it is an error by "
        "itself. Takes a key that reads the whole county."),
    .examples = N_("  jixiao review --year 2025\n"
                   "  jixiao review --year 2025 --received --exceeds 150 --csv review.csv"),
    .options = options,
    .run = run,
};
