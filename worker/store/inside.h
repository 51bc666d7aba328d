/* What the store's own files share and no other folder sees. */
#ifndef JX_STORE_INSIDE_H
#define JX_STORE_INSIDE_H

#include "roster.h"
#include "rows.h"
#include "turn.h"

/* What was found of a run, and for what it is true: its sums change with its cursor, the year's
 * with the position. */
enum { STORE_FITS = 8 };
struct run_fit {
    uint64_t run, cursor, position; /* run 0: nothing is remembered here */
    jx_status why;
};

struct store {
    struct kv *kv;
    struct turn turn;
    struct roster roster;
    struct store_rules rules; /* without a function: none */
    struct turn slices;       /* of runs: which are being computed */
    struct run_fit fits[STORE_FITS];
    unsigned next_fit; /* which of them is forgotten for the next */
};

/* query.c and trace.c: within a reading transaction, into the arena. */

/* A copy; *rc becomes the arena's status where there is no room. */
struct jx_slice query_copy(struct jx_arena *a, struct jx_slice s, jx_status *rc);
/* The name a unit has in the year's tree, else as its forms print it, and what it belongs to; ""
 * where there is none. */
jx_status query_unit_name(struct kv_tx *tx, uint32_t year, struct jx_slice unit, struct jx_arena *a,
                          struct jx_slice *name, struct jx_slice *parent);
/* The branches of store_tree(). */
jx_status query_branches(struct kv_tx *tx, uint32_t year, struct jx_slice form,
                         struct jx_slice unit, struct jx_arena *a, struct store_branch **out,
                         uint32_t *count);
/* A stored document without its content. */
jx_status query_document(struct kv_tx *tx, uint64_t position, struct jx_arena *a,
                         struct store_document *out);
jx_status query_content(struct kv_tx *tx, uint64_t position, const struct jx_hash *id,
                        struct jx_arena *a, struct jx_slice *out);
/* Each unit that has rows in a table whose keys begin with a unit: `unit` alone, or all whose codes
 * begin so. `use` is given the part of the key that names it. */
typedef jx_status query_unit_use(struct kv_cursor *c, const struct key *unit, void *to);
jx_status query_units(struct kv_tx *tx, enum table t, struct jx_slice unit, bool below,
                      query_unit_use *use, void *to);

#endif
