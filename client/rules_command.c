/* `jixiao rules`: what a pack's rules say, and what a changed pack would say of known documents. */
#include "commands.h"

#include "../proto/base/text.h"
#include "../proto/wire/master.h"
#include "../worker/rules/rule_list.h"
#include "cli/place.h"
#include "cli/report.h"
#include "cli/rules.h"
#include "cli/source.h"
#include "cli/table.h"
#include "rules_county.h"
#include "trial.h"
#include "verdict_print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUN_ARENA_BYTES = 1 << 30, TITLE_COLUMNS = 48, KEY_YEAR = 'y', KEY_UNIT = 'u' };

static struct jx_slice words(const struct context *ctx, struct jx_slice zh, struct jx_slice en)
{
    return ctx->lang == JX_LANG_ZH ? zh : en;
}

/* ---- list and show ---- */

static void put_facts(struct jx_json_writer *w, const struct jx_rule_facts *f)
{
    jx_json_member_text(w, "id", f->id);
    jx_json_member_text(w, "title_zh", f->title_zh);
    jx_json_member_text(w, "title_en", f->title_en);
    jx_json_member_text(w, "severity", jx_slice_of(f->severity));
    jx_json_member_text(w, "forms", f->forms);
    jx_json_member_bool(w, "relation", f->relation);
    jx_json_member_text(w, "source", f->source);
    jx_json_member_text(w, "file", f->file);
    jx_json_member_integer(w, "line", f->line);
}

static int list_json(struct context *ctx, const struct jx_pack *pack, struct jx_arena *a)
{
    struct jx_json_writer w;
    struct jx_rule_facts f;
    jx_json_begin(&w, a, true);
    jx_json_array(&w);
    for (uint32_t i = 0; jx_rule_facts(pack, i, ctx->lang, a, &f); i++) {
        jx_json_object(&w);
        put_facts(&w, &f);
        jx_json_end_object(&w);
    }
    jx_json_end_array(&w);
    jx_json_end_line(&w);
    return json_flush(ctx, &w);
}

static const char *severity_of(const struct jx_rule_facts *f)
{
    for (int s = JX_SEVERITY_ERROR; s <= JX_SEVERITY_INFO; s++)
        if (strcmp(f->severity, jx_severity_name((enum jx_severity)s)) == 0)
            return severity_word((enum jx_severity)s);
    return _("not reported");
}

static int list_rules(struct context *ctx, const struct jx_pack *pack, struct jx_arena *a)
{
    struct table t;
    struct jx_rule_facts f;
    if (ctx->json) return list_json(ctx, pack, a);
    table_begin(&t, a, 4, 0);
    table_row(&t, (struct jx_slice[]){jx_slice_of(_("rule")), jx_slice_of(_("severity")),
                                      jx_slice_of(_("what must hold")), jx_slice_of(_("forms"))});
    for (uint32_t i = 0; jx_rule_facts(pack, i, ctx->lang, a, &f); i++) {
        struct jx_slice title = words(ctx, f.title_zh, f.title_en);
        table_row(&t, (struct jx_slice[]){f.id, jx_slice_of(severity_of(&f)),
                                          text_clipped(title, TITLE_COLUMNS, a), f.forms});
    }
    table_print(&t, 0);
    return -1;
}

/* The block of the rule as it stands in its file. */
static struct jx_slice block_of(const struct pack_files *files, const struct jx_rule_facts *f)
{
    char name[256];
    snprintf(name, sizeof name, "%.*s", (int)f->file.len, f->file.ptr);
    struct jx_slice text = pack_file(files, name);
    for (unsigned line = 1; line < f->line && text.len > 0; line++) {
        const char *end = memchr(text.ptr, '\n', text.len);
        text = end ? jx_slice_from(text, (size_t)(end - text.ptr) + 1) : JX_LIT("");
    }
    size_t next = jx_slice_find(jx_slice_from(text, 1), JX_LIT("\n["));
    return next == (size_t)-1 ? text : jx_slice_at(text.ptr, next + 1);
}

static int show_json(struct context *ctx, const struct jx_rule_facts *f, struct jx_slice text,
                     struct jx_arena *a)
{
    struct jx_json_writer w;
    jx_json_begin(&w, a, true);
    jx_json_object(&w);
    put_facts(&w, f);
    jx_json_member_text(&w, "text", text);
    jx_json_end_object(&w);
    jx_json_end_line(&w);
    return json_flush(ctx, &w);
}

static int show_rule(struct context *ctx, const struct jx_pack *pack,
                     const struct pack_files *files, const char *id, struct jx_arena *a)
{
    struct jx_rule_facts f;
    for (uint32_t i = 0; jx_rule_facts(pack, i, ctx->lang, a, &f); i++) {
        if (!jx_slice_eq(f.id, jx_slice_of(id))) continue;
        struct jx_slice text = jx_trim(block_of(files, &f));
        if (ctx->json) return show_json(ctx, &f, text, a);
        printf("%.*s:%u\n%.*s\n", (int)f.file.len, f.file.ptr, f.line, (int)text.len, text.ptr);
        return -1;
    }
    complain(ctx, id, NULL, _("the pack has no such rule"), _("jixiao rules list names them all"));
    return 1;
}

/* ---- test ---- */

struct trial {
    struct context *ctx;
    struct jx_pack *now, *then; /* in force, and to be tried */
    struct reading reading;
    struct jx_arena arena;
    struct element *elements;
    const struct jx_document **documents;
    uint32_t count, room;
    int code;
};

static bool keep_element(struct trial *t, const struct element *e)
{
    if (t->count == t->room) {
        uint32_t room = t->room ? t->room * 2 : 64;
        struct element *elements = jx_arena_array(&t->arena, room, sizeof *elements);
        const struct jx_document **documents = jx_arena_array(&t->arena, room,
                                                              sizeof(struct jx_document *));
        if (!elements || !documents) return false;
        if (t->count) memcpy(elements, t->elements, t->count * sizeof *elements);
        if (t->count) memcpy(documents, t->documents, t->count * sizeof(struct jx_document *));
        t->elements = elements;
        t->documents = documents;
        t->room = room;
    }
    t->elements[t->count] = *e;
    t->documents[t->count++] = e->document;
    return true;
}

static void read_trial(struct trial *t, const char *path)
{
    struct source s;
    int code = source_read(&t->reading, path, &t->arena, &s);
    if (code > t->code) t->code = code;
    for (uint32_t i = 0; i < s.count; i++)
        if (s.items[i].document) (void)keep_element(t, &s.items[i]);
}

static void print_said(const struct trial *t, const struct said *s)
{
    const struct element *e = &t->elements[s->document];
    char place[PLACE_BYTES];
    place_in_words(e->document->form, s->finding->where, t->ctx->lang, place);
    printf("  %s %s %s [%.*s]\n      ", severity_word(s->finding->severity), e->file, place,
           (int)s->finding->rule.len, s->finding->rule.ptr);
    write_safe(stdout, words(t->ctx, s->finding->message_zh, s->finding->message_en));
    putchar('\n');
}

static void put_said(struct trial *t, struct jx_json_writer *w, const char *key,
                     const struct verdicts *these, const struct verdicts *those)
{
    jx_json_key(w, jx_slice_of(key));
    jx_json_array(w);
    for (size_t i = 0; i < these->count; i++) {
        const struct said *s = &these->items[i];
        if (verdicts_have(those, s)) continue;
        jx_json_object(w);
        element_put_head(w, &t->elements[s->document]);
        jx_json_member_text(w, "rule", s->finding->rule);
        jx_json_member_text(w, "severity", jx_slice_of(jx_severity_name(s->finding->severity)));
        jx_json_member_text(w, "path", jx_slice_of(s->finding->where));
        jx_json_member_text(w, "message",
                            words(t->ctx, s->finding->message_zh, s->finding->message_en));
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
}

static size_t print_new(const struct trial *t, const char *heading, const struct verdicts *these,
                        const struct verdicts *those)
{
    size_t n = 0;
    for (size_t i = 0; i < these->count; i++) {
        if (verdicts_have(those, &these->items[i])) continue;
        if (n++ == 0) puts(heading);
        print_said(t, &these->items[i]);
    }
    return n;
}

static int show_trial(struct trial *t, const struct verdicts *now, const struct verdicts *then)
{
    if (t->ctx->json) {
        struct jx_json_writer w;
        jx_json_begin(&w, &t->arena, true);
        jx_json_object(&w);
        put_said(t, &w, "fires", then, now);
        put_said(t, &w, "ceases", now, then);
        jx_json_end_object(&w);
        jx_json_end_line(&w);
        return json_flush(t->ctx, &w);
    }
    size_t more = print_new(t, _("Would newly be said:"), then, now);
    size_t less = print_new(t, _("Would no longer be said:"), now, then);
    printf(_("Documents: %u; newly said: %zu; no longer said: %zu; unchanged: %zu\n"), t->count,
           more, less, then->count - more);
    return -1;
}

static int run_trial(struct trial *t, const struct arguments *files)
{
    struct verdicts now = {.count = 0}, then = {.count = 0};
    reading_begin(&t->reading, t->ctx);
    for (size_t i = 2; i < files->count; i++)
        read_trial(t, files->items[i]);
    jx_status rc = verdicts_make(t->documents, t->count, NULL, t->now, &t->arena, &now);
    if (rc == JX_OK) rc = verdicts_make(t->documents, t->count, NULL, t->then, &t->arena, &then);
    int code = rc == JX_OK ? show_trial(t, &now, &then)
                           : complain_status(t->ctx, files->items[1], NULL, rc);
    reading_end(&t->reading);
    return code >= 0 ? code : t->code;
}

/* On files, or with a year on what the county holds. */
static int test_pack(struct context *ctx, struct jx_pack *now, const struct arguments *files,
                     const struct county_trial *wishes)
{
    struct trial t = {.ctx = ctx, .now = now};
    struct context other = *ctx;
    struct pack_files pack_files;
    jx_arena_init(&t.arena, RUN_ARENA_BYTES);
    if (!context_set_rules(&other, files->items[1]))
        return complain_status(ctx, files->items[1], NULL, JX_E_TEXT_LONG);
    int code = pack_open(&other, &t.arena, &pack_files, &t.then);
    if (code < 0)
        code = wishes->year ? rules_test_county(ctx, t.then, wishes) : run_trial(&t, files);
    jx_pack_free(&t.then);
    jx_arena_clear(&t.arena);
    return code;
}

/* ---- the command ---- */

static int dispatch(struct context *ctx, struct jx_pack *pack, const struct pack_files *files,
                    const struct arguments *args, const struct county_trial *wishes,
                    struct jx_arena *a)
{
    const char *what = args->items[0];
    bool tests = strcmp(what, "test") == 0;
    if (tests && args->count == (wishes->year ? 2 : 3)) return test_pack(ctx, pack, args, wishes);
    if (tests && args->count > 3 && !wishes->year) return test_pack(ctx, pack, args, wishes);
    if (strcmp(what, "list") == 0 && args->count == 1) return list_rules(ctx, pack, a);
    if (strcmp(what, "show") == 0 && args->count == 2)
        return show_rule(ctx, pack, files, args->items[1], a);
    complain(ctx, "rules", NULL,
             _("expected list, show RULE, test PACK FILE... or test PACK --year YEAR"),
             _("jixiao rules --help explains them"));
    return jx_status_exit(JX_E_USAGE);
}

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    struct county_trial *w = own;
    if (key == KEY_UNIT) w->unit = arg;
    if (key != KEY_YEAR || (jx_master_year(jx_slice_of(arg), &w->year) && w->year)) return JX_OK;
    complain(ctx, "--year", arg, _("no year, or none that can be"), _("for example --year 2025"));
    return JX_E_USAGE;
}

static int run(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct county_trial wishes = {.year = 0};
    struct arguments args;
    struct pack_files files;
    struct jx_pack *pack = NULL;
    struct jx_arena a;
    int code = arguments_parse(ctx, self, option, &wishes, 1, argc, argv, &args);
    if (code >= 0) return code;
    jx_arena_init(&a, RUN_ARENA_BYTES);
    code = pack_open(ctx, &a, &files, &pack);
    if (code < 0) code = dispatch(ctx, pack, &files, &args, &wishes, &a);
    jx_pack_free(&pack);
    jx_arena_clear(&a);
    return code < 0 ? 0 : code;
}

static const struct argp_option options[] = {
    {"year", KEY_YEAR, "YEAR", 0,
     N_("test: on the documents of that year that the county holds, instead of files"), 0},
    {"unit", KEY_UNIT, "CODE", 0, N_("test: only units whose code begins so"), 0},
    {0},
};

const struct command rules_command = {
    .name = "rules",
    .summary = N_("list the rules, show one, or try a changed pack"),
    .usage = N_("list | show RULE | test PACK FILE... | test PACK --year YEAR"),
    .about = N_(
        "list names every rule of the pack: its severity, what must hold, and for which forms. "
        "show prints one as it stands in its file. test judges the files by the pack in "
        "force and by the one in the folder PACK, and says what would newly be said and what "
        "no longer. With --year it does so with what the county holds and the pack in force there: "
        "how often each rule speaks now and would then, with examples; summaries are judged, and "
        "not "
        "compared with other units' forms. Nothing is sent, and nothing comes into force."),
    .examples = N_("  jixiao rules list\n"
                   "  jixiao rules show funds.sum\n"
                   "  jixiao rules test ./my-rules last-year/*.json\n"
                   "  jixiao rules test ./my-rules --year 2025"),
    .options = options,
    .run = run,
};
