/* What the county holds of a year, asked page by page: every version, and what the branches add up
 * to, all true for one journal position. */
#ifndef JX_PUBLISH_GATHER_H
#define JX_PUBLISH_GATHER_H

#include "../ask.h"
#include "../tree.h"

struct gathered {
    struct jx_arena arena; /* everything here */
    uint64_t position;
    struct jx_listed *rows; /* by form, unit, period, project's name, position */
    uint32_t count, room;
    struct jx_branches trees[JX_FORM_COUNT]; /* by form; [0] is empty */
};

/* JX_OK: the caller ends it with gather_clear(), after any other outcome too. JX_E_BUSY when the
 * county went on while it was asked, JX_E_REFUSED when the key does not read the whole county,
 * JX_E_NOT_FOUND when there is nothing of that year; else what asking returns. Clears the session's
 * arena. */
jx_status gather_year(struct session *s, uint32_t year, struct gathered *out);
/* JX_OK while the county is still at that position; JX_E_BUSY when it went on. */
jx_status gather_still(struct session *s, uint32_t year, const struct gathered *g);
void gather_clear(struct gathered *g);

/* Counts as approved, and may be shown. */
bool gather_approved(const struct jx_listed *l);
/* Counts as received and waits for approval. */
bool gather_waiting(const struct jx_listed *l);
/* Counts in the column: approved, or (received) received. */
bool gather_wanted(const struct jx_listed *l, bool received);
/* Of a document that is wanted as received: a version that waits for approval has taken its place.
 */
bool gather_replaced(const struct gathered *g, bool received,
                     const struct jx_document_answer *answer);
/* The unit's name in the county's list; absent when it has none. */
struct jx_slice gather_unit_name(const struct gathered *g, struct jx_slice unit);
/* The row of that id, or NULL. */
const struct jx_listed *gather_find(const struct gathered *g, const struct jx_hash *id);

#endif
