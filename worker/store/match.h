/* Which project of the county's list a document is about, and which of its units the form names: by
 * code, else by its name or an alias that an officer has given. Never by likeness. */
#ifndef JX_STORE_MATCH_H
#define JX_STORE_MATCH_H

#include "change.h"

/* A row of units, projects or aliases can be found by its names: puts or takes away its spellings.
 * Nothing happens for other tables. */
jx_status spelling_put(struct kv_tx *tx, enum jx_master table, uint32_t year,
                       const struct jx_slice *cells, struct jx_arena *a, struct jx_buffer room[2]);
jx_status spelling_delete(struct kv_tx *tx, enum jx_master table, uint32_t year,
                          const struct jx_slice *cells, struct jx_arena *a);
/* Calls `use` with the key and code of each, twice where it is there twice; ends at the first that
 * is not JX_OK. */
typedef jx_status spelling_use(void *own, const struct key *k, struct jx_slice code);
jx_status spelling_each(enum jx_master table, uint32_t year, const struct jx_slice *cells,
                        struct jx_arena *a, spelling_use *use, void *own);

/* The code of the unit's one project that is meant, from the arena; absent when there is none, or
 * more than one. `name` is jx_match_key() of the printed name. */
jx_status match_project(struct kv_tx *tx, uint32_t year, struct jx_slice unit,
                        struct jx_slice project, struct jx_slice name, struct jx_arena *a,
                        struct jx_slice *code);

/* What a form's printed unit is to the unit that submits. A name that is the unit's own or that of
 * one above it is ITSELF, even where others bear it too. */
enum unit_meant {
    UNIT_UNKNOWN, /* nobody's, or that of one below it: somebody has to say */
    UNIT_ITSELF,
    UNIT_ANOTHER, /* certainly elsewhere in the year's tree */
};
/* `name` is jx_match_key() of the printed name. ITSELF where the tree does not know the unit that
 * submits, too: there is nothing to tell names by. */
jx_status match_unit(struct kv_tx *tx, uint32_t year, struct jx_slice unit, struct jx_slice name,
                     struct jx_arena *a, enum unit_meant *out);

/* Whether somebody has to say which project it is, or which unit. */
static inline bool has_unknown_project(const struct row_result *r)
{
    return !r->matched && r->project.len > 0;
}
static inline bool is_unmatched(const struct row_result *r)
{
    return has_unknown_project(r) || r->unit_asked;
}

#endif
