/* Runs over a year: every document of it scored again under a pack, beside what is live.
 *
 * A run keeps what it would change: the result of each document that differs from the first
 * judgement, and, in sums of its own, by how much the aggregates differ. What does not differ costs
 * neither room nor time, and a run is true for the store's present position as soon as it has seen
 * the documents that came since. Documents and their versions never change, so they are read in
 * slices, in short reading transactions; slices are computed by whoever has time, and committed in
 * order. Publishing adds a run's differences to the county's sums and makes the year point at it.
 */
#ifndef JX_STORE_RUNS_H
#define JX_STORE_RUNS_H

#include "store.h"

struct store_run {
    uint64_t run; /* position of its record */
    uint32_t year;
    bool full; /* judged in full, not only scored */
    struct jx_slice name;
    struct jx_hash pack;
    int64_t time_ms;
    uint64_t first, cursor; /* documents behind `first` are its; those up to `cursor` are scored */
    uint64_t documents, changed;
    uint64_t published; /* position of the record that did; 0 */
    bool live;          /* its results are the year's */
};
/* Runs of a year (0: of every one), oldest first. */
jx_status store_runs(struct store *st, uint32_t year, struct jx_arena *a, struct store_run **out,
                     uint32_t *count, uint64_t *position);
/* Whether a run goes on when the store is at that position. */
static inline bool store_run_is_behind(const struct store_run *r, uint64_t position)
{
    return !r->published && r->cursor < position;
}
/* Whether it could be published as it is now: *why is JX_OK, or JX_E_OVERFLOW when a sum of the
 * year would leave 64 bits. Found by laying all its sums over the county's, and remembered until
 * either changes. A run that was dropped fits. */
jx_status store_run_fits(struct store *st, uint32_t year, uint64_t run, jx_status *why);
/* The content of its record. JX_E_NOT_FOUND when it was dropped. */
jx_status store_run_content(struct store *st, uint64_t run, struct jx_arena *a,
                            struct jx_slice *content);

/* Years whose live results are a run's: documents of theirs that come are judged under its pack. */
struct store_year_pack {
    uint32_t year;
    uint64_t run;
};
enum { STORE_YEAR_PACKS_MAX = 64 };
jx_status store_year_packs(struct store *st, struct store_year_pack out[STORE_YEAR_PACKS_MAX],
                           uint32_t *count);

/* The same within a transaction. */
jx_status year_packs(struct kv_tx *tx, struct store_year_pack out[STORE_YEAR_PACKS_MAX],
                     uint32_t *count);

/* ---- slices ---- */

/* Takes the slice without waiting, until it is given or this process ends; false: another process
 * has it. Only so that two do not do the same: a slice that is computed twice is committed once. */
bool store_slice_claim(struct store *st, uint64_t run, uint64_t index);
void store_slice_give(struct store *st, uint64_t run, uint64_t index);
/* Whether another process has it. */
bool store_slice_is_claimed(struct store *st, uint64_t run, uint64_t index);

/* How a document was judged first. */
struct store_first {
    bool judged, has_computed;
    jx_dec computed;
    uint8_t grade, light;
    int64_t adds[JX_STORE_ADDS];
    struct store_detail *classes; /* by name */
    uint32_t class_count;
};
/* A document that a run looks at. */
struct store_scorable {
    uint64_t position;
    struct jx_slice card; /* the submission's item had it */
    struct store_first first;
};
/* A result that differs from the first one. */
struct store_rescored {
    uint64_t position;
    struct jx_slice form, period; /* of the document, for its sums; not kept */
    jx_status status;             /* JX_OK, or why it could not be judged */
    bool has_computed;
    jx_dec computed;
    uint8_t grade, light;
    bool full; /* verdict and findings are the run's */
    struct jx_hash verdict;
    struct store_finding *findings; /* answered: as in the submission's item */
    uint32_t finding_count;
    int64_t adds[JX_STORE_ADDS]; /* unless `full`, with the first one's counts of findings */
    struct store_detail *classes;
    uint32_t class_count;
};

/* A slice of a run: read in one reading transaction, with what it changes added up as it goes. What
 * it adds is true for the store as it was read; where that has moved on meanwhile, the commit adds
 * it up again. */
struct slice_work;
struct store_slice {
    uint64_t run, from, to; /* positions from..to */
    uint32_t year;
    uint32_t documents, changed; /* so far */
    struct slice_work *work;
};
jx_status store_slice_open(struct store *st, uint64_t run, uint32_t year, uint64_t from,
                           uint64_t to, struct store_slice **out);
void store_slice_close(struct store_slice **s); /* *s may be NULL; becomes NULL */
/* The next document of the year; classes come from the arena, the rest of *out holds until the end,
 * which is JX_E_NOT_FOUND and ends the transaction. */
jx_status store_slice_next(struct store_slice *s, struct jx_arena *a, struct store_scorable *out);
/* The document as it was submitted and judged, for a run that judges it again; from the arena. */
struct store_whole {
    struct jx_slice content; /* the submission's */
    struct jx_slice form, period;
    struct jx_outcome outcome;
};
jx_status store_slice_document(struct store_slice *s, uint64_t position, struct jx_arena *a,
                               struct store_whole *out);
/* What the run makes of the document that store_slice_next() gave last, whose arena still holds.
 * Copied. */
jx_status store_slice_add(struct store_slice *s, const struct store_rescored *r);
/* After the end. JX_OK: committed and synced. JX_E_BUSY: what is before the slice is not committed
 * yet, or another process writes. JX_E_STATE: it is committed already, or the run has ended.
 * JX_E_IO and the others as of store_fold(). */
jx_status store_slice_commit(struct store *st, const struct store_slice *s);

/* ---- looking at results ---- */

/* A document in two judgements; a side is a run, or 0 for what is live. */
struct store_side {
    bool has_computed;
    jx_dec computed;
    uint8_t grade;
    uint64_t scored_by; /* the run whose result it is; 0: of `pack` */
    bool judged;
    struct jx_hash pack; /* of the first judgement */
};
struct store_compared {
    struct store_document document; /* as it is live; without content */
    struct jx_slice card;
    int64_t adds[JX_STORE_ADDS]; /* live */
    struct store_side left, right;
};
struct store_comparison {
    uint32_t year;
    uint64_t left, right, after;
    bool all; /* else only documents whose score or grade differs */
    uint32_t max;
};
/* Documents of the year that count as received or approved, behind `after`, at most `max`. *next is
 * 0 when there are no more, else where to go on: the answer may be short, or empty. JX_E_NOT_FOUND:
 * no such run of that year. */
jx_status store_compare(struct store *st, const struct store_comparison *c, struct jx_arena *a,
                        struct store_compared **out, uint32_t *count, uint64_t *next);
/* One of them by its id, with its content in `document`. */
jx_status store_compare_one(struct store *st, const struct jx_hash *id, uint64_t left,
                            uint64_t right, struct jx_arena *a, struct store_compared *out);
/* The content of the activation or run whose pack has that hash. JX_E_NOT_FOUND. */
jx_status store_pack_named(struct store *st, const struct jx_hash *pack,
                           bool (*is_it)(struct jx_slice content, const struct jx_hash *pack),
                           struct jx_arena *a, struct jx_slice *content);

#endif
