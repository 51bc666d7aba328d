/* What a rule pack says of many documents, so that two packs can be compared. */
#ifndef JX_CLIENT_TRIAL_H
#define JX_CLIENT_TRIAL_H

#include "../worker/rules/judge.h"

/* One finding. */
struct said {
    uint32_t document; /* an index */
    const struct jx_finding *finding;
};

struct verdicts {
    struct said *items; /* in the order of the documents and of the pack; relations at the end */
    uint32_t count, room;
    struct said *sorted; /* for finding one again */
};

/* All findings on the documents, each judged alone and `related` (NULL: all) compared with each
 * other. A document that the pack has no profile for has none. JX_OK, JX_E_ROWS, or the arena's
 * status; what is in *out borrows from arena, documents and pack. */
typedef bool trial_is_compared(const struct jx_document *d);
jx_status verdicts_make(const struct jx_document *const *documents, uint32_t count,
                        trial_is_compared *compared, const struct jx_pack *pack, struct jx_arena *a,
                        struct verdicts *out);
/* Whether a finding of the same document, place, severity and rule is there. */
bool verdicts_have(const struct verdicts *v, const struct said *s);

#endif
