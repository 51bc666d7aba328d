/* `jixiao submit` and `jixiao flush`: documents into the outbox, the outbox to the county. */
#include "commands.h"
#include "outcome_print.h"
#include "sending.h"

#include "cli/report.h"
#include "cli/source.h"
#include "cli/table.h"

#include "../proto/wire/codec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEY_WAIT = 'w',
    KEY_UNIT,
    KEY_FORM,
    KEY_YEAR,
    KEY_REVISES,
    RUN_BYTES = 1 << 30, /* a year of a county's documents, as JSON and as acts */
};

struct wishes {
    bool wait;
    const char *unit, *form, *year, *revises;
};

struct submit {
    struct context *ctx;
    struct wishes wishes;
    struct session session;
    struct jx_arena arena;
    struct jx_hash parent;   /* of --revises */
    struct outbox_act *ours; /* the documents named on the command line, in their order */
    uint32_t our_count, our_room;
    uint32_t skipped; /* documents of another form than --form */
    int32_t year;     /* of --year; 0: none */
    int code;
};

static void take_code(struct submit *s, int code)
{
    if (code > s->code) s->code = code;
}

/* ---- documents into the outbox ---- */

static jx_status encode_act(struct submit *s, struct jx_document *d, struct outbox_act *out)
{
    struct jx_buffer document, content, header;
    struct jx_slice unit = jx_slice_of(s->wishes.unit);
    jx_buffer_init(&document, JX_DOCUMENT_BYTES_MAX);
    jx_buffer_init(&content, JX_CONTENT_BYTES_MAX);
    jx_buffer_init(&header, JX_HEADER_BYTES_MAX);
    jx_status rc = jx_document_encode(d, &document);
    struct jx_submission sub = {.unit = unit,
                                .has_parent = s->wishes.revises != NULL,
                                .parent = s->parent,
                                .document = jx_buffer_slice(&document),
                                .explanations = jx_no_explanations};
    if (rc == JX_OK) rc = jx_submission_encode(&sub, &content);
    struct jx_header h = {.kind = JX_ACT_SUBMISSION,
                          .form = jx_form_name(d->form),
                          .year = (uint32_t)d->year,
                          .period = jx_document_period(d),
                          .unit = unit};
    if (rc == JX_OK) rc = jx_header_encode(&h, &header);
    out->id = jx_act_id(jx_buffer_slice(&content));
    out->header = jx_arena_copy(&s->arena, jx_buffer_slice(&header));
    out->content = jx_arena_copy(&s->arena, jx_buffer_slice(&content));
    if (rc == JX_OK && (jx_is_absent(out->header) || jx_is_absent(out->content)))
        rc = jx_arena_failure(&s->arena);
    jx_buffer_clear(&document);
    jx_buffer_clear(&content);
    jx_buffer_clear(&header);
    return rc;
}

static jx_status remember(struct submit *s, const struct outbox_act *act)
{
    for (uint32_t i = 0; i < s->our_count; i++)
        if (jx_hash_eq(&s->ours[i].id, &act->id)) return JX_OK; /* the same document twice */
    if (s->our_count == s->our_room) {
        uint32_t room = s->our_room ? s->our_room * 2 : 64;
        struct outbox_act *ours = realloc(s->ours, room * sizeof *ours);
        if (!ours) return JX_E_NO_MEMORY;
        s->ours = ours;
        s->our_room = room;
    }
    s->ours[s->our_count++] = *act;
    return JX_OK;
}

static jx_status take_document(struct submit *s, const struct element *e)
{
    struct jx_document d = *e->document;
    struct outbox_act act = {.label = jx_slice_of(e->file)};
    struct jx_slice project = d.project ? d.project->name : d.title.ptr ? d.title : JX_LIT("");
    act.project = jx_arena_copy(&s->arena, project);
    if (jx_is_absent(act.project)) return jx_arena_failure(&s->arena);
    if (d.year == 0) d.year = s->year;
    if (d.year == 0) return JX_E_YEAR_MISSING;
    jx_status rc = encode_act(s, &d, &act);
    return rc == JX_OK ? remember(s, &act) : rc;
}

static bool is_wanted(const struct submit *s, const struct jx_document *d)
{
    return !s->wishes.form || jx_slice_eq(jx_slice_of(s->wishes.form), jx_form_name(d->form));
}

static void take_file(struct submit *s, struct reading *reading, const char *path)
{
    struct jx_arena a;
    struct source src;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX * 4);
    take_code(s, source_read(reading, path, &a, &src));
    for (uint32_t i = 0; i < src.count; i++) {
        const struct element *e = &src.items[i];
        if (!e->document) continue; /* has been complained of */
        if (!is_wanted(s, e->document)) {
            s->skipped++;
            continue;
        }
        jx_status rc = take_document(s, e);
        if (rc != JX_OK) take_code(s, complain_status(s->ctx, path, NULL, rc));
    }
    jx_arena_clear(&a);
}

static void take_files(struct submit *s, const struct arguments *files)
{
    struct reading reading;
    struct progress bar;
    reading_begin(&reading, s->ctx);
    progress_begin(&bar, s->ctx, _("Reading"), files->count);
    for (size_t i = 0; i < files->count; i++) {
        take_file(s, &reading, files->items[i]);
        progress_step(&bar);
    }
    progress_end(&bar);
    reading_end(&reading);
}

/* ---- the outbox to the county ---- */

static const char *state_text(const struct sent_act *d)
{
    if (d->taken) return d->status == JX_DUPLICATE ? _("duplicate") : _("received");
    return d->kept ? _("kept in the outbox") : _("refused");
}

static void print_one(const struct submit *s, const struct sent_act *d)
{
    char hex[ID_HEX], when[32];
    jx_hex_print(jx_hash_slice(&d->act->id), hex);
    printf("%s  ", hex);
    print_padded(jx_slice_of(state_text(d)), 10, false);
    if (d->taken) {
        print_time(d->time_ms, when);
        printf("  #%llu  %s", (unsigned long long)d->position, when);
    } else {
        printf("  %s [%s]", jx_status_text(d->status, s->ctx->lang), jx_status_name(d->status));
        if (d->retry_ms > 0) printf(_("  again in %lld s"), (long long)(d->retry_ms + 999) / 1000);
    }
    fputs("  ", stdout);
    write_safe(stdout, d->act->project);
    putchar('\n');
    if (d->has_outcome) outcome_print(s->ctx, &d->outcome, 4);
    if (d->no_outcome != JX_OK)
        printf("    %s: %s\n", _("no outcome yet"), jx_status_text(d->no_outcome, s->ctx->lang));
}

static void put_one(const struct submit *s, const struct sent_act *d, struct jx_json_writer *w)
{
    char hex[ID_HEX];
    struct jx_header h;
    jx_hex_print(jx_hash_slice(&d->act->id), hex);
    jx_json_object(w);
    jx_json_member_text(w, "id", jx_slice_of(hex));
    jx_json_member_text(w, "file", d->act->label);
    if (jx_header_decode(d->act->header, &h) == JX_OK) {
        jx_json_member_text(w, "form", h.form);
        jx_json_member_integer(w, "year", h.year);
        jx_json_member_text(w, "unit", h.unit);
    }
    jx_json_member_text(w, "project", d->act->project);
    jx_json_member_text(w, "status",
                        d->taken
                            ? (d->status == JX_DUPLICATE ? JX_LIT("duplicate") : JX_LIT("received"))
                        : d->kept ? JX_LIT("kept")
                                  : JX_LIT("refused"));
    if (d->taken) {
        jx_json_member_integer(w, "position", (int64_t)d->position);
        jx_json_member_integer(w, "time_ms", d->time_ms);
        jx_json_member_text(w, "receipt", jx_slice_of(d->receipt));
    } else {
        jx_json_member_text(w, "why", jx_slice_of(jx_status_name(d->status)));
        jx_json_member_text(w, "text", jx_slice_of(jx_status_text(d->status, s->ctx->lang)));
        jx_json_member_text(w, "where", jx_slice_of(d->where));
        jx_json_member_integer(w, "retry_ms", d->retry_ms);
    }
    jx_json_key(w, JX_LIT("outcome"));
    if (d->has_outcome)
        outcome_put(&d->outcome, w);
    else
        jx_json_null(w);
    jx_json_end_object(w);
}

static int code_of(const struct sent_act *d)
{
    if (!d->taken) return county_exit(d->status);
    if (d->no_outcome != JX_OK) return county_exit(d->no_outcome);
    return d->has_outcome && outcome_needs_work(&d->outcome) ? 1 : 0;
}

struct tally {
    uint32_t received, duplicates, kept, refused;
};

static struct tally count_sent(const struct sent_act *done, uint32_t count)
{
    struct tally t = {0};
    for (uint32_t i = 0; i < count; i++) {
        t.received += done[i].taken && done[i].status == JX_OK;
        t.duplicates += done[i].taken && done[i].status == JX_DUPLICATE;
        t.kept += done[i].kept;
        t.refused += !done[i].taken && !done[i].kept;
    }
    return t;
}

static void report_json(struct submit *s, const struct sent_act *done, uint32_t count)
{
    struct jx_json_writer w;
    jx_json_begin(&w, &s->arena, true);
    jx_json_array(&w);
    for (uint32_t i = 0; i < count; i++)
        put_one(s, &done[i], &w);
    jx_json_end_array(&w);
    jx_json_end_line(&w);
    take_code(s, json_flush(s->ctx, &w));
}

static void report(struct submit *s, const struct sent_act *done, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        take_code(s, code_of(&done[i]));
    if (s->ctx->json) {
        report_json(s, done, count);
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        print_one(s, &done[i]);
    struct tally t = count_sent(done, count);
    printf(_("received: %u; duplicates: %u; refused: %u; kept in the outbox: %u\n"), t.received,
           t.duplicates, t.refused, t.kept);
}

/* What was named on this command line first, in its order; then what waited from before. */
static void order_acts(const struct submit *s, struct outbox_act *acts, uint32_t count)
{
    uint32_t front = 0;
    for (uint32_t o = 0; o < s->our_count; o++)
        for (uint32_t i = front; i < count; i++) {
            if (!jx_hash_eq(&acts[i].id, &s->ours[o].id)) continue;
            struct outbox_act found = acts[i];
            memmove(&acts[front + 1], &acts[front], (i - front) * sizeof *acts);
            acts[front++] = found;
            break;
        }
}

static void complain_unsent(struct submit *s, jx_status why, const struct tally *t)
{
    char text[512];
    snprintf(text, sizeof text, _("%s; tried to send %u, kept %u in the outbox (%s/outbox)"),
             jx_status_text(why, s->ctx->lang), t->kept + t->received + t->duplicates + t->refused,
             t->kept, s->ctx->home);
    complain(s->ctx, _("county"), s->session.county.endpoint, text,
             why == JX_E_UNREACHABLE
                 ? _("when the line and the county's broker are back, jixiao flush sends it")
                 : advice_for(why));
    take_code(s, jx_status_exit(why));
}

static void send_outbox(struct submit *s)
{
    struct outbox_act *acts = NULL;
    uint32_t count = 0, damaged = 0;
    jx_status rc = outbox_read(s->ctx->home, &s->arena, &acts, &count, &damaged);
    struct sent_act *done = rc == JX_OK ? jx_arena_array(&s->arena, count, sizeof *done) : NULL;
    if (rc == JX_OK && !done) rc = jx_arena_failure(&s->arena);
    if (rc != JX_OK) {
        take_code(s, complain_status(s->ctx, _("outbox"), s->ctx->home, rc));
        return;
    }
    if (damaged > 0) take_code(s, complain_status(s->ctx, _("outbox"), s->ctx->home, JX_E_CORRUPT));
    order_acts(s, acts, count);
    if (count > 0) rc = send_acts(&s->session, acts, count, s->wishes.wait, done);
    if (rc == JX_OK || s->ctx->json) report(s, done, count);
    struct tally t = count_sent(done, count);
    if (rc != JX_OK) complain_unsent(s, rc, &t);
}

/* ---- the commands ---- */

static int begin(struct context *ctx, struct submit *s)
{
    jx_arena_init(&s->arena, RUN_BYTES);
    jx_status rc = outbox_open(ctx->home);
    if (rc != JX_OK) return complain_status(ctx, _("outbox"), ctx->home, rc);
    int code = session_open(ctx, &s->session);
    if (code >= 0) return code;
    if (!s->wishes.unit) s->wishes.unit = s->session.identity.unit;
    return -1;
}

static void end(struct submit *s)
{
    session_close(&s->session);
    jx_arena_clear(&s->arena);
    free(s->ours);
}

static int wrong_option(const struct submit *s, const char *option, const char *value,
                        jx_status why)
{
    complain_status(s->ctx, option, value, why);
    return jx_status_exit(JX_E_USAGE);
}

static int check_wishes(struct submit *s)
{
    if (s->wishes.unit[0] == '\0' || strlen(s->wishes.unit) > JX_UNIT_CODE_MAX) {
        complain(s->ctx, "--unit", s->wishes.unit, _("no unit code, or one that is too long"),
                 _("give the code of the unit that submits with --unit"));
        return jx_status_exit(JX_E_USAGE);
    }
    if (s->wishes.form && jx_form_of_name(jx_slice_of(s->wishes.form)) == JX_FORM_UNKNOWN)
        return wrong_option(s, "--form", s->wishes.form, JX_E_FORM_UNKNOWN);
    if (s->wishes.year) {
        char *rest = NULL;
        long year = strtol(s->wishes.year, &rest, 10);
        if (*rest || year < JX_YEAR_FIRST || year > JX_YEAR_LAST)
            return wrong_option(s, "--year", s->wishes.year, JX_E_FIELD_VALUE);
        s->year = (int32_t)year;
    }
    if (!s->wishes.revises) return -1;
    jx_status rc = id_resolve(s->ctx->home, s->wishes.revises, &s->parent);
    return rc == JX_OK ? -1 : wrong_option(s, "--revises", s->wishes.revises, rc);
}

static int submit_run(struct submit *s, const struct arguments *files)
{
    int code = check_wishes(s);
    if (code >= 0) return code;
    take_files(s, files);
    if (s->wishes.revises && s->our_count != 1) {
        complain(s->ctx, "--revises", s->wishes.revises,
                 _("a revision is of one document, and the files hold another number of them"),
                 _("give one file with one document, or choose with --form"));
        return jx_status_exit(JX_E_USAGE);
    }
    uint32_t room = 0;
    jx_status rc = outbox_room(s->ctx->home, &room);
    if (rc == JX_OK && s->our_count > room) rc = JX_E_OUTBOX_FULL;
    if (rc != JX_OK) return complain_status(s->ctx, _("outbox"), s->ctx->home, rc);
    for (uint32_t i = 0; i < s->our_count; i++) {
        rc = outbox_put(s->ctx->home, &s->ours[i]);
        if (rc != JX_OK) take_code(s, complain_status(s->ctx, _("outbox"), s->ctx->home, rc));
    }
    send_outbox(s);
    return s->code;
}

static jx_status option(struct context *ctx, void *own, int key, const char *arg)
{
    struct wishes *w = own;
    (void)ctx;
    switch (key) {
    case KEY_WAIT:
        w->wait = true;
        break;
    case KEY_UNIT:
        w->unit = arg;
        break;
    case KEY_FORM:
        w->form = arg;
        break;
    case KEY_YEAR:
        w->year = arg;
        break;
    default:
        w->revises = arg;
        break;
    }
    return JX_OK;
}

static int run_submit(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct submit s = {.ctx = ctx};
    struct arguments files;
    int code = arguments_parse(ctx, self, option, &s.wishes, 1, argc, argv, &files);
    if (code >= 0) return code;
    code = begin(ctx, &s);
    if (code < 0) code = submit_run(&s, &files);
    end(&s);
    return code;
}

static int run_flush(struct context *ctx, const struct command *self, int argc, char **argv)
{
    struct submit s = {.ctx = ctx};
    struct arguments none;
    int code = arguments_parse(ctx, self, option, &s.wishes, 0, argc, argv, &none);
    if (code >= 0) return code;
    code = begin(ctx, &s);
    if (code < 0) {
        send_outbox(&s);
        code = s.code;
    }
    end(&s);
    return code;
}

static const struct argp_option submit_options[] = {
    {"wait", KEY_WAIT, NULL, 0, N_("wait until the county has judged what was sent"), 0},
    {"unit", KEY_UNIT, "CODE", 0, N_("code of the unit that submits (default: the key's)"), 0},
    {"form", KEY_FORM, "NAME", 0, N_("only documents of this form: self_evaluation, target ..."),
     0},
    {"year", KEY_YEAR, "YEAR", 0, N_("the year, where the form prints none"), 0},
    {"revises", KEY_REVISES, "ID", 0, N_("the document that this one corrects"), 0},
    {0},
};

static const struct argp_option flush_options[] = {
    {"wait", KEY_WAIT, NULL, 0, N_("wait until the county has judged what was sent"), 0},
    {0},
};

const struct command submit_command = {
    .name = "submit",
    .summary = N_("send documents to the county and keep the receipts"),
    .usage = N_("FILE..."),
    .about = N_("Puts every document of the files into the outbox, sends the outbox to the county "
                "and keeps a receipt for each: the proof that it is on the county's disk, and "
                "since when. What cannot be sent now stays in the outbox and goes with the next "
                "submit or with jixiao flush. Sending the same document again is harmless: it "
                "gets its first receipt."),
    .examples = N_("  jixiao submit --wait self-evaluation.txt\n"
                   "  jixiao submit --revises 3f9a12c0 corrected.json"),
    .options = submit_options,
    .run = run_submit,
};

const struct command flush_command = {
    .name = "flush",
    .summary = N_("send what waits in the outbox"),
    .usage = "",
    .about = N_("Sends every act that is in the outbox because the county could not be reached, "
                "and keeps the receipts."),
    .examples = N_("  jixiao flush"),
    .options = flush_options,
    .run = run_flush,
};
