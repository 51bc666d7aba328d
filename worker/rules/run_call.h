/* The functions of the rule language that stand in run_walk.c. */
#ifndef JX_RULES_RUN_CALL_H
#define JX_RULES_RUN_CALL_H

#include "run.h"

typedef struct jx_value jx_call(struct jx_run *r, const struct jx_node *n);

jx_call jx_call_rows, jx_call_group_sum, jx_call_sources, jx_call_documents, jx_call_sentences,
    jx_call_found, jx_call_cell, jx_call_code, jx_call_top, jx_call_column, jx_call_column_garbled,
    jx_call_children, jx_call_year_before;

/* jx_call_rows() without where it stands. */
enum jx_truth jx_truth_of_rows(struct jx_run *r, const struct jx_node *n);
struct jx_number jx_number_of_rows(struct jx_run *r, const struct jx_node *n);

#endif
