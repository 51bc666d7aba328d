/* Writing MessagePack: the one file that knows msgpack-c. */
#include "mp.h"

#include <msgpack.h>
#include <stdlib.h>

/* ---- writing ---- */

void jx_buffer_init(struct jx_buffer *b, size_t max)
{
    *b = (struct jx_buffer){.max = max, .status = JX_OK};
}

void jx_buffer_clear(struct jx_buffer *b)
{
    free(b->bytes);
    jx_buffer_init(b, b->max);
}

void jx_buffer_reset(struct jx_buffer *b)
{
    b->len = 0;
    b->status = JX_OK;
}

static bool make_room(struct jx_buffer *b, size_t len)
{
    if (b->status != JX_OK) return false;
    if (len > b->max - b->len) {
        b->status = JX_E_TOO_LARGE;
        return false;
    }
    if (len <= b->room - b->len) return true;
    size_t room = b->room ? b->room * 2 : 1024;
    if (room < b->len + len) room = b->len + len;
    char *bytes = realloc(b->bytes, room);
    if (!bytes) {
        b->status = JX_E_NO_MEMORY;
        return false;
    }
    b->bytes = bytes;
    b->room = room;
    return true;
}

void jx_buffer_put(struct jx_buffer *b, const void *bytes, size_t len)
{
    if (!make_room(b, len) || len == 0) return;
    memcpy(b->bytes + b->len, bytes, len);
    b->len += len;
}

static int put_bytes(void *to, const char *bytes, size_t len)
{
    struct jx_buffer *b = to;
    jx_buffer_put(b, bytes, len);
    return b->status == JX_OK ? 0 : -1;
}

static msgpack_packer packer(struct jx_buffer *b)
{
    return (msgpack_packer){b, put_bytes};
}

void jx_mp_put_array(struct jx_buffer *b, uint32_t count)
{
    msgpack_packer p = packer(b);
    msgpack_pack_array(&p, count);
}

void jx_mp_put_map(struct jx_buffer *b, uint32_t count)
{
    msgpack_packer p = packer(b);
    msgpack_pack_map(&p, count);
}

/* Nearly all that is ever written: head and bytes in one go, where the library would come back for
 * each. `small` is the head for up to 31 bytes, 0 where there is none; `wide` that for a length of
 * one byte, and behind it those for two and four. */
static void put_sized(struct jx_buffer *b, struct jx_slice s, unsigned char small,
                      unsigned char wide)
{
    enum { SMALL_MAX = 31, HEAD_MAX = 5 };
    unsigned char head[HEAD_MAX];
    size_t n = 0;
    const unsigned power = s.len <= UINT8_MAX ? 0 : s.len <= UINT16_MAX ? 1 : 2;
    if (small && s.len <= SMALL_MAX) {
        head[n++] = (unsigned char)(small | s.len);
    } else {
        head[n++] = (unsigned char)(wide + power);
        for (unsigned i = 1u << power; i-- > 0;)
            head[n++] = (unsigned char)(s.len >> (8 * i));
    }
    if (!make_room(b, n + s.len)) return;
    memcpy(b->bytes + b->len, head, n);
    if (s.len) memcpy(b->bytes + b->len + n, s.ptr, s.len);
    b->len += n + s.len;
}

void jx_mp_put_text(struct jx_buffer *b, struct jx_slice s)
{
    if (jx_is_absent(s))
        jx_mp_put_nil(b);
    else
        put_sized(b, s, 0xA0, 0xD9);
}

void jx_mp_put_bin(struct jx_buffer *b, struct jx_slice s)
{
    if (jx_is_absent(s))
        jx_mp_put_nil(b);
    else
        put_sized(b, s, 0, 0xC4);
}

void jx_mp_put_uint(struct jx_buffer *b, uint64_t n)
{
    msgpack_packer p = packer(b);
    msgpack_pack_uint64(&p, n);
}

void jx_mp_put_int(struct jx_buffer *b, int64_t n)
{
    msgpack_packer p = packer(b);
    msgpack_pack_int64(&p, n);
}

void jx_mp_put_bool(struct jx_buffer *b, bool yes)
{
    msgpack_packer p = packer(b);
    if (yes)
        msgpack_pack_true(&p);
    else
        msgpack_pack_false(&p);
}

void jx_mp_put_nil(struct jx_buffer *b)
{
    msgpack_packer p = packer(b);
    msgpack_pack_nil(&p);
}
