/* The exchange form of a printed text: FORMS.md's rules on white space and comparison signs. */
#ifndef JX_FORM_TIDY_H
#define JX_FORM_TIDY_H

#include "../base/arena.h"

/* White space at the ends goes, inside it becomes one space; between two Chinese characters,
 * between a comparison sign and its number, and in a text that is nothing but a number it goes too.
 * Comparison signs become ≥ ≤ = > <. Nothing else changes, and tidying twice changes nothing more.
 * The input must be valid UTF-8; the result is the input itself where nothing had to change, else
 * it comes from the arena. Absent stays absent. JX_OK or the arena's status. */
jx_status jx_tidy(struct jx_slice text, struct jx_arena *a, struct jx_slice *out);

/* One of ≥ ≤ = > < in the exchange form. */
static inline bool jx_is_comparison(uint32_t c)
{
    return c == 0x2265 || c == 0x2264 || c == '=' || c == '>' || c == '<';
}

#endif
