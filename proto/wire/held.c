/* Rows of master data in an answer, as bytes and back. */
#include "held.h"

#include "tuple.h"

enum { VERSION = 1 };

jx_status jx_held_arguments_encode(const struct jx_held_arguments *in, struct jx_buffer *out)
{
    jx_mp_put_array(out, 4);
    jx_mp_put_uint(out, VERSION);
    jx_mp_put_uint(out, in->table);
    jx_mp_put_uint(out, in->year);
    jx_mp_put_uint(out, in->skip);
    return out->status;
}

static void get_arguments(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_held_arguments *out = to;
    (void)a;
    jx_tuple_uint(t, UINT8_MAX, &out->table);
    jx_tuple_uint(t, JX_YEAR_LAST, &out->year);
    jx_tuple_uint(t, UINT32_MAX, &out->skip);
}

jx_status jx_held_arguments_decode(struct jx_slice bytes, struct jx_held_arguments *out)
{
    jx_status rc = jx_tuple_read(bytes, 4, VERSION, NULL, get_arguments, out);
    bool known = rc == JX_OK && jx_master_schema((enum jx_master)out->table);
    return rc == JX_OK && !known ? JX_E_FIELD_VALUE : rc;
}

jx_status jx_held_encode(const struct jx_held *in, enum jx_master table, struct jx_buffer *out)
{
    const uint32_t columns = jx_master_schema(table)->count;
    jx_mp_put_array(out, 4);
    jx_mp_put_uint(out, VERSION);
    jx_mp_put_uint(out, in->position);
    jx_mp_put_bool(out, in->more);
    jx_mp_put_array(out, in->row_count);
    for (uint32_t i = 0; i < in->row_count; i++) {
        jx_mp_put_array(out, columns);
        for (uint32_t j = 0; j < columns; j++)
            jx_mp_put_text(out, in->cells[(size_t)i * columns + j]);
    }
    return out->status;
}

struct reading {
    uint32_t columns;
    struct jx_held *held;
};

static void get_held(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    const struct reading *r = to;
    struct jx_held *out = r->held;
    struct jx_tuple rows;
    jx_tuple_uint(t, UINT64_MAX, &out->position);
    jx_tuple_bool(t, &out->more);
    out->row_count = jx_tuple_inner(t, JX_HELD_ROWS_MAX, &rows);
    out->cells = jx_tuple_room(t, a, out->row_count, r->columns * sizeof *out->cells);
    for (uint32_t i = 0; t->status == JX_OK && i < out->row_count; i++) {
        struct jx_tuple row = jx_tuple_over(jx_tuple_any(&rows), r->columns);
        for (uint32_t j = 0; j < r->columns; j++)
            jx_tuple_text(&row, JX_NAME_MAX, &out->cells[(size_t)i * r->columns + j]);
        t->status = row.status;
    }
}

jx_status jx_held_decode(struct jx_slice bytes, enum jx_master table, struct jx_arena *a,
                         struct jx_held *out)
{
    struct reading r = {jx_master_schema(table)->count, out};
    return jx_tuple_read(bytes, 4, VERSION, a, get_held, &r);
}
