/* MessagePack, both ways. Writing is msgpack-c's. Reading is our own: msgpack-c allocates by the
 * declared count and asks for 8 kB for the smallest value, which was a sixth of what taking in a
 * submission cost. */
#ifndef JX_WIRE_MP_H
#define JX_WIRE_MP_H

#include "../base/arena.h"

#include <assert.h>
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
void jx_buffer_put(struct jx_buffer *b, const void *bytes, size_t len);
static inline struct jx_slice jx_buffer_slice(const struct jx_buffer *b)
{
    return jx_slice_at(b->bytes ? b->bytes : "", b->len);
}

void jx_mp_put_array(struct jx_buffer *b, uint32_t count);
void jx_mp_put_map(struct jx_buffer *b, uint32_t count);
void jx_mp_put_text(struct jx_buffer *b, struct jx_slice s); /* an absent slice is written as nil */
void jx_mp_put_bin(struct jx_buffer *b, struct jx_slice s);  /* likewise */
void jx_mp_put_uint(struct jx_buffer *b, uint64_t n);
void jx_mp_put_int(struct jx_buffer *b, int64_t n);
void jx_mp_put_bool(struct jx_buffer *b, bool yes);
void jx_mp_put_nil(struct jx_buffer *b);

/* ---- reading ---- */

/* JX_OK when the bytes are exactly one MessagePack value of nil, bool, integer, str, bin, array and
 * map, nested at most JX_DEPTH_MAX deep, of at most JX_NODES_MAX values. JX_E_FORMAT, JX_E_DEPTH,
 * JX_E_ROWS. Time is linear in the bytes; no memory. */
jx_status jx_mp_scan(struct jx_slice bytes);

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

/* What is behind a value: nobody's business but this header's. */
struct jx_mp_node {
    enum jx_mp_kind kind;
    uint32_t size; /* bytes, elements or pairs */
    union {
        uint64_t number; /* BOOL, UINT, NEGATIVE */
        const char *bytes;
        const struct jx_mp_node *inner; /* of a map: key, value, key, value ... */
    };
};

/* A parsed value. Texts and bins borrow from the bytes it was parsed from. */
struct jx_mp {
    const struct jx_mp_node *object;
};

enum { JX_MP_FEW = 40 }; /* values of a header, an entry or a row: no memory is asked for */

/* It must not be copied: its values may stand in itself. */
struct jx_mp_tree {
    struct jx_mp_node *zone;
    struct jx_mp root;
    struct jx_mp_node few[JX_MP_FEW];
};

/* Scans, then parses. The caller ends it with jx_mp_clear(), also after a failure. */
jx_status jx_mp_parse(struct jx_slice bytes, struct jx_mp_tree *out);
void jx_mp_clear(struct jx_mp_tree *t);

static inline enum jx_mp_kind jx_mp_kind(struct jx_mp v)
{
    return v.object->kind;
}

/* Elements of an array or pairs of a map; 0 for anything else. */
static inline uint32_t jx_mp_count(struct jx_mp v)
{
    return v.object->kind >= JX_MP_ARRAY ? v.object->size : 0;
}

/* i < jx_mp_count(). The value of a map's pair, or the array's element. */
static inline struct jx_mp jx_mp_at(struct jx_mp v, uint32_t i)
{
    assert(i < jx_mp_count(v));
    return (struct jx_mp){v.object->kind == JX_MP_ARRAY ? &v.object->inner[i]
                                                        : &v.object->inner[2 * (size_t)i + 1]};
}

static inline struct jx_mp jx_mp_key(struct jx_mp v, uint32_t i)
{
    assert(v.object->kind == JX_MP_MAP && i < v.object->size);
    return (struct jx_mp){&v.object->inner[2 * (size_t)i]};
}

/* False, and *out untouched, when the value is of another kind or out of range. */
static inline bool jx_mp_text(struct jx_mp v, struct jx_slice *out)
{
    if (v.object->kind != JX_MP_TEXT) return false;
    *out = jx_slice_at(v.object->bytes, v.object->size);
    return true;
}

static inline bool jx_mp_bin(struct jx_mp v, struct jx_slice *out)
{
    if (v.object->kind != JX_MP_BIN) return false;
    *out = jx_slice_at(v.object->bytes, v.object->size);
    return true;
}

static inline bool jx_mp_uint(struct jx_mp v, uint64_t *out)
{
    if (v.object->kind != JX_MP_UINT) return false;
    *out = v.object->number;
    return true;
}

static inline bool jx_mp_int(struct jx_mp v, int64_t *out)
{
    const enum jx_mp_kind kind = v.object->kind;
    if (kind != JX_MP_NEGATIVE && (kind != JX_MP_UINT || v.object->number > INT64_MAX))
        return false;
    *out = (int64_t)v.object->number;
    return true;
}

static inline bool jx_mp_bool(struct jx_mp v, bool *out)
{
    if (v.object->kind != JX_MP_BOOL) return false;
    *out = v.object->number != 0;
    return true;
}

#endif
