/* Relations as bytes and back. */
#include "relation.h"

#include "tuple.h"

enum { VERSION = 1, RELATION_PARTS = 10 };

static void put_id(struct jx_buffer *b, bool has, const struct jx_hash *id)
{
    if (has)
        jx_mp_put_bin(b, jx_hash_slice(id));
    else
        jx_mp_put_nil(b);
}

static void get_id(struct jx_tuple *t, bool *has, struct jx_hash *id)
{
    *has = !jx_tuple_nil(t);
    if (*has) jx_tuple_fixed(t, JX_HASH_BYTES, id->bytes);
}

jx_status jx_relations_arguments_encode(const struct jx_relations_arguments *in,
                                        struct jx_buffer *out)
{
    jx_mp_put_array(out, 4);
    jx_mp_put_uint(out, VERSION);
    jx_mp_put_uint(out, in->year);
    jx_mp_put_text(out, in->unit);
    put_id(out, in->has_id, &in->id);
    return out->status;
}

static void get_arguments(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_relations_arguments *out = to;
    (void)a;
    jx_tuple_uint(t, JX_YEAR_LAST, &out->year);
    jx_tuple_text(t, JX_UNIT_CODE_MAX, &out->unit);
    get_id(t, &out->has_id, &out->id);
}

jx_status jx_relations_arguments_decode(struct jx_slice bytes, struct jx_relations_arguments *out)
{
    return jx_tuple_read(bytes, 4, VERSION, NULL, get_arguments, out);
}

static void put_relation(struct jx_buffer *b, const struct jx_relation *r)
{
    jx_mp_put_array(b, RELATION_PARTS);
    jx_mp_put_bin(b, jx_hash_slice(&r->id));
    jx_mp_put_text(b, r->found.rule);
    jx_mp_put_text(b, r->found.place);
    jx_mp_put_uint(b, r->found.severity);
    jx_mp_put_uint(b, r->found.answered);
    jx_mp_put_text(b, r->left);
    jx_mp_put_text(b, r->right);
    put_id(b, r->has_other, &r->other);
    jx_mp_put_text(b, r->message_zh);
    jx_mp_put_text(b, r->message_en);
}

static void get_relation(struct jx_tuple *t, struct jx_relation *r)
{
    jx_tuple_fixed(t, JX_HASH_BYTES, r->id.bytes);
    jx_tuple_text(t, JX_WORD_MAX, &r->found.rule);
    jx_tuple_text(t, JX_WHERE_BYTES, &r->found.place);
    jx_tuple_uint(t, UINT8_MAX, &r->found.severity);
    jx_tuple_uint(t, UINT64_MAX, &r->found.answered);
    jx_tuple_text(t, JX_MESSAGE_BYTES_MAX, &r->left);
    jx_tuple_text(t, JX_MESSAGE_BYTES_MAX, &r->right);
    get_id(t, &r->has_other, &r->other);
    jx_tuple_text(t, JX_MESSAGE_BYTES_MAX, &r->message_zh);
    jx_tuple_text(t, JX_MESSAGE_BYTES_MAX, &r->message_en);
}

jx_status jx_relations_encode(const struct jx_relation_list *in, struct jx_buffer *out)
{
    jx_mp_put_array(out, 5);
    jx_mp_put_uint(out, VERSION);
    jx_mp_put_uint(out, in->position);
    jx_mp_put_bool(out, in->complete);
    jx_mp_put_uint(out, in->total);
    jx_mp_put_array(out, in->count);
    for (uint32_t i = 0; i < in->count; i++)
        put_relation(out, &in->rows[i]);
    return out->status;
}

static void get_relations(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_relation_list *out = to;
    struct jx_tuple list;
    jx_tuple_uint(t, UINT64_MAX, &out->position);
    jx_tuple_bool(t, &out->complete);
    jx_tuple_uint(t, UINT64_MAX, &out->total);
    out->count = jx_tuple_inner(t, JX_RELATIONS_MAX, &list);
    out->rows = jx_tuple_room(t, a, out->count, sizeof *out->rows);
    for (uint32_t i = 0; t->status == JX_OK && i < out->count; i++) {
        struct jx_tuple row = jx_tuple_over(jx_tuple_any(&list), RELATION_PARTS);
        if (row.status == JX_OK) get_relation(&row, &out->rows[i]);
        t->status = row.status;
    }
}

jx_status jx_relations_decode(struct jx_slice bytes, struct jx_arena *a,
                              struct jx_relation_list *out)
{
    return jx_tuple_read(bytes, 5, VERSION, a, get_relations, out);
}
