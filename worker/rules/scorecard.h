/* Scorecards: of a form, all that its scores depend on, whatever the profile. A document is read
 * once; scoring it again, under the same rules or others, takes its card alone. The judge itself
 * scores cards, so that there is one way to a score. */
#ifndef JX_RULES_SCORECARD_H
#define JX_RULES_SCORECARD_H

#include "judge.h"

struct jx_card;

/* Reads a document that passed jx_document_check(). From the arena and the document. JX_OK or the
 * arena's status. */
jx_status jx_card_of(const struct jx_document *d, struct jx_arena *a, const struct jx_card **out);

/* A card as bytes, the same on every machine: what scoring takes, without what only explanations
 * and findings look at. From the arena. */
jx_status jx_card_encode(const struct jx_card *c, struct jx_arena *a, struct jx_slice *out);
/* And back. Texts borrow from the bytes. JX_E_FORMAT, JX_E_VERSION, the arena's status. */
jx_status jx_card_from(struct jx_slice bytes, struct jx_arena *a, const struct jx_card **out);

/* The form and period of its document; the period borrows as the card does. */
enum jx_form jx_card_form(const struct jx_card *c, struct jx_slice *period);

/* jx_judge_figures() of a document whose card was read already. */
jx_status jx_judge_card(const struct jx_document *d, const struct jx_card *card,
                        const struct jx_pack *pack, struct jx_arena *a, struct jx_verdict *out);

/* The verdict of jx_judge_figures() on the card's document without its findings and rows, and
 * without their counts in `adds`. JX_E_NO_PACK. */
jx_status jx_card_judge(const struct jx_card *c, const struct jx_pack *pack,
                        struct jx_verdict *out);

/* A row's score, for whoever compares two judgements. */
struct jx_card_score {
    bool funds;
    uint32_t index;         /* in the form */
    struct jx_slice method; /* borrows from the pack */
    struct jx_score weight, claimed, computed;
};
/* Of the rows that count; from the arena. */
jx_status jx_card_scores(const struct jx_card *c, const struct jx_pack *pack, struct jx_arena *a,
                         struct jx_card_score **out, uint32_t *count);

#endif
