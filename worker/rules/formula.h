/* Conditions and scores as a profile writes them: a small expression language, exact and total. */
#ifndef JX_RULES_FORMULA_H
#define JX_RULES_FORMULA_H

#include "ratio.h"
#include "word_index.h"

/* What a condition may ask: X(name, zh, en). Each is true or false for every row. */
#define JX_FACTS(X)                                                                                \
    X(POSITIVE, "正向", "positive")     /* the target's sign is ≥ or > */                        \
    X(NEGATIVE, "反向", "negative")     /* ≤ or < */                                             \
    X(STRICT, "严格", "strict")         /* > or < */                                               \
    X(EQUAL_SIGN, "等号", "equal_sign") /* = */                                                    \
    X(NO_SIGN, "无符号", "no_sign")                                                                \
    X(COMPARABLE, "可比", "comparable")      /* two numbers in one unit */                         \
    X(DATES, "日期可比", "dates_comparable") /* two dates the calendar can compare */              \
    X(MET, "达标", "met")                    /* the sign holds, or the deadline was kept */        \
    X(SAME, "同文", "same")                  /* target and actual say the same */                  \
    X(TARGET_NUMBER, "目标为数值", "target_number")                                                \
    X(TARGET_RATE, "目标为比率", "target_rate")                                                    \
    X(TARGET_TIME, "目标为时长", "target_time")                                                    \
    X(TARGET_MONEY, "目标为金额", "target_money")                                                  \
    X(TARGET_DATE, "目标为日期", "target_date")                                                    \
    X(TARGET_TEXT, "目标为文字", "target_text")                                                    \
    X(TARGET_BLANK, "目标为空", "target_blank")                                                    \
    X(TARGET_RANGE, "目标为区间", "target_range") /* A is the end of it that B is held against */  \
    X(ACTUAL_NUMBER, "实际为数值", "actual_number")                                                \
    X(ACTUAL_PERCENT, "实际为百分数", "actual_percent")                                            \
    X(ACTUAL_DATE, "实际为日期", "actual_date")                                                    \
    X(ACTUAL_TEXT, "实际为文字", "actual_text")                                                    \
    X(ACTUAL_BLANK, "实际为空", "actual_blank")                                                    \
    X(NAME_BLANK, "指标名为空", "name_blank")                                                      \
    X(STANDARD, "有扣分标准", "has_standard") /* a printed one that can be read and applied */

enum jx_fact {
#define X(name, zh, en) JX_FACT_##name,
    JX_FACTS(X)
#undef X
        JX_FACT_COUNT
};

/* Cells whose words can be looked up in a list: X(name, zh, en). */
#define JX_SUBJECTS(X)                                                                             \
    X(TARGET, "目标", "target")                                                                    \
    X(ACTUAL, "实际", "actual")                                                                    \
    X(REASON, "原因", "reason")                                                                    \
    X(LEVEL1, "一级指标", "level1")                                                                \
    X(LEVEL2, "二级指标", "level2")                                                                \
    X(LEVEL3, "三级指标", "level3")

enum jx_subject {
#define X(name, zh, en) JX_SUBJECT_##name,
    JX_SUBJECTS(X)
#undef X
        JX_SUBJECT_COUNT
};

/* Figures of a row: A target, B actual, w weight, S the claimed score, D the score by the printed
 * standard of deduction; M the last month that is monitored (of a light alone). */
enum jx_variable { JX_VAR_A, JX_VAR_B, JX_VAR_W, JX_VAR_S, JX_VAR_D, JX_VAR_M, JX_VAR_COUNT };

struct jx_amount {
    bool known;
    struct jx_ratio value;
};

static inline struct jx_amount jx_amount_of(jx_dec v)
{
    return (struct jx_amount){true, jx_ratio_of(v)};
}

/* All that an expression can see of a row. */
struct jx_view {
    struct jx_amount figures[JX_VAR_COUNT];
    uint32_t facts; /* a bit for each enum jx_fact */
    struct jx_slice subjects[JX_SUBJECT_COUNT];
};

static inline void jx_view_see(struct jx_view *v, enum jx_fact fact, bool is)
{
    v->facts |= (uint32_t)is << fact;
}

static inline bool jx_view_is(const struct jx_view *v, enum jx_fact fact)
{
    return v->facts >> fact & 1;
}

/* What shows at once besides: how A, B and w stand to 0. Bits behind those of the facts. */
enum jx_standing {
    JX_A_KNOWN = JX_FACT_COUNT,
    JX_A_ZERO,
    JX_A_ABOVE,
    JX_B_KNOWN,
    JX_B_ZERO,
    JX_B_ABOVE,
    JX_W_ZERO,
    JX_STANDING_END
};

/* Facts and standings. */
uint32_t jx_view_shows(const struct jx_view *v);

/* What lists the words of a row's cells belong to: each is looked up when first asked for. */
struct jx_looked_up {
    const struct jx_word_index *index; /* of the lists the expression was parsed with */
    uint32_t begun; /* a bit for each subject: `sets` is true of the lists that need no walk, */
    uint32_t known; /* of all */
    struct jx_word_set sets[JX_SUBJECT_COUNT];
};

static inline void jx_look_up(struct jx_looked_up *words, const struct jx_word_index *index)
{
    words->index = index;
    words->begun = words->known = 0;
}

/* A share of the weight that words allow, as a profile's [档次] names it. */
struct jx_band {
    struct jx_slice name;
    struct jx_ratio low, high; /* of 1 */
};

struct jx_expression; /* lives in the arena it was parsed into */

/* What names an expression may use. */
struct jx_names {
    const struct jx_band *bands;
    uint32_t band_count;
    const struct jx_word_list *lists;
    uint32_t list_count;
};

/* What is wrong: the byte offset in the text, and what was expected there. */
struct jx_expression_trouble {
    size_t at;
    const char *zh, *en;
};

enum { JX_EXPRESSION_BYTES_MAX = 2000, JX_EXPRESSION_DEPTH_MAX = 32 };

/* Parses a condition (`truth`) or a score. Operators: + - * / (× ÷), = < > ≤ ≥, 且 或 非,
 * parentheses; 80% is 0.8; min(a, b …) 较小, max 较大, if(condition, a, b) 如果; clip(low, high)
 * 取自评: the claimed score, or the nearest bound; band(name) 档: clip between the band's shares of
 * w; none 不计算: no score; `实际 属于 LIST`. JX_OK, JX_E_RULES with *t, or the arena's status. */
jx_status jx_expression_parse(struct jx_slice text, bool truth, const struct jx_names *names,
                              struct jx_arena *a, const struct jx_expression **out,
                              struct jx_expression_trouble *t);

/* Of what shows at once, the bits that have to be set and those that must not be, or a condition
 * does not hold. */
struct jx_demands {
    uint32_t yes, no;
};

/* A condition's demands, and what else it asks: *rest is NULL where it holds with them alone. From
 * the arena; its status. */
jx_status jx_expression_demands(const struct jx_expression *e, struct jx_arena *a,
                                struct jx_demands *out, const struct jx_expression **rest);

/* Words are not asked for where `words` is NULL. A comparison with a figure that the row does not
 * have is false; arithmetic with it has no result. JX_OK; JX_E_OVERFLOW, JX_E_DIVISION. */
jx_status jx_expression_holds(const struct jx_expression *e, const struct jx_view *v,
                              struct jx_looked_up *words, bool *out);
/* out->known is false when the expression says none or lacks a figure. */
jx_status jx_expression_score(const struct jx_expression *e, const struct jx_view *v,
                              struct jx_looked_up *words, struct jx_amount *out);
/* Whether the expression looks at the claimed score (clip, band). */
bool jx_expression_takes_claimed(const struct jx_expression *e);

#endif
