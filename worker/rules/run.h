/* Rules at work: a document as the rules see it, and one evaluation under way. */
#ifndef JX_RULES_RUN_H
#define JX_RULES_RUN_H

#include "accounts.h"
#include "language.h"
#include "score.h"

/* A row that carries weight or score, as it was scored. */
struct jx_scored {
    bool funds; /* the funds' total row, not an indicator */
    uint32_t row;
    struct jx_slice name_zh, name_en;
    struct jx_outcome outcome;
    struct jx_number weight, claimed, computed, exact; /* as the rules compare them */
};

/* What scoring found out; empty for forms that are not scored. */
struct jx_scoring {
    struct jx_scored *rows;
    uint32_t count;
    struct jx_number claimed_sum; /* with what its rows may have been rounded by */
    struct jx_number computed;
    bool not_computed;
    uint32_t rows_not_computed;
    bool overflow;
};

/* UNKNOWN lacks a figure; TAIL holds within the figures' rounding only. */
enum jx_truth { JX_FALSE, JX_TAIL, JX_TRUE, JX_UNKNOWN };

enum { JX_ROWS_AT_ONCE = 64 };

/* Truths of that many rows, a bit each; JX_FALSE is where no bit is set. */
struct jx_truths {
    uint64_t tail, yes, unknown;
};

/* Truths that are remembered. */
struct jx_known {
    uint64_t asked;
    struct jx_truths truths;
};

/* Answers that several rules want; UNKNOWN is one. Truths of as many rows at once as are asked for
 * at once. */
struct jx_remembered {
    uint32_t rows; /* 0: nothing is remembered */
    struct jx_answers width;
    struct jx_known *truths;
    struct jx_figured **figures;
};

/* One document as the rules see it. */
struct jx_case {
    struct jx_sight sight;
    struct jx_remembered remembered;
    struct jx_scoring scoring;
    struct jx_tables tables;
    struct jx_narrative narrative;
    struct jx_sentence_match **matches; /* by pattern; found when first asked for */
    uint32_t *match_counts;
    bool *matched;
    bool joined;
};

jx_status jx_case_begin(struct jx_case *s, const struct jx_document *d,
                        const struct jx_rule_set *set, struct jx_arena *a);
/* Makes room for answers to be remembered, which then have to be those of an unchanged `scoring`;
 * JX_OK or the arena's status. */
jx_status jx_case_remember(struct jx_case *s, const struct jx_rule_set *set);
const struct jx_narrative *jx_case_narrative(struct jx_case *s);
/* The matches of the pattern; *count of them. */
const struct jx_sentence_match *jx_case_sentences(struct jx_case *s, const struct jx_rule_set *set,
                                                  uint32_t pattern, uint32_t *count);

/* Where a value came from. */
enum jx_origin_kind { JX_ORIGIN_NONE, JX_ORIGIN_CELL, JX_ORIGIN_TABLE, JX_ORIGIN_PARAGRAPH };
struct jx_origin {
    enum jx_origin_kind kind;
    bool other;
    union {
        struct { /* CELL; field UINT32_MAX: the row */
            struct jx_field_ref ref;
            uint32_t row;
        };
        struct jx_table_place table; /* TABLE */
        uint32_t paragraph;          /* PARAGRAPH */
    };
};

struct jx_value {
    struct jx_number number;
    struct jx_slice text; /* as printed; blank for a computed figure */
    struct jx_cell *cell; /* NULL: text is not a field's */
    enum jx_truth truth;
    struct jx_origin origin;
};

/* What an expression gives in each document, where it is added up over all of them: it does not
 * depend on who asks. Made when first asked for. */
struct jx_each {
    const struct jx_node *node;
    struct jx_number *numbers; /* by document; of the node's form only */
    struct jx_each *next;
};

enum { JX_SUMS_KEPT = 4 };

/* One evaluation: where it stands. */
struct jx_run {
    const struct jx_rule_set *set;
    const struct jx_profile *profile;
    struct jx_arena *arena;
    enum jx_lang lang;
    struct jx_case *self, *other;
    struct jx_case *all; /* relations: every document */
    uint32_t all_count;
    struct jx_each **each; /* shared by all runs over these documents */
    struct {
        const struct jx_node *node;
        const struct jx_case *self;
        struct jx_value value;
    } sums[JX_SUMS_KEPT]; /* over documents: equal at every row of one */
    uint32_t sum_next;
    const struct jx_scope *scope;
    uint32_t row, other_row;
    uint32_t group_first, group_count;
    struct jx_table_place table; /* TABLE, CODES */
    int32_t code;                /* CODES: its index */
    const struct jx_sentence_match *match;
    uint32_t match_index, match_count;
    const struct jx_sentence_match *matches;
    const struct jx_scored *scored;
    bool near;      /* the other document's name is only like this one's */
    bool row_near;  /* no row of the other document is this one; the name of one is like it */
    bool zero;      /* a missing figure is 0 */
    uint64_t steps; /* left */
};

/* As many as a document of the largest size needs for every rule; beyond, nothing is known any
 * more. */
enum { JX_RUN_STEPS = 20000000 };

/* A text as it stands, and the field's cell that it is, or NULL. */
struct jx_said {
    struct jx_slice text;
    struct jx_cell *cell;
};

/* A figure, and its text as in a value. */
struct jx_figured {
    struct jx_number number;
    struct jx_slice text;
};

/* The value with all that a finding needs. */
struct jx_value jx_run_value(struct jx_run *r, const struct jx_node *n);
/* The same of an expression that was evaluated here before: at no step. */
struct jx_value jx_run_again(struct jx_run *r, const struct jx_node *n);
/* Only the truth, the figure or the text of that value, by the same steps and much sooner. */
enum jx_truth jx_run_truth(struct jx_run *r, const struct jx_node *n);
void jx_run_figure(struct jx_run *r, const struct jx_node *n, struct jx_figured *out);
struct jx_said jx_run_said(struct jx_run *r, const struct jx_node *n);
/* The truth in rows from `first` on, which is a multiple of JX_ROWS_AT_ONCE: of those whose bit is
 * set. As many steps as single rows would take at most. Leaves the run at any row. */
struct jx_truths jx_run_truths(struct jx_run *r, const struct jx_node *n, uint32_t first,
                               uint64_t rows);
/* The bits of the rows from `first` on, where there are `count` rows in all. */
static inline uint64_t jx_rows_from(uint32_t first, uint32_t count)
{
    const uint32_t left = count - first;
    return left >= JX_ROWS_AT_ONCE ? UINT64_MAX : ((uint64_t)1 << left) - 1;
}
/* jx_run_truth() of a node whose step was counted already, and of which nothing is remembered. */
enum jx_truth jx_run_truth_here(struct jx_run *r, const struct jx_node *n);
/* What is remembered of the node in the rows from `first` on; NULL: nothing, and nothing will be.
 */
struct jx_known *jx_run_known(const struct jx_run *r, const struct jx_node *n, uint32_t first);
/* jx_run_value() of a node whose step was counted already. */
struct jx_value jx_run_evaluate(struct jx_run *r, const struct jx_node *n);

/* The place as a JSON pointer. */
void jx_run_place(const struct jx_run *r, const struct jx_origin *o, struct jx_place *out);
/* A value as text: as printed, else with as many decimals as it needs, at least like `beside`. */
struct jx_slice jx_run_text(struct jx_run *r, const struct jx_node *n, const struct jx_value *v,
                            const struct jx_value *beside);
struct jx_slice jx_run_fill(struct jx_run *r, const struct jx_template *t, struct jx_slice left,
                            struct jx_slice right);

/* Functions; in run_text.c, run_call.c and run_plan.c. */
struct jx_value jx_run_call(struct jx_run *r, const struct jx_node *n);
enum jx_truth jx_run_call_truth(struct jx_run *r, const struct jx_node *n);
void jx_run_call_figure(struct jx_run *r, const struct jx_node *n, struct jx_figured *out);
/* Whether the indicators' weights are those of one of the profile's plans. */
struct jx_value jx_run_plan_fits(struct jx_run *r);
bool jx_text_impossible_date(struct jx_slice text, int32_t year);
bool jx_text_year(struct jx_slice text, bool last, int64_t *year);
bool jx_text_month_last(struct jx_slice text, int64_t *month);
/* A name without ordinal, quotes, brackets and closing words (项目, 经费): how names are compared.
 */
enum { JX_NAME_PLAIN_MAX = 512 };
struct jx_slice jx_name_plain(struct jx_slice name, char room[JX_NAME_PLAIN_MAX]);
/* Also without what is added or left out when a name is told again: 项目, 资金, a phase in
 * brackets.
 */
struct jx_slice jx_name_core(struct jx_slice name, char room[JX_NAME_PLAIN_MAX]);
bool jx_names_same(struct jx_slice a, struct jx_slice b);
/* The same but for words that are added or left out when a name is told again. */
bool jx_names_nearly_same(struct jx_slice a, struct jx_slice b);
/* 0 to 100: the share of character pairs that two names have in common. */
unsigned jx_names_alike(struct jx_slice a, struct jx_slice b);
unsigned jx_plain_alike(struct jx_slice a, struct jx_slice b); /* of two plain names */
enum { JX_ALIKE_LEAST = 66 };

#endif
