/* Figures as texts for tables, from an arena; absent where that is exhausted. */
#ifndef JX_CLIENT_TEXTS_H
#define JX_CLIENT_TEXTS_H

#include "../proto/base/arena.h"
#include "../proto/base/decimal.h"
#include "../proto/wire/crypto.h"

struct jx_slice text_of_number(struct jx_arena *a, int64_t number);
/* Two decimals, as forms print money and scores. */
struct jx_slice text_of_micro(struct jx_arena *a, int64_t micro);
/* The same of a score; "" when it is not known. */
struct jx_slice text_of_score(struct jx_arena *a, bool known, jx_dec score);
/* part / whole with two decimals, and in percent "66.67%"; absent when there is nothing to divide
 * by. */
struct jx_slice text_of_ratio(struct jx_arena *a, jx_int128 part, jx_int128 whole);
struct jx_slice text_of_percent(struct jx_arena *a, int64_t part, int64_t whole);
struct jx_slice text_of_hash(struct jx_arena *a, const struct jx_hash *h);

/* What a cell shows where there is nothing to show. */
static inline struct jx_slice text_or(struct jx_slice text, const char *otherwise)
{
    return jx_is_absent(text) ? jx_slice_of(otherwise) : text;
}

#endif
