/* Runs: a year scored again under a pack, beside what is live.
 *
 *   content of a run
 *             [1, nonce bin16, full bool, name, pack bin]: the pack's files as in act.h; the header
 *             has the year. A run is called by the position of its record.
 * A run is published or dropped by a decision (decision.h) whose first argument is its number.
 *
 *   runs      arguments [1, year]; 0: of every year
 *             body      [1, position, [[run, year, full, name, pack bin32, time_ms, first, cursor,
 *                       documents, changed, published, live, why], ...]]: `why` it goes
 *                       no further, a status' name
 *   scores    arguments [1, year, left, right, after, most, all]: a side is a run, or 0 for what is
 *                       live; documents behind the position `after`; `all` or only those whose
 *                       score or grade differs
 *             body      [1, next, [score, ...]]: `next` goes on as `after`, 0: none is left. May be
 *                       short, even empty, and still go on
 *   score     [position, id bin32, form, period, unit, unit name, project, project name, state,
 *              claimed | nil, budget, errors, explains, warnings, claimed sums differ,
 *              left | nil, left grade, right | nil, right grade, [row, ...],
 *              confirmed | nil, confirmed grade]: an officer's own score, whatever the sides say
 *   row       [funds bool, index, weight | nil, left method, left | nil, right method, right |
 * nil]: of those that count, where method or score differ reasons   arguments [1, id bin32, left,
 * right] body      [1, [[funds, index, left zh, left en, right zh, right en], ...]]: how such a row
 * got its scores Scores and money are integers, millionths. */
#ifndef JX_WIRE_RUN_H
#define JX_WIRE_RUN_H

#include "act.h"
#include "outcome.h"

struct jx_run_act {
    struct jx_slice nonce;
    bool full; /* everything is judged again, not only scored */
    struct jx_slice name;
    struct jx_slice pack;
};
jx_status jx_run_act_encode(const struct jx_run_act *in, struct jx_buffer *out);
jx_status jx_run_act_decode(struct jx_slice bytes, struct jx_run_act *out);
/* The number of a run as a decision's argument has it; 0 when it is none. */
uint64_t jx_run_number(struct jx_slice text);

struct jx_run_row {
    uint64_t run, year;
    bool full;
    struct jx_slice name;
    struct jx_hash pack;
    int64_t time_ms;             /* when it was started */
    uint64_t first, cursor;      /* from where it goes, and how far it is */
    uint64_t documents, changed; /* scored so far; of those, whose result is another one */
    uint64_t published;          /* position of the record that did; 0 */
    bool live;                   /* its results are the year's */
    jx_status failed;            /* JX_OK, or why it cannot be published as it is now */
};
struct jx_runs {
    uint64_t position; /* what it is true for; a run that is there is up to date */
    struct jx_run_row *rows;
    uint32_t count;
};
jx_status jx_runs_encode(const struct jx_runs *in, struct jx_buffer *out);
jx_status jx_runs_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_runs *out);

struct jx_scores_arguments {
    uint64_t year, left, right, after, most;
    bool all;
};
jx_status jx_scores_arguments_encode(const struct jx_scores_arguments *in, struct jx_buffer *out);
jx_status jx_scores_arguments_decode(struct jx_slice bytes, struct jx_scores_arguments *out);

struct jx_known {
    bool known;
    int64_t micro;
};
struct jx_scored_row {
    bool funds;
    uint64_t index;
    struct jx_known weight, left, right;
    struct jx_slice left_method, right_method;
};
struct jx_scored_document {
    uint64_t position;
    struct jx_hash id;
    struct jx_slice form, period, unit, unit_name, project, project_name;
    uint64_t state;
    struct jx_known claimed, left, right, confirmed;
    int64_t budget;
    uint64_t errors, explains, warnings;
    bool differs; /* claimed and live computed total */
    uint64_t left_grade, right_grade, confirmed_grade;
    struct jx_scored_row *rows;
    uint32_t row_count;
};
struct jx_scores {
    uint64_t next;
    struct jx_scored_document *rows;
    uint32_t count;
};
jx_status jx_scores_encode(const struct jx_scores *in, struct jx_buffer *out);
jx_status jx_scores_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_scores *out);

struct jx_reasons_arguments {
    struct jx_hash id;
    uint64_t left, right;
};
jx_status jx_reasons_arguments_encode(const struct jx_reasons_arguments *in, struct jx_buffer *out);
jx_status jx_reasons_arguments_decode(struct jx_slice bytes, struct jx_reasons_arguments *out);

struct jx_reason_row {
    bool funds;
    uint64_t index;
    struct jx_slice left_zh, left_en, right_zh, right_en;
};
struct jx_reasons {
    struct jx_reason_row *rows;
    uint32_t count;
};
jx_status jx_reasons_encode(const struct jx_reasons *in, struct jx_buffer *out);
jx_status jx_reasons_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_reasons *out);

#endif
