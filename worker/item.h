/* From a journal record to what the store folds: decode, check, judge. Pure; what the worker does
 * with most of its time. */
#ifndef JX_WORKER_ITEM_H
#define JX_WORKER_ITEM_H

#include "rules/scorecard.h"
#include "store/store.h"

/* A pack as judged with, and its hash, which goes into every outcome. */
struct item_pack {
    struct jx_pack *pack; /* NULL: none, or one that does not parse */
    struct jx_hash hash;
    uint64_t run; /* the run that brought it; 0: it was activated */
};

/* What records are judged under: the pack in force, but in some years another one. */
struct item_year_pack {
    uint32_t year;
    const struct item_pack *pack;
};
struct item_packs {
    const struct item_pack *in_force;
    const struct item_year_pack *years;
    uint32_t count;
};

/* Parses the content of a pack activation. JX_OK with a pack to be freed by the caller; JX_E_RULES
 * or JX_E_FORMAT for one that cannot be used, *out empty. */
jx_status item_pack_parse(struct jx_slice content, struct item_pack *out,
                          struct jx_pack_trouble *t);

/* The same for the content of a run at that position. */
jx_status item_run_parse(struct jx_slice content, uint64_t position, struct item_pack *out,
                         struct jx_pack_trouble *t);

/* Makes the store's item of a record. Slices of *out borrow from `record` or come from `keep`;
 * `scratch` is used during the call and may be cleared after it. Always gives an item for a record
 * that decodes: one that cannot be judged is rejected, with the reason. JX_E_CORRUPT for a record
 * whose hash does not hold, or an arena's status. */
jx_status item_make(struct jx_slice record, const struct item_pack *pack, struct jx_arena *keep,
                    struct jx_arena *scratch, struct store_item *out);

/* The same, by the packs of the years. */
jx_status item_make_by_year(struct jx_slice record, const struct item_packs *packs,
                            struct jx_arena *keep, struct jx_arena *scratch,
                            struct store_item *out);

/* Judges a submission that was taken before, by its content: outcome, sums, classes and findings of
 * *item, whose entry and content are set, and no card. As item_make() otherwise, but that the
 * document is canonical was found out then and holds for the bytes of its id. */
jx_status item_judge(struct store_item *item, const struct item_pack *pack, struct jx_arena *keep,
                     struct jx_arena *scratch);
/* A verdict's classes for the store, from the arena. */
jx_status item_classes(const struct jx_verdict *v, struct jx_arena *a, struct store_detail **out,
                       uint32_t *count);
/* What a document adds that could not be judged. */
void item_unjudged_adds(int64_t adds[JX_STORE_ADDS]);

/* The pack's identity: BLAKE2b-256 of its encoded files. */
struct jx_hash item_pack_hash(struct jx_slice encoded_files);

#endif
