/* The library of indicators (共性指标, 个性指标) that targets are drawn from: what is wrong with a
 * list of them, what it would change, and how often each is used. */
#ifndef JX_CLIENT_LIBRARY_H
#define JX_CLIENT_LIBRARY_H

#include "master.h"

/* What tells an indicator apart: its name as names are matched, and its sector. From the arena,
 * absent when it is exhausted. */
struct jx_slice library_key(const struct jx_slice *cells, struct jx_arena *a);
/* The name alone, as it is matched in forms; never empty unless the name is. */
struct jx_slice library_name(struct jx_slice level3, struct jx_arena *a);

/* Adds the conflicts within rows, and codes that are there twice: a level-1 indicator that the rule
 * pack's words do not know, and a sign that the unit or the standard value contradicts. JX_OK;
 * JX_E_CONFIG (the words cannot be read) after complaining; the arena's status. */
jx_status library_check(const struct context *ctx, struct master_list *l);

/* Adds what the list would change of the rows held, and with `whole` what it would take away. The
 * arena's status. */
jx_status library_compare(struct master_list *l, const struct master_held *held, bool whole);

/* In how many documents that count, of each form, an indicator's name stands. */
struct library_use {
    uint32_t targets, self_evaluations;
};
/* For each row held, by going through the year's documents. out: held->count of them. JX_OK, and
 * what asking returns. */
jx_status library_count(struct session *s, uint32_t year, const struct master_held *held,
                        struct library_use *out);

#endif
