/* Documents as files for keeping. */
#ifndef JX_CONSOLE_FILES_H
#define JX_CONSOLE_FILES_H

#include "call.h"

/* The answer is the printed form as a workbook; with `fill`, one to be filled in. JX_E_IO, the
 * arena's status. */
jx_status file_answer_xlsx(struct call *c, const struct jx_document *d, const char *name);
jx_status file_answer_template(struct call *c, const struct jx_document *d, const char *name);
jx_status file_answer_csv(struct call *c, const struct jx_document *d, const char *name);

#endif
