/* Rows about submissions as bytes and back: as they came, what became of them, their lines and
 * findings. */
#include "packed.h"
#include "row_body.h"
#include "run_blocks.h"
#include "run_rows.h"

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

/* What was judged first stays; what became of the document since is written. */
static struct jx_outcome outcome_of_row(const struct row_result *r)
{
    struct jx_outcome o = r->outcome;
    const struct jx_outcome *own = &r->own.outcome;
    if (!r->scored_by) return o;
    o.has_computed = own->has_computed;
    o.computed = own->computed;
    o.grade = own->grade;
    o.light = own->light;
    o.has_score_pack = own->has_score_pack;
    o.judged = own->judged;
    o.verdict = own->verdict;
    o.pack = own->pack;
    if (o.status == JX_OK && !own->judged) o.status = own->status;
    if (r->full) {
        o.errors = own->errors;
        o.explains = own->explains;
        o.warnings = own->warnings;
    }
    return o;
}

jx_status result_put(struct kv_tx *tx, uint64_t position, const struct row_result *r,
                     struct jx_buffer room[2])
{
    struct key k = key_of_position(position);
    const struct jx_outcome outcome = outcome_of_row(r);
    jx_buffer_reset(room);
    jx_mp_put_array(room, 12);
    row_put_outcome(room, &outcome);
    jx_mp_put_uint(room, r->line);
    jx_mp_put_uint(room, r->base);
    jx_mp_put_uint(room, r->approved);
    jx_mp_put_uint(room, r->accepted);
    jx_mp_put_bool(room, r->adjustable);
    jx_mp_put_bool(room, r->matched);
    jx_mp_put_bool(room, r->unit_asked);
    jx_mp_put_text(room, row_text(r->unit));
    jx_mp_put_text(room, row_text(r->project));
    row_put_sums(room, JX_STORE_ADDS, r->scored_by ? r->own.adds : r->adds);
    jx_mp_put_uint(room, r->year);
    return row_put_body(tx, TABLE_RESULTS, key_slice(&k), room);
}

jx_status result_read(struct jx_slice body, struct row_result *out)
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    *out = (struct row_result){.line = 0};
    uint64_t year = 0;
    jx_status rc = row_start(body, 12, &tree, &t);
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
        jx_tuple_uint(&t, JX_YEAR_LAST, &year);
        out->year = (uint32_t)year;
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

/* Open findings of a full run: its own, as they are answered now. */
static jx_status count_open(struct kv_tx *tx, uint64_t position, struct row_result *r)
{
    struct store_finding *findings = NULL;
    uint32_t count = 0;
    struct jx_arena a;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    jx_status rc = live_findings(tx, position, r->scored_by, &a, &findings, &count);
    r->outcome.errors = r->outcome.explains = r->outcome.warnings = 0;
    for (uint32_t i = 0; rc == JX_OK && i < count; i++) {
        if (findings[i].answered) continue;
        r->outcome.errors += findings[i].severity == STORE_ERROR;
        r->outcome.explains += findings[i].severity == STORE_EXPLAIN;
        r->outcome.warnings += findings[i].severity == STORE_WARNING;
    }
    jx_arena_clear(&a);
    return rc;
}

static jx_status lay_live(struct kv_tx *tx, uint64_t position, struct row_result *r)
{
    struct row_year y;
    jx_status rc = year_get(tx, r->year, &y);
    return rc == JX_OK && y.run ? result_lay(tx, position, y.run, r) : rc;
}

jx_status result_lay(struct kv_tx *tx, uint64_t position, uint64_t run, struct row_result *r)
{
    struct store_rescored over;
    struct row_run row;
    struct store_first first = {.judged = r->outcome.judged};
    memcpy(first.adds, r->adds, sizeof first.adds);
    jx_status rc = rescored_get(tx, run, position, &first, NULL, &over);
    if (rc == JX_E_NOT_FOUND) return JX_OK;
    if (rc == JX_OK) rc = row_must(run_get(tx, r->year, run, &row));
    if (rc != JX_OK) return rc;
    rescored_lay(&over, run, &row.pack, r);
    return r->full ? count_open(tx, position, r) : JX_OK;
}

jx_status result_get(struct kv_tx *tx, uint64_t position, struct row_result *out)
{
    struct key k = key_of_position(position);
    struct jx_slice body;
    jx_status rc = row_get(tx, TABLE_RESULTS, key_slice(&k), &body);
    if (rc == JX_OK) rc = result_read(body, out);
    return rc == JX_OK ? lay_live(tx, position, out) : rc;
}

/* ---- lines ---- */

jx_status line_read(struct jx_slice body, struct row_line *out)
{
    struct packed p = packed_over(body);
    out->received = packed_uint(&p);
    out->approved = packed_uint(&p);
    out->tip = packed_uint(&p);
    return p.bad || p.at != p.end ? JX_E_CORRUPT : JX_OK;
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
    packed_put_uint(room, l->received);
    packed_put_uint(room, l->approved);
    packed_put_uint(room, l->tip);
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

void findings_write(struct jx_buffer *b, const struct store_finding *findings, uint32_t count)
{
    jx_mp_put_array(b, count);
    for (uint32_t i = 0; i < count; i++) {
        jx_mp_put_array(b, 5);
        jx_mp_put_text(b, findings[i].rule);
        jx_mp_put_text(b, findings[i].place);
        jx_mp_put_uint(b, findings[i].severity);
        jx_mp_put_uint(b, findings[i].answered);
        jx_mp_put_bin(b, row_text(findings[i].figures));
    }
}

jx_status findings_put(struct kv_tx *tx, uint64_t position, const struct store_finding *findings,
                       uint32_t count, struct jx_buffer room[2])
{
    struct key k = key_of_position(position);
    jx_buffer_reset(room);
    findings_write(room, findings, count);
    return row_put_body(tx, TABLE_FINDINGS, key_slice(&k), room);
}
