/* `jixiao sample`: documents to be checked by hand, drawn so that anyone can draw them again. */
#include "commands.h"
#include "runs.h"

#include "../proto/wire/crypto.h"
#include "../worker/rules/judge.h"
#include "cli/report.h"
#include "cli/source.h"
#include "cli/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEY_YEAR = 'y',
    KEY_SEED = 's',
    KEY_COUNT = 'n',
    KEY_BY = 'b',
    COUNT_MAX = 100000,
    ARENA_BYTES = 1 << 30,
    NAME_COLUMNS = 32,
};

enum weighing { BY_NOTHING, BY_SIZE, BY_MONEY, BY_RISK, BY_COUNT };
static const char *const weighings[BY_COUNT] = {"", "size", "money", "risk"};

/* How a document weighs, in words. */
static const char *method_of(enum weighing by)
{
    static const char *const texts[BY_COUNT] = {
        N_("every document as likely as any other"),
        N_("the more likely the more documents its unit has"),
        N_("the more likely the larger its budget (annual, else initial)"),
        N_("the more likely the more open findings it has (an error weighs 8, one to be explained "
           "4, "
           "a warning 1) and, with 8 more, where its claimed score is not the computed one; 1 at "
           "least"),
    };
    return _(texts[by]);
}

struct candidate {
    struct jx_scored_document d;
    struct jx_hash order; /* of seed and id */
    int64_t weight;
    bool drawn;
};

struct sample {
    struct context *ctx;
    struct session session;
    struct jx_arena arena;
    const char *year_text, *seed, *count_text, *by_text;
    uint32_t year, wanted, drawn;
    enum weighing by;
    struct candidate *all;
    uint32_t count, room;
};

/* ---- gathering ---- */

static struct jx_slice keep(struct sample *s, struct jx_slice text)
{
    struct jx_slice copy = jx_arena_copy(&s->arena, text);
    return jx_is_absent(copy) ? JX_LIT("") : copy;
}

static jx_status add(struct sample *s, const struct jx_scored_document *d)
{
    struct candidate *more = jx_arena_grown(&s->arena, s->all, s->count, &s->room, sizeof *more);
    if (!more) return jx_arena_failure(&s->arena);
    s->all = more;
    const struct jx_slice parts[] = {jx_slice_of(s->seed), jx_hash_slice(&d->id)};
    struct candidate *c = &s->all[s->count++];
    *c = (struct candidate){.d = *d, .order = jx_hash_parts(parts, 2)};
    c->d.form = keep(s, d->form);
    c->d.unit = keep(s, d->unit);
    c->d.unit_name = keep(s, d->unit_name);
    c->d.project_name = keep(s, d->project_name);
    return s->arena.status;
}

static jx_status gather(struct sample *s)
{
    struct jx_scores page = {.next = 1};
    struct jx_scores_arguments args = {.year = s->year, .most = JX_SCORES_MAX, .all = true};
    jx_status rc = JX_OK;
    while (rc == JX_OK && page.next) {
        jx_arena_clear(&s->session.arena);
        rc = runs_scores(&s->session, &args, &page);
        for (uint32_t i = 0; rc == JX_OK && i < page.count; i++)
            if (jx_slice_eq(page.rows[i].form, jx_form_name(JX_FORM_self_evaluation)))
                rc = add(s, &page.rows[i]);
        args.after = page.next;
    }
    return rc;
}

/* ---- drawing ---- */

static int by_order(const void *a, const void *b)
{
    const struct candidate *left = a, *right = b;
    return memcmp(&left->order, &right->order, sizeof left->order);
}

static int by_unit(const void *a, const void *b)
{
    const struct candidate *left = a, *right = b;
    int c = jx_slice_cmp(left->d.unit, right->d.unit);
    return c ? c : by_order(a, b);
}

static int64_t weight_of(const struct sample *s, const struct candidate *c)
{
    enum { ERROR = 8, EXPLAIN = 4, DIFFERS = 8, FINDINGS_MAX = 1 << 20 };
    const struct jx_scored_document *d = &c->d;
    uint64_t risk;
    switch (s->by) {
    case BY_MONEY:
        return d->budget > 0 ? d->budget : 0;
    case BY_RISK:
        risk = ERROR * d->errors + EXPLAIN * d->explains + d->warnings + DIFFERS * d->differs;
        return 1 + (int64_t)(risk < FINDINGS_MAX ? risk : FINDINGS_MAX);
    default:
        return 1;
    }
}

static void weigh_by_unit(struct sample *s)
{
    qsort(s->all, s->count, sizeof *s->all, by_unit);
    for (uint32_t from = 0, to; from < s->count; from = to) {
        to = from;
        while (to < s->count && jx_slice_eq(s->all[to].d.unit, s->all[from].d.unit))
            to++;
        for (uint32_t i = from; i < to; i++)
            s->all[i].weight = to - from;
    }
}

static void weigh(struct sample *s)
{
    if (s->by == BY_SIZE) {
        weigh_by_unit(s);
        return;
    }
    for (uint32_t i = 0; i < s->count; i++)
        s->all[i].weight = weight_of(s, &s->all[i]);
}

/* A number below `below` that follows from the seed and a word. */
static jx_int128 dice(const struct sample *s, const char *word, jx_int128 below)
{
    const struct jx_slice parts[] = {jx_slice_of(s->seed), jx_slice_of(word)};
    struct jx_hash h = jx_hash_parts(parts, 2);
    uint64_t n = 0;
    for (unsigned i = 0; i < 8; i++)
        n = n << 8 | h.bytes[i];
    return (jx_int128)n % below;
}

/* Those that outweigh a step of what is left are drawn for certain, and only the others by lot. */
static jx_int128 take_certain(struct sample *s)
{
    for (bool again = true; again && s->drawn < s->wanted;) {
        jx_int128 sum = 0;
        again = false;
        for (uint32_t i = 0; i < s->count; i++)
            if (!s->all[i].drawn) sum += s->all[i].weight;
        for (uint32_t i = 0; i < s->count && s->drawn < s->wanted; i++) {
            struct candidate *c = &s->all[i];
            bool certain = !c->drawn && sum > 0 &&
                           (jx_int128)c->weight * (s->wanted - s->drawn) >= sum;
            if (!certain) continue;
            c->drawn = true;
            sum -= c->weight;
            s->drawn++;
            again = true;
        }
    }
    jx_int128 left = 0;
    for (uint32_t i = 0; i < s->count; i++)
        if (!s->all[i].drawn) left += s->all[i].weight;
    return left;
}

/* Systematic sampling: documents in an order that the seed makes, one at every step of their
 * weights added up, beginning where the seed says. */
static void draw(struct sample *s)
{
    weigh(s);
    qsort(s->all, s->count, sizeof *s->all, by_order);
    jx_int128 left = take_certain(s), sum = 0;
    const jx_int128 picks = s->wanted - s->drawn;
    if (picks == 0 || left == 0) return;
    const jx_int128 start = dice(s, "start", left);
    jx_int128 taken = 0;
    for (uint32_t i = 0; i < s->count && taken < picks; i++) {
        struct candidate *c = &s->all[i];
        if (c->drawn) continue;
        sum += c->weight;
        /* The next place is (start + taken * left) / picks, start being below left. */
        if (sum * picks <= start + taken * left) continue;
        c->drawn = true;
        s->drawn++;
        taken++;
    }
}

/* ---- showing ---- */

static int show_json(struct sample *s)
{
    struct jx_json_writer w;
    char hex[2 * JX_HASH_BYTES + 1];
    jx_json_begin(&w, &s->arena, true);
    jx_json_object(&w);
    jx_json_member_integer(&w, "year", s->year);
    jx_json_member_text(&w, "seed", jx_slice_of(s->seed));
    jx_json_member_text(&w, "by", jx_slice_of(weighings[s->by]));
    jx_json_member_text(&w, "method", jx_slice_of(method_of(s->by)));
    jx_json_member_integer(&w, "of", s->count);
    jx_json_key(&w, JX_LIT("documents"));
    jx_json_array(&w);
    for (uint32_t i = 0; i < s->count; i++) {
        const struct candidate *c = &s->all[i];
        if (!c->drawn) continue;
        jx_hex_print(jx_hash_slice(&c->d.id), hex);
        jx_json_object(&w);
        jx_json_member_text(&w, "id", jx_slice_of(hex));
        jx_json_member_text(&w, "unit", c->d.unit);
        jx_json_member_text(&w, "project_name", c->d.project_name);
        jx_json_member_text(&w, "score", runs_figure(c->d.left, &s->arena));
        jx_json_member_text(&w, "budget",
                            runs_figure((struct jx_known){true, c->d.budget}, &s->arena));
        jx_json_member_integer(&w, "weight", c->weight);
        jx_json_end_object(&w);
    }
    jx_json_end_array(&w);
    jx_json_end_object(&w);
    jx_json_end_line(&w);
    int code = json_flush(s->ctx, &w);
    return code < 0 ? 0 : code;
}

static int show(struct sample *s)
{
    enum { DIGITS = 8 };
    struct table t;
    char hex[2 * JX_HASH_BYTES + 1];
    printf(_("%u of %u self-evaluations of %u, drawn with the seed %s: %s.\n"
             "Systematic sampling in an order made from the seed: the same seed over the same "
             "documents draws the same.\n"),
           (unsigned)s->drawn, (unsigned)s->count, (unsigned)s->year, s->seed, method_of(s->by));
    table_begin(&t, &s->arena, 6, 0x30);
    jx_status rc = table_row(
        &t, (struct jx_slice[]){jx_slice_of(_("id")), jx_slice_of(_("unit")),
                                jx_slice_of(_("name")), jx_slice_of(_("project")),
                                jx_slice_of(_("score")), jx_slice_of(_("budget"))});
    for (uint32_t i = 0; rc == JX_OK && i < s->count; i++) {
        const struct jx_scored_document *d = &s->all[i].d;
        if (!s->all[i].drawn) continue;
        jx_hex_print(jx_hash_slice(&d->id), hex);
        rc = table_row(
            &t, (struct jx_slice[]){jx_arena_copy(&s->arena, jx_slice_at(hex, DIGITS)), d->unit,
                                    text_clipped(d->unit_name, NAME_COLUMNS, &s->arena),
                                    text_clipped(d->project_name, NAME_COLUMNS, &s->arena),
                                    runs_figure(d->left, &s->arena),
                                    runs_figure((struct jx_known){true, d->budget}, &s->arena)});
    }
    if (rc != JX_OK) return complain_status(s->ctx, "sample", NULL, rc);
    table_print(&t, 0);
    return 0;
}

/* ---- the command ---- */

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    struct sample *s = own;
    (void)ctx;
    *(key == KEY_YEAR    ? &s->year_text
      : key == KEY_SEED  ? &s->seed
      : key == KEY_COUNT ? &s->count_text
                         : &s->by_text) = arg;
    return JX_OK;
}

static int check_wishes(struct sample *s)
{
    char *end = NULL;
    long n = s->count_text ? strtol(s->count_text, &end, 10) : 0;
    s->year = runs_year(s->ctx, s->year_text);
    if (!s->year) return jx_status_exit(JX_E_USAGE);
    if (!s->seed || !s->count_text || *end || n < 1 || n > COUNT_MAX) {
        complain(s->ctx, "sample", NULL, _("seed or count is missing"),
                 _("for example --seed 20260401 --count 30"));
        return jx_status_exit(JX_E_USAGE);
    }
    s->wanted = (uint32_t)n;
    for (int i = 0; s->by_text && i < BY_COUNT; i++)
        if (strcmp(s->by_text, weighings[i]) == 0) s->by = (enum weighing)i;
    if (!s->by_text || s->by != BY_NOTHING) return -1;
    complain(s->ctx, "--by", s->by_text, _("no such way to weigh"), _("size, money or risk"));
    return jx_status_exit(JX_E_USAGE);
}

static int sample(struct sample *s)
{
    int code = session_open(s->ctx, &s->session);
    if (code >= 0) return code;
    jx_status rc = gather(s);
    if (rc != JX_OK) return complain_unreachable(&s->session, rc);
    draw(s);
    return s->ctx->json ? show_json(s) : show(s);
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct sample s = {.ctx = ctx};
    struct arguments none;
    int code = arguments_parse(ctx, self, option, &s, 0, argc, argv, &none);
    if (code < 0) code = check_wishes(&s);
    if (code >= 0) return code;
    jx_arena_init(&s.arena, ARENA_BYTES);
    code = sample(&s);
    session_close(&s.session);
    jx_arena_clear(&s.arena);
    return code;
}

static const struct argp_option options[] = {
    {"year", KEY_YEAR, "YEAR", 0, N_("the budget year"), 0},
    {"seed", KEY_SEED, "TEXT", 0, N_("what the sample follows from: write it into the protocol"),
     0},
    {"count", KEY_COUNT, "N", 0, N_("how many documents"), 0},
    {"by", KEY_BY, "WHAT", 0, N_("what makes a document more likely: size, money or risk"), 0},
    {0},
};

const struct command sample_command = {
    .name = "sample",
    .summary = N_("draw documents for a spot check, reproducibly"),
    .usage = N_("--year YEAR --seed TEXT --count N"),
    .about = N_(
        "Draws self-evaluations that count, to be looked at by hand. The same seed over the "
        "same documents draws the same ones, whoever draws them."),
    .examples = N_("  jixiao sample --year 2025 --seed 20260401 --count 30\n"
                   "  jixiao sample --year 2025 --seed 20260401 --count 30 --by risk --json"),
    .options = options,
    .run = run,
};
