/* `jixiao admin`: keys and rule packs, as records of the journal. */
#include "admin.h"
#include "commands.h"
#include "keys.h"
#include "sending.h"

#include "cli/report.h"
#include "cli/rules.h"
#include "cli/source.h"
#include "cli/table.h"

#include "../proto/wire/master.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    OPT_UNIT = 'u',
    OPT_ROLE = 'r',
    OPT_NAME = 'n',
    OPT_YEAR = 'y',
    OPT_FROM = 256,
    OPT_UNTIL,
    OPT_WHY,
    OPT_HISTORY,
    OPT_DRY,
    OPT_REPLACE,
    OPT_DUE,
    OPT_PERIOD,
    OPT_USED,
    PACK_ARENA_BYTES = 16 << 20,
    BUSY_ATTEMPTS = 20,
    BUSY_MS = 100,
    DAY_MS = 24 * 3600 * 1000,
};

int admin_send(struct admin *s, enum jx_act kind, struct jx_slice content, const char *what)
{
    uint32_t year = kind == JX_ACT_MASTER ? s->wishes.year : 0;
    uint64_t position = 0;
    jx_status rc = session_record(&s->session, kind, year, content, &position);
    /* Acts on keys are taken one at a time: another administrator's may be on its way to the disk.
     */
    for (int again = 0; rc == JX_E_BUSY && again < BUSY_ATTEMPTS; again++) {
        usleep(BUSY_MS * 1000);
        rc = session_record(&s->session, kind, year, content, &position);
    }
    if (rc != JX_OK) return complain_status(s->ctx, what, s->session.county.endpoint, rc);
    printf(_("%s: recorded as #%llu\n"), what, (unsigned long long)position);
    return 0;
}

/* ---- keys ---- */

static uint32_t split_roles(const char *text, struct jx_slice roles[JX_ROLES_MAX])
{
    uint32_t n = 0;
    while (*text && n < JX_ROLES_MAX) {
        size_t len = strcspn(text, ",");
        roles[n++] = jx_slice_at(text, len);
        text += len + (text[len] == ',');
    }
    return *text ? 0 : n;
}

static bool check_words(const struct admin *s)
{
    const struct admin_wishes *w = &s->wishes;
    return (!w->unit || check_word(s->ctx, "--unit", w->unit, JX_UNIT_CODE_MAX)) &&
           (!w->name || check_word(s->ctx, "--name", w->name, JX_NAME_MAX)) &&
           (!w->why || check_word(s->ctx, "--why", w->why, JX_NAME_MAX));
}

static int send_key(struct admin *s, const char *action, const char *hex)
{
    uint8_t key[JX_KEY_BYTES];
    struct jx_buffer content;
    struct jx_key_act act = {.nonce = jx_slice_at(s->nonce, sizeof s->nonce),
                             .action = jx_slice_of(action),
                             .public_key = jx_slice_at(key, sizeof key),
                             .unit = jx_slice_of(s->wishes.unit ? s->wishes.unit : ""),
                             .name = jx_slice_of(s->wishes.name ? s->wishes.name : ""),
                             .from_ms = s->wishes.from_ms,
                             .until_ms = s->wishes.until_ms,
                             .why = jx_slice_of(s->wishes.why ? s->wishes.why : "")};
    if (!jx_hex_parse(jx_slice_of(hex), key, sizeof key)) {
        complain(s->ctx, action, hex, _("not a public key"),
                 _("give the 64 characters that "
                   "jixiao keygen printed"));
        return jx_status_exit(JX_E_USAGE);
    }
    if (!check_words(s)) return jx_status_exit(JX_E_USAGE);
    act.role_count = split_roles(s->wishes.role ? s->wishes.role : "", act.roles);
    bool known = true;
    for (uint32_t i = 0; i < act.role_count; i++)
        known = known && jx_role_of_name(act.roles[i]) != 0;
    bool enrols = strcmp(action, "enrol") == 0;
    if (enrols && (act.role_count == 0 || !known || !s->wishes.unit)) {
        complain(s->ctx, action, s->wishes.role, _("unit or role is missing or unknown"),
                 _("give --unit CODE and --role with one or more of township, department, county, "
                   "supervisor, worker, admin, monitor"));
        return jx_status_exit(JX_E_USAGE);
    }
    if (!enrols && !s->wishes.why) {
        complain(s->ctx, action, hex, _("the reason is missing"),
                 _("give it with --why: the key was lost, its owner left ..."));
        return jx_status_exit(JX_E_USAGE);
    }
    jx_buffer_init(&content, JX_CONTENT_BYTES_MAX);
    jx_status rc = jx_key_act_encode(&act, &content);
    int code = rc == JX_OK ? admin_send(s, JX_ACT_KEY, jx_buffer_slice(&content), action)
                           : complain_status(s->ctx, action, hex, rc);
    jx_buffer_clear(&content);
    return code;
}

static int run_enrol(struct admin *s, char *const *hex)
{
    return send_key(s, "enrol", hex[0]);
}

static int run_revoke(struct admin *s, char *const *hex)
{
    return send_key(s, "revoke", hex[0]);
}

static int run_list(struct admin *s, char *const *none)
{
    (void)none;
    return keys_list(&s->session, s->wishes.unit, s->wishes.history);
}

/* ---- rule packs ---- */

static jx_status encode_pack(struct admin *s, const struct pack_files *files, const char *name,
                             struct jx_buffer *content)
{
    struct jx_buffer pack;
    jx_buffer_init(&pack, JX_PACK_BYTES_MAX);
    jx_status rc = jx_pack_encode(files->items, (uint32_t)files->count, &pack);
    struct jx_pack_act act = {.nonce = jx_slice_at(s->nonce, sizeof s->nonce),
                              .name = jx_slice_of(name),
                              .pack = jx_buffer_slice(&pack)};
    if (rc == JX_OK) rc = jx_pack_act_encode(&act, content);
    jx_buffer_clear(&pack);
    return rc;
}

/* The pack is parsed here first: what nobody could judge by must not come into force. */
static int run_pack(struct admin *s, char *const *arguments)
{
    const char *dir = arguments[0];
    struct jx_arena a;
    struct pack_files files;
    struct jx_pack *parsed = NULL;
    struct jx_buffer content;
    if (!context_set_rules(s->ctx, dir)) return jx_status_exit(JX_E_USAGE);
    jx_arena_init(&a, PACK_ARENA_BYTES);
    jx_buffer_init(&content, JX_CONTENT_BYTES_MAX);
    int code = pack_open(s->ctx, &a, &files, &parsed);
    if (code < 0) {
        const char *name = jx_pack_title(parsed, s->ctx->lang == JX_LANG_ZH);
        jx_status rc = encode_pack(s, &files, name, &content);
        code = rc == JX_OK ? admin_send(s, JX_ACT_PACK, jx_buffer_slice(&content), "pack")
                           : complain_status(s->ctx, "pack", dir, rc);
    }
    jx_pack_free(&parsed);
    jx_buffer_clear(&content);
    jx_arena_clear(&a);
    return code;
}

/* ---- the command ---- */

static const struct {
    const char *name;
    int (*run)(struct admin *s, char *const *arguments);
    size_t arguments; /* behind its name */
} actions[] = {{"enrol", run_enrol, 1},       {"revoke", run_revoke, 1}, {"list", run_list, 0},
               {"list", admin_list_table, 1}, {"pack", run_pack, 1},     {"load", admin_load, 2},
               {"expect", admin_expect, 1}};

/* Midnight before that day, by this computer's calendar. */
static bool parse_day(const char *text, int64_t *out)
{
    struct tm tm = {.tm_isdst = -1};
    const char *end = strptime(text, "%Y-%m-%d", &tm);
    int day = tm.tm_mday;
    time_t t = end && *end == '\0' ? mktime(&tm) : (time_t)-1;
    if (t <= 0 || tm.tm_mday != day) return false; /* 30 February became another day */
    *out = (int64_t)t * 1000;
    return true;
}

static jx_status set_day(struct context *ctx, const char *option_name, const char *arg,
                         int64_t *out)
{
    if (parse_day(arg, out)) return JX_OK;
    complain(ctx, option_name, arg, _("not a day"), _("write it as 2026-12-31"));
    return JX_E_USAGE;
}

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    struct admin_wishes *w = own;
    jx_status rc = JX_OK;
    switch (key) {
    case OPT_UNIT:
        w->unit = arg;
        break;
    case OPT_ROLE:
        w->role = arg;
        break;
    case OPT_NAME:
        w->name = arg;
        break;
    case OPT_WHY:
        w->why = arg;
        break;
    case OPT_FROM:
        return set_day(ctx, "--from", arg, &w->from_ms);
    case OPT_UNTIL: /* that day is the last one */
        rc = set_day(ctx, "--until", arg, &w->until_ms);
        w->until_ms += DAY_MS;
        break;
    case OPT_HISTORY:
        w->history = true;
        break;
    case OPT_DRY:
        w->dry_run = true;
        break;
    case OPT_REPLACE:
        w->replace = true;
        break;
    case OPT_USED:
        w->used = true;
        break;
    case OPT_DUE:
        w->due = arg;
        break;
    case OPT_PERIOD:
        w->period = arg;
        break;
    case OPT_YEAR:
        if (jx_master_year(jx_slice_of(arg), &w->year)) break;
        complain(ctx, "--year", arg, _("no year, or none that can be"),
                 _("for example --year 2025"));
        return JX_E_USAGE;
    default:
        break;
    }
    return rc;
}

static int act(struct admin *s, int (*run_action)(struct admin *, char *const *),
               char *const *arguments)
{
    int code = session_open(s->ctx, &s->session);
    jx_random_bytes(s->nonce, sizeof s->nonce);
    if (code < 0) code = run_action(s, arguments);
    session_close(&s->session);
    return code;
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct admin s = {.ctx = ctx};
    struct arguments args;
    int code = arguments_parse(ctx, self, option, &s.wishes, 1, argc, argv, &args);
    bool known = false;
    if (code >= 0) return code;
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        if (strcmp(actions[i].name, args.items[0]) != 0) continue;
        if (args.count == actions[i].arguments + 1) return act(&s, actions[i].run, args.items + 1);
        known = true;
    }
    if (known) {
        complain(ctx, "admin", args.items[0], _("wrong number of arguments"),
                 _("see jixiao admin --help"));
        return jx_status_exit(JX_E_USAGE);
    }
    complain(ctx, "admin", args.items[0], _("no such action"),
             _("it is enrol, revoke, list, pack, load or expect"));
    return jx_status_exit(JX_E_USAGE);
}

static const struct argp_option options[] = {
    {"unit", OPT_UNIT, "CODE", 0,
     N_("enrol: code of the key's unit; list: only units whose code begins so"), 0},
    {"role", OPT_ROLE, "ROLE,...", 0, N_("enrol: what the key may do"), 0},
    {"name", OPT_NAME, "TEXT", 0, N_("enrol: whose key it is"), 0},
    {"from", OPT_FROM, "DAY", 0, N_("enrol: the first day the key is valid, such as 2026-12-31"),
     0},
    {"until", OPT_UNTIL, "DAY", 0, N_("enrol: the last day the key is valid"), 0},
    {"why", OPT_WHY, "TEXT", 0, N_("enrol, revoke: the reason, kept with it"), 0},
    {"year", OPT_YEAR, "YEAR", 0, N_("load, expect, list TABLE: the budget year"), 0},
    {"dry-run", OPT_DRY, NULL, 0,
     N_("load, expect: list the conflicts, and what would change of what the county holds; send "
        "nothing"),
     0},
    {"replace", OPT_REPLACE, NULL, 0,
     N_("load: the list is all there is of its table and year (a list of units always is)"), 0},
    {"due", OPT_DUE, "DAY", 0, N_("expect: the last day on which the form is on time"), 0},
    {"period", OPT_PERIOD, "MONTHS", 0, N_("expect monitoring: of which months, such as 1-8月"), 0},
    {"used", OPT_USED, NULL, 0,
     N_("list indicators: how many targets and self-evaluations of the year that count have each"),
     0},
    {"history", OPT_HISTORY, NULL, 0, N_("list: every enrolment and revocation, in order"), 0},
    {0},
};

const struct command admin_command = {
    .name = "admin",
    .summary = N_("enrol and revoke keys, put a rule pack in force"),
    .usage = N_(
        "enrol|revoke PUBLIC_KEY | list [TABLE] | pack DIR | load TABLE FILE | expect FORM"),
    .about = N_(
        "Needs a key with role admin; load may be done by role county too. Every act is a record "
        "of the county's journal. Roles: "
        "township (submits and reads its own unit), department (units whose code begins "
        "with its own), county (every unit), supervisor (reads every unit), worker, "
        "admin, monitor (what the server measures, nothing else). A unit may have several keys, "
        "one for each clerk. A lost key is revoked and "
        "another "
        "one enrolled; enrolling a key again replaces what was said of it. load reads lists of "
        "master data from "
        "CSV or XLSX files whose first row heads the columns: units, projects, codes, expected, "
        "exceptions, aliases, indicators. list TABLE prints such a list as the county holds it, as "
        "CSV that load reads again. expect says that every project whose target is approved owes a "
        "form until a day."),
    .examples = N_("  jixiao admin enrol 5c1f...e0 --unit 990001101 --role township\n"
                   "  jixiao admin enrol 77ab...04 --unit 990001101 --role township --name Li "
                   "--until 2026-12-31\n"
                   "  jixiao admin revoke 5c1f...e0 --why \"key lost\"\n"
                   "  jixiao admin list --unit 990001\n"
                   "  jixiao admin pack /etc/jixiao/rules\n"
                   "  jixiao admin load units units.xlsx --dry-run\n"
                   "  jixiao admin load expected due.csv --year 2025\n"
                   "  jixiao admin list indicators --year 2025 --used\n"
                   "  jixiao admin expect self_evaluation --year 2025 --due 2026-02-28"),
    .options = options,
    .run = run,
};
