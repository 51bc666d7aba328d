/* Breakdowns as bytes and back. */
#include "breakdown.h"

#include "../base/limits.h"
#include "tuple.h"

enum { VERSION = 1, ARGUMENTS = 6, BRANCH_PARTS = 7, ROW_PARTS = 3, BREAKDOWN_KINDS = 2 };

jx_status jx_breakdown_arguments_encode(const struct jx_breakdown_arguments *in,
                                        struct jx_buffer *out)
{
    jx_mp_put_array(out, ARGUMENTS);
    jx_mp_put_uint(out, VERSION);
    jx_mp_put_uint(out, in->year);
    jx_mp_put_text(out, in->form);
    jx_mp_put_text(out, in->unit);
    jx_mp_put_bool(out, in->below);
    jx_mp_put_uint(out, in->kind);
    return out->status;
}

static void get_arguments(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_breakdown_arguments *out = to;
    (void)a;
    jx_tuple_uint(t, JX_YEAR_LAST, &out->year);
    jx_tuple_text(t, JX_FORM_NAME_MAX, &out->form);
    jx_tuple_text(t, JX_UNIT_CODE_MAX, &out->unit);
    jx_tuple_bool(t, &out->below);
    jx_tuple_uint(t, BREAKDOWN_KINDS - 1, &out->kind);
}

jx_status jx_breakdown_arguments_decode(struct jx_slice bytes, struct jx_breakdown_arguments *out)
{
    *out = (struct jx_breakdown_arguments){.year = 0};
    return jx_tuple_read(bytes, ARGUMENTS, VERSION, NULL, get_arguments, out);
}

/* ---- the answer ---- */

static void put_numbers(struct jx_buffer *b, const int64_t *numbers, uint32_t count)
{
    jx_mp_put_array(b, count);
    for (uint32_t i = 0; i < count; i++)
        jx_mp_put_int(b, numbers[i]);
}

static void put_branch(const struct jx_broken_branch *b, struct jx_buffer *out)
{
    jx_mp_put_array(out, BRANCH_PARTS);
    jx_mp_put_text(out, b->period);
    jx_mp_put_text(out, b->unit);
    jx_mp_put_text(out, b->unit_name);
    put_numbers(out, b->progress, JX_PROGRESS_COUNT);
    jx_mp_put_int(out, b->received);
    jx_mp_put_int(out, b->approved);
    jx_mp_put_array(out, b->count);
    for (uint32_t i = 0; i < b->count; i++) {
        jx_mp_put_array(out, ROW_PARTS);
        jx_mp_put_text(out, b->rows[i].name);
        put_numbers(out, b->rows[i].received, JX_BREAKDOWN_SUMS);
        put_numbers(out, b->rows[i].approved, JX_BREAKDOWN_SUMS);
    }
}

jx_status jx_breakdown_encode(const struct jx_breakdown *in, struct jx_buffer *out)
{
    jx_mp_put_array(out, 3);
    jx_mp_put_uint(out, VERSION);
    jx_mp_put_uint(out, in->position);
    jx_mp_put_array(out, in->count);
    for (uint32_t i = 0; i < in->count; i++)
        put_branch(&in->branches[i], out);
    return out->status;
}

static void get_numbers(struct jx_tuple *t, int64_t *numbers, uint32_t count)
{
    struct jx_tuple list = jx_tuple_over(jx_tuple_any(t), count);
    for (uint32_t i = 0; i < count; i++)
        jx_tuple_int(&list, &numbers[i]);
    if (t->status == JX_OK) t->status = list.status;
}

static void get_rows(struct jx_tuple *t, struct jx_arena *a, struct jx_broken_branch *b)
{
    struct jx_tuple rows;
    b->count = jx_tuple_inner(t, JX_SUMMARY_ROWS_MAX, &rows);
    b->rows = jx_tuple_room(t, a, b->count, sizeof *b->rows);
    for (uint32_t i = 0; t->status == JX_OK && i < b->count; i++) {
        struct jx_tuple row = jx_tuple_over(jx_tuple_any(&rows), ROW_PARTS);
        jx_tuple_text(&row, JX_BREAKDOWN_NAME_MAX, &b->rows[i].name);
        get_numbers(&row, b->rows[i].received, JX_BREAKDOWN_SUMS);
        get_numbers(&row, b->rows[i].approved, JX_BREAKDOWN_SUMS);
        t->status = row.status;
    }
}

static void get_branch(struct jx_tuple *t, struct jx_arena *a, struct jx_broken_branch *b)
{
    jx_tuple_text(t, JX_PERIOD_MAX, &b->period);
    jx_tuple_text(t, JX_UNIT_CODE_MAX, &b->unit);
    jx_tuple_text(t, JX_NAME_MAX, &b->unit_name);
    get_numbers(t, b->progress, JX_PROGRESS_COUNT);
    jx_tuple_int(t, &b->received);
    jx_tuple_int(t, &b->approved);
    get_rows(t, a, b);
}

static void get_breakdown(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_breakdown *out = to;
    struct jx_tuple rows;
    jx_tuple_uint(t, UINT64_MAX, &out->position);
    out->count = jx_tuple_inner(t, JX_SUMMARY_ROWS_MAX, &rows);
    out->branches = jx_tuple_room(t, a, out->count, sizeof *out->branches);
    for (uint32_t i = 0; t->status == JX_OK && i < out->count; i++) {
        struct jx_tuple row = jx_tuple_over(jx_tuple_any(&rows), BRANCH_PARTS);
        if (row.status == JX_OK) get_branch(&row, a, &out->branches[i]);
        t->status = row.status;
    }
}

jx_status jx_breakdown_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_breakdown *out)
{
    *out = (struct jx_breakdown){.count = 0};
    return jx_tuple_read(bytes, 3, VERSION, a, get_breakdown, out);
}
