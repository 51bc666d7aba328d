/* The functions of the rule language that stand in run_walk.c. */
#ifndef JX_RULES_RUN_CALL_H
#define JX_RULES_RUN_CALL_H

#include "run.h"

typedef struct jx_value jx_call(struct jx_run *r, const struct jx_node *n);

jx_call jx_call_rows, jx_call_group_sum, jx_call_sources, jx_call_documents, jx_call_sentences,
    jx_call_found, jx_call_cell, jx_call_code, jx_call_top, jx_call_column, jx_call_column_garbled,
    jx_call_children, jx_call_year_before;

/* What is asked of a first text makes a truth of it, or a figure; a second one is the function's
 * next argument. In run_call.c and run_notation.c. */
typedef enum jx_truth jx_ask(struct jx_run *r, const struct jx_node *n, const struct jx_said *said);
typedef struct jx_number jx_measure(struct jx_run *r, const struct jx_node *n,
                                    const struct jx_said *said);
jx_ask jx_ask_kind, jx_ask_met, jx_ask_equal, jx_ask_units, jx_ask_dimensions;
jx_measure jx_measure_value, jx_measure_money, jx_measure_share;

/* What the function asks of its first text; NULL: it does otherwise. */
jx_ask *jx_call_ask(const struct jx_node *n);

static inline enum jx_truth jx_holds(bool it)
{
    return it ? JX_TRUE : JX_FALSE;
}

/* jx_call_rows() without where it stands. */
enum jx_truth jx_truth_of_rows(struct jx_run *r, const struct jx_node *n);
struct jx_number jx_number_of_rows(struct jx_run *r, const struct jx_node *n);

#endif
