/* What the levels of the tree add up to: asked for once, shown by summary and by missing. */
#ifndef JX_CLIENT_TREE_H
#define JX_CLIENT_TREE_H

#include "session.h"

#include "cli/source.h"

#include "../proto/wire/query.h"
#include "../worker/rules/judge.h"

/* JX_OK: *out from the arena, borrowing from the session's answers. What session_query() returns,
 * JX_E_FORMAT. */
jx_status tree_ask(struct session *s, uint32_t year, struct jx_slice form, struct jx_slice unit,
                   struct jx_arena *a, struct jx_branches *out);

/* How deep the branch stands below the first one of its period that is shown. */
uint32_t tree_depth(const struct jx_branches *all, const struct jx_branch *b);

/* The member "lights". */
void lights_put(struct jx_json_writer *w, const struct jx_additive *s);
/* What the units right below it add up to as received. */
struct jx_additive tree_children(const struct jx_branches *all, const struct jx_branch *of);

struct tree_wishes {
    uint32_t year;
    struct jx_slice form, unit;
    bool difference; /* own figures against the sum of the children */
};
/* `jixiao summary --tree`. Returns the exit code. */
int tree_show(struct context *ctx, const struct tree_wishes *w);

#endif
