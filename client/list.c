/* `jixiao list`: the county's documents, by form, year, unit and state. */
#include "ask.h"
#include "commands.h"
#include "history_print.h"
#include "listed_print.h"
#include "related.h"

#include "cli/report.h"
#include "cli/source.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    KEY_YEAR = 'y',
    KEY_FORM = 'f',
    KEY_UNIT = 'u',
    KEY_STATE = 's',
    KEY_MOST = 'm',
    KEY_BEFORE = 'b',
    MOST = 100
};

struct wishes {
    const char *year, *form, *unit, *state, *most, *before;
};

/* Pages until there are as many as were asked for, or no more. */
static jx_status gather(struct session *s, struct jx_select_arguments args, struct jx_selected *out)
{
    uint64_t most = args.most;
    struct jx_selected page = {.next = 1};
    jx_status rc = JX_OK;
    *out = (struct jx_selected){.next = 0};
    out->rows = jx_arena_array(&s->arena, most, sizeof *out->rows);
    if (!out->rows) return jx_arena_failure(&s->arena);
    while (rc == JX_OK && page.next && out->count < most) {
        args.most = most - out->count;
        rc = ask_select(s, &args, &page);
        for (uint32_t i = 0; rc == JX_OK && i < page.count; i++)
            out->rows[out->count++] = page.rows[i];
        args.before = page.next;
    }
    out->next = page.next;
    return rc;
}

/* Of each document found how many findings are open on it because of others; -1: unknown. */
static jx_status count_relations(struct session *s, const struct jx_selected *found, int64_t **out)
{
    struct related_book book = {.count = 0};
    int64_t *open = jx_arena_array(&s->arena, (size_t)found->count + 1, sizeof *open);
    jx_status rc = open ? JX_OK : jx_arena_failure(&s->arena);
    for (uint32_t i = 0; rc == JX_OK && i < found->count; i++)
        rc = related_count(s, &book, &found->rows[i], &open[i]);
    *out = open;
    return rc;
}

static int show_json(struct session *s, const struct jx_selected *found, const int64_t *open)
{
    struct jx_json_writer w;
    jx_json_begin(&w, &s->arena, true);
    jx_json_array(&w);
    for (uint32_t i = 0; i < found->count; i++) {
        jx_json_object(&w);
        listed_put(&found->rows[i], &w);
        jx_json_key(&w, JX_LIT("relations"));
        if (open[i] < 0)
            jx_json_null(&w);
        else
            jx_json_integer(&w, open[i]);
        jx_json_end_object(&w);
    }
    jx_json_end_array(&w);
    jx_json_end_line(&w);
    int code = json_flush(s->ctx, &w);
    return code < 0 ? 0 : code;
}

static void print_relations(struct session *s, const struct jx_selected *found, const int64_t *open)
{
    for (uint32_t i = 0; i < found->count; i++) {
        if (open[i] <= 0) continue;
        struct jx_slice id = short_id(&s->arena, &found->rows[i].id);
        printf(_("%.*s: %lld open because of other documents\n"), (int)id.len, id.ptr,
               (long long)open[i]);
    }
}

static int show(struct session *s, const struct jx_selected *found)
{
    int64_t *open = NULL;
    jx_status rc = count_relations(s, found, &open);
    if (rc != JX_OK) return complain_unreachable(s, rc);
    if (s->ctx->json) return show_json(s, found, open);
    rc = listed_print_all(s->ctx, found->rows, found->count, &s->arena);
    if (rc != JX_OK) return complain_status(s->ctx, "list", NULL, rc);
    print_relations(s, found, open);
    if (found->next) printf(_("older ones: --before %llu\n"), (unsigned long long)found->next);
    return 0;
}

static bool number(const char *text, uint64_t least, uint64_t most, uint64_t *out)
{
    char *end = NULL;
    if (!text) return true;
    *out = strtoull(text, &end, 10);
    return text[0] >= '0' && text[0] <= '9' && !*end && *out >= least && *out <= most;
}

static int wrong(const struct context *ctx, const char *option, const char *value)
{
    complain_status(ctx, option, value, JX_E_FIELD_VALUE);
    return jx_status_exit(JX_E_USAGE);
}

static int check(const struct context *ctx, const struct wishes *w,
                 struct jx_select_arguments *args)
{
    *args = (struct jx_select_arguments){.most = MOST,
                                         .form = jx_slice_of(w->form ? w->form : ""),
                                         .unit = jx_slice_of(w->unit ? w->unit : ""),
                                         .state = jx_slice_of(w->state ? w->state : "")};
    if (!number(w->year, JX_YEAR_FIRST, JX_YEAR_LAST, &args->year))
        return wrong(ctx, "--year", w->year);
    if (!number(w->most, 1, JX_OUTBOX_MAX, &args->most)) return wrong(ctx, "--most", w->most);
    if (!number(w->before, 1, UINT64_MAX, &args->before)) return wrong(ctx, "--before", w->before);
    if (w->form && jx_form_of_name(args->form) == JX_FORM_UNKNOWN)
        return wrong(ctx, "--form", w->form);
    return -1;
}

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    struct wishes *w = own;
    (void)ctx;
    *(key == KEY_YEAR    ? &w->year
      : key == KEY_FORM  ? &w->form
      : key == KEY_UNIT  ? &w->unit
      : key == KEY_STATE ? &w->state
      : key == KEY_MOST  ? &w->most
                         : &w->before) = arg;
    return JX_OK;
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct wishes w = {.year = NULL};
    struct arguments none;
    struct session s;
    struct jx_select_arguments args;
    struct jx_selected found;
    int code = arguments_parse(ctx, self, option, &w, 0, argc, argv, &none);
    if (code < 0) code = check(ctx, &w, &args);
    if (code >= 0) return code;
    code = session_open(ctx, &s);
    if (code < 0) {
        jx_status rc = gather(&s, args, &found);
        code = rc == JX_E_FIELD_VALUE ? wrong(ctx, "--state", w.state)
               : rc != JX_OK          ? complain_unreachable(&s, rc)
                                      : show(&s, &found);
    }
    session_close(&s);
    return code;
}

static const struct argp_option options[] = {
    {"year", KEY_YEAR, "YEAR", 0, N_("the budget year"), 0},
    {"form", KEY_FORM, "NAME", 0, N_("only documents of this form: self_evaluation, target ..."),
     0},
    {"unit", KEY_UNIT, "CODE", 0, N_("only units whose code begins so"), 0},
    {"state", KEY_STATE, "STATE", 0,
     N_("only documents in this state: scored, returned, approved ..."), 0},
    {"most", KEY_MOST, "N", 0, N_("how many at most (default: 100)"), 0},
    {"before", KEY_BEFORE, "N", 0,
     N_("only those in front of this journal position: the next page"), 0},
    {0},
};

const struct command list_command = {
    .name = "list",
    .summary = N_("list documents by form, year, unit and state"),
    .usage = "",
    .about = N_("Lists the documents that your key may read, the newest first, and which of them "
                "contradict others of their unit."),
    .examples = N_("  jixiao list --year 2025 --state scored\n"
                   "  jixiao list --unit 990001 --form target --json"),
    .options = options,
    .run = run,
};
