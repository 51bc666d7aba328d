/* What one journal record changes: the versions and lines it touches, as they were and as they are
 * to be. It is gathered by reading only, accounted for in the batch's sums, and then written; a
 * record that turns out to be impossible leaves nothing behind. */
#ifndef JX_STORE_CHANGE_H
#define JX_STORE_CHANGE_H

#include "detail.h"
#include "tally.h"

struct version {
    uint64_t position;
    bool fresh;   /* this very record brings it */
    bool changed; /* its result has to be written */
    struct row_document document;
    struct row_result before, result; /* before: unused when fresh */
    struct store_finding *findings;   /* only of a fresh one, or after change_findings() */
    uint32_t finding_count;
    bool findings_changed;
    struct details classes;        /* of a fresh one */
    struct details adds_was, adds; /* what it adds by class and rule, once `summed` */
    bool summed;
};

struct line {
    uint64_t first;
    struct row_line before, now;
};

struct change {
    struct kv_tx *tx;
    struct tally *tally;
    struct jx_arena *arena; /* everything touched lives here */
    uint64_t position;      /* of the record, and its kind */
    enum jx_act act;
    struct version **versions;
    struct line **lines;
    uint32_t version_count, version_room, line_count, line_room;
};

/* Empty; `arena` is the caller's, and outlives the change. */
void change_start(struct change *c, struct kv_tx *tx, struct tally *tally, struct jx_arena *arena,
                  const struct jx_entry *entry);

/* The version at a position that is in the store, with its line; the same one every time. */
jx_status change_version(struct change *c, uint64_t position, struct version **out);
/* A version that the record brings: `document` and `result` borrow from the record. */
jx_status change_add(struct change *c, const struct row_document *document,
                     const struct row_result *result, struct version **out);
jx_status change_line(struct change *c, uint64_t first, struct line **out);
/* Reads the version's findings, so that they can be answered. */
jx_status change_findings(struct change *c, struct version *v);

/* States that go on to count, once what is newer does not: SCORED, ACCEPTED, APPROVED, SUPERSEDED.
 */
bool is_eligible(enum jx_state s);
/* And RETURNED: what a revision is made from. */
bool is_accepted(enum jx_state s);

static inline uint64_t counting_in(const struct row_line *l, enum column column)
{
    return column == COLUMN_APPROVED ? l->approved : l->received;
}

/* The state of an eligible version, by whether it counts as approved or received. */
enum jx_state counting_state(const struct row_result *r, bool approved, bool received);

/* Position of the version that counts under this version's key in another line; 0: none. */
jx_status change_rival(struct change *c, const struct version *v, enum column column,
                       uint64_t *position);
/* The newest version of the line below a position; 0: none. */
jx_status change_older(struct change *c, uint64_t first, uint64_t below, uint64_t *position);
/* After versions changed: which of the line count now, and what state each is in. A version that
 * would count under a key another line holds becomes CONFLICT. */
jx_status change_settle(struct change *c, uint64_t first);

/* Adds the change to the batch's sums (account.c). JX_E_OVERFLOW: a sum would leave 64 bits, and
 * nothing was added. */
jx_status change_account(struct change *c);
/* The same for the sums of the year's runs, which are written at once (run_sums.c). */
jx_status runs_account(struct change *c, struct jx_buffer room[2]);
/* Writes everything but the county's sums, and counts what is expected and depends on it. */
jx_status change_write(struct change *c, struct jx_buffer room[2]);

#endif
