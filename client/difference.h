/* What two documents say differently, field by field. */
#ifndef JX_CLIENT_DIFFERENCE_H
#define JX_CLIENT_DIFFERENCE_H

#include "../proto/base/arena.h"

struct difference {
    struct jx_slice place;         /* JSON pointer, ending in a NUL */
    struct jx_slice before, after; /* absent: not there */
    struct difference *next;
};

/* Of documents in canonical bytes. Rows are paired by what they are called (row_align.h). NULL when
 * they say the same. Everything from the arena, or borrowing from the bytes. */
jx_status differences_find(struct jx_slice before, struct jx_slice after, struct jx_arena *arena,
                           struct difference **out);

#endif
