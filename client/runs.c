/* Questions about runs, and acts on them. */
#include "runs.h"

#include "../proto/base/text.h"
#include "../proto/net/clock.h"
#include "../proto/wire/crypto.h"
#include "cli/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { POLL_MS = 50 };

/* ---- acts ---- */

jx_status runs_send(struct session *s, enum jx_act kind, uint32_t year, struct jx_slice content,
                    int64_t patience_ms, uint64_t *position, struct jx_outcome *out)
{
    *out = (struct jx_outcome){.state = JX_STATE_RECEIVED};
    jx_status rc = session_record(s, kind, year, content, position);
    const int64_t until = jx_clock_mono_ms() + patience_ms;
    bool waits = rc == JX_OK && patience_ms > 0;
    while (waits) {
        rc = ask_decision(s, *position, out);
        bool later = rc == JX_E_NOT_FOUND || rc == JX_E_NO_WORKER || rc == JX_E_BUSY;
        waits = later && jx_clock_mono_ms() < until;
        if (later && !waits) rc = JX_E_UNREACHABLE;
        if (waits) usleep(POLL_MS * 1000);
    }
    return rc;
}

jx_status runs_start(struct session *s, uint32_t year, struct jx_run_act *act, int64_t patience_ms,
                     uint64_t *run, struct jx_outcome *out)
{
    uint8_t nonce[JX_NONCE_BYTES];
    struct jx_buffer content;
    jx_random_bytes(nonce, sizeof nonce);
    act->nonce = jx_slice_at(nonce, sizeof nonce);
    jx_buffer_init(&content, JX_CONTENT_BYTES_MAX);
    jx_status rc = jx_run_act_encode(act, &content);
    if (rc == JX_OK)
        rc = runs_send(s, JX_ACT_RUN, year, jx_buffer_slice(&content), patience_ms, run, out);
    jx_buffer_clear(&content);
    act->nonce = JX_ABSENT;
    return rc;
}

jx_status runs_decide(struct session *s, enum jx_act kind, const struct jx_run_row *r,
                      struct jx_slice reason, int64_t patience_ms, uint64_t *position,
                      struct jx_outcome *out)
{
    enum { DIGITS = 24 };
    char run[DIGITS];
    uint8_t nonce[JX_NONCE_BYTES];
    struct jx_buffer content;
    jx_random_bytes(nonce, sizeof nonce);
    snprintf(run, sizeof run, "%llu", (unsigned long long)r->run);
    struct jx_decision d = {.nonce = jx_slice_at(nonce, sizeof nonce),
                            .reason = reason,
                            .arguments = {jx_slice_of(run)},
                            .argument_count = 1};
    jx_buffer_init(&content, JX_CONTENT_BYTES_MAX);
    jx_status rc = jx_decision_encode(&d, &content);
    if (rc == JX_OK)
        rc = runs_send(s, kind, (uint32_t)r->year, jx_buffer_slice(&content), patience_ms, position,
                       out);
    jx_buffer_clear(&content);
    return rc;
}

/* ---- questions ---- */

jx_status runs_list(struct session *s, uint32_t year, struct jx_runs *out)
{
    struct jx_slice body;
    jx_status rc = ask_number(s, JX_QUERY_RUNS, year, &body);
    return rc == JX_OK ? jx_runs_decode(body, &s->arena, out) : rc;
}

jx_status runs_find(struct session *s, uint64_t run, struct jx_run_row *out, uint64_t *position)
{
    struct jx_runs all;
    jx_status rc = runs_list(s, 0, &all);
    for (uint32_t i = 0; rc == JX_OK && i < all.count; i++) {
        if (all.rows[i].run != run) continue;
        *out = all.rows[i];
        *position = all.position;
        return JX_OK;
    }
    return rc == JX_OK ? JX_E_NOT_FOUND : rc;
}

jx_status runs_scores(struct session *s, const struct jx_scores_arguments *args,
                      struct jx_scores *out)
{
    struct jx_buffer arguments;
    struct jx_slice body;
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    jx_scores_arguments_encode(args, &arguments);
    jx_status rc = session_query(s, JX_QUERY_SCORES, &arguments, &body);
    return rc == JX_OK ? jx_scores_decode(body, &s->arena, out) : rc;
}

jx_status runs_reasons(struct session *s, const struct jx_reasons_arguments *args,
                       struct jx_reasons *out)
{
    struct jx_buffer arguments;
    struct jx_slice body;
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    jx_reasons_arguments_encode(args, &arguments);
    jx_status rc = session_query(s, JX_QUERY_REASONS, &arguments, &body);
    return rc == JX_OK ? jx_reasons_decode(body, &s->arena, out) : rc;
}

/* ---- showing ---- */

const char *runs_state(const struct jx_run_row *r, uint64_t position)
{
    if (r->failed != JX_OK) return "failed";
    if (r->live) return "live";
    if (r->published) return "was-live";
    if (r->cursor < r->run) return "running";
    return r->cursor < position ? "catching-up" : "complete";
}

unsigned runs_percent(const struct jx_run_row *r)
{
    uint64_t whole = r->run - r->first, part = r->cursor - r->first;
    return part >= whole || whole == 0 ? 100 : (unsigned)(part * 100 / whole);
}

void runs_put(struct jx_json_writer *w, const struct jx_run_row *r, uint64_t position)
{
    char hex[2 * JX_HASH_BYTES + 1];
    jx_hex_print(jx_hash_slice(&r->pack), hex);
    jx_json_object(w);
    jx_json_member_integer(w, "run", (int64_t)r->run);
    jx_json_member_integer(w, "year", (int64_t)r->year);
    jx_json_member_text(w, "mode", r->full ? JX_LIT("full") : JX_LIT("scores"));
    jx_json_member_text(w, "state", jx_slice_of(runs_state(r, position)));
    jx_json_member_text(w, "pack", jx_slice_of(hex));
    jx_json_member_text(w, "name", r->name);
    jx_json_member_integer(w, "time_ms", r->time_ms);
    jx_json_member_integer(w, "first", (int64_t)r->first);
    jx_json_member_integer(w, "cursor", (int64_t)r->cursor);
    jx_json_member_integer(w, "position", (int64_t)position);
    jx_json_member_integer(w, "percent", runs_percent(r));
    jx_json_member_integer(w, "documents", (int64_t)r->documents);
    jx_json_member_integer(w, "changed", (int64_t)r->changed);
    jx_json_member_integer(w, "published", (int64_t)r->published);
    if (r->failed != JX_OK) jx_json_member_text(w, "why", jx_slice_of(jx_status_name(r->failed)));
    jx_json_end_object(w);
}

/* ---- what stands on the command line ---- */

bool runs_side(struct context *ctx, const char *text, uint64_t *run)
{
    *run = 0;
    if (strcmp(text, "live") == 0) return true;
    *run = jx_run_number(jx_slice_of(text + (text[0] == '#')));
    if (*run) return true;
    complain(ctx, "batch", text, _("not the number of a run"),
             _("jixiao batch list shows them; live is what counts now"));
    return false;
}

uint32_t runs_year(struct context *ctx, const char *text)
{
    char *end = NULL;
    long n = text ? strtol(text, &end, 10) : 0;
    if (text && !*end && n >= JX_YEAR_FIRST && n <= JX_YEAR_LAST) return (uint32_t)n;
    complain(ctx, "--year", text, _("no year, or none that can be"), _("for example --year 2025"));
    return 0;
}

struct jx_slice runs_figure(struct jx_known k, struct jx_arena *a)
{
    char text[JX_DEC_PRINT_MAX];
    enum { CENT = JX_DEC_ONE / 100 };
    if (!k.known) return JX_LIT("-");
    size_t n = k.micro % CENT ? jx_dec_print_short((jx_dec){k.micro}, text)
                              : jx_dec_print((jx_dec){k.micro}, 2, text);
    return jx_arena_copy(a, jx_slice_at(text, n));
}
