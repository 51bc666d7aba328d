/* Blocks that double in size, newest first; a large request gets a block of its own. */
#include "arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct jx_arena_block {
    struct jx_arena_block *next;
    size_t size; /* usable bytes */
    size_t used;
    max_align_t bytes[];
};

enum { FIRST_BLOCK = 8 << 10, BLOCK_MAX = 1 << 20, FIRST_ITEMS = 16 };

void jx_arena_init(struct jx_arena *a, size_t limit)
{
    *a = (struct jx_arena){.left = limit, .status = JX_OK};
}

static void *fail(struct jx_arena *a, jx_status why)
{
    a->status = why;
    return NULL;
}

static struct jx_arena_block *add_block(struct jx_arena *a, size_t at_least)
{
    size_t size = a->blocks ? a->blocks->size * 2 : FIRST_BLOCK;
    if (size > BLOCK_MAX) size = BLOCK_MAX;
    size_t room = a->left > sizeof(struct jx_arena_block) ? a->left - sizeof(struct jx_arena_block)
                                                          : 0;
    if (size > room) size = room; /* the last block takes what the limit leaves */
    if (size < at_least) size = at_least;
    size_t whole = sizeof(struct jx_arena_block) + size;
    if (whole > a->left) return fail(a, JX_E_TOO_LARGE);
    struct jx_arena_block *b = calloc(1, whole);
    if (!b) return fail(a, JX_E_NO_MEMORY);
    a->left -= whole;
    b->size = size;
    b->next = a->blocks;
    a->blocks = b;
    return b;
}

void *jx_arena_take(struct jx_arena *a, size_t n)
{
    if (n > SIZE_MAX / 2) return fail(a, JX_E_TOO_LARGE);
    size_t rounded = (n + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
    struct jx_arena_block *b = a->blocks;
    if (!b || b->size - b->used < rounded) b = add_block(a, rounded);
    if (!b) return NULL;
    void *at = (char *)b->bytes + b->used;
    b->used += rounded;
    return at;
}

void *jx_arena_array(struct jx_arena *a, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size) return fail(a, JX_E_TOO_LARGE);
    return jx_arena_take(a, count * size);
}

void *jx_arena_grown(struct jx_arena *a, void *items, uint32_t count, uint32_t *room, size_t size)
{
    if (count < *room) return items;
    if (*room > UINT32_MAX / 2) return fail(a, JX_E_TOO_LARGE);
    uint32_t wanted = *room ? *room * 2 : FIRST_ITEMS;
    void *more = jx_arena_array(a, wanted, size);
    if (!more) return NULL;
    if (count) memcpy(more, items, count * size);
    *room = wanted;
    return more;
}

struct jx_slice jx_arena_copy(struct jx_arena *a, struct jx_slice s)
{
    char *to = s.ptr ? jx_arena_take(a, s.len + 1) : NULL;
    if (!to) return JX_ABSENT;
    if (s.len) memcpy(to, s.ptr, s.len);
    return (struct jx_slice){to, s.len};
}

struct jx_slice jx_arena_printf(struct jx_arena *a, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *to = n < 0 ? NULL : jx_arena_take(a, (size_t)n + 1);
    if (to) vsnprintf(to, (size_t)n + 1, format, again);
    va_end(again);
    return to ? (struct jx_slice){to, (size_t)n} : JX_ABSENT;
}

void jx_arena_clear(struct jx_arena *a)
{
    while (a->blocks) {
        struct jx_arena_block *b = a->blocks;
        a->blocks = b->next;
        a->left += sizeof *b + b->size;
        free(b);
    }
    a->status = JX_OK;
}
