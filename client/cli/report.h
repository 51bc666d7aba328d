/* What goes to standard error: what is wrong, where, and what to do; and a bar for long work. */
#ifndef JX_CLI_REPORT_H
#define JX_CLI_REPORT_H

#include "../../proto/form/document.h"
#include "context.h"

/* "jixiao: WHAT: WHERE: TEXT" and, below, what to do. where and advice may be NULL or "". */
void complain(const struct context *ctx, const char *what, const char *where, const char *text,
              const char *advice);

/* The same for an outcome: its sentence, its name, and the advice that belongs to it. Returns the
 * exit code of the outcome. */
int complain_status(const struct context *ctx, const char *what, const char *where,
                    jx_status status);

/* Whether what an option was given is one line of at most `max` bytes with something in it, no
 * control character among them; complains otherwise. */
bool check_word(const struct context *ctx, const char *option, const char *text, size_t max);

/* The same for trouble in a document, with its place in words and its limit. JX_FORM_UNKNOWN when
 * the form is not known: the place is then given as the JSON pointer. */
int complain_trouble(const struct context *ctx, const char *what, enum jx_form form,
                     const struct jx_trouble *t);

/* What to do about an outcome, in the context's language; "" where there is nothing to say. */
const char *advice_for(jx_status status);

/* The outcome's sentence with its limit, if it has one: "too many rows (at most 128)". */
void print_trouble_text(const struct context *ctx, const struct jx_trouble *t, char *out,
                        size_t room);

/* A bar on standard error for `total` steps; silent unless that is a terminal and the work is long.
 */
struct progress {
    const struct context *ctx;
    const char *label;
    size_t total, done;
    unsigned shown_percent;
};
void progress_begin(struct progress *p, const struct context *ctx, const char *label, size_t total);
void progress_step(struct progress *p);
void progress_end(struct progress *p); /* wipes the bar */

#endif
