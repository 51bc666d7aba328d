/* Rows about submissions as bytes and back: as they came, what became of them, their lines and
 * findings. */
#include "row_body.h"

/* ---- documents ---- */

static void put_hash(struct jx_buffer *b, bool has, const struct jx_hash *h)
{
    jx_mp_put_bin(b, has ? jx_hash_slice(h) : JX_ABSENT);
}

static bool get_hash(struct jx_tuple *t, struct jx_hash *h)
{
    if (jx_tuple_nil(t)) return false;
    jx_tuple_fixed(t, JX_HASH_BYTES, h->bytes);
    return true;
}

jx_status document_put(struct kv_tx *tx, uint64_t position, const struct row_document *d,
                       struct jx_buffer room[2])
{
    struct key k = key_of_position(position);
    jx_buffer_reset(room);
    jx_mp_put_array(room, 11);
    put_hash(room, true, &d->id);
    put_hash(room, d->has_parent, &d->parent);
    jx_mp_put_int(room, d->time_ms);
    jx_mp_put_bin(room, jx_slice_at(d->principal, JX_KEY_BYTES));
    jx_mp_put_text(room, row_text(d->form));
    jx_mp_put_uint(room, d->year);
    jx_mp_put_text(room, row_text(d->period));
    jx_mp_put_text(room, row_text(d->unit));
    jx_mp_put_text(room, row_text(d->unit_name));
    jx_mp_put_text(room, row_text(d->project_name));
    jx_mp_put_bin(room, d->in_place_of ? jx_slice_at(d->person, JX_KEY_BYTES) : JX_ABSENT);
    return row_put_body(tx, TABLE_DOCUMENTS, key_slice(&k), room);
}

static void get_document(struct jx_tuple *t, struct row_document *out)
{
    uint64_t year = 0;
    jx_tuple_fixed(t, JX_HASH_BYTES, out->id.bytes);
    out->has_parent = get_hash(t, &out->parent);
    jx_tuple_int(t, &out->time_ms);
    jx_tuple_fixed(t, JX_KEY_BYTES, out->principal);
    jx_tuple_text(t, JX_FORM_NAME_MAX, &out->form);
    jx_tuple_uint(t, JX_YEAR_LAST, &year);
    jx_tuple_text(t, JX_PERIOD_MAX, &out->period);
    jx_tuple_text(t, JX_UNIT_CODE_MAX, &out->unit);
    jx_tuple_text(t, JX_NAME_MAX, &out->unit_name);
    jx_tuple_text(t, JX_NAME_MAX, &out->project_name);
    out->in_place_of = !jx_tuple_nil(t);
    if (out->in_place_of) jx_tuple_fixed(t, JX_KEY_BYTES, out->person);
    out->year = (uint32_t)year;
}

jx_status document_read(struct jx_slice body, struct row_document *out)
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    *out = (struct row_document){.has_parent = false};
    jx_status rc = row_start(body, 11, &tree, &t);
    if (rc == JX_OK) get_document(&t, out);
    return row_finish(&tree, rc, &t);
}

jx_status document_get(struct kv_tx *tx, uint64_t position, struct row_document *out)
{
    struct key k = key_of_position(position);
    struct jx_slice body;
    jx_status rc = row_get(tx, TABLE_DOCUMENTS, key_slice(&k), &body);
    return rc == JX_OK ? document_read(body, out) : rc;
}

/* ---- results ---- */

jx_status result_put(struct kv_tx *tx, uint64_t position, const struct row_result *r,
                     struct jx_buffer room[2])
{
    struct key k = key_of_position(position);
    jx_buffer_reset(room);
    jx_mp_put_array(room, 11);
    row_put_outcome(room, &r->outcome);
    jx_mp_put_uint(room, r->line);
    jx_mp_put_uint(room, r->base);
    jx_mp_put_uint(room, r->approved);
    jx_mp_put_uint(room, r->accepted);
    jx_mp_put_bool(room, r->adjustable);
    jx_mp_put_bool(room, r->matched);
    jx_mp_put_bool(room, r->unit_asked);
    jx_mp_put_text(room, row_text(r->unit));
    jx_mp_put_text(room, row_text(r->project));
    row_put_sums(room, JX_STORE_ADDS, r->adds);
    return row_put_body(tx, TABLE_RESULTS, key_slice(&k), room);
}

jx_status result_read(struct jx_slice body, struct row_result *out)
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    *out = (struct row_result){.line = 0};
    jx_status rc = row_start(body, 11, &tree, &t);
    if (rc == JX_OK) {
        row_get_outcome(&t, &out->outcome);
        jx_tuple_uint(&t, UINT64_MAX, &out->line);
        jx_tuple_uint(&t, UINT64_MAX, &out->base);
        jx_tuple_uint(&t, UINT64_MAX, &out->approved);
        jx_tuple_uint(&t, UINT64_MAX, &out->accepted);
        jx_tuple_bool(&t, &out->adjustable);
        jx_tuple_bool(&t, &out->matched);
        jx_tuple_bool(&t, &out->unit_asked);
        jx_tuple_text(&t, JX_UNIT_CODE_MAX, &out->unit);
        jx_tuple_text(&t, JX_PROJECT_KEY_MAX, &out->project);
        row_get_sums(&t, jx_tuple_any(&t), JX_STORE_ADDS, out->adds);
    }
    return row_finish(&tree, rc, &t);
}

struct jx_hash document_key(const struct row_document *d, const struct row_result *r)
{
    struct key k = {.len = 0};
    key_put_year(&k, d->year);
    key_put_text(&k, d->form);
    key_put_text(&k, d->period);
    key_put_text(&k, r->unit);
    key_put_text(&k, r->project);
    return jx_hash_bytes(key_slice(&k));
}

jx_status result_get(struct kv_tx *tx, uint64_t position, struct row_result *out)
{
    struct key k = key_of_position(position);
    struct jx_slice body;
    jx_status rc = row_get(tx, TABLE_RESULTS, key_slice(&k), &body);
    return rc == JX_OK ? result_read(body, out) : rc;
}

/* ---- lines ---- */

jx_status line_read(struct jx_slice body, struct row_line *out)
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    *out = (struct row_line){.tip = 0};
    jx_status rc = row_start(body, 3, &tree, &t);
    if (rc == JX_OK) {
        jx_tuple_uint(&t, UINT64_MAX, &out->received);
        jx_tuple_uint(&t, UINT64_MAX, &out->approved);
        jx_tuple_uint(&t, UINT64_MAX, &out->tip);
    }
    return row_finish(&tree, rc, &t);
}

jx_status line_get(struct kv_tx *tx, uint64_t line, struct row_line *out)
{
    struct key k = key_of_position(line);
    struct jx_slice body;
    *out = (struct row_line){.tip = 0};
    jx_status rc = row_get(tx, TABLE_LINES, key_slice(&k), &body);
    if (rc == JX_E_NOT_FOUND) return JX_OK;
    return rc == JX_OK ? line_read(body, out) : rc;
}

jx_status line_put(struct kv_tx *tx, uint64_t line, const struct row_line *l,
                   struct jx_buffer room[2])
{
    struct key k = key_of_position(line);
    jx_buffer_reset(room);
    jx_mp_put_array(room, 3);
    jx_mp_put_uint(room, l->received);
    jx_mp_put_uint(room, l->approved);
    jx_mp_put_uint(room, l->tip);
    return row_put_body(tx, TABLE_LINES, key_slice(&k), room);
}

/* ---- findings ---- */

static void get_finding(struct jx_tuple *t, struct jx_arena *a, struct store_finding *out)
{
    uint64_t severity = 0;
    jx_tuple_text(t, JX_WORD_MAX, &out->rule);
    jx_tuple_text(t, JX_WHERE_BYTES, &out->place);
    jx_tuple_uint(t, 255, &severity);
    jx_tuple_uint(t, UINT64_MAX, &out->answered);
    jx_tuple_bin(t, JX_HASH_BYTES, &out->figures);
    out->severity = (uint8_t)severity;
    out->rule = jx_arena_copy(a, out->rule);
    out->place = jx_arena_copy(a, out->place);
    out->figures = jx_arena_copy(a, out->figures);
    if (t->status == JX_OK &&
        (jx_is_absent(out->rule) || jx_is_absent(out->place) || jx_is_absent(out->figures)))
        t->status = jx_arena_failure(a);
}

jx_status findings_read(struct jx_slice body, struct jx_arena *a, struct store_finding **out,
                        uint32_t *count)
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    jx_status rc = row_start(body, 0, &tree, &t);
    *count = rc == JX_OK && t.status == JX_OK ? jx_mp_count(tree.root) : 0;
    *out = jx_arena_array(a, *count, sizeof **out);
    if (rc == JX_OK && !*out) rc = jx_arena_failure(a);
    for (uint32_t i = 0; rc == JX_OK && t.status == JX_OK && i < *count; i++) {
        struct jx_tuple one = jx_tuple_over(jx_tuple_any(&t), 5);
        get_finding(&one, a, &(*out)[i]);
        if (t.status == JX_OK) t.status = one.status;
    }
    return row_finish(&tree, rc, &t);
}

jx_status findings_get(struct kv_tx *tx, uint64_t position, struct jx_arena *a,
                       struct store_finding **out, uint32_t *count)
{
    struct key k = key_of_position(position);
    struct jx_slice body;
    *out = NULL;
    *count = 0;
    jx_status rc = row_get(tx, TABLE_FINDINGS, key_slice(&k), &body);
    if (rc == JX_E_NOT_FOUND) return JX_OK;
    return rc == JX_OK ? findings_read(body, a, out, count) : rc;
}

jx_status findings_put(struct kv_tx *tx, uint64_t position, const struct store_finding *findings,
                       uint32_t count, struct jx_buffer room[2])
{
    struct key k = key_of_position(position);
    jx_buffer_reset(room);
    jx_mp_put_array(room, count);
    for (uint32_t i = 0; i < count; i++) {
        jx_mp_put_array(room, 5);
        jx_mp_put_text(room, findings[i].rule);
        jx_mp_put_text(room, findings[i].place);
        jx_mp_put_uint(room, findings[i].severity);
        jx_mp_put_uint(room, findings[i].answered);
        jx_mp_put_bin(room, row_text(findings[i].figures));
    }
    return row_put_body(tx, TABLE_FINDINGS, key_slice(&k), room);
}
