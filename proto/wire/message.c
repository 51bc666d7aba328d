/* Messages as bytes and back: two loops over the same table. */
#include "message.h"

#include "tuple.h"

#include <stddef.h>
#include <stdio.h>

enum { VERSION = 1, HEAD_FIELDS = 3 };

enum field_kind { UINT, INT, BOOL, TEXT, BIN, HASH, BINS };

struct field {
    const char *name;
    enum field_kind kind;
    uint32_t offset; /* in struct jx_message */
    uint32_t max;
};

#define FIELD(S, kind, member, max)                                                                \
    {#member, kind, (uint32_t)offsetof(struct jx_message, S.member), (uint32_t)(max)},
#define M(number, name, FIELDS) static const struct field name##_fields[] = {FIELDS(FIELD, name)};
JX_MESSAGES(M)
#undef M

static const struct kind {
    enum jx_message_kind number;
    const char *name;
    const struct field *fields;
    uint32_t count;
} kinds[] = {
#define M(number, name, FIELDS)                                                                    \
    {JX_MSG_##name, #name, name##_fields, sizeof name##_fields / sizeof name##_fields[0]},
    JX_MESSAGES(M)
#undef M
};

static const struct kind *kind_of(uint64_t number)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (kinds[i].number == number) return &kinds[i];
    return NULL;
}

const char *jx_message_name(enum jx_message_kind kind)
{
    const struct kind *k = kind_of(kind);
    return k ? k->name : "?";
}

static struct jx_slice or_empty(struct jx_slice s)
{
    return jx_is_absent(s) ? JX_LIT("") : s;
}

static void put_field(struct jx_buffer *b, const void *at, enum field_kind kind)
{
    switch (kind) {
    case UINT:
        jx_mp_put_uint(b, *(const uint64_t *)at);
        break;
    case INT:
        jx_mp_put_int(b, *(const int64_t *)at);
        break;
    case BOOL:
        jx_mp_put_bool(b, *(const bool *)at);
        break;
    case TEXT:
        jx_mp_put_text(b, or_empty(*(const struct jx_slice *)at));
        break;
    case BIN:
        jx_mp_put_bin(b, or_empty(*(const struct jx_slice *)at));
        break;
    case HASH:
        jx_mp_put_bin(b, jx_hash_slice(at));
        break;
    case BINS: {
        const struct jx_bins *bins = at;
        jx_mp_put_array(b, bins->count);
        for (uint32_t i = 0; i < bins->count; i++)
            jx_mp_put_bin(b, or_empty(bins->items[i]));
        break;
    }
    }
}

jx_status jx_message_encode(const struct jx_message *m, struct jx_buffer *out)
{
    const struct kind *k = kind_of(m->kind);
    if (!k) return JX_E_PROTOCOL;
    jx_mp_put_array(out, HEAD_FIELDS + k->count);
    jx_mp_put_uint(out, VERSION);
    jx_mp_put_uint(out, m->kind);
    jx_mp_put_bin(out, or_empty(m->correlation));
    for (uint32_t i = 0; i < k->count; i++)
        put_field(out, (const char *)m + k->fields[i].offset, k->fields[i].kind);
    return out->status;
}

static void get_bins(struct jx_tuple *t, uint32_t max, struct jx_arena *a, struct jx_bins *out)
{
    struct jx_tuple items = jx_tuple_over(jx_tuple_any(t), 0);
    if (t->status != JX_OK || items.status != JX_OK) {
        t->status = JX_E_FORMAT;
        return;
    }
    out->count = jx_mp_count(items.array);
    out->items = out->count <= max ? jx_arena_array(a, out->count, sizeof *out->items) : NULL;
    if (!out->items) {
        t->status = out->count <= max ? a->status : JX_E_ROWS;
        return;
    }
    for (uint32_t i = 0; i < out->count; i++)
        jx_tuple_bin(&items, JX_MESSAGE_BYTES_MAX, &out->items[i]);
    t->status = items.status;
}

static void get_field(struct jx_tuple *t, void *at, const struct field *f, struct jx_arena *a)
{
    switch (f->kind) {
    case UINT:
        jx_tuple_uint(t, UINT64_MAX, at);
        break;
    case INT:
        jx_tuple_int(t, at);
        break;
    case BOOL:
        jx_tuple_bool(t, at);
        break;
    case TEXT:
        jx_tuple_text(t, f->max, at);
        break;
    case BIN:
        jx_tuple_bin(t, f->max, at);
        break;
    case HASH:
        jx_tuple_fixed(t, JX_HASH_BYTES, ((struct jx_hash *)at)->bytes);
        break;
    case BINS:
        get_bins(t, f->max, a, at);
        break;
    }
}

/* Which part of the message is meant, and the limit that it broke. */
static void note(struct jx_trouble *t, const struct kind *k, const struct field *f)
{
    bool limited = t->status == JX_E_TOO_LARGE || t->status == JX_E_TEXT_LONG ||
                   t->status == JX_E_ROWS;
    snprintf(t->where, sizeof t->where, "/%s/%s", k->name, f->name);
    t->limit = limited ? f->max : 0;
}

static void get_message(struct jx_mp root, struct jx_arena *a, struct jx_message *m,
                        struct jx_trouble *trouble)
{
    struct jx_tuple t = jx_tuple_over(root, HEAD_FIELDS);
    uint64_t number = 0;
    jx_tuple_version(&t, VERSION);
    jx_tuple_uint(&t, UINT32_MAX, &number);
    jx_tuple_bin(&t, JX_CORRELATION_BYTES_MAX, &m->correlation);
    trouble->status = t.status;
    if (t.status != JX_OK) return;
    const struct kind *k = kind_of(number);
    if (!k) {
        trouble->status = JX_E_PROTOCOL;
        return;
    }
    m->kind = k->number;
    for (uint32_t i = 0; i < k->count && t.status == JX_OK; i++) {
        get_field(&t, (char *)m + k->fields[i].offset, &k->fields[i], a);
        trouble->status = t.status;
        if (t.status != JX_OK) note(trouble, k, &k->fields[i]);
    }
}

/* The limit that the scan found broken. */
static int64_t scan_limit(jx_status status)
{
    return status == JX_E_DEPTH ? JX_DEPTH_MAX : status == JX_E_ROWS ? JX_NODES_MAX : 0;
}

jx_status jx_message_check(struct jx_slice bytes, struct jx_arena *a, struct jx_message *m,
                           struct jx_trouble *t)
{
    *m = (struct jx_message){.kind = JX_MSG_NONE, .correlation = JX_LIT("")};
    *t = (struct jx_trouble){.status = JX_OK};
    if (bytes.len > JX_MESSAGE_BYTES_MAX) {
        t->limit = JX_MESSAGE_BYTES_MAX;
        return t->status = JX_E_TOO_LARGE;
    }
    struct jx_mp_tree tree;
    t->status = jx_mp_parse(bytes, &tree);
    if (t->status == JX_OK)
        get_message(tree.root, a, m, t);
    else
        t->limit = scan_limit(t->status);
    jx_mp_clear(&tree);
    return t->status;
}

jx_status jx_message_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_message *m)
{
    struct jx_trouble t;
    return jx_message_check(bytes, a, m, &t);
}
