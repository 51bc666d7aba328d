/* Which rows of two lists are the same row, told by what they are called: what was put in or taken
 * out between them moves none of the others. Pure. */
#ifndef JX_CLIENT_ROW_ALIGN_H
#define JX_CLIENT_ROW_ALIGN_H

#include "../proto/base/arena.h"

enum { ROW_NONE = -1 };

/* A row that is in both, or in one alone: then the other index is ROW_NONE. */
struct row_pair {
    int64_t before, after;
};

/* Pairs of rows in their order, n + m at most: rows of one name that come in the same order in
 * both; as many as possible. Between two such pairs rows of other names are paired in their order
 * where both sides have equally many (a row was renamed), else each stands alone, what was taken
 * out first. Beyond ROW_ALIGN_MAX rows between the first and the last difference they are paired by
 * number. *out is from the arena. JX_OK, or the arena's status. */
enum { ROW_ALIGN_MAX = 2000 };
jx_status rows_align(const struct jx_slice *before, uint32_t n, const struct jx_slice *after,
                     uint32_t m, struct jx_arena *a, struct row_pair **out, uint32_t *count);

#endif
