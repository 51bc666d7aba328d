/* What a year adds up to and what is owed of it, as bytes and back. */
#include "query.h"

#include "tuple.h"

enum { VERSION = 1 };

/* ---- summary ---- */

jx_status jx_summary_arguments_encode(const struct jx_summary_arguments *in, struct jx_buffer *out)
{
    jx_tuple_put_head(out, VERSION, 4);
    jx_mp_put_uint(out, in->year);
    jx_mp_put_text(out, in->form);
    jx_mp_put_text(out, in->unit);
    return out->status;
}

static void get_summary_arguments(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_summary_arguments *out = to;
    (void)a;
    jx_tuple_uint(t, JX_YEAR_LAST, &out->year);
    jx_tuple_text(t, JX_FORM_NAME_MAX, &out->form);
    jx_tuple_text(t, JX_UNIT_CODE_MAX, &out->unit);
}

jx_status jx_summary_arguments_decode(struct jx_slice bytes, struct jx_summary_arguments *out)
{
    return jx_tuple_read(bytes, 4, VERSION, NULL, get_summary_arguments, out);
}

static void put_numbers(struct jx_buffer *out, const int64_t *numbers, uint32_t count)
{
    jx_mp_put_array(out, count);
    for (uint32_t i = 0; i < count; i++)
        jx_mp_put_int(out, numbers[i]);
}

/* As many as are there, up to `most`; the others stay 0. */
static void get_numbers(struct jx_tuple *t, int64_t *numbers, uint32_t most)
{
    struct jx_tuple list;
    uint32_t n = jx_tuple_inner(t, most, &list);
    for (uint32_t i = 0; i < n; i++)
        jx_tuple_int(&list, &numbers[i]);
    if (t->status == JX_OK) t->status = list.status;
}

jx_status jx_summary_encode(const struct jx_summary *in, struct jx_buffer *out)
{
    jx_tuple_put_head(out, VERSION, 3);
    jx_mp_put_uint(out, in->position);
    jx_mp_put_array(out, in->count);
    for (uint32_t i = 0; i < in->count; i++) {
        const struct jx_summary_row *r = &in->rows[i];
        jx_mp_put_array(out, 7);
        jx_mp_put_text(out, r->form);
        jx_mp_put_text(out, r->period);
        jx_mp_put_text(out, r->unit);
        jx_mp_put_text(out, r->unit_name);
        put_numbers(out, r->received, JX_SUMMARY_ADDS);
        put_numbers(out, r->approved, JX_SUMMARY_ADDS);
        put_numbers(out, r->states, JX_STATE_COUNT);
    }
    return out->status;
}

static void get_summary_row(struct jx_tuple *t, struct jx_summary_row *r)
{
    jx_tuple_text(t, JX_FORM_NAME_MAX, &r->form);
    jx_tuple_text(t, JX_PERIOD_MAX, &r->period);
    jx_tuple_text(t, JX_UNIT_CODE_MAX, &r->unit);
    jx_tuple_text(t, JX_NAME_MAX, &r->unit_name);
    get_numbers(t, r->received, JX_SUMMARY_ADDS);
    get_numbers(t, r->approved, JX_SUMMARY_ADDS);
    get_numbers(t, r->states, JX_STATE_COUNT);
}

static void get_summary(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_summary *out = to;
    struct jx_tuple rows;
    jx_tuple_uint(t, UINT64_MAX, &out->position);
    out->count = jx_tuple_inner(t, JX_SUMMARY_ROWS_MAX, &rows);
    out->rows = jx_tuple_room(t, a, out->count, sizeof *out->rows);
    for (uint32_t i = 0; t->status == JX_OK && i < out->count; i++) {
        struct jx_tuple row = jx_tuple_over(jx_tuple_any(&rows), 7);
        if (row.status == JX_OK) get_summary_row(&row, &out->rows[i]);
        t->status = row.status;
    }
}

jx_status jx_summary_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_summary *out)
{
    return jx_tuple_read(bytes, 3, VERSION, a, get_summary, out);
}

/* ---- branches ---- */

enum { BRANCH_PARTS = 9 };

static void put_branch(const struct jx_branch *b, struct jx_buffer *out)
{
    jx_mp_put_array(out, BRANCH_PARTS);
    jx_mp_put_text(out, b->period);
    jx_mp_put_text(out, b->unit);
    jx_mp_put_text(out, b->unit_name);
    jx_mp_put_text(out, b->parent);
    put_numbers(out, b->received, JX_SUMMARY_ADDS);
    put_numbers(out, b->approved, JX_SUMMARY_ADDS);
    put_numbers(out, b->states, JX_STATE_COUNT);
    put_numbers(out, b->own, JX_SUMMARY_ADDS);
    put_numbers(out, b->progress, JX_PROGRESS_COUNT);
}

jx_status jx_branches_encode(const struct jx_branches *in, struct jx_buffer *out)
{
    jx_tuple_put_head(out, VERSION, 3);
    jx_mp_put_uint(out, in->position);
    jx_mp_put_array(out, in->count);
    for (uint32_t i = 0; i < in->count; i++)
        put_branch(&in->rows[i], out);
    return out->status;
}

static void get_branch(struct jx_tuple *t, struct jx_branch *b)
{
    jx_tuple_text(t, JX_PERIOD_MAX, &b->period);
    jx_tuple_text(t, JX_UNIT_CODE_MAX, &b->unit);
    jx_tuple_text(t, JX_NAME_MAX, &b->unit_name);
    jx_tuple_text(t, JX_UNIT_CODE_MAX, &b->parent);
    get_numbers(t, b->received, JX_SUMMARY_ADDS);
    get_numbers(t, b->approved, JX_SUMMARY_ADDS);
    get_numbers(t, b->states, JX_STATE_COUNT);
    get_numbers(t, b->own, JX_SUMMARY_ADDS);
    get_numbers(t, b->progress, JX_PROGRESS_COUNT);
}

static void get_branches(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_branches *out = to;
    struct jx_tuple rows;
    jx_tuple_uint(t, UINT64_MAX, &out->position);
    out->count = jx_tuple_inner(t, JX_SUMMARY_ROWS_MAX, &rows);
    out->rows = jx_tuple_room(t, a, out->count, sizeof *out->rows);
    for (uint32_t i = 0; t->status == JX_OK && i < out->count; i++) {
        struct jx_tuple row = jx_tuple_over(jx_tuple_any(&rows), BRANCH_PARTS);
        if (row.status == JX_OK) get_branch(&row, &out->rows[i]);
        t->status = row.status;
    }
}

jx_status jx_branches_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_branches *out)
{
    return jx_tuple_read(bytes, 3, VERSION, a, get_branches, out);
}

/* ---- what is due ---- */

enum { DUE_PARTS = 14 };

static void put_due(const struct jx_due *d, struct jx_buffer *out)
{
    jx_mp_put_array(out, DUE_PARTS);
    jx_mp_put_text(out, d->form);
    jx_mp_put_text(out, d->period);
    jx_mp_put_text(out, d->unit);
    jx_mp_put_text(out, d->unit_name);
    jx_mp_put_text(out, d->project);
    jx_mp_put_text(out, d->project_name);
    jx_mp_put_text(out, d->due);
    jx_mp_put_bool(out, d->received);
    jx_mp_put_bool(out, d->approved);
    jx_mp_put_bool(out, d->on_time);
    jx_mp_put_bool(out, d->late);
    jx_mp_put_bool(out, d->excepted);
    jx_mp_put_uint(out, d->state);
    jx_mp_put_int(out, d->time_ms);
}

jx_status jx_dues_encode(const struct jx_dues *in, struct jx_buffer *out)
{
    jx_tuple_put_head(out, VERSION, 3);
    jx_mp_put_uint(out, in->position);
    jx_mp_put_array(out, in->count);
    for (uint32_t i = 0; i < in->count; i++)
        put_due(&in->rows[i], out);
    return out->status;
}

static void get_due(struct jx_tuple *t, struct jx_due *d)
{
    uint64_t state = 0;
    jx_tuple_text(t, JX_FORM_NAME_MAX, &d->form);
    jx_tuple_text(t, JX_PERIOD_MAX, &d->period);
    jx_tuple_text(t, JX_UNIT_CODE_MAX, &d->unit);
    jx_tuple_text(t, JX_NAME_MAX, &d->unit_name);
    jx_tuple_text(t, JX_PROJECT_KEY_MAX, &d->project);
    jx_tuple_text(t, JX_NAME_MAX, &d->project_name);
    jx_tuple_text(t, JX_WORD_MAX, &d->due);
    jx_tuple_bool(t, &d->received);
    jx_tuple_bool(t, &d->approved);
    jx_tuple_bool(t, &d->on_time);
    jx_tuple_bool(t, &d->late);
    jx_tuple_bool(t, &d->excepted);
    jx_tuple_uint(t, JX_STATE_COUNT - 1, &state);
    d->state = (enum jx_state)state;
    jx_tuple_int(t, &d->time_ms);
}

static void get_dues(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_dues *out = to;
    struct jx_tuple rows;
    jx_tuple_uint(t, UINT64_MAX, &out->position);
    out->count = jx_tuple_inner(t, JX_SUMMARY_ROWS_MAX, &rows);
    out->rows = jx_tuple_room(t, a, out->count, sizeof *out->rows);
    for (uint32_t i = 0; t->status == JX_OK && i < out->count; i++) {
        struct jx_tuple row = jx_tuple_over(jx_tuple_any(&rows), DUE_PARTS);
        if (row.status == JX_OK) get_due(&row, &out->rows[i]);
        t->status = row.status;
    }
}

jx_status jx_dues_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_dues *out)
{
    return jx_tuple_read(bytes, 3, VERSION, a, get_dues, out);
}

/* ---- documents without a known project ---- */

enum { UNMATCHED_PARTS = 9 };

static void put_unmatched(const struct jx_unmatched *u, struct jx_buffer *out)
{
    jx_mp_put_array(out, UNMATCHED_PARTS);
    jx_mp_put_uint(out, u->position);
    jx_mp_put_bin(out, jx_hash_slice(&u->id));
    jx_mp_put_text(out, u->form);
    jx_mp_put_text(out, u->period);
    jx_mp_put_text(out, u->unit);
    jx_mp_put_text(out, u->project_name);
    jx_mp_put_array(out, 2 * u->candidate_count);
    for (uint32_t i = 0; i < u->candidate_count; i++) {
        jx_mp_put_text(out, u->codes[i]);
        jx_mp_put_text(out, u->names[i]);
    }
    jx_mp_put_bool(out, u->asks_unit);
    jx_mp_put_text(out, u->unit_name);
}

jx_status jx_unmatched_encode(const struct jx_unmatched_list *in, struct jx_buffer *out)
{
    jx_tuple_put_head(out, VERSION, 3);
    jx_mp_put_uint(out, in->position);
    jx_mp_put_array(out, in->count);
    for (uint32_t i = 0; i < in->count; i++)
        put_unmatched(&in->rows[i], out);
    return out->status;
}

static void get_unmatched(struct jx_tuple *t, struct jx_unmatched *u)
{
    struct jx_tuple list;
    jx_tuple_uint(t, UINT64_MAX, &u->position);
    jx_tuple_fixed(t, JX_HASH_BYTES, u->id.bytes);
    jx_tuple_text(t, JX_FORM_NAME_MAX, &u->form);
    jx_tuple_text(t, JX_PERIOD_MAX, &u->period);
    jx_tuple_text(t, JX_UNIT_CODE_MAX, &u->unit);
    jx_tuple_text(t, JX_NAME_MAX, &u->project_name);
    u->candidate_count = jx_tuple_inner(t, 2 * JX_CANDIDATES_MAX, &list) / 2;
    for (uint32_t i = 0; t->status == JX_OK && i < u->candidate_count; i++) {
        jx_tuple_text(&list, JX_PROJECT_KEY_MAX, &u->codes[i]);
        jx_tuple_text(&list, JX_NAME_MAX, &u->names[i]);
        t->status = list.status;
    }
    jx_tuple_bool(t, &u->asks_unit);
    jx_tuple_text(t, JX_NAME_MAX, &u->unit_name);
}

static void get_unmatched_list(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_unmatched_list *out = to;
    struct jx_tuple rows;
    jx_tuple_uint(t, UINT64_MAX, &out->position);
    out->count = jx_tuple_inner(t, JX_LIST_MAX, &rows);
    out->rows = jx_tuple_room(t, a, out->count, sizeof *out->rows);
    for (uint32_t i = 0; t->status == JX_OK && i < out->count; i++) {
        struct jx_tuple row = jx_tuple_over(jx_tuple_any(&rows), UNMATCHED_PARTS);
        if (row.status == JX_OK) get_unmatched(&row, &out->rows[i]);
        t->status = row.status;
    }
}

jx_status jx_unmatched_decode(struct jx_slice bytes, struct jx_arena *a,
                              struct jx_unmatched_list *out)
{
    return jx_tuple_read(bytes, 3, VERSION, a, get_unmatched_list, out);
}
