/* What a pack's rules are, for people who read them. */
#ifndef JX_RULES_RULE_LIST_H
#define JX_RULES_RULE_LIST_H

#include "judge.h"

struct jx_rule_facts {
    struct jx_slice id, title_zh, title_en, source, file;
    const char *severity;  /* "error" … "info", "none" */
    struct jx_slice forms; /* names with a space between them, in the language */
    bool relation;
    unsigned line;
};

/* The rule of that index, in the order of the files; false behind the last. From the arena and the
 * pack. */
bool jx_rule_facts(const struct jx_pack *pack, uint32_t index, enum jx_lang lang,
                   struct jx_arena *a, struct jx_rule_facts *out);

/* What the profile calls that way of scoring (a row's `method`); "" where it has none of the id.
 * Borrows from the pack. */
struct jx_slice jx_method_title(const struct jx_pack *pack, struct jx_slice id, enum jx_lang lang);

#endif
