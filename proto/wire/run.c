/* Runs as bytes and back. */
#include "run.h"

#include "../base/text.h"
#include "tuple.h"

enum { VERSION = 1 };

static void begin(struct jx_buffer *out, uint32_t count)
{
    jx_mp_put_array(out, count);
    jx_mp_put_uint(out, VERSION);
}

static void put_hash(struct jx_buffer *out, const struct jx_hash *h)
{
    jx_mp_put_bin(out, jx_hash_slice(h));
}

static void get_hash(struct jx_tuple *t, struct jx_hash *h)
{
    jx_tuple_fixed(t, JX_HASH_BYTES, h->bytes);
}

static void put_known(struct jx_buffer *out, struct jx_known k)
{
    if (k.known)
        jx_mp_put_int(out, k.micro);
    else
        jx_mp_put_bin(out, JX_ABSENT);
}

static void get_known(struct jx_tuple *t, struct jx_known *k)
{
    k->known = !jx_tuple_nil(t);
    if (k->known) jx_tuple_int(t, &k->micro);
}

/* ---- the act ---- */

jx_status jx_run_act_encode(const struct jx_run_act *in, struct jx_buffer *out)
{
    begin(out, 5);
    jx_mp_put_bin(out, in->nonce);
    jx_mp_put_bool(out, in->full);
    jx_mp_put_text(out, in->name);
    jx_mp_put_bin(out, in->pack);
    return out->status;
}

static void get_run_act(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_run_act *out = to;
    (void)a;
    jx_tuple_bin(t, JX_NONCE_BYTES, &out->nonce);
    if (t->status == JX_OK && out->nonce.len != JX_NONCE_BYTES) t->status = JX_E_FORMAT;
    jx_tuple_bool(t, &out->full);
    jx_tuple_text(t, JX_NAME_MAX, &out->name);
    if (t->status == JX_OK) t->status = jx_text_check(out->name);
    jx_tuple_bin(t, JX_PACK_BYTES_MAX, &out->pack);
}

jx_status jx_run_act_decode(struct jx_slice bytes, struct jx_run_act *out)
{
    *out = (struct jx_run_act){.full = false};
    return jx_tuple_read(bytes, 5, VERSION, NULL, get_run_act, out);
}

uint64_t jx_run_number(struct jx_slice text)
{
    enum { DIGITS_MAX = 18 };
    uint64_t n = 0;
    if (text.len == 0 || text.len > DIGITS_MAX || text.ptr[0] == '0') return 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') return 0;
        n = n * 10 + (uint64_t)(text.ptr[i] - '0');
    }
    return n;
}

/* ---- runs ---- */

jx_status jx_runs_encode(const struct jx_runs *in, struct jx_buffer *out)
{
    begin(out, 3);
    jx_mp_put_uint(out, in->position);
    jx_mp_put_array(out, in->count);
    for (uint32_t i = 0; i < in->count; i++) {
        const struct jx_run_row *r = &in->rows[i];
        jx_mp_put_array(out, 13);
        jx_mp_put_uint(out, r->run);
        jx_mp_put_uint(out, r->year);
        jx_mp_put_bool(out, r->full);
        jx_mp_put_text(out, r->name);
        put_hash(out, &r->pack);
        jx_mp_put_int(out, r->time_ms);
        jx_mp_put_uint(out, r->first);
        jx_mp_put_uint(out, r->cursor);
        jx_mp_put_uint(out, r->documents);
        jx_mp_put_uint(out, r->changed);
        jx_mp_put_uint(out, r->published);
        jx_mp_put_bool(out, r->live);
        jx_mp_put_text(out, jx_slice_of(jx_status_name(r->failed)));
    }
    return out->status;
}

static void get_run(struct jx_tuple *t, struct jx_run_row *r)
{
    struct jx_slice failed = JX_LIT("");
    jx_tuple_uint(t, UINT64_MAX, &r->run);
    jx_tuple_uint(t, JX_YEAR_LAST, &r->year);
    jx_tuple_bool(t, &r->full);
    jx_tuple_text(t, JX_NAME_MAX, &r->name);
    get_hash(t, &r->pack);
    jx_tuple_int(t, &r->time_ms);
    jx_tuple_uint(t, UINT64_MAX, &r->first);
    jx_tuple_uint(t, UINT64_MAX, &r->cursor);
    jx_tuple_uint(t, UINT64_MAX, &r->documents);
    jx_tuple_uint(t, UINT64_MAX, &r->changed);
    jx_tuple_uint(t, UINT64_MAX, &r->published);
    jx_tuple_bool(t, &r->live);
    jx_tuple_text(t, JX_WORD_MAX, &failed);
    r->failed = jx_status_of_name(failed.ptr, failed.len);
}

static void get_runs(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_runs *out = to;
    struct jx_tuple list;
    jx_tuple_uint(t, UINT64_MAX, &out->position);
    out->count = jx_tuple_inner(t, JX_RUNS_SHOWN_MAX, &list);
    out->rows = jx_tuple_room(t, a, out->count, sizeof *out->rows);
    for (uint32_t i = 0; t->status == JX_OK && i < out->count; i++) {
        struct jx_tuple one = jx_tuple_over(jx_tuple_any(&list), 13);
        get_run(&one, &out->rows[i]);
        t->status = one.status;
    }
}

jx_status jx_runs_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_runs *out)
{
    *out = (struct jx_runs){.count = 0};
    return jx_tuple_read(bytes, 3, VERSION, a, get_runs, out);
}

/* ---- scores ---- */

jx_status jx_scores_arguments_encode(const struct jx_scores_arguments *in, struct jx_buffer *out)
{
    begin(out, 7);
    jx_mp_put_uint(out, in->year);
    jx_mp_put_uint(out, in->left);
    jx_mp_put_uint(out, in->right);
    jx_mp_put_uint(out, in->after);
    jx_mp_put_uint(out, in->most);
    jx_mp_put_bool(out, in->all);
    return out->status;
}

static void get_scores_arguments(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_scores_arguments *out = to;
    (void)a;
    jx_tuple_uint(t, JX_YEAR_LAST, &out->year);
    jx_tuple_uint(t, UINT64_MAX, &out->left);
    jx_tuple_uint(t, UINT64_MAX, &out->right);
    jx_tuple_uint(t, UINT64_MAX, &out->after);
    jx_tuple_uint(t, UINT64_MAX, &out->most);
    jx_tuple_bool(t, &out->all);
}

jx_status jx_scores_arguments_decode(struct jx_slice bytes, struct jx_scores_arguments *out)
{
    *out = (struct jx_scores_arguments){.all = false};
    return jx_tuple_read(bytes, 7, VERSION, NULL, get_scores_arguments, out);
}

static void put_row(struct jx_buffer *out, const struct jx_scored_row *r)
{
    jx_mp_put_array(out, 7);
    jx_mp_put_bool(out, r->funds);
    jx_mp_put_uint(out, r->index);
    put_known(out, r->weight);
    jx_mp_put_text(out, r->left_method);
    put_known(out, r->left);
    jx_mp_put_text(out, r->right_method);
    put_known(out, r->right);
}

static void put_document(struct jx_buffer *out, const struct jx_scored_document *d)
{
    jx_mp_put_array(out, 22);
    jx_mp_put_uint(out, d->position);
    put_hash(out, &d->id);
    jx_mp_put_text(out, d->form);
    jx_mp_put_text(out, d->period);
    jx_mp_put_text(out, d->unit);
    jx_mp_put_text(out, d->unit_name);
    jx_mp_put_text(out, d->project);
    jx_mp_put_text(out, d->project_name);
    jx_mp_put_uint(out, d->state);
    put_known(out, d->claimed);
    jx_mp_put_int(out, d->budget);
    jx_mp_put_uint(out, d->errors);
    jx_mp_put_uint(out, d->explains);
    jx_mp_put_uint(out, d->warnings);
    jx_mp_put_bool(out, d->differs);
    put_known(out, d->left);
    jx_mp_put_uint(out, d->left_grade);
    put_known(out, d->right);
    jx_mp_put_uint(out, d->right_grade);
    jx_mp_put_array(out, d->row_count);
    for (uint32_t i = 0; i < d->row_count; i++)
        put_row(out, &d->rows[i]);
    put_known(out, d->confirmed);
    jx_mp_put_uint(out, d->confirmed_grade);
}

jx_status jx_scores_encode(const struct jx_scores *in, struct jx_buffer *out)
{
    begin(out, 3);
    jx_mp_put_uint(out, in->next);
    jx_mp_put_array(out, in->count);
    for (uint32_t i = 0; i < in->count; i++)
        put_document(out, &in->rows[i]);
    return out->status;
}

static void get_row(struct jx_tuple *t, struct jx_scored_row *r)
{
    jx_tuple_bool(t, &r->funds);
    jx_tuple_uint(t, UINT32_MAX, &r->index);
    get_known(t, &r->weight);
    jx_tuple_text(t, JX_WORD_MAX, &r->left_method);
    get_known(t, &r->left);
    jx_tuple_text(t, JX_WORD_MAX, &r->right_method);
    get_known(t, &r->right);
}

static void get_document(struct jx_tuple *t, struct jx_arena *a, struct jx_scored_document *d)
{
    struct jx_tuple list;
    jx_tuple_uint(t, UINT64_MAX, &d->position);
    get_hash(t, &d->id);
    jx_tuple_text(t, JX_FORM_NAME_MAX, &d->form);
    jx_tuple_text(t, JX_PERIOD_MAX, &d->period);
    jx_tuple_text(t, JX_UNIT_CODE_MAX, &d->unit);
    jx_tuple_text(t, JX_NAME_MAX, &d->unit_name);
    jx_tuple_text(t, JX_PROJECT_KEY_MAX, &d->project);
    jx_tuple_text(t, JX_NAME_MAX, &d->project_name);
    jx_tuple_uint(t, UINT64_MAX, &d->state);
    get_known(t, &d->claimed);
    jx_tuple_int(t, &d->budget);
    jx_tuple_uint(t, UINT32_MAX, &d->errors);
    jx_tuple_uint(t, UINT32_MAX, &d->explains);
    jx_tuple_uint(t, UINT32_MAX, &d->warnings);
    jx_tuple_bool(t, &d->differs);
    get_known(t, &d->left);
    jx_tuple_uint(t, 255, &d->left_grade);
    get_known(t, &d->right);
    jx_tuple_uint(t, 255, &d->right_grade);
    d->row_count = jx_tuple_inner(t, JX_SCORE_ROWS_MAX, &list);
    d->rows = jx_tuple_room(t, a, d->row_count, sizeof *d->rows);
    for (uint32_t i = 0; t->status == JX_OK && i < d->row_count; i++) {
        struct jx_tuple one = jx_tuple_over(jx_tuple_any(&list), 7);
        get_row(&one, &d->rows[i]);
        t->status = one.status;
    }
    get_known(t, &d->confirmed);
    jx_tuple_uint(t, 255, &d->confirmed_grade);
}

static void get_scores(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_scores *out = to;
    struct jx_tuple list;
    jx_tuple_uint(t, UINT64_MAX, &out->next);
    out->count = jx_tuple_inner(t, JX_SCORES_MAX, &list);
    out->rows = jx_tuple_room(t, a, out->count, sizeof *out->rows);
    for (uint32_t i = 0; t->status == JX_OK && i < out->count; i++) {
        struct jx_tuple one = jx_tuple_over(jx_tuple_any(&list), 22);
        get_document(&one, a, &out->rows[i]);
        t->status = one.status;
    }
}

jx_status jx_scores_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_scores *out)
{
    *out = (struct jx_scores){.count = 0};
    return jx_tuple_read(bytes, 3, VERSION, a, get_scores, out);
}

/* ---- reasons ---- */

jx_status jx_reasons_arguments_encode(const struct jx_reasons_arguments *in, struct jx_buffer *out)
{
    begin(out, 4);
    put_hash(out, &in->id);
    jx_mp_put_uint(out, in->left);
    jx_mp_put_uint(out, in->right);
    return out->status;
}

static void get_reasons_arguments(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_reasons_arguments *out = to;
    (void)a;
    get_hash(t, &out->id);
    jx_tuple_uint(t, UINT64_MAX, &out->left);
    jx_tuple_uint(t, UINT64_MAX, &out->right);
}

jx_status jx_reasons_arguments_decode(struct jx_slice bytes, struct jx_reasons_arguments *out)
{
    *out = (struct jx_reasons_arguments){.left = 0};
    return jx_tuple_read(bytes, 4, VERSION, NULL, get_reasons_arguments, out);
}

jx_status jx_reasons_encode(const struct jx_reasons *in, struct jx_buffer *out)
{
    begin(out, 2);
    jx_mp_put_array(out, in->count);
    for (uint32_t i = 0; i < in->count; i++) {
        const struct jx_reason_row *r = &in->rows[i];
        jx_mp_put_array(out, 6);
        jx_mp_put_bool(out, r->funds);
        jx_mp_put_uint(out, r->index);
        jx_mp_put_text(out, r->left_zh);
        jx_mp_put_text(out, r->left_en);
        jx_mp_put_text(out, r->right_zh);
        jx_mp_put_text(out, r->right_en);
    }
    return out->status;
}

static void get_reason(struct jx_tuple *t, struct jx_reason_row *r)
{
    jx_tuple_bool(t, &r->funds);
    jx_tuple_uint(t, UINT32_MAX, &r->index);
    jx_tuple_text(t, JX_REASON_TEXT_MAX, &r->left_zh);
    jx_tuple_text(t, JX_REASON_TEXT_MAX, &r->left_en);
    jx_tuple_text(t, JX_REASON_TEXT_MAX, &r->right_zh);
    jx_tuple_text(t, JX_REASON_TEXT_MAX, &r->right_en);
}

static void get_reasons(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_reasons *out = to;
    struct jx_tuple list;
    out->count = jx_tuple_inner(t, JX_SCORE_ROWS_MAX, &list);
    out->rows = jx_tuple_room(t, a, out->count, sizeof *out->rows);
    for (uint32_t i = 0; t->status == JX_OK && i < out->count; i++) {
        struct jx_tuple one = jx_tuple_over(jx_tuple_any(&list), 6);
        get_reason(&one, &out->rows[i]);
        t->status = one.status;
    }
}

jx_status jx_reasons_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_reasons *out)
{
    *out = (struct jx_reasons){.count = 0};
    return jx_tuple_read(bytes, 2, VERSION, a, get_reasons, out);
}
