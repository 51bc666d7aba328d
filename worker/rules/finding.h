/* What a check can say: one table of kinds, and the list they are collected in. */
#ifndef JX_RULES_FINDING_H
#define JX_RULES_FINDING_H

#include "judge.h"

enum jx_finding_kind {
    JX_FINDING_FUNDS_SUM,
    JX_FINDING_FUNDS_SUM_TAIL,
    JX_FINDING_SCORE_OVER_WEIGHT,
    JX_FINDING_SCORE_ABOVE,
    JX_FINDING_SCORE_ABOVE_TAIL,
    JX_FINDING_SCORE_BELOW,
    JX_FINDING_SCORE_MISSING,
    JX_FINDING_ROW_NOT_COMPUTED,
    JX_FINDING_TOTAL_NOT_COMPUTED,
    JX_FINDING_TOTAL_SUM,
    JX_FINDING_TOTAL_SUM_TAIL,
    JX_FINDING_GRADE,
    JX_FINDING_SHORTFALL,
    JX_FINDING_DATE_IMPOSSIBLE,
    JX_FINDING_UNITS_DIFFER,
    JX_FINDING_KIND_COUNT,
};

/* Findings as they are found, and where their texts go. */
struct jx_findings {
    struct jx_arena *arena;
    struct jx_finding *items;
    uint32_t count, room;
    jx_status rc; /* the first failure; later additions do nothing */
};

/* What the message is filled with: {1} left, {2} right, {3} subject (an indicator's or a column's
 * name), {4} detail. */
struct jx_finding_facts {
    struct jx_slice left, right;
    struct jx_slice subject_zh, subject_en;
    struct jx_slice detail_zh, detail_en;
};

/* Adds a finding at the JSON pointer. */
void jx_finding_add(struct jx_findings *f, enum jx_finding_kind kind, const char *where,
                    const struct jx_finding_facts *facts);

/* The template with {1}, {2} … replaced by args[0], args[1] …; absent when the arena is exhausted.
 */
struct jx_slice jx_fill(struct jx_arena *a, const char *pattern, const struct jx_slice *args,
                        size_t count);

#endif
