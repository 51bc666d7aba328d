/* One element after another, the first failure remembered. */
#include "tuple.h"

struct jx_tuple jx_tuple_over(struct jx_mp array, uint32_t least)
{
    bool ok = array.object && jx_mp_kind(array) == JX_MP_ARRAY && jx_mp_count(array) >= least;
    return (struct jx_tuple){array, 0, ok ? JX_OK : JX_E_FORMAT};
}

void jx_tuple_put_head(struct jx_buffer *out, uint64_t version, uint32_t count)
{
    jx_mp_put_array(out, count);
    jx_mp_put_uint(out, version);
}

struct jx_mp jx_tuple_any(struct jx_tuple *t)
{
    if (t->status == JX_OK && t->next >= jx_mp_count(t->array)) t->status = JX_E_FORMAT;
    if (t->status != JX_OK) return (struct jx_mp){NULL};
    return jx_mp_at(t->array, t->next++);
}

static void expect(struct jx_tuple *t, bool ok, jx_status otherwise)
{
    if (t->status == JX_OK && !ok) t->status = otherwise;
}

void jx_tuple_version(struct jx_tuple *t, uint64_t expected)
{
    uint64_t version = 0;
    jx_tuple_uint(t, UINT64_MAX, &version);
    expect(t, version == expected, JX_E_VERSION);
}

void jx_tuple_text(struct jx_tuple *t, size_t max, struct jx_slice *out)
{
    struct jx_mp v = jx_tuple_any(t);
    struct jx_slice s = JX_ABSENT;
    if (!v.object) return;
    expect(t, jx_mp_text(v, &s), JX_E_FORMAT);
    expect(t, s.len <= max, JX_E_TOO_LARGE);
    if (t->status == JX_OK) *out = s;
}

void jx_tuple_bin(struct jx_tuple *t, size_t max, struct jx_slice *out)
{
    struct jx_mp v = jx_tuple_any(t);
    struct jx_slice s = JX_ABSENT;
    if (!v.object) return;
    expect(t, jx_mp_bin(v, &s), JX_E_FORMAT);
    expect(t, s.len <= max, JX_E_TOO_LARGE);
    if (t->status == JX_OK) *out = s;
}

void jx_tuple_fixed(struct jx_tuple *t, size_t len, void *out)
{
    struct jx_slice s = JX_ABSENT;
    jx_tuple_bin(t, len, &s);
    expect(t, s.len == len, JX_E_FORMAT);
    if (t->status == JX_OK && s.ptr) memcpy(out, s.ptr, len);
}

void jx_tuple_uint(struct jx_tuple *t, uint64_t max, uint64_t *out)
{
    struct jx_mp v = jx_tuple_any(t);
    uint64_t n = 0;
    if (!v.object) return;
    expect(t, jx_mp_uint(v, &n) && n <= max, JX_E_FORMAT);
    if (t->status == JX_OK) *out = n;
}

void jx_tuple_int(struct jx_tuple *t, int64_t *out)
{
    struct jx_mp v = jx_tuple_any(t);
    if (v.object) expect(t, jx_mp_int(v, out), JX_E_FORMAT);
}

void jx_tuple_bool(struct jx_tuple *t, bool *out)
{
    struct jx_mp v = jx_tuple_any(t);
    if (v.object) expect(t, jx_mp_bool(v, out), JX_E_FORMAT);
}

bool jx_tuple_nil(struct jx_tuple *t)
{
    bool nil = t->status == JX_OK && t->next < jx_mp_count(t->array) &&
               jx_mp_kind(jx_mp_at(t->array, t->next)) == JX_MP_NIL;
    if (nil) t->next++;
    return nil;
}

jx_status jx_tuple_read(struct jx_slice bytes, uint32_t least, uint64_t version, struct jx_arena *a,
                        jx_tuple_get *get, void *out)
{
    struct jx_mp_tree tree;
    jx_status rc = jx_mp_parse(bytes, &tree);
    if (rc == JX_OK) {
        struct jx_tuple t = jx_tuple_over(tree.root, least);
        if (version != 0) jx_tuple_version(&t, version);
        if (t.status == JX_OK) get(&t, a, out);
        rc = t.status;
    }
    jx_mp_clear(&tree);
    return rc;
}

uint32_t jx_tuple_inner(struct jx_tuple *t, uint32_t most, struct jx_tuple *inner)
{
    *inner = jx_tuple_over(jx_tuple_any(t), 0);
    if (t->status == JX_OK) t->status = inner->status;
    uint32_t n = t->status == JX_OK ? jx_mp_count(inner->array) : 0;
    if (n > most) t->status = JX_E_ROWS;
    return t->status == JX_OK ? n : 0;
}

void *jx_tuple_room(struct jx_tuple *t, struct jx_arena *a, uint32_t count, size_t size)
{
    if (t->status != JX_OK) return NULL;
    void *room = jx_arena_array(a, count, size);
    if (!room) t->status = a->status;
    return room;
}
