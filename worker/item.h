/* From a journal record to what the store folds: decode, check, judge. Pure; what the worker does
 * with most of its time. */
#ifndef JX_WORKER_ITEM_H
#define JX_WORKER_ITEM_H

#include "rules/judge.h"
#include "store/store.h"

/* A pack as judged with, and its hash, which goes into every outcome. */
struct item_pack {
    struct jx_pack *pack; /* NULL: none, or one that does not parse */
    struct jx_hash hash;
};

/* Parses the content of a pack activation. JX_OK with a pack to be freed by the caller; JX_E_RULES
 * or JX_E_FORMAT for one that cannot be used, *out empty. */
jx_status item_pack_parse(struct jx_slice content, struct item_pack *out,
                          struct jx_pack_trouble *t);

/* Makes the store's item of a record. Slices of *out borrow from `record` or come from `keep`;
 * `scratch` is used during the call and may be cleared after it. Always gives an item for a record
 * that decodes: one that cannot be judged is rejected, with the reason. JX_E_CORRUPT for a record
 * whose hash does not hold, or an arena's status. */
jx_status item_make(struct jx_slice record, const struct item_pack *pack, struct jx_arena *keep,
                    struct jx_arena *scratch, struct store_item *out);

/* The pack's identity: BLAKE2b-256 of its encoded files. */
struct jx_hash item_pack_hash(struct jx_slice encoded_files);

#endif
