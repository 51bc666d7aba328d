/* Two documents' canonical bytes, walked together. */
#include "difference.h"

#include "../proto/wire/mp.h"

#include <stdio.h>

enum { POINTER_MAX = 1024 };

struct comparing {
    struct jx_arena *arena;
    struct difference *first, **last;
    jx_status status;
    char place[POINTER_MAX];
};

/* A value and whether there is one. */
struct side {
    bool is;
    struct jx_mp value;
};

static struct jx_slice leaf_text(struct comparing *d, const struct side *s)
{
    struct jx_slice text;
    uint64_t number;
    if (!s->is) return JX_ABSENT;
    if (jx_mp_text(s->value, &text)) return text;
    if (jx_mp_uint(s->value, &number))
        return jx_arena_printf(d->arena, "%llu", (unsigned long long)number);
    return JX_LIT(""); /* an empty list or map: that it is there */
}

static void add_difference(struct comparing *d, const struct side *a, const struct side *b)
{
    struct difference *x = jx_arena_take(d->arena, sizeof *x);
    if (!x) {
        d->status = jx_arena_failure(d->arena);
        return;
    }
    *x = (struct difference){.place = jx_arena_copy(d->arena, jx_slice_of(d->place)),
                             .before = leaf_text(d, a),
                             .after = leaf_text(d, b)};
    *d->last = x;
    d->last = &x->next;
}

static bool is_branch(const struct side *s)
{
    enum jx_mp_kind k = s->is ? jx_mp_kind(s->value) : JX_MP_NIL;
    return (k == JX_MP_ARRAY || k == JX_MP_MAP) && jx_mp_count(s->value) > 0;
}

static bool is_map(const struct side *s)
{
    return s->is && jx_mp_kind(s->value) == JX_MP_MAP;
}

static struct side at_index(const struct side *s, uint32_t i)
{
    bool is = s->is && jx_mp_kind(s->value) == JX_MP_ARRAY && i < jx_mp_count(s->value);
    return is ? (struct side){true, jx_mp_at(s->value, i)} : (struct side){.is = false};
}

static struct jx_slice key_at(const struct side *s, uint32_t i)
{
    struct jx_slice key = JX_LIT("");
    jx_mp_text(jx_mp_key(s->value, i), &key);
    return key;
}

static struct side at_key(const struct side *s, struct jx_slice key)
{
    for (uint32_t i = 0; is_map(s) && i < jx_mp_count(s->value); i++)
        if (jx_slice_eq(key_at(s, i), key)) return (struct side){true, jx_mp_at(s->value, i)};
    return (struct side){.is = false};
}

/* "/key", escaped as JSON pointers are; cut where there is no room. */
static size_t enter(struct comparing *d, size_t len, struct jx_slice key)
{
    size_t n = len;
    if (n + 2 < POINTER_MAX) d->place[n++] = '/';
    for (size_t i = 0; i < key.len && n + 3 < POINTER_MAX; i++) {
        bool tilde = key.ptr[i] == '~', slash = key.ptr[i] == '/';
        if (tilde || slash) d->place[n++] = '~';
        if (tilde)
            d->place[n++] = '0';
        else if (slash)
            d->place[n++] = '1';
        else
            d->place[n++] = key.ptr[i];
    }
    d->place[n] = '\0';
    return n;
}

static void compare(struct comparing *d, size_t len, const struct side *a, const struct side *b);

static void compare_member(struct comparing *d, size_t len, struct jx_slice key, struct side a,
                           struct side b)
{
    compare(d, enter(d, len, key), &a, &b);
    d->place[len] = '\0';
}

static void compare_maps(struct comparing *d, size_t len, const struct side *a,
                         const struct side *b)
{
    for (uint32_t i = 0; is_map(a) && i < jx_mp_count(a->value); i++) {
        struct jx_slice key = key_at(a, i);
        compare_member(d, len, key, at_key(a, key), at_key(b, key));
    }
    for (uint32_t i = 0; is_map(b) && i < jx_mp_count(b->value); i++) {
        struct jx_slice key = key_at(b, i);
        struct side before = at_key(a, key);
        if (!before.is) compare_member(d, len, key, before, at_key(b, key));
    }
}

static void compare_arrays(struct comparing *d, size_t len, const struct side *a,
                           const struct side *b)
{
    uint32_t in_a = a->is ? jx_mp_count(a->value) : 0, in_b = b->is ? jx_mp_count(b->value) : 0;
    for (uint32_t i = 0; i < in_a || i < in_b; i++) {
        char index[16];
        int n = snprintf(index, sizeof index, "%u", i);
        compare_member(d, len, jx_slice_at(index, (size_t)n), at_index(a, i), at_index(b, i));
    }
}

/* The depth is that of a document: JX_DEPTH_MAX. */
static void compare(struct comparing *d, size_t len, const struct side *a, const struct side *b)
{
    bool branch = is_branch(a) || is_branch(b);
    if (branch && (is_map(a) || is_map(b))) {
        compare_maps(d, len, a, b);
    } else if (branch) {
        compare_arrays(d, len, a, b);
    } else {
        struct jx_slice x = leaf_text(d, a), y = leaf_text(d, b);
        if (a->is != b->is || !jx_slice_eq(x, y)) add_difference(d, a, b);
    }
}

jx_status differences_find(struct jx_slice before, struct jx_slice after, struct jx_arena *arena,
                           struct difference **out)
{
    struct jx_mp_tree a, b = {.zone = NULL};
    struct comparing d = {.arena = arena, .status = JX_OK};
    d.last = &d.first;
    jx_status rc = jx_mp_parse(before, &a);
    if (rc == JX_OK) rc = jx_mp_parse(after, &b);
    if (rc == JX_OK) compare(&d, 0, &(struct side){true, a.root}, &(struct side){true, b.root});
    if (rc == JX_OK) rc = d.status;
    *out = rc == JX_OK ? d.first : NULL;
    jx_mp_clear(&a);
    if (b.zone) jx_mp_clear(&b);
    return rc;
}
