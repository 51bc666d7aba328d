/* The verdict on one document: a pure function of (document, rule pack). The client's `check` and
 * the county's workers call the same code with the same pack and get the same verdict, byte for
 * byte. */
#ifndef JX_RULES_JUDGE_H
#define JX_RULES_JUDGE_H

#include "../../proto/base/decimal.h"
#include "../../proto/form/document.h"
#include "pack.h"

enum jx_grade { JX_GRADE_EXCELLENT, JX_GRADE_GOOD, JX_GRADE_FAIR, JX_GRADE_POOR, JX_GRADE_NONE };
enum { JX_GRADE_COUNT = JX_GRADE_NONE };

/* "优" "良" "中" "差"; "" for NONE. */
const char *jx_grade_zh(enum jx_grade g);

/* How far the money is behind the time of year. Numbers are kept for ever. */
enum jx_light { JX_LIGHT_NONE, JX_LIGHT_GREEN, JX_LIGHT_YELLOW, JX_LIGHT_RED, JX_LIGHT_COUNT };
const char *jx_light_name(enum jx_light l); /* "green" "yellow" "red"; "" for NONE */

/* A score that may be missing: the claimed one because its cell is empty or no figure, the computed
 * one because there is nothing to judge by. */
struct jx_score {
    bool known;
    jx_dec value;
};

/* How one row of the form got its score: a funds row (the total row only) or an indicator row. */
struct jx_row_verdict {
    char where[48];         /* JSON pointer of the row: "/indicators/3", "/funds/0" */
    struct jx_slice method; /* id of the profile's rule that scored it; "" when none applies */
    struct jx_slice source; /* that rule's source, as the profile states it */
    bool our_reading;       /* the profile marks the rule as our reading, not printed text */
    struct jx_score weight, claimed, computed;
    bool differs; /* claimed and computed are both known and differ, or only one is known */
    struct jx_slice explanation_zh,
        explanation_en; /* how target and actual were read, the arithmetic
                           with its figures, and why it differs */
};

enum jx_severity { JX_SEVERITY_ERROR, JX_SEVERITY_EXPLAIN, JX_SEVERITY_WARNING, JX_SEVERITY_INFO };
const char *jx_severity_name(enum jx_severity s); /* "error", "explain", "warning", "info" */

struct jx_finding {
    struct jx_slice
        rule; /* its id in the pack; with `.tail` behind it where rounding explains it */
    enum jx_severity severity;
    char where[JX_WHERE_BYTES];  /* JSON pointer into the document */
    struct jx_slice left, right; /* both figures, as texts; "" where there is none */
    struct jx_slice message_zh, message_en;
    struct jx_slice advice_zh, advice_en;
    struct jx_slice because; /* the finding's rule of which this one is a consequence; absent */
    int32_t other;           /* relations: the index of the document it is compared with, or -1 */
    struct jx_slice other_name; /* for whoever shows it: what that document is called; absent */
};

/* What a counting document adds to every aggregate it belongs to. Additive; money in 万元 (exact
 * cents), scores in points. Absent figures add nothing; a form that is not scored (every one but
 * self_evaluation) adds its document, money and findings only. */
#define JX_ADDITIVES(X)                                                                            \
    X(documents)       /* 1 */                                                                     \
    X(not_computed)    /* 1 when there is no computed total */                                     \
    X(claimed_differs) /* 1 when claimed and computed totals differ, or one of them is missing */  \
    X(grade_excellent)                                                                             \
    X(grade_good)                                                                                  \
    X(grade_fair)                                                                                  \
    X(grade_poor)                                                                                  \
    X(initial_budget) /* millionths of 万元 */                                                   \
    X(annual_budget)                                                                               \
    X(executed)                                                                                    \
    X(computed_score) /* millionths of a point, sum over documents that have one */                \
    X(claimed_score)                                                                               \
    X(claimed_count)                                                                               \
    X(errors)                                                                                      \
    X(explains)                                                                                    \
    X(warnings)                                                                                    \
    X(score_by_money) /* computed score times annual budget, millionths of a point times 万元 */ \
    X(money_of_scores) /* that annual budget; 0 when there is no computed score */                 \
    X(light_green)     /* 1 when the execution light is green; of monitoring only */               \
    X(light_yellow)                                                                                \
    X(light_red)

struct jx_additive {
#define X(name) int64_t name;
    JX_ADDITIVES(X)
#undef X
};

/* What the rows of one class of level-1 indicators (产出 …) come to. Additive; scores in millionths
 * of a point. */
#define JX_CLASS_SUMS(X)                                                                           \
    X(rows)         /* that carry weight or score */                                               \
    X(met)          /* of those: full marks */                                                     \
    X(not_computed) /* of those: nothing to judge by; they add to no score and no weight */        \
    X(score)        /* computed */                                                                 \
    X(weight)       /* of the computed ones */                                                     \
    X(claimed)      /* of those with a claim */

struct jx_class_sums {
#define X(name) int64_t name;
    JX_CLASS_SUMS(X)
#undef X
};

/* A class is named by the word of the profile's weight plans that its level 1 contains; "" when it
 * contains none. */
struct jx_class {
    struct jx_slice name; /* borrows from the pack */
    struct jx_class_sums sums;
};
/* Further words share the class "", as do those that are longer. */
enum { JX_CLASSES_MAX = 16, JX_CLASS_NAME_MAX = 96 };

struct jx_verdict {
    struct jx_score claimed, computed; /* totals */
    enum jx_grade grade;               /* of the computed total */
    struct jx_row_verdict *rows;
    uint32_t row_count;
    struct jx_finding *findings;
    uint32_t finding_count;
    struct jx_additive adds;
    enum jx_light light;
    struct jx_class classes[JX_CLASSES_MAX]; /* by name */
    uint32_t class_count;
};

/* Judges a document that passed jx_document_check(). Everything in *out borrows from the arena, the
 * document or the pack. JX_OK; JX_E_NO_PACK when the pack has no profile for the document's form
 * and year; the arena's status. A figure that overflows makes its row "not computed", never a
 * failure. */
jx_status jx_judge(const struct jx_document *d, const struct jx_pack *pack, struct jx_arena *a,
                   struct jx_verdict *out);

/* The same verdict, byte for byte, without messages, advice and explanations: for whoever folds it
 * and shows it to nobody. */
jx_status jx_judge_figures(const struct jx_document *d, const struct jx_pack *pack,
                           struct jx_arena *a, struct jx_verdict *out);

/* The bytes that the verdict hash is taken over: rules, severities, places, figures, rows and
 * scores, not addresses or texts. From the arena. */
jx_status jx_verdict_bytes(const struct jx_verdict *v, struct jx_arena *a, struct jx_slice *out);

/* The light of a branch: of what a monitoring form's budget and executed money add up to, at the
 * end of its period. NONE where the pack has no profile for it, or the profile no lights. */
enum jx_light jx_pack_light(const struct jx_pack *pack, enum jx_form form, int32_t year,
                            jx_dec budget, jx_dec executed, struct jx_slice period);

/* The grade that a score of such a form gets; NONE where the pack has no profile for it. */
enum jx_grade jx_pack_grade(const struct jx_pack *pack, enum jx_form form, int32_t year,
                            jx_dec score);

#endif
