/* A MessagePack array of fixed length whose elements have fixed kinds: the shape of every
 * header, record and message. */
#ifndef JX_WIRE_TUPLE_H
#define JX_WIRE_TUPLE_H

#include "mp.h"

/* Goes through the elements one by one; the first that is missing or of another kind sets `status`
 * to JX_E_FORMAT and everything after it is left untouched. */
struct jx_tuple {
    struct jx_mp array;
    uint32_t next;
    jx_status status;
};

/* Starts on an array of at least `least` elements; more are allowed (a later version may append).
 */
struct jx_tuple jx_tuple_over(struct jx_mp array, uint32_t least);
/* Writes the beginning of one: how many elements it has, and the version, which is the first. */
void jx_tuple_put_head(struct jx_buffer *out, uint64_t version, uint32_t count);
/* Reads the leading version number; JX_E_VERSION when it is not `expected`. */
void jx_tuple_version(struct jx_tuple *t, uint64_t expected);
void jx_tuple_text(struct jx_tuple *t, size_t max, struct jx_slice *out);
void jx_tuple_bin(struct jx_tuple *t, size_t max, struct jx_slice *out);
/* A bin of exactly `len` bytes, copied. */
void jx_tuple_fixed(struct jx_tuple *t, size_t len, void *out);
void jx_tuple_uint(struct jx_tuple *t, uint64_t max, uint64_t *out);
void jx_tuple_int(struct jx_tuple *t, int64_t *out);
void jx_tuple_bool(struct jx_tuple *t, bool *out);
bool jx_tuple_nil(struct jx_tuple *t); /* true, and moves on, when the next element is nil */
/* The next element as it is; {NULL} after a failure. */
struct jx_mp jx_tuple_any(struct jx_tuple *t);

/* The next element, an array of at most `most` elements, and how many it has; 0 with the tuple
 * failed (JX_E_FORMAT, JX_E_ROWS). */
uint32_t jx_tuple_inner(struct jx_tuple *t, uint32_t most, struct jx_tuple *inner);
/* Room for what such an array holds. NULL when the tuple has failed or the arena is exhausted,
 * which fails it. */
void *jx_tuple_room(struct jx_tuple *t, struct jx_arena *a, uint32_t count, size_t size);

/* Reads the elements behind the version into `out`; what it may take from the arena (NULL where the
 * shape needs none) belongs to the caller. */
typedef void jx_tuple_get(struct jx_tuple *t, struct jx_arena *a, void *out);

/* Parses `bytes`, which must be an array of at least `least` elements that begins with the number
 * `version` (0: it has none), and lets `get` read it. What `get` stores borrows from `bytes`, never
 * from the parse. JX_OK, the scan's status, JX_E_VERSION, or what `get` left in the tuple. */
jx_status jx_tuple_read(struct jx_slice bytes, uint32_t least, uint64_t version, struct jx_arena *a,
                        jx_tuple_get *get, void *out);

#endif
