/* `jixiao delegate`: who may act in whose place. */
#include "delegate.h"

#include "ask.h"
#include "commands.h"
#include "hand_over.h"
#include "history_print.h"
#include "outcome_print.h"

#include "cli/day.h"
#include "cli/report.h"
#include "cli/source.h"
#include "cli/table.h"

#include "../proto/net/clock.h"
#include "../proto/wire/delegation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_ACTS = 'a', KEY_UNTIL = 'u', KEY_REASON = 256, KEY_END, FOUND_LEAST = 6 };

struct wishes {
    const char *acts, *until, *reason;
    bool end;
};

struct delegate {
    struct context *ctx;
    struct wishes wishes;
    struct session session;
    struct jx_arena arena;
    struct jx_delegations found;
};

/* ---- asking ---- */

static jx_status ask(struct session *s, struct jx_delegations *out)
{
    struct jx_slice body;
    jx_status rc = ask_number(s, JX_QUERY_DELEGATIONS, 0, &body);
    return rc == JX_OK ? jx_delegations_decode(body, &s->arena, out) : rc;
}

static bool is_over(const struct jx_delegated *d)
{
    return d->acts == 0 || jx_clock_wall_ms() >= d->until_ms;
}

static bool is_called(const struct jx_person *p, struct jx_slice text)
{
    char hex[2 * JX_KEY_BYTES + 1];
    jx_hex_print(jx_slice_at(p->key, JX_KEY_BYTES), hex);
    bool key = text.len >= FOUND_LEAST && jx_starts_with(jx_slice_of(hex), text);
    return key || jx_slice_eq(p->name, text);
}

int delegate_find(struct session *s, const char *text, enum jx_act act,
                  uint8_t person[JX_KEY_BYTES])
{
    struct jx_delegations all;
    uint32_t found = 0;
    jx_status rc = ask(s, &all);
    if (rc != JX_OK) return complain_unreachable(s, rc);
    for (uint32_t i = 0; i < all.count; i++) {
        const struct jx_delegated *d = &all.rows[i];
        bool mine = memcmp(d->to.key, s->identity.keys.public_key, JX_KEY_BYTES) == 0;
        if (!mine || is_over(d) || !jx_delegation_covers(d->acts, act)) continue;
        if (!is_called(&d->from, jx_slice_of(text))) continue;
        memcpy(person, d->from.key, JX_KEY_BYTES);
        found++;
    }
    if (found == 1) return -1;
    if (found == 0) return complain_status(s->ctx, "--for", text, JX_E_NOT_DELEGATED);
    complain(s->ctx, "--for", text, _("several have that name"),
             _("give the beginning of the key; jixiao delegate lists them"));
    return jx_status_exit(JX_E_USAGE);
}

/* ---- the list ---- */

static struct jx_slice acts_text(const struct delegate *d, uint64_t acts, struct jx_arena *a)
{
    struct jx_slice all = JX_LIT("");
    for (unsigned act = 0; act < 64; act++)
        if (jx_delegation_covers(acts, (enum jx_act)act))
            all = jx_arena_printf(a, "%.*s%s%s", (int)all.len, all.ptr, all.len ? ", " : "",
                                  act_text(d->ctx, (enum jx_act)act));
    return all;
}

static struct jx_slice last_day(const struct jx_delegated *d, struct jx_arena *a)
{
    return d->acts ? day_in_china(d->until_ms - 1, a) : JX_LIT("");
}

static const char *state_of(const struct jx_delegated *d)
{
    return d->acts == 0 ? "ended" : is_over(d) ? "over" : "holds";
}

static const char *state_text(const struct jx_delegated *d)
{
    return d->acts == 0 ? _("ended") : is_over(d) ? _("over") : _("holds");
}

static struct jx_slice person_text(struct jx_arena *a, const struct jx_person *p)
{
    char hex[2 * JX_KEY_BYTES + 1];
    jx_hex_print(jx_slice_at(p->key, JX_KEY_BYTES), hex);
    struct jx_slice name = text_clipped(p->name, 24, a);
    return jx_arena_printf(a, "%.*s %.*s", (int)name.len, name.ptr, SHORT_KEY, hex);
}

static int show(struct delegate *d)
{
    enum { COLUMNS = 6 };
    struct table t;
    struct jx_arena *a = &d->arena;
    const struct jx_slice heading[COLUMNS] = {jx_slice_of(_("who")),   jx_slice_of(_("lets")),
                                              jx_slice_of(_("unit")),  jx_slice_of(_("do")),
                                              jx_slice_of(_("until")), jx_slice_of(_("state"))};
    table_begin(&t, a, COLUMNS, 0);
    jx_status rc = table_row(&t, heading);
    for (uint32_t i = 0; rc == JX_OK && i < d->found.count; i++) {
        const struct jx_delegated *x = &d->found.rows[i];
        const struct jx_slice cells[COLUMNS] = {
            person_text(a, &x->from), person_text(a, &x->to), x->unit,
            acts_text(d, x->acts, a), last_day(x, a),         jx_slice_of(state_text(x))};
        rc = table_row(&t, cells);
    }
    if (rc == JX_OK && d->found.count) table_print(&t, 0);
    printf(_("as of journal position #%llu\n"), (unsigned long long)d->found.position);
    return rc == JX_OK ? 0 : complain_status(d->ctx, "delegate", NULL, rc);
}

static void put_one(struct delegate *d, const struct jx_delegated *x, struct jx_json_writer *w)
{
    jx_json_object(w);
    jx_json_member_integer(w, "position", (int64_t)x->position);
    person_put(w, "from", &x->from);
    person_put(w, "to", &x->to);
    jx_json_member_text(w, "unit", x->unit);
    jx_json_key(w, JX_LIT("acts"));
    jx_json_array(w);
    for (unsigned act = 0; act < 64; act++)
        if (jx_delegation_covers(x->acts, (enum jx_act)act))
            jx_json_text(w, jx_slice_of(jx_act_name((enum jx_act)act)));
    jx_json_end_array(w);
    jx_json_member_text(w, "until", last_day(x, &d->arena));
    jx_json_member_text(w, "state", jx_slice_of(state_of(x)));
    jx_json_end_object(w);
}

static int show_json(struct delegate *d)
{
    struct jx_json_writer w;
    jx_json_begin(&w, &d->arena, true);
    jx_json_array(&w);
    for (uint32_t i = 0; i < d->found.count; i++)
        put_one(d, &d->found.rows[i], &w);
    jx_json_end_array(&w);
    jx_json_end_line(&w);
    int code = json_flush(d->ctx, &w);
    return code < 0 ? 0 : code;
}

static int list(struct delegate *d)
{
    int code = session_open(d->ctx, &d->session);
    if (code < 0) {
        jx_status rc = ask(&d->session, &d->found);
        code = rc != JX_OK    ? complain_unreachable(&d->session, rc)
               : d->ctx->json ? show_json(d)
                              : show(d);
    }
    session_close(&d->session);
    return code;
}

/* ---- the act ---- */

/* "approve,return" as the act says it: with spaces. */
static struct jx_slice acts_of(const struct delegate *d, struct jx_arena *a)
{
    struct jx_slice s = jx_arena_copy(a, jx_slice_of(d->wishes.end ? "" : d->wishes.acts));
    for (size_t i = 0; !jx_is_absent(s) && i < s.len; i++)
        if (s.ptr[i] == ',') ((char *)(uintptr_t)s.ptr)[i] = ' ';
    return s;
}

static jx_status encode(struct delegate *d, const char *key, const uint8_t *nonce,
                        struct jx_buffer *content, struct jx_buffer *header)
{
    struct jx_delegation said;
    struct jx_decision x = {.nonce = jx_slice_at(nonce, JX_NONCE_BYTES),
                            .reason = jx_slice_of(d->wishes.reason),
                            .argument_count = 3,
                            .arguments = {jx_slice_of(key), acts_of(d, &d->arena),
                                          jx_slice_of(d->wishes.end ? "" : d->wishes.until)}};
    const struct jx_header h = {.kind = JX_ACT_DELEGATE,
                                .form = JX_LIT(""),
                                .period = JX_LIT(""),
                                .unit = jx_slice_of(d->session.identity.unit)};
    jx_status rc = jx_delegation_read(&x, &said);
    if (rc == JX_OK) rc = jx_decision_encode(&x, content);
    return rc == JX_OK ? jx_header_encode(&h, header) : rc;
}

static jx_status make_act(struct delegate *d, const char *key, struct outbox_act *out)
{
    struct jx_buffer content, header;
    uint8_t nonce[JX_NONCE_BYTES];
    jx_random_bytes(nonce, sizeof nonce);
    jx_buffer_init(&content, JX_CONTENT_BYTES_MAX);
    jx_buffer_init(&header, JX_HEADER_BYTES_MAX);
    jx_status rc = encode(d, key, nonce, &content, &header);
    *out = (struct outbox_act){.id = jx_act_id(jx_buffer_slice(&content)),
                               .header = jx_arena_copy(&d->arena, jx_buffer_slice(&header)),
                               .content = jx_arena_copy(&d->arena, jx_buffer_slice(&content)),
                               .label = jx_arena_printf(&d->arena, "delegate %.*s", SHORT_KEY, key),
                               .project = JX_LIT("")};
    if (rc == JX_OK &&
        (jx_is_absent(out->header) || jx_is_absent(out->content) || jx_is_absent(out->label)))
        rc = jx_arena_failure(&d->arena);
    jx_buffer_clear(&content);
    jx_buffer_clear(&header);
    return rc;
}

static int send(struct delegate *d, const char *key)
{
    struct outbox_act act;
    jx_status rc = outbox_open(d->ctx->home);
    if (rc != JX_OK) return complain_status(d->ctx, _("outbox"), d->ctx->home, rc);
    int code = session_open(d->ctx, &d->session);
    if (code < 0) {
        rc = make_act(d, key, &act);
        code = rc != JX_OK ? complain_status(d->ctx, "delegate", key, rc)
                           : outbox_add(d->ctx, &act, 1);
    }
    if (code < 0) code = hand_over(&d->session, &d->arena, &act, 1, true);
    session_close(&d->session);
    return code;
}

/* ---- the command ---- */

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    struct wishes *w = own;
    (void)ctx;
    if (key == KEY_END)
        w->end = true;
    else
        *(key == KEY_ACTS ? &w->acts : key == KEY_UNTIL ? &w->until : &w->reason) = arg;
    return JX_OK;
}

static int check(const struct delegate *d)
{
    const struct wishes *w = &d->wishes;
    const char *what = !w->reason             ? "--reason"
                       : !w->end && !w->acts  ? "--acts"
                       : !w->end && !w->until ? "--until"
                                              : NULL;
    if (!what) return -1;
    complain(d->ctx, "delegate", what, _("it has to be said what is delegated, until when and why"),
             _("jixiao delegate KEY --acts approve,return --until 2026-12-31 --reason TEXT"));
    return jx_status_exit(JX_E_USAGE);
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct delegate d = {.ctx = ctx};
    struct arguments args;
    int code = arguments_parse(ctx, self, option, &d.wishes, 0, argc, argv, &args);
    if (code < 0 && args.count) code = check(&d);
    if (code >= 0) return code;
    jx_arena_init(&d.arena, JX_ARENA_BYTES_MAX);
    code = args.count ? send(&d, args.items[0]) : list(&d);
    jx_arena_clear(&d.arena);
    return code;
}

static const struct argp_option options[] = {
    {"acts", KEY_ACTS, "LIST", 0,
     N_("what the other may do: approve, return, override, withdraw, explain, move, resolve, "
        "adjust; with commas between"),
     0},
    {"until", KEY_UNTIL, "DAY", 0, N_("the last day on which she may: 2026-12-31"), 0},
    {"reason", KEY_REASON, "TEXT", 0, N_("why"), 0},
    {"end", KEY_END, NULL, 0, N_("instead: what was delegated to that key ends now"), 0},
    {0},
};

const struct command delegate_command = {
    .name = "delegate",
    .summary = N_("let a colleague decide in your place for a time"),
    .usage = N_("[KEY --acts LIST --until DAY --reason TEXT]"),
    .about = N_(
        "Lets another key decide on documents in the place of yours until a day: one of "
        "your own unit, or, of an officer, another officer's. She names you with --for, and "
        "the history shows both. It goes as far as what you may yourself, and ends with "
        "the day, with --end, or when your key is revoked. KEY is the other's public key. "
        "Without KEY: who lets whom do what."),
    .examples = N_("  jixiao delegate\n"
                   "  jixiao delegate 3f9a…12c0 --acts approve,return --until 2026-08-31 --reason "
                   "出差\n"
                   "  jixiao approve 88b1c2d4 --for 李四"),
    .options = options,
    .run = run,
};
