/* The reader of rule files, as its parts share it: where it stands and how it fails. */
#ifndef JX_RULES_RULE_READER_H
#define JX_RULES_RULE_READER_H

#include "language_share.h"
#include "lines.h"
#include "rule_read.h"

struct jx_rule_reader {
    struct jx_arena *arena;
    struct jx_rule_set *set;
    struct jx_rule_trouble *trouble;
    jx_status rc;
    struct jx_lines lines;
    struct jx_slice file;
    const struct jx_line *heading;
    struct jx_shared *shared; /* by form */
};

/* The first failure stays; `line` may be NULL, `at` lies in the line or is NULL. */
void jx_rule_fail(struct jx_rule_reader *r, const struct jx_line *line, const char *at,
                  const char *zh, const char *en);
/* Room for one more than `count`; NULL with r->rc set. */
void *jx_rule_take(struct jx_rule_reader *r, size_t count, size_t size);

/* Names of forms, or all of them; adds to `forms`. */
void jx_rule_forms(struct jx_rule_reader *r, const struct jx_line *line, bool forms[JX_FORM_COUNT]);
/* The severity of that word, JX_RULE_SEVERITY_COUNT for none. */
enum jx_rule_severity jx_rule_severity_of(struct jx_slice word);

/* Reads the entries behind r->heading, from line i on, as the rule of that id, and compiles it.
 * Returns the index of the first line behind them. */
uint32_t jx_rule_compile(struct jx_rule_reader *r, uint32_t i, struct jx_slice id);

#endif
