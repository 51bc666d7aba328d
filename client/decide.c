/* Decisions: withdraw, return, approve, explain, override, move, resolve and adjust documents;
 * close and reopen a year. One command for each, made from the tables at the end. */
#include "acts.h"
#include "ask.h"
#include "commands.h"
#include "delegate.h"
#include "hand_over.h"
#include "outcome_print.h"
#include "related.h"

#include "cli/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    KEY_REASON = 256,
    KEY_AT,
    KEY_RULE,
    KEY_UNIT,
    KEY_PROJECT,
    KEY_AS,
    KEY_ALL,
    KEY_FORM,
    KEY_YEAR,
    KEY_STATE,
    KEY_YES,
    KEY_FOR,
    KEY_SCORE,
    KEY_TAKE_BACK,
    LABEL_DIGITS = 12,
    RUN_BYTES = 1 << 30,
};

struct wishes {
    const char *reason, *rule, *unit, *project, *as, *form, *year, *state, *in_place_of, *score;
    bool all, yes, take_back;
    struct jx_remark remarks[JX_REMARKS_MAX];
    uint32_t remark_count;
};

/* What is decided on. */
struct target {
    struct act_target of;
    struct jx_slice project;
};

struct decide {
    struct context *ctx;
    const struct command *self;
    const struct act_kind *kind;
    struct wishes wishes;
    uint32_t year;
    struct session session;
    struct related_book book;
    struct jx_arena arena;
    struct target *targets;
    uint32_t count, room;
    uint8_t person[JX_KEY_BYTES]; /* whose place it is done in, where that is wished */
};

static int wrong(const struct decide *d, const char *option, const char *text, const char *advice)
{
    complain(d->ctx, d->self->name, option, text, advice);
    return jx_status_exit(JX_E_USAGE);
}

/* ---- what is wished ---- */

static bool needs(const struct decide *d, enum act_needs what)
{
    return (d->kind->needs & (unsigned)what) != 0;
}

static bool has_rules(const struct wishes *w)
{
    for (uint32_t i = 0; i < w->remark_count; i++)
        if (w->remarks[i].rule.len == 0) return false;
    return true;
}

static int check_year(struct decide *d)
{
    char *end = NULL;
    long n = d->wishes.year ? strtol(d->wishes.year, &end, 10) : 0;
    if (!d->wishes.year || *end || n < JX_YEAR_FIRST || n > JX_YEAR_LAST)
        return wrong(d, "--year", _("no year, or none that can be"), _("for example --year 2025"));
    d->year = (uint32_t)n;
    return -1;
}

static int check_as(const struct decide *d)
{
    const char *as = d->wishes.as ? d->wishes.as : "";
    bool another = strcmp(as, "another") == 0;
    if (!another && strcmp(as, "correction") != 0)
        return wrong(d, "--as", _("it has to be said what the document is"),
                     _("--as correction, or --as another --project NAME"));
    if (another && !d->wishes.project)
        return wrong(d, "--project", _("another project needs a name or code of its own"),
                     _("--as another --project NAME"));
    return -1;
}

/* A place without a text of its own is answered by the reason. */
static bool complete_remarks(struct wishes *w)
{
    for (uint32_t i = 0; i < w->remark_count; i++) {
        if (w->remarks[i].text.len == 0 && w->reason) w->remarks[i].text = jx_slice_of(w->reason);
        if (jx_is_blank(w->remarks[i].text)) return false;
    }
    return true;
}

static int check_wishes(struct decide *d, const struct arguments *ids)
{
    struct wishes *w = &d->wishes;
    bool named = ids->count > 0;
    if (needs(d, ACT_REASON) && (!w->reason || jx_is_blank(jx_slice_of(w->reason))))
        return wrong(d, "--reason", _("a reason is needed"), _("say why with --reason TEXT"));
    if (needs(d, ACT_REMARKS) && w->remark_count == 0)
        return wrong(d, "--at", _("the finding and the answer to it are needed"),
                     _("jixiao show ID lists the findings; answer with --rule R --at PLACE=TEXT"));
    if (!complete_remarks(w))
        return wrong(d, "--at", _("the finding and the answer to it are needed"),
                     _("--at PLACE=TEXT, or --at PLACE with --reason TEXT"));
    if (needs(d, ACT_RULES) && !has_rules(w))
        return wrong(d, "--rule", _("the rule of the finding is needed"),
                     _("give --rule R in front of each --at PLACE=TEXT"));
    if (needs(d, ACT_UNIT) && !w->unit)
        return wrong(d, "--unit", _("the unit that it goes to is needed"),
                     _("say which with --unit CODE; its own, where only the project is wrong"));
    if (needs(d, ACT_AS) && check_as(d) >= 0) return jx_status_exit(JX_E_USAGE);
    if (needs(d, ACT_SCORE) && (w->score != NULL) == w->take_back)
        return wrong(d, "--score", _("the score is needed, or that it is taken back"),
                     _("--score 87.5, or --take-back"));
    if (needs(d, ACT_ORDER) && !w->as)
        return wrong(d, "--as", _("it has to be said how approval goes"),
                     _("--as tree, or --as direct"));
    if (needs(d, ACT_YEAR) || w->all) {
        if (named)
            return wrong(d, ids->items[0], _("no document can be named here"),
                         _("--help shows examples"));
        return check_year(d);
    }
    return named ? -1
                 : wrong(d, NULL, _("no document was named"),
                         _("jixiao list shows documents with their ids"));
}

/* ---- what is decided on ---- */

static jx_status add_target(struct decide *d, const struct target *t)
{
    struct target *targets = jx_arena_grown(&d->arena, d->targets, d->count, &d->room,
                                            sizeof *targets);
    if (!targets) return jx_arena_failure(&d->arena);
    d->targets = targets;
    d->targets[d->count++] = *t;
    return JX_OK;
}

static jx_status add_listed(struct decide *d, const struct jx_listed *l)
{
    for (uint32_t i = 0; i < d->count; i++)
        if (jx_hash_eq(&d->targets[i].of.id, &l->id)) return JX_OK; /* named twice */
    return add_target(d, &(struct target){.of = {.is_document = true,
                                                 .id = l->id,
                                                 .unit = l->unit,
                                                 .form = l->form,
                                                 .period = l->period,
                                                 .year = (uint32_t)l->year},
                                          .project = l->project_name});
}

static int take_named(struct decide *d, const struct arguments *ids)
{
    for (size_t i = 0; i < ids->count; i++) {
        struct jx_hash id;
        struct jx_document_answer a;
        jx_status rc = ask_id(&d->session, ids->items[i], &id);
        if (rc == JX_OK) rc = ask_document(&d->session, &id, &a);
        if (rc == JX_OK) rc = add_listed(d, &a.listed);
        if (rc == JX_E_USAGE || rc == JX_E_NOT_FOUND)
            return complain_status(d->ctx, d->self->name, ids->items[i], rc);
        if (rc != JX_OK) return complain_unreachable(&d->session, rc);
    }
    return -1;
}

/* What would only be refused is left to be named one by one. */
static jx_status look_if_ready(struct decide *d, const struct jx_listed *l, bool *ready)
{
    const struct jx_relation_list *list;
    *ready = d->kind->kind != JX_ACT_APPROVE || l->outcome.errors + l->outcome.explains == 0;
    if (!*ready || d->kind->kind != JX_ACT_APPROVE) return JX_OK;
    jx_status rc = related_ask(&d->session, &d->book, l->unit, l->year, &list);
    *ready = rc == JX_OK && related_open(list, &l->id) == 0;
    return rc;
}

static int take_selected(struct decide *d, uint32_t *left_out)
{
    const struct wishes *w = &d->wishes;
    struct jx_select_arguments args = {.most = JX_LIST_MAX,
                                       .year = d->year,
                                       .form = jx_slice_of(w->form ? w->form : ""),
                                       .unit = jx_slice_of(w->unit ? w->unit : ""),
                                       .state = jx_slice_of(w->state ? w->state : "scored")};
    struct jx_selected page = {.next = 1};
    while (page.next && d->count < JX_OUTBOX_MAX) {
        jx_status rc = ask_select(&d->session, &args, &page);
        for (uint32_t i = 0; rc == JX_OK && i < page.count; i++) {
            bool ready = false;
            rc = look_if_ready(d, &page.rows[i], &ready);
            if (rc == JX_OK && ready) rc = add_listed(d, &page.rows[i]);
            *left_out += rc == JX_OK && !ready;
        }
        if (rc == JX_E_FIELD_VALUE)
            return wrong(d, "--state", jx_status_text(rc, d->ctx->lang),
                         _("--help shows examples"));
        if (rc != JX_OK) return complain_unreachable(&d->session, rc);
        args.before = page.next;
    }
    return -1;
}

/* A person is asked; a program has to say --yes. */
static int confirm(const struct decide *d, uint32_t left_out)
{
    char line[16] = "";
    if (left_out) fprintf(stderr, _("left out, because of open findings: %u\n"), left_out);
    if (d->wishes.yes || d->count == 0) return -1;
    if (!isatty(STDIN_FILENO))
        return wrong(d, "--all", _("nobody is there to be asked"), _("add --yes"));
    fprintf(stderr, _("%s: %u documents. Go on? [y/N] "), act_text(d->ctx, d->kind->kind),
            d->count);
    if (fgets(line, sizeof line, stdin) && (line[0] == 'y' || line[0] == 'Y')) return -1;
    fputs(_("nothing was done\n"), stderr);
    return 0;
}

static int take_all(struct decide *d)
{
    uint32_t left_out = 0;
    int code = take_selected(d, &left_out);
    return code < 0 ? confirm(d, left_out) : code;
}

static int take_year(struct decide *d)
{
    struct target t = {.of = {.unit = jx_slice_of(d->session.identity.unit),
                              .form = JX_LIT(""),
                              .period = JX_LIT(""),
                              .year = d->year},
                       .project = JX_LIT("")};
    jx_status rc = add_target(d, &t);
    return rc == JX_OK ? -1 : complain_status(d->ctx, d->self->name, NULL, rc);
}

/* ---- acts ---- */

/* As the worker tells projects apart: by code or name, after NFKC and without white space. */
static jx_status project_key(struct decide *d, struct jx_slice *out)
{
    *out = JX_LIT("");
    if (!d->wishes.project) return JX_OK;
    jx_status rc = jx_name_key(jx_slice_of(d->wishes.project), &d->arena, out);
    return rc == JX_OK && out->len > JX_PROJECT_KEY_MAX ? JX_E_TEXT_LONG : rc;
}

static jx_status add_arguments(struct decide *d, struct jx_decision *x)
{
    jx_status rc = JX_OK;
    if (needs(d, ACT_UNIT) || needs(d, ACT_AS)) {
        x->arguments[0] = jx_slice_of(needs(d, ACT_AS) ? d->wishes.as : d->wishes.unit);
        rc = project_key(d, &x->arguments[1]);
        x->argument_count = needs(d, ACT_AS) && x->arguments[1].len == 0 ? 1 : 2;
    }
    if (needs(d, ACT_SCORE)) {
        x->arguments[0] = jx_slice_of(d->wishes.score ? d->wishes.score : "");
        x->argument_count = 1;
    }
    if (needs(d, ACT_ORDER)) {
        x->arguments[0] = jx_slice_of(d->wishes.as);
        x->argument_count = 1;
    }
    return rc;
}

static jx_status make_act(struct decide *d, const struct target *t, struct outbox_act *out)
{
    struct wishes *w = &d->wishes;
    char hex[ID_HEX] = "";
    struct jx_decision x = {.reason = jx_slice_of(w->reason ? w->reason : ""),
                            .remarks = w->remarks,
                            .remark_count = w->remark_count};
    if (t->of.is_document) jx_hex_print(jx_hash_slice(&t->of.id), hex);
    out->label = t->of.is_document
                     ? jx_arena_printf(&d->arena, "%s %.*s", d->self->name, LABEL_DIGITS, hex)
                     : jx_arena_printf(&d->arena, "%s %u", d->self->name, t->of.year);
    out->project = t->project;
    if (jx_is_absent(out->label)) return jx_arena_failure(&d->arena);
    jx_status rc = add_arguments(d, &x);
    struct act_target of = t->of;
    if (w->in_place_of) of.in_place_of = d->person;
    return rc == JX_OK ? act_of_decision(d->kind->kind, &of, &x, &d->arena, out) : rc;
}

static int send_all(struct decide *d)
{
    struct outbox_act *acts = jx_arena_array(&d->arena, d->count, sizeof *acts);
    jx_status rc = acts ? JX_OK : jx_arena_failure(&d->arena);
    for (uint32_t i = 0; rc == JX_OK && i < d->count; i++)
        rc = make_act(d, &d->targets[i], &acts[i]);
    if (rc != JX_OK) return complain_status(d->ctx, d->self->name, NULL, rc);
    int code = outbox_add(d->ctx, acts, d->count);
    return code < 0 ? hand_over(&d->session, &d->arena, acts, d->count, true) : code;
}

static int decide_run(struct decide *d, const struct arguments *ids)
{
    int code = check_wishes(d, ids);
    if (code >= 0) return code;
    jx_status rc = outbox_open(d->ctx->home);
    if (rc != JX_OK) return complain_status(d->ctx, _("outbox"), d->ctx->home, rc);
    code = session_open(d->ctx, &d->session);
    if (code < 0 && d->wishes.in_place_of)
        code = delegate_find(&d->session, d->wishes.in_place_of, d->kind->kind, d->person);
    if (code < 0)
        code = needs(d, ACT_YEAR) ? take_year(d) : d->wishes.all ? take_all(d) : take_named(d, ids);
    if (code < 0) code = send_all(d);
    session_close(&d->session);
    return code;
}

/* ---- the command line ---- */

static jx_status add_remark(struct context *ctx, struct wishes *w, const char *arg)
{
    const char *text = strchr(arg, '=');
    size_t place = text ? (size_t)(text - arg) : strlen(arg);
    if (arg[0] != '/' || (text && !text[1]) || w->remark_count == JX_REMARKS_MAX) {
        complain(ctx, "--at", arg, _("no place with a text, or too many of them"),
                 _("for example --at /indicators/2/actual=TEXT"));
        return JX_E_USAGE;
    }
    w->remarks[w->remark_count++] = (struct jx_remark){.rule = jx_slice_of(w->rule ? w->rule : ""),
                                                       .place = jx_slice_at(arg, place),
                                                       .text = text ? jx_slice_of(text + 1)
                                                                    : JX_LIT("")};
    return JX_OK;
}

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    struct wishes *w = own;
    const struct {
        int key;
        const char **text;
    } texts[] = {
        {KEY_REASON, &w->reason},   {KEY_RULE, &w->rule},   {KEY_UNIT, &w->unit},
        {KEY_PROJECT, &w->project}, {KEY_AS, &w->as},       {KEY_FORM, &w->form},
        {KEY_YEAR, &w->year},       {KEY_STATE, &w->state}, {KEY_FOR, &w->in_place_of},
        {KEY_SCORE, &w->score},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (texts[i].key == key) *texts[i].text = arg;
    if (key == KEY_ALL) w->all = true;
    if (key == KEY_YES) w->yes = true;
    if (key == KEY_TAKE_BACK) w->take_back = true;
    return key == KEY_AT ? add_remark(ctx, w, arg) : JX_OK;
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct decide d = {.ctx = ctx, .self = self, .kind = act_kind(self->name)};
    struct arguments ids;
    int code = arguments_parse(ctx, self, option, &d.wishes, 0, argc, argv, &ids);
    if (code >= 0) return code;
    jx_arena_init(&d.arena, RUN_BYTES);
    code = decide_run(&d, &ids);
    jx_arena_clear(&d.arena);
    return code;
}

/* clang-format off */
#define OPTION_REASON  {"reason", KEY_REASON, "TEXT", 0, N_("why; also what is said at each --at without a text of its own"), 0}
#define OPTION_FOR     {"for", KEY_FOR, "WHOM", 0, N_("in whose place: the name or the beginning of the key of who delegated it to you"), 0}
#define OPTION_AT      {"at", KEY_AT, "PLACE[=TEXT]", 0, N_("a comment on one place, given as a JSON pointer, or the reason itself; may be repeated"), 0}
#define OPTION_RULE    {"rule", KEY_RULE, "R", 0, N_("the rule whose finding the following --at is about"), 0}
#define OPTION_PROJECT {"project", KEY_PROJECT, "P", 0, N_("name or code of the project that it belongs to"), 0}
#define OPTION_YEAR    {"year", KEY_YEAR, "YEAR", 0, N_("the budget year"), 0}
#define OPTIONS_ALL    {"all", KEY_ALL, NULL, 0, N_("every document of --year, --form, --unit and --state"), 0}, \
                       OPTION_YEAR,                                                                              \
                       {"form", KEY_FORM, "NAME", 0, N_("only documents of this form: self_evaluation, target ..."), 0}, \
                       {"unit", KEY_UNIT, "CODE", 0, N_("only units whose code begins so"), 0},                  \
                       {"state", KEY_STATE, "STATE", 0, N_("only documents in this state (default: scored)"), 0}, \
                       {"yes", KEY_YES, NULL, 0, N_("do not ask before all of them are decided on"), 0}

static const struct argp_option reason_options[] = {OPTION_REASON, OPTION_FOR, {0}};
static const struct argp_option return_options[] = {OPTION_REASON, OPTION_FOR, OPTION_RULE, OPTION_AT, OPTIONS_ALL, {0}};
static const struct argp_option approve_options[] = {OPTION_REASON, OPTION_FOR, OPTIONS_ALL, {0}};
static const struct argp_option answer_options[] = {OPTION_REASON, OPTION_FOR, OPTION_RULE, OPTION_AT, {0}};
static const struct argp_option move_options[] = {
    OPTION_REASON, OPTION_FOR, OPTION_PROJECT, {"unit", KEY_UNIT, "CODE", 0, N_("code of the unit that it goes to"), 0}, {0}};
static const struct argp_option resolve_options[] = {
    OPTION_REASON, OPTION_FOR, OPTION_PROJECT, {"as", KEY_AS, "WHAT", 0, N_("correction, or another"), 0}, {0}};
static const struct argp_option own_score_options[] = {
    {"score", KEY_SCORE, "POINTS", 0, N_("the score that counts from now on, of 100, with two decimals at most"), 0},
    {"take-back", KEY_TAKE_BACK, NULL, 0, N_("the computed score counts again"), 0},
    OPTION_REASON, OPTION_FOR, {0}};
static const struct argp_option approval_options[] = {
    OPTION_REASON, OPTION_YEAR, {"as", KEY_AS, "HOW", 0, N_("tree, or direct"), 0}, {0}};
static const struct argp_option year_options[] = {OPTION_REASON, OPTION_YEAR, {0}};

#define COMMAND(act, line, words, description, shown, takes) COMMAND_NAMED(act, #act, line, words, description, shown, takes)
#define COMMAND_NAMED(act, called, line, words, description, shown, takes)                         \
    const struct command act##_command = {.name = called, .summary = line, .usage = words,           \
        .about = description, .examples = shown, .options = takes, .run = run};

COMMAND(withdraw, N_("take a document back before it is approved"), N_("ID... --reason TEXT"),
        N_("Takes documents of your own unit back. What they corrected counts again."),
        N_("  jixiao withdraw 3f9a12c0 --reason 金额有误，重新填报"), reason_options)
COMMAND(return, N_("give documents back with comments"), N_("ID... --reason TEXT"),
        N_("Returns documents to the unit that handed them in, with the reason and comments on single "
           "places; they no longer count until a correction comes. An approval is taken back by it. For officers."),
        N_("  jixiao return 3f9a12c0 --reason 请核实 --at /indicators/2/actual=与附件不一致\n"
           "  jixiao return --all --year 2025 --form target --unit 990001 --reason 请按新口径填报"), return_options)
COMMAND(approve, N_("approve documents"), N_("ID..."),
        N_("Approves documents without open findings. Who filled one in does not approve it. With --all: "
           "every scored document of a year, after a question; what has open findings is left out. For officers."),
        N_("  jixiao approve 3f9a12c0 88b1c2d4\n"
           "  jixiao approve --all --year 2025 --form self_evaluation --unit 990001 --yes"), approve_options)
COMMAND(explain, N_("answer findings that want an explanation"), N_("ID... --rule R --at PLACE=TEXT"),
        N_("Stores an explanation with the finding that asks for it, as jixiao show ID lists it."),
        N_("  jixiao explain 3f9a12c0 --rule reason.row --at /indicators/2=因汛期停工两个月"), answer_options)
COMMAND(override, N_("let a finding stand, with a reason"), N_("ID... --rule R --at PLACE=TEXT --reason TEXT"),
        N_("Closes findings, errors too, that are right to be there. Who filled the document in does not. "
           "For officers of the county."),
        N_("  jixiao override 3f9a12c0 --rule total.sum --at /total/score=原件如此 --reason 已核对原件"), answer_options)
COMMAND(move, N_("move a document to another unit or project"), N_("ID... --unit CODE --reason TEXT"),
        N_("Counts documents for another unit, or as another project. For officers of the county."),
        N_("  jixiao move 3f9a12c0 --unit 990001002 --reason 单位代码填错"), move_options)
COMMAND(resolve, N_("say what a document in conflict is"), N_("ID... --as WHAT --reason TEXT"),
        N_("A document of a project that another document counts for is either a correction of that one, "
           "or belongs to another project."),
        N_("  jixiao resolve 3f9a12c0 --as correction --reason 更正执行数\n"
           "  jixiao resolve 3f9a12c0 --as another --project 村道养护二期 --reason 两个项目同名"), resolve_options)
COMMAND(adjust, N_("allow one correction of an approved target"), N_("ID... --reason TEXT"),
        N_("Approved targets are frozen; after this the next correction of it is taken. For officers of the county."),
        N_("  jixiao adjust 3f9a12c0 --reason 预算调整"), reason_options)
COMMAND_NAMED(own_score, "own-score", N_("set your own score for a document, or take it back"), N_("ID... --score POINTS --reason TEXT"),
        N_("After a review: your score, and the grade that follows from it under the year's rules, count for this version of a self-evaluation "
           "instead of what was computed. The claimed and the computed score stay and are shown beside it; scoring the year again leaves it "
           "alone, and a later version does not have it. Who filled the document in does not set it. For officers of the county."),
        N_("  jixiao own-score 3f9a12c0 --score 82.5 --reason 现场核查：产出数量少于填报数\n"
           "  jixiao own-score 3f9a12c0 --take-back --reason 单位已补充材料，恢复核算得分"), own_score_options)
COMMAND(close, N_("close a year"), N_("--year YEAR --reason TEXT"),
        N_("Nothing of the year changes after it. For officers of the county."),
        N_("  jixiao close --year 2025 --reason 决算已批复"), year_options)
COMMAND(reopen, N_("open a closed year again: two persons"), N_("--year YEAR --reason TEXT"),
        N_("The first officer asks for it, and a second one's has to join before the year is open. For officers "
           "of the county."),
        N_("  jixiao reopen --year 2025 --reason 审计要求更正"), year_options)
COMMAND(approval, N_("say whether approval follows the tree"), N_("--year YEAR --as HOW --reason TEXT"),
        N_("With tree, the department of a unit accepts its documents (jixiao approve) before the county approves them, and only "
           "the county takes an approval back; units right below the county have no department. With direct, which holds "
           "unless something else was said, one approval is enough. For officers of the county."),
        N_("  jixiao approval --year 2025 --as tree --reason 先由主管部门审核"), approval_options)
/* clang-format on */
