/* `jixiao archive` and `jixiao audit`: a year as one file, and whether such a file holds. */
#include "commands.h"

#include "archive/audit.h"
#include "cli/report.h"
#include "cli/source.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEY_YEAR = 'y',
    KEY_OUTPUT = 'o',
    KEY_RECEIVED = 256,
    KEY_PUBLISHED,
    KEY_NO_FOLD,
    TRIES = 3
};

struct wishes {
    const char *year, *output, *published;
    bool received, no_fold;
};

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    struct wishes *w = own;
    (void)ctx;
    if (key == KEY_RECEIVED)
        w->received = true;
    else if (key == KEY_NO_FOLD)
        w->no_fold = true;
    else
        *(key == KEY_YEAR ? &w->year : key == KEY_OUTPUT ? &w->output : &w->published) = arg;
    return JX_OK;
}

/* ---- archive ---- */

/* Whether the file is to be in the folder or below it. */
static bool lies_in(const char *file, const char *folder)
{
    char copy[CONTEXT_PATH_MAX], above[PATH_MAX], place[PATH_MAX];
    int n = snprintf(copy, sizeof copy, "%s", file);
    if (n < 0 || n >= CONTEXT_PATH_MAX) return false;
    if (!realpath(dirname(copy), above) || !realpath(folder, place)) return false;
    const size_t len = strlen(place);
    return strncmp(above, place, len) == 0 && (above[len] == '/' || !above[len]);
}

static int check(struct context *ctx, const struct wishes *w, struct archive_wish *out)
{
    char *end = NULL;
    unsigned long year = w->year ? strtoul(w->year, &end, 10) : 0;
    if (!w->year || *end || year < JX_YEAR_FIRST || year > JX_YEAR_LAST) {
        complain(ctx, "archive", w->year ? w->year : "", _("give the budget year"),
                 _("for example --year 2025"));
        return jx_status_exit(JX_E_USAGE);
    }
    if (!w->output) {
        complain(ctx, "archive", NULL, _("say where to, with -o FILE"), _("for example 2025.zip"));
        return jx_status_exit(JX_E_USAGE);
    }
    if (w->published && lies_in(w->output, w->published)) {
        complain(ctx, "archive", w->output,
                 _("an archive cannot be made in the published folder that it is compared with"),
                 _("give a place outside that folder"));
        return jx_status_exit(JX_E_USAGE);
    }
    *out = (struct archive_wish){
        .build = {(uint32_t)year, w->received}, .file = w->output, .published = w->published};
    return -1;
}

static void not_as_published(void *to, enum folder_difference what, struct jx_slice name)
{
    const struct context *ctx = to;
    char where[CONTEXT_PATH_MAX];
    snprintf(where, sizeof where, "%.*s", (int)name.len, name.ptr);
    complain(ctx, "archive", where,
             what == FOLDER_MISSING ? _("is not in the published folder")
             : what == FOLDER_ADDED
                 ? _("is in the published folder, and the county has no such file")
                 : _("is published otherwise than the county has it"),
             NULL);
}

static int show_archive(struct context *ctx, const struct archive_wish *w,
                        const struct archive_report *r)
{
    char head[2 * JX_HASH_BYTES + 1];
    jx_hex_print(jx_hash_slice(&r->head), head);
    if (!ctx->json) {
        printf(_("%s: %llu records in %llu groups, verified; %lu files, as of journal position "
                 "#%llu\n"),
               w->file, (unsigned long long)r->records, (unsigned long long)r->groups,
               (unsigned long)r->files, (unsigned long long)r->position);
        printf(_("  head of the journal: %s\n"), head);
        return 0;
    }
    struct jx_arena a;
    struct jx_json_writer json;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    jx_json_begin(&json, &a, true);
    jx_json_object(&json);
    jx_json_member_integer(&json, "position", (int64_t)r->position);
    jx_json_member_integer(&json, "records", (int64_t)r->records);
    jx_json_member_integer(&json, "groups", (int64_t)r->groups);
    jx_json_member_integer(&json, "files", r->files);
    jx_json_member_text(&json, "head", jx_slice_of(head));
    jx_json_end_object(&json);
    jx_json_end_line(&json);
    int code = json_flush(ctx, &json);
    jx_arena_clear(&a);
    return code < 0 ? 0 : code;
}

static int fail_archive(const struct session *s, const struct archive_wish *w, jx_status rc)
{
    const char *advice = advice_for(rc);
    if (rc == JX_E_BUSY)
        advice = _("the county went on meanwhile: try again, at a quiet time or when the year is "
                   "closed");
    if (rc == JX_E_STATE) {
        complain(s->ctx, "archive", w->published,
                 _("the folder is not what the county holds now: nothing was archived"),
                 _("publish again, or archive without --published"));
        return 1;
    }
    if (jx_status_exit(rc) == 3 && rc != JX_E_BUSY) return complain_unreachable(s, rc);
    complain(s->ctx, "archive", w->file, jx_status_text(rc, s->ctx->lang), advice);
    return jx_status_exit(rc);
}

static int run_archive(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct wishes w = {.year = NULL};
    struct arguments none;
    struct archive_wish wish;
    struct archive_report report;
    struct session s;
    int code = arguments_parse(ctx, self, option, &w, 0, argc, argv, &none);
    if (code < 0) code = check(ctx, &w, &wish);
    if (code >= 0) return code;
    wish.differs = not_as_published;
    wish.to = ctx;
    code = session_open(ctx, &s);
    if (code < 0) {
        jx_status rc = JX_E_BUSY;
        for (int i = 0; rc == JX_E_BUSY && i < TRIES; i++)
            rc = archive_year(&s, &wish, &report);
        code = rc == JX_OK ? show_archive(ctx, &wish, &report) : fail_archive(&s, &wish, rc);
    }
    session_close(&s);
    return code;
}

static const struct argp_option archive_options[] = {
    {"year", KEY_YEAR, "YEAR", 0, N_("the budget year"), 0},
    {"output", KEY_OUTPUT, "FILE", 0, N_("the file to make"), 0},
    {"published", KEY_PUBLISHED, "DIR", 0,
     N_("a published folder, which must be what the county holds now"), 0},
    {"received", KEY_RECEIVED, NULL, 0,
     N_("with the tables of what counts as received, not only what is approved"), 0},
    {0},
};

const struct command archive_command = {
    .name = "archive",
    .summary = N_("keep a year as one file that can be checked without the server"),
    .usage = N_("--year YEAR -o FILE"),
    .about = N_(
        "Writes one file (a ZIP archive) with every record of the county's journal up to now and "
        "the signatures that vouch for them, the rule packs and lists of units and projects in "
        "readable form, every sum of the year, and the year's published tables. jixiao audit "
        "checks it on any computer. It holds everything that was ever submitted: it is for the "
        "archive, not for publication. Takes a key of the county."),
    .examples = N_("  jixiao archive --year 2025 -o 2025.zip\n"
                   "  jixiao archive --year 2025 --published published-2025 -o 2025.zip"),
    .options = archive_options,
    .run = run_archive,
};

/* ---- audit ---- */

struct telling {
    struct context *ctx;
    struct jx_json_writer json;
};

static void print_problem(enum audit_problem what, struct jx_slice name, uint64_t position,
                          const char *why)
{
    static const char *const texts[AUDIT_PROBLEMS] = {
        [AUDIT_DAMAGED] = N_("cannot be read whole: the file is damaged"),
        [AUDIT_SUM] = N_("has another hash than files.txt says"),
        [AUDIT_MISSING] = N_("is missing"),
        [AUDIT_ADDED] = N_("does not belong to the archive"),
        [AUDIT_CONF] = N_("does not agree with the journal"),
        [AUDIT_KEY] = N_("names another signing key than the county's"),
        [AUDIT_JOURNAL] = N_("the journal does not hold"),
        [AUDIT_TABLE] = N_("is not what the records come to"),
        [AUDIT_PUBLISHED] = N_("is published otherwise than it is archived"),
    };
    printf("%.*s: %s", (int)name.len, name.ptr, _(texts[what]));
    if (what == AUDIT_JOURNAL || what == AUDIT_CONF)
        printf(_(", at position #%llu"), (unsigned long long)position);
    else if (position)
        printf(_(", from line %llu on"), (unsigned long long)position);
    printf(why[0] ? " (%s)\n" : "\n", why);
}

static void tell(void *to, enum audit_problem what, struct jx_slice name, uint64_t position,
                 const char *why)
{
    struct telling *t = to;
    if (!t->ctx->json) {
        print_problem(what, name, position, why);
        return;
    }
    jx_json_object(&t->json);
    jx_json_member_text(&t->json, "problem", jx_slice_of(audit_problem_name(what)));
    jx_json_member_text(&t->json, "file", name);
    jx_json_member_integer(&t->json, "position", (int64_t)position);
    jx_json_member_text(&t->json, "why", jx_slice_of(why));
    jx_json_end_object(&t->json);
}

static void show_report(const struct audit_wish *w, const struct audit_report *r)
{
    char key[2 * JX_SIGN_PUBLIC_BYTES + 1], head[2 * JX_HASH_BYTES + 1];
    const struct archive_conf *c = &r->conf;
    jx_hex_print(jx_slice_at(c->signing_key, sizeof c->signing_key), key);
    jx_hex_print(jx_hash_slice(&c->head), head);
    printf(_("%s: year %lu, as of journal position #%llu, %llu groups, %lu files\n"), w->archive,
           (unsigned long)c->build.year, (unsigned long long)c->position,
           (unsigned long long)r->groups, (unsigned long)r->files);
    printf(w->signing_key
               ? _("  signed with the county's key: %s\n")
               : _("  signed with this key, which is to be compared with the county's: %s\n"),
           key);
    printf(_("  head of the journal: %s\n"), head);
    if (r->problems)
        printf(_("  %lu problems\n"), (unsigned long)r->problems);
    else if (r->folded)
        puts(_("  it holds: hashes, signatures, and every table is what the records come to"));
    else
        puts(_("  hashes and signatures hold; it was not folded again"));
}

static void put_report(struct telling *t, const struct audit_report *r)
{
    char head[2 * JX_HASH_BYTES + 1];
    jx_hex_print(jx_hash_slice(&r->conf.head), head);
    jx_json_end_array(&t->json);
    jx_json_member_integer(&t->json, "year", r->conf.build.year);
    jx_json_member_integer(&t->json, "position", (int64_t)r->conf.position);
    jx_json_member_integer(&t->json, "groups", (int64_t)r->groups);
    jx_json_member_integer(&t->json, "files", r->files);
    jx_json_member_text(&t->json, "head", jx_slice_of(head));
    jx_json_member_bool(&t->json, "folded", r->folded);
    jx_json_member_bool(&t->json, "holds", r->problems == 0);
    jx_json_end_object(&t->json);
    jx_json_end_line(&t->json);
}

static int fail_audit(struct context *ctx, const struct audit_wish *w, jx_status rc)
{
    if (rc == JX_E_FORMAT) {
        complain(ctx, "audit", w->archive, _("is no archive that this program knows"), NULL);
        return jx_status_exit(rc);
    }
    if (rc == JX_E_NO_WORKER) {
        complain(ctx, "audit", w->archive,
                 _("jixiao-worker is not on this computer: the records cannot be folded again"),
                 _("install it, or say --no-fold and check hashes and signatures only"));
        return jx_status_exit(rc);
    }
    return complain_status(ctx, "audit", w->archive, rc);
}

static int run_audit(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct wishes w = {.year = NULL};
    struct arguments files;
    struct audit_report report;
    struct jx_county county;
    struct telling t = {.ctx = ctx};
    struct jx_arena a;
    int code = arguments_parse(ctx, self, option, &w, 1, argc, argv, &files);
    if (code >= 0) return code;
    bool known = session_county_known(ctx, &county);
    struct audit_wish wish = {.archive = files.items[0],
                              .published = w.published,
                              .signing_key = known ? county.signing_key : NULL,
                              .fold = !w.no_fold};
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    jx_json_begin(&t.json, &a, true);
    jx_json_object(&t.json);
    jx_json_key(&t.json, JX_LIT("problems"));
    jx_json_array(&t.json);
    jx_status rc = audit(ctx, &wish, tell, &t, &report);
    if (rc != JX_OK) {
        code = fail_audit(ctx, &wish, rc);
    } else if (ctx->json) {
        put_report(&t, &report);
        code = json_flush(ctx, &t.json);
    } else {
        show_report(&wish, &report);
    }
    jx_arena_clear(&a);
    return code >= 0 ? code : report.problems ? 1 : 0;
}

static const struct argp_option audit_options[] = {
    {"published", KEY_PUBLISHED, "DIR", 0, N_("compare a published folder with the archived one"),
     0},
    {"no-fold", KEY_NO_FOLD, NULL, 0, N_("check hashes and signatures only"), 0},
    {0},
};

const struct command audit_command = {
    .name = "audit",
    .summary = N_("check an archive, and fold its records again"),
    .usage = N_("FILE"),
    .about = N_(
        "Checks an archive that jixiao archive made, without the county's server: every file "
        "against its hash, every record against its group, every group against the county's "
        "signature and the one before it; then the records are judged and folded again on this "
        "computer, everything is published again from them, and every sum and every table has to "
        "be the archived one. What differs is named. FILE may be a folder that it was unpacked "
        "into. The signing key is compared with county.conf where there is one; without it, "
        "compare the key that is printed with what the county has made known."),
    .examples = N_("  jixiao audit 2025.zip\n"
                   "  jixiao audit 2025.zip --published published-2025"),
    .options = audit_options,
    .run = run_audit,
};
