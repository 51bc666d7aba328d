/* Rule files: blocks of `key = value` that become compiled rules, or are refused. */
#ifndef JX_RULES_RULE_READ_H
#define JX_RULES_RULE_READ_H

#include "language.h"
#include "profile.h"

struct jx_rule_file {
    struct jx_slice name, text;
};

/* Where a file went wrong: also which. */
struct jx_rule_trouble {
    struct jx_slice file;
    struct jx_profile_trouble at;
};

/* Reads all files together, in order; rules may use the profile's word lists and parameters, and
 * name rules that stand before them. Everything lives in the arena, into which the texts must have
 * been copied. JX_OK; JX_E_RULES with *t; the arena's status. */
jx_status jx_rules_read(const struct jx_rule_file *files, uint32_t count,
                        const struct jx_profile *profile, struct jx_arena *a,
                        struct jx_rule_set *out, struct jx_rule_trouble *t);

/* The rule of that id, or NULL. */
const struct jx_rule *jx_rule_find(const struct jx_rule_set *set, struct jx_slice id);

#endif
