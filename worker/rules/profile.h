/* A county's way of scoring, as its profile.txt states it. */
#ifndef JX_RULES_PROFILE_H
#define JX_RULES_PROFILE_H

#include "../../proto/form/document.h"
#include "formula.h"
#include "judge.h"

/* One scoring rule: where `when` holds, `score` is the score. */
struct jx_scoring_rule {
    struct jx_slice id, title_zh, title_en;
    struct jx_slice source;               /* as the profile states it */
    struct jx_slice source_zh, source_en; /* its two halves, for the explanation */
    bool our_reading;
    struct jx_slice formula; /* the text of `score` */
    const struct jx_expression *when, *score;
    struct jx_demands demands;        /* of `when`, */
    const struct jx_expression *rest; /* and what else it asks; NULL: nothing */
    bool takes_claimed;               /* `score` looks at the claimed one */
};

/* Of 64 rules, a bit each: those that eight bits of what shows rule out, whatever the others are.
 */
enum { JX_SHOWN_BYTES = (JX_STANDING_END + 7) / 8 };
struct jx_ruled_out {
    uint64_t bytes[JX_SHOWN_BYTES][256];
};

struct jx_rule_list {
    struct jx_scoring_rule *rules; /* the first whose condition holds applies */
    uint32_t count;
    struct jx_ruled_out *ruled_out; /* of each 64 of them; those beyond the last are */
};

struct jx_grade_line {
    jx_dec from;               /* the grade's least total */
    struct jx_word_list words; /* what forms print for it */
};

/* A name and figure of [参数]. */
struct jx_parameter {
    struct jx_slice name;
    jx_dec value;
};

/* Points of a class of indicators, named by a word of its level 1: 产出 50. */
struct jx_weight_share {
    struct jx_slice name;
    jx_dec weight;
};

/* One of [分值方案]: how the points are shared among the classes. */
enum { JX_WEIGHT_SHARES_MAX = 8 };
struct jx_weight_plan {
    struct jx_slice name;
    struct jx_weight_share shares[JX_WEIGHT_SHARES_MAX];
    uint32_t count;
};

/* One of [规则级别]: a rule of the rule files is as severe as this county says. */
struct jx_severity_change {
    struct jx_slice rule, severity;
    unsigned line, rule_column, severity_column;
};

/* [亮灯]: how far the money is behind the time of year. */
struct jx_lights {
    const struct jx_expression *progress; /* NULL: the profile has no lights */
    jx_dec green, yellow;                 /* from so much on; below: red */
};

struct jx_profile {
    struct jx_slice id, title_zh, title_en;
    bool forms[JX_FORM_COUNT];
    int32_t year_first, year_last;
    unsigned decimals;    /* of scores, 0..6 */
    jx_dec explain_below; /* a lower total needs an explanation */
    jx_dec execution_weight;
    struct jx_slice execution_weight_text;
    struct jx_grade_line grades[JX_GRADE_COUNT];
    struct jx_band *bands;
    uint32_t band_count;
    struct jx_word_list *lists;
    uint32_t list_count;
    struct jx_word_index words; /* of the lists */
    struct jx_rule_list execution, indicators;
    struct jx_parameter *parameters; /* [参数]: figures that the rule files name */
    uint32_t parameter_count;
    struct jx_weight_plan *plans;
    uint32_t plan_count;
    struct jx_severity_change *changes;
    uint32_t change_count;
    struct jx_lights lights;
};

/* What the parser was at when it gave up. */
struct jx_profile_trouble {
    unsigned line, column; /* from 1, the column in characters */
    const char *zh, *en;
};

/* Parses a profile; texts and rules live in the arena, into which `text` must have been copied.
 * JX_OK; JX_E_RULES with *t; the arena's status. */
jx_status jx_profile_parse(struct jx_slice text, struct jx_arena *a, struct jx_profile *out,
                           struct jx_profile_trouble *t);

bool jx_profile_covers(const struct jx_profile *p, enum jx_form form, int32_t year);

enum jx_grade jx_profile_grade(const struct jx_profile *p, jx_dec total);
/* The grade that a form's word means, or JX_GRADE_NONE. */
enum jx_grade jx_profile_grade_of_word(const struct jx_profile *p, struct jx_slice word);

/* The light of that budget and what was executed of it, in 万元, at the end of the period
 * ("1-8月"). NONE where the profile has no lights, the period names no month, or the formula has no
 * result. */
enum jx_light jx_profile_light(const struct jx_profile *p, jx_dec budget, jx_dec executed,
                               struct jx_slice period);

#endif
