/* The score of one row: what its cells say, the profile's rule that fits, and the rule's exact
 * result. */
#ifndef JX_RULES_SCORE_H
#define JX_RULES_SCORE_H

#include "amount.h"
#include "notation.h"
#include "profile.h"

/* Why a row has no computed score. */
enum jx_no_score {
    JX_SCORED,
    JX_NO_WEIGHT,  /* its weight is no figure, or negative */
    JX_NO_METHOD,  /* no rule of the profile fits: nothing to judge by */
    JX_NO_FIGURES, /* the rule that fits gives no score, or lacks a figure */
    JX_NO_CLAIM,   /* the rule chooses within a band, and no score is claimed */
    JX_NO_RANGE,   /* a figure is too large, or a division by zero */
};

/* All of an indicator row that its score depends on, whatever the profile: read once, it can be
 * scored again under any. */
struct jx_scorable {
    struct jx_view view;
    struct jx_points weight, claimed;
    jx_status rc; /* JX_OK, or why its figures cannot be held */
};

/* An indicator row as it was read. */
struct jx_reading {
    struct jx_notation target, actual;
    bool adjusted; /* the target is the adjusted one */
    enum jx_alignment alignment;
    enum jx_meeting meeting;
    struct jx_scorable row;
};

struct jx_outcome {
    enum jx_no_score why;
    const struct jx_scoring_rule *rule; /* NULL when none fits */
    struct jx_points weight, claimed;
    jx_dec low, high; /* scores that the printed figures allow, rounded as the claim is printed */
    struct jx_score computed; /* the claimed score where it is one of them */
    jx_dec exact;             /* the score of the figures as printed, to the profile's decimals */
    uint32_t merged;          /* rows below that the weight is printed for as well */
    jx_dec merged_low, merged_high; /* the least and the largest score among them all */
};

/* Reads a row. `year` is the form's, for dates without one; 0 when not known. */
void jx_read_indicator(const struct jx_evaluated_indicator *row, int32_t year,
                       struct jx_reading *out);

void jx_score_row(const struct jx_scorable *row, const struct jx_profile *p,
                  struct jx_outcome *out);

/* One weight and score printed for several rows, the way a merged cell is exchanged: on the first
 * of them, empty on the `count` rows below, which were read with the first one's. Each row is
 * scored by itself; a claim between the least and the largest of their scores stands, because no
 * form prints how they are put together. */
struct jx_merging {
    uint32_t count; /* rows below */
    jx_dec low, high;
};
/* False when there is nothing to put together. */
bool jx_merging_begin(struct jx_merging *m, uint32_t count, const struct jx_outcome *first);
void jx_merging_add(struct jx_merging *m, const struct jx_scorable *below,
                    const struct jx_profile *p);
void jx_merging_end(const struct jx_merging *m, struct jx_outcome *first);

/* Scores the funds row by its budget (A) and what was executed (B). A and B stand for their
 * intervals: 31.58 and 39.60 allow every score from 31.575/39.605 to 31.585/39.595. */
void jx_score_funds(const struct jx_money *budget, const struct jx_money *executed,
                    struct jx_points weight, struct jx_points claimed, const struct jx_profile *p,
                    struct jx_outcome *out);

#endif
