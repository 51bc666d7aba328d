/* What the styles of a Word document say of text: whether it is hidden, and which list it is in. */
#ifndef JX_READERS_WORD_STYLES_H
#define JX_READERS_WORD_STYLES_H

#include "package.h"

#include <stdint.h>

enum { WORD_LEVELS = 9, WORD_NO_LEVEL = 255 };

struct word_style {
    struct jx_slice id, based_on;
    bool has_vanish, vanish; /* hidden text */
    bool has_list;
    uint32_t list; /* number of the list; 0: of none */
    uint8_t level; /* in the list, or WORD_NO_LEVEL */
};

/* Zeroed has no styles. */
struct word_styles {
    struct word_style *items; /* by id; the arena's */
    uint32_t count;
};

jx_status word_styles_read(struct package *p, struct jx_slice part, struct word_styles *out);
/* What the style says with what it inherits, and as `id` that of the style which names the list;
 * nothing is set where there is no such style (id may be NULL). */
struct word_style word_style_of(const struct word_styles *s, const char *id);

#endif
