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
