/* MessagePack, both ways, over msgpack-c. Reading begins with a scan that bounds depth and counts
 * by the bytes that are really there, because msgpack-c allocates by the declared count. */
#ifndef JX_WIRE_MP_H
#define JX_WIRE_MP_H

#include "../base/arena.h"

#include <stdint.h>

/* ---- writing ---- */

/* Bytes that grow on the heap. The first failure (JX_E_NO_MEMORY, or JX_E_TOO_LARGE past `max`)
 * stays in `status` and later writes do nothing, so a chain of writes is checked once. */
struct jx_buffer {
    char *bytes;
    size_t len, room, max;
    jx_status status;
};

void jx_buffer_init(struct jx_buffer *b, size_t max);
void jx_buffer_clear(struct jx_buffer *b); /* frees; may be called again */
void jx_buffer_reset(struct jx_buffer *b); /* empty, keeps the memory */
/* Room for so many bytes more at once, where it is known. */
void jx_buffer_reserve(struct jx_buffer *b, size_t len);
void jx_buffer_put(struct jx_buffer *b, const void *bytes, size_t len);
static inline struct jx_slice jx_buffer_slice(const struct jx_buffer *b)
{
    return jx_slice_at(b->bytes ? b->bytes : "", b->len);
}

void jx_mp_put_array(struct jx_buffer *b, uint32_t count);
void jx_mp_put_map(struct jx_buffer *b, uint32_t count);
void jx_mp_put_text(struct jx_buffer *b, struct jx_slice s); /* an absent slice is written as nil */
void jx_mp_put_bin(struct jx_buffer *b, struct jx_slice s);  /* likewise */
/* The head of a bin of `len` bytes, which the caller puts behind it. */
void jx_mp_put_bin_head(struct jx_buffer *b, size_t len);
void jx_mp_put_uint(struct jx_buffer *b, uint64_t n);
void jx_mp_put_int(struct jx_buffer *b, int64_t n);
void jx_mp_put_bool(struct jx_buffer *b, bool yes);
void jx_mp_put_nil(struct jx_buffer *b);

/* ---- reading ---- */

/* JX_OK when the bytes are exactly one MessagePack value of nil, bool, integer, str, bin, array and
 * map, nested at most JX_DEPTH_MAX deep, of at most JX_NODES_MAX values. JX_E_FORMAT, JX_E_DEPTH,
 * JX_E_ROWS. Time is linear in the bytes; no memory. */
jx_status jx_mp_scan(struct jx_slice bytes);

/* A parsed value. Texts and bins borrow from the bytes it was parsed from. */
struct jx_mp {
    const void *object;
};

struct jx_mp_tree {
    void *zone;
    struct jx_mp root;
};

/* Scans, then parses. The caller ends it with jx_mp_clear(), also after a failure. */
jx_status jx_mp_parse(struct jx_slice bytes, struct jx_mp_tree *out);
void jx_mp_clear(struct jx_mp_tree *t);

enum jx_mp_kind {
    JX_MP_NIL,
    JX_MP_BOOL,
    JX_MP_UINT,
    JX_MP_NEGATIVE,
    JX_MP_TEXT,
    JX_MP_BIN,
    JX_MP_ARRAY,
    JX_MP_MAP,
};
enum jx_mp_kind jx_mp_kind(struct jx_mp v);
/* Elements of an array or pairs of a map; 0 for anything else. */
uint32_t jx_mp_count(struct jx_mp v);
/* i < jx_mp_count(). The value of a map's pair, or the array's element. */
struct jx_mp jx_mp_at(struct jx_mp v, uint32_t i);
struct jx_mp jx_mp_key(struct jx_mp v, uint32_t i);
/* False, and *out untouched, when the value is of another kind or out of range. */
bool jx_mp_text(struct jx_mp v, struct jx_slice *out);
bool jx_mp_bin(struct jx_mp v, struct jx_slice *out);
bool jx_mp_uint(struct jx_mp v, uint64_t *out);
bool jx_mp_int(struct jx_mp v, int64_t *out);
bool jx_mp_bool(struct jx_mp v, bool *out);

#endif
