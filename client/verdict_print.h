/* A verdict on a terminal and as JSON. */
#ifndef JX_CLIENT_VERDICT_PRINT_H
#define JX_CLIENT_VERDICT_PRINT_H

#include "../worker/rules/judge.h"
#include "cli/source.h"

/* One judged document: `verdict` is NULL when the pack has no profile for its form and year. */
struct judged {
    const struct element *element;
    const struct jx_verdict *verdict;
    const struct jx_finding
        *findings; /* the verdict's and those of relations; NULL: the verdict's */
    uint32_t finding_count;
};

/* What a document is called where another one names it: file, form and project. From the arena. */
struct jx_slice element_name(const struct element *e, struct jx_arena *a);

/* Form, year, project and unit, both totals, grade, findings; with `explain` every row's score too.
 * The arena is for the rows' cells. JX_OK or the arena's status. */
jx_status verdict_print(const struct context *ctx, const struct judged *j, bool explain,
                        struct jx_arena *a);

/* The same as members of the object that is open in the writer. */
void verdict_put(const struct context *ctx, const struct judged *j, bool explain,
                 struct jx_json_writer *w, struct jx_arena *a);

/* "error", "to explain", "warning", "note", in the locale's language. */
const char *severity_word(enum jx_severity s);

/* A score with two decimals, as forms print them; "—" when there is none. From the arena. */
struct jx_slice score_text(const struct jx_score *s, struct jx_arena *a);

#endif
