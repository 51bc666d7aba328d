/* Arguments and answers of queries, as bytes and back; those about sums are in query_sums.c. */
#include "query.h"

#include "tuple.h"

enum { VERSION = 1 };

/* ---- documents ---- */

static void put_listed(struct jx_buffer *b, const struct jx_listed *l)
{
    struct jx_buffer outcome;
    jx_buffer_init(&outcome, 1024);
    jx_outcome_encode(&l->outcome, &outcome);
    jx_mp_put_array(b, 10);
    jx_mp_put_uint(b, l->position);
    jx_mp_put_int(b, l->time_ms);
    jx_mp_put_bin(b, jx_hash_slice(&l->id));
    jx_mp_put_text(b, l->form);
    jx_mp_put_uint(b, l->year);
    jx_mp_put_text(b, l->period);
    jx_mp_put_text(b, l->unit);
    jx_mp_put_text(b, l->unit_name);
    jx_mp_put_text(b, l->project_name);
    jx_mp_put_bin(b, jx_buffer_slice(&outcome));
    if (b->status == JX_OK) b->status = outcome.status;
    jx_buffer_clear(&outcome);
}

static void get_listed(struct jx_tuple *t, struct jx_listed *l)
{
    struct jx_slice outcome = JX_ABSENT;
    jx_tuple_uint(t, UINT64_MAX, &l->position);
    jx_tuple_int(t, &l->time_ms);
    jx_tuple_fixed(t, JX_HASH_BYTES, l->id.bytes);
    jx_tuple_text(t, JX_FORM_NAME_MAX, &l->form);
    jx_tuple_uint(t, JX_YEAR_LAST, &l->year);
    jx_tuple_text(t, JX_PERIOD_MAX, &l->period);
    jx_tuple_text(t, JX_UNIT_CODE_MAX, &l->unit);
    jx_tuple_text(t, JX_NAME_MAX, &l->unit_name);
    jx_tuple_text(t, JX_NAME_MAX, &l->project_name);
    jx_tuple_bin(t, 1024, &outcome);
    if (t->status == JX_OK) t->status = jx_outcome_decode(outcome, &l->outcome);
}

jx_status jx_id_arguments_encode(const struct jx_hash *id, struct jx_buffer *out)
{
    jx_tuple_put_head(out, VERSION, 2);
    jx_mp_put_bin(out, jx_hash_slice(id));
    return out->status;
}

static void get_id(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    (void)a;
    jx_tuple_fixed(t, JX_HASH_BYTES, ((struct jx_hash *)to)->bytes);
}

jx_status jx_id_arguments_decode(struct jx_slice bytes, struct jx_hash *id)
{
    return jx_tuple_read(bytes, 2, VERSION, NULL, get_id, id);
}

jx_status jx_document_answer_encode(const struct jx_document_answer *in, struct jx_buffer *out)
{
    jx_tuple_put_head(out, VERSION, 5);
    put_listed(out, &in->listed);
    jx_mp_put_bin(out, in->content);
    jx_mp_put_bin(out, in->has_parent ? jx_hash_slice(&in->parent) : JX_ABSENT);
    jx_mp_put_bin(out, in->has_successor ? jx_hash_slice(&in->successor) : JX_ABSENT);
    return out->status;
}

static void get_document_answer(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_document_answer *out = to;
    (void)a;
    struct jx_tuple listed = jx_tuple_over(jx_tuple_any(t), 10);
    if (listed.status == JX_OK) get_listed(&listed, &out->listed);
    if (t->status == JX_OK) t->status = listed.status;
    jx_tuple_bin(t, JX_CONTENT_BYTES_MAX, &out->content);
    out->has_parent = !jx_tuple_nil(t);
    if (out->has_parent) jx_tuple_fixed(t, JX_HASH_BYTES, out->parent.bytes);
    out->has_successor = !jx_tuple_nil(t);
    if (out->has_successor) jx_tuple_fixed(t, JX_HASH_BYTES, out->successor.bytes);
}

jx_status jx_document_answer_decode(struct jx_slice bytes, struct jx_document_answer *out)
{
    return jx_tuple_read(bytes, 5, VERSION, NULL, get_document_answer, out);
}

jx_status jx_number_arguments_encode(uint64_t number, struct jx_buffer *out)
{
    jx_tuple_put_head(out, VERSION, 2);
    jx_mp_put_uint(out, number);
    return out->status;
}

static void get_number(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    (void)a;
    jx_tuple_uint(t, UINT64_MAX, to);
}

jx_status jx_number_arguments_decode(struct jx_slice bytes, uint64_t *number)
{
    return jx_tuple_read(bytes, 2, VERSION, NULL, get_number, number);
}

struct listing {
    struct jx_listed *rows;
    uint32_t count;
};

jx_status jx_list_encode(const struct jx_listed *rows, uint32_t count, struct jx_buffer *out)
{
    jx_tuple_put_head(out, VERSION, 2);
    jx_mp_put_array(out, count);
    for (uint32_t i = 0; i < count; i++)
        put_listed(out, &rows[i]);
    return out->status;
}

static void get_listing(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct listing *out = to;
    struct jx_tuple rows;
    out->count = jx_tuple_inner(t, JX_LIST_MAX, &rows);
    out->rows = jx_tuple_room(t, a, out->count, sizeof *out->rows);
    for (uint32_t i = 0; t->status == JX_OK && i < out->count; i++) {
        struct jx_tuple row = jx_tuple_over(jx_tuple_any(&rows), 10);
        if (row.status == JX_OK) get_listed(&row, &out->rows[i]);
        t->status = row.status;
    }
}

jx_status jx_list_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_listed **rows,
                         uint32_t *count)
{
    struct listing l = {NULL, 0};
    jx_status rc = jx_tuple_read(bytes, 2, VERSION, a, get_listing, &l);
    *rows = l.rows;
    *count = l.count;
    return rc;
}

/* ---- packs ---- */

struct pack_answer {
    uint64_t activated;
    struct jx_slice content;
};

jx_status jx_pack_arguments_encode(const struct jx_pack_arguments *in, struct jx_buffer *out)
{
    jx_tuple_put_head(out, VERSION, 3);
    jx_mp_put_uint(out, in->position);
    jx_mp_put_bin(out, in->named ? jx_hash_slice(&in->pack) : JX_ABSENT);
    return out->status;
}

static void get_pack_arguments(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_pack_arguments *out = to;
    (void)a;
    jx_tuple_uint(t, UINT64_MAX, &out->position);
    if (jx_mp_count(t->array) < 3) return;
    out->named = !jx_tuple_nil(t);
    if (out->named) jx_tuple_fixed(t, JX_HASH_BYTES, out->pack.bytes);
}

jx_status jx_pack_arguments_decode(struct jx_slice bytes, struct jx_pack_arguments *out)
{
    *out = (struct jx_pack_arguments){.named = false};
    return jx_tuple_read(bytes, 2, VERSION, NULL, get_pack_arguments, out);
}

jx_status jx_pack_answer_encode(uint64_t activated, struct jx_slice content, struct jx_buffer *out)
{
    jx_tuple_put_head(out, VERSION, 3);
    jx_mp_put_uint(out, activated);
    jx_mp_put_bin(out, content);
    return out->status;
}

static void get_pack_answer(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct pack_answer *out = to;
    (void)a;
    jx_tuple_uint(t, UINT64_MAX, &out->activated);
    jx_tuple_bin(t, JX_CONTENT_BYTES_MAX, &out->content);
}

jx_status jx_pack_answer_decode(struct jx_slice bytes, uint64_t *activated,
                                struct jx_slice *content)
{
    struct pack_answer p = {0, JX_ABSENT};
    jx_status rc = jx_tuple_read(bytes, 3, VERSION, NULL, get_pack_answer, &p);
    *activated = p.activated;
    *content = p.content;
    return rc;
}

/* ---- looking for documents ---- */

jx_status jx_select_arguments_encode(const struct jx_select_arguments *in, struct jx_buffer *out)
{
    jx_tuple_put_head(out, VERSION, 7);
    jx_mp_put_uint(out, in->most);
    jx_mp_put_uint(out, in->before);
    jx_mp_put_text(out, in->form);
    jx_mp_put_uint(out, in->year);
    jx_mp_put_text(out, in->unit);
    jx_mp_put_text(out, in->state);
    return out->status;
}

static void get_select_arguments(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_select_arguments *out = to;
    (void)a;
    jx_tuple_uint(t, UINT64_MAX, &out->most);
    jx_tuple_uint(t, UINT64_MAX, &out->before);
    jx_tuple_text(t, JX_FORM_NAME_MAX, &out->form);
    jx_tuple_uint(t, JX_YEAR_LAST, &out->year);
    jx_tuple_text(t, JX_UNIT_CODE_MAX, &out->unit);
    jx_tuple_text(t, JX_FORM_NAME_MAX, &out->state);
}

jx_status jx_select_arguments_decode(struct jx_slice bytes, struct jx_select_arguments *out)
{
    return jx_tuple_read(bytes, 7, VERSION, NULL, get_select_arguments, out);
}

jx_status jx_select_encode(const struct jx_selected *in, struct jx_buffer *out)
{
    jx_tuple_put_head(out, VERSION, 3);
    jx_mp_put_uint(out, in->next);
    jx_mp_put_array(out, in->count);
    for (uint32_t i = 0; i < in->count; i++)
        put_listed(out, &in->rows[i]);
    return out->status;
}

static void get_selected(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_selected *out = to;
    struct listing l;
    jx_tuple_uint(t, UINT64_MAX, &out->next);
    get_listing(t, a, &l);
    out->rows = l.rows;
    out->count = l.count;
}

jx_status jx_select_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_selected *out)
{
    return jx_tuple_read(bytes, 3, VERSION, a, get_selected, out);
}

jx_status jx_text_arguments_encode(struct jx_slice text, struct jx_buffer *out)
{
    jx_tuple_put_head(out, VERSION, 2);
    jx_mp_put_text(out, text);
    return out->status;
}

static void get_text(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    (void)a;
    jx_tuple_text(t, JX_WORD_MAX, to);
}

jx_status jx_text_arguments_decode(struct jx_slice bytes, struct jx_slice *text)
{
    return jx_tuple_read(bytes, 2, VERSION, NULL, get_text, text);
}

jx_status jx_ids_encode(const struct jx_hash *ids, uint32_t count, struct jx_buffer *out)
{
    jx_tuple_put_head(out, VERSION, 2);
    jx_mp_put_array(out, count);
    for (uint32_t i = 0; i < count; i++)
        jx_mp_put_bin(out, jx_hash_slice(&ids[i]));
    return out->status;
}

struct some_ids {
    struct jx_hash *ids;
    uint32_t count;
};

static void get_ids(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct some_ids *out = to;
    struct jx_tuple list;
    out->count = jx_tuple_inner(t, JX_IDS_MAX, &list);
    out->ids = jx_tuple_room(t, a, out->count, sizeof *out->ids);
    for (uint32_t i = 0; t->status == JX_OK && i < out->count; i++) {
        jx_tuple_fixed(&list, JX_HASH_BYTES, out->ids[i].bytes);
        t->status = list.status;
    }
}

jx_status jx_ids_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_hash **ids,
                        uint32_t *count)
{
    struct some_ids s = {NULL, 0};
    jx_status rc = jx_tuple_read(bytes, 2, VERSION, a, get_ids, &s);
    *ids = s.ids;
    *count = s.count;
    return rc;
}
