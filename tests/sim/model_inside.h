/* What the model's own files share. */
#ifndef TEST_SIM_MODEL_INSIDE_H
#define TEST_SIM_MODEL_INSIDE_H

#include "model.h"

static inline bool is_text(const char *a, struct jx_slice b)
{
    return strlen(a) == b.len && memcmp(a, b.ptr, b.len) == 0;
}

static inline void copy_text(char *to, size_t room, struct jx_slice s)
{
    size_t n = s.len < room ? s.len : room - 1;
    if (n) memcpy(to, s.ptr, n);
    to[n] = '\0';
}

struct model_year *model_year(struct model *m, uint32_t year);
void model_set(struct model_document *d, enum jx_state state, jx_status why);

/* States that go on to count, once what is newer does not; and what a revision is made from. */
bool model_eligible(const struct model_document *d);
bool model_accepted(const struct model_document *d);
/* The newest accepted version of a line; 0: none. */
uint64_t model_tip(const struct model *m, uint64_t line);
/* Another line's document that counts in the column under the same key; NULL: none. */
struct model_document *model_rival(const struct model *m, const struct model_document *d,
                                   enum model_column column);
/* After a version of the line changed: which of them count, and what each is called. */
void model_settle(struct model *m, uint64_t line);
/* The same, after every version of another line became one of this. */
void model_join(struct model *m, uint64_t from, uint64_t to);
/* Whether every sum fits that the documents changed since model_keep() belong to. */
bool model_fits(const struct model *m);
/* Notes how everything is, and goes back to that. */
void model_keep(struct model *m);
void model_undo(struct model *m);

/* Grows a list by one place, filled with zeros. */
void *model_place(void **items, uint32_t *count, uint32_t *room, size_t size);

/* model_runs.c */
/* A document that stays, and what somebody answered to a finding of one. */
void model_note_first(struct model *m, const struct store_item *it);
void model_note_answer(struct model *m, const struct model_document *d,
                       const struct model_finding *answered);
struct jx_outcome model_begin_run(struct model *m, const struct store_item *it);
/* What forbids publishing or dropping; JX_OK: it is done. */
jx_status model_publish_run(struct model *m, const struct store_item *it);
jx_status model_drop_run(struct model *m, const struct store_item *it);
void model_clear_runs(struct model *m);

/* model_people.c */
void model_enrol(struct model *m, const struct store_item *it);
void model_delegate(struct model *m, const struct store_item *it);
/* Whether who decides, or in whose place she does, is of the county. */
bool model_is_countys(const struct model *m, const struct store_item *it);
/* Whether the department of the document's unit accepts before the county approves. */
bool model_follows_tree(const struct model *m, const struct model_document *d);

/* model_decide.c, model_master.c */
struct jx_outcome model_decide(struct model *m, const struct store_item *it);
struct jx_outcome model_load(struct model *m, const struct store_item *it);

/* By the rows of `expected` and `exceptions`. */
bool model_is_late(const struct model *m, const struct model_document *d);
void model_be_late(struct model_document *d);
/* By the rows of `projects` and `aliases`: the code of what is called so in the document's year and
 * unit, where that is certain; else NULL. */
const char *model_code(const struct model *m, const struct model_document *d, const char *project,
                       const char *spelling);
/* Whether the name that the form prints is certainly another unit's than the document's. */
bool model_is_anothers(const struct model *m, const struct model_document *d,
                       struct jx_slice printed);
/* How a name is looked for. */
void model_spell(struct jx_slice name, char out[MODEL_TEXT]);
/* The unit's superior in a year; "" when it has none, NULL when the unit is not in the tree. */
const char *model_superior(const struct model *m, uint32_t year, const char *unit);

#endif
