/* What became of a submission: the store keeps it beside the document, done messages and status
 * answers carry it.
 *
 *   outcome   [1, state, status name, place, limit, claimed | nil, computed | nil, grade,
 *              errors, explains, warnings, verdict hash bin32 | nil, pack hash bin32 | nil, light,
 *              confirmed | nil, confirmed grade, score's pack bin32 | nil]
 * The light was appended later, and so were an officer's own score, its grade and the pack of the
 * computed score where that is another one; without them there are none. Scores are integers,
 * millionths of a point. */
#ifndef JX_WIRE_OUTCOME_H
#define JX_WIRE_OUTCOME_H

#include "../base/decimal.h"
#include "crypto.h"
#include "mp.h"

/* A document's state. Numbers are kept for ever. X(NAME, number, name, Chinese) */
#define JX_STATES(X)                                                                               \
    X(RECEIVED, 0, "received", "已收到，待处理") /* journalled, not yet worked on */               \
    X(REJECTED, 1, "rejected",                                                                     \
      "未通过接收检查") /* does not decode, wrong shape, contradicts its header, stale parent */   \
    X(SCORED, 2, "scored", "已评分") /* judged, and it counts as received */                       \
    X(CONFLICT, 3, "conflict",                                                                     \
      "有冲突，未计入") /* another document of its key counts, and this one names no parent */     \
    X(RETURNED, 4, "returned", "已退回") /* by an officer, with her reason; a revision is due */   \
    X(APPROVED, 5, "approved", "已审核通过") /* the version that counts as approved */             \
    X(WITHDRAWN, 6, "withdrawn", "已撤回")   /* by its unit, before approval */                    \
    X(CLOSED, 7, "closed", "已锁定")         /* approved, and its year is closed */                \
    X(PUBLISHED, 8, "published", "已公开")                                                         \
    X(SUPERSEDED, 9, "superseded", "已被新版本取代") /* a revision of it counts */                 \
    X(LATE, 10, "late", "逾期，未计入") /* after its due date, and no exception covers it */       \
    X(ACCEPTED, 11, "accepted",                                                                    \
      "主管部门已审核") /* by its department, where approval follows the tree; counts as scored */

enum jx_state {
#define X(NAME, number, name, zh) JX_STATE_##NAME = number,
    JX_STATES(X)
#undef X
        JX_STATE_COUNT = 12
};

/* "received", "rejected", ...; "unknown" for another number. Chinese: "已收到", "已退件" ... */
const char *jx_state_name(enum jx_state s);
const char *jx_state_zh(enum jx_state s);

struct jx_outcome {
    enum jx_state state;
    jx_status status; /* why it was rejected or is in conflict; JX_OK otherwise */
    char where[JX_WHERE_BYTES];
    int64_t limit;
    bool has_claimed, has_computed;
    jx_dec claimed, computed;
    uint8_t grade; /* enum jx_grade of worker/rules: 0 优 1 良 2 中 3 差 4 none */
    /* An officer's own score for this version, and the grade that followed from it under the rules
     * that held then; it counts instead of the computed one, which stays what it is. */
    bool has_confirmed;
    jx_dec confirmed;
    uint8_t confirmed_grade;
    uint8_t light; /* enum jx_light of worker/rules: 0 none 1 green 2 yellow 3 red */
    uint32_t errors, explains, warnings;
    bool judged; /* verdict and pack are set */
    struct jx_hash verdict, pack;
    bool
        has_score_pack; /* the computed score is a later run's: its pack, findings being `pack`'s */
    struct jx_hash score_pack;
};

/* The score and grade that count: an officer's own, else the computed one. */
static inline bool jx_outcome_is_scored(const struct jx_outcome *o)
{
    return o->has_confirmed || o->has_computed;
}
static inline jx_dec jx_outcome_score(const struct jx_outcome *o)
{
    return o->has_confirmed ? o->confirmed : o->computed;
}
static inline uint8_t jx_outcome_grade(const struct jx_outcome *o)
{
    return o->has_confirmed ? o->confirmed_grade : o->grade;
}

jx_status jx_outcome_encode(const struct jx_outcome *o, struct jx_buffer *out);
jx_status jx_outcome_decode(struct jx_slice bytes, struct jx_outcome *out);

#endif
