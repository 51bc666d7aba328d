/* Numbers and texts in few bytes, for rows that are read by the million: numbers seven bits a byte,
 * the lowest first; those with a sign zigzag; texts their length and bytes. */
#ifndef JX_STORE_PACKED_H
#define JX_STORE_PACKED_H

#include "../../proto/wire/mp.h"

static inline void packed_put_uint(struct jx_buffer *b, uint64_t n)
{
    char bytes[10];
    size_t len = 0;
    for (; n >= 128; n >>= 7)
        bytes[len++] = (char)((unsigned)(n & 127) | 128);
    bytes[len++] = (char)(unsigned char)n;
    jx_buffer_put(b, bytes, len);
}

static inline void packed_put_int(struct jx_buffer *b, int64_t n)
{
    packed_put_uint(b, (uint64_t)n << 1 ^ (n < 0 ? UINT64_MAX : 0));
}

static inline void packed_put_text(struct jx_buffer *b, struct jx_slice s)
{
    packed_put_uint(b, s.len);
    jx_buffer_put(b, s.ptr, s.len);
}

/* Behind its end everything is 0 and "", and it is `bad`. */
struct packed {
    const unsigned char *at, *end;
    bool bad;
};

static inline struct packed packed_over(struct jx_slice bytes)
{
    const unsigned char *at = (const unsigned char *)bytes.ptr;
    return (struct packed){at, at + bytes.len, false};
}

/* What is left of it. */
static inline struct jx_slice packed_rest(const struct packed *p)
{
    return jx_slice_at(p->at, (size_t)(p->end - p->at));
}

static inline uint64_t packed_uint(struct packed *p)
{
    uint64_t n = 0;
    for (unsigned shift = 0; shift < 64 && p->at < p->end; shift += 7) {
        const unsigned char byte = *p->at++;
        n |= (uint64_t)(byte & 127) << shift;
        if (byte < 128) return n;
    }
    p->bad = true;
    p->at = p->end;
    return 0;
}

static inline int64_t packed_int(struct packed *p)
{
    const uint64_t n = packed_uint(p);
    return (int64_t)(n >> 1 ^ (n & 1 ? UINT64_MAX : 0));
}

static inline struct jx_slice packed_bytes(struct packed *p, uint64_t len)
{
    if (len > (uint64_t)(p->end - p->at)) {
        p->bad = true;
        p->at = p->end;
        len = 0;
    }
    const struct jx_slice s = jx_slice_at(p->at, (size_t)len);
    p->at += len;
    return s;
}

static inline struct jx_slice packed_text(struct packed *p)
{
    return packed_bytes(p, packed_uint(p));
}

/* Sums beside others that they mostly equal: a bit for each that differs, then by how much. At most
 * 64 of them; `than` NULL: they are mostly 0. */
void packed_put_sums(struct jx_buffer *b, uint32_t width, const int64_t *sums, const int64_t *than);
void packed_sums(struct packed *p, uint32_t width, const int64_t *than, int64_t *out);

#endif
