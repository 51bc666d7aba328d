/* From the outbox to the county, and what came of it. */
#include "hand_over.h"

#include "outcome_print.h"
#include "sending.h"

#include "cli/report.h"
#include "cli/source.h"
#include "cli/table.h"

#include "../proto/wire/decision.h"

#include <stdio.h>
#include <string.h>

struct handing {
    const struct context *ctx;
    struct session *session;
    struct jx_arena *arena;
    const struct outbox_act *ours; /* of this command, in their order */
    uint32_t our_count;
    bool wait;
    int code;
};

static void take_code(struct handing *s, int code)
{
    if (code > s->code) s->code = code;
}

static const char *state_text(const struct sent_act *d)
{
    if (d->taken) return d->status == JX_DUPLICATE ? _("duplicate") : _("received");
    return d->kept ? _("kept in the outbox") : _("refused");
}

static enum jx_act kind_of(const struct sent_act *d)
{
    struct jx_header h;
    return jx_header_decode(d->act->header, &h) == JX_OK ? h.kind : (enum jx_act)0;
}

/* A document becomes something; a decision makes it so, or changes nothing. */
static void print_outcome(const struct handing *s, const struct sent_act *d)
{
    enum jx_act kind = kind_of(d);
    if (jx_is_decision(kind))
        decision_print(s->ctx, kind, &d->outcome, 4);
    else
        outcome_print(s->ctx, &d->outcome, 4);
    bool stopped = d->outcome.state == JX_STATE_REJECTED || d->outcome.state == JX_STATE_CONFLICT ||
                   d->outcome.state == JX_STATE_LATE;
    if (stopped && *advice_for(d->outcome.status))
        printf(_("  What to do: %s\n"), advice_for(d->outcome.status));
}

/* A delegation may be refused because of the key that it names: a person would take the sentence
 * for one about her own. */
static void print_named_key(const struct handing *s, const struct sent_act *d)
{
    struct jx_decision x;
    if (!sent_names_bad_key(d) ||
        jx_decision_decode(JX_ACT_DELEGATE, d->act->content, s->arena, &x) != JX_OK)
        return;
    printf(_("    not your key, but the one that should act for you: %.*s\n"),
           (int)x.arguments[0].len, x.arguments[0].ptr);
}

static void print_one(const struct handing *s, const struct sent_act *d)
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
    if (!d->taken) print_named_key(s, d);
    if (d->has_outcome) print_outcome(s, d);
    if (d->no_outcome != JX_OK)
        printf("    %s: %s\n", _("no outcome yet"), jx_status_text(d->no_outcome, s->ctx->lang));
}

/* The document that a decision is about. */
static void put_target(const struct handing *s, const struct sent_act *d, struct jx_json_writer *w)
{
    char hex[ID_HEX];
    struct jx_decision x;
    enum jx_act kind = kind_of(d);
    if (!jx_is_decision(kind)) return;
    bool known = jx_decision_decode(kind, d->act->content, s->arena, &x) == JX_OK && x.has_target;
    if (known) jx_hex_print(jx_hash_slice(&x.target), hex);
    jx_json_member_text(w, "document", known ? jx_slice_of(hex) : JX_ABSENT);
}

static void put_one(const struct handing *s, const struct sent_act *d, struct jx_json_writer *w)
{
    char hex[ID_HEX];
    struct jx_header h;
    jx_hex_print(jx_hash_slice(&d->act->id), hex);
    jx_json_object(w);
    jx_json_member_text(w, "id", jx_slice_of(hex));
    jx_json_member_text(w, "file", d->act->label);
    if (jx_header_decode(d->act->header, &h) == JX_OK) {
        jx_json_member_text(w, "act", jx_slice_of(jx_act_name(h.kind)));
        jx_json_member_text(w, "form", h.form);
        jx_json_member_integer(w, "year", h.year);
        jx_json_member_text(w, "unit", h.unit);
    }
    put_target(s, d, w);
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
    if (!d->has_outcome) return 0;
    bool decision = jx_is_decision(kind_of(d));
    return (decision ? decision_failed(&d->outcome) : outcome_needs_work(&d->outcome)) ? 1 : 0;
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

static void report_json(struct handing *s, const struct sent_act *done, uint32_t count)
{
    struct jx_json_writer w;
    jx_json_begin(&w, s->arena, true);
    jx_json_array(&w);
    for (uint32_t i = 0; i < count; i++)
        put_one(s, &done[i], &w);
    jx_json_end_array(&w);
    jx_json_end_line(&w);
    take_code(s, json_flush(s->ctx, &w));
}

static void report(struct handing *s, const struct sent_act *done, uint32_t count)
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
static void order_acts(const struct handing *s, struct outbox_act *acts, uint32_t count)
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

static void complain_unsent(struct handing *s, jx_status why, const struct tally *t)
{
    char text[512];
    snprintf(text, sizeof text, _("%s; tried to send %u, kept %u in the outbox (%s/outbox)"),
             jx_status_text(why, s->ctx->lang), t->kept + t->received + t->duplicates + t->refused,
             t->kept, s->ctx->home);
    complain(s->ctx, _("county"), s->session->county.endpoint, text,
             why == JX_E_UNREACHABLE
                 ? _("when the line and the county's broker are back, jixiao flush sends it")
                 : advice_for(why));
    take_code(s, jx_status_exit(why));
}

static void send_outbox(struct handing *s)
{
    struct outbox_act *acts = NULL;
    uint32_t count = 0, damaged = 0;
    jx_status rc = outbox_read(s->ctx->home, s->arena, &acts, &count, &damaged);
    struct sent_act *done = rc == JX_OK ? jx_arena_array(s->arena, count, sizeof *done) : NULL;
    if (rc == JX_OK && !done) rc = jx_arena_failure(s->arena);
    if (rc != JX_OK) {
        take_code(s, complain_status(s->ctx, _("outbox"), s->ctx->home, rc));
        return;
    }
    if (damaged > 0) take_code(s, complain_status(s->ctx, _("outbox"), s->ctx->home, JX_E_CORRUPT));
    order_acts(s, acts, count);
    if (count > 0) rc = send_acts(s->session, acts, count, s->wait, done);
    if (rc == JX_OK || s->ctx->json) report(s, done, count);
    struct tally t = count_sent(done, count);
    if (rc != JX_OK) complain_unsent(s, rc, &t);
}

int outbox_add(const struct context *ctx, const struct outbox_act *acts, uint32_t count)
{
    uint32_t room = 0;
    jx_status rc = outbox_room(ctx->home, &room);
    if (rc == JX_OK && count > room) rc = JX_E_OUTBOX_FULL;
    for (uint32_t i = 0; rc == JX_OK && i < count; i++)
        rc = outbox_put(ctx->home, &acts[i]);
    return rc == JX_OK ? -1 : complain_status(ctx, _("outbox"), ctx->home, rc);
}

int hand_over(struct session *session, struct jx_arena *a, const struct outbox_act *ours,
              uint32_t count, bool wait)
{
    struct handing s = {.ctx = session->ctx,
                        .session = session,
                        .arena = a,
                        .ours = ours,
                        .our_count = count,
                        .wait = wait};
    send_outbox(&s);
    return s.code;
}
