/* `jixiao inbox`: what came back to a unit, since it was last looked at. */
#include "commands.h"
#include "events.h"
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

/* What a document became last, and the decision that says why. */
struct item {
    struct jx_event event;
    bool answered; /* a correction of it came already */
    bool has_decided;
    struct jx_decided decided;
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
    struct item *items;
    uint32_t count, room;
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

/* ---- what is in it ---- */

/* Of each document what it became last. */
static jx_status take(void *own, const struct jx_event *e)
{
    struct inbox *in = own;
    for (uint32_t i = 0; i < in->count; i++)
        if (in->items[i].event.document == e->document) {
            in->items[i].event = *e;
            return JX_OK;
        }
    if (in->count == in->room) {
        uint32_t room = in->room ? in->room * 2 : 64;
        struct item *items = jx_arena_array(&in->session.arena, room, sizeof *items);
        if (!items) return jx_arena_failure(&in->session.arena);
        if (in->count) memcpy(items, in->items, in->count * sizeof *items);
        in->items = items;
        in->room = room;
    }
    in->items[in->count++] = (struct item){.event = *e};
    return JX_OK;
}

/* What asks for something stands first; -1: it did not come back from anybody. */
static int rank(const struct jx_event *e)
{
    switch ((enum jx_state)e->state) {
    case JX_STATE_RETURNED:
        return 0;
    case JX_STATE_CONFLICT:
        return 1;
    case JX_STATE_REJECTED:
        return 2;
    case JX_STATE_LATE:
        return 3;
    case JX_STATE_APPROVED:
        return 5;
    default:
        return e->act == JX_ACT_OVERRIDE || e->act == JX_ACT_MOVE || e->act == JX_ACT_RESOLVE ? 4
                                                                                              : -1;
    }
}

static int compare(const void *a, const void *b)
{
    const struct jx_event *x = &((const struct item *)a)->event;
    const struct jx_event *y = &((const struct item *)b)->event;
    int d = rank(x) - rank(y);
    return d ? d : x->position < y->position ? -1 : x->position > y->position;
}

static void keep_what_came_back(struct inbox *in)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < in->count; i++)
        if (rank(&in->items[i].event) >= 0) in->items[kept++] = in->items[i];
    in->count = kept;
    if (kept) qsort(in->items, kept, sizeof *in->items, compare);
}

static jx_status add_reason(struct session *s, struct item *it)
{
    struct jx_history h;
    if (it->event.act == JX_ACT_SUBMISSION) return JX_OK;
    jx_status rc = ask_history(s, &it->event.id, &h);
    if (rc == JX_E_NOT_FOUND) return JX_OK; /* it was moved to another unit */
    const struct jx_decided *d = rc == JX_OK ? last_done(&h, (enum jx_act)it->event.act) : NULL;
    it->has_decided = d != NULL;
    if (d) it->decided = *d;
    it->answered = rc == JX_OK && it->event.state == JX_STATE_RETURNED && h.version_count > 0 &&
                   h.versions[0].position > it->event.document;
    return rc;
}

static jx_status gather(struct inbox *in, const char *unit, struct event_mark *at)
{
    jx_status rc = events_read(&in->session, unit, at, take, in);
    if (rc != JX_OK) return rc;
    keep_what_came_back(in);
    uint32_t kept = 0;
    for (uint32_t i = 0; rc == JX_OK && i < in->count; i++) {
        rc = add_reason(&in->session, &in->items[i]);
        if (!in->items[i].answered) in->items[kept++] = in->items[i];
    }
    in->count = kept;
    return rc;
}

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
    for (uint32_t i = 0; i < in->count; i++) {
        jx_json_object(&w);
        event_put(&in->items[i].event, &w);
        jx_json_key(&w, JX_LIT("decision"));
        if (in->items[i].has_decided)
            decided_put(s, &in->items[i].decided, &w);
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
    for (uint32_t i = 0; i < in->count; i++) {
        const struct item *it = &in->items[i];
        event_print(s, &it->event);
        if (it->has_decided) decided_print(s, &it->decided, jx_form_of_name(it->event.form), 4);
    }
    if (in->count == 0) puts(_("nothing came back"));
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
    rc = gather(in, unit, &at);
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
    struct inbox in = {.count = 0};
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
