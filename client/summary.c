/* `jixiao summary`: what the county's documents add up to. */
#include "ask.h"
#include "breakdown.h"
#include "commands.h"
#include "outcome_print.h"
#include "sums.h"
#include "texts.h"
#include "tree.h"

#include "cli/report.h"
#include "cli/source.h"
#include "cli/table.h"

#include "../proto/wire/query.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_YEAR = 'y', KEY_FORM = 'f', KEY_UNIT = 'u', KEY_TREE = 256, KEY_DIFFERENCE, KEY_BY };

struct wishes {
    const char *year, *form, *unit, *by;
    bool tree, difference;
};

/* One form and period: the total and the rows of its units. */
struct group {
    struct jx_slice form, period;
    struct sums total;
    const struct jx_summary_row *rows; /* the units' */
    uint32_t count;
};

struct summary {
    struct context *ctx;
    struct jx_arena arena;
    struct jx_summary data;
    int32_t year;
};

/* The rows come by form, period and unit, the county's own (unit "") first where it may be seen.
 * Where it may not, the total is that of the units that may. Returns the index behind the group. */
static uint32_t next_group(const struct jx_summary *d, uint32_t at, struct group *g)
{
    const struct jx_summary_row *first = &d->rows[at];
    bool has_total = first->unit.len == 0;
    *g = (struct group){.form = first->form, .period = first->period};
    if (has_total) g->total = sums_of_row(first);
    at += has_total;
    g->rows = d->rows + at;
    for (; at < d->count && jx_slice_eq(d->rows[at].form, g->form) &&
           jx_slice_eq(d->rows[at].period, g->period);
         at++, g->count++) {
        struct sums sums = sums_of_row(&d->rows[at]);
        if (!has_total) sums_add(&g->total, &sums);
    }
    return at;
}

/* ---- JSON ---- */

static void put_group(struct summary *s, const struct group *g, struct jx_json_writer *w)
{
    jx_json_object(w);
    jx_json_member_integer(w, "year", s->year);
    jx_json_member_text(w, "form", g->form);
    if (g->period.len > 0) jx_json_member_text(w, "period", g->period);
    sums_put(w, &g->total, &s->arena);
    jx_json_key(w, JX_LIT("units"));
    jx_json_array(w);
    for (uint32_t i = 0; i < g->count; i++) {
        struct sums sums = sums_of_row(&g->rows[i]);
        jx_json_object(w);
        jx_json_member_text(w, "unit", g->rows[i].unit);
        jx_json_member_text(w, "name", g->rows[i].unit_name);
        sums_put(w, &sums, &s->arena);
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
    jx_json_end_object(w);
}

/* An annual form is one object; monitoring, which has periods, and "all" are an array of them. */
static int show_json(struct summary *s, const struct wishes *wishes)
{
    struct jx_json_writer w;
    struct group g = {.form = jx_slice_of(wishes->form)};
    bool many = jx_slice_eq(g.form, JX_LIT("all")) || jx_form_of_name(g.form) == JX_FORM_monitoring;
    jx_json_begin(&w, &s->arena, true);
    if (many) jx_json_array(&w);
    if (!many && s->data.count == 0) put_group(s, &g, &w);
    for (uint32_t at = 0; at < s->data.count;) {
        at = next_group(&s->data, at, &g);
        put_group(s, &g, &w);
        if (!many) break;
    }
    if (many) jx_json_end_array(&w);
    jx_json_end_line(&w);
    int code = json_flush(s->ctx, &w);
    return code < 0 ? 0 : code;
}

/* ---- terminal ---- */

static jx_status add_table_row(struct table *t, struct jx_slice unit, struct jx_slice name,
                               const struct sums *sums, struct jx_arena *a)
{
    const struct jx_additive *s = &sums->received;
    struct jx_slice cells[] = {unit,
                               text_clipped(name, 32, a),
                               text_of_number(a, s->documents),
                               text_of_number(a, sums->approved.documents),
                               text_of_number(a, sums->states[JX_STATE_RETURNED]),
                               text_of_number(a, sums->states[JX_STATE_CONFLICT]),
                               text_of_number(a, s->grade_excellent),
                               text_of_number(a, s->grade_good),
                               text_of_number(a, s->grade_fair),
                               text_of_number(a, s->grade_poor),
                               text_of_micro(a, s->initial_budget),
                               text_of_micro(a, s->annual_budget),
                               text_of_micro(a, s->executed),
                               text_or(sums_rate(s, a), "—"),
                               text_or(sums_mean(s, a), "—"),
                               text_of_number(a, s->claimed_differs)};
    return table_row(t, cells);
}

static jx_status print_group(struct summary *s, const struct group *g)
{
    struct table t;
    struct jx_slice heading[] = {jx_slice_of(_("unit")),
                                 jx_slice_of(_("name")),
                                 jx_slice_of(_("received")),
                                 jx_slice_of(_("approved")),
                                 jx_slice_of(_("returned")),
                                 jx_slice_of(_("conflict")),
                                 JX_LIT("优"),
                                 JX_LIT("良"),
                                 JX_LIT("中"),
                                 JX_LIT("差"),
                                 jx_slice_of(_("initial")),
                                 jx_slice_of(_("annual")),
                                 jx_slice_of(_("executed")),
                                 jx_slice_of(_("rate")),
                                 jx_slice_of(_("mean score")),
                                 jx_slice_of(_("differ"))};
    enum jx_form form = jx_form_of_name(g->form);
    const char *name = s->ctx->lang == JX_LANG_ZH ? jx_form_zh(form) : jx_form_name(form).ptr;
    printf(_("%d  %s  %.*s (money in 万元)\n"), (int)s->year, name, (int)g->period.len,
           g->period.ptr ? g->period.ptr : "");
    table_begin(&t, &s->arena, 16, 0xFFFC);
    jx_status rc = table_row(&t, heading);
    for (uint32_t i = 0; rc == JX_OK && i < g->count; i++) {
        struct sums sums = sums_of_row(&g->rows[i]);
        rc = add_table_row(&t, g->rows[i].unit, g->rows[i].unit_name, &sums, &s->arena);
    }
    if (rc == JX_OK)
        rc = add_table_row(&t, jx_slice_of(_("total")), JX_LIT(""), &g->total, &s->arena);
    if (rc == JX_OK) table_print(&t, 2);
    if (g->total.received.not_computed > 0)
        printf(_("  %lld of %lld documents have no computed score and are not in the mean\n"),
               (long long)g->total.received.not_computed, (long long)g->total.received.documents);
    return rc;
}

static int show(struct summary *s)
{
    jx_status rc = JX_OK;
    for (uint32_t at = 0; rc == JX_OK && at < s->data.count;) {
        struct group g;
        at = next_group(&s->data, at, &g);
        rc = print_group(s, &g);
    }
    if (s->data.count == 0) printf(_("no documents counted for %d\n"), (int)s->year);
    printf(_("as of journal position #%llu\n"), (unsigned long long)s->data.position);
    return rc == JX_OK ? 0 : complain_status(s->ctx, "summary", NULL, rc);
}

/* ---- the command ---- */

static jx_status ask(struct session *session, const struct wishes *wishes, struct summary *s)
{
    struct jx_slice body, form = jx_slice_of(wishes->form);
    struct jx_summary_arguments args = {.year = (uint64_t)s->year,
                                        .form = jx_slice_eq(form, JX_LIT("all")) ? JX_LIT("")
                                                                                 : form,
                                        .unit = jx_slice_of(wishes->unit ? wishes->unit : "")};
    jx_status rc = ask_year(session, JX_QUERY_SUMMARY, &args, &body);
    return rc == JX_OK ? jx_summary_decode(body, &s->arena, &s->data) : rc;
}

static int summarise(struct summary *s, const struct wishes *wishes)
{
    struct session session;
    int code = session_open(s->ctx, &session);
    if (code < 0) {
        jx_status rc = ask(&session, wishes, s);
        code = rc != JX_OK    ? complain_unreachable(&session, rc)
               : s->ctx->json ? show_json(s, wishes)
                              : show(s);
    }
    session_close(&session);
    return code;
}

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    struct wishes *w = own;
    (void)ctx;
    if (key == KEY_TREE || key == KEY_DIFFERENCE) {
        w->tree = true;
        w->difference |= key == KEY_DIFFERENCE;
        return JX_OK;
    }
    *(key == KEY_YEAR   ? &w->year
      : key == KEY_FORM ? &w->form
      : key == KEY_BY   ? &w->by
                        : &w->unit) = arg;
    return JX_OK;
}

static int check_wishes(struct context *ctx, const struct wishes *w, int32_t *year)
{
    char *end = NULL;
    long n = w->year ? strtol(w->year, &end, 10) : 0;
    if (!w->year || *end || n < JX_YEAR_FIRST || n > JX_YEAR_LAST) {
        complain(ctx, "--year", w->year, _("no year, or none that can be"),
                 _("for example --year 2025"));
        return jx_status_exit(JX_E_USAGE);
    }
    *year = (int32_t)n;
    bool known = jx_slice_eq(jx_slice_of(w->form), JX_LIT("all")) ||
                 jx_form_of_name(jx_slice_of(w->form)) != JX_FORM_UNKNOWN;
    if (known) return -1;
    complain_status(ctx, "--form", w->form, JX_E_FORM_UNKNOWN);
    return jx_status_exit(JX_E_USAGE);
}

static int show_tree(struct context *ctx, const struct wishes *w, int32_t year)
{
    const struct tree_wishes wishes = {.year = (uint32_t)year,
                                       .form = jx_slice_of(w->form),
                                       .unit = jx_slice_of(w->unit ? w->unit : ""),
                                       .difference = w->difference};
    return tree_show(ctx, &wishes);
}

static int show_breakdown(struct context *ctx, const struct wishes *w, int32_t year)
{
    const struct jx_breakdown_arguments wishes = {
        .year = (uint64_t)year,
        .form = jx_slice_of(w->form),
        .unit = jx_slice_of(w->unit ? w->unit : ""),
        .below = w->tree,
        .kind = strcmp(w->by, "rule") == 0 ? JX_BREAKDOWN_RULE : JX_BREAKDOWN_CLASS};
    if (wishes.kind == JX_BREAKDOWN_RULE || strcmp(w->by, "indicator") == 0)
        return breakdown_show(ctx, &wishes);
    complain(ctx, "--by", w->by, _("no such way to break it down"),
             _("--by indicator or --by rule"));
    return jx_status_exit(JX_E_USAGE);
}

/* What concerns one form. */
static int show_one_form(struct context *ctx, const struct wishes *w, int32_t year)
{
    if (jx_form_of_name(jx_slice_of(w->form)) == JX_FORM_UNKNOWN) {
        complain(ctx, w->by ? "--by" : "--tree", w->form, _("one form at a time"),
                 _("for example --form self_evaluation"));
        return jx_status_exit(JX_E_USAGE);
    }
    return w->by ? show_breakdown(ctx, w, year) : show_tree(ctx, w, year);
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct wishes wishes = {.form = jx_form_name(JX_FORM_self_evaluation).ptr};
    struct summary s = {.ctx = ctx};
    struct arguments none;
    int code = arguments_parse(ctx, self, option, &wishes, 0, argc, argv, &none);
    if (code < 0) code = check_wishes(ctx, &wishes, &s.year);
    if (code >= 0) return code;
    if (wishes.tree || wishes.by) return show_one_form(ctx, &wishes, s.year);
    jx_arena_init(&s.arena, JX_ARENA_BYTES_MAX);
    code = summarise(&s, &wishes);
    jx_arena_clear(&s.arena);
    return code;
}

static const struct argp_option options[] = {
    {"year", KEY_YEAR, "YEAR", 0, N_("the budget year"), 0},
    {"form", KEY_FORM, "NAME", 0, N_("the form (default: self_evaluation), or all"), 0},
    {"unit", KEY_UNIT, "CODE", 0, N_("only units whose code begins so"), 0},
    {"tree", KEY_TREE, NULL, 0,
     N_("every level of the tree of units, with what is expected, received and approved"), 0},
    {"difference", KEY_DIFFERENCE, NULL, 0,
     N_("what units say of themselves against the sum of the units below them"), 0},
    {"by", KEY_BY, "WHAT", 0,
     N_("indicator: what the classes of level-1 indicators come to; rule: what was found by which "
        "rule; of the county or of --unit, with --tree of every level"),
     0},
    {0},
};

const struct command summary_command = {
    .name = "summary",
    .summary = N_("show what the county's documents add up to"),
    .usage = N_("--year YEAR"),
    .about = N_(
        "Shows, for each unit and for the county, how many documents count as received, how many "
        "are approved, returned or in conflict; of those received their grades, "
        "the money, the execution rate and the mean of the computed scores; and how many "
        "claimed scores differ from the computed ones. You see the units that your key "
        "may read."),
    .examples = N_("  jixiao summary --year 2025\n"
                   "  jixiao summary --year 2025 --form self_evaluation --unit 990001 --json\n"
                   "  jixiao summary --year 2025 --form monitoring --tree\n"
                   "  jixiao summary --year 2025 --by rule"),
    .options = options,
    .run = run,
};
