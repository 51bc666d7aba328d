/* Unit by unit: what the county holds is fetched, judged twice, counted and forgotten. */
#include "rules_county.h"

#include "ask.h"
#include "trial.h"
#include "verdict_print.h"

#include "cli/place.h"
#include "cli/report.h"
#include "cli/source.h"
#include "cli/table.h"

#include "../proto/wire/codec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXAMPLES_MAX = 3, UNIT_BYTES = 1 << 30, KEPT_BYTES = 1 << 28, ID_SHOWN = 12 };

/* A document in which a rule would newly speak, or no longer. */
struct example {
    struct jx_hash id;
    struct jx_slice unit, project, place, message;
    enum jx_form form;
    bool newly;
};

/* A rule under one severity. */
struct tested {
    struct jx_slice rule;
    enum jx_severity severity;
    size_t now, then, newly, gone;
    struct example examples[2 * EXAMPLES_MAX];
    uint32_t example_count;
    struct tested *next;
};

/* A document as it was listed: what outlives the unit at hand. */
struct held {
    struct jx_hash id;
    struct jx_slice unit, project;
};

struct county {
    struct context *ctx;
    struct session session;
    struct jx_pack *in_force;
    const struct jx_pack *draft;
    struct jx_arena kept; /* held and tested */
    struct held *held;
    uint32_t held_count, held_room, units;
    struct tested *tested;
    size_t documents, unread;
};

/* The documents of one unit. */
struct unit {
    struct jx_arena arena;
    const struct jx_document **documents;
    const struct held **held;
    uint32_t count;
};

/* ---- what there is ---- */

static jx_status hold(void *to, const struct jx_listed *l)
{
    struct county *c = to;
    struct held *more = jx_arena_grown(&c->kept, c->held, c->held_count, &c->held_room,
                                       sizeof *more);
    if (!more) return jx_arena_failure(&c->kept);
    c->held = more;
    struct held *h = &c->held[c->held_count++];
    *h = (struct held){.id = l->id,
                       .unit = jx_arena_copy(&c->kept, l->unit),
                       .project = jx_arena_copy(&c->kept, l->project_name)};
    return jx_is_absent(h->unit) || jx_is_absent(h->project) ? jx_arena_failure(&c->kept) : JX_OK;
}

static jx_status list_state(struct county *c, const struct county_trial *wishes,
                            enum jx_state state)
{
    const struct jx_select_arguments args = {.year = wishes->year,
                                             .form = JX_LIT(""),
                                             .unit = jx_slice_of(wishes->unit ? wishes->unit : ""),
                                             .state = jx_slice_of(jx_state_name(state))};
    return ask_each(&c->session, args, hold, c);
}

static int by_unit(const void *a, const void *b)
{
    const struct held *x = a, *y = b;
    int d = jx_slice_cmp(x->unit, y->unit);
    return d ? d : memcmp(x->id.bytes, y->id.bytes, JX_HASH_BYTES);
}

static jx_status list_all(struct county *c, const struct county_trial *wishes)
{
    jx_status rc = list_state(c, wishes, JX_STATE_SCORED);
    if (rc == JX_OK) rc = list_state(c, wishes, JX_STATE_APPROVED);
    if (c->held_count) qsort(c->held, c->held_count, sizeof *c->held, by_unit);
    return rc;
}

/* ---- one unit ---- */

/* An approved version that was revised counts no more as received. */
static jx_status fetch(struct county *c, struct unit *u, const struct held *h)
{
    struct jx_document_answer answer;
    struct jx_submission sub;
    struct jx_trouble t;
    struct jx_document *d = jx_arena_take(&u->arena, sizeof *d);
    if (!d) return jx_arena_failure(&u->arena);
    jx_status rc = ask_content(&c->session, &h->id, &answer, &sub);
    if (rc != JX_OK || answer.has_successor) return rc;
    struct jx_slice bytes = jx_arena_copy(&u->arena, sub.document);
    if (jx_is_absent(bytes)) return jx_arena_failure(&u->arena);
    rc = jx_document_decode(bytes, &u->arena, d, &t);
    if (rc == JX_E_NO_MEMORY || rc == JX_E_TOO_LARGE) return rc;
    if (rc != JX_OK) c->unread++;
    if (rc != JX_OK) return JX_OK;
    u->documents[u->count] = d;
    u->held[u->count++] = h;
    return JX_OK;
}

static struct tested *find_tested(struct county *c, const struct jx_finding *f)
{
    struct tested **at = &c->tested;
    for (; *at; at = &(*at)->next) {
        int d = jx_slice_cmp((*at)->rule, f->rule);
        if (d == 0 && (*at)->severity == f->severity) return *at;
        if (d > 0 || (d == 0 && (*at)->severity > f->severity)) break;
    }
    struct tested *t = jx_arena_take(&c->kept, sizeof *t);
    if (!t) return NULL;
    *t = (struct tested){
        .rule = jx_arena_copy(&c->kept, f->rule), .severity = f->severity, .next = *at};
    if (jx_is_absent(t->rule)) return NULL;
    *at = t;
    return t;
}

static void keep_example(struct county *c, struct tested *t, const struct unit *u,
                         const struct said *s, bool newly)
{
    const struct held *h = u->held[s->document];
    const struct jx_finding *f = s->finding;
    size_t so_far = newly ? t->newly : t->gone;
    if (so_far > EXAMPLES_MAX) return;
    t->examples[t->example_count++] = (struct example){
        .id = h->id,
        .unit = h->unit,
        .project = h->project,
        .place = jx_arena_copy(&c->kept, jx_slice_of(f->where)),
        .message = jx_arena_copy(&c->kept,
                                 c->ctx->lang == JX_LANG_ZH ? f->message_zh : f->message_en),
        .form = u->documents[s->document]->form,
        .newly = newly};
}

/* What `these` say, and what of it `those` do not. */
static jx_status count_said(struct county *c, const struct unit *u, const struct verdicts *these,
                            const struct verdicts *those, bool draft)
{
    for (size_t i = 0; i < these->count; i++) {
        struct tested *t = find_tested(c, these->items[i].finding);
        if (!t) return jx_arena_failure(&c->kept);
        ++*(draft ? &t->then : &t->now);
        if (verdicts_have(those, &these->items[i])) continue;
        ++*(draft ? &t->newly : &t->gone);
        keep_example(c, t, u, &these->items[i], draft);
    }
    return c->kept.status;
}

/* A summary is compared with the documents of other units; the county does that, this trial does
 * not. */
static bool is_compared(const struct jx_document *d)
{
    return d->form != JX_FORM_evaluation_summary;
}

static jx_status test_unit(struct county *c, struct unit *u)
{
    struct verdicts now, then;
    jx_status rc = verdicts_make(u->documents, u->count, is_compared, c->in_force, &u->arena, &now);
    if (rc == JX_OK)
        rc = verdicts_make(u->documents, u->count, is_compared, c->draft, &u->arena, &then);
    if (rc == JX_OK) rc = count_said(c, u, &then, &now, true);
    if (rc == JX_OK) rc = count_said(c, u, &now, &then, false);
    c->documents += u->count;
    c->units++;
    return rc;
}

static jx_status take_unit(struct county *c, uint32_t from, uint32_t to, struct progress *bar)
{
    struct unit u = {.count = 0};
    jx_arena_init(&u.arena, UNIT_BYTES);
    u.documents = jx_arena_array(&u.arena, to - from, sizeof(struct jx_document *));
    u.held = jx_arena_array(&u.arena, to - from, sizeof(struct held *));
    jx_status rc = u.documents && u.held ? JX_OK : jx_arena_failure(&u.arena);
    for (uint32_t i = from; rc == JX_OK && i < to; i++) {
        rc = fetch(c, &u, &c->held[i]);
        jx_arena_clear(&c->session.arena);
        progress_step(bar);
    }
    if (rc == JX_OK) rc = test_unit(c, &u);
    jx_arena_clear(&u.arena);
    return rc;
}

static jx_status test_all(struct county *c)
{
    struct progress bar;
    jx_status rc = JX_OK;
    progress_begin(&bar, c->ctx, _("Trying"), c->held_count);
    for (uint32_t from = 0, to = 0; rc == JX_OK && from < c->held_count; from = to) {
        while (to < c->held_count && jx_slice_eq(c->held[to].unit, c->held[from].unit))
            to++;
        rc = take_unit(c, from, to, &bar);
    }
    progress_end(&bar);
    return rc;
}

/* ---- showing ---- */

static void print_example(const struct county *c, const struct example *e)
{
    char hex[2 * JX_HASH_BYTES + 1], words[PLACE_BYTES];
    jx_hex_print(jx_hash_slice(&e->id), hex);
    place_in_words(e->form, e->place.ptr, c->ctx->lang, words);
    printf("    %s %.*s  ", e->newly ? "+" : "-", ID_SHOWN, hex);
    write_safe(stdout, e->unit);
    fputs("  ", stdout);
    write_safe(stdout, e->project);
    printf("  %s\n        ", words);
    write_safe(stdout, e->message);
    putchar('\n');
}

static jx_status print_all(struct county *c)
{
    struct table t;
    table_begin(&t, &c->kept, 6, 1u << 2 | 1u << 3 | 1u << 4 | 1u << 5);
    jx_status rc = table_row(
        &t, (struct jx_slice[]){jx_slice_of(_("rule")), jx_slice_of(_("severity")),
                                jx_slice_of(_("now")), jx_slice_of(_("then")),
                                jx_slice_of(_("newly")), jx_slice_of(_("no longer"))});
    for (struct tested *x = c->tested; rc == JX_OK && x; x = x->next)
        rc = table_row(&t, (struct jx_slice[]){x->rule, jx_slice_of(severity_word(x->severity)),
                                               jx_arena_printf(&c->kept, "%zu", x->now),
                                               jx_arena_printf(&c->kept, "%zu", x->then),
                                               jx_arena_printf(&c->kept, "%zu", x->newly),
                                               jx_arena_printf(&c->kept, "%zu", x->gone)});
    if (rc == JX_OK) table_print(&t, 0);
    for (const struct tested *x = c->tested; rc == JX_OK && x; x = x->next) {
        if (x->example_count == 0) continue;
        printf("%.*s\n", (int)x->rule.len, x->rule.ptr);
        for (uint32_t i = 0; i < x->example_count; i++)
            print_example(c, &x->examples[i]);
    }
    printf(_("Documents: %zu of %u units; not read: %zu\n"), c->documents, c->units, c->unread);
    return rc;
}

static void put_examples(const struct tested *x, struct jx_json_writer *w)
{
    char hex[2 * JX_HASH_BYTES + 1];
    jx_json_key(w, JX_LIT("examples"));
    jx_json_array(w);
    for (uint32_t i = 0; i < x->example_count; i++) {
        const struct example *e = &x->examples[i];
        jx_hex_print(jx_hash_slice(&e->id), hex);
        jx_json_object(w);
        jx_json_member_text(w, "id", jx_slice_of(hex));
        jx_json_member_text(w, "unit", e->unit);
        jx_json_member_text(w, "project", e->project);
        jx_json_member_text(w, "path", e->place);
        jx_json_member_text(w, "message", e->message);
        jx_json_member_bool(w, "newly", e->newly);
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
}

static int put_all(struct county *c)
{
    struct jx_json_writer w;
    jx_json_begin(&w, &c->kept, true);
    jx_json_object(&w);
    jx_json_member_integer(&w, "documents", (int64_t)c->documents);
    jx_json_member_integer(&w, "units", c->units);
    jx_json_member_integer(&w, "unread", (int64_t)c->unread);
    jx_json_key(&w, JX_LIT("rules"));
    jx_json_array(&w);
    for (const struct tested *x = c->tested; x; x = x->next) {
        jx_json_object(&w);
        jx_json_member_text(&w, "rule", x->rule);
        jx_json_member_text(&w, "severity", jx_slice_of(jx_severity_name(x->severity)));
        jx_json_member_integer(&w, "now", (int64_t)x->now);
        jx_json_member_integer(&w, "then", (int64_t)x->then);
        jx_json_member_integer(&w, "newly", (int64_t)x->newly);
        jx_json_member_integer(&w, "no_longer", (int64_t)x->gone);
        put_examples(x, &w);
        jx_json_end_object(&w);
    }
    jx_json_end_array(&w);
    jx_json_end_object(&w);
    jx_json_end_line(&w);
    int code = json_flush(c->ctx, &w);
    return code < 0 ? 0 : code;
}

static int show(struct county *c)
{
    if (c->ctx->json) return put_all(c);
    jx_status rc = print_all(c);
    return rc == JX_OK ? 0 : complain_status(c->ctx, "rules", NULL, rc);
}

int rules_test_county(struct context *ctx, const struct jx_pack *draft,
                      const struct county_trial *wishes)
{
    struct county c = {.ctx = ctx, .draft = draft};
    int code = session_open(ctx, &c.session);
    if (code >= 0) return code;
    jx_arena_init(&c.kept, KEPT_BYTES);
    jx_status rc = ask_pack(&c.session, 0, &c.session.arena, &c.in_force);
    if (rc == JX_OK) rc = list_all(&c, wishes);
    if (rc == JX_OK) rc = test_all(&c);
    code = rc == JX_OK ? show(&c) : complain_unreachable(&c.session, rc);
    jx_pack_free(&c.in_force);
    jx_arena_clear(&c.kept);
    session_close(&c.session);
    return code;
}
