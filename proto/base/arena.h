/* Memory for one piece of work, taken bit by bit and given back at once. */
#ifndef JX_BASE_ARENA_H
#define JX_BASE_ARENA_H

#include "slice.h"
#include "status.h"

struct jx_arena_block;

struct jx_arena {
    struct jx_arena_block *blocks; /* newest first */
    size_t left;                   /* bytes it may still take from the heap */
    jx_status status;              /* JX_OK, or why a request was not met */
};

/* Takes nothing yet. At most `limit` bytes will be taken from the heap. */
void jx_arena_init(struct jx_arena *a, size_t limit);
/* Zeroed memory, aligned for any type; NULL when the limit (a->status JX_E_TOO_LARGE) or the heap
 * (JX_E_NO_MEMORY) is exhausted. n == 0 gives a valid pointer. Lives until jx_arena_clear(). */
void *jx_arena_take(struct jx_arena *a, size_t n);
/* Room for `count` items of `size`, the product checked. */
void *jx_arena_array(struct jx_arena *a, size_t count, size_t size);
/* An array of `count` items that has room for one more: `items` itself while *room is larger, else
 * all of them in a new place with twice the room (16 at first), zero behind them. NULL as above;
 * then nothing has changed. An array begins as NULL with no item and no room. */
void *jx_arena_grown(struct jx_arena *a, void *items, uint32_t count, uint32_t *room, size_t size);
/* A copy of the bytes, with a NUL behind them; absent when memory is exhausted. */
struct jx_slice jx_arena_copy(struct jx_arena *a, struct jx_slice s);
/* printf into the arena; absent when memory is exhausted. */
struct jx_slice jx_arena_printf(struct jx_arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Why the last request was not met; JX_E_NO_MEMORY where nothing else is known. Never JX_OK. */
static inline jx_status jx_arena_failure(const struct jx_arena *a)
{
    return a->status != JX_OK ? a->status : JX_E_NO_MEMORY;
}
/* Gives everything back. The arena may be used again, with the limit it was made with. */
void jx_arena_clear(struct jx_arena *a);

#endif
