/* A rule pack tried on what the county holds, before it comes into force. */
#ifndef JX_CLIENT_RULES_COUNTY_H
#define JX_CLIENT_RULES_COUNTY_H

#include "cli/context.h"

#include "../worker/rules/pack.h"

struct county_trial {
    uint32_t year;
    const char *unit; /* only units whose code begins so; NULL: every one that may be read */
};

/* Judges every document of the year that counts as received by the pack in force there and by
 * `draft`, unit by unit, and prints for each rule how often it speaks now, would speak then, newly
 * and no longer, with examples. Nothing is changed. Complains; returns the exit code. */
int rules_test_county(struct context *ctx, const struct jx_pack *draft,
                      const struct county_trial *wishes);

#endif
