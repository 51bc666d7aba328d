/* `jixiao missing`: what is expected and has not come, what came late, and how complete and how
 * punctual each branch is. */
#include "missing.h"
#include "ask.h"
#include "commands.h"
#include "dues.h"
#include "texts.h"

#include "cli/day.h"
#include "cli/report.h"
#include "cli/source.h"
#include "cli/table.h"

#include "../proto/wire/master.h"

#include <stdio.h>
#include <string.h>

enum { KEY_YEAR = 'y', KEY_FORM = 'f', KEY_UNIT = 'u', KEY_UNMATCHED = 256, KEY_REMIND };

struct wishes {
    const char *year, *form, *unit;
    bool unmatched, remind;
};

/* ---- JSON ---- */

static void put_due(struct missing *m, const struct jx_due *d, struct jx_json_writer *w)
{
    jx_json_object(w);
    due_put_members(w, d, &m->arena);
    jx_json_member_text(w, "name", d->unit_name);
    jx_json_member_text(w, "state",
                        d->state == JX_STATE_RECEIVED ? JX_ABSENT
                                                      : jx_slice_of(jx_state_name(d->state)));
    jx_json_end_object(w);
}

static void put_progress(struct missing *m, const int64_t p[JX_PROGRESS_COUNT],
                         struct jx_json_writer *w)
{
    static const char *const names[JX_PROGRESS_COUNT] = {"expected", "received", "approved",
                                                         "on_time", "late"};
    for (unsigned i = 0; i < JX_PROGRESS_COUNT; i++)
        jx_json_member_integer(w, names[i], p[i]);
    jx_json_member_text(
        w, "completeness",
        text_of_percent(&m->arena, p[JX_PROGRESS_RECEIVED], p[JX_PROGRESS_EXPECTED]));
    jx_json_member_text(
        w, "punctuality",
        text_of_percent(&m->arena, p[JX_PROGRESS_ON_TIME], p[JX_PROGRESS_EXPECTED]));
    jx_json_member_text(
        w, "approval",
        text_of_percent(&m->arena, p[JX_PROGRESS_APPROVED], p[JX_PROGRESS_EXPECTED]));
}

static void put_branch(struct missing *m, struct jx_slice form, const struct jx_branch *b,
                       struct jx_json_writer *w)
{
    jx_json_object(w);
    jx_json_member_text(w, "form", form);
    jx_json_member_text(w, "period", b->period);
    jx_json_member_text(w, "unit", b->unit);
    jx_json_member_text(w, "name", b->unit_name);
    put_progress(m, b->progress, w);
    jx_json_end_object(w);
}

static void put_branches(struct missing *m, struct jx_json_writer *w)
{
    for (uint32_t f = 0; f < m->form_count; f++) {
        const struct form_branches *form = &m->forms[f];
        for (uint32_t i = 0; i < form->data.count; i++)
            if (form->data.rows[i].progress[JX_PROGRESS_EXPECTED])
                put_branch(m, form->form, &form->data.rows[i], w);
    }
}

/* Every form and period of what may be seen: the whole county's, or the asker's own branch's. */
static void add_up(const struct missing *m, int64_t total[JX_PROGRESS_COUNT])
{
    memset(total, 0, JX_PROGRESS_COUNT * sizeof *total);
    for (uint32_t i = 0; i < m->dues.count; i++) {
        const struct jx_due *d = &m->dues.rows[i];
        total[JX_PROGRESS_EXPECTED]++;
        total[JX_PROGRESS_RECEIVED] += d->received;
        total[JX_PROGRESS_APPROVED] += d->approved;
        total[JX_PROGRESS_ON_TIME] += d->on_time;
        total[JX_PROGRESS_LATE] += d->late;
    }
}

static int show_json(struct missing *m)
{
    struct jx_json_writer w;
    int64_t total[JX_PROGRESS_COUNT];
    jx_json_begin(&w, &m->arena, true);
    jx_json_object(&w);
    jx_json_member_integer(&w, "year", m->year);
    jx_json_member_integer(&w, "position", (int64_t)m->dues.position);
    jx_json_member_integer(&w, "expected", m->dues.count);
    jx_json_key(&w, JX_LIT("missing"));
    jx_json_array(&w);
    for (uint32_t i = 0; i < m->dues.count; i++)
        if (!m->dues.rows[i].received) put_due(m, &m->dues.rows[i], &w);
    jx_json_end_array(&w);
    jx_json_key(&w, JX_LIT("branches"));
    jx_json_array(&w);
    put_branches(m, &w);
    jx_json_end_array(&w);
    jx_json_key(&w, JX_LIT("total"));
    jx_json_object(&w);
    add_up(m, total);
    put_progress(m, total, &w);
    jx_json_end_object(&w);
    jx_json_end_object(&w);
    jx_json_end_line(&w);
    int code = json_flush(m->ctx, &w);
    return code < 0 ? 0 : code;
}

/* ---- terminal ---- */

const char *missing_form_title(const struct missing *m, struct jx_slice form)
{
    enum jx_form f = jx_form_of_name(form);
    return m->ctx->lang == JX_LANG_ZH ? jx_form_zh(f) : jx_form_name(f).ptr;
}

static struct jx_slice state_text(const struct jx_due *d)
{
    if (d->late) return jx_slice_of(_("late, does not count"));
    if (d->state == JX_STATE_RETURNED) return jx_slice_of(_("returned: to be corrected"));
    if (d->state == JX_STATE_WITHDRAWN) return jx_slice_of(_("withdrawn"));
    if (d->state == JX_STATE_CONFLICT) return jx_slice_of(_("in conflict"));
    return jx_slice_of(due_is_overdue(d) ? _("overdue") : _("not yet due"));
}

enum { DUE_COLUMNS = 9, BRANCH_COLUMNS = 11 };

static jx_status print_dues(struct missing *m, uint32_t *shown)
{
    struct table t;
    struct jx_arena *a = &m->arena;
    const struct jx_slice heading[DUE_COLUMNS] = {
        jx_slice_of(_("form")), jx_slice_of(_("period")),  jx_slice_of(_("unit")),
        jx_slice_of(_("name")), jx_slice_of(_("project")), jx_slice_of(_("project name")),
        jx_slice_of(_("due")),  jx_slice_of(_("came")),    jx_slice_of(_("state"))};
    table_begin(&t, a, DUE_COLUMNS, 0);
    jx_status rc = table_row(&t, heading);
    *shown = 0;
    for (uint32_t i = 0; rc == JX_OK && i < m->dues.count; i++) {
        const struct jx_due *d = &m->dues.rows[i];
        const struct jx_slice cells[DUE_COLUMNS] = {jx_slice_of(missing_form_title(m, d->form)),
                                                    d->period,
                                                    d->unit,
                                                    text_clipped(d->unit_name, 32, a),
                                                    d->project,
                                                    text_clipped(d->project_name, 32, a),
                                                    d->due,
                                                    day_in_china(d->time_ms, a),
                                                    state_text(d)};
        if (d->received) continue;
        rc = table_row(&t, cells);
        ++*shown;
    }
    if (rc == JX_OK && *shown) table_print(&t, 2);
    return rc;
}

static jx_status add_progress(struct missing *m, struct table *t, const struct jx_slice place[4],
                              const int64_t p[JX_PROGRESS_COUNT])
{
    struct jx_arena *a = &m->arena;
    const struct jx_slice cells[BRANCH_COLUMNS] = {
        place[0],
        place[1],
        place[2],
        place[3],
        text_of_number(a, p[JX_PROGRESS_EXPECTED]),
        text_of_number(a, p[JX_PROGRESS_RECEIVED]),
        text_of_number(a, p[JX_PROGRESS_LATE]),
        text_of_number(a, p[JX_PROGRESS_APPROVED]),
        text_of_percent(a, p[JX_PROGRESS_RECEIVED], p[JX_PROGRESS_EXPECTED]),
        text_of_percent(a, p[JX_PROGRESS_ON_TIME], p[JX_PROGRESS_EXPECTED]),
        text_of_percent(a, p[JX_PROGRESS_APPROVED], p[JX_PROGRESS_EXPECTED])};
    return table_row(t, cells);
}

static jx_status add_branch(struct missing *m, struct table *t, struct jx_slice form,
                            const struct jx_branch *b)
{
    const struct jx_slice place[] = {jx_slice_of(missing_form_title(m, form)), b->period, b->unit,
                                     b->unit.len ? text_clipped(b->unit_name, 32, &m->arena)
                                                 : jx_slice_of(_("county"))};
    return add_progress(m, t, place, b->progress);
}

static jx_status add_total(struct missing *m, struct table *t)
{
    const struct jx_slice place[] = {jx_slice_of(_("total")), JX_LIT(""), JX_LIT(""), JX_LIT("")};
    int64_t total[JX_PROGRESS_COUNT];
    add_up(m, total);
    return add_progress(m, t, place, total);
}

static jx_status print_branches(struct missing *m)
{
    struct table t;
    const struct jx_slice heading[BRANCH_COLUMNS] = {
        jx_slice_of(_("form")),    jx_slice_of(_("period")),          jx_slice_of(_("unit")),
        jx_slice_of(_("name")),    jx_slice_of(_("expected")),        jx_slice_of(_("received")),
        jx_slice_of(_("late")),    jx_slice_of(_("approved")),        jx_slice_of(_("complete")),
        jx_slice_of(_("on time")), jx_slice_of(_("approved of them"))};
    table_begin(&t, &m->arena, BRANCH_COLUMNS, 0x7F0);
    jx_status rc = table_row(&t, heading);
    for (uint32_t f = 0; f < m->form_count; f++) {
        const struct form_branches *form = &m->forms[f];
        for (uint32_t i = 0; rc == JX_OK && i < form->data.count; i++)
            if (form->data.rows[i].progress[JX_PROGRESS_EXPECTED])
                rc = add_branch(m, &t, form->form, &form->data.rows[i]);
    }
    if (rc == JX_OK) rc = add_total(m, &t);
    if (rc == JX_OK) table_print(&t, 2);
    return rc;
}

static int show(struct missing *m)
{
    uint32_t shown = 0;
    jx_status rc = print_dues(m, &shown);
    printf(_("%u of %u expected submissions have not come\n"), (unsigned)shown,
           (unsigned)m->dues.count);
    if (rc == JX_OK && m->dues.count) rc = print_branches(m);
    printf(_("as of journal position #%llu\n"), (unsigned long long)m->dues.position);
    return rc == JX_OK ? 0 : complain_status(m->ctx, "missing", NULL, rc);
}

/* ---- the command ---- */

static bool is_expected(const struct missing *m, struct jx_slice form)
{
    for (uint32_t i = 0; i < m->dues.count; i++)
        if (jx_slice_eq(m->dues.rows[i].form, form)) return true;
    return false;
}

static jx_status ask_dues(struct session *s, struct missing *m)
{
    struct jx_slice body;
    const struct jx_summary_arguments args = {m->year, m->form, m->unit};
    jx_status rc = ask_year(s, JX_QUERY_MISSING, &args, &body);
    return rc == JX_OK ? jx_dues_decode(body, &m->arena, &m->dues) : rc;
}

/* The texts of an answer live as long as the session. */
static jx_status ask(struct session *s, struct missing *m)
{
    jx_status rc = ask_dues(s, m);
    for (unsigned f = 1; rc == JX_OK && f < JX_FORM_COUNT; f++) {
        struct form_branches *form = &m->forms[m->form_count];
        form->form = jx_form_name((enum jx_form)f);
        if (!is_expected(m, form->form)) continue;
        rc = tree_ask(s, m->year, form->form, m->unit, &m->arena, &form->data);
        m->form_count += rc == JX_OK;
    }
    return rc;
}

static int list(struct missing *m)
{
    struct session session;
    int code = session_open(m->ctx, &session);
    if (code < 0) {
        jx_status rc = ask(&session, m);
        code = rc != JX_OK    ? complain_unreachable(&session, rc)
               : m->remind    ? remind(m)
               : m->ctx->json ? show_json(m)
                              : show(m);
    }
    session_close(&session);
    return code;
}

/* ---- documents whose project nobody knows ---- */

static void put_unmatched(const struct jx_unmatched *u, struct jx_json_writer *w)
{
    char hex[2 * JX_HASH_BYTES + 1];
    jx_hex_print(jx_hash_slice(&u->id), hex);
    jx_json_object(w);
    jx_json_member_integer(w, "position", (int64_t)u->position);
    jx_json_member_text(w, "id", jx_slice_of(hex));
    jx_json_member_text(w, "form", u->form);
    jx_json_member_text(w, "period", u->period);
    jx_json_member_text(w, "unit", u->unit);
    jx_json_member_text(w, "asks", jx_slice_of(u->asks_unit ? "unit" : "project"));
    jx_json_member_text(w, "unit_name", u->unit_name);
    jx_json_member_text(w, "project_name", u->project_name);
    jx_json_key(w, JX_LIT("candidates"));
    jx_json_array(w);
    for (uint32_t i = 0; i < u->candidate_count; i++) {
        jx_json_object(w);
        jx_json_member_text(w, "code", u->codes[i]);
        jx_json_member_text(w, "name", u->names[i]);
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
    jx_json_end_object(w);
}

static int show_unmatched_json(struct missing *m, const struct jx_unmatched_list *all)
{
    struct jx_json_writer w;
    jx_json_begin(&w, &m->arena, true);
    jx_json_array(&w);
    for (uint32_t i = 0; i < all->count; i++)
        put_unmatched(&all->rows[i], &w);
    jx_json_end_array(&w);
    jx_json_end_line(&w);
    int code = json_flush(m->ctx, &w);
    return code < 0 ? 0 : code;
}

static int show_unmatched(const struct jx_unmatched_list *all)
{
    for (uint32_t i = 0; i < all->count; i++) {
        const struct jx_unmatched *u = &all->rows[i];
        printf("#%llu  ", (unsigned long long)u->position);
        write_safe(stdout, u->unit);
        printf("  %s  ", u->asks_unit ? _("which unit is") : _("which project is"));
        write_safe(stdout, u->asks_unit ? u->unit_name : u->project_name);
        printf("\n");
        for (uint32_t j = 0; j < u->candidate_count; j++) {
            printf("    ? ");
            write_safe(stdout, u->codes[j]);
            printf("  ");
            write_safe(stdout, u->names[j]);
            printf("\n");
        }
    }
    printf(_("%u questions about projects and units that are not known for certain\n"),
           (unsigned)all->count);
    printf(_("as of journal position #%llu\n"), (unsigned long long)all->position);
    return 0;
}

static jx_status ask_unmatched(struct session *s, struct missing *m, struct jx_unmatched_list *all)
{
    struct jx_slice body;
    const struct jx_summary_arguments args = {m->year, JX_LIT(""), m->unit};
    jx_status rc = ask_year(s, JX_QUERY_UNMATCHED, &args, &body);
    return rc == JX_OK ? jx_unmatched_decode(body, &m->arena, all) : rc;
}

static int list_unmatched(struct missing *m)
{
    struct session session;
    struct jx_unmatched_list all;
    int code = session_open(m->ctx, &session);
    if (code < 0) {
        jx_status rc = ask_unmatched(&session, m, &all);
        code = rc != JX_OK    ? complain_unreachable(&session, rc)
               : m->ctx->json ? show_unmatched_json(m, &all)
                              : show_unmatched(&all);
    }
    session_close(&session);
    return code;
}

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    struct wishes *w = own;
    (void)ctx;
    if (key == KEY_UNMATCHED || key == KEY_REMIND) {
        *(key == KEY_REMIND ? &w->remind : &w->unmatched) = true;
        return JX_OK;
    }
    *(key == KEY_YEAR ? &w->year : key == KEY_FORM ? &w->form : &w->unit) = arg;
    return JX_OK;
}

static int read_wishes(struct missing *m, const struct wishes *w)
{
    m->form = jx_slice_of(w->form ? w->form : "");
    m->unit = jx_slice_of(w->unit ? w->unit : "");
    if (!jx_master_year(jx_slice_of(w->year ? w->year : ""), &m->year) || m->year == 0) {
        complain(m->ctx, "--year", w->year, _("no year, or none that can be"),
                 _("for example --year 2025"));
        return jx_status_exit(JX_E_USAGE);
    }
    if (m->form.len == 0 || jx_form_of_name(m->form) != JX_FORM_UNKNOWN) return -1;
    complain_status(m->ctx, "--form", w->form, JX_E_FORM_UNKNOWN);
    return jx_status_exit(JX_E_USAGE);
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct wishes wishes = {.year = NULL};
    struct missing m = {.ctx = ctx};
    struct arguments none;
    int code = arguments_parse(ctx, self, option, &wishes, 0, argc, argv, &none);
    if (code < 0) code = read_wishes(&m, &wishes);
    if (code >= 0) return code;
    jx_arena_init(&m.arena, JX_ARENA_BYTES_MAX);
    m.remind = wishes.remind;
    code = wishes.unmatched ? list_unmatched(&m) : list(&m);
    jx_arena_clear(&m.arena);
    return code;
}

static const struct argp_option options[] = {
    {"year", KEY_YEAR, "YEAR", 0, N_("the budget year"), 0},
    {"form", KEY_FORM, "NAME", 0, N_("one form (default: every one that is expected)"), 0},
    {"unit", KEY_UNIT, "CODE", 0, N_("only units whose code begins so"), 0},
    {"unmatched", KEY_UNMATCHED, NULL, 0,
     N_("instead: documents whose project, or printed unit, is none of the list for certain, and "
        "what comes near"),
     0},
    {"remind", KEY_REMIND, NULL, 0,
     N_("instead: for each unit a text that reminds it of what it owes and by when"), 0},
    {0},
};

const struct command missing_command = {
    .name = "missing",
    .summary = N_("list who owes what, and what came late"),
    .usage = N_("--year YEAR"),
    .about = N_("Lists the submissions that are expected (jixiao admin load expected) and have not "
                "come, with their due days, and those that came late and do not count until an "
                "exception covers them; and for each branch how complete and how punctual it is. "
                "On time is judged by the receipt, to the end of the due day in China."),
    .examples = N_("  jixiao missing --year 2025\n"
                   "  jixiao missing --year 2025 --form self_evaluation --unit 990001"),
    .options = options,
    .run = run,
};
