/* What the tests of the rules share: the standard pack, and self-evaluations of an invented county.
 */
#ifndef TEST_RULES_SUPPORT_H
#define TEST_RULES_SUPPORT_H

#include "../../../worker/rules/judge.h"

/* The text of the profile that ships; ends the test program when it cannot be read. */
struct jx_slice standard_text(void);
enum { STANDARD_FILES_MAX = 8 };
/* Profile and rule files of the pack that ships; returns how many. */
size_t standard_files(struct jx_pack_file files[STANDARD_FILES_MAX]);
/* The parsed pack; the same one at each call. */
const struct jx_pack *standard_pack(void);
/* The second profile with the same rules; the caller frees it. */
struct jx_pack *alternative_pack(void);
/* The standard profile with one text replaced, parsed; the caller frees it. */
struct jx_pack *changed_pack(const char *from, const char *to);

/* One indicator row; NULL members are left out. */
struct test_row {
    const char *target, *actual, *weight, *score;
    const char *level3, *reason, *adjusted, *level2;
};

/* A self-evaluation of 青石县 with a funds row of 100 out of 100 (weight 10, score 10), the rows,
 * and the total. It lives in the arena. */
struct jx_document *test_form(struct jx_arena *a, const struct test_row *rows, uint32_t count,
                              const char *total, const char *grade);
/* The funds rows of such a form, to be changed. */
struct jx_evaluated_fund *test_funds(struct jx_document *d);

/* The finding of that rule, or NULL. */
const struct jx_finding *find_finding(const struct jx_verdict *v, const char *rule);
uint32_t count_severity(const struct jx_verdict *v, enum jx_severity s);

#endif
