/* Growing memory: doubled when full. */
#include "buffer.h"

#include "../../../proto/base/text.h"

#include <stdlib.h>

void buffer_init(struct buffer *b, size_t max)
{
    *b = (struct buffer){.max = max, .status = JX_OK};
}

void buffer_clear(struct buffer *b)
{
    free(b->ptr);
    buffer_init(b, b->max);
}

static bool has_room(struct buffer *b, size_t n)
{
    if (b->status != JX_OK) return false;
    if (n > b->max - b->len) {
        b->status = JX_E_TEXT_LONG;
        return false;
    }
    if (n <= b->room - b->len) return true;
    size_t room = b->room ? b->room : 256;
    while (room - b->len < n)
        room *= 2;
    char *more = realloc(b->ptr, room);
    if (!more) {
        b->status = JX_E_NO_MEMORY;
        return false;
    }
    b->ptr = more;
    b->room = room;
    return true;
}

void buffer_put(struct buffer *b, struct jx_slice s)
{
    if (s.len == 0 || !has_room(b, s.len)) return;
    memcpy(b->ptr + b->len, s.ptr, s.len);
    b->len += s.len;
}

void buffer_put_char(struct buffer *b, char c)
{
    buffer_put(b, jx_slice_at(&c, 1));
}

void buffer_put_code(struct buffer *b, uint32_t c)
{
    char utf8[4];
    buffer_put(b, jx_slice_at(utf8, jx_utf8_put(c, utf8)));
}

void *heap_grown(void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room) return items;
    size_t wanted = *room ? *room * 2 : 64;
    void *more = reallocarray(items, wanted, size);
    if (more) *room = wanted;
    return more;
}
