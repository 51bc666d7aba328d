/* What bodies of rows are written with and read by, for the files that know a row's shape. */
#ifndef JX_STORE_ROW_BODY_H
#define JX_STORE_ROW_BODY_H

#include "../../proto/wire/tuple.h"
#include "rows.h"

/* room[0] holds the body, room[1] becomes the sealed row. */
jx_status row_put_body(struct kv_tx *tx, enum table t, struct jx_slice key,
                       struct jx_buffer room[2]);

/* Starts on a body's array of `fields`; 0: however many. */
jx_status row_start(struct jx_slice body, uint32_t fields, struct jx_mp_tree *tree,
                    struct jx_tuple *t);
/* Ends what row_start() began, whatever that gave. What passed its checksum and is not of the shape
 * was written wrongly: JX_E_CORRUPT rather than trusted. */
jx_status row_finish(struct jx_mp_tree *tree, jx_status rc, const struct jx_tuple *t);

/* An absent text is written as an empty one. */
struct jx_slice row_text(struct jx_slice s);
/* The outcome goes in as the bytes that the wire knows it by. */
void row_put_outcome(struct jx_buffer *b, const struct jx_outcome *o);
void row_get_outcome(struct jx_tuple *t, struct jx_outcome *o);
void row_put_sums(struct jx_buffer *b, uint32_t width, const int64_t *sums);
void row_get_sums(struct jx_tuple *t, struct jx_mp array, uint32_t width, int64_t *sums);

#endif
