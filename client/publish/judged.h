/* What the rules say of a document in words: the county keeps its findings by rule and place, the
 * sentences are made again under the pack that it was judged by. */
#ifndef JX_PUBLISH_JUDGED_H
#define JX_PUBLISH_JUDGED_H

#include "tables.h"

#include "../../worker/rules/judge.h"

enum { JUDGES_MAX = 64 };

/* The packs that documents of the year were judged by. All zeros: none yet. */
struct judges {
    struct {
        struct jx_hash hash;
        struct jx_pack *pack; /* NULL until it is needed */
    } known[JUDGES_MAX];
    uint32_t count;
};

/* Notes the pack of the document. JX_E_ROWS beyond JUDGES_MAX packs. */
jx_status judges_note(struct judges *j, const struct jx_listed *l);
void judges_clear(struct judges *j);

struct judgement {
    struct jx_verdict verdict;
    const struct jx_pack *pack; /* NULL: the document was never judged */
    struct jx_arena *arena;
};
/* Everything in *out is the arena's or the judges'. */
jx_status judges_judge(struct judges *j, struct session *s, const struct published *p,
                       struct jx_arena *a, struct judgement *out);
/* The sentence for that finding, in Chinese; the rule's title where the verdict made again has no
 * such finding; "" for a rule that the pack does not have. */
struct jx_slice judgement_says(const struct judgement *j, const struct jx_found *f);

#endif
