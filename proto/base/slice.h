/* A stretch of bytes that somebody else owns. ptr NULL means absent, which is not the same as
 * empty. */
#ifndef JX_BASE_SLICE_H
#define JX_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct jx_slice {
    const char *ptr;
    size_t len;
};

#define JX_ABSENT ((struct jx_slice){NULL, 0})
/* A slice over a string literal. */
#define JX_LIT(s) ((struct jx_slice){(s), sizeof(s) - 1})

static inline struct jx_slice jx_slice_of(const char *s)
{
    return (struct jx_slice){s, s ? strlen(s) : 0};
}

static inline struct jx_slice jx_slice_at(const void *ptr, size_t len)
{
    return (struct jx_slice){ptr, len};
}

static inline bool jx_is_absent(struct jx_slice s)
{
    return s.ptr == NULL;
}

/* Absent, or present and empty. */
static inline bool jx_is_blank(struct jx_slice s)
{
    return s.len == 0;
}

static inline bool jx_slice_eq(struct jx_slice a, struct jx_slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* Byte order, the shorter first where one begins the other. <0, 0 or >0. */
static inline int jx_slice_cmp(struct jx_slice a, struct jx_slice b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n == 0 ? 0 : memcmp(a.ptr, b.ptr, n);
    return c != 0 ? c : (a.len > b.len) - (a.len < b.len);
}

static inline bool jx_starts_with(struct jx_slice s, struct jx_slice head)
{
    return s.len >= head.len && (head.len == 0 || memcmp(s.ptr, head.ptr, head.len) == 0);
}

static inline bool jx_ends_with(struct jx_slice s, struct jx_slice tail)
{
    return s.len >= tail.len &&
           (tail.len == 0 || memcmp(s.ptr + (s.len - tail.len), tail.ptr, tail.len) == 0);
}

/* The part from byte `from` on; empty (not absent) past the end. */
static inline struct jx_slice jx_slice_from(struct jx_slice s, size_t from)
{
    return from >= s.len ? (struct jx_slice){s.ptr + s.len, 0}
                         : (struct jx_slice){s.ptr + from, s.len - from};
}

/* Offset of the first `needle`, or (size_t)-1. An empty needle is found at 0. */
size_t jx_slice_find(struct jx_slice s, struct jx_slice needle);

static inline bool jx_contains(struct jx_slice s, struct jx_slice needle)
{
    return jx_slice_find(s, needle) != (size_t)-1;
}

#endif
