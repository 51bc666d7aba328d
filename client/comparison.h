/* Two judgements of a year beside each other, document by document: what changed between them, by
 * grade, unit and rule. */
#ifndef JX_CLIENT_COMPARISON_H
#define JX_CLIENT_COMPARISON_H

#include "runs.h"

#include "../worker/rules/judge.h"

enum { COMPARISON_GRADES = JX_GRADE_COUNT + 1 /* the last: none */ };

/* How often something was met, by its name, in the order it was met first. */
struct comparison_tally {
    struct comparison_met {
        struct jx_slice name, title; /* title: of a unit, "" else */
        uint32_t times;
    } * met;
    uint32_t count, room;
};

struct comparison {
    struct jx_arena *arena;     /* of everything here */
    uint64_t year, left, right; /* a run, or 0 for what is live */
    uint32_t grades[COMPARISON_GRADES][COMPARISON_GRADES], changed;
    uint32_t standing; /* of those: an officer's own score counts, whatever is computed */
    struct comparison_tally units, rules;
    struct jx_scored_document *rows; /* the first `kept` of those that changed, by position */
    uint32_t kept, room;
};

/* The year of the runs that are compared; JX_E_NOT_FOUND where one is not there, or they are not of
 * one year. */
jx_status comparison_find_year(struct session *s, struct comparison *c);
/* Goes through the year, page by page, and keeps at most `keep_most` rows. c->arena, year and the
 * sides are the caller's; the session's arena is cleared. */
jx_status comparison_gather(struct session *s, struct comparison *c, uint32_t keep_most);
/* "优", or "-" where there is none. */
const char *comparison_grade(uint64_t grade);

/* The two methods that a name in `rules` joins; "" for none. */
void comparison_methods(struct jx_slice name, struct jx_slice *left, struct jx_slice *right);

/* Members of the open object: "grades", "units", "rules"; of one document, all but its rows. */
void comparison_put_grades(const struct comparison *c, struct jx_json_writer *w);
void comparison_put_tally(struct jx_json_writer *w, const char *name,
                          const struct comparison_tally *t);
void comparison_put_figure(struct jx_json_writer *w, const char *name, struct jx_known k,
                           struct jx_arena *a);
void comparison_put_document(const struct jx_scored_document *d, struct jx_json_writer *w,
                             struct jx_arena *a);

#endif
