/* The one file that knows msgpack-c. */
#include "mp.h"

#include "../base/limits.h"

#include <assert.h>
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

__attribute__((noinline)) static bool make_room(struct jx_buffer *b, size_t len)
{
    if (b->status != JX_OK) return false;
    if (len > b->max - b->len) {
        b->status = JX_E_TOO_LARGE;
        return false;
    }
    if (len <= b->room - b->len) return true;
    size_t room = b->room ? b->room * 2 : 1024;
    if (room < b->len + len) room = b->len + len;
    if (room > b->max) room = b->max; /* what fits into the room is not too large */
    char *bytes = realloc(b->bytes, room);
    if (!bytes) {
        b->status = JX_E_NO_MEMORY;
        return false;
    }
    b->bytes = bytes;
    b->room = room;
    return true;
}

void jx_buffer_reserve(struct jx_buffer *b, size_t len)
{
    (void)make_room(b, len);
}

/* Mostly there is room, which is never more than `max`. A part of whoever puts a byte or two: a
 * document has hundreds of values. */
__attribute__((always_inline)) static inline bool put(struct jx_buffer *b, const void *bytes,
                                                      size_t len)
{
    const bool fits = b->status == JX_OK && len <= b->room - b->len;
    if (!fits && !make_room(b, len)) return false;
    if (len) memcpy(b->bytes + b->len, bytes, len);
    b->len += len;
    return true;
}

void jx_buffer_put(struct jx_buffer *b, const void *bytes, size_t len)
{
    (void)put(b, bytes, len);
}

static inline int put_bytes(void *to, const char *bytes, size_t len)
{
    return put(to, bytes, len) ? 0 : -1;
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

void jx_mp_put_text(struct jx_buffer *b, struct jx_slice s)
{
    msgpack_packer p = packer(b);
    if (jx_is_absent(s)) {
        msgpack_pack_nil(&p);
        return;
    }
    msgpack_pack_str(&p, s.len);
    msgpack_pack_str_body(&p, s.ptr, s.len);
}

void jx_mp_put_bin(struct jx_buffer *b, struct jx_slice s)
{
    msgpack_packer p = packer(b);
    if (jx_is_absent(s)) {
        msgpack_pack_nil(&p);
        return;
    }
    msgpack_pack_bin(&p, s.len);
    msgpack_pack_bin_body(&p, s.ptr, s.len);
}

void jx_mp_put_bin_head(struct jx_buffer *b, size_t len)
{
    msgpack_packer p = packer(b);
    msgpack_pack_bin(&p, len);
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

/* ---- the scan ---- */

struct scan {
    const unsigned char *at, *end;
    uint64_t open[JX_DEPTH_MAX]; /* values still to come at each level */
    unsigned depth;
    uint64_t nodes;
};

static bool read_size(struct scan *s, unsigned bytes, uint64_t *out)
{
    if ((size_t)(s->end - s->at) < bytes) return false;
    uint64_t n = 0;
    for (unsigned i = 0; i < bytes; i++)
        n = n << 8 | *s->at++;
    *out = n;
    return true;
}

static jx_status skip(struct scan *s, uint64_t bytes)
{
    if ((uint64_t)(s->end - s->at) < bytes) return JX_E_FORMAT;
    s->at += bytes;
    return JX_OK;
}

/* Every value takes at least a byte, so more values than bytes left cannot be true. */
static jx_status open_container(struct scan *s, uint64_t values)
{
    if (values > (uint64_t)(s->end - s->at)) return JX_E_FORMAT;
    if (values == 0) return JX_OK;
    if (s->depth == JX_DEPTH_MAX) return JX_E_DEPTH;
    s->open[s->depth++] = values;
    return JX_OK;
}

static jx_status sized(struct scan *s, unsigned size_bytes, unsigned values_each)
{
    uint64_t n;
    if (!read_size(s, size_bytes, &n)) return JX_E_FORMAT;
    return values_each ? open_container(s, n * values_each) : skip(s, n);
}

static jx_status scan_value(struct scan *s)
{
    unsigned char c = *s->at++;
    if (c <= 0x7F || c >= 0xE0) return JX_OK; /* small integers */
    if (c <= 0x8F) return open_container(s, 2u * (c & 0x0Fu));
    if (c <= 0x9F) return open_container(s, c & 0x0Fu);
    if (c <= 0xBF) return skip(s, c & 0x1Fu);
    switch (c) {
    case 0xC0: /* nil */
    case 0xC2: /* false */
    case 0xC3: /* true */
        return JX_OK;
    case 0xC4: /* bin 8, 16, 32 */
    case 0xD9: /* str 8 */
        return sized(s, 1, 0);
    case 0xC5:
    case 0xDA:
        return sized(s, 2, 0);
    case 0xC6:
    case 0xDB:
        return sized(s, 4, 0);
    case 0xCC: /* unsigned and signed integers */
    case 0xD0:
        return skip(s, 1);
    case 0xCD:
    case 0xD1:
        return skip(s, 2);
    case 0xCE:
    case 0xD2:
        return skip(s, 4);
    case 0xCF:
    case 0xD3:
        return skip(s, 8);
    case 0xDC:
        return sized(s, 2, 1);
    case 0xDD:
        return sized(s, 4, 1);
    case 0xDE:
        return sized(s, 2, 2);
    case 0xDF:
        return sized(s, 4, 2);
    default: /* floats and extensions have no place in our messages */
        return JX_E_FORMAT;
    }
}

static jx_status scan(struct jx_slice bytes, struct scan *s)
{
    const unsigned char *start = (const unsigned char *)bytes.ptr;
    *s = (struct scan){.at = start, .end = start + bytes.len, .open = {1}, .depth = 1};
    while (s->depth > 0) {
        if (s->at == s->end) return JX_E_FORMAT;
        if (++s->nodes > JX_NODES_MAX) return JX_E_ROWS;
        s->open[s->depth - 1]--;
        jx_status rc = scan_value(s);
        if (rc != JX_OK) return rc;
        while (s->depth > 0 && s->open[s->depth - 1] == 0)
            s->depth--;
    }
    return s->at == s->end ? JX_OK : JX_E_FORMAT;
}

jx_status jx_mp_scan(struct jx_slice bytes)
{
    struct scan s;
    return scan(bytes, &s);
}

/* ---- reading ---- */

/* The zone is made just large enough for the values that the scan has counted: the 8 kB that
 * msgpack-c takes otherwise cost more than reading a small message. */
struct parsed {
    msgpack_zone zone;
    msgpack_object root;
};

static struct parsed *new_parsed(uint64_t values)
{
    struct parsed *p = calloc(1, sizeof *p);
    if (p && msgpack_zone_init(&p->zone, values * sizeof p->root)) return p;
    free(p);
    return NULL;
}

jx_status jx_mp_parse(struct jx_slice bytes, struct jx_mp_tree *out)
{
    struct scan s;
    *out = (struct jx_mp_tree){NULL, {NULL}};
    jx_status rc = scan(bytes, &s);
    if (rc != JX_OK) return rc;
    struct parsed *p = new_parsed(s.nodes);
    if (!p) return JX_E_NO_MEMORY;
    out->zone = p;
    if (msgpack_unpack(bytes.ptr, bytes.len, NULL, &p->zone, &p->root) != MSGPACK_UNPACK_SUCCESS)
        return JX_E_FORMAT;
    out->root.object = &p->root;
    return JX_OK;
}

void jx_mp_clear(struct jx_mp_tree *t)
{
    struct parsed *p = t->zone;
    if (p) msgpack_zone_destroy(&p->zone);
    free(p);
    *t = (struct jx_mp_tree){NULL, {NULL}};
}

static const msgpack_object *object_of(struct jx_mp v)
{
    return v.object;
}

enum jx_mp_kind jx_mp_kind(struct jx_mp v)
{
    switch (object_of(v)->type) {
    case MSGPACK_OBJECT_BOOLEAN:
        return JX_MP_BOOL;
    case MSGPACK_OBJECT_POSITIVE_INTEGER:
        return JX_MP_UINT;
    case MSGPACK_OBJECT_NEGATIVE_INTEGER:
        return JX_MP_NEGATIVE;
    case MSGPACK_OBJECT_STR:
        return JX_MP_TEXT;
    case MSGPACK_OBJECT_BIN:
        return JX_MP_BIN;
    case MSGPACK_OBJECT_ARRAY:
        return JX_MP_ARRAY;
    case MSGPACK_OBJECT_MAP:
        return JX_MP_MAP;
    default:
        return JX_MP_NIL;
    }
}

uint32_t jx_mp_count(struct jx_mp v)
{
    const msgpack_object *o = object_of(v);
    if (o->type == MSGPACK_OBJECT_ARRAY) return o->via.array.size;
    return o->type == MSGPACK_OBJECT_MAP ? o->via.map.size : 0;
}

struct jx_mp jx_mp_at(struct jx_mp v, uint32_t i)
{
    const msgpack_object *o = object_of(v);
    assert(i < jx_mp_count(v));
    if (o->type == MSGPACK_OBJECT_ARRAY) return (struct jx_mp){&o->via.array.ptr[i]};
    return (struct jx_mp){&o->via.map.ptr[i].val};
}

struct jx_mp jx_mp_key(struct jx_mp v, uint32_t i)
{
    const msgpack_object *o = object_of(v);
    assert(o->type == MSGPACK_OBJECT_MAP && i < o->via.map.size);
    return (struct jx_mp){&o->via.map.ptr[i].key};
}

bool jx_mp_text(struct jx_mp v, struct jx_slice *out)
{
    const msgpack_object *o = object_of(v);
    if (o->type != MSGPACK_OBJECT_STR) return false;
    *out = jx_slice_at(o->via.str.size ? o->via.str.ptr : "", o->via.str.size);
    return true;
}

bool jx_mp_bin(struct jx_mp v, struct jx_slice *out)
{
    const msgpack_object *o = object_of(v);
    if (o->type != MSGPACK_OBJECT_BIN) return false;
    *out = jx_slice_at(o->via.bin.size ? o->via.bin.ptr : "", o->via.bin.size);
    return true;
}

bool jx_mp_uint(struct jx_mp v, uint64_t *out)
{
    const msgpack_object *o = object_of(v);
    if (o->type != MSGPACK_OBJECT_POSITIVE_INTEGER) return false;
    *out = o->via.u64;
    return true;
}

bool jx_mp_int(struct jx_mp v, int64_t *out)
{
    const msgpack_object *o = object_of(v);
    if (o->type == MSGPACK_OBJECT_NEGATIVE_INTEGER) {
        *out = o->via.i64;
        return true;
    }
    if (o->type != MSGPACK_OBJECT_POSITIVE_INTEGER || o->via.u64 > INT64_MAX) return false;
    *out = (int64_t)o->via.u64;
    return true;
}

bool jx_mp_bool(struct jx_mp v, bool *out)
{
    const msgpack_object *o = object_of(v);
    if (o->type != MSGPACK_OBJECT_BOOLEAN) return false;
    *out = o->via.boolean;
    return true;
}
