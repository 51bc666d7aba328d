/* A rule pack: the text files a finance officer reads and changes. Parsed once, then read by many.
 */
#ifndef JX_RULES_PACK_H
#define JX_RULES_PACK_H

#include "../../proto/base/arena.h"
#include "../../proto/base/pack_file.h"

/* What is wrong with a pack: the file, line and column (from 1), and what was expected there. */
struct jx_pack_trouble {
    jx_status status;
    char file[64];
    unsigned line, column;
    char expected_zh[160], expected_en[160];
};

struct jx_pack;

/* Parses all files together or refuses them whole (JX_E_RULES, *t says where). The pack owns copies
 * of what it needs; the caller ends it with jx_pack_free(). */
jx_status jx_pack_parse(const struct jx_pack_file *files, size_t count, struct jx_pack **out,
                        struct jx_pack_trouble *t);
void jx_pack_free(struct jx_pack **pack); /* *pack may be NULL; becomes NULL */

/* The profile's title by language, for headings. */
const char *jx_pack_title(const struct jx_pack *pack, int zh);

#endif
