/* What many documents of few units add up to, before it is spread over the branches: each has its
 * place found once and added to as it lies in memory. Of a run's slice, where nearly every document
 * adds something. */
#ifndef JX_STORE_GATHER_H
#define JX_STORE_GATHER_H

#include "tally.h"

struct gather_detail {
    uint8_t kind;
    struct jx_slice name;
    jx_int128 sums[STORE_DETAIL_SUMS];
};

/* What the documents of a unit, form and period add to one column. */
struct gathered {
    struct gathered *next_alike; /* of the same bucket */
    struct gathered *next;       /* of all */
    struct contribution place;   /* without sums */
    jx_int128 sums[JX_STORE_ADDS];
    struct gather_detail *details;
    uint32_t count, room;
};

enum { GATHER_BUCKETS = 256 };
struct gather {
    struct jx_arena arena;
    struct gathered *buckets[GATHER_BUCKETS];
    struct gathered *all;
};

void gather_init(struct gather *g);
void gather_clear(struct gather *g); /* empty again; may be called twice */

/* The place of a contribution, whose sums are not looked at. NULL: no memory. */
struct gathered *gather_at(struct gather *g, const struct contribution *place);
/* Adds what stands between two judgements. */
void gather_add(struct gathered *to, const int64_t *before, const int64_t *after, int sign);
/* Adds details. JX_OK, or JX_E_NO_MEMORY. */
jx_status gather_add_details(struct gather *g, struct gathered *to, const struct store_detail *rows,
                             uint32_t count, int sign);
/* Adds it all to every aggregate that it belongs to: tally_add_wide(). */
jx_status gather_spread(const struct gather *g, struct tally *to, struct kv_tx *tx,
                        enum start start);

#endif
