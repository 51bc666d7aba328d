/* Bytes and arrays that grow on the heap while a part is read; what stays is copied to the arena.
 */
#ifndef JX_READERS_BUFFER_H
#define JX_READERS_BUFFER_H

#include "../../../proto/base/slice.h"
#include "../../../proto/base/status.h"

/* Bytes up to a bound. Once it has failed it takes nothing more and keeps its status. */
struct buffer {
    char *ptr;
    size_t len, room, max;
    jx_status status; /* JX_OK, JX_E_TEXT_LONG or JX_E_NO_MEMORY */
};

/* Takes nothing yet. */
void buffer_init(struct buffer *b, size_t max);
void buffer_put(struct buffer *b, struct jx_slice s);
void buffer_put_char(struct buffer *b, char c);
/* A character as UTF-8. */
void buffer_put_code(struct buffer *b, uint32_t c);
/* Gives everything back; the buffer may be used again. */
void buffer_clear(struct buffer *b);

static inline struct jx_slice buffer_slice(const struct buffer *b)
{
    return (struct jx_slice){b->ptr ? b->ptr : "", b->len};
}

/* Room in a heap array for one more item: items, perhaps moved; NULL when memory is exhausted (the
 * array is left as it was). *items is replaced by the caller and freed with free(). */
void *heap_grown(void *items, size_t count, size_t *room, size_t size);

#endif
