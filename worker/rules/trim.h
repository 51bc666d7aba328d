/* Trimming for texts that almost never need it: a look at both ends before the characters are read.
 */
#ifndef JX_RULES_TRIM_H
#define JX_RULES_TRIM_H

#include "../../proto/base/text.h"

/* Chinese characters begin with these bytes; no white space does. */
static inline bool jx_is_han_byte(unsigned char c)
{
    return c >= 0xE4 && c <= 0xE9;
}

static inline struct jx_slice jx_trim_quick(struct jx_slice s)
{
    if (s.len == 0) return s;
    unsigned char first = (unsigned char)s.ptr[0], last = (unsigned char)s.ptr[s.len - 1];
    bool front = (first > ' ' && first < 0x7F) || jx_is_han_byte(first);
    bool back = (last > ' ' && last < 0x7F) ||
                (last >= 0x80 && s.len >= 3 && jx_is_han_byte((unsigned char)s.ptr[s.len - 3]));
    return front && back ? s : jx_trim(s);
}

#endif
