/* Reading MessagePack: one walk that finds out what is there and refuses what must not be, and one
 * that makes the tree, in memory of just that size. */
#include "mp.h"

#include "../base/limits.h"

#include <stdlib.h>

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

static jx_status scan_all(struct jx_slice bytes, uint64_t *nodes)
{
    const unsigned char *start = (const unsigned char *)bytes.ptr;
    struct scan s = {.at = start, .end = start + bytes.len, .open = {1}, .depth = 1};
    while (s.depth > 0) {
        if (s.at == s.end) return JX_E_FORMAT;
        if (++s.nodes > JX_NODES_MAX) return JX_E_ROWS;
        s.open[s.depth - 1]--;
        jx_status rc = scan_value(&s);
        if (rc != JX_OK) return rc;
        while (s.depth > 0 && s.open[s.depth - 1] == 0)
            s.depth--;
    }
    *nodes = s.nodes;
    return s.at == s.end ? JX_OK : JX_E_FORMAT;
}

jx_status jx_mp_scan(struct jx_slice bytes)
{
    uint64_t nodes;
    return scan_all(bytes, &nodes);
}

/* ---- the tree ---- */

struct build {
    const unsigned char *at;
    struct jx_mp_node *free; /* of as many as the scan has counted */
};

static uint64_t take_number(struct build *b, unsigned bytes)
{
    uint64_t n = 0;
    for (unsigned i = 0; i < bytes; i++)
        n = n << 8 | *b->at++;
    return n;
}

static void set_number(struct jx_mp_node *n, uint64_t value)
{
    n->kind = JX_MP_UINT;
    n->number = value;
}

static void set_signed(struct jx_mp_node *n, int64_t value)
{
    n->kind = value < 0 ? JX_MP_NEGATIVE : JX_MP_UINT;
    n->number = (uint64_t)value;
}

static void set_bytes(struct build *b, struct jx_mp_node *n, enum jx_mp_kind kind, uint64_t len)
{
    n->kind = kind;
    n->size = (uint32_t)len;
    n->bytes = (const char *)b->at;
    b->at += len;
}

static void build_value(struct build *b, struct jx_mp_node *n);

/* What belongs together stands together, so that the i-th is found at once. */
static void set_container(struct build *b, struct jx_mp_node *n, enum jx_mp_kind kind,
                          uint64_t count)
{
    const uint64_t values = kind == JX_MP_MAP ? 2 * count : count;
    struct jx_mp_node *inner = b->free;
    n->kind = kind;
    n->size = (uint32_t)count;
    n->inner = inner;
    b->free += values;
    for (uint64_t i = 0; i < values; i++)
        build_value(b, &inner[i]);
}

static void build_small(struct build *b, struct jx_mp_node *n, unsigned char c)
{
    if (c <= 0x7F)
        set_number(n, c);
    else if (c >= 0xE0)
        set_signed(n, (int64_t)c - 0x100);
    else if (c <= 0x8F)
        set_container(b, n, JX_MP_MAP, c & 0x0Fu);
    else if (c <= 0x9F)
        set_container(b, n, JX_MP_ARRAY, c & 0x0Fu);
    else
        set_bytes(b, n, JX_MP_TEXT, c & 0x1Fu);
}

/* The scan let nothing else through. */
static void build_large(struct build *b, struct jx_mp_node *n, unsigned char c)
{
    switch (c) {
    case 0xC2:
    case 0xC3:
        n->kind = JX_MP_BOOL;
        n->number = c == 0xC3;
        break;
    case 0xC4:
    case 0xC5:
    case 0xC6:
        set_bytes(b, n, JX_MP_BIN, take_number(b, 1u << (c - 0xC4)));
        break;
    case 0xCC:
    case 0xCD:
    case 0xCE:
    case 0xCF:
        set_number(n, take_number(b, 1u << (c - 0xCC)));
        break;
    case 0xD0:
        set_signed(n, (int8_t)take_number(b, 1));
        break;
    case 0xD1:
        set_signed(n, (int16_t)take_number(b, 2));
        break;
    case 0xD2:
        set_signed(n, (int32_t)take_number(b, 4));
        break;
    case 0xD3:
        set_signed(n, (int64_t)take_number(b, 8));
        break;
    case 0xD9:
    case 0xDA:
    case 0xDB:
        set_bytes(b, n, JX_MP_TEXT, take_number(b, 1u << (c - 0xD9)));
        break;
    case 0xDC:
    case 0xDD:
        set_container(b, n, JX_MP_ARRAY, take_number(b, 2u << (c - 0xDC)));
        break;
    case 0xDE:
    case 0xDF:
        set_container(b, n, JX_MP_MAP, take_number(b, 2u << (c - 0xDE)));
        break;
    default:
        n->kind = JX_MP_NIL;
        break;
    }
}

/* As deep as the scan allowed, at most JX_DEPTH_MAX. */
static void build_value(struct build *b, struct jx_mp_node *n)
{
    const unsigned char c = *b->at++;
    if (c >= 0xC0 && c < 0xE0)
        build_large(b, n, c);
    else
        build_small(b, n, c);
}

jx_status jx_mp_parse(struct jx_slice bytes, struct jx_mp_tree *out)
{
    uint64_t nodes = 0;
    out->zone = NULL;
    out->root.object = NULL;
    jx_status rc = scan_all(bytes, &nodes);
    if (rc != JX_OK) return rc;
    struct jx_mp_node *room = out->few;
    if (nodes > JX_MP_FEW) room = out->zone = malloc(nodes * sizeof *room);
    if (!room) return JX_E_NO_MEMORY;
    struct build b = {.at = (const unsigned char *)bytes.ptr, .free = room + 1};
    build_value(&b, room);
    out->root.object = room;
    return JX_OK;
}

void jx_mp_clear(struct jx_mp_tree *t)
{
    free(t->zone);
    t->zone = NULL;
    t->root.object = NULL;
}
