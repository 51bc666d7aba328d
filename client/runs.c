/* Questions about runs, and acts on them. */
#include "runs.h"

#include "../proto/base/text.h"
#include "../proto/net/clock.h"
#include "cli/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { POLL_MS = 50 };

/* ---- acts ---- */

static jx_status send_act(struct session *s, enum jx_act kind, uint32_t year,
                          struct jx_slice content, uint64_t *position)
{
    struct jx_buffer header;
    struct jx_message question = {.kind = JX_MSG_submit}, answer;
    struct jx_receipt r;
    struct jx_hash id = jx_act_id(content);
    struct jx_header h = {.kind = kind,
                          .form = JX_LIT(""),
                          .year = year,
                          .period = JX_LIT(""),
                          .unit = jx_slice_of(s->identity.unit)};
    jx_buffer_init(&header, JX_HEADER_BYTES_MAX);
    jx_status rc = jx_header_encode(&h, &header);
    question.submit.header = jx_buffer_slice(&header);
    question.submit.content = content;
    if (rc == JX_OK) rc = session_ask(s, &question, JX_MSG_receipt, &answer);
    if (rc == JX_OK) rc = jx_receipt_decode(answer.receipt.receipt, &r);
    if (rc == JX_OK) rc = jx_receipt_verify(&r, &id, s->county.signing_key);
    jx_buffer_clear(&header);
    if (rc == JX_OK) *position = r.entry.position;
    return rc;
}

static jx_status ask(struct session *s, const char *query, struct jx_buffer *arguments,
                     struct jx_slice *body)
{
    jx_status rc = session_query(s, query, arguments, body);
    jx_buffer_clear(arguments);
    return rc;
}

static jx_status ask_number(struct session *s, const char *query, uint64_t number,
                            struct jx_slice *body)
{
    struct jx_buffer arguments;
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    jx_number_arguments_encode(number, &arguments);
    return ask(s, query, &arguments, body);
}

static jx_status ask_outcome(struct session *s, uint64_t position, struct jx_outcome *out)
{
    struct jx_slice body;
    struct jx_decided d;
    jx_status rc = ask_number(s, JX_QUERY_DECISION, position, &body);
    if (rc == JX_OK) rc = jx_decided_decode(body, &d);
    if (rc == JX_OK) *out = d.outcome;
    return rc;
}

jx_status runs_send(struct session *s, enum jx_act kind, uint32_t year, struct jx_slice content,
                    int64_t patience_ms, uint64_t *position, struct jx_outcome *out)
{
    *out = (struct jx_outcome){.state = JX_STATE_RECEIVED};
    jx_status rc = send_act(s, kind, year, content, position);
    const int64_t until = jx_clock_mono_ms() + patience_ms;
    bool waits = rc == JX_OK && patience_ms > 0;
    while (waits) {
        rc = ask_outcome(s, *position, out);
        bool later = rc == JX_E_NOT_FOUND || rc == JX_E_NO_WORKER || rc == JX_E_BUSY;
        waits = later && jx_clock_mono_ms() < until;
        if (later && !waits) rc = JX_E_UNREACHABLE;
        if (waits) usleep(POLL_MS * 1000);
    }
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
    jx_status rc = ask(s, JX_QUERY_SCORES, &arguments, &body);
    return rc == JX_OK ? jx_scores_decode(body, &s->arena, out) : rc;
}

jx_status runs_reasons(struct session *s, const struct jx_reasons_arguments *args,
                       struct jx_reasons *out)
{
    struct jx_buffer arguments;
    struct jx_slice body;
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    jx_reasons_arguments_encode(args, &arguments);
    jx_status rc = ask(s, JX_QUERY_REASONS, &arguments, &body);
    return rc == JX_OK ? jx_reasons_decode(body, &s->arena, out) : rc;
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
