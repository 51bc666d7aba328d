/* Pages of documents, filtered and in any order; on which days they came; the years there are. */
#ifndef JX_STORE_LISTING_H
#define JX_STORE_LISTING_H

#include "../../proto/wire/listing.h"
#include "store.h"

struct store_listing {
    struct jx_slice unit; /* units whose code begins so; "": every one */
    bool exact;           /* or that unit alone */
    struct jx_slice form; /* "": every one */
    uint32_t year;
    int state, grade; /* -1: every one */
    enum jx_listing_asks asks;
    bool counting;
    struct jx_slice text; /* part of the project's or unit's name, by jx_name_key(); "": any */
    struct jx_slice rule; /* only with a finding of that rule; "": any */
    enum jx_listing_sort sort;
    bool backwards;
    uint32_t offset, max;
};
struct store_listed {
    uint64_t position;
    uint32_t total; /* how many fit */
    struct store_document *rows;
    uint32_t count;
};
/* Looks at a few words of memory for each document, sorts what fits, and reads the page's rows. The
 * first time every document is read, later what has changed (roster.h). */
jx_status store_listing(struct store *st, const struct store_listing *wanted, struct jx_arena *a,
                        struct store_listed *out);

/* Reads a part of what the first store_listing() would have to read, at most `most` documents;
 * *more: there is more. For a process that has nothing else to do. */
jx_status store_listing_prepare(struct store *st, uint32_t most, bool *more);

/* The days of the documents that fit, without revisions and what was turned away; as jx_days has
 * them. Looks at every one in memory, as store_listing() does. JX_E_ROWS: more than JX_DAYS_MAX. */
jx_status store_days(struct store *st, const struct store_listing *wanted, struct jx_arena *a,
                     struct jx_days *out);

/* Years with aggregates, the newest first, and whether they are closed. A few reads for each. */
jx_status store_years(struct store *st, struct jx_year *years, uint32_t max, uint32_t *count);

#endif
