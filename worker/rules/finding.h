/* Findings as rules make them: figures always, texts where they are wanted, each under its cause.
 */
#ifndef JX_RULES_FINDING_H
#define JX_RULES_FINDING_H

#include "judge.h"
#include "run.h"

/* What a finding was made by, beside it: for finding causes. */
struct jx_cause {
    uint32_t rule;
    struct jx_origin origin;
};

struct jx_findings {
    struct jx_arena *arena;
    bool texts; /* messages and advice are wanted */
    struct jx_finding *items;
    struct jx_cause *causes; /* one for each */
    uint32_t count, room;
    jx_status rc; /* the first failure; later additions do nothing */
};

/* Evaluates the rule at every place of its scope in the run's document, and adds a finding wherever
 * it does not hold. */
void jx_finding_check_all(struct jx_findings *f, struct jx_run *run, uint32_t rule,
                          const struct jx_compiled *c);
/* Evaluates the rule where the run stands, and adds a finding when it does not hold. */
void jx_finding_check(struct jx_findings *f, struct jx_run *run, uint32_t rule,
                      const struct jx_compiled *c);

/* Goes to every place of the rule's scope in the run's document and calls `at` there, until it
 * returns false. */
typedef bool jx_at_place(struct jx_run *run, void *own);
void jx_scope_walk(struct jx_run *run, const struct jx_scope *scope, jx_at_place *at, void *own);

/* A template with {1}, {2} … replaced by args[0], args[1] …; absent when the arena is exhausted. */
struct jx_slice jx_fill(struct jx_arena *a, const char *pattern, const struct jx_slice *args,
                        size_t count);

#endif
