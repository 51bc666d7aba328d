/* Queries and their answers: arguments and bodies of QUERY and ANSWER messages, read and written
 * here by both sides. Every body begins with a version.
 *
 *   summary   arguments [1, year, form, unit]; "" stands for every form or unit
 *             body      [1, position, [[form, period, unit, unit name, [int, ...], [int, ...],
 *                       [int, ...]], ...]]: what counts as received, as approved, and how many
 *                       versions are in each state
 *   tree      arguments as for summary, of one form
 *             body      [1, position, [[period, unit, unit name, parent, [int, ...], [int, ...],
 *                       [int, ...], [int, ...], [int, ...]], ...]]: of the branch what counts as
 *                       received, as approved, and its states; of the unit alone what counts as
 *                       received; rows expected, received, approved, on time, late
 *   missing   arguments as for summary
 *             body      [1, position, [[form, period, unit, unit name, project, project name, due,
 *                       received, approved, on time, late, excepted, state, time_ms], ...]]
 *   unmatched arguments as for summary, of every form
 *             body      [1, position, [[position, id bin32, form, period, unit, project name,
 *                       [code, name, ...], asks unit, unit name], ...]]: codes and names of
 *                       projects, or of units where that is what is asked
 *   document  arguments [1, id bin32]
 *             body      [1, listed, content bin, parent bin32 | nil, successor bin32 | nil]
 *   list      arguments [1, most]
 *             body      [1, [listed, ...]]: of the unit, or branch, of who asks
 *   select    arguments [1, most, before, form, year, unit, state]: of units whose code begins so;
 *                       "" and 0 stand for every one; only positions below `before`, 0: all
 *             body      [1, next, [listed, ...]]: newest first; `next` goes on as `before`, 0: none
 *                       is left. May hold fewer than `most`, even none, and still go on
 *   ids       arguments [1, hex text]: how an id begins, 6 digits or more
 *             body      [1, [id bin32, ...]]: documents that begin so, at most JX_IDS_MAX
 *   listed    [position, time_ms, id bin32, form, year, period, unit, unit name, project name,
 *              outcome bin]
 *   pack      arguments [1, position, pack bin32 | nil]: the pack of that hash, whether it was
 *                       activated or came with a run; without one (or left out, as older programs
 *                       do) the pack in force for the record there; 0: the newest
 *             body      [1, activated, pack act's content bin]; activated 0: asked for by its hash
 * history, decision, findings, events and delegations: history.h; relations: relation.h; breakdown:
 * breakdown.h; master: held.h; projects, years and days: listing.h. */
#ifndef JX_WIRE_QUERY_H
#define JX_WIRE_QUERY_H

#include "message.h"
#include "outcome.h"
#include "run.h"

enum {
    JX_SUMMARY_ADDS = 24,
    JX_ID_DIGITS_LEAST = 6,
};

/* Every query there is; its name on the wire is what stands here. */
#define JX_QUERIES(Q)                                                                              \
    Q(summary)                                                                                     \
    Q(tree)                                                                                        \
    Q(breakdown)                                                                                   \
    Q(missing)                                                                                     \
    Q(unmatched)                                                                                   \
    Q(document)                                                                                    \
    Q(list)                                                                                        \
    Q(select)                                                                                      \
    Q(ids)                                                                                         \
    Q(projects)                                                                                    \
    Q(years)                                                                                       \
    Q(days)                                                                                        \
    Q(history)                                                                                     \
    Q(decision)                                                                                    \
    Q(findings)                                                                                    \
    Q(relations)                                                                                   \
    Q(events)                                                                                      \
    Q(delegations)                                                                                 \
    Q(master)                                                                                      \
    Q(pack)                                                                                        \
    Q(runs)                                                                                        \
    Q(scores)                                                                                      \
    Q(reasons)

#define JX_QUERY_SUMMARY     "summary"
#define JX_QUERY_TREE        "tree"
#define JX_QUERY_BREAKDOWN   "breakdown"
#define JX_QUERY_MISSING     "missing"
#define JX_QUERY_UNMATCHED   "unmatched"
#define JX_QUERY_DOCUMENT    "document"
#define JX_QUERY_LIST        "list"
#define JX_QUERY_SELECT      "select"
#define JX_QUERY_IDS         "ids"
#define JX_QUERY_PROJECTS    "projects"
#define JX_QUERY_YEARS       "years"
#define JX_QUERY_DAYS        "days"
#define JX_QUERY_HISTORY     "history"
#define JX_QUERY_DECISION    "decision"
#define JX_QUERY_FINDINGS    "findings"
#define JX_QUERY_RELATIONS   "relations"
#define JX_QUERY_EVENTS      "events"
#define JX_QUERY_DELEGATIONS "delegations"
#define JX_QUERY_MASTER      "master"
#define JX_QUERY_PACK        "pack"
#define JX_QUERY_RUNS        "runs"
#define JX_QUERY_SCORES      "scores"
#define JX_QUERY_REASONS     "reasons"

struct jx_summary_arguments {
    uint64_t year;
    struct jx_slice form, unit;
};
jx_status jx_summary_arguments_encode(const struct jx_summary_arguments *in, struct jx_buffer *out);
jx_status jx_summary_arguments_decode(struct jx_slice bytes, struct jx_summary_arguments *out);

struct jx_summary_row {
    struct jx_slice form, period;
    struct jx_slice unit; /* "" for the whole county */
    struct jx_slice unit_name;
    int64_t received[JX_SUMMARY_ADDS], approved[JX_SUMMARY_ADDS];
    int64_t states[JX_STATE_COUNT];
};
struct jx_summary {
    uint64_t position; /* what it is true for */
    struct jx_summary_row *rows;
    uint32_t count;
};
jx_status jx_summary_encode(const struct jx_summary *in, struct jx_buffer *out);
jx_status jx_summary_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_summary *out);

/* Rows of expected submissions, by what became of them. */
enum jx_progress {
    JX_PROGRESS_EXPECTED,
    JX_PROGRESS_RECEIVED,
    JX_PROGRESS_APPROVED,
    JX_PROGRESS_ON_TIME,
    JX_PROGRESS_LATE,
    JX_PROGRESS_COUNT
};

/* A unit with everything below it. */
struct jx_branch {
    struct jx_slice period;
    struct jx_slice unit; /* "" for the whole county */
    struct jx_slice unit_name, parent;
    int64_t received[JX_SUMMARY_ADDS], approved[JX_SUMMARY_ADDS], states[JX_STATE_COUNT];
    int64_t own[JX_SUMMARY_ADDS]; /* received, without what is below */
    int64_t progress[JX_PROGRESS_COUNT];
};
struct jx_branches {
    uint64_t position;
    struct jx_branch *rows; /* by period and unit */
    uint32_t count;
};
jx_status jx_branches_encode(const struct jx_branches *in, struct jx_buffer *out);
jx_status jx_branches_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_branches *out);

/* A submission that is expected, and what came of it. */
struct jx_due {
    struct jx_slice form, period, unit, unit_name, project, project_name;
    struct jx_slice due; /* "2026-03-31"; "" without a day */
    bool received, approved, on_time, late, excepted;
    enum jx_state state; /* not received: of the newest version that came; RECEIVED: none did */
    int64_t time_ms;     /* when it came first; 0: it did not */
};
struct jx_dues {
    uint64_t position;
    struct jx_due *rows;
    uint32_t count;
};
jx_status jx_dues_encode(const struct jx_dues *in, struct jx_buffer *out);
jx_status jx_dues_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_dues *out);

/* A document whose project is none of the year's list for certain; or, `asks_unit`, one that prints
 * another name than its unit's. */
struct jx_unmatched {
    uint64_t position;
    struct jx_hash id;
    bool asks_unit;
    struct jx_slice form, period, unit, unit_name, project_name;
    struct jx_slice codes[JX_CANDIDATES_MAX], names[JX_CANDIDATES_MAX]; /* what comes near */
    uint32_t candidate_count;
};
struct jx_unmatched_list {
    uint64_t position;
    struct jx_unmatched *rows;
    uint32_t count;
};
jx_status jx_unmatched_encode(const struct jx_unmatched_list *in, struct jx_buffer *out);
jx_status jx_unmatched_decode(struct jx_slice bytes, struct jx_arena *a,
                              struct jx_unmatched_list *out);

struct jx_listed {
    uint64_t position;
    int64_t time_ms;
    struct jx_hash id;
    struct jx_slice form, period, unit, unit_name, project_name;
    uint64_t year;
    struct jx_outcome outcome;
};

struct jx_document_answer {
    struct jx_listed listed;
    struct jx_slice content;
    bool has_parent, has_successor;
    struct jx_hash parent, successor;
};
jx_status jx_id_arguments_encode(const struct jx_hash *id, struct jx_buffer *out);
jx_status jx_id_arguments_decode(struct jx_slice bytes, struct jx_hash *id);
jx_status jx_document_answer_encode(const struct jx_document_answer *in, struct jx_buffer *out);
jx_status jx_document_answer_decode(struct jx_slice bytes, struct jx_document_answer *out);

/* Also the arguments of "pack" and "decision", where the number is a position. */
jx_status jx_number_arguments_encode(uint64_t number, struct jx_buffer *out);
jx_status jx_number_arguments_decode(struct jx_slice bytes, uint64_t *number);
jx_status jx_list_encode(const struct jx_listed *rows, uint32_t count, struct jx_buffer *out);
jx_status jx_list_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_listed **rows,
                         uint32_t *count);

struct jx_select_arguments {
    uint64_t most, before, year;
    struct jx_slice form, unit, state; /* jx_state_name() */
};
struct jx_selected {
    uint64_t next;
    struct jx_listed *rows;
    uint32_t count;
};
jx_status jx_select_arguments_encode(const struct jx_select_arguments *in, struct jx_buffer *out);
jx_status jx_select_arguments_decode(struct jx_slice bytes, struct jx_select_arguments *out);
jx_status jx_select_encode(const struct jx_selected *in, struct jx_buffer *out);
jx_status jx_select_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_selected *out);

/* Arguments of "ids". */
jx_status jx_text_arguments_encode(struct jx_slice text, struct jx_buffer *out);
jx_status jx_text_arguments_decode(struct jx_slice bytes, struct jx_slice *text);
jx_status jx_ids_encode(const struct jx_hash *ids, uint32_t count, struct jx_buffer *out);
jx_status jx_ids_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_hash **ids,
                        uint32_t *count);

struct jx_pack_arguments {
    uint64_t position;
    bool named; /* `pack` says which */
    struct jx_hash pack;
};
jx_status jx_pack_arguments_encode(const struct jx_pack_arguments *in, struct jx_buffer *out);
jx_status jx_pack_arguments_decode(struct jx_slice bytes, struct jx_pack_arguments *out);
jx_status jx_pack_answer_encode(uint64_t activated, struct jx_slice content, struct jx_buffer *out);
jx_status jx_pack_answer_decode(struct jx_slice bytes, uint64_t *activated,
                                struct jx_slice *content);

#endif
