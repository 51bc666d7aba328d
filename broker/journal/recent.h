/* Ids that the index on disk does not hold yet, in memory. Acts come in random order of id: putting
 * each into its place on disk with its group would write a page of the index for every act, so they
 * are put there later, many of one part of all ids together. What is here is in the records: it is
 * found again when the journal is opened.
 *
 * One thread adds and drops; others may look at the same time. */
#ifndef JX_JOURNAL_RECENT_H
#define JX_JOURNAL_RECENT_H

#include "../../proto/wire/record.h"

enum { RECENT_PARTS = 16 };

/* Ids are the same length and evenly spread; a part is those that begin alike. */
unsigned recent_part(const struct jx_hash *id);

struct recent;

struct recent *recent_new(void); /* NULL: no memory */
void recent_free(struct recent **r);

bool recent_find(struct recent *r, const struct jx_hash *id, uint64_t *position);
/* The id is not there yet. JX_E_NO_MEMORY. */
jx_status recent_add(struct recent *r, const struct jx_hash *id, uint64_t position);
/* Drops those behind `last`, whose group was not written. */
void recent_undo(struct recent *r, uint64_t last);

struct recent_id {
    struct jx_hash id;
    uint64_t position;
};
/* The part with the most ids, and how many. */
unsigned recent_fullest(struct recent *r, uint32_t *count);
uint32_t recent_count(struct recent *r, unsigned part);
/* A part's ids in their order, for the caller to free; NULL: no memory, or there are none. */
struct recent_id *recent_sorted(struct recent *r, unsigned part, uint32_t *count);
/* Drops a part's ids up to `last`: the index has them. */
void recent_indexed(struct recent *r, unsigned part, uint64_t last);

#endif
