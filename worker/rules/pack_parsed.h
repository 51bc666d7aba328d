/* What a parsed pack holds; for the folder's own use. */
#ifndef JX_RULES_PACK_PARSED_H
#define JX_RULES_PACK_PARSED_H

#include "pack.h"
#include "rule_read.h"

struct jx_pack {
    struct jx_arena arena; /* everything below */
    struct jx_profile profile;
    struct jx_rule_set rules;
    struct jx_slice title_zh, title_en; /* the profile's, each with a NUL behind it */
};

#endif
