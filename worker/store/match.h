/* Which project of the county's list a document is about: by its code, else by its name or an alias
 * that an officer has given. Never by likeness. */
#ifndef JX_STORE_MATCH_H
#define JX_STORE_MATCH_H

#include "change.h"

/* A row of projects or of aliases can be found by its name: puts or takes away its spelling.
 * Nothing happens for other tables. */
jx_status spelling_put(struct kv_tx *tx, enum jx_master table, uint32_t year,
                       const struct jx_slice *cells, struct jx_arena *a, struct jx_buffer room[2]);
jx_status spelling_delete(struct kv_tx *tx, enum jx_master table, uint32_t year,
                          const struct jx_slice *cells, struct jx_arena *a);
/* Its key; empty when the table has no spellings, or the name nothing to be found by. */
jx_status spelling_key(enum jx_master table, uint32_t year, const struct jx_slice *cells,
                       struct jx_arena *a, struct key *out);

/* The code of the unit's one project that is meant, from the arena; absent when there is none, or
 * more than one. `name` is jx_match_key() of the printed name. */
jx_status match_project(struct kv_tx *tx, uint32_t year, struct jx_slice unit,
                        struct jx_slice project, struct jx_slice name, struct jx_arena *a,
                        struct jx_slice *code);

/* Whether somebody has to say which project it is. */
static inline bool is_unmatched(const struct row_result *r)
{
    return !r->matched && r->project.len > 0;
}

#endif
