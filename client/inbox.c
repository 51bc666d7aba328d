/* `jixiao inbox`: what came back to a unit, since it was last looked at. */
#include "came_back.h"
#include "commands.h"
#include "history_print.h"
#include "outbox.h"
#include "outcome_print.h"
#include "related.h"

#include "cli/report.h"
#include "cli/source.h"
#include "cli/table.h"

#include "../proto/file/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_SINCE = 's', KEY_UNIT = 'u', MARK_BYTES_MAX = 64 };

struct wishes {
    const char *since, *unit;
};

/* A document of the unit that contradicts others of it, as they are now. */
struct contradiction {
    struct jx_listed listed;
    const struct jx_relation_list *list;
};

struct inbox {
    struct session session;
    struct related_book book;
    struct contradiction *contradictions;
    uint32_t contradiction_count;
    struct came_back list;
};

/* ---- how far it was read ---- */

/* HOME/inbox.read holds [1, position]. */
static bool mark_path(const struct context *ctx, char out[CONTEXT_PATH_MAX])
{
    int n = snprintf(out, CONTEXT_PATH_MAX, "%s/inbox.read", ctx->home);
    return n > 0 && n < CONTEXT_PATH_MAX;
}

static jx_status mark_read(struct session *s, uint64_t *position)
{
    char path[CONTEXT_PATH_MAX];
    struct jx_slice bytes;
    *position = 0;
    if (!mark_path(s->ctx, path)) return JX_E_CONFIG;
    jx_status rc = jx_file_read(path, MARK_BYTES_MAX, &s->arena, &bytes);
    if (rc == JX_E_NOT_FOUND) return JX_OK;
    return rc == JX_OK ? jx_number_arguments_decode(bytes, position) : rc;
}

static jx_status mark_write(const struct session *s, uint64_t position)
{
    char path[CONTEXT_PATH_MAX];
    struct jx_buffer b;
    if (!mark_path(s->ctx, path)) return JX_E_CONFIG;
    jx_buffer_init(&b, MARK_BYTES_MAX);
    jx_status rc = jx_number_arguments_encode(position, &b);
    if (rc == JX_OK) rc = jx_folder_make(s->ctx->home);
    if (rc == JX_OK) rc = jx_file_write(path, 0600, jx_buffer_slice(&b));
    jx_buffer_clear(&b);
    return rc;
}

/* ---- what contradicts ---- */

/* What counts and is not approved yet. */
static jx_status find_contradictions(struct inbox *in, const char *unit)
{
    struct session *s = &in->session;
    struct jx_selected found;
    struct jx_select_arguments args = {.most = JX_LIST_MAX,
                                       .form = JX_LIT(""),
                                       .unit = jx_slice_of(unit),
                                       .state = jx_slice_of(jx_state_name(JX_STATE_SCORED))};
    jx_status rc = ask_select(s, &args, &found);
    if (rc != JX_OK) return rc;
    in->contradictions = jx_arena_array(&s->arena, (size_t)found.count + 1,
                                        sizeof *in->contradictions);
    if (!in->contradictions) return jx_arena_failure(&s->arena);
    for (uint32_t i = 0; rc == JX_OK && i < found.count; i++) {
        struct contradiction *c = &in->contradictions[in->contradiction_count];
        const struct jx_listed *l = &found.rows[i];
        int64_t open = 0;
        rc = related_count(s, &in->book, l, &open);
        if (rc == JX_OK && open > 0) rc = related_ask(s, &in->book, l->unit, l->year, &c->list);
        if (rc != JX_OK || open <= 0) continue;
        c->listed = *l;
        in->contradiction_count++;
    }
    return rc;
}

/* ---- showing ---- */

static void print_contradictions(struct inbox *in)
{
    struct session *s = &in->session;
    for (uint32_t i = 0; i < in->contradiction_count; i++) {
        const struct contradiction *c = &in->contradictions[i];
        struct jx_slice id = short_id(&s->arena, &c->listed.id);
        printf("%.*s  %.*s  ", (int)id.len, id.ptr, (int)c->listed.form.len, c->listed.form.ptr);
        write_safe(stdout, c->listed.project_name);
        putchar('\n');
        related_print(s, c->list, &c->listed.id, jx_form_of_name(c->listed.form), 4);
    }
}

static void put_contradictions(struct inbox *in, struct jx_json_writer *w)
{
    jx_json_key(w, JX_LIT("contradictions"));
    jx_json_array(w);
    for (uint32_t i = 0; i < in->contradiction_count; i++) {
        const struct contradiction *c = &in->contradictions[i];
        jx_json_object(w);
        put_id(w, "id", true, &c->listed.id);
        related_put(&in->session, c->list, &c->listed.id, w);
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
}

static int show_json(struct inbox *in, uint64_t position)
{
    struct session *s = &in->session;
    struct jx_json_writer w;
    jx_json_begin(&w, &s->arena, true);
    jx_json_object(&w);
    jx_json_member_integer(&w, "position", (int64_t)position);
    jx_json_key(&w, JX_LIT("items"));
    jx_json_array(&w);
    for (uint32_t i = 0; i < in->list.count; i++) {
        jx_json_object(&w);
        event_put(&in->list.items[i].event, &w);
        jx_json_key(&w, JX_LIT("decision"));
        if (in->list.items[i].has_decided)
            decided_put(s, &in->list.items[i].decided, &w);
        else
            jx_json_null(&w);
        jx_json_end_object(&w);
    }
    jx_json_end_array(&w);
    put_contradictions(in, &w);
    jx_json_end_object(&w);
    jx_json_end_line(&w);
    int code = json_flush(s->ctx, &w);
    return code < 0 ? 0 : code;
}

static int show(struct inbox *in, uint64_t position)
{
    struct session *s = &in->session;
    if (s->ctx->json) return show_json(in, position);
    for (uint32_t i = 0; i < in->list.count; i++) {
        const struct came_back_item *it = &in->list.items[i];
        event_print(s, &it->event);
        if (it->has_decided) decided_print(s, &it->decided, jx_form_of_name(it->event.form), 4);
    }
    if (in->list.count == 0) puts(_("nothing came back"));
    print_contradictions(in);
    printf(_("as of journal position #%llu\n"), (unsigned long long)position);
    return 0;
}

/* Read once it has been shown. A look back with --since forgets nothing and remembers nothing. */
static int read_inbox(struct inbox *in, const struct wishes *w)
{
    struct session *s = &in->session;
    struct event_mark at = {0, UINT64_MAX};
    jx_status rc = JX_OK;
    if (w->since)
        position_parse(w->since, &at.position);
    else
        rc = mark_read(s, &at.position);
    if (rc != JX_OK) return complain_status(s->ctx, "inbox", s->ctx->home, rc);
    const char *unit = w->unit ? w->unit : s->identity.unit;
    in->list.session = s;
    rc = came_back_gather(&in->list, unit, &at);
    if (rc == JX_OK) rc = find_contradictions(in, unit);
    if (rc != JX_OK) return complain_unreachable(s, rc);
    int code = show(in, at.position);
    if (code != 0 || w->since || fflush(stdout) != 0) return code;
    rc = mark_write(s, at.position);
    return rc == JX_OK ? 0 : complain_status(s->ctx, "inbox", s->ctx->home, rc);
}

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    struct wishes *w = own;
    (void)ctx;
    *(key == KEY_SINCE ? &w->since : &w->unit) = arg;
    return JX_OK;
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct wishes w = {.since = NULL};
    struct arguments none;
    struct inbox in = {.list = {.count = 0}};
    uint64_t since;
    int code = arguments_parse(ctx, self, option, &w, 0, argc, argv, &none);
    if (code >= 0) return code;
    if (w.since && !position_parse(w.since, &since)) {
        complain(ctx, "--since", w.since, _("no position"), _("for example --since 1200"));
        return jx_status_exit(JX_E_USAGE);
    }
    code = session_open(ctx, &in.session);
    if (code < 0) code = read_inbox(&in, &w);
    session_close(&in.session);
    return code;
}

static const struct argp_option options[] = {
    {"since", KEY_SINCE, "N", 0, N_("look again from behind this journal position; 0: all of it"),
     0},
    {"unit", KEY_UNIT, "CODE", 0, N_("of units whose code begins so (default: the key's)"), 0},
    {0},
};

const struct command inbox_command = {
    .name = "inbox",
    .summary = N_("show what came back to your unit"),
    .usage = "",
    .about = N_(
        "Shows what became of your unit's documents since you last looked: what was returned, with "
        "its reason and comments, first, then conflicts and rejections, then approvals. What was "
        "returned and has been corrected since is left out. Below stand the documents that "
        "contradict others of the unit, as long as they do and are not approved."),
    .examples = N_("  jixiao inbox\n"
                   "  jixiao inbox --since 0 --json"),
    .options = options,
    .run = run,
};
