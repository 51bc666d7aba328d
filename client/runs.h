/* Runs over a year, asked for and acted on. Answers live in the session's arena. */
#ifndef JX_CLIENT_RUNS_H
#define JX_CLIENT_RUNS_H

#include "ask.h"
#include "json/write.h"

#include "../proto/wire/run.h"

/* Sends an act of that year, and waits for what became of it. *position is its record's. Outcomes
 * of session_ask(); JX_E_RECEIPT; JX_E_UNREACHABLE when nothing came of it in `patience_ms` (0: it
 * is not waited for), though it is recorded. */
jx_status runs_send(struct session *s, enum jx_act kind, uint32_t year, struct jx_slice content,
                    int64_t patience_ms, uint64_t *position, struct jx_outcome *out);

/* Begins a run of that year under the pack of `act`, whose nonce is set here; *run is its number.
 * As runs_send(). */
jx_status runs_start(struct session *s, uint32_t year, struct jx_run_act *act, int64_t patience_ms,
                     uint64_t *run, struct jx_outcome *out);
/* Publishes or drops it, with a reason for the record. As runs_send(). */
jx_status runs_decide(struct session *s, enum jx_act kind, const struct jx_run_row *r,
                      struct jx_slice reason, int64_t patience_ms, uint64_t *position,
                      struct jx_outcome *out);
jx_status runs_list(struct session *s, uint32_t year, struct jx_runs *out);
/* The run of that number; JX_E_NOT_FOUND. *position is what it is true for. */
jx_status runs_find(struct session *s, uint64_t run, struct jx_run_row *out, uint64_t *position);
jx_status runs_scores(struct session *s, const struct jx_scores_arguments *args,
                      struct jx_scores *out);
jx_status runs_reasons(struct session *s, const struct jx_reasons_arguments *args,
                       struct jx_reasons *out);

/* "running", "complete", "catching-up", "live", "was-live", "failed". */
const char *runs_state(const struct jx_run_row *r, uint64_t position);
/* How much of what was there when it began it has seen. */
unsigned runs_percent(const struct jx_run_row *r);
/* An object. */
void runs_put(struct jx_json_writer *w, const struct jx_run_row *r, uint64_t position);

/* "live", or a run's number ("812", "#812"); false, after it complained, for anything else. */
bool runs_side(struct context *ctx, const char *text, uint64_t *run);
/* A year as an option gives it; 0, after it complained. */
uint32_t runs_year(struct context *ctx, const char *text);
/* A score or amount with two decimals, or as many more as it needs, "-" where it is not known. */
struct jx_slice runs_figure(struct jx_known k, struct jx_arena *a);

/* batch_compare.c */
int batch_compare(struct context *ctx, const char *left, const char *right, uint32_t reasons);

#endif
